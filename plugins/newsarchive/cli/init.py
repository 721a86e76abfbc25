"""`newsarchive init`: begin an archive of one's own in a new folder.

The command asks for what it needs, or takes flags. It writes all files beside the folder first and renames them, so
that an archive is there as a whole or not at all. `newsarchive rules` and `newsarchive wheel`, which other archives and
their newsrooms call, are here as well.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.build.diagnostics import shown_path
from newsarchive.build.files import beside
from newsarchive.build.inputs import build_day
from newsarchive.digests import digest
from newsarchive.readers.git import Repository, repository_of
from newsarchive.starting.answers import (
    HOSTS,
    RECORD,
    VOCABULARIES,
    AnswerFault,
    Answers,
    Record,
    archive_name,
    host,
    languages,
    mailbox,
    repository_address,
    site_address,
    vocabularies,
    wheel_address,
    written_record,
)
from newsarchive.starting.languages import LanguageFault, english_name, language_of
from newsarchive.starting.shipped import shipped
from newsarchive.starting.skeleton import WRITTEN, first_words, generated
from newsarchive.starting.wheel import Wheel, WheelFault, wheel_of_this

from .context import RefusedError, answered
from .prompts import BACK, Ask, Question, terminal_ask


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to the parser of `init` a flag for each answer, and to that of `wheel` its folder."""
    if parser.prog.endswith(" wheel"):
        parser.add_argument("folder", nargs="?", default=".", help="folder into which the wheel is written")
    if not parser.prog.endswith(" init"):
        return
    parser.add_argument("folder", help="new folder, outside of this repository")
    parser.add_argument("--languages", default="", help="tags of the languages, the default first: ka,en")
    parser.add_argument("--name", action="append", default=[], help="the archive's name; in one language: ka=NAME")
    parser.add_argument("--lists", default="", help=f"wanted beside topics: {', '.join(VOCABULARIES)}; none by default")
    parser.add_argument("--contact", default="", help="mailbox that somebody reads")
    parser.add_argument("--address", default="", help="address of the public site, https://…")
    parser.add_argument("--host", default="", help=f"where the site is served: {', '.join(HOSTS)}")
    parser.add_argument("--repository", default="", help="web address of the repository, for readers who want a copy")
    parser.add_argument("--generator", default="", help="https address of the wheel that `newsarchive wheel` writes")
    parser.add_argument("--key", default="", help="folder, outside of the repository, for a new signing key")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001 - there are none yet
    """Run the command; return its exit status."""
    acts: dict[str, Callable[[], None]] = {
        "init": partial(_init, options),
        "rules": lambda: print(shipped("rules.mk"), end=""),
        "wheel": lambda: _write_wheel(options),
    }

    def act() -> int:
        try:
            acts[options.command]()
        except (AnswerFault, LanguageFault, WheelFault) as fault:
            raise RefusedError(str(fault)) from None
        return 0

    return answered(act)


def _write_wheel(options: argparse.Namespace) -> None:
    wheel = wheel_of_this()
    path = Path(options.folder) / wheel.name
    path.write_bytes(wheel.data)
    print(f"{path} sha256:{wheel.digest}")


def _init(options: argparse.Namespace) -> None:
    folder = _new_folder(options.folder)
    interview = Interview(options, folder, terminal_ask())
    interview.complete()
    answers, key = interview.answers(), interview.key
    wheel = wheel_of_this()
    if answers.generator and wheel.name not in answers.generator:
        raise AnswerFault(f"--generator: {answers.generator} is not the address of {wheel.name}")
    password = _password() if key else ""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=beside()) as name:
        aside = Path(name) / folder.name
        pair = _new_keys(password) if key else None
        if pair:
            answers = msgspec.structs.replace(answers, public_key=pair[2])
        files = _files(answers, wheel)
        for path, data in files.items():
            (aside / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / path).write_bytes(data)
        has_git = Repository(aside, aside / ".git").ask("init", "--quiet", "--initial-branch=main") is not None
        # last, so that nothing is there if anything fails, and the command can be run again
        with _keys_in(key, pair[:2]) if key and pair else nullcontext():
            aside.rename(folder)
    if key:
        _tell_key(key / _SECRET, password)
    print(_done(shown_path(folder), answers, len(files), has_git=has_git))


