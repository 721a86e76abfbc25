"""Which characters a text may hold: no controls, no invisible ones, none that Unicode lacks.

A *blank* character is invisible by itself (soft hyphen, joiner, tag letter). An *unknown* character is not assigned, or
is for private use. A *stray* is a blank or unknown character where it has no visible effect, so that
an editor has probably pasted it without noticing.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

# letters and signs that need no further look: most texts have no others, and any other search takes ten times as long
_COMMON = re.compile(
    "[\t\n\r -~\xa0-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u10d0-\u10ff\u2010-\u2027\u202f-\u205e"
    "\u20ac\u20bc\u20bd\u2116]*+"
)
_LAST_OF_PLANES = "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))

FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
"""Matches one character that no file of the content may contain.

These are controls except tab and line ends, lone surrogates, noncharacters, and U+2028 and U+2029: YAML ends a line at
U+2028 and text editors do not, so the line numbers of all later faults would be wrong.
"""

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Matches one bidirectional control (UAX #9), which could make a file name in a message look like another one."""

_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Matches a Default_Ignorable_Code_Point, of which Python has no table."""

# other format controls (Cf), except the visible ones (Prepended_Concatenation_Mark), and blank letters and signs:
# Braille, the object replacement character, music, Khitan
_BLANK = re.compile("[\ufff9-\ufffb\U00013430-\U00013438\u2800\ufffc\U0001d159\U00016fe4]")
_PICTOGRAPHS = range(0x1F300, 0x1FB00)
"""The code points of emoji and pictographs: never unknown, even if newer, because they are visible and no letters."""

# signs that may have a text and an emoji presentation (UTS #51), and skin tones
_SIGN = "\xa9\xae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
# scripts with registered variants: Myanmar, Phags-pa and all ideographs
_VARIED = "\u1000-\u109f\u2e80-\u9fff\ua840-\ua87f\uf900-\ufaff\U00020000-\U0003ffff"
_TAGS = {ord(letter): 0xE0000 + ord(letter) for letter in "abcdefghijklmnopqrstuvwxyz"}
# England, Scotland and Wales: the flags in emoji-sequences.txt that are written with tag letters
_FLAGS = "|".join(name.translate(_TAGS) for name in ("gbeng", "gbsct", "gbwls"))
_NEEDED = re.compile(
    rf"(?<=[{_SIGN}\ufe0f])\u200d(?=[{_SIGN}])|(?<=[{_SIGN}])[\ufe0e\ufe0f]|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    rf"|(?<=[{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?=[{_JOINING}])|(?<=[\u1820-\u18aa])[\u180b-\u180f]"
    rf"|(?<=[{_VARIED}])[\ufe00-\ufe02\U000e0100-\U000e01ef]|\U0001f3f4(?:{_FLAGS})\U000e007f"
)
"""Matches joiners and selectors that change the look of their neighbours (UAX #31; RFC 5892, appendix A; UTS #51)."""

STYLED = re.compile("[\U0001d400-\U0001d7ff](?:[ ]?[\U0001d400-\U0001d7ff])*")
"""Matches mathematical letters (`𝐧`), which no search finds."""


def first_forbidden(text: str) -> re.Match[str] | None:
    """Return the match of the first `FORBIDDEN` character, or None."""
    return None if _COMMON.fullmatch(text) else FORBIDDEN.search(text)


def is_unknown(character: str) -> bool:
    """Return whether a character is unassigned or private, unless it is an emoji or `is_ignorable`."""
    unknown = unicodedata.category(character) in ("Cn", "Co")
    return unknown and ord(character) not in _PICTOGRAPHS and not is_ignorable(character)


def is_ignorable(character: str) -> bool:
    """Return whether a character is a Default_Ignorable_Code_Point: fonts without it show nothing, instead of a box."""
    return _IGNORABLE.match(character) is not None


@lru_cache(maxsize=4096)
def _is_strange(character: str) -> bool:
    return not character.isascii() and bool(_BLANK.match(character) or is_ignorable(character) or is_unknown(character))


def strange_in(text: str) -> str:
    """Return the characters of a text that are invisible or unknown, even if needed there; sorted."""
    return "" if _COMMON.fullmatch(text) else "".join(sorted(filter(_is_strange, set(text))))


def without_strange(text: str) -> str:
    """Return a text without characters that are invisible or unknown, to compare how texts look.

    Do not print the result: some of these characters, such as joiners, may be needed where they are.
    """
    return text.translate(dict.fromkeys(map(ord, strange_in(text))))


def strays(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, character) for each stray, a character without effect that was probably pasted unnoticed.

    Of a run of the same, only the first is yielded. Bidirectional controls (UAX #9) always are. A byte order mark
    at the beginning is ignored.
    """
    strange = strange_in(text)
    needed = {place for each in _NEEDED.finditer(text) for place in range(*each.span())} if strange else ()
    for run in re.finditer(rf"([{re.escape(strange)}])\1*", text) if strange else ():
        alone = len(run[0]) == 1 and run.start() in needed
        if not alone and not (run.start() == 0 and run[1] == "\ufeff"):
            yield run.start(), run[1]


def first_stray(text: str) -> str:
    """Return the code point of the first stray character (see `strays`) as `U+200B`; empty if there is none."""
    return next((f"U+{ord(character):04X}" for _, character in strays(text)), "")


MOST_MARKS = 30
"""The largest number of combining marks on one letter, as in the Stream-Safe Text Format (UAX #15, section 13).

Unicode normalisation takes time with the square of their number, so long runs could keep a build busy for hours.
"""


def stacked_marks(content: str) -> re.Match[str] | None:
    """Return the match of the first run of more than `MOST_MARKS` combining marks, or None if there is none."""
    return None if _COMMON.fullmatch(content) or not _RUN.search(content) else _stacked().search(content)


def without_stacks(content: str) -> str:
    """Return a text in which each run of combining marks is cut to its first `MOST_MARKS`."""
    return _stacked().sub(lambda marks: marks[0][:MOST_MARKS], content) if _RUN.search(content) else content


# marks are no letters; the class of all marks takes longer to make than most texts to read
_RUN = re.compile(rf"[^\w\x00-\u02ff]{{{MOST_MARKS + 1}}}")


@cache
def _stacked() -> re.Pattern[str]:
    marks = "".join(each for each in map(chr, range(0x300, 0x1F000)) if unicodedata.category(each)[0] == "M")
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1},}}")


_OF_SCHEMES = f"{string.ascii_letters}{string.digits}+.-"
_SCHEMES = ("mailto:", "tel:", "www.")
_DOMAIN = re.compile(r"(?:[a-zA-Z0-9-]+\.)+[a-z]{2,}(?![a-zA-Z0-9])")
_BEFORE = "([{<«„“‘\"'*_"
_AFTER = ".,;:!?…*_)]}>»”“’\"'"
_KINDS = (
    "avif css csv doc docx gif gz htm html jpeg jpg js json md mp3 mp4 odt pdf png po ppt pptx py svg tar toml txt "
    "webp xls xlsx xml yaml yml zip"
).split()
_FILE = re.compile(rf"\.(?:{'|'.join(_KINDS)})\Z", re.IGNORECASE)


def address_start(token: str) -> int:
    """Return the index at which a web address, mailbox or file name begins in a token, or -1 if it contains none.

    Checks of words and numbers leave addresses out. An address has a scheme (`https://…`, `mailto:…`), begins with
    `www.`, is a mailbox, or is a host with a path (`turan.az/x`). What precedes it is skipped: `(www.turan.az) -> 1`,
    `see:https://turan.az -> 4`. A host alone (`turan.az`) gives -1, because readers read it as a name.
    """
    bare = token.lstrip(_BEFORE)
    start = len(token) - len(bare)
    scheme, mark, _ = bare.partition("://")
    if mark and scheme:
        return start + len(scheme.rstrip(_OF_SCHEMES))
    if bare.lower().startswith(_SCHEMES) or _FILE.search(bare.rstrip(_AFTER)):
        return start
    name, at, host = bare.rstrip(_AFTER).partition("@")
    if at and name and "." in host and "@" not in host:
        return start
    domain = _DOMAIN.match(bare)
    return start if domain and bare[domain.end() : domain.end() + 1] == "/" else -1


def is_host(token: str) -> bool:
    """Return whether a token begins with an ASCII host, perhaps with an ending: `turan.az-da`, but not `24,5`."""
    return bool(_DOMAIN.match(token.lstrip(_BEFORE)))
