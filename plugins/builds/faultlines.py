"""Faults as lines that an editor can act on: `path:line:column: code: message`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from plugins.archive.characters import FORBIDDEN, TURNING
from plugins.archive.faults import Fault
from plugins.archive.index import Words
from plugins.languages.transliteration import slugify

_LONGEST = 300


def fault_message(fault: Fault, words: Words, language: str) -> str:
    """Return what was found, what was expected, and how to mend it, in one line."""
    values: dict[str, object] = {name: _shown(value) for name, value in fault.values}
    key = f"fault.{fault.code}"
    if values.get("meant") == "":
        key += ".plain"  # with nothing near what was typed, "did you mean" would ask about nothing
    if fault.code == "type":
        values["expected"] = words(language, expected_key(str(values["expected"])))
        key += f".{values['shape']}" if "shape" in values else ""
    count = int(str(values["count"])) if values.get("shape") == "list" else None
    return words(language, key, count, **values)


def expected_key(expected: str) -> str:
    """Return the catalogues' key of what a type of field takes (`FieldType.expected`)."""
    return f"expected.{slugify(expected, 'en')}"


def _shown(value: str) -> str:
    """Return a value as a message prints it, whatever the editor wrote: no line ends, no controls, no end of words."""
    folded = " ".join(TURNING.sub("\ufffd", FORBIDDEN.sub("\ufffd", value)).split())
    return folded if len(folded) <= _LONGEST else f"{folded[:_LONGEST]}…"


def fault_line(fault: Fault, words: Words, language: str, root: str) -> str:
    """Return one fault's line; `root` names the content folder as the line shall show it."""
    place = f"{root}/{fault.path}"
    if fault.line:
        place += f":{fault.line}:{max(fault.column, 1)}"
    kind = words(language, "check.warning") if fault.warning else words(language, "check.fault")
    return f"{place}: {kind} {fault.code}: {fault_message(fault, words, language)}"


def shown_path(path: Path) -> str:
    """Return a path as a reader at the shell would name it: relative to where they stand, if below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def fault_lines(
    faults: Iterable[Fault], words: Words, language: str, root: str, known: Mapping[Fault, str] | None = None
) -> list[str]:
    """Return the lines of all faults, in order, and a summary; `root` is the content folder, left out in faults.

    `known` are lines that were made before, of the same words, language and folder.
    """
    found, known = list(faults), known or {}
    shown = shown_path(Path(root))
    lines = [known.get(fault) or fault_line(fault, words, language, shown) for fault in found]
    stopping = sum(not fault.warning for fault in found)
    summary = (
        words(language, "check.faults", stopping) + ", " + words(language, "check.warnings", len(found) - stopping)
    )
    return [*lines, summary]


def held_lines(held: tuple[int, int], words: Words, language: str) -> list[str]:
    """Return a line on the drafts and the waiting texts that are held back on purpose; none where there are none."""
    drafts, waiting = held
    return [words(language, "check.held", None, drafts=drafts, waiting=waiting)] if drafts or waiting else []
