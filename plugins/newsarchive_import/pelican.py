"""Pelican: a site's folder with its articles, pages and files; its settings are parsed and never run.

Addresses are computed as Pelican does by `ARTICLE_URL` and its relatives, if the settings state them as plain strings.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec.structs import replace
from unidecode import unidecode

from .folders import FORMS, FolderImport, item_of
from .front_matter import OldFields, OldText, split_html, split_lines
from .items import Item, OldArchive, OldFolder, joined, read_text, scan

_SETTINGS = ("pelicanconf.py", "publishconf.py")
_USUAL: Mapping[str, Any] = {
    "PATH": "content",
    "PAGE_PATHS": ["pages"],
    "USE_FOLDER_AS_CATEGORY": True,
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "DRAFT_URL": "drafts/{slug}.html",
    "DRAFT_LANG_URL": "drafts/{slug}-{lang}.html",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
    "SLUGIFY_SOURCE": "title",
    "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    "PATH_METADATA": "",
    "READERS": {},
    "EXTRA_PATH_METADATA": {},
}
_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_MARKUP = re.compile(r"<[^<>]*>")
_DAY_PARTS = re.compile(r"%-?[Yymd]")
_SEPARATORS = ",;"
# patterns of settings that cannot take long: with few repetitions, and none of a group
_REPETITION = re.compile(r"[*+]|\{\d*,\d*\}")
_REPEATED_GROUP = re.compile(r"\)\s*(?:[*+]|\{)")
_MOST_REPETITIONS = 3
_LONGEST_PATH = 160


def is_pelican(root: Path) -> bool:
    """Return whether a folder looks like a site of Pelican."""
    return (root / _SETTINGS[0]).is_file()


def read_pelican(root: Path) -> OldArchive:
    """Return the articles, pages and files of a site of Pelican."""
    found = FolderImport(scan(root))
    settings = pelican_settings(found.folder)
    content = PurePosixPath(str(settings["PATH"]).strip("/") or ".")
    found.holds_texts = lambda name: name.is_relative_to(content)
    published = {str(name): _path_of(extra) for name, extra in settings["EXTRA_PATH_METADATA"].items()}
    for name, path in found.folder.files.items():
        if not name.is_relative_to(content):
            if FORMS.get(name.suffix.lower()) == "markdown":
                found.left_out.append((str(name), "outside of the content"))
            continue
        inner = name.relative_to(content)
        if name.suffix.lower() in FORMS:
            _read_text(found, settings, name, inner, path)
        elif not found.in_other_markup(name):
            found.files[published.get(str(inner)) or str(inner)] = path
    title, language = (str(settings.get(each, "")) for each in ("SITENAME", "DEFAULT_LANG"))
    return found.archive(title, _site_address(settings), language)


def pelican_settings(folder: OldFolder) -> Mapping[str, Any]:
    """Return the settings that are plain values: strings, numbers, lists and mappings. No code is run.

    Raise ImportFailure for a file that cannot be read. A file with mistakes has no settings.
    """
    values: dict[str, Any] = dict(_USUAL)
    for name in _SETTINGS:
        path = folder.files.get(PurePosixPath(name))
        if path is None:
            continue
        try:
            statements = ast.parse(read_text(path)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for statement in statements:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    _assign(values, target, statement.value)
    usual = {key: value for key, value in _USUAL.items() if not isinstance(values.get(key), type(value))}
    return {**values, **{key: value for key, value in usual.items() if not key.endswith("_URL")}}


def _assign(values: dict[str, Any], target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Name):
        if isinstance(value, ast.Name) and value.id in values:
            values[target.id] = values[value.id]
        else:
            try:
                values[target.id] = ast.literal_eval(value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                values.pop(target.id, None)


def _site_address(settings: Mapping[str, Any]) -> str:
    address = settings.get("SITEURL", "")
    return address if isinstance(address, str) and address.startswith(("http://", "https://")) else ""


def _path_of(extra: object) -> str:
    path = extra.get("path", "") if isinstance(extra, dict) else ""
    return path if isinstance(path, str) else ""


def _read_text(
    found: FolderImport, settings: Mapping[str, Any], name: PurePosixPath, inner: PurePosixPath, path: Path
) -> None:
    is_html = FORMS[name.suffix.lower()] == "html"
    text = found.read(str(name), path, split_html if is_html else split_lines)
    if text is None:
        return
    page = any(inner.is_relative_to(str(folder).strip("/")) for folder in settings["PAGE_PATHS"] if folder)
    dated = page or any(key.lower() == "date" for key, _ in text.fields)
    if is_html and (text.bare or not dated or "html" in settings["READERS"]):
        found.files[str(inner)] = path  # Pelican publishes it as it is
        return
    if text.bare:
        found.left_out.append((str(name), "it has no metadata, so it was no article of the site"))
        return
    named = {key.lower() for key, _ in text.fields}
    fields = OldFields((*(pair for pair in _of_path(settings, inner) if pair[0] not in named), *text.fields))
    if fields.peek("status").lower() == "skip":
        found.left_out.append((str(name), "its status is skip"))
        return
    found.add(*_item(settings, fields, text, name, inner, path, page=page))


def _of_path(settings: Mapping[str, Any], inner: PurePosixPath) -> list[tuple[str, str]]:
    """Return the metadata that the settings find in a text's path: `(?P<date>…)-(?P<slug>…)`."""
    result: list[tuple[str, str]] = []
    for setting, text in (("FILENAME_METADATA", inner.stem), ("PATH_METADATA", str(inner))):
        pattern = settings.get(setting) or ""
        quick = len(_REPETITION.findall(pattern)) <= _MOST_REPETITIONS and not _REPEATED_GROUP.search(pattern)
        try:
            match = re.match(pattern, text) if quick and len(text) <= _LONGEST_PATH else None
        except re.error:
            match = None
        result += [(name.lower(), value) for name, value in (match.groupdict() if match else {}).items() if value]
    return result


