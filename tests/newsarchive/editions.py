"""Builders for tests: fields, words, sites, texts, works, archives and content folders, each with sane defaults."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree as ET

from newsarchive.content.loading import Loaded, load_content
from newsarchive.content.text import TextReader, read_vocabulary
from newsarchive.content.typed_text import Place
from newsarchive.i18n.catalogues import Catalogues, load_catalogues
from newsarchive.model.addresses import PublishedPicture
from newsarchive.model.dates import parse_date
from newsarchive.model.diagnostics import Fault
from newsarchive.model.fields import FrontMatter, Kind
from newsarchive.model.front_matter import read_front_matter
from newsarchive.model.index import Archive, Edition
from newsarchive.model.models import Briefing, Letter, Notice, StandingPage, Text
from newsarchive.model.pages import Page
from newsarchive.model.settings import Language, Newsroom, Site
from newsarchive.model.vocabularies import Term
from newsarchive.model.yaml_text import MappingNode, parse_yaml
from newsarchive.plugins import catalogue_folders

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "tests" / "newsroom" / "translations"
DAY = dt.date(2026, 11, 24)

AZ = Language("az", "Azərbaycanca", "ltr", ("«»", "“”"), spaced_dash=True)
EN = Language("en", "English", "ltr", ("“”", "‘’"))
RU = Language("ru", "Русский", "ltr", ("«»", "„“"), spaced_dash=True)

NEWSROOM = Newsroom(
    contact="desk@news.example",
    tag_authority="news.example,2026",
    repository="https://news.example/source",
    security_expires=dt.date(2027, 11, 1),
    follow=(("Mastodon", "https://social.example/@news"),),
)

TERMS: dict[str, dict[str, Term]] = {
    "tags": {
        "privacy": Term("privacy", {"en": "Privacy", "az": "Şəxsi həyat", "ru": "Частная жизнь"}),
        "courts": Term("courts", {"en": "Courts"}, description={"en": "What courts decide."}),
        "unused": Term("unused", {"en": "Unused"}),
    },
    "people": {"ali": Term("ali", {"en": "Ali", "az": "Əli", "ru": "Али"}, also=("Aliy",))},
    "organisations": {},
    "places": {"baku": Term("baku", {"en": "Baku", "az": "Bakı", "ru": "Баку"})},
}


ORGANISATION = "Committee to Protect Journalists"
WITH_ORGANISATION = {**TERMS, "organisations": {"cpj": Term("cpj", {"en": ORGANISATION}, also=("The Committee",))}}
"""Terms with an organisation, of which a program would take a name of several words for a person's."""


PO_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def write_catalogue(folder: Path, tag: str, *messages: str) -> Path:
    """Write a catalogue of ready messages (see `message` and `plural`)."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{tag}.po"
    path.write_text(PO_HEADER + "\n".join(messages), encoding="utf-8")
    return path


def load_words(folder: Path, **catalogues: str) -> Catalogues:
    """Load catalogues of ready messages by tag; English is the default."""
    for tag, messages in catalogues.items():
        write_catalogue(folder, tag, messages)
    return load_catalogues([folder], list(catalogues), "en")


def message(key: str, words: str) -> str:
    return f'msgid "{key}"\nmsgstr "{words}"\n'


def plural(key: str, *forms: str) -> str:
    lines = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
    return f'msgid "{key}"\nmsgid_plural "{key}"\n{lines}'


@lru_cache(maxsize=1)
def words() -> Catalogues:
    """Return the interface's real words."""
    return load_catalogues([CATALOGUES], ("az", "en", "ru"), "en", catalogue_folders({}))


def wordless(language: str, key: str, /, number: int | None = None, **values: object) -> str:
    """Take the place of the interface's words where a test prints none."""
    raise AssertionError(f"{key} was asked for")


def bare_language(tag: str, **changes: object) -> Language:
    """Return a language whose name is its tag; Arabic runs right to left."""
    values: dict[str, object] = {"name": tag, "direction": "rtl" if tag == "ar" else "ltr", "quotes": ("“”", "‘’")}
    return Language(tag, **{**values, **changes})  # type: ignore[arg-type]


