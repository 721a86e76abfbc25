"""A listed name is found as addresses, courts and wires write it; other persons are not."""

import re
import time
import unicodedata
from pathlib import Path

import pytest

import newsarchive_clean.redactions
from newsarchive.i18n.slugs import slugify
from newsarchive_clean.redactions.list_file import parse_terms
from newsarchive_clean.redactions.search import Hit, hits_of, masked
from tests.traced import written_document


def hits(text, *terms, path=""):
    return list(hits_of(path, text.encode(), parse_terms("\n".join(terms))[0]))


@pytest.mark.parametrize("name", ["Leyla Əliyeva", "Leyla Aliyeva", "Лейла Алиева"])
@pytest.mark.parametrize(
    "text",
    [
        "Leyla Əliyeva",
        "Leyla Aliyeva",
        "Leila Aliyeva",
        "LEYLA ELİYEVA",
        "Лейла Алиева",
        "Лейлы Алиевой",
        "ЛЕЙЛУ АЛИЕВУ",
        "с Лейлой Алиевой,",
        "leyla-aliyeva",
        "leyla-eliyeva",
        "leyla-alieva",
        '<h2 id="leyla-eliyeva">x</h2>',
        '<a href="#cmt_leyla_aliyeva">x</a>',
        '<img src="pictures/2023/leylaaliyeva.jpg">',
        "AliyevaLeyla94",
        "Əliyeva Leyla",
        "Əliyeva, Leyla",
        "<td>Алиева</td><td>Лейла</td>",
        "Əliyeva Leyla Rauf qızı",
        "Leyla Rauf qızı Əliyeva",
        "Leyla Rauf gizi Aliyeva",
        "Leyla R. Əliyeva",
        "Leyla xanım Əliyeva",
        "Лейла-ханум Алиева",
        "Leyla «Lala» Aliyeva",
        "Leyla (Lala) Aliyeva",
        "Лейла (урожд. Алиева)",
        "aliyeva.leyla@mail.example",
        "leyla.aliyeva94@mail.example",
        "Алие-\nвой Лейлы",
        "Ley- la Ali-<br>yeva",
        "Adı: Leyla. Soyadı: Əliyeva",
        "Фамилия: Алиева, имя: Лейла",
        '{"@type":"Person","givenName":"Leyla","familyName":"Əliyeva"}',
        "<b>Əliyeva</b>, <i>Leyla</i>",
        "<li>Əliyeva <br>Leyla</li>",
        "Алиевой Лейлы Рауфовны",
        "Лейла Рауф кызы Алиева",
        "Лейлы Рауфовны Алиевой",
        "Leyla Əliyevanın",
        "Əliyeva Leylanın",
        "Leyla Aliyevas",
    ],
)
def test_a_name_is_found_in_every_form_and_script(name, text):
    assert hits(text, "Somebody Else", name) == [Hit(1, 2)]


ROWS = [
    row.split("\t")
    for row in Path(__file__).with_name("names.tsv").read_text(encoding="utf-8").split("\n")
    if row and not row.startswith("#")
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " | ".join(row[:2]))
def test_each_line_of_a_list_finds_its_name_or_is_refused(row):
    line, text, expected, *_ = row
    terms, faults = parse_terms(line)
    found = "found" if hits_of("", text.replace("\\n", "\n").encode(), terms) else "not found"
    assert [each.code for each in faults] + [found] * bool(terms) == [expected]


SPELLINGS = Path(newsarchive_clean.redactions.__file__).with_name("spellings.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", [row for row in SPELLINGS.splitlines() if not row.startswith("#")])
def test_each_row_of_the_spellings_has_a_source(row):
    kinds, source, spellings = row.split("\t")
    assert {*kinds.split()} <= {"romanized", "cyrillic", "azerbaijani", "english"}
    assert re.search(r"\w{3}", source)
    for letters, *others in map(str.split, spellings.split("; ")):
        re.compile(letters)
        assert others


def test_a_name_is_found_in_a_document():
    data = written_document("Words.", "the witness Aliyeva Leyla Rauf gizi, by her")
    assert list(hits_of("a.pdf", data, parse_terms("Leyla Əliyeva")[0])) == [Hit(2, 1)]


def test_a_name_is_found_in_addresses_and_these_are_not_shown():
    terms = parse_terms("Leyla Əliyeva")[0]
    assert hits("", "Leyla Əliyeva", path="en/people/leyla-aliyeva/index.html") == [Hit(0, 1)]
    assert masked("en/people/leyla-aliyeva/index.html", terms) == "en/people/[…]/index.html"


def test_the_line_is_that_of_the_name():
    assert hits("x\n- y\n- z-\n- b\n\nAli-\nyeva Leyla", "Leyla Əliyeva") == [Hit(6, 1)]
    assert hits("Leyla\n<p>\nQuliyeva</p>\n<p>Aliyeva\n Leyla", "Leyla Əliyeva") == [Hit(4, 1)]


