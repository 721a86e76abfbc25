"""An editor's desk over a content folder, and a real git repository around it."""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from newsarchive.build.errors import told_plainly
from newsarchive.cli.check import check_content
from newsarchive.cli.context import Desk, desk_of
from newsarchive.cli.main import parsed
from tests.newsarchive.editions import DAY, settings_of, write_content

TAGS = (
    "\n".join(f"{each}: {{names: {{en: A, az: B, ru: C}}}}" for each in ("courts", "press-freedom", "privacy")) + "\n"
)


def desk_with(tmp_path: Path, files: dict[str, str | bytes] | None = None, language: str = "") -> Desk:
    """Return a desk on `DAY`."""
    content = write_content(tmp_path / "content", {"tags.yaml": TAGS, **(files or {})})
    desk = desk_of(settings_of(content, tmp_path / "store"), language)
    return replace(desk, site=replace(desk.site, day=DAY))


def published(*texts: str) -> str:
    """Return a `revisions.tsv` by which these texts, named as `a/en`, were published once."""
    rows = (text.split("/") for text in sorted(texts))
    return "".join(f"{slug}\t{language}\t1\t2024-01-01\t{'1' * 12}\tfirst\t0\n" for slug, language in rows)


def options_of(command: str, *arguments: str) -> argparse.Namespace:
    """Return the arguments of a command as the command line parses them."""
    return parsed([command, *arguments])


def status_of(act: Callable[..., int], *arguments: object) -> int:
    """Return the exit status of a command's `run`, or of the whole program, after what it is told in the end."""
    try:
        with told_plainly():
            return act(*arguments)
    except SystemExit as end:
        return int(end.code or 0)


def fault_codes(desk: Desk) -> list[str]:
    """Codes of the faults that `newsarchive check` finds."""
    return _codes(desk, desk.words("en", "check.fault"))


def warning_codes(desk: Desk) -> list[str]:
    """Codes of the warnings that `newsarchive check` finds."""
    return _codes(desk, desk.words("en", "check.warning"))


def _codes(desk: Desk, mark: str) -> list[str]:
    lines, _ = check_content(settings_of(desk.root, desk.root.parent / "store"), DAY)
    return [line.split(f": {mark} ")[1].split(":")[0] for line in lines if f": {mark} " in line]


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Editor", "-c", "user.email=editor@news.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit_all(folder: Path) -> None:
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a change")
