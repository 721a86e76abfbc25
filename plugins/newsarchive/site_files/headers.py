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
"""A Content-Security-Policy as directives in order, each with its sources: `(("img-src", ("'self'", "data:")), …)`."""

NONE, SELF, DISK, ANY_INLINE = "'none'", "'self'", "file:", "'unsafe-inline'"
_SEARCH = re.compile(r"[^/]+/search/\Z")


@lru_cache(maxsize=32)
def inline_hash(content: str) -> str:
    """Return the source `'sha256-…'` with which a Content-Security-Policy allows an inline `style` or `script` element.

    Args:
        content: The exact content of the element.
    """
    return f"'sha256-{base64.b64encode(digest(content.encode())).decode()}'"


def runs_script(address: str) -> bool:
    """Return whether the page at an address may run the site's script: only search pages (`en/search/`) may."""
    return bool(_SEARCH.match(address))


def page_policy(address: str, style: str, *, from_disk: bool) -> Policy:
    """Return the Content-Security-Policy for the `meta` element of a page.

    It lacks the directive `frame-ancestors`, which is not allowed in a `meta` element (CSP3 3.3).

    Args:
        address: The page's address on the site, such as `en/search/`.
        style: The content of the page's `style` element, which is allowed by its hash.
        from_disk: Pass True for pages that are opened from a disk. Then `file:` is allowed, too, because not all
            browsers count the files beside such a page as `'self'`.
    """
    own = (SELF, DISK) if from_disk else (SELF,)
    return _policy(inline_hash(style), own, script=runs_script(address))


def server_policy(*, script: bool) -> Policy:
    """Return the Content-Security-Policy for the header that web servers send; it is the same in every build.

    Args:
        script: Pass True to allow the site's own script, which the search pages run.
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
    """Return a policy as text, such as `img-src 'self' data:; base-uri 'none'`, for a header or a `meta` element.

    The text needs no escaping inside double quotes.
    """
    return "; ".join(" ".join((name, *sources)) for name, sources in policy)


def allowing(text: str, *grants: tuple[str, str]) -> str:
    """Return a Content-Security-Policy that allows more than a given one.

    For example, `allowing("img-src 'none'", ("img-src", "data:"))` returns `img-src data:`. The local preview (`make
    serve`) allows its script, which reloads a page, in this way.

    Args:
        text: The given policy as text.
        grants: Pairs of a directive and a source to allow. The source replaces `'none'`; a missing directive is added.
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
"""Pairs of name and value of HTTP response headers, in the order in which they are sent."""

HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
"""The header that makes browsers use only HTTPS for a host. The files for web servers contain it in a comment.

It applies to the whole host for a year, so only the owner of the host can decide to send it.
"""

TEXT_SECONDS, MEDIA_SECONDS = 300, 3600


def response_headers(policy: Policy, seconds: int = TEXT_SECONDS) -> Headers:
    """Return the headers that a web server sends with its responses, as pairs of name and value.

    Pages, feeds and search files are fresh for five minutes, after which a withdrawn text is gone from caches, too.
    Pictures and documents are larger and rarely change: they are fresh for an hour. `must-revalidate` forbids a cache
    to serve an expired response when it cannot reach the server (RFC 9111, 5.2.2.2).

    Some networks cut a connection after 16 KB, so headers that have no effect on this site are left out:

    - `Permissions-Policy`: pages have no frames, and no script but that of the search, so nothing asks for a feature.
    - `Cross-Origin-Opener-Policy`: for the same reason nothing could access an opener.
    - `Cross-Origin-Resource-Policy`: feed readers and sites that quote us may show pictures, which is the default.
    - `Cross-Origin-Embedder-Policy`: it enables features that no page uses.

    Args:
        policy: The Content-Security-Policy.
        seconds: How long browsers and caches may use a response without asking the server again.
    """
    return (
        ("Content-Security-Policy", policy_text(policy)),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", f"max-age={seconds}, must-revalidate"),
    )
