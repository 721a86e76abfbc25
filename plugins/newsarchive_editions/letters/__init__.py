"""Letters: what changed since a day, as mail drafts that a newsroom sends itself. Nothing is sent from here.

- `changes`: What went online, was corrected or was withdrawn since a day, in one language.
- `mail`: A letter as a mail draft (RFC 5322) that loads nothing from the network.
- `mail_bodies`: The text of a briefing in a mail: HTML without pictures and relative links, and plain text.
"""
