"""The archive's own extension points."""

import pytest
from blinker import Signal

from newsarchive import signals
from newsarchive.signals import answers, first_answer

NAMES = [name for name, value in vars(signals).items() if isinstance(value, Signal)]


@pytest.mark.parametrize("name", NAMES)
def test_a_point_is_named_as_the_archives_own(name: str) -> None:
    assert getattr(signals, name).name == f"archive_{name}"


def test_answers_come_in_the_order_of_names_and_none_is_no_answer() -> None:
    point = Signal()

    def second(_: object) -> str:
        return "second"

    def first(_: object) -> str:
        return "first"

    def also(_: object) -> None:
        return None

    for each in (second, also, first):
        point.connect(each)
    assert list(answers(point, "anyone")) == ["first", "second"]
    assert first_answer(point, "anyone") == "first"
    assert first_answer(Signal(), "anyone") is None
