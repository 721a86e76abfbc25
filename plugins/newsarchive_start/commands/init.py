"""`newsarchive init`: begin an archive of one's own in a new folder.

The command asks for what it needs, or takes flags. It writes all files beside the folder first and renames them, so
that an archive is there as a whole or not at all.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from newsarchive.api import (
    BACK,
    Ask,
    Command,
    Question,
    RefusedError,
    Repository,
    UsageError,
    asked,
    beside,
    build_day,
    digest,
    repository_of,
    shown_path,
    terminal_ask,
    typed_path,
)
from newsarchive_start.answers import (
    HOSTS,
    RECORD,
    VOCABULARIES,
    AnswerFault,
    Answers,
    Record,
    archive_name,
    english_name,
    host,
    language_of,
    languages,
    mailbox,
    repository_address,
    site_address,
    vocabularies,
    wheel_address,
    written_record,
)
from newsarchive_start.skeleton import PROGRAM, WRITTEN, first_words, generated
from newsarchive_start.wheel import Wheel, wheel_of_this

_UNASKED = "nobody can be asked here, because this is no terminal: give all answers as flags (init --help lists them)"

COMMAND = Command("begin an archive of your own in a new folder", "look after", settings="none")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to the parser of `init` a flag for each answer."""
    parser.add_argument("folder", type=typed_path, metavar="FOLDER", help="new folder, outside of this repository")
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
    """Run `newsarchive init`; return its exit status."""
    return _init(options)


def _init(options: argparse.Namespace) -> int:
    # imported late: cryptography is slow to import
    from newsarchive_start.keys import new_key_pair

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
        pair = new_key_pair(password) if key else None
        if pair:
            answers = replace(answers, public_key=pair[2])
        files = _files(answers, wheel)
        for path, data in files.items():
            (aside / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / path).write_bytes(data)
        (aside / PROGRAM).chmod(0o755)
        has_git = Repository(aside, aside / ".git").ask("init", "--quiet", "--initial-branch=main") is not None
        # last, so that nothing is there if anything fails, and the command can be run again
        with _keys_in(key, pair[:2]) if key and pair else nullcontext():
            aside.rename(folder)
    if key:
        _tell_key(key / _SECRET, password)
    print(_done(shown_path(folder), answers, len(files), has_git=has_git))
    return 0


def _files(answers: Answers, wheel: Wheel) -> dict[str, bytes]:
    """Return all files of a new archive by path, the record of what was generated among them."""
    around = generated(answers, wheel)
    digests = {path: digest(data).hex() for path, data in sorted(around.items())}
    record = written_record(Record(version=wheel.version, answers=answers, files=digests))
    return {**around, **first_words(answers), RECORD: record}


def _new_folder(folder: Path) -> Path:
    """Return the path of the folder for a new archive; raise UsageError if it is taken, or in a repository."""
    folder = folder.absolute()
    folder = folder.parent.resolve() / folder.name if ".." in folder.parent.parts else folder
    if os.path.lexists(folder) and not (folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())):
        raise UsageError(f"{shown_path(folder)} is there already, and is not an empty folder; name another")
    around = repository_of(folder / "content")
    if around:
        raise UsageError(f"{shown_path(folder)} is in the git repository {around.top}; name a folder outside of it")
    return folder


def _key_folder(typed: str, archive: Path) -> Path | None:
    """Return the folder for a signing key, None if none is wanted; raise RefusedError where others could read it."""
    if not typed:
        return None
    folder = typed_path(typed).absolute()
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
    print(f"To sign what you publish: SIGNING_KEY={shlex.quote(str(secret))} ./newsarchive publish")


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


