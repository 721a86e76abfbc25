"""What editors type after a command is taken as it is, and what they leave out or mistype is named."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
import yaml

from tests.newsarchive.builds.session_content import CONTENT
from tests.newsarchive.builds.test_placeholders import ADDRESS, OWN_FOR_YEARS
from tests.newsarchive.cli.desks import published
from tests.newsarchive_sources.builds.kept_site import files_below
from tests.rooms import command_of, furnish

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("chores")]

DAY = "1795597200"  # 25 November 2026
PUBLISHED = {"revisions.tsv": published("a-seat-in-court/en", "a-seat-in-court/ru")}
SEAT = "content/briefings/2022/a-seat-in-court"
NASTY = (
    'He said "no", it\'s $5 `touch pwned` $(touch pwned) $(shell touch pwned) ${HOME} #c \\ % $$ *.md; touch pwned',
    "'; touch pwned; '",
    '"; touch pwned; "',
    "$(TEXT) $(error pwned)",
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("chores") / "archive", {**CONTENT, **PUBLISHED})


def typed(room: Path, command: str, *arguments: str, **known: str) -> subprocess.CompletedProcess[str]:
    """Run a command with an editor's words, without a terminal, in an environment that has a locale."""
    return command_of(room, command, *arguments, SOURCE_DATE_EPOCH=DAY, LANG="en_US.UTF-8", **known)


def _files(room: Path) -> dict[str, bytes]:
    return {path: data for path, data in files_below(room).items() if "__pycache__" not in path}


def _corrections(room: Path) -> list[str]:
    front = (room / SEAT / "en.md").read_text("utf-8").split("\n---\n")[0]
    return [each["text"] for each in yaml.safe_load(front)["corrections"]]


def test_a_value_is_written_as_it_was_typed(room: Path) -> None:
    for words in NASTY:
        done = typed(room, "correct", "a-seat-in-court", "en", f"--text={words}")
        assert done.returncode == 0, done.stderr
    assert _corrections(room) == [*NASTY]
    assert not list(room.rglob("pwned"))


MISSING = {
    "correct": ["BRIEFING", "LANG", "--text"],
    "withdraw": ["BRIEFING", "--reason"],
    "rename": ["BRIEFING", "SLUG"],
    "translate": ["BRIEFING", "LANG"],
    "term": ["KIND", "en=…"],
    "new": ["--lang", "TITLE", "--date"],
}


def _missing(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return [line.split()[0] for line in done.stderr.splitlines() if " is missing (" in line]


@pytest.mark.parametrize("command", MISSING)
def test_what_is_missing_is_named(room: Path, command: str) -> None:
    assert _missing(typed(room, command)) == MISSING[command]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("check --tag=x", "unrecognized arguments: --tag=x"),
        ("check --lang=az", "unrecognized arguments: --lang=az"),  # no beginning of a flag stands for it
        ("check --format=group", "argument --format: invalid choice: 'group' (choose from "),
        ("status --format=jsn", "argument --format: invalid choice: 'jsn' (choose from "),
        ("html --dry-run", "unrecognized arguments: --dry-run"),
        ("rename a-seat-in-court a-place a-third", "unrecognized arguments: a-third"),
        ("verify", "the following arguments are required: COPY"),
        ("deploy", "the following arguments are required: TO"),
        ("letter", "the following arguments are required: SINCE"),
        ("import", "the following arguments are required: FROM"),
        ("import --state= ../old", "argument --state: a path is needed"),
        ("completion tcsh", "argument SHELL: invalid choice: 'tcsh' (choose from "),
    ],
)
def test_what_a_command_does_not_take_is_refused_before_it_runs(room: Path, command: str, said: str) -> None:
    before = _files(room)
    done = typed(room, *command.split())
    assert f"newsarchive {command.split()[0]}: error: {said}" in done.stderr
    assert (done.returncode, done.stdout) == (2, "")
    assert _files(room) == before


@pytest.mark.parametrize("words", ["de=X", "Ein Name", "=X", "EN=X"])
def test_a_name_of_a_term_is_in_a_language_of_the_archive(room: Path, words: str) -> None:
    done = typed(room, "term", "people", "--id=zz", words)
    assert done.stderr.endswith(f"write a name as en=…, in one of these languages: az, en, ru (found: {words})\n")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_settings_file_that_there_is_not_is_named_in_one_line(room: Path) -> None:
    line = "settings: there is no settings file typo.py; name one, e.g. --settings=pelicanconf.py\n"
    for command in ("html", "check", "clean"):
        done = typed(room, command, "--settings=typo.py")
        assert (done.returncode, done.stderr) == (1, line)


