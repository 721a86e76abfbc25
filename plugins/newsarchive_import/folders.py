"""Folders of Markdown files: what all systems share, and folders without a system.

Each text is an item. A file whose front matter is malformed is left out with the reason, so that an editor can correct
it and import again; one that could exhaust memory stops the import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

import msgspec
from babel import localedata
from msgspec.structs import replace

from newsarchive.api import ArchiveDate

from .front_matter import DangerousMarkupError, OldFields, OldText, Value, parse_yaml_values, split_front_matter
from .items import (
    MOST_ITEMS,
    Form,
    ImportFailure,
    Item,
    OldArchive,
    OldFolder,
    parse_old_date,
    parse_old_day,
    parse_old_moment,
    read_text,
    scan,
    site_path,
)

FORMS: dict[str, Form] = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown"), "markdown"),
    **dict.fromkeys((".html", ".htm"), "html"),
}
UNREAD = {
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".org": "Org mode",
    ".rst": "reStructuredText",
    ".textile": "Textile",
    ".pandoc": "Pandoc's Markdown",
    ".ipynb": "a notebook",
}
_PICTURES = (
    "image",
    "cover",
    "featured_image",
    "featuredimage",
    "feature_image",
    "thumbnail",
    "teaser",
    "header_image",
)
_PICTURE_KEYS = ("image", "path", "src", "url", "feature", "relative", "filename")
_CREDIT_KEYS = ("credit", "attr", "attribution", "photographer", "author", "source", "copyright")
_HEADING = re.compile(r"#[ \t]+(.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"=+[ \t]*")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_SEARCHED = 200  # lines
_TAGGED = re.compile(r"(.+)\.([a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)")
_DATED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[-_ ]+(.+)")

Splitter = Callable[[str], OldText | None]


class FolderImport(msgspec.Struct):
    """What the reader of a folder collects.

    Attributes:
        folder: The files of the old site.
        items: The texts, each with the key that its translations share.
        files: The files of the site by their old addresses.
        left_out: What is neither, and why.
        unread: The texts that could not be read, and why.
        holds_texts: Returns whether a path from the site's folder is in a folder of texts.
    """

    folder: OldFolder
    holds_texts: Callable[[PurePosixPath], bool] = lambda _: True
    items: list[tuple[Item, str]] = msgspec.field(default_factory=list)
    files: dict[str, Path] = msgspec.field(default_factory=dict)
    left_out: list[tuple[str, str]] = msgspec.field(default_factory=list)
    unread: list[tuple[str, str]] = msgspec.field(default_factory=list)

    def read(self, name: str, path: Path, split: Splitter = split_front_matter) -> OldText | None:
        """Return a text with its front matter, which is empty if there is none; None if it had to be left out."""
        text = read_text(path, marked=True)
        try:
            return split(text) or OldText([], text, bare=True)
        except DangerousMarkupError as error:
            raise ImportFailure(path, f"front matter: {error}", "write the values out, or remove the file") from None
        except ValueError as error:
            self.unread.append((name, f"its front matter is malformed ({error}); correct it and import again"))
            return None

    def add(self, item: Item, key: str = "") -> None:
        """Add a text; items with the same key in different languages are translations of one another."""
        self.items.append((item, key))
        if len(self.items) > MOST_ITEMS:
            raise ImportFailure(self.folder.root, f"more than {MOST_ITEMS:,} texts", "import it in parts")

    def in_other_markup(self, name: PurePosixPath) -> bool:
        """Report a file in a markup that no reader knows; return whether it is one."""
        markup = UNREAD.get(name.suffix.lower(), "")
        if markup:
            self.unread.append((str(name), f"written in {markup}, which is not read; convert it to Markdown first"))
        return bool(markup)

    def archive(self, name: str, address: str, language: str = "") -> OldArchive:
        """Return all that was collected; the arguments are those of the old site.

        If the site is below a path of its host, each file has two addresses, with that path and without it, because
        texts name both: `/news/a.jpg`, and `{{ site.baseurl }}/a.jpg`.
        """
        base = site_path(address).rstrip("/")
        below = {f"{base}/{file}": path for file, path in self.files.items()} if base else {}
        languages: dict[str, list[str]] = {}
        for item, key in self.items:
            languages.setdefault(key, []).append(item.language)
        groups = {key for key, tags in languages.items() if key and 1 < len(tags) == len(set(tags))}
        items = (replace(item, group=key if key in groups else "") for item, key in self.items)
        left_out, unread = [*self.left_out, *self.folder.left_out], self.unread
        for what, why in self.folder.misnamed:
            path = PurePosixPath(what)
            may_be_text = what.endswith("/") or path.suffix.lower() in (*FORMS, *UNREAD)
            (unread if may_be_text and self.holds_texts(path) else left_out).append((what, why))
        files = {**self.files, **below}
        return OldArchive(name, address, tuple(items), files, tuple(left_out), tuple(unread), language)


def parsed_settings(
    path: Path, parse: Callable[[str], list[tuple[str, Value]]] = parse_yaml_values
) -> list[tuple[str, Value]]:
    """Return the values of a settings file; raise ImportFailure if it is malformed."""
    try:
        return parse(read_text(path))
    except DangerousMarkupError as error:
        raise ImportFailure(path, f"{error}", "write the values out") from None
    except ValueError as error:
        raise ImportFailure(path, f"malformed settings ({error})", "correct them") from None


DATES = ("date", "published", "created", "publishdate", "pubdate")
CHANGES = ("lastmod", "modified", "last_modified_at", "updated")
"""The fields that may have the day of the last change."""


def item_of(fields: OldFields, name: PurePosixPath, text: OldText, path: Path, dates: Iterable[str] = DATES) -> Item:
    """Return an item of the front matter of a text, without what depends on the system, such as its address.

    Args:
        fields: The front matter, from which a reader has already taken what its system defines. It is used up; what
            remains is the item's `other`.
        name: The path of the file from the folder of the site; it is the item's id.
        text: The text, for its body.
        path: The file.
        dates: The fields that may have the date, the best one first.
    """
    picture = fields.text(*_PICTURES) or _inner(fields, *_PICTURE_KEYS)
    words = (
        ("picture_alt", _beside(fields, "alt")),
        ("picture_caption", _beside(fields, "caption")),
        ("picture_credit", _beside(fields, *_CREDIT_KEYS)),
    )
    hidden = fields.flag("draft") or fields.peek("published").lower() in ("false", "no")
    if fields.peek("published").lower() in ("false", "no", "true", "yes"):
        fields.text("published")
    dated = next((value for name in dates if parse_old_date(value := fields.peek(name))), "")
    modified = fields.date(*CHANGES)
    return Item(
        id=str(name),
        kind="post",
        title=fields.text("title") or first_heading(text.body),
        body=text.body,
        form=FORMS.get(name.suffix.lower(), "markdown"),
        date=fields.date(*dates),
        moment=parse_old_moment(dated),
        modified=modified.start if isinstance(modified, ArchiveDate) else modified,
        status="draft" if hidden else "published",
        authors=tuple(fields.texts("authors", "author")),
        summary=fields.text("summary", "description", "excerpt"),
        picture=picture,
        other=(*((name, value) for name, value in words if value), *fields.other),
        file=path,
    )


def unread_date(item: Item) -> str:
    """Return the date that an item states and nobody can read, such as `2021-02-30` or `soon`, or an empty string."""
    stated = (value for name, value in item.other if name.lower() in DATES)
    return "" if item.date else next(stated, "")


def _inner(fields: OldFields, *keys: str) -> str:
    """Take and return the first text at some keys of the mappings that describe a featured picture, or nothing."""
    return next(filter(None, (fields.inner(each, *keys) for each in _PICTURES)), "")


def _beside(fields: OldFields, *keys: str) -> str:
    """Take and return the first text about a featured picture, in its mapping or in a field such as `image_alt`."""
    flat = [f"{name}{sign}{key}" for name in _PICTURES for key in keys for sign in ("_", "-", "")]
    return _inner(fields, *keys) or fields.text(*flat)


def first_heading(body: str) -> str:
    """Return the text of the first heading of level 1 in Markdown (`# Title`, or underlined by `===`), or nothing."""
    fence, above = "", ""
    for line in body.split("\n", _SEARCHED)[:_SEARCHED]:
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            heading = _HEADING.fullmatch(line)
            if heading or (above.strip() and _UNDERLINE.fullmatch(line)):
                return (heading[1] if heading else above).strip()
        above = line
    return ""


def language_of_name(stem: str, languages: Iterable[str] = ()) -> tuple[str, str]:
    """Return a file's name without its language, and the language: `court.az` gives `court` and `az`.

    `languages` are those of the site; if there are none, any language that CLDR knows is taken for one.
    """
    match = _TAGGED.fullmatch(stem)
    known = [language.lower() for language in languages]
    if match and (match[2].lower() in known or (not known and localedata.exists(match[2].replace("-", "_")))):
        return match[1], match[2]
    return stem, ""


def date_of_name(stem: str) -> tuple[str, str]:
    """Return a file's name without its day, and the day: `2019-02-02-court` gives `court` and `2019-02-02`."""
    match = _DATED.fullmatch(stem)
    return (match[2], match[1]) if match else (stem, "")


