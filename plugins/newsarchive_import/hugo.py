"""Hugo: a site's folder with its settings, texts (page bundles, several languages), and files.

Addresses are computed as Hugo does by `url`, `slug`, `permalinks`, `uglyURLs` and the settings of languages.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import msgspec
from babel.dates import get_month_names
from msgspec.structs import replace

from .folders import (
    FORMS,
    FolderImport,
    date_of_name,
    item_of,
    language_of_name,
    parsed_settings,
    terms_of,
    unread_date,
)
from .front_matter import OldFields, Value, parse_json, parse_toml, parse_yaml_values
from .items import Item, OldArchive, OldFolder, joined, parse_old_day, scan

_PARSERS = {".toml": parse_toml, ".yaml": parse_yaml_values, ".yml": parse_yaml_values, ".json": parse_json}
_ROOT_FILES = tuple(f"{name}{suffix}" for name in ("hugo", "config") for suffix in _PARSERS)
_FOLDER = PurePosixPath("config/_default")
_DATES = ("date", "publishdate", "pubdate", "published")
_TOKEN = re.compile(r":([a-z]+)")
_REMOVED = re.compile(r"[^\w\s./+~%@-]")

Settings = dict[str, Value]


class HugoSettings(msgspec.Struct, frozen=True):
    """What Hugo's settings say of texts and addresses.

    Attributes:
        title, base: The site's title, and its address, if it is a whole one.
        folders: The content folders with their languages; of a folder for several languages, an empty one.
        languages: The tags of the languages, or none if the settings name none.
        default: The language of texts without one.
        prefixed: Whether the addresses of the default language also begin with its tag.
        ugly: The sections whose addresses end in `.html`; `*` for all.
        keeps_capitals: Whether the capitals of file names are kept.
        permalinks: The patterns of addresses by section.
        taxonomies: Pairs of a field of the front matter and the vocabulary.
        static: The folders whose files are published as they are.
    """

    title: str
    base: str
    folders: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    default: str
    prefixed: bool
    ugly: frozenset[str]
    keeps_capitals: bool
    permalinks: Mapping[str, str]
    taxonomies: tuple[tuple[str, str], ...]
    static: tuple[str, ...]


class _Place(msgspec.Struct, frozen=True):
    """Where a text is: its folder within the content, its name without language and suffix, and its language.

    `by_site` says whether that is the default language of the site.
    """

    folder: PurePosixPath
    stem: str
    language: str
    by_site: bool

    @property
    def bundled(self) -> bool:
        return self.stem in ("index", "_index")

    @property
    def path(self) -> PurePosixPath:
        """The path that stands for the text: of a bundle, its folder."""
        return self.folder if self.bundled else self.folder / self.stem


def is_hugo(root: Path) -> bool:
    """Return whether a folder looks like a site of Hugo."""
    settings = any((root / name).is_file() for name in _ROOT_FILES) or (root / _FOLDER).is_dir()
    return settings and not (root / "_config.yml").is_file()


def read_hugo(root: Path) -> OldArchive:
    """Return the texts and files of a site of Hugo."""
    found = FolderImport(scan(root))
    settings = hugo_settings(found.folder)
    found.holds_texts = lambda name: any(name.is_relative_to(folder) for folder, _ in settings.folders)
    contents = _contents(found.folder, settings)
    bundles = _bundles(contents)
    hidden: set[PurePosixPath] = set()
    for name, (place, path) in contents.items():
        if name.suffix.lower() in FORMS:
            inside = any(bundle in bundles for bundle in (place.folder, *place.folder.parents))
            if inside and place.stem != "index":
                found.left_out.append((str(name), "a part of a page's bundle, and no page of its own"))
            else:
                _read_text(found, settings, name, path, place, hidden)
    for number, (item, key) in enumerate(found.items):
        folder = contents[PurePosixPath(item.id)][0].folder
        if item.status == "published" and hidden.intersection((folder, *folder.parents)):
            found.items[number] = replace(item, status="draft"), key
    addresses = {item.id: item.address for item, _ in found.items}
    for name, (place, path) in contents.items():
        if name.suffix.lower() not in FORMS and not found.in_other_markup(name):
            _add_resource(found, settings, bundles, addresses, place, name, path)
    _add_others(found, settings, contents)
    return found.archive(settings.title, settings.base, settings.default)


def hugo_settings(folder: OldFolder) -> HugoSettings:
    """Return the settings of a site, from `hugo.toml` or its other names, and from `config/_default`."""
    merged: Settings = {}
    for name, path in folder.files.items():
        if len(name.parts) == 1 and name.name in _ROOT_FILES:
            _merge(merged, _parse(path))
        elif name.parent == _FOLDER and name.suffix in _PARSERS:
            values = _parse(path)
            key, _, language = name.stem.lower().partition(".")
            if key == "languages" and language:
                values = {language: dict(values)}
            _merge(merged, values if key in ("hugo", "config") else {key: dict(values)})
    return _interpreted(merged)


def _parse(path: Path) -> Settings:
    return {key.lower(): value for key, value in parsed_settings(path, _PARSERS[path.suffix])}


def _merge(into: Settings, values: Settings) -> None:
    for key, value in values.items():
        present = into.get(key)
        into[key] = {**present, **value} if isinstance(present, dict) and isinstance(value, dict) else value


def _interpreted(values: Settings) -> HugoSettings:
    languages = {key.lower(): _lower(value) for key, value in _mapping(values, "languages").items()}
    base = _text(values, "baseurl")
    single = _text(values, "locale") or _text(values, "languagecode")
    default = _text(values, "defaultcontentlanguage").lower() or ("en" if languages else single)
    common = _text(values, "contentdir") or "content"
    folders = {_text(language, "contentdir") or common: tag for tag, language in languages.items()}
    if common in folders or not folders:
        folders[common] = ""
    permalinks = _mapping(values, "permalinks")
    pages = _mapping(permalinks, "page") or permalinks
    taxonomies = _mapping(values, "taxonomies") or {"category": "categories", "tag": "tags"}
    title = _text(values, "title") or next(filter(None, (_text(each, "title") for each in languages.values())), "")
    static = values.get("staticdir", "static")
    ugly = {section for section, value in _mapping(values, "uglyurls").items() if value == "true"}
    ugly |= {"*"} if _text(values, "uglyurls") == "true" else set()
    return HugoSettings(
        title=title,
        base=base if base.startswith(("http://", "https://")) else "",
        folders=tuple(sorted(folders.items(), key=lambda pair: -len(PurePosixPath(pair[0]).parts))),
        languages=tuple(languages),
        default=default,
        prefixed=_text(values, "defaultcontentlanguageinsubdir") == "true",
        ugly=frozenset(ugly),
        keeps_capitals=_text(values, "disablepathtolower") == "true",
        permalinks={section: pattern for section, pattern in pages.items() if isinstance(pattern, str)},
        taxonomies=tuple(
            (str(each).lower(), name) for name, each in taxonomies.items() if name not in ("author", "authors")
        ),
        static=tuple(str(each) for each in (static if isinstance(static, list) else [static])),
    )


def _mapping(values: Settings, key: str) -> Settings:
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def _lower(value: Value) -> Settings:
    return {key.lower(): each for key, each in value.items()} if isinstance(value, dict) else {}


def _text(values: Settings, key: str) -> str:
    value = values.get(key, "")
    return value.strip() if isinstance(value, str) else ""


def _contents(folder: OldFolder, settings: HugoSettings) -> dict[PurePosixPath, tuple[_Place, Path]]:
    """Return the files of the content folders by their paths from the site's folder, with their places."""
    contents: dict[PurePosixPath, tuple[_Place, Path]] = {}
    for base, language in settings.folders:
        for inner, path in folder.below(base):
            name = PurePosixPath(base) / inner
            if name not in contents:
                stem, tag = language_of_name(inner.stem, settings.languages) if settings.languages else (inner.stem, "")
                stated = tag.lower() or language
                place = _Place(inner.parent, stem, stated or settings.default, not stated)
                contents[name] = (place, path)
    return contents


