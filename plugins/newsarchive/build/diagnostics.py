"""Faults and errors printed without tracebacks and without commands to CI runners.

*Faults* (`model.diagnostics.Fault`) are what the checks found in the content. *Errors* are exceptions that end a
command. Those that our own code raises on purpose are printed as their message; for an error in a template, a settings
file or a plugin, the line also names the file and line that caused it.

GitHub's runner obeys printed lines that begin with `::` or contain `##[` (actions/runner, `ActionCommand`). Printed
content must not act as a command, so `guard_output` inserts a backslash into each such mark.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import select
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import UnsupportedOperation
from itertools import pairwise
from pathlib import Path
from typing import Any, TextIO

import msgspec
from jinja2 import TemplateNotFound

from newsarchive.content.git import GitError
from newsarchive.digests import INSTALLED, PACKAGES, STANDARD_LIBRARY
from newsarchive.i18n.catalogues import CatalogueError
from newsarchive.i18n.slugs import slugify
from newsarchive.model.characters import FORBIDDEN, TURNING
from newsarchive.model.diagnostics import Fault, RefusedError
from newsarchive.model.field_types import ONE_OF
from newsarchive.model.fields import EXAMPLES
from newsarchive.model.index import Words
from newsarchive.model.settings import SettingsError

OUTDATED = 75
"""The exit status of a build that must run in a new process. It is `EX_TEMPFAIL` of `sysexits.h`: try again."""

_COMMAND = re.compile(r"##(?=\[)|(?:^|(?<=[\r\n]))\s*:(?=:)")


def guard_output(environment: Mapping[str, str], *, errors_alone: bool = False) -> None:
    """On a GitHub runner, replace `sys.stdout` and `sys.stderr`, so that printed text cannot act as a command to it.

    If `errors_alone`, standard output stays as it is, for programs that print commands on purpose.
    """
    if environment.get("GITHUB_ACTIONS"):
        sys.stderr = _guarded(sys.stderr)
        sys.stdout = sys.stdout if errors_alone else _guarded(sys.stdout)


def _guarded(stream: TextIO) -> TextIO:
    return stream if isinstance(stream, _Guarded) else _Guarded(stream)  # type: ignore[return-value]


class _Guarded:
    """A text stream whose text never acts as a command to a GitHub runner, even if one arrives in several writes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._line = stream, ""

    def write(self, text: str) -> int:
        """Write a text, with a backslash in each command to a GitHub runner; return what the wrapped stream returns."""
        line = _COMMAND.sub(r"\g<0>\\", self._line + text)
        written = self._stream.write(line[len(self._line) :])
        self._line = re.split(r"[\r\n]", line)[-1]
        return written

    def writelines(self, lines: list[str]) -> None:
        """Write each of the lines with `write`."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute, such as `flush` or `encoding`, of the wrapped stream."""
        return getattr(self._stream, name)


MOST_FAULTS, MOST_WARNINGS = 100, 20
"""The largest numbers of faults and of warnings that a build prints; `newsarchive check` prints all."""

_LONGEST = 300
_HINTED = frozenset(
    "yaml yaml-feature type dead-link dead-fragment own-address html-language missing-picture missing-document".split()
)
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
    elif (fault.code == "missing-field" or values.get("hint") == "required") and values["field"] in EXAMPLES:
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
    """Return the description of a field's type (`FieldType.expected`) in another language."""
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
    """Return the printed line of one fault: `<path>:<line>:<column>: <kind>: <message>`.

    Line and column are left out if the fault concerns a file as a whole. `root` is the content folder as the line shows
    it; paths outside it, such as those of catalogues, are absolute in the fault.
    """
    kind = kind_name((fault.warning, fault.code), words, language)
    return f"{fault_place(fault, root)}: {kind}: {fault_message(fault, words, language)}"


def fault_place(fault: Fault, root: str) -> str:
    """Return `<path>:<line>:<column>` of a fault, or its path alone; `root` is as for `fault_line`."""
    place = shown_path(Path(fault.path)) if fault.path.startswith("/") else f"{root}/{fault.path}"
    return f"{place}:{fault.line}:{max(fault.column, 1)}" if fault.line else place


FOLDER = "NEWSARCHIVE_FOLDER"
"""The environment variable in which `./newsarchive` names the folder in which it was called, before it leaves it."""


