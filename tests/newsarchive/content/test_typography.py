"""Quotes, dashes, ellipses and widows, by each language's rules."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from typogrify.filters import widont

from newsarchive.content.typography import NO_BREAK_SPACE, typeset_html, typeset_text, without_widows
from newsarchive.html import TOKENS
from newsarchive.model.settings import Language
from tests.newsarchive.editions import AZ, EN, RU, text_from
from tests.timing import within

DE = replace(EN, tag="de", quotes=("„“", "‚‘"))
SV = replace(EN, tag="sv", quotes=("””", "’’"))
ZH = replace(EN, tag="zh")
LANGUAGES = {"az": AZ, "en": EN, "ru": RU, "de": DE, "sv": SV, "zh": ZH}


def typeset(html: str, language: Language) -> str:
    """HTML as pages print it."""
    return without_widows("".join(typeset_html(TOKENS.split(html), language)))


QUOTES = [
    pytest.param("en", 'He said "no" twice', "He said “no” twice", id="English double"),
    pytest.param("az", 'Dedi:"Bu, "Turan"dır","o" yox.', "Dedi:«Bu, “Turan”dır»,«o» yox.", id="no space before"),
    pytest.param("ru", 'Он сказал:"Нет".', "Он сказал:«Нет».", id="no space after a colon"),
    pytest.param("en", 'He said "this:" and "that;"', "He said “this:” and “that;”", id="marks before the closing one"),
    pytest.param("en", "He said 'no' twice", "He said “no” twice", id="single quotes alone are the outer pair"),
    pytest.param("en", "\"He said 'no' twice\"", "“He said ‘no’ twice”", id="single inside double"),
    pytest.param("en", '"The "so-called" law"', "“The ‘so-called’ law”", id="double inside double"),
    pytest.param("az", 'O, "yox" dedi', "O, «yox» dedi", id="Azerbaijani double"),
    pytest.param("az", '"O, "yox" dedi"', "«O, “yox” dedi»", id="Azerbaijani inner pair"),
    pytest.param("az", '"Turan"ın redaktoru', "«Turan»ın redaktoru", id="suffix after the closing quote"),
    pytest.param("az", '"Turan"ın "Azadlıq"dan', "«Turan»ın «Azadlıq»dan", id="two names with suffixes"),
    pytest.param("ru", 'Он сказал "нет"', "Он сказал «нет»", id="Russian double"),
    pytest.param("ru", '"Газета "Правда" закрыта"', "«Газета „Правда“ закрыта»", id="Russian inner pair"),
    pytest.param("en", '("in brackets")', "(“in brackets”)", id="after a bracket"),
    pytest.param("en", '"One", "two".', "“One”, “two”.", id="punctuation outside"),
    pytest.param("en", '"a" and/or "b"', "“a” and/or “b”", id="after a slash"),
    pytest.param("en", 'the -"word"', "the -“word”", id="after a hyphen"),
    pytest.param("en", 'word\u00a0"quoted"', "word\u00a0“quoted”", id="after a no-break space"),
    pytest.param("ru", '"Газета "Правда""', "«Газета „Правда“»", id="Russian inner and outer pair end together"),
    pytest.param("de", '"Er sagte "nein""', "„Er sagte ‚nein‘“", id="German inner and outer pair end together"),
    pytest.param("sv", "\"'Nej' och 'ja'\" nu", "”’Nej’ och ’ja’” nu", id="one mark that opens and closes"),
    pytest.param("en", '"But I—" he said', "“But I—” he said", id="a dash before the closing quote"),
    pytest.param("en", '"But I –", he said', "“But I –”, he said", id="a spaced dash before the closing quote"),
    pytest.param("en", '"—no" and "a—"', "“—no” and “a—”", id="a dash after the opening quote"),
    pytest.param("en", '\'"A" and "b"\' he said', "“‘A’ and ‘b’” he said", id="double inside single"),
    pytest.param("en", '"a \'b "c" d\' e"', "“a ‘b “c” d’ e”", id="three levels"),
    pytest.param("en", "'[t]he law' and '1984'", "“[t]he law” and “1984”", id="single before a bracket or figures"),
    pytest.param("en", '"https://x.example/a" b', "“https://x.example/a” b", id="after an address"),
    pytest.param("ru", '«Дом "Правда"» и "да"', "«Дом „Правда“» и «да»", id="straight inside typographic ones"),
    pytest.param("en", "“He said 'no'” and 'yes'", "“He said ‘no’” and “yes”", id="single inside typographic ones"),
    pytest.param("en", '“Not closed. "No"', "“Not closed. ‘No’", id="inside one that goes on in the next paragraph"),
    pytest.param("zh", '他说"引号"和"引号"。', "他说“引号”和“引号”。", id="no spaces in Chinese"),
    pytest.param("zh", "他说\"你好，'世界'很大\"。", "他说“你好，‘世界’很大”。", id="no spaces in Chinese, inner pair"),
]


@pytest.mark.parametrize(("language", "typed", "printed"), QUOTES)
def test_straight_quotes_become_the_languages_own(language, typed, printed):
    assert typeset_text(typed, LANGUAGES[language]) == printed


APOSTROPHES = [
    ("O'Brien", "O’Brien"),
    ("the '90s", "the ’90s"),
    ("journalists' rights", "journalists’ rights"),
    ("it's \"Ali's\" phone", "it’s “Ali’s” phone"),
    ('"the journalists\' rights"', "“the journalists’ rights”"),
    ("Qur'an", "Qur’an"),
    ("'Tis the journalists' law", "’Tis the journalists’ law"),
    ("for 'em and the journalists'", "for ’em and the journalists’"),
    ("the class of '98 and the journalists'", "the class of ’98 and the journalists’"),
    ("\"So 'Abd came\" to the journalists' house", "“So ’Abd came” to the journalists’ house"),
]


@pytest.mark.parametrize(("typed", "printed"), APOSTROPHES)
def test_an_apostrophe_is_no_quote(typed, printed):
    assert typeset_text(typed, EN) == printed


@pytest.mark.parametrize("typed", ['a 5" screen', 'ends in 5"', '5"'])
def test_inches_stay_as_typed(typed):
    assert typeset_text(typed, EN) == typed


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("typed", ["«a»", "“a”", "‘a’", "„a“", "it’s", "«a „b“ c»", "a – b"])
def test_typographic_marks_stay_as_typed(language, typed):
    assert typeset_text(typed, LANGUAGES[language]) == typed


INLINE = [
    ('<p>"<em>Hello</em>"</p>', "<p>“<em>Hello</em>”</p>"),
    ('<p><em>"Hello"</em></p>', "<p><em>“Hello”</em></p>"),
    ('<p><strong>"One</strong> two" x y z</p>', "<p><strong>“One</strong> two” x y\u00a0z</p>"),
    (
        '<p>"<a href="https://x.example/?q=1">A</a>" b c d</p>',
        '<p>“<a href="https://x.example/?q=1">A</a>” b c\u00a0d</p>',
    ),
    ("<p>'The <em>Times</em> said'</p>", "<p>“The <em>Times</em>\u00a0said”</p>"),
    ("<p>'<code>a</code>'</p>", "<p>“<code>a</code>”</p>"),
    ('<p>"One<br>\ntwo" of them</p>', "<p>“One<br>\ntwo” of\u00a0them</p>"),
    ('<p>One<br>"two" of them</p>', "<p>One<br>“two” of\u00a0them</p>"),
    ('<p>"<img src="a">" of them</p>', '<p>“<img src="a">” of\u00a0them</p>'),
    ("<p>'One'<sup>a</sup> of them</p>", "<p>“One”<sup>a</sup> of\u00a0them</p>"),
]


@pytest.mark.parametrize(("typed", "printed"), INLINE)
def test_quotes_reach_over_inline_tags(typed, printed):
    assert typeset(typed, EN) == printed


def test_a_suffix_follows_a_closing_quote_over_a_tag():
    assert typeset('<p><em>"Turan"</em>ın</p>', AZ) == "<p><em>«Turan»</em>ın</p>"


def test_an_unclosed_quote_ends_with_its_paragraph():
    html = typeset('<p>"Never closed</p><p>"A" b</p>', EN)
    assert html == "<p>“Never\u00a0closed</p><p>“A” b</p>".replace("“A” b", "“A”\u00a0b")


@pytest.mark.parametrize("tag", ["pre", "code", "kbd", "samp", "var"])
def test_verbatim_text_stays_as_typed(tag):
    inside = f"<{tag}>\"a\" -- 'b' ... c</{tag}>"
    assert inside in typeset(f'<div>"x" {inside} "y" -- z</div>', EN)


def test_typography_goes_on_after_code():
    assert typeset('<div>"x" <code>"a"</code> "y"</div>', EN) == '<div>“x” <code>"a"</code> “y”</div>'


def test_attributes_and_addresses_stay_as_typed():
    tag = '<a href="https://x.example/a--b...\'c\'" title="it\'s -- so">'
    assert typeset(f"<div>{tag}A</a></div>", EN) == f"<div>{tag}A</a></div>"


def test_a_quote_after_a_no_break_space_in_a_text_opens():
    assert text_from('Word\u00a0"quoted"').html == "<p>Word\u00a0“quoted”</p>"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("1990--1995", "1990–1995"),
        ("so---it is", "so—it is"),
        ("and so on...", "and so on…"),
        ("a-b", "a-b"),
    ],
)
def test_hyphens_and_dots_become_dashes_and_ellipses(typed, printed):
    assert typeset_text(typed, EN) == printed


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_space_before_a_spaced_dash_does_not_break(language):
    typed = "Bakı — paytaxt"
    assert typeset_text(typed, LANGUAGES[language]) == f"Bakı{NO_BREAK_SPACE}— paytaxt"
    assert typeset_text("Bakı --- paytaxt", LANGUAGES[language]) == f"Bakı{NO_BREAK_SPACE}— paytaxt"
    assert typeset_text("Bakı —\npaytaxt", LANGUAGES[language]) == f"Bakı{NO_BREAK_SPACE}—\npaytaxt"


@pytest.mark.parametrize("typed", ["<em>Бакы</em> — это", "<em>Бакы</em> --- это", "<em>Бакы</em>\u00a0— это"])
def test_the_space_between_a_tag_and_a_spaced_dash_does_not_break(typed):
    assert "".join(typeset_html(TOKENS.split(typed), RU)) == f"<em>Бакы</em>{NO_BREAK_SPACE}— это"


def test_no_line_begins_with_a_dash_because_a_line_of_the_source_does():
    assert typeset_text("Это\n— слово", RU) == f"Это{NO_BREAK_SPACE}— слово"
    assert "".join(typeset_html(["— Да.", "<br>", "\n— Нет."], RU)) == "— Да.<br>\n— Нет."


@pytest.mark.parametrize(
    "typed",
    ["'a " * 40_000, '"' + "'a " * 40_000, "'a 5\" " * 20_000 + "x'", '"a ' * 20_000 + "a” " * 20_000],
    ids=["outer", "inner", "inches", "closed"],
)
def test_many_unclosed_quotes_do_not_keep_a_build_busy(typed):
    with within(1):
        typeset_text(typed, EN)


def test_a_spaced_dash_in_english_keeps_its_space():
    assert typeset_text("one — two", EN) == "one — two"


def test_a_dash_that_begins_a_line_of_speech_stays():
    assert typeset_text("— Да", RU) == "— Да"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("on 20 June in Baku", "on 20~June in Baku"),
        ("20\nиюня в Баку", "20~июня в Баку"),
        ("some 50 000 000 of them", "some 50~000~000~of them"),
        ("في ٢٠ حزيران", "في ٢٠~حزيران"),
        ("№ 5 and § 63 of it", "№~5~and §~63~of it"),
        ("судья А. Б. Иванов в", "судья А.~Б.~Иванов в"),
        ("судья А.Б. Иванов в", "судья А.Б.~Иванов в"),
        ("20 % за 50 000 ₽ при 5 °C и", "20~% за 50~000~₽ при 5~°C и"),
        ("в 2025 г. и в 1990 гг. там", "в 2025~г. и в 1990~гг. там"),
        ("in 2025 the court", "in 2025 the court"),
        ("at 10:30 in v1 of it", "at 10:30 in v1 of it"),
        ("<code>5 a</code> 5 <em>a</em> b", "<code>5 a</code> 5 <em>a</em> b"),
        ("5 <code>x</code> 6 b c", "5 <code>x</code> 6~b c"),
    ],
)
def test_what_belongs_together_stays_on_one_line(typed, printed):
    assert "".join(typeset_html(TOKENS.split(typed), RU)) == printed.replace("~", NO_BREAK_SPACE)


@pytest.mark.parametrize("tag", ["p", "h2", "li", "dd"])
def test_no_last_word_stands_alone(tag):
    assert typeset(f"<{tag}>one two three</{tag}>", EN) == f"<{tag}>one two{NO_BREAK_SPACE}three</{tag}>"


def test_no_entity_is_left_for_a_no_break_space():
    assert "&nbsp;" not in typeset("<p>one two&nbsp;three four</p>", EN)


PIECES = st.sampled_from(
    ['"', "'", " ", "word", "Əli", "слово", "-", "--", "...", "—", "<em>", "</em>", "<code>", "</code>", "5", ",", "("]
)


@given(st.lists(PIECES, max_size=14), st.sampled_from([AZ, EN, RU]))
@example(['"', "word", " ", '"', "word", '"', '"'], EN)
@example(["word", "'", " ", "'", "5"], EN)
def test_typesetting_twice_equals_once(pieces, language):
    html = f"<p>{_balanced(pieces)}</p>"
    once = typeset(html, language)
    assert typeset(once, language) == once


@given(st.text(alphabet="ab \"'-.—«»", max_size=30), st.sampled_from([AZ, EN, RU]))
def test_typesetting_keeps_every_letter(typed, language):
    letters = [each for each in typeset_text(typed, language) if each.isalpha()]
    assert letters == [each for each in typed if each.isalpha()]


def _balanced(pieces):
    """Drop tags that would not nest, and close those left open."""
    out, open_tags = [], []
    for piece in pieces:
        if piece.startswith("</"):
            if not open_tags or open_tags[-1] != piece[2:-1]:
                continue
            open_tags.pop()
        elif piece.startswith("<"):
            if piece[1:-1] in open_tags:
                continue
            open_tags.append(piece[1:-1])
        out.append(piece)
    return "".join([*out, *(f"</{tag}>" for tag in reversed(open_tags))])


@pytest.mark.parametrize(
    "address", ["https://x.example/a--b", "https://x.example/a---b...c", "https://x.example/?q='a'"]
)
def test_an_address_that_readers_see_stays_as_typed(address):
    html = text_from(f"See <{address}> for more words").html
    assert f">{address}</a>" in html.replace("&amp;", "&")


WORDS = [
    "a ",
    "word ",
    "long" * 10,
    " ",
    "\n",
    "<em>",
    "</em>",
    "</p>",
    "<p>",
    "</li>",
    '<a href="b c">',
    "</a>",
    "</h2>",
    ".",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(lambda words: "".join([*words, "</p>"])))
def test_widows_are_those_of_typogrify(html):
    assume(all(len(block) <= 150 for block in re.split("</(?:p|li|h2)>", html)))
    assert without_widows(html) == str(widont(html)).replace("&nbsp;", NO_BREAK_SPACE)


def test_the_end_of_a_long_paragraph_has_no_widow():
    html = f"<p>{'word ' * 5_000}<em>a last</em></p>\n<p>{'x' * 999} y</p>"
    assert without_widows(html) == html.replace("a last", f"a{NO_BREAK_SPACE}last").replace(" y", f"{NO_BREAK_SPACE}y")
