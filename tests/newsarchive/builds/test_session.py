"""An editor's session in a real terminal: from an empty desk to a briefing, its translation and their preview.

`docs/session.md` shows the session; `make golden` rewrites it there from what the terminal showed.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import pytest

from tests.newsarchive.builds.session_content import (
    CONTENT,
    CORRECTED,
    CORRECTION,
    TEXT,
    TRANSLATED_CORRECTED,
    TRANSLATED_CORRECTION,
    TRANSLATION,
)
from tests.newsarchive.builds.test_placeholders import ADDRESS, OWN_FOR_YEARS
from tests.previews import fetch, free_port, rebuilt, wait_for
from tests.rooms import command_of, furnish, plain_environment, save
from tests.sites import ROOT
from tests.terminals import Terminal, shown

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("session")]

DAY = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
EPOCH = str(int(DAY.timestamp()))
FOLDER = "content/briefings/2023/a-phone-is-returned"
ORIGINAL, TRANSLATED = f"{FOLDER}/en.md", f"{FOLDER}/ru.md"
LISTENING = re.compile(r"http://\S+ \(Ctrl-C ends\)\r\n")
ASKED = re.compile(r"\n(?:\x1b\[\?2004h)?> ")
BEGIN, END = "<!-- the session: made by `make golden` -->\n", "<!-- the end of the session -->\n"


@dataclass
class Session:
    """The editor at two terminals. `told` is what docs/session.md shows, `saw` what each step left on the screen."""

    room: Path
    terminal: Terminal
    other: Terminal
    told: list[str] = field(default_factory=list)
    saw: dict[str, list[str]] = field(default_factory=dict)
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)

    def run(self, command: str, step: str = "", *, tell: bool = True) -> list[str]:
        """Run a command; its lines, but for the command itself."""
        return self.keep(self.terminal.run(command), step, tell=tell)

    def keep(self, lines: list[str], step: str, *, tell: bool = True) -> list[str]:
        """Keep what the screen showed under the name of a step."""
        self.saw[step] = lines[1:]
        self.told += lines if tell else []
        return lines[1:]

    def ask(self, command: str, *arguments: str, step: str, typed: str = "") -> None:
        """Run a command beside the terminal, which takes a tenth of the time, and keep what it printed as of a step.

        Args:
            command: The command.
            arguments: What is typed after it.
            step: The name of the step.
            typed: How an editor would type it; then docs/session.md shows it as if they had.
        """
        done = command_of(self.room, command, *arguments, SOURCE_DATE_EPOCH=EPOCH, COLUMNS="100")
        self.saw[step] = (done.stdout + done.stderr).splitlines()
        self.told += [f"$ {typed}", *self.saw[step]] if typed else []

    def tell(self, *lines: str) -> None:
        """Show these lines in docs/session.md, where all would be too much."""
        self.told += lines

    def write(self, path: str, text: str) -> None:
        """Save a file, as the editor's editor does."""
        save(self.room / path, text, self.room)

    def read(self, path: str) -> str:
        """What a file holds."""
        return (self.room / path).read_text("utf-8")


def _begin(session: Session) -> None:
    """`newsarchive new`: every question, some of them answered wrongly first."""
    seen = "$ " + session.terminal.type("./newsarchive new\n", ASKED)
    for answer in (
        *("engish", "English", "A phone is returend", "<", "A phone is returned"),
        *("A court found that a phone was taken without a warrant.", "2023-10-12", "privacy, phones"),
    ):
        seen += session.terminal.type(f"{answer}\n", ASKED)
    # the Tab key completes what is only one name
    seen += session.terminal.type("pri\t", "privacy")
    seen += session.terminal.type(", Co\t", "Courts")
    for answer in ("", "https://source.example/phone", "A phone is returned", "Nümunə Xəbərlər", "az", "", ""):
        seen += session.terminal.type(f"{answer}\n", ASKED)
    seen += session.terminal.type("\n", session.terminal.prompt)
    session.keep(shown(seen)[:-1], "new")


def _write(session: Session) -> None:
    session.run("./newsarchive check", "begun")
    session.run("# The text is written below the front matter.")
    session.write(ORIGINAL, session.read(ORIGINAL).rstrip("\n") + "\n" + TEXT)
    session.ask("check", step="written", typed="./newsarchive check")
    session.run("# The line “status: draft” is removed.")
    session.write(ORIGINAL, session.read(ORIGINAL).replace("status: draft\n", ""))
    session.ask("html", step="built")
    session.tell("$ ./newsarchive html", "…")
    session.run("grep -o 'A phone is returned' output/en/index.html", "front page")
    session.run("git add content && git commit --quiet -m 'A phone is returned'")


