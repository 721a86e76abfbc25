"""The headers of every response, beside the policy. None of them may harm a copy on another host."""

from __future__ import annotations

from .policy import Policy, policy_text

HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
"""A suggestion alone: it binds a whole host for a year, which only its owner can decide."""


def security_headers(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return names and values, in order.

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
    )
