"""A digest of the generator's code and of every installed library."""

from __future__ import annotations

import shutil
import sys

import pytest

from newsarchive import digests as module
from tests.sites import ROOT


@pytest.fixture
def version_of(tmp_path, monkeypatch):
    package = tmp_path / "newsarchive"
    shutil.copytree(ROOT / "plugins/newsarchive/i18n", package / "i18n", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "PACKAGES", (package,))

    def version() -> bytes:
        module.code_version.cache_clear()
        return module.code_version()

    yield version
    module.code_version.cache_clear()


def test_the_same_code_has_the_same_version(version_of):
    assert version_of() == version_of()


def test_an_edit_anywhere_in_the_package_gives_another_version(version_of):
    before = version_of()
    source = module.PACKAGES[0] / "i18n" / "dates.py"
    source.write_text(source.read_text("utf-8") + "\n", "utf-8")
    assert version_of() != before


def test_a_moved_module_gives_another_version(version_of):
    before = version_of()
    (module.PACKAGES[0] / "i18n" / "dates.py").rename(module.PACKAGES[0] / "dates.py")
    assert version_of() != before


def test_another_library_or_version_gives_another_version(version_of, tmp_path, monkeypatch):
    installed = tmp_path / "site-packages"
    (installed / "nh3-0.3.8.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(installed), *sys.path])
    before = version_of()
    (installed / "nh3-0.3.8.dist-info").rename(installed / "nh3-0.3.9.dist-info")
    assert version_of() != before


def test_compiled_code_counts_for_nothing(version_of):
    before = version_of()
    (module.PACKAGES[0] / "__pycache__").mkdir()
    (module.PACKAGES[0] / "__pycache__" / "dates.cpython-311.pyc").write_bytes(b"compiled")
    assert version_of() == before
