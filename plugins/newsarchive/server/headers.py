"""The Content-Security-Policy and its companion headers.

The policy tells a browser what a page may load and run. It stands in each page's `meta` element and in a header that
web servers send. Both apply, so a browser allows only what both allow (CSP3 8.1).

- A page's own policy allows its one `style` element by its hash, even when opened from a disk. The header allows any
  inline style: a server must not need a reload whenever a colour changes.
- JSON-LD needs no hash: a `script` element of another type is a data block, for which "prepare the script element"
  returns before it checks the policy (HTML Standard 4.12.1.1); `tests/browser` verifies this.
- `img-src` allows `data:` for the icon, which is in the page to save a request.
- `connect-src` is on every page for tools that fetch `robots.txt` from within the page, as Lighthouse does.
- Forms are never submitted: a search query stays in the address's fragment (after `#`), which no server receives.
- `upgrade-insecure-requests` would break copies that are served without TLS, as on an onion service.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

from newsarchive.digests import digest

Policy = Mapping[str, tuple[str, ...]]
"""The directives in order, each with its sources: `{"img-src": ("'self'", "data:"), …}`."""

NONE, SELF, DISK, ANY_INLINE = "'none'", "'self'", "file:", "'unsafe-inline'"
_CLOSED: Policy = {"form-action": (NONE,), "base-uri": (NONE,)}


def inline_hash(content: str) -> str:
    """Return the source `'sha256-…'` that allows an inline `style` or `script` element with exactly this content."""
    return f"'sha256-{base64.b64encode(digest(content.encode())).decode()}'"


def runs_script(address: str) -> bool:
    """Return whether the page at an address may run the site's script: only search pages (`en/search/`) may."""
    return re.fullmatch(r"[^/]+/search/", address) is not None


def page_policy(address: str, style: str, *, from_disk: bool, fonts: bool = False) -> Policy:
    """Return the policy for the `meta` element of a page.

    It lacks `frame-ancestors`, which is not allowed in a `meta` element (CSP3 3.3).

    Args:
        address: The page's address on the site, such as `en/search/`.
        style: The content of the page's `style` element.
        from_disk: Also allow `file:`, because not all browsers count the files beside a page on a disk as `'self'`.
        fonts: Allow the site's fonts.
    """
    own = (SELF, DISK) if from_disk else (SELF,)
    return _policy(inline_hash(style), own, script=runs_script(address), fonts=fonts)


def server_policy(*, script: bool, fonts: bool = False) -> Policy:
    """Return the policy for the header of web servers, which no text changes.

    `script` allows the site's script, and `fonts` the site's fonts.
    """
    return {**_policy(ANY_INLINE, (SELF,), script=script, fonts=fonts), "frame-ancestors": (NONE,)}


def file_policy(style: str) -> Policy:
    """Return the policy for the `meta` element of an HTML file that has all of its pictures and styles inside."""
    return {"default-src": (NONE,), "style-src": (inline_hash(style),), "img-src": ("data:",), **_CLOSED}


def _policy(style: str, own: tuple[str, ...], *, script: bool, fonts: bool) -> Policy:
    # a service worker would outlive the page and its script
    scripts: Policy = {"script-src": own, "worker-src": (NONE,)} if script else {}
    return {
        "default-src": (NONE,),
        **scripts,
        "connect-src": own,
        "style-src": (style,),
        "img-src": (*own, "data:"),
        **({"font-src": own} if fonts else {}),
        **_CLOSED,
    }


def policy_text(policy: Policy) -> str:
    """Return a policy as text, `img-src 'self' data:; base-uri 'none'`, which needs no escaping in double quotes."""
    return "; ".join(" ".join((name, *sources)) for name, sources in policy.items())


def allowing(text: str, *grants: tuple[str, str]) -> str:
    """Return a policy's text with more allowed: `allowing("img-src 'none'", ("img-src", "data:"))` -> `img-src data:`.

    A grant is a directive, added if missing, and a source. `newsarchive serve` allows its script that reloads pages so.
    """
    policy = {name: tuple(sources) for name, *sources in map(str.split, text.split(";"))}
    for name, source in grants:
        kept = [each for each in policy.get(name, ()) if each != NONE]
        policy[name] = tuple(dict.fromkeys([*kept, source]))
    return policy_text(policy)


Headers = tuple[tuple[str, str], ...]
"""Pairs of name and value of HTTP response headers, in the order in which they are sent."""

HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
"""Makes browsers use only HTTPS for a host, for a year. Only its owner can decide that: it is in a comment."""

TEXT_SECONDS, MEDIA_SECONDS = 300, 3600


def response_headers(policy: Policy, seconds: int = TEXT_SECONDS) -> Headers:
    """Return the headers that a web server sends with its responses, which may be reused for some seconds.

    After five minutes a withdrawn text is gone from caches, too; pictures and documents, which rarely change, are fresh
    for an hour. `must-revalidate` forbids a cache to serve an expired response when it cannot reach the server (RFC
    9111, 5.2.2.2).

    Some networks cut a connection after 16 KB, so headers without effect here are left out: `Permissions-Policy` and
    the policies about other origins (no frames, no script but the search's, others may show our pictures).
    """
    return (
        ("Content-Security-Policy", policy_text(policy)),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", f"max-age={seconds}, must-revalidate"),
    )
