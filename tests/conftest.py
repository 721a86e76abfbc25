"""Sites that many tests read, built once for each worker."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.sites import FIXTURE_CONF, FIXTURE_DAY, PUBLIC, ROOT, BuiltSite, run_pelican

# the same examples everywhere, and no deadline: a busy machine is no fault of the code
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.load_profile("same")

FIXTURE_LANGUAGES = ("az", "en", "ru", "ar", "ka")
REAL_LANGUAGES = ("az", "en", "ru")


@pytest.fixture(scope="session")
def build_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], BuiltSite]:
    """Build a site of the given name at its first use."""
    built: dict[str, BuiltSite] = {}

    def build(name: str) -> BuiltSite:
        if name not in built:
            built[name] = _build(name, tmp_path_factory.mktemp(name) / "output")
        return built[name]

    return build


def _build(name: str, output: Path) -> BuiltSite:
    kind, _, mode = name.partition("-")
    url = PUBLIC if mode == "public" else ""
    if kind == "fixture":
        environment = {"SOURCE_DATE_EPOCH": FIXTURE_DAY, "FIXTURE_SITEURL": url}
        conf, languages = FIXTURE_CONF, FIXTURE_LANGUAGES
    else:
        environment = {"SITEURL": url} if url else {}
        conf = ROOT / ("publishconf.py" if url else "pelicanconf.py")
        languages = REAL_LANGUAGES
    done = run_pelican(conf, output, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return BuiltSite(name, output, url, languages)


@pytest.fixture(scope="session")
def fixture_site(build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    """The wicked fixture site, as `make html` builds it."""
    return build_site("fixture-local")


@pytest.fixture(scope="session")
def public_fixture_site(build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    """The wicked fixture site, as `make publish` builds it."""
    return build_site("fixture-public")


@pytest.fixture(scope="session")
def real_site(build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    """The archive itself, as `make html` builds it."""
    return build_site("real-local")


@pytest.fixture(autouse=True)
def _no_day_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests choose their day themselves."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        monkeypatch.delenv("SOURCE_DATE_EPOCH")