def test_marks_in_the_list_make_no_difference():
    for name in ("Ле\u0301йла Али\u0301ева", unicodedata.normalize("NFD", "Лейла Алиева"), "Лей\u00adла Алиева"):
        assert hits("leyla-alieva", name) == [Hit(1, 1)]


# invented, of first names and surnames as they are spelt in each language
PERSONS = [
    {"az": "Əfqan Quluzadə", "en": "Afgan Guluzade", "ru": "Афган Гулузаде"},
    {"az": "Bəxtiyar Muxtarlı", "en": "Bakhtiyar Mukhtarli", "ru": "Бахтияр Мухтарлы"},
    {"az": "Xədicə Süleymanlı", "en": "Khadija Suleymanli", "ru": "Хадиджа Сулейманлы"},
    {"az": "Sevinc Cəfərova", "en": "Sevinj Jafarova", "ru": "Севиндж Джафарова"},
    {"az": "Çingiz Hacıyev", "en": "Chingiz Hajiyev", "ru": "Чингиз Гаджиев"},
    {"az": "Ülviyyə Yaqublu", "en": "Ulviyya Yagublu", "ru": "Ульвия Ягублу"},
    {"az": "Şəhla Həsənova", "en": "Shahla Hasanova", "ru": "Шахла Гасанова"},
    {"az": "Qurban Ismayılzadə", "en": "Gurban Ismayilzade", "ru": "Гурбан Исмаилзаде"},
    {"az": "Öztürk Məmmədağa", "en": "Ozturk Mammadagha", "ru": "Озтюрк Мамедага"},
    {"az": "Jalə Yusifqızı", "en": "Zhala Yusifgizi", "ru": "Жаля Юсифгызы"},
]


@pytest.mark.parametrize("person", PERSONS, ids=lambda names: names["en"])
def test_a_name_in_one_language_is_found_in_each_other_and_in_addresses(person):
    missed = [
        (name, text)
        for name in person.values()
        for language, other in person.items()
        for text in (other, slugify(other, language), " ".join(reversed(other.split())))
        if not hits(text, name)
    ]
    assert missed == []


def test_no_person_is_another():
    first = [each.split()[0] for names in PERSONS for each in names.values()]
    last = [each.split()[1] for names in PERSONS for each in names.values()]
    for number, names in enumerate(PERSONS):
        others = [a for place, a in enumerate(zip(first, last, strict=True)) if place // 3 != number]
        mixed = [f"{a} {names['az'].split()[1]}" for a, _ in others] + [
            f"{names['ru'].split()[0]} {b}" for _, b in others
        ]
        assert hits(" — + / * — + / * — ".join((*map(" ".join, others), *mixed)), *names.values()) == []


@pytest.mark.parametrize("part", ["leyla ", "əliyeva leyl ", "leyla", "Лейлы ", "qızı r. ", "leylaaliyev"])
def test_a_text_full_of_a_name_is_read_in_time(part):
    began = time.process_time()
    hits(part * (131_072 // len(part.encode())), *(f"Leyla {word}ova" for word in ("Nov", "Aliy", "Guly", "Hasan")))
    assert time.process_time() - began < 3


SIGNS = "'’′ʹʼʽʻʾʿˈ‘‛`´ˊˋʺ″”ˮꞌ＇"  # that stand for a soft or hard sign, or an apostrophe
SIGNED = [
    ("Tat{}iana Gus{}", "Татьяна Гусь"),
    ("Petro Kravets{}", "Петро Кравець"),
    ("Igor{} Pod{}iachev", "Игорь Подъячев"),
    ("Mar{}iana Lys{}", "Мар{}яна Лись"),
    ("Ol{}ha O{}Neil", "Ol{}ha O{}Neil"),
    ("{}Abdulla {}Aliyev", "Абдулла Алиев"),
]


@pytest.mark.parametrize(("latin", "other"), SIGNED)
def test_signs_for_soft_and_hard_signs_make_no_difference(latin, other):
    missed = []
    for sign in (*SIGNS, ""):
        name, text = latin.replace("{}", sign), other.replace("{}", "ʼ")
        missed += [(name, text)] * (not hits(f"said {text} who", name))
        missed += [(text, name)] * (not hits(f"said {name} who", text))
    assert missed == []


# Russian, Ukrainian and Belarusian: the name, then its forms by ALA-LC, BGN/PCGN and ISO 9
ROMANIZED = [
    row.split("\t")
    for row in Path(__file__).with_name("romanized.tsv").read_text(encoding="utf-8").splitlines()
    if not row.startswith("#")
]


@pytest.mark.parametrize("forms", ROMANIZED, ids=lambda forms: forms[0])
def test_a_name_in_any_romanization_is_found_in_each_other(forms):
    assert [(name, text) for name in forms for text in forms if not hits(f"said {text}, who", name)] == []
