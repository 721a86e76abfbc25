"""HTML bodies as our Markdown: a tree from which everything is removed that our Markdown cannot say.

The tree keeps every word. What our readers refuse is removed or replaced, and each such element is a `Change`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, Comment, Declaration, Doctype, NavigableString, PageElement, ProcessingInstruction

from newsarchive.archive.fields import LANGUAGE_TAG
from newsarchive.readers.sanitising import ATTRIBUTES, TAGS

from .account import Change, LinkFinder, shortened
from .html_notes import notes_of
from .html_writer import BLOCKS, PLAIN_INLINE, REFERENCE, MarkdownWriter, note_text
from .shortcodes import from_wordpress

_BLANK = re.compile(r"\n[ \t\r]*\n\s*")
_GONE = "script style noscript template svg canvas map link meta base input button select textarea form label fieldset"
_EMBEDS = ("iframe", "embed", "object", "video", "audio")
_HEADING = re.compile(r"h[1-6]\Z")
_RENAMED = {"strike": "s", "tt": "code", "acronym": "abbr", "center": "div", "big": "span", "font": "span"}
_EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_OWN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


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
        footnotes: The notes that WordPress keeps apart (`html_notes`).

    Raises:
        RecursionError: Elements are nested too deeply.
    """
    tree = _Tree(links, language, title)
    soup = tree.cleaned(body, footnotes)
    text = MarkdownWriter().convert_soup(soup)
    notes = [f"[^{number}]: {note_text(note)}" for number, note in enumerate(tree.notes, 1)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")
    return "\n\n".join(filter(None, (text, "\n\n".join(notes)))), tree.changes


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
        soup = BeautifulSoup(from_wordpress(body.replace("\r\n", "\n"), self.changes), "html.parser")
        _require_shallow(soup)
        self._soup = soup
        self._comments(soup)
        self._gone(soup)
        for tag in soup.find_all(list(_RENAMED)):
            tag.name = _RENAMED[tag.name]
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
        self.changes.append(Change(kind, shortened(what), outcome, reason, **more))  # type: ignore[arg-type]

    def _comments(self, soup: BeautifulSoup) -> None:
        for node in soup.find_all(
            string=lambda text: isinstance(text, (Comment, Doctype, Declaration, ProcessingInstruction))
        ):
            words = str(node).strip()
            if not re.match(r"/?wp:|more\b|nextpage|noteaser|\[if |StartFragment|EndFragment", words):
                self._say("comment", words, "dropped", "readers never saw it")
            node.extract()
        for node in soup.find_all(string=lambda text: isinstance(text, CData)):
            node.replace_with(NavigableString(str(node)))

    def _gone(self, soup: BeautifulSoup) -> None:
        for tag in soup.select("li input[type=checkbox]"):
            if tag.parent and tag.parent.name == "label":
                tag.parent.unwrap()
            tag.replace_with(NavigableString("☑ " if tag.has_attr("checked") else "☐ "))
            self._say("list", "a task", "changed", "☑ for a ticked box, ☐ for an empty one")
        for tag in soup.find_all(_GONE.split()):
            if tag.decomposed:
                continue
            if tag.name in ("label", "fieldset", "form") and tag.find(["p", "img", "a", "table", "h2", "h3"]):
                tag.unwrap()  # somebody put a whole text into a form
                continue
            text = (
                ""
                if tag.name in ("script", "style", "template", "noscript", "select", "textarea")
                else tag.get_text(" ")
            )
            counts = tuple("picture" for _ in tag.find_all("img")) + tuple("link" for _ in tag.find_all("a", href=True))
            unseen = tag.name in ("template", "noscript")
            what = text or f"<{tag.name}> {tag.get('src') or tag.get('action') or ''}"
            self._say(tag.name, what, "dropped", "no program runs here", old=text, takes=() if unseen else counts)
            tag.decompose()

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
            inner = list(tag.find_all(list(_EMBEDS)))
            source = next(
                (each for each in (tag, *tag.find_all(["source", "embed", "param", "iframe"])) if _source(each)), None
            )
            address = _source(source) if source else ""
            address = f"https:{address}" if address.startswith("//") else address
            new = self._links.link(address, []) if address and not address.startswith(("data:", "about:")) else None
            old = tag.get_text(" ")
            takes = (
                ("embed",) * (1 + len(inner))
                + ("link",) * len(tag.find_all("a", href=True))
                + ("picture",) * len(tag.find_all("img"))
            )
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
        for tag in soup.find_all("picture"):
            tag.unwrap()
        for tag in soup.find_all("source"):
            tag.unwrap()
        for tag in soup.find_all("img"):
            source = str(tag.get("src") or "")
            lazy = next(
                (str(tag[name]) for name in ("data-src", "data-lazy-src", "data-original") if tag.get(name)), ""
            )
            source = lazy if lazy and (not source or source.startswith("data:")) else source
            name = self._links.picture(source, self.changes)
            if name is None:
                self._without_picture(tag)
                continue
            alt = " ".join(str(tag.get("alt") or "").split())
            tag.attrs = {"src": name, "alt": alt}
            if not alt:
                self._say("picture", source, "changed", "it has no alternative text; write what it shows")

    def _without_picture(self, tag: Tag) -> None:
        """Remove a picture whose file is not there; its caption and its link stay."""
        figure, link = tag.find_parent("figure"), tag.find_parent("a")
        tag.decompose()
        if link is not None and not link.get_text().strip() and not link.find("img"):
            if link.get("href"):
                self._say("link", str(link["href"]), "dropped", "it had nothing but the picture", takes=("link",))
            link.decompose()
        if figure is not None:
            caption = figure.find("figcaption")
            if caption:
                caption.name = "p"
            figure.name = "div"
            self._paragraphs_of(figure)

    def _anchors(self, soup: BeautifulSoup) -> None:
        trees = [soup, *self.notes]
        headings = {str(key): tag for tag in soup.find_all(_HEADING) for key in _ids(tag)}
        for link in [each for tree in trees for each in tree.find_all("a")]:
            href = str(link.get("href") or "").strip()
            if not link.get("href") and not link.has_attr("href"):
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
                link.unwrap()
            elif not link.get_text().strip() and not link.find("img"):
                self._say("link", href, "dropped", "it has no words", takes=("link",))
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
                heading.decompose()
                continue
            old = int(heading.name[1])
            while levels and levels[-1][0] >= old:
                levels.pop()
            new = min(6, (levels[-1][1] if levels else 1) + 1)
            levels.append((old, new))
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
                if _is_inline(child) and str(child).strip() and name not in ("col", "colgroup", "caption"):
                    cell = self._soup.new_tag("td")
                    row = cell if parent.name == "tr" else self._soup.new_tag("tr")
                    child.replace_with(row)
                    if row is not cell:
                        row.append(cell)
                    cell.append(child)

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
                if tag.find(list(BLOCKS)):
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
    for tag in (heading, *heading.find_all(True)):
        for key in (tag.get("id"), tag.get("name")):
            if key:
                yield str(key)


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
