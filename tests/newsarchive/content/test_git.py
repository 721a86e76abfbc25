"""Git is asked of the repository around the content alone, and nothing else sets its answers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import newsarchive.content.git as git_module
from newsarchive.build.guards import history_mark, is_uncommitted
from newsarchive.content.git import GitError, Repository, repository_of
from newsarchive.content.typed_text import LARGEST_TEXT, Place
from newsarchive.content.versions import clean_commit, history, history_problem, version_of
from newsarchive_start.commands.doctor import read_git
from tests.newsarchive.cli.desks import commit_all, git

PATH = "briefings/2023/a/en.md"
PLACE = Place(PATH, "briefings/2023/a", "briefing", "en")
OTHER = 12345


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return the content of a repository with two states of a text."""
    content = tmp_path / "project/content"
    write(content, "One.")
    (content / "revisions.tsv").write_bytes(b"")
    commit_all(content.parent)
    write(content, "Two.")
    commit_all(content.parent)
    return content


def write(content: Path, words: str, path: str = PATH) -> None:
    (content / path).parent.mkdir(parents=True, exist_ok=True)
    (content / path).write_text(f"---\ntitle: A title\n---\n\n{words}\n", "utf-8")


def states(content: Path) -> list[str]:
    versions = (version_of(data, PLACE) for _, data in history(content, [PLACE]))
    return [version.body.strip() for version in versions if version]


def found(content: Path, path: Path | None = None) -> Repository:
    repository = repository_of(content, path)
    assert repository is not None
    return repository


# --- which repository


def test_the_repository_around_the_content_is_used(content: Path) -> None:
    assert found(content) == Repository(content.parent, content.parent / ".git")
    assert states(content) == ["Two.", "One."]


def test_a_repository_inside_the_content_is_never_used(content: Path) -> None:
    inside = content / "briefings/2023/a"
    for folder in (content, inside):
        git(folder, "init", "--quiet")
    for path in (None, inside / "en.md", content / "redactions.txt"):
        assert found(content, path).top == content.parent
    shutil.rmtree(content.parent / ".git")
    assert repository_of(content) is None
    assert states(content) == []


@pytest.mark.parametrize("way", ["file", "link"])
def test_a_git_directory_inside_the_content_is_refused(content: Path, way: str) -> None:
    own = content.parent / ".git"
    own.rename(content / "assets")
    if way == "link":
        own.symlink_to(content / "assets")
    else:
        own.write_text("gitdir: content/assets\n", "utf-8")
    with pytest.raises(GitError, match="inside the content, where no repository is allowed"):
        repository_of(content)


def test_a_worktree_and_a_submodule_are_used(content: Path, tmp_path: Path) -> None:
    git(content.parent, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert states(tmp_path / "tree/content") == ["Two.", "One."]
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(content.parent), "site")
    assert (outer / "site/.git").is_file()
    assert states(outer / "site/content") == ["Two.", "One."]


def test_a_file_elsewhere_has_its_own_repository(content: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    git(keys, "init", "--quiet")
    assert found(content, keys / "minisign.key").top == keys


@pytest.mark.parametrize("path", [".", ".git"])
def test_a_repository_of_another_user_is_refused(content: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)
    place = content.parent / path
    if os.geteuid() == 0:
        os.chown(place, OTHER, OTHER)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: OTHER)
    owner = place.stat().st_uid
    with pytest.raises(GitError, match=rf"belongs to another user \(number {owner}\)"):
        repository_of(content)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("SUDO_UID", str(owner))
    assert states(content) == ["Two.", "One."]


def test_no_other_module_calls_git() -> None:
    plugins = Path(git_module.__file__).parents[1]
    calling = re.compile(r"""[\[(]["']git["']""")
    assert [path.name for path in plugins.rglob("*.py") if calling.search(path.read_text("utf-8"))] == ["git.py"]


# --- what it runs


