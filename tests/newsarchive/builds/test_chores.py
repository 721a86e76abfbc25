"""Values given to make reach the editors' commands as they were typed, and the environment's own are not taken."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
import yaml

from newsarchive.cli.yaml_order import field_lines
from tests.newsarchive.builds.session_content import CONTENT
from tests.newsarchive.builds.test_placeholders import ADDRESS, OWN_FOR_YEARS
from tests.newsarchive.cli.desks import published
from tests.newsarchive_sources.builds.kept_site import files_below
from tests.rooms import command_of, furnish, plain_environment
from tests.sites import ROOT

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


def make(room: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make as an editor without a terminal, whose environment has a locale."""
    known = plain_environment(room, SOURCE_DATE_EPOCH=DAY, LANG="en_US.UTF-8")
    return subprocess.run(
        ["make", *arguments], cwd=room, env=known, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def typed(room: Path, command: str, *options: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a command with an editor's words, as make gives them to it."""
    words = {f"NEWSROOM_{name}": value for name, value in given.items()}
    return command_of(room, command, *options, SOURCE_DATE_EPOCH=DAY, **words)


def _files(room: Path) -> dict[str, bytes]:
    return {path: data for path, data in files_below(room).items() if "__pycache__" not in path}


def _corrections(room: Path) -> list[str]:
    lines = field_lines((room / SEAT / "en.md").read_bytes())
    assert lines
    return [each["text"] for each in yaml.safe_load(lines.lines_of("corrections"))["corrections"]]


def test_a_value_is_written_as_it_was_typed(room: Path) -> None:
    done = make(room, "correct", "BRIEFING=a-seat-in-court", "LANG=en", f"TEXT={NASTY[0]}")
    assert done.returncode == 0, done.stderr
    # that make gives the others on as they are: test_variables.py
    for words in NASTY[1:]:
        done = typed(room, "correct", BRIEFING="a-seat-in-court", LANG="en", TEXT=words)
        assert done.returncode == 0, done.stderr
    assert _corrections(room) == [*NASTY]
    assert not list(room.rglob("pwned"))


MISSING = {
    "correct": ["BRIEFING", "LANG", "TEXT"],
    "withdraw": ["BRIEFING", "REASON"],
    "rename": ["BRIEFING", "TO"],
    "translate": ["BRIEFING", "TO"],
    "term": ["KIND", "NAME_en"],
    "new": ["LANG", "TITLE", "DATE"],
}


def _missing(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return [line.split()[0] for line in done.stderr.splitlines() if " is missing (" in line]


@pytest.mark.parametrize("command", MISSING)
def test_what_is_missing_is_named(room: Path, command: str) -> None:
    assert _missing(typed(room, command)) == MISSING[command]


@pytest.mark.parametrize(
    ("command", "name", "hint"),
    [
        ("check", "TAG", "it takes FORMAT, STORE_PATH, INPUTDIR, CONFFILE, CHECK_LANG, SOURCE_DATE_EPOCH"),
        ("html", "OUTPUT_DIR", "did you mean OUTPUTDIR?"),
        ("verify", "FORM", "did you mean FROM?"),
        ("verify", "from", "did you mean FROM?"),
        ("term KIND=people ID=zz NAME_en=X", "NAME_de", "it takes NAME_az, NAME_en, NAME_ru"),
        (
            "rename BRIEFING=a-seat-in-court TO=a-seat",
            "DRY",
            "did you mean .venv/bin/python -m newsarchive rename --dry-run?",
        ),
        (
            "correct BRIEFING=a-seat-in-court LANG=en TEXT=x",
            "DRY",
            "did you mean .venv/bin/python -m newsarchive correct --dry-run?",
        ),
        (
            "withdraw BRIEFING=a-seat-in-court REASON=safety",
            "DRY",
            "did you mean .venv/bin/python -m newsarchive withdraw --dry-run?",
        ),
        ("import FROM=content", "DRY", "did you mean .venv/bin/python -m newsarchive import --dry-run?"),
        ("publish", "DRY", "did you mean .venv/bin/python -m newsarchive publish --dry-run?"),
        ("clean", "DRY", "did you mean .venv/bin/python -m newsarchive clean --dry-run?"),
        ("html", "DRY", "it takes CONFFILE, "),
        ("html help", "LANG", "it takes CONFFILE, "),
        ("help", "FORMAT", ""),
    ],
)
def test_a_variable_that_a_command_does_not_take_is_refused(room: Path, command: str, name: str, hint: str) -> None:
    """Before anything runs; that it is so for every command and variable: test_variables.py."""
    before = _files(room)
    done = make(room, "--keep-going", *command.split(), f"{name}=1")
    line = f"“make {command.split()[0]}” does not take {name}=…{hint and '; '}{hint}"
    assert line in done.stderr
    assert done.stderr.count(" does not take ") == 1
    assert (done.returncode, done.stdout) == (2, "")
    assert _files(room) == before


@pytest.mark.parametrize(
    ("command", "form", "said"),
    [
        ("check", "group", "use one of text, groups, json, github; did you mean groups?"),
        ("check", "xml", "use one of text, groups, json, github\n"),
        ("status", "jsn", "use one of text, json; did you mean json?"),
    ],
)
def test_a_form_of_a_report_that_there_is_not_is_named(room: Path, command: str, form: str, said: str) -> None:
    done = typed(room, command, f"--format={form}")
    assert f"settings: FORMAT: there is no form '{form}'; {said}" in done.stderr
    assert "usage:" not in done.stderr
    assert (done.returncode, done.stdout) == (1, "")


def test_a_settings_file_that_there_is_not_is_named_in_one_line(room: Path) -> None:
    line = "settings: there is no settings file typo.py; set CONFFILE, e.g. CONFFILE=pelicanconf.py\n"
    for command in ("html", "check", "clean"):
        done = typed(room, command, "--settings=typo.py")
        assert (done.returncode, done.stderr) == (1, line)


@pytest.mark.parametrize("variable", ["PYTHONSAFEPATH", "PYTHONDONTWRITEBYTECODE"])
def test_a_python_that_make_starts_finds_the_tests_and_keeps_compiled_code(variable: str) -> None:
    probe = f'probe: ; @"$(RUN)" -c \'import os; print(os.environ.get("{variable}"))\''
    command = ["make", "-s", "--no-print-directory", f"--eval={probe}", "probe"]
    environment = plain_environment(ROOT, **{variable: "1"})
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "None"), done.stderr


def test_a_translation_alone_is_withdrawn_by_its_language(room: Path) -> None:
    before = (room / SEAT / "en.md").read_bytes()
    done = typed(room, "withdraw", BRIEFING="a-seat-in-court", REASON="safety", LANG="ru")
    assert done.returncode == 0, done.stderr
    assert (room / SEAT / "en.md").read_bytes() == before
    assert "reason: safety of a person" in (room / SEAT / "ru.md").read_text("utf-8")


def test_a_term_has_a_name_in_each_language(room: Path) -> None:
    done = typed(room, "term", KIND="people", ID="a-b", NAME_en="A $B", NAME_az="Ə", NAME_ru="А")
    assert done.returncode == 0, done.stderr
    terms = yaml.safe_load((room / "content" / "people.yaml").read_text("utf-8"))
    assert terms["a-b"] == {"names": {"en": "A $B", "az": "Ə", "ru": "А"}, "sort": {"en": "$B"}}
    assert "0 faults" in typed(room, "check").stdout


def test_a_briefing_is_begun_without_a_question(room: Path) -> None:
    given = {
        **{"LANG": "ru", "TITLE": "Цена — $5 `id`", "SUMMARY": "О цене.", "DATE": "3 ноября 2025 г.", "TAGS": "courts"},
        **{"SOURCE_URL": "https://source.example/?a=1&b=$x", "SOURCE_TITLE": "T", "SOURCE_PUBLISHER": "P"},
        **{"SOURCE_LANG": "ru", "SLUG": "the-price"},
    }
    done = typed(room, "new", **given)
    assert done.returncode == 0, done.stderr
    text = (room / "content/briefings/2025/the-price/ru.md").read_text("utf-8")
    assert "title: Цена — $5 `id`\n" in text
    assert "url: https://source.example/?a=1&b=$x\n" in text
    assert "date: 2025-11-03\n" in text


def test_a_withdrawn_or_renamed_briefing_does_not_stop_the_build(room: Path) -> None:
    for done in (
        typed(room, "rename", BRIEFING="a-seat-in-court", TO="a-place"),
        typed(room, "withdraw", BRIEFING="a-place", REASON="error"),
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


SOURCE = {"URL": "https://source.example/", "TITLE": "T", "PUBLISHER": "P", "LANG": "en"}
WRITING = {
    "new": {
        **{"LANG": "en", "TITLE": "T", "DATE": "2022", "TAGS": "courts"},
        **{f"SOURCE_{name}": value for name, value in SOURCE.items()},
    },
    "translate": {"BRIEFING": "a-seat-in-court", "TO": "az"},
    "correct": {"BRIEFING": "a-seat-in-court", "LANG": "en", "TEXT": "w"},
    "withdraw": {"BRIEFING": "a-seat-in-court", "REASON": "error"},
    "rename": {"BRIEFING": "a-seat-in-court", "TO": "elsewhere"},
    "term": {"KIND": "tags", "ID": "new", "NAME_en": "N", "NAME_az": "N", "NAME_ru": "N"},
    "fix": {},
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
    done = typed(linking, command, **WRITING[command])
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
    assert typed(room, "rename", BRIEFING="a-seat-in-court", TO="a-place").returncode == 0
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

    done = told("letter", "--since=$(shell touch pwned)")
    assert done.returncode != 0
    assert "“$(shell touch pwned)” is not a day" in done.stderr
    done = told("letter", "--since=2026-11-24", "--folder=../$HOME mail")
    assert done.returncode == 0, done.stderr
    assert "English: no change has gone online since 2026-11-24" in done.stdout
    done = told("letter", "--since=2026-11-24", "--folder=content/$HOME mail")
    assert "content/$HOME mail is inside content" in done.stderr
    assert not list(room.rglob("pwned"))
