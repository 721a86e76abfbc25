"""ASCII slugs from titles in any script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.i18n.slugs import free_slug, new_slug, respelled, slugify, transliterate
from newsarchive.model.addresses import SLUG

AZERBAIJANI = """
    Xədicə İsmayılova = xedice-ismayilova
    Leyla Yunus = leyla-yunus
    İlqar Məmmədov = ilqar-memmedov
    Anar Məmmədli = anar-memmedli
    Fuad Əhmədli = fuad-ehmedli
    Şəhla Hümbətova = sehla-humbetova
    Çingiz Hüseynov = cingiz-huseynov
    Ülviyyə Əliyeva = ulviyye-eliyeva
    Ələsgər Qasımov = elesger-qasimov
    Ğ və ğ = g-ve-g
    Ələk = elek
    Lək = lek
    IŞIQ = isiq
    İŞIQ = isiq
    ışıq = isiq
    Azadlıq = azadliq
    «Azadlıq» qəzeti = azadliq-qezeti
    Söz azadlığı = soz-azadligi
    Mətbuat haqqında Qanun = metbuat-haqqinda-qanun
    Gəncə şəhəri = gence-seheri
    Ədalət məhkəməsi = edalet-mehkemesi
    Şəxsi həyat = sexsi-heyat
    Yazıçı və jurnalist = yazici-ve-jurnalist
    Ölkə üzrə = olke-uzre
    Bakı — 2023 = baki-2023
    XƏDİCƏ İSMAYILOVA = xedice-ismayilova
"""
RUSSIAN = """
    Хадиджа Исмаилова = khadidzha-ismailova
    Щукин ответил: «Нет» = shchukin-otvetil-net
    Подъезд = podezd
    Объявление = obyavlenie
    Юлия Ёлкина = yuliya-elkina
    Хабаровск = khabarovsk
    Цензура в Чечне = tsenzura-v-chechne
    Журналист = zhurnalist
    Эхо Москвы = ekho-moskvy
    Мэр Ялты = mer-yalty
    Роскомнадзор = roskomnadzor
    Съёмка запрещена = semka-zapreshchena
    Йошкар-Ола = yoshkar-ola
    Свобода слова = svoboda-slova
    Подчасов против России = podchasov-protiv-rossii
    Грузия и Армения = gruziya-i-armeniya
    Фёдор Шаляпин = fedor-shalyapin
    Выборы 2024 года = vybory-2024-goda
    Большая игра = bolshaya-igra
    СМИ = smi
"""
UKRAINIAN = """
    Київ = kiiv
    Георгій Ґонґадзе = georgiy-gongadze
    Їжак = izhak
    Єдність = ednist
    Свобода слова = svoboda-slova
    об’єднання = obednannya
    об'єкт = obekt
    суб\u02bcєкт = subekt
    Зеленський = zelenskiy
    Іванна Климпуш-Цинцадзе = ivanna-klimpush-tsintsadze
    Харків = kharkiv
    Львів = lviv
    Запоріжжя = zaporizhzhya
    Щастя = shchastya
    Юрій Луценко = yuriy-lutsenko
