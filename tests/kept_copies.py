"""Kept copies of pages (WACZ) for tests, written without any code of the generator, and changed in one place."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

ADDRESS = "https://news.example/2026/raid"
MOMENT = "2026-03-12T10:20:30Z"
PAGE = b"<!doctype html><meta charset=utf-8><title>Raid</title><p>The office was searched.\n"
HTML = ("Content-Type", "text/html; charset=utf-8")


def member(content: bytes, name: bytes = b"") -> bytes:
    """Return content as one member of gzip, as warcio writes it; `name` is a file's name in its head."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = b"\x1f\x8b\x08" + (b"\x08" if name else b"\0") + b"\0\0\0\0\0\3" + (name + b"\0" if name else b"")
    body = packer.compress(content) + packer.flush()
    return head + body + struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def sha256(content: bytes) -> str:
    """Return a digest as records have it."""
    return "sha256:" + base64.b32encode(hashlib.sha256(content).digest()).decode()


def record(kind: str, block: bytes, fields: Mapping[str, str], number: int = 0) -> bytes:
    """Return a record of a WARC file, unpacked; an empty value leaves a field out."""
    found = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.UUID(int=number, version=4)}>",
        "WARC-Date": MOMENT,
        "WARC-Block-Digest": sha256(block),
        "Content-Length": str(len(block)),
        **fields,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in found.items() if value)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """What a server answered: its body, its headers, and fields of its record that differ."""

    body: bytes = PAGE
    address: str = ADDRESS
    headers: Sequence[tuple[str, str]] = (HTML,)
    fields: Mapping[str, str] = field(default_factory=dict)
    status: str = "HTTP/1.1 200 OK"

    def record(self, number: int) -> bytes:
        """Return its record."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        block = f"{self.status}\r\n{head}\r\n".encode() + self.body
        fields = {
            "WARC-Target-URI": self.address,
            "Content-Type": "application/http; msgtype=response",
            "WARC-Payload-Digest": sha256(self.body),
            **self.fields,
        }
        return record("response", block, fields, number)


def warcinfo(lines: str = "software: newsarchive/1\r\nformat: WARC File Format 1.1\r\n") -> bytes:
    """Return the record about the file itself."""
    return record("warcinfo", lines.encode(), {"Content-Type": "application/warc-fields"})


def warc(records: Iterable[bytes]) -> tuple[bytes, list[tuple[int, int]]]:
    """Return packed records one after the other, and where each begins and how long it is."""
    out, places = b"", []
    for each in records:
        packed = member(each)
        places.append((len(out), len(packed)))
        out += packed
    return out, places


def package(members: Mapping[str, bytes], **more: object) -> dict[str, bytes]:
    """Return the two files that list and seal the members."""
    resources = [
        {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{_hex(content)}", "bytes": len(content)}
        for name, content in members.items()
    ]
    told = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources, **more}
    listed = json.dumps(told).encode()
    sealed = json.dumps({"path": "datapackage.json", "hash": f"sha256:{_hex(listed)}"}).encode()
    return {"datapackage.json": listed, "datapackage-digest.json": sealed}


def _hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def members_of_copy(answers: Sequence[Answer] = (Answer(),), title: str = "Raid") -> dict[str, bytes]:
    """Return the members of a copy, except those that list and seal them."""
    records, places = warc([warcinfo(), *(each.record(number) for number, each in enumerate(answers, start=1))])
    lines = []
    for each, (at, size) in zip(answers, places[1:], strict=True):
        entry = {"url": each.address, "status": "200", "offset": str(at), "length": str(size)}
        lines.append(f"example,news)/ 20260312102030 {json.dumps(entry | {'filename': 'data.warc.gz'})}\n")
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}, {"id": "1", "url": ADDRESS, "title": title}]
    return {
        "archive/data.warc.gz": records,
        "indexes/index.cdx": "".join(lines).encode(),
        "pages/pages.jsonl": "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in pages).encode(),
    }


def stored(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a ZIP file of members, without any date, mode or system of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.external_attr = 0o100644 << 16
            info.create_system = 3
            made.writestr(info, content)
    return out.getvalue()


def copy_of(*answers: Answer, title: str = "Raid", **more: object) -> bytes:
    """Return a kept copy with these answers; without any, with one page."""
    members = members_of_copy(answers or (Answer(),), title)
    return stored((members | package(members, **more)).items())


def copy_with(changed: Mapping[str, bytes]) -> bytes:
    """Return a kept copy in which members differ, with lists and digests that fit."""
    members = members_of_copy() | changed
    return stored((members | package(members)).items())
