"""WARC files that we write, and those that others give us."""

from __future__ import annotations

import gzip
import tracemalloc
import types
from contextlib import suppress

import pytest
from warcio.checker import Checker

from newsarchive_sources import warc
from newsarchive_sources.warc import WarcError, read_records, warc_of
from tests.newsarchive_sources.packing import PAGE, PICTURE, page, response

REDIRECT = response("https://news.example/a", status=302, Location="/görüş?a=b".encode().decode("latin-1"))
BINARY = response("https://news.example/a.png", PICTURE, Content_Type="image/png\r\n folded", Server="x")
ALL = (REDIRECT, page(), BINARY)


def test_what_was_written_is_read_again():
    records = list(read_records([warc_of(ALL, "newsarchive/0")[0]]))
    assert [(each.url, each.status, each.body) for each in records] == [
        (each.url, each.status, each.body) for each in ALL
    ]
    assert records[0].location == "https://news.example/g%C3%B6r%C3%BC%C5%9F?a=b"
    assert [each.content_type for each in records] == ["", "text/html; charset=utf-8", "image/png folded"]


def test_nothing_in_it_names_who_asked():
    data = gzip.decompress(warc_of(ALL, "newsarchive/0")[0])
    for word in (b"visitor-7", b"WARC-IP", b"hostname", b"request", b"127.0.0.1", b"User-Agent"):
        assert word not in data, word


def test_the_same_responses_give_the_same_bytes_at_the_places_that_are_said():
    data, places = warc_of(ALL, "newsarchive/0")
    assert warc_of(ALL, "newsarchive/0")[0] == data
    for place in places:
        record = gzip.decompress(data[place.offset : place.offset + place.length])
        assert f"WARC-Target-URI: {place.response.url}".encode() in record
        assert record.endswith(place.response.body + b"\r\n\r\n")


def test_warcio_finds_all_digests_right(tmp_path, capsys):
    path = tmp_path / "data.warc.gz"
    path.write_bytes(warc_of(ALL, "newsarchive/0")[0])
    assert Checker(types.SimpleNamespace(inputs=[str(path)], verbose=True)).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 4


def test_a_digest_that_does_not_fit_is_found_by_warcio(tmp_path, capsys):
    path = tmp_path / "data.warc"
    path.write_bytes(gzip.decompress(warc_of(ALL, "newsarchive/0")[0]).replace(b"Words", b"Sword"))
    assert Checker(types.SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 1
    assert "payload digest failed" in capsys.readouterr().out


def test_damaged_files_are_refused():
    data = warc_of(ALL, "newsarchive/0")[0]
    plain = gzip.decompress(data)
    assert len(list(read_records([plain]))) == 3
    for damaged in (b"words", b"\x1f\x8b" + b"x" * 100, plain.replace(b"WARC/1.0", b"WURC/1.0")):
        with pytest.raises(WarcError):
            list(read_records([damaged]))
    for cut in range(0, len(data), 97):
        with suppress(WarcError):
            assert len(list(read_records([data[:cut]]))) <= 3


def test_bodies_are_read_within_limits(monkeypatch):
    bomb = warc_of([response("https://news.example/", b"\0" * 2_000_000)] * 3, "newsarchive/0")[0]
    assert len(bomb) < 50_000
    monkeypatch.setattr(warc, "MOST_BYTES", 5_000_000)
    with pytest.raises(WarcError, match="too large"):
        list(read_records([bomb]))
    monkeypatch.setattr(warc, "MOST_RECORDS", 2)
    with pytest.raises(WarcError, match="too many"):
        list(read_records([warc_of(ALL, "newsarchive/0")[0]]))


def test_compressed_and_chunked_bodies_of_others_are_decoded():
    body = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    head = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http + chunked)}\r\n\r\n"
    record = next(read_records([head.encode() + http + chunked + b"\r\n\r\n"]))
    assert record.body == PAGE


@pytest.mark.parametrize(
    "head",
    [
        b"WARC/1.0\r\nX: " + b"a" * 5_000_000,
        b"WARC/1.0\r\n" + b"a:b\r\n" * 1_000_000,
        b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 5000000\r\n\r\n" + b"\0" * 5_000_000,
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Type: application/http\r\n"
        b"Content-Length: 5000000\r\n\r\nHTTP/1.1 200 " + b"a" * 5_000_000,
    ],
)
def test_heads_of_records_are_read_within_limits(head, monkeypatch):
    """A file of 7 KB with one endless line took all memory of the machine."""
    monkeypatch.setattr(warc, "MOST_UNPACKED", 4_000_000)
    bomb = gzip.compress(head)
    assert len(bomb) < 20_000
    tracemalloc.start()
    try:
        with pytest.raises(WarcError, match="too large"):
            list(read_records([bomb]))
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_the_limits_are_those_of_all_files_together(monkeypatch):
    data = warc_of([response("https://news.example/", b"\0" * 2_000_000)], "newsarchive/0")[0]
    monkeypatch.setattr(warc, "MOST_BYTES", 5_000_000)
    assert len(list(read_records([data] * 2))) == 2
    with pytest.raises(WarcError, match="too large"):
        list(read_records([data] * 3))