"""
PAIRS = [
    (language, *line.strip().split(" = "))
    for language, lines in (("az", AZERBAIJANI), ("ru", RUSSIAN), ("uk", UKRAINIAN))
    for line in lines.strip().splitlines()
]


BY_OFFICIAL_RULES = """
    uk: Київ = kyiv, Згорани = zghorany, Юлія Гриценко = yuliia-hrytsenko, Харків = kharkiv, Їжакевич = yizhakevych,
        Гаєвич = haievych, Йосипівка = yosypivka, Знам’янка = znamianka, Ґалаґан = galagan, Щербухи = shcherbukhy
    uk: Розгляд справи = rozghliad-spravy, Єнакієве = yenakiieve, Запоріжжя = zaporizhzhia, Львів = lviv
    be: Гродна = hrodna, Лукашэнка = lukashenka, Магілёў = mahiliou, Юрый = yury, Аляксандр = aliaksandr,
        Марыя Рудзь = maryia-rudz, Сяргей = siarhei, Навіцкі = navitski, аб’ект = abyekt, Дар'я = darya,
        Верабʼёў = verabyou, «інтэрв’ю» 'Ева' = intervyu-yeva
    uk: газета 'Єдність' = hazeta-yednist, Пʼятий 'я' = piatyi-ya
    mk: Скопје = skopje, Јован Ќосев = jovan-kjosev, Ѓорче Петров = gjorche-petrov, Џамија = djamija, Ѕвезда = dzvezda,
        Хрватска = hrvatska, Цветан = cvetan, Љубен Њива = ljuben-njiva, жена = zhena
    bg: София = sofia, Стара Загора = stara-zagora, Търново = tarnovo, Хасково = haskovo, България = bulgaria,
        Щит = shtit, Цветелина = tsvetelina, Боряна = boryana
    sr: Нови Сад = novi-sad, Ћук = cuk, Ђорђе = djordje, Đorđe = djordje, Љиљана Њежић = ljiljana-njezic, Шабац = sabac,
        Šabac = sabac, Џ = dz, Хрвоје = hrvoje
    kk: Алматы = almaty, Әлия = aliya, Шымкент = shymkent, Қызылорда = qyzylorda, Өскемен = oskemen, Үлкен = ulken
    ka: თბილისი = tbilisi, ქუთაისი = kutaisi, ბათუმი = batumi, ჭიათურა = chiatura, წყალტუბო = tsqaltubo
    hy: Երևան = yerevan, ԵՐԵՎԱՆ = yerevan, Գյումրի = gyumri, Վանաձոր = vanadzor, Ոսկեվան = voskevan
    ru: Згораны = zgorany, Юлия = yuliya
    az: Xədicə İsmayılova = xedice-ismayilova
    en: Київ = kiiv
