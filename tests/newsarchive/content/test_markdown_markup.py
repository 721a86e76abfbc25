"""Markdown to HTML, with what a briefing needs."""

import contextlib

import html5lib
import pytest

from newsarchive.content.markdown import Converter, heading_id, note_letters
from newsarchive.content.markdown_blocks import LONGEST_CODE
from newsarchive.content.typed_text import LARGEST_TEXT
from tests.timing import PARTS, within


@pytest.fixture(scope="module")
def english():
    return Converter("en", "Back to note {}")


def parsed(html):
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def test_a_footnote_leads_to_its_words_and_back(english):
    html = english.convert("One[^a] two[^b].\n\n[^a]: First.\n[^b]: Second.\n").html
    tree = parsed(html)
    ids = {each.get("id") for each in tree.iter() if each.get("id")}
    targets = [each.get("href") for each in tree.iter("a")]
    assert targets == ["#fn:1", "#fn:2", "#fnref:1", "#fnref:2"]
    assert {target[1:] for target in targets} <= ids
    titles = [each.get("title") for each in tree.iter("a") if each.get("title")]
    assert titles == ["Back to note a", "Back to note b"]


def test_a_citation_leads_to_the_id_of_its_source_and_holds_the_place(english):
    markup = english.convert("One[^oc-media p.\n 12] two[^rsf][^1] [^Rsf] [^-x] [^2].\n\n[^1]: A remark.[^rsf]\n")
    tree = parsed(markup.html)
    marks = [(each.get("href"), each.text) for each in tree.iter("a") if each.get("class") == "footnote-ref"]
    assert marks == [("#source:oc-media", "p. 12"), ("#source:rsf", None), ("#fn:1", "a"), ("#source:rsf", None)]
    assert markup.citations == ("oc-media", "rsf", "rsf")
    assert "[^Rsf] [^-x] [^2]" in markup.html


@pytest.mark.parametrize(("number", "letters"), [(1, "a"), (26, "z"), (27, "aa"), (52, "az"), (53, "ba"), (703, "aaa")])
def test_the_mark_of_a_note_is_a_letter(number, letters):
    assert note_letters(number) == letters


def test_a_label_that_is_marked_twice_is_in_no_id(english):
    html = english.convert("One[^leyla] two[^b] three[^leyla].\n\n[^b]: Second.\n[^leyla]: First.\n").html
    tree = parsed(html)
    assert [each.get("id") for each in tree.iter() if each.get("id")] == [
        "fnref:2",
        "fnref:1",
        "fnref2:2",
        "fn:1",
        "fn:2",
    ]
    assert "leyla" not in html


def test_footnotes_of_one_text_do_not_enter_the_next(english):
    english.convert("One[^a].\n\n[^a]: First.\n")
    assert english.convert("Two.").html == "<p>Two.</p>"


def test_a_table_has_head_body_and_alignment(english):
    tree = parsed(english.convert("| a | b |\n|---|--:|\n| 1 | 2 |\n").html)
    assert [each.text for each in tree.iter("th")] == ["a", "b"]
    assert [each.text for each in tree.iter("td")] == ["1", "2"]
    assert [each.get("class") for each in tree.iter("td")] == [None, "align-end"]


def test_a_definition_list_pairs_terms_and_meanings(english):
    tree = parsed(english.convert("Term\n:   Meaning\n").html)
    assert [(each.tag, each.text) for each in tree.iter() if each.tag in ("dt", "dd")] == [
        ("dt", "Term"),
        ("dd", "Meaning"),
    ]


def test_an_abbreviation_is_explained_and_forgotten_with_its_text(english):
    html = english.convert("The ECHR.\n\n*[ECHR]: European Court\n").html
    assert html == '<p>The <abbr title="European Court">ECHR</abbr>.</p>'
    assert english.convert("The ECHR.").html == "<p>The ECHR.</p>"


