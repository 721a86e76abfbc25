"""One word for all spellings of a name."""

from newsarchive.model.vocabularies import Term
from newsarchive.search.shards import name_of
from newsarchive.search.words import MOST_SPELLINGS, Spellings, called, names_of, spellings
from tests.timing import within

HAJIYEV = Term(
    "hajiyev",
    {"en": "Bakhtiyar Hajiyev", "az": "Bəxtiyar Hacıyev", "ru": "Бахтияр Гаджиев"},
    also=("Bakhtiyar Haciev",),
)


def spelled(**taxonomies):
    empty = {"tags": {}, "people": {}, "organisations": {}, "places": {}}
    return spellings(empty | {name: {term.id: term for term in terms} for name, terms in taxonomies.items()})


def test_a_persons_name_is_one_word_for_word_in_all_languages():
    found = spelled(people=[HAJIYEV])
    assert {"hajiyev", "haciyev", "haciev"} < set(found.all("hajiyev"))
    assert found.first("haciyev") == found.first("hajiyev")
    assert found.first("bextiyar") == found.first("bakhtiyar")
    assert found.first("bextiyar") != found.first("haciyev")


def test_every_case_of_a_russian_surname_is_among_its_spellings():
    found = spelled(people=[HAJIYEV])
    assert found.first("гаджиев") == found.first("hajiyev")


def test_a_place_of_one_word_is_one_in_all_languages_even_if_translated():
    found = spelled(places=[Term("georgia", {"en": "Georgia", "az": "Gürcüstan", "ru": "Грузия"})])
    assert found.first("gurcust") == found.first("georgia") == found.first("груз")


def test_words_of_a_longer_name_that_is_no_persons_are_not_paired():
    court = Term("court", {"en": "European Court", "ru": "Европейский суд"})
    assert "court" not in spelled(organisations=[court])


def test_a_spelling_with_another_number_of_words_is_left_out_of_the_pairs():
    found = spelled(people=[Term("a", {"en": "Anna Smith", "ru": "Анна Смит"}, also=("Smith Anna Maria",))])
    assert found.first("smith") == found.first("смит")
    assert "maria" not in found


def test_tags_are_translated_and_never_paired():
    assert "privaci" not in spelled(tags=[Term("privacy", {"en": "Privacy", "ru": "Приватность"})])


def test_groups_that_share_a_spelling_are_one_and_the_order_does_not_matter():
    groups = [{"a", "b"}, {"c", "d"}, {"b", "c"}]
    for each in (Spellings(groups), Spellings(reversed(groups))):
        assert each.all("d") == ("a", "b", "c", "d")
        assert each.first("d") == "a"


def test_a_word_without_other_spellings_stands_for_itself():
    assert Spellings([]).first("x") == "x"
    assert Spellings([]).all("x") == ("x",)


def test_a_chain_of_names_does_not_make_one_word_of_all():
    chain = [Term(f"p{n}", {"en": f"w{n}", "az": f"w{n + 1}", "ru": f"w{n + 1}"}) for n in range(3000)]
    with within(3):
        found = spelled(people=chain)
        assert max(map(len, found.groups)) <= MOST_SPELLINGS
    assert found.first("w0") == found.first("w1")
    assert Spellings(found.groups).groups == found.groups


def test_a_name_of_very_many_spellings_takes_no_longer_for_each():
    also = tuple(f"a{number}" for number in range(50_000))
    person = Term("a", {"en": "Name", "az": "Ad", "ru": "Имя"}, also=also)
    with within(5):
        names_of({"people": {"a": person}, "tags": {}, "organisations": {}, "places": {}})


def test_spellings_by_rule_find_a_person_and_are_no_spellings_of_others():
    found = spelled(people=[HAJIYEV])
    for stem in ("gadzhiev", "gadzhiyev", "gadjiev", "хаджиев"):
        assert found.first(stem) == found.first("hajiyev"), stem
        assert stem in found.by_rule
        assert "hajiyev" in found.others(stem)
        assert stem not in found.others("hajiyev")


def test_a_spelling_that_a_vocabulary_has_is_not_by_rule():
    gadzhiev = Term("other", {"en": "Anna Gadzhiev", "ru": "Анна Гаджиев"})
    assert "gadzhiev" not in spelled(people=[HAJIYEV, gadzhiev]).by_rule


def test_words_to_search_for_are_paired_where_they_have_as_many_words_as_the_name():
    term = Term("kyiv", {"en": "Kyiv", "ru": "Киев"}, search={"": ("Kiev", "Mother of Cities")})
    found = spelled(places=[term])
    assert found.first("kiev") == found.first("kyiv")
    assert "citi" not in found


def test_words_to_search_for_are_stemmed_by_the_rules_of_their_language():
    term = Term("press", {"en": "Media", "ru": "СМИ"}, search={"en": ("censorship laws", "bans"), "ru": ("запретов",)})
    names = names_of({"tags": {"press": term}, "people": {}, "organisations": {}, "places": {}})
    assert names.searched == {"tags/press": ("ban", "запрет")}
    assert names.phrased == {"tags/press": ("censorship", "law")}


def test_what_a_term_is_called_has_a_key_with_stop_words_and_one_without():
    term = Term("a", {"en": "Expression", "ru": "Свобода слова"}, search={"en": ("freedom of speech", "bans", "…")})
    names = names_of({"tags": {"a": term}, "people": {"a": term}, "organisations": {}, "places": {}})
    assert names.called == {
        "tags/a": ("ban=:", "freedom=:of=speech", "freedom=:speech", "свобод=:слов"),
        "people/a": (),
    }


def test_a_key_that_could_name_no_file_is_left_out():
    term = Term("a", {"en": "A"}, search={"en": (" ".join(["word"] * 12), " ".join(f"word{n}" for n in range(40)))})
    names = names_of({"tags": {"a": term}, "people": {}, "organisations": {}, "places": {}})
    assert names.called == {"tags/a": ("word=:",)}
    keys = called(Term("a", {"en": "A"}, search={"en": tuple(f"{'𞤀' * n} b𞤀" for n in range(1, 60))}))
    assert keys
    assert max(len(f"t{name_of(key)}.json") for key in keys) <= 255