def site_with(tags: str = "az en ru", **changes: object) -> Site:
    """Return a site in the languages of `tags`, English the default, as of `DAY`."""
    known = {each.tag: each for each in (AZ, EN, RU)}
    languages = tuple(known.get(tag) or bare_language(tag) for tag in tags.split())
    values: dict[str, object] = {"languages": languages, "default": "en", "newsroom": NEWSROOM, "day": DAY}
    return Site(**{**values, **changes})  # type: ignore[arg-type]


def front(**fields: object) -> FrontMatter:
    """Return front matter; `date` may be a string."""
    if isinstance(fields.get("date"), str):
        fields["date"] = parse_date(str(fields["date"]))
    return FrontMatter(**fields)  # type: ignore[arg-type]


_PARTS = ("revision", "links", "pictures", "fragments", "positions", "sound", "outside")


def text(folder: str = "briefings/2023/a", language: str = "en", html: str = "<p>Words.</p>", **fields: object) -> Text:
    """Return a text; its title names its slug and language."""
    slug = folder.rpartition("/")[2]
    parts = {name: fields.pop(name) for name in _PARTS if name in fields}
    fields.setdefault("title", f"{slug} in {language}")
    fields.setdefault("summary", f"About {slug}.")
    path = f"{folder}/{language}.md"
    values: dict[str, object] = {"revision": "0" * 12, "wordless": not html.strip(), **parts}
    return Text(path=path, language=language, front=front(**fields), html=html, **values)  # type: ignore[arg-type]


def _texts(folder: str, languages: Iterable[str], html: str, fields: dict[str, object]) -> list[Text]:
    first, *others = languages
    return [
        text(folder, first, html, **fields),
        *(text(folder, tag, html, translates=first) for tag in others),
    ]


def briefing(
    slug: str = "a", date: str = "2023-10-12", languages: str = "en", html: str = "<p>Words.</p>", **fields: object
):
    """Return a briefing; `languages` are tags between spaces, the original's first."""
    folder = f"briefings/{date[:4]}/{slug}"
    fields.setdefault("tags", ("privacy",))
    members = _texts(folder, languages.split(), html, {"date": date, **fields})
    return briefing_of(*members)


def briefing_of(*members: Text) -> Briefing:
    """Return a briefing of ready texts, the original first."""
    folder = members[0].path.rpartition("/")[0]
    by_language = {each.language: each for each in members}
    days = first_days(*members)
    return Briefing(folder.rpartition("/")[2], folder, members[0], by_language, days, days)


def first_days(*texts: Text) -> dict[str, dt.date]:
    """Return first days as a diligent newsroom has them: each text went online when it says, else at once."""
    front = texts[0].front
    original = front.published or (front.date.start if front.date else DAY)
    return {text.language: text.front.published or original for text in texts}


def standing(slug: str, languages: str = "en", html: str = "<p>Words.</p>", **fields: object) -> StandingPage:
    """Return a standing page."""
    members = _texts(f"pages/{slug}", languages.split(), html, fields)
    return StandingPage(slug, f"pages/{slug}", members[0], {each.language: each for each in members})


def notice(slug: str, starts: str, ends: str, languages: str = "en", **fields: object) -> Notice:
    """Return a notice that is shown from one day to another."""
    days = {"starts": dt.date.fromisoformat(starts), "ends": dt.date.fromisoformat(ends)}
    members = _texts(f"notices/{slug}", languages.split(), "<p>Beware.</p>", {**fields, **days})
    return Notice(slug, f"notices/{slug}", members[0], {each.language: each for each in members})


