"""Render pages with Jinja, and track what each page depends on.

The store is as trusted as the code itself: what lies in it is run. It belongs to who builds, and stands outside of the
content. A damaged value is not in the store (`builds.store`), and one of another Python, Jinja or code has another key.

What is printed is the same. A page has hundreds of expressions, and an archive thousands of pages.

A page is the same as before while what is shared and the structure are, and the words of each briefing that it prints.
Which briefings those are is found in what the page is made of.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import marshal
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Literal, cast, get_args, get_origin, get_type_hints

import msgspec
from jinja2 import BytecodeCache, Environment, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup, escape

from newsarchive.archive import addresses
from newsarchive.archive.addresses import PublishedPicture
from newsarchive.archive.index import Archive, Edition
from newsarchive.archive.models import Briefing, Text, Work
from newsarchive.archive.pages import Page, frame_wanted
from newsarchive.archive.vocabularies import TAXONOMIES
from newsarchive.code_version import code_version
from newsarchive.html.strings import hangs
from newsarchive.pages.entries import Entry

from .cache import Store, digest

_OPTIONS = (
    *("block_start_string", "variable_start_string", "comment_start_string", "line_statement_prefix"),
    *("line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline"),
    *("autoescape", "optimized"),
)


class CompiledTemplates(BytecodeCache):
    """The compiled templates of an environment, by their source and by all that compiling depends on."""

    def __init__(self, env: Environment, store: Store) -> None:
        """Use a store."""
        self._store = store
        options = repr([(name, getattr(env, name)) for name in _OPTIONS]) + repr(sorted(env.extensions))
        code = code_version()
        libraries = version("Jinja2"), version("MarkupSafe")
        self._signature = digest(code, *libraries, MAGIC_NUMBER, sys.version, options)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that the store has for it."""
        key = self._key(bucket)
        bucket.code = self._store.find_read([key], _code).get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._store.keep(self._key(bucket), marshal.dumps(bucket.code))

    def _key(self, bucket: Bucket) -> bytes:
        return digest(self._signature, bucket.key, bucket.checksum)


