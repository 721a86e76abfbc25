"""The bodies of WordPress posts with what readers saw and other items hold: reusable blocks and galleries.

The classic editor stores line breaks instead of `p` and `br`, and WordPress adds these elements when it prints a text
(`wpautop`): this does the same. All else stays as it is, also shortcodes and the comments of the block editor.
"""

from __future__ import annotations

import html
import re

from .items import LARGEST_TEXT, ImportFailure
from .wxr import WxrPost

_REUSED = re.compile(r'<!-- wp:block \{"ref":([0-9]{1,12})[^{}<>]{0,200}\} /-->')
_GALLERY = re.compile(r"(?<!\[)\[gallery([^\[\]]{0,5000})\](?!\])")
_IDS = re.compile(r"""\b(?:ids|include)\s*=\s*["']?([0-9, ]+)""")


def is_shown_block(post: WxrPost) -> bool:
    """Return whether a post is a reusable block that WordPress prints: no draft, and not behind a password."""
    public = post.values.get("wp:status", "publish") == "publish" and not post.values.get("wp:post_password")
    return post.kind == "wp_block" and public


class WordPressBodies:
    """Makes the bodies of posts whole from the other items of an export."""

    def __init__(self, posts: list[WxrPost]) -> None:
        """Index the reusable blocks and the attachments of an export."""
        self._blocks = {post.id: post.values.get("content:encoded", "") for post in posts if is_shown_block(post)}
        self._attachments = {post.id: post for post in posts if post.kind == "attachment"}
        self._attached: dict[str, list[WxrPost]] = {}
        for post in self._attachments.values():
            self._attached.setdefault(post.values.get("wp:post_parent", ""), []).append(post)

    def attachment(self, number: str) -> WxrPost | None:
        """Return the attachment of a number, or None if the export has none."""
        return self._attachments.get(number)

    def body(self, post: WxrPost) -> str:
        """Return the body of a post as HTML; raise ImportFailure if what it repeats makes it too long."""
        body = post.values.get("content:encoded", "")
        body = self._replaced(post, _REUSED, body)
        body = self._replaced(post, _GALLERY, body)
        return body if "<!-- wp:" in body else with_paragraphs(body)

    def _replaced(self, post: WxrPost, pattern: re.Pattern[str], body: str) -> str:
        size = len(body)

        def replace(match: re.Match[str]) -> str:
            nonlocal size
            if pattern is _REUSED:
                new = self._blocks.get(match[1]) or match[0]
            else:
                new = self._gallery(post, match[1]) or match[0]
            size += len(new)
            if size > LARGEST_TEXT:
                problem = f"with what it repeats it has more than {LARGEST_TEXT:,} characters"
                raise ImportFailure(post.file, f"{post.name}: {problem}", "shorten it in the old site")
            return new

        return pattern.sub(replace, body)

    def _gallery(self, post: WxrPost, attributes: str) -> str:
        """Return the pictures of a gallery, or nothing if the export has none of them.

        A gallery without numbers shows all pictures that were uploaded for the post. Pictures that the export lacks
        stay behind as a gallery of their own, which is dropped and listed as any other shortcode without meaning.
        """
        named = _IDS.search(attributes)
        if not named:
            return "\n".join(map(_figure, self._attached.get(post.id, [])))
        numbers = [number.strip() for number in named[1].split(",") if number.strip()]
        figures = [_figure(self._attachments[number]) for number in numbers if number in self._attachments]
        missing = ",".join(number for number in numbers if number not in self._attachments)
        return "\n".join((*figures, f'[gallery ids="{missing}"]') if figures and missing else figures)


def _figure(picture: WxrPost) -> str:
    address = html.escape(picture.values.get("wp:attachment_url", ""))
    alt = html.escape(picture.meta("_wp_attachment_image_alt"))
    caption = picture.values.get("excerpt:encoded", "").strip()
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{address}" alt="{alt}" />{words}</figure>'


_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|form|map|area|blockquote|address|p"
    "|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary"
)
# these keep their line breaks, so they are never cut
_WHOLE = re.compile(r"<(pre|script|style|textarea|svg|math)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_PIECE = re.compile(
    rf"(<(?:pre|script|style|textarea|svg|math)\b|<!--.*?(?:-->|\Z)|</?(?:{_BLOCKS})\b[^<>]*>)",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"</?([a-z][a-z0-9]*)", re.IGNORECASE)
_VOID = ("hr", "col", "area")
# directly in one of these, a text is a paragraph
_HOLDERS = ("", "div", "blockquote", "section", "article", "aside", "header", "footer", "form", "details", "nav")
# in one of these, it is a paragraph if there are several
_CELLS = ("li", "td", "th", "dd", "figure", "figcaption", "address")
# between the parts of these there are only line breaks
_FRAMES = ("table", "thead", "tfoot", "tbody", "tr", "colgroup", "ul", "ol", "dl", "menu", "map", "hgroup", "fieldset")
_BLANK_LINE = re.compile(r"\n\s*\n")
_DEEPEST = 100
_BREAKS = ("<br>", "<br/>", "<br />")


def with_paragraphs(text: str) -> str:
    """Return the HTML of a classic text with its blank lines as paragraphs and its other line breaks as `br`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    result: list[str] = []
    open_blocks: list[str] = []
    place = 0
    while piece := _PIECE.search(text, place):
        result.append(_text(text[place : piece.start()], open_blocks[-1] if open_blocks else ""))
        whole = _WHOLE.match(text, piece.start())
        markup = whole[0] if whole else piece[0]
        place = piece.start() + len(markup)
        opens = not whole and not markup.startswith(("<!--", "</"))
        result.append(markup if opens else f"{markup}\n")
        if opens or markup.startswith("</"):
            _follow(markup, open_blocks)
    result.append(_text(text[place:], open_blocks[-1] if open_blocks else ""))
    return "".join(result).strip()


def _follow(tag: str, open_blocks: list[str]) -> None:
    """Change the list of open elements as a tag opens or closes one."""
    match = _NAME.match(tag)
    name = match[1].lower() if match else ""
    if tag.startswith("</"):
        if name in open_blocks:
            while open_blocks.pop() != name:
                pass
    elif name not in _VOID and not tag.endswith("/>"):
        if open_blocks and open_blocks[-1] in ("p", name) and name not in ("div", "section", "blockquote", "ul", "ol"):
            open_blocks.pop()  # HTML closes a paragraph, a list item or a cell where the next one begins
        if len(open_blocks) < _DEEPEST:
            open_blocks.append(name)


def _text(text: str, holder: str) -> str:
    """Return a text between two tags of blocks; `holder` is the innermost open block, or empty."""
    if not text.strip() or holder in _FRAMES:
        return text.strip(" \t") if holder in _FRAMES else ""
    parts = [_with_breaks(part) for part in _BLANK_LINE.split(text.strip())]
    if holder in _HOLDERS or (holder in _CELLS and len(parts) > 1):
        return "".join(f"<p>{part}</p>\n" for part in parts)
    return "<br />\n<br />\n".join(parts)


def _with_breaks(paragraph: str) -> str:
    *lines, last = (line.strip() for line in paragraph.strip().split("\n"))
    return "".join(f"{line}\n" if line.lower().endswith(_BREAKS) else f"{line}<br />\n" for line in lines) + last