def terms_of(fields: OldFields, vocabularies: Iterable[tuple[str, str]], separators: str = "") -> list[tuple[str, str]]:
    """Take and return the terms of a text: pairs of vocabulary and name.

    Args:
        fields: The front matter.
        vocabularies: Pairs of a field and the vocabulary of its names: `("tags", "tag")`.
        separators: The characters at which one value is cut into names.
    """
    found = [
        (vocabulary, name) for key, vocabulary in vocabularies for name in fields.texts(key, separators=separators)
    ]
    return list(dict.fromkeys(found))


TERM_FIELDS = (("categories", "category"), ("category", "category"), ("tags", "tag"), ("tag", "tag"))


def read_plain(root: Path) -> OldArchive:
    """Return the texts of a folder of Markdown files, with or without front matter.

    The title may be the first heading, and the day may be at the start of the file's name. The language is that of the
    front matter, of the file's name (`court.az.md`), or of the first folder, if there are folders of several languages.
    """
    found = FolderImport(scan(root))
    tags = {
        name.parts[0] for name in found.folder.files if len(name.parts) > 1 and re.fullmatch("[a-z]{2}", name.parts[0])
    }
    for name, path in found.folder.files.items():
        if name.suffix.lower() in FORMS:
            _read_plain_text(found, name, path, tags if len(tags) > 1 else set())
        elif not found.in_other_markup(name):
            found.files[str(name)] = path
    return found.archive("", "")


def _read_plain_text(found: FolderImport, name: PurePosixPath, path: Path, folders: set[str]) -> None:
    text = found.read(str(name), path)
    if text is None:
        return
    fields = OldFields(text.fields)
    stem, tag = language_of_name(name.stem)
    slug, day = date_of_name(stem)
    in_folder = name.parts[0] if name.parts[0] in folders else ""
    language = fields.text("lang", "language") or tag or in_folder
    own, aliases = fields.text("slug"), fields.texts("aliases", "redirect_from")
    address, terms = fields.text("url", "permalink"), terms_of(fields, TERM_FIELDS, ",")
    key = fields.text("translationkey", "translation_key", "ref")
    item = item_of(fields, name, text, path)
    item = replace(
        item,
        title=item.title or slug,
        date=item.date or parse_old_day(day),
        language=language,
        slug=own or slug,
        address=address,
        aliases=tuple(aliases),
        terms=tuple(terms),
    )
    neighbours = name.relative_to(in_folder) if in_folder else name
    found.add(item, (key or str(neighbours.with_name(stem))) if language else "")
