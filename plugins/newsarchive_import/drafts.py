"""A draft of an item: its front matter and body in our format, with everything that was changed on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import unescape

import msgspec

from newsarchive.api import (
    FORBIDDEN,
    LONGEST,
    MOST_TAGS,
    Converter,
    Fault,
    Place,
    TextReader,
    citation_faults,
    front_matter,
    scalar_line,
    strays,
)

from .account import Change, Unaccounted, VisibleText, record, seen_in, shortened, unaccounted, words
from .folders import CHANGES, FORMS
from .html_bodies import html_to_markdown
from .items import Item, parse_old_date
from .links import FolderFiles, ItemLinks, OldPlaces
from .markdown_bodies import link_targets, markdown_to_markdown, with_known_blocks, with_task_signs
from .markdown_commands import from_hugo_in_html, picture_credits
from .markdown_html import without_hidden
from .places import ItemPlace

_CARRIED = ("footnotes", "picture_alt", "picture_caption", "picture_credit")
OF_ORIGINAL = "a translation has the original's; write `translators` if so"
"""Why an author of a translation is dropped."""

_INVISIBLE = re.compile(r"&(?:shy|lrm|rlm|ZeroWidthSpace|#0*173|#[xX]0*[aA][dD]|#0*8203|#[xX]0*200[bBeEfF]);")
_LABEL = re.compile(
    r"(?:photo(?:graph)?|image|picture|credit|foto|şəkil|фото)\s*:\s*(?=\S)", re.IGNORECASE
)  # pages print one
_MARKUP = re.compile(r"<[^<>]*>")


class Draft(msgspec.Struct, frozen=True):
    """What an import makes of one item.

    Attributes:
        text: The content of the file.
        changes: What is not carried over as it was.
        before: What readers saw of the old text.
        after: What readers see of the draft.
        missing: What is in neither: if there is anything, the import fails.
        faults: What our check finds in the draft that would stop a build: the draft up to the end of the line, and the
            message. If there is anything, the import fails.
    """

    place: ItemPlace
    text: str
    changes: tuple[Change, ...]
    before: VisibleText = msgspec.field(default_factory=VisibleText)
    after: VisibleText = msgspec.field(default_factory=VisibleText)
    missing: Unaccounted = msgspec.field(default_factory=Unaccounted)
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the draft must not be written: something is lost, or it has a fault."""
        return bool(self.missing or self.faults)


