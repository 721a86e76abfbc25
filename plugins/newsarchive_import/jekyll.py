"""Jekyll: a site's folder with its settings, posts, drafts, collections, pages and files.

Addresses are computed as Jekyll does by `permalink`, also that of the settings, of `defaults` and of collections.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from .folders import (
    FORMS,
    TERM_FIELDS,
    FolderImport,
    date_of_name,
    item_of,
    language_of_name,
    parsed_settings,
    terms_of,
)
from .front_matter import OldFields, OldText, Value
from .items import Item, OldArchive, OldFolder, joined, parse_old_day, scan

_SETTINGS = ("_config.yml", "_config.yaml")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_TOKEN = re.compile(r":([a-z_]+)")
_NOT_SLUG = re.compile(r"[^\w]+")
_LIQUID = re.compile(r"\{%-?\s*(?:for|include|assign|paginate)\b")
_NOT_PUBLISHED = ("_site", "_layouts", "_includes", "_sass", "_data", "_plugins", "vendor")
_GROUP_FIELDS = ("ref", "lang-ref", "lang_ref", "translation_key", "translation_id", "translationkey")


class JekyllSettings(msgspec.Struct, frozen=True):
    """What Jekyll's settings say of texts and addresses.

    Attributes:
        title, address, language: Those of the site, or empty.
        permalink: The pattern of the addresses of posts.
        languages: The tags of the languages, as the plugin Polyglot has them, or none.
        collections: The patterns by name of a collection, empty where it has the usual one.
        defaults: Values of front matter by the folder and the type that they hold for.
        authors: Names of authors by key, from `_data/authors.yml`.
        excluded: Beginnings and patterns of the paths that Jekyll leaves out.
    """

    title: str
    address: str
    language: str
    permalink: str
    languages: tuple[str, ...]
    collections: Mapping[str, str]
    defaults: tuple[tuple[str, str, Mapping[str, Value]], ...]
    authors: Mapping[str, str]
    excluded: tuple[str, ...] = ()


def is_jekyll(root: Path) -> bool:
    """Return whether a folder looks like a site of Jekyll."""
    return any((root / name).is_file() for name in _SETTINGS) or (root / "_posts").is_dir()


def read_jekyll(root: Path) -> OldArchive:
    """Return the texts and files of a site of Jekyll."""
    found = FolderImport(scan(root))
    settings = jekyll_settings(found.folder)
    found.holds_texts = lambda name: bool(_kind(name, settings)) and not _is_excluded(str(name), settings)
    for name, path in found.folder.files.items():
        kind = _kind(name, settings)
        if _is_excluded(str(name), settings):
            if name.suffix.lower() in FORMS:
                found.left_out.append((str(name), "excluded by the settings, so it was no page of the site"))
        elif kind == "":
            if FORMS.get(name.suffix.lower()) == "markdown":
                found.left_out.append((str(name), "in a folder that holds no texts"))
        elif found.in_other_markup(name):
            continue
        elif name.suffix.lower() in FORMS:
            _read_text(found, settings, name, path, kind)
        elif kind == "pages":
            found.files[str(name)] = path
        else:
            found.files[str(PurePosixPath(*(part.lstrip("_") for part in name.parts)))] = path
    return found.archive(settings.title, settings.address, settings.language)


def jekyll_settings(folder: OldFolder) -> JekyllSettings:
    """Return the settings of a site, from `_config.yml`."""
    parsed = _parsed(folder, *_SETTINGS)
    values, raw = OldFields(parsed), dict(parsed)
    url, base = values.text("url"), values.text("baseurl")
    permalink = values.text("permalink") or "date"
    collections: dict[str, str] = {}
    stated = raw.get("collections", [])
    named = stated.items() if isinstance(stated, dict) else [(name, "") for name in stated]
    for name, options in named:
        pattern = options.get("permalink", "") if isinstance(options, dict) else ""
        collections[str(name)] = pattern if isinstance(pattern, str) else ""
    authors = dict(_parsed(folder, "_data/authors.yml", "_data/authors.yaml"))
    names = {key: each["name"] for key, each in authors.items() if isinstance(each, dict) and each.get("name")}
    address = f"{url.rstrip('/')}/{base.strip('/')}".rstrip("/") if url.startswith(("http://", "https://")) else ""
    return JekyllSettings(
        title=values.text("title", "name"),
        address=address,
        language=values.text("lang", "locale", "language").replace("_", "-"),
        permalink=_STYLES.get(permalink, permalink),
        languages=tuple(values.texts("languages")),
        collections={"posts": "", **collections},
        defaults=tuple(_defaults(raw.get("defaults", []))),
        authors={key: str(name) for key, name in names.items()},
        excluded=tuple(each.removeprefix("./").lstrip("/") for each in values.texts("exclude")),
    )


def _parsed(folder: OldFolder, *names: str) -> list[tuple[str, Value]]:
    """Return the values of the first of some files that exists, or none."""
    path = next((folder.files[PurePosixPath(name)] for name in names if PurePosixPath(name) in folder.files), None)
    return parsed_settings(path) if path else []


def _defaults(stated: Value) -> list[tuple[str, str, Mapping[str, Value]]]:
    result: list[tuple[str, str, Mapping[str, Value]]] = []
    for each in stated if isinstance(stated, list) else []:
        scope, values = (each.get("scope"), each.get("values")) if isinstance(each, dict) else (None, None)
        if isinstance(scope, dict) and isinstance(values, dict):
            result.append((str(scope.get("path", "")).strip("/"), str(scope.get("type", "")), values))
    return result


def _is_excluded(name: str, settings: JekyllSettings) -> bool:
    """Return whether the settings exclude a file: Jekyll takes a path for a pattern, or for a beginning."""
    return any(each and (name.startswith(each) or fnmatchcase(name, each)) for each in settings.excluded)


def _kind(name: PurePosixPath, settings: JekyllSettings) -> str:
    """Return what a file belongs to: `posts`, `drafts`, `pages` or a collection; empty if it is not published."""
    for part in name.parts[:-1]:
        if part == "_drafts" or (part.startswith("_") and part[1:] in settings.collections):
            return part[1:]
        if part.startswith("_") or part in _NOT_PUBLISHED:
            return ""
    return "" if name.name.startswith(("_", ".")) else "pages"


def _read_text(found: FolderImport, settings: JekyllSettings, name: PurePosixPath, path: Path, kind: str) -> None:
    text = found.read(str(name), path)
    if text is None:
        return
    if kind == "pages" and text.bare:
        # Jekyll publishes what has no front matter as it is
        if FORMS[name.suffix.lower()] == "html":
            found.files[str(name)] = path
        else:
            found.left_out.append((str(name), "it has no front matter, so it was no page of the site"))
        return
    if kind == "pages" and (_LIQUID.search(text.body) or not text.body.strip()):
        found.left_out.append((str(name), "a page of the theme, which is made of other texts"))
        return
    found.add(*_item(settings, name, path, text, kind))


def _item(settings: JekyllSettings, name: PurePosixPath, path: Path, text: OldText, kind: str) -> tuple[Item, str]:
    """Return a text as an item, and the key that its translations share."""
    scoped = [
        pair
        for folder, type_, values in settings.defaults
        if (not folder or str(name).startswith(folder)) and type_ in ("", "posts" if kind == "drafts" else kind)
        for pair in values.items()
        if pair[0] not in dict(text.fields)
    ]
    fields = OldFields((*scoped, *text.fields) if scoped else text.fields)
    stem, tag = language_of_name(name.stem, settings.languages) if settings.languages else (name.stem, "")
    slug, day = date_of_name(stem)
    own, permalink = fields.text("slug"), fields.text("permalink")
    language = fields.text("lang", "language", "locale").replace("_", "-") or tag
    key = fields.text(*_GROUP_FIELDS)
    aliases = fields.texts("redirect_from", "aliases", "alias", "wordpress_url")
    number = fields.text("wordpress_id")  # of the site from which jekyll-import made this one
    aliases += [f"/?p={number}"] if number.isdecimal() else []
    categories = _categories(fields, name)
    terms = [*(("category", each) for each in categories), *terms_of(fields, TERM_FIELDS[2:], ", ")]
    item = item_of(fields, name, text, path, ("date",))
    item = replace(
        item,
        kind="page" if kind == "pages" else "post",
        title=item.title or slug,
        date=item.date or parse_old_day(day),
        language=language or settings.language,
        by_site=not language,
        slug=own or slug,
        status="draft" if kind == "drafts" else item.status,
        authors=tuple(settings.authors.get(author, author) for author in item.authors),
        terms=tuple(terms),
    )
    address = _address(settings, name, item, categories, permalink, kind)
    full = (alias if "://" in alias else joined(settings.address, alias) for alias in aliases)
    item = replace(item, address=joined(settings.address, address) if address else "", aliases=tuple(full))
    return item, key if key and item.language else (f"{kind}/{stem}" if tag else "")


def _categories(fields: OldFields, name: PurePosixPath) -> list[str]:
    """Take and return the categories of a text: of the folders above `_posts`, and of its front matter."""
    above: list[str] = []
    if "_posts" in name.parts:
        above = list(name.parts[: name.parts.index("_posts")])
    return list(dict.fromkeys((*above, *fields.texts("category"), *fields.texts("categories", separators=" "))))


def _address(
    settings: JekyllSettings, name: PurePosixPath, item: Item, categories: list[str], permalink: str, kind: str
) -> str:
    """Return the path of a text's address, or an empty string if it depends on what is not known here."""
    if kind == "pages":
        return _page_address(settings, name, permalink)
    date = item.day
    collected = kind not in ("posts", "drafts")
    path = name.relative_to(PurePosixPath(*name.parts[: name.parts.index(f"_{kind}") + 1])).with_suffix("")
    usual = settings.collections.get(kind) or ("/:collection/:path:output_ext" if collected else settings.permalink)
    pattern = _STYLES.get(permalink, permalink) or usual
    tokens = {
        "categories": "/".join(quote(each.lower()) for each in categories),
        "title": item.slug,
        "slug": _NOT_SLUG.sub("-", item.slug.lower()).strip("-"),
        "name": item.slug,
        "collection": kind,
        "path": str(path),
        "output_ext": ".html",
    }
    if date:
        year, month, day = f"{date:%Y}", f"{date:%m}", f"{date:%d}"
        tokens |= {"year": year, "month": month, "day": day, "short_year": year[2:]}
        tokens |= {"i_month": str(date.month), "i_day": str(date.day), "y_day": f"{date.timetuple().tm_yday:03}"}
    if not all(token in tokens for token in _TOKEN.findall(pattern)):
        return ""
    return re.sub("/{2,}", "/", "/" + _TOKEN.sub(lambda match: tokens[match[1]], pattern))


def _page_address(settings: JekyllSettings, name: PurePosixPath, permalink: str) -> str:
    if permalink:
        return "" if ":" in permalink else f"/{permalink.lstrip('/')}"
    folder = f"/{name.parent}/" if name.parent.parts else "/"
    if name.stem == "index":
        return folder
    return f"{folder}{name.stem}{'/' if settings.permalink.endswith('/') else '.html'}"
