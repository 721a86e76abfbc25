"""The guides that messages name."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from newsarchive.i18n.catalogues import load_catalogues
from newsarchive.i18n.guides import guides
from tests.sites import NEWSROOM, ROOT

CATALOGUES = sorted({*(ROOT / "theme/translations").glob("*.po"), *(NEWSROOM / "translations").glob("*.po")})
NAMED = re.compile(r"\{docs\}/([\w.]+)(?:, [“«]([^”»]+)[”»])?")


def test_the_folder_is_named_as_somebody_can_open_it_from_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert guides() == "docs"
    message = load_catalogues([ROOT / "theme/translations"], ["en"], "en")("en", "fault.unknown-field.table", field="x")
    assert message == "there is no field “x” here; docs/fields.md has a table of all fields"
    monkeypatch.chdir(ROOT / "docs")
    assert guides() == "."
    monkeypatch.chdir(tmp_path)
    assert guides() == str(ROOT / "docs")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]}-{path.name}")
def test_every_guide_and_section_that_a_message_names_comes_with_the_package(path: Path) -> None:
    words = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    named = NAMED.findall(words)
    assert len(named) == words.count("{docs}")
    assert named or path.stem != "en"
    assert "docs/" not in words.replace("{docs}/", "")
    carried = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    for name, section in named:
        assert f"docs/{name}" in carried["force-include"]
        assert f"\n## {section}" in (ROOT / "docs" / name).read_text("utf-8") or not section
