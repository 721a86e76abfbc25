"""`_headers` and `_redirects`, which hosts of static sites read: Netlify, Cloudflare Pages and others.

Where two rules meet, one host takes the later and another sets both values side by side. So there is one rule, for
all addresses, with the search pages' policy; every other page forbids script itself, and both policies hold.
"""

from __future__ import annotations

from .rules import Rules


def headers_file(rules: Rules) -> str:
    """Return `_headers`."""
    name, value = rules.suggested
    return "\n".join(
        (
            "# Made by the build, for the files beside it: it names their styles by their hashes.",
            f"# {name}: {value}  (if all names of the host will keep to https)",
            "/*",
            *(f"  {name}: {value}" for name, value in rules.scripted),
            "",
        )
    )


def redirects_file(rules: Rules) -> str:
    """Return `_redirects`; `!` lets a rule come before the page that stands at the old address."""
    lines = (f"{old} {new} 301!" for old, new in rules.redirects)
    return "\n".join(("# Made by the build: earlier addresses, and where they lead.", *lines, ""))
