"""Compare the structure of a translation with that of its source: parts and numbers.

Headings, paragraphs, lists, links and numbers are counted. Differences are warnings, because a translator may have good
reasons to join two paragraphs. A missing number, however, is rarely intended. The marks between groups of digits and
before decimals are those of CLDR. `1.234` and `1,234` are ambiguous (1234 or 1.234). Three digits after a single mark
are read as a group in both languages, so the comparison is right in either case.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from newsarchive.digests import digest
from newsarchive.html import TAG_NAME, TOKENS, VERBATIM
from newsarchive.model.characters import address_start, is_host
from newsarchive.model.diagnostics import TOP, Fault, fault
from newsarchive.model.models import Number, Text

_TOKEN = re.compile(r"(?<!\S)(?=\S*[a-zA-Z])[^\s\d]*+\d\S*")  # has a digit, and a letter as addresses do
_DATE = re.compile(
    r"(?<![\w.-])(?:(\d{1,2})\.\d{1,2}\.(\d{4})|(\d{4})-\d{2}-(\d{2}))(?![\d-]|\.\d)"
    r"|(?<!\d)(\d{4})年\d{1,2}月(?:(\d{1,2})日)?"
)
# not inside a word, as in az24saat; Chinese and Japanese have no spaces between words
_NUMBER = re.compile(r"(?<![^\W\u2e80-\uffef])\d+(?:(?:[.,٫٬'’]|\s)\d{3}(?!\d)|[.,٫]\d+)*")
_GROUPED = re.compile(r"(\d{1,3}(?:[.,٫٬'’\s]\d{3})+)(?:[.,٫](\d+))?")


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the numbers in plain text, in order, in a notation that is the same for all languages.

    `1 234,5` in Russian and `1,234.5` in English both have the value `1234.5`. Suffixes are ignored (2023-cü, 40th). A
    numeric date yields its day and year, as does one with the month in words. Numbers in web addresses and within words
    (`az24saat`) are left out.
    """
    plain = _TOKEN.sub(lambda match: _without_address(match[0]), text)
    plain = _DATE.sub(lambda date: "\x1f".join(["", *filter(None, date.group(1, 4, 6, 2, 3, 5))]), plain)
    return tuple(number for match in _NUMBER.finditer(plain) for number in _read(match[0]))


def _without_address(token: str) -> str:
    """Return a word without the web address, mailbox or file name in it: the numbers there do not count."""
    start = 0 if is_host(token) else address_start(token)
    return token if start < 0 else f"{token[:start]}\x1f"


@lru_cache(maxsize=256)
def _read(typed: str) -> tuple[Number, ...]:
    """Return the numbers in digits, spaces and marks: `1 234,5` is one; `2023 100`, not grouped as one, is two."""
    # digits of any script, such as Arabic ones, and without leading zeros
    western = typed if typed.isascii() else re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), typed)
    parts = re.findall(r"\d+", western)
    bare = tuple(part.lstrip("0") or "0" for part in parts)
    if grouped := _GROUPED.fullmatch(typed):
        *whole, decimals = parts if grouped[2] else [*parts, ""]
        value = "".join(whole).lstrip("0") or "0"
        return (Number(f"{value}.{decimals}" if decimals else value, bare),)
    if re.search(r"[\s'’٬]", typed):
        return tuple(number for piece in re.split(r"[\s'’٬]", typed) for number in _read(piece))
    return (Number(".".join([bare[0], *parts[1:]]), bare),)


def unmatched(expected: Sequence[Number], found: Sequence[Number]) -> tuple[list[str], list[str]]:
    """Return the numbers that a translation lacks, and those that only it has, each in order of size.

    A number that only one text has is split at its marks if the other text has all of its parts as unmatched numbers.
    So the list `8, 10` in one text matches `8,10` in the other, which reads as the number 8.10.
    """
    wanted, given = Counter(each.value for each in expected), Counter(each.value for each in found)
    missing, extra = wanted - given, given - wanted
    for numbers, joined, parted in ((expected, missing, extra), (found, extra, missing)):
        for number in numbers:
            if len(number.parts) == 1 or joined[number.value] <= 0:
                continue
            parts = Counter(number.parts)
            if all(parted[part] >= count for part, count in parts.items()):
                joined[number.value] -= 1
                parted.subtract(parts)
    return _by_size(missing), _by_size(extra)


