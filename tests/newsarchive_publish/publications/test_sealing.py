"""What closes a publication, and names that nothing else may have."""

import datetime as dt
import hashlib
from types import SimpleNamespace

import pytest

from newsarchive.build.errors import BuildError, DayError
from newsarchive.model.ledger import PublicationRow
from newsarchive_publish.integrity.checksums import parse_sums, parse_unlisted, unlisted_digest
from newsarchive_publish.publications.sealing import (
    checksum_files,
    require_free_names,
    require_right_day,
    require_verifiable,
)

TAKEN = ["SHA256SUMS", "sha256sums", "SHA256SUMS.unlisted/a.txt", "STATE", "state/a.html", "Chain", "STATE.minisig"]


@pytest.mark.parametrize("path", [*TAKEN, "state.minisig", "STATE.0123456789abcdef.minisig"])
def test_no_other_file_lies_where_the_sums_and_signatures_are_to_be(path):
    with pytest.raises(BuildError, match=path):
        require_free_names([path])


@pytest.mark.parametrize("path", [".well-known/assetlinks.json", "google0123456789abcdef.html", "sw.js", "own.txt"])
def test_a_name_that_mirrors_refuse_is_not_published(path):
    with pytest.raises(BuildError, match=f"refuse the name {path}"):
        require_free_names([path])


@pytest.mark.parametrize("path", ["en/state/index.html", "statement.csv", "_headers", "editions/a.epub"])
def test_other_names_are_free(path):
    require_free_names([path])


def test_what_nobody_could_verify_is_not_published():
    files = {"all.zip": bytes(256 << 20), "a.txt": b"abc"}
    outputs = SimpleNamespace(changed=files.keys(), data=files.get)
    require_verifiable(outputs)
    files["all.zip"] += b"0"
    with pytest.raises(BuildError, match=r"all\.zip has 257 MB, and nobody could verify"):
        require_verifiable(outputs)


def test_all_files_are_summed_the_untold_ones_by_their_line_and_the_list_of_those_by_itself():
    hidden, shown = "en/2023/a/index.html", "en/2023/b/index.html"
    digests = {path: hashlib.sha256(path.encode()).digest() for path in (hidden, shown, "_headers")}
    unlisted, sums = checksum_files(SimpleNamespace(digests=digests, untold={hidden}))
    assert parse_unlisted(unlisted.data) == {unlisted_digest(hidden, digests[hidden])}
    assert parse_sums(sums.data) == {
        "SHA256SUMS.unlisted": hashlib.sha256(unlisted.data).digest(),
        shown: digests[shown],
    }
    assert [file.address for file in checksum_files(SimpleNamespace(digests=digests, untold=()))] == ["SHA256SUMS"]


def test_a_page_that_mirrors_refuse_is_not_published():
    page = b'<!DOCTYPE html><meta name="google-site-verification" content="x">'
    outputs = SimpleNamespace(changed={"en/index.html"}, data=lambda _: page)
    with pytest.raises(BuildError, match=r'mirrors would refuse en/index\.html, which has “<meta name="google-site'):
        require_verifiable(outputs)


TODAY, AHEAD = dt.date(2026, 11, 28), dt.date(2031, 5, 1)


def ledger(*days):
    return [PublicationRow(number, day, "none", day, "", "", "") for number, day in enumerate(days, start=1)]


def test_after_a_publication_of_a_day_to_come_a_person_must_confirm_the_day():
    """No program can know which of the two clocks was wrong."""
    rows = ledger(TODAY, AHEAD)
    with pytest.raises(DayError) as refused:
        require_right_day(rows, TODAY, confirmed=False)
    assert str(refused.value) == (
        "nothing is published: this publication would be of 2026-11-28 (UTC), but publication 2, the last one in"
        " publications.tsv, is of 2031-05-01, so either the clock was ahead then, or it is behind now. If 2026-11-28 is"
        " wrong, set the clock of this machine (or SOURCE_DATE_EPOCH). If it is right, confirm it: publish again with"
        " --confirm=2026-11-28"
    )
    require_right_day(rows, TODAY, confirmed=True)


@pytest.mark.parametrize("days", [(), (TODAY,), (AHEAD, TODAY), (TODAY - dt.timedelta(1),)])
def test_where_no_clock_was_wrong_there_is_nothing_to_confirm(days):
    """Else a script could confirm each day, and no person would look."""
    require_right_day(ledger(*days), TODAY, confirmed=False)
    with pytest.raises(DayError, match="CONFIRM is for a day before that of the last publication"):
        require_right_day(ledger(*days), TODAY, confirmed=True)