class DraftWriter:
    """Writes drafts of the items of one archive."""

    def __init__(
        self,
        reader: TextReader,
        converters: Mapping[str, Converter],
        places: OldPlaces,
        terms: Mapping[tuple[str, str, str], Sequence[str]],
        authors: Mapping[str, str],
        say: Callable[[Fault], str],
    ) -> None:
        """Create a writer.

        Args:
            reader: Reads drafts as a build does.
            converters: Converts Markdown by language, to count what the old text shows.
            places: Finds texts and files by their old addresses.
            terms: For each kind, name and language of a term, the ids to use, such as `tags/privacy`.
            authors: For each author, the name to print, or `-`.
            say: Returns the message of a fault.
        """
        self._reader, self._converters, self._places = reader, converters, places
        self._terms, self._authors, self._say = terms, authors, say

    def draft(self, place: ItemPlace, files: FolderFiles) -> Draft:
        """Return the draft of an item; the files that it needs are added to those of its folder."""
        try:
            return self._draft(place, files)
        except RecursionError:
            return Draft(place, "", (), faults=(("", "its markup is nested too deeply"),))

    def _draft(self, place: ItemPlace, files: FolderFiles) -> Draft:
        item = place.item
        links = ItemLinks(item, place.path, files, self._places)
        others = dict(item.other)
        body, hidden = _clean(item.body), list[Change]()
        strange = body != item.body
        if item.form == "markdown":
            body = without_hidden(body, hidden)
        if item.form == "html":
            said: list[Change] = []
            in_folder = item.file is not None and item.file.suffix.lower() in FORMS
            text, changes = html_to_markdown(
                from_hugo_in_html(body, said) if in_folder else body,
                links,
                language=place.language,
                title=item.title,
                footnotes=others.get("footnotes", ""),
            )
            changes = [*said, *changes]
        else:
            text, changes = markdown_to_markdown(body, links, language=place.language, title=item.title)
        text = _clean(_INVISIBLE.sub("", text))
        changes += hidden
        if strange:
            record(changes, "character", "invisible or control characters", "dropped", "readers never saw them")
        lines = self._fields(place, links, changes)
        content = front_matter("page" if item.kind == "page" else "briefing", lines) + (f"\n{text}\n" if text else "")
        for name, value in item.other:
            if name not in _CARRIED:
                record(changes, "field", f"{name}: {value}", "dropped", _why_dropped(name, value))
        before = self._before(body, place)
        # after the body, lest a heading that repeats the title be taken for it
        before.text += f"\n{item.title}\n{_plain(item.summary)}"
        after, problem, faults = self._after(content, place)
        missing = (
            Unaccounted((problem,)) if problem else unaccounted(before, after, changes, strict=item.form == "html")
        )
        if item.form == "markdown" and missing.words:
            # our Markdown does not know some links of other programs, so it counted their addresses as words
            shown = _shown_addresses(missing.words, link_targets(body))
            changes += shown
            missing = unaccounted(before, after, changes, strict=False)
        if item.form == "markdown":
            missing = Unaccounted((*missing.words, *_lost_in_lists(body)), missing.elements)
        return Draft(place, content, tuple(changes), before, after, missing, faults)

    def _before(self, body: str, place: ItemPlace) -> VisibleText:
        """Return what readers saw of an old body."""
        if place.item.form == "html":
            return seen_in(body)
        try:
            known = with_task_signs(with_known_blocks(body, []))
            return seen_in(self._converters[place.language].convert(known).html, rendered=True)
        except RuntimeError:
            return seen_in(body)

    def _after(self, content: str, place: ItemPlace) -> tuple[VisibleText, str, tuple[tuple[str, str], ...]]:
        """Return what readers see of a draft, why our reader cannot show it if so, and the lines that have faults."""
        where = Place(place.path, place.folder, "page" if place.item.kind == "page" else "briefing", place.language)
        text, faults = self._reader.read(content.encode(), where)
        if text is None or (not text.html and content.partition("\n---\n")[2].strip()):
            stopping = next((each for each in faults if not each.warning), None)
            values = ", ".join(f"{name} {value}" for name, value in stopping.values) if stopping else ""
            code = stopping.code if stopping else "no text"
            return VisibleText(), f"our reader cannot read the draft: {code} ({values})", ()
        seen = seen_in(text.html, rendered=True)
        seen.text += f"\n{text.front.title}\n{text.front.summary}"
        lines = content.split("\n")
        found = [*(each for each in faults if not each.warning), *citation_faults([text])]
        return seen, "", tuple(("\n".join(lines[: each.line]), self._say(each)) for each in found)

    def _fields(self, place: ItemPlace, links: ItemLinks, changes: list[Change]) -> dict[str, str]:
        """Return the lines of the front matter, by field."""
        item = place.item
        lines: dict[str, str] = {}
        title, summary = " ".join(_clean(item.title).split()), " ".join(_clean(_plain(item.summary)).split())
        if len(title) > LONGEST or len(summary) > LONGEST:
            reason = f"longer than {LONGEST} characters"
            record(changes, "field", "title or summary", "dropped", reason, f"{title}\n{summary}")
            title, summary = "", ""
        if _MARKUP.search(item.summary):
            record(changes, "field", item.summary, "changed", "a summary is plain text")
        for name, value in (("title", title), ("summary", summary)):
            if value:
                lines[name] = scalar_line(name, value)
        if place.date and place.original is None:
            lines["date"] = f"date: {place.date.iso}"
            if place.date_from:
                reason = f"from its {place.date_from}, since it states none"
                record(changes, "date", place.date.iso, "changed", reason)
        if item.kind == "post":
            self._published(place, lines, changes)
        lines |= self._image(place, links, changes)
        if place.original is not None:
            self._left_to_original(place, changes)
            lines["translates"] = f"translates: {self._places.language(place.original.id)}"
        elif item.kind == "post":
            lines |= self._terms_of(place, changes)
            lines |= self._authors_of(item, changes)
        lines["status"] = "status: draft"
        return lines

    def _published(self, place: ItemPlace, lines: dict[str, str], changes: list[Change]) -> None:
        """Add the day of its first publication with the old address, and the day of its last change."""
        item = place.item
        own = place.date if place.date and not place.date_from else None
        web = item.address if re.match(r"https?://[^/\s]+", item.address) and not re.search(r"\s", item.address) else ""
        if item.status == "published" and own and own.day and web:
            lines["published"] = f"published: {own.iso}"
            lines["brought_from"] = scalar_line("brought_from", web)
        elif item.status == "published":
            reason = "its whole old address or its day is not known"
            record(changes, "field", "day of publication", "dropped", reason)
        if item.modified and own and item.modified > own.end:
            lines["modified"] = f"modified: {item.modified.isoformat()}"

    def _terms_of(self, place: ItemPlace, changes: list[Change]) -> dict[str, str]:
        """Return the lines of the vocabularies, from the terms of an original and of its translations."""
        ids: dict[str, list[str]] = {}
        for item in (place.item, *place.translations):
            language = self._places.language(item.id)
            for kind, name in item.terms:
                decided = self._terms.get((kind, name, language))
                if decided is None and item is place.item:
                    changes.append(Change("term", f"{kind}: {name}", "dropped", "not decided yet in terms.tsv"))
                if decided == () and item is place.item:
                    changes.append(Change("term", f"{kind}: {name}", "dropped", "by terms.tsv"))
                for each in decided or ():
                    vocabulary, _, ident = each.rpartition("/")
                    found = ids.setdefault(vocabulary or "tags", [])
                    found += [] if ident in found else [ident]
        for each in ids.get("tags", [])[MOST_TAGS:]:
            changes.append(Change("term", each, "dropped", f"a text has at most {MOST_TAGS} tags"))
        ids["tags"] = ids.get("tags", [])[:MOST_TAGS]
        return {name: f"{name}: [{', '.join(values)}]" for name, values in ids.items() if values}

    def _authors_of(self, item: Item, changes: list[Change]) -> dict[str, str]:
        names = []
        for name in item.authors:
            printed = self._authors.get(name, name)
            if printed == "-":
                changes.append(Change("author", name, "dropped", "by authors.tsv"))
            elif printed not in names:
                names.append(printed)
        if not names:
            return {}
        lines = (f"  - {scalar_line('x', name).removeprefix('x: ')}" for name in names)
        return {"authors": "\n".join(["authors:", *lines])}

    def _left_to_original(self, place: ItemPlace, changes: list[Change]) -> None:
        """Say what a translation cannot have of its own."""
        original = place.original
        for name in place.item.authors:
            if original and name not in original.authors:
                record(changes, "author", name, "dropped", OF_ORIGINAL)
        for kind, name in place.item.terms:
            if not self._terms.get((kind, name, place.language)):
                changes.append(Change("term", f"{kind}: {name}", "dropped", "not decided, or dropped, in terms.tsv"))

    def _image(self, place: ItemPlace, links: ItemLinks, changes: list[Change]) -> dict[str, str]:
        """Return the lines of the featured picture; a translation has its words alone."""
        item, others = place.item, dict(place.item.other)
        typed = {
            key: " ".join(_plain(others.get(f"picture_{key}", "")).split()) for key in ("credit", "alt", "caption")
        }
        why = self._why_no_picture(place)
        name = None
        if not why and place.original is None:
            found: list[Change] = []
            name = links.picture(item.picture, found)
            changes += [each._replace(takes=()) for each in found]
            why = "" if name else "its picture is not there"
        elif why and item.picture:
            record(changes, "picture", item.picture, "dropped", why)
        if why:
            dropped = (f"{key} of the picture: {value}" for key, value in typed.items() if value)
            changes += [Change("field", shortened(each), "dropped", why) for each in dropped]
            return {}
        if place.original is None:
            typed["credit"] = _LABEL.sub("", typed["credit"] or _credit_in(item, name, links))
            typed = {"file": name or "", **typed}
        elif typed.pop("credit"):
            changes.append(Change("field", others["picture_credit"], "dropped", "a translation has the original's"))
        lines = [f"  {scalar_line(key, _clean(value))}" for key, value in typed.items() if value]
        return {"image": "\n".join(["image:", *lines])} if lines else {}

    @staticmethod
    def _why_no_picture(place: ItemPlace) -> str:
        """Return why the draft of an item has no featured picture; an empty string if it may have one."""
        if place.item.kind == "page":
            return "a page has no picture of its own"
        if place.original is not None and not place.original.picture:
            return "its original has no picture"
        return "" if place.item.picture else "it has no picture"


