"""The Content-Security-Policy and its companion headers.

- A page names its style by its hash: the one `style` element, and no other, also when it is opened from a disk. The
  header allows any inline style, because a web server reads it once and must not need a reload whenever a colour
  changes. Both policies apply, so a browser allows only what both allow (CSP3 8.1).
- JSON-LD needs no hash: a `script` element of a type that is no script's is a data block, for which "prepare the
  script element" returns before it asks the policy (HTML Standard 4.12.1.1); `tests/browser` sees that it is so.
- The icon is a `data:` picture in the page, so that it costs no request; hence `data:` for pictures.
- Where no script may run nothing can ask for more; `connect-src` names the site on every page for tools that look
  through the page at `robots.txt`, as Lighthouse does.
- No form is ever sent: what somebody types into the search stays behind the address's `#`, where no server sees it.
- `upgrade-insecure-requests` is left out: it would break a copy that is served without TLS, an onion service's too.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

Policy = tuple[tuple[str, tuple[str, ...]], ...]
"""Directives in order, each with its sources."""

NONE, SELF, DISK, ANY_INLINE = "'none'", "'self'", "file:", "'unsafe-inline'"
_SEARCH = re.compile(r"[^/]+/search/\Z")


@lru_cache(maxsize=32)
def inline_hash(content: str) -> str:
    """Return the source that allows an inline `style` or `script` of exactly this content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def runs_script(address: str) -> bool:
    """Whether the page at an address may run the site's own script: the search page of a language, and no other."""
    return bool(_SEARCH.match(address))


def page_policy(address: str, style: str, *, from_disk: bool) -> Policy:
    """Return the policy that a page states itself.

    `frame-ancestors` is a header's alone: a `meta` element must not hold it (CSP3 3.3). With `from_disk` the
    page's own files are named by their scheme, too, since browsers differ on whether `'self'` is any file.
    """
    own = (SELF, DISK) if from_disk else (SELF,)
    return _policy(inline_hash(style), own, script=runs_script(address))


def server_policy(*, script: bool) -> Policy:
    """Return the policy of the header: the same for every build."""
    return (*_policy(ANY_INLINE, (SELF,), script=script), ("frame-ancestors", (NONE,)))


@lru_cache(maxsize=32)
def _policy(style: str, own: tuple[str, ...], *, script: bool) -> Policy:
    scripts: Policy = (("script-src", own),) if script else ()
    return (
        ("default-src", (NONE,)),
        *scripts,
        ("connect-src", own),
        ("style-src", (style,)),
        ("img-src", (*own, "data:")),
        ("form-action", (NONE,)),
        ("base-uri", (NONE,)),
    )


@lru_cache(maxsize=32)
def policy_text(policy: Policy) -> str:
    """Write a policy as `meta` and header hold it; it has no character that HTML, between `"`, would mistake."""
    return "; ".join(" ".join((name, *sources)) for name, sources in policy)


def allowing(text: str, *grants: tuple[str, str]) -> str:
    """Return a policy's text that allows (directive, source) as well."""
    directives: dict[str, list[str]] = {}
    for part in text.split(";"):
        name, *sources = part.split()
        directives[name] = sources
    for name, source in grants:
        kept = [each for each in directives.get(name, ()) if each != NONE]
        directives[name] = [*kept, *([] if source in kept else [source])]
    return policy_text(tuple((name, tuple(sources)) for name, sources in directives.items()))


Headers = tuple[tuple[str, str], ...]
"""Names and values, in order."""

HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
"""A suggestion alone: it binds a whole host for a year, which only its owner can decide."""

TEXT_SECONDS, MEDIA_SECONDS = 300, 3600


def response_headers(policy: Policy, seconds: int = TEXT_SECONDS) -> Headers:
    """Return the headers of responses that caches may reuse for so many seconds.

    Pages, feeds and search files are fresh after five minutes, and a withdrawn text is gone from caches by then.
    Pictures and documents are larger and hardly ever change: an hour. `must-revalidate` forbids a cache to go on with
    what has expired when it cannot reach the server (RFC 9111, 5.2.2.2).

    Each byte counts against the first 16 KB, after which some networks let nothing more through; so a header that
    changes nothing is left out. `Permissions-Policy`: no page holds a frame, and no script but the search's runs, so
    nothing can ask for a feature. `Cross-Origin-Opener-Policy`: for the same reason nothing could reach an opener.
    `Cross-Origin-Resource-Policy`: pictures may be shown elsewhere, by feed readers and by whoever quotes us, as
    without it. `Cross-Origin-Embedder-Policy`: it gives powers that no page of ours asks for.
    """
    return (
        ("Content-Security-Policy", policy_text(policy)),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", f"max-age={seconds}, must-revalidate"),
    )
