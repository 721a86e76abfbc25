"""What a build of the preview shows first, and how it does without faulty texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set

from pelican import Pelican

from newsarchive.content.files import ContentFile
from newsarchive.model.models import FOLDER, Text

from .diagnostics import ShownFault


class Memory:
    """What a build of the preview is asked to show first, and what its next attempt does without.

    A fault does not stop a preview. The build is tried again with each faulty text as the last build had it or, if that
    had none, without the text.

    Attributes:
        in_view: The paths of the pages that somebody looks at; they are rendered first.
        show: Called with path and HTML of each page in view when it is rendered.
        faults: The faults of the content as it is, and `words` about them by language; empty until they are known.
        left_out: The paths of faulty files and folders that are left out.
        again: Whether another attempt may succeed.
    """

    def __init__(self, in_view: Collection[str], show: Callable[[str, bytes], None]) -> None:
        """Begin without faults, for a build of the content as it is now."""
        self.in_view, self.show = in_view, show
        self.faults: tuple[ShownFault, ...] = ()
        self.words: dict[str, dict[str, str]] = {}
        self.left_out: set[str] = set()
        self.again = False
        self._replaced: set[str] = set()
        self._found: Mapping[str, ContentFile] = {}
        self._before: Mapping[str, ContentFile] = {}

    def give_to(self, pelican: Pelican) -> None:
        """Let a run of Pelican use this memory; it receives Pelican's signal `initialized`."""
        pelican.archive_memory = self

    def without_faulty(
        self, found: dict[str, ContentFile], before: Mapping[str, ContentFile]
    ) -> dict[str, ContentFile]:
        """Return a scan of the content in which faulty texts are as the last build (`before`) had them, or left out."""
        self._found = found
        if not (self._replaced or self.left_out):
            self._before = before
            return found
        good = {path: self._before[path] for path in found.keys() & self._replaced}
        return {path: good.get(path, each) for path, each in found.items() if not self.leaves_out(path)}

    def leaves_out(self, path: str) -> bool:
        """Return whether a file is left out, itself or with its folder."""
        parts = path.split("/") if self.left_out else []
        return any("/".join(parts[:depth]) in self.left_out for depth in range(1, len(parts) + 1))

    def _is_as_before(self, path: str) -> bool:
        now, before = self._found.get(path), self._before.get(path)
        return path in self._replaced or (now is not None and before is not None and now.digest == before.digest)

    def set_aside(self, faulty: Set[str], texts: Mapping[str, Text | None], data: Collection[str]) -> None:
        """Decide how the next attempt does without the `faulty` paths; `again` is False if it cannot.

        Nothing is built without `data`, the vocabularies and other tables, which concern all texts.
        """
        known = len(self._replaced) + len(self.left_out)
        if any(path in data or path.startswith("/") for path in faulty):
            return
        if any(map(self._is_as_before, faulty)) and not all(map(self._is_as_before, data)):
            return  # a term was removed, for example: the fault is not in the texts that name it
        for path in faulty:
            if path.endswith(".md") and path in self._before and not self._is_as_before(path):
                self._replaced.add(path)
            else:
                self.left_out.add(path)
        there = {path: text for path, text in texts.items() if not self.leaves_out(path)}
        # a text that is replaced may be an original
        kept = {path.rpartition("/")[0] for path in there.keys() & self._replaced}
        kept |= {text.folder for text in there.values() if text and not text.front.translates}
        folders = {path.rpartition("/")[0] for path in faulty & self.left_out & texts.keys()}
        self.left_out |= {each for each in folders - kept if not each.endswith(f"/{FOLDER}")}
        self.again = len(self._replaced) + len(self.left_out) > known
