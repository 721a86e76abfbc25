"""The rules for nginx: a file to include in a `server` block.

`add_header` is inherited only by a block that has none of its own, so the search pages' block repeats them all.
It is found by a pattern because nginx looks for a folder's `index.html` under an address of its own.
`always` is for answers that are errors, too.

Networks that let only the first 16 KB of a connection through count all that comes in it. A text is one answer; a
search is many, so each of its answers has a connection of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rules import Headers, Rules

_ONE_ANSWER = "keepalive_timeout 0;  # a connection that is cut after 16 KB brings one answer, not several"


def nginx_conf(rules: Rules) -> str:
    """Return the file."""
    return "\n".join(_lines(rules)) + "\n"


def _lines(rules: Rules) -> Iterator[str]:
    yield "# Made by the build, for the files beside it: it names their styles by their hashes. In a server block:"
    yield "#     include /srv/archive/server/nginx.conf;"
    yield "# Addresses begin with the path of SITEURL; a copy in another folder is built with its own."
    yield ""
    yield from _headers(rules.headers)
    name, value = rules.suggested
    yield f'# add_header {name} "{value}" always;  # if all names of the host will keep to https'
    yield ""
    yield f"error_page 404 {rules.missing};"
    yield ""
    languages = "|".join(rules.languages)
    yield "# the search pages alone run the site's own script"
    yield f'location ~ "^{re.escape(rules.base)}/(?:{languages})/search/(?:index\\.html)?$" {{'
    yield from (f"    {line}" for line in _headers(rules.scripted))
    yield f"    {_ONE_ANSWER}"
    yield "}"
    yield f'location ~ "^{re.escape(rules.base)}/(?:(?:{languages})/)?search/" {{'
    yield f"    {_ONE_ANSWER}"
    yield "}"
    yield ""
    yield "# these files are not for readers"
    yield from (f"location = {address} {{ return 404; }}" for address in rules.hidden)
    if rules.redirects:
        yield ""
        yield "# earlier addresses"
        yield from (f"location = {old} {{ return 301 {new}; }}" for old, new in rules.redirects)


def _headers(headers: Headers) -> Iterator[str]:
    yield from (f'add_header {name} "{value}" always;' for name, value in headers)
