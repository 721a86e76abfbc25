"""One HTML file with all texts of a book: it opens from a chat or a disk, without an app and without a request.

Its stylesheet and its pictures are inside, and its policy lets it load nothing else. Each text is an `article`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape

from newsarchive.api import file_policy, policy_text

CONTENTS = "p_contents"
"""The id of the list of texts (templates/editions/contents.html)."""

_CLOSED = re.compile(r'(<(?:br|hr|col|img|wbr)(?:[^>"/]|"[^"]*"|/(?!>))*)/>')
_TYPES = {"webp": "image/webp", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def data_address(path: str, content: bytes) -> str:
    """Return a `data:` address with a picture in it."""
    kind = _TYPES[path.rpartition(".")[2].lower()]
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def part_of(slug: str, section: str, contents: str) -> bytes:
    """Return the part of the file with one text, given its section as it is placed in this file.

    `contents` is the heading of the list of texts, to which a link after the text leads back.

    A void element has no slash at its end here: in HTML it means nothing (HTML 13.1.2.1), and checkers remark on it.
    """
    opened = _CLOSED.sub(r"\1>", section)
    back = f'<p class="meta"><a href="#{CONTENTS}">{escape(contents)}</a> ↑</p>'
    return f'<article id="{slug}">\n{opened}\n{back}\n</article>\n'.encode()


def one_file(
    title: str, front: str, parts: Sequence[bytes], language: str, direction: str, style: str, day: str
) -> list[bytes]:
    """Return the file in pieces, because a large one is not held in memory twice.

    Args:
        front: The markup of what precedes the texts: title page and contents.
        parts: The texts (`part_of`).
        day: The day of its publication; empty to compare the content of two files.
    """
    head = (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy_text(file_policy(style))}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="dcterms.modified" content="{day}">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<header>\n{front}\n</header>\n<main>\n"
    )
    return [head.encode(), *parts, b"</main>\n</body>\n</html>\n"]