def letter(
    folder: str,
    stem: str = "2023-11-02-reader",
    language: str = "en",
    html: str = "<p>Dear desk.</p>",
    **fields: object,
) -> Letter:
    """Return a letter on the briefing in a folder; its date is its file's."""
    values = {"language": language, "name": "A Reader", "date": stem[:10], **fields}
    parts = {name: values.pop(name) for name in _PARTS if name in values}
    path = f"{folder}/replies/{stem}.md"
    return Letter(
        Text(path, language, front(**values), html, **{"revision": "0" * 12, "wordless": not html.strip(), **parts})
    )  # type: ignore[arg-type]


def archive_of(
    *works: Briefing | StandingPage | Notice,
    letters: Iterable[Letter] = (),
    redirects: Mapping[str, str] | None = None,
    terms: Mapping[str, Mapping[str, Term]] | None = None,
) -> Archive:
    """Return an archive of these works, in the order that reading gives it: by date, then slug."""
    briefings = sorted((each for each in works if isinstance(each, Briefing)), key=lambda each: (each.date, each.slug))
    return Archive(
        tuple(briefings),
        tuple(each for each in works if isinstance(each, StandingPage)),
        tuple(each for each in works if isinstance(each, Notice)),
        terms or TERMS,
        redirects or {},
        {folder: tuple(found) for folder, found in groupby(letters, key=lambda each: each.briefing)},
        source_notes={},
    )


def edition_of(
    *works: Briefing | StandingPage | Notice,
    letters: Iterable[Letter] = (),
    redirects: Mapping[str, str] | None = None,
    terms: Mapping[str, Mapping[str, Term]] | None = None,
    pictures: Mapping[str, PublishedPicture] | None = None,
    **site: object,
) -> Edition:
    """Return an edition of these works; other keywords change the site."""
    archive = archive_of(*works, letters=letters, redirects=redirects, terms=terms)
    digests = defaultdict[str, bytes](bytes)
    return Edition(site_with(**site), archive, words(), pictures or {}, digests=digests)  # type: ignore[arg-type]


def slugs(briefings: Iterable[Briefing]) -> list[str]:
    """Return the slugs of briefings, in order."""
    return [each.slug for each in briefings]


def small_edition(**site: object) -> Edition:
    """Return two years, three briefings (one in all languages, one in Azerbaijani only), and a standing page."""
    return edition_of(
        briefing("first", "2021-05-01", "az", tags=("courts",), people=("ali",)),
        briefing("second", "2023-02-03", "en az ru", tags=("privacy", "courts"), places=("baku",)),
        briefing("third", "2023-10", "ru en", tags=("privacy",)),
        standing("about", "en az"),
        **site,  # type: ignore[arg-type]
    )


def page(address: str = "en/2023/second/", language: str = "en", **changes: object) -> Page:
    """Return a page that prints nothing."""
    values: dict[str, object] = {"template": "standing.html", "title": "A title", "description": "Words.", "view": {}}
    return Page(address=address, language=language, **{**values, **changes})  # type: ignore[arg-type]


ORIGINAL = {
    "title": "A title",
    "summary": "A summary.",
    "date": "2023-10-12",
    "tags": "[privacy]",
    "sources": '[{url: "https://source.example/", title: A source, publisher: Someone, lang: en}]',
}
TRANSLATION = {"title": "Başlıq", "summary": "Xülasə.", "translates": "en"}
LETTER = {"language": "en", "name": "A Reader", "date": "2023-11-02"}


def tree_of(yaml: str) -> MappingNode:
    """Return the tree of faultless YAML."""
    tree, faults = parse_yaml(yaml)
    assert isinstance(tree, MappingNode)
    assert faults == []
    return tree


def yaml_of(fields: Mapping[str, str]) -> str:
    """Return fields as lines of YAML."""
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def front_of(
    base: Mapping[str, str], kind: Kind = "briefing", without: str = "", **fields: str
) -> tuple[FrontMatter, list[Fault]]:
    """Read front matter made of `base` and `fields` (YAML values), less the names in `without`."""
    values = {name: value for name, value in {**base, **fields}.items() if name not in without.split()}
    return read_front_matter(tree_of(yaml_of(values)), kind)


