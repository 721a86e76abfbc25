"""What a build has to say of the site as a whole."""

from __future__ import annotations

from plugins.archive.index import Edition


def notes_of(edition: Edition, *, signed: bool) -> tuple[str, ...]:
    """Return the lines; `signed`: nothing that readers are told is signed lacks its signature."""
    notes = []
    if edition.site.url and edition.site.placeholders:
        notes.append(f"still placeholders: {', '.join(edition.site.placeholders)} (README, Before you publish)")
    if edition.site.public_key and not signed:
        notes.append(edition.words(edition.site.default, "newsroom.not-signed"))
    return tuple(notes)
