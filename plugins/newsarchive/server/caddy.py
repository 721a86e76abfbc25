"""The rules for Caddy 2: a file to import in a site block.

Caddy reorders directives by name and matcher, so the matchers of security headers and cache lifetimes exclude each
other. Errors keep the headers of the original request, so headers that differ for an error are set again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from .headers import HSTS, Headers
from .server_rules import (
    CADDYFILE,
    ONION_HEADER,
    OTHER_TYPE,
    SITEMAP_TYPE,
    SITEMAPS,
    TYPES,
    ServerRules,
    charset_types,
    text_types,
)

_GZIP = "gzip 9"


def caddyfile(rules: ServerRules) -> str:
    """Return the content of the file with which Caddy follows the rules of a site."""
    return "\n".join((*_usage(rules.base), "", *_lines(rules))) + "\n"


def caddy_server(rules: ServerRules, folder: str, name: str, port: int) -> str:
    """Return a complete Caddyfile for a copy of a site; Caddy gets a certificate for the host by itself.

    Args:
        folder: Where the copy is. If the site's address has a path, it is below a folder with this path (a link).
        name: The host name, which an administrator replaces.
        port: A port of the machine itself, for an onion service.
    """
    root = "/srv/www" if rules.base else folder
    lines = [
        *(
            (f"# mkdir -p /srv/www{rules.base.rpartition('/')[0]} && ln -s {folder} /srv/www{rules.base}",)
            if rules.base
            else ()
        ),
        "{",
        "\tservers {",
        "\t\tprotocols h1",
        "\t}",
        "}",
        "",
        "(archive) {",
        f"\troot * {root}",
        *(f"\t{each}".rstrip() for each in _lines(rules, r"security\.txt")),
        "\tfile_server",
        "}",
        "",
        f"{name} {{",
        "\timport archive",
        "}",
        "",
        "# for Tor",
        f"http://:{port} {{",
        "\tbind 127.0.0.1",
        "\timport archive",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _lines(rules: ServerRules, known: str = r"(?:[^./][^/]*/)*(?:[^./][^/]*)?") -> Iterator[str]:
    """Yield the rules for a site; `known` matches what is served below `.well-known`, of a mirror one file alone."""
    yield f"@archive path {rules.base}/*"
    yield from _compression(rules)
    yield from _types()
    yield from _headers(rules)
    yield ""
    yield "# a connection for each response: some networks cut every connection after 16 KB"
    yield "header @archive Connection close"
    yield ""
    yield "# what builds, git and editors' programs leave, also beside the site, is nobody's to read"
    yield "@archive_private {"
    yield "\tpath_regexp /\\."
    base = f"(?:{re.escape(rules.base)})?" if rules.base else ""
    yield f"\tnot path_regexp ^{base}/\\.well-known/{known}$"
    yield "}"
    yield "error @archive_private 404"
    yield from _errors(rules)
    if rules.redirects or rules.queries:
        yield ""
        yield "# earlier addresses"
        asked = {path for path, *_ in rules.queries}
        yield from (f"redir {old} {new} permanent" for old, new in rules.redirects if old not in asked)
        yield from _queries(rules)


def _queries(rules: ServerRules) -> Iterator[str]:
    """Yield the redirects of old addresses with a query: a table for each path and parameter."""
    numbers: dict[str, list[int]] = {}
    for number, ((path, name), queries) in enumerate(groupby(rules.queries, key=itemgetter(0, 1))):
        yield f"map {{query.{name}}} {{archive_query_{number}}} {{"
        yield from (f'\t"{value}" {new}' for _, _, value, new in queries)
        yield '\tdefault ""'
        yield "}"
        yield f"@archive_query_{number} {{"
        yield f"\tpath {path}"
        yield f'\texpression {{archive_query_{number}}} != ""'
        yield "}"
        yield f"redir @archive_query_{number} {{archive_query_{number}}} permanent"
        numbers.setdefault(path, []).append(number)
    for old, new in rules.redirects:
        if old in numbers:
            unasked = " && ".join(f'{{archive_query_{number}}} == ""' for number in numbers[old])
            yield f"@archive_without_{numbers[old][0]} {{"
            yield f"\tpath {old}"
            yield f"\texpression {unasked}"
            yield "}"
            yield f"redir @archive_without_{numbers[old][0]} {new} permanent"


def _usage(base: str) -> Iterator[str]:
    """Yield a comment that tells an administrator how to import the file; `base` is as in `ServerRules`."""
    folder = f"/srv/www{base}" if base else "/srv/archive"
    yield f"# Rules for Caddy, written by the build. If the site lies in {folder}, this is how to import them,"
    yield "# by a link, because Caddy does not serve a file that it imports:"
    yield f"#     ln -s {folder}/{CADDYFILE} /etc/caddy/archive.caddy"
    yield "# and in /etc/caddy/Caddyfile:"
    yield "#     {"
    yield "#         servers {"
    yield "#             protocols h1"
    yield "#         }"
    yield "#     }"
    yield "#     archive.example {"
    yield f"#         root * {folder.removesuffix(base)}"
    yield "#         import /etc/caddy/archive.caddy"
    yield "#         file_server"
    yield "#     }"
    if base:
        yield f"# `./newsarchive deploy` fills a folder of its own: ln -s /srv/archive/current {folder}"
    else:
        yield f"# In a folder that `./newsarchive deploy` fills, the site is a folder lower: {folder}/current."
    yield "# Caddy reads them when it starts. `./newsarchive publish` says when they have changed: caddy reload"
    yield "# HTTP/2 (h2) carries many responses in one connection, and some networks cut that after 16 KB."
    yield "# Addresses begin with the path of SITEURL; build a copy for another folder with its own SITEURL."


def _compression(rules: ServerRules) -> Iterator[str]:
    """Yield the lines that compress texts with gzip at level 9; without it a page is three times as large.

    Measured on pages of this site with Caddy 2.6.2: zstd is 8 % larger than gzip 9, and gzip 6 is 3 % larger.
    """
    yield "encode @archive {"
    yield f"\t{_GZIP}"
    yield "\tmatch {"
    yield from (f"\t\theader Content-Type {each}*" for each in ("text/html", *text_types()))
    yield "\t}"
    yield "}"
    yield "# a cache must not give to all what one reader got uncompressed"
    yield "@archive_uncompressed {"
    yield f"\tpath {rules.base}/*"
    yield f"\tnot path {_under(rules.media)}"
    yield "\tnot header Accept-Encoding *gzip*"
    yield "}"
    yield "header @archive_uncompressed Vary Accept-Encoding"


def _under(folders: Iterable[str]) -> str:
    return " ".join(f"{each}*" for each in folders)


def _types() -> Iterator[str]:
    """Yield the lines that set `Content-Type` by path; Caddy's own table, the operating system's, may lack types."""
    yield ""
    yield "map {http.request.uri.path} {archive_type} {"
    yield '\t~(?i)(/|\\.html)$ "text/html; charset=utf-8"'
    yield f'\t~/{SITEMAPS}$ "{_with_charset(SITEMAP_TYPE)}"'
    for name, suffixes in TYPES.items():
        if name != "text/html":
            yield f'\t~(?i)\\.({"|".join(suffixes)})$ "{_with_charset(name)}"'
    yield f'\tdefault "{_with_charset(OTHER_TYPE)}"'
    yield "}"
    yield "header @archive Content-Type {archive_type}"


def _with_charset(name: str) -> str:
    return f"{name}; charset=utf-8" if name in charset_types() else name


def _headers(rules: ServerRules) -> Iterator[str]:
    searches, media = " ".join(rules.searches), _under(rules.media)
    yield ""
    yield f'# header {HSTS[0]} "{HSTS[1]}"  # if all names of the host will keep to https'
    yield "@archive_pages {"
    yield f"\tpath {rules.base}/*"
    yield f"\tnot path {searches} {media}"
    yield "}"
    yield from _header("@archive_pages", (*rules.headers, *_onion(rules)))
    yield "# the search pages alone run the site's own script"
    yield f"@archive_search path {searches}"
    yield from _header("@archive_search", (*rules.scripted, *_onion(rules)))
    yield f"@archive_media path {media}"
    yield from _header("@archive_media", rules.lasting)


def _onion(rules: ServerRules) -> Headers:
    """Return the header that names the same page of the onion service; none for pictures and documents."""
    return ((ONION_HEADER, f"{rules.onion}{{http.request.orig_uri}}"),) if rules.onion else ()


def _header(matcher: str, headers: Headers, indent: str = "") -> Iterator[str]:
    """Yield a `header` directive for the responses that a matcher (`@archive_media`, or `*` for all) selects."""
    yield f"{indent}header {matcher} {{"
    yield from (f'{indent}\t{name} "{value}"' for name, value in headers)
    yield f"{indent}}}"


def _errors(rules: ServerRules) -> Iterator[str]:
    yield ""
    yield "handle_errors {"
    yield "\t@archive_missing {"
    yield f"\t\tpath {rules.base}/*"
    yield "\t\texpression {http.error.status_code} == 404"
    yield "\t}"
    yield "\thandle @archive_missing {"
    yield f"\t\trewrite * {rules.missing}"
    yield from _header("*", (*rules.headers, ("Content-Type", "text/html; charset=utf-8")), "\t\t")
    yield f"\t\tencode {{\n\t\t\t{_GZIP}\n\t\t}}"
    yield "\t\tfile_server"
    yield "\t}"
    yield "}"
