"""Front matter: dates as they count, pictures key by key, withdrawn texts, and where each field stands."""

import datetime as dt

import pytest

from newsarchive.model.fields import Withdrawal
from newsarchive.model.front_matter import positions_of, read_front_matter
from tests.newsarchive.editions import ORIGINAL, TRANSLATION, brief, front_of, tree_of

WITHDRAWAL = "{date: 2024-01-02, reason: error}"


@pytest.mark.parametrize(("typed", "counted"), [("2023-10-11", "2023-10-11"), ("2023-10-10T21:00Z", "2023-10-11")])
def test_a_day_before_the_date_is_printed_as_it_counts(typed: str, counted: str) -> None:
    _, faults = front_of(ORIGINAL, published=typed)
    assert [each.values for each in faults] == [(("published", counted), ("date", "2023-10-12"))]


@pytest.mark.parametrize(
    ("base", "image", "expected"),
    [
        pytest.param(ORIGINAL, "{file: a.jpg, alt: A}", [("missing-field", "image.credit")], id="no credit"),
        pytest.param(ORIGINAL, "{credit: C, alt: A}", [("missing-field", "image.file")], id="no file"),
        pytest.param(
            ORIGINAL, "{alt: A}", [("missing-field", "image.file"), ("missing-field", "image.credit")], id="neither"
        ),
        pytest.param(TRANSLATION, "{file: a.jpg, alt: A}", [("belongs-to-original", "image.file")], id="its file"),
        pytest.param(TRANSLATION, "{credit: C, alt: A}", [("belongs-to-original", "image.credit")], id="its credit"),
        pytest.param(
            TRANSLATION,
            "{file: a.jpg, credit: C, alt: A}",
            [("belongs-to-original", "image.file"), ("belongs-to-original", "image.credit")],
            id="both",
        ),
    ],
)
def test_each_key_of_a_picture_that_is_missing_or_misplaced_is_a_fault_of_its_own(
    base: dict[str, str], image: str, expected: list[tuple[str, str]]
) -> None:
    _, faults = front_of(base, image=image)
    assert brief(faults) == expected
    assert {(each.line, each.column) for each in faults} == {(len(base) + 1, 1)}


def test_of_a_withdrawn_original_only_its_address_and_the_reason_are_left() -> None:
    front, faults = read_front_matter(
        tree_of(f"date: 2023-10-12\nstatus: withdrawn\nwithdrawal: {WITHDRAWAL}\n"), "briefing"
    )
    assert faults == []
    assert front.withdrawal == Withdrawal(dt.date(2024, 1, 2), "error")
    assert (front.status, front.title, front.sources) == ("withdrawn", "", ())


@pytest.mark.parametrize(
    ("yaml", "missing"),
    [
        pytest.param("date: 2023-10-12\n", ["withdrawal"], id="an original without a reason"),
        pytest.param(f"withdrawal: {WITHDRAWAL}\n", ["date"], id="an original without an address"),
        pytest.param("", ["date", "withdrawal"], id="an original without either"),
        pytest.param("translates: en\n", [], id="a translation that relies on the original's reason"),
        pytest.param(f"translates: en\nwithdrawal: {WITHDRAWAL}\n", [], id="a whole translation"),
    ],
)
def test_a_withdrawn_text_must_say_where_it_was_and_why(yaml: str, missing: list[str]) -> None:
    _, faults = read_front_matter(tree_of(f"{yaml}status: withdrawn\n"), "briefing")
    assert brief(faults) == [("missing-field", each) for each in missing]


def test_every_field_and_item_has_its_place_and_so_have_inner_values_that_faults_name() -> None:
    tree = tree_of(
        "title: T\ntags: [privacy, law]\npeople:\n  - ali\n  - 'leyla'\nsources:\n  - {url: x, title: y}\n"
        "image: {file: z, alt: w}\nrelated: []\n"
    )
    assert positions_of(tree) == {
        "title": (1, 1),
        "tags": (2, 1),
        "tags:privacy": (2, 8),
        "tags:law": (2, 17),
        "people": (3, 1),
        "people:ali": (4, 5),
        "people:leyla": (5, 5),
        "sources": (6, 1),
        "sources:x": (7, 11),
        "image": (8, 1),
        "image:z": (8, 15),
        "related": (9, 1),
    }
