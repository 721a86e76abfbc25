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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
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


def placeholders_of(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the settings that must be replaced before the site is published, each with its value.

    These are required settings that are empty, addresses that no reader can open, a `tag_authority` that is a number
    (RFC 4151 demands a name), and a `security_expires` that is over. A local build may have them all.
    """
    if not (site.url or site.records):
        return
    newsroom = site.newsroom
    required = [("SITEURL", site.url)]
    required += [
        (f'NEWSROOM["{name}"]', getattr(newsroom, name)) for name in ("contact", "tag_authority", "repository")
    ]
    optional = [('NEWSROOM["follow"]', address) for _, address in newsroom.follow]
    optional += [('NEWSROOM["text_licence"]', newsroom.text_licence[1]), ('NEWSROOM["pgp"]', newsroom.pgp[1])]
    optional += [("MIRRORS", address) for _, address in site.mirrors]
    for setting, value in (*required, *(row for row in optional if row[1])):
        if not value or has_example_host(value) or ("tag_" in setting and _NUMBER.match(value)):
            yield setting, value
    if newsroom.security_expires <= site.day:
        yield 'NEWSROOM["security_expires"]', newsroom.security_expires.isoformat()


def has_example_host(value: str) -> bool:
    """Return whether a web address, mailbox or tag authority has a host like `example.org` (RFC 2606, RFC 6761).

    So has a web address of this machine or of a private network, by whatever name.
    """
    if "://" in value and names_inside(value):
        return True
    host = (urlsplit(value).hostname or "") if "://" in value else value.rpartition("@")[2].partition(",")[0].strip()
    labels = host.lower().rstrip(".").split(".")
    return labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED_DOMAINS


def line_of(setting: str, value: str, words: Words, language: str) -> str:
    """Return a line that names a setting, its value, and what to write instead."""
    name = setting.removeprefix('NEWSROOM["').removesuffix('"]').lower().replace("_", "-")
    wanted = words(language, f"newsroom.placeholder.of-{'site-name' if name.startswith('site.name') else name}")
    if name == "security-expires":
        value = words(language, "newsroom.placeholder.passed", day=value)
    value = value or words(language, "newsroom.placeholder.empty")
    return words(language, "newsroom.placeholder", setting=setting, value=value, wanted=wanted)


def lines_left(settings: Mapping[str, Any], site: Site, words: Words, language: str) -> Iterator[tuple[str, str]]:
    """Yield what must be replaced before a publication: the setting, or an empty string, and a line about it."""
    for setting, value in placeholders_of(site):
        yield setting, line_of(setting, value, words, language)
    if settings.get("SITENAME", "") not in EXAMPLE_NAMES:  # else it is the archive that comes with the generator
        for tag in site.tags:
            if (name := words(tag, "site.name")) in EXAMPLE_NAMES:
                yield f"site.name ({tag})", line_of(f"site.name ({tag})", name, words, language)
    for path in sorted(Path(settings["PATH"]).absolute().parent.glob("README*.md")):
        shown = _KEY.findall(path.read_text("utf-8", "replace"))
        if shown and not set(site.signing_keys) & set(shown):
            yield path.name, words(language, "newsroom.placeholder.readme", file=path.name, value=shown[0])
    for folder in filter(Path.is_dir, map(Path, (*settings["CATALOGUE_PATHS"], settings["PATH"]))):
        # those that are refused as content are faults already
        for file in (folder / file.path for file in scan(folder) if not file.refused):
            mark = _MARKS.get(file.suffix)
            data = file.read_bytes() if mark else b""
            for found in mark.finditer(data) if mark else ():
                line = data.count(b"\n", 0, found.start()) + 1
                yield "", f"{shown_path(file.absolute())}:{line}: {found[1].decode('utf-8', 'replace')}"


def require_own_values(settings: Mapping[str, Any], day: dt.date) -> None:
    """Raise SettingsError if a publication has settings of a local build, or what is left of an example.

    If `ALLOW_PLACEHOLDERS` is on, as in a trial, what is left is printed.
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
