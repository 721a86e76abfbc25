"""No word of a text vanishes with 0 faults, whatever takes it."""

from __future__ import annotations

import pytest

from tests.newsarchive.editions import briefing_file, read
from tests.timing import within

LOST = [
    pytest.param("[Leyla]: Yes", "definition-unused", "[Leyla]: Yes", id="an answer"),
    pytest.param('[Rauf]: No "never again"', "definition-unused", '[Rauf]: No "never again"', id="an answer in quotes"),
    pytest.param("> [Leyla]:\n> Yes", "definition-unused", "[Leyla]:", id="an answer in a quotation"),
    pytest.param("[Leyla Aliyeva]: Yes", "definition-unused", "[Leyla Aliyeva]: Yes", id="a name of two words"),
    pytest.param("*[Leyla]: was detained", "definition-unused", "*[Leyla]: was detained", id="an abbreviation"),
    pytest.param(
        "The [b].\n\n[b]: https://a.test/ 'One'\n\n[b]: https://b.test/",
        "definition-unused",
        "[b]: https://a.test/ 'One'",
        id="an address defined twice",
    ),
    pytest.param("The HR.\n\n*[HR]: one\n\n*[HR]: two", "definition-unused", "*[HR]: one", id="an abbreviation, twice"),
    pytest.param("Before <?php the hidden words ?> after", "html", "?php the hidden words ?", id="an instruction"),
    pytest.param("A <![CDATA[ hidden one ]]> b", "html", "![CDATA[ hidden one ]]", id="a section of data"),
    pytest.param("<!DOCTYPE html>\n\nWords.", "html", "!DOCTYPE html", id="a declaration"),
    pytest.param("```Leyla\nHe said no.\n```", "fence-options", "Leyla", id="the first word of a quotation in a fence"),
    pytest.param("<p>\n```<![CDATA[a secret]]> b```\n</p>", "html", "![CDATA[a secret]]", id="what begins as a fence"),
    pytest.param('A <?id="they came" by = night?> b', "html", '?id="they came" by = night?', id="as an attribute"),
    pytest.param("| a |\n|---|\n| one | lost |", "table-cells", "2", id="a cell"),
]


@pytest.mark.parametrize(("body", "code", "found"), LOST)
def test_words_that_no_page_shows_are_one_fault(body: str, code: str, found: str) -> None:
    _, faults = read(briefing_file(f"Words stand here.\n\n{body}\n"))
    stopping = [each for each in faults if not each.warning]
    assert [(each.code, dict(each.values)["found"]) for each in stopping] == [(code, found)]


SHOWN = [
    "The [ruling] and [the other][B], a [third](https://c.test/d_e/F?g=1&copy=2 'A title').\n\n"
    '[Ruling]: https://a.test/x\n[b]: <https://b.test/y> "Words"',
    "The HRW and the *UN*.\n\n*[HRW]: Human Rights Watch\n*[UN]: United Nations",
    "Words.[^1] More.[^note]\n\n[^1]: A note of **bo**ld.\n[^note]:\n    Another\n\n    with code:\n\n        a = 1px",
    "7. seven\n8. eight\n    1. one\n\n- 2. two\n\n> 3. three",
    "```python\nx = 12px + y_z  # <!-- shown -->\n```\n\n~~~\nwords\n~~~\n\nA `<?php x ?>` and `[a]: b`.",
    "```JSON\n1\n```\n\n~~~ .c++\na\n~~~\n\n``` objective-c\n2\n```",
    "A &copy; 2024, &#1057;ud, &uuml;ber, R&D, AT&T, &lt;b>, 5 &amp; 6, &amp;lt; and `&nbsp;`.",
    "<div>&copy 2024 and &ouml</div>",
    '*phrase*{: lang=az } <span lang="ru" dir="ltr">да</span> pre<span lang="az">fix</span> a<b>b</b>c<br>d',
    "## Heading of one {#one}\n\n[up](#one)\n\n<p id='two'>x</p>\n\n[down](#two)",
    "| a | b |\n|:--|--:|\n| 1 | `x|y` |\n\n<table><tr><td style='text-align: right'>x</td></tr></table>",
    "<someone@a.test> and <https://a.test/b> \\*no\\* snake_case a*b*c [x](mailto:y@a.test)",
    "Words <!-- an editor's remark --> go on.\n\n<!--\nAnother remark\n-->\n\nWords.",
    '<ol start="3" TYPE="a"><li VALUE=4>x</ol>\n\n<time datetime="2024-01-02">2 Jan</time>',
    "İstanbul, IŞIQ, ǅ, ﬁ, İlham[^ı]\n\n[^ı]: Işıq",
    "Words.[^Smith 2020] More.[^Smith 2020]\n\n[^Smith 2020]: A note whose label has a space",
    "Term\n: What it is\n\n* * *\n\nOne\n===\n",
    "\\[Leyla]: Yes",
    "<?they came at night\n\nOne <!ELEMENT was here> two and </ three >",
    "x<y and 5 < 6 > 4",
]


@pytest.mark.parametrize("body", SHOWN)
def test_what_is_syntax_and_what_is_shown_is_no_fault(body: str) -> None:
    _, faults = read(briefing_file(f"Words stand here.\n\n{body}\n"))
    assert [each for each in faults if each.code in ("html", "definition-unused")] == []


def test_a_definition_in_another_text_is_forgotten() -> None:
    assert [each.code for each in read(briefing_file("[a]: b"))[1]] != []
    assert read(briefing_file("Words."))[1] == ()


def test_words_that_another_fault_drops_are_told_by_that_alone() -> None:
    _, faults = read(briefing_file("Words.\n\n<script>some words</script>\n"))
    assert [each.code for each in faults] == ["html"]


def test_the_longest_text_of_links_is_read_in_no_time() -> None:
    body = "word *and* [sign](https://a.test/) " * 3000
    with within(10):
        read(briefing_file(f"{body}\n\n<?x {'y z ' * 3000}"))