_LONGEST_NUMBER = 40  # characters


def _by_size(numbers: Counter[str]) -> list[str]:
    # compared as strings: Python converts no number of more than 4,300 digits
    values = sorted(numbers.elements(), key=lambda value: (len(value.partition(".")[0]), value))
    return [value if len(value) <= _LONGEST_NUMBER else f"{value[:_LONGEST_NUMBER]}…" for value in values]


_DIGIT = re.compile(r"\d")
_NOTE = re.compile(r' id="fn:')
_MARK = re.compile(r' id="fnref[0-9]*:| class="footnote-(?:back)?ref"')
_ALT = re.compile(r' alt="([^"]+)"')
_CITED = re.compile(r' href="#source:([^"]+)"')  # as `markdown.SOURCE`
_FOOTNOTES = '<div class="footnote">'
_KINDS = {
    **dict.fromkeys(VERBATIM, "verbatim"),
    **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), "headings"),
    **dict.fromkeys("ul ol dl".split(), "lists"),
    **{"img": "pictures", "p": "paragraphs", "li": "li", "dd": "items", "a": "links", "sup": "sup"},
}
_COUNTED = ("headings", "pictures", "links", "footnotes", "lists", "items", "paragraphs")
_FORMS = {
    "headings": "## {}",
    "pictures": "![{}]",
    "links": "[{}]",
    "footnotes": "[^…]: {}",
    **dict.fromkeys(("lists", "items"), "- {}"),
}
"""How messages show the parts of a text, by kind: as they are typed."""


class _Part(NamedTuple):
    """A heading, paragraph, list, link and so on in the HTML of a text, with its words until the next part begins."""

    kind: str
    element: str
    words: list[str]
    cited: list[str]

    @property
    def sign(self) -> tuple[object, ...]:
        """What the part has in common with that of a translation."""
        return self.element, _numbers([self]), tuple(self.cited)


def structure_of(tokens: Sequence[str]) -> bytes:
    """Return a digest of how many headings, lists, links and so on the HTML of a text has, and of its numbers.

    `tokens` are the HTML, split by `TOKENS`.
    """
    parts = _parts_of(tokens)
    counts = Counter(part.kind for part in parts)
    return digest(repr(([counts[kind] for kind in _COUNTED], _numbers(parts))).encode())


def _numbers(parts: Iterable[_Part]) -> tuple[Number, ...]:
    return numbers_in(unescape("\x1f".join(run for part in parts for run in part.words if _DIGIT.search(run))))


def _parts_of(tokens: Sequence[str]) -> list[_Part]:
    """Return the parts of a text, the first of them for words before all others; paragraphs in list items are none.

    Words in code and in footnote marks are left out, and so is a paragraph that has a picture and no words.
    """
    parts = [_Part("", "", [], [])]
    depths = Counter[str]()
    for run, tag in zip(tokens[::2], [*tokens[1::2], ""], strict=True):
        if run not in ("", "\n") and not depths["verbatim"] and not depths["marks"]:
            parts[-1].words.append(run)
        kind, nested = _kind(tag, depths)
        if nested == "marks":
            parts[-1].cited.extend(_CITED.findall(tag))
        if kind in _COUNTED and not tag.startswith("</"):
            parts.append(_Part(kind, tag.partition(" ")[0].rstrip(">"), _ALT.findall(tag), []))
        if nested:
            depths[nested] = max(0, depths[nested] + (-1 if tag.startswith("</") else 1))
    lists = [index for index, part in enumerate(parts) if part.kind == "lists"] if _FOOTNOTES in tokens else []
    for index in lists[-1:]:
        del parts[index]  # Markdown generates it for the footnotes
    pairs = pairwise([*parts, _Part("", "", [], [])])
    return [part for part, after in pairs if part.words or (part.kind, after.kind) != ("paragraphs", "pictures")]


