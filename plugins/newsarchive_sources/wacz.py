"""WACZ files (Webrecorder, version 1.1.1): a WARC with an index and a list of pages, in one file for browsers.

ReplayWeb.page and other viewers show such a file without a server. `pack` writes ours, with the same bytes for the same
responses; `read_wacz` also reads those of other programs, which may be hostile.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from newsarchive.api import absolute_address, digest, header_text, zip_file

from .warc import RecordPlace, WarcError, WarcRecord, payload_digest, read_records, warc_of
from .web import NoAnswerError, Response, address_of

_VERSION = "1.1.1"
_MOMENT, _STAMP = "%Y-%m-%dT%H:%M:%SZ", "%Y%m%d%H%M%S"
_WARC, _INDEX, _PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
_PACKAGE, _DIGEST = "datapackage.json", "datapackage-digest.json"
_MOST_MEMBERS = 10_000
_MOST_BYTES = 1 << 30
_MOST_JSON = 64 << 20
_REDIRECTS = 10


class WaczError(ValueError):
    """A file is no WACZ, or it is damaged; the message says in which way."""


class Wacz(msgspec.Struct, frozen=True):
    """The responses in a WACZ file, and the addresses of its pages, the main page first."""

    records: Sequence[WarcRecord]
    pages: Sequence[str]

    def page(self, address: str) -> WarcRecord | None:
        """Return the response for an address, after redirects that are in the file, too; None if there is none.

        http and https, `www.`, a final slash and a fragment make no difference: browsers change these.
        """
        by_url = dict[str, WarcRecord]()
        # a page comes before a redirect to it, such as that from http to https
        for record in sorted(self.records, key=lambda record: record.status >= 300):
            if record.status < 400:
                by_url.setdefault(record.url, record)
                by_url.setdefault(_plain(record.url), record)
        found = _of(by_url, address)
        for _ in range(_REDIRECTS):
            if found is None or not 300 <= found.status < 400:
                return found
            found = _of(by_url, absolute_address(found.url, header_text(found.location)))
        return None


def pack(responses: Sequence[Response], page: Response, title: str, text: str, software: str) -> bytes:
    """Return a WACZ file.

    Args:
        responses: What it contains: the redirects to the page, the page, and what the page needs.
        page: The page.
        title: The page's title; empty if it has none.
        text: The page's visible text, by which viewers search.
        software: What wrote it, such as `newsarchive/2.1.0`.
    """
    warc, places = warc_of(responses, software)
    members = {
        _WARC: warc,
        _INDEX: "".join(sorted(map(_index_line, places))).encode(),
        _PAGES: _page_list(responses[0].url, page, title, text),
    }
    package = _json(
        {
            "profile": "data-package",
            "resources": [_resource(path, data) for path, data in members.items()],
            "title": title or page.url,
            "mainPageURL": responses[0].url,
            "mainPageDate": page.moment.strftime(_MOMENT),
            "created": page.moment.strftime(_MOMENT),
            "wacz_version": _VERSION,
            "software": software,
        }
    )
    members[_PACKAGE] = package
    members[_DIGEST] = _json({"path": _PACKAGE, "hash": _hash(package)})
    return b"".join(zip_file.zip_of(zip_file.packed(name, data, store=True) for name, data in members.items()))


def _page_list(url: str, page: Response, title: str, text: str) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": bool(text)}
    line = {"id": "page", "url": url, "ts": page.moment.strftime(_MOMENT), "title": title or url, "text": text}
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in (head, line))


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def _resource(path: str, data: bytes) -> dict[str, Any]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": _hash(data), "bytes": len(data)}


def _hash(data: bytes) -> str:
    return f"sha256:{digest(data).hex()}"


def _index_line(place: RecordPlace) -> str:
    response = place.response
    fields = {"url": response.url, "mime": response.media_type or "unk", "status": str(response.status)}
    fields |= {"digest": payload_digest(response), "length": str(place.length), "offset": str(place.offset)}
    fields["filename"] = _WARC.rpartition("/")[2]
    return f"{sort_key(response.url)} {response.moment.strftime(_STAMP)} {json.dumps(fields, ensure_ascii=False)}\n"


def sort_key(url: str) -> str:
    """Return the key of an address in an index (SURT): `org,example)/a?b=1` for `https://example.org/a?b=1`."""
    parts = urlsplit(url.lower())
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = parts.path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{host}{port}){path}{'?' if query else ''}{query}"


def has_page(path: Path, address: str) -> bool:
    """Return whether a file that `pack` wrote has a page at an address, by its index; False if it cannot be read."""
    try:
        with zipfile.ZipFile(path) as file:
            index = _member(file, _INDEX, _MOST_JSON).decode("utf-8", "replace")
        key = f"{sort_key(address_of(address))} "
    except (WaczError, NoAnswerError, zipfile.BadZipFile, OSError):
        return False
    return any(line.startswith(key) and '"status": "200"' in line for line in index.splitlines())


def read_wacz(data: bytes) -> Wacz:
    """Return what a WACZ file contains.

    Raises:
        WaczError: It is no WACZ, it is damaged, or larger than the limits.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            members = file.infolist()
            if len(members) > _MOST_MEMBERS or sum(each.file_size for each in members) > _MOST_BYTES:
                raise WaczError("it has too many files, or too large ones")
            package = _parsed(_member(file, _PACKAGE, _MOST_JSON))
            _require_package(file, package)
            names = list(dict.fromkeys(each.filename for each in members))
            warcs = [name for name in names if name.startswith("archive/") and name.endswith((".warc.gz", ".warc"))]
            records = list(read_records(_member(file, name, _MOST_BYTES) for name in warcs))
            pages = _pages(_member(file, _PAGES, _MOST_JSON) if _PAGES in names else b"")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise WaczError(str(error) or type(error).__name__) from None
    except WarcError as error:
        raise WaczError(str(error)) from None
    main = package.get("mainPageURL")
    return Wacz(records, list(dict.fromkeys([main, *pages] if isinstance(main, str) else pages)))


