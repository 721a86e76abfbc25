"""Same commit, same bytes, whoever builds, wherever and when.

By another user, in another folder, time zone and locale, with another hash seed, mask, order and times of files and
number of processors, with and without a store.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keys import new_keys
from tests.sites import PUBLIC, ROOT, Recipe, run_pelican

PARTS = ("plugins", "theme", "tests/newsroom")
HOSTILE = [
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C", "LANG": "C"},
    {"TZ": "America/Anchorage", "PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "LANG": "az_AZ.UTF-8"},
]
NOBODY = 65534
MASK = 0o077

# after the archive's first day, while a notice runs
LATER_DAY = "1798761600"


def _copy(target: Path, own: Recipe, *, backwards: bool = False) -> Path:
    """Copy what a build of a site needs, file by file in either order, each with a time of its own."""
    files = []
    settings = [own.conf.parent] if own.conf.parent != ROOT else [ROOT / "pelicanconf.py", ROOT / "publishconf.py"]
    for source in (*(ROOT / part for part in PARTS), own.content, *settings):
        files += [source] if source.is_file() else [each for each in source.rglob("*") if each.is_file()]
    files = sorted(each for each in {*files} if "__pycache__" not in each.parts)
    for age, file in enumerate(reversed(files) if backwards else files):
        copy = target / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        os.utime(copy, (1_000_000_000 + age * 977, 1_000_000_000 + age * 977))
    return target


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _differences(one: Path, other: Path, files: int = 100) -> list[str]:
    """Return the paths of what differs in two folders, which have more than so many files."""
    first, second = _bytes(one), _bytes(other)
    assert len(first) > files
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))


def test_two_builds_in_hostile_surroundings_are_the_same_bytes(tmp_path: Path, own: Recipe) -> None:
    outputs = []
    # the first surroundings are those of the tests; in both hostile ones something is published below
    for number, surroundings in enumerate(({}, HOSTILE[1])):
        copy = _copy(tmp_path / ("a" if number else "a longer path ə") / "checkout", own, backwards=bool(number))
        conf, output, cold = copy / own.conf.relative_to(ROOT), copy / "output", bool(number)
        done = run_pelican(conf, output, cwd=copy, cold=cold, SOURCE_DATE_EPOCH=LATER_DAY, **surroundings)
        assert done.returncode == 0, done.stderr
        outputs.append(output)
    assert _differences(*outputs) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="reproducible-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _as_a_stranger() -> list[str]:
    """How a command runs as another user and on one processor, as far as whoever runs the tests can have that.

    Where the tests' Python lies in a closed folder, the stranger may look into it.
    """
    processor = ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0)))]
    other = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    looking = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    for stranger in (other, [*other, *looking]):
        # the first program after the change may still be found by the rights of before
        look = [*stranger, *processor, sys.executable, "-c", "import pelican"]
        if os.getuid() == 0 and subprocess.run(look, capture_output=True, check=False).returncode == 0:
            return [*stranger, *processor]
    return processor


def _committed(copy: Path, owner: int) -> str:
    """Let a copy be a repository of one user; its commit."""
    (copy / ".gitignore").write_text("__pycache__/\n", "utf-8")
    moment = "2026-11-25T12:00:00Z"
    env = {**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment, "GIT_CONFIG_GLOBAL": "/dev/null"}
    names = ("-c", "user.name=desk", "-c", "user.email=desk@news.example", "-c", "core.fileMode=false")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "All"], ["rev-parse", "HEAD"]):
        done = subprocess.run(
            ["git", *names, *arguments], cwd=copy, env=env, check=True, capture_output=True, text=True
        )
    for path in (copy.parent, *copy.parent.rglob("*")):
        os.chown(path, owner, owner)
    return done.stdout.strip()


def _published(copy: Path, conf: Path, output: Path, *prefix: str, mask: int, **environment: str) -> dict[str, bytes]:
    command = [*prefix, sys.executable, "-m", "pelican", "-s", str(copy / conf), "-o", str(output), "--fatal", "errors"]
    env = {**os.environ, "SITEURL": PUBLIC, "FIXTURE_SITEURL": PUBLIC, "RECORDS": "no", "ALLOW_PLACEHOLDERS": "1"}
    env |= {
        "SOURCE_DATE_EPOCH": LATER_DAY,
        "STORE_PATH": str(copy.parent / "store"),
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    done = subprocess.run(command, cwd=copy, env=env, umask=mask, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return _bytes(output)


@pytest.mark.long
def test_a_stranger_publishes_the_same_sums_from_the_same_commit(open_folder: Path, own: Recipe) -> None:
    conf = own.published.relative_to(ROOT)
    keys = new_keys(open_folder / "keys")
    keys.secret.chmod(0o644)
    (open_folder / "home").mkdir(mode=0o777)
    copies, commits = [], []
    stranger = _as_a_stranger()
    for number in range(2):
        copy = _copy(open_folder / ("a" if number else "a longer path ə") / "checkout", own, backwards=bool(number))
        with (copy / conf).open("a", encoding="utf-8") as file:
            file.write(f"\nSIGNING_KEYS = ({keys.public!r},)\n")
        commits.append(_committed(copy, NOBODY if number and "setpriv" in stranger else os.getuid()))
        copies.append(copy)
    assert commits[0] == commits[1]

    signing = {"SIGNING_KEY": str(keys.secret)}
    # the newsroom keeps records of what it publishes, which is nothing to a stranger
    kept = {**signing, **HOSTILE[0], "RECORDS": "yes"}
    usual = _published(copies[0], conf, copies[0].parent / "out", mask=0o022, **kept)
    hostile = {**HOSTILE[1], **signing, "HOME": str(open_folder / "home"), "USER": "stranger"}
    output = copies[1].parent / "out"
    strange = _published(copies[1], conf, output, *stranger, mask=MASK, **hostile)
    assert usual["SHA256SUMS"].decode().splitlines() == strange["SHA256SUMS"].decode().splitlines()
    assert usual == strange
    assert f"commit {commits[0]}\n".encode() in strange["STATE.minisig"]

    # another folder is written from the same store, all files having been touched
    for age, path in enumerate(sorted(copies[1].rglob("*"))):
        os.utime(path, (1_500_000_000 - age, 1_500_000_000 - age))
    warm = _published(copies[1], conf, output.with_name("again"), *stranger, mask=MASK, **hostile)
    assert warm == usual

    assert (output.stat().st_uid == NOBODY) is ("setpriv" in stranger)
    modes = {path.stat().st_mode & 0o777 for path in output.rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in (output, *output.rglob("*")) if path.is_dir()}
    assert (modes, folders) == ({0o644}, {0o755})


def _differing_commands(content: Path, conf: Path, files: int, tmp_path: Path) -> list[str]:
    """Return what differs between what `newsarchive html` and the pelican command build."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": LATER_DAY}
    make = ["make", "--no-print-directory", "html", f"INPUTDIR={content}", f"OUTPUTDIR={tmp_path / 'made'}"]
    pelican = [str(Path(sys.executable).with_name("pelican")), str(content), "-s", str(conf)]
    commands = (([*make, f"CONFFILE={conf}"], "one"), ([*pelican, "-o", str(tmp_path / "direct")], "two"))
    for command, store in commands:
        env = {**environment, "STORE_PATH": str(tmp_path / store)}
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    return _differences(tmp_path / "made", tmp_path / "direct", files=files)
