"""Everything that a build reads is compared by the next one: what a build opens is held against what it compares."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import source_from_cache
from pathlib import Path

import pytest

from tests.sites import FIXTURE, FIXTURE_DAY, ROOT, little_content, run_pelican

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("reads")]

COMPARED = """
import sys
from pathlib import Path
from pelican import get_instance, parse_arguments
_, settings = get_instance(parse_arguments(sys.argv[1:]))
from newsarchive.build.copied_files import copied_files
from newsarchive.build.inputs import source_files, source_roots
from newsarchive.build.inputs import survey
content = Path(settings["PATH"])
print(*(content / path for path in survey(content, {})), sep="\\n")
print(*(source for _, source in copied_files(settings)), sep="\\n")
for root in source_roots(settings):
    print(*source_files(root), sep="\\n")
"""

SETTINGS = """
import sys
from pathlib import Path
ROOM = Path(__file__).parent
sys.path[:0] = [str(ROOM / "code"), {fixture!r}]
from siteconf import *
from siteconf import CATALOGUE_PATHS, PLUGINS
from own_values import WORD
PATH = str(ROOM / "content")
THEME_TEMPLATES_OVERRIDES = [ROOM / "overrides"]
PLUGIN_PATHS = ["paths"]
PLUGINS = [*PLUGINS, "own_filters", "own_exports", "own_single"]
JINJA_GLOBALS = {{"own_word": WORD}}
OWN_TABLE = str(ROOM / "table.csv")
STATIC_PATHS = ["list.csv"]
SHARE_PICTURES = CHECKSUMS = True
SITEURL = "https://archive.test"
"""

PLUGIN = """
from pathlib import Path
from newsarchive.model.pages import File
from newsarchive.signals import files_wanted

def files(edition, pages, cache):
    {reads}
    yield File("own/{name}.txt", words.encode())

def register():
    files_wanted.connect(files)
"""

FILES = {
    "conf.py": SETTINGS.format(fixture=str(FIXTURE)),
    "code/own_values.py": "WORD = 'word'\n",
    "code/own_exports/__init__.py": PLUGIN.format(
        name="exports", reads='words = (Path(__file__).parent / "data" / "words.txt").read_text()'
    ),
    "code/own_exports/data/words.txt": "words",
    "code/own_single.py": "from own_assistant.words import words\n" + PLUGIN.format(name="single", reads=""),
    "code/own_assistant/words.py": "words = 'beside'\n",
    "paths/own_filters.py": """
import sys
from pathlib import Path
from pelican import signals
sys.path.append(str(Path(__file__).parent))
import own_beside

def add(generator):
    generator.env.filters["own"] = own_beside.shout
    generator.env.globals["own_rows"] = Path(generator.settings["OWN_TABLE"]).read_text()

def register():
    signals.generator_init.connect(add)
""",
    "paths/own_beside.py": "def shout(word):\n    return word.upper()\n",
    "overrides/partials/footer.html": "<footer>{{ own_word | own }} {{ own_rows }}</footer>\n",
    "table.csv": "one,two\n",
    "content/list.csv": "archive.test\n",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom's own folder: settings that build on others', plugins of every form, an override, content."""
    room = tmp_path_factory.mktemp("reads")
    shutil.copytree(FIXTURE / "content", room / "content")
    for path, text in FILES.items():
        (room / path).parent.mkdir(parents=True, exist_ok=True)
        (room / path).write_text(text, "utf-8")
    return room


def _build(room: Path, *, cold: bool = False, **more: str) -> str:
    environment = {"SOURCE_DATE_EPOCH": FIXTURE_DAY, "STORE_PATH": str(room / "store"), **more}
    done = run_pelican(Path("conf.py"), Path("output"), cwd=room, cold=cold, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def opened(room: Path) -> set[Path]:
    """The files that a clean build opens, in all its processes."""
    hook, log = room / "hook", room / "opened"
    hook.mkdir()
    shutil.copy(ROOT / "tests/newsarchive/builds/opened.py", hook / "sitecustomize.py")
    _build(room, cold=True, OPENED=str(log), PYTHONPATH=f"{hook}{os.pathsep}{ROOT / 'plugins'}")
    return {_source_of(Path(line)) for line in log.read_text("utf-8", "surrogateescape").splitlines()}


def _source_of(path: Path) -> Path:
    """A module's file, where its compiled file was read instead."""
    return Path(source_from_cache(path)) if path.suffix == ".pyc" else path


def _own_or_installed(room: Path) -> Iterator[Path]:
    """What a build may read without comparing it: Python and libraries, by their versions, and what it made itself."""
    yield from map(Path, {sys.prefix, sys.base_prefix})
    yield from (Path(os.path.realpath(path)) for path in sys.path if path.endswith("-packages"))
    yield from (room / name for name in ("output", ".output.files", ".output.lock", "store", "hook"))
    # Pelican looks up the zone of articles' dates, and we have none of its articles
    yield Path("/usr/share/zoneinfo")


def test_all_that_a_build_opens_is_compared_by_the_next(room: Path, opened: set[Path]) -> None:
    command = [sys.executable, "-c", COMPARED, "-s", "conf.py", "-o", "output"]
    done = subprocess.run(command, cwd=room, capture_output=True, text=True, check=True)
    compared = {Path(os.path.realpath(line)) for line in done.stdout.splitlines()}
    passed = tuple(_own_or_installed(room))
    read = {path for path in opened if path.is_file() and not any(path.is_relative_to(each) for each in passed)}
    assert {room / path for path in FILES} <= read
    assert sorted(map(str, read - compared)) == []


@pytest.fixture(scope="module")
def small(room: Path, opened: set[Path]) -> Path:
    """The room with a few of its texts, built: what else is read does not depend on them."""
    shutil.rmtree(room / "content")
    little_content(room / "content")
    (room / "content/list.csv").write_text(FILES["content/list.csv"], "utf-8")
    _build(room)
    assert " 0 rendered, 0 written" in _build(room)
    return room


def test_nothing_changed_is_told_so(room: Path, opened: set[Path]) -> None:
    assert " 0 read, 39 reused" in _build(room)
    assert " 0 rendered, 0 written" in _build(room)


def test_an_edit_of_any_of_them_is_noticed(small: Path) -> None:
    """The last build is that of the small room, or of the edit before this one."""
    for path in FILES:
        file = small / path
        file.write_text(file.read_text("utf-8") + "\n", "utf-8")
        assert " 0 rendered, 0 written" not in _build(small), path
    assert " 0 rendered, 0 written" in _build(small)
