"""What is mended in one file, and what is left alone."""

import pytest

from newsarchive.cli import formatter
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from newsarchive.model.fields import FIELDS
from newsarchive.model.own_fields import ExtraField, fields_of
from tests.newsarchive.editions import briefing_file, read

PLACE = Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en")
FRONT = "---\ntitle: A\nsummary: B\n---\n"


def decoded(found):
    return found._replace(content=found.content.decode())


def mended(file, kind="page", **declared):
    data = file if isinstance(file, bytes) else file.encode()
    return decoded(formatter.mend_text(data, kind, **declared))


def mend_data(data, *, by_id):
    return decoded(formatter.mend_data(data, by_id=by_id))


def body(words):
    """The mended form of a body, of a page without fault."""
    found = mended(f"{FRONT}{words}\n")
    assert found.content.startswith(FRONT)
    return found.content.removeprefix(FRONT).removesuffix("\n")


@pytest.mark.parametrize(
    ("data", "content", "changes"),
    [
        (b"", "", ()),
        (b"a\n", "a\n", ()),
        (b"\xef\xbb\xbfa\n", "a\n", ("byte-order-mark",)),
        (b"\xef\xbb\xbf\xef\xbb\xbfa", "a", ("byte-order-mark",)),
        (b"a\r\nb\rc\n\rd", "a\nb\nc\n\nd", ("line-ends",)),
        ("Jose\u0301 \u212b".encode(), "José Å", ("normal-form",)),
        ("\ufeffe\u0301\r".encode(), "é\n", ("byte-order-mark", "line-ends", "normal-form")),
        ("a\ufeffb\u00a0\u200b".encode(), "a\ufeffb\u00a0\u200b", ()),
    ],
)
def test_bytes_are_brought_to_one_form(data, content, changes):
    found = decoded(formatter.mended(data))
    assert (found.content, found.changes) == (content, changes)


def test_a_file_in_order_is_not_touched():
    found = mended(briefing_file("Words.  \nMore."), "briefing")
    assert (found.content, found.changes) == (briefing_file("Words.  \nMore."), ())


@pytest.mark.parametrize("empty", ["", "\n\n"])
def test_an_empty_file_is_left_to_the_check(empty):
    assert mended(empty).changes == mend_data(empty.encode(), by_id=True).changes == ()


@pytest.mark.parametrize(
    ("end", "changes"),
    [("", ("final-newline",)), ("\n", ()), ("\n\n", ("blank-end",)), ("\n \n\t\n", ("trailing-space", "blank-end"))],
)
def test_a_file_ends_with_one_line_end(end, changes):
    found = mended(f"{FRONT}\nWords.{end}")
    assert (found.content, found.changes) == (f"{FRONT}\nWords.\n", changes)


def test_a_file_without_a_body_ends_with_its_fence():
    assert mended(FRONT + "\n\n").content == FRONT
    assert mended(FRONT.rstrip()).content == FRONT
    assert mended("---\n---").content == "---\n---\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("One \ntwo\t", "One\ntwo", id="one space, a tab"),
        pytest.param("One  \ntwo", "One  \ntwo", id="a line break"),
        pytest.param("One     \ntwo", "One  \ntwo", id="a line break of many spaces"),
        pytest.param("One\t\ntwo", "One\ntwo", id="a tab as wide as one space"),
        pytest.param("On\t\ntwo", "On  \ntwo", id="a tab as wide as two spaces, which breaks the line too"),
        pytest.param("One  \n\ntwo  ", "One\n\ntwo", id="spaces before a blank line, and at the end"),
        pytest.param("One  \n   \ntwo", "One\n\ntwo", id="a line of spaces"),
        pytest.param("## One  \nTwo ", "## One  \nTwo", id="a heading"),
        pytest.param("- one \n- two   \n  three ", "- one\n- two  \n  three", id="items of a list"),
        pytest.param("| a | \n| - | \n| 1 |  ", "| a |\n| - |\n| 1 |", id="a table"),
        pytest.param("```\na  \n\nb \n```", "```\na  \n\nb \n```", id="code between fences"),
        pytest.param("```  \na\n   \n```  ", "```  \na\n   \n```  ", id="fences and blank lines between them"),
        pytest.param("~~~\n```  \na  \n~~~", "~~~\n```  \na  \n~~~", id="a fence in code"),
        pytest.param("```\na  \nb", "```\na  \nb", id="a fence left open is a paragraph"),
        pytest.param("Words\n\n    a  \n    b \n\nx ", "Words\n\n    a  \n    b \n\nx", id="indented code"),
        pytest.param("<pre>\na  \n</pre>", "<pre>\na  \n</pre>", id="HTML that shows its spaces"),
        pytest.param("<pre>\na  \nb ", "<pre>\na  \nb ", id="the same left open"),
        pytest.param("`a \nb`", "`a\nb`", id="a code span"),
        pytest.param("<!-- a \nb -->\n\nWords", "<!-- a\nb -->\n\nWords", id="a comment"),
        pytest.param("One\u00a0\ntwo", "One\u00a0\ntwo", id="a no-break space is a character of the text"),
    ],
)
def test_white_space_goes_where_it_means_nothing(before, after):
    assert body(before) == after
    assert body(after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A  \nsummary: B\t", "title: A\nsummary: B"),
        ("title: A # x \nsummary: B", "title: A # x\nsummary: B"),
        ("title: A\n  \nsummary: B", "title: A\n\nsummary: B"),
        ("title: 'A \n  B'\nsummary: C", "title: 'A\n  B'\nsummary: C"),
        ("title: |\n  A  \n   \n  B\nsummary: C ", "title: |\n  A  \n   \n  B\nsummary: C "),
        ("title: >\n  A  \n  B\nsummary: C ", "title: >\n  A  \n  B\nsummary: C "),
        ('title: "A\\ \n  B"\nsummary: C', 'title: "A\\ \n  B"\nsummary: C'),
    ],
)
def test_a_fields_white_space_stays_where_its_value_has_it(before, after):
    assert mended(f"---\n{before}\n---\nWords.\n").content == f"---\n{after}\n---\nWords.\n"


