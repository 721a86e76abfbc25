"""What is known of a mirror."""

import random

from newsarchive.digests import digest
from newsarchive.model.ledger import PublicationRow
from newsarchive_publish.integrity.copies import FolderCopy
from newsarchive_publish.mirroring.report import Age, age_of, sample_of
from newsarchive_publish.publications.observing import observe
from tests.newsarchive_publish.mirroring.publishing import DAY, KEY, Publication

FIRST = Publication()
SECOND = FIRST.then({"en/b.html": b"b"})
THIRD = SECOND.then({"en/c.html": b"c"})


def chance(seed):
    return random.Random(seed)  # noqa: S311 - a test is the same each time


def ledger_of(*publications):
    rows = []
    for each in publications:
        state = digest(each.all_files()["STATE"])
        rows.append(PublicationRow(each.number, each.day, "none", each.next_by, "0" * 64, state.hex(), ""))
    return rows


def observed(publication, folder):
    publication.write(folder)
    return observe(FolderCopy(folder), (KEY.public_key,), 1, DAY)


def test_a_mirror_is_behind_current_ahead_or_a_fork_of_the_ledger(tmp_path):
    found = observed(SECOND, tmp_path / "m")
    assert age_of(found, ()) == Age()
    assert age_of(found, ledger_of(FIRST)) == Age(-1, 0)
    assert age_of(found, ledger_of(FIRST, SECOND)) == Age(0, 0)
    assert age_of(found, ledger_of(FIRST, SECOND, THIRD)) == Age(1, 0)
    other = FIRST.then({"en/x.html": b"x"})
    assert age_of(found, ledger_of(FIRST, other)) == Age(0, 2)
    assert age_of(found, ledger_of(Publication(files={"en/a.html": b"a"}), other)).forked == 1


def test_a_sample_has_the_front_pages_and_others_by_chance():
    sums = {"index.html": b"", "en/index.html": b"", **{f"en/2026/{number}/index.html": b"" for number in range(200)}}
    samples = [set(sample_of(sums, 10, chance(seed))) for seed in range(3)]
    assert all(len(each) == 10 and {"index.html", "en/index.html"} <= each for each in samples)
    assert samples[0] != samples[1] != samples[2]
    assert set(sample_of({"a": b""}, 10, chance(1))) == {"a"}