def read(data: bytes | str, kind: str = "briefing", language: str = "en") -> tuple[Text | None, tuple[Fault, ...]]:
    """Read one file of `briefings/2023/a/` (or of `pages/a/`, `notices/a/`), or a letter, named by its day."""
    folder = {"page": "pages/a", "notice": "notices/a", "letter": "briefings/2023/a/replies"}.get(
        kind, "briefings/2023/a"
    )
    name, language = ("2023-11-02-reader", "") if kind == "letter" else (language, language)
    reader = TextReader({"az": AZ, "en": EN, "ru": RU}, dict.fromkeys(("az", "en", "ru"), "Back to note {}"))
    content = data.encode() if isinstance(data, str) else data
    return reader.read(content, Place(f"{folder}/{name}.md", folder, kind, language))  # type: ignore[arg-type]


def text_from(markdown: str, language: str = "en") -> Text:
    """Return the text of a faultless briefing with this body."""
    found, faults = read(f"---\n{yaml_of(ORIGINAL)}---\n{markdown}", language=language)
    assert found is not None
    assert faults == ()
    return found


def write_content(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a content folder; the folder."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def load_files(root: Path, files: Mapping[str, str | bytes], site: Site) -> Loaded:
    """Return the content of some files, loaded without a cache."""
    return load_content(write_content(root, files), site, _Uncached(site))


class _Uncached:
    """Parses each file anew."""

    def __init__(self, site: Site) -> None:
        self._reader = TextReader({each.tag: each for each in site.languages}, dict.fromkeys(site.tags, "Back to {}"))

    def texts(self, root: Path, places: Iterable[Place]) -> list[tuple[Text | None, tuple[Fault, ...]]]:
        return [self._reader.read((root / place.path).read_bytes(), place) for place in places]

    def vocabulary(self, data: bytes, path: str, site: Site) -> tuple[dict[str, Term] | None, tuple[Fault, ...]]:
        return read_vocabulary(data, path, site)


def briefing_file(body: str = "Words.", **fields: str) -> str:
    """Return an original's file; `fields` are YAML, and replace the default ones."""
    return f"---\n{yaml_of({**ORIGINAL, **fields})}---\n{body}\n"


def translation_file(translates: str = "en", body: str = "Sözlər.", **fields: str) -> str:
    """Return a translation's file."""
    return f"---\n{yaml_of({**TRANSLATION, 'translates': translates, **fields})}---\n{body}\n"


def letter_file(body: str = "Dear desk.", **fields: str) -> str:
    """Return a letter's file."""
    return f"---\n{yaml_of({**LETTER, **fields})}---\n{body}\n"


def codes(faults: Iterable[Fault]) -> list[str]:
    """Return the codes of faults, in order."""
    return [each.code for each in faults]


def brief(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Return each fault's code and the field (or else the first value) that it names."""
    return [(each.code, dict(each.values).get("field") or dict(each.values).get("key", "")) for each in faults]


def settings_of(content: Path, store: Path, **changes: object) -> dict[str, object]:
    """Return what Pelican's settings say of a site in three languages with this content."""
    languages = [
        {"tag": each.tag, "name": each.name, "direction": each.direction, "quotes": each.quotes}
        for each in (AZ, EN, RU)
    ]
    newsroom = {
        "contact": NEWSROOM.contact,
        "tag_authority": NEWSROOM.tag_authority,
        "repository": NEWSROOM.repository,
        "security_expires": NEWSROOM.security_expires,
    }
    return {
        "LANGUAGES": languages,
        "DEFAULT_LANG": "en",
        "NEWSROOM": newsroom,
        "SITEURL": "",
        "THEME": str(ROOT / "theme"),
        "CATALOGUE_PATHS": [str(CATALOGUES)],
        "PATH": str(content),
        "STORE_PATH": str(store),
        "OUTPUT_PATH": str(store.parent / "output"),
        **changes,
    }


def parse_xml(content: bytes) -> ET.Element:
    """Parse a file that we made ourselves."""
    return ET.fromstring(content)  # noqa: S314
