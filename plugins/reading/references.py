"""Links and pictures that name other files of the content, as one canonical path each.

An editor links files as they lie in the repository (`../../2019/other/az.md#heading`, or Pelican's
`{filename}/pages/about/az.md`); a text keeps `content:pages/about/az.md`, which `archive.bodies`
turns into a link when the page is made.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from plugins.archive.bodies import SCHEME
from plugins.archive.markup import LINKING_TAG

_ATTRIBUTE = re.compile(r'(?<= )(href|src)="([^"]*)"')
_PELICAN = re.compile(r"(?:\{|%7B)(?:filename|static|attach)(?:\}|%7D)")
_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|\Z")


def canonical(target: str, folder: str) -> str:
    """Return the content path (with its fragment) that a link means; ValueError where it leaves the content.

    `folder` is the linking file's, relative to the content; a target that begins with `/` starts there.
    """
    bare = _PELICAN.sub("", target, count=1)
    path, hash_mark, fragment = unquote(bare).partition("#")
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
    normal = posixpath.normpath(joined)
    if normal.startswith("..") or "\\" in normal or "\0" in normal:
        raise ValueError(target)
    return normal + hash_mark + fragment


@dataclass(frozen=True)
class Reference:
    """A link or picture: its target as typed, and the content path that it means."""

    typed: str
    path: str


@dataclass
class References:
    """What a text refers to. `outside` are addresses on the web.

    `leaving` and `elsewhere` are typed targets that are refused: links that lead out of the content folder,
    and pictures on other hosts, which would learn of each reader.
    """

    links: list[Reference] = field(default_factory=list)
    pictures: list[Reference] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def mark_references(markup: str, folder: str) -> tuple[str, References]:
    """Give every link to a file its canonical form; return the HTML and what it refers to."""
    found = References()

    def mark(match: re.Match[str]) -> str:
        attribute, target = match[1], html.unescape(match[2])
        if _ABSOLUTE.match(target):
            if attribute == "src":
                found.elsewhere.append(target)
            elif _WEB.match(target):
                found.outside.append(target)
            return match[0]
        try:
            path = canonical(target, folder)
        except ValueError:
            found.leaving.append(target)
            return match[0]
        (found.links if attribute == "href" else found.pictures).append(Reference(target, path))
        return f'{attribute}="{SCHEME}{html.escape(path)}"'

    return LINKING_TAG.sub(lambda tag: _ATTRIBUTE.sub(mark, tag[0]), markup), found
