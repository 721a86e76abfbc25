"""What an upgrade does with each file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from newsarchive.digests import digest
from newsarchive_start.answers import Answers, Record
from newsarchive_start.skeleton import lock_of
from newsarchive_start.upgrades import asked, difference, files_after, merged_lock, outdated, renewals
from newsarchive_start.wheel import Wheel
from tests.newsarchive_start.test_skeleton import OTHERS, WHEEL

ANSWERS = Answers(names={"en": "Archive"}, began=dt.date(2026, 11, 27))
OLD = {"same": b"1", "theirs": b"1", "kept": b"1", "gone": b"1", "deleted": b"1", "unasked": b"1"}
NEW = {"same": b"2", "theirs": b"2", "kept": b"1", "deleted": b"2", "new": b"2", "already": b"2"}
THERE = {"same": b"1", "theirs": b"own", "kept": b"own", "gone": b"1", "unasked": b"own", "already": b"own"}


def _record(files: Mapping[str, bytes]) -> Record:
    digests = {path: digest(data).hex() for path, data in files.items()}
    return Record(version="2.1.0", answers=ANSWERS, files=digests)


def test_each_file_is_renewed_shown_or_left_alone() -> None:
    found = renewals(_record(OLD), NEW, THERE.get)
    assert {each.path: each.action for each in found} == {
        "same": "write",  # as it was generated
        "theirs": "show",  # changed by the newsroom and by the new version
        "gone": "delete",  # as it was generated, and not generated any more
        "new": "write",
        "already": "show",  # new, but the newsroom has a file of that name
    }


def test_a_file_that_is_taken_is_renewed_whatever_it_was() -> None:
    found = renewals(_record(OLD), NEW, THERE.get, ["theirs", "kept", "deleted"])
    assert {each.path for each in found if each.action == "write"} == {"same", "theirs", "kept", "deleted", "new"}


def test_a_second_upgrade_changes_nothing_and_shows_the_same() -> None:
    first = renewals(_record(OLD), NEW, THERE.get)
    there = {**THERE, **{each.path: each.after for each in first if each.action == "write"}}
    del there["gone"]
    record = Record(version="2.2.0", answers=ANSWERS, files=files_after(_record(OLD), NEW, first))
    again = renewals(record, NEW, there.get)
    assert {each.path: each.action for each in again} == {"theirs": "show", "already": "show"}
    assert files_after(record, NEW, again) == record.files


def test_a_lock_that_was_changed_keeps_its_own_packages() -> None:
    old, new = "a==1 \\\n    --hash=x\n", "a==2 \\\n    --hash=y\n"
    (found,) = renewals(
        _record({"requirements.lock": old.encode()}),
        {"requirements.lock": new.encode()},
        {"requirements.lock": (old + "b==1 \\\n    --hash=z\n").encode()}.get,
    )
    assert (found.action, found.after) == ("write", (new + "b==1 \\\n    --hash=z\n").encode())


def test_a_difference_names_both_sides() -> None:
    shown = next(each for each in renewals(_record(OLD), NEW, THERE.get) if each.path == "theirs")
    assert difference(shown).splitlines() == ["--- theirs", "+++ theirs (new version)", "@@ -1 +1 @@", "-own", "+2"]


CHANGELOG = """# Changelog

## Unreleased

### To do after an upgrade

- Not yet.

## 2.10.0, 1 March 2027

### To do after an upgrade

- Ten.

### For editors

- Nothing to do.

## 2.2.0

### For editors

- More words.

## 2.1.0

### To do after an upgrade

- One.
"""


def test_the_changelog_is_asked_for_the_versions_in_between() -> None:
    assert list(asked(CHANGELOG, "2.1.0", "2.10.0")) == [("2.10.0", "- Ten.")]
    assert list(asked(CHANGELOG, "2.0.0", "2.10.0")) == [("2.1.0", "- One."), ("2.10.0", "- Ten.")]
    assert list(asked(CHANGELOG, "2.1.0", "2.9.0")) == []


def test_a_newsrooms_own_packages_stay_and_all_others_are_the_new_ones() -> None:
    newer = Wheel("newsarchive-2.2.0-py3-none-any.whl", "2.2.0", b"newer")
    old, new = lock_of(WHEEL, "", OTHERS), lock_of(newer, "", OTHERS)
    theirs = old.replace("babel==2.18.0", "Babel==2.17.0") + "our_plugin==1.0 \\\n    --hash=sha256:cc\n    # ours\n"
    assert merged_lock(theirs, new) == new + "our_plugin==1.0 \\\n    --hash=sha256:cc\n    # ours\n"
    assert merged_lock(old, new) == new
    address = lock_of(WHEEL, "https://archive.test/newsarchive-2.1.0-py3-none-any.whl", OTHERS)
    assert merged_lock(address, new) == new


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("      - run: make check FORMAT=github # beside their lines", ["check"]),
        ("          make publish CONFIRM=$DAY && make deploy TO=/srv", ["publish", "deploy"]),
        ("make -s verify FROM=output", ["verify"]),
        ("make keep WAYBACK=1; make links", ["keep", "links"]),
        ("      - run: make html", []),
        ("make publish SITEURL=https://a.example OUTPUTDIR=/srv", []),
        ("make test", []),
        ("# make sure that it makes links", []),
    ],
)
def test_scripts_and_workflows_learn_which_commands_are_the_programs_now(line: str, meant: list[str]) -> None:
    told = [
        f"a.yml:1: write ./newsarchive {name} instead of make {name}; its --help lists what make took as variables"
        for name in meant
    ]
    assert list(outdated("a.yml", line)) == told


def test_receivers_of_an_earlier_version_learn_the_name_of_their_argument() -> None:
    (line,) = outdated("own.py", "def make_files(edition, pages, kept):")
    assert line == "own.py:1: a receiver's argument kept is called cache, a newsarchive.api.Cache"
    assert list(outdated("own.py", "def make_files(edition, pages, cache):")) == []
