"""One word for all spellings of a name."""

from newsarchive.model.vocabularies import Term
from newsarchive.search.names import MOST_SPELLINGS, Names, joined, names_of, spellings
from newsarchive.search.words import stem
from tests.timing import within

HAJIYEV = Term(
    "hajiyev",
    {"en": "Bakhtiyar Hajiyev", "az": "Bəxtiyar Hacıyev", "ru": "Бахтияр Гаджиев"},
    also=("Bakhtiyar Haciev",),
)


def groups(**taxonomies):
    empty = {"tags": {}, "people": {}, "organisations": {}, "places": {}}
    return spellings(empty | {name: {term.id: term for term in terms} for name, terms in taxonomies.items()})


def spelled(**taxonomies):
    return Names(groups(**taxonomies), {}, {}).spelled


def named(term, *taxonomies):
    empty = {"tags": {}, "people": {}, "organisations": {}, "places": {}}
    return names_of(empty | {taxonomy: {term.id: term} for taxonomy in taxonomies})


def test_a_persons_name_is_one_word_for_word_in_all_languages():
    found = spelled(people=[HAJIYEV])
    assert {"hajiyev", "haciyev", "haciev"} < set(found["hajiyev"])
    assert found["haciyev"] == found["hajiyev"]
    assert found["bextiyar"] == found["bakhtiyar"] != found["haciyev"]


def test_every_case_of_a_russian_surname_is_among_its_spellings():
    forms = "гаджиев гаджиева гаджиеву гаджиевым гаджиеве".split()
    stems = {stem(form, "ru") for form in forms}
    assert len(stems) > 1
    assert stems < set(spelled(people=[HAJIYEV])["hajiyev"])


def test_a_place_of_one_word_is_one_in_all_languages_even_if_translated():
    found = spelled(places=[Term("georgia", {"en": "Georgia", "az": "Gürcüstan", "ru": "Грузия"})])
    assert found["gurcust"] == found["georgia"] == found["груз"]


def test_words_of_a_longer_name_that_is_no_persons_are_not_paired():
    court = Term("court", {"en": "European Court", "ru": "Европейский суд"})
    assert spelled(organisations=[court]) == {}


def test_a_spelling_with_another_number_of_words_is_left_out_of_the_pairs():
    found = spelled(people=[Term("a", {"en": "Anna Smith", "ru": "Анна Смит"}, also=("Smith Anna Maria",))])
    assert found["smith"] == found["смит"]
    assert "maria" not in found


def test_tags_are_translated_and_never_paired():
    assert spelled(tags=[Term("privacy", {"en": "Privacy", "ru": "Приватность"})]) == {}


def test_groups_that_share_a_spelling_are_one_and_the_order_does_not_matter():
    pairs = [{"a", "b"}, {"c", "d"}, {"b", "c"}]
    assert joined(pairs) == joined(reversed(pairs)) == [{"a", "b", "c", "d"}]


def test_a_chain_of_names_does_not_make_one_word_of_all():
    chain = [Term(f"p{n}", {"en": f"w{n}", "az": f"w{n + 1}", "ru": f"w{n + 1}"}) for n in range(3000)]
    with within(3):
        found = spelled(people=chain)
        assert max(map(len, found.values())) <= MOST_SPELLINGS
    assert found["w0"] == found["w1"]


def test_a_name_of_very_many_spellings_takes_no_longer_for_each():
    also = tuple(f"a{number}" for number in range(50_000))
    with within(5):
        named(Term("a", {"en": "Name", "az": "Ad", "ru": "Имя"}, also=also), "people")


def test_spellings_by_rule_find_a_person_and_are_no_spellings_of_others():
    found = groups(people=[HAJIYEV])
    (written, ruled) = next(group for group in found if "hajiyev" in group[0])
    assert {"gadzhiev", "gadzhiyev", "gadjiev", "хаджиев"} <= set(ruled)
    assert not set(ruled) & set(written)


def test_a_spelling_that_a_vocabulary_has_is_not_by_rule():
    gadzhiev = Term("other", {"en": "Anna Gadzhiev", "ru": "Анна Гаджиев"})
    (found,) = [group for group in groups(people=[HAJIYEV, gadzhiev]) if "hajiyev" in group[0]]
    assert "gadzhiev" in found[0]


def test_words_to_search_for_are_paired_where_they_have_as_many_words_as_the_name():
    term = Term("kyiv", {"en": "Kyiv", "ru": "Киев"}, search={"": ("Kiev", "Mother of Cities")})
    found = spelled(places=[term])
    assert found["kiev"] == found["kyiv"]
    assert "citi" not in found


def test_words_to_search_for_are_stemmed_by_the_rules_of_their_language():
    term = Term("press", {"en": "Media", "ru": "СМИ"}, search={"en": ("censorship laws", "bans"), "ru": ("запретов",)})
    assert named(term, "tags").terms == {
        "tags/press": {"media": 3, "сми": 3, "ban": 3, "запрет": 3, "censorship": 1, "law": 1}
    }


def test_what_a_term_is_called_has_a_key_with_stop_words_and_one_without():
    term = Term("a", {"en": "Expression", "ru": "Свобода слова"}, search={"en": ("freedom of speech", "bans", "…")})
    own = named(term, "tags", "people").own
    keys = {"ban=:", "freedom=:of=speech", "freedom=:speech", "свобод=:слов"}
    assert {key for key in own["tags/a"] if ":" in key} == keys
    assert not {key for key in own["people/a"] if ":" in key}
