"""What `newsarchive translate` begins passes through: out of its comments comes the text that it was made from."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.every_site.texts import passes_through, rendered, skeleton_of, uncommented
from tests.newsarchive.content.test_fuzz import examples
from tests.newsarchive.editions import briefing_file

WICKED = [
    pytest.param("| a | b |\n| --- | :--: |\n| 1 | -- |", id="a table"),
    pytest.param("A -- b --- c ---- d", id="dashes"),
    pytest.param("One\n\n---\n\nTwo\n\n- - -\n\n* * *", id="rules"),
    pytest.param("A title\n-------\n\nWords", id="an underlined heading"),
    pytest.param("[a](https://a.test/b--c) <https://a.test/--d> ![e](f--g.png)", id="addresses with hyphens"),
    pytest.param("[a][b--c]\n\n[b--c]: https://a.test/d--e", id="a reference with hyphens"),
    pytest.param("A --> b <-- c --!> d ---> e", id="arrows"),
    pytest.param("Words\n```\na\n```\nmore\n\n```\nb\n```", id="a fence amid words"),
    pytest.param("```\nnot ended\n\nmore -- words", id="a fence that nothing ends"),
    pytest.param("<!-- a remark -->\n\nWords <!-- another --> here", id="comments"),
    pytest.param("<!-- a remark\n\nof two paragraphs -->\n\nWords", id="a comment of two paragraphs"),
    pytest.param("Words\n<!-- a remark -->\nmore", id="a comment on a line of its own"),
    pytest.param("- a\n- b <!-- remark -->\n\n<!-- - c -->\n\nd", id="comments in a list"),
    pytest.param("Words <!-- not ended", id="a comment that nothing ends"),
    pytest.param("---\ntitle: x\n---\n\nWords", id="what looks like front matter"),
    pytest.param("One  \ntwo  \nthree", id="line breaks"),
    pytest.param("- a\n\n    more\n\n- b\n\n    - c\n\nd", id="a loose list"),
    pytest.param("1. a\n2. b\n\n\n- c", id="two lists"),
    pytest.param("> a --\n> b\n\n> c", id="a quotation"),
    pytest.param("Text --\n> a", id="a quotation after two hyphens"),
    pytest.param("Term\n:   Meaning -- so\n\nOther\n\n:   Meaning\n\n    more", id="definitions"),
    pytest.param("a[^1]\n\n[^1]: One -- two\n\n    three\n\nb", id="a note of two paragraphs"),
    pytest.param("<figure>\n\n<figcaption>A -- b</figcaption>\n\n</figure>\n\nc", id="HTML with empty lines"),
    pytest.param("A *b*{: lang=az }\n{: .c--d }\n\n## E {: #f--g }", id="attributes"),
    pytest.param("The ECHR.\n\n*[ECHR]: A -- court", id="an abbreviation"),
    pytest.param("Words\n\n    a -- b\n\nc", id="indented code"),
    pytest.param("-->\n\na -->\n\n--", id="ends of comments alone"),
    pytest.param(r"a \--> b \`--> c\` \\--> d", id="escaped signs"),
    pytest.param('<span lang="az">a --> b</span> <b>-- c</b>', id="within HTML"),
]


# Markdown prints code as it is: the backslash in the end of a comment stays until the translator deletes it
CODE = [
    pytest.param("Run `a --b` and `a --> b` and ``c --!> `d` *e*``", id="code in a line"),
    pytest.param("```\na --> b <!-- c -->\n\n-- d\n```\n\nWords", id="a fence with the end of a comment"),
    pytest.param("~~~html\n<!-- a -->\n~~~", id="a fence of tildes"),
    pytest.param("`<!--` begins a comment and `-->` ends it", id="code that shows comments"),
]


@pytest.mark.parametrize("body", CODE)
def test_code_with_the_end_of_a_comment_gets_a_backslash_alone(body: str) -> None:
    skeleton = skeleton_of(briefing_file(body))
    assert rendered(skeleton).wordless
    words = uncommented(skeleton).replace("\\>", ">").replace("\\!>", "!>")
    assert re.sub("\n{3,}", "\n\n", words.strip()) == body


@pytest.mark.parametrize("body", WICKED)
def test_a_wicked_original_passes_through(body: str) -> None:
    passes_through(body)


PIECES = [
    *("--", "-->", "<!--", "->", "<!-- a -->", "```\n", "`", "~~~\n", "a", "b ", " ", "\n", "\n\n", "- ", "> "),
    *("    ", "---\n"),
    *("| a | b |\n|---|---|\n", "[a](b)", "\\", "*", "## ", ">", "!>", "1. ", "\n\n```\nx --> y\n```\n\n"),
]


@examples(300)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_original_has_a_skeleton_that_shows_nothing(body: str) -> None:
    assert rendered(skeleton_of(briefing_file(body))).wordless