def test_a_translation_alone_is_withdrawn_by_its_language(room: Path) -> None:
    before = (room / SEAT / "en.md").read_bytes()
    done = typed(room, "withdraw", "a-seat-in-court", "ru", "--reason=safety")
    assert done.returncode == 0, done.stderr
    assert (room / SEAT / "en.md").read_bytes() == before
    assert "reason: safety of a person" in (room / SEAT / "ru.md").read_text("utf-8")


def test_a_term_has_a_name_in_each_language(room: Path) -> None:
    done = typed(room, "term", "people", "--id=a-b", "en=A $B", "az=Ə", "ru=А")
    assert done.returncode == 0, done.stderr
    terms = yaml.safe_load((room / "content" / "people.yaml").read_text("utf-8"))
    assert terms["a-b"] == {"names": {"en": "A $B", "az": "Ə", "ru": "А"}, "sort": {"en": "$B"}}
    assert "0 faults" in typed(room, "check").stdout


def test_a_briefing_is_begun_without_a_question(room: Path) -> None:
    given = ["Цена — $5 `id`", "--lang=ru", "--summary=О цене.", "--date=2025-11-03", "--tags=courts"]
    given += ["--source-url=https://source.example/?a=1&b=$x", "--source-title=T", "--source-publisher=P"]
    given += ["--source-lang=ru", "--slug=the-price"]
    done = typed(room, "new", *given)
    assert done.returncode == 0, done.stderr
    text = (room / "content/briefings/2025/the-price/ru.md").read_text("utf-8")
    assert "title: Цена — $5 `id`\n" in text
    assert "url: https://source.example/?a=1&b=$x\n" in text
    assert "date: 2025-11-03\n" in text


def test_a_withdrawn_or_renamed_briefing_does_not_stop_the_build(room: Path) -> None:
    for done in (
        typed(room, "rename", "a-seat-in-court", "a-place"),
        typed(room, "withdraw", "a-place", "--reason=error"),
    ):
        assert done.returncode == 0, done.stderr
        built = typed(room, "html")
        assert built.returncode == 0, built.stderr
        assert "content/briefings/2022/a-seat-in-court" not in built.stderr
    # the term that no text has: no page, no link, and not a letter of its name anywhere
    assert not [path for path in (room / "output").rglob("*") if path.name == "a-b"]
    assert not [path for path in (room / "output").rglob("*") if path.is_file() and b"A $B" in path.read_bytes()]
    assert (room / "output/en/2022/a-seat-in-court/index.html").is_file()
    assert (room / "output/en/2022/a-place/index.html").is_file()


WRITING = {
    "new": (
        "T",
        "--lang=en",
        "--date=2022",
        "--tags=courts",
        "--source-url=https://source.example/",
        "--source-lang=en",
    ),
    "translate": ("a-seat-in-court", "az"),
    "correct": ("a-seat-in-court", "en", "--text=w"),
    "withdraw": ("a-seat-in-court", "--reason=error"),
    "rename": ("a-seat-in-court", "elsewhere"),
    "term": ("tags", "--id=new", "en=N", "az=N", "ru=N"),
    "fix": (),
}


@pytest.fixture(scope="module")
def linking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room whose briefings and topics are links to what is beside it."""
    room = furnish(tmp_path_factory.mktemp("linking") / "archive", {**CONTENT, **PUBLISHED})
    for path in ("briefings/2022", "tags.yaml"):
        elsewhere = room.parent / Path(path).name
        (room / "content" / path).rename(elsewhere)
        (room / "content" / path).symlink_to(elsewhere)
    # what `fix` would change, and `new` and `term` would begin
    text = room.parent / "2022/a-seat-in-court/en.md"
    text.write_text(f"{text.read_text('utf-8')}\n\n", "utf-8")
    return room


@pytest.mark.parametrize("command", WRITING)
def test_no_command_writes_through_a_link(linking: Path, command: str) -> None:
    before = files_below(linking.parent)
    done = typed(linking, command, *WRITING[command])
    assert done.returncode != 0 or command == "fix"
    assert "Traceback" not in done.stderr
    assert files_below(linking.parent) == before


def _publish(room: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return command_of(room, "publish", SITEURL=ADDRESS, **{"SOURCE_DATE_EPOCH": DAY, **environment})


LINKING = """---
title: A second seat
summary: Another court did the same.
date: 2022-04
tags: [courts]
related: [a-seat-in-court]
sources:
  - {url: "https://source.example/second", title: A second report, publisher: Example News, lang: en}
---