def test_fences_of_the_front_matter_are_mended_too():
    found = mended("--- \ntitle: A\nsummary: B\n---\t\nWords.\n")
    assert (found.content, found.changes) == (f"{FRONT}Words.\n", ("trailing-space",))


@pytest.mark.parametrize("kind", FIELDS)
def test_fields_come_in_the_tables_order(kind):
    names = list(FIELDS[kind])
    backwards = "".join(f"{name}: x\n" for name in reversed(names))
    found = mended(f"---\n{backwards}---\nWords.\n", kind)
    assert found.content == "---\n" + "".join(f"{name}: x\n" for name in names) + "---\nWords.\n"
    assert found.changes == ("field-order",)


@pytest.mark.parametrize(
    "front",
    [
        pytest.param("summary: A\ntitle: [", id="no YAML"),
        pytest.param("summary: A\ntitel: B\ntitle: C", id="a field that is none"),
        pytest.param("summary: A\ntitle: B\nsummary: C", id="a field that stands twice"),
        pytest.param("- summary\n- title", id="no mapping"),
    ],
)
def test_faulty_fields_are_not_moved_but_the_rest_is_mended(front):
    found = mended(f"\ufeff---\n{front}\n---\nOne \ntwo")
    assert found.content == f"---\n{front}\n---\nOne\ntwo\n"
    assert found.changes == ("byte-order-mark", "trailing-space", "final-newline")


@pytest.mark.parametrize("file", ["Words. \r\n\r\n", "---\ntitle: |\n  A  \n"])
def test_a_file_without_its_fences_keeps_the_spaces_in_its_lines(file):
    assert mended(file).content == file.replace("\r\n", "\n").rstrip("\n") + "\n"


TERMS = "b:\n  names: {en: B}\n\n# on a\na:\n  names: {en: A}\n"
SORTED = "# on a\na:\n  names: {en: A}\n\nb:\n  names: {en: B}\n"


def test_terms_are_sorted_by_id_and_other_data_is_not():
    found = mend_data(TERMS.encode(), by_id=True)
    assert (found.content, found.changes) == (SORTED, ("entry-order",))
    assert mend_data(TERMS.encode(), by_id=False).changes == ()


def test_data_is_mended_like_texts():
    found = mend_data(b"\xef\xbb\xbfb:  \r\n  names: {en: e\xcc\x81}\r\n\r\n", by_id=True)
    assert found.content == "b:\n  names: {en: é}\n"
    assert found.changes == ("byte-order-mark", "line-ends", "normal-form", "trailing-space", "blank-end")


def test_data_that_is_no_yaml_is_mended_where_that_is_safe():
    found = mend_data(b"b: [ \r\na: 1", by_id=True)
    assert (found.content, found.changes) == ("b: [\na: 1\n", ("line-ends", "trailing-space", "final-newline"))


@pytest.mark.parametrize("text", ["a:\n  kind: |+\n    x\n\n", "a:\n  kind: |\n    x"])
def test_line_ends_at_the_end_that_belong_to_a_value_stay(text):
    assert mend_data(text.encode(), by_id=True).content == text


def test_the_revision_that_translations_record_stays():
    words = "Jose\u0301 said \nso.  \nAnd \u212b."
    file = briefing_file(words, title="E\u0301", image="{alt: O\u0308, file: a.jpg, credit: B}")
    moved = file.replace("title: E\u0301\n", "").replace("\n---\n", "\ntitle: E\u0301  \n---\n", 1)
    spoilt = moved.replace("\n", "\r\n") + "\r\n"
    found = mended(f"\ufeff{spoilt}", "briefing")
    assert len(found.changes) == 6
    revision = version_of(spoilt.encode(), PLACE).text.revision
    text, faults = read(found.content)
    assert (text.revision, faults) == (revision, ())


def test_a_newsrooms_own_fields_stand_after_the_others():
    own = (ExtraField("case_status", "text", {"en": "Case"}),)
    declared = fields_of(("tags",), own, "optional")
    data = b"---\ncase_status: open\ntags: [a]\ntitle: T\n---\n\nWords.\n"
    assert mended(data, "briefing", declared=declared).content.startswith(
        "---\ntitle: T\ntags: [a]\ncase_status: open\n---"
    )
