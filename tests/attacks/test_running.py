"""What no content may make a command do would be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks import running
from tests.attacks.running import lay, run, script


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("open('{room}/repository/content/new', 'w')", "wrote {room}/repository/content/new"),
        ("open('{room}/repository/output/../new', 'w')", "wrote {room}/repository/new"),
        ("import os; os.symlink('/etc', '{room}/repository/content/link')", "os.symlink /etc {room}"),
        (
            "import os; os.remove('{room}/repository/content/tags.yaml')",
            "os.remove {room}/repository/content/tags",
        ),
        ("open('{room}/secret/en.md').read()", "read {room}/secret/en.md"),
        ("import os; os.chdir('{room}/repository/content'); open('../../secret/en.md')", "read {room}/secret/en.md"),
        ("import os; os.system('true')", "started b'true'"),
        ("import subprocess; subprocess.run(['sh', '-c', 'true'])", "started sh"),
        ("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))", "network socket"),
        ("import socket; socket.getaddrinfo('127.0.0.1', 80)", "network socket.getaddrinfo"),
        ("exec(compile('1', '{room}/repository/content/conftest.py', 'exec'))", "ran {room}/repository/content/conf"),
    ],
)
def test_what_a_command_does_is_seen(code: str, event: str, tmp_path: Path) -> None:
    lay(tmp_path)
    done = script(tmp_path, code.format(room=tmp_path))
    assert any(each.startswith(event.format(room=tmp_path)) for each in done.events), (done.events, done.said)


def test_what_a_warm_command_does_is_seen_and_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path)
    monkeypatch.setattr(running, "_OURS", ("output", ".output.", ".newsroom-"))
    done = run(tmp_path, warm=True)
    assert any(each.startswith(f"wrote {tmp_path}/repository/.store/") for each in done.events), done.events
    assert all("/repository/.store" in each for each in done.events), done.events
    assert 0.1 < done.seconds < 20
    assert 40 < done.megabytes < 500


def test_what_a_command_takes_is_measured_and_what_it_changes_is_seen(tmp_path: Path) -> None:
    lay(tmp_path)
    held = b"x" * 600_000_000
    done = script(tmp_path, f"a = b'x' * 300_000_000; sum(range(10**7)); open('{tmp_path}/repository/content/a', 'w')")
    assert 280 < done.megabytes < 500, f"counted with the {len(held)} bytes that the tests hold"
    assert 0.1 < done.seconds < 20
    assert done.changed == (str(tmp_path / "repository/content/a"),)


def test_memory_has_an_end(tmp_path: Path) -> None:
    lay(tmp_path)
    done = script(tmp_path, "a = bytearray(4 * 1024 ** 3)")
    assert "MemoryError" in done.said
    assert done.status == 1


@pytest.mark.long
def test_a_good_archive_is_built_and_nothing_is_said_against_it(tmp_path: Path) -> None:
    lay(tmp_path)
    run(tmp_path).assert_built()