def _code(data: bytes) -> CodeType | None:
    """Return the code that `marshal` wrote; None for other bytes."""
    try:
        code = marshal.loads(data)  # noqa: S302 - our own, see above
    except (ValueError, EOFError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None


_ATTRIBUTES = "macros/text.html"
_MACROS = ("lang", "dir", "foreign")
_SPECIAL = re.compile("[&<>'\"]")  # what `escape` replaces


def printing_environment(env: Environment, edition: Edition) -> Environment:
    """Return Pelican's environment with what our templates use; templates do not change while a build runs.

    Nothing is computed when a template is compiled: its bytecode outlives filters and tests.
    """
    own = env.overlay(auto_reload=False, optimized=False)
    own.code_generator_class, own.context_class = _Code, _Context
    own.globals = {**env.globals, "direction_of": edition.site.direction, "printed": printed}
    own.filters = {**env.filters, **{name: _attributes(own, name) for name in _MACROS}}
    own.tests = {**env.tests, "hanging": hangs}
    return own


def printed(value: object) -> str:
    """Return a value escaped, as `escape` does; most words have nothing in them to be escaped."""
    if type(value) is str:
        return escape(value) if _SPECIAL.search(value) else value
    return value if type(value) is Markup else escape(value)


class _Code(CodeGenerator):
    """Writes a template as Python that escapes by `printed`."""

    def write_commons(self) -> None:
        """Begin a function of the template: a name of its own is found sooner than the environment's."""
        super().write_commons()
        self.writeline("printed = environment.globals['printed']")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("printed(")


class _Context(Context):
    """A template's names. Nothing that a template calls asks for the context, which Jinja would look for each time."""

    @staticmethod
    def call(
        function: Callable[..., object],
        *args: object,
        _loop_vars: object = None,
        _block_vars: object = None,
        **names: object,
    ) -> object:
        """Call what a template calls."""
        return function(*args, **names)


def _attributes(env: Environment, macro: str) -> Callable[..., Markup]:
    """Return a macro as a filter with a memory: it is asked the same of a few languages over and over."""

    @lru_cache(maxsize=4096)
    def found(*values: str) -> Markup:
        text: Markup = getattr(env.get_template(_ATTRIBUTES).module, macro)(*values)
        return text

    return found


_KEPT = 1024  # fragments of a few kilobytes


class Renderer:
    """Renders pages of one edition with the theme's templates.

    What does not depend on a page is made once: words, attributes of a language, and the fragments that stand around
    all pages of a region. It belongs to one edition, and is gone with the build.
    """

    def __init__(self, edition: Edition, env: Environment, store: Store | None = None) -> None:
        """Prepare what all pages share; with a store, templates are compiled once for many builds."""
        self._edition = edition
        self._env = printing_environment(env, edition)
        # what an extension of somebody else's makes of a template depends on its code
        known = all(name.startswith("jinja2.") for name in env.extensions)
        self._env.bytecode_cache = CompiledTemplates(self._env, store) if store and known else None
        self._shared = {tag: _shared(edition, tag) for tag in edition.site.tags}
        self._fragments: dict[tuple[str, object], Markup] = {}
        self._styles: dict[str, Markup] = {}

    def prepare(self, *templates: str) -> None:
        """Load templates and all that lie with them, once for all workers; these do not use the store."""
        names = set(templates)
        folders = set(filter(None, (_folder(self._env, name) for name in names)))
        names |= {path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html")}
        for name in sorted(names):
            self._env.get_template(name)
        self._env.bytecode_cache = None

    def render(self, page: Page) -> bytes:
        """Return a page's bytes."""
        shared, href = self._shared[page.language], self._href(page)
        context: dict[str, object] = {
            **page.view,
            **shared,
            "page": page,
            "href": href,
            "kept": partial(self._kept, {**shared, "href": href}),
            "css": self._style(page),
        }
        for _, names in frame_wanted.send(self._edition, page=page):
            _add(context, names, page)
        html: str = self._env.get_template(page.template).render(context)
        return html.encode()

    def _href(self, page: Page) -> Callable[[str], str]:
        if page.address == "404.html":
            return partial(_href, page, self._edition)
        return partial(addresses.relative, page.address, clean=self._edition.site.clean_addresses)

    def _style(self, page: Page) -> Markup:
        style = self._edition.styles.of(page)
        if style not in self._styles:
            self._styles[style] = Markup(style)  # noqa: S704 - our own, and Pygments'
        return self._styles[style]

    def _kept(self, names: Mapping[str, object], template: str, around: object) -> Markup:
        """Return a fragment that prints `around` and nothing else of a page; it is made once for each `around`."""
        key = template, around
        found = self._fragments.get(key)
        if found is None:
            if len(self._fragments) >= _KEPT:
                self._fragments.clear()
            html = self._env.get_template(template).render(names, around=around)
            found = self._fragments[key] = Markup(html)  # noqa: S704 - a template's own, escaped there
        return found


def _folder(env: Environment, name: str) -> Path | None:
    """Return the folder in which templates are named so; None where they do not come from files."""
    if env.loader is None:
        return None
    _, filename, _ = env.loader.get_source(env, name)
    return Path(filename).parents[name.count("/")] if filename else None


def _shared(edition: Edition, language: str) -> dict[str, object]:
    """Return the names that are the same on all pages of a language."""
    return {
        "language": language,
        "direction": edition.site.direction(language),
        "default_language": edition.site.default,
        "t": _ready(partial(_marked_words, edition, language)),
        "label": partial(edition.words, language),
    }


def _ready(say: Callable[..., str]) -> Callable[..., str]:
    """Return `say` with a memory for words without values."""
    known: dict[str, str] = {}

    def said(key: str, number: int | None = None, **values: object) -> str:
        if values or number is not None:
            return say(key, number, **values)
        found = known.get(key)
        if found is None:
            found = known[key] = say(key)
        return found

    return said


def _marked_words(edition: Edition, language: str, key: str, number: int | None = None, **values: object) -> str:
    """Return words for a page's text; those that only the default language has are marked as being in it."""
    words, spoken = edition.words(language, key, number, **values), edition.words.spoken(language, key)
    return words if spoken == language else Markup('<span lang="{}" dir="auto">{}</span>').format(spoken, words)


def _href(page: Page, edition: Edition, target: str) -> str:
    """Link from a page that is shown under any address (404): by the site's full address, where it has one."""
    site = edition.site
    path = target if site.clean_addresses else addresses.file_of(target)
    return f"{site.url}/{path}" if site.url else addresses.relative(page.address, target, clean=False)


def _add(context: dict[str, object], names: Mapping[str, object], page: Page) -> None:
    for name, value in names.items():
        if name in context:
            raise ValueError(f"{page.address}: the name {name!r} is given twice")
        context[name] = value


_ENCODER = msgspec.msgpack.Encoder()
_WITHOUT = frozenset((str, Markup, int, bool, type(None), dt.date, PublishedPicture))


def shared_digest(edition: Edition, surroundings: bytes) -> bytes:
    """Return the digest of what any page may print: surroundings, names of terms, standing pages and notices."""
    archive = edition.archive
    works = [(work.slug, _words(work), _shape(work)) for work in (*archive.standing, *archive.notices)]
    folders = {work.folder for work in (*archive.standing, *archive.notices)}
    shown = {path: each for path, each in edition.pictures.items() if path.rpartition("/")[0] in folders}
    redirects = sorted(archive.redirects.items())
    return _digest((surroundings, archive.vocabularies, works, redirects, sorted(shown.items())))


def structure_digest(edition: Edition) -> bytes:
    """Return the digest of what decides which pages there are, and what stands on them in which order."""
    histories = sorted((path, len(states)) for path, states in edition.histories.items())
    return _digest(([_shape(briefing) for briefing in edition.archive.briefings], histories))


def word_digests(edition: Edition) -> dict[str, bytes]:
    """Return the digest of all that the pages of each briefing may print of it, by slug."""
    archive, shown = edition.archive, dict[str, list[tuple[str, PublishedPicture]]]()
    for path, picture in sorted(edition.pictures.items()):
        shown.setdefault(path.rpartition("/")[0], []).append((path, picture))
    digests = {}
    for briefing in archive.briefings:
        letters = [letter.text.key for letter in archive.letters.get(briefing.folder, ())]
        histories = [edition.histories[text.path] for text in briefing.texts.values() if text.path in edition.histories]
        printed = _words(briefing), _days(briefing), letters, shown.get(briefing.folder), histories
        digests[briefing.slug] = _digest(printed)
    return digests


def input_digest(page: Page, edition: Edition, shared: bytes) -> bytes:
    """Return the digest of all that a page is rendered from."""
    drawn = edition.share_pictures.get(page.address) or edition.share_pictures.get(f"{page.language}/")
    image = page.work.front.image if page.work else None
    picture = edition.pictures.get(f"{page.work.folder}/{image.file}") if page.work and image else None
    made = {field.name: getattr(page, field.name) for field in fields(page)}
    return _digest((shared, made, page.has_code, drawn, picture))


def printed_briefings(page: Page, archive: Archive) -> tuple[str, ...]:
    """Return the slugs of the briefings of which a page prints words, sorted."""
    entries: list[Entry] = []
    _find_entries(page.view, entries)
    found = {_slug(entry.address) for entry in entries}
    if isinstance(page.work, Briefing):
        found.add(page.work.slug)
    elif not page.listed:
        # a page that is left of a withdrawn text has no work, and neither has that of a text's history
        found |= {_slug(page.address), _slug(page.address.removesuffix("history/"))} & archive.by_slug.keys()
    return tuple(sorted(found))


def _find_entries(value: object, found: list[Entry]) -> None:
    """Add the entries in a view, a list, a mapping or whatever of these they hold."""
    kind = type(value)
    if kind in _WITHOUT:
        return
    if kind is Entry:
        found.append(cast("Entry", value))
        return
    names = _FIELD_NAMES[kind]
    if names is not None:
        for name in names:
            _find_entries(getattr(value, name), found)
    elif isinstance(value, Mapping):
        for each in value.values():
            _find_entries(each, found)
    elif isinstance(value, list | tuple):
        for each in value:
            _find_entries(each, found)


class _FieldNames(dict[type, tuple[str, ...] | None]):
    """The names of the fields of a class that may hold an entry, found out once; of what has no fields None."""

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        names: tuple[str, ...] | None = None
        if issubclass(kind, msgspec.Struct):
            names = kind.__struct_fields__
        elif is_dataclass(kind):
            names = tuple(field.name for field in fields(kind))
        hints = get_type_hints(kind) if names else {}
        self[kind] = names and tuple(name for name in names if not _without_entries(hints[name]))
        return self[kind]


def _without_entries(hint: object) -> bool:
    """Whether nothing of a type is an entry or holds one, as its name says: a word, a number, a list of these."""
    parts = get_args(hint)
    if get_origin(hint) is Literal:
        return True
    return all(part is ... or _without_entries(part) for part in parts) if parts else hint in _WITHOUT


_FIELD_NAMES = _FieldNames()


def _slug(address: str) -> str:
    """Return the slug in the address of a briefing's text."""
    parts = address.rstrip("/").rsplit("/", 1)
    return parts[-1]


def _words(work: Work) -> list[bytes]:
    """Return the keys of a work's texts: their bytes, and where and how they were read."""
    return [text.key for text in work.texts.values()]


def _shape(work: Work) -> tuple[object, ...]:
    front = work.front
    texts = [
        (tag, text.front.status, text.front.translates, text.changed, text.front.withdrawal, _corrected(text))
        for tag, text in work.texts.items()
    ]
    ids = [getattr(front, taxonomy) for taxonomy in TAXONOMIES]
    return (
        work.folder, work.original.language, texts, front.date, _days(work), ids, front.related,
        front.redirect_from, front.status, front.withdrawal, front.starts, front.ends,
    )  # fmt: skip


def _days(work: Work) -> tuple[object, ...]:
    """Return what the ledger decides of a briefing's texts, so that no text's key covers it."""
    return (work.days, sorted(work.unlisted)) if isinstance(work, Briefing) else ()


def _corrected(text: Text) -> list[dt.date]:
    return [each.date for each in text.front.corrections]


def _digest(value: object) -> bytes:
    return hashlib.sha256(_ENCODER.encode(value)).digest()
