"""The bodies of WordPress posts with what readers saw and other items hold: reusable blocks and galleries.

All else in a body stays as it is, also shortcodes and the comments of the block editor.
"""

from __future__ import annotations

import html
import re

from .items import ImportFailure
from .paragraphs import with_paragraphs
from .source_files import LARGEST_TEXT
from .wxr import WxrPost

_REUSED = re.compile(r'<!-- wp:block \{"ref":([0-9]{1,12})[^{}<>]{0,200}\} /-->')
_GALLERY = re.compile(r"(?<!\[)\[gallery([^\[\]]{0,5000})\](?!\])")
_IDS = re.compile(r"""\b(?:ids|include)\s*=\s*["']?([0-9, ]+)""")


class WordPressBodies:
    """Makes the bodies of posts whole from the other items of an export."""

    def __init__(self, posts: list[WxrPost]) -> None:
        """Index the reusable blocks and the attachments of an export."""
        self._blocks = {post.id: post.values.get("content:encoded", "") for post in posts if post.kind == "wp_block"}
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
        """Return the pictures of a gallery, or nothing if one of them is not in the export.

        A gallery without numbers shows all pictures that were uploaded for the post.
        """
        named = _IDS.search(attributes)
        if named:
            pictures = [self._attachments.get(number.strip()) for number in named[1].split(",") if number.strip()]
        else:
            pictures = [*self._attached.get(post.id, [])]
        return "\n".join(_figure(each) for each in pictures if each) if all(pictures) else ""


def _figure(picture: WxrPost) -> str:
    address = html.escape(picture.values.get("wp:attachment_url", ""))
    alt = html.escape(picture.meta("_wp_attachment_image_alt"))
    caption = picture.values.get("excerpt:encoded", "").strip()
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{address}" alt="{alt}" />{words}</figure>'
