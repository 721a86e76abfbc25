"""WACZ files that we write, and those that others give us."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from newsarchive_sources import wacz
from newsarchive_sources.wacz import WaczError, read_wacz, sort_key
from tests.newsarchive_sources.archives import pywb
from tests.newsarchive_sources.packing import PAGE, PICTURE, URL, packed, page, response

OTHERS = Path(sys.prefix) / "web-archives"


def repacked(data: bytes, changes: dict[str, bytes | None], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The file as another program packs it, with other members; None leaves one out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", method) as new:
        members = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in members.items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def test_what_was_packed_is_read_again():
    found = read_wacz(packed())
    assert found.pages == ["http://news.example/2026/law"]
    for address in (URL, "http://news.example/2026/law", f"{URL}/", f"{URL}#part", "https://www.news.example/2026/law"):
        assert found.page(address).body == PAGE, address
    assert found.page("https://news.example/2026/lawyer") is None


def test_the_same_page_gives_the_same_bytes_all_stored():
    assert packed() == packed()
    with zipfile.ZipFile(io.BytesIO(packed())) as file:
        assert {each.compress_type for each in file.infolist()} == {zipfile.ZIP_STORED}
        assert {each.date_time for each in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"visitor-7" not in b"".join(file.read(name) for name in file.namelist())


def test_redirects_are_followed_within_the_file_but_not_for_ever():
    first = response("https://news.example/1", status=302, Location="/2")
    second = response("https://news.example/2", status=302, Location="/1")
    third = response("https://news.example/3", status=302, Location=URL)
    found = read_wacz(packed(first, second, third, page()))
    assert found.page("https://news.example/1") is None
    assert found.page("https://news.example/3").body == PAGE


@pytest.mark.full
def test_a_file_of_a_page_is_not_taken_for_the_page():
    """A picture at an address that browsers take for that of the source made a sound copy look damaged."""
    found = read_wacz(
        packed(
            response("http://news.example/a", status=302, Location="http://news.example/b"),
            response("https://www.news.example/a/", b"<p>not this", Content_Type="text/html"),
            page(url="http://news.example/b"),
        )
    )
    assert found.page("http://news.example/a").body == PAGE


def test_py_wacz_finds_it_valid(tmp_path):
    path = tmp_path / "kept.wacz"
    path.write_bytes(packed())
    command = [sys.executable, "-m", "wacz", "validate", "-f", str(path)]
    done = subprocess.run(command, env={"PYTHONPATH": str(OTHERS)}, capture_output=True, text=True, check=False)
    assert "the passed WACZ is valid" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.full
def test_its_index_is_that_of_cdxj_indexer(tmp_path):
    with zipfile.ZipFile(io.BytesIO(packed())) as file:
        file.extract("archive/data.warc.gz", tmp_path)
        ours = file.read("indexes/index.cdx").decode()
    program = "import sys; from cdxj_indexer.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", program, "--sort", str(tmp_path / "archive/data.warc.gz")]
    done = subprocess.run(command, env={"PYTHONPATH": str(OTHERS)}, capture_output=True, text=True, check=True)

    def lines(index: str) -> list[tuple[str, str, dict[str, str]]]:
        split = (line.split(" ", 2) for line in index.splitlines())
        return [(key, stamp, {"mime": "unk", **json.loads(rest)}) for key, stamp, rest in split]

    assert lines(ours) == lines(done.stdout)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.News.example/A/b/?c=D&a=b", "example,news)/a/b?a=b&c=d"),
        ("http://news.example:8080/", "example,news:8080)/"),
        ("https://news.example:443/%C3%BC", "example,news)/%c3%bc"),
    ],
)
def test_an_index_is_sorted_by_key(url, key):
    assert sort_key(url) == key


def test_files_of_other_programs_are_read():
    data = repacked(packed(), {"datapackage-digest.json": None, "logs/a.log": b"words", "pages/pages.jsonl": None})
    with pytest.raises(WaczError, match=r"pages/pages\.jsonl is missing"):
        read_wacz(data)
    with zipfile.ZipFile(io.BytesIO(packed())) as file:
        package = json.loads(file.read("datapackage.json"))
    package["resources"] = [each for each in package["resources"] if each["path"].startswith("archive/")]
    changes = {"datapackage.json": json.dumps(package).encode(), "datapackage-digest.json": None}
    found = read_wacz(repacked(data, changes))
    assert found.page(URL).body == PAGE


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"archive/data.warc.gz": b"other"}, "is not as datapackage.json says"),
        ({"archive/data.warc.gz": None}, "is missing"),
        ({"datapackage.json": None}, "is missing"),
        ({"datapackage.json": b"{"}, "is damaged"),
        ({"datapackage.json": b"[" * 100_000}, "is damaged"),
        ({"datapackage.json": b"[]"}, "is damaged"),
        ({"datapackage.json": b"{}"}, "names no files"),
        ({"datapackage.json": b'{"resources": [1]}'}, "is damaged"),
        ({"datapackage-digest.json": b'{"hash": "sha256:00"}'}, "is not as datapackage-digest.json says"),
    ],
)
def test_damaged_files_are_refused(changes, message):
    with pytest.raises(WaczError, match=message):
        read_wacz(repacked(packed(), changes))


def test_what_is_no_zip_or_too_large_is_refused(monkeypatch):
    for data in (b"", b"words", packed()[:-30], packed()[:500]):
        with pytest.raises(WaczError):
            read_wacz(data)
    bomb = repacked(packed(), {"logs/zeros": b"\0" * 20_000_000})
    monkeypatch.setattr(wacz, "_MOST_BYTES", 10_000_000)
    with pytest.raises(WaczError, match="too large"):
        read_wacz(bomb)
    monkeypatch.setattr(wacz, "_MOST_MEMBERS", 3)
    with pytest.raises(WaczError, match="too many"):
        read_wacz(packed())


def test_a_file_that_is_named_many_times_is_read_once(monkeypatch):
    """A package of 100 KB that named one file 300 times took minutes; memory was lost with files of one name."""
    resource = json.loads(zipfile.ZipFile(io.BytesIO(packed())).read("datapackage.json"))["resources"][0]
    package = json.dumps({"resources": [resource] * 1000}).encode()
    data = repacked(packed(), {"datapackage.json": package, "datapackage-digest.json": None})
    with zipfile.ZipFile(file := io.BytesIO(data), "a") as twice:
        warc = twice.read("archive/data.warc.gz")
        twice.NameToInfo.clear()  # it would warn of the name
        twice.writestr("archive/data.warc.gz", warc)
    read = []
    member = wacz._member
    monkeypatch.setattr(wacz, "_member", lambda file, name, most: read.append(name) or member(file, name, most))
    assert len(read_wacz(file.getvalue()).records) == 3
    assert read.count("archive/data.warc.gz") == 2


def test_no_damage_of_a_byte_raises_anything_else():
    data = packed()
    for position in range(0, len(data), 61):
        damaged = bytearray(data)
        damaged[position] ^= 0x5A
        try:
            read_wacz(bytes(damaged))
        except WaczError:
            continue


@pytest.mark.full
def test_pywb_replays_it(tmp_path):
    with pywb(tmp_path, [], wacz=packed()) as archive:
        for mode, path in (("id_", "http://news.example/2026/law"), ("mp_", URL)):
            with urllib.request.urlopen(f"{archive}20260312102030{mode}/{path}", timeout=30) as answer:
                shown = answer.read()
            assert answer.status == 200
            assert answer.headers["Memento-Datetime"] == "Thu, 12 Mar 2026 10:20:30 GMT"
            assert b"<p>Words of the page." in shown
        with urllib.request.urlopen(f"{archive}20260312102030id_/https://news.example/a.png", timeout=30) as answer:
            assert answer.read() == PICTURE
            assert answer.headers["Content-Type"] == "image/png"
