"""An editor's desk over a content folder, and a real git repository around it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from plugins.newsroom.checking import check_content
from plugins.newsroom.desk import Desk, desk_of
from tests.unit.editions import DAY, settings_of, write_content

TAGS = (
    "\n".join(f"{each}: {{names: {{en: A, az: B, ru: C}}}}" for each in ("courts", "press-freedom", "privacy")) + "\n"
)


def desk_with(tmp_path: Path, files: dict[str, str | bytes] | None = None, language: str = "") -> Desk:
    content = write_content(tmp_path / "content", {"tags.yaml": TAGS, **(files or {})})
    return desk_of(settings_of(content, tmp_path / "store"), language)


def fault_codes(desk: Desk) -> list[str]:
    """Codes of the faults that `make check` finds, but for terms that so small a content leaves unused."""
    lines, _ = check_content(settings_of(desk.root, desk.root.parent / "store"), DAY)
    mark = desk.words("en", "check.fault")
    codes = [line.split(f": {mark} ")[1].split(":")[0] for line in lines if f": {mark} " in line]
    return [code for code in codes if code != "unused-term"]


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Editor", "-c", "user.email=editor@news.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit_all(folder: Path) -> None:
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a change")
