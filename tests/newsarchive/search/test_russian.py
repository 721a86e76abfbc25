"""Cases of Russian names."""

import pytest

from newsarchive.search.russian import cases
from newsarchive.search.words import stem


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("гаджиев", "гаджиев гаджиева гаджиеву гаджиевым гаджиеве"),
        ("исмаилова", "исмаилова исмаиловой исмаилову"),
        ("каспаров", "каспарова каспаровым"),
        ("гусейнов", "гусейнова гусейнову гусейновым гусейнове"),
        ("сергей", "сергей сергея сергею сергеем сергее"),
        ("игорь", "игоря игорю игорем"),
        ("чайковский", "чайковского чайковскому чайковским"),
        ("мария", "марии марию"),
        ("хадиджа", "хадиджи хадиджу хадидже"),
        ("толстая", "толстой толстую"),
    ],
)
def test_the_cases_of_a_name_are_told(name, some):
    assert set(some.split()) <= set(cases(name))


@pytest.mark.parametrize("name", ["мухтарлы", "гонгадзе", "зурабишвили", "лукашенко", "баку", "того"])
def test_a_name_that_ends_in_another_vowel_is_not_declined(name):
    assert cases(name) == [name]


@pytest.mark.parametrize(
    "forms",
    [
        "печать печати печатью",
        "память памяти памятью",
        "двенадцать двенадцати",
        "десять десяти",
        "истец истца истцу истцы истцов",
        "владелец владельца владельцы",
        "европеец европейца европейцев",
        "отец отца",
        "кузнец кузнеца",  # its vowel stays, and all forms meet none the less
        "список списка списки",
        "поправка поправок",
        "ошибка ошибки ошибок",
        "копейка копеек",
    ],
)
def test_forms_meet_that_snowball_leaves_apart(forms):
    assert len({stem(form, "ru") for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    ["жестокий жесткий", "печать печаль", "печать печатать", "срок сорока", "блок белка", "век вика"],
)
def test_different_words_stay_apart(words):
    assert len({stem(word, "ru") for word in words.split()}) == 2
