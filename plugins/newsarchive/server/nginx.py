"""The rules for nginx: a file to include in a `server` or `location` block.

nginx inherits `add_header`, `types` and similar directives only into blocks without any of their own, so a block that
sets a header repeats all. `always` adds a header to error responses, too. The search pages are matched by a regular
expression, because nginx looks up a folder's `index.html` in an internal redirect, under another address.

Some networks cut a connection after 16 KB, so each response has a connection of its own. That is impossible with
HTTP/2: with `keepalive_requests 1` nginx refuses the requests that a browser sends in parallel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from .headers import HSTS, Headers
from .server_rules import (
    NGINX_CONF,
    ONION_HEADER,
    OTHER_TYPE,
    SITEMAP_TYPE,
    SITEMAPS,
    TYPES,
    ServerRules,
    charset_types,
    text_types,
)

_PRIVATE = r'"/\.(?!well-known/)"'
"""A regular expression of nginx for names that begin with a dot, except the public `.well-known`."""
_PRIVATE_OF_MIRRORS = r'"/\.(?!well-known/security\.txt$)"'
"""The same for a mirror, whose publisher must not prove there that the host is his."""

_SILENT = (
    "# who reads what, and what they search for, is nobody's to know",
    "access_log off;",
    "# the log of errors has the address of each reader who asks for what is missing: for a search of faults, put a",
    "# file in place of /dev/null; what is wrong when nginx starts is told in any case",
    "log_not_found off;",
    "error_log /dev/null crit;",
)


def nginx_conf(rules: ServerRules) -> str:
    """Return the content of the file with which nginx follows the rules of a site."""
    return "\n".join((*_usage(rules.base), "", *_SILENT, "", *_lines(rules))) + "\n"


def nginx_server(rules: ServerRules, folder: str, name: str, port: int) -> str:
    """Return a complete `server` block for a copy of a site.

    Args:
        folder: Where the copy is.
        name: The host name, which an administrator replaces.
        port: A port of the machine itself, for an onion service.
    """
    yields = [
        "    listen 80;",
        "    listen [::]:80;",
        f"    listen 127.0.0.1:{port};  # for Tor",
        f"    server_name {name};",
        *(f"    {each}" for each in _SILENT),
    ]
    if rules.base:
        inner = ["alias " + f"{folder}/;", *_lines(rules, _PRIVATE_OF_MIRRORS)]
        yields += [
            f"    location = {rules.base} {{ absolute_redirect off; return 301 {rules.base}/; }}",
            f"    location ~ {_PRIVATE_OF_MIRRORS} {{ return 404; }}",
            f"    location {rules.base}/ {{",
            *(f"        {each}".rstrip() for each in inner),
            "    }",
        ]
    else:
        yields += [f"    root {folder};", *(f"    {each}".rstrip() for each in _lines(rules, _PRIVATE_OF_MIRRORS))]
    return "\n".join(("server {", *yields, "}", ""))


def _lines(rules: ServerRules, private: str = _PRIVATE) -> Iterator[str]:
    yield "# redirects without host and port: behind a proxy those of this server mean nothing to a reader"
    yield "absolute_redirect off;"
    yield ""
    yield "# a connection for each response: some networks cut every connection after 16 KB"
    yield "keepalive_timeout 0;"
    yield from _types()
    yield from _compression()
    yield ""
    yield from _headers((*rules.headers, *_onion(rules)))
    yield f'# add_header {HSTS[0]} "{HSTS[1]}" always;  # if all names of the host will keep to https'
    yield ""
    yield "# a folder without a page is as good as missing"
    yield f"error_page 403 404 =404 {rules.missing};"
    yield from _places(rules, private)
    if rules.redirects or rules.queries:
        yield ""
        yield "# earlier addresses"
        asked = {path: tuple(queries) for path, queries in groupby(rules.queries, key=itemgetter(0))}
        whole = dict(rules.redirects)
        yield from (f"location = {old} {{ return 301 {new}; }}" for old, new in whole.items() if old not in asked)
        for path, queries in asked.items():
            # nginx refuses a second location for one address
            cases = [f'if ($arg_{name} = "{value}") {{ return 301 {new}; }}' for _, name, value, new in queries]
            yield from _location(f"= {path}", *cases, *([f"return 301 {whole[path]};"] if path in whole else []))


def _usage(base: str) -> Iterator[str]:
    """Yield a comment that tells an administrator how to include the file; `base` is as in `ServerRules`."""
    yield "# Rules for nginx, written by the build. If the site lies in /srv/archive, this is how to include them:"
    if base:
        yield f"#     location = {base} {{ absolute_redirect off; return 301 {base}/; }}"
        yield f"#     location {base}/ {{"
        yield "#         alias /srv/archive/;"
        yield f"#         include /srv/archive/{NGINX_CONF};"
        yield "#     }"
        yield f"#     location ~ {_PRIVATE} {{ return 404; }}"
    else:
        yield "#     server {"
        yield "#         listen 80;"
        yield "#         server_name archive.example;"
        yield "#         root /srv/archive;"
        yield f"#         include /srv/archive/{NGINX_CONF};"
        yield "#     }"
    yield "# In a folder that `./newsarchive deploy` fills, the site is a folder lower: /srv/archive/current."
    yield "# nginx reads them when it starts; `./newsarchive publish` says when to do this: nginx -t && nginx -s reload"
    yield "# Leave HTTP/2 off: it carries many responses in one connection, and some networks cut that after 16 KB."
    yield "# Addresses begin with the path of SITEURL; build a copy for another folder with its own SITEURL."


def _types() -> Iterator[str]:
    yield ""
    yield "charset utf-8;"
    yield f"charset_types {' '.join(charset_types())};"
    yield f"default_type {OTHER_TYPE};"
    yield "types {"
    yield from (f"    {name} {' '.join(suffixes)};" for name, suffixes in TYPES.items())
    yield "}"


def _compression() -> Iterator[str]:
    """Yield the lines that compress texts; without it a page is three times as large. nginx always includes HTML."""
    yield ""
    yield "gzip on;"
    yield "gzip_comp_level 6;"
    yield "gzip_http_version 1.0;  # proxies ask by HTTP/1.0"
    yield "gzip_proxied any;"
    yield "gzip_vary on;"
    yield f"gzip_types {' '.join(text_types())};"


def _places(rules: ServerRules, private: str) -> Iterator[str]:
    languages = "|".join(rules.languages)
    yield ""
    yield "# the search pages alone run the site's own script"
    yield from _location(
        f'~ "^{re.escape(rules.base)}/(?:{languages})/search/(?:index\\.html)?$"',
        *_headers((*rules.scripted, *_onion(rules))),
    )
    yield "# what builds, git and editors' programs leave is nobody's to read; no file of the site has such a name"
    yield from _location(f"~ {private}", "return 404;")
    for address in rules.media:
        yield from _location(address, *_headers(rules.lasting))
    yield from _location(f'~ "^{re.escape(rules.base)}/{SITEMAPS}$"', f"types {{ {SITEMAP_TYPE} xml; }}")


def _location(place: str, *directives: str) -> Iterator[str]:
    yield f"location {place} {{"
    yield from (f"    {each}" for each in directives)
    yield "}"


def _onion(rules: ServerRules) -> Headers:
    """Return the header that names the same page of the onion service; none for pictures and documents."""
    return ((ONION_HEADER, f"{rules.onion}$request_uri"),) if rules.onion else ()


def _headers(headers: Headers) -> Iterator[str]:
    yield from (f'add_header {name} "{value}" always;' for name, value in headers)
