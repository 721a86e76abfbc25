"""What `newsarchive completion` prints makes a real shell complete commands, flags, files and briefings."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from newsarchive.cli.completion import SHELLS
from newsarchive.cli.main import main

_COMPLETE = """
source ./script
COMP_WORDS=({words}) COMP_CWORD={last}
_shtab_newsarchive newsarchive "${{COMP_WORDS[COMP_CWORD]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return an archive with two briefings, and the script for bash."""
    for path in ("content/briefings/2022/a-seat-in-court", "content/briefings/2023/a-phone-is-returned", "output"):
        (tmp_path / path).mkdir(parents=True)
    assert main(["completion", "bash"]) == 0
    (tmp_path / "script").write_text(capsys.readouterr().out, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("./newsarchive", "tra"), ["translate"]),
        (("./newsarchive", "wi"), ["withdraw"]),
        (("./newsarchive", "translate", "a-s"), ["a-seat-in-court"]),
        (("./newsarchive", "keep", "a-"), ["a-phone-is-returned", "a-seat-in-court"]),
        (("./newsarchive", "withdraw", "--re"), ["--reason"]),
        (("./newsarchive", "check", "--format", "g"), ["github", "groups"]),
        (("./newsarchive", "verify", "out"), ["output"]),
        (("./newsarchive", "fiel"), [""]),
    ],
)
def test_the_tab_key_completes(folder: Path, words: tuple[str, ...], found: list[str]) -> None:
    script = _COMPLETE.format(words=" ".join(words), last=len(words) - 1)
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    assert sorted(done.stdout.splitlines()) == found


@pytest.mark.parametrize(("program", "found"), [("../newsarchive", ["a-seat-in-court"]), ("newsarchive", [""])])
def test_the_tab_key_prints_no_error_in_another_folder(folder: Path, program: str, found: list[str]) -> None:
    script = _COMPLETE.replace("./script", "../script").format(words=f"{program} translate a-s", last=2)
    done = subprocess.run(["bash", "-c", script], cwd=folder / "content", capture_output=True, text=True, check=True)
    assert (done.stdout.splitlines(), done.stderr) == (found, "")


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(word in script for word in ("withdraw", "reason", "newsarchive"))
