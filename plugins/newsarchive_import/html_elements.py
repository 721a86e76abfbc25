"""Elements of HTML as browsers see them: where they end, whether readers see them, and what their attributes say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CELLS = frozenset("table caption td th template object button marquee".split())
_ENDS_P = frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1"
    " h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section table ul".split()
)
_SPECIAL = (_ENDS_P | _CELLS | frozenset("tr tbody thead tfoot iframe select textarea frameset body html".split())) - {
    *("address", "div", "p"),
    *("li", "dt", "dd"),
}
# what a start tag ends if it is open, and what keeps it from doing so (HTML Living Standard, 13.2.6.4.7 and following)
_ENDED = {
    "li": ({"li"}, _SPECIAL | {"dt", "dd"}),
    "dt": ({"dt", "dd"}, _SPECIAL | {"li"}),
    "dd": ({"dt", "dd"}, _SPECIAL | {"li"}),
    "option": ({"option"}, frozenset(("select", "datalist", "optgroup"))),
    "optgroup": ({"option", "optgroup"}, frozenset(("select",))),
    "td": ({"td", "th"}, frozenset(("table", "tr"))),
    "th": ({"td", "th"}, frozenset(("table", "tr"))),
    "tr": ({"tr", "caption", "colgroup"}, frozenset(("table",))),
    "rt": ({"rt", "rp"}, frozenset(("ruby",))),
    "rp": ({"rt", "rp"}, frozenset(("ruby",))),
    "a": ({"a"}, _CELLS),
    "button": ({"button"}, frozenset()),
} | dict.fromkeys(
    ("tbody", "thead", "tfoot"), ({"tbody", "thead", "tfoot", "caption", "colgroup"}, frozenset(("table",)))
)
_UNSHOWN = frozenset(("template", "annotation", "annotation-xml", "mphantom"))
"""Elements of which browsers show nothing: an annotation has the formula in another notation (MathML Core, 5)."""
_NOTHING = r"\+?(?:0++(?:\.0++)?|\.0++)(?:e[+-]?[0-9]+)?"
_HIDING = {
    "display": re.compile(r"none"),
    "visibility": re.compile(r"hidden|collapse"),
    "opacity": re.compile(rf"(?:-[0-9.]+|{_NOTHING})%?"),
    "font-size": re.compile(rf"{_NOTHING}[a-z]*%?"),
    "font": re.compile(rf"(?:[a-z-]++\s++)*+{_NOTHING}[a-z]*%?(?:\s*/\s*\S+)?\s.+", re.DOTALL),
}
_STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.DOTALL)
_TELLING = (
    *("alt", "title", "aria-label", "aria-description", "placeholder", "label", "summary", "value"),
    *("data-tip", "data-tooltip", "data-original-title", "data-caption"),  # what tooltips and viewers show
)
_MUTE_INPUTS = frozenset(("hidden", "checkbox", "radio", "color", "range", "password", "file", "image"))


def is_hidden(name: str, attributes: Mapping[str, object]) -> bool:
    """Return whether an element by itself says that readers see nothing of it."""
    if name in _UNSHOWN or "hidden" in attributes or (name == "dialog" and "open" not in attributes):
        return True
    if name == "input" and str(attributes.get("type") or "").lower() == "hidden":
        return True
    style = str(attributes.get("style") or "").lower()
    if not style:
        return False
    # as CSS has it: a comment may lack its end, and what is important wins wherever it is
    style = re.sub(r"/\*.*?(?:\*/|\Z)", "", style, flags=re.DOTALL)
    style = _STYLE_ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0xFFFF)) if found[1] else found[2], style)
    values: dict[str, tuple[bool, str]] = {}
    for key, _, typed in (each.partition(":") for each in style.split(";")):
        value, mark, _ = typed.partition("!")
        if mark or not values.get(key.strip(), (False, ""))[0]:
            values[key.strip()] = bool(mark), value.strip()
    return any(key in values and pattern.fullmatch(values[key][1]) for key, pattern in _HIDING.items())


def attributes_of(attrs: Iterable[tuple[str, str | None]]) -> dict[str, str | None]:
    """Return the attributes of an element by name; of two with one name, browsers read the first."""
    return dict(reversed([*attrs]))


def told_by(name: str, attributes: Mapping[str, object]) -> list[str]:
    """Return the words that an element tells its readers in its attributes, each once."""
    found: list[str] = []
    for key in _TELLING:
        value = " ".join(str(attributes.get(key) or "").split())
        if key == "value" and (
            name not in ("input", "button") or str(attributes.get("type") or "").lower() in _MUTE_INPUTS
        ):
            continue
        if value and value.casefold() not in (each.casefold() for each in found):
            found.append(value)
    return found


def with_end_tags(html: str) -> str:
    """Return HTML with the end tags that it leaves out, and without those that end nothing."""
    parser = _Elements(html)
    parts, at = [], 0
    for start, end, new in parser.edits:
        parts += [html[at:start], new]
        at = max(at, end)
    return "".join((*parts, html[at:]))


def hidden_spans(html: str) -> Iterator[tuple[int, int]]:
    """Yield where hidden elements begin and end; one without an end tag ends at a blank line.

    In Markdown, whose code must be blank.
    """
    for start, end, tagged in _Elements(html).hidden:
        blank = None if tagged else re.compile(r"\n[ \t]*\n").search(html, start, end)
        yield start, blank.start() if blank else end


class _Elements(HTMLParser):
    """Follows which elements are open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.edits: list[tuple[int, int, str]] = []
        self.hidden: list[tuple[int, int, bool]] = []
        self._open: list[tuple[str, int, bool]] = []  # name, offset, whether it is hidden
        self._names = Counter[str]()
        self._html = html
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self.feed(html)
        self.close()
        self._end(0, len(html))

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002
        """Parse `<![` as a comment, as browsers do."""
        return self.parse_bogus_comment(i)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, before which others may end."""
        start = self._here()
        self._make_room(tag, start)
        hidden = is_hidden(tag, attributes_of(attrs))
        if tag not in VOID:
            self._open.append((tag, start, hidden))
            self._names[tag] += 1
        elif hidden:
            self._hide(start, start + len(self.get_starttag_text() or ""), tagged=True)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that its author ended at once."""
        start = self._here()
        self._make_room(tag, start)
        if is_hidden(tag, attributes_of(attrs)):
            self._hide(start, start + len(self.get_starttag_text() or ""), tagged=True)

    def _make_room(self, tag: str, start: int) -> None:
        """End what the start tag of an element ends."""
        if tag in _ENDS_P:
            self._end_nearest({"p"}, _CELLS, start)
        if tag in _ENDED:
            self._end_nearest(*_ENDED[tag], start)

    def handle_endtag(self, tag: str) -> None:
        """End an element and all inside it; an end tag that ends nothing goes."""
        start = self._here()
        end = self._html.find(">", start) + 1 or len(self._html)
        barriers = frozenset() if tag in _CELLS or tag in ("tr", "tbody", "thead", "tfoot") else _CELLS
        depth = self._nearest({tag}, barriers) if self._names[tag] else -1
        if depth < 0:
            self.edits.append((start, end, "<p></p>" if tag == "p" else "<br>" if tag == "br" else ""))
            return
        self._end(depth + 1, start)
        name, begun, hidden = self._open.pop()
        self._names[name] -= 1
        if hidden:
            self._hide(begun, end, tagged=True)

    def _nearest(self, names: set[str], barriers: frozenset[str]) -> int:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth][0] in names:
                return depth
            if self._open[depth][0] in barriers:
                return -1
        return -1

    def _end_nearest(self, names: set[str], barriers: frozenset[str], at: int) -> None:
        if any(self._names[name] for name in names):
            depth = self._nearest(names, barriers)
            if depth >= 0:
                self._end(depth, at)

    def _end(self, depth: int, at: int) -> None:
        """End all elements from a depth on, where no end tag does."""
        while len(self._open) > depth:
            name, start, hidden = self._open.pop()
            self._names[name] -= 1
            self.edits.append((at, at, f"</{name}>"))
            if hidden:
                self._hide(start, at, tagged=False)

    def _hide(self, start: int, end: int, *, tagged: bool) -> None:
        if not any(hidden for _, _, hidden in self._open):
            self.hidden.append((start, end, tagged))
