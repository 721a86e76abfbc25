"""`newsarchive keep` with an authority for time-stamps (`openssl ts`) and a public archive (pywb), all on loopback."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from newsarchive.model.dates import parse_date
from newsarchive.model.fields import FrontMatter, Source
from newsarchive.model.models import Text
from newsarchive.model.settings import SettingsError
from newsarchive_sources.commands.keep import run
from newsarchive_sources.commands.keep_attestations import named_sources
from newsarchive_sources.kept import Attempt, parse_kept
from tests.newsarchive.cli.desks import options_of
from tests.newsarchive.editions import settings_of
from tests.newsarchive_publish.integrity.hosts import Answer, host, page, said
from tests.newsarchive_sources.archives import Capture, Saving, pywb, saving
from tests.newsarchive_sources.authorities import OpensslAuthority, answering, openssl
from tests.newsarchive_sources.commands.test_links import content_of, text

pytestmark = pytest.mark.usefixtures("public_loopback")
REPORT = page(b"<!doctype html><title>Report</title><p>" + b"A report with words enough to be read. " * 5)


def keep(content: Path, *arguments: str, **settings: object) -> int:
    kept = str(content.parent / "kept")
    found = settings_of(content, content.parent / "store", KEPT_PATH=kept, **settings)
    return run(options_of("keep", "--pause", "0", "--language", "en", *arguments), found)


def attempts(content: Path) -> dict[str, Attempt]:
    found, faults = parse_kept((content / "kept.tsv").read_text("utf-8"))
    assert not faults
    return {attempt.address: attempt for attempt in found}


@pytest.fixture
def authority(tmp_path: Path) -> OpensslAuthority:
    (tmp_path / "authority").mkdir()
    return OpensslAuthority(tmp_path / "authority")


def test_copies_are_stamped_and_found_in_a_public_archive_or_saved_there_once(
    tmp_path: Path, authority: OpensslAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: dict[str, Answer] = {"/known": REPORT, "/new": REPORT, "/robots.txt": said("404 Not Found")}
    stamped: list[bytes] = []

    def stamp(query: bytes) -> bytes:
        stamped.append(query)
        return authority.answer(query)

    (tmp_path / "archive").mkdir()
    with host(answers) as site:
        captures = [Capture(f"{site}/known", f"{year}-01-02T03:04:05Z") for year in (2020, 2026)]
        content = content_of(tmp_path, law=text(f"{site}/known", f"{site}/new", f"{site}/gone"))
        with pywb(tmp_path / "archive", captures) as archive, answering(stamp) as address:
            front = Saving(archive)
            with saving(front) as save:
                settings = {
                    "MEMENTO_ARCHIVE": (archive, save),
                    "TIMESTAMP_AUTHORITY": address,
                    "TIMESTAMP_CERTIFICATES": str(authority.root),
                }
                assert keep(content, "--wayback", **settings) == 0
                first = (content / "kept.tsv").read_bytes()
                assert keep(content, "--wayback", **settings) == 0
        assert (content / "kept.tsv").read_bytes() == first
        assert (len(stamped), front.asked) == (2, [f"{site}/new"])
        found = attempts(content)
    assert found[f"{site}/known"].memento == f"{archive}20260102030405/{site}/known"
    assert found[f"{site}/new"].memento.endswith(f"/{site}/new")
    gone = found[f"{site}/gone"]
    assert (gone.outcome, gone.memento, gone.token) == ("gone", "", "")
    for path in ("known", "new"):
        file = tmp_path / "kept" / found[f"{site}/{path}"].file
        asked = ("ts", "-verify", "-data", str(file), "-in", f"{file}.tsr", "-CAfile", str(authority.root))
        assert "Verification: OK" in openssl(*asked)
    told = capsys.readouterr().out
    assert f"{site}/known: a web archive has a copy, made on 2026-01-02" in told
    assert f"{site}/gone: the web archive has no copy of it" in told
    assert keep(content, "--verify", TIMESTAMP_CERTIFICATES=str(authority.root)) == 0
    # the token of one copy, put beside another and recorded there, is not about it
    token = tmp_path / "kept" / f"{found[f'{site}/new'].file}.tsr"
    other = (tmp_path / "kept" / f"{found[f'{site}/known'].file}.tsr").read_bytes()
    token.write_bytes(other)
    lines = (content / "kept.tsv").read_text("utf-8")
    known, new = (found[f"{site}/{path}"].token for path in ("known", "new"))
    (content / "kept.tsv").write_text(lines.replace(new, known), "utf-8")
    assert keep(content, "--verify") == 1
    assert "imprint" in capsys.readouterr().out


def test_what_could_not_be_got_is_told_and_costs_no_copy(
    tmp_path: Path, authority: OpensslAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: dict[str, Answer] = {"/a": REPORT, "/b": REPORT, "/robots.txt": said("404 Not Found")}
    (tmp_path / "other").mkdir()
    other = OpensslAuthority(tmp_path / "other")
    with host(answers) as site, answering(authority.answer) as address, host({}) as archive:
        content = content_of(tmp_path, law=text(f"{site}/a", f"{site}/b"))
        wrong = {"TIMESTAMP_AUTHORITY": address, "TIMESTAMP_CERTIFICATES": str(other.root)}
        assert keep(content, **wrong) == 1
        told = capsys.readouterr().out
        assert told.count("is not signed by the authority in TIMESTAMP_CERTIFICATES") == 1
        assert all(each.is_copy and not each.token for each in attempts(content).values())
        assert not list((tmp_path / "kept").glob("*/*.tsr"))
        busy = Saving(archive, [(429, {"Retry-After": "600"})])
        with saving(busy) as save:
            assert keep(content, "--wayback", MEMENTO_ARCHIVE=(f"{archive}/web/", save)) == 1
        assert busy.asked == [f"{site}/a"]
        # it is busy for the other source, too
        assert capsys.readouterr().out.count("wait 10 min") == 1
        barred = Saving(archive, [(403, {})] * 2)
        with saving(barred) as save:
            assert keep(content, "--wayback", MEMENTO_ARCHIVE=(f"{archive}/web/", save)) == 0
        assert barred.asked == [f"{site}/a", f"{site}/b"]
        # what an editor pasted counts
        (content / "briefings/2026/law/en.md").write_text(
            text(f"{site}/a", f"{site}/b", more=f"\n    archived: {archive}/pasted")
        )
        with pytest.raises(SettingsError, match="MEMENTO_ARCHIVE is empty"):
            keep(content, "--wayback")
        assert keep(content, "--wayback", f"{site}/b", MEMENTO_ARCHIVE=(f"{archive}/web/", save)) == 0
    assert not any(each.memento for each in attempts(content).values())


def test_a_copy_that_was_altered_or_is_missing_gets_no_time_stamp(tmp_path: Path, authority: OpensslAuthority) -> None:
    answers: dict[str, Answer] = {"/a": REPORT, "/b": REPORT}
    stamped: list[bytes] = []

    def stamp(query: bytes) -> bytes:
        stamped.append(query)
        return authority.answer(query)

    with host(answers) as site, answering(stamp) as address:
        content = content_of(tmp_path, law=text(f"{site}/a", f"{site}/b"))
        assert keep(content) == 0
        first, second = (tmp_path / "kept" / each.file for each in attempts(content).values())
        first.write_bytes(first.read_bytes() + b"x")
        second.unlink()
        settings = {"TIMESTAMP_AUTHORITY": address, "TIMESTAMP_CERTIFICATES": str(authority.root)}
        assert keep(content, **settings) == 0
    assert stamped == []


def test_no_archive_is_asked_to_save_a_source_that_is_no_longer_online(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would save the page of whoever has the address today."""
    with host({"/a": REPORT}) as site, host({}) as archive:
        content = content_of(tmp_path, law=text(f"{site}/a"))
        assert keep(content) == 0
        (content / "links.tsv").write_text(f"{site}/a\t404\t2026-11-01\t2026-11-09\t2\n", "utf-8")
        front = Saving(archive)
        with saving(front) as save:
            assert keep(content, "--wayback", MEMENTO_ARCHIVE=(f"{archive}/web/", save)) == 0
    assert front.asked == []
    assert f"{site}/a: the web archive has no copy of it" in capsys.readouterr().out


def test_a_source_was_read_on_the_day_of_the_first_text_that_names_it() -> None:
    front = FrontMatter(sources=(Source("https://a.example/", "A", "B", "en"),))
    days = ("2026-03-04", "2026-03-02", "", "2026-03-03")
    texts = [Text("a/en.md", "en", replace(front, date=parse_date(day) if day else None), "", "") for day in days]
    assert named_sources(texts, dt.date(2026, 3, 9))["https://a.example/"].read == dt.date(2026, 3, 2)