def _files(answers: Answers, wheel: Wheel) -> dict[str, bytes]:
    """Return all files of a new archive by path, the record of what was generated among them."""
    around = generated(answers, wheel)
    digests = {path: digest(data).hex() for path, data in sorted(around.items())}
    record = written_record(Record(version=wheel.version, answers=answers, files=digests))
    return {**around, **first_words(answers), RECORD: record}


def _unasked() -> str:
    """Return what to do where nobody can be asked; make has no flags, so the command is named as it can be typed."""
    program = Path(sys.executable).with_name("newsarchive")
    shown = shlex.quote(os.path.relpath(program) if program.is_relative_to(Path.cwd()) else str(program))
    return (
        "nobody can be asked here, because this is no terminal. Run the command itself, with all answers as flags:"
        f" {shown} init --help"
    )


def _new_folder(typed: str) -> Path:
    """Return the path of the folder for a new archive; raise RefusedError if it is taken, or in a repository."""
    if not typed or typed == ".":
        raise RefusedError("name a new folder for the archive: make init DIR=../archive")
    folder = Path(typed).absolute()
    folder = folder.parent.resolve() / folder.name if ".." in folder.parent.parts else folder
    if os.path.lexists(folder) and not (folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())):
        raise RefusedError(f"{shown_path(folder)} is there already, and is not an empty folder; name another")
    around = repository_of(folder / "content")
    if around:
        raise RefusedError(f"{shown_path(folder)} is in the git repository {around.top}; name a folder outside of it")
    return folder


def _key_folder(typed: str, archive: Path) -> Path | None:
    """Return the folder for a signing key, None if none is wanted; raise RefusedError where others could read it."""
    if not typed:
        return None
    folder = Path(typed).expanduser().absolute()
    folder = folder.resolve() if ".." in folder.parts else folder
    if folder.resolve().is_relative_to(archive.resolve()) or repository_of(folder / "key"):
        raise RefusedError(
            f"{shown_path(folder)} is in a git repository, where a key is soon published; name another folder"
        )
    for name in (_SECRET, _PUBLIC):
        if os.path.lexists(folder / name):
            raise RefusedError(f"{folder / name} is there already; name another folder, or set that key")
    return folder


_SECRET, _PUBLIC = "minisign.key", "minisign.pub"


def _new_keys(password: str) -> tuple[bytes, bytes, str]:
    """Return the files of a new key pair, the secret one first, and the public key."""
    # imported late: cryptography is slow to import
    from newsarchive.integrity.signatures import new_key_pair

    return new_key_pair(password)


