"""The files that this package carries, and itself as a wheel."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from newsarchive.version import this_version
from newsarchive_start.wheel import Wheel, WheelFault, order, read_wheel, wheel_of_this
from tests.sites import ROOT


@pytest.fixture(scope="module")
def wheel() -> Wheel:
    return wheel_of_this()


def test_a_wheel_has_the_package_its_files_and_no_times(wheel: Wheel) -> None:
    assert wheel.name == f"newsarchive-{this_version()}-py3-none-any.whl"
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
        assert {(each.date_time, each.compress_type) for each in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        names = archive.namelist()
        record = archive.read(f"newsarchive-{wheel.version}.dist-info/RECORD").decode().splitlines()
    carried = ("requirements.lock", "CHANGELOG.md", "publish.yml", "rules.mk", "texts/about.az.md")
    folders = ("docs", "templates", "translations")
    paths = [path for each in folders for path in ROOT.glob(f"plugins/*/{each}/*.*")]
    ours = {path.relative_to(ROOT / "plugins").as_posix() for path in paths}
    assert {"newsarchive_clean/docs/redactions.md", "newsarchive_publish/translations/ru.po"} <= ours
    for path in (*(f"newsarchive_start/files/{name}" for name in carried), "newsarchive/docs/editors.md", *ours):
        assert path in names
    assert sorted(line.split(",")[0] for line in record) == sorted(names)
    assert not [name for name in names if name.endswith(".pyc") or name.startswith("content")]


def test_a_wheel_is_read_back_from_its_file(wheel: Wheel, tmp_path: Path) -> None:
    (tmp_path / wheel.name).write_bytes(wheel.data)
    assert read_wheel(tmp_path / wheel.name) == wheel


def test_a_file_that_is_no_wheel_of_this_package_is_refused(wheel: Wheel, tmp_path: Path) -> None:
    cases = {
        "pelican-4.12.0-py3-none-any.whl": (wheel.data, "is not a wheel of the generator"),
        "newsarchive-99.0.0-py3-none-any.whl": (wheel.data, "its version is not 99.0.0"),
        wheel.name: (wheel.data[:1000], "is damaged"),
    }
    for name, (data, said) in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(WheelFault, match=said):
            read_wheel(tmp_path / name)
    with pytest.raises(WheelFault, match="there is no file"):
        read_wheel(tmp_path / "newsarchive-1.0.0-py3-none-any.whl")


def test_versions_are_ordered_as_numbers() -> None:
    assert sorted(["2.10.0", "2.9.1", "2.9"], key=order) == ["2.9", "2.9.1", "2.10.0"]


@pytest.mark.parametrize(
    ("name", "stray"), [("evil", "newsarchive/a.py"), ("newsarchive", "../../evil.py"), ("newsarchive", "other/a.py")]
)
def test_a_wheel_of_another_project_is_refused(tmp_path: Path, name: str, stray: str) -> None:
    path = tmp_path / "newsarchive-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "newsarchive-9.9.9.dist-info/METADATA", f"Metadata-Version: 2.4\nName: {name}\nVersion: 9.9.9\n\n"
        )
        archive.writestr("newsarchive_start/__init__.py", "")
        archive.writestr(stray, "")
    with pytest.raises(WheelFault, match="not a wheel of the generator"):
        read_wheel(path)
