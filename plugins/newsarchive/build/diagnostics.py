"""The printed lines and messages of faults (`model.diagnostics.Fault`), which the checks found in the content."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from newsarchive.i18n.slugs import slugify
from newsarchive.model.characters import FORBIDDEN, TURNING
from newsarchive.model.diagnostics import Fault
from newsarchive.model.field_types import ONE_OF
from newsarchive.model.fields import EXAMPLES
from newsarchive.model.index import Words

from .terminal import shown_path

MOST, MOST_OF_A_KIND = 100, 5
"""The largest number of faults and warnings that a build prints one by one, and of a kind if there are more."""

_LONGEST = 300
_HINTED = frozenset("yaml yaml-feature type dead-link dead-fragment own-address html-language missing-file".split())
"""The codes of faults that have a message of their own if there is a suggestion (`meant`) for the editor.

The key of that message ends in `.meant`, or in the value of `hint`.
"""


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
"""Parts of the messages of the YAML parsers (libyaml and PyYAML), by the kind of problem.

The kind is the last part of the catalogue key of the message that explains the problem to editors.
"""


def fault_message(fault: Fault, words: Words, language: str) -> str:
    """Return the message of a fault, without its place: what was found, what was expected, and how to correct it."""
    values: dict[str, object] = {name: _escaped(value) for name, value in fault.values}
    key = f"fault.{fault.code}"
    if values.get("meant") == "":
        key += ".plain"  # no known name is near what was typed, so the message must not ask "did you mean"
    elif "meant" in values and fault.code in _HINTED:
        key += f".{values.get('hint', 'meant')}"
    elif fault.code == "yaml":
        values["problem"] = words(language, yaml_key(str(values["problem"])))
    elif fault.code in ("missing-field", "empty") and values["field"] in EXAMPLES:
        key += ".example"
        values["example"] = EXAMPLES[str(values["field"])]
    elif "hint" in values:
        key += f".{values['hint']}"
    if fault.code == "type":
        values["expected"] = expected_words(str(values["expected"]), words, language)
        in_list = values.get("shape") == "mapping" and dict(fault.values)["expected"].startswith("a list of entries")
        key += ".entry" if in_list else f".{values['shape']}" if "shape" in values else ""
        if values.get("found") == "":
            values["found"] = "“”"
    count = int(str(values["count"])) if values.get("shape") == "list" else None
    return words(language, key, count, **values)


def yaml_key(problem: str) -> str:
    """Return the catalogue key of the message that explains a YAML parser's message to editors, such as `yaml.indent`.

    A message that is not known gives `yaml.other`.
    """
    kinds = (kind for kind, said in _YAML_PROBLEMS.items() if any(each in problem for each in said))
    return f"yaml.{next(kinds, 'other')}"


def expected_words(expected: str, words: Words, language: str) -> str:
    """Return the description of a field's type in a language."""
    choices = expected.removeprefix(ONE_OF)
    if choices != expected:
        return words(language, "expected.one-of", choices=choices)
    return words(language, f"expected.{slugify(expected, 'en')}")


def _escaped(value: str) -> str:
    """Return a value from the content as one line of at most 300 characters that is safe to print.

    Characters that no file may contain, and those that change the direction of writing, are replaced by U+FFFD.
    """
    folded = " ".join(TURNING.sub("\ufffd", FORBIDDEN.sub("\ufffd", value)).split())
    return folded if len(folded) <= _LONGEST else f"{folded[:_LONGEST]}…"


def fault_line(fault: Fault, words: Words, language: str, root: str) -> str:
    """Return the printed line of a fault, `<path>:<line>:<column>: <kind>: <message>`; paths begin with `root`."""
    kind = f"{words(language, 'check.warning' if fault.warning else 'check.fault')} {fault.code}"
    return f"{_place(fault, root)}: {kind}: {fault_message(fault, words, language)}"