def _kind(tag: str, depths: Mapping[str, int]) -> tuple[str, str]:
    """Return the kind of part that a tag begins, or empty, and in which of the `depths` its element counts."""
    name = TAG_NAME.match(tag)
    kind = _KINDS.get(name[1], "") if name else ""
    if kind == "verbatim":
        return "", kind
    if kind in ("links", "sup") and (depths["marks"] or _MARK.search(tag)):
        return "", "marks"
    if kind == "li" and (depths["notes"] or _NOTE.search(tag)):
        return "" if depths["notes"] else "footnotes", "notes"
    if kind in ("li", "items"):
        return "items", "items"
    left_out = (
        depths["notes"] or (kind == "links" and " href=" not in tag) or (kind == "paragraphs" and depths["items"])
    )
    return "" if left_out else kind, ""


def structure_warnings(text: Text, source: Text, html: Callable[[Text], str] = attrgetter("html")) -> Iterator[Fault]:
    """Yield a warning for the first part without a counterpart, and for the numbers and citations of other parts.

    `html` returns the body of a text.
    """
    own, other = (_parts_of(TOKENS.split(html(each))) for each in (text, source))
    lacking, surplus = _unpaired(other, own), _unpaired(own, other)
    gone, new = [other[index] for index in lacking], [own[index] for index in surplus]
    # parts of another kind in place of those that are missing, such as paragraphs for a list, are one mistake
    if lacking or surplus:
        hint, parts = ("missing", other[lacking[0] :]) if lacking else ("extra", own[surplus[0] :])
        shown = _FORMS.get(parts[0].kind, "{}").format(_beginning(parts))
        yield fault("structure", TOP, text.path, warning=True, found=shown, source=source.path, hint=hint)
    told = [{number.value for number in _numbers(parts)} for parts in (gone, new)]
    numbers = unmatched(_numbers(other), _numbers(own))
    missing, extra = ([each for each in found if each not in known] for found, known in zip(numbers, told, strict=True))
    if missing or extra:
        yield fault(
            "structure", TOP, text.path, warning=True, missing=_shown(missing), extra=_shown(extra), hint="numbers"
        )
    cited, expected = ({link.target for link in each.citations} for each in (text, source))
    missing = sorted(expected - cited - {each for part in gone for each in part.cited})
    extra = sorted(cited - expected - {each for part in new for each in part.cited})
    if missing or extra:
        yield fault(
            "structure", TOP, text.path, warning=True, missing=_shown(missing), extra=_shown(extra), hint="citations"
        )


_MOST_ALIGNED = 1_000  # parts: aligning takes time that grows with the square of their number
_LONGEST_SHOWN = 60  # characters
_MOST_SHOWN = 5  # numbers


def _unpaired(parts: Sequence[_Part], others: Sequence[_Part]) -> list[int]:
    """Return the indexes of the parts without a counterpart among `others`, of kinds of which those have fewer.

    Parts with the same numbers and citations are counterparts, if in the same order; others by their order alone.
    """
    excess = Counter(part.kind for part in parts) - Counter(part.kind for part in others)
    if not excess:
        return []
    blocks = [(0, len(parts), 0, len(others))]
    if max(len(parts), len(others)) <= _MOST_ALIGNED:
        first, second = ([part.sign for part in each] for each in (parts, others))
        blocks = [block[1:] for block in SequenceMatcher(None, first, second).get_opcodes()]
    found = []
    for start, end, other_start, other_end in blocks:
        room = Counter(part.kind for part in others[other_start:other_end])
        for index, part in enumerate(parts[start:end], start):
            room[part.kind] -= 1
            if room[part.kind] < 0 < excess[part.kind]:
                found.append(index)
    return found


def _beginning(parts: Iterable[_Part]) -> str:
    """Return the first words of these parts: a paragraph can begin with a link."""
    runs = (part.words[:1] if part.kind in ("links", "pictures") else part.words for part in parts)
    first = next(filter(None, (" ".join(unescape("".join(each)).split()) for each in runs)), "")
    return first if len(first) <= _LONGEST_SHOWN else f"{first[:_LONGEST_SHOWN].rstrip()}…"


def _shown(numbers: list[str]) -> str:
    return ", ".join(numbers[:_MOST_SHOWN]) + (", …" if len(numbers) > _MOST_SHOWN else "") or "—"
