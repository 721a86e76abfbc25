"""Markup that did not parse: signs of Markdown and its dialects that readers would see as typed.

`raw_markup` takes a text, as typed and as the HTML that Markdown made of it, and yields warnings: `**` that nothing
closes, `[words] (address)`, a table with a column too few. A sign is the part of such markup that is not words, such as
`**`.

The rules search the rendered text outside code and addresses, so markup that Markdown parsed cannot match. Each match
is then located in the source, between the same words. A sign that is escaped there is intended and not reported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from itertools import accumulate, chain, islice
from typing import NamedTuple

from newsarchive.html import VERBATIM
from newsarchive.model.diagnostics import Fault, Position, fault

from .source_map import Lines

MOST_WARNINGS = 100
"""The largest number of warnings about visible markup in one text: locating each in the source takes time."""

_SHOWN = 60  # characters of the words that a message shows
_LONGEST_ADDRESS = 2000  # characters
_MOST_FOUND = 500  # most matches located in the source, including the escaped ones

_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_INLINE = frozenset("a abbr b bdi bdo cite del dfn em i img ins mark q s small span strong sub sup time u".split()) | (
    VERBATIM - {"pre"}
)
_NOTE_LINK = re.compile(r'<a [^>]*class="footnote-(?:back)?ref"')
_OBJECT = "\ufffc"
"""The character U+FFFC, in place of code and of the `//` of addresses in links, which rules would take for markup."""

# No rule matches in a text if `_SUSPECT` does not match in a line break followed by the text. It begins with a set of
# characters, which is searched fastest; the second part then says where each of them is suspect.
_SUSPECTS = (
    r"[*_`~|\[{{\\^•‣▪◦\]=:&\n](?:(?<=[*_`~|\[{{\\^•‣▪◦])|(?<=\])\(|(?<==)=|(?<=:)::|(?<=http:)|(?<=https:)"
    r"|(?<=&){entity}[a-z]|(?<=\n) *(?:[-+#]+ |\d+[.)] |[!?]{{3}}\+? |(?:-|\d+[.)])[^\W\d_]))"
)
_SUSPECT = re.compile(_SUSPECTS.format(entity=""))
_SUSPECT_HTML = re.compile(_SUSPECTS.format(entity="amp;"))

ADDRESS = (
    r"(?:(?:https?://|www\.|mailto:|\.{0,2}/|\#)[^\s()\[\]]{1,300}"
    r"|[\w./%-]{1,200}\.(?:md|pdf|jpe?g|png|webp|html?)(?:\#[\w=-]*)?)"
)
_OPENS = r"""(?=[^\W\d_]|["'«“„‘(\[])"""
# not the end of a card or telephone number whose other digits are masked by asterisks
_NUMBER = r"[€$£₼₽№+]?(?:\d{1,3}|(?:19|20)\d\d)(?!\d)[^*_\n]{0,20}?\s[^\W\d_]{2}"
_ITEM = r"(?:[-*+]|\d{1,3}[.)])[ ]+"
_BARE = r"""[^\s/<>()\[\]"'«»“”]+\.[^\s<>()\[\]"'«»“”]*[^\s<>()\[\]"'«»“”.,;:!?…]"""

_PATTERNS = (
    (
        "raw-shortcode",
        "{",
        r"(?P<sign>\{\{)(?!/\*)[^{}\n]{1,200}\}\}|(?P<sign2>\{%)(?!-?[ ]*(?:end)?comment\b)[^{}\n]{0,200}%\}",
    ),
    ("raw-shortcode", "[", r"(?P<sign>\[)(?P<name>\w[\w-]*)(?:[ =][^\[\]]{0,200})?\][^\0]{0,400}?\[/(?P=name)\]"),
    (
        "raw-shortcode",
        "[",
        r"(?P<sign>\[)(?:/\w[\w-]*|gallery|TOC|\w[\w-]*[ ](?:[^\[\]]{0,200}[ ])?\w+=[^\[\]]{1,200})\]",
    ),
    ("raw-wiki-link", "[", r"!?(?P<sign>\[\[)[^\[\]\n]{1,200}\]{0,2}"),
    ("raw-note", "^", r"(?P<sign>\^\[)[^\[\]]{1,300}\]"),
    ("raw-attributes", "{", r"(?P<sign>\{:)[^{}\n]{0,200}\}|(?P<sign2>\{[.\#])[\w-]+[^{}\n]{0,200}\}"),
    ("raw-in-html", "(", r"!?(?P<sign>\[)[^\[\]]{1,200}\]\([^()\s]{1,300}\)"),
    ("raw-in-html", "*", r"(?<![\w*])(?P<sign>\*{1,3})(?![\s*])[^*]{1,300}(?<!\s)(?P=sign)(?![\w*])"),
    ("raw-in-html", "_", r"(?<![\w@/])(?P<sign>_{1,2})(?![\s_])[^_]{1,300}(?<!\s)(?P=sign)(?!\w)"),
    ("raw-in-html", "`", r"(?<!`)(?P<sign>`{1,2})(?!`)[^`]{1,300}(?P=sign)(?!`)"),
    (
        "raw-link-apart",
        "(",
        rf"(?P<sign>\[)[^\[\]]{{1,200}}\]\s\({ADDRESS}\)|(?P<sign2>\()[^()\n]{{1,200}}\)\[{ADDRESS}\]",
    ),
    ("raw-link-open", "(", r"(?:\[[^\[\]]{0,200})?(?P<sign>\]\()[^)\n]{0,200}"),
    ("raw-reference", "[", r"(?P<sign>\[)[^\[\]^]{1,200}\]\[[\w-]{0,60}\]"),
    ("raw-box", ":[", r"^[ ]*(?:(?P<sign>:{3,})|(?P<sign2>\[!)\w+\])"),
    ("raw-box", "!?", r"""^[ ]*(?P<sign>!!!|\?\?\?\+?)[ ][a-z]+(?:[ ]"[^"\n]*")?$"""),
    ("raw-heading", "=#", r"(?<=\n)[ ]*(?P<sign>={3,})[ ]*$|^[ ]*(?P<sign2>\#{1,6})[ ](?=\S)"),
    ("raw-fence", "`~", r"^[ ]*(?P<sign>`{3,}|~{3,})"),
    ("raw-code", "`", r"(?P<sign>`{1,2})[^`\n]{0,60}"),
    ("raw-struck", "~", r"(?P<sign>~~)(?![\s~])[^~]{1,300}~~|(?<!\S)(?P<sign2>~~)(?=[^\W_])[^~\n]{0,60}"),
    ("raw-marked", "=", r"(?<![=\w])(?P<sign>==)(?![\s=])[^=]{1,300}(?<!\s)==(?![=\w])"),
    ("raw-break", "\\", r"[^\\\n]{0,40}(?P<sign>\\)(?=\n)"),
    ("raw-escape", "\\", r"""(?P<sign>\\)["'$~:;<=&/@^,?%]"""),
    ("raw-entity", "&", r"(?P<sign>&)(?:nbsp|amp|[lg]t|quot|apos|[lr]aquo|[mn]dash|hellip|[lr][sd]quo|shy)\b;?"),
    ("raw-list", "-*+.)", rf"^[ ]*(?P<sign>[-*+]|\d{{1,3}}[.)])[ ]+\S[^\n]*(?:\n[ ]*{_ITEM}\S[^\n]*)+"),
    (
        "raw-list",
        "-.)",
        r"^(?P<sign>-(?=[^\W\d_])|\d{1,2}[.)](?=[^\W\d_]))[^\n]+(?:\n(?:-|\d{1,2}[.)])[^\W\d_][^\n]*)+",
    ),
    ("raw-list", "•‣▪◦", r"^(?P<sign>[•‣▪◦])\s*\S[^\n]*(?:\n[•‣▪◦][^\n]*)*"),
    ("raw-emphasis", "*", rf"(?<![\w*])(?P<sign>\*{{1,3}}){_OPENS}[^*\n]{{0,60}}"),
    ("raw-emphasis", "_", rf"(?<![\w@/])(?P<sign>_{{1,2}}){_OPENS}(?!\w*_)[^_\n]{{0,60}}"),
    ("raw-emphasis", "*_", r"(?<!\S)(?P<sign>\*\*|__)\s[^*_\n]{0,200}?[^\W\d_]{2}[^*_\n]{0,200}?\s(?P=sign)(?!\S)"),
    ("raw-emphasis", "*_", r"^[ ]*(?P<sign>\*\*|__)(?=[^\s*_.,;:!?)\]])[^*_\n]{0,60}"),
    ("raw-emphasis", "*_", rf"(?<![\w*])(?<!\d[ ])(?P<sign>\*\*|__)(?={_OBJECT}|{_NUMBER})[^*_\n]{{0,60}}"),
    (
        "raw-emphasis",
        "*_",
        rf"""[^\W_]{{0,20}}(?:(?<=[^\W\d_]{{3}})|(?<=[.,;:!?»”"’)…\]{_OBJECT}]))(?P<sign>\*\*|__)(?![\w*_])""",
    ),
    (
        "raw-emphasis",
        "*_",
        r"(?<![\w*])(?<!\d[ ])(?:\d{1,4}%?|[^\W\d_][^\W\d_A-ZА-ЯЁÇƏĞİÖŞÜ])(?P<sign>\*\*|__)(?=[ ]*\Z)",
    ),
    ("raw-address", "/", rf"(?P<sign>https?://){_BARE}"),
)
"""The rules for markup that readers would see: the code of a warning, signs, and a pattern of the markup.

The pattern matches only in a text that has at least one of the signs. That is checked first, because it is faster.

If several rules match the same place, the first one wins. The group `sign` (or `sign2`, `sign3`) is the part, such as
`**`, that is then located in the source.
"""


@cache
def rules() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Return the rules (code, signs, pattern), compiled on the first call, since few texts need them."""
    flags = re.MULTILINE | re.VERBOSE
    return tuple((code, frozenset(signs), re.compile(pattern, flags)) for code, signs, pattern in _PATTERNS)


_NO_PROSE = frozenset(
    "raw-shortcode raw-wiki-link raw-note raw-attributes raw-link-apart raw-link-open raw-reference"
    " raw-address raw-entity".split()
)
"""The codes of rules in whose matches no other rule is applied; the others' may contain further mistakes."""

# a list item below another, indented by fewer than the four spaces that would nest it in that item
_SHALLOW_ITEM = re.compile(
    r"^(?P<indent> {0,3})(?:[-*+]|\d+\.) [^\n]*\n(?P=indent) {2,3}(?P<sign>[-*+]|\d+\.) ", re.MULTILINE
)
_INDENTATION = re.compile(r"(?:> ?)*(?: {4}| {0,3}\t)[ \t]*")
_CODE_BLOCK = '<div class="code">'
_UNDERLINED_SENTENCE = re.compile(r"(?:\A\n*|\n\n)(?P<words>[^\n]{1,2000}[.!?…:;,»”\"]) *\n(?P<sign>-{3,}) *(?=\n|\Z)")
_EMPTY_LINK = re.compile(r"\[[^\[\]\n]{0,60}\]\( ?\)|<a [^<>]*href=[\"'] ?[\"'][^<>]*>")
_TABLE_RULE = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?")
_REFERENCE_MARK = re.compile(r"[\w).,;:!?»”\"’%\]…](\*{1,3})(?![\w*])")
_NOTE_MARK = re.compile(r" *\*")
_NOTE_MARKS = re.compile(r"(?:(?:\A|\n) *|\s(?=\*+\s))(\*{1,3})(?!\*)(?P<spaced>\s?)")


class Block(NamedTuple):
    """A paragraph, table cell or list item, as readers see its text.

    In `text`, U+FFFC stands for each span of code, and for the `//` of an address in a link's words; `typed` has what
    each stands for, in order. `tag` is the name of its HTML element, such as `p`.
    """

    tag: str
    text: str
    typed: tuple[str, ...] = ()

    def words(self, start: int, end: int, most: int = _SHOWN) -> str:
        """Return the text between two offsets for a message: on one line, with its code, cut to `most` characters."""
        hidden = iter(self.typed[self.text.count(_OBJECT, 0, start) :])
        typed = re.sub(_OBJECT, lambda found: next(hidden, found[0]), self.text[start:end])
        return " ".join(typed.split())[:most]


class Finding(NamedTuple):
    """Markup, such as `**`, that readers would see, because Markdown did not parse it.

    `values` are those of the warning's message, such as the markup as typed (`found`). `start` and `end` are the
    offsets of the markup in the text of the block.
    """

    code: str
    values: dict[str, str | int]
    block: Block
    start: int
    end: int


def raw_markup(lines: Lines, tokens: Sequence[str]) -> Iterator[Fault]:
    """Yield a warning for each piece of Markdown syntax that readers would see, because Markdown did not parse it.

    Also warn of list items that are indented too little, of links without an address, of sentences that a line of
    hyphens turned into headings, and of words that are shown as code because they are indented. `tokens` are the
    sanitised HTML of the body, split by `TOKENS`.
    """
    shallow = list(islice(_shallow_items(lines), MOST_WARNINGS + 1))
    indented = {each.line for each in shallow}
    # do not report an item twice that is indented too little and looks like an unparsed list
    seen = (each for each in _seen(lines, tokens) if each.code != "raw-list" or each.line not in indented)
    yield from at_most(
        chain(shallow, _empty_links(lines, tokens[1::2]), _underlined(lines), _indented(lines, tokens), seen)
    )


def at_most(found: Iterator[Fault]) -> Iterator[Fault]:
    """Yield the first `MOST_WARNINGS` warnings and, if there are more, one (`raw-more`) at the place of the next."""
    yield from islice(found, MOST_WARNINGS)
    for other in islice(found, 1):
        yield fault("raw-more", Position(other.line, other.column), warning=True)


def _shallow_items(lines: Lines) -> Iterator[Fault]:
    """Yield a warning for each list item that is indented, but by fewer than the four spaces that would nest it."""
    if "\n  " in lines.source.body:
        for item in _SHALLOW_ITEM.finditer(lines.words):
            yield fault("list-indent", lines.place(item.start("sign")), warning=True, found=item["sign"])


def _empty_links(lines: Lines, tags: Sequence[str]) -> Iterator[Fault]:
    """Yield a warning for each link without an address, as in `[words]()`."""
    if any(' href=""' in tag for tag in tags):
        for link in _EMPTY_LINK.finditer(lines.words):
            yield fault("raw-link-empty", lines.place(link.start()), warning=True, found=link[0])


def _underlined(lines: Lines) -> Iterator[Fault]:
    """Yield a warning for each sentence that becomes a heading because of a line of hyphens below it."""
    if "\n---" in lines.source.body:
        for sentence in _UNDERLINED_SENTENCE.finditer(lines.words):
            place = lines.place(sentence.start("sign"))
            yield fault("raw-rule", place, warning=True, found=sentence["words"][:60])


def _indented(lines: Lines, tokens: Sequence[str]) -> Iterator[Fault]:
    """Yield a warning for each block that is code because of a tab or four spaces, as word processors indent words."""
    code = _code_lines(tokens)
    if not code:
        return
    after, inside, start = True, False, 0
    for line, typed in zip(lines.words.split("\n"), lines.source.body.split("\n"), strict=True):
        found = _INDENTATION.match(line)
        words = typed[found.end() if found else 0 :].strip()
        if line.strip() and not found:
            inside = False
        elif found and after and not inside and line.strip() and " ".join(words.split()) in code:
            inside = True
            yield fault("raw-indented", lines.place(start + found.end()), warning=True, found=words[:60])
        # a heading or a rule ends a paragraph, as an empty line does
        after = not line.strip(" \t>-*_") or line.startswith("#")
        start += len(line) + 1


def _code_lines(tokens: Sequence[str]) -> set[str]:
    """Return the lines of code blocks in HTML that was split by `TOKENS`, each with single spaces."""
    inside, before, code = False, "", list[str]()
    for text, tag in zip(tokens[::2], [*tokens[1::2], ""], strict=True):
        if inside:
            code.append(text)
        # `<pre>` alone was typed so
        inside = (tag == "<pre>" and before == _CODE_BLOCK) or (inside and tag != "</pre>")
        before = tag
    return {" ".join(line.split()) for line in unescape("".join(code)).split("\n")} - {""} if code else set()


def _seen(lines: Lines, tokens: Sequence[str]) -> Iterator[Fault]:
    """Yield a warning for each piece of Markdown syntax in the words of the HTML, at its place in the source."""
    if _SUSPECT_HTML.search("".join(("\n", *tokens[::2]))):
        blocks = list(blocks_of(tokens))
        found = list(islice(findings(blocks), _MOST_FOUND))
        yield from _placed(lines, blocks, found) if found else ()


def _placed(lines: Lines, blocks: Sequence[Block], found: Sequence[Finding]) -> Iterator[Fault]:
    r"""Yield a warning for each piece of visible markup in `found` that the source does not escape (as in `\*`)."""
    begins = dict(zip(map(id, blocks), lines.begins(block.text for block in blocks), strict=False))
    for each in found:
        text = each.block.text
        since = begins.get(id(each.block), 0)
        place = lines.of_sign(text[: each.start], text[each.start : each.end], text[each.end :], since)
        if place:
            yield fault(each.code, place, "", True, **each.values)
    if len(found) == _MOST_FOUND:
        yield fault("raw-more", lines.place_of_word(begins.get(id(found[-1].block), 0)), warning=True)


def findings(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield the markup that readers would see in the paragraphs, table cells and list items of a text, in order."""
    marks = _reference_marks(blocks)
    for index, block in enumerate(blocks):
        if not _SUSPECT.search(f"\n{block.text}"):
            continue
        table = _table(block) if block.tag == "p" and "|" in block.text else None
        if table:
            yield table
        if block.tag == "li" and re.match(r"\[[ xX]?\]\s", block.text):
            yield Finding("raw-task", {"found": block.text[: block.text.index("]") + 1]}, block, 0, 1)
        yield from sorted(_found_in(block, marks[index]), key=lambda each: each.start)


def _found_in(block: Block, marks: set[int]) -> Iterator[Finding]:
    """Yield what the rules match in a block, each character once, but no reference marks (`19.99*`; `marks`)."""
    taken = bytearray(len(block.text))
    present = frozenset(block.text)
    for code, signs, pattern in rules():
        for match in () if present.isdisjoint(signs) else pattern.finditer(block.text):
            sign = next(name for name in ("sign", "sign2", "sign3") if match[name])
            start, end = match.span(sign)
            if taken.find(1, start, end) >= 0 or (code == "raw-emphasis" and start in marks):
                continue
            for first, last in _of_one_mistake(code, match, match[sign], start):
                taken[first:last] = b"\1" * (last - first)
            # the message of an address offers it whole, as a link
            most = _LONGEST_ADDRESS if code == "raw-address" else _SHOWN
            yield Finding(code, {"found": block.words(*match.span(), most)}, block, start, end)


def _of_one_mistake(code: str, match: re.Match[str], sign: str, start: int) -> list[tuple[int, int]]:
    """Return the spans (start, end) in which nothing more is reported, as they belong to the mistake of `match`.

    For `**words**` they are the two `**`, since there may be other markup between them.
    """
    if code in _NO_PROSE or sign == "[":
        return [match.span()]
    if sign[0] == "`":
        # where the intended code ends is unknown; assume that it is one word
        word = re.compile(r"\S*").match(match.string, start)
        return [word.span() if word else match.span()]
    closing = match.end() - len(sign)
    return [(start, start + len(sign)), *([(closing, match.end())] if match[0].endswith(sign) else [])]


def _reference_marks(blocks: Sequence[Block]) -> dict[int, set[int]]:
    """Return where asterisks are reference marks (`19.99*`) or begin the notes for them (`*Without tax.`).

    These are intended, so no rule for emphasis may report them. They are offsets in the text of a block, by its index.
    """
    words = [(index, mark) for index, block in enumerate(blocks) for mark in _REFERENCE_MARK.finditer(block.text)]
    first = {mark[1]: index for index, mark in reversed(words)}
    last: dict[str, int] = {}
    places: dict[int, set[int]] = defaultdict(set)
    for index, block in enumerate(blocks):
        for mark in _NOTE_MARKS.finditer(block.text) if _NOTE_MARK.match(block.text) else ():
            # `**` directly before a word may be unclosed bold; it begins a note only if a `*` note came before
            second = mark["spaced"] or mark[1] == "*" or mark[1][1:] in last
            if second and first.get(mark[1], index) < index:
                last[mark[1]] = index
                places[index].add(mark.start(1))
    for index, mark in words:
        if last.get(mark[1], 0) > index:
            places[index].add(mark.start(1))
    return places


def _table(block: Block) -> Finding | None:
    """Return where and why Markdown did not parse a table, so that readers see its `|`, or None if there is no table.

    The reason is the code of the result: `raw-table-columns` for a wrong number of columns, `raw-table-joined` for a
    line of text directly above the table, otherwise `raw-table`.
    """
    lines = block.text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    for index, line in enumerate(lines[1:], start=1):
        rule = line.strip()
        if "|" not in rule or not _TABLE_RULE.fullmatch(rule) or "|" not in lines[index - 1]:
            continue
        found, expected = _columns(line), _columns(lines[index - 1])
        if found != expected:
            start = starts[index] + line.index(rule)
            return Finding("raw-table-columns", {"found": found, "expected": expected}, block, start, start + len(rule))
        code = "raw-table-joined" if index > 1 else "raw-table"
        return _row(code, block, starts[index - 1], lines[index - 1])
    rows = [index for index, line in enumerate(lines) if re.fullmatch(r"\s*\|.+\|\s*", line)]
    if len(rows) > 1 or any(lines[index].count("|") > 2 for index in rows):
        return _row("raw-table", block, starts[rows[0]], lines[rows[0]])
    return None


def _link_kind(tag: str) -> str:
    """Return `note` for the start tag of a link to or from a footnote, `link` for another, empty for an end tag."""
    if tag.startswith("</"):
        return ""
    return "note" if _NOTE_LINK.match(tag) else "link"


def _row(code: str, block: Block, start: int, line: str) -> Finding:
    """Return the finding for a table that was not parsed, at the first `|` of `line`, which is at offset `start`."""
    pipe = start + line.index("|")
    return Finding(code, {"found": block.words(start, start + len(line))}, block, pipe, pipe + 1)


def _columns(row: str) -> int:
    """Return the number of columns in a line of a table: `| a | b |` has 2."""
    return row.strip().removeprefix("|").removesuffix("|").count("|") + 1


def blocks_of(tokens: Sequence[str]) -> Iterator[Block]:
    """Yield the nonempty paragraphs, table cells, list items and so on of sanitised HTML, without note numbers."""
    name, parts, typed, verbatim, link = "", list[str](), [""], 0, ""
    for words, tag in zip(tokens[::2], [*tokens[1::2], ""], strict=True):
        if verbatim:
            typed[-1] += unescape(words)
        elif link != "note":
            # an address that is the text of a link is not a bare address, so hide its `//` from the rules
            parts.append(words.replace("://", f":{_OBJECT}") if link else words)
            typed += ["//"] * (words.count("://") if link else 0)
        match = _TAG_NAME.match(tag)
        element = match[2].lower() if match else ""
        begins = match is not None and not match[1]
        if element == "a":
            link = _link_kind(tag)
        elif element in VERBATIM:
            if not verbatim:
                parts.append(_OBJECT)
                typed.append("")
            typed[-1] += "`" if element == "code" else tag
            verbatim = max(0, verbatim + (1 if begins else -1))
        elif element == "br":
            parts.append("\n")
        if element not in _INLINE and element != "br":
            if "".join(parts).strip():
                yield Block(name, unescape("".join(parts)).strip("\n"), tuple(typed[1:]))
            name, parts, typed = (element if begins else ""), [], [""]
