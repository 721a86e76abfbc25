"""A file of the content as it was typed: where it lies, its bytes decoded, its front matter and body, its revision.

Nothing here parses Markdown, so that a build in which no text changed starts without the modules that do.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec
from msgspec.structs import replace

from newsarchive.digests import digest
from newsarchive.model.characters import MOST_MARKS, first_forbidden, stacked_marks
from newsarchive.model.diagnostics import TOP, Fault, Position, fault
from newsarchive.model.fields import FrontMatter, Kind

from .source_map import Places, SourceText, blank_fences, front_matter_of

LARGEST_FILE = 1024 * 1024

LARGEST_TEXT = 128 * 1024
"""The largest size in bytes of a Markdown file. A page of about a third of this size takes 14 KB after gzip."""

# what autocorrection makes of three hyphens
_DASH = re.compile(r"^-?[–—]-?[ \t]*$", re.MULTILINE)
# below words `=======` would underline a heading of the first level, which no text may have
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$|^={7}$", re.MULTILINE)

# not a comment that contains `<!--`, `<!-->` or `--!>`: browsers end such a comment elsewhere than Markdown does
_COMMENT = re.compile(r"(?:\A|(?<=\n\n))<!--(?!-?>)(?:(?!--!?>|<!--).)*-->(?=\n\n|\Z)", re.DOTALL)
_BLANK_LINES = re.compile(r"\n{3,}")


class Place(msgspec.Struct, frozen=True):
    """The location of a text or of a reader's letter in the content folder; both paths are relative to that.

    `language` is the language tag from the file's name; empty for a letter, whose front matter states it.
    """

    path: str
    folder: str
    kind: Kind
    language: str


def decode(data: bytes, most: int = LARGEST_FILE) -> tuple[str | None, list[Fault]]:
    """Decode the bytes of a file as UTF-8, and return its content and its faults; with faults the content is None.

    The content is in Unicode normalization form C and has LF line ends. These are faults: more than `most` bytes, bytes
    that are not UTF-8, a byte order mark, many combining marks on one letter, control characters, and the markers of a
    merge conflict.
    """
    if len(data) > most:
        return None, [too_large(len(data), most)]
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")) + 1
        return None, [fault("not-utf8", Position(line, column), byte=f"0x{data[error.start]:02x}")]
    if content.startswith("\ufeff"):
        return None, [fault("byte-order-mark", TOP)]
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    marks = stacked_marks(content)
    if marks:
        place = Places(content).at(marks.start())
        return None, [fault("stacked-marks", place, found=len(marks[0]), most=MOST_MARKS)]
    content = unicodedata.normalize("NFC", content)
    control = first_forbidden(content)
    if control:
        found = f"U+{ord(control[0]):04X}"
        return None, [fault("control-character", Places(content).at(control.start()), found=found)]
    faults: list[Fault] = []
    begun = False
    for marker in _CONFLICT.finditer(blank_fences(content)) if _CONFLICT.search(content) else ():
        # each conflict is reported at its first marker
        if marker[0].startswith("<") or not begun:
            faults.append(fault("conflict-marker", Places(content).at(marker.start()), found=marker[0]))
        begun = not marker[0].startswith(">")
    return (None, faults) if faults else (content, [])


def too_large(size: int, most: int, hint: str = "") -> Fault:
    """Return the fault of a file with more than `most` bytes; one with a hint, such as "picture", is counted in MB."""
    unit = 1024 * 1024 if hint else 1024
    found = fault("too-large", size=-(-size // unit), most=most // unit)
    return replace(found, values=(*found.values, ("hint", hint))) if hint else found


def split(content: str) -> tuple[SourceText | None, list[Fault]]:
    """Split the content of a Markdown file into front matter and body at its two `---` lines.

    Return them and an empty list; or None and a list of one fault if a `---` line is missing.
    """
    match = front_matter_of(content)
    dash = _DASH.search(content, 0, match.end("front") if match else len(content))
    if dash and (dash.start() == 0 or content.startswith("---\n")):
        return None, [fault("front-matter", Places(content).at(dash.start()), found=dash[0].strip(), hint="dash")]
    if match:
        front = match["front"]
        return SourceText(front.removesuffix("\n"), content[match.end() :], front.count("\n") + 3), []
    first = content.partition("\n")[0].rstrip()
    if first == "---":
        return None, [fault("front-matter", TOP, hint="open")]
    late = content.lstrip().startswith("---\n")
    hint = "toml" if first == "+++" else "blank" if late else None
    return None, [fault("front-matter", TOP, hint=hint)]


def revision_of(front: FrontMatter, body: str) -> str:
    """Return the revision of a text: 12 hex digits of the SHA-256 of the words that a translator translates.

    These are the title, the summary, the picture's `alt` and `caption`, the corrections with their dates, and the body,
    all as typed. In the body, white space at line ends and around the text, HTML comments between paragraphs and
    repeated blank lines do not count. A translation records the revision of its source, so it counts as out of date
    after a change to these words and after no other change.
    """
    plain = "\n".join(map(str.rstrip, body.strip().split("\n")))
    # a comment that certainly renders nothing begins a line, has blank lines around it and is not in fenced code
    pieces, at = [], 0
    for comment in _COMMENT.finditer(blank_fences(plain)) if "<!--" in plain else ():
        pieces.append(plain[at : comment.start()])
        at = comment.end()
    counted = _BLANK_LINES.sub("\n\n", "".join([*pieces, plain[at:]])).strip()
    return digest("\x1f".join([*front.words, counted]).encode()).hex()[:12]