class Interview:
    """The questions of `init` and their answers, from flags or from somebody at the terminal, who can change each."""

    def __init__(self, options: argparse.Namespace, folder: Path, ask: Ask | None) -> None:
        """Begin without answers.

        Args:
            options: The flags.
            folder: The folder of the new archive.
            ask: Asks at the terminal; None if there is none.
        """
        self._folder, self._ask, self._given = folder, ask, vars(options)
        self._generator = wheel_address(options.generator)
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
            UsageError: A flag is wrong or, where nobody can be asked, missing.
        """
        if self._ask:
            print("An archive of your own. Enter takes the proposal; Ctrl-C writes nothing.")
            print(f"To go back to the previous question, type {BACK} and press Enter.")
        while True:
            self._answer_all()
            if not self._ask:
                return
            questions = self._questions()
            number = self._confirm(self._ask, questions)
            if not number:
                return
            name = questions[number - 1].name
            del self._values[name]
            self._changed.add(name)

    def _answer_all(self) -> None:
        """Get all answers that are not there; `BACK` asks for the one before again, if that was asked for here."""
        names: list[str] = []
        while question := next((each for each in self._questions() if each.name not in self._values), None):
            given = "" if question.name in self._changed else self._flag(question.name)
            if given or not self._ask:
                self._values[question.name] = _from_flag(question, given)
                continue
            typed, value = asked(question, self._ask, "an answer is needed")
            if typed != BACK:
                self._values[question.name] = value if typed else question.accept("")
                names.append(question.name)
            elif names:
                del self._values[names.pop()]

    def _questions(self) -> list[Question]:
        """Return the questions; those for names are there when the languages are known."""
        later = "(Enter: later)"
        sign = "By a signature, readers can tell your site from a forgery. Folder for a new signing key, outside of any"
        sign += " repository, such as ../keys (Enter: none):"
        served = f"Where will the site be served? [{HOSTS[0]}]"
        optional = partial(Question, required=False)
        return [
            Question("languages", "Languages, the default first, as tags such as ka, en:", languages),
            *(Question(f"name {tag}", _name_label(tag), archive_name) for tag in self._values.get("languages", ())),
            optional("lists", "Lists of names beside topics (Enter: none):", vocabularies, choices=VOCABULARIES),
            optional("address", f"Address of the public site, https://… {later}:", site_address),
            optional("contact", f"Mailbox for readers, which somebody reads {later}:", mailbox),
            optional("host", served, host, proposal=HOSTS[0], choices=HOSTS),
            optional("repository", f"Web address of this repository, for readers {later}:", repository_address),
            optional("key", sign, partial(_key_folder, archive=self._folder)),
        ]

    def _confirm(self, ask: Ask, questions: Sequence[Question]) -> int:
        """Show all answers, and return the number of the one to change; 0 if they are right."""

        def accept(typed: str) -> int:
            if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(questions)):
                raise RefusedError(f"type a number from 1 to {len(questions)}, or only Enter")
            return int(typed)

        titles = [_title(each.name) for each in questions]
        shown = [_shown(self._values[each.name]) for each in questions]
        width = max(map(len, titles))
        lines = [f"{n:>3}  {title:<{width}}  {shown[n - 1]}" for n, title in enumerate(titles, 1)]
        print("", *lines, "", sep="\n")
        label = "Enter writes the archive; a number changes that answer:"
        return asked(Question("number", label, accept, required=False), ask, "", has_back=False)[1] or 0

    def _flag(self, name: str) -> str:
        """Return the answer to a question that a flag gave; empty if none did."""
        flag, _, tag = name.partition(" ")
        return _named(self._given["name"], tag) if tag else str(self._given[flag])


def _from_flag(question: Question, given: str) -> Any:
    """Return the value of an answer that was given by its flag, or the proposal."""
    flag = question.name.partition(" ")[0]
    if question.required and not given:
        raise UsageError(f"--{flag} is missing: {question.label.rstrip(':')}; {_UNASKED}")
    try:
        return question.accept(given or question.proposal)
    except ValueError as fault:
        raise UsageError(f"--{flag}: {fault}") from None


def _title(name: str) -> str:
    """Return a word or two for an answer in the list of answers."""
    flag, _, tag = name.partition(" ")
    return f"{flag} ({tag})" if tag else _TITLES.get(flag, flag)


def _name_label(tag: str) -> str:
    language = " / ".join(dict.fromkeys((english_name(tag), language_of(tag).name)))
    return f"The archive's name in {language}:"


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
    except AnswerFault:
        return False


def _done(folder: str, answers: Answers, number: int, *, has_git: bool) -> str:
    """Return what is printed at the end: what was written, and what comes next."""
    absent = [english_name(tag) for tag in answers.names if tag not in WRITTEN]
    lines = [
        f"“{answers.name}” is in {folder}: {number} files, nothing committed. README.md says what they are.",
        "",
    ]
    lines += [f"    cd {shlex.quote(folder)}", "    ./newsarchive html     # then open output/index.html"]
    lines += ['    git add -A && git commit -m "Begin the archive"'] * has_git + [""]
    if absent:
        tag = next(each for each in answers.names if each not in WRITTEN)
        lines.append(f"We have no texts and interface words in {', '.join(absent)}; the README says how to begin,")
        lines.append(f"and ./newsarchive words {tag} lists the words, beginning with those that every reader meets.")
    lines.append("Before the first publication, ./newsarchive publish lists all that is still an example.")
    if not has_git:
        lines.append("git is not installed: install it, and run git init in the folder.")
    return "\n".join(lines)