def _member(file: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return the bytes of a member, which may have another size than the file says."""
    try:
        with file.open(name) as stream:
            found = stream.read(most + 1)
    except KeyError:
        raise WaczError(f"{name} is missing") from None
    if len(found) > most:
        raise WaczError(f"{name} is too large")
    return found


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WaczError(f"{_PACKAGE} is damaged")
    return found


def _require_package(file: zipfile.ZipFile, package: Mapping[str, Any]) -> None:
    """Raise WaczError if the digest of a file, or that of the list of files, does not match."""
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        raise WaczError(f"{_PACKAGE} names no files")
    said_of = dict[str, str]()
    for each in resources:
        path, said = (each.get("path"), each.get("hash")) if isinstance(each, dict) else (None, None)
        if not isinstance(path, str) or not isinstance(said, str):
            raise WaczError(f"{_PACKAGE} is damaged")
        if said_of.setdefault(path, said) != said:
            raise WaczError(f"{path} is not as {_PACKAGE} says")
    for path, said in said_of.items():
        if said.startswith("sha256:") and _hash(_member(file, path, _MOST_BYTES)) != said:
            raise WaczError(f"{path} is not as {_PACKAGE} says")
    if _DIGEST in file.namelist():
        said = _parsed(_member(file, _DIGEST, _MOST_JSON)).get("hash")
        if said != _hash(_member(file, _PACKAGE, _MOST_JSON)):
            raise WaczError(f"{_PACKAGE} is not as {_DIGEST} says")


def _pages(lines: bytes) -> Iterable[str]:
    for line in lines.splitlines():
        try:
            url = json.loads(line).get("url")
        except (ValueError, AttributeError, RecursionError):
            continue
        if isinstance(url, str):
            yield url


def _of(by_url: Mapping[str, WarcRecord], url: str) -> WarcRecord | None:
    """Return the record of an address: its own before one that browsers take for it, which may be another page."""
    try:
        return by_url.get(address_of(url)) or by_url.get(_plain(url))
    except NoAnswerError:
        return by_url.get(_plain(url))


def _plain(url: str) -> str:
    """Return an address without what browsers change: the scheme, `www.`, a final slash and the fragment."""
    try:
        parts = urlsplit(address_of(url))
    except NoAnswerError:
        return url
    host = parts.netloc.removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return f"{host}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}"
