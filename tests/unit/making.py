"""Builders of domain values for unit tests: each takes only what the test is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from newsarchive.archive.addresses import PublishedPicture
from newsarchive.archive.dates import parse_date
from newsarchive.archive.diagnostics import Fault
from newsarchive.archive.fields import FrontMatter, Kind
from newsarchive.archive.front_matter import read_front_matter
from newsarchive.archive.index import Archive, Edition, Words
from newsarchive.archive.models import Briefing, StandingPage, Text
from newsarchive.archive.settings import Language, Newsroom, Site
from newsarchive.archive.yaml_text import MappingNode as Tree
from newsarchive.archive.yaml_text import parse_yaml
from newsarchive.i18n.catalogues import Catalogues, load_catalogues

DAY = dt.date(2026, 11, 24)

ORIGINAL = {
    "title": "A title",
    "summary": "A summary.",
    "date": "2023-10-12",
    "tags": "[privacy]",
    "sources": "[{url: 'https://a.example/', title: A, publisher: B, lang: en}]",
}
TRANSLATION = {"title": "Başlıq", "summary": "Xülasə.", "translates": "en"}


def make_newsroom() -> Newsroom:
    return Newsroom("desk@a.example", "a.example,2026", "https://a.example/source", dt.date(2027, 11, 1))


def make_language(tag: str = "en", **changes: object) -> Language:
    values: dict[str, object] = {"name": tag, "direction": "ltr", "quotes": ("“”", "‘’")}
    return Language(tag, **{**values, **changes})  # type: ignore[arg-type]


def make_site(tags: str = "az en ru", **changes: object) -> Site:
    """A site in the languages of `tags`; Arabic runs right to left."""
    languages = tuple(make_language(tag, direction="rtl" if tag == "ar" else "ltr") for tag in tags.split())
    values: dict[str, object] = {"default": "en", "newsroom": make_newsroom(), "day": DAY}
    return Site(languages, **{**values, **changes})  # type: ignore[arg-type]


def make_text(path: str = "briefings/2023/a/en.md", revision: str = "0" * 12, html: str = "", **front: object) -> Text:
    """A text; its language is the file's name, and a `date` may be a string."""
    if isinstance(front.get("date"), str):
        front["date"] = parse_date(str(front["date"]))
    language = path.rpartition("/")[2].removesuffix(".md")
    return Text(path, language, FrontMatter(**front), html, revision)  # type: ignore[arg-type]


def make_briefing(slug: str = "a", date: str = "2023-10-12", languages: str = "en", **front: object) -> Briefing:
    """A briefing with a text in each language, the original first."""
    folder = f"briefings/{date[:4]}/{slug}"
    first, *others = languages.split()
    original = make_text(f"{folder}/{first}.md", date=date, **{"title": f"{slug} {first}", **front})
    translations = [make_text(f"{folder}/{tag}.md", title=f"{slug} {tag}", translates=first) for tag in others]
    return briefing_of(original, *translations)


def briefing_of(*texts: Text) -> Briefing:
    """A briefing of ready texts, the original first."""
    folder = texts[0].path.rpartition("/")[0]
    by_language = {text.language: text for text in texts}
    return Briefing(folder.rpartition("/")[2], folder, texts[0], by_language, first_days(*texts))


def first_days(*texts: Text) -> dict[str, dt.date]:
    """First days as the ledger of a diligent newsroom has them: each text went online when it says, else at once."""
    front = texts[0].front
    original = front.published or (front.date.start if front.date else DAY)
    return {text.language: text.front.published or original for text in texts}


def make_standing(slug: str, languages: str = "en") -> StandingPage:
    texts = [make_text(f"pages/{slug}/{tag}.md", title=slug) for tag in languages.split()]
    return StandingPage(slug, f"pages/{slug}", texts[0], {text.language: text for text in texts})


def make_archive(*briefings: Briefing, standing: tuple[StandingPage, ...] = ()) -> Archive:
    """An archive in the order that reading gives it: by date, then slug."""
    ordered = tuple(sorted(briefings, key=lambda each: (each.date, each.slug)))
    return Archive(ordered, standing, (), {}, {})


def make_edition(
    archive: Archive, words: Words, site: Site | None = None, pictures: Mapping[str, PublishedPicture] | None = None
) -> Edition:
    return Edition(site or make_site(), archive, words, pictures or {})


def wordless(language: str, key: str, /, number: int | None = None, **values: object) -> str:
    """The interface's words where a test prints none."""
    raise AssertionError(f"{key} was asked for")


def slugs(briefings: object) -> list[str]:
    return [each.slug for each in briefings]  # type: ignore[attr-defined]


def tree_of(yaml: str) -> Tree:
    """The tree of faultless YAML."""
    tree, faults = parse_yaml(yaml)
    assert isinstance(tree, Tree)
    assert faults == []
    return tree


def front_of(
    base: Mapping[str, str], kind: Kind = "briefing", without: str = "", **fields: str
) -> tuple[FrontMatter, list[Fault]]:
    """Read front matter made of `base` and `fields` (YAML values), less the names in `without`."""
    values = {name: value for name, value in {**base, **fields}.items() if name not in without.split()}
    yaml = "".join(f"{name}: {value}\n" for name, value in values.items())
    return read_front_matter(tree_of(yaml), kind)


def brief(faults: list[Fault]) -> list[tuple[str, str]]:
    """Each fault's code and the field (or else the first value) that it names."""
    return [(each.code, dict(each.values).get("field") or dict(each.values).get("key", "")) for each in faults]


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
