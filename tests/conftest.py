"""Sites that many tests read, built once for all workers; no test may change them."""

from __future__ import annotations

import fcntl
import gc
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from xdist.remote import Producer

from tests.apart import CLOSED, forget_settings, keep_apart
from tests.browser.screenshots import Album
from tests.chromium import launched
from tests.newsarchive_publish.integrity.hosts import play_public
from tests.scheduling import QuickScheduling
from tests.sites import ROOT, BuiltSite, Recipe, recipe, run_pelican

ARCHIVE = ROOT / "tests" / "archive"

keep_apart()


@pytest.fixture(scope="session", autouse=True)
def _with_plugins_that_answer() -> None:
    """Connect what cleans and checks files, as Pelican and the commands do, for tests that call functions."""
    import newsarchive_clean  # here, because the process that hands out tests needs none of it

    newsarchive_clean.register()


# 15,000 tests stay until the end: looking through them for garbage takes a tenth of the time of unit tests
gc.disable()


def _write_into_memory() -> None:
    """Let temporary files be in memory, where Linux has a folder for that with room for all sites of all tests.

    On a disk with a journal, files take a third of the time that builds spend in the system, and they are waited for.
    """
    memory, room = Path("/dev/shm"), 4 << 30  # noqa: S108
    if "TMPDIR" not in os.environ and os.access(memory, os.W_OK):
        found = os.statvfs(memory)
        if found.f_bavail * found.f_frsize >= room and not found.f_flag & getattr(os, "ST_NOEXEC", 0):
            os.environ["TMPDIR"] = str(memory)
            tempfile.tempdir = None  # it may have been looked up before


_write_into_memory()

# functions that other modules' tests consist of explain what failed, too
pytest.register_assert_rewrite("tests.every_site")

# on a runner the same is printed as elsewhere, where a test does not say otherwise
os.environ.pop("GITHUB_ACTIONS", None)

# tests choose their day themselves
os.environ.pop("SOURCE_DATE_EPOCH", None)

# processes that tests start run the code of this folder, wherever the environment was installed from
os.environ["PYTHONPATH"] = str(ROOT / "plugins")

# no deadline: a busy machine is no fault of the code
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.register_profile("seeded", deadline=None, derandomize=False, database=None)


def pytest_configure(config: pytest.Config) -> None:
    """Try the same random examples everywhere, or those of the seed that `make test-all` passes."""
    settings.load_profile("same" if config.getoption("hypothesis_seed") is None else "seeded")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> QuickScheduling | None:
    """Hand out tests quickly."""
    return QuickScheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Keep modules of the generator's tests from the archive, too."""
    with _open_to(collector.path):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let tests in `tests/archive/` open the archive, and no others."""
    with _open_to(item.path):
        return (yield)


@contextmanager
def _open_to(path: Path) -> Iterator[None]:
    before = os.environ.get(CLOSED)
    if _is_of_archive(path):
        os.environ.pop(CLOSED, None)
    else:
        forget_settings()
        os.environ[CLOSED] = "yes"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(CLOSED, None)
        else:
            os.environ[CLOSED] = before


@cache
def _is_of_archive(path: Path) -> bool:
    return path == ARCHIVE or ARCHIVE in path.parents


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage from here on, among what tests make."""
    gc.freeze()
    gc.enable()


def pytest_report_header(config: pytest.Config) -> str:
    """Say how to repeat a run."""
    seed = config.getoption("hypothesis_seed")
    return "" if seed is None else f"make test-all SEED={seed} repeats the random examples of this run"


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name whole files by their length: a test's name is told in one line, and is the same in every worker."""
    return f"{len(val)} bytes" if isinstance(val, bytes) and len(val) > 40 else None


@pytest.fixture(scope="session", autouse=True)
def _null_device() -> Iterator[None]:
    """Fail if a test has replaced /dev/null, as git does when it writes settings for all folders there."""
    yield
    assert Path(os.devnull).is_char_device(), "a test has replaced /dev/null"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Fill a folder of the given name once for all workers: the first that asks does it, the others wait."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # the workers' own folders lie in it

    def fill(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = root / f"once-{name}", root / f"once-{name}.done"
        with (root / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir(exist_ok=True)
                make(folder)
                done.touch()
        return folder

    return fill


@pytest.fixture(scope="session")
def build_site(once: Callable[[str, Callable[[Path], None]], Path]) -> Callable[[str], BuiltSite]:
    """Build a site of the given name at its first use."""

    @cache
    def build(name: str) -> BuiltSite:
        chosen = recipe(name)

        def make(folder: Path) -> None:
            done = run_pelican(chosen.conf, folder / "output", **chosen.environment)
            assert done.returncode == 0, done.stdout + done.stderr

        return BuiltSite(name, once(name, make) / "output", chosen.url, chosen.languages)

    return build


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what holds of every site on the fixture's in the module's `MODES`; in `tests/archive/` on the archive's."""
    if modes := getattr(metafunc.module, "MODES", ()) if "site" in metafunc.fixturenames else ():
        kind = "real" if ARCHIVE in metafunc.definition.path.parents else "fixture"
        names = [f"{kind}-{mode}" for mode in modes]
        params = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]
        metafunc.parametrize("site", params, indirect=True)


@pytest.fixture
def site(request: pytest.FixtureRequest, build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    """A site that a test of every site looks at."""
    return build_site(request.param)


@pytest.fixture
def own(request: pytest.FixtureRequest) -> Recipe:
    """How the site is built whose texts a test of every site reads; in `tests/archive/` it is the archive."""
    return recipe("real-local" if ARCHIVE in request.path.parents else "fixture-local")


@pytest.fixture(scope="session")
def fixture_site(build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    """The wicked fixture site, as `newsarchive html` builds it."""
    return build_site("fixture-local")


@pytest.fixture(scope="session")
def public_fixture_site(build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    """The wicked fixture site, as `newsarchive publish` builds it."""
    return build_site("fixture-public")


@pytest.fixture(scope="session", autouse=True)
def _tests_are_no_code_of_a_site() -> Iterator[None]:
    """A process that runs tests has loaded hundreds of their modules, and a digest of a site's code takes 0.3 s."""
    from newsarchive.build import inputs  # here, because the process that hands out tests needs none of it

    loaded = inputs._loaded_files
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            inputs, "_loaded_files", lambda: {path for path in loaded() if ROOT / "tests" not in path.parents}
        )
        yield


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Return random choices for one test: the same everywhere, or those of the seed that `make test-all` passes."""
    seed = request.config.getoption("hypothesis_seed")
    return random.Random(f"{seed}/{request.node.name}")  # noqa: S311 - examples, no secrets


@pytest.fixture
def public_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.1 play a public machine: a text alone makes no command ask inside a private network."""
    play_public(replace=monkeypatch.setattr)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a worker; a second one beside it could not be driven."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def album(once: Callable[[str, Callable[[Path], None]], Path]) -> Iterator[Album]:
    """The pictures of this run, where `SCREENSHOTS` asks for them; those of the last one are gone."""
    album = Album(ROOT / "tests" / "artefacts", wanted="SCREENSHOTS" in os.environ)
    once("album", lambda _: album.empty())
    yield album
    album.write_index()
