"""The rules for Caddy 2: a file to import in a site block.

Caddy sorts directives by their matchers; the two policies stand under matchers that exclude one another, so that
their order decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from .rules import Rules


def caddyfile(rules: Rules) -> str:
    """Return the file."""
    return "\n".join(_lines(rules)) + "\n"


def _lines(rules: Rules) -> Iterator[str]:
    policy, *others = rules.headers
    searches = " ".join(rules.searches)
    yield "# Made by the build, for the files beside it: it names their styles by their hashes. In a site block:"
    yield "#     import /srv/archive/server/Caddyfile"
    yield "# Addresses begin with the path of SITEURL; a copy in another folder is built with its own."
    yield ""
    yield "header {"
    yield from (f'\t{name} "{value}"' for name, value in others)
    name, value = rules.suggested
    yield f'\t# {name} "{value}"  # if all names of the host will keep to https'
    yield "}"
    yield f"@archive_pages not path {searches}"
    yield f'header @archive_pages {policy[0]} "{policy[1]}"'
    yield ""
    yield "# the search pages alone run the site's own script"
    yield f"@archive_search path {searches}"
    yield f'header @archive_search {rules.scripted[0][0]} "{rules.scripted[0][1]}"'
    yield ""
    yield "# a connection that is cut after 16 KB brings one answer, not several"
    yield f"@archive_search_files path {' '.join(f'{each}*' for each in rules.search_files)}"
    yield "header @archive_search_files Connection close"
    yield ""
    yield "# these files are not for readers"
    yield f"@archive_rules path {' '.join(rules.hidden)}"
    yield "error @archive_rules 404"
    yield ""
    yield "handle_errors {"
    yield "\t@archive_missing expression {http.error.status_code} == 404"
    yield f"\trewrite @archive_missing {rules.missing}"
    yield "\tfile_server"
    yield "}"
    if rules.redirects:
        yield ""
        yield "# earlier addresses"
        yield from (f"redir {old} {new} permanent" for old, new in rules.redirects)
