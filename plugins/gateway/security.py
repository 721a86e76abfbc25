"""`/.well-known/security.txt`: whom to tell of a weakness (RFC 9116)."""

from __future__ import annotations

from plugins.archive.index import Edition
from plugins.archive.pages import File


def security_txt(edition: Edition) -> File:
    """Return the file. Its lines end in LF, which RFC 9116 allows beside CRLF."""
    newsroom, site = edition.site.newsroom, edition.site
    lines = [
        f"Contact: {newsroom.mail_to}",
        f"Expires: {newsroom.security_expires.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.tags)}",
    ]
    if site.url:
        lines.append(f"Canonical: {site.url}/.well-known/security.txt")
    return File(".well-known/security.txt", ("\n".join(lines) + "\n").encode())
