"""A cleaned tree of HTML as our Markdown: markdownify with the rules of Python-Markdown and of our readers.

What Markdown cannot say, such as a table with a caption, stays HTML; our readers allow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]*[^\s<>\"'`\\.,;:!?)\]}»”’]")
_CODE_LANGUAGE = re.compile(r"(?:language|lang|brush:)[-\s]?([a-z0-9+#]+)")
BLOCKS = frozenset(
    "address article aside blockquote center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
"""The names of elements that are blocks."""

PLAIN_INLINE = "abbr bdi bdo cite del dfn ins kbd mark q s samp small sub sup time u var".split()
"""The names of elements in the line that stay HTML, because Markdown has no signs for them."""

REFERENCE = "import-reference"
"""The name of the element that stands for the mark of a note; its id is the number of the note."""


def _chomped(text: str) -> tuple[str, str, str]:
    """Return the space before some words, the words, and the space after them."""
    words = text.strip()
    return (" " if text[:1].isspace() else "", words, " " if text[-1:].isspace() else "")


def _inline_tag(name: str) -> Callable[..., str]:
    def convert(self: MarkdownWriter, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG001
        prefix, inner, suffix = _chomped(text)
        if not inner:
            return text
        attributes = "".join(f' {key}="{escape(str(value))}"' for key, value in el.attrs.items())
        return f"{prefix}<{name}{attributes}>{inner}</{name}>{suffix}"

    return convert


class MarkdownWriter(MarkdownConverter):
    """Writes a cleaned tree as the Markdown that our readers accept."""

    def __init__(self) -> None:
        """Create a writer."""
        super().__init__(heading_style="atx", bullets="-")

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Return text with Markdown's own signs escaped; the mark of a note stays."""
        tags = parent_tags or set()
        if "pre" in tags:
            return str(el)
        text = re.sub(r"[ \t\r\n\xa0]+", " ", str(el))
        if "_noformat" not in tags:
            text = _escaped(text, linked="a" in tags)
            if _begins_line(el):
                text = _escaped_start(text)
        return text

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a line break; in a cell, heading or term, a space."""
        if parent_tags & {"td", "th", "h2", "h3", "h4", "h5", "h6", "dt"}:
            return " "
        return "<br>\n" if el.next_sibling is not None else ""

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a paragraph."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        text = "\n".join(line.strip(" ") for line in text.strip().split("\n"))
        text = re.sub(r"\A(?:<br>\s*)+|(?:\s*<br>)+\Z", "", text)
        parts = re.split(r"(?:<br>\n){2,}", text)
        if all(part.replace("\\*", "").count("*") % 2 == 0 for part in parts):
            text = "\n\n".join(parts)  # empty lines made by hand
        return f"\n\n{text}\n\n" if text else ""

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return what is inside, as a paragraph if it is words alone."""
        return self.convert_p(el, text, parent_tags) if not el.find(list(BLOCKS)) else f"\n\n{text.strip(chr(10))}\n\n"

    convert_article = convert_section = convert_div

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a caption that stands apart as a paragraph."""
        return self.convert_p(el, text, parent_tags)

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802, ARG002
        """Return a heading, with its own id if a link leads to it."""
        text = " ".join(text.split())
        own = f" {{#{el['data-id']}}}" if el.get("data-id") else ""
        return f"\n\n{'#' * n} {text}{own}\n\n" if text else ""

    def _emphasis(self, el: Tag, text: str, name: str, sign: str) -> str:
        prefix, inner, suffix = _chomped(text)
        if not inner:
            return text
        beside = [each for each in (el.previous_sibling, el.next_sibling) if isinstance(each, Tag)]
        if el.find_parent(["strong", "em"]) is not None or any(each.name in ("strong", "em") for each in beside):
            return f"{prefix}<{name}>{inner}</{name}>{suffix}"  # Markdown would take the signs of both for one
        return f"{prefix}{sign}{inner}{sign}{suffix}"

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return strong emphasis."""
        return text if "_noformat" in parent_tags else self._emphasis(el, text, "strong", "**")

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return emphasis."""
        return text if "_noformat" in parent_tags else self._emphasis(el, text, "em", "*")

    convert_b, convert_i = convert_strong, convert_em

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a link, in the short form if its words are its address."""
        prefix, inner, suffix = _chomped(text)
        href = str(el.get("href") or "")
        if not inner or not href:
            return text
        bare = el.get_text().strip()
        title = " ".join(str(el.get("title") or "").split())
        if bare == href and href.startswith(("http://", "https://")) and not title:
            return f"{prefix}<{href}>{suffix}"
        shown = "" if not title or title == bare else f' "{escape(title)}"'
        return f"{prefix}[{inner}]({_target(href)}{shown}){suffix}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a picture."""
        return f"![{_escaped(str(el.get('alt') or ''), linked=True)}]({_target(str(el['src']))})"

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a picture; with a caption, it stays HTML."""
        caption = el.find("figcaption")
        if caption is None or not caption.get_text().strip():
            return f"\n\n{text.strip()}\n\n"
        for each in caption.find_all(["p", "div"]):
            if not all(_is_break(before) for before in each.previous_siblings):
                each.insert_before(Tag(name="br", can_be_empty_element=True))
            each.unwrap()
        for end in (0, -1):
            while caption.contents and _is_break(caption.contents[end]):
                caption.contents[end].extract()
        picture = el.find("img") or el
        linked = picture.find_parent("a")
        shown = picture if linked is None else linked
        return f"\n\n<figure>\n{_raw(shown)}\n<figcaption>{_raw(caption, inner=True)}</figcaption>\n</figure>\n\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a table, as HTML if Markdown cannot say it."""
        rows = el.find_all("tr")
        if _is_plain(el, rows) and not parent_tags & {"li", "blockquote", "dd", "table"}:
            lines = [self._row(row) for row in rows]
            rule = "| " + " | ".join("---" for _ in rows[0].find_all(["td", "th"])) + " |"
            return "\n\n" + "\n".join([lines[0], rule, *lines[1:]]) + "\n\n"
        return f"\n\n{_raw(el)}\n\n"

    def _row(self, row: Tag) -> str:
        cells = [
            self.process_tag(cell, {"table", "tr"}).strip().replace("|", "\\|")  # type: ignore[attr-defined]
            for cell in row.find_all(["td", "th"])
        ]
        return "| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return the words of a cell."""
        return text

    convert_th = convert_tr = convert_td

    def convert_caption(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return the words of a caption."""
        return text

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return code in a line."""
        if parent_tags & {"pre", "_noformat"}:
            return text
        text = " ".join(text.split())
        if not text or "[^" in text:
            return text
        ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
        gap = " " if "`" in text else ""
        return f"{ticks}{gap}{text}{gap}{ticks}"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a block of code: fenced, or indented inside of lists and quotations."""
        text = "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))
        if not text.strip():
            return ""
        if parent_tags & {"li", "blockquote", "dd", "td", "th"}:
            return "\n\n" + "\n".join(f"    {line}" if line else "" for line in text.split("\n")) + "\n\n"
        code = el.find("code")
        classes = f"{el.get('class') or ''} {code.get('class') or '' if code else ''}"
        named = _CODE_LANGUAGE.search(classes)
        fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
        return f"\n\n{fence}{named[1] if named else ''}\n{text}\n{fence}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return an item of a list; its further lines are indented by four spaces."""
        text = text.strip("\n ")
        if not text:
            return "\n"
        parent = el.parent
        sign = "-   "
        if parent is not None and parent.name == "ol":
            start = int(str(parent.get("start") or "1")) if str(parent.get("start") or "1").isdigit() else 1
            sign = f"{start + len(el.find_previous_siblings('li'))}.".ljust(3) + " "
        lines = [f"    {line}" if line else "" for line in text.split("\n")]
        return sign + "\n".join(lines)[4:] + "\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a quotation."""
        text = text.strip("\n ")
        if not text:
            return ""
        lines = [f"> {line}" if line else ">" for line in re.sub(r"\n{3,}", "\n\n", text).split("\n")]
        return "\n\n" + "\n".join(lines) + "\n\n"

    def convert_import_reference(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return the mark of a note."""
        return f"[^{el['id']}]"

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return what could be unfolded."""
        return f"\n\n{text.strip()}\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the heading of what could be unfolded as a paragraph in bold."""
        plain = text.strip() and not el.find(["strong", "em"])
        return self.convert_p(el, f"**{text.strip()}**" if plain else text, parent_tags)

    convert_aside = convert_p


for _name in (*PLAIN_INLINE, "span"):
    setattr(MarkdownWriter, f"convert_{_name}", _inline_tag(_name))


def _is_break(node: object) -> bool:
    return node.name == "br" if isinstance(node, Tag) else not str(node).strip()


def _is_plain(table: Tag, rows: list[Tag]) -> bool:
    """Return whether Markdown can say a table: a header row, no caption, no joined cells, only words in them."""
    if not rows or table.find(["caption", "table", "p", "ul", "ol", "div", "br", "blockquote", "pre", "h2", "h3"]):
        return False
    widths = {len(row.find_all(["td", "th"])) for row in rows}
    header = all(cell.name == "th" or cell.find_parent("thead") for cell in rows[0].find_all(["td", "th"]))
    others = any(row.find("th") for row in rows[1:])
    joined = any(cell.attrs for row in rows for cell in row.find_all(["td", "th"]))
    return len(widths) == 1 and widths != {0} and header and not others and not joined


def _raw(tag: Tag, *, inner: bool = False) -> str:
    """Return an element as HTML without blank lines."""
    for each in tag.find_all(True):
        each.attrs.pop("data-id", None)
    text = tag.decode_contents(formatter="minimal") if inner else tag.decode(formatter="minimal")
    return re.sub(r"\s*\n\s*", "\n" if "<tr" in text else " ", text).replace("<br/>", "<br>").replace("/>", ">").strip()


def _target(href: str) -> str:
    return href.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def _escaped(text: str, *, linked: bool) -> str:
    """Return words with Markdown's signs escaped; bare web addresses become links unless they are inside of one."""
    parts, at = [], 0
    for address in _ADDRESS.finditer(text) if not linked else ():
        parts += [_signs(text[at : address.start()]), f"<{address[0]}>"]
        at = address.end()
    return "".join((*parts, _signs(text[at:])))


def _signs(text: str) -> str:
    text = re.sub(r"([\\`*_\[\]{}])", r"\\\1", text)
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
    return re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", text)


def _escaped_start(text: str) -> str:
    """Return the words of a new line so that Markdown does not take their beginning for a list or a heading."""
    text = re.sub(r"^(\s*)([-+#>])(?=[\s#>-]|\Z)", r"\1\\\2", text)
    text = re.sub(r"^(\s*\d{1,9})([.)])(?=\s|\Z)", r"\1\\\2", text)
    text = re.sub(r"^(\s*):(?=\s)", r"\1&#58;", text)
    return re.sub(r"^(\s*)([=~])(?=\2|\s*\Z)", lambda match: f"{match[1]}&#{ord(match[2])};", text)


def _begins_line(el: NavigableString) -> bool:
    """Return whether a text is the first of its paragraph, or of a line after a `<br>`."""
    node: Tag | NavigableString = el
    while True:
        before = node.previous_sibling
        while before is not None and isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and (before.name == "br" or before.name in BLOCKS)
        parent = node.parent
        if parent is None or parent.name in BLOCKS or parent.name == "[document]":
            return True
        node = parent


def note_text(note: Tag) -> str:
    """Return the Markdown of a note; lines after its first are indented."""
    text = re.sub(r"\n{3,}", "\n\n", MarkdownWriter().convert_soup(note).strip())
    return text.replace("\n", "\n    ").replace("\n    \n", "\n\n")
