"""Terms by the names that people give them."""

import pytest

from newsarchive.content.suggestions import TermNames
from newsarchive.model.vocabularies import Term
from tests.timing import within

TERMS = {
    "press-freedom": Term("press-freedom", {"en": "Press freedom", "az": "Mətbuat azadlığı", "ru": "Свобода прессы"}),
    "hajiyev": Term("hajiyev", {"en": "Bakhtiyar Hajiyev"}, also=("Bəxtiyar Hacıyev",)),
    "court": Term("court", {"en": "Court"}),
    "court-2": Term("court-2", {"en": "Court"}),
}


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("press-freedom", ("press-freedom",)),
        ("PRESS FREEDOM", ("press-freedom",)),
        ("MƏTBUAT AZADLIĞI", ("press-freedom",)),
        ("свобода прессы", ("press-freedom",)),
        ("bextiyar haciyev", ("hajiyev",)),
        ("court", ("court",)),
        ("Court", ("court", "court-2")),
        ("press", ()),
        ("…", ()),
    ],
)
def test_a_term_is_called_by_its_id_or_by_a_name_in_any_language(typed: str, ids: tuple[str, ...]) -> None:
    assert TermNames(TERMS).named(typed) == ids


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Press freedom", "press-freedom"),
        ("pres", "press-freedom"),
        ("Хаджиев", ""),
        ("Hajiyevv", "hajiyev"),
        ("?", ""),
    ],
)
def test_what_may_have_been_meant(typed: str, meant: str) -> None:
    assert TermNames(TERMS).meant(typed) == meant


def test_names_that_are_given_again_and_again_cost_no_more() -> None:
    also = Term("a", {"en": "Name", "az": "Name", "ru": "Name"}, also=("name",) * 200_000)
    same = {f"b-{number}": Term(f"b-{number}", {"en": "Name"}) for number in range(20_000)}
    with within(2):
        assert TermNames({"a": also, **same}).meant("Name") == "a"
