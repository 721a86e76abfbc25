"""A listed name is found as addresses, courts and wires write it; other persons are not."""

import time
import unicodedata

import pytest

from newsarchive.i18n.slugs import slugify
from newsarchive.redactions.list_file import parse_terms
from newsarchive.redactions.search import Hit, hits_of, masked
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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Elçin Quliyev", "Elchin Guliyev"),
        ("Elçin Quliyev", "Эльчина Кулиева"),
        ("Гаджиев Джейхун", "Ceyhun Hacıyev"),
        ("Ceyhun Hacıyev", "Гаджиева Джейхуна"),
        ("Cəmil Həsənli", "Jamil Hasanli"),
        ("Cəmil Həsənli", "dzhamil-gasanly"),
        ("Gülçöhrə Gizlinova", "gulchohra-gizlinova"),
        ("Gülçöhrə Gizlinova", "Гюльчохры Гизлиновой"),
        ("Хадиджа Исмайлова", "Xədicə İsmayılova"),
        ("Şahin Əhmədov", "shakhin-akhmedov"),
        ("Vüqar Ağayev", "Вюгар Агаев"),
        ("Əliyevzadə", "aliyevzadeh"),
        ("Əliyevzadə", "Алиевзаде"),
        ("Наталья Чайковская", "Nataliya Chaykovskaya"),
        ("Анна Чайковская", "Анне Чайковской"),
        ("Игорь Троицкий", "Игоря Троицкого"),
        ("Əliyeva Leyla Rauf qızı", "Leyla Rauf qızı Əliyeva"),
        ("L. Əliyeva", "Алиева Л."),
        ("Rauf Adil oğlu Quliyev", "Кулиев Рауф Адиль оглы"),
        ("Кулиев Рауф Адиль оглы", "Rauf Adil oğlu Quliyev"),
        ("Nümunə Şəxs", "numune-sexs"),
        ("Nümunə Şəxs", "Numuna Shakhs"),
        ("Nümunə Şəxs", "Нюмуне Шахса"),
        ("Nümunə Şəxs", "Şəxs Nümunə Adil qızı"),
        ("Nümunə Şəxs", "numunesexs"),
        ("Nizami küçəsi 12", "nizami-kucesi-12"),
    ],
)
def test_so_is_any(name, text):
    assert hits(text, name) == [Hit(1, 1)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Leyla Əliyeva", "Lalə Əliyeva"),
        ("Leyla Əliyeva", "Лала Алиева"),
        ("Leyla Əliyeva", "Алиев встретил Лейлу Мамедову"),
        ("Leyla Əliyeva", "Лейла и Алиева"),
        ("Leyla Əliyeva", "Nigar Əliyeva. Leyla Quliyeva"),
        ("Leyla Əliyeva", "«Nigar Əliyeva.» Leyla Quliyeva"),
        ("Leyla Əliyeva", "Nigar Əliyeva; Leyla Quliyeva"),
        ("Leyla Əliyeva", "<li>Nigar Əliyeva</li>\n<li>Leyla Quliyeva</li>"),
        ("Leyla Əliyeva", '{"eliyev":["a",0,"алиева"],"leyla":"b"}'),
        ("Leyla Əliyeva", "Əliyevanın qızı Leyla"),
        ("Leyla Əliyeva", "L. Əliyeva"),
        ("Leyla Əliyeva", "Leyla said. Then everybody of them saw Əliyeva"),
        ("Leyla Rauf qızı Əliyeva", "Leyla Əliyeva"),
        ("Emin Həsənov", "Əmin Hasanov"),
        ("Ana Bel", "rebel analysis, bel analysis"),
        ("Əli", "Ali, eli"),
        ('"Leyla Əliyeva"', "Leyla Aliyeva, Əliyeva Leyla, Лейла Алиева"),
        ("leyla@mail.example", "mail leyla example"),
    ],
)
def test_another_is_not(name, text):
    assert hits(text, name) == []


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
