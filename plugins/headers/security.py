"""The headers of every response, beside the policy. None of them may harm a copy on another host."""

from __future__ import annotations

from .policy import Policy, policy_text

_OFF = "browsing-topics camera display-capture geolocation microphone payment usb".split()
"""What would harm readers most. Our pages run no script but the search's own and hold no frame, so that nothing could
ask for a feature; and each name costs bytes of the first 16 KB, after which some networks let nothing more through."""

HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
"""A suggestion alone: it binds a whole host for a year, which only its owner can decide."""


def security_headers(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return names and values, in order.

    Pictures may be shown elsewhere (`Cross-Origin-Resource-Policy`), by feed readers and by whoever quotes us.
    `Cross-Origin-Embedder-Policy` is left out: it gives powers that no page of ours asks for.
    """
    return (
        ("Content-Security-Policy", policy_text(policy)),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _OFF)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    )
