"""Questions to an editor: values given by flags are held against the rules, missing ones are asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from .desk import Desk, RefusedError


@dataclass(frozen=True)
class Question:
    """One value to obtain. `label` is the question; `accept` returns the value or raises RefusedError.

    `flag` is what the value is called on the command line, by default `--name`. `choices` are completed at the Tab
    key, and listed below the question where `listed` says so.
    """

    name: str
    label: str
    accept: Callable[[str], Any]
    required: bool = True
    choices: tuple[str, ...] = ()
    listed: bool = True
    flag: str = ""


Ask = Callable[[Question, str], str]
"""Puts a question to the editor, or says what was wrong with the last answer to it; returns what was typed."""


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
            elif question.required and not ask:
                refusals.append(desk.say("missing", flag=_flag(question), label=question.label))
        except RefusedError as refused:
            refusals.append(f"{_flag(question)}: {refused}")
    if refusals:
        raise RefusedError("\n".join(refusals))
    for question in questions:
        if question.name not in values:
            values[question.name] = _asked(question, ask, desk) if ask else None
    return values


def _flag(question: Question) -> str:
    return question.flag or "--" + question.name.replace("_", "-")


def _asked(question: Question, ask: Ask, desk: Desk) -> Any:
    """Ask until the answer is accepted; an optional question may be left empty."""
    wrong = ""
    while True:
        typed = ask(question, wrong)
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
            if question.choices and question.listed:
                console.print(", ".join(question.choices), markup=False, style="dim")
        with _completing(question.choices):
            return input("> ")

    return ask


@contextmanager
def _completing(choices: Sequence[str]) -> Iterator[None]:
    """Complete words from the choices at the Tab key, where the system can."""
    try:
        import readline
    except ImportError:  # no readline on this system: the list above is enough
        yield
        return

    def complete(text: str, state: int) -> str | None:
        return next(iter([each for each in choices if each.startswith(text)][state : state + 1]), None)

    before, delimiters = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims(" ,\t")
    # macOS has another library under the same name, which its documentation tells by this word
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)