def _bundles(contents: dict[PurePosixPath, tuple[_Place, Path]]) -> dict[PurePosixPath, dict[str, str]]:
    """Return the folders that are leaf bundles, each with the names of its texts by language."""
    bundles: dict[PurePosixPath, dict[str, str]] = {}
    for name, (place, _) in contents.items():
        if place.stem == "index" and name.suffix.lower() in FORMS:
            bundles.setdefault(place.folder, {})[place.language] = str(name)
    return bundles


def _read_text(
    found: FolderImport,
    settings: HugoSettings,
    name: PurePosixPath,
    path: Path,
    place: _Place,
    hidden: set[PurePosixPath],
) -> None:
    """Add a text; of a section whose texts all are drafts (`cascade`), the folder is added to `hidden`."""
    text = found.read(str(name), path)
    if text is None:
        return
    fields = OldFields(text.fields)
    if place.stem == "_index" and ("cascade.draft", "true") in ((key.lower(), value) for key, value in fields.other):
        hidden.add(place.folder)
    if place.stem == "_index" and not text.body.strip():
        found.left_out.append((str(name), "the heading of a section, without a text"))
        return
    url, slug = fields.text("url"), fields.text("slug")
    aliases, key = fields.texts("aliases", "alias"), fields.text("translationkey")
    terms = terms_of(fields, settings.taxonomies)
    item = item_of(fields, name, text, path, _DATES)
    if not item.title and not text.body.strip():
        found.left_out.append((str(name), "it has neither a title nor a text"))
        return
    date = item.date or parse_old_day(date_of_name(place.path.name)[1])
    item = replace(
        item,
        kind="post" if (date or unread_date(item)) and place.stem != "_index" else "page",
        date=date,
        language=place.language,
        by_site=place.by_site,
        slug=slug or place.path.name,
        terms=tuple(terms),
    )
    address = _address(settings, place, item, url, slug)
    parent = posixpath.dirname(address.rstrip("/"))
    item = replace(item, address=joined(settings.base, address) if address else "")
    full = (alias if "://" in alias else joined(settings.base, alias) if alias.startswith("/")
            else joined(settings.base, posixpath.normpath(f"/{parent}/{alias}")) for alias in aliases)  # fmt: skip
    if item.status == "published" and _is_unseen(item, dt.datetime.now(dt.UTC).date()):
        item = replace(item, status="private")
    found.add(replace(item, aliases=tuple(full)), key or f"{place.path}{'/_index' if place.stem == '_index' else ''}")


