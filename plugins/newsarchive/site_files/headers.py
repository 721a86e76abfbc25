"""The Content-Security-Policy and its companion headers.

The policy tells a browser what a page may load and run. It stands in the `meta` element of each page (`page_policy`)
and in a header that web servers send (`server_policy`).

- A page's own policy allows its one `style` element by its hash and no other, even when it is opened from a disk. The
  header allows any inline style: a web server reads its rules once and must not need a reload whenever a colour
  changes. Both policies apply, so a browser allows only what both allow (CSP3 8.1).
- JSON-LD needs no hash: a `script` element whose type is not a script type is a data block, for which "prepare the
  script element" returns before it checks the policy (HTML Standard 4.12.1.1); `tests/browser` verifies this.
- The icon is a `data:` picture in the page, which saves a request; therefore `img-src` allows `data:`.
- `connect-src` matters only where scripts run. It is on every page for tools that fetch `robots.txt` from within the
  page, as Lighthouse does.
- Forms are never submitted: a search query stays in the address's fragment (after `#`), which no server receives.
- `upgrade-insecure-requests` is left out: it would break copies that are served without TLS, as on an onion service.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache

from newsarchive.digests import digest

Policy = tuple[tuple[str, tuple[str, ...]], ...]
"""A policy: the directives in order, each with its sources: `(("img-src", ("'self'", "data:")), …)`."""

NONE, SELF, DISK, ANY_INLINE = "'none'", "'self'", "file:", "'unsafe-inline'"
_SEARCH = re.compile(r"[^/]+/search/\Z")


@lru_cache(maxsize=32)
def inline_hash(content: str) -> str:
    """Return the CSP source that allows an inline `style` or `script` with exactly this content."""
    return f"'sha256-{base64.b64encode(digest(content.encode())).decode()}'"


def runs_script(address: str) -> bool:
    """Return whether the page at an address may run the site's script: `en/search/` and its like may, no other."""
    return bool(_SEARCH.match(address))


def page_policy(address: str, style: str, *, from_disk: bool) -> Policy:
    """Return the policy for the `meta` element of a page.

    It lacks `frame-ancestors`, which is not allowed in a `meta` element (CSP3 3.3).

    Args:
        address: The page's address on the site, such as `en/search/`.
        style: The content of the page's `style` element, which is allowed by its hash.
        from_disk: Also allow `file:`: browsers differ on whether `'self'` includes the files beside a page on a disk.
    """
    own = (SELF, DISK) if from_disk else (SELF,)
    return _policy(inline_hash(style), own, script=runs_script(address))


def server_policy(*, script: bool) -> Policy:
    """Return the policy for the header that web servers send; it is the same in every build.

    Args:
        script: Whether the site's own scripts may run, as the search pages need.
    """
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
    """Return a policy as text for a header or a `meta` element; it needs no escaping inside double quotes."""
    return "; ".join(" ".join((name, *sources)) for name, sources in policy)


def allowing(text: str, *grants: tuple[str, str]) -> str:
    """Return a policy with further sources allowed: `allowing("img-src 'none'", ("img-src", "data:"))`.

    The local preview (`make serve`) uses it for the script that reloads a page.

    Args:
        text: The policy as text.
        grants: Pairs of directive and source. A source replaces `'none'`; a directive that is missing is added.

    Returns:
        The new policy as text: in the example, `img-src data:`.
    """
    directives: dict[str, list[str]] = {}
    for part in text.split(";"):
        name, *sources = part.split()
        directives[name] = sources
    for name, source in grants:
        kept = [each for each in directives.get(name, ()) if each != NONE]
        directives[name] = [*kept, *([] if source in kept else [source])]
    return policy_text(tuple((name, tuple(sources)) for name, sources in directives.items()))


Headers = tuple[tuple[str, str], ...]
"""Names and values of headers, in order."""

HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
"""The header that makes browsers use HTTPS alone. The rules contain it only as a suggestion in a comment.

It binds a whole host for a year, which only the owner of the host can decide.
"""

TEXT_SECONDS, MEDIA_SECONDS = 300, 3600


def response_headers(policy: Policy, seconds: int = TEXT_SECONDS) -> Headers:
    """Return the headers of a web server's responses, for a given policy.

    Browsers and caches may use a response for `seconds` without asking the server again.

    Pages, feeds and search files are fresh for five minutes, after which a withdrawn text is gone from caches, too.
    Pictures and documents are larger and rarely change: they are fresh for an hour. `must-revalidate` forbids a cache
    to serve an expired response when it cannot reach the server (RFC 9111, 5.2.2.2).

    Some networks cut a connection after 16 KB, so headers that would change nothing are left out:

    - `Permissions-Policy`: pages have no frames, and no script but that of the search, so nothing asks for a feature.
    - `Cross-Origin-Opener-Policy`: for the same reason nothing could access an opener.
    - `Cross-Origin-Resource-Policy`: feed readers and sites that quote us may show pictures, which is the default.
    - `Cross-Origin-Embedder-Policy`: it enables features that no page uses.
    """
    return (
        ("Content-Security-Policy", policy_text(policy)),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", f"max-age={seconds}, must-revalidate"),
    )
