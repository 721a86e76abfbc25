"""The headers of every response. None of them may harm a copy on another host, and none changes from build to build."""

from __future__ import annotations

from .policy import Policy, policy_text

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
