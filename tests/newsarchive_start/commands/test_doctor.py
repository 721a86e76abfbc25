"""`newsarchive doctor`: each point of an archive before its publication, and real repositories around it."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from newsarchive.build.guards import repository_of
from newsarchive.model.ledger import PublicationRow
from newsarchive.model.settings import Newsroom
from newsarchive.signals import outputs_sealed
from newsarchive_publish import seal_outputs
from newsarchive_publish.publications.ledger import ledger_file, with_row
from newsarchive_start import publishing
from newsarchive_start.commands import doctor
from newsarchive_start.commands.doctor import read_days, read_git, read_unwritable, read_workflows, report, run
from newsarchive_start.publishing import GitState, Point, Workflow, git_points, machine_points
from tests.keys import Keys, new_keys
from tests.newsarchive.cli.desks import commit_all, desk_with, git
from tests.newsarchive.editions import DAY, briefing_file, settings_of, words, write_content
from tests.sites import NEWSROOM, PLUGIN_WORDS, ROOT

PUBLISHING = (Workflow(".github/workflows/publish.yml", ("main",)),)
COMMITTED = GitState(last=DAY, remote="git@github.com:newsroom/archive.git")
TABLES = ("content/permalinks.tsv", "content/revisions.tsv")
OWN = {
    "contact": "desk@newsroom.net",
    "tag_authority": "newsroom.net,2026",
    "repository": "https://github.com/newsroom/archive",
    "security_expires": dt.date(2027, 11, 1),
}


@pytest.fixture(autouse=True)
def _the_day_of_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", f"{DAY}T12:00:00Z")


@pytest.fixture
def _with_the_plugin_that_signs() -> Iterator[None]:
    with outputs_sealed.connected_to(seal_outputs):
        yield


def told(points: object) -> list[str]:
    return [f"{each.state} {each.key}" for each in points]  # type: ignore[attr-defined]


def of_git(git: GitState | None) -> list[str]:
    return told(git_points(git, TABLES, PUBLISHING))


def test_room_on_the_disk_and_folders_are_points(tmp_path: Path) -> None:
    assert told(machine_points("3.11.7", (), 100, 100)) == ["ok python", "ok writable", "ok disk"]
    assert told(machine_points("3.11.7", ("output",), 99, 100)) == [
        "ok python",
        "missing unwritable",
        "missing disk-full",
    ]
    (tmp_path / "file").write_text("", "utf-8")
    found = list(read_unwritable([tmp_path, tmp_path / "new" / "deep", tmp_path / "file" / "output"]))
    assert [each.rpartition("/")[2] for each in found] == ["output"]


def test_the_workflow_of_this_repository_publishes_main() -> None:
    assert tuple(read_workflows(ROOT)) == PUBLISHING


def test_a_workflow_that_cannot_be_read_publishes_an_unknown_branch(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("- uses: actions/deploy-pages@v4\n", "utf-8")
    (folder / "b.yaml").write_text("{ uses: actions/deploy-pages@v4\n", "utf-8")
    (folder / "c.yml").write_text("on: push\n", "utf-8")
    assert [(each.path[-6:], each.branches) for each in read_workflows(tmp_path)] == [("/a.yml", ()), ("b.yaml", ())]


def state(root: Path) -> GitState:
    repository = repository_of(root / "content")
    assert repository
    return read_git(repository)


def test_a_real_repository_from_its_beginning_to_a_push_and_an_edit(tmp_path: Path) -> None:
    root, bare = tmp_path / "archive", tmp_path / "origin.git"
    write_content(root / "content", {"tags.yaml": "{}\n", "permalinks.tsv": "en/a/\ta\t2026-11-20\n"})
    git(root, "init", "--quiet", "-b", "main")
    assert state(root).last is None
    assert of_git(state(root)) == ["missing git-empty"]
    commit_all(root)
    assert of_git(state(root)) == ["ok committed", "ok branch", "later remote-none"]
    assert state(root).last == DAY
    git(tmp_path, "init", "--quiet", "--bare", str(bare))
    git(root, "remote", "add", "origin", str(bare))
    assert of_git(state(root))[2] == "later never-pushed"
    git(root, "push", "--quiet", "origin", "main")
    assert of_git(state(root)) == ["ok committed", "ok branch", "ok remote"]
    (root / "content/permalinks.tsv").write_text("en/a/\ta\t2026-11-20\nen/b/\tb\t2026-11-21\n", "utf-8")
    assert of_git(state(root)) == ["missing tables", "ok branch", "ok remote"]
    assert list(read_days(root / "content", "news.example,2026")) == [dt.date(2026, 11, 20), dt.date(2026, 11, 21)]
    # of publications the last one counts: somebody has confirmed its day, where an earlier one is later
    rows: tuple[PublicationRow, ...] = ()
    for number, day in enumerate((dt.date(2031, 5, 1), dt.date(2026, 11, 22)), start=1):
        rows = with_row(rows, PublicationRow(number, day, "none", day, "0" * 64, "0" * 64, ""), "news.example,2026")
    (root / "content/publications.tsv").write_bytes(ledger_file(rows))
    assert list(read_days(root / "content", "news.example,2026"))[2:] == [dt.date(2026, 11, 22)]
    commit_all(root)
    (root / "new folder").mkdir()
    (root / "new folder/ə.md").write_text("words\n", "utf-8")
    assert state(root).changed == ("new folder/",)
    assert (state(root).ahead, of_git(state(root))[2]) == (1, "missing unpushed")
    git(root, "switch", "--quiet", "--detach")
    assert of_git(state(root)) == ["missing uncommitted", "missing detached", "ok remote"]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return new_keys(tmp_path_factory.mktemp("doctor") / "pair")


def of_archive(root: Path, content: dict[str, str | bytes] | None = None, **changes: object) -> list[Point]:
    """Examine an archive in a repository of its own, of which all is committed."""
    desk = desk_with(root, {"briefings/2023/a/en.md": briefing_file(), **(content or {})})
    (root / ".gitignore").write_text("/store\n/output\n*.key\n", "utf-8")
    commit_all(root)
    settings = settings_of(root / "content", root / "store", NEWSROOM=OWN, SITEURL="https://archive.newsroom.net")
    settings |= {"CHECKSUMS": True, "SITENAME": "Tbilisi Archive", **changes}
    newsroom = Newsroom(**OWN)  # type: ignore[arg-type]
    keys, url = settings.get("SIGNING_KEYS", ()), str(settings["SITEURL"])
    desk = replace(desk, site=replace(desk.site, newsroom=newsroom, url=url, signing_keys=keys))
    return list(doctor.Doctor(desk, settings).points())


def test_an_archive_is_examined_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = of_archive(tmp_path)
    # the tests' newsroom has the catalogues of our archive, whose name is not that of this one
    assert [str(each.values["line"]).partition(" is ")[0] for each in found if each.key == "left"] == [
        "site.name (az)",
        "site.name (en)",
        "site.name (ru)",
    ]
    keys = [f"{each.state} {each.key}" for each in found if each.key != "left"]
    assert "unknown host-none" in keys
    assert [key for key in keys if key.startswith(("missing", "later"))] == ["later remote-none"]


def test_a_shallow_clone_and_a_machine_without_git_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_archive(tmp_path)
    repository = repository_of(tmp_path / "content")
    assert repository
    (tmp_path / ".git/shallow").write_text(f"{repository.head()}\n", "utf-8")
    assert not state(tmp_path).whole
    assert of_git(state(tmp_path))[0] == "missing git-shallow"
    monkeypatch.setattr(doctor, "is_installed", lambda: False)
    assert [each for each in told(of_archive(tmp_path / "other")) if "git" in each] == ["missing git-absent"]


def test_settings_of_a_local_build_are_not_those_of_a_publication(tmp_path: Path) -> None:
    assert "missing local" in told(of_archive(tmp_path, SITEURL="", CHECKSUMS=False))


def problem(points: list[Point], key: str) -> str:
    (found,) = (str(each.values["problem"]) for each in points if each.key == key)
    return found


@pytest.mark.usefixtures("_with_the_plugin_that_signs")
def test_a_key_must_be_outside_of_the_repository_and_fit(
    tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNING_KEY", str(keys.secret))
    assert "ok key" in told(of_archive(tmp_path / "a", SIGNING_KEYS=(keys.public,)))
    assert "SIGNING_KEYS is not set" in problem(of_archive(tmp_path / "b"), "key-problem")
    monkeypatch.setenv("SIGNING_KEY", str(tmp_path / "none"))
    assert "No such file" in problem(of_archive(tmp_path / "c", SIGNING_KEYS=(keys.public,)), "key-problem")
    inside = tmp_path / "d" / "content" / "minisign.txt"
    inside.parent.mkdir(parents=True)
    inside.write_bytes(keys.secret.read_bytes())
    monkeypatch.setenv("SIGNING_KEY", str(inside))
    assert "move it elsewhere" in problem(of_archive(tmp_path / "d", SIGNING_KEYS=(keys.public,)), "key-problem")


def test_a_redaction_list_in_the_content_is_told(tmp_path: Path) -> None:
    found = of_archive(tmp_path, {"redactions.txt": "A name\n"}, REDACTIONS_EXPECTED=True)
    assert "fault redactions-" in problem(found, "list-problem")


def test_another_archives_tables_are_told_with_the_cure(tmp_path: Path) -> None:
    rows = "".join(f"en/2020/text-{n}/\ttext-{n}\t2020-01-02\n" for n in range(12))
    (message,) = (
        str(each.values["message"]) for each in of_archive(tmp_path, {"permalinks.tsv": rows}) if each.key == "another"
    )
    assert message.startswith("permalinks.tsv: most lines of this table are about texts that are not in this archive")
    assert "delete permalinks.tsv, revisions.tsv and publications.tsv" in message


def test_the_report_has_a_line_for_each_point_and_its_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = desk_with(tmp_path)
    points = [Point("ok", "settings"), Point("unknown", "host-none"), Point("ok", "content", {}, 1)]
    lines, status = report(points, desk)
    assert status == 0
    assert [line[:9] for line in lines[:-1]] == ["ok       ", "unknown  ", "ok       "]
    assert lines[-1] == "ok: 2, missing: 0, later: 0, unknown: 1"
    wrapped, _ = report(points, desk, 60)
    assert max(map(len, wrapped)) <= 60
    assert [line[:9] for line in wrapped[1:3]] == ["unknown  ", " " * 9]
    assert " ".join(" ".join(wrapped).split()) == " ".join(" ".join(lines).split())
    lines, status = report([*points, Point("later", "remote-none")], desk)
    assert (status, lines[3][:9]) == (0, "later    ")
    lines, status = report([*points, Point("missing", "left", {"line": "SITEURL is empty"})], desk)
    assert status == 1
    assert lines[3] == "missing  SITEURL is empty"
    assert run(argparse.Namespace(language="ru", output=""), settings_of(desk.root, tmp_path / "store")) == 1
    assert "исправить  git: тексты не лежат в репозитории" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_point_has_words_in_every_language(language: str) -> None:
    files = (doctor, publishing)
    source = "".join(Path(module.__file__).read_text("utf-8") for module in files)
    catalogue = "".join(
        (each / f"{language}.po").read_text("utf-8") for each in (NEWSROOM / "translations", *PLUGIN_WORDS)
    )
    keys = set(re.findall(r'msgid "newsroom\.doctor\.([a-z-]+)"', catalogue))
    assert len(keys) > 50
    assert [key for key in sorted(keys) if f'"{key}"' not in source and f'doctor.{key}"' not in source] == []
    named = set(re.findall(r'(?:Point\("\w+", |else )"([a-z-]+)"', source)) - {"missing", "ok"}
    assert named <= keys
    assert words()(language, "newsroom.doctor.sum", ok=1, missing=2, later=4, unknown=3).count("2") == 1
