"""Elements of HTML as browsers see them."""

import time

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive_import.html_elements import hidden_spans, is_hidden, told_by, with_end_tags


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"),
        ("<p>a<p>b<div>c</div></p>d", "<p>a</p><p>b</p><div>c</div><p></p>d"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
        ("a</a> b</span>", "a b"),
        ("<a href=x>a<a href=y>b", "<a href=x>a</a><a href=y>b</a>"),
        ("<select><option>a<option>b</select>", "<select><option>a</option><option>b</option></select>"),
        (
            "<section><div>a</section>b &amp; &nosuch <!-- </p> -->",
            "<section><div>a</div></section>b &amp; &nosuch <!-- </p> -->",
        ),
        ("<p>a<br><img src=x><p/>", "<p>a<br><img src=x></p><p/>"),
    ],
)
def test_end_tags_that_are_left_out_are_put_in(html, whole):
    assert with_end_tags(html) == whole


@given(
    st.lists(
        st.sampled_from(
            ["<li>", "<ul>", "</ul>", "<p>", "</p>", "<div>", "</div>", "<dl>", "<dt>", "<dd>", "</dl>", "w"]
        )
    )
)
def test_elements_are_inside_one_another_as_for_a_browser(parts):
    typed = "".join(f"w{number} " if part == "w" else part for number, part in enumerate(parts))
    assert _shape(with_end_tags(typed)) == _shape(typed)


def _shape(html):
    """Return the elements as a strict parser of the standard sees them."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return html5lib.serialize(tree, omit_optional_tags=False)


@pytest.mark.parametrize(
    ("name", "attributes", "hidden"),
    [
        ("div", {"style": "color:red; DISPLAY : none !important"}, True),
        ("span", {"style": "visibility:hidden"}, True),
        ("span", {"style": "display:/* x */none"}, True),
        ("span", {"style": "font-size:0px;opacity:1"}, True),
        ("span", {"style": "opacity:0"}, True),
        ("p", {"style": "display:none ! important"}, True),
        ("p", {"style": "display:none !important; display:block"}, True),
        ("p", {"style": "display:none/* x"}, True),
        ("p", {"style": r"display:n\6f ne; dis\play:none"}, True),
        ("p", {"style": "opacity:-1"}, True),
        ("p", {"style": "opacity:+0e1"}, True),
        ("p", {"style": "font:0/0 a"}, True),
        ("p", {"style": "font: bold 0 serif"}, True),
        ("p", {"hidden": None}, True),
        ("p", {"hidden": "hidden", "aria-hidden": "true"}, True),
        ("template", {}, True),
        ("dialog", {}, True),
        ("input", {"type": "HIDDEN"}, True),
        ("dialog", {"open": ""}, False),
        ("p", {"aria-hidden": "true"}, False),
        ("p", {"style": "display:block;opacity:0.5;font-size:10px"}, False),
        ("p", {"style": "display:none;display:block"}, False),
        ("p", {"style": "display:none;display:block!important"}, False),
        ("p", {"style": "font:bold 10px/0 serif;opacity:1e0"}, False),
        ("p", {"class": "hidden"}, False),
    ],
)
def test_an_element_says_that_it_is_hidden(name, attributes, hidden):
    assert is_hidden(name, attributes) is hidden


@pytest.mark.parametrize("style", ["opacity:{}x", "font-size:{}!x", "font:{}", "font:{} "])
def test_a_long_number_in_a_style_costs_no_more_than_its_length(style):
    """Zeros were tried in every way to cut them in two: 16,000 of them took nine seconds."""
    start = time.process_time()
    assert not is_hidden("p", {"style": style.format("0" * 100_000 + "q7")})
    assert time.process_time() - start < 5


def test_attributes_tell_words_once_and_programs_values_none():
    assert told_by("img", {"alt": "A b", "title": "a  B"}) == ["A b"]
    assert told_by("input", {"value": "V", "placeholder": "P"}) == ["P", "V"]
    assert told_by("li", {"value": "3"}) == told_by("input", {"type": "checkbox", "value": "x"}) == []


def test_hidden_elements_of_markdown_end_at_their_tag_or_a_blank_line():
    text = "a <span hidden>b <i>c</i></span> d <b style='display:none'>e\n\nf"
    assert [text[start:end] for start, end in hidden_spans(text)] == [
        "<span hidden>b <i>c</i></span>", "<b style='display:none'>e",
    ]  # fmt: skip
