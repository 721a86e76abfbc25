"""`_headers` and `_redirects`, which hosts of static sites read: Netlify, Cloudflare Pages and others.

Where two rules meet, one host takes the later and another sets both values side by side. So there is one rule, for
all addresses, with the search pages' policy; every other page forbids script itself, and both policies hold.
"""

from __future__ import annotations

from plugins.headers.security import HSTS

from .rules import Rules


def headers_file(rules: Rules) -> str:
    """Return `_headers`."""
    return "\n".join(
        (
            "# Written by the build. A host reads this file, named _headers, with each upload.",
            f"# {HSTS[0]}: {HSTS[1]}  (if all names of the host will keep to https)",
            "/*",
            *(f"  {name}: {value}" for name, value in rules.scripted),
            "",
        )
    )


def redirects_file(rules: Rules) -> str:
    """Return `_redirects`; `!` lets a rule come before the page that stands at the old address."""
    lines = (f"{old} {new} 301!" for old, new in rules.redirects)
    heading = "# Earlier addresses, written by the build. A host reads this file, named _redirects, with each upload."
    return "\n".join((heading, *lines, ""))