def _translate(session: Session) -> None:
    session.run("./newsarchive translate a-phone-is-returned ru", "translation begun")
    session.run(f"head -n 9 {TRANSLATED}")
    session.run(f"cat {TRANSLATED}", "skeleton", tell=False)
    session.ask("check", step="translation empty")
    session.run("# The translation is written under each comment; the comments and “status: draft” are removed.")
    revision = re.findall(r"translated_revision: (.*)", session.read(TRANSLATED))[0]
    session.write(TRANSLATED, TRANSLATION.format(revision=revision))
    session.ask("check", step="translated", typed="./newsarchive check")
    session.run("git add content && git commit --quiet -m 'The same in Russian'")
    session.ask("status", "--format=json", step="up to date in json")
    done = command_of(session.room, "publish", SITEURL=ADDRESS, SOURCE_DATE_EPOCH=EPOCH)
    assert done.returncode == 0, done.stderr
    session.tell("$ ./newsarchive publish", "…")
    session.run("git add content && git commit --quiet -m 'Published'")


def _correct(session: Session) -> None:
    session.run("# Later two paragraphs of the original are corrected.")
    text = session.read(ORIGINAL)
    for old, new in CORRECTION:
        assert text.count(old) == 1
        text = text.replace(old, new)
    session.write(ORIGINAL, text)
    session.run(f"./newsarchive correct a-phone-is-returned en --text='{CORRECTED}'", "corrected")
    session.run("git commit --quiet -a -m 'The day of the search corrected'")
    session.run("./newsarchive status", "stale")
    session.ask("status", "--format=json", step="stale in json")
    (session.room / TRANSLATED).touch()
    session.ask("status", "--format=json", step="touched")


def _catch_up(session: Session) -> None:
    session.run("./newsarchive translate a-phone-is-returned ru", "differences")
    session.ask("check", step="numbers differ", typed="./newsarchive check")
    session.run("# The translation is brought up to date.")
    text = session.read(TRANSLATED)
    for old, new in TRANSLATED_CORRECTION:
        assert text.count(old) == 1
        text = text.replace(old, new)
    session.write(TRANSLATED, text)
    corrected = ("a-phone-is-returned", "ru", f"--text={TRANSLATED_CORRECTED}")
    typed = f"./newsarchive correct a-phone-is-returned ru --text='{TRANSLATED_CORRECTED}'"
    session.ask("correct", *corrected, step="corrected in ru", typed=typed)
    session.ask("translate", "a-phone-is-returned", "ru", "--confirm", step="confirmed")
    session.run(f"cat {TRANSLATED}", "confirmed text", tell=False)
    session.tell("$ ./newsarchive translate a-phone-is-returned ru --confirm", "…", session.saw["confirmed"][-1])
    session.run("./newsarchive status", "caught up")
    session.ask("status", "--format=json", step="caught up in json")
    session.ask("check", step="clean", typed="./newsarchive check")


def _preview(session: Session) -> None:
    """A preview, a draft, a fault, its mending; meanwhile another preview; both are ended with Ctrl-C."""
    port, terminal, other = free_port(), session.terminal, session.other
    first = "$ " + terminal.type(f"./newsarchive serve --port={port}\n", LISTENING)
    address = re.findall(r"http://\S+", first)[0]
    page = f"{address}ru/2023/a-phone-is-returned/"
    session.pages["first"] = fetch(page)
    text = session.read(TRANSLATED)

    def save_and_fetch(name: str, old: str, new: str) -> None:
        assert text.count(old) == 1
        with rebuilt(address):
            session.write(TRANSLATED, text.replace(old, new))
        session.pages[name] = fetch(page)

    save_and_fetch("draft", "translates: en\n", "translates: en\nstatus: draft\n")
    second = "$ " + other.type(f"./newsarchive serve --port={port}\n", LISTENING)
    other_address = re.findall(r"http://\S+", second)[0]
    save_and_fetch("new words", "Суд обязал", "Вчера суд обязал")
    session.pages["of the other"] = wait_for(f"{other_address}ru/2023/a-phone-is-returned/", "Вчера суд обязал")
    session.saw["second serve"] = shown(second + other.interrupt())[1:-1]
    save_and_fetch("fault", "translates: en\n", "translates: de\n")
    save_and_fetch("mended", "translates: en\n", "translates: en\n")
    session.saw["serve"] = shown(first + terminal.interrupt())[1:-1]
    ready = next(line for line in session.saw["serve"] if "Ctrl-C" in line)
    session.tell("$ ./newsarchive serve", "…", ready.replace(str(port), "8000"))


