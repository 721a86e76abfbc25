"""Words of two scripts."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.content.confusables import writing_faults
from newsarchive.content.source_map import blank_verbatim
from tests.newsarchive.content.brief import FRONT, brief
from tests.newsarchive.editions import words
from tests.timing import PARTS, within


def mixed(content):
    return [dict(each.values)["word"] for each in writing_faults(content) if each.code == "mixed-script"]


MIXED = [
    pytest.param("pаypal", "а (Cyrillic)", id="Cyrillic а in a Latin word"),
    pytest.param("Хадиджa", "a (Latin)", id="Latin a in a Cyrillic word"),
    pytest.param("Москвa", "a (Latin)", id="at the end"),
    pytest.param("Cвобода", "C (Latin)", id="a Latin capital"),
    pytest.param("гoвopит", "o (Latin), p (Latin)", id="several, each once"),
    pytest.param("məhkәmə", "ә (Cyrillic)", id="Cyrillic schwa in Azerbaijani"),
    pytest.param("һüquq", "һ (Cyrillic)", id="Cyrillic shha in Azerbaijani"),
    pytest.param("мəһкәмә", "ə (Latin)", id="Latin schwa in Azerbaijani in Cyrillic"),
    pytest.param("frееdom", "е (Cyrillic)", id="the same letter twice"),
    pytest.param("jοurnalist", "ο (Greek)", id="Greek omicron in Latin"),
    pytest.param("журналиcτ", "c (Latin), τ (Greek)", id="three scripts"),
    pytest.param("Αzadlıq", "Α (Greek)", id="Greek capital alpha in Azerbaijani"),
    pytest.param("слοво", "ο (Greek)", id="Greek omicron in Cyrillic"),
    pytest.param("presѕ", "ѕ (Cyrillic)", id="Cyrillic dze"),
    pytest.param("սtate", "ս (Armenian)", id="Armenian in Latin"),
    pytest.param("Հайастан", "Հ (Armenian)", id="Armenian in Cyrillic"),
    pytest.param("თbilisi", "თ (Georgian)", id="Georgian in Latin"),
    pytest.param("Goοgle", "ο (Greek)", id="next to its twin"),
    pytest.param("loсal", "с (Cyrillic)", id="Cyrillic es"),
    pytest.param("сlient", "с (Cyrillic)", id="at the beginning"),
    pytest.param("pаssword", "а (Cyrillic)", id="no hyphen, no pass"),
    pytest.param("ᏞLatin", "Ꮮ (Cherokee)", id="Cherokee"),
    pytest.param("sеcret", "е (Cyrillic)", id="inside"),
    pytest.param("за\u0301мoк", "o (Latin)", id="beside a stress mark"),
    pytest.param("кBт", "B (Latin)", id="a unit"),
    pytest.param("ｐаge", "а (Cyrillic)", id="fullwidth Latin is Latin"),
    pytest.param("ןatin", "ן (Hebrew)", id="Hebrew"),
]


@pytest.mark.parametrize(("word", "strange"), MIXED)
def test_a_word_of_two_scripts_is_named(word, strange):
    assert brief(f"{FRONT}A {word}, a word.\n") == [("mixed-script", word, strange)]


def test_of_as_many_letters_those_rarer_in_the_file_are_strange():
    assert brief("Они сказали: Tы") == [("mixed-script", "Tы", "T (Latin)")]
    assert brief("They said: Tы") == [("mixed-script", "Tы", "ы (Cyrillic)")]


def test_a_long_word_is_shown_in_part():
    (found,) = writing_faults("a" * 100 + "я")
    assert found.values == (("word", "a" * 60 + "…"), ("strange", "я (Cyrillic)"))


PURE = [
    "IT-сфера",
    "Telegram-канал",
    "Telegram\u2011канал",
    "VPN-сервис, PDF-файл и QR-код",
    "интернет-СМИ",
    '"Meydan TV"нин материалы',
    '"Туран"ın redaktoru',
    "«Туран»ın redaktoru",
    "«Meydan TV»нин",
    "“Туран”un",
    "Meydan TV'нин сайты",
    "Meydan TV’нин сайты",
    "Meydan TVʼнин сайты",
    "Туран-ın xəbəri",
    "Facebook-да",
    "NATO-нун",
    "Bakıda işıq, Türkiye'de internet, için, bizim",
    "Isparta, Iğdır, ilin iqlimi",
    "25 °C, 5 м, 10 V, 3 W, 2 А",
    "10x15см",
    "5G-интернет и 4K-видео",
    "20°C и 5кВт",
    "Т-72B, А4, G20 и H1N1",
    "5 μm, 10 μg, 3 μs, 50 μV",
    "10 kΩ и ΔT",
    "Xeberler.az",
    "сайт turan.az, домен сайт.рф",
    "**IT**сфера",
    "IT_сфера",
    "и/или and/or И/or",
    "XIX век, XX-го века",
    "Twitterで読む",
    "Facebookที่",
    "PDFها",
    "№5 и No5",
    "20ºC",
    "O'Brien и О’Брайен",
    "naïve café Müller Łódź Ðà",
    "ёлка й їжак ґава ў",
    "Ελλάδα и Hellas",
    "Հայաստան and Armenia",
    "საქართველო and Georgia",
    "слово — word",
    "слово\u00a0word",
]


@pytest.mark.parametrize("text", PURE)
def test_a_pure_word_and_a_compound_of_pure_words_pass(text):
    assert brief(FRONT + text + "\n") == []


VERBATIM = [
    pytest.param("см. https://a.example/cтатья?x=дa.", id="an address"),
    pytest.param("см. (https://a.example/cтатья)", id="in brackets"),
    pytest.param("см. www.example.org/cтатья", id="after www"),
    pytest.param("turan.az/ru/cтатья", id="a host with a path"),
    pytest.param("пишите рочтa@пример.рф", id="an e-mail address"),
    pytest.param("<https://a.example/cтатья>", id="an autolink"),
    pytest.param("[слово](../cтатья/ru.md)", id="a link's target"),
    pytest.param("[слово](wiki/cлово_(дa))", id="with brackets"),
    pytest.param("[слово][1]\n\n[1]: ../cтатья/ru.md", id="a definition"),
    pytest.param("![слово](фoто.jpg)", id="a picture"),
    pytest.param("файл фoто.jpg лежит рядом", id="a file name"),
    pytest.param("файл «фoто.jpg».", id="a quoted file name"),
    pytest.param("слово `pаypal` и всё", id="a code span"),
    pytest.param("слово ``p`аypal`` и всё", id="with a backtick inside"),
    pytest.param("`начало\npаypal` конец", id="over two lines"),
    pytest.param("```\npаypal\n```", id="fenced code"),
    pytest.param("~~~ text\npаypal\n\npаypal\n~~~", id="with tildes"),
    pytest.param('<span title="pаypal" class="cлово">слово</span>', id="attributes"),
    pytest.param("<!-- pаypal -->", id="a comment"),
    pytest.param("слово[^cноска]\n\n[^cноска]: слово.", id="a footnote's name"),
    pytest.param("## Слово {#cлово}", id="a heading's id"),
]


@pytest.mark.parametrize("text", VERBATIM)
def test_what_is_not_words_is_left_alone(text):
    assert brief(FRONT + text + "\n") == []


HARD = [
    pytest.param("pаypal/https://a.example", ["pаypal"], id="before an address"),
    pytest.param("[pаypal](https://a.example)", ["pаypal"], id="a link's words"),
    pytest.param('[слово](a.md "pаypal")', ["pаypal"], id="a link's title"),
    pytest.param("\\`pаypal\\`", ["pаypal"], id="escaped backticks"),
    pytest.param("`pаypal", ["pаypal"], id="an open code span"),
    pytest.param("`слово\n\npаypal`", ["pаypal"], id="a code span ends with its paragraph"),
    pytest.param("```\npаypal\n", ["pаypal"], id="an open fence"),
    pytest.param("````\nx\n```\n\nсловo", ["словo"], id="a fence closed by another"),
    pytest.param("```\nx\n```\nсловo", ["словo"], id="after a fence"),
    pytest.param("<b>pаypal</b>", ["pаypal"], id="inside a tag's words"),
    pytest.param("конец.Cлово", ["Cлово"], id="no space after a full stop"),
    pytest.param("[^1]: Словo. И ещё", ["Словo"], id="a footnote's words"),
    pytest.param("a@b cловo", ["cловo"], id="an at sign alone"),
    pytest.param("аpple.com", ["аpple"], id="a forged host in the words"),
    pytest.param("https://a.example словo", ["словo"], id="after an address"),
    pytest.param("<!-- слово\n\nсловo", ["словo"], id="an open comment"),
    pytest.param("a < b словo > c", ["словo"], id="a sign, not a tag"),
]


@pytest.mark.parametrize(("text", "expected"), HARD)
def test_words_beside_what_is_not_words_are_read(text, expected):
    assert mixed(FRONT + text) == expected


FIELDS = [
    pytest.param("tags: [зaкон]", [], id="ids"),
    pytest.param("people:\n  - aли\n  - bали", [], id="ids, one a line"),
    pytest.param("sources:\n  - url: https://a.example/cлово\n    title: Cлово", ["Cлово"], id="a source"),
    pytest.param("sources: [{url: 'cлово', title: 'Cлово', archived: cлово}]", ["Cлово"], id="in flow style"),
    pytest.param("image: {file: фoто.png, alt: Cлово, credit: 'Cлова'}", ["Cлово", "Cлова"], id="a picture"),
    pytest.param("image:\n  file: фoто\n  caption: Cлово", ["Cлово"], id="a file without an ending"),
    pytest.param("title: Cлово", ["Cлово"], id="a title"),
    pytest.param('title: "Закон, privacy: cлово"', ["cлово"], id="a colon in a title"),
    pytest.param("summary: >\n  Слово\n  и cлово\ntranslates: en", ["cлово"], id="a folded summary"),
    pytest.param("redirect_from: [cлово]", [], id="old addresses"),
    pytest.param("corrections:\n  - date: 2023-01-01\n    text: Cлово", ["Cлово"], id="a correction"),
]


@pytest.mark.parametrize(("field", "expected"), FIELDS)
def test_of_front_matter_only_words_are_read(field, expected):
    assert mixed(f"---\n{field}\n---\n") == expected


def test_places_are_lines_and_columns_of_the_file():
    content = "---\ntitle: Cлово\n---\n\nОдин\nдва cлова, \u200bтри\n"
    assert [(each.line, each.column) for each in writing_faults(content)] == [(2, 8), (6, 5), (6, 12)]


@pytest.mark.parametrize("text", ["", "---", "---\n", "---\n---", "&#;", "&#x;", "\\U99999999", "a" * 10])
def test_an_odd_file_has_no_fault(text):
    assert brief(text) == []
    assert brief(f"---\ntitle: {text}\n---\n") == []


HOSTILE = [
    "aя",
    "aя ",
    "aя\n",
    "x aя",
    "a" * 5000 + "я ",
    "я\n",
    "`",
    "` `` ",
    "``` \n",
    "```\n````\n",
    "<!--",
    "<a",
    "<a я",
    "](",
    "](a(",
    "[a]: ",
    "[",
    "{#",
    "a://",
    "a@я.",
    "a.",
    "&#",
    "&a",
    "- ",
    "{",
    ", ",
    "\\",
    "\u200b",
    "\u200d💻",
    "\U0001f3f4\U000e0067",
    "a\u0301",
    "\n \n",
    "a: ",
    "---\n",
]


@PARTS
@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("front", ["", "---\n"])
def test_a_mebibyte_takes_less_than_two_seconds(piece, front, part):
    size = 1024 * 1024 // part
    content = (front + "cлово " + piece * (size // len(piece.encode())))[:size]
    content += "\n---\n" if front else ""
    with within(2 / part):
        deque(writing_faults(content), maxlen=0)


SIGNS = st.sampled_from(
    [*"aяο `~<>![](){}#:/.@-&;\n\\", "---\n", "```\n", "<!--", "-->", "title: ", "\u200b", "\u200d"]
)


@given(st.lists(SIGNS, max_size=60).map("".join))
def test_blanking_keeps_every_place(content):
    blanked = blank_verbatim(content)
    assert len(blanked) == len(content)
    assert all(after in (before, " ") for before, after in zip(content, blanked, strict=True))
    for each in writing_faults(content):
        assert content.split("\n")[each.line - 1][each.column - 1 :]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_fault_has_its_message(language):
    for each in writing_faults("pаypal \u200b"):
        message = words()(language, f"fault.{each.code}", None, **dict(each.values))
        assert all(value in message for _, value in each.values)


@pytest.mark.parametrize(
    ("words", "found", "meant"),
    [
        ("A 𝐋𝐞𝐲𝐥𝐚 𝐀𝐥𝐢𝐲𝐞𝐯𝐚 here", "𝐋𝐞𝐲𝐥𝐚 𝐀𝐥𝐢𝐲𝐞𝐯𝐚", "Leyla Aliyeva"),
        ("A 𝟙𝟚 here", "𝟙𝟚", "12"),
    ],
)
def test_letters_that_only_look_like_letters_are_told_once_and_what_to_write(words, found, meant):
    assert brief(f"{FRONT}{words}\n") == [("styled-letter", found, meant)]
    assert brief(f"{FRONT}`{words}`\n") == []
    assert brief(f"{FRONT}x ≠ y and x ∉ y\n") == []
