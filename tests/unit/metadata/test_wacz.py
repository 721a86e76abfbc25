"""What the scanner finds in kept copies of pages (WACZ)."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
import zipfile
import zlib

import pytest
from PIL import Image

from newsarchive.keeping.wacz import pack
from newsarchive.keeping.web import Response
from newsarchive.metadata.scanner import Trace, traces_of
from tests.kept_copies import (
    ADDRESS,
    HTML,
    PAGE,
    Answer,
    copy_of,
    copy_with,
    member,
    members_of_copy,
    package,
    record,
    stored,
    warc,
    warcinfo,
)

DAMAGED = (Trace("file-damaged", "ZIP"),)
PICTURE = "https://news.example/a.jpg"


def found(data: bytes) -> tuple[Trace, ...]:
    return traces_of("kept/0.wacz", data)


def records(*several: bytes) -> dict[str, bytes]:
    """Records of a file, and an index of the first answer."""
    packed, places = warc(several)
    at, size = places[1] if len(places) > 1 else (0, 0)
    entry = json.dumps({"url": ADDRESS, "offset": at, "length": size})
    return {"archive/data.warc.gz": packed, "indexes/index.cdx": f"a 20260312102030 {entry}\n".encode()}


def picture(kind: str = "JPEG", size: int = 16, **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "teal").save(out, kind, **how)
    return out.getvalue()


def with_gps() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[2] = (40.0, 24.0, 30.0)
    return exif


def test_a_copy_of_a_page_has_nothing_to_find() -> None:
    own = picture(exif=b"")
    answers = (Answer(), Answer(own, PICTURE, [("Content-Type", "image/jpeg"), ("Content-Length", str(len(own)))]))
    assert found(copy_of(*answers)) == ()


def test_what_make_keep_writes_has_nothing_to_find() -> None:
    def answer(url: str, body: bytes, kind: str, status: int = 200, *more: tuple[str, str]) -> Response:
        headers = (("Set-Cookie", "who=me"), ("ETag", "you"), ("Content-Type", kind), *more)
        return Response(url, status, "OK", headers, body, dt.datetime(2026, 3, 12, 10, 20, 30, tzinfo=dt.UTC))

    first = answer("http://news.example/raid", b"", "text/html", 302, ("Location", ADDRESS))
    page = answer(ADDRESS, PAGE, "text/html; charset=utf-8")
    seen = answer(PICTURE, picture(exif=b""), "image/jpeg")
    assert found(pack([first, page, seen], page, "Обыск", "The office was searched.", "newsarchive/1")) == ()
    seen = answer(PICTURE, picture(exif=with_gps()), "image/jpeg")
    assert found(pack([page, seen], page, "", "", "newsarchive/1")) == (Trace("trace-inside", "GPS", PICTURE),)


@pytest.mark.parametrize(
    ("code", "what", "where", "data"),
    [
        ("trace-inside", "set-cookie", ADDRESS, copy_of(Answer(headers=[HTML, ("Set-Cookie", "who=me")]))),
        ("trace-inside", "etag", ADDRESS, copy_of(Answer(headers=[HTML, ("ETag", '"you"')]))),
        ("trace-inside", "?", ADDRESS, copy_of(Answer(headers=[HTML, ("X-Our-Office", "Baku")]))),
        ("trace-inside", "transfer-encoding", ADDRESS, copy_of(Answer(headers=[("Transfer-Encoding", "chunked")]))),
        ("trace-inside", "content-encoding", ADDRESS, copy_of(Answer(headers=[("Content-Encoding", "br")]))),
        ("trace-inside", "warc-ip-address", ADDRESS, copy_of(Answer(fields={"WARC-IP-Address": "192.0.2.7"}))),
        (
            "trace-inside",
            "UUID",
            ADDRESS,
            copy_of(Answer(fields={"WARC-Record-ID": "<urn:uuid:c232ab00-9414-11ec-b3c8-9f6bdeced846>"})),
        ),
        (
            "trace-inside",
            "URL",
            "https://me:secret@news.example/",
            copy_of(Answer(address="https://me:secret@news.example/")),
        ),
        ("trace-inside", "?", "datapackage.json", copy_of(author="me")),
        ("trace-inside", "?", "datapackage.json", copy_of(title="Raid", description=["me"])),
        (
            "trace-inside",
            "?",
            "https://news.example/v",
            copy_of(Answer(b"\x0b\x1f\x80\x00packed", "https://news.example/v")),
        ),
        ("trace-inside", "ZIP", "https://news.example/z", copy_of(Answer(copy_of(), "https://news.example/z"))),
        ("trace-inside", "?", "https://news.example/g", copy_of(Answer(member(b"words"), "https://news.example/g"))),
    ],
)
def test_what_tells_of_the_editor_or_cannot_be_read_is_named(code: str, what: str, where: str, data: bytes) -> None:
    assert found(data) == (Trace(code, what, where),)


def test_a_field_of_the_file_itself_names_no_machine() -> None:
    told = warcinfo("software: x\r\nhostname: editors-laptop\r\noperator: Me\r\n")
    assert {each.found for each in found(copy_with(records(told, Answer().record(1))))} == {"hostname", "operator"}


@pytest.mark.parametrize(("key", "named"), [("signedData", "signedData"), ("author", "?")])
def test_a_seal_that_names_a_signer_is_a_trace(key: str, named: str) -> None:
    members = members_of_copy()
    members |= package(members)
    sealed = json.loads(members["datapackage-digest.json"]) | {key: {"software": "x"}}
    members["datapackage-digest.json"] = json.dumps(sealed).encode()
    assert found(stored(members.items())) == (Trace("trace-inside", named, "datapackage-digest.json"),)


def test_a_key_of_the_index_that_nobody_knows_is_a_trace() -> None:
    index = members_of_copy()["indexes/index.cdx"].replace(b'"status"', b'"author": "me", "status"')
    assert found(copy_with({"indexes/index.cdx": index})) == (Trace("trace-inside", "?", "indexes/index.cdx"),)


@pytest.mark.parametrize(
    "what",
    [
        picture(exif=with_gps()),
        picture("PNG", exif=with_gps()),
        picture("WEBP", exif=with_gps()),
        picture("AVIF", exif=with_gps()),
        picture(exif=b"") + picture(exif=with_gps()),
        b"%PDF-1.7\n1 0 obj<<>>stream\n" + zlib.compress(picture(exif=with_gps())) + b"\nendstream endobj\n%%EOF",
    ],
)
def test_where_a_picture_was_taken_refuses_the_copy(what: bytes) -> None:
    assert found(copy_of(Answer(), Answer(what, PICTURE))) == (Trace("trace-inside", "GPS", PICTURE),)


def test_a_camera_without_a_place_does_not_refuse_the_copy() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[0] = b"\2\3\0\0"
    assert found(copy_of(Answer(), Answer(picture(exif=exif), PICTURE))) == ()


XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description photoshop:{}="Baku"/></rdf:RDF></x:xmpmeta>'


@pytest.mark.parametrize(("name", "names"), [("City", ["XMP"]), ("Credit", [])])
def test_places_in_words_about_a_picture(name: str, names: list[str]) -> None:
    xmp = XMP.format(name)
    jpeg = picture(xmp=xmp.encode())
    png = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_itxt("XML:com.adobe.xmp", xmp, zip=True)
    Image.new("RGB", (8, 8)).save(png, "PNG", pnginfo=told)
    wide = xmp.encode("utf-16-le")
    gif = b"GIF89a\1\0\1\0\0\0\0\x21\xff\x0bXMP DataXMP" + b"".join(
        bytes((len(part),)) + part for part in (wide[at : at + 255] for at in range(0, len(wide), 255))
    )
    for each in (jpeg, png.getvalue(), gif + b"\0;"):
        assert [trace.found for trace in found(copy_of(Answer(), Answer(each, PICTURE)))] == names


def test_xmp_that_is_continued_is_read_as_one() -> None:
    body, head = XMP.format("City").encode(), b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 40
    at = body.index(b"City") + 2
    more = b"".join(
        b"\xff\xe1" + (len(head + part) + 2).to_bytes(2, "big") + head + part for part in (body[:at], body[at:])
    )
    plain = picture()
    assert found(copy_of(Answer(), Answer(plain[:2] + more + plain[2:], PICTURE)))[0].found == "XMP"


@pytest.mark.parametrize(("number", "names"), [(90, ["IPTC"]), (80, [])])
def test_places_of_news_agencies(number: int, names: list[str]) -> None:
    told = b"\x1c\2\x05\0\2Hi" + bytes((0x1C, 2, number, 0, 4)) + b"Baku"
    resource = b"Photoshop 3.0\x008BIM\4\4\0\0" + len(told).to_bytes(4, "big") + told
    segment = b"\xff\xed" + (len(resource) + 2).to_bytes(2, "big") + resource
    plain = picture()
    data = plain[:2] + segment + plain[2:]
    assert [each.found for each in found(copy_of(Answer(), Answer(data, PICTURE)))] == names


def test_a_picture_within_a_page_is_looked_at() -> None:
    import base64

    inline = base64.b64encode(picture(exif=with_gps())).replace(b"+", b"%2B").replace(b"=", b"%3D")
    page = PAGE + b'<img src="data:image/jpeg;base64,' + inline + b'">'
    assert found(copy_of(Answer(page))) == (Trace("trace-inside", "GPS", ADDRESS),)


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "utf-16", "koi8-r", "shift_jis"])
def test_text_in_any_charset_is_text(charset: str) -> None:
    assert found(copy_of(Answer("Обыск в редакции газеты".encode(charset)))) == ()


def bad_zip(change: str) -> bytes:
    members = members_of_copy()
    whole = list((members | package(members)).items())
    if change == "packed":
        return stored(whole, zipfile.ZIP_DEFLATED)
    if change == "another member":
        return stored([*whole, ("archive/more.warc.gz", b"")])
    if change == "twice":
        with pytest.warns(UserWarning, match="Duplicate"):
            return stored([*whole, whole[0]])
    if change == "before":
        return b"PK\3\4" + stored(whole)
    if change == "after":
        return stored(whole) + b"more"
    data = bytearray(stored(whole))
    first, second = (data.index(b"PK\1\2", at) for at in (0, data.index(b"PK\1\2") + 4))
    data[second + 42 : second + 46] = data[first + 42 : first + 46]  # both begin at the same place
    return bytes(data)


@pytest.mark.parametrize("change", ["packed", "another member", "twice", "before", "after", "overlapping"])
def test_another_zip_is_damage(change: str) -> None:
    assert found(bad_zip(change)) == DAMAGED


ANSWER = Answer().record(1)


def test_no_byte_can_be_another() -> None:
    good = copy_of()
    versions = set()  # of the ZIP format that is needed, which say nothing
    for mark, size in ((b"PK\3\4", 2), (b"PK\1\2", 4)):
        at = good.find(mark)
        while at >= 0:
            versions |= set(range(at + 4, at + 4 + size))
            at = good.find(mark, at + 4)
    assert len(versions) == 5 * 6
    passing = [at for at in range(len(good)) if not found(good[:at] + bytes((good[at] ^ 1,)) + good[at + 1 :])]
    assert set(passing) <= versions


@pytest.mark.parametrize(
    "several",
    [
        (ANSWER,),
        (warcinfo(),) * 2,
        (warcinfo(), ANSWER, warcinfo()),
        (warcinfo(), record("request", b"GET / HTTP/1.1\r\n\r\n", {"WARC-Target-URI": ADDRESS})),
        (warcinfo(), record("metadata", b"a: b\r\n\r\n", {})),
        (warcinfo(), Answer(fields={"WARC-Payload-Digest": ""}).record(1)),
        (warcinfo(), Answer(fields={"WARC-Payload-Digest": "sha256:" + "A" * 56}).record(1)),
        (warcinfo(), Answer(fields={"WARC-Block-Digest": "md5:0"}).record(1)),
        (warcinfo(), Answer(fields={"WARC-Date": "yesterday"}).record(1)),
        (warcinfo(), Answer(fields={"Content-Length": "9"}).record(1)),
        (warcinfo(), Answer(fields={"Content-Length": "-1"}).record(1)),
        (warcinfo(), Answer(status="SIP/2.0 200 OK").record(1)),
        (warcinfo(), ANSWER.replace(b"WARC-Date", b"WARC-Date: 1\r\nWARC-Date")),
        (warcinfo(), ANSWER.replace(b"WARC-Date", b" folded\r\nWARC-Date")),
        (warcinfo(), ANSWER + b"more"),
        (warcinfo(), ANSWER + ANSWER),
        (warcinfo(), b""),
    ],
)
def test_other_records_are_damage(several: tuple[bytes, ...]) -> None:
    assert found(copy_with(records(*several))) == DAMAGED


def test_good_records_in_the_same_form_are_none() -> None:
    assert found(copy_with(records(warcinfo(), ANSWER))) == ()


def changed_gzip(change: str) -> bytes:
    packed = bytearray(members_of_copy()["archive/data.warc.gz"])
    if change == "name":
        return member(warcinfo(), name=b"raid-seen-by-me.warc") + member(ANSWER)
    if change == "time":
        packed[4:8] = b"\1\2\3\4"
    if change == "system":
        packed[9] = 11
    if change == "sum":
        packed[-5] ^= 1
    if change == "short":
        del packed[-9:]
    if change == "between":
        first = member(warcinfo())
        return first + b"\0" + bytes(packed[len(first) :])
    if change == "behind":
        packed += b"hidden"
    if change == "empty":
        packed += member(b"")
    return bytes(packed)


@pytest.mark.parametrize("change", ["name", "time", "system", "sum", "short", "between", "behind", "empty"])
def test_another_gzip_is_damage(change: str) -> None:
    assert found(copy_with({"archive/data.warc.gz": changed_gzip(change)})) == DAMAGED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("indexes/index.cdx", b""),
        ("indexes/index.cdx", b'a 20260312102030 {"url": "https://elsewhere.example/", "offset": 0, "length": 9}\n'),
        ("indexes/index.cdx", b"not an index\n"),
        ("pages/pages.jsonl", b""),
        ("pages/pages.jsonl", b"[]\n"),
        ("pages/pages.jsonl", b'{"id": "a", "id": "b"}\n'),
        ("pages/pages.jsonl", b"[" * 100_000),
    ],
)
def test_lists_that_do_not_fit_are_damage(name: str, content: bytes) -> None:
    assert found(copy_with({name: content})) == DAMAGED


@pytest.mark.parametrize("resources", [None, 7, "x", [], [{"path": "a"}], [1, 2, 3]])
def test_members_that_are_not_listed_are_damage(resources: object) -> None:
    assert found(copy_of(resources=resources)) == DAMAGED


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = members_of_copy([Answer(b"\n" * 3_000_000)])
    assert len(bomb["archive/data.warc.gz"]) < 6000
    assert found(copy_with(bomb)) == ()
    monkeypatch.setattr("newsarchive.metadata.wacz.MOST_UNPACKED", 2_000_000)
    assert found(copy_with(bomb)) == DAMAGED
    several = members_of_copy([Answer(b"\n" * 900_000)] * 3)
    assert found(copy_with(several)) == DAMAGED
    monkeypatch.setattr("newsarchive.metadata.wacz.MOST_RECORDS", 2)
    assert found(copy_of(Answer(), Answer())) == DAMAGED


def test_a_bomb_within_a_picture_is_not_unpacked() -> None:
    word = b"k\0\0" + zlib.compress(b" " * 3_000_000)
    chunk = len(word).to_bytes(4, "big") + b"zTXt" + word + zlib.crc32(b"zTXt" + word).to_bytes(4, "big")
    plain = picture("PNG")
    data = plain[:33] + chunk + plain[33:]
    assert found(copy_of(Answer(), Answer(data, PICTURE))) == (Trace("trace-inside", "PNG", PICTURE),)
    many = (b"II\x2a\0\x08\0\0\0" + (900).to_bytes(2, "little") + bytes(12 * 900 + 4)) * 25
    assert found(copy_of(Answer(), Answer(plain + many, PICTURE))) == (Trace("trace-inside", "PNG", PICTURE),)


def _photoshops(number: int) -> bytes:
    """Resources of which each leads through the data sets of all that follow."""
    return b"8BIM\4\4\0\0\0\0\0\0\x1c\1\0\0\x0c" * number


@pytest.mark.parametrize(
    "data",
    [
        picture() + _photoshops(20_000),
        picture() + b"II\x2a\0\x08\0\0\0" * 100_000,
        b"GIF89a\1\0\1\0\0\0\0" + b"\x21\xfe\1" * 100_000 + b"\0;",
        b"%PDF-1.7\n" + (b"stream\n" + zlib.compress(b"", 0)[:2] + b"\0\0\0\xff\xff" * 200) * 1_000,
        b"%PDF-1.7\n" + b"stream\n\x78\x01" * 100_000,
    ],
    ids=["resources", "headers", "blocks", "empty streams", "streams"],
)
def test_a_file_of_beginnings_takes_little_time(data: bytes) -> None:
    began = time.process_time()
    found(copy_of(Answer(), Answer(data, PICTURE)))
    assert time.process_time() - began < 2
