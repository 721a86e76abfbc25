"""A history has the words that a page showed, and neither where a withdrawn text was nor the words of a link to it."""

import time
from html import escape

import pytest

from newsarchive.content.markdown import Converter
from newsarchive.content.sanitising import mark_references, sanitise
from newsarchive.pages.history import LEFT_OUT, shown_words

GONE = frozenset({("leyla-name", ""), ("half", "ru")})


def shown(body, gone=GONE):
    html = mark_references(sanitise(Converter("en", "").convert(body).html), "briefings/2020/b")[0]
    return shown_words(("T",), html, gone)[1:]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("One <!-- Source: NAME --> two.", "One two."),
        ("<!-- Source: NAME -->\n\nOne.", "One."),
        ('One.\n\n[unused]: https://a.example/NAME "NAME"', "One."),
        ('[One](../NAME/en.md "NAME") two.', "One two."),
        ('[One][x] two.\n\n[x]: ../NAME/en.md "NAME"', "One two."),
        ('![One](NAME.jpg "NAME") two.', "One two."),
        ("## One {: #NAME }", "One"),
        ("One *two*{: title=NAME } three.", "One two three."),
        ("One <b id='NAME' onclick='NAME'>two</b>.", "One two."),
        ("One[^NAME].\n\n[^NAME]: Two.", "One. Two."),
        ("One HTML.\n\n*[HTML]: NAME", "One HTML."),
        ('One\\\n`two` & "three" &lt;four&gt;', 'One\\ two & "three" <four>'),
        ("```\n<!-- One -->\n```", "<!-- One -->"),
    ],
)
def test_what_no_page_showed_is_no_word_of_a_history(typed, words):
    assert " ".join(" ".join(shown(typed)).split()) == words


def test_each_block_is_a_paragraph_and_each_row_of_a_table():
    typed = "One\ntwo.\n\n- Three\n- Four **five**\n\n| a | b |\n| - | - |\n| c | d |"
    assert shown(typed) == ("One two.", "Three", "Four five", "a b", "c d")


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("More: [Leyla is taken](../../2019/leyla-name/en.md).", f"More: {LEFT_OUT}."),
        ("More: [Leyla](../leyla-name/en.md#part 'Leyla is taken'), so.", f"More: {LEFT_OUT}, so."),
        ("See [how Leyla [name changed] was beaten](../leyla-name/en.md) here.", f"See {LEFT_OUT} here."),
        ("See [![Leyla in court](pic.png)](../leyla-name/en.md) here.", f"See {LEFT_OUT} here."),
        ("See [*Leyla* `is`][1] here.\n\n[1]: ../leyla-name/en.md 'Leyla'", f"See {LEFT_OUT} here."),
        ("See [LEYLA] here.\n\n[leyla]: /x/leyla-name/", f"See {LEFT_OUT} here."),
        ("![Leyla](../../2019/leyla-name/photo.jpg) there", f"{LEFT_OUT} there"),
        ('<a href="https://a.example/en/2019/leyla-name/">Leyla <b>is</b></a> there', f"{LEFT_OUT} there"),
        ("see <https://a.example/en/2019/leyla-name/> there", f"see {LEFT_OUT} there"),
        ("[Leyla](../../2019/%6ceyla-name/en.md)", LEFT_OUT),
        ("[half](../half/ru.md) and [half](../half/en.md)", f"{LEFT_OUT} and half"),
        ("Leyla at https://a.example/en/2019/leyla%2Dname/history/", LEFT_OUT),
        ("Leyla [is](../leyla-name/en.md taken", LEFT_OUT),
        ("    [Leyla](../leyla-name/en.md)", LEFT_OUT),
        ("[other](../leyla-name-2/en.md) and leyla-name", "other and leyla-name"),
    ],
)
def test_a_link_to_a_withdrawn_text_is_left_out(typed, left):
    assert shown(typed) == (left,)


def test_a_field_that_names_a_withdrawn_text_is_left_out():
    assert shown_words(("Leyla: /en/2019/leyla-name/",), "", GONE) == (LEFT_OUT,)


@pytest.mark.parametrize("many", ["<a href=", "[", "](", "leyla-name", "/", "&lt;a href="])
def test_the_time_grows_with_the_length_alone(many):
    begin = time.process_time()
    shown_words((many * 20_000,), f"<p>leyla-name {escape(many * 20_000)}</p>", GONE)
    assert time.process_time() - begin < 2
