"""Markup that came to nothing is a warning where it stands, and prose is left in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.content.raw_markup import MOST_WARNINGS, blocks_of, raw_markup
from newsarchive.content.source_map import Lines, SourceText
from newsarchive.content.typed_text import LARGEST_TEXT
from newsarchive.html import TOKENS
from tests.every_site.texts import FIRST, raw
from tests.newsarchive.content.test_fuzz import examples
from tests.newsarchive.editions import briefing_file, read
from tests.timing import PARTS, within

RAW = [
    pytest.param("The court **refused the appeal.", "raw-markup", 1, 11, id="bold that nothing closes"),
    pytest.param("The court refused** the appeal.", "raw-markup", 1, 11, id="bold that nothing opens"),
    pytest.param("The **court** said\nso **twice.", "raw-markup", 2, 4, id="after one that is closed"),
    pytest.param("**Court** was. The **court was.", "raw-markup", 1, 20, id="of a word that was bold before"),
    pytest.param("The ** refused ** appeal.", "raw-markup", 1, 5, id="bold with spaces inside"),
    pytest.param("The **refused ** appeal.", "raw-markup", 1, 5, id="a space before what closes"),
    pytest.param("One.\n\n> It **refused.", "raw-markup", 3, 6, id="in a quotation"),
    pytest.param("- one\n- two *three", "raw-markup", 2, 7, id="in a list"),
    pytest.param("| a | b |\n|---|---|\n| c | **d |", "raw-markup", 3, 7, id="in a table"),
    pytest.param("a[^1]\n\n[^1]: A *note", "raw-markup", 3, 9, id="in a note"),
    pytest.param("## The **end", "raw-markup", 1, 8, id="in a heading"),
    pytest.param("It __refused it.", "raw-markup", 1, 4, id="bold by underscores"),
    pytest.param("It _refused it.", "raw-markup", 1, 4, id="emphasis by an underscore"),
    pytest.param("**[The court](https://a.test/) refused.", "raw-markup", 1, 1, id="before a link"),
    pytest.param("It **refused the *appeal* twice.", "raw-markup", 1, 4, id="around emphasis"),
    pytest.param("Суд **отказал в жалобе.", "raw-markup", 1, 5, id="in Russian"),
    pytest.param("Məhkəmə *şikayəti rədd etdi.", "raw-markup", 1, 9, id="in Azerbaijani"),
    pytest.param("\\*\\*a\\*\\* and **a", "raw-markup", 1, 15, id="after one that is escaped"),
    pytest.param("`**a` and **a", "raw-markup", 1, 11, id="after one in code"),
    pytest.param("<!-- **a b --> and **a b", "raw-markup", 1, 20, id="after one in a comment"),
    pytest.param("A `word of code.", "raw-markup", 1, 3, id="code that nothing closes"),
    pytest.param("```\nx = 1\n\nMore.", "raw-markup", 1, 1, id="a fence that nothing closes"),
    pytest.param("It is ~~refused~~ accepted.", "raw-markup", 1, 7, id="struck out"),
    pytest.param("It is ~~refused.", "raw-markup", 1, 7, id="struck out and not closed"),
    pytest.param("It is ==refused== by.", "raw-markup", 1, 7, id="marked"),
    pytest.param("| a | b |\n| --- |\n| c | d |", "raw-markup", 1, 1, id="a column too few"),
    pytest.param("| a | b |\n|--|--|--|\n| c | d |", "raw-markup", 1, 1, id="a column too many"),
    pytest.param("a | b\n---|---|---\nc | d", "raw-markup", 1, 1, id="without pipes at the edges"),
    pytest.param("Words:\n| a | b |\n|---|---|\n| c | d |", "raw-markup", 2, 1, id="a table after words"),
    pytest.param("| a | b |\n| c | d |", "raw-markup", 1, 1, id="rows without a line below the head"),
    pytest.param("One.\n\n| a | b |", "raw-markup", 3, 1, id="one row"),
    pytest.param("| a | b |\n| -\\- | -\\- |\n| c | d |", "raw-markup", 1, 1, id="as skeletons had it"),
    pytest.param("See [the ruling] (ruling.pdf).", "raw-markup", 1, 5, id="a link with a space in it"),
    pytest.param("See [it]\n(https://a.test/).", "raw-markup", 1, 5, id="a link with a line end in it"),
    pytest.param("See (the ruling)[../b/en.md].", "raw-markup", 1, 5, id="a link the wrong way round"),
    pytest.param("See [the ruling](../b/en.md and more", "raw-markup", 1, 5, id="a link that nothing closes"),
    pytest.param("See [the ruling][ruling].", "raw-markup", 1, 5, id="a reference that is not defined"),
    pytest.param("See [the ruling][].", "raw-markup", 1, 5, id="a reference by its words"),
    pytest.param("See [[the ruling]].", "raw-markup", 1, 5, id="a wiki's link"),
    pytest.param("See [[x].", "raw-markup", 1, 5, id="half of one"),
    pytest.param("See ![[court.jpg]].", "raw-markup", 1, 5, id="Obsidian's picture"),
    pytest.param("See https://a.test/b?c=d_e.", "raw-markup", 1, 5, id="an address that is no link"),
    pytest.param("{{< youtube abc >}}", "raw-markup", 1, 1, id="Hugo's"),
    pytest.param("A {{% note %}} b", "raw-markup", 1, 3, id="Hugo's other"),
    pytest.param("A {% include x.html %}", "raw-markup", 1, 3, id="Liquid's"),
    pytest.param("A {{ page.title }}", "raw-markup", 1, 3, id="a variable"),
    pytest.param('[caption id="a" width="3"]A court[/caption]', "raw-markup", 1, 1, id="WordPress's caption"),
    pytest.param('A [gallery ids="1,2"]', "raw-markup", 1, 3, id="WordPress's gallery"),
    pytest.param("A [gallery]", "raw-markup", 1, 3, id="one without attributes"),
    pytest.param("A [b]bold[/b] word", "raw-markup", 1, 3, id="a forum's"),
    pytest.param("One.\n\n- [ ] two", "raw-markup", 3, 3, id="a box to tick"),
    pytest.param("One.\n\n- [x] two", "raw-markup", 3, 3, id="a ticked box"),
    pytest.param("::: warning\nTwo.", "raw-markup", 1, 1, id="Pandoc's box"),
    pytest.param("> [!NOTE]\n> Two.", "raw-markup", 1, 3, id="GitHub's"),
    pytest.param('!!! note "Title"', "raw-markup", 1, 1, id="Material's"),
    pytest.param("A heading\nof two lines\n====", "raw-markup", 3, 1, id="two lines underlined"),
    pytest.param("They say:\n- one\n- two", "raw-markup", 2, 1, id="a list after words"),
    pytest.param("They say:\n1. one\n2. two", "raw-markup", 2, 1, id="numbers after words"),
    pytest.param("1) one\n2) two", "raw-markup", 1, 1, id="numbers with a bracket"),
    pytest.param("• one\n• two", "raw-markup", 1, 1, id="a word processor's"),
    pytest.param("•\tone\n•\ttwo", "raw-markup", 1, 1, id="a word processor's, with tabs"),
    pytest.param("They say:\n\n1)\tone\n2)\ttwo", "raw-markup", 3, 1, id="numbers with a bracket and tabs"),
    pytest.param("They say:\n1.\tone\n2.\ttwo", "raw-markup", 2, 1, id="numbers and tabs after words"),
    pytest.param("- one\n  - two\n- three", "misread", 2, 3, id="a list in a list, as on GitHub"),
    pytest.param("1. one\n   - two", "misread", 2, 4, id="below a number"),
    pytest.param("| a | b |\n|---|---|\n| c | d |\nTwo.", "table-cells", 4, 1, id="words below a table"),
    pytest.param("[TOC]", "raw-markup", 1, 1, id="a table of contents"),
    pytest.param("A word{: lang=az } b", "raw-markup", 1, 7, id="attributes of no element"),
    pytest.param("*A word* {: lang=az }", "raw-markup", 1, 10, id="with a space before them"),
    pytest.param("One\\\ntwo", "raw-markup", 1, 1, id="a line break by a backslash"),
    pytest.param("It\\'s so", "raw-markup", 1, 3, id="an escape that is none"),
    pytest.param("A&nbsp b", "raw-markup", 1, 2, id="an entity without its end"),
    pytest.param("A word^[a note] b", "raw-markup", 1, 7, id="Pandoc's note"),
    pytest.param("<div>**A** b</div>", "raw-markup", 1, 6, id="bold in HTML"),
    pytest.param("`A` b\n\n<div>`A` b</div>", "raw-markup", 1, 1, id="code in HTML"),
    pytest.param("<figure><figcaption>By [A](b.pdf)</figcaption></figure>", "raw-markup", 1, 24, id="a link in HTML"),
]


@pytest.mark.parametrize(("body", "code", "line", "column"), RAW)
def test_markup_that_came_to_nothing_is_a_warning_where_it_stands(body: str, code: str, line: int, column: int) -> None:
    found = raw(body)
    assert found[:1] == [(code, line, column)]
    assert {each for each, _, _ in found} == {code}


CELLS = "| h | i |\n|---|---|\n"

RAW += [
    pytest.param("- two**", "raw-markup", 1, 3, id="a closer alone"),
    pytest.param("- one\n- to do so**", "raw-markup", 2, 9, id="a closer after a short word"),
    pytest.param("It grew by 5%.**", "raw-markup", 1, 15, id="a closer after a full stop"),
    pytest.param(f"{CELLS}| 1 | **2 |", "raw-markup", 3, 7, id="before a number in a cell"),
    pytest.param(f"{CELLS}| 1 | __2 |", "raw-markup", 3, 7, id="underscores before a number in a cell"),
    pytest.param(f"{CELLS}| 1 | 2** |", "raw-markup", 3, 7, id="after a number in a cell"),
    pytest.param("The **5 people were released.", "raw-markup", 1, 5, id="before a number"),
    pytest.param("**`code` of it", "raw-markup", 1, 1, id="before code"),
    pytest.param("Term\n:   **Meaning", "raw-markup", 2, 5, id="in a definition"),
    pytest.param("-one\n-two", "raw-markup", 1, 1, id="hyphens without a space"),
    pytest.param("1.one\n2.two", "raw-markup", 1, 1, id="numbers without a space"),
]


PROSE = [
    pytest.param("It is 19.99*.\n\n\\* Without tax.\n\n\\*\\* With it.", id="escaped notes"),
    pytest.param("| a | 0.45** |\n|---|---|\n| 0.5* | 3** |\n\n\\* p < 0.05, ** p < 0.01", id="notes in one line"),
    pytest.param("It is 19.99**.\n\n** Without tax.", id="a second note without a first"),
    pytest.param("2 ** 3, 2 **3, 5*6*7, x**2 and a `__init__`", id="powers and products"),
    pytest.param("Card **1234 and 050 123 45 **67", id="the end of a number"),
    pytest.param("-5\n-6\n\n1.5\n2.5", id="numbers one below another"),
    pytest.param("It costs 19.99* a month.\n\n*Without tax.", id="a price with an asterisk"),
    pytest.param("Basic* and Premium** cost 5.\n\n*Without tax.\n\n**With tax.", id="two asterisks"),
    pytest.param("It costs 5* or 7**, without tax.", id="asterisks after numbers"),
    pytest.param("2 * 3 * 4 = 24, and 2*3 = 6", id="multiplication"),
    pytest.param("a * b ** c", id="powers"),
    pytest.param("He said f*** and s**t and х**ня, b*****d.", id="words that are not said"),
    pytest.param("Call +994 50 *** ** 12, card **** 1234, AZ** 00", id="digits that are not said"),
    pytest.param("* * *", id="a break"),
    pytest.param("_____ signs here, and ___ there", id="a line to write on"),
    pytest.param("The variable snake_case_name and a_b_c, @_handle", id="names with underscores"),
    pytest.param("Quoth he [sic], and [so] (it seems) [went] […] away [1].", id="an editor's brackets"),
    pytest.param("[the court] (see below) and [He] (2023) said", id="brackets and brackets"),
    pytest.param("[sic] [emphasis added]", id="brackets side by side"),
    pytest.param("Press [Enter] and [VIDEO] or [photo 3]", id="keys and labels"),
    pytest.param("`__init__`, `**a`, `[x](y`, `{{ x }}`, `https://a.test/b`, `~~x~~`", id="code"),
    pytest.param("```\n__init__ **a [[x]] {% x %}\n| a |\n- b\n```", id="a block of code"),
    pytest.param("<kbd>**a</kbd> <samp>[[x]]</samp>", id="keys in HTML"),
    pytest.param('<abbr title="**a [[x]] {{ y }}">b</abbr>', id="an attribute in HTML"),
    pytest.param("<https://a.test/b_c_d> [a](https://a.test/_b_*c)", id="addresses of links"),
    pytest.param("[https://a.test/b](https://a.test/b)", id="an address that is the words of its link"),
    pytest.param("An address begins with https:// or http://.", id="the beginning of an address"),
    pytest.param("One[^1] and *two*{: lang=az }.\n\n[^1]: A note, https and all.", id="a note and attributes"),
    pytest.param("Words.\n{: lang=ar dir=rtl }", id="attributes of a paragraph"),
    pytest.param("The ECHR.\n\n*[ECHR]: European Court", id="an abbreviation"),
    pytest.param("Term\n:   Meaning\n\nOther\n: Meaning", id="definitions"),
    pytest.param(r"\*\*a\*\*, \_b\_, \[c\]\(d\), \`e\`, \[\[f\]\], \{\{ g \}\}, \# h", id="escaped signs"),
    pytest.param("&#42;&#42;a &lowbar;b &#96;c &lbrack;[d]]", id="signs as entities"),
    pytest.param("&amp;nbsp; is an entity", id="an entity that is shown"),
    pytest.param("| a | b |\n|:-:|--:|\n| **c** | `d|e` |\n| f \\| g | h |", id="a table"),
    pytest.param("- a\n    - b\n\n 1. c\n 2. d\n\n- e\n\n    - f\n- g\n  goes on", id="lists"),
    pytest.param("```\n- a\n  - b\n[c]()\n```", id="a list in code"),
    pytest.param("Home | About | Contact", id="pipes in words"),
    pytest.param("The norm |x| of x, a||b", id="bars in mathematics"),
    pytest.param("He waited -\n- and waited.", id="a dash at a line's beginning"),
    pytest.param("It was in\n2023. The court refused.", id="a year at a line's beginning"),
    pytest.param("– Кто там?\n– Я.", id="dialogue by dashes"),
    pytest.param("It was ~5, ~~ 6, a == b, C++ and x != y", id="other signs"),
    pytest.param("The file C:\\Users\\a and \\n, 5 ^ 2, a^b", id="backslashes and carets"),
    pytest.param("R&D, AT&T & co, &c", id="ampersands"),
    pytest.param("What??? Why!!! he asked", id="marks of exclamation"),
    pytest.param("At 10:30::15, a ::: b", id="colons"),
    pytest.param("{so} he {said}, a set {1, 2}", id="braces"),
    pytest.param("<!-- **a [[b]] -->\n\nWords.", id="a comment"),
    pytest.param("Don't, 'Abd and o‘zbek, 5' 6\"", id="apostrophes"),
    pytest.param("[a][b] and [b].\n\n[b]: https://a.test/", id="references"),
    pytest.param("**a *b* c** and ***d*** and *e **f** g*", id="emphasis in emphasis"),
]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        pytest.param("    **a {{ x }} [[y]]\n    - b\n      - c", [(1, 5)], id="whose signs are not told, too"),
        pytest.param("\tThe *first* one.\n\n\tThe next.[^1]\n\n[^1]: a", [(1, 2)], id="by tabs"),
        pytest.param("\to\tfirst", [(1, 2)], id="an item of a word processor"),
        pytest.param("a\n\n    b &amp; <i>c</i>\n\nd\n\n\te", [(3, 5), (7, 2)], id="twice"),
        pytest.param("- a\n\n    b\n\n        c", [(5, 9)], id="in a list"),
        pytest.param("## A\n    b\n\nc\n\n---\n\td", [(2, 5), (7, 2)], id="below a heading and a rule"),
        pytest.param("> a\n>\n>     b", [(3, 7)], id="in a quotation"),
        pytest.param("a\n\n    b `c` d", [(3, 5)], id="with marks of code in it"),
        pytest.param("<pre>\na poem\n\n    goes on\n</pre>", [], id="in HTML that says so"),
        pytest.param("- a\n\n    b\n\n1. c\n\n    d[^e]\n\n[^e]: f\n\n    g", [], id="paragraphs of items and notes"),
        pytest.param("a\n    b\n\n```\nc\n\n    c\n```\n\n<!--\n\n    d\n-->", [], id="what Markdown goes on with"),
    ],
)
def test_words_that_are_code_because_they_are_indented_are_told(body: str, places: list[tuple[int, int]]) -> None:
    assert raw(body) == [("misread", *place) for place in places]


@pytest.mark.parametrize("body", PROSE)
def test_prose_and_what_works_are_left_in_peace(body: str) -> None:
    assert raw(body) == []


def test_there_are_enough_cases() -> None:
    assert len(RAW) >= 60
    assert len(PROSE) >= 40


def test_each_sign_is_found_in_its_own_place() -> None:
    assert raw("It **was so.\n\nIt **was so.\n\nIt **was** so.\n\nIt **was so.") == [
        ("raw-markup", line, 4) for line in (1, 3, 7)
    ]


APART = [
    pytest.param("- **one\n- two**", [(1, 3), (2, 3)], id="two items"),
    pytest.param("- **one\n\nText** here", [(1, 3), (3, 1)], id="an item and a paragraph"),
    pytest.param("## **Head\n\nText** here", [(1, 4), (3, 1)], id="a heading and a paragraph"),
    pytest.param(f"{CELLS}| **1 | 2** |", [(3, 3), (3, 9)], id="two cells"),
    pytest.param(f"{CELLS}| 2 | **1 |\n| 3 | 2** |", [(3, 7), (4, 7)], id="cells of the same words"),
    pytest.param("- **one\n- two**\n\n> **q", [(1, 3), (2, 3), (4, 3)], id="and a quotation"),
    pytest.param("- __one\n- two__", [(1, 3), (2, 3)], id="by underscores"),
    pytest.param("- two**\n\n**One more", [(1, 3), (3, 1)], id="the wrong way round"),
    pytest.param("One[^1] **two\n\n[^1]: two**\n\nThree **two", [(1, 9), (5, 7), (3, 7)], id="and a note"),
]


@pytest.mark.parametrize(("body", "places"), APART)
def test_bold_whose_ends_stand_in_two_elements_is_told_in_each(body: str, places: list[tuple[int, int]]) -> None:
    assert raw(body) == [("raw-markup", *place) for place in places]


GOOD = "| x | y |\n|---|---|\n| 1 | 2 |\n\n"
TABLES = [
    pytest.param("One.\n| u | v |\n|---|---|\n| 1 | 2 |\n\n", "raw-markup", 1, id="after words"),
    pytest.param("| x | y |\n| 1 | 2 |\n\n", "raw-markup", 0, id="no line below the head"),
    pytest.param("| x | y |\n|---|---|---|\n| 1 | 2 |\n\n", "raw-markup", 0, id="a column too many"),
    pytest.param("| x | y | z |\n|---|---|\n| 1 | 2 |\n\n", "raw-markup", 0, id="a column too few"),
    pytest.param("| x | y |\n|---|---|\n| 1 | 2 |\nThree\n\n", "table-cells", 3, id="words below"),
    pytest.param("| x |\n|---|\n| 1 | 2 |\n\n", "table-cells", 2, id="a cell too many"),
]


@pytest.mark.parametrize(("bad", "code", "below"), TABLES)
@pytest.mark.parametrize("nth", [0, 1, 2])
def test_of_tables_with_equal_rows_the_wrong_one_is_named(bad: str, code: str, below: int, nth: int) -> None:
    body = GOOD * nth + bad + GOOD * (2 - nth)
    assert [(each, line) for each, line, _ in raw(body)] == [(code, 4 * nth + 1 + below)]


MANY = [
    pytest.param("A ==b== and ^[c **d] and {: lang=az }", 3, id="one after the other"),
    pytest.param("- [ ] a **b", 2, id="in a task"),
    pytest.param("A ~~b **c d~~", 1, id="inside what is struck out"),
    pytest.param("They say:\n- one **two\n- {{ three }}", 1, id="in a list"),
    pytest.param("1. one\n   * two\n   * three", 1, id="one mistake, a list of another kind"),
]


@pytest.mark.parametrize(("body", "number"), MANY)
def test_mistakes_that_do_not_overlap_are_told_in_one_round(body: str, number: int) -> None:
    assert len(raw(body)) == number


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("A **b `c_d` e[^1] f.\n\n[^1]: A note.", "**b … e f."),
        ("`x` and <kbd>y</kbd> and ~~b `c` <kbd>d</kbd>~~", "~~b … …~~"),
        # the whole address, which an editor copies
        (f"See https://a.test/?{'b' * 60}&id=100.", f"https://a.test/?{'b' * 60}&id=100"),
    ],
)
def test_a_warning_shows_the_words_as_readers_see_them_without_code(body: str, found: str) -> None:
    _, faults = read(briefing_file(body))
    assert [dict(each.values)["found"] for each in faults] == [found]


def test_a_long_text_of_many_mistakes_is_told_in_one_round() -> None:
    assert len(raw("A **b.\n\n" * 90)) == 90


@pytest.mark.parametrize(("piece", "most"), [("A **b.\n\n", 5_000), ("- a\n  - b\n", 900), ("A ~~b~~ c\n\n", 5_000)])
def test_of_very_many_mistakes_a_hundred_are_told(piece: str, most: int) -> None:
    with within(2):
        found = raw(piece * most)
    assert found == raw(piece * MOST_WARNINGS)
    assert len(found) == MOST_WARNINGS


def test_what_stands_after_hundreds_of_escaped_signs_is_not_hidden() -> None:
    assert raw("A \\**b.\n\n" * 600 + "A **b.") == [("raw-markup", 1201, 3)]


HOSTILE = [
    *("**a ", "[a] ", "[a](", "[[a ", "{{ a ", "[a b=c ", "`", "~~a ", "::: \n", "!!! a\n", "• a\n", "https://a.b "),
    *("|\n", "| a |\n", "a** b\n", "* a** \n", "-a\n"),
]


@PARTS
@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("form", ["<p>{}</p>", "{}"], ids=["one paragraph", "many"])
def test_the_longest_text_takes_less_than_two_seconds(piece: str, form: str, part: int) -> None:
    body = piece * (LARGEST_TEXT // part // len(piece.encode()))
    html = form.replace("{}", body if form.startswith("<") else f"<p>{piece}</p>" * (len(body) // len(piece)))
    with within(2 / part):
        tokens = TOKENS.split(html)
        found = list(raw_markup(Lines(SourceText("", body, 1)), [body], list(blocks_of(tokens))))
    assert len(found) <= MOST_WARNINGS


SIGNS = st.sampled_from(
    [*"*_`~|[](){}\\^=:#-&<>!•ab1+!?./{%} \n", "\n\n", "**", "](", "https://a.test ", "&nbsp", "- ", "1. "]
)


@examples(300)
@given(st.lists(SIGNS, max_size=40).map("".join))
def test_every_place_is_one(body: str) -> None:
    lines = body.split("\n")
    for _, line, column in raw(body):
        assert lines[line - 1][column - 1 :]


TABLE = "One.\n\n| a | b |\n|---|---|\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| c | d | e |", [(5, "3", "2")]),
        ("| c | **d** | e", [(5, "3", "2")]),
        ("| c | d |\n| e | f | g | h |", [(6, "4", "2")]),
        ("| c | d | |", []),
        ("| c | `d|e` |", []),
        ("| c | d \\| e |", []),
    ],
)
def test_cells_that_a_table_drops_are_a_fault(row: str, expected: list[tuple[int, str, str]]) -> None:
    _, faults = read(briefing_file(TABLE + row))
    assert [(each.code, each.warning) for each in faults] == [("table-cells", False)] * len(expected)
    assert [(each.line - FIRST + 1, *(value for _, value in each.values)) for each in faults] == expected
    assert read(briefing_file("Words."))[1] == ()
