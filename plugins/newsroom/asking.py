"""Questions to an editor: given values are held against the rules, missing ones are asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

from rich.console import Console

from plugins.archive.faults import FEW, did_you_mean

from .desk import Desk, RefusedError


@dataclass(frozen=True)
class Question:
    """One value to obtain. `label` is the question; `accept` returns the value or raises RefusedError.

    `name` in capitals is the variable that gives the value to make. `choices` are listed below the question, and the
    Tab key completes them and `completed`. `proposal` is taken where the answer is left empty.
    """

    name: str
    label: str
    accept: Callable[[str], Any]
    required: bool = True
    choices: tuple[str, ...] = ()
    completed: tuple[str, ...] = ()
    proposal: str = ""

    @property
    def variable(self) -> str:
        """What the value is called in a message."""
        return self.name.upper()


_PREFIX = "NEWSROOM_"
_OF_THE_MAKEFILE = (f"{_PREFIX}KNOWN", f"{_PREFIX}UNKNOWN")

Ask = Callable[[Question, str], str]
"""Puts a question to the editor, or says what was wrong with the last answer to it; returns what was typed."""


def given_values(desk: Desk, options: object, names: Sequence[str]) -> dict[str, str]:
    """Return what was given for each name, by a flag of the command or by a variable of make; empty where nothing was.

    The Makefile passes its variables in the environment, so that no shell reads what an editor typed. RefusedError
    names the variables that the command does not take.
    """
    if untaken(names):
        raise _untaken_refusal(desk, names)
    variables = {key.upper(): value for key, value in os.environ.items() if key.startswith(_PREFIX)}
    return {name: getattr(options, name, "") or variables.get(_variable(name), "") for name in names}


def untaken(names: Iterable[str] = ()) -> list[str]:
    """Return the editors' variables that were given to make beside those with these names, sorted."""
    taken = {*map(_variable, names), *_OF_THE_MAKEFILE}
    return sorted(
        key.removeprefix(_PREFIX) for key in os.environ if key.startswith(_PREFIX) and key.upper() not in taken
    )


def _variable(name: str) -> str:
    return f"{_PREFIX}{name}".upper().replace("-", "_")


def _untaken_refusal(desk: Desk, names: Sequence[str] = ()) -> RefusedError:
    # languages keep their small letters, as make help writes them
    known = ", ".join(f"NAME_{name[5:]}" if name.startswith("name_") else name.upper() for name in names)
    code = "untaken-variable" if names else "untaken-here"
    return RefusedError("\n".join(desk.say(code, name=name, known=known) for name in untaken(names)))


def refuse_unknown(desk: Desk) -> NoReturn:
    """Raise RefusedError with a line for each variable given to make that no command takes, or that this one does not.

    The Makefile names the unknown ones, and those that there are.
    """
    known = os.environ.get(f"{_PREFIX}KNOWN", "").split()
    unknown = os.environ.get(f"{_PREFIX}UNKNOWN", "").split()
    if not unknown:
        raise _untaken_refusal(desk)
    raise RefusedError("\n".join(_unknown_line(desk, name, known) for name in unknown))


def _unknown_line(desk: Desk, name: str, known: Sequence[str]) -> str:
    meant = did_you_mean(name.upper(), known)
    hint = f"; {desk.say('meant', meant=meant)}" if meant else ""
    return desk.say("unknown-variable", name=name) + hint


def gather(questions: Sequence[Question], given: Mapping[str, str], ask: Ask | None, desk: Desk) -> dict[str, Any]:
    """Return a value for every question, None for an optional one left out.

    An empty value counts as missing. What is given wrongly is refused at once, all of it in one message; without
    `ask`, so is what is missing.
    """
    values: dict[str, Any] = {}
    refusals: list[str] = []
    for question in questions:
        typed = given.get(question.name) or ""
        try:
            if typed.strip():
                values[question.name] = question.accept(typed)
            elif question.required and not ask and not question.proposal:
                refusals.append(desk.say("missing", flag=question.variable, label=_with_choices(question)))
        except RefusedError as refused:
            refusals.append(f"{question.variable}: {refused}")
    if refusals:
        raise RefusedError("\n".join(refusals))
    for question in questions:
        if question.name not in values:
            values[question.name] = _asked(question, _ending(ask, desk), desk) if ask else _proposed(question)
    return values


def _with_choices(question: Question) -> str:
    """Return a question with what may be answered, where that is little: nobody sits there to be shown it."""
    choices = question.choices if len(question.choices) <= FEW else ()
    return " ".join((question.label, ", ".join(choices))).strip()


def _ending(ask: Ask, desk: Desk) -> Ask:
    """Return a way to ask in which Ctrl-D, the end of what can be typed, refuses the command."""

    def asked(question: Question, wrong: str) -> str:
        try:
            return ask(question, wrong)
        except EOFError:
            raise RefusedError("\n" + desk.say("broken-off")) from None

    return asked


def _proposed(question: Question) -> Any:
    return question.accept(question.proposal) if question.proposal else None


def _asked(question: Question, ask: Ask, desk: Desk) -> Any:
    """Ask until the answer is accepted; an optional question may be left empty."""
    wrong = ""
    while True:
        typed = ask(question, wrong).strip() or question.proposal
        if typed.strip():
            try:
                return question.accept(typed)
            except RefusedError as refused:
                wrong = str(refused)
        elif question.required:
            wrong = desk.say("needed")
        else:
            return None


def terminal_ask() -> Ask | None:
    """Return the way to ask at the terminal, or None where nobody sits at one."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    console = Console(highlight=False)

    def ask(question: Question, wrong: str) -> str:
        if wrong:
            # the question still stands above what was typed
            console.print(wrong, markup=False, style="red")
        else:
            console.print(question.label, markup=False, style="bold")
            if question.choices:
                console.print(", ".join(question.choices), markup=False, style="dim")
        with _completing((*question.choices, *question.completed)):
            return input("> ")

    return ask


@contextmanager
def _completing(choices: Sequence[str]) -> Iterator[None]:
    """Complete one of the choices at the Tab key, in a list between commas, where the system can."""
    try:
        import readline
    except ImportError:  # no readline on this system: the list above is enough
        yield
        return

    def complete(text: str, state: int) -> str | None:
        typed = text.lstrip()
        space = text[: len(text) - len(typed)]
        exact = [each for each in choices if each.startswith(typed)]
        found = exact or [each for each in choices if each.casefold().startswith(typed.casefold())]
        return f"{space}{found[state]}" if state < len(found) else None

    before, delimiters = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    # a topic may have a name of several words
    readline.set_completer_delims(",\t")
    # macOS has another library under the same name, which its documentation tells by this word
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)
