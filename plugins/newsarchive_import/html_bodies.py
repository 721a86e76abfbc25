"""HTML bodies as our Markdown: a tree from which everything is removed that our Markdown cannot say.

The tree keeps every word. What our readers refuse is removed or replaced, and each such element is a `Change`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from newsarchive.api import ATTRIBUTES, LANGUAGE_TAG, TAGS

from .account import Change, LinkFinder, record, seen_in, words
from .html_asides import notes_of, tell_all, tell_title, without_asides
from .html_elements import with_end_tags
from .html_writer import BLOCKS, PLAIN_INLINE, REFERENCE, MarkdownWriter, note_text
from .shortcodes import from_wordpress

_BLANK = re.compile(r"\n[ \t\r]*\n\s*")
_EMBEDS = ("iframe", "embed", "object", "video", "audio")
_HEADING = re.compile(r"h[1-6]\Z")
_EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_OWN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


_TABLE_PARTS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())
MOST_NESTED = 250
"""How many elements of a body may be inside one another: paragraphs without end tags are, for our parser."""


def html_to_markdown(
    body: str, links: LinkFinder, *, language: str = "", title: str = "", footnotes: str = ""
) -> tuple[str, list[Change]]:
    """Return an HTML body as our Markdown, and what is not carried over as it was.

    Args:
        body: The HTML, with the shortcodes of WordPress if it has any.
        links: Finds the new targets of links and pictures.
        language: The language of the text; marks of the same language inside it are dropped.
        title: The title of the item; a first heading that repeats it is dropped.
        footnotes: The notes that WordPress keeps apart (`html_asides`).

    Raises:
        RecursionError: Elements are nested too deeply.
    """
    tree = _Tree(links, language, title)
    soup = tree.cleaned(body, footnotes)
    text = MarkdownWriter().convert_soup(soup)
    notes = [f"[^{number}]: {note_text(note)}" for number, note in enumerate(tree.notes, 1)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")
    return "\n\n".join(filter(None, (text, "\n\n".join(notes)))), tree.changes


def new_level(old: int, levels: list[tuple[int, int]]) -> int:
    """Return the level of a heading so that the first is 2 and none is skipped.

    Args:
        old: Its level in the old text.
        levels: The old and new levels of the headings around it, the outermost first; this one is appended.
    """
    while levels and levels[-1][0] >= old:
        levels.pop()
    new = min(6, (levels[-1][1] if levels else 1) + 1)
    levels.append((old, new))
    return new


def _require_shallow(soup: BeautifulSoup) -> None:
    """Raise RecursionError if more than `MOST_NESTED` elements are inside one another."""
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
        if depths[id(tag)] > MOST_NESTED:
            raise RecursionError(f"more than {MOST_NESTED} elements inside one another")


class _Tree:
    """The tree of one body, cleaned step by step."""

    def __init__(self, links: LinkFinder, language: str, title: str) -> None:
        self.changes: list[Change] = []
        self.notes: list[Tag] = []
        self._links, self._language, self._title = links, language, title

    def cleaned(self, body: str, footnotes: str) -> BeautifulSoup:
        """Return the tree of a body that has only what our Markdown can say."""
        body = from_wordpress(body.replace("\r\n", "\n"), self.changes)
        # `get_text` would leave out strings of other classes, such as those of `rt`
        soup = BeautifulSoup(with_end_tags(body), "html.parser", string_containers={}, on_duplicate_attribute="ignore")
        _require_shallow(soup)
        self._soup = soup
        without_asides(soup, self.changes)
        self._paragraphs(soup)
        self._embeds(soup)
        self._figures(soup)
        self._pictures(soup)
        self.notes = notes_of(soup, footnotes, self._links, self.changes)
        self._anchors(soup)
        self._headings(soup)
        self._cells(soup)
        self._nesting(soup)
        self._attributes(soup)
        return soup

    def _say(self, kind: str, what: str, outcome: str, reason: str, **more: object) -> None:
        record(self.changes, kind, what, outcome, reason, **more)  # type: ignore[arg-type]

    def _paragraphs(self, soup: Tag) -> None:
        """Wrap words that stand beside blocks; a blank line ends a paragraph."""
        for paragraph in soup.find_all("p"):
            if paragraph.find(list(BLOCKS)):
                paragraph.name = "div"
        for parent in [soup, *soup.find_all(["div", "blockquote", "section", "article"])]:
            loose = [child for child in parent.children if _is_inline(child)]
            beside = any(not _is_inline(child) for child in parent.children)
            if any(str(child).strip() for child in loose) and (parent is soup or beside or _has_blank_line(loose)):
                self._wrap(parent)

    def _wrap(self, parent: Tag) -> None:
        children = [child.extract() for child in list(parent.children)]
        run: list[Tag | NavigableString] = []

        def flush() -> None:
            if any(isinstance(each, Tag) or each.strip() for each in run):
                paragraph = self._soup.new_tag("p")
                parent.append(paragraph)
                for each in run:
                    paragraph.append(each)
            run.clear()

        for child in children:
            if not _is_inline(child):
                flush()
                parent.append(child)
            elif isinstance(child, Tag):
                run.append(child)
            else:
                for index, part in enumerate(_BLANK.split(str(child))):
                    if index:
                        flush()
                    run.append(NavigableString(part))
        flush()

    def _embeds(self, soup: BeautifulSoup) -> None:
        for tag in soup.find_all(list(_EMBEDS)):
            if tag.decomposed or tag.parent is None:
                continue
            source = next(
                (each for each in (tag, *tag.find_all(["source", "embed", "param", "iframe"])) if _source(each)), None
            )
            address = _source(source) if source else ""
            address = f"https:{address}" if address.startswith("//") else address
            new = self._links.link(address, []) if address and not address.startswith(("data:", "about:")) else None
            seen = seen_in(str(tag))
            old, takes = seen.text, tuple(seen.counts.elements())
            tell_all(tag, self.changes)
            if not new:
                self._say(
                    "embed", address or f"<{tag.name}>", "dropped", "it has no address to link to", old=old, takes=takes
                )
                tag.decompose()
                continue
            shown = new if new.startswith(("http:", "https:")) else address
            self._say("embed", address, "changed", "a link to it", old=old, new=shown, takes=takes, adds=("link",))
            link = self._soup.new_tag("a", href=new)
            link["data-resolved"] = ""
            link.string = shown
            tag.replace_with(link)
            tag.decompose()  # with the embeds in it

    def _figures(self, soup: BeautifulSoup) -> None:
        for tag in soup.find_all(class_="wp-caption"):
            caption = tag.find(class_="wp-caption-text")
            if caption and tag.name != "figure":
                tag.name, caption.name = "figure", "figcaption"
        for figure in soup.find_all("figure"):
            caption = figure.find("figcaption")
            for picture in caption.find_all("img") if caption else ():
                figure.insert(0, picture.extract())
            pictures = list(figure.find_all("img"))
            if (
                figure.find(["figure", "table", "blockquote", "pre", "iframe", "ul"])
                or len(pictures) != 1
                or figure.find_parent(["li", "td", "th", "blockquote", "dd"])
            ):
                table = figure.find("table")
                if table and caption and not table.find("caption") and not pictures:
                    caption.name = "caption"
                    table.insert(0, caption.extract())
                elif caption and caption.find_parent("figure") is figure:
                    caption.name = "p"
                figure.name = "div"
                self._paragraphs_of(figure)

    def _paragraphs_of(self, parent: Tag) -> None:
        if any(_is_inline(child) and str(child).strip() for child in parent.children):
            self._wrap(parent)

    def _pictures(self, soup: BeautifulSoup) -> None:
        for tag in soup.find_all(["picture", "source"]):
            tag.unwrap()
        for tag in soup.find_all("img"):
            source = str(tag.get("src") or "")
            lazy = next(
                (str(tag[name]) for name in ("data-src", "data-lazy-src", "data-original") if tag.get(name)), ""
            )
            source = lazy if lazy and (not source or source.startswith("data:")) else source
            name = self._links.picture(source, self.changes)
            if name is None:
                tell_all(tag, self.changes)
                self._without_picture(tag)
                continue
            alt, title = (" ".join(str(tag.get(key) or "").split()) for key in ("alt", "title"))
            tag.attrs = {"src": name, "alt": alt}
            if title and title.casefold() != alt.casefold():
                self._title_of_picture(tag, title, source)
            if not alt:
                self._say("picture", source, "changed", "it has no alternative text; write what it shows")

    def _title_of_picture(self, tag: Tag, title: str, source: str) -> None:
        """Make the title of a picture its caption if it has none and stands alone, else name it."""
        block = (tag.find_parent("a") or tag).parent
        stem = source.rpartition("/")[2].rpartition(".")[0]
        named = words(title.casefold()) == words(stem.casefold())
        caption = None
        if block is not None and not named and not block.get_text().strip() and len(block.find_all("img")) == 1:
            if block.name == "p" and not block.find_parent(["li", "td", "th", "blockquote", "dd", "figure"]):
                block.name = "figure"
            if block.name == "figure":
                caption = block.find("figcaption") or self._soup.new_tag("figcaption")
                caption.string = title
                block.append(caption)
        if caption is None:
            self._say(
                "attribute", f"<img> {title}", "dropped", "the title of a picture; here it has a text and a caption"
            )
        else:
            self._say("picture", title, "changed", "its title became its caption", new=title)

    def _without_picture(self, tag: Tag) -> None:
        """Remove a picture whose file is not there; its caption and its link stay."""
        figure, link = tag.find_parent("figure"), tag.find_parent("a")
        tag.decompose()
        if link is not None and not link.get_text().strip() and not link.find("img"):
            if link.get("href"):
                self._say("link", str(link["href"]), "dropped", "it had nothing but the picture", takes=("link",))
            tell_title(link, self.changes)
            link.decompose()
        if figure is not None:
            caption = figure.find("figcaption")
            if caption:
                caption.name = "p"
            figure.name = "div"
            self._paragraphs_of(figure)

    def _anchors(self, soup: BeautifulSoup) -> None:
        trees = [soup, *self.notes]
        headings = {key: tag for tag in soup.find_all(_HEADING) for key in _ids(tag)}
        for link in [each for tree in trees for each in tree.find_all("a")]:
            href = str(link.get("href") or "").strip()
            if not link.get("href") and not link.has_attr("href"):
                tell_title(link, self.changes)
                link.unwrap()
                continue
            if link.has_attr("data-resolved"):
                continue
            if href.startswith("#") and len(href) > 1:
                new = self._inside(href[1:], headings)
            elif href.startswith("#") or not href:
                new = None
            elif link.find("img") and self._links.is_picture(href):
                new = None  # a picture that links to its own large file
            else:
                new = self._links.link(href, self.changes)
            if new is None or link.find(list(BLOCKS)):
                reason = (
                    "it led to the picture's own file" if link.find("img") else "it leads nowhere here; its words stay"
                )
                reason = "it held blocks; their words stay" if new else reason
                self._say("link", href, "dropped", reason, takes=("link",))
                tell_title(link, self.changes)
                link.unwrap()
            elif not link.get_text().strip() and not link.find("img"):
                self._say("link", href, "dropped", "it has no words", takes=("link",))
                tell_title(link, self.changes)
                link.unwrap()
            else:
                link["href"] = new
        for tree in trees:
            tree.smooth()

    @staticmethod
    def _inside(name: str, headings: dict[str, Tag]) -> str | None:
        """Return the target of a link to a heading of the text, which gets the id as its own; None if none has it."""
        heading = headings.get(name)
        own = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        if heading is None or not _OWN_ID.match(own):
            return None
        heading["data-id"] = heading.get("data-id") or own
        return f"#{heading['data-id']}"

    def _headings(self, soup: BeautifulSoup) -> None:
        levels: list[tuple[int, int]] = []
        changed = 0
        for heading in soup.find_all(_HEADING):
            text = heading.get_text().strip()
            if heading.find_parent(
                ["td", "th", "figcaption", "li", "dd", "dt", "caption", "summary", "a"]
            ) or heading.find(list(BLOCKS)):
                inner = heading.find(list(BLOCKS))
                heading.name = "div" if inner else "strong"
                self._say("heading", text, "changed", "it stood inside something; its words stay")
                continue
            if not text and not heading.find("img"):
                heading.decompose()
                continue
            if not levels and not changed and self._title and text.casefold() == self._title.casefold().strip():
                counts = ("link",) * len(heading.find_all("a", href=True))
                self._say("heading", text, "dropped", "it repeats the title", old=text, takes=counts)
                self._title = ""
                tell_all(heading, self.changes)
                heading.decompose()
                continue
            old = int(heading.name[1])
            new = new_level(old, levels)
            changed += old != new
            heading.name = f"h{new}"
            for tag in heading.find_all(["b", "strong"]):
                tag.unwrap()
        if changed:
            self._say("heading", f"{changed} headings", "changed", "other levels: the first is ##, and none is skipped")

    def _cells(self, soup: BeautifulSoup) -> None:
        """Put words that stand in a table outside of its cells into a cell: browsers would show them above it."""
        for parent in soup.find_all(["table", "thead", "tbody", "tfoot", "tr"]):
            for child in list(parent.children):
                name = child.name if isinstance(child, Tag) else ""
                if str(child).strip() and name not in _TABLE_PARTS:
                    cell = self._soup.new_tag("td")
                    row = cell if parent.name == "tr" else self._soup.new_tag("tr")
                    child.replace_with(row)
                    if row is not cell:
                        row.append(cell)
                    cell.append(child)
        for table in soup.find_all("table"):
            if not table.find(["td", "th", "caption"]):
                self._say("table", "a table without cells", "dropped", "it shows nothing", takes=("table",))
                table.decompose()

    def _nesting(self, soup: BeautifulSoup) -> None:
        """Unwrap emphasis around blocks and around the same emphasis, and join neighbours."""
        for tree in (soup, *self.notes):
            for tag in tree.find_all(list(_EMPHASIS)):
                tag.name = _EMPHASIS[tag.name]
                if tag.find(list(BLOCKS)) or tag.find_parent(tag.name):
                    tag.unwrap()
            for tag in tree.find_all(["strong", "em"]):
                while isinstance(tag.next_sibling, Tag) and tag.next_sibling.name == tag.name:
                    following = tag.next_sibling.extract()
                    for child in list(following.children):
                        tag.append(child)
            for tag in tree.find_all(PLAIN_INLINE):
                empty = tag.name == "abbr" and not tag.get_text().strip() and not tag.find("img")
                if empty or tag.find(list(BLOCKS)):
                    tell_title(tag, self.changes)
                    tag.unwrap()

    def _attributes(self, soup: BeautifulSoup) -> None:
        """Drop attributes and elements that our readers refuse, and say how many."""
        styles = 0
        for tree in (soup, *self.notes):
            for tag in tree.find_all(True):
                if tag.name == REFERENCE:
                    continue
                styles += bool({"style", "align", "bgcolor", "color", "face"}.intersection(tag.attrs))
                language = _language(str(tag.get("lang") or tag.get("xml:lang") or ""))
                tag.attrs = {**_kept_attributes(tag)}
                if language and language != self._language and language.split("-")[0] != self._language.split("-")[0]:
                    self._mark_language(tag, language)
            for tag in list(tree.find_all(True)):
                if tag.name == "span" and not tag.attrs:
                    tag.unwrap()
                elif tag.name not in TAGS and tag.name not in (REFERENCE, "article", "section") and tag is not tree:
                    if tag.name in BLOCKS:
                        tag.name = "div"
                    else:
                        tag.unwrap()
            tree.smooth()
        if styles:
            self._say(
                "style", f"{styles} elements with colours, sizes or alignment", "dropped", "the site has its own design"
            )

    def _mark_language(self, tag: Tag, language: str) -> None:
        if tag.name in ("span", *PLAIN_INLINE):
            tag["lang"] = language
            return
        if tag.name in ("tr", "thead", "tbody", "table", "ul", "ol", "dl", "img", "hr", "br") or tag.find(list(BLOCKS)):
            return
        inner = self._soup.new_tag("span", lang=language)
        for child in list(tag.children):
            inner.append(child.extract())
        tag.append(inner)


def _kept_attributes(tag: Tag) -> dict[str, str]:
    """Return the attributes of an element that our readers accept, and those that our writer needs."""
    kept = {
        name: str(value)
        for name, value in tag.attrs.items()
        if name == "data-id" or (name in ATTRIBUTES.get(tag.name, ()) and name != "style")
    }
    if tag.name in ("pre", "code"):
        kept["class"] = " ".join(tag.get("class") or ())
    if tag.name in ("ol", "li", "td", "th"):
        kept = {name: value for name, value in kept.items() if name == "scope" or value.isdigit()}
    return kept


def _ids(heading: Tag) -> Iterator[str]:
    """Yield the names by which links know a heading: its own, those inside it, and those of anchors directly above."""
    for tag in (heading, *heading.find_all(True), *_anchors_above(heading)):
        for key in (tag.get("id"), tag.get("name")):
            if key:
                yield str(key)


def _anchors_above(heading: Tag) -> Iterator[Tag]:
    for node in heading.previous_siblings:
        if isinstance(node, Tag) and not node.get_text().strip() and not node.find("img") and node.name in ("a", "p"):
            yield from (node, *node.find_all("a"))
        elif isinstance(node, Tag) or str(node).strip():
            return


def _is_inline(node: object) -> bool:
    if isinstance(node, Tag):
        return node.name not in BLOCKS and node.find(list(BLOCKS)) is None
    return isinstance(node, NavigableString)


def _has_blank_line(nodes: Sequence[PageElement]) -> bool:
    return any(isinstance(node, NavigableString) and _BLANK.search(node.strip()) for node in nodes)


def _source(tag: Tag) -> str:
    for name in ("src", "data-src", "data"):
        if tag.get(name):
            return str(tag[name]).strip()
    return str(tag.get("value") or "") if tag.name == "param" and tag.get("name") in ("movie", "src") else ""


def _language(typed: str) -> str:
    """Return a language tag in its usual form, or an empty string if it is none."""
    first, _, rest = typed.strip().replace("_", "-").partition("-")
    tag = first.lower() + (f"-{rest.title() if len(rest) == 4 else rest.upper()}" if rest else "")
    return tag if LANGUAGE_TAG.match(tag) else ""
