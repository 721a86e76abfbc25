"""What closes a publication, and names that nothing else may have."""

import datetime as dt
from types import SimpleNamespace

import pytest

from newsarchive.archive.publications import PublicationRow
from newsarchive.build.checks import Staged
from newsarchive.build.diagnostics import BuildError, DayError
from newsarchive.build.last_build import Output
from newsarchive.build.sealing import require_free_names, require_right_day, require_verifiable

TAKEN = ["SHA256SUMS", "sha256sums", "SHA256SUMS.unlisted/a.txt", "STATE", "state/a.html", "Chain", "STATE.minisig"]


@pytest.mark.parametrize("path", [*TAKEN, "state.minisig", "STATE.0123456789abcdef.minisig"])
def test_no_other_file_lies_where_the_sums_and_signatures_are_to_be(path):
    with pytest.raises(BuildError, match=path):
        require_free_names({path: Output(b"")})


@pytest.mark.parametrize("path", [".well-known/assetlinks.json", "google0123456789abcdef.html", "sw.js", "own.txt"])
def test_a_name_that_mirrors_refuse_is_not_published(path):
    with pytest.raises(BuildError, match=f"refuse the name {path}"):
        require_free_names({path: Output(b"")})


@pytest.mark.parametrize("path", ["en/state/index.html", "statement.csv", "_headers", "editions/a.epub"])
def test_other_names_are_free(path):
    require_free_names({path: Output(b"")})


def test_what_nobody_could_verify_is_not_published(tmp_path):
    for name, size in (("all.html", 256 << 20), ("a.txt", 3)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    staged = Staged(SimpleNamespace(folder=tmp_path), {}, {"all.html", "a.txt"})
    require_verifiable(staged)
    with (tmp_path / "all.html").open("ab") as file:
        file.write(b"1")
    with pytest.raises(BuildError, match=r"all\.html has 257 MB, and nobody could verify"):
        require_verifiable(staged)


TODAY, AHEAD = dt.date(2026, 11, 28), dt.date(2031, 5, 1)


def ledger(*days):
    return [PublicationRow(number, day, "", day, b"", b"") for number, day in enumerate(days, start=1)]


def test_after_a_publication_of_a_day_to_come_a_person_must_confirm_the_day():
    """No program can know which of the two clocks was wrong."""
    rows = ledger(TODAY, AHEAD)
    with pytest.raises(DayError) as refused:
        require_right_day(rows, TODAY, confirmed=False)
    assert str(refused.value) == (
        "nothing is published: this publication would be of 2026-11-28 (UTC), but publication 2, the last one in"
        " publications.tsv, is of 2031-05-01, so either the clock was ahead then, or it is behind now. If 2026-11-28 is"
        " wrong, set the clock of this machine (or SOURCE_DATE_EPOCH). If it is right, confirm it: publish again with"
        " CONFIRM=2026-11-28"
    )
    require_right_day(rows, TODAY, confirmed=True)


@pytest.mark.parametrize("days", [(), (TODAY,), (AHEAD, TODAY), (TODAY - dt.timedelta(1),)])
def test_where_no_clock_was_wrong_there_is_nothing_to_confirm(days):
    """Else a script could confirm each day, and no person would look."""
    require_right_day(ledger(*days), TODAY, confirmed=False)
    with pytest.raises(DayError, match="CONFIRM is for a day before that of the last publication"):
        require_right_day(ledger(*days), TODAY, confirmed=True)
