"""What a build has to say of the site as a whole."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from plugins.archive.index import Edition
from plugins.servers.rules import CADDYFILE, NGINX_CONF

from .lastbuild import Output

RELOADS = {NGINX_CONF: "nginx -t && nginx -s reload", CADDYFILE: "caddy reload --config /etc/caddy/Caddyfile"}
"""Files that a web server reads when it starts, and the command that has it read them again."""

_NOTICE = dt.timedelta(days=30)


def notes_of(edition: Edition, *, signed: bool) -> tuple[str, ...]:
    """Return the lines; `signed`: nothing that readers are told is signed lacks its signature."""
    return tuple(_notes(edition, signed))


def _notes(edition: Edition, signed: bool) -> Iterator[str]:
    site, words = edition.site, edition.words
    expires = site.newsroom.security_expires
    if site.url and site.day < expires <= site.day + _NOTICE:
        yield words(site.default, "newsroom.expires", date=expires.isoformat())
    if site.public_key and not signed:
        yield words(site.default, "newsroom.not-signed")


def rules_of_outputs(outputs: Mapping[str, Output]) -> dict[str, bytes]:
    """Return the digests of the rules for web servers, by path."""
    return {path: outputs[path].digest for path in RELOADS if path in outputs}


def rules_on_disk(output: Path) -> dict[str, bytes]:
    """Return the digests of the rules for web servers that lie in an output folder, by path."""
    files = {path: output / path for path in RELOADS}
    return {path: hashlib.sha256(file.read_bytes()).digest() for path, file in files.items() if file.is_file()}


def reload_notes(edition: Edition, before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a line for each file of rules that differs from that of the last publication; one for all new ones."""
    if now and not before:
        yield edition.words(edition.site.default, "newsroom.rules-new", paths=", ".join(now))
    for path, command in RELOADS.items():
        if path in before and before[path] != now.get(path):
            yield edition.words(edition.site.default, "newsroom.rules-changed", path=path, command=command)
