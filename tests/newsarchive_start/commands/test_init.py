"""`newsarchive init` refuses what it cannot use, and then writes nothing."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from newsarchive.cli.main import main
from newsarchive.cli.prompts import Question
from tests.newsarchive.cli.desks import status_of


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert status_of(main, ["init", *arguments]) == 2
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
    monkeypatch.chdir(tmp_path)
    assert _refused(capsys, "archive").endswith("give all answers as flags (init --help lists them)\n")


def test_a_sign_goes_back_to_the_questions_before_that_were_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "<|ka|<|ka, en|A|<|B|C|<|<|D|E|people||<|||||".split("|")
    asked: list[str] = []

    def ask(question: Question, _: str) -> str:
        asked.append(question.name)
        return typed.pop(0)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("newsarchive_start.commands.init.terminal_ask", lambda: ask)
    assert status_of(main, ["init", "archive", "--contact=desk@tbilisi.ge"]) == 0, capsys.readouterr().err
    assert asked == [
        *("languages", "languages", "name ka", "languages", "name ka", "name en", "name ka", "name en", "lists"),
        *("name en", "name ka", "name en", "lists", "address", "host", "address", "host", "repository"),
        *("key", "number"),
    ]
    written = (tmp_path / "archive" / ".newsarchive.json").read_text("utf-8")
    assert '"ka": "D"' in written
    assert '"en": "E"' in written
    assert capsys.readouterr().out.count("type < and press Enter") == 1


def test_a_folder_that_is_taken_or_in_a_repository_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet", "theirs"], check=True)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    (tmp_path / "link").symlink_to("taken")
    (tmp_path / "a-file").touch()
    cases = {".": "is there already, and is not an empty folder", "theirs/new": "is in the git repository"}
    cases |= dict.fromkeys(("taken", "link", "a-file"), "is there already")
    before = sorted(tmp_path.rglob("*"))
    for folder, said in cases.items():
        assert said in _refused(capsys, folder, "--languages=ka", "--name=A"), folder
    monkeypatch.chdir(tmp_path / "taken")
    assert f"{tmp_path}/a-file is there already" in _refused(capsys, "../a-file", "--languages=ka", "--name=A")
    key = _refused(capsys, "../new", "--languages=ka", "--name=A", "--key=../new/keys")
    assert f"{tmp_path}/new/keys is in a git repository" in key
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["README.md", "minisign.key", "minisign.pub"])
def test_where_the_disk_is_full_no_key_is_left_and_the_command_can_be_run_again(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, write = tmp_path / "keys", Path.write_bytes
    command = ["init", "archive", "--languages=ka", "--name=A", "--key=keys"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNING_PASSWORD", "")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write_bytes(path: Path, data: bytes) -> int:
        if path.name == name:
            raise full
        return write(path, data)

    def fdopen(handle: int, mode: str) -> BinaryIO:
        if (keys / name).exists() and os.path.samestat(os.fstat(handle), (keys / name).stat()):
            raise full
        return cast("BinaryIO", open(handle, mode))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_bytes)
        patch.setattr("newsarchive_start.commands.init.os.fdopen", fdopen)
        with pytest.raises(SystemExit):
            main(command)
    assert capsys.readouterr().err.startswith("the disk is full")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert status_of(main, command) == 0
    assert "It has no password." in capsys.readouterr().out
    assert (keys / "minisign.key").stat().st_mode & 0o777 == 0o600


def test_ctrl_c_at_the_password_leaves_not_even_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("newsarchive_start.commands.init._password", interrupted)
    assert status_of(main, ["init", "a/new/archive", "--languages=ka", "--name=A", "--key=keys"]) == 130
    assert list(tmp_path.iterdir()) == []


def test_what_is_printed_to_type_next_works_in_a_shell_whatever_the_folders_names_have(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNING_PASSWORD", "")
    assert status_of(main, ["init", "Nino's $HOME", "--languages=en", "--name=A", "--key=the keys"]) == 0
    lines = capsys.readouterr().out.splitlines()
    steps = [line.strip() for line in lines if line.startswith("    cd ")]
    sign = next(line.partition(": ")[2] for line in lines if line.startswith("To sign "))
    script = "; ".join((sign.replace("./newsarchive publish", "printenv SIGNING_KEY"), *steps, "pwd"))
    done = subprocess.run(["sh", "-ec", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [str(tmp_path / "the keys/minisign.key"), str(tmp_path / "Nino's $HOME")]


def test_a_tilde_is_the_home_folder_also_where_no_shell_has_replaced_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["en", "A", "", "", "", "", "", "~/keys", ""]

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SIGNING_PASSWORD", "")
    monkeypatch.setattr("newsarchive_start.commands.init.terminal_ask", lambda: lambda _question, _wrong: typed.pop(0))
    # as `newsarchive init ~/archive` passes it on in zsh
    assert status_of(main, ["init", "~/archive"]) == 0, capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "here", "keys"]
    assert not any((tmp_path / "here").iterdir())
    assert "lists of names  –" in capsys.readouterr().out
