"""Order by each language's alphabet."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.i18n.alphabets import sort_key

AZERBAIJANI = """
    Abşeron Bakı Beyləqan Cavad Culfa Çingiz Çörək Dil Dövlət Elçin Etiraz Əhməd Ələt Fikir
    Füzuli Gəncə Göyçay Günəş Ğ Haqq Hüquq Xaçmaz Xədicə Xəzər Ildırım Işıq İlqar İsmayıl Jale Jurnalist
    Kərim Küçə Qanun Qazax Qəzet Leyla Lənkəran Məhkəmə Mətbuat Nazim Nəzarət Olduz Ordu Ölkə Ömər
    Prokuror Pul Reyting Sabir Söz Şəki Şuşa Tovuz Türk Uşaq Uzaq Üzeyir Vətən Yazıçı Zaqatala Zərdab
""".split()

RUSSIAN = """
    Алиев Баку Вода Газета Дело Европа Еда Ель Ёлка Ёрш Жалоба Закон Игра Йод Карта Лес Мир Небо
    Обыск Право Россия Суд Тюрьма Указ Факт Хартия Цензура Час Шум Щит Эхо Юг Ялта
""".split()

ENGLISH = "Apple apple Banana cafe café cafés Coffee naive naïve Ordinance Zebra".split()


def shuffled(words: list[str], seed: int = 1) -> list[str]:
    return random.Random(seed).sample(words, len(words))  # noqa: S311


def in_order(words: list[str], language: str) -> list[str]:
    return sorted(words, key=lambda word: sort_key(word, language))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("language", "words"),
    [("az", AZERBAIJANI), ("az-Latn", AZERBAIJANI), ("ru", RUSSIAN)],
)
def test_words_stand_in_their_alphabets_order(language: str, words: list[str], seed: int) -> None:
    assert len(words) >= 28
    assert in_order(shuffled(words, seed), language) == words


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *[("cz", "ça"), ("ez", "əa"), ("gz", "ğa"), ("hz", "xa"), ("xz", "ıa"), ("ız", "ia"), ("iz", "ja")],
        *[("kz", "qa"), ("qz", "la"), ("oz", "öa"), ("sz", "şa"), ("uz", "üa"), ("əz", "fa"), ("ğz", "ha")],
        *[("çz", "da"), ("öz", "pa"), ("şz", "ta"), ("üz", "va"), ("Iz", "ia"), ("ız", "İa")],
    ],
)
def test_an_azerbaijani_letter_is_a_letter_of_its_own(before: str, after: str) -> None:
    assert in_order([after, before], "az") == [before, after]


@pytest.mark.parametrize(("before", "after"), [("ея", "ёа"), ("ёя", "жа"), ("ия", "йа"), ("йя", "ка")])
def test_a_russian_letter_is_a_letter_of_its_own(before: str, after: str) -> None:
    assert in_order([after, before], "ru") == [before, after]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fa", "آزادی ایران بازداشت پلیس تهران جنگ چاپ دادگاه زندان ژورنال سانسور قانون کتاب گزارش لایحه یاد".split()),
        ("uk", "гриф ґрати дім ефір єдність зброя ідея їжа йод камера щит юрист ярлик".split()),
        ("be", "закон ідэя йод указ ўлада факт".split()),
        ("kk", "адам әділет баспа газет ғылым кітап қала нота ңан ой өмір указ ұлт үкім".split()),
        ("ky", "нота ңан ой өкмөт указ үй факт".split()),
        ("tg", "газета ғалаба илм ӣ йод корт қонун указ ӯзбек хат ҳуқуқ чоп ҷазо шаҳр".split()),
    ],
)
def test_an_added_languages_letters_stand_in_its_order(language: str, words: list[str]) -> None:
    assert in_order(shuffled(words), language) == words


def test_a_turkish_alphabet_has_neither_ə_nor_its_order() -> None:
    assert in_order(["kz", "qa", "jz", "la"], "tr") == ["jz", "kz", "la", "qa"]


def test_accents_decide_only_between_equals_in_english() -> None:
    assert in_order(["Zebra", "café", "cafés", "cafe", "cagey"], "en") == ["cafe", "café", "cafés", "cagey", "Zebra"]
    assert in_order(["äz", "ab", "aa"], "en") == ["aa", "ab", "äz"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param(
            "ka", ["არჩევნები", "ბათუმი", "თბილისი", "პრესა", "ჟურნალი", "სასამართლო", "ჰაერი"], id="Georgian"
        ),
        pytest.param("ar", ["أخبار", "باكو", "حرية", "صحافة", "قانون", "محكمة"], id="Arabic"),
        pytest.param("xx", ["apple", "banana", "cherry"], id="a language without a table"),
    ],
)
def test_other_languages_follow_code_points(language: str, words: list[str]) -> None:
    assert in_order(list(reversed(words)), language) == words


@pytest.mark.parametrize("language", ["az", "en", "ru", "ka"])
def test_digits_come_before_letters(language: str) -> None:
    words = ["10 years", "2019", "9th", "Appeal"]
    assert in_order(list(reversed(words)), language) == words


def test_letters_of_another_script_come_after_the_languages_own() -> None:
    assert in_order(["Ялта", "Zərdab", "Aqil", "محكمة"], "az") == ["Aqil", "Zərdab", "Ялта", "محكمة"]
    assert in_order(["Azadliq", "Ялта", "Баку"], "ru") == ["Баку", "Ялта", "Azadliq"]


@pytest.mark.parametrize("quoted", ["«Azadlıq»", "“Azadlıq”", '"Azadlıq"', "(Azadlıq)", "'Azadlıq", "…Azadlıq!"])
def test_quotation_marks_and_the_like_do_not_count(quoted: str) -> None:
    assert in_order(["Bakı", quoted, "Abşeron"], "az") == ["Abşeron", quoted, "Bakı"]


def test_a_word_comes_before_the_words_that_it_begins() -> None:
    words = ["söz", "söz azadlığı", "söz-söhbət", "sözçü", "sözlər"]
    assert in_order(["sözlər", "söz-söhbət", "sözçü", "söz", "söz azadlığı"], "az") == words


def test_upper_and_lower_case_stand_together() -> None:
    assert in_order(["İz", "iy", "Iz", "ıy"], "az") == ["ıy", "Iz", "iy", "İz"]
    assert in_order(["b", "A", "a", "B"], "en") == ["A", "a", "B", "b"]


def test_composed_and_decomposed_letters_are_the_same_letter() -> None:
    composed, decomposed = "çay", "c\u0327ay"
    assert sort_key(composed, "az")[0] == sort_key(decomposed, "az")[0]
    assert in_order(["dağ", decomposed, "cz"], "az") == ["cz", decomposed, "dağ"]


@given(st.text(max_size=6), st.text(max_size=6), st.sampled_from(["az", "ru", "en", "ka", "ar"]))
def test_the_order_is_total(one: str, other: str, language: str) -> None:
    assert (sort_key(one, language) == sort_key(other, language)) == (one == other)


@given(st.lists(st.text(max_size=4), max_size=6), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_where_texts_stood(words: list[str], chance: random.Random) -> None:
    expected = in_order(words, "az")
    chance.shuffle(words)
    assert in_order(words, "az") == expected


def test_english_words_stand_in_their_alphabets_order() -> None:
    assert in_order(shuffled(ENGLISH), "en") == ENGLISH
