"""Each plugin can be deleted: what it adds is gone, and all else is as it was."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsarchive.builds.test_failures import CONF, TAGS, TEXT
from tests.sites import FIXTURE, ROOT

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("without-plugins")]

DAY = "1719792000"  # 1 July 2024
SITE = FIXTURE.relative_to(ROOT) / "siteconf.py"
COMMANDS = {
    "sources": ["keep", "links"],
    "import": ["import"],
    "editions": ["letter"],
    "start": ["doctor", "init", "upgrade", "wheel"],
    "publish": ["deploy", "mirrors", "sign", "verify"],
    "clean": [],
}
REFUSED = {
    "clean": (
        "settings: nothing is published, because no plugin checks the finished files: add newsarchive_clean to PLUGINS"
    ),
    "publish": (
        "settings: nothing is published, because no plugin lists and signs the files: add newsarchive_publish to"
        " PLUGINS"
    ),
}


class Copy:
    """A copy of the repository, without some of its plugins and their tests."""

    def __init__(self, folder: Path, without: tuple[str, ...] = ()) -> None:
        self.root = folder
        unneeded = shutil.ignore_patterns("__pycache__", *(f"newsarchive_{name}" for name in without))
        for part in ("plugins", "theme", "tests/newsroom", str(FIXTURE.relative_to(ROOT))):
            shutil.copytree(ROOT / part, folder / part, ignore=unneeded)
        for words in ("add", "commit"):
            self._git(words)

    def _git(self, words: str) -> None:
        content = self.root / SITE.parent / "content"
        if words == "add":
            subprocess.run(["git", "init", "-q"], cwd=content, check=True)
        command = {"add": ["add", "-A"], "commit": ["commit", "-qm", "All"]}[words]
        who = ["-c", "user.name=E", "-c", "user.email=e@news.example"]
        dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2023-11-01T00:00:00Z")
        subprocess.run(["git", *who, *command], cwd=content, env={**os.environ, **dates}, check=True)

    def run(self, command: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the copy."""
        known = {name: value for name, value in os.environ.items() if name not in ("SIGNING_KEY", "REDACTIONS")}
        path = os.pathsep.join((str(self.root / "plugins"), sysconfig.get_path("purelib")))
        return subprocess.run(
            # without `site`, Python does not find the plugins of the repository beside those of the copy
            [sys.executable, "-S", "-m", "newsarchive", command, *arguments],
            cwd=self.root,
            env={**known, "PYTHONPATH": path, "SOURCE_DATE_EPOCH": DAY, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def built(self, kind: str) -> subprocess.CompletedProcess[str]:
        """Build the fixture site, `local` or `public`; its files are then in a folder of that name."""
        content = str(self.root / SITE.parent / "content")
        public = {"FIXTURE_SITEURL": "https://copy.example"} if kind == "public" else {}
        options = (f"--settings={SITE}", f"--content={content}", f"--output={kind}")
        return self.run("html", *options, STORE_PATH=str(self.root / f"store-{kind}"), **public)

    def published(self) -> subprocess.CompletedProcess[str]:
        """Try a publication of one text, which has no warning."""
        text = self.root / "content/briefings/2023/a-text/en.md"
        text.parent.mkdir(parents=True)
        text.write_text(TEXT, "utf-8")
        (self.root / "content/tags.yaml").write_text(TAGS, "utf-8")
        conf = f"{CONF.replace('pelicanconf', 'publishconf')}ALLOW_PLACEHOLDERS, RECORDS = True, False\n"
        (self.root / "conf.py").write_text(conf.replace(str(ROOT), str(self.root)), "utf-8")
        return self.run("publish", "--settings=conf.py")

    def files(self, kind: str) -> dict[str, bytes]:
        """Return the files of a built site by path."""
        folder = self.root / kind
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def words(self) -> list[str]:
        """Return the keys of all words of the interface."""
        catalogues = [self.root / "theme/translations/en.po", *self.root.glob("plugins/*/translations/en.po")]
        return re.findall(r'^msgid "(.+)"$', "".join(path.read_text("utf-8") for path in catalogues), re.MULTILINE)

    def code(self) -> str:
        """Return the code and the templates."""
        places = (self.root / "plugins", self.root / "theme")
        paths = (path for place in places for end in ("py", "html") for path in sorted(place.rglob(f"*.{end}")))
        return "\n".join(path.read_text("utf-8") for path in paths)

    def commands(self) -> list[str]:
        """Return the commands that `newsarchive --help` lists."""
        lines = self.run("--help").stdout.split("\n\n", 3)[-1].split("\n")
        return [line.split()[0] for line in lines if line.startswith("  ") and line[2] != "-"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """The site of a copy with all plugins, built and published."""
    copy = Copy(tmp_path_factory.mktemp("whole") / "copy")
    for kind in ("local", "public"):
        done = copy.built(kind)
        assert done.returncode == 0, done.stdout + done.stderr
    yield copy
    shutil.rmtree(copy.root)


@pytest.mark.parametrize(
    "without",
    [*((name,) for name in COMMANDS), ("sources", "import", "editions", "start")],
    ids=" and ".join,
)
def test_a_plugin_can_be_deleted(whole: Copy, tmp_path: Path, without: tuple[str, ...]) -> None:
    copy = Copy(tmp_path / "copy", without)
    gone = {command for name in without for command in COMMANDS[name]}
    assert [name for name in whole.commands() if name not in gone] == copy.commands()
    code, left = whole.code(), copy.code()
    assert [key for key in copy.words() if _asks(code, key) and not _asks(left, key)] == []
    for kind in ("local", *(["public"] if REFUSED.keys().isdisjoint(without) else [])):
        done = copy.built(kind)
        assert done.returncode == 0, done.stdout + done.stderr
        _compare(whole.files(kind), copy.files(kind), without)
    done = copy.published()
    refusals = [REFUSED[name] for name in without if name in REFUSED]
    assert done.returncode == len(refusals), done.stdout + done.stderr
    if refusals:
        assert done.stderr.splitlines()[-1:] == refusals
    else:
        left = [f"newsarchive_{name}" for name in ("clean", "editions", "publish", "sources") if name not in without]
        assert f"\nplugins: {', '.join(left)}\n" in done.stdout


_BEGINNINGS = frozenset(("newsroom.", "fault.", "inspection."))


def _asks(code: str, key: str) -> bool:
    """Return whether code asks for a message by its key, with or without the first word, or by how these begin."""
    if key.startswith("fault."):
        key = ".".join(key.split(".")[:2])  # what follows is a hint
    names = (key, key.partition(".")[2])
    begun = {name[: end.end()] for name in names for end in re.finditer(r"(?<=\w[.-])", name)} - _BEGINNINGS
    shown = (form for each in begun for form in (f'f"{each}{{', f'"{each}" ~'))
    return any(f'"{name}"' in code for name in names) or any(form in code for form in shown)


ADDED = {
    "clean": r"(pictures|documents)/",
    "editions": r"(data|editions|\w+/(data|editions))/",
    "publish": r"server/",
}
"""The paths of the files that a plugin adds, as regular expressions."""

TOUCHED = {
    # pages of texts and feeds with pictures and documents
    "clean": r"\w+/\d{4}/|\w+/(tags/[\w-]+/)?feed\.xml",
    # a link to the page with the data or the editions
    "editions": r"\w+/(archive|mirrors)/|sitemap\.xml|STATE|SHA256SUMS|CHAIN",
    "publish": r"\w+/mirrors/",
    # what is known of the copies of sources
    "sources": r"\w+/\d{4}/|\w+/(tags/[\w-]+/)?feed\.xml|data/|editions/|\w+/(data|editions)/|STATE|SHA256SUMS|CHAIN",
}
"""The paths of the files that say other things without a plugin."""


def _compare(whole: dict[str, bytes], copy: dict[str, bytes], without: tuple[str, ...]) -> None:
    added, touched = ([table[name] for name in without if name in table] for table in (ADDED, TOUCHED))
    assert [path for path in copy if path not in whole] == []
    assert [path for path in whole if path not in copy and not _is_any(path, added)] == []
    changed = [path for path in copy if copy[path] != whole[path]]
    assert [path for path in changed if not _is_any(path, [*touched, *added])] == []


def _is_any(path: str, patterns: list[str]) -> bool:
    return any(re.match(pattern, path) for pattern in patterns)