@contextmanager
def _keys_in(folder: Path, pair: tuple[bytes, bytes]) -> Iterator[None]:
    """Write the files of a key pair; remove them if that or the `with` block fails."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written: list[Path] = []
    try:
        for name, data, mode in zip((_SECRET, _PUBLIC), pair, (0o600, 0o644), strict=True):
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            written.append(folder / name)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        yield
    except BaseException:
        for path in written:
            path.unlink()
        raise


def _tell_key(secret: Path, password: str) -> None:
    protected = "" if password else " It has no password."
    print(f"The signing key is in {secret}: keep it secret, and keep a copy of it.{protected}")
    print(f"To sign what you publish: SIGNING_KEY={shlex.quote(str(secret))} make publish")


def _password() -> str:
    """Return the password for a new key, from SIGNING_PASSWORD or typed twice; empty for a key without one."""
    if "SIGNING_PASSWORD" in os.environ or not sys.stdin.isatty():
        return os.environ.get("SIGNING_PASSWORD", "")
    while True:
        first = getpass.getpass("Password for the signing key (Enter: none): ")
        if first == getpass.getpass("The same again: "):
            return first
        print("They differ.")


_TITLES = {"lists": "lists of names", "contact": "mailbox", "key": "signing key"}


@dataclass(frozen=True)
class Inquiry:
    """A question of `init`.

    Attributes:
        key: The name of its answer, such as `name ka`.
        flag: The flag that answers it, too.
        title: A word or two for the list of answers.
        label: The text of the question.
        accept: Parses an answer; raises ValueError if it is wrong.
        required: Whether an answer is needed.
        proposal: The answer if nothing is typed.
        choices: Possible answers, shown below the question.
    """

    key: str
    flag: str
    title: str
    label: str
    accept: Callable[[str], Any]
    required: bool = False
    proposal: str = ""
    choices: tuple[str, ...] = ()


class _BackError(Exception):
    """Raised if `BACK` was typed, which goes back to the question before."""


class Interview:
    """The questions of `init` and their answers, from flags or from somebody at the terminal, who can change each."""

    def __init__(self, options: argparse.Namespace, folder: Path, ask: Ask | None) -> None:
        """Begin without answers.

        Args:
            options: The flags.
            folder: The folder of the new archive.
            ask: Asks at the terminal; None if there is none.
        """
        self._folder, self._ask = folder, ask
        self._generator = wheel_address(options.generator)
        self._names, self._given = options.name, vars(options)
        self._values: dict[str, Any] = {}
        self._changed: set[str] = set()

    @property
    def key(self) -> Path | None:
        """The folder for a new signing key; None if none is wanted."""
        return self._values["key"]  # type: ignore[no-any-return]

    def answers(self) -> Answers:
        """Return all answers, when they are complete."""
        values = self._values
        return Answers(
            names={tag: values[f"name {tag}"] for tag in values["languages"]},
            names_of=values["lists"],
            began=build_day(os.environ),
            address=values["address"],
            contact=values["contact"],
            host=values["host"],
            repository=values["repository"],
            generator=self._generator,
        )

    def complete(self) -> None:
        """Ask until all answers are there and, at a terminal, confirmed.

        Raises:
            RefusedError: A flag is wrong or, where nobody can be asked, missing.
        """
        if self._ask:
            print("An archive of your own. Enter takes the proposal; Ctrl-C writes nothing.")
            print(f"To go back to the previous question, type {BACK} and press Enter.")
        while True:
            self._answer_all()
            if not self._ask:
                return
            items = self._items()
            number = self._confirm(self._ask, items)
            if not number:
                return
            del self._values[items[number - 1].key]
            self._changed.add(items[number - 1].key)

    def _answer_all(self) -> None:
        """Ask for all answers that are not there; `BACK` asks for the one before again, if that was asked for here."""
        asked: list[str] = []
        while (item := next((each for each in self._items() if each.key not in self._values), None)) is not None:
            is_asked = item.key in self._changed or not self._flag(item)
            try:
                self._values[item.key] = self._answer(item)
            except _BackError:
                if asked:
                    del self._values[asked.pop()]
            else:
                asked += [item.key] if is_asked else []

    def _items(self) -> list[Inquiry]:
        """Return the questions; those for names are there when the languages are known."""
        later = "(Enter: later)"
        sign = "By a signature, readers can tell your site from a forgery. Folder for a new signing key, outside of any"
        sign += " repository, such as ../keys (Enter: none):"
        return [
            _item("languages", "Languages, the default first, as tags such as ka, en:", languages, required=True),
            *(_name_item(tag) for tag in self._values.get("languages", ())),
            _item("lists", "Lists of names beside topics (Enter: none):", vocabularies, choices=VOCABULARIES),
            _item("address", f"Address of the public site, https://… {later}:", site_address),
            _item("contact", f"Mailbox for readers, which somebody reads {later}:", mailbox),
            _item("host", "Where will the site be served?", host, proposal=HOSTS[0], choices=HOSTS),
            _item("repository", f"Web address of this repository, for readers {later}:", repository_address),
            _item("key", sign, partial(_key_folder, archive=self._folder)),
        ]

    def _confirm(self, ask: Ask, items: Sequence[Inquiry]) -> int:
        """Show all answers, and return the number of the one to change; 0 if they are right."""

        def accept(typed: str) -> int:
            if typed and not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(items)):
                raise RefusedError(f"type a number from 1 to {len(items)}, or only Enter")
            return int(typed or 0)

        width = max(len(each.title) for each in items)
        lines = [f"{n:>3}  {each.title:<{width}}  {_shown(self._values[each.key])}" for n, each in enumerate(items, 1)]
        print("", *lines, "", sep="\n")
        question = Question("number", "Enter writes the archive; a number changes that answer:", accept)
        return int(_until_right(ask, question, accept))

    def _answer(self, item: Inquiry) -> Any:
        """Return an answer: from its flag, unless that was changed, else asked until it is right, else the proposal."""
        given = "" if item.key in self._changed else self._flag(item)
        if given or not self._ask:
            if item.required and not given:
                raise RefusedError(f"--{item.flag} is missing: {item.label.rstrip(':')}; {_unasked()}")
            try:
                return item.accept(given or item.proposal)
            except ValueError as fault:
                raise RefusedError(f"--{item.flag}: {fault}") from None

        def accept(typed: str) -> Any:
            if typed == BACK:
                raise _BackError
            if item.required and not typed:
                raise RefusedError("an answer is needed")
            return item.accept(typed or item.proposal)

        label = f"{item.label} [{item.proposal}]" if item.proposal else item.label
        return _until_right(self._ask, Question(item.key, label, accept, choices=item.choices), accept)

    def _flag(self, item: Inquiry) -> str:
        if item.flag == "name":
            return _named(self._names, item.key.removeprefix("name "))
        return str(self._given[item.flag])


def _item(flag: str, label: str, accept: Callable[[str], Any], **more: Any) -> Inquiry:
    return Inquiry(flag, flag, _TITLES.get(flag, flag), label, accept, **more)


def _name_item(tag: str) -> Inquiry:
    language = " / ".join(dict.fromkeys((english_name(tag), language_of(tag).name)))
    return Inquiry(
        f"name {tag}", "name", f"name ({tag})", f"The archive's name in {language}:", archive_name, required=True
    )


def _until_right(ask: Ask, question: Question, accept: Callable[[str], Any]) -> Any:
    """Ask a question until its answer is accepted, and return the value."""
    wrong = ""
    while True:
        try:
            return accept(ask(question, wrong).strip())
        except ValueError as fault:
            wrong = str(fault)


def _shown(value: object) -> str:
    """Return an answer as the list of answers shows it."""
    return (", ".join(value) if isinstance(value, tuple) else str(value or "")) or "–"


def _named(given: Sequence[str], tag: str) -> str:
    """Return the name for a language from the flags `--name NAME` and `--name ka=NAME`; empty if there is none."""
    own = [each.partition("=")[2] for each in given if each.startswith(f"{tag}=")]
    for_all = [each for each in given if not _is_of_language(each)]
    return (own or for_all or [""])[-1]


def _is_of_language(given: str) -> bool:
    tag, sign, _ = given.partition("=")
    try:
        return bool(sign) and bool(language_of(tag))
    except LanguageFault:
        return False


def _done(folder: str, answers: Answers, number: int, *, has_git: bool) -> str:
    """Return what is printed at the end: what was written, and what comes next."""
    absent = [english_name(tag) for tag in answers.names if tag not in WRITTEN]
    lines = [
        f"“{answers.name}” is in {folder}: {number} files, nothing committed. README.md says what they are.",
        "",
    ]
    lines += [f"    cd {shlex.quote(folder)}", "    make html     # then open output/index.html", "    make test", ""]
    if absent:
        tag = next(each for each in answers.names if each not in WRITTEN)
        lines.append(f"We have no texts and interface words in {', '.join(absent)}; the README says how to begin,")
        lines.append(f"and make words LANG={tag} lists the words, beginning with those that every reader meets.")
    lines.append("Before the first publication, make publish lists all that is still an example.")
    if not has_git:
        lines.append("git is not installed: install it, and run git init in the folder.")
    return "\n".join(lines)
