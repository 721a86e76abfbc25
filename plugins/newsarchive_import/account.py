"""The account of an import: every word, picture, link, table and embed of an item, before and after.

What is counted before comes from the source and what is counted after from the draft as our own reader renders it. The
converters take no part in the counting: they only say what they changed or dropped, and in which words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html.parser import HTMLParser
from typing import Literal, NamedTuple, Protocol

import msgspec

from newsarchive.api import without_strange

from .html_elements import VOID, attributes_of, is_hidden, told_by, with_end_tags

Outcome = Literal["carried", "changed", "dropped"]
Counted = Literal["picture", "link", "table", "embed"]

WORD = re.compile(r"[^\W_]+")
_LONGEST = 200_000  # a report names all words of what was dropped; a body of data alone is cut


class Change(NamedTuple):
    """One element of an item that is not carried over as it was.

    Attributes:
        kind: What it is, such as `shortcode`, `picture` or `embed`.
        what: How it is known to an editor: its address, or its words as they were.
        outcome: `changed` or `dropped`.
        reason: Why, and what became of it, in a few words.
        old: Its visible text in the source, a line for each run of words that stands apart.
        new: The visible text that stands for it in the draft, a line for each run of words that stands apart.
        takes: Which countable elements it removes.
        adds: Which countable elements it adds.
    """

    kind: str
    what: str
    outcome: Outcome
    reason: str
    old: str = ""
    new: str = ""
    takes: tuple[Counted, ...] = ()
    adds: tuple[Counted, ...] = ()


def record(
    changes: list[Change],
    kind: str,
    what: str,
    outcome: Outcome,
    reason: str,
    old: str = "",
    new: str = "",
    takes: tuple[Counted, ...] = (),
    adds: tuple[Counted, ...] = (),
) -> None:
    """Append a `Change` to a list, with `what` as a report shows it: short and on one line."""
    changes.append(Change(kind, shortened(what), outcome, reason, old, new, takes, adds))


class LinkFinder(Protocol):
    """Finds what stands for the links and pictures of one item."""

    def link(self, target: str, changes: list[Change]) -> str | None:
        """Return the new target of a link, or None if the link cannot stay; append what changed."""

    def is_picture(self, target: str) -> bool:
        """Return whether a link leads to a picture of the old site."""

    def picture(self, target: str, changes: list[Change]) -> str | None:
        """Return the name of a picture beside the text, or None if there is none; append what changed."""


def shortened(text: str) -> str:
    """Return a text on one line, cut to the length that a line of a table can have."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def words(text: str) -> list[str]:
    """Return the words of a text in order, without invisible characters and in Unicode form NFC."""
    return WORD.findall(unicodedata.normalize("NFC", without_strange(text)))


class VisibleText(msgspec.Struct):
    """What readers see of some HTML.

    Attributes:
        text: Its text.
        counts: How many pictures, links, tables and embeds it has.
        told: What readers may learn besides: attributes such as `alt` and `title`, and what fields of forms say; each
            with the name of its element.
        hidden: The words of hidden elements, each run with its words alone.
    """

    text: str = ""
    counts: Counter[str] = msgspec.field(default_factory=Counter)
    told: tuple[tuple[str, str], ...] = ()
    hidden: tuple[str, ...] = ()


_UNSEEN = frozenset(("script", "style", "template", "head", "title", "textarea", "select", "noscript"))
_SPEAKING = frozenset(("textarea", "select", "noscript", "title"))  # unseen in the text, but not silent
SEPARATING = frozenset(
    "address article aside audio blockquote br button caption center dd details dialog dir div dl dt embed fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe legend li listing main marquee menu mfrac"
    " mi mn mo mroot mrow ms msqrt mstyle msub msup mtext nav noframes object ol option p plaintext pre rp rt search"
    " section summary sub sup table tbody td text tfoot th thead tr tspan ul video xmp".split()
)
"""The names of elements whose tags separate words."""
IN_LINE = frozenset(
    "a abbr acronym b bdi bdo big blink cite code del dfn em font i img ins kbd label mark q s samp small span strike"
    " strong time tt u var wbr".split()
)
"""The names of elements whose tags never separate words."""
_EMBEDS = frozenset(("iframe", "embed", "object", "video", "audio"))


