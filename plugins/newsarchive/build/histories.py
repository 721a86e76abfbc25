"""Published states of texts from git, and the ledgers that a publication writes.

A *state* of a text is one published version of it with its words; the history page of a text shows how they changed. A
*ledger* is a table that each publication updates in the content folder: one has all addresses ever published
(permalinks), one the published versions of texts (revisions).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from newsarchive.content.loading import Loaded
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import Version, at_revisions, history_problem, version_of
from newsarchive.digests import digest_of
from newsarchive.html import TOKENS
from newsarchive.model.index import Archive, Edition
from newsarchive.model.ledger import EDITIONS, PERMALINKS, REVISIONS
from newsarchive.model.ledger import with_published as with_addresses
from newsarchive.model.models import Issue, Revision, State, Text
from newsarchive.model.revisions import revisions_file, shown_revisions
from newsarchive.model.revisions import with_published as with_revisions
from newsarchive.model.settings import Language, Site
from newsarchive.model.tables import cells_of, table
from newsarchive.pages.history import Gone, shown_words, withdrawn_texts

from .cache import Cache
from .errors import BuildError
from .files import write_whole

_WORDS: msgspec.msgpack.Decoder[tuple[str, ...]] = msgspec.msgpack.Decoder(tuple[str, ...])


def histories_of(root: Path, archive: Archive, site: Site, cache: Cache) -> dict[str, tuple[State, ...]]:
    """Return the published versions of each text that has more than one, oldest first, by the text's path.

    Their words come from git or, if an earlier build found them, from the cache. A version has no words if they may not
    be shown or cannot be found. Without the whole git history, none has words: a page must not depend on how much of
    the history is present.

    Raises:
        BuildError: This is a publication, and the git history could be had, but is not here.
    """
    several: dict[str, tuple[Text, tuple[Revision, ...]]] = {}
    if archive.recorded:
        for briefing in archive.briefings:
            for language, text in briefing.texts.items():
                revisions = shown_revisions(briefing, language, archive.recorded, site.day)
                if len(revisions) > 1:
                    several[text.path] = text, revisions
    if not several:
        return {}
    problem = history_problem(root)
    if problem and site.records:
        _require_history(problem, len(several))
    words = {} if problem else _words(root, several, site, cache, withdrawn_texts(archive))
    return {
        path: tuple(State(each, words.get((path, each.digest))) for each in revisions)
        for path, (_, revisions) in several.items()
    }


def _words(
    root: Path, several: Mapping[str, tuple[Text, Sequence[Revision]]], site: Site, cache: Cache, gone: Gone
) -> dict[tuple[str, str], tuple[str, ...]]:
    # only what a page may show is cached: `gone` has the withdrawn texts, whose addresses the words must not contain
    signature = digest_of(repr(sorted(gone)))
    keys: dict[tuple[str, str], bytes] = {}
    for path, (text, revisions) in several.items():
        language = repr(site.language(text.language))
        for each in filter(None, (revision.known for revision in revisions)):
            keys[path, each] = digest_of(signature, "revision", path, each, language)
    kept = cache.find([*keys.values()])
    found = {wanted: _WORDS.decode(kept[key]) for wanted, key in keys.items() if key in kept}
    missing: dict[Place, set[str]] = {}
    for path, each in keys.keys() - found.keys():
        text, _ = several[path]
        place = Place(path, text.folder, "briefing", text.language)
        now = version_of((root / path).read_bytes(), place) if each == text.revision else None
        if now and now.text.revision == each:
            found[path, each] = words_of(now, site.language(text.language), gone)
        else:
            missing.setdefault(place, set()).add(each)
    for place, versions in at_revisions(root, missing).items():
        for each, version in versions.items():
            found[place.path, each] = words_of(version, site.language(place.language), gone)
    for wanted, words in found.items():
        if keys[wanted] not in kept:
            cache.keep(keys[wanted], msgspec.msgpack.encode(words))
    return found


_CURES = {
    "shallow": "this clone has only the last commits: run “git fetch --unshallow” (in CI: fetch-depth: 0)",
    "no git": "git is not installed, or not in PATH: install it",
}


def _require_history(problem: str, count: int) -> None:
    # where there is no repository, nothing can be fetched, so the loss is only printed
    pages = f"the pages on the earlier versions of {count} text{'s' * (count != 1)}"
    if problem in _CURES:
        raise BuildError(
            f"nothing is published, because {pages} would lose their words; {_CURES[problem]}, then publish again"
        )
    print(
        f"{pages} say that they cannot show what changed, because the content is in no git repository; to keep their"
        " words, publish from a clone with its whole history",
        file=sys.stderr,
    )


def words_of(version: Version, language: Language, gone: Gone) -> tuple[str, ...]:
    """Return the paragraphs of a version of a text as its page showed them, with typographic quotes and dashes.

    There are none of a body that cannot be converted. `gone` are the withdrawn texts.
    """
    # imported late: most builds find all versions in the cache
    from newsarchive.content.markdown import Converter
    from newsarchive.content.sanitising import mark_references, sanitise
    from newsarchive.content.source_map import without_comments
    from newsarchive.content.typography import typeset_html, typeset_text

    try:
        html = sanitise(Converter(language.tag, "").convert(without_comments(version.body)).html)
    except RuntimeError:
        html = ""
    marked, _ = mark_references(html, version.text.folder)
    fields = (typeset_text(each, language) for each in version.text.front.words)
    return shown_words(fields, "".join(typeset_html(TOKENS.split(marked), language)), gone)


def keep_records(root: Path, loaded: Loaded, edition: Edition) -> tuple[str, ...]:
    """Update the tables of addresses, versions and editions after the site was written; return the changed names.

    BuildError is raised if a table cannot be written: the next publication would not know of this one.
    """
    archive, publications, site = loaded.archive, loaded.publications, edition.site
    tables = {
        PERMALINKS: table(map(cells_of, with_addresses(publications.permalinks, archive, site.day))),
        REVISIONS: revisions_file(with_revisions(archive, publications.recorded, site.day)),
    }
    if site.editions:
        issues = (Issue(each.path, each.number, each.day, each.content) for each in edition.books)
        tables[EDITIONS] = table(map(cells_of, sorted(issues, key=lambda issue: issue.path)))
    changed = []
    for name, content in tables.items():
        path = root / name
        try:
            if not path.is_file() or path.read_bytes() != content:
                write_whole(path, content)
                changed.append(name)
        except OSError as error:
            raise BuildError(
                f"the site is written, but {path} could not be updated: {error}; make it writable and publish again"
            ) from None
    return tuple(changed)
