"""Azerbaijani stems: which forms meet, and which words must not."""

import pytest

from newsarchive.search.azerbaijani import KEPT, RULES
from newsarchive.search.words import fold

FAMILIES = [
    # nouns ending in a consonant: number, possessor, case, predicate
    "jurnalist jurnalisti jurnalistin jurnalistə jurnalistdə jurnalistdən jurnalistlə jurnalistlər jurnalistlərin "
    "jurnalistlərə jurnalistləri jurnalistlərdən jurnalistlərimiz jurnalistlərimizdən jurnalistdir jurnalistimizin",
    "hüquq hüququ hüququn hüquqa hüquqda hüquqlar hüquqları hüquqlarının hüquqlarına hüquqlarımız",
    "qərar qərarı qərarın qərara qərarda qərardan qərarlar qərarları qərarlarını qərarlarından qərardır",
    "sayt saytı saytın sayta saytda saytdan saytlar saytların saytlarının saytdakı saytlarımız saytınız",
    "həbs həbsi həbsin həbsə həbsdə həbsdən həbsindən həbslər həbsdədir",
    "hökm hökmü hökmün hökmə hökmdən hökmlər hökmlərin",
    "vəkil vəkili vəkilin vəkilinə vəkilə vəkillər vəkilləri vəkillə",
    "kanal kanalı kanala kanalın kanallar kanallardan kanalla",
    # ending in a vowel
    "məhkəmə məhkəməsi məhkəmənin məhkəməyə məhkəməni məhkəmədə məhkəmədən məhkəmələr məhkəmələrin məhkəməsinə",
    "ölkə ölkəsi ölkənin ölkəyə ölkədə ölkədən ölkələr ölkələrdə ölkəmiz ölkəmizin",
    "media mediası medianın mediaya mediada mediadan mediamız",
    "seçki seçkisi seçkinin seçkiyə seçkidə seçkilər seçkilərdə seçkilərin",
    "radio radiosu radionun radioda radiosuna radiosunun",
    "video videosu videonun videolar videoları videolarının",
    # ending in n or s: an ending that begins with one looks longer
    "qanun qanunu qanunun qanuna qanunda qanundan qanunlar qanunları qanunlarının qanunudur",
    "insan insanı insanın insana insanlar insanların insanlara",
    "telefon telefonu telefonun telefona telefonunda telefonlar telefonlarının",
    "polis polisi polisin polisə polisdə polislər polislərin polisinin",
    "ofis ofisi ofisin ofisini ofislər ofislərin ofislərini",
    "kiberpolis kiberpolisi kiberpolisin",
    "məclis məclisi məclisin məclisdə məclisə",
    # softened before a vowel
    "azadlıq azadlığı azadlığın azadlığa azadlıqda azadlıqdan azadlıqları azadlığının",
    "təhlükəsizlik təhlükəsizliyi təhlükəsizliyin təhlükəsizliyə təhlükəsizlikdə təhlükəsizliyinə",
    "nazirlik nazirliyi nazirliyin nazirliyə nazirlikdə nazirliklər nazirliyinin",
    "uşaq uşağı uşağın uşağa uşaqlar uşaqların",
    "inək inəyi inəyin inəklər",
    # a vowel lost
    "fikir fikri fikrin fikirlər fikirlərin fikrini",
    "şəkil şəkli şəklin şəkildə şəkillər şəkillərin",
    # short stems
    "iş işi işin işə işdə işlər işlərin işinin",
    "səs səsi səsin səslər",
    "söz sözü sözün sözlər sözlərinə",
    # verbs: tenses, participles, verbal nouns
    "yazmaq yazıb yazır yazmış yazdı yazan yazdığı yazdığını yazacaq yazması yazmağa",
    "vermək verib verir vermiş verdi verən verdiyi verdiyini verəcək verməsi verməyə",
    "bloklanmaq bloklanıb bloklanır bloklanmış bloklandı bloklanan bloklanması bloklanmasına bloklandığı",
    "olmaq olub olur olmuş oldu olan olduğu olduğunu olacaq olması olmağa",
    "yoxlamaq yoxlayıb yoxlayır yoxlayan yoxladığı yoxlaması yoxlamağa",
    # names
    "Hacıyev Hacıyevi Hacıyevin Hacıyevə Hacıyevdən",
    "İsmayılova İsmayılovanın İsmayılovaya İsmayılovanı İsmayılovadan",
    "Muxtarlı Muxtarlının Muxtarlıya Muxtarlını",
    "Bakı Bakının Bakıda Bakıdan Bakıya Bakıdakı",
    "Azərbaycan Azərbaycanın Azərbaycana Azərbaycanda Azərbaycandan Azərbaycanla",
    "Türkiyə Türkiyənin Türkiyədə Türkiyəyə Türkiyədən",
    "Gürcüstan Gürcüstanın Gürcüstanda Gürcüstana",
    "Turan Turanın Turana Turandan Turanı",
]

APART = [
    "qanun qan",
    "insan ins",
    "jurnalist jurnal jurnalistika",
    "məhkəmə məhkum",
    "hüquq hakim",
    "həbs hesab",
    "sayt say",
    "media mədəniyyət",
    "polis polad",
    "təsdiq təsir təsis",
    "nazir naz",
    "Turan tur",
    "ölkə ölüm",
    "şəkil şəkər",
    "telefon televiziya",
    "Hacıyev Hacızadə",
    "Məmmədov Məmmədli",
    "söz sözsüz",
    "qərar qərar-gah qəzet",
    "şikayət şirkət",
    "mənbə məlumat",
    "deputat departament",
    "prokuror proqram",
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.split()[0])
def test_all_forms_of_a_word_meet(family):
    assert len({RULES.stem(fold(form)) for form in family.split()}) == 1


@pytest.mark.parametrize("words", APART)
def test_different_words_stay_apart(words):
    stems = [RULES.stem(fold(word)) for word in words.split()]
    assert len(set(stems)) == len(stems)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.split()[0])
def test_forms_typed_without_diacritics_or_in_capitals_meet_as_well(family):
    typed = family.translate(str.maketrans("əığşçöüİƏ", "eigscouIE"))
    stem = RULES.stem(fold(family.split()[0]))
    assert {RULES.stem(fold(form)) for form in [*typed.split(), *typed.upper().split()]} == {stem}


def test_a_stem_stands_on_three_letters_or_on_a_vowel_and_a_consonant():
    assert RULES.stem("on") == "on"
    assert RULES.stem("ata") == "at"
    assert RULES.stem("dedi") == "ded"
    assert RULES.stem("bmt") == "bmt"


@pytest.mark.parametrize("word", KEPT)
def test_a_kept_word_is_its_own_stem(word):
    assert {RULES.stem(word), RULES.stem(f"{word}lar"), RULES.stem(f"{word}un")} == {word}
