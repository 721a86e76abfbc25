"""What `make translate` begins passes through: out of its comments comes the text that it was made from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.models import Text
from newsarchive.cli.formatter import converter_of, mend_text
from newsarchive.cli.translate import translation_file
from newsarchive.readers.text import Place
from newsarchive.readers.versions import version_of
from tests.content.test_fuzz import examples
from tests.sites import FIXTURE, ROOT
from tests.unit.editions import briefing_file, read

ORIGINALS = sorted(
    path
    for folder in (ROOT, FIXTURE)
    for path in (folder / "content").rglob("*.md")
    if "translates:" not in path.read_text("utf-8") and "replies" not in path.parts
)


def body_of(content: str) -> str:
    return content.split("\n---\n", 1)[1]


def skeleton_of(content: str) -> str:
    version = version_of(content.encode(), Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en"))
    assert version is not None
    return body_of(translation_file(version, "briefing"))


def uncommented(skeleton: str) -> str:
    """What is left when an editor removes the marks of each comment and keeps the words."""
    marks = r"^<!--\n(.*?)\n-->$|^<!-- (.*?) -->$"
    return re.sub(marks, lambda match: match[1] or match[2], skeleton, flags=re.MULTILINE | re.DOTALL)


def rendered(body: str) -> Text:
    text, _ = read(briefing_file(body))
    assert text is not None
    return text


def passes_through(body: str) -> None:
    skeleton = skeleton_of(briefing_file(body))
    assert rendered(skeleton).wordless
    before, after = rendered(body), rendered(uncommented(skeleton))
    assert after.structure == before.structure
    assert _folded(after.html) == _folded(before.html)


def _folded(html: str) -> str:
    """HTML without the white space beside tags: comments leave empty lines."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html).strip()


@pytest.mark.parametrize("path", ORIGINALS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_committed_original_passes_through(path: object) -> None:
    passes_through(body_of(path.read_text("utf-8")))  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ORIGINALS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_an_untouched_skeleton_is_as_make_fix_would_leave_it(path: Path) -> None:
    original = briefing_file(body_of(path.read_text("utf-8")))
    place = Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en")
    version = version_of(original.encode(), place)
    assert version is not None
    skeleton = translation_file(version, "briefing").encode()
    assert mend_text(skeleton, "briefing", converter_of("ru")).changes == ()


WICKED = [
    pytest.param("| a | b |\n| --- | :--: |\n| 1 | -- |", id="a table"),
    pytest.param("A -- b --- c ---- d", id="dashes"),
    pytest.param("One\n\n---\n\nTwo\n\n- - -\n\n* * *", id="rules"),
    pytest.param("A title\n-------\n\nWords", id="an underlined heading"),
    pytest.param("[a](https://a.test/b--c) <https://a.test/--d> ![e](f--g.png)", id="addresses with hyphens"),
    pytest.param("[a][b--c]\n\n[b--c]: https://a.test/d--e", id="a reference with hyphens"),
    pytest.param("A --> b <-- c --!> d ---> e", id="arrows"),
    pytest.param("Run `a --b` and `a --> b` and ``c --!> `d` *e*``", id="code in a line"),
    pytest.param("```\na --> b <!-- c -->\n\n-- d\n```\n\nWords", id="a fence with the end of a comment"),
    pytest.param("Words\n```\na\n```\nmore\n\n```\nb\n```", id="a fence amid words"),
    pytest.param("~~~html\n<!-- a -->\n~~~", id="a fence of tildes"),
    pytest.param("```\nnot ended\n\nmore -- words", id="a fence that nothing ends"),
    pytest.param("<!-- a remark -->\n\nWords <!-- another --> here", id="comments"),
    pytest.param("<!-- a remark\n\nof two paragraphs -->\n\nWords", id="a comment of two paragraphs"),
    pytest.param("Words\n<!-- a remark -->\nmore", id="a comment on a line of its own"),
    pytest.param("- a\n- b <!-- remark -->\n\n<!-- - c -->\n\nd", id="comments in a list"),
    pytest.param("`<!--` begins a comment and `-->` ends it", id="code that shows comments"),
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
