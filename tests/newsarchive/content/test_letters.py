"""Readers' letters from their files to the briefings that they are on."""

import datetime as dt

import pytest
from msgspec.structs import replace

from newsarchive.content.cross_references import dead_links
from newsarchive.content.translations import letter_faults, lonely_letters, with_letters
from newsarchive.content.tree import ContentTree
from newsarchive.content.typed_text import Place
from newsarchive.model.index import Archive
from newsarchive.model.models import Link
from tests.newsarchive.content.brief import kind_of, values_of
from tests.newsarchive.editions import (
    DAY,
    briefing,
    briefing_file,
    briefing_of,
    letter,
    letter_file,
    load_files,
    read,
    site_with,
    text,
    translation_file,
)

A = "briefings/2023/a"
FILE = f"{A}/replies/2023-11-02-reader.md"
TAGS = "privacy: {names: {en: Privacy, az: Şəxsi, ru: Частное}}\n"
FIRST = 6


def found_in(body="Dear desk.", **fields):
    """Code, line and values of what is wrong with a letter's file."""
    _, faults = read(letter_file(body, **fields), "letter")
    return [(kind_of(each), each.line, values_of(each)) for each in faults]


def loaded(root, files, **site):
    return load_files(root, {"tags.yaml": TAGS, f"{A}/en.md": briefing_file(), **files}, site_with(**site))


# one file


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("en", 'He said "no" --- twice...', "He said “no” — twice…"),
        ("az", '"Turan"ın sözü', "«Turan»ın\xa0sözü"),
        ("ru", "\"в кавычках 'внутри' них\" здесь", "«в кавычках „внутри“ них»\xa0здесь"),
    ],
)
def test_a_letter_is_typeset_in_its_own_language(language, typed, printed):
    found, faults = read(letter_file(typed, language=language), "letter")
    assert faults == ()
    assert found.language == language
    assert found.html.strip().replace("\xa0", " ") == f"<p>{printed}</p>".replace("\xa0", " ")


def test_a_name_is_typeset_too():
    found, _ = read(letter_file(name="O'Brien"), "letter")
    assert found.front.name == "O’Brien"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"language": "de"}, ("language", 2, {"found": "de", "known": "az, en, ru"})),
        ({"title": "A"}, ("unknown-field.table", 5, {"field": "title"})),
        ({"nam": "A"}, ("unknown-field", 5, {"field": "nam", "meant": "name"})),
        ({"name": ""}, ("empty", 3, {"field": "name"})),
    ],
)
def test_a_field_at_fault_is_named_with_its_line(fields, expected):
    assert found_in(**fields) == [expected]


@pytest.mark.parametrize("name", ["language", "name", "date"])
def test_a_field_that_is_missing_is_named(name):
    content = "".join(line for line in letter_file().splitlines(keepends=True) if not line.startswith(f"{name}:"))
    _, faults = read(content, "letter")
    assert [(kind_of(each), each.values) for each in faults] == [("missing-field", (("field", name),))]


def test_a_language_that_is_malformed_is_one_fault_alone():
    assert [code for code, _, _ in found_in(language="English")] == ["type"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Dear desk.\n\n## Why I write", ("letter-part.heading", FIRST + 2, {"found": "h2"})),
        ("#### Four", ("letter-part.heading", FIRST, {"found": "h4"})),
        ("# One", ("letter-part.heading", FIRST, {"found": "h1"})),
        ("Title\n=====", ("letter-part.heading", FIRST, {"found": "h1"})),
        ("Dear desk.\n\nTitle\n-----", ("letter-part.heading", FIRST + 2, {"found": "h2"})),
        ("<h3>Title</h3>", ("letter-part.heading", FIRST, {"found": "h3"})),
        ("Dear desk.\n\n![wall](wall.png)", ("letter-part.picture", FIRST + 2, {"found": "wall.png"})),
        ("![](wall.png)", ("letter-part.picture", FIRST, {"found": "wall.png"})),
        ("![x](https://x.example/p.png)", ("letter-part.picture", FIRST, {"found": "https://x.example/p.png"})),
        ("Words <script>x</script>", ("html.tag", FIRST, {"found": "script"})),
        ("[x](#nope)", ("dead-fragment", FIRST, {"target": "#nope"})),
        ("[x](../../../../../x.md)", ("leaves-content", FIRST, {"target": "../../../../../x.md"})),
        ("Words.[^9]", ("footnote.absent", FIRST, {"found": "9"})),
        ("frееdom", ("mixed-script", FIRST, {"word": "frееdom", "strange": "е (Cyrillic)"})),
        ("zero\u200bwidth", ("invisible-character", FIRST, {"found": "U+200B ZERO WIDTH SPACE"})),
    ],
)
def test_what_is_wrong_with_its_words_is_named_with_its_line(body, expected):
    assert found_in(body) == [expected]