def shown_path(path: Path) -> str:
    """Return a path as messages print it: without `..`, and relative to the caller's folder if it is inside."""
    here, path = Path(os.environ.get(FOLDER) or Path.cwd()), Path.cwd() / path
    path = path.resolve() if ".." in path.parts else path
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def by_kind(faults: Iterable[Fault]) -> dict[tuple[bool, str], list[Fault]]:
    """Return the faults by kind (`Fault.warning`, `Fault.code`): faults before warnings, and frequent kinds first."""
    kinds: dict[tuple[bool, str], list[Fault]] = {}
    for fault in faults:
        kinds.setdefault((fault.warning, fault.code), []).append(fault)
    return dict(sorted(kinds.items(), key=lambda kind: (kind[0][0], -len(kind[1]), kind[0][1])))


def kind_name(kind: tuple[bool, str], words: Words, language: str) -> str:
    """Return the printed name of a kind of fault (see `by_kind`), such as `warning unused-picture`."""
    return f"{words(language, 'check.warning' if kind[0] else 'check.fault')} {kind[1]}"


class ShownFault(msgspec.Struct, frozen=True):
    """A fault as the preview shows it.

    Attributes:
        path: The file, relative to the content folder; empty if it is no file of the content.
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
    """Return faults for the preview; of more than `MOST_FAULTS`, some of each kind.

    `tags` are the languages, the default one first. `told` masks words of the redaction list in a printed line, or
    returns an empty string; a line of a file with such a word is not quoted.
    """
    files: dict[str, list[str]] = {}
    found = []
    for each in first_of([*faults], MOST_FAULTS):
        place = fault_place(each, shown_path(root))
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


def fault_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return one line for each fault, in order, and a last line with the numbers of faults and warnings."""
    return [*_lines(faults, words, language, root), summary_line(faults, words, language)]


def brief_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return the lines that a build prints for its faults, of which there may be thousands.

    At most `MOST_FAULTS` faults and `MOST_WARNINGS` warnings get a line. A line with the number of all follows and, if
    some were left out, the number of each kind and the command that shows all.
    """
    stopping, warnings = ([fault for fault in faults if fault.warning is warning] for warning in (False, True))
    shown = sorted(first_of(stopping, MOST_FAULTS) + first_of(warnings, MOST_WARNINGS))
    lines = [*_lines(shown, words, language, root), summary_line(faults, words, language)]
    if len(shown) < len(faults):
        lines += [*left_out_lines(faults, len(shown), words, language), words(language, "check.show-all")]
    return lines


def say(faults: Iterable[str], held: Iterable[str]) -> None:
    """Print the lines about faults on standard error, and those about what is held back on standard output."""
    for lines, stream in ((tuple(faults), sys.stderr), (tuple(held), sys.stdout)):
        if lines:
            # one call: the stream may be line buffered, and there may be thousands of lines
            print("\n".join(lines), file=stream)


def first_of(faults: list[Fault], most: int) -> list[Fault]:
    """Return at most `most` faults, sorted, in which every kind of fault is represented if possible.

    The first fault of each kind is taken, then the second of each, and so on; in each round rare kinds come first.
    """
    if len(faults) <= most:
        return faults
    ranked = [(rank, len(kind), fault) for kind in by_kind(faults).values() for rank, fault in enumerate(kind)]
    return sorted(fault for _, _, fault in sorted(ranked)[:most])


def left_out_lines(faults: Sequence[Fault], shown: int, words: Words, language: str) -> list[str]:
    """Return lines about faults that were not printed: first their number, then each kind of fault with its number.

    `shown` is the number of those that were printed; the numbers of the kinds count all `faults`.
    """
    counts = [f"{len(members):>7} {kind_name(kind, words, language)}" for kind, members in by_kind(faults).items()]
    return [words(language, "check.left-out", len(faults) - shown), *counts]


def _lines(faults: Iterable[Fault], words: Words, language: str, root: str) -> list[str]:
    shown = shown_path(Path(root))
    return [fault_line(fault, words, language, shown) for fault in faults]


def summary_line(faults: Sequence[Fault], words: Words, language: str) -> str:
    """Return a line with the number of faults and the number of warnings, such as `2 faults, 1 warning`."""
    stopping = sum(not fault.warning for fault in faults)
    return words(language, "check.faults", stopping) + ", " + words(language, "check.warnings", len(faults) - stopping)


FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
"""The `errno` values of a full disk and of an exceeded disk quota."""


class BuildError(Exception):
    """Raised if a build must stop, for example before it overwrites files; the message says why and what to do."""


class DayError(ValueError):
    """Raised if `SOURCE_DATE_EPOCH` is malformed or, in a publication, in the future."""


class WorkerError(RuntimeError):
    """Raised if a worker process failed or was killed; the message is a complete line to print for the user."""


class BuildFaults(Exception):  # noqa: N818 - they are told as those of the content are
    """Raised if faults in the site forbid its publication; the message has one line for each fault."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Create the error from the lines of its message."""
        super().__init__("\n".join(lines))