def _place(fault: Fault, root: str) -> str:
    place = shown_path(Path(fault.path)) if fault.path.startswith("/") else f"{root}/{fault.path}"
    return f"{place}:{fault.line}:{max(fault.column, 1)}" if fault.line else place


class ShownFault(msgspec.Struct, frozen=True):
    """A fault as the preview shows it.

    Attributes:
        place: The file as messages show it, with line and column.
        messages: The message by language; the site's default language comes first.
        quote: The line of the file; empty if there is none to show.
        column: Counted from 1; 0 if the fault concerns the whole file.
    """

    path: str
    place: str
    messages: dict[str, str]
    quote: str = ""
    column: int = 0


def shown_faults(
    faults: Sequence[Fault], words: Words, tags: Iterable[str], root: Path, told: Callable[[str], str]
) -> tuple[ShownFault, ...]:
    """Return at most `MOST` faults for the preview.

    `tags` are the languages, the default one first. `told` masks words of the redaction list in a printed line, or
    returns an empty string; a line of a file with such a word is not quoted.
    """
    files: dict[str, list[str]] = {}
    found = []
    for each in faults[:MOST]:
        place = _place(each, shown_path(root))
        lines = {tag: told(f"{place}: {fault_message(each, words, tag)}").partition(": ") for tag in tags}
        if each.line and each.path not in files:
            files[each.path] = _lines_of(root / each.path)
        quote = "".join(files.get(each.path, [])[each.line - 1 : each.line])
        messages = {tag: message for tag, (_, _, message) in lines.items()}
        if all(messages.values()):
            shown = next(iter(lines.values()))[0]
            found.append(ShownFault(each.path, shown, messages, quote if told(quote) == quote else "", each.column))
    return tuple(found)


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8-sig", errors="replace").split("\n")
    except OSError:
        return []


MOST_IN_STRIP = 3
"""The largest number of faults that each page of a preview names."""


def preview_words(count: int, words: Words, language: str) -> dict[str, str]:
    """Return the words in which a preview says that the content has `count` faults, by the last part of their key."""
    more = count - MOST_IN_STRIP
    return {
        "faults": words(language, "check.faults", count),
        "more": words(language, "check.more", more, command="./newsarchive check") if more > 0 else "",
        **{name: words(language, f"newsroom.preview.{name}") for name in ("last", "stopped", "missing")},
    }


def fault_lines(faults: Sequence[Fault], words: Words, language: str, root: str, most: int = sys.maxsize) -> list[str]:
    """Return the printed lines of faults (`some_lines`), and a last one with the numbers of faults and warnings."""
    shown = shown_path(Path(root))
    lines = some_lines(faults, lambda each: fault_line(each, words, language, shown), words, language, most)
    more = [words(language, "check.show-all")] if len(faults) > most else []
    stopping = sum(not fault.warning for fault in faults)
    counts = words(language, "check.faults", stopping), words(language, "check.warnings", len(faults) - stopping)
    return [*lines, ", ".join(counts), *more]


def some_lines(
    faults: Sequence[Fault], line: Callable[[Fault], str], words: Words, language: str, most: int = MOST
) -> list[str]:
    """Return the `line` of each fault or, of more than `most`, of the first of each kind, below its name and number.

    Faults come before warnings then, and frequent kinds first.
    """
    if len(faults) <= most:
        return list(map(line, faults))
    kinds: dict[tuple[bool, str], list[Fault]] = {}
    for fault in faults:
        kinds.setdefault((fault.warning, fault.code), []).append(fault)
    lines = []
    for (warning, code), members in sorted(kinds.items(), key=lambda kind: (kind[0][0], -len(kind[1]), kind[0][1])):
        lines.append(f"{words(language, 'check.warning' if warning else 'check.fault')} {code}: {len(members)}")
        lines += [f"  {line(each)}" for each in members[:MOST_OF_A_KIND]]
    return lines
