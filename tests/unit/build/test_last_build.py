"""Mappings kept in parts."""

import pytest

from newsarchive.build.last_build import PARTS, changed_parts, joined, part_names

WHOLE = {f"folder/{number}.html": [number] for number in range(2000)}
KEPT = tuple(changed_parts(WHOLE, ()).values())


def test_all_parts_are_new_where_there_was_nothing_and_hold_everything_once() -> None:
    assert len(KEPT) == PARTS == len(part_names("texts"))
    assert joined(KEPT) == WHOLE
    assert sum(map(len, KEPT)) == len(WHOLE)
    assert min(map(len, KEPT)) > 0


def test_nothing_differs_of_what_was_taken_over() -> None:
    assert changed_parts(dict(reversed(WHOLE.items())), KEPT) == {}


@pytest.mark.parametrize("others", [{}, {"a": [1], "b": [2]}])
def test_a_mapping_that_is_empty_or_all_new_is_kept_too(others: dict[str, list[int]]) -> None:
    after = {**dict(enumerate(KEPT)), **changed_parts(others, KEPT)}
    assert joined(after.values()) == others


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"folder/7.html": [7]}, 1),
        ({"folder/new.html": [1]}, 1),
        ({"folder/7.html": None}, 1),
        ({"folder/7.html": None, "folder/new.html": [1]}, 2),
    ],
    ids=["another value that is equal", "added", "removed", "renamed"],
)
def test_only_the_parts_that_hold_a_difference_are_written_again(
    changes: dict[str, list[int] | None], parts: int
) -> None:
    values = {path: value for path, value in {**WHOLE, **changes}.items() if value is not None}
    changed = changed_parts(values, KEPT)
    assert 1 <= len(changed) <= parts
    assert joined({**dict(enumerate(KEPT)), **changed}.values()) == values