def test_each_heading_is_named_at_its_own_line():
    assert [line for _, line, _ in found_in("## A\n\nWords.\n\n## B\n\n### C")] == [FIRST, FIRST + 4, FIRST + 6]


def test_a_heading_in_code_is_none():
    assert found_in("```\n## no heading\n<h2>\n```") == []


@pytest.mark.parametrize(("words", "long"), [(1000, False), (1001, True)])
def test_a_letter_of_more_than_a_thousand_words_is_warned_of(words, long):
    _, faults = read(letter_file("reader’s *words*, two-fold " + "and " * (words - 3)), "letter")
    assert [(kind_of(each), each.warning, each.line) for each in faults] == [("text-large.letter", True, FIRST)] * long


# all letters


def own_faults(*letters, texts=()):
    return [
        (kind_of(each), each.path, values_of(each)) for each in letter_faults(letters, [text(A), *texts], site_with())
    ]


def test_a_letter_in_order_has_no_fault():
    assert own_faults(letter(A)) == []


def test_a_letter_has_the_day_of_its_file():
    found = letter(A, "2023-11-02-reader", date="2023-11-03", positions={"date": (4, 1)})
    assert own_faults(found) == [("letter-name.date", FILE, {"date": "2023-11-03", "file": "2023-11-02"})]
    assert [(each.line, each.column) for each in letter_faults([found], (), site_with())] == [(4, 1)]


def test_a_letter_from_the_future_is_named():
    tomorrow = (DAY + dt.timedelta(days=1)).isoformat()
    assert own_faults(letter(A, f"{DAY.isoformat()}-x")) == []
    assert own_faults(letter(A, f"{tomorrow}-x")) == [
        ("in-future", f"{A}/replies/{tomorrow}-x.md", {"field": "date", "found": tomorrow})
    ]


@pytest.mark.parametrize(
    ("fields", "named"),
    [({}, True), ({"status": "draft"}, False), ({"revision": ""}, False)],
    ids=["published", "a draft", "not converted"],
)
def test_a_letter_without_words_is_named_unless_it_is_not_begun(fields, named):
    assert own_faults(letter(A, html=" \n", **fields)) == [("empty-text", FILE, {})] * named


def test_no_id_of_a_text_may_be_a_letters_anchor():
    taken = text(A, "az", fragments=("letter-2023-11-02-reader",))
    elsewhere = text("briefings/2023/b", fragments=("letter-2023-11-02-reader",))
    assert own_faults(letter(A), texts=[taken, elsewhere]) == [
        ("doubled-id", f"{A}/az.md", {"found": "letter-2023-11-02-reader"})
    ]


def test_a_letter_lies_beside_a_briefing():
    texts = (Place(f"{A}/en.md", A, "briefing", "en"),)
    letters = tuple(
        Place(f"{folder}/replies/2023-11-02-x.md", f"{folder}/replies", "letter", "")
        for folder in (A, "briefings/2023/b")
    )
    tree = ContentTree(texts, (), (), (), letters)
    assert [(kind_of(each), each.path) for each in lonely_letters(tree)] == [
        ("stray-file.letter", "briefings/2023/b/replies/2023-11-02-x.md")
    ]


def works_of(*briefings, drafts=(), waiting=()):
    return Archive(tuple(briefings), (), (), {}, {}, drafts=tuple(drafts), waiting=tuple(waiting))


def test_letters_come_by_day_and_then_by_file():
    stems = ["2023-11-02-b", "2022-01-01-z", "2023-11-02-a"]
    found, faults = with_letters(works_of(briefing("a")), [letter(A, stem) for stem in stems], site_with())
    assert [each.stem for each in found.letters[A]] == ["2022-01-01-z", "2023-11-02-a", "2023-11-02-b"]
    assert faults == []


@pytest.mark.parametrize(("drafts", "kept"), [(False, 0), (True, 1)])
def test_a_draft_is_held_back_but_for_the_preview(drafts, kept):
    works, _ = with_letters(works_of(briefing("a")), [letter(A, status="draft")], site_with(drafts=drafts))
    assert len(works.letters.get(A, ())) == kept
    assert works.drafts == (() if drafts else (FILE,))


@pytest.mark.parametrize("state", ["drafts", "waiting"])
def test_a_letter_waits_with_its_briefing(state):
    works, faults = with_letters(works_of(**{state: [f"{A}/en.md"]}), [letter(A)], site_with())
    assert getattr(works, state) == (f"{A}/en.md", FILE)
    assert (works.letters, faults) == ({}, [])


