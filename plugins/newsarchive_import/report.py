"""The report of an import: what became of every item and of every element of it, for people and for programs.

`report.md` has the totals, what an editor should do now, and each item with something changed or dropped. `report.tsv`
has everything, also what is carried over. A loss comes with its file and line, for an editor who must look there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from newsarchive.api import Fault, without_strange

from .account import WORD, Change, named, shortened, words
from .drafts import OF_ORIGINAL, Draft
from .folders import FORMS
from .importer import ImportPlan
from .items import UNDECODED, ImportFailure, Item, read_text
from .tables import AUTHORS, LANGUAGES, TERMS, tsv

REPORT, REPORT_TABLE, DEBTS, IGNORED = "report.md", "report.tsv", "debts.tsv", ".gitignore"

_SHOWN = 20  # lines of a long list in the report for people
_LONGEST = 2_000  # letters of an element there; a credit may stand at the end of a long command
_LONGEST_TITLE = 120
_UNCERTAIN = "Originals that are not certain"
_TIED = "its translation has the same time; it is taken for the original by its language, or its number"
_NOT_IMPORTED = "Texts that could not be imported"
_COUNTED = ("picture", "link", "table", "embed")


class Debt(NamedTuple):
    """A kind of fault that the drafts have: how many, in how many files, and where the first is."""

    level: str
    code: str
    number: int
    files: int
    first: str
    message: str


def debts_of(faults: Iterable[Fault], paths: Iterable[str], say: Sequence[str] | None = None) -> list[Debt]:
    """Return the faults and warnings of some files by kind, the commonest first; each missing field is a kind.

    Args:
        faults: The faults of the whole content.
        paths: The paths of what the import wrote.
        say: The messages of the faults, in the same order; by default their values.
    """
    ours = set(paths)
    found: dict[tuple[bool, str], list[tuple[Fault, str]]] = defaultdict(list)
    for number, fault in enumerate(faults):
        message = say[number] if say else ", ".join(value for _, value in fault.values)
        if fault.path not in ours:
            continue
        if fault.code == "draft-unfinished":
            for name in dict(fault.values).get("fields", "").split(", "):
                found[fault.warning, f"{fault.code} {name}"].append((fault, message))
        else:
            found[fault.warning, fault.code].append((fault, message))
    debts = []
    for (warning, code), members in found.items():
        files = {each.path for each, _ in members}
        debts.append(Debt("warning" if warning else "fault", code, len(members), len(files), *_first(members)))
    return sorted(debts, key=lambda debt: (debt.level, -debt.number, debt.code))


def _first(members: Sequence[tuple[Fault, str]]) -> tuple[str, str]:
    fault, message = min(members)
    return f"{fault.path}:{fault.line}" if fault.line else fault.path, message


def debts_table(debts: Iterable[Debt]) -> str:
    """Return the text of `debts.tsv`."""
    return tsv([Debt._fields, *debts])


def ignored_text() -> str:
    """Return the text of `.gitignore` in the folder of the tables: git leaves the reports out."""
    reason = "# these repeat what the old site hid, and the titles of its private texts"
    return f"{reason}\n/{REPORT}\n/{REPORT_TABLE}\n"


def report_table(plan: ImportPlan) -> str:
    """Return the text of `report.tsv`: a line for each element of each item, with what became of it."""
    rows: list[Sequence[object]] = [("item", "address", "file", "element", "what", "outcome", "reason", "count")]
    failed = {draft.place.item.id for draft in plan.failed}
    for draft in plan.drafts:
        item = draft.place.item
        start = (item.id, item.address, draft.place.path)
        how = "carried" if draft.place.how == "source" else draft.place.how
        rows.append((*start, "language", draft.place.language, how, "", 1))
        rows.append((*start, "word", "", "carried", "", len(words(draft.after.text))))
        for kind in _COUNTED:
            if draft.after.counts[kind]:
                rows.append((*start, kind, "", "carried", "", draft.after.counts[kind]))
        changes = Counter((each.kind, named(each), each.outcome, each.reason) for each in draft.changes)
        rows += [(*start, *change, count) for change, count in changes.items()]
        if draft.place.tied:
            rows.append((*start, "original", draft.place.language, "guessed", _TIED, 1))
        for where, lost in losses(draft) if item.id in failed else ():
            rows.append((*start, "", shortened(lost), "lost", f"no list has it: the item is not imported: {where}", 1))
    rows += [
        (each.item.id, each.item.address, "", "item", each.item.title, "left out", each.reason, 1)
        for each in plan.left_out
    ]
    rows += [("", "", "", "text", shortened(what), "left out", why, 1) for what, why in plan.archive.unread]
    rows += [("", "", "", "", shortened(what), "left out", why, 1) for what, why in plan.archive.left_out]
    rows += [("", "", path, "file", path, "left alone", why, 1) for path, why in plan.kept]
    rows += [("", address, "", "redirect", address, "dropped", why, 1) for address, why in plan.unredirected]
    return tsv(rows).replace(UNDECODED, "\ufffd")


def report_text(plan: ImportPlan, debts: Sequence[Debt]) -> str:
    """Return the text of `report.md`."""
    sections = [
        [f"# Import of {plan.archive.name or plan.archive.address or 'an archive'}", "", *_totals(plan)],
        ["## What to do now", "", *_advice(plan, debts)],
        _debt_lines(debts),
        _kinds(plan),
        _pages(plan),
        _overruled(plan),
        _ties(plan),
        _not_imported(plan),
        _left_out(plan),
        _listed("## Left alone", [f"`{path}`: {why}" for path, why in plan.kept]),
        _listed("## Old addresses without a redirect", [f"`{address}`: {why}" for address, why in plan.unredirected]),
        *_items(plan),
    ]
    text = "\n\n".join("\n".join(section) for section in sections if section) + "\n"
    return text.replace(UNDECODED, "\ufffd")


def _totals(plan: ImportPlan) -> list[str]:
    before, after = Counter[str](), Counter[str]()
    failed = {draft.place.item.id for draft in plan.failed}
    for draft in plan.drafts:
        if draft.place.item.id not in failed:
            before["words"] += len(words(draft.before.text))
            after["words"] += len(words(draft.after.text))
            before.update(draft.before.counts)
            after.update(draft.after.counts)
    outcomes = Counter((change.kind, change.outcome) for draft in plan.drafts for change in draft.changes)
    how = Counter(f"{draft.place.how}" for draft in plan.drafts)
    lines = ["| | before | after | dropped, and listed below |", "| --- | --- | --- | --- |"]
    unread, failed_items = len(plan.archive.unread), len(plan.failed)
    lines.append(
        f"| items | {len(plan.archive.items) + unread} | {len(plan.drafts) - failed_items}"
        f" | {len(plan.left_out) + unread + failed_items} |"
    )
    lines.append(f"| words | {before['words']} | {after['words']} | |")
    for kind in _COUNTED:
        lines.append(f"| {kind}s | {before[kind]} | {after[kind]} | {outcomes[kind, 'dropped']} |")
    texts = sum(path.endswith(".md") for path in plan.files)
    lines += [
        "",
        f"- {texts} texts and {len(plan.files) - texts} files written, {len(plan.kept)} left alone",
        f"- {len(plan.redirects)} redirects added",
        f"- languages: {', '.join(f'{count} {name}' for name, count in sorted(how.items())) or 'none'}",
    ]
    if unread or failed_items:
        lines.append(f"- **{unread + failed_items} texts could not be imported: see “{_NOT_IMPORTED}” below**")
    return lines


def _advice(plan: ImportPlan, debts: Sequence[Debt]) -> list[str]:
    lines = []
    if plan.terms.undecided:
        lines.append(
            f"- {plan.terms.undecided} terms wait: in `{TERMS}`, write into the column `id` an id of a vocabulary, a"
            " new one (the column `proposed` has one), or `-` to drop the term. Run the import again."
        )
    guessed = sum(draft.place.how in ("guessed", "default") for draft in plan.drafts)
    if guessed:
        lines.append(
            f"- The language of {guessed} items is guessed (`{REPORT_TABLE}` has it); rules go into `{LANGUAGES}`."
        )
    dropped = [row.name for row in plan.tables.authors if row.printed == "-"]
    if dropped:
        lines.append(
            f"- Authors that are not printed: {', '.join(dropped)}. `{AUTHORS}` says under which names others are."
        )
    if plan.pages:
        lines.append(f"- {len(plan.pages)} texts without a day became pages of their own: see “Pages” below.")
    ties = sum(draft.place.tied for draft in plan.drafts)
    if ties:
        lines.append(f"- {ties} originals may be translations: see “{_UNCERTAIN}” below.")
    others = Counter(each.reason for draft in plan.drafts for each in draft.changes if each.kind == "author")
    if others[OF_ORIGINAL]:
        lines.append(
            f"- {others[OF_ORIGINAL]} authors of translations are not printed, because a translation has those of its"
            " original: the list of texts below names them. If they translated the text, write them into `translators`."
        )
    if debts:
        lines.append(
            "- Before a draft is published, pay its debts: the table below has their kinds, and `./newsarchive check`"
            " lists each of them."
        )
    lines.append("- Read each draft, then remove its line `status: draft`. Nothing is published before.")
    return lines


def _debt_lines(debts: Sequence[Debt]) -> list[str]:
    if not debts:
        return []
    rows = [f"| {debt.level} | `{debt.code}` | {debt.number} | {debt.files} | `{debt.first}` |" for debt in debts]
    head = ["| | kind | number | files | the first |", "| --- | --- | --- | --- | --- |"]
    return ["## Debts of the drafts", "", *head, *rows]


def _kinds(plan: ImportPlan) -> list[str]:
    counts = Counter((each.kind, each.outcome, _general(each)) for draft in plan.drafts for each in draft.changes)
    rows = [f"| {kind} | {outcome} | {reason} | {count} |" for (kind, outcome, reason), count in sorted(counts.items())]
    head = ["## Changed and dropped, by kind", "", "| element | outcome | why | number |", "| --- | --- | --- | --- |"]
    return [*head, *rows] if rows else []


def _general(change: Change) -> str:
    """Return the reason of a change without what belongs to one element alone."""
    return change.reason.partition(";")[0].replace("|", "\\|")


def _pages(plan: ImportPlan) -> list[str]:
    """Return the lines about old texts without a day, each of which is a page of its own now."""
    ids = {draft.place.path: draft.place.item.id for draft in plan.drafts}
    lines = []
    for path, other in plan.pages:
        line = f"`{ids.get(path, path)}` became a page of its own: `{path}`"
        folder = path.rpartition("/")[0]
        both = (
            f". `{other}` was there before, so both exist: move what you want to keep into it, then remove `{folder}`"
        )
        lines.append(line + (both if other else ""))
    advice = "Remove the folders of those that you do not want; the site makes its front page and lists by itself."
    return [*_listed("## Pages", lines, most=len(lines)), "", advice] if lines else []


def _overruled(plan: ImportPlan) -> list[str]:
    """Return the lines about texts that are not in the language that the old site states for all of its texts."""
    places = [draft.place for draft in plan.drafts if draft.place.item.by_site and draft.place.item.language]
    lines = [
        f"`{place.path}` ({place.item.id}): {place.language}; the old site says {place.item.language}"
        for place in places
        if place.how in ("guessed", "default")
    ]
    return _listed("## Languages by the letters of texts, against the old site", lines)


def _ties(plan: ImportPlan) -> list[str]:
    """Return the lines about originals that may be translations."""
    places = [draft.place for draft in plan.drafts if draft.place.tied]
    return _listed(f"## {_UNCERTAIN}", [f"`{place.path}` ({place.item.id}): {_TIED}" for place in places])


def _not_imported(plan: ImportPlan) -> list[str]:
    """Return the lines about texts that could not be read, and those that were refused."""
    lines = [f"`{shortened(what)}`: {why}" for what, why in plan.archive.unread]
    for draft in plan.failed:
        item = draft.place.item
        lines.append(f"{_title(item.title)} ({item.id}): it would lose words or have a fault, which are named below")
    return _listed(f"## {_NOT_IMPORTED}", lines, most=len(lines))


def _left_out(plan: ImportPlan) -> list[str]:
    items = [
        f"{_title(each.item.title)} ({each.item.id}, {each.item.address or 'no address'}): {each.reason}"
        for each in plan.left_out
    ]
    others: dict[str, list[str]] = defaultdict(list)
    for what, why in plan.archive.left_out:
        others[why].append(shortened(what))
    lines = _listed("## Items left out", items, most=len(items))
    if others:
        lines += [
            "",
            "What the old archive had besides its texts:",
            "",
            *(f"- {len(found)} × {why}{_named(found)}" for why, found in sorted(others.items())),
        ]
        lines = lines if items else ["## Left out", *lines]
    return lines


def _named(found: Sequence[str]) -> str:
    """Return the first names of a list in brackets, if they are names of files."""
    names = [f"`{each}`" for each in found[:_SHOWN] if "/" in each or "." in each]
    return f" ({', '.join(names)}{', …' if len(found) > _SHOWN else ''})" if names else ""


def _title(title: str) -> str:
    line = shortened(title)
    return f"“{line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE] + '…'}”" if line else "without a title"


def _listed(head: str, lines: Sequence[str], most: int = _SHOWN) -> list[str]:
    if not lines:
        return []
    more = [f"- … and {len(lines) - most} more in `{REPORT_TABLE}`"] if len(lines) > most else []
    return [head, "", *(f"- {line}" for line in lines[:most]), *more]


def _items(plan: ImportPlan) -> Iterator[list[str]]:
    failed = {draft.place.item.id for draft in plan.failed}
    changed = [draft for draft in plan.drafts if draft.changes or draft.place.item.id in failed]
    if changed:
        yield ["## Each item with something changed or dropped"]
    for draft in changed:
        yield [
            f"### {_title(draft.place.item.title)}",
            "",
            f"`{draft.place.path}` ({draft.place.item.id})",
            "",
            *_changes(draft, draft.place.item.id in failed),
        ]


def _changes(draft: Draft, failed: bool) -> Iterator[str]:
    for where, lost in losses(draft) if failed else ():
        yield f"- **lost, so the item is not imported**: {where}: {lost}; {CURE}"
    for where, message in faults(draft) if failed else ():
        yield f"- **its draft would have a fault, so the item is not imported**: {where}: {message}; {CURE}"
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for change in draft.changes:
        groups[change.kind, change.outcome, change.reason].append(named(change))
    for (kind, outcome, reason), found in groups.items():
        shown = ", ".join(_quoted(what) for what in found[:_SHOWN] if what)
        number = f" {len(found)}" if len(found) > 1 else ""
        yield f"- {outcome}{number} {kind}{f' {shown}' if shown else ''}: {reason}"


def _quoted(what: str) -> str:
    """Return an element as the report for people names it; the table has all of a long one."""
    whole = what.replace("`", "'")
    return f"`{whole}`" if len(whole) <= _LONGEST else f"`{whole[:_LONGEST]}…` (whole in `{REPORT_TABLE}`)"


_ELEMENTS = {
    "picture": re.compile(r"!\[|<img\b", re.IGNORECASE),
    "link": re.compile(r"(?<!!)\[[^\[\]]*\]\(|<a\b|<https?:", re.IGNORECASE),
    "table": re.compile(r"^\s*\||<table\b", re.IGNORECASE | re.MULTILINE),
    "embed": re.compile(r"<(?:iframe|embed|object|video|audio)\b", re.IGNORECASE),
}

CURE = "write it otherwise in the old text, or import the others with KEEP_GOING=1"
"""What an editor can do about a loss."""


def losses(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield each loss of a draft: the place in its source, and the words or elements that are lost."""
    for lost in draft.missing.words:
        # of a draft that cannot be read at all, this is the reason, in words of ours
        line = _line_of_words(draft.place.item.body, lost) if draft.after.text else 1
        yield _place(draft.place.item, line), lost
    for lost in draft.missing.elements:
        yield _place(draft.place.item, _line_of_element(draft.place.item.body, lost.partition(":")[0])), lost