def _trap(repository: Path, ran: Path) -> None:
    """Let a repository's own settings name programs wherever git may run one."""
    program = repository.parent / "program.sh"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {ran}\ncat\n', "utf-8")
    program.chmod(0o755)
    for name in ("evil", "a=b", "Aa.b"):
        for way in ("clean", "smudge", "process"):
            git(repository, "config", f"filter.{name}.{way}", f"{program} {way}")
        git(repository, "config", f"filter.{name}.required", "true")
        git(repository, "config", f"diff.{name}.textconv", str(program))
        git(repository, "config", f"diff.{name}.command", str(program))
    names = "core.fsmonitor diff.external core.pager pager.status pager.log gpg.program core.sshCommand".split()
    for name in (*names, "core.editor", "credential.helper", "core.alternateRefsCommand"):
        git(repository, "config", name, str(program))
    git(repository, "config", "log.showSignature", "true")
    attributes = "*.md filter=evil diff=evil\n*.tsv filter=a=b diff=a=b\n*.sh filter=Aa.b\n"
    (repository / ".git/info").mkdir(exist_ok=True)
    (repository / ".git/info/attributes").write_text(attributes, "utf-8")
    hooks = repository / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction"):
        shutil.copy(program, hooks / name)


def _signed_commit(project: Path) -> None:
    """Commit once more, with a signature that git may show."""
    raw = subprocess.run(["git", "cat-file", "commit", "HEAD"], cwd=project, check=True, capture_output=True).stdout
    head, _, message = raw.partition(b"\n\n")
    lines = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n abcd\n -----END PGP SIGNATURE-----"
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin"]
    signed = b"\n".join((head, lines, b"", message))
    done = subprocess.run(command, cwd=project, check=True, capture_output=True, input=signed)
    git(project, "reset", "--quiet", "--soft", done.stdout.decode().strip())


def test_no_program_runs_that_the_settings_of_a_repository_name(content: Path, tmp_path: Path) -> None:
    project, ran = content.parent, tmp_path / "ran"
    inner = tmp_path / "inner/content"
    write(inner, "One.")
    commit_all(inner.parent)
    git(project, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.parent), "inner")
    commit_all(project)
    _signed_commit(project)
    _trap(project, ran)
    own = Path((project / "inner/.git").read_text("utf-8").removeprefix("gitdir:").strip())
    settings = f'[core]\n fsmonitor = {tmp_path}/program.sh\n[filter "evil"]\n clean = {tmp_path}/program.sh\n'
    (project / "inner" / own / "config").write_text(
        f"{(project / 'inner' / own / 'config').read_text('utf-8')}{settings}", "utf-8"
    )
    (project / "inner" / own / "info").mkdir(exist_ok=True)
    (project / "inner" / own / "info/attributes").write_text("* filter=evil\n", "utf-8")
    for path in (content / PATH, content / "revisions.tsv", project / "inner/content" / PATH):
        os.utime(path, (1, 1))  # so that git must read it again
    state = read_git(found(content))
    assert (state.changed, state.branch != "") == ((), True)
    status = found(content).ask("status", "--porcelain", "-z")
    assert status is not None
    assert status.stdout == b""
    for path in (content / PATH, content / "revisions.tsv"):
        assert not is_uncommitted(content, path)
    assert states(content) == ["Two.", "One."]
    assert clean_commit(content)
    assert not ran.exists(), ran.read_text("utf-8")


# --- what it answers