def _is_unseen(item: Item, today: dt.date) -> bool:
    """Return whether Hugo makes no page of a text: not yet, not any more, or never."""
    told = {name.lower(): value.strip().lower() for name, value in item.other}
    days = {name: parse_old_day(told.get(name, "")) for name in (*_DATES, "expirydate", "unpublishdate")}
    return (
        told.get("headless") == "true"
        or any(told.get(name) in ("never", "false") for name in ("build.render", "_build.render"))
        or any(day > today for name in _DATES if (day := days[name]))
        or any(day <= today for name in ("expirydate", "unpublishdate") if (day := days[name]))
    )


def _address(settings: HugoSettings, place: _Place, item: Item, url: str, slug: str) -> str:
    """Return the path of a text's address, or an empty string if it depends on what is not known here."""
    prefix = f"/{place.language}" if place.language in settings.languages else ""
    if place.language == settings.default and not settings.prefixed:
        prefix = ""
    if url:
        return url if "://" in url or url.startswith("/") else f"{prefix}/{url}"
    pattern = settings.permalinks.get(place.path.parts[0]) if len(place.path.parts) > 1 else None
    if place.stem == "_index":
        path = _urlized(str(place.folder), settings) if place.folder.parts else ""
    elif pattern:
        path = _expanded(pattern, settings, place, item, slug).strip("/")
        if not path:
            return ""
    else:
        last = _urlized(slug.replace("/", "-"), settings) if slug else _urlized(place.path.name, settings)
        path = str(PurePosixPath(_urlized(str(place.path.parent), settings)) / last)
    section = place.path.parts[0] if place.path.parts else ""
    ends = ".html" if path and {"*", section} & settings.ugly and place.stem != "_index" else "/"
    return f"{prefix}/{path}{ends}" if path else f"{prefix}/"


def _expanded(pattern: str, settings: HugoSettings, place: _Place, item: Item, slug: str) -> str:
    """Return the path that a pattern of `permalinks` gives, or an empty string if it has an unknown token."""
    date = item.day
    title = _urlized(item.title.replace("/", "-"), settings)
    name = _urlized(place.path.name, settings)
    tokens = {
        **{"title": title, "slug": _urlized(slug, settings) or title, "filename": name, "contentbasename": name},
        **dict.fromkeys(("slugorfilename", "slugorcontentbasename"), _urlized(slug, settings) or name),
        "section": _urlized(place.path.parts[0], settings),
        "sections": _urlized(str(place.path.parent), settings),
    }
    if date:
        tokens |= {
            "year": f"{date:%Y}",
            "month": f"{date:%m}",
            "day": f"{date:%d}",
            "yearday": f"{date.timetuple().tm_yday}",
        }
        tokens["monthname"] = get_month_names("wide", locale="en")[date.month].lower()
        tokens["weekday"] = str(date.isoweekday() % 7)
    known = "[" not in pattern and all(token in tokens for token in _TOKEN.findall(pattern))
    return _TOKEN.sub(lambda match: tokens[match[1]], pattern) if known else ""


def _urlized(text: str, settings: HugoSettings) -> str:
    """Return a path as Hugo writes it into addresses: without punctuation, and with hyphens for spaces."""
    text = "-".join(_REMOVED.sub("", text).split())
    return text if settings.keeps_capitals else text.lower()


def _add_resource(
    found: FolderImport,
    settings: HugoSettings,
    bundles: dict[PurePosixPath, dict[str, str]],
    addresses: Mapping[str, str],
    place: _Place,
    name: PurePosixPath,
    path: Path,
) -> None:
    """Add a file of the content: below the address of its bundle in each language, and else at its own path."""
    bundle = next((each for each in (place.folder, *place.folder.parents) if each in bundles), None)
    inner = place.folder / name.name
    if bundle is None:
        found.files[str(inner)] = path
        return
    for text in bundles[bundle].values():
        address = addresses.get(text, "")
        if address:
            start = address.removeprefix(settings.base.rstrip("/") or "/").strip("/").removesuffix(".html")
            found.files[f"{start}/{inner.relative_to(bundle)}".lstrip("/")] = path


def _add_others(found: FolderImport, settings: HugoSettings, contents: Mapping[PurePosixPath, object]) -> None:
    """Add the files of `static` and `assets`, and report the texts that stand elsewhere."""
    for inner, path in found.folder.below("assets"):
        found.files.setdefault(str(inner), path)
    for folder in settings.static:
        for inner, path in found.folder.below(folder):
            found.files[str(inner)] = path
    published = set(found.files.values())
    for name, path in found.folder.files.items():
        if name not in contents and FORMS.get(name.suffix.lower()) == "markdown" and path not in published:
            found.left_out.append((str(name), "outside of the content"))