def _tidy_up(session: Session) -> None:
    """The chores of a later day: another address, and then a briefing that must go."""
    session.run("git commit --quiet -a -m 'The translation corrected'", tell=False)
    typed = "./newsarchive rename a-phone-is-returned a-reporters-phone"
    session.ask("rename", "a-phone-is-returned", "a-reporters-phone", step="renamed", typed=typed)
    session.run("git add content && git commit --quiet -m 'A better address'")
    typed = "./newsarchive withdraw a-reporters-phone --reason=safety"
    session.ask("withdraw", "a-reporters-phone", "--reason=safety", step="withdrawn", typed=typed)
    session.ask("check", step="tidied", typed="./newsarchive check")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The whole session."""
    room = furnish(tmp_path_factory.mktemp("newsroom") / "archive", CONTENT)
    with (room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(OWN_FOR_YEARS)
    with _terminal(room) as terminal, _terminal(room) as other:
        session = Session(room, terminal, other)
        session.run("git init --quiet && git add --all && git commit --quiet -m 'An archive'", tell=False)
        for part in (_begin, _write, _translate, _correct, _catch_up, _preview, _tidy_up):
            part(session)
    return session


def _terminal(room: Path) -> Terminal:
    return Terminal(room, plain_environment(room, SOURCE_DATE_EPOCH=EPOCH))


def _state(lines: list[str], folder: str) -> str:
    """What the status table says of a folder, white space folded."""
    row = next(number for number, line in enumerate(lines) if line.startswith(folder))
    more = takewhile(lambda line: line.startswith(" "), lines[row + 1 :])
    return " ".join(" ".join([lines[row], *more]).split())


def test_new_asks_again_until_an_answer_is_right_and_says_what_was_meant(session: Session) -> None:
    lines = session.saw["new"]
    assert [line for line in lines if line.startswith("> ")] == [
        *("> engish", "> English", "> A phone is returend", "> <", "> A phone is returned"),
        *("> A court found that a phone was taken without a warrant.", "> 2023-10-12"),
        *("> privacy, phones", "> privacy, Courts"),
        *("> https://source.example/phone", "> A phone is returned", "> Nümunə Xəbərlər", "> az"),
    ]
    assert lines[lines.index("> engish") + 1].endswith("did you mean en?")
    assert lines[lines.index("> privacy, phones") + 1].startswith("“phones” is not in tags.yaml")
    assert lines[-3] == f"Created {ORIGINAL}, a draft. Write the text, then run “./newsarchive check”."
    assert lines[-2] == "Cite the first source where the claim is: [^numune-xeberler]"
    address = "en/2023/a-phone-is-returned/"
    assert lines[-1] == f"In the preview, below the address that “./newsarchive serve” prints: {address}"


def test_what_new_wrote_stops_nobody_and_check_says_when_nothing_is_missing(session: Session) -> None:
    draft = ["3 texts checked", "not published: 1 draft"]
    assert " warning empty-text: " in session.saw["begun"][0]
    assert session.saw["begun"][1:] == ["0 faults, 1 warning", *draft]
    assert session.saw["written"] == [
        "0 faults, 0 warnings",
        *draft,
        f"nothing is missing in {ORIGINAL}; remove “status: draft” to publish",
    ]


def test_a_new_text_stands_on_the_front_page_whatever_the_day_of_what_it_reports(session: Session) -> None:
    assert session.saw["front page"] == ["A phone is returned"]


def test_a_correction_is_written_and_the_translation_told_of(session: Session) -> None:
    said = session.saw["corrected"]
    added = "added the correction dated 2026-11-25; if the wrong words are still in this file, change them there"
    assert said[0] == f"{ORIGINAL}: {added}"
    assert [line.partition(":")[0] for line in said[1:-1]] == ["ru", "ru"]
    assert session.saw["corrected in ru"][:-1] == [f"{TRANSLATED}: {added}"]


def test_a_renamed_and_a_withdrawn_briefing_leave_nothing_to_mend(session: Session) -> None:
    folder = "content/briefings/2023/a-reporters-phone"
    assert session.saw["renamed"][0] == f"{FOLDER} is now {folder}"
    text = session.read(f"{folder}/en.md")
    assert "redirect_from: [a-phone-is-returned]\n" in text
    assert "reason: safety of a person\n" in text
    assert "A phone" not in text
    assert session.saw["tidied"][-2:] == ["0 faults, 0 warnings", "4 texts checked"]


def test_translate_writes_the_original_in_comments(session: Session) -> None:
    assert session.saw["translation begun"][0].startswith(f"Created {TRANSLATED}, a draft, from revision ")
    skeleton = session.saw["skeleton"]
    assert skeleton[1] == 'title: ""  # A phone is returned'
    assert [line for line in skeleton if line.startswith("<!--")] == [
        f"<!-- {paragraph} -->" for paragraph in TEXT.strip().split("\n\n")
    ]
    codes = [line.split(": ")[1] for line in session.saw["translation empty"][:-3]]
    assert codes == ["warning empty-text", "warning draft-unfinished"]
    assert session.saw["translated"] == ["0 faults, 0 warnings", "4 texts checked"]


def test_status_shows_since_when_and_by_how_much_a_translation_is_stale(session: Session) -> None:
    folder = FOLDER.removeprefix("content/briefings/")
    stale = f"{folder} missing original translation, out of date since 2026-11-25, 3 paragraphs differ"
    assert _state(session.saw["stale"], folder) == stale
    assert _state(session.saw["caught up"], folder) == f"{folder} missing original translation"
    assert session.saw["stale"][-1] == "ru: translations 2, out of date 1"
    assert session.saw["touched"] == session.saw["stale in json"]
    caught_up, up_to_date = (
        [line for line in session.saw[f"{step} in json"] if '"revision": ' not in line]
        for step in ("caught up", "up to date")
    )
    assert caught_up == up_to_date


def test_status_as_json_says_the_same(session: Session) -> None:
    report = json.loads("\n".join(session.saw["stale in json"]))
    (stale,) = [text for text in report["texts"] if text["stale"]]
    assert (stale["folder"], stale["language"]) == (FOLDER.removeprefix("content/"), "ru")
    assert (stale["since"], stale["paragraphs"], stale["state"]) == ("2026-11-25", 3, "translation")
    assert report["totals"]["ru"] == {"stale": 1, "translation": 2}


def test_translate_shows_the_words_that_changed_and_records_what_is_confirmed(session: Session) -> None:
    said = " ".join(session.saw["differences"])
    assert "on [-12-]{+11+} October 2023." in said
    assert "had no [-warrant.-]{+warrant, and the reporter was not told why.+} Messages on a phone" in said
    assert session.saw["differences"][-1].endswith("with --confirm")
    assert "structure" in session.saw["numbers differ"][0]
    old, new = re.findall(r"revision (\w{12}) to (\w{12})", session.saw["differences"][0])[0]
    assert session.saw["confirmed"][-1] == f"{TRANSLATED} now records revision {new}"
    assert f"translated_revision: {new}" in session.saw["confirmed text"]
    assert old != new
    assert session.saw["clean"] == ["0 faults, 0 warnings", "4 texts checked"]


def test_the_preview_shows_what_is_saved(session: Session) -> None:
    pages = session.pages
    assert {status for status, _ in pages.values()} == {200}
    assert "Суд обязал" in pages["first"][1]
    assert "Черновик" not in pages["first"][1]
    assert "Черновик" in pages["draft"][1]
    assert "Вчера суд обязал" in pages["new words"][1]
    assert "Вчера суд обязал" in pages["of the other"][1]
    assert f"<code>{TRANSLATED}:7:1</code> «translates: de»" in pages["fault"][1]
    assert "Вчера суд обязал" in pages["fault"][1]
    assert pages["mended"] == pages["first"]


def test_a_second_preview_takes_the_next_port_and_both_end_quietly(session: Session) -> None:
    port, other = (
        re.findall(r":(\d+)/ \(Ctrl-C", "\n".join(session.saw[name]))[0] for name in ("serve", "second serve")
    )
    assert f"port {port} is in use; taking {other}" in session.saw["second serve"]
    assert not any("is in use" in line for line in session.saw["serve"])
    for name in ("serve", "second serve"):
        # make itself says that it was interrupted
        said = "\n".join(session.saw[name]).partition("^C")[2].strip()
        assert re.fullmatch(r"(make: \*\*\* .* Interrupt)?", said)


def test_the_document_shows_the_session_as_it_is(session: Session) -> None:
    path = ROOT / "docs/session.md"
    before, rest = path.read_text("utf-8").split(BEGIN)
    told, after = rest.split(END)
    block = "\n".join(["```console", *session.told, "```", ""])
    if os.environ.get("GOLDEN") == "write":
        path.write_text(before + BEGIN + block + END + after, "utf-8")
        told = block
    assert told == block, "the session looks otherwise now; if that is meant, run make golden and read the diff"
