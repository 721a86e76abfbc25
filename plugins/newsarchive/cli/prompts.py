"""Ask the editor for values, and validate them.

A wrong value raises RefusedError with a message to the editor.
"""

from __future__ import annotations

import argparse
import re
import readline
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace
from rich.console import Console

from newsarchive.content.suggestions import TermNames
from newsarchive.content.typed_text import decode
from newsarchive.i18n.dates import languages_by_name
from newsarchive.model.addresses import SLUG, is_reserved
from newsarchive.model.diagnostics import Fault, RefusedError, UsageError, did_you_mean, fault
from newsarchive.model.field_types import LANGUAGE, FieldType
from newsarchive.model.fields import FIELDS
from newsarchive.model.vocabularies import Term
from newsarchive.model.yaml_text import Listing, Scalar

from .context import Desk, find_folder, folders_of

_FEW = 6
_BETWEEN = re.compile("[,;]")


def accept_typed(desk: Desk, field: str, kind: FieldType) -> Callable[[str], Any]:
    """Return a function that parses an editor's answer as the value of a field of front matter, or raises RefusedError.

    A language may also be named. `field` is the name in messages, for example `sources.url`.
    """

    def accept(typed: str) -> Any:
        clean, meant = clean_answer(desk, typed), ""
        if kind is LANGUAGE:
            names = _language_names(desk)
            clean, meant = names.get(clean.casefold(), clean), names.get(did_you_mean(clean.casefold(), names), "")
        faults: list[Fault] = []
        value = kind.read(field, Scalar(clean, 1, 1), faults)
        if faults:
            raise desk.refusal(faults[0], meant)
        return value

    return accept


def require_language(desk: Desk, typed: str) -> str:
    """Return the tag of the language that was typed, as `en` or `English`; raise RefusedError if the site lacks it."""
    found, tags = clean_answer(desk, typed), desk.site.tags
    names = {name: tag for name, tag in _language_names(desk).items() if tag in tags}
    if found.casefold() in names:
        return names[found.casefold()]
    meant = names.get(did_you_mean(found.casefold(), names), "")
    raise desk.refusal(fault("language", found=found, known=", ".join(tags)), meant)


def _language_names(desk: Desk) -> dict[str, str]:
    own = {name.casefold(): each.tag for each in desk.site.languages for name in (each.name, each.tag)}
    return languages_by_name(desk.language) | own


def require_slug(desk: Desk, typed: str) -> str:
    """Return the slug that was typed; raise RefusedError if it is malformed, reserved or a language tag."""
    slug = clean_answer(desk, typed)
    if not SLUG.match(slug):
        raise desk.refusal(fault("slug", found=slug))
    if is_reserved(slug) or slug in desk.site.tags:
        raise desk.refusal(fault("slug", found=slug, hint="reserved"))
    return slug


def accept_terms(
    desk: Desk, taxonomy: str, terms: Callable[[], Mapping[str, Term]]
) -> Callable[[str], tuple[str, ...]]:
    """Return a function that parses an editor's list of terms, such as tags, as their ids, or raises RefusedError.

    It takes ids or names in any language, separated by commas or semicolons. An answer without a separator is one term
    if it is the name of one (`press freedom`), or if none of its words is a term. `terms` reads the vocabulary for each
    answer: an editor whose term was unknown can add it meanwhile.
    """
    kind = FIELDS["briefing"][taxonomy].type

    def one(typed: str, names: TermNames) -> str:
        found = names.found(typed)
        if len(found) == 1:
            return found[0]
        meant = ", ".join(found or names.begun(typed)[:_FEW]) or names.meant(typed)
        raise desk.refusal(fault("unknown-term", found=typed, vocabulary=f"{taxonomy}.yaml", meant=meant))

    def accept(typed: str) -> tuple[str, ...]:
        words, names = clean_answer(desk, typed), TermNames(terms())
        parts = [part.strip() for part in _BETWEEN.split(words)]
        if len(parts) == 1 and not names.found(words) and any(map(names.found, words.split())):
            parts = words.split()
        ids = tuple(one(part, names) for part in parts if part)
        faults: list[Fault] = []
        kind.read(taxonomy, Listing(tuple(Scalar(each, 1, 1) for each in ids), 1, 1), faults)
        if faults:
            raise desk.refusal(faults[0])
        return ids

    return accept


def clean_answer(desk: Desk, typed: str) -> str:
    """Return what was typed, stripped and in Unicode normal form C; RefusedError if no file may contain it."""
    clean, faults = decode(typed.encode(errors="surrogatepass"))
    if clean is None:
        raise desk.refusal(faults[0])
    return clean.strip()


class Question(msgspec.Struct, frozen=True):
    """A question to the editor for one value.

    `accept` parses an answer, or raises ValueError. `choices` are printed below the question; the Tab key completes
    them and those in `completed`. The `proposal` is used if nothing is typed. `typed` is how the value is given on the
    command line, by default by a flag with its name. `after` returns the question to ask instead, from the values of
    those before it.
    """

    name: str
    label: str
    accept: Callable[[str], Any]
    required: bool = True
    choices: tuple[str, ...] = ()
    completed: tuple[str, ...] = ()
    proposal: str = ""
    typed: str = ""
    after: Callable[[Mapping[str, Any]], Question | None] | None = None

    def now(self, values: Mapping[str, Any]) -> Question | None:
        """Return the question to ask after those that have these values, if any."""
        return self.after(values) if self.after else self

    @property
    def argument(self) -> str:
        """How the value is given on the command line, such as `--source-url` or `BRIEFING`."""
        return self.typed or "--" + self.name.replace("_", "-")


