"""Results that have words side by side come before others that have them apart, as far as they may be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.model.vocabularies import Term
from newsarchive.search import index
from newsarchive.search.page import search_files
from tests.newsarchive.editions import TERMS, briefing, edition_of

from .asking import ask, briefings_in
from .keeping import Memory

WORDS = {
    "az": ("xarici", "agentlər", "sözləri"),
    "en": ("political", "order", "walking"),
    "ru": ("иностранных", "агентов", "поэтому"),
}
"""By language two words that a query has, and a third that separates them."""

NUMBERS = {"az": ("2-ci", "maddə", "müddəa"), "en": ("article", "2", "clause"), "ru": ("3", "мая", "день")}


def texts(language: str, times: list[int], beside: int, words: tuple[str, ...] = ()) -> list[str]:
    """Return texts of one length that have two words so many times each, apart; in one they are once side by side."""
    one, other, between = words or WORDS[language]
    apart, together = f"{one} {between} {between} {other} {between} ", f"{one} {other} {between} {between} {between} "
    found = []
    for place, number in enumerate(times):
        parts = [apart] * number + [f"{between} " * 5] * (max(times) - number)
        if place == beside:
            parts[0] = together
        found.append(f"<p>{''.join(parts).strip()}.</p>")
    return found


def write(folder: Path, language: str, bodies: list[str], *organisations: Term) -> Path:
    """Write the search of an archive of these texts, the last the earliest; their slugs are `text-0` and so on."""
    terms = {**TERMS, "organisations": {term.id: term for term in organisations}}
    dates = [f"2020-01-{28 - place:02}" for place in range(len(bodies))]
    works = [
        briefing(
            f"text-{place}",
            date,
            language,
            html=body,
            title=f"Text {place}",
            summary="",
            organisations=tuple(terms["organisations"]),
        )
        for place, (date, body) in enumerate(zip(dates, bodies, strict=True))
    ]
    for file in search_files(edition_of(*works, terms=terms), [], Memory()):
        path = folder / file.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return folder


def order(site: Path, language: str, query: str) -> tuple[list[int], int]:
    """Return the numbers of the texts that a query finds, and how many records are read before the first is shown."""
    (answer,) = ask(site, language, [query])
    records = [each for each in answer["files"][: answer["first"]] if each.startswith("r")]
    return [int(slug.removeprefix("text-")) for slug in briefings_in(answer)], len(records)


UNEQUAL = [40, 30, 24, 18, 12, 8, 4, 1]
EQUAL = [4] * 10


@pytest.mark.parametrize("language", WORDS)
def test_what_is_in_quotation_marks_comes_first_from_the_eighth_place(tmp_path: Path, language: str) -> None:
    site = write(tmp_path, language, texts(language, UNEQUAL, beside=7))
    one, other, _ = WORDS[language]
    assert order(site, language, f"{other} {one}")[0] == [0, 1, 2, 3, 4, 5, 6, 7]
    for query in (f'"{one} {other}"', f"«{one} {other}»", f"“{one.upper()} {other}”", f"„{one} {other}“"):
        assert order(site, language, query) == ([7, 0, 1, 2, 3, 4, 5, 6], 8)


@pytest.mark.parametrize(
    "parted", ["<p>political</p><p>order</p>", "<table><tr><td>political<td>order</table>", "<p>political<br>order</p>"]
)
def test_words_in_two_paragraphs_or_cells_are_not_side_by_side(tmp_path: Path, parted: str) -> None:
    bodies = texts("en", UNEQUAL, beside=7)
    bodies[0] += parted
    site = write(tmp_path, "en", bodies)
    assert order(site, "en", '"political order"')[0] == [7, 0, 1, 2, 3, 4, 5, 6]


NESTED = ('"political “order walking”"', "«political “order walking”»", "«political «order walking»»")


@pytest.mark.parametrize("query", NESTED)
def test_quotation_marks_may_have_others_in_them(tmp_path: Path, query: str) -> None:
    site = write(tmp_path, "en", texts("en", UNEQUAL, beside=7))
    assert order(site, "en", query)[0] == [7, 0, 1, 2, 3, 4, 5, 6]


def test_one_word_in_quotation_marks_changes_no_order(tmp_path: Path) -> None:
    site = write(tmp_path, "en", texts("en", EQUAL, beside=4))
    for query in ('"political" order', "political «order»"):
        assert order(site, "en", query) == order(site, "en", "political order")


def test_words_in_quotation_marks_may_have_any_ending(tmp_path: Path) -> None:
    bodies = ["<p>courtrooms walking court walking walking.</p>"] * 3
    site = write(tmp_path, "en", [*bodies, "<p>courtrooms court walking walking walking.</p>"])
    # rare as they are, both are looked for by their beginnings, too
    for query in ('"courtroom courts"', '"courtrooms court"'):
        assert order(site, "en", query)[0] == [3, 0, 1, 2]


def test_only_results_that_have_all_words_of_a_phrase_are_waited_for(tmp_path: Path) -> None:
    bodies = [*texts("en", [4] * 3, beside=-1), *["<p>political.</p>"] * 4, *["<p>walking.</p>"] * 20]
    found, read = order(write(tmp_path, "en", bodies), "en", '"political order"')
    assert (sorted(found), read) == ([*range(7)], 3)


def test_a_phrase_counts_in_a_text_that_lacks_another_word_of_the_query(tmp_path: Path) -> None:
    bodies = [*texts("en", UNEQUAL, beside=7), *["<p>walking.</p>"] * 19]
    bodies[0] = f"{bodies[0]}<p>zebra</p>"
    assert order(write(tmp_path, "en", bodies), "en", '"political order" zebra')[0] == [7, 0, 1, 2, 3, 4, 5, 6]


def test_a_result_that_is_lost_is_not_waited_for_twice(tmp_path: Path) -> None:
    site = write(tmp_path, "en", texts("en", UNEQUAL, beside=-1))
    (record,) = [path for path in site.glob("en/search/r*.json") if '"Text 3"' in path.read_text("utf-8")]
    record.unlink()
    (answer,) = ask(site, "en", ['"political order"'])
    assert briefings_in(answer) == [f"text-{each}" for each in (0, 1, 2, 4, 5, 6, 7)]
    assert answer["files"].count(record.name) == 1


def test_a_result_that_is_lost_does_not_count_as_one_that_has_the_phrase(tmp_path: Path) -> None:
    site = write(tmp_path, "en", texts("en", EQUAL, beside=7))
    (record,) = [path for path in site.glob("en/search/r*.json") if '"Text 3"' in path.read_text("utf-8")]
    record.unlink()
    # the first is shown after five, as if nothing were lost
    assert order(site, "en", "political order") == ([0, 7, 1, 2, 4, 5, 6, 8, 9], 5)


def test_a_word_that_most_texts_have_is_looked_for_beside_others_in_all_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MOST_OF_A_LIST", 9)
    bodies = [*texts("en", [4, 1], beside=1), *["<p>order order order order order.</p>"] * 20]
    site = write(tmp_path, "en", bodies)
    # the list of the word ends, as far as it is read, before the texts that have it least
    assert order(site, "en", "political order") == ([1, 0], 2)


@pytest.mark.parametrize("language", WORDS)
def test_without_quotation_marks_results_of_nearly_the_same_score_are_compared(tmp_path: Path, language: str) -> None:
    one, other, _ = WORDS[language]
    query = f"{one} {other}"
    worse = write(tmp_path / "worse", language, texts(language, UNEQUAL, beside=7))
    assert order(worse, language, query)[0] == [0, 1, 2, 3, 4, 5, 6, 7]
    # the second is compared whatever its score
    second = write(tmp_path / "second", language, texts(language, [40, 1], beside=1))
    assert order(second, language, query) == ([1, 0], 2)
    fifth = write(tmp_path / "fifth", language, texts(language, EQUAL, beside=4))
    assert order(fifth, language, query) == ([4, 0, 1, 2, 3, 5, 6, 7, 8, 9], 5)
    # the first waits for no more than five, but the second is then the one that has both
    eighth = write(tmp_path / "eighth", language, texts(language, EQUAL, beside=7))
    assert order(eighth, language, query) == ([0, 7, 1, 2, 3, 4, 5, 6, 8, 9], 5)


@pytest.mark.parametrize("quote", ['"', ""])
def test_a_first_result_that_has_all_is_shown_at_once(tmp_path: Path, quote: str) -> None:
    site = write(tmp_path, "en", texts("en", EQUAL, beside=0))
    assert order(site, "en", f"{quote}political order{quote}") == ([*range(10)], 1)


@pytest.mark.parametrize("quote", ['"', ""])
def test_results_that_have_nothing_side_by_side_keep_their_order(tmp_path: Path, quote: str) -> None:
    site = write(tmp_path, "en", texts("en", UNEQUAL, beside=-1))
    assert order(site, "en", f"{quote}political order{quote}")[0] == [*range(8)]


@pytest.mark.parametrize("language", NUMBERS)
def test_a_number_beside_its_word_comes_before_better_results(tmp_path: Path, language: str) -> None:
    one, other, _ = NUMBERS[language]
    site = write(tmp_path, language, texts(language, UNEQUAL, 2, NUMBERS[language]))
    expected = [2, 0, 1, 3, 4, 5, 6, 7]
    assert order(site, language, f"{one} {other}")[0] == expected
    # it counts although no text has the whole query side by side
    assert order(site, language, f"{one} {other} {one}")[0] == expected
    # and whatever the score, but the first does not wait for the eighth
    last = write(tmp_path / "last", language, texts(language, UNEQUAL, 7, NUMBERS[language]))
    assert order(last, language, f"{one} {other}")[0] == [0, 7, 1, 2, 3, 4, 5, 6]


def test_a_phrase_in_a_later_part_of_a_text_is_looked_for_if_no_first_part_has_it(tmp_path: Path) -> None:
    bodies = texts("en", UNEQUAL, beside=-1)
    bodies[6] = bodies[6].removesuffix(".</p>") + " walking" * 1_000 + " political order.</p>"
    site = write(tmp_path / "later", "en", bodies)
    by_score, _ = order(site, "en", "order political")
    quoted, plain = ask(site, "en", ['"political order"', "political order"])
    assert briefings_in(plain) == [f"text-{each}" for each in by_score]
    assert briefings_in(quoted) == ["text-6", *(slug for slug in briefings_in(plain) if slug != "text-6")]
    assert quoted["shown"][0]["excerpt"].endswith("walking political order.")
    bodies[7] = "<p>A political order.</p>"
    (other,) = ask(write(tmp_path / "first", "en", bodies), "en", ['"political order"'])
    assert briefings_in(other)[0] == "text-7"
    assert not any(each.endswith(".1.json") for each in other["files"])
    assert any(each.endswith(".1.json") for each in quoted["files"])


def test_a_phrase_with_a_word_that_no_text_has_delays_nothing(tmp_path: Path) -> None:
    site = write(tmp_path, "en", texts("en", EQUAL, beside=5))
    assert order(site, "en", '"political qqqqqqqq"')[1] == 1


@pytest.mark.parametrize("beside", [0, 1, 4])
def test_a_term_that_the_query_names_stays_first_without_quotation_marks(tmp_path: Path, beside: int) -> None:
    union = Term("union", {"en": "Writers"}, also=("Political Order", "Article 19"))
    for words in (WORDS["en"], ("article", "19", "clause")):
        site = write(tmp_path / words[0], "en", texts("en", EQUAL, beside, words), union)
        plain, quoted = ask(site, "en", [f"{words[0]} {words[1]}", f'"{words[0]} {words[1]}"'])
        assert [each["title"] for each in plain["shown"]][:2] == ["Writers", f"Text {beside}"]
        assert [each["title"] for each in quoted["shown"]][:2] == [f"Text {beside}", "Writers"]


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("en", "free speech"),
        ("en", "Freedom of speech"),
        ("en", "freedom of expression"),
        ("en", "censorships"),
        ("en", "свобода слова"),
        ("ru", "Свободы слова"),
        ("ru", "freedom of speech"),
        ("az", "söz azadlığı"),
        ("az", "soz azadligi"),
    ],
)
def test_what_a_term_is_called_puts_it_first(tmp_path: Path, language: str, query: str) -> None:
    words = {
        "en": ("free speech", "freedom of speech", "censorship"),
        "ru": ("свобода слова",),
        "az": ("söz azadlığı",),
    }
    names = {"en": "Freedom of expression", "ru": "Выражение мнения", "az": "İfadə"}
    term, other = Term("expression", names, search=words), Term("committee", {"en": "Committee on Speech and Freedom"})
    (said,) = words[language][:1]
    bodies = [f"<p>{said} {said}, {said} of the freedom of walking expression and censorship</p>"] * 12
    site = write(tmp_path, language, bodies, term, other)
    (answer,) = ask(site, language, [query])
    assert answer["shown"][0]["title"] == names[language]
    assert briefings_in(answer)


def test_a_part_of_what_a_term_is_called_does_not_put_it_first(tmp_path: Path) -> None:
    term = Term("expression", {"en": "Freedom of expression"}, search={"en": ("free speech", "right to know")})
    site = write(tmp_path, "en", ["<p>free speech right know walking</p>"] * 12, term)
    for answer in ask(site, "en", ["speech", "free", "speech free", "free speech right", "right speech"]):
        assert answer["shown"][0]["title"] != "Freedom of expression", answer["read"]


def test_a_guessed_word_is_not_said_to_be_a_name_of_what_was_found(tmp_path: Path) -> None:
    union = Term("union", {"en": "Writers' Union"}, search={"en": ("captivity",)})
    site = write(tmp_path, "en", ["<p>political order</p>"], union)
    known, guessed = ask(site, "en", ["captivity", "captivitty"])
    assert (known["guessed"], guessed["guessed"]) == ([], ["captivitty"])
    assert [each["why"] for each in known["shown"]] == [["name", ["captivity"]], ["term", ["Writers' Union"]]]
    assert [each["why"] for each in guessed["shown"]] == [["name", []], ["term", ["Writers' Union"]]]


@pytest.mark.parametrize("query", ["don't", "Don’t order", "order, don't!"])
def test_the_first_part_of_a_contraction_is_not_looked_for(tmp_path: Path, query: str) -> None:
    (answer,) = ask(write(tmp_path, "en", ["<p>political order, all done</p>", "<p>done</p>"]), "en", [query])
    assert (answer["unknown"], answer["guessed"]) == ([], [])
    assert answer["count"] == ("order" in query)


def test_a_letter_after_a_name_is_no_contraction(tmp_path: Path) -> None:
    (answer,) = ask(write(tmp_path, "en", ["<p>Don T. wrote</p>", "<p>done</p>"]), "en", ["Don T."])
    assert briefings_in(answer) == ["text-0"]


@pytest.mark.parametrize(("after", "length"), [(0, 60), (100, 260)])
def test_an_excerpt_has_what_was_found_at_the_end_of_a_long_address(tmp_path: Path, after: int, length: int) -> None:
    address = "https://news.example/" + "a-part/" * 20 + "zebra"
    site = write(tmp_path, "en", [f"<p>{'walking ' * 100}{address}{' walking' * after}</p>"])
    (answer,) = ask(site, "en", ["zebra"])
    assert answer["shown"][0]["marked"] == ["zebra"]
    assert length <= len(answer["shown"][0]["excerpt"]) <= length + 10