def _credit_in(item: Item, name: str | None, links: ItemLinks) -> str:
    """Return the credit that the body of an item gives its featured picture, or an empty string."""
    if item.form != "markdown":
        return ""
    return next((credit for source, credit in picture_credits(item.body) if links.picture(source, []) == name), "")


def _why_dropped(name: str, value: str) -> str:
    """Return why a field of an item is not in its draft."""
    if name.lower() in CHANGES and parse_old_date(value) is None:
        return "it is no day, or not understood; write it as 2019-12-31 in the old archive"
    return "our texts have no such field"


def _shown_addresses(lost: Sequence[str], targets: Sequence[str]) -> list[Change]:
    """Return changes that explain lost words that are the address or the description of a link or picture."""
    text = _spaced(word for run in lost for word in run.split())
    changes = []
    for target in sorted(set(targets), key=len, reverse=True):
        run = words(target)
        times = text.count(_spaced(run)) if run else 0
        text = text.replace(_spaced(run), "") if times else text
        reason = "the address or description of a link, which our Markdown reads otherwise"
        changes += [Change("link", shortened(target), "changed", reason, " ".join(run))] * times
    return changes


def _spaced(run: Iterable[str]) -> str:
    """Return words with a space on both sides of each, so that equal runs next to each other do not overlap."""
    return "".join(f" {word} " for word in run)


def _lost_in_lists(body: str) -> tuple[str, ...]:
    """Return the words that a Markdown body loses when its boxes of HTML and its lists become those of Python-Markdown.

    There are none, except those of tags and fences.
    """
    changes: list[Change] = []
    known = with_known_blocks(body, changes)
    said = Counter(word for each in changes for word in words(each.old or each.what))
    lost = Counter(words(_MARKUP.sub(" ", body))) - Counter(words(_MARKUP.sub(" ", known))) - said
    return (" ".join(sorted(lost.elements())),) if lost else ()


def _plain(markup: str) -> str:
    """Return the words of a summary, which some programs write as HTML."""
    return unescape(" ".join(seen_in(markup).text.split())) if "<" in markup or "&" in markup else markup


def _clean(text: str) -> str:
    """Return a text without characters that nobody sees and our checks refuse."""
    text = FORBIDDEN.sub("", text)
    while found := [place for place, _ in strays(text)]:
        gone = set(found)
        text = "".join(letter for place, letter in enumerate(text) if place not in gone)
    return text
