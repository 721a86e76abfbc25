"""What must be replaced before an archive is published: values and words of an example.

An example value is one such as `archive.example`. The files of a new archive mark words of ours with a comment:
`<!-- replace: … -->` in a text, `# replace: …` in a vocabulary or a catalogue. The newsroom writes its own words and
deletes the comment. A publication is refused while any is left; a trial (`ALLOW_PLACEHOLDERS`) prints them.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from newsarchive.content.files import scan
from newsarchive.model.index import Words
from newsarchive.model.settings import SettingsError, Site, site_of
from newsarchive.model.web_addresses import names_inside

from .terminal import shown_path

EXAMPLE_NAMES = frozenset(("Media Azadlığı Arxivi", "Media Freedom Archive", "Архив свободы СМИ"))
"""The names, in all languages, of the archive that comes with the generator: no other archive has them."""

NOTICE = dt.timedelta(days=30)
"""How long before `security_expires` a publication begins to say so."""

_NUMBER = re.compile(r"[0-9.]+,")  # an IP address as an authority
# top-level domains of RFC 2606, section 2, and RFC 6761, section 6: no public host is in them
_RESERVED = frozenset({"example", "invalid", "localhost", "test"})
_RESERVED_DOMAINS = frozenset({"example.com", "example.net", "example.org"})
_KEY = re.compile(r"\bRW[A-Za-z0-9+/]{54}(?![A-Za-z0-9+/=])")
_COMMENT = re.compile(rb"^# replace: (.*)", re.MULTILINE)
_MARKS = {".md": re.compile(rb"^<!-- replace: (.*?) -->", re.MULTILINE), ".yaml": _COMMENT, ".po": _COMMENT}


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
        name = self.setting.removeprefix('NEWSROOM["').removesuffix('"]').lower().replace("_", "-")
        name = "site-name" if name.startswith("site.name") else name
        wanted = words(language, f"newsroom.placeholder.of-{name}")
        return words(language, "newsroom.placeholder", setting=self.setting, value=value, wanted=wanted)


def placeholders_of(site: Site) -> Iterator[Placeholder]:
    """Yield the settings that must be replaced before the site is published.

    These are required settings that are empty, addresses that no reader can open, such as those in `example.org` or in
    a private network, a `tag_authority` that is the number of a machine (RFC 4151 demands a name), and a
    `security_expires` that is over. A local build (no `url`, no `records`) may have them all.
    """
    if not (site.url or site.records):
        return
    newsroom = site.newsroom
    required = {f'NEWSROOM["{name}"]': getattr(newsroom, name) for name in ("contact", "tag_authority", "repository")}
    for setting, value in {"SITEURL": site.url, **required}.items():
        if not value or has_example_host(value):
            yield Placeholder(setting, value)
    if _NUMBER.match(newsroom.tag_authority):
        yield Placeholder('NEWSROOM["tag_authority"]', newsroom.tag_authority)
    optional = [('NEWSROOM["follow"]', address) for _, address in newsroom.follow]
    optional += [('NEWSROOM["text_licence"]', newsroom.text_licence[1]), ('NEWSROOM["pgp"]', newsroom.pgp[1])]
    optional += [("MIRRORS", address) for _, address in site.mirrors]
    for setting, value in optional:
        if value and has_example_host(value):
            yield Placeholder(setting, value)
    if newsroom.security_expires <= site.day:
        yield Placeholder('NEWSROOM["security_expires"]', newsroom.security_expires.isoformat(), passed=True)


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


def has_example_host(value: str) -> bool:
    """Return whether a web address, mailbox or tag authority has a host like `example.org` (RFC 2606, RFC 6761).

    So has a web address of this machine or of a private network, by whatever name.
    """
    if "://" in value and names_inside(value):
        return True
    host = (urlsplit(value).hostname or "") if "://" in value else value.rpartition("@")[2].partition(",")[0].strip()
    labels = host.lower().rstrip(".").split(".")
    return labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED_DOMAINS


def marks_in(paths: Iterable[Path]) -> Iterator[str]:
    """Yield a line for each mark in some files: its place, and what it asks for."""
    for path in paths:
        mark = _MARKS.get(path.suffix)
        data = path.read_bytes() if mark else b""
        for found in mark.finditer(data) if mark else ():
            line = data.count(b"\n", 0, found.start()) + 1
            yield f"{shown_path(path.absolute())}:{line}: {found[1].decode('utf-8', 'replace')}"


def lines_left(settings: Mapping[str, Any], site: Site, words: Words, language: str) -> Iterator[tuple[str, str]]:
    """Yield what must be replaced before a publication: the setting, or an empty string, and a line about it.

    These are settings (`placeholders_of`), the name of the archive that comes with the generator, a public key of
    another archive in a README beside the content, and words in the catalogues and the content that a mark asks to
    replace.
    """
    names = names_left(settings.get("SITENAME", ""), {tag: words(tag, "site.name") for tag in site.tags})
    paths = sorted(Path(settings["PATH"]).absolute().parent.glob("README*.md"))
    keys = keys_left(site.signing_keys, {path.name: path.read_text("utf-8", "replace") for path in paths})
    for each in (*placeholders_of(site), *names, *keys):
        yield each.setting, each.line(words, language)
    for folder in (*settings["CATALOGUE_PATHS"], settings["PATH"]):
        yield from (("", line) for line in marks_in(_files_in(Path(folder))))


def _files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, without those that are refused as content: they are faults already."""
    yield from (folder / file.path for file in (scan(folder) if folder.is_dir() else ()) if not file.refused)


def require_own_values(settings: Mapping[str, Any], day: dt.date) -> None:
    """Check that a site is not published with settings of a local build or with what is left of an example.

    If `ALLOW_PLACEHOLDERS` is on, as in a trial, what is left is printed and not refused.

    Raises:
        SettingsError: If `newsarchive publish` has settings of a local build, or if placeholders are refused.
    """
    site = site_of(settings, day)
    # `newsarchive publish` sets PUBLICATION, whatever the settings are
    if os.environ.get("PUBLICATION") and not (site.url and settings.get("CHECKSUMS")):
        raise SettingsError(
            "nothing is published, because these are settings of a local build: SITEURL or CHECKSUMS is off. Begin the"
            " file with “from publishconf import *”, and import nothing after it that turns them off again"
        )
    if not (site.url or site.records):
        return
    # imported late: a local build in which nothing has changed loads no catalogues
    from .site_loader import load_words

    words = load_words(settings, site)
    lines = "".join(f"\n  {line}" for _, line in lines_left(settings, site, words, site.default))
    if lines and not settings.get("ALLOW_PLACEHOLDERS", False):
        raise SettingsError(words(site.default, "newsroom.placeholders.refused", lines=lines))
    if lines:
        trial = "trial" if site.records else "trial-unrecorded"
        print(words(site.default, f"newsroom.placeholders.{trial}", lines=lines), file=sys.stderr)
