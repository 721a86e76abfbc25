"""All attacks that can be told by their own line are laid into one archive, checked and built once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.attacks.running import Done, check, lay, run
from tests.attacks.told import ATTACKS, Told

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("told")]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("told")
    content = lay(room) / "content"
    for attack in ATTACKS:
        attack.lay(content)
    return room


@pytest.fixture(scope="module")
def built(attacked: Path) -> Done:
    return run(attacked)


@pytest.fixture(scope="module")
def checked(attacked: Path, built: Done) -> Done:
    return check(attacked)


def test_the_build_ends_within_bounds_and_writes_nothing(built: Done) -> None:
    built.assert_refused("faults, ")


def test_the_check_of_a_pull_request_ends_within_bounds(checked: Done) -> None:
    checked.assert_refused("::error file=")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_told_by_its_own_line(attack: Told, built: Done, checked: Done) -> None:
    # a build that has so many faults counts the kinds of those that it leaves out
    assert re.search(rf" fault {attack.code}(: |$)", built.said, re.MULTILINE)
    # as GitHub's documentation of workflow commands says
    shown = attack.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    annotations = [line for line in checked.said.splitlines() if f"/content/{shown}," in line]
    assert any(f"title={attack.code}::" in line for line in annotations), annotations


def test_no_line_is_a_command_of_its_own(checked: Done) -> None:
    """What CI reads as a command is ours alone."""
    ours = ("::error file=", "::warning file=")
    assert [line for line in checked.said.splitlines() if "::" in line and not line.startswith(ours)] == []
    assert "\x1b" not in checked.said


def test_every_attack_has_a_name_of_its_own() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
