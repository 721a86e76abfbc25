"""Notices every save, also where a watched folder or file goes, comes, or is another one of the same name."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch

_RETRY_SECONDS = 0.5

Stand = tuple[tuple[int, ...], ...]


def saves(folders: Sequence[Path], files: Sequence[Path] = ()) -> Generator[None, None, None]:
    """Yield when the watch is on, and after every change since; many changes at once may count as one.

    What is saved while the caller works is noticed afterwards. Close the iterator to end the watch.
    """
    changed, ended = Event(), Event()
    watcher = Thread(target=note_changes, args=(folders, files, changed, ended), daemon=True)
    watcher.start()
    try:
        while True:
            changed.wait()
            changed.clear()
            yield
    finally:
        ended.set()
        watcher.join()


def note_changes(folders: Sequence[Path], files: Sequence[Path], changed: Event, ended: Event) -> None:
    """Set `changed` when the watch is on and at each change, until `ended` is set; nothing on the disk ends this."""
    polling = False
    while not ended.is_set():
        watched = _Watched(folders, files, changed, ended)
        there = [folder for folder in folders if folder.is_dir()]
        try:
            # the system watches a folder and not its name: this ends where another one has taken its place
            for _ in watch(*there, stop_event=watched, rust_timeout=0, force_polling=polling or None):
                changed.set()
        except FileNotFoundError:
            ended.wait(_RETRY_SECONDS)
        except (OSError, RuntimeError):
            # before the first look: the system can watch no more files (inotify's limits), so we look ourselves;
            # after it: a name that is no UTF-8, which is a change like another
            polling = polling or not watched.on
            ended.wait(_RETRY_SECONDS)


class _Watched:
    """What is watched, asked many times a second whether the watch is to end: because it is another one by now."""

    def __init__(self, folders: Sequence[Path], files: Sequence[Path], changed: Event, ended: Event) -> None:
        self._folders, self._files = folders, files
        self._changed, self._ended = changed, ended
        self._began = self._stand()
        self.on = False

    def is_set(self) -> bool:
        if not self.on:
            self.on = True
            self._changed.set()
        return self._ended.is_set() or self._stand() != self._began

    def _stand(self) -> Stand:
        return tuple([_folder(path) for path in self._folders] + [_file(path) for path in self._files])


def _folder(path: Path) -> tuple[int, ...]:
    """Which folder is there; none is empty."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_dev, found.st_ino)


def _file(path: Path) -> tuple[int, ...]:
    """Which file is there, and its state; none is empty."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)
