"""What must not reach the repository, which may be public: words of the redaction list, and files of other programs.

A build looks through what it publishes. But a push publishes comments, drafts and editors' backups, too, and a check on
a server comes after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.archive.index import Words
from plugins.builds.errors import BuildFaults
from plugins.builds.faultlines import shown_path
from plugins.builds.redacting import Redactions
from plugins.reading.git import repository_of
from plugins.reading.scanning import CLUTTER, scan

_KEEPS_A_FOLDER = ".gitkeep"


def require_unlisted(content: Path, redactions: Redactions, words: Words, language: str) -> None:
    """Raise BuildFaults where a file of the content, also one that no build publishes, holds a listed word."""
    found = list(_listed(content, redactions))
    kind = words(language, "check.fault")
    if found and redactions.silent:
        told = words(language, "inspection.redactions-silent", None, count=str(len(found)))
        raise BuildFaults([f"{kind} redactions-silent: {told}"])
    if found:
        raise BuildFaults(
            f"{redactions.shown(shown_path(content / path))}{f':{line}' * bool(line)}: {kind} {code}: "
            f"{words(language, f'inspection.{code}', None, **values)}"
            for path, line, code, values in found
        )


def _listed(content: Path, redactions: Redactions) -> Iterator[tuple[str, int, str, dict[str, str]]]:
    for file in scan(content):
        if file.refused:
            continue  # it has a fault of its own, and no path that could be opened for certain
        for line, code, values in redactions.faults_of(file.path, (content / file.path).read_bytes()):
            yield file.path, line, "redaction-source" if code == "redaction" else code, values


def require_no_leftovers(content: Path, words: Words, language: str) -> None:
    """Raise BuildFaults for backups and the like in the content that git tracks, or would take with `git add`."""
    repository = repository_of(content)
    if repository is None:
        return
    inside = f":(top,literal){repository.relative(content)}"
    listed = repository.output("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", inside)
    paths = sorted(set(listed.decode("utf-8", "surrogateescape").split("\0")))
    names = ((path, path.rpartition("/")[2]) for path in paths)
    found = [path for path, name in names if name != _KEEPS_A_FOLDER and CLUTTER.fullmatch(name)]
    if found:
        told = f"{words(language, 'check.fault')} leftover-git: {words(language, 'inspection.leftover-git')}"
        raise BuildFaults(f"{shown_path(repository.top / path)}: {told}" for path in found)
