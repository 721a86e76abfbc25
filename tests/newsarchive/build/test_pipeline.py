"""What a publication says of the rules for web servers."""

from __future__ import annotations

from newsarchive.build.pipeline import RELOADS, reload_notes
from tests.newsarchive.editions import edition_of

EDITION = edition_of()
RULES = dict.fromkeys(RELOADS, b"1")


def test_a_first_publication_says_that_there_are_rules_to_include() -> None:
    (said,) = reload_notes(EDITION, {}, RULES)
    assert all(path in said for path in RELOADS)
    assert "reload its rules" in said


def test_rules_that_changed_are_named_with_the_command() -> None:
    path, command = next(iter(RELOADS.items()))
    (said,) = reload_notes(EDITION, RULES, {**RULES, path: b"2"})
    assert path in said
    assert command in said


def test_nothing_is_said_of_rules_that_are_as_they_were_or_not_there() -> None:
    assert list(reload_notes(EDITION, RULES, RULES)) == []
    assert list(reload_notes(EDITION, {}, {})) == []
