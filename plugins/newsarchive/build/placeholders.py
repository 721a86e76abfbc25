"""What must be replaced before an archive is published: values and words of an example.

An example value is one such as `archive.example`. The files of a new archive mark words of ours with a comment:
`<!-- replace: … -->` in a text, `# replace: …` in a vocabulary or a catalogue. The newsroom writes its own words and
deletes the comment.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple
from urllib.parse import urlsplit

from newsarchive.content.files import scan
from newsarchive.model.settings import Site
from newsarchive.model.web_addresses import names_inside

_NUMBER = re.compile(r"[0-9.]+,")  # an IP address as an authority
# top-level domains of RFC 2606, section 2, and RFC 6761, section 6: no public host is in them
_RESERVED = frozenset({"example", "invalid", "localhost", "test"})
_RESERVED_DOMAINS = frozenset({"example.com", "example.net", "example.org"})

EXAMPLE_NAMES = frozenset(("Media Azadlığı Arxivi", "Media Freedom Archive", "Архив свободы СМИ"))
"""The names, in all languages, of the archive that comes with the generator: no other archive has them."""

NOTICE = dt.timedelta(days=30)
"""How long before `security_expires` a publication begins to say so."""

_KEY = re.compile(r"\bRW[A-Za-z0-9+/]{54}(?![A-Za-z0-9+/=])")


class Placeholder(NamedTuple):
    """What must be replaced before publication: a setting that is empty, an example or (`passed`) a day that is over.

    `setting` is as editors write it: `NEWSROOM["contact"]`. It may also be the name of the archive in a language,
    `site.name (az)`, and the file `README.md` with the public key of another archive.
    """

    setting: str
    value: str
    passed: bool = False

    def line(self, words: Callable[..., str], language: str) -> str:
        """Return a line of the message to editors: the setting, its value, and what to write instead."""
        value = self.value or words(language, "newsroom.placeholder.empty")
        if self.passed:
            value = words(language, "newsroom.placeholder.passed", day=value)
        if self.setting.startswith("README"):
            return words(language, "newsroom.placeholder.readme", file=self.setting, value=value)
        if self.setting.startswith("site.name"):
            wanted = words(language, "newsroom.placeholder.of-site-name")
            return words(language, "newsroom.placeholder", setting=self.setting, value=value, wanted=wanted)
        name = self.setting.removeprefix('NEWSROOM["').removesuffix('"]').lower().replace("_", "-")
        wanted = words(language, f"newsroom.placeholder.of-{name}")
        return words(language, "newsroom.placeholder", setting=self.setting, value=value, wanted=wanted)


def placeholders_of(site: Site) -> tuple[Placeholder, ...]:
    """Return the settings that must be replaced before the site is published.

    These are required settings that are empty, addresses that no reader can open, such as those in `example.org` or in
    a private network, a `tag_authority` that is the number of a machine (RFC 4151 demands a name), and a
    `security_expires` that is over. A local build (no `url`, no `records`) may keep them, so the result is empty.
    """
    if not (site.url or site.records):
        return ()
    values = [(setting, value) for setting, value in _required(site) if not value or has_example_host(value)]
    if _NUMBER.match(site.newsroom.tag_authority):
        values.append(('NEWSROOM["tag_authority"]', site.newsroom.tag_authority))
    values += [(setting, value) for setting, value in _optional(site) if value and has_example_host(value)]
    passed: tuple[Placeholder, ...] = ()
    expires = site.newsroom.security_expires
    if expires <= site.day:
        passed = (Placeholder('NEWSROOM["security_expires"]', expires.isoformat(), passed=True),)
    return (*(Placeholder(setting, value) for setting, value in values), *passed)


def names_left(own: str, names: Mapping[str, str]) -> Iterator[Placeholder]:
    """Yield a placeholder for each language in which an archive has the name of the one that comes with the generator.

    Args:
        own: The setting `SITENAME`: if it is that name, too, the archive is the one that comes with the generator.
        names: The words `site.name` by language tag.
    """
    if own not in EXAMPLE_NAMES:
        for tag, name in names.items():
            if name in EXAMPLE_NAMES:
                yield Placeholder(f"site.name ({tag})", name)


def keys_left(keys: Collection[str], readmes: Mapping[str, str]) -> Iterator[Placeholder]:
    """Yield a placeholder for each README file that shows readers public keys, but none of `SIGNING_KEYS`.

    Args:
        keys: The keys in the settings; none if nothing is signed.
        readmes: The words of the README files by name.
    """
    for name, words in readmes.items():
        shown = _KEY.findall(words)
        if shown and not set(keys) & set(shown):
            yield Placeholder(name, shown[0])


def _required(site: Site) -> Iterator[tuple[str, str]]:
    yield "SITEURL", site.url
    yield 'NEWSROOM["contact"]', site.newsroom.contact
    yield 'NEWSROOM["tag_authority"]', site.newsroom.tag_authority
    yield 'NEWSROOM["repository"]', site.newsroom.repository


def _optional(site: Site) -> Iterator[tuple[str, str]]:
    for _, address in site.newsroom.follow:
        yield 'NEWSROOM["follow"]', address
    yield 'NEWSROOM["text_licence"]', site.newsroom.text_licence[1]
    yield 'NEWSROOM["pgp"]', site.newsroom.pgp[1]
    for _, address in site.mirrors:
        yield "MIRRORS", address


def has_example_host(value: str) -> bool:
    """Return whether a web address, mailbox or tag authority has a host like `example.org` (RFC 2606, RFC 6761).

    So has a web address of this machine or of a private network, by whatever name.
    """
    if "://" in value and names_inside(value):
        return True
    labels = _host(value).lower().rstrip(".").split(".")
    return labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED_DOMAINS


def _host(value: str) -> str:
    if "://" in value:
        return urlsplit(value).hostname or ""
    return value.rpartition("@")[2].partition(",")[0].strip()


_MARKS = {
    ".md": re.compile(rb"^<!-- replace: (.*?) -->", re.MULTILINE),
    ".yaml": re.compile(rb"^# replace: (.*)", re.MULTILINE),
    ".po": re.compile(rb"^# replace: (.*)", re.MULTILINE),
}


class Unfilled(NamedTuple):
    """A mark in a file: where it is, and what it asks for."""

    path: Path
    line: int
    wanted: str


def is_marked(path: str, data: bytes) -> bool:
    """Return whether a file with these bytes has a mark."""
    mark = _MARKS.get(PurePath(path).suffix)
    # nearly no file has the word, which is found in a twentieth of the time
    return bool(mark and b"replace: " in data and mark.search(data))


def unfilled(folders: Sequence[Path]) -> Iterator[Unfilled]:
    """Yield all marks in the files of folders, such as the content and the catalogues, sorted by path and line.

    Files that are refused as content, such as symbolic links, are left out: they are faults already.
    """
    for folder in filter(Path.is_dir, folders):
        yield from unfilled_in(folder / file.path for file in scan(folder) if not file.refused)


def unfilled_in(paths: Iterable[Path]) -> Iterator[Unfilled]:
    """Yield the marks in some files, in the order of the files and lines."""
    for path in paths:
        mark = _MARKS.get(path.suffix)
        data = path.read_bytes() if mark else b""
        for found in mark.finditer(data) if mark else ():
            yield Unfilled(path, data.count(b"\n", 0, found.start()) + 1, found[1].decode("utf-8", "replace"))