def test_fenced_code_of_a_named_language_has_token_classes(english):
    markup = english.convert("```python\nx = 1\n```\n")
    tree = parsed(markup.html)
    assert [each.get("class") for each in tree.iter("div")] == ["code"]
    assert ("n", "x") in [(each.get("class"), each.text) for each in tree.iter("span")]
    assert markup.has_code is True


@pytest.mark.parametrize("source", ["```adl\n{}\n```", "```ADL\n{}\n```", "    :::adl\n    {}"])
def test_code_in_a_language_that_takes_long_is_printed_without_colours(english, source):
    with within(2):
        html = english.convert(source.format("a" * 100_000)).html
    assert "a" * 100_000 in html


def test_long_code_is_printed_without_colours(english):
    assert english.convert(f"```python\n{'x = 1; ' * 150}\n```").html.count("<span") > 500
    with within(2):
        html = english.convert(f"```html\n{'<!--' * 30_000}\n```").html
    assert html.count("&lt;!--") == 30_000


@PARTS
@pytest.mark.parametrize(("language", "piece"), [("html", "<!--"), ("html", "&"), ("console", "a::"), ("ini", "=")])
def test_blocks_of_the_longest_coloured_code_take_no_longer_together(english, language, piece, part):
    block = f"```{language}\n{piece * (LONGEST_CODE // len(piece) - 1)}\n```\n\n"
    with within(6 / part):
        english.convert(block * (LARGEST_TEXT // part // len(block)))


def test_fenced_code_without_a_language_is_not_guessed(english):
    tree = parsed(english.convert("```\nimport os\n```\n").html)
    assert {each.get("class") for each in tree.iter("span")} <= {None}
    assert "".join(tree.itertext()).strip() == "import os"


@pytest.mark.parametrize("source", ["Words.", "`inline`", "A word code."])
def test_a_text_without_blocks_of_code_has_none(english, source):
    assert english.convert(source).has_code is False


@pytest.mark.parametrize(
    ("language", "title", "fragment"),
    [
        ("en", "The court's ruling", "the-courts-ruling"),
        ("ru", "Решение суда", "reshenie-suda"),
        ("az", "Məhkəmənin qərarı", "mehkemenin-qerari"),
        ("az", "İSMAYILOVA", "ismayilova"),
        ("en", "???", "section"),
        ("en", "", "section"),
        ("en", "2023", "2023"),
    ],
)
def test_a_headings_fragment_is_ascii_and_never_empty(language, title, fragment):
    assert heading_id(title, language) == fragment


def test_headings_come_in_document_order_with_distinct_ids(english):
    source = "## Same\n\n### Inner\n\n## Same\n\n## !!!\n\n## ???\n"
    found = [(each.tag, each.get("id")) for each in parsed(english.convert(source).html).iter() if each.get("id")]
    assert found == [
        ("h2", "same"),
        ("h3", "inner"),
        ("h2", "same_1"),
        ("h2", "section"),
        ("h2", "section_1"),
    ]


def test_a_list_after_a_number_keeps_its_start(english):
    assert '<ol start="3">' in english.convert("3. three\n4. four\n").html


def test_a_quotation_may_carry_its_language(english):
    assert english.convert("Words.\n{: lang=ar dir=rtl }\n").html == '<p dir="rtl" lang="ar">Words.</p>'


@pytest.mark.parametrize(
    "depth", [60, 280, *(pytest.param(depth, marks=pytest.mark.full) for depth in range(100, 500, 40))]
)
def test_a_text_nested_too_deeply_leaves_no_trace_in_the_next(depth):
    nested = "\n".join("    " * level + "- a" for level in range(depth))
    converter, words = Converter("en", "back {}"), "- `b` [x](y).[^1]\n\n[^1]: Note."
    expected = converter.convert(words)
    with contextlib.suppress(RecursionError):
        converter.convert(nested)
    assert converter.convert(words) == expected
