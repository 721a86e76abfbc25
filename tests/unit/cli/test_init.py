"""`newsarchive init` refuses what it cannot use, and then writes nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from newsarchive.cli.main import main


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["init", *arguments]) == 1
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--name=A",), "--languages is missing"),
        (("--languages=Georgian", "--name=A"), "did you mean ka?"),
        (("--languages=ka",), "--name is missing: The archive's name in Georgian / ქართული"),
        (("--languages=ka,en", "--name=en=A"), "in Georgian"),
        (("--languages=ka", "--name=A", "--contact=desk"), "--contact: "),
        (("--languages=ka", "--name=A", "--address=tbilisi.ge"), "write it as https://tbilisi.ge"),
        (("--languages=ka", "--name=A", "--host=cloud"), "github, server, elsewhere"),
        (("--languages=ka", "--name=A", "--generator=a.whl"), "https address"),
        (("--languages=ka", "--name=A", "--generator=https://a.test/b.whl"), "is not the address of newsarchive-"),
        (("--languages=ka", "--name=A", "--key=archive/key"), "is in a git repository"),
    ],
)
def test_a_wrong_answer_writes_nothing(
    tmp_path: Path,
    flags: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in _refused(capsys, "archive", *flags)
    assert list(tmp_path.iterdir()) == []


def test_where_nobody_can_be_asked_the_command_is_named_that_has_the_flags(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # as `make init` does, which knows no flags
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.executable", str(tmp_path / ".venv/bin/python"))
    assert _refused(capsys, "archive").endswith("as flags: .venv/bin/newsarchive init --help\n")


def test_a_folder_that_is_taken_or_in_a_repository_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet", "theirs"], check=True)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    (tmp_path / "link").symlink_to("taken")
    (tmp_path / "a-file").touch()
    cases = {".": "name a new folder", "theirs/new": "is in the git repository"}
    cases |= dict.fromkeys(("taken", "link", "a-file"), "is there already")
    before = sorted(tmp_path.rglob("*"))
    for folder, said in cases.items():
        assert said in _refused(capsys, folder, "--languages=ka", "--name=A"), folder
    monkeypatch.chdir(tmp_path / "taken")
    assert f"{tmp_path}/a-file is there already" in _refused(capsys, "../a-file", "--languages=ka", "--name=A")
    key = _refused(capsys, "../new", "--languages=ka", "--name=A", "--key=../new/keys")
    assert f"{tmp_path}/new/keys is in a git repository" in key
    assert sorted(tmp_path.rglob("*")) == before