Another court did [the same](../a-seat-in-court/en.md).
"""


def test_a_renamed_briefing_is_published_and_its_readers_are_owed_nothing(tmp_path: Path) -> None:
    room = furnish(tmp_path / "archive", {**CONTENT, "briefings/2022/a-second-seat/en.md": LINKING})
    with (room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(OWN_FOR_YEARS)
    first = _publish(room)
    assert first.returncode == 0, first.stderr
    assert typed(room, "rename", "a-seat-in-court", "a-place").returncode == 0
    assert "\nminor: " in (room / "content/briefings/2022/a-second-seat/en.md").read_text("utf-8")
    second = _publish(room)
    assert second.returncode == 0, second.stderr
    assert "words-changed" not in second.stdout + second.stderr
    page = (room / "output/en/2022/a-second-seat/index.html").read_text("utf-8")
    assert "../a-place/" in page
    assert "a-place" in (room / "output/en/2022/a-seat-in-court/index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = furnish(tmp_path_factory.mktemp("press") / "archive", CONTENT)
    with (room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(OWN_FOR_YEARS)
    return room


def test_a_publication_for_a_day_to_come_is_refused_and_a_rebuild_is_not(press: Path) -> None:
    later = str(int(time.time()) + 2 * 86_400)
    done = _publish(press, SOURCE_DATE_EPOCH=later)
    assert done.returncode == 1
    assert "day: SOURCE_DATE_EPOCH sets the day of this publication to " in done.stderr
    assert not (press / "output").exists()
    assert _publish(press, RECORDS="no", SOURCE_DATE_EPOCH=later).returncode == 0


def test_a_publication_says_what_lies_in_its_folder_that_is_not_its_own(press: Path) -> None:
    assert "that no build made" not in _publish(press).stdout
    (press / "output/secret\n.txt").write_bytes(b"")
    (press / "output/way").symlink_to(press)
    for _ in range(2):  # also where nothing has changed
        done = _publish(press)
        assert done.returncode == 0, done.stderr
        assert (
            "output holds files that no build made, and they go online with it: 'secret\\n.txt', 'way'\n" in done.stdout
        )


def test_a_list_that_is_expected_and_missing_stops_a_publication(press: Path) -> None:
    with (press / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write("REDACTIONS_EXPECTED = True\n")
    done = _publish(press)
    assert done.returncode == 1
    assert "REDACTIONS_EXPECTED is on but there is no redaction list" in done.stderr
    assert "built without the redaction list" in _publish(press, RECORDS="no").stdout
    (press.parent / "list.txt").write_text("A Name That Is Nowhere\n", "utf-8")
    assert _publish(press, REDACTIONS=str(press.parent / "list.txt")).returncode == 0


SEAT_TEXT = f"{SEAT.removeprefix('content/')}/en.md"
COMMANDING = CONTENT[SEAT_TEXT].replace("tags: [", "tags: ['##[add-mask]c', '::warning::c', ")


@pytest.fixture(scope="module")
def commanding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room whose content has commands to a runner in its words and its names."""
    stray = "##[add-mask]a/::warning::b"
    return furnish(tmp_path_factory.mktemp("commanding") / "archive", {**CONTENT, SEAT_TEXT: COMMANDING, stray: ""})


@pytest.mark.parametrize("command", ["html", "check", "publish", "status", "fix"])
def test_no_line_of_content_is_a_command_to_a_runner(commanding: Path, command: str) -> None:
    done = command_of(commanding, command, SOURCE_DATE_EPOCH=DAY, GITHUB_ACTIONS="true", COLUMNS="40")
    lines = [line.lstrip() for line in (done.stdout + done.stderr).splitlines()]
    assert [line for line in lines if line.startswith("::") or "##[" in line] == []
    if command in ("html", "check"):  # the others name neither, or end at the placeholders before
        assert "##\\[add-mask]" in done.stdout + done.stderr


def test_a_letter_gets_its_day_and_its_folder_as_they_were_typed(room: Path) -> None:
    """As make gives them to it: test_variables.py."""

    def told(command: str, *options: str) -> subprocess.CompletedProcess[str]:
        return command_of(room, command, *options, SOURCE_DATE_EPOCH=DAY, SITEURL=ADDRESS, ALLOW_PLACEHOLDERS="1")

    done = told("letter", "$(shell touch pwned)")
    assert done.returncode != 0
    assert "“$(shell touch pwned)” is not a day" in done.stderr
    done = told("letter", "2026-11-24", "--folder=../$HOME mail")
    assert done.returncode == 0, done.stderr
    assert "English: no change has gone online since 2026-11-24" in done.stdout
    done = told("letter", "2026-11-24", "--folder=content/$HOME mail")
    assert "content/$HOME mail is inside content" in done.stderr
    assert not list(room.rglob("pwned"))
