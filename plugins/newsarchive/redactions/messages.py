"""The words of a mail: its headers, and its parts without their transfer encodings.

A mail stores other letters than ASCII as quoted-printable or base64, in which no search would find a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

from .readings import Reading, text_readings

_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_MIME = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)


def is_message(data: bytes) -> bool:
    """Return whether a file is a mail (RFC 5322): it begins with headers, of which one is `MIME-Version`."""
    headers = _HEADERS.match(data)
    return headers is not None and _MIME.search(headers[0]) is not None


def message_readings(data: bytes) -> Iterator[Reading]:
    """Yield every text that may be read in the headers and the text parts of a mail."""
    for part in message_from_bytes(data, policy=default).walk():
        yield from text_readings("\n".join(f"{name}: {value}" for name, value in part.items()))
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_content_maintype() == "text":
            yield from text_readings(content.decode("utf-8", "replace"))
