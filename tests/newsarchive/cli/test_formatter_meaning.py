"""What a file says: the guard before a mended one is written."""

import pytest

from newsarchive.cli.formatter import converter_of, data_meaning, text_meaning
from newsarchive.content.typed_text import Place
from tests.newsarchive.editions import briefing_file

PLACE = Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en")
FILE = briefing_file("One  \ntwo *three*.\n\n```\ncode  \n```", people="[ali]", title="'A: title'", status="0123")


def meaning(content):
    return text_meaning(content, PLACE, converter_of("en"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A: title", "B: title"),
        ("A: title", "A:  title"),
        ("people: [ali]\n", ""),
        ("people: [ali]", "people: ali"),
        ("status: 0123", "status: '83'"),
        ("One  \n", "One\n"),
        ("two *three*", "two three"),
        ("two *three*", "two * three*"),
        ("code  \n", "code\n"),
        ("\n\n```", "\n```"),
        ("One", "Оne"),
    ],
)
def test_a_change_of_meaning_is_seen(old, new):
    assert old in FILE
    assert meaning(FILE.replace(old, new, 1)) != meaning(FILE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("people: [ali]", "people: [ali]  # x"),
        ("people: [ali]", "people:\n  - ali"),
        ("'A: title'", '"A: title"'),
        ("One  \n", "One    \n"),
        ("two *three*.\n", "two *three*. \n"),
        ("```\n", "``` \n"),
        ("title: 'A: title'\nsummary: A summary.\n", "summary: A summary.\ntitle: 'A: title'\n"),
    ],
)
def test_what_means_nothing_is_not_seen(old, new):
    assert old in FILE
    assert meaning(FILE.replace(old, new, 1)) == meaning(FILE)


@pytest.mark.parametrize(
    "content",
    [
        "no fences\nat all\n",
        "---\ntitle: [\n---\nWords.  \nMore.\n",
        "---\ntitle: A\ntitle: B\n---\nWords.  \nMore.\n",
        "---\ntitle: A\u0007\n---\nWords.  \nMore.\n",
    ],
)
def test_a_file_that_cannot_be_read_is_compared_line_by_line(content):
    assert meaning(content) == meaning(content + "\n\n")
    assert meaning(content) != meaning(content.replace("---", "--", 1) + "x")
    for word in ("title", "Words", "More", "fences"):
        if word in content:
            assert meaning(content) != meaning(content.replace(word, word + "x", 1))
    if "  \n" in content:
        assert meaning(content) != meaning(content.replace("  \n", "\n"))


def test_data_is_compared_by_what_it_says():
    assert data_meaning("b: 1\na: 2\n") == data_meaning("a: 2  # x\n\nb: 1")
    assert data_meaning("b: 1\n") != data_meaning("b: 01\n")
    assert data_meaning("b: [ \n") == data_meaning("b: [\n\n")
    assert data_meaning("b: [\n") != data_meaning("c: [\n")