class _Reader(HTMLParser):
    """Collects the visible text and the counts of HTML; only tags of blocks separate words."""

    def __init__(self, *, rendered: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.counts: Counter[str] = Counter()
        self.told: list[tuple[str, str]] = []
        self.hidden: list[str] = []
        self._rendered = rendered
        self._unseen = ""
        self._open: list[bool] = []  # whether each open element is hidden
        self._note = False

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002
        """Parse `<![` as a comment, as browsers do."""
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = attributes_of(attrs)
        hidden = is_hidden(tag, values) or (bool(self._open) and self._open[-1])
        if tag not in VOID:
            self._open.append(hidden)
        if hidden:
            self.hidden.append("")
            return
        note = self._rendered and "footnote-" in (values.get("class") or "")  # our own link between a note and its mark
        if not note and (not self._unseen or self._unseen in _SPEAKING):
            self.told += [(tag, each) for each in told_by(tag, values)]
        if self._unseen:
            return
        if tag in _UNSEEN:
            self._unseen = tag
        self._separate(tag)
        if tag == "a" and values.get("href"):
            self._note = note
            self.counts["link"] += not note
        elif tag == "img":
            self.counts["picture"] += 1
        elif tag == "table":
            self.counts["table"] += 1
        elif tag in _EMBEDS:
            self.counts["embed"] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat `<p/>` as `<p>`, as browsers do; of an element whose words are unseen, only an end tag ends it."""
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)
            if tag not in VOID:
                self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open and self._open.pop():
            return
        if tag == self._unseen:
            self._unseen = ""
        if tag == "a":
            self._note = False
        self._separate(tag)

    def _separate(self, tag: str) -> None:
        # what looks like a tag in Markdown may be words in angle brackets
        if tag in SEPARATING or (self._rendered and tag not in IN_LINE):
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1]:
            self.hidden.append(data)
        elif self._unseen in _SPEAKING:
            self.told.append((self._unseen, data))
        elif not self._unseen and not self._note:
            self.parts.append(data)


def seen_in(html: str, *, rendered: bool = False) -> VisibleText:
    """Return what readers see of HTML.

    Args:
        html: The HTML, which may be malformed.
        rendered: Whether our own Markdown made it: then the marks of notes are no words and no links.
    """
    reader = _Reader(rendered=rendered)
    reader.feed(with_end_tags(html))
    reader.close()
    return VisibleText("".join(reader.parts), reader.counts, tuple(reader.told), tuple(reader.hidden))


LINKED = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
"""Matches a link of Markdown."""

_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"\]\([^()\s]|<a\s|<https?://", re.IGNORECASE)


def links_in(text: str) -> int:
    """Return the number of links in Markdown or HTML."""
    return len(_LINK.findall(text))


def plain(words: str) -> str:
    """Return the words of Markdown without its pictures, links and tags."""
    words = _PICTURE.sub("", words)
    words = re.sub(r"<(?:br|p)\b[^<>]*>", " ", re.sub(r"<((?:https?:)?//[^<>]*)>", r"\1", words))
    return MARKUP.sub("", LINKED.sub(r"\1", words))


class Unaccounted(NamedTuple):
    """What an item lost without a word: runs of words, and kinds of elements with the number that is missing."""

    words: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything is lost."""
        return bool(self.words or self.elements)


def unaccounted(
    before: VisibleText, after: VisibleText, changes: Sequence[Change], *, strict: bool = True
) -> Unaccounted:
    """Return what the source has, the draft has not, and no change explains.

    Args:
        strict: Whether pictures must not be more than before either. Our Markdown, which counts those of Markdown
            sources, does not know all pictures of other programs.
    """
    old, new = words(before.text), words(after.text)
    elements = _missing(before.counts, after.counts, changes, strict=strict)
    lost = (*_lost(old, new, changes), *_untold(before, after, changes), *_uncovered(before, after))
    return Unaccounted(lost, tuple(elements))


def named(change: Change) -> str:
    """Return what a report prints of a change: its element, and the words of it that would stand nowhere else."""
    rest = Counter(words(change.old)) - Counter(words(change.what)) - Counter(words(change.new))
    return shortened(f"{change.what}: {change.old}") if rest else change.what


def _untold(before: VisibleText, after: VisibleText, changes: Sequence[Change]) -> Iterable[str]:
    """Yield what attributes and fields of the source say, but neither the draft nor a change."""
    kept = Counter(_run(each) for _, each in after.told)
    in_changes = [f" {_run(named(change))} " for change in changes]
    old, new = f" {_run(before.text)} ", f" {_run(after.text)} "
    for name, run in ((name, _run(part)) for name, each in before.told for part in _told_parts(each)):
        if not run:
            continue
        if kept[run]:
            kept[run] -= 1
        elif any(f" {run} " in told for told in in_changes):
            continue
        elif not new.count(f" {run} ") > (0 if name == "a" else old.count(f" {run} ")):
            yield run  # the title of a link often repeats its words


def _told_parts(text: str) -> list[str]:
    """Return what an attribute says; our Markdown takes links after a command, `[a]({{< ref "b" >}})`, for a title."""
    if "](" not in text:
        return [text]
    return [*re.findall(r"\[([^\[\]]+)\]", text), text.rpartition('"')[2]]


def _uncovered(before: VisibleText, after: VisibleText) -> Iterable[str]:
    """Yield hidden words of the source that readers of the draft would see."""
    old = Counter(words(before.text)) + Counter(word for _, each in before.told for word in words(each))
    new = Counter(words(after.text)) + Counter(word for _, each in after.told for word in words(each))
    shown = new - old
    for each in before.hidden:
        run = words(each)
        if run and not Counter(run) - shown:
            yield f"hidden, but the draft shows it: {' '.join(run)}"


def _run(text: str) -> str:
    return " ".join(words(text))


def _missing(before: Counter[str], after: Counter[str], changes: Iterable[Change], *, strict: bool) -> Iterable[str]:
    expected = before.copy()
    for change in changes:
        expected.subtract(change.takes)
        expected.update(change.adds)
    for kind in ("picture", "link", "table", "embed"):
        if after[kind] < expected[kind]:
            yield f"{kind}: {expected[kind] - after[kind]} of {before[kind]}"
        elif kind == "picture" and after[kind] > expected[kind] and strict:
            yield f"{kind}: {after[kind] - expected[kind]} too many"


def _lost(old: list[str], new: list[str], changes: Sequence[Change]) -> list[str]:
    """Return the runs of old words that the new text lacks and no change explains.

    First, what changes declare is cut out of both texts where it is found as a run: moved notes would otherwise hide
    what else differs. A declaration that is not found explains nothing. The rest must be the same sequence; a word that
    is missing there must be one that a change declares, as often as it does. Finally the numbers of words must agree.
    """
    first = _lost_if_cut(old, new, changes, _cut)
    # a declared word that the text has elsewhere, too, may have been cut in the wrong place
    return first and _lost_if_cut(old, new, changes, _cut_last)


def _lost_if_cut(
    old: list[str], new: list[str], changes: Sequence[Change], cut: Callable[[list[str], list[str]], bool]
) -> list[str]:
    rest, other = list(old), list(new)
    declared = Counter[str]()
    runs_of_old = (words(line) for change in changes for line in change.old.split("\n"))
    pending = sorted(runs_of_old, key=len, reverse=True)  # a short run may be a part of a longer one, or inside it
    for _ in range(2):
        found = [run for run in pending if cut(rest, run)]
        declared.update(word for run in found for word in run)
        pending = [run for run in pending if not any(run is other for other in found)]
    for change in changes:
        if not cut(other, words(change.new)):
            for line in change.new.split("\n"):
                cut(other, words(line))
    runs = [] if rest == other else _runs(rest, other, declared)
    balance = Counter(old) - declared - Counter(new)
    if not runs and balance:
        runs = [" ".join(sorted(balance.elements()))]
    return runs


def _runs(old: list[str], new: list[str], declared: Counter[str]) -> list[str]:
    """Return the runs of words that the second list lacks, or has elsewhere, and that were not declared."""
    allowed = declared.copy()
    runs = []
    for run in deleted_runs(old, new):
        if Counter(run) - allowed:
            runs.append(" ".join(run))
        allowed.subtract(run)
    return runs


_MOST_EDITS = 1_500


def deleted_runs(old: Sequence[str], new: Sequence[str]) -> list[list[str]]:
    """Return the runs of words that a shortest way from one list to another deletes.

    The algorithm is the greedy one of Myers ("An O(ND) Difference Algorithm and Its Variations", 1986), fast where few
    words differ. Beyond `_MOST_EDITS` differences, all words between the first and the last one count as deleted.
    """
    start = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    reach, trace = {1: 0}, list[dict[int, int]]()
    for edits in range(min(len(old) + len(new), _MOST_EDITS) + 1):
        trace.append(reach.copy())
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
            at = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            while at < len(old) and at - diagonal < len(new) and old[at] == new[at - diagonal]:
                at += 1
            reach[diagonal] = at
            if at >= len(old) and at - diagonal >= len(new):
                return _walked_back(old, trace, diagonal)
    return [list(old)] if old else []


def _walked_back(old: Sequence[str], trace: Sequence[dict[int, int]], diagonal: int) -> list[list[str]]:
    """Return the deleted runs on the way that a search found, from its end to its beginning."""
    deleted: list[int] = []
    for edits in range(len(trace) - 1, 0, -1):
        reach = trace[edits]
        down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
        diagonal += 1 if down else -1
        if not down:
            deleted.append(reach[diagonal])
    runs: list[list[str]] = []
    before = -2
    for place in sorted(deleted):
        if place != before + 1:
            runs.append([])
        runs[-1].append(old[place])
        before = place
    return runs


def _cut(text: list[str], run: list[str]) -> bool:
    """Remove the first occurrence of a run of words from a text, and return whether there was one."""
    at = -1
    while run:
        try:
            at = text.index(run[0], at + 1)
        except ValueError:
            return False
        if text[at : at + len(run)] == run:
            del text[at : at + len(run)]
            return True
    return True


def _cut_last(text: list[str], run: list[str]) -> bool:
    """Remove the last occurrence of a run of words from a text, and return whether there was one."""
    text.reverse()
    done = _cut(text, run[::-1])
    text.reverse()
    return done
