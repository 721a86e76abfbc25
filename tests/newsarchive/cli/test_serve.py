"""Every save is noticed, whatever happens to the folders and files that are watched."""

import os
import threading
import time
from contextlib import contextmanager

from newsarchive.cli import serve
from newsarchive.cli.serve import saves

SECONDS, QUIET_SECONDS = 20, 0.5


class Watch:
    """What was changed since the last time that somebody asked."""

    def __init__(self):
        self.changed, self.ended = threading.Event(), False

    def noticed(self):
        """Wait for a change, and until nothing more is said about it."""
        if not self.changed.wait(SECONDS):
            return False
        while self.changed.is_set():
            self.changed.clear()
            self.changed.wait(QUIET_SECONDS)
        return True

    def run(self, roots):
        for _ in saves(roots):
            self.changed.set()
            if self.ended:
                return


@contextmanager
def watching_over(*roots):
    """A watch that is on."""
    watch = Watch()
    thread = threading.Thread(target=watch.run, args=(roots,), daemon=True)
    thread.start()
    assert watch.noticed(), "a watch says when it is on"
    yield watch
    watch.ended = True


def test_a_save_in_a_folder_or_below_it_is_noticed(tmp_path):
    (tmp_path / "content" / "a").mkdir(parents=True)
    with watching_over(tmp_path / "content") as watch:
        (tmp_path / "content" / "a" / "en.md").write_text("x")
        assert watch.noticed()
        (tmp_path / "content" / "a" / "en.md").unlink()
        assert watch.noticed()


def test_a_file_is_noticed_however_it_is_saved(tmp_path):
    (tmp_path / "content").mkdir()
    settings = tmp_path / "settings.py"
    settings.write_text("1")
    with watching_over(tmp_path / "content", settings) as watch:
        for number in range(3):
            # as most editors save: a new file takes the place of the old one
            (tmp_path / "new").write_text(f"{number}")
            (tmp_path / "new").replace(settings)
            assert watch.noticed()
        settings.write_text("in place")
        assert watch.noticed()
        settings.unlink()
        assert watch.noticed()
        settings.write_text("1")
        assert watch.noticed()


def test_a_folder_that_goes_and_comes_back_is_watched_again(tmp_path):
    folder = tmp_path / "content"
    folder.mkdir()
    with watching_over(folder, tmp_path / "not there yet") as watch:
        folder.rename(tmp_path / "aside")
        assert watch.noticed()
        (tmp_path / "aside").rename(folder)
        assert watch.noticed()
        (folder / "en.md").write_text("x")
        assert watch.noticed()
        (tmp_path / "not there yet").mkdir()
        assert watch.noticed()
        (tmp_path / "not there yet" / "az.md").write_text("x")
        assert watch.noticed()


def test_with_no_folder_at_all_its_coming_is_noticed(tmp_path):
    with watching_over(tmp_path / "content") as watch:
        (tmp_path / "content").mkdir()
        assert watch.noticed()


def test_a_name_that_is_no_utf8_is_a_change_like_another(tmp_path):
    with watching_over(tmp_path) as watch:
        name = os.fsencode(tmp_path) + b"/\xff.md"
        with open(name, "w"):  # noqa: PTH123 - a name that pathlib cannot write
            pass
        assert watch.noticed()
        os.unlink(name)  # noqa: PTH108
        watch.noticed()
        (tmp_path / "en.md").write_text("x")
        assert watch.noticed()


def test_where_the_system_can_watch_no_more_files_they_are_looked_at(tmp_path, monkeypatch):
    system, tried = serve.watch, []

    def full(*paths, force_polling=None, **options):
        tried.append(force_polling)
        if not force_polling:
            raise OSError("OS file watch limit reached.")
        return system(*paths, force_polling=True, **options)

    monkeypatch.setattr(serve, "watch", full)
    with watching_over(tmp_path) as watch:
        (tmp_path / "en.md").write_text("x")
        assert watch.noticed()
    assert tried == [None, True]


def test_a_save_during_the_work_on_another_is_not_lost(tmp_path):
    changes = saves([tmp_path])
    next(changes)
    for number in range(3):
        (tmp_path / "en.md").write_text(str(number))
        time.sleep(QUIET_SECONDS)
        next(changes)
    changes.close()
