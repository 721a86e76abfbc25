"""What follows `TO=`, and what a hostile target answers."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

import pytest

from newsarchive_publish.deploying import targets, tools
from newsarchive_publish.deploying.rclone import RcloneTarget, rclone_tool
from newsarchive_publish.deploying.record import (
    MOST_RECORD,
    RECORD,
    Journal,
    RunningError,
    TargetRecord,
    journal_of,
    left_at,
    parse_record,
)
from newsarchive_publish.deploying.releases import ReleaseFolder
from newsarchive_publish.deploying.rsync import RsyncTarget, _entries, _literal, ssh_tool
from newsarchive_publish.deploying.targets import TargetPlace, bounded, place_of
from newsarchive_publish.deploying.tools import Tool, ToolFault, reason_of
from newsarchive_publish.integrity.copies import FolderCopy


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("/srv/archive", TargetPlace("folder", "/srv/archive")),
        ("../www", TargetPlace("folder", "../www")),
        ("./odd:name", TargetPlace("folder", "./odd:name")),
        ("user@host:/srv/archive", TargetPlace("ssh", "user@host:/srv/archive")),
        ("host.example:www", TargetPlace("ssh", "host.example:www")),
        ("user@[::1]:/srv", TargetPlace("ssh", "user@[::1]:/srv")),
        ("rclone:remote:bucket/path", TargetPlace("rclone", "remote:bucket/path")),
        ("rclone:remote:", TargetPlace("rclone", "remote:")),
    ],
)
def test_a_target_is_understood(text: str, place: TargetPlace) -> None:
    assert place_of(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-e sh:x",
        "--rsh=sh:/x",
        "user@-oProxyCommand=x:/srv",
        "-user@host:/srv",
        "host:",
        "host:-x",
        "file:///srv/archive",
        "ssh://user@host/srv/archive",
        "https://archive.example/",
        "host::module/path",
        "rclone:",
        "rclone:remote",
        "rclone::s3,access_key_id=x:bucket",
        "rclone:remote,secret_access_key=x:bucket",
        "rclone:-x:y",
        "user@host:/srv\nx",
    ],
)
def test_a_target_is_no_option_and_holds_no_secret(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        place_of(text)


def test_a_list_of_a_hostile_target_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = ["../x", "/x", "a//b", "a/./b", "", "a\x1b[2Jb", "a\nb", "x" * 5000, "\udcff"]
    assert bounded([(path, 1) for path in [*odd, "en/index.html", "Ünvan və boşluq.pdf"]]) == {
        "en/index.html": 1,
        "Ünvan və boşluq.pdf": 1,
    }
    monkeypatch.setattr(targets, "MOST_FILES", 10)
    with pytest.raises(ToolFault, match="too-much"):
        bounded((str(number), 1) for number in range(11))


def test_what_rsync_lists_is_parsed() -> None:
    listed = (
        b"drwxr-xr-x        4096 2026/11/27 21:33:01 .\n"
        b"-rw-r--r--          17 2026/11/27 21:33:01 a/y z\n"
        b"lrwxrwxrwx           3 2026/11/27 21:33:01 link -> /etc/passwd\n"
        b"-rw-r--r--+          4 2026/11/27 21:33:01 two\\#012lines -> x\n"
        b"\n-rw-r--r-- nonsense\n"
    )
    assert dict(_entries(listed)) == {"a/y z": 17, "two\nlines -> x": 4}
    assert _literal("a/b\\c") == "a/b\\c"
    assert _literal("a/[b]*?\\c") == r"a/\[b]\*\?\\c"


def _rsync(tmp_path: Path, folder: Path, banner: str = "") -> RsyncTarget:
    """Return a folder of this machine as one that rsync reaches over ssh, which repeats what the server says first."""
    shell = tmp_path / "shell"
    shell.write_text(f'#!/bin/sh\nshift\necho "{banner}" >&2\nexec sh -c "$*"\n', "utf-8")
    shell.chmod(0o755)
    return RsyncTarget(f"h:{folder}", ssh_tool(tmp_path / "log", (), str(shell)))


def test_a_whole_file_system_is_a_target(tmp_path: Path) -> None:
    """Only root may read its folder lost+found, and rsync and rclone fail where they may not read."""
    found = tmp_path / "there/lost+found"
    found.mkdir(parents=True)
    (found / "x").write_text("x", "utf-8")
    assert _rsync(tmp_path, tmp_path / "there").sizes() == {}
    assert RcloneTarget(str(tmp_path / "there"), rclone_tool(tmp_path / "log", ())).sizes() == {}
    assert ReleaseFolder(tmp_path / "there").strangers() == []
    (tmp_path / "there/own").mkdir()
    assert ReleaseFolder(tmp_path / "there").strangers() == ["own"]


def test_a_folder_of_another_user_keeps_its_permissions_and_a_new_one_is_open(tmp_path: Path) -> None:
    """Who owns a folder may let a group write there; only the owner may change its permissions."""
    (tmp_path / "index.html").write_text("x", "utf-8")
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o770)
    mask = os.umask(0o077)
    try:
        for name in ("there", "new"):
            target = _rsync(tmp_path, tmp_path / name)
            assert target.sizes() == {}
            target.upload(["index.html"], tmp_path)
    finally:
        os.umask(mask)
    modes = {path: (tmp_path / path).stat().st_mode & 0o777 for path in ("there", "new", "new/index.html")}
    assert modes == {"there": 0o770, "new": 0o755, "new/index.html": 0o644}


BANNER = "Unauthorised access is forbidden. Quota: none. Connection refused? No route to you!"


def test_a_new_folder_is_empty_whatever_the_server_says_to_everybody(tmp_path: Path) -> None:
    target = _rsync(tmp_path, tmp_path / "new", BANNER)
    assert target.sizes() == {}
    target.fetch(["STATE"], tmp_path, 100)
    with pytest.raises(ToolFault, match="no-folder"):
        _rsync(tmp_path, tmp_path / "new/deep", BANNER).upload(["shell"], tmp_path)


def test_ssh_does_not_repeat_what_a_server_says_to_everybody(tmp_path: Path) -> None:
    assert "-o LogLevel=ERROR" in ssh_tool(tmp_path / "log", (), "").command[-1]


def test_no_name_of_a_file_is_a_comment_or_a_rule_to_rsync(tmp_path: Path) -> None:
    ours, there, back = (tmp_path / name for name in ("ours", "there", "back"))
    names = ["#c", ";c", "#d/x", "+ x", "- y", "[ab]", "--opt", ".f", " lead"]
    for folder in (ours, there, back, ours / "#d"):
        folder.mkdir()
    for name in names:
        (ours / name).write_text(name, "utf-8")
    target = _rsync(tmp_path, there)
    assert target.differing(names, ours) == set(names)
    target.upload(names, ours)
    assert dict(target.sizes()) == {name: len(name) for name in names}
    assert target.differing(names, ours) == set()
    target.fetch(names, back, 100)
    assert sorted(path.relative_to(back).as_posix() for path in back.rglob("*") if path.is_file()) == sorted(names)
    target.delete(names)
    assert target.sizes() == {}


def _tool(tmp_path: Path, code: str) -> Tool:
    return Tool("it", (sys.executable, "-c", code), tmp_path / "log")


def test_a_program_is_bounded_and_its_words_are_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MOST_ANSWER", 1000)
    monkeypatch.setattr(tools, "MOST_SAID", 1000)
    echo = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()); print('said ' * 2000, file=sys.stderr)"
    assert _tool(tmp_path, echo).run((), b"x" * 1000).output == b"x" * 1000
    assert 1000 < (tmp_path / "log").stat().st_size < 1100
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600
    with pytest.raises(ToolFault, match="too-much"):
        _tool(tmp_path, "while True: print('x' * 1000)").run(())
    with pytest.raises(ToolFault) as refused:
        _tool(tmp_path, "raise SystemExit('news@secret.example: Permission denied (publickey)')").run(())
    assert (refused.value.reason, str(refused.value)) == ("refused", "refused it 1")
    with pytest.raises(ToolFault, match="no-tool"):
        Tool("it", (str(tmp_path / "absent"),), tmp_path / "log").run(())


def test_a_network_that_fails_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_PAUSES", (0.0, 0.0))
    count = f"open({str(tmp_path / 'runs')!r}, 'a').write('x'); raise SystemExit(12)"
    flaky = Tool("it", (sys.executable, "-c", count), tmp_path / "log", passing=(12,))
    with pytest.raises(ToolFault, match="failed it 12"):
        flaky.run(())
    assert (tmp_path / "runs").read_text() == "xxx"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Host key verification failed.", "host-key"),
        ("Permission denied (publickey).", "refused"),
        ("api error InvalidAccessKeyId: …", "refused"),
        ("ssh: connect to host x port 9: Connection refused", "unreachable"),
        ("ssh: Could not resolve hostname x: Name or service not known", "unreachable"),
        ('write failed on "/srv/x": No space left on device (28)', "full"),
        ('change_dir "/srv/none" failed: No such file or directory (2)', "no-folder"),
        ("didn't find section in config file", "no-remote"),
        ("anything else", "failed"),
        ("en/2026/old/index.html: Failed to copy: preallocate: file too big for remaining disk space", "full"),
        # what a file or a folder is called is no reason
        ("en/2026/forbidden/index.html: Failed to copy: insufficient storage", "full"),
        ('rsync: [receiver] mkstemp "/srv/quota/en/.x" failed: Read-only file system (30)', "failed"),
        ('rsync: [sender] opendir "/srv/our forbidden texts/en/2026" failed: Input/output error (5)', "failed"),
    ],
)
def test_why_a_program_failed_is_told_by_a_word_of_ours(said: str, reason: str) -> None:
    assert reason_of(said) == reason


def test_a_record_of_a_hostile_target_is_bounded() -> None:
    good = TargetRecord("run", "key", 7, done=True, waiting={"en/search/t.json": 5})
    assert parse_record(good.encoded()) == good
    for data in (b"", b"[]", b"{", b"[" * 100_000, b'{"run": 1}', good.encoded() + b" " * MOST_RECORD):
        assert parse_record(data) is None
    odd = parse_record(TargetRecord("run", "key", 7, waiting={"../x": 1, "a\x1b": 1, "a": 1}).encoded())
    assert odd
    assert odd.waiting == {"a": 1}
    assert TargetRecord("r", "k", 1000).is_running(1000 + 60)
    assert not TargetRecord("r", "k", 1000).is_running(1000 + 3600)
    assert not TargetRecord("r", "k", 10**15).is_running(1000)


def test_a_copy_may_have_what_a_deployment_leaves_and_nothing_else(tmp_path: Path) -> None:
    assert left_at(FolderCopy(tmp_path)) == set()
    waiting = {"en/search/t.json": 5, "en/search/r1.json": 5, "en/index.html": 5}
    (tmp_path / RECORD).write_bytes(TargetRecord("run", "key", 7, waiting=waiting).encoded())
    assert left_at(FolderCopy(tmp_path)) == set()
    for run in ("", "0123456789abcdef"):
        (tmp_path / RECORD).write_bytes(TargetRecord(run, "0" * 64, 7, waiting=waiting).encoded())
        assert left_at(FolderCopy(tmp_path)) == {RECORD, "en/search/t.json"}


def test_a_journal_goes_on_with_the_same_publication_only(tmp_path: Path) -> None:
    with journal_of(tmp_path, "target") as journal:
        run = journal.begin("one")
        journal.note("add", ["a", "b"])
        journal.note("delete", ["c"])
        with pytest.raises(RunningError), journal_of(tmp_path, "target"):
            pass
        with journal_of(tmp_path, "another"):
            pass
    path = next(tmp_path.glob("*.journal"))
    path.write_bytes(path.read_bytes() + b'{"act": "ad')  # the machine stopped here
    with journal_of(tmp_path, "target") as journal:
        assert journal.done("add", "change") == {"a", "b"}
        assert journal.begin("one") == run
        assert journal.begin("two") != run
        assert journal.done("add") == set()
        journal.end()
    with journal_of(tmp_path, "target") as journal:
        assert journal.run == ""
        assert isinstance(journal, Journal)