Ask = Callable[[Question, str], str]
"""A function that asks the editor a question and returns what was typed.

Its second argument is empty, or the reason why the last answer was refused, to be shown instead of the question.
"""

BACK, NOTHING = "<", "-"
"""The answers by which the editor returns to the question before, and takes back an earlier, optional answer."""


def gather(questions: Sequence[Question], given: Mapping[str, Any], ask: Ask | None, desk: Desk) -> dict[str, Any]:
    """Return the parsed value of every question by the question's name, None for an optional one without answer.

    The editor is asked only for values that `given` lacks. If `ask` is None, these become the proposal of the question,
    or None. One UsageError lists all wrong values and, without `ask`, all missing ones.
    """
    values: dict[str, Any] = {}
    refusals: list[str] = []
    for question in questions:
        typed = (given.get(question.name) or "").strip()
        try:
            if typed:
                values[question.name] = question.accept(typed)
            elif not ask and not (question.after and refusals):
                values[question.name] = _unasked(question.now(values), desk)
        except RefusedError as refused:
            refusals.append(f"{question.argument}: {refused}" if typed else str(refused))
    if refusals:
        raise UsageError("\n".join(refusals))
    if ask:
        try:
            _ask_all([question for question in questions if question.name not in values], values, ask, desk)
        except EOFError:
            raise RefusedError("\n" + desk.say("broken-off")) from None
    return values


def _unasked(question: Question | None, desk: Desk) -> Any:
    if question and question.proposal:
        return question.accept(question.proposal)
    if question is None or not question.required:
        return None
    choices = ", ".join(question.choices) if len(question.choices) <= _FEW else ""
    between = " " if question.label.endswith(("?", ":")) else ": "
    label = between.join(filter(None, (question.label, choices)))
    raise UsageError(desk.say("missing", flag=question.argument, label=label))


def _ask_all(questions: Sequence[Question], values: dict[str, Any], ask: Ask, desk: Desk) -> None:
    """Ask questions in turn and add their values; after `BACK`, Enter keeps the earlier answer."""
    if len(questions) > 1:
        desk.tell("way-back", back=BACK)
    answers: dict[str, str] = {}
    position = 0
    while position < len(questions):
        name, question = questions[position].name, questions[position].now(values)
        typed, value = "", None
        if question:
            if earlier := answers.get(name):
                key = "ask.earlier" if question.required else "ask.earlier-optional"
                label = f"{question.label}\n{desk.say(key, answer=earlier, nothing=NOTHING)}"
                question = replace(question, label=label, proposal=earlier)
            typed, value = asked(question, ask, desk.say("needed"))
        if typed == BACK:
            position = max((each for each in range(position) if questions[each].now(values)), default=0)
        else:
            answers[name], values[name] = typed if value is not None else "", value
            position += 1


def asked(question: Question, ask: Ask, needed: str, *, has_back: bool = True) -> tuple[str, Any]:
    """Ask a question until the answer is accepted or is `BACK`; return it and its value, None if there is none.

    `needed` is the message that an answer is needed.
    """
    wrong = ""
    while True:
        typed = ask(question, wrong).strip() or question.proposal
        if typed == BACK and has_back:
            return typed, None
        if not question.required and typed in ("", NOTHING):
            return "", None
        try:
            if typed:
                return typed, question.accept(typed)
            wrong = needed
        except ValueError as refused:
            wrong = str(refused)


def terminal_ask() -> Ask | None:
    """Return a function that asks the editor at the terminal; None if standard input or output is not one."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    console = Console(highlight=False)

    def ask(question: Question, wrong: str) -> str:
        if wrong:
            # the question is still visible above the refused answer
            console.print(wrong, markup=False, style="red")
        else:
            console.print(question.label, markup=False, style="bold")
            if question.choices:
                console.print(", ".join(question.choices), markup=False, style="dim")
        _complete((*question.choices, *question.completed))
        return input("> ")

    return ask


def _complete(choices: Sequence[str]) -> None:
    def complete(text: str, state: int) -> str | None:
        typed = text.lstrip()
        space = text[: len(text) - len(typed)]
        exact = [each for each in choices if each.startswith(typed)]
        found = exact or [each for each in choices if each.casefold().startswith(typed.casefold())]
        return f"{space}{found[state]}" if state < len(found) else None

    readline.set_completer(complete)
    # a space is not a delimiter, because the name of a topic may have several words
    readline.set_completer_delims(",\t")
    # on macOS, `readline` is libedit, whose key bindings have another syntax; only the docstring shows which it is
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")


def language_question(desk: Desk, label: str, *, required: bool = True) -> Question:
    """Return a question for one of the site's languages; `label` is the key of its text."""
    accept = partial(require_language, desk)
    return Question("lang", desk.say(label), accept, required=required, choices=desk.site.tags, typed="LANG")


def which_work(desk: Desk) -> Question:
    """Return a question that asks the editor to name a work; its value is the answer as typed."""

    def accept(typed: str) -> str:
        find_folder(desk, typed)
        return typed

    slugs = tuple(folder.rpartition("/")[2] for folder in folders_of(desk))
    return Question("briefing", desk.say("ask.briefing"), accept, completed=slugs, typed="BRIEFING")


def add_work(parser: argparse.ArgumentParser, kinds: str) -> None:
    """Add the argument BRIEFING to a parser, the work that `which_work` asks for if it is not given."""
    parser.add_argument(
        "briefing", nargs="?", default="", metavar="BRIEFING", help=f"slug of a {kinds}; asked for if it is not given"
    )