@contextmanager
def told_plainly(status: int = 1) -> Iterator[None]:
    """Print an expected exception of the `with` block as a message without a traceback, and raise SystemExit.

    Expected are those that our code raises on purpose, a full disk, and Ctrl-C. The exit status is `status`, or 130
    after Ctrl-C. If nobody reads the output any more, as in `newsarchive status | head`, the command ends without a
    word, with the status that shells give to programs which such a pipe has ended.
    """
    try:
        yield
    except _TOLD as error:
        print(plain_line(error), file=sys.stderr)
        raise SystemExit(status) from None
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        raise SystemExit(refused.status) from None
    except BrokenPipeError:
        if not _unread():
            raise
        raise SystemExit(_PIPE) from None
    except OSError as error:
        if error.errno not in FULL:
            raise
        place = f" ({error.filename})" if error.filename else ""
        print(
            f"the disk is full{place}; free some space and run the command again; no file is half-written",
            file=sys.stderr,
        )
        raise SystemExit(status) from None
    except KeyboardInterrupt:
        # Pelican would log a warning, and a publication ends on a warning with a traceback
        print("stopped; no file is half-written", file=sys.stderr)
        raise SystemExit(130) from None
    except BuildFaults as faults:
        print(faults, file=sys.stderr)
        raise SystemExit(status) from None


_PIPE = 128 + 13
"""The exit status after SIGPIPE."""


def _unread() -> bool:
    """Return whether nobody reads our output; what is left of it then goes nowhere, also when Python flushes it."""
    found = False
    for stream in (sys.stdout, sys.stderr):
        with suppress(UnsupportedOperation):  # a stream in memory
            poll = select.poll()
            poll.register(stream.fileno(), 0)
            if poll.poll(0):
                found = True
                _discard(stream)
    return found


def _discard(stream: TextIO) -> None:
    """Discard all that is still written to a stream."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def print_report(lines: Iterable[str], done: str) -> None:
    """Print the report of a build. If it cannot be printed, say so on standard error: the build itself has not failed.

    `done` says what has become of the site: “built” or “published”.
    """
    try:
        # flushed, because it would otherwise fail when the process ends, without the reason
        print("\n".join(lines), flush=True)
    except BrokenPipeError:
        pass  # nobody reads it; `main` finds the same when it ends
    except OSError as error:
        _discard(sys.stdout)
        with suppress(OSError):  # the same disk may have the log of errors
            print(f"the site is {done}, but the report on it could not be printed: {error.strerror}", file=sys.stderr)


def no_settings(path: str | Path) -> SettingsError:
    """Return (not raise) the exception that says that the settings file at a path does not exist."""
    return SettingsError(f"there is no settings file {path}; name one, e.g. --settings=pelicanconf.py")


def tell_plainly() -> None:
    """Make Pelican print an exception that ends it as one line, without a traceback, unless it runs with -v or -D."""
    from pelican.log import DEFAULT_LOG_HANDLER

    for handler in filter(None, (DEFAULT_LOG_HANDLER, logging.lastResort)):
        handler.addFilter(_is_left_to_pelican)


def _is_left_to_pelican(record: logging.LogRecord) -> bool:
    """A filter for `logging`: print the exception of a record here and return False, unless tracebacks are on."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None or shows_tracebacks():
        return True
    if str(error) != _SAID_BEFORE:
        print(plain_line(error), file=sys.stderr)
    return False


def shows_tracebacks() -> bool:
    """Return whether Pelican runs with -v or -D, so that it also prints tracebacks."""
    return logging.getLogger().isEnabledFor(logging.INFO)