def faults(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield each fault of a draft: the place in its source, and the message."""
    for before, message in draft.faults:
        body = before.partition("\n---\n")[2]
        lines = [line for line in reversed(body.split("\n")) if words(line)]
        yield _place(draft.place.item, _line_of_words(draft.place.item.body, lines[0]) if lines else 1), message


def _place(item: Item, line: int) -> str:
    """Return a place in a file, as `content/a.md:17`; of an item in an export, its title and the line of its text."""
    start, text = -1, ""
    if item.file is not None and item.file.suffix.lower() in FORMS:
        with suppress(OSError, ImportFailure):
            text = read_text(item.file)
            start = text.find(item.body)
    if start < 0:
        return f"{item.id} ({_title(item.title)}), line {line} of its text"
    return f"{item.id}:{line + text.count(chr(10), 0, start)}"


def _line_of_words(body: str, lost: str) -> int:
    """Return the line on which a run of words begins; if it is nowhere whole, the line of its rarest word."""
    text = unicodedata.normalize("NFC", without_strange(body))
    found = [(match[0], match.start()) for match in WORD.finditer(text)]
    names, run = [word for word, _ in found], words(lost)
    for at in range(len(names) if run else 0):
        if names[at] == run[0] and names[at : at + len(run)] == run:
            return 1 + text.count("\n", 0, found[at][1])
    counts = Counter(names)
    rarest = min((word for word in run if word in counts), key=lambda word: counts[word], default="")
    return 1 + text.count("\n", 0, found[names.index(rarest)][1]) if rarest else 1


def _line_of_element(body: str, kind: str) -> int:
    """Return the line of the first element of a kind."""
    found = _ELEMENTS[kind].search(body) if kind in _ELEMENTS else None
    return 1 + body.count("\n", 0, found.start()) if found else 1
