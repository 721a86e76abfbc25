"""Dates of other systems, and the walk over their files."""

import datetime as dt
import os
from pathlib import Path, PurePosixPath

import pytest

from newsarchive.model.dates import ArchiveDate
from newsarchive_import import items
from newsarchive_import.items import (
    UNDECODED,
    ImportFailure,
    joined,
    parse_old_date,
    parse_old_day,
    parse_old_moment,
    read_text,
    scan,
    site_path,
)

DAY = dt.date(2019, 2, 3)


@pytest.mark.parametrize(
    "value",
    [
        *("2019-02-03", "2019-02-03 23:30:00", "2019-02-03T23:30:00Z", "2019-02-03 10:00 +0400", "2019/02/03"),
        *("2019-2-3", "2019.02.03", "20190203", "Sun, 03 Feb 2019 06:00:00 +0000", "3 Feb 2019", "3 February 2019"),
        *("03.02.2019", "3.2.2019 10:00", "February 3, 2019", "Feb 3rd 2019", "Sunday, 3 February 2019 10:00"),
    ],
)
def test_a_day_is_read_in_every_usual_form_and_in_its_own_time_zone(value: str) -> None:
    assert parse_old_day(value) == DAY
    assert parse_old_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0000-00-00 00:00:00",
        "-0001-11-30",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "2019-13-01",
        "31.02.2019",
        "03/02/2019",
        "3.2.19",
        "31 Smarch 2019",
        "x" * 9999,
    ],
)
def test_what_is_no_day_is_none(value: str) -> None:
    assert parse_old_day(value) is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2019-02-03 23:30:00", "2019-02-03T23:30:00"),
        ("2019-02-03 23:30", "2019-02-03T23:30:00"),
        ("2019-02-03T23:30:00Z", "2019-02-03T23:30:00"),
        ("2019-02-03 03:30:00 +0400", "2019-02-02T23:30:00"),
        ("Sun, 03 Feb 2019 06:00:00 +0000", "2019-02-03T06:00:00"),
        ("2019-02-03", ""),
        ("0000-00-00 00:00:00", ""),
        ("9999-12-31 23:59:59 -1200", ""),
        ("a: b", ""),
        ("", ""),
    ],
)
def test_a_moment_is_read_if_a_date_has_a_time(value: str, moment: str) -> None:
    assert parse_old_moment(value) == moment


def test_a_year_and_a_month_stay_as_exact_as_they_are() -> None:
    assert parse_old_date("2019") == ArchiveDate(2019)
    assert parse_old_date("2019-02") == ArchiveDate(2019, 2)


def test_hidden_folders_packages_and_links_are_left_out_with_the_reason(tmp_path: Path) -> None:
    for name in ("a.md", "b/c.md", ".git/x.md", "node_modules/y.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "link.md").symlink_to("a.md")
    os.mkfifo(tmp_path / "pipe")
    found = scan(tmp_path)
    assert list(found.files) == [PurePosixPath("a.md"), PurePosixPath("b/c.md")]
    assert [what for what, _ in found.left_out] == [".git", "link.md", "node_modules", "pipe"]
    assert all(why for _, why in found.left_out)


@pytest.mark.parametrize("target", ["/etc", "/etc/passwd", "../outside.md"])
def test_a_link_out_of_the_folder_stops_the_import(tmp_path: Path, target: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "outside.md").write_text("secret")
    (tmp_path / "site/link").symlink_to(target)
    with pytest.raises(ImportFailure, match="site/link: a symbolic link to a place outside of the folder; replace it"):
        scan(tmp_path / "site")


def test_too_many_files_and_too_deep_folders_stop_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "/".join("a" * 45)).mkdir(parents=True)
    with pytest.raises(ImportFailure, match="nested more than 40 deep"):
        scan(tmp_path)
    monkeypatch.setattr(items, "MOST_FILES", 2)
    for name in "abc":
        (tmp_path / f"{name}.md").touch()
    with pytest.raises(ImportFailure, match="more than 2 files"):
        scan(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_in_a_unicode_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.md").write_bytes("söz\r\nson\r".encode(encoding))
    assert read_text(tmp_path / "a.md") == "söz\nson\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_utf_16_without_a_byte_order_mark_is_not_taken_for_utf_8(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_bytes("Title\nСлово".encode(encoding))
    assert UNDECODED in read_text(tmp_path / name, marked=True)
    with pytest.raises(ImportFailure, match="it is not UTF-8"):
        read_text(tmp_path / name)


def test_html_that_declares_utf_16_in_ascii_is_in_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes("<meta charset=utf-16><p>Слово".encode("cp1251"))
    assert read_text(tmp_path / "a.html", marked=True).endswith(f"<p>{UNDECODED * 5}")


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Title\n\nСлово".encode("cp1251"))
    with pytest.raises(ImportFailure, match=r"a\.md:3: it is not UTF-8; save the file as UTF-8"):
        read_text(tmp_path / "a.md")


def test_bytes_of_another_encoding_are_marked_if_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("a \u0451 \u4e00".encode("cp1251", "replace") + "\ufffd".encode())
    assert read_text(tmp_path / "a.md", marked=True) == f"a {UNDECODED} ?\ufffd"


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-8"])
@pytest.mark.parametrize("meta", ["<meta charset='windows-1251'>", '<META content="text/html; charset=windows-1251">'])
def test_html_is_read_in_the_encoding_that_it_declares_unless_it_is_utf_8(
    tmp_path: Path, meta: str, encoding: str
) -> None:
    (tmp_path / "a.html").write_bytes(f"<html>{meta}<p>Слово".encode(encoding))
    assert read_text(tmp_path / "a.html").endswith("<p>Слово")
    (tmp_path / "b.md").write_bytes(f"{meta} Слово".encode("windows-1251"))
    with pytest.raises(ImportFailure, match="it is not UTF-8"):
        read_text(tmp_path / "b.md")


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ("ISO-8859-1", "cp1252", "“It’s” – café €"),
        ("us-ascii", "cp1252", "“It’s” – café €"),
        ("iso-8859-9", "cp1254", "“serbest” – bırakıldı"),
        ("iso-8859-2", "iso-8859-2", "Łódź"),
    ],
)
def test_html_is_decoded_as_browsers_do_by_the_encoding_that_it_declares(
    tmp_path: Path, declared: str, encoding: str, words: str
) -> None:
    """Quotation marks, apostrophes and dashes of Windows became control characters, and were lost."""
    (tmp_path / "a.html").write_bytes(f'<meta charset="{declared}"><p>{words}'.encode(encoding))
    assert read_text(tmp_path / "a.html").endswith(f"<p>{words}")


def test_a_huge_text_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(ImportFailure, match="larger than 8 MB"):
        read_text(tmp_path / "a.md")


def test_addresses_and_paths_of_a_site() -> None:
    assert site_path("https://a.example/b%20c/%C9%99.jpg?x#y") == "b c/ə.jpg"
    assert site_path("http://[") == ""
    assert joined("https://a.example/b/", "/c/") == "https://a.example/b/c/"
    assert joined("", "c") == "/c"