def plain_line(error: BaseException) -> str:
    """Return the one line that is printed for an exception, in place of a traceback.

    For an unexpected one it says which file and line caused it, what is wrong, and what the user can do. One that our
    code raises on purpose says so in its message; only the file and line of a template are added.
    """
    if isinstance(error, WorkerError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SyntaxError) and error.filename:
        frames.append(traceback.FrameSummary(error.filename, error.lineno, "", lookup_line=False))
    culprit = _culprit(frames[-1:] if isinstance(error, SyntaxError) else frames)
    in_template = culprit is not None and not culprit.filename.endswith(".py")
    if isinstance(error, _TOLD):
        place = _shown(culprit) if in_template else ""
        return f"{place}{type(error).__name__.removesuffix('Error').lower()}: {error}"
    if isinstance(error, TemplateNotFound) and not in_template:
        return plain_line(SettingsError(f"THEME: the theme has no template {error}; add it, or take that of theme/"))
    in_settings = any(frame.name == "read_settings" for frame in frames)
    if in_settings and culprit is None:
        return plain_line(_settings_error(error))
    return f"{_shown(culprit)}error: {_reason(error)}; {_advice(error, culprit, in_settings)}"


def _settings_error(error: BaseException) -> SettingsError:
    """Return a SettingsError for an exception that Pelican raised when it loaded a settings file."""
    if isinstance(error, FileNotFoundError) and error.filename:
        return no_settings(os.path.relpath(error.filename))
    if isinstance(error, AttributeError):
        return SettingsError("the settings are not a Python file; name one, e.g. --settings=pelicanconf.py")
    return SettingsError(error)


def _culprit(frames: Sequence[traceback.FrameSummary]) -> traceback.FrameSummary | None:
    """Return the entry of a traceback whose file the user should look at, or None if there is none.

    It is the last entry in the first of these that occurs in the traceback: a template; code that is neither installed
    nor ours, such as settings and local plugins; an installed plugin; our own code.
    """
    there = [frame for frame in frames if os.path.isfile(frame.filename)]  # noqa: PTH113 - also of what is no path
    templates = [frame for frame in there if not frame.filename.endswith(".py")]
    ours = [frame for frame in there if _is_ours(frame)]
    others = [frame for frame in there if not is_installed(Path(frame.filename)) and frame not in ours]
    # recognise an installed plugin by its caller, because the frames below it may belong to any library
    called = [
        after
        for before, after in pairwise(frame for frame in there if not _is_standard(frame))
        if before.name in _CALLERS and after not in ours
    ]
    return next((each[-1] for each in (templates, others, called, ours) if each), None)


def is_installed(path: Path) -> bool:
    """Return whether a file is of an installed library or of Python itself."""
    return not INSTALLED.isdisjoint(path.parts) or path.is_relative_to(STANDARD_LIBRARY)


def _is_standard(frame: traceback.FrameSummary) -> bool:
    return _is_below(frame, STANDARD_LIBRARY) and INSTALLED.isdisjoint(Path(frame.filename).parts)


def _is_ours(frame: traceback.FrameSummary) -> bool:
    return any(_is_below(frame, folder) for folder in PACKAGES)


def _is_below(frame: traceback.FrameSummary, folder: Path) -> bool:
    return Path(frame.filename).is_relative_to(folder)


def _shown(frame: traceback.FrameSummary | None) -> str:
    return f"{frame.filename.removeprefix(f'{Path.cwd()}/')}:{frame.lineno}: " if frame else ""


def _reason(error: BaseException) -> str:
    if isinstance(error, TemplateNotFound):
        return f"the theme has no template {error}"
    words = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {' '.join(words.split())}"


def _advice(error: BaseException, culprit: traceback.FrameSummary | None, in_settings: bool) -> str:
    if in_settings:
        return "correct the settings"
    if culprit and not culprit.filename.endswith(".py"):
        return f"correct the template ({_HINT})"
    if culprit and not _is_ours(culprit):
        return f"correct this plugin, or remove it from the settings ({_HINT})"
    if isinstance(error, OSError) and error.filename:
        return f"see that this file is there and that you may read and write it ({_HINT})"
    return f"nothing of yours need be wrong: please report this ({_HINT})"


_TOLD = (BuildError, CatalogueError, DayError, GitError, SettingsError, WorkerError)
_SAID_BEFORE = "Warning or error encountered"  # raised by Pelican after it logged what --fatal treats as an error
_HINT = "PELICANOPTS=-v shows the traceback"
_CALLERS = frozenset(("init_plugins", "register", "send"))
"""The names of the functions that call code of plugins, in Pelican, in our code and in the signal library."""