def _item(
    settings: Mapping[str, Any],
    fields: OldFields,
    text: OldText,
    name: PurePosixPath,
    inner: PurePosixPath,
    path: Path,
    *,
    page: bool,
) -> tuple[Item, str]:
    """Return a text as an item, and the key that its translations share: the slug."""
    stated = fields.singles
    category = fields.text("category") or _folder_category(settings, inner, page=page)
    tags = fields.texts("tags", "keywords", separators=_SEPARATORS)
    authors = fields.texts("authors", "author", separators=";" if ";" in fields.peek("authors", "author") else ",")
    language, slug, url = fields.text("lang"), fields.text("slug"), fields.text("url", "save_as")
    status = fields.peek("status").lower()
    if status in ("published", "draft"):
        fields.text("status")
    translation = fields.peek("translation").lower() in ("true", "yes", "1")
    aliases = fields.texts("aliases", "redirect_from", "old_url", separators=_SEPARATORS)
    item = item_of(fields, name, text, path, ("date",))
    item = replace(
        item,
        kind="page" if page else "post",
        title=item.title or inner.stem,
        language=language or str(settings.get("DEFAULT_LANG", "")),
        by_site=not language,
        slug=slug or _slugified(inner.stem if settings["SLUGIFY_SOURCE"] == "basename" else item.title or inner.stem),
        status="draft" if status == "draft" else "published",
        authors=tuple(authors) or tuple(filter(None, [str(settings.get("AUTHOR") or "")])),
        terms=(*((("category", category),) if category else ()), *(("tag", tag) for tag in tags)),
    )
    translated = translation or language not in ("", settings.get("DEFAULT_LANG", "en"))
    address = url or _address(settings, item, {**stated, "category": _slugified(category)}, translated=translated)
    base = _site_address(settings)
    full = (alias if "://" in alias else joined(base, alias) for alias in aliases)
    address = joined(base, address) if address else ""
    return replace(item, address=address, aliases=tuple(full)), f"{item.kind} {item.slug}"


def _folder_category(settings: Mapping[str, Any], inner: PurePosixPath, *, page: bool) -> str:
    """Return the category of a text without one: its folder, or the one of the settings."""
    if page:
        return ""
    folder = inner.parent.name if settings["USE_FOLDER_AS_CATEGORY"] else ""
    return folder or str(settings.get("DEFAULT_CATEGORY", ""))


def _slugified(text: str) -> str:
    """Return the slug of a title as Pelican makes it by default."""
    text = unidecode(unicodedata.normalize("NFKC", _MARKUP.sub("", text)))
    text = re.sub(r"[^\w\s-]", "", text).strip().lower()
    return re.sub(r"[-\s]+", "-", text)


def _address(settings: Mapping[str, Any], item: Item, stated: Mapping[str, str], *, translated: bool) -> str:
    """Return the path of a text's address, or an empty string if it depends on what is not known here.

    `stated` is the text's metadata, any of which an address may have.
    """
    kind = "PAGE" if item.kind == "page" else "DRAFT" if item.status == "draft" else "ARTICLE"
    pattern = settings.get(f"{kind}_LANG_URL" if translated else f"{kind}_URL")
    if not isinstance(pattern, str):
        return ""
    date = item.day
    author = _slugified(item.authors[0]) if item.authors else ""
    values = {**stated, "slug": item.slug, "lang": item.language, "author": author}
    known = True

    def fill(match: re.Match[str]) -> str:
        nonlocal known
        name, form = match[1], match[2]
        if name == "date" and date and form:
            known = known and "%" not in _DAY_PARTS.sub("", form)
            return f"{date:{form}}" if known else ""
        known = known and bool(values.get(name)) and not form
        return values.get(name, "")

    filled = _FIELD.sub(fill, pattern)
    return filled if known and "{" not in filled else ""
