"""The headers of every response, beside the policy. None of them may harm a copy on another host."""

from __future__ import annotations

from .policy import Policy, policy_text

_OFF = (
    "accelerometer autoplay browsing-topics camera clipboard-read clipboard-write compute-pressure "
    "digital-credentials-get display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid "
    "identity-credentials-get idle-detection keyboard-map language-detector local-fonts local-network-access "
    "magnetometer microphone midi otp-credentials payment picture-in-picture publickey-credentials-create "
    "publickey-credentials-get screen-wake-lock serial speaker-selection storage-access summarizer sync-xhr "
    "translator usb window-management xr-spatial-tracking"
).split()

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