def test_a_draft_translation_holds_no_letter_back():
    works, _ = with_letters(works_of(briefing("a"), drafts=[f"{A}/az.md"]), [letter(A)], site_with())
    assert (works.drafts, len(works.letters[A])) == ((f"{A}/az.md",), 1)


@pytest.mark.parametrize(
    ("status", "warned"), [("published", []), ("hidden", ["letter-withheld"]), ("withdrawn", ["letter-withheld"])]
)
def test_a_letter_that_is_shown_nowhere_is_warned_of(status, warned):
    _, faults = with_letters(works_of(briefing("a", status=status)), [letter(A)], site_with())
    assert [(kind_of(each), each.path, each.warning) for each in faults] == [(code, FILE, True) for code in warned]


def test_a_letter_at_fault_is_not_shown():
    works, _ = with_letters(works_of(briefing("a")), [letter(A, sound=False)], site_with())
    assert (works.drafts, works.waiting, works.letters) == ((), (), {})


# links


def linked(target, works, letters):
    source = text("briefings/2023/b", links=(Link(target, 9),))
    archive = replace(works_of(*works), letters=letters)
    return [
        (kind_of(each), dict(each.values)["target"])
        for each in dead_links([source], [*works[0].texts.values(), source], archive)
    ]


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        (f"{A}/en.md#letter-2023-11-02-reader", []),
        (f"{A}/en.md#letter-2023-11-03-reader", ["dead-fragment"]),
        (f"{A}/az.md#letter-2023-11-02-reader", ["link-untold"]),
        (FILE, ["dead-link.letter"]),
        (f"{A}/replies/nonsense.md", ["dead-link"]),
        ("replies/2023-11-02-reader.md", ["dead-link"]),
    ],
)
def test_a_letter_is_linked_by_its_anchor_on_a_page_that_shows_it(target, codes):
    work = briefing_of(text(A, date="2023"), text(A, "az", translates="en", status="hidden"))
    assert [code for code, _ in linked(target, [work], {A: (letter(A),)})] == codes


# the whole content


def test_a_letter_is_read_and_attached(tmp_path):
    found = loaded(tmp_path, {FILE: letter_file("See [the text](../en.md)."), f"{A}/az.md": translation_file()})
    assert found.faults == ()
    (only,) = found.archive.letters[A]
    assert (only.name, only.text.language, only.text.path) == ("A Reader", "en", FILE)
    assert [place.path for place in found.tree.places] == [f"{A}/az.md", f"{A}/en.md", FILE]
    assert list(found.archive.briefings[0].texts) == ["az", "en"]


def test_a_letter_changes_no_revision(tmp_path):
    bare = loaded(tmp_path / "one", {}).archive.by_slug["a"].original
    lettered = loaded(tmp_path / "two", {FILE: letter_file()}).archive.by_slug["a"].original
    assert (bare.revision, bare.structure) == (lettered.revision, lettered.structure)


def test_a_letters_links_are_checked(tmp_path):
    body = "[a](../../none/en.md) [b](../en.md#none) [c](https://news.example/x) [d](2023-11-02-reader.md)"
    found = loaded(tmp_path, {FILE: letter_file(body)})
    assert sorted(kind_of(each) for each in found.faults) == [
        "dead-fragment",
        "dead-link",
        "dead-link.letter",
        "own-address",
    ]
    assert {(each.path, each.line) for each in found.faults} == {(FILE, FIRST)}


def test_a_letter_that_cannot_be_read_hides_no_other_fault(tmp_path):
    found = loaded(tmp_path, {FILE: "Dear desk.\n", f"{A}/wall.png": b"x"})
    assert [(kind_of(each), each.path) for each in found.faults] == [
        ("front-matter", FILE),
        ("unused-file.picture", f"{A}/wall.png"),
    ]


def test_every_letter_is_shown_held_or_a_fault(tmp_path):
    files = {
        FILE: letter_file(),
        f"{A}/replies/2023-11-03-draft.md": letter_file(date="2023-11-03", status="draft"),
        "briefings/2023/b/en.md": briefing_file(status="draft"),
        "briefings/2023/b/replies/2023-11-02-x.md": letter_file(),
        "briefings/2023/c/en.md": briefing_file(published="2999-01-01"),
        "briefings/2023/c/replies/2023-11-02-x.md": letter_file(),
    }
    found = loaded(tmp_path, files)
    assert found.faults == ()
    assert [each.text.path for each in found.archive.letters[A]] == [FILE]
    assert [path for path in found.archive.drafts if "replies" in path] == [
        f"{A}/replies/2023-11-03-draft.md",
        "briefings/2023/b/replies/2023-11-02-x.md",
    ]
    assert [path for path in found.archive.waiting if "replies" in path] == ["briefings/2023/c/replies/2023-11-02-x.md"]
