"""Faults as lines that an editor can act on: `path:line:column: code: message`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from plugins.archive.characters import FORBIDDEN, TURNING
from plugins.archive.faults import Fault
from plugins.archive.fields import EXAMPLES
from plugins.archive.index import Words
from plugins.languages.transliteration import slugify

MOST_FAULTS, MOST_WARNINGS = 100, 20
"""Faults and warnings that a build prints line by line; `make check` prints all."""

_LONGEST = 300
_HINTED = ("type", "dead-link", "own-address", "html-language", "missing-picture", "missing-document")
"""Faults that say what was meant where that is known, and mostly it is not."""


_YAML_PROBLEMS = {
    "colon": ("mapping values are not allowed",),
    "bracket": ("',' or ']'", "',' or '}'"),
    "no-colon": ("could not find expected ':'",),
    "indent": ("'-' indicator", "<block end>", "sequence entries are not allowed", "invalid indentation"),
    "sign": ("cannot start any token", "comment or line break", "a comment or a line break"),
    "escape": ("escape",),
    "open": ("unexpected end of stream", "unexpected document indicator"),
    "after": ("expected key", "document start"),
}
"""What libyaml and PyYAML say, by the ending of the key of the same in the catalogues."""


def fault_message(fault: Fault, words: Words, language: str) -> str:
    """Return what was found, what was expected, and how to mend it, in one line."""
    values: dict[str, object] = {name: _shown(value) for name, value in fault.values}
    key = f"fault.{fault.code}"
    if values.get("meant") == "":
        key += ".plain"  # with nothing near what was typed, "did you mean" would ask about nothing
    elif "meant" in values and fault.code in _HINTED:
        key += f".{values.get('hint', 'meant')}"
    elif fault.code == "yaml":
        values["problem"] = words(language, yaml_key(str(values["problem"])))
    elif (fault.code == "missing-field" or values.get("hint") == "required") and values["field"] in EXAMPLES:
        key += ".example"
        values["example"] = EXAMPLES[str(values["field"])]
    elif "hint" in values:
        key += f".{values['hint']}"
    if fault.code == "type":
        values["expected"] = words(language, expected_key(str(values["expected"])))
        in_list = values.get("shape") == "mapping" and _expected(fault).startswith("a list of mappings")
        key += ".entry" if in_list else f".{values['shape']}" if "shape" in values else ""
        if values.get("found") == "":
            values["found"] = "“”"
    count = int(str(values["count"])) if values.get("shape") == "list" else None
    return words(language, key, count, **values)


def _expected(fault: Fault) -> str:
    """Return what a field of a wrong type takes, as the code says it."""
    return str(dict(fault.values).get("expected", ""))


def yaml_key(problem: str) -> str:
    """Return the catalogues' key of what the parser of YAML says, in words of editors."""
    kinds = (kind for kind, said in _YAML_PROBLEMS.items() if any(each in problem for each in said))
    return f"yaml.{next(kinds, 'other')}"


def expected_key(expected: str) -> str:
    """Return the catalogues' key of what a type of field takes (`FieldType.expected`)."""
    return f"expected.{slugify(expected, 'en')}"


def _shown(value: str) -> str:
    """Return a value as a message prints it, whatever the editor wrote: no line ends, no controls, no end of words."""
    folded = " ".join(TURNING.sub("\ufffd", FORBIDDEN.sub("\ufffd", value)).split())
    return folded if len(folded) <= _LONGEST else f"{folded[:_LONGEST]}…"


def fault_line(fault: Fault, words: Words, language: str, root: str) -> str:
    """Return one fault's line; `root` names the content folder as the line shall show it.

    The path of a file outside it, as of a catalogue, is absolute.
    """
    place = shown_path(Path(fault.path)) if fault.path.startswith("/") else f"{root}/{fault.path}"
    if fault.line:
        place += f":{fault.line}:{max(fault.column, 1)}"
    kind = kind_name((fault.warning, fault.code), words, language)
    return f"{place}: {kind}: {fault_message(fault, words, language)}"


def shown_path(path: Path) -> str:
    """Return a path as a reader at the shell would name it: relative to where they stand, if below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def by_kind(faults: Iterable[Fault]) -> dict[tuple[bool, str], list[Fault]]:
    """Group faults by kind (whether a warning, code): faults before warnings, then the most frequent kind first."""
    kinds: dict[tuple[bool, str], list[Fault]] = {}
    for fault in faults:
        kinds.setdefault((fault.warning, fault.code), []).append(fault)
    return dict(sorted(kinds.items(), key=lambda kind: (kind[0][0], -len(kind[1]), kind[0][1])))


def kind_name(kind: tuple[bool, str], words: Words, language: str) -> str:
    """Return a kind as lines name it: `warning unused-picture`."""
    return f"{words(language, 'check.warning' if kind[0] else 'check.fault')} {kind[1]}"


def fault_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return the lines of all faults, in order, and a summary; `root` is the content folder, left out in faults."""
    return [*_lines(faults, words, language, root), summary_line(faults, words, language)]


def brief_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return what a build prints of its faults, which may be thousands.

    At most `MOST_FAULTS` faults and `MOST_WARNINGS` warnings have a line; the summary and, where lines were left out,
    the number of each kind follow.
    """
    stopping, warnings = ([fault for fault in faults if fault.warning is warning] for warning in (False, True))
    shown = sorted(first_of(stopping, MOST_FAULTS) + first_of(warnings, MOST_WARNINGS))
    lines = [*_lines(shown, words, language, root), summary_line(faults, words, language)]
    if len(shown) < len(faults):
        lines += [*left_out_lines(faults, len(shown), words, language), words(language, "check.show-all")]
    return lines


def first_of(faults: list[Fault], most: int) -> list[Fault]:
    """Return at most so many of the faults, in order: of each kind the first, then the second, rare kinds first."""
    if len(faults) <= most:
        return faults
    ranked = [(rank, len(kind), fault) for kind in by_kind(faults).values() for rank, fault in enumerate(kind)]
    return sorted(fault for _, _, fault in sorted(ranked)[:most])


def left_out_lines(faults: Sequence[Fault], shown: int, words: Words, language: str) -> list[str]:
    """Return a line on how many faults have no line of their own, and the number of faults of each kind."""
    counts = [f"{len(members):>7} {kind_name(kind, words, language)}" for kind, members in by_kind(faults).items()]
    return [words(language, "check.left-out", len(faults) - shown), *counts]


def _lines(faults: Iterable[Fault], words: Words, language: str, root: str) -> list[str]:
    shown = shown_path(Path(root))
    return [fault_line(fault, words, language, shown) for fault in faults]


def summary_line(faults: Sequence[Fault], words: Words, language: str) -> str:
    """Return the number of faults and of warnings as one line."""
    stopping = sum(not fault.warning for fault in faults)
    return words(language, "check.faults", stopping) + ", " + words(language, "check.warnings", len(faults) - stopping)
