"""Pelican's writer for the whole archive: makes what differs from the last build, and removes what is no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.writers import Writer

from plugins.integrity.sums import SIGNATURE, SUMS

from .errors import BuildError
from .lastbuild import Output
from .manifest import read_manifest, write_manifest
from .replacing import Replaced, replace_output
from .staging import Stage


class SiteWriter(Writer):  # type: ignore[misc]
    """Writes an output folder. All that is new lies in a stage before the first file takes its place."""

    def begin(self, last: dict[str, Output], altered: set[str]) -> Stage:
        """Return the stage for a build that knows what the last one left, and which files of that were altered."""
        return Stage(Path(self.output_path), last, altered)

    def write_file(self, name: str, *_: Any, **__: Any) -> None:
        """Refuse what Pelican's own generators would write past the stage; BuildError names it."""
        raise BuildError(f"{name} would be written by Pelican itself, unseen; leave Pelican's own pages and feeds off")

    def write_feed(self, *_: Any, path: str | None = None, **__: Any) -> None:
        """Refuse it likewise."""
        self.write_file(str(path))

    def finish(self, stage: Stage, outputs: dict[str, Output], changed: set[str]) -> Replaced:
        """Bring what changed into the output and take away what is no more; how that was done."""
        known = read_manifest(stage.output)
        before = known | stage.before.keys()
        if SUMS in changed or SUMS not in outputs:
            # that of another list, even one that somebody else put there
            before.add(SIGNATURE)
        # whatever happens next, it is known which files may be ours
        if known != before | outputs.keys():
            write_manifest(stage.output, before | outputs.keys())
        gone = before - outputs.keys()
        replaced = replace_output(stage.output, stage.folder, changed, gone)
        if gone:
            write_manifest(stage.output, outputs)
        return replaced
