"""Edits of an archive's texts and terms: each takes two numbers, for where and for what, and says what it did.

An edit that finds nothing to do says so by an empty line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.newsarchive.builds.archive_making import LANGUAGES, TAXONOMIES, Archive, Letter, Words, Work

Item = TypeVar("Item")
Edit = Callable[[Archive, int, int], str]

DATES = ("2020-05-06", "2021-03-02", "2022", "2023-04", "2024-12-31", "2025-01-01", "2026-06-30")
PUBLISHED = ("", "2025-06-07", "2026-07-02", "2026-07-03", "2999-01-01")
STATUSES = ("published", "draft", "hidden")
WORD = ("ələk", "Слово", "fish", 'a "quoted" word', "x", "O'Brien", "<b>", "a & b", "1 -- 2")


def pick(items: Sequence[Item], at: int) -> Item:
    """One of several, by a number."""
    return items[at % len(items)]


def another(items: Sequence[Item], by: int, than: object) -> Item:
    """One of several that is not what is there already."""
    return pick([each for each in items if each != than], by)


def a_text(archive: Archive, at: int) -> tuple[Work, str, Words]:
    """One of all texts: its work, language and words."""
    work, tag = pick([(work, tag) for work in archive.works.values() for tag in work.texts], at)
    return work, tag, work.texts[tag]


def a_briefing(archive: Archive, at: int) -> Work:
    """One of all briefings."""
    return pick([work for work in archive.works.values() if work.kind == "briefing"], at)


def a_word(archive: Archive, by: int) -> str:
    """Words that were not there before."""
    return f"{pick(WORD, by)} {archive.new()}"


def text(archive: Archive, at: int, by: int) -> str:
    work, tag, words = a_text(archive, at)
    words.body = f"{words.body.split('.')[0]}. {a_word(archive, by)}."
    return f"body of {work.folder}/{tag}"


def title(archive: Archive, at: int, by: int) -> str:
    work, tag, words = a_text(archive, at)
    words.title = a_word(archive, by)
    return f"title of {work.folder}/{tag}"


def summary(archive: Archive, at: int, by: int) -> str:
    work, tag, words = a_text(archive, at)
    words.summary = a_word(archive, by)
    return f"summary of {work.folder}/{tag}"


def heading(archive: Archive, at: int, by: int) -> str:
    work, tag, words = a_text(archive, at)
    words.heading = another(("Part", "Piece", "Section"), by, words.heading)
    return f"heading of {work.folder}/{tag}"


def code(archive: Archive, at: int, by: int) -> str:
    work, tag, words = a_text(archive, at)
    words.code = not words.code
    return f"code in {work.folder}/{tag}: {words.code}"


def date(archive: Archive, at: int, by: int) -> str:
    work = a_briefing(archive, at)
    before, work.date = work.folder, another(DATES, by, work.date)
    return f"date of {before}: {work.date}"


def published(archive: Archive, at: int, by: int) -> str:
    work = a_briefing(archive, at)
    work.published = another(PUBLISHED, by, work.published)
    return f"published of {work.folder}: {work.published}"


def published_translation(archive: Archive, at: int, by: int) -> str:
    work, tag, words = a_text(archive, at)
    words.published = another(PUBLISHED, by, words.published)
    return f"published of {work.folder}/{tag}: {words.published}"


def term_of_a_text(archive: Archive, at: int, by: int) -> str:
    work, taxonomy = a_briefing(archive, at), pick(TAXONOMIES, by)
    term = pick(sorted(archive.terms[taxonomy]), by // len(TAXONOMIES))
    ids = work.terms.setdefault(taxonomy, [])
    if term not in ids:
        ids.append(term)
    elif len(ids) > 1 or taxonomy != "tags":
        ids.remove(term)
    return f"{taxonomy} of {work.folder}: {ids}"


def order_of_terms(archive: Archive, at: int, by: int) -> str:
    work = a_briefing(archive, at)
    work.terms["tags"].reverse()
    return f"tags of {work.folder}: {work.terms['tags']}"


def new_term(archive: Archive, at: int, by: int) -> str:
    taxonomy, term = pick(TAXONOMIES, by), f"term-{archive.new()}"
    archive.terms[taxonomy][term] = {"names": {tag: f"{pick(WORD, by)} {tag}" for tag in LANGUAGES}}
    ids = a_briefing(archive, at).terms.setdefault(taxonomy, [])
    ids[7:] = []
    ids.append(term)
    return f"{taxonomy}: {term}"


def name_of_a_term(archive: Archive, at: int, by: int) -> str:
    taxonomy, term, tag = _a_term(archive, at, by)
    names = archive.terms[taxonomy][term]["names"]
    assert isinstance(names, dict)
    if by % 5 or tag == "en":
        names[tag] = a_word(archive, by)
    else:
        names.pop(tag, None)
    return f"name of {taxonomy} {term} in {tag}"


def description_of_a_term(archive: Archive, at: int, by: int) -> str:
    taxonomy, term, tag = _a_term(archive, at, by)
    archive.terms[taxonomy][term]["description"] = {tag: a_word(archive, by)}
    return f"description of {taxonomy} {term}"


def other_spellings(archive: Archive, at: int, by: int) -> str:
    taxonomy, term, _ = _a_term(archive, at, by)
    archive.terms[taxonomy][term]["also"] = [f"{pick(WORD, by)} {archive.new()}", "Other"][: by % 3]
    return f"other spellings of {taxonomy} {term}"


def id_of_a_term(archive: Archive, at: int, by: int) -> str:
    taxonomy, term, _ = _a_term(archive, at, by)
    new = f"term-{archive.new()}"
    archive.terms[taxonomy][new] = archive.terms[taxonomy].pop(term)
    for work in archive.works.values():
        work.terms = {
            name: [new if each == term and name == taxonomy else each for each in ids]
            for name, ids in work.terms.items()
        }
    return f"{taxonomy} {term} is now {new}"


def term_of_none(archive: Archive, at: int, by: int) -> str:
    taxonomy, term, _ = _a_term(archive, at, by)
    for work in archive.works.values():
        if term in work.terms.get(taxonomy, ()) and (taxonomy != "tags" or len(work.terms[taxonomy]) > 1):
            work.terms[taxonomy].remove(term)
    return f"{taxonomy} {term} taken from all"


def _a_term(archive: Archive, at: int, by: int) -> tuple[str, str, str]:
    taxonomy, term = pick([(taxonomy, term) for taxonomy in TAXONOMIES for term in archive.terms[taxonomy]], at)
    return taxonomy, term, pick(LANGUAGES, by)


def new_letter(archive: Archive, at: int, by: int) -> str:
    work, number = a_briefing(archive, at), archive.new()
    stem = f"2025-0{by % 9 + 1}-01-reader-{number}"
    work.letters[stem] = Letter(
        pick(LANGUAGES, by), f"Letter {number}.", f"Reader {number}", pick(STATUSES[:2], by // 3)
    )
    return f"letter {work.folder}/{stem}"


def letter(archive: Archive, at: int, by: int) -> str:
    found = [(work, stem) for work in archive.works.values() for stem in sorted(work.letters)]
    if not found:
        return ""
    work, stem = pick(found, at)
    here = work.letters[stem]
    if by % 4 == 0:
        del work.letters[stem]
    elif by % 4 == 1:
        here.status = "draft" if here.status == "published" else "published"
    elif by % 4 == 2:
        here.name = a_word(archive, by)
    else:
        here.body = f"Letter {archive.new()}."
    return f"letter {work.folder}/{stem}: {pick(('gone', 'status', 'name', 'words'), by)}"


EDITS: tuple[Edit, ...] = (
    text,
    title,
    summary,
    heading,
    code,
    date,
    published,
    published_translation,
    term_of_a_text,
    order_of_terms,
    new_term,
    name_of_a_term,
    description_of_a_term,
    other_spellings,
    id_of_a_term,
    term_of_none,
    new_letter,
    letter,
)