"""
NEW_SLUGS = [
    (line.split(": ")[0].strip(), *pair.split(" = "))
    for line in re.sub(r",\s+", ", ", BY_OFFICIAL_RULES).strip().splitlines()
    for pair in line.split(": ")[1].split(", ")
]


@pytest.mark.parametrize(("language", "title", "slug"), [(tag, title.strip(), slug) for tag, title, slug in NEW_SLUGS])
def test_a_new_slug_follows_the_official_rules_of_its_language(language: str, title: str, slug: str) -> None:
    assert new_slug(title, language) == slug
    assert new_slug(title.upper(), language) == new_slug(title.lower(), language) or language == "az"


def test_there_are_at_least_sixty_pairs() -> None:
    assert len(PAIRS) >= 60


@pytest.mark.parametrize(
    ("title", "slug"), [("بازداشت", "bazdasht"), ("أحكام", "ahkam"), ("إعلام", "alam"), ("Алi", "ali")]
)
def test_a_new_slug_has_every_alef(title: str, slug: str) -> None:
    assert (new_slug(title, "fa"), free_slug(title, "fa", (), ())) == (slug, slug)


@pytest.mark.parametrize(("language", "title", "slug"), PAIRS)
def test_a_title_has_the_slug_that_its_readers_would_type(language: str, title: str, slug: str) -> None:
    assert slugify(title, language) == slug


@pytest.mark.parametrize(("one", "other"), [("Ələk", "Lək"), ("Əli", "Li"), ("Əsəd", "Sd"), ("ə", "")])
def test_names_that_differ_by_their_vowels_keep_differing(one: str, other: str) -> None:
    assert slugify(one, "az") != slugify(other, "az")


@pytest.mark.parametrize("title", ["XƏDİCƏ", "Xədicə", "xədicə", "Xədicə".upper()])
@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_a_name_has_one_slug_whatever_its_case_and_the_pages_language(title: str, language: str) -> None:
    assert slugify(title, language) == "xedice"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ar", "حرية الصحافة"),
        ("ar", "خديجة إسماعيلوفا"),
        ("ar", "محكمة"),
        ("fa", "آزادی بیان"),
        ("ka", "საქართველო"),
        ("ka", "პრესის თავისუფლება"),
        ("ka", "ჟურნალისტი"),
        ("hy", "Մամուլի ազատություն"),
        ("az", "Азәрбајҹан"),
    ],
)
def test_any_script_gives_some_ascii(language: str, title: str) -> None:
    assert SLUG.match(slugify(title, language))


@pytest.mark.parametrize(
    ("language", "title", "slug"),
    [
        ("ka", "საქართველო", "sakartvelo"),
        ("ka", "პრესის თავისუფლება", "presis-tavisupleba"),
        ("az", "Азәрбајҹан", "azerbaycan"),
        ("uz", "O‘zbekiston", "ozbekiston"),
        ("de", "Größe und Maß", "grosse-und-mass"),
        ("fr", "L’été à Bakou", "lete-a-bakou"),
        ("tr", "Çağdaş IŞIK", "cagdas-isik"),
        ("az", "i\u0307lk c\u0327ay", "ilk-cay"),
        ("az", "Məhkəmə № 7", "mehkeme-no-7"),
    ],
)
def test_apostrophes_are_silent_and_other_letters_lose_their_marks(language: str, title: str, slug: str) -> None:
    assert slugify(title, language) == slug


@pytest.mark.parametrize("title", ["", " ", "—", "«»", "...", "🎉", "'", "\u0301"])
def test_nothing_to_spell_is_no_slug(title: str) -> None:
    assert slugify(title, "az") == ""


def test_transliteration_keeps_spaces_and_marks() -> None:
    assert transliterate("Xədicə: «Söz»!", "az") == "xedice: <<soz>>!"
    assert transliterate("", "az") == ""


@given(st.text(max_size=40), st.sampled_from(["az", "en", "ru", "ka", "ar", "uk"]))
def test_a_slug_always_matches_the_pattern_or_is_empty(title: str, language: str) -> None:
    slug = slugify(title, language)
    assert slug == "" or SLUG.match(slug[:100].rstrip("-"))


@given(st.text(max_size=40))
def test_a_slug_is_its_own_slug(title: str) -> None:
    slug = slugify(title, "en")
    assert slugify(slug, "en") == slug


@given(st.text(max_size=40))
def test_transliteration_is_lower_case_ascii(title: str) -> None:
    found = transliterate(title, "az")
    assert found.isascii()
    assert found == found.lower()


@pytest.mark.parametrize(
    ("language", "name", "spellings"),
    [
        # passports (ICAO Doc 9303), maps (BGN/PCGN), everyday use
        ("ru", "Гаджиев", "gadzhiev gadzhiyev gajiyev gadjiev"),
        ("ru", "Исмаилова", "ismailova"),
        ("ru", "Хадиджа", "khadidzha hadija khadija"),
        ("ru", "Алексей", "aleksei aleksey alexey"),
        ("ru", "Юлия", "iuliia yuliya juliya"),
        ("ru", "Георгий", "georgii georgiy georgy"),
        ("ru", "Соловьёв", "solovev solovyov"),
        ("ru", "Щукина", "shchukina schukina"),
        ("uk", "Георгій", "heorhiy georgiy"),
        ("be", "Лукашэнка", "lukashenka"),
        ("az", "Hacıyev", "гаджиев хаджиев"),
        ("az", "Həsənli", "гасанлы хасанли"),
        ("az", "İsmayılova", "исмайылова исмайилова"),
        ("tr", "Yıldırım", "йылдырым йилдирим"),
    ],
)
def test_a_name_is_respelled_in_the_other_script_as_readers_write_it(language: str, name: str, spellings: str) -> None:
    assert set(spellings.split()) <= set(respelled(name, language))


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Smith"), ("ru", "Smith"), ("az", "Weber"), ("ka", "ნინო"), ("ru", "")]
)
def test_a_word_without_rules_has_no_other_spelling(language: str, word: str) -> None:
    assert [each for each in respelled(word, language) if each] == []


@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяё", min_size=1, max_size=40))
def test_spellings_are_few_and_in_lower_case_ascii(word: str) -> None:
    found = respelled(word, "ru")
    assert 0 < len(found) <= 48
    assert all(each.isascii() and each == each.lower() for each in found)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A new law", "a-new-law"),
        ("Taken", "taken-3"),
        ("Tags", "tags-2"),
        ("2023", "2023-2"),
        ("EN", "en-2"),
        ("?", ""),
        ("word " * 40, "-".join(["word"] * 16)),
        ("w" * 300, "w" * 80),
    ],
)
def test_a_slug_is_free_and_never_a_reserved_name(title, slug):
    assert free_slug(title, "en", {"taken", "taken-2"}, ("az", "en")) == slug


def test_a_slug_with_a_number_is_no_longer_than_others():
    words = "-".join(["word"] * 16)  # 79 characters
    taken = {words, *(f"{words[:-5]}-{number}" for number in range(2, 10))}
    assert free_slug(words, "en", taken, ("en",)) == f"{words[:-5]}-10"
    assert free_slug("w" * 300, "en", {"w" * 80}, ("en",)) == f"{'w' * 78}-2"