@pytest.mark.parametrize("setting", ["log.showRoot=false", "diff.renames=false", "core.bare=true"])
@pytest.mark.parametrize("where", ["user", "repository"])
def test_settings_change_no_history(
    content: Path, tmp_path: Path, setting: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, value = setting.split("=")
    if where == "repository":
        git(content.parent, "config", name, value)
    else:
        git(content.parent, "config", "--file", str(tmp_path / "settings"), name, value)
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    assert states(content) == ["Two.", "One."]


def test_the_environment_changes_nothing(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = states(content), clean_commit(content), not history_problem(content), history_mark(content)
    git(tmp_path, "init", "--quiet", "elsewhere")
    for name in ("GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere/.git"))
    after = states(content), clean_commit(content), not history_problem(content), history_mark(content)
    assert after == before
    assert all(after)


def test_a_text_that_was_renamed_removed_and_merged_keeps_its_states(content: Path) -> None:
    project = content.parent
    git(project, "rm", "--quiet", f"content/{PATH}")
    commit_all(project)
    write(content, "Three.", "briefings/2023/b/en.md")
    commit_all(project)
    git(project, "mv", "content/briefings/2023/b", "content/briefings/2023/a")
    commit_all(project)
    git(project, "switch", "--quiet", "-c", "side")
    write(content, "Four.")
    commit_all(project)
    git(project, "switch", "--quiet", "-")
    git(project, "merge", "--quiet", "--no-ff", "--no-edit", "side")
    assert list(dict.fromkeys(states(content))) == ["Four.", "Three."]


def test_a_failure_is_an_error_and_not_an_empty_history(content: Path) -> None:
    for path in (content.parent / ".git/objects").glob("??/*"):
        path.chmod(0o600)
        path.write_bytes(b"broken")
    with pytest.raises(GitError, match=r"“git log” failed in .*“git fsck”"):
        states(content)


def test_a_file_that_leads_to_no_repository_is_an_error(content: Path) -> None:
    shutil.rmtree(content.parent / ".git")
    (content.parent / ".git").write_text("gitdir: /nowhere\n", "utf-8")
    with pytest.raises(GitError, match="leads to no repository: repair it"):
        repository_of(content)


def test_without_a_commit_or_git_there_is_no_history(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(content.parent / ".git")
    git(content.parent, "init", "--quiet")
    assert (states(content), clean_commit(content)) == ([], "")
    commit_all(content.parent)
    assert states(content) == ["Two."]
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert (states(content), clean_commit(content), history_problem(content)) == ([], "", "no git")


# --- a long history


def heavy(number: int, size: int) -> bytes:
    front = "".join(f"a{line}: [{'x,' * 90}x]\n" for line in range(size // 200))
    return f"---\ntitle: A title\n{front}---\n\nNumber {number}.\n".encode()


def commit_states(content: Path, states: list[bytes]) -> None:
    """Commit states of the text, faster than by a process for each."""
    parent = found(content).head()
    branch = found(content).output("symbolic-ref", "HEAD").decode().strip()
    stream = b""
    for number, data in enumerate(states):
        stream += b"commit %s\ncommitter a <a@example.org> %d +0000\ndata 1\nx\n" % (
            branch.encode(),
            1700000000 + number,
        )
        stream += b"from %s\n" % parent.encode() if not number else b""
        stream += b"M 100644 inline content/%s\ndata %d\n%s\n" % (PATH.encode(), len(data), data)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=content.parent, input=stream, check=True)


def test_each_state_is_looked_at_once_newest_first(content: Path) -> None:
    commit_states(content, [heavy(number, 0) for number in (1, 2, 1, 3)])
    assert states(content)[:3] == ["Number 3.", "Number 1.", "Number 2."]


def test_a_state_that_is_too_large_for_a_text_is_left_out_of_the_history(content: Path) -> None:
    commit_states(content, [heavy(1, 0), heavy(2, LARGEST_TEXT * 2), heavy(3, 0), b"", heavy(4, 0)])
    assert states(content)[:3] == ["Number 4.", "Number 3.", "Number 1."]


def test_each_blob_is_read_whole_and_one_that_is_lost_is_an_error(content: Path) -> None:
    written = [b"", b"one\ntwo", b"\n" * 40, bytes(range(256)), b"last\n"]
    ids = [
        subprocess.run(
            ["git", "hash-object", "-w", "--stdin"], cwd=content.parent, input=data, check=True, capture_output=True
        )
        .stdout.decode()
        .strip()
        for data in written
    ]
    assert found(content).blobs(ids) == written
    for asked in (["0" * 40], [*ids, "0" * 40]):
        with pytest.raises(GitError, match=r"“git cat-file” failed in .*“git fsck”"):
            found(content).blobs(asked)
