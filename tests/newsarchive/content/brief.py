"""Faults of how words are written, in short."""

from newsarchive.content.confusables import writing_faults

FRONT = "---\ntitle: A\n---\n\n"


def brief(content):
    """Return each fault's code and values."""
    return [(each.code, *(value for _, value in each.values)) for each in writing_faults(content)]
