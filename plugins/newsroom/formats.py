"""Forms of a check's report beside the plain one: by kind, as JSON, and as annotations on GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from plugins.archive.faults import Fault, did_you_mean
from plugins.archive.index import Words
from plugins.archive.site import SettingsError
from plugins.builds.faultlines import (
    by_kind,
    fault_line,
    fault_lines,
    fault_message,
    kind_name,
    shown_path,
    summary_line,
)

Format = Callable[[Sequence[Fault], Words, str, str], list[str]]

MOST_OF_A_KIND = 5


def group_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return each kind with its number, its first lines and the command that shows all of it; then the summary."""
    lines, folder = [], shown_path(Path(root))
    for kind, members in by_kind(faults).items():
        lines.append(f"{kind_name(kind, words, language)}: {len(members)}")
        lines += [f"  {fault_line(fault, words, language, folder)}" for fault in members[:MOST_OF_A_KIND]]
        if len(members) > MOST_OF_A_KIND:
            command = f'make check | grep " {kind[1]}: "'
            lines.append(f"  {words(language, 'check.more', len(members) - MOST_OF_A_KIND, command=command)}")
    return [*lines, summary_line(faults, words, language)]


def json_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return one JSON array: path, line, column (0 where not known), code, warning, message, values."""
    found = [
        {
            "path": shown_path(Path(root) / fault.path),
            "line": fault.line,
            "column": fault.column,
            "code": fault.code,
            "warning": fault.warning,
            "message": fault_message(fault, words, language),
            "values": dict(fault.values),
        }
        for fault in faults
    ]
    return json.dumps(found, ensure_ascii=False, indent=1).split("\n")


def github_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return a workflow command for each fault (GitHub Actions, "Workflow commands": `::error file=…::…`)."""
    lines = []
    for fault in faults:
        place = f"file={_property(shown_path(Path(root) / fault.path))}"
        if fault.line:
            place += f",line={fault.line},col={max(fault.column, 1)}"
        kind = "warning" if fault.warning else "error"
        message = _data(fault_message(fault, words, language))
        lines.append(f"::{kind} {place},title={_property(fault.code)}::{message}")
    return lines


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def require_format(form: str, known: Collection[str]) -> None:
    """Raise SettingsError for a form of a report that a command does not have, with what may have been meant."""
    if form not in known:
        meant = did_you_mean(form, known)
        hint = f"; did you mean {meant}?" if meant else ""
        raise SettingsError(f"FORMAT: there is no form {form!r}; known are {', '.join(known)}{hint}")


FORMATS: dict[str, Format] = {"text": fault_lines, "groups": group_lines, "json": json_lines, "github": github_lines}
