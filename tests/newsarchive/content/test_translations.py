"""What a translation lacks of the text that it was made from."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.build.diagnostics import fault_message
from newsarchive.content.structure import numbers_in, structure_of, structure_warnings, unmatched
from newsarchive.content.translations import unlike_translations, untranslated_warnings
from newsarchive.html import TOKENS
from newsarchive.model.diagnostics import Fault
from newsarchive.model.models import Text, Work
from tests.newsarchive.content.brief import kind_of, values_of
from tests.newsarchive.editions import briefing_of, text, words
from tests.timing import PARTS, within

NOTE = '<li id="fn:{0}">\n<p>Source, 2023. <a class="footnote-backref" href="#fnref:{0}" title="back">↩︎</a></p>\n</li>'
MARK = '<sup id="fnref:{0}"><a class="footnote-ref" href="#fn:{0}">{0}</a></sup>'


def notes(*numbers: int) -> str:
    return '<div class="footnote">\n<hr>\n<ol>\n' + "\n".join(map(NOTE.format, numbers)) + "\n</ol>\n</div>"


def text_of(language: str, html: str, **front: object) -> Text:
    """A text, its structure counted as reading counts it."""
    return msgspec.structs.replace(
        text(language=language, html=html, **front), structure=structure_of(TOKENS.split(html))
    )


def work_of(source: str, translation: str) -> Work:
    return briefing_of(
        text_of("en", html=source),
        text_of("ru", html=translation, translates="en"),
    )


def warnings_of(work: Work) -> list[Fault]:
    """What a build says of the translations of a folder."""
    found = [each for pair in unlike_translations(work) for each in structure_warnings(*pair)]
    return [*found, *untranslated_warnings(work)]


def brief(source: str, translation: str) -> list[tuple[str, ...]]:
    return [(kind_of(each), *values_of(each).values()) for each in warnings_of(work_of(source, translation))]


IMAGE = '<img src="a" alt="A wall">'
DIFFERENT = [
    pytest.param("<p>1</p><h2>A</h2>", "<p>1</p>", "missing", "## A", id="a heading"),
    pytest.param("<h2>A</h2><h3>B</h3>", "<h2>A</h2>", "missing", "## B", id="a heading of another level"),
    pytest.param(f"<p>a</p><p>{IMAGE}</p>", "<p>a</p>", "missing", "![A wall]", id="a picture is one difference"),
    pytest.param(f"<p>a {IMAGE} b</p>", "<p>a b</p>", "missing", "![A wall]", id="a picture among words"),
    pytest.param("<p>a</p>", f"<p>a</p><p>{IMAGE}</p>", "extra", "![A wall]", id="a picture too many"),
    pytest.param('<p>b <a href="a">a</a></p>', "<p>b</p>", "missing", "[a]", id="a link"),
    pytest.param('<li><a href="a">a</a></li>', "<li>a</li>", "missing", "[a]", id="a link in a list"),
    pytest.param(f"<p>a</p>{notes(1, 2)}", f"<p>a</p>{notes(1)}", "missing", "[^…]: Source, 2023.", id="a footnote"),
    pytest.param(f"<p>a</p>{notes(1)}", "<p>a</p>", "missing", "[^…]: Source, 2023.", id="all footnotes"),
    pytest.param("<ul><li>a</li></ul>", "<p>a</p>", "missing", "- a", id="a list written as a paragraph"),
    pytest.param("<ul><li>a</li></ul>", "<ul><li>a</li></ul><ol><li>b</li></ol>", "extra", "- b", id="two lists"),
    pytest.param("<dl><dt>a</dt><dd>b</dd></dl>", "<p>a</p>", "missing", "- a", id="definitions"),
    pytest.param("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li></ul>", "missing", "- b", id="an item"),
    pytest.param("<p>a</p><p>b</p>", "<p>a</p>", "missing", "b", id="a paragraph"),
    pytest.param("<p>a 1</p><p>b</p><p>c 3</p>", "<p>a 1</p><p>c 3</p>", "missing", "b", id="by the numbers around"),
    pytest.param("<p>a 1</p><p>b 2</p><p>c 3</p>", "<p>a 1</p><p>c 3</p>", "missing", "b 2", id="with its numbers"),
    pytest.param('<p>a</p><p><a href="a">b</a> c</p>', "<p>a</p>", "missing", "b", id="a paragraph and its link"),
    pytest.param("<blockquote><p>a</p></blockquote>", "<h2>a</h2>", "missing", "a", id="a quotation"),
    pytest.param("<p>a</p>" * 2_000, "<p>a</p>" * 1_999, "missing", "a", id="of two thousand"),
]


@pytest.mark.parametrize(("source", "translation", "hint", "found"), DIFFERENT)
def test_the_first_part_without_a_counterpart_is_the_only_warning(source, translation, hint, found):
    values = (("found", found), ("source", "briefings/2023/a/en.md"), ("hint", hint))
    expected = [Fault("briefings/2023/a/ru.md", 1, 1, "structure", values, warning=True)]
    assert warnings_of(work_of(source, translation)) == expected


ALIKE = [
    pytest.param("<p>12 March 2021: 1,234, 5%</p>", "<p>于2021年3月12日，共1,234人，5%。</p>", id="Chinese"),
    pytest.param("<p>In March 2021</p>", "<p>于2021年3月。</p>", id="a month in Chinese"),
    pytest.param("<p>a</p>", "<p>б</p>", id="one paragraph each"),
    pytest.param("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>", id="a loose list"),
    pytest.param("<h2>a</h2>", "<h3>a</h3>", id="headings of another level"),
    pytest.param(f"<p>a{MARK.format(1)} b</p>", f"<p>a b{MARK.format(1)}</p>", id="marks of footnotes"),
    pytest.param(f"<p>a{MARK.format(1)} b{MARK.format(1)}</p>", f"<p>a{MARK.format(1)}</p>", id="marks twice"),
    pytest.param(notes(1), notes(1).replace("<p>", "<p>b</p><p>"), id="paragraphs of a footnote"),
    pytest.param('<p><a id="x">a</a></p>', "<p>a</p>", id="an anchor that is no link"),
    pytest.param("<pre><code>5 &lt;p&gt;</code></pre>", "<pre><code>6</code></pre>", id="code"),
    pytest.param("<p>a <code>5</code> <kbd>F6</kbd></p>", "<p>a</p>", id="code in a line"),
    pytest.param("<p>a<sup>2</sup></p>", "<p>b<sup>2</sup></p>", id="a power"),
    pytest.param("", "<p>a</p>", id="a source without words"),
    pytest.param("<p>a</p>", "", id="a translation not yet begun"),
    pytest.param("<table><tr><td>5</td><td>100</td></tr></table>", "<p>100 5</p>".replace("p", "td"), id="cells"),
]


@pytest.mark.parametrize(("source", "translation"), ALIKE)
def test_what_a_reader_does_not_miss_is_no_warning(source, translation):
    assert brief(source, translation) == []


SAME = [
    pytest.param("October 12, 2023", "12 октября 2023 года", id="a date"),
    pytest.param("12 October 2023", "2023-cü il 12 oktyabr", id="an Azerbaijani date"),
    pytest.param("October 12, 2023", "12.10.2023", id="a date in figures"),
    pytest.param("5 October 2023", "2023-10-05", id="an ISO date"),
    pytest.param("15,000", "15 000", id="a space"),
    pytest.param("15,000", "15\u00a0000", id="a no-break space"),
    pytest.param("15,000", "15\u202f000", id="a narrow no-break space"),
    pytest.param("15,000", "15\u2009000", id="a thin space"),
    pytest.param("15,000", "15\n000", id="a line's end"),
    pytest.param("15,000", "15.000", id="a dot"),
    pytest.param("15,000", "15’000", id="an apostrophe"),
    pytest.param("15,000", "15000", id="nothing"),
    pytest.param("1,234.5", "1.234,5", id="a decimal comma"),
    pytest.param("1,234.5", "1 234,5", id="a decimal comma after a space"),
    pytest.param("1,234,567.89", "1 234 567,89", id="millions"),
    pytest.param("3.5", "3,5", id="a decimal"),
    pytest.param("0.125", "0,125", id="three decimals"),
    pytest.param("40th", "40-cı", id="an ordinal"),
    pytest.param("40th", "40-й", id="a Russian ordinal"),
    pytest.param("in 2020", "в 2020-м", id="a year with an ending"),
    pytest.param("from 20", "20-dən", id="an ablative"),
    pytest.param("2023–2027", "2023-2027-ci", id="a range"),
    pytest.param("no. 65286/13", "№ 65286/13", id="a case number"),
    pytest.param("$5 and 5%", "5 долларов и 5 %", id="signs"),
    pytest.param("5 and 8", "8 и 5", id="in another order"),
    pytest.param("articles 8, 10", "статьи 8,10", id="a list without spaces"),
    pytest.param("on 12 May 100 people", "12 100", id="neighbours"),
    pytest.param("100,000 in 2023", "2023 100 000", id="a year before a group"),
    pytest.param("10:30", "10.30", id="an hour"),
    pytest.param("٢٠٢٣", "2023", id="Arabic digits"),
    pytest.param("the G20 and COVID19", "группа двадцати", id="digits of a name"),
    pytest.param("https://a.example/2023/5", "адрес", id="an address"),
    pytest.param("write to a5@b6.example, see www.a7.example", "адрес", id="other addresses"),
    pytest.param("(az24saat.org), 24saat.az", "сайт", id="hosts"),
    pytest.param("2023&nbsp;5", "2023 5", id="a reference"),
    pytest.param("Python 3.11.4", "Python 3.11.4", id="a version"),
    pytest.param("CC BY 4.0.", "CC BY 4.0", id="before a full stop"),
    pytest.param("<em>15</em>th", "15-й", id="inside a tag"),
    pytest.param("in 2023, 15,000", "2023-cü ildə 15 000", id="two numbers"),
]


@pytest.mark.parametrize(("source", "translation"), SAME)
def test_the_same_numbers_are_the_same_in_every_language(source, translation):
    assert brief(f"<p>{source}</p>", f"<p>{translation}</p>") == []
    assert brief(f"<p>{translation}</p>", f"<p>{source}</p>") == []


OTHER = [
    pytest.param("5", "6", "5", "6", id="another"),
    pytest.param("5", "a", "5", "—", id="none here"),
    pytest.param("a", "5", "—", "5", id="none there"),
    pytest.param("5 5", "5", "5", "—", id="once instead of twice"),
    pytest.param("15,000", "1500", "15000", "1500", id="a nought lost"),
    pytest.param("3.5", "35", "3.5", "35", id="a decimal mark lost"),
    pytest.param("2023-cü", "2022", "2023", "2022", id="a year"),
    pytest.param("12.10.2023", "13 октября 2023", "12", "13", id="a day"),
    pytest.param("10, 9, 100, 2.5, 2.25", "a", "2.25, 2.5, 9, 10, 100", "—", id="in order of size"),
    pytest.param("7, 6, 5, 4, 3, 2, 1", "a", "1, 2, 3, 4, 5, …", "—", id="at most five"),
    pytest.param("8, 10", "8,11", "8, 10", "8.11", id="a list with another number"),
]


@pytest.mark.parametrize(("source", "translation", "missing", "extra"), OTHER)
def test_other_numbers_are_a_warning(source, translation, missing, extra):
    (found,) = warnings_of(work_of(f"<p>{source}</p>", f"<p>{translation}</p>"))
    assert (found.code, found.warning) == ("structure", True)
    assert found.values == (("missing", missing), ("extra", extra), ("hint", "numbers"))


def test_the_mark_of_a_footnote_is_no_number_but_its_words_have_some():
    source = f"<p>A{MARK.format(7)}</p>{notes(7)}"
    assert brief(source, source.replace("2023", "2024")) == [("structure.numbers", "2023", "2024")]


def test_each_translation_is_compared_with_the_text_it_was_made_from():
    found = warnings_of(
        briefing_of(
            text_of("az", html="<p>1</p>"),
            text_of("en", html="<p>1 2</p>", translates="az"),
            text_of("ru", html="<p>1 2</p>", translates="en"),
            text_of("ka", html="<p>1</p>", translates="en"),
        )
    )
    assert [(each.path, values_of(each)) for each in found] == [
        ("briefings/2023/a/en.md", {"missing": "—", "extra": "2"}),
        ("briefings/2023/a/ka.md", {"missing": "2", "extra": "—"}),
    ]


@pytest.mark.parametrize("translates", ["", "az", "ru"])
def test_a_text_made_from_none_from_itself_or_from_one_that_is_missing_is_passed_over(translates):
    work = briefing_of(text_of("en", html="<p>1</p>"), text_of("ru", html="", translates=translates))
    assert warnings_of(work) == []


HOSTILE = [
    "1",
    "1,",
    "1,1",
    "1 ",
    "1,5 123 ",
    "123 ",
    "1 234",
    "1.1.",
    "a.",
    "a@1.",
    "12.10.2023",
    "1-",
    "1'",
    "٣",
    "//:",
    "".join(f"{number},{number + 7}; " for number in range(60_000)),
]


@PARTS
@pytest.mark.parametrize("piece", HOSTILE)
def test_two_texts_of_a_mebibyte_take_less_than_two_seconds_each(piece, part):
    text = (piece * (1024 * 1024 // len(piece.encode())))[: 1024 * 1024 // part]
    with within(4 / part):  # two texts
        warnings_of(work_of(f"<p>{text.replace(',', ' ')}</p>", f"<p>{text}</p>"))


NUMBERS = st.text(st.sampled_from("0123459.,' \u00a0-a/٣\n"), max_size=40)


@given(NUMBERS)
def test_a_text_has_the_numbers_of_its_copy(text):
    assert unmatched(numbers_in(text), numbers_in(text)) == ([], [])


@given(st.integers(0, 10**12), st.integers(1, 99))
def test_every_grouping_reads_as_the_same_number(whole, part):
    english = f"{whole:,}.{part}"
    others = [english.translate({44: mark, 46: ","}) for mark in (".", " ", "\u00a0", "\u202f", "’")]
    for other in [*others, f"{whole},{part}"]:
        assert unmatched(numbers_in(english), numbers_in(other)) == ([], [])


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_warning_has_its_message(language):
    found = [*warnings_of(work_of("<p>5</p>", "<p>6</p><h2>a</h2>"))]
    found += warnings_of(work_of("<p>a</p><h2>a</h2>", "<p>a</p>"))
    assert [each.code for each in found] == ["structure", "structure", "structure"]
    for each in found:
        values = dict(each.values)
        message = fault_message(each, words(), language)
        assert all(value in message for name, value in values.items() if name != "hint")
