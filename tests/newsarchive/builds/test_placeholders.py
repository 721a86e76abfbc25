"""A publication with the placeholders of these settings is refused, by whichever command; a trial is not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.newsarchive.builds.session_content import CONTENT
from tests.rooms import command_of, furnish, plain_environment
from tests.warmbuilds import run_warm

pytestmark = pytest.mark.long

DAY = {"SOURCE_DATE_EPOCH": "1795478400"}
MAKE = ("make", "--silent", "publish")
PELICAN = ("content", "-o", "output", "-s", "publishconf.py")
PLACEHOLDERS = {
    "SITEURL": "https://archive.example",
    'NEWSROOM["contact"]': "desk@archive.example",
    'NEWSROOM["tag_authority"]': "archive.example,2026",
    'NEWSROOM["repository"]': "https://archive.example/source",
    'NEWSROOM["follow"]': "https://telegram.example/archive",
    "MIRRORS": "https://mirror.example/",
}
OWN = """
NEWSROOM = {
    "contact": "desk@newsroom.net",
    "tag_authority": "newsroom.net,2026",
    "repository": "https://github.com/newsroom/archive",
    "security_expires": dt.date(2026, 12, 1),
}
"""
OWN_FOR_YEARS = OWN.replace("2026, 12, 1", "2099, 12, 1")
"""The same for tests that build for the day on which they are run."""
ADDRESS = "https://archive.newsroom.net"
SITEURL = f"SITEURL={ADDRESS}"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    room = furnish(tmp_path / "archive", CONTENT)
    with (room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write('MIRRORS = (("Mirror", "https://mirror.example/"),)\n')
    return room


def _run(room: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = plain_environment(room, **DAY, **environment)
    return subprocess.run(command, cwd=room, env=env, capture_output=True, text=True, timeout=120, check=False)


def _warm(room: Path, command: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return command_of(room, command, *options, **{**DAY, **environment})


def _pelican(room: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_warm("pelican", *PELICAN, cwd=room, environment=plain_environment(room, **DAY, **environment))


def _own_values(room: Path) -> None:
    with (room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(f"{OWN}MIRRORS = ()\n")


def _written(room: Path) -> list[Path]:
    return [path for path in (room / "output", room / ".store", *(room / "content").glob("*.tsv")) if path.exists()]


def test_every_placeholder_is_named_at_once_and_nothing_is_written(room: Path) -> None:
    # an empty address is that of the settings, and only one value of the variable allows placeholders
    published = _warm(room, "publish", SITEURL="", ALLOW_PLACEHOLDERS="no")
    for done in (published, _pelican(room, ALLOW_PLACEHOLDERS="0"), _warm(room, "publish", ALLOW_PLACEHOLDERS="")):
        assert done.returncode != 0
        for setting, value in PLACEHOLDERS.items():
            assert f"\n  {setting} is {value}; it should be " in done.stderr
        assert "ALLOW_PLACEHOLDERS=1" in done.stderr
        assert "Traceback" not in done.stderr
    assert _written(room) == []


def test_settings_of_a_local_build_publish_nothing(room: Path) -> None:
    _own_values(room)
    done = _warm(room, "publish", "--settings=pelicanconf.py", SITEURL=ADDRESS)
    assert done.returncode != 0
    assert "these are settings of a local build" in done.stderr
    assert _written(room) == []


def test_a_trial_says_so_and_goes_on(room: Path) -> None:
    made = _run(room, *MAKE, ALLOW_PLACEHOLDERS="1")
    # neither has another to build anew: no text was online, so the ledger has nothing to record
    for done in (made, _pelican(room, ALLOW_PLACEHOLDERS="1")):
        assert done.returncode == 0, done.stderr
        assert '\n  NEWSROOM["contact"] is desk@archive.example; it should be ' in done.stderr
        assert (room / "output/SHA256SUMS").is_file()
        assert [path.name for path in (room / "content").glob("*.tsv")] == []
    assert " 0 written" in done.stdout


def test_a_newsroom_with_its_own_values_publishes_and_is_told_when_its_mailbox_expires(room: Path) -> None:
    _own_values(room)
    done = _warm(room, "publish", SITEURL=ADDRESS)
    assert done.returncode == 0, done.stderr
    assert "placeholder" not in done.stderr + done.stdout
    assert 'NEWSROOM["security_expires"] is 2026-12-01' in done.stdout
    assert (room / "content/permalinks.tsv").is_file()


def test_words_of_an_example_are_found_when_nothing_has_changed_since(room: Path) -> None:
    """The first publication is a trial; the next one finds the mark although it reads no text."""
    _own_values(room)
    text = room / "content/pages/about/en.md"
    text.parent.mkdir(parents=True, exist_ok=True)
    text.write_text("---\ntitle: A\nsummary: B\n---\n\n<!-- replace: say who you are -->\n\nWords.\n", "utf-8")
    line = f"\n  {text.relative_to(room)}:6: say who you are"
    first = _warm(room, "publish", SITEURL=ADDRESS, ALLOW_PLACEHOLDERS="1")
    assert first.returncode == 0, first.stderr
    assert line in first.stderr
    for trial in (True, False):
        again = _warm(room, "publish", SITEURL=ADDRESS, ALLOW_PLACEHOLDERS="1" if trial else "0")
        assert (again.returncode == 0) is trial
        assert line in again.stderr


def test_a_mailbox_that_has_expired_stops_a_publication(room: Path) -> None:
    _own_values(room)
    done = _warm(room, "publish", SITEURL=ADDRESS, SOURCE_DATE_EPOCH="1796083200")
    assert done.returncode != 0
    assert '\n  NEWSROOM["security_expires"] is 2026-12-01, which is in the past; it should be' in done.stderr
    assert "example" not in done.stderr  # the newsroom's own day is over
    assert _written(room) == []


def test_the_name_and_the_key_of_another_archive_stop_a_publication(room: Path) -> None:
    """As in a copy whose newsroom wrote its name in the settings and in English alone."""
    _own_values(room)
    catalogue, key = room / "translations/en.po", "RWQ" + "f6LRCGA9i5" * 5 + "abc"
    words = catalogue.read_text("utf-8")
    catalogue.write_text(words.replace('msgstr "Media Freedom Archive"', 'msgstr "Tbilisi Archive"', 1), "utf-8")
    with (room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write('SITENAME = "Tbilisi Archive"\n')
    (room / "README.md").write_text(f"Public key: {key}\n", "utf-8")
    done = _warm(room, "publish", SITEURL=ADDRESS)
    assert done.returncode != 0
    said = [line.partition(" ")[2].partition(";")[0].strip() for line in done.stderr.splitlines() if line[:2] == "  "]
    assert said == [
        "site.name (az) is Media Azadlığı Arxivi",
        "site.name (ru) is Архив свободы СМИ",
        f"README.md shows readers the public key {key}, which is not in SIGNING_KEYS",
    ]
    assert _written(room) == []


def test_a_doctor_says_what_is_missing_and_ends_with_status_1_until_nothing_is(room: Path) -> None:
    done = _warm(room, "doctor", SITEURL=ADDRESS)
    assert done.returncode == 1, done.stderr
    assert 'missing  NEWSROOM["contact"] is desk@archive.example; it should be ' in done.stdout
    assert "missing  git: the content is not in a repository" in done.stdout
    _own_values(room)
    for command in (
        ("git", "init", "--quiet", "--bare", "../origin.git"),
        ("git", "init", "--quiet", "--initial-branch=main"),
        ("git", "remote", "add", "origin", "../origin.git"),
        ("git", "add", "--all"),
        ("git", "commit", "--quiet", "--message", "Begin"),
        ("git", "push", "--quiet", "origin", "main"),
    ):
        assert _run(room, *command, GIT_COMMITTER_DATE="2026-11-24T00:00:00Z").returncode == 0
    done = _warm(room, "doctor", SITEURL=ADDRESS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "missing" not in "".join(line[:9] for line in done.stdout.splitlines())
    assert 'ok       NEWSROOM["security_expires"]: only until 2026-12-01' in done.stdout
    assert done.stdout.splitlines()[-1].startswith("ok: ")
    assert _written(room) in ([], [room / ".store"])
    assert _warm(room, "publish", SITEURL=ADDRESS).returncode == 0
    assert "missing  git: the tables of the last publication are not committed: git add content/permalinks.tsv" in (
        _warm(room, "doctor", SITEURL=ADDRESS).stdout
    )


def test_a_local_build_needs_no_values(room: Path) -> None:
    done = _warm(room, "html")
    assert done.returncode == 0
    assert "placeholder" not in done.stderr + done.stdout
