"""`newsarchive upgrade`: move an archive to another version of the generator.

The files around the content that the newsroom has not changed are renewed; for the others, the difference is shown. The
catalogues and the theme are never touched; of the content, only fields that no longer exist are removed.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from msgspec.structs import replace

from newsarchive.api import (
    Command,
    Edit,
    RefusedError,
    UsageError,
    repository_of,
    this_version,
    typed_path,
    with_field,
    write_all,
)
from newsarchive_start.answers import RECORD, Record, read_record, wheel_address, written_record
from newsarchive_start.skeleton import PROGRAM, generated
from newsarchive_start.upgrades import Renewal, asked, difference, files_after, outdated, renewals
from newsarchive_start.wheel import Wheel, order, read_wheel, shipped, wheel_of_this

COMMAND = Command("move an archive to another version of the generator", "look after", settings="none")

_CODE = (":/*.py", ":/*.yml", ":/*.yaml", ":/*.sh", ":/Makefile", ":(exclude,top)content")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive upgrade`."""
    here = Path()
    parser.add_argument(
        "folder", nargs="?", type=typed_path, default=here, help="the archive's repository; by default this one"
    )
    parser.add_argument("--to", type=typed_path, help="wheel of the new version; by default the version that runs")
    parser.add_argument("--generator", default="", help="https address of that wheel, if the archive pins an address")
    parser.add_argument("--take", action="append", default=[], help="renew this file although you have changed it")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001 - none are needed
    """Run `newsarchive upgrade`; return its exit status."""
    return _upgrade(options)


def _upgrade(options: argparse.Namespace) -> int:
    root = options.folder.resolve()
    record = _record(root)
    wheel = read_wheel(options.to) if options.to else wheel_of_this()
    if order(wheel.version) < order(record.version):
        raise RefusedError(
            f"this archive has version {record.version}, and {wheel.version} is older; to go back, use git revert"
        )
    _require_clean(root)
    if wheel.version != this_version():
        _run_as(wheel, options.to, options, root)
    answers = replace(record.answers, generator=_address(record, wheel, options.generator))
    new = generated(answers, wheel)
    take = [path for path in options.take if path]
    unknown = [path for path in take if path not in new]
    if unknown:
        raise UsageError(f"--take: {unknown[0]} is none of the generated files: {', '.join(sorted(new))}")
    found = renewals(record, new, lambda path: _bytes(root / path), take)
    after = Record(version=wheel.version, answers=answers, files=files_after(record, new, found))
    texts = list(_unpublished(root))
    _write(root, found, [*texts, Edit(root / RECORD, _bytes(root / RECORD), written_record(after))])
    print("\n".join(_told(record, wheel, found, [each.path.relative_to(root).as_posix() for each in texts])))
    for line in _outdated(root):
        print(line)
    return 0


def _record(root: Path) -> Record:
    data = _bytes(root / RECORD)
    if data is None:
        raise RefusedError(f"there is no {RECORD} in {root}: it is not an archive that newsarchive init began")
    return read_record(data)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _require_clean(root: Path) -> None:
    """Raise RefusedError unless git has everything: then an upgrade can be read as a difference, and taken back."""
    repository = repository_of(root / "content")
    if repository is None or repository.top != root:
        raise RefusedError(f"{root} is not a git repository; run git init, commit everything, and try again")
    status = repository.ask("status", "--porcelain", "-z")
    if status is None:
        raise RefusedError("git is not installed, so that nothing could be taken back; install it, and try again")
    changed = status.stdout.decode("utf-8", "replace").split("\0")
    if changed[0]:
        raise RefusedError(f"there are changes that are not committed ({changed[0][3:]}); commit them, and try again")


def _address(record: Record, wheel: Wheel, typed: str) -> str:
    """Return the address of the wheel, or an empty string if the archive has a copy of it."""
    if record.answers.generator and not typed:
        if record.answers.generator.endswith(f"/{wheel.name}"):
            return record.answers.generator
        raise UsageError(f"the archive takes the generator from an address; name that of {wheel.name} by --generator")
    address = wheel_address(typed)
    if address and not address.endswith(f"/{wheel.name}"):
        raise UsageError(f"--generator: {address} is not the address of {wheel.name}")
    return address


def _run_as(wheel: Wheel, path: Path, options: argparse.Namespace, root: Path) -> NoReturn:
    """Run this command again with the code of the new version, which knows its own files, straight from its wheel."""
    if os.environ.get("PYTHONPATH", "").startswith(str(path.resolve())):
        raise RefusedError(f"the code in {path} is not version {wheel.version}; download it again")
    arguments = [f"--to={path.resolve()}", f"--generator={options.generator}"]
    arguments += [f"--take={each}" for each in options.take]
    command = [sys.executable, "-m", "newsarchive", "upgrade", *arguments, "--", str(root)]
    sys.stdout.flush()
    environment = {**os.environ, "PYTHONPATH": str(path.resolve()), "PYTHONDONTWRITEBYTECODE": "1"}
    os.execve(command[0], command, environment)  # noqa: S606 - no shell


def _require_no_link(root: Path, path: str) -> None:
    """Raise RefusedError if a file of the archive, or a folder around it, is a symbolic link."""
    here = root.resolve()
    for part in Path(path).parts:
        here /= part
        if here.is_symlink():
            raise RefusedError(f"{path}: {here} is a symbolic link; replace it by a file or folder of its own")


def _unpublished(root: Path) -> Iterator[Edit]:
    """Yield the edits that remove the field `publish` from sources, and change nothing else."""
    for path in sorted((root / "content").rglob("*.md")):
        data = path.read_bytes()
        if re.search(rb"\bpublish\b", data):
            after = with_field(data, "briefing", "sources", _without_publish)
            if after not in (None, data):
                yield Edit(path, data, after)


def _without_publish(sources: Any) -> Any:
    for source in sources if isinstance(sources, list) else ():
        if isinstance(source, dict) and source.get("publish") in ("body", "digest"):
            del source["publish"]
    return sources


def _outdated(root: Path) -> Iterator[str]:
    """Yield what the settings, plugins, workflows and scripts of the archive must write otherwise."""
    repository = repository_of(root / "content")  # `_require_clean` has found it
    data = repository.output("ls-files", "-z", "--full-name", "--", *_CODE) if repository else b""
    for path in data.decode("utf-8", "replace").split("\0"):
        if (root / path).is_file():
            yield from outdated(path, (root / path).read_text("utf-8", "replace"))


def _write(root: Path, found: Sequence[Renewal], others: Sequence[Edit]) -> None:
    """Write all files or none; then delete those that the new version does not have."""
    for each in found:
        _require_no_link(root, each.path)
    edits = [Edit(root / each.path, each.before, each.after or b"") for each in found if each.action == "write"]
    edits += [each for each in others if each.after != each.before]
    for edit in edits:
        edit.path.parent.mkdir(parents=True, exist_ok=True)
    write_all(root, edits)
    if (root / PROGRAM).is_file():
        (root / PROGRAM).chmod(0o755)
    for each in found:
        if each.action == "delete":
            (root / each.path).unlink()


def _told(record: Record, wheel: Wheel, found: Sequence[Renewal], texts: Sequence[str]) -> list[str]:
    """Return the lines of the report: differences, what was changed, and what the changelog asks."""
    shown = [each for each in found if each.action == "show"]
    lines = [difference(each) + "\n" for each in shown]
    verbs = {"write": "renewed", "delete": "deleted"}
    lines += [f"{verbs[each.action]}: {each.path}" for each in found if each.action in verbs]
    lines += [
        f"not renewed, as you have changed it: {each.path} (--take={each.path} takes the new one)" for each in shown
    ]
    lines += [f"publish removed, as copies of sources are not published any more: {path}" for path in texts]
    if record.version == wheel.version and not found and not texts:
        command = "./newsarchive upgrade --to=../newsarchive-X.Y.Z-py3-none-any.whl"
        wanted = f"to move it to another, name its wheel: {command}"
        return [f"nothing to do: the archive has version {wheel.version}; {wanted}"]
    lines.append(f"pinned: {wheel.name} sha256:{wheel.digest}")
    lines.append(f"the archive has version {wheel.version} now (before: {record.version})")
    # the new wheel is a new file, which `git commit -a` leaves out
    lines.append(f'run make test, then git add -A && git commit -m "Upgrade to {wheel.version}"')
    for version, words in asked(shipped("CHANGELOG.md"), record.version, wheel.version):
        lines += ["", f"To do, says the changelog of {version}:", words]
    return lines
