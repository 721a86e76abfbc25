"""One build at a time into an output folder."""

import threading
import time
from pathlib import Path

import pytest

from newsarchive.build.errors import BuildError
from newsarchive.build.files import alone, lock_path, real_output


def test_two_builds_into_one_folder_wait_for_each_other(tmp_path, capsys):
    output, order = tmp_path / "below" / "output", []

    def second():
        with alone(output):
            order.append("second")

    thread = threading.Thread(target=second)
    with alone(output):
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert capsys.readouterr().err == f"another build into {output} is running; waiting for it\n"
    assert list(output.parent.iterdir()) == [lock_path(output)]


def test_builds_into_two_folders_do_not(tmp_path):
    with alone(tmp_path / "one"), alone(tmp_path / "two"):
        pass


def test_a_build_that_fails_lets_the_next_one_go_on(tmp_path):
    for _ in range(2):
        with pytest.raises(ValueError, match="failed"), alone(tmp_path / "output"):
            raise ValueError("failed")


def test_a_lock_that_cannot_be_opened_is_refused_and_nothing_is_written_through_it(tmp_path):
    for name, make in {"linked": lambda path: path.symlink_to("elsewhere"), "folder": Path.mkdir}.items():
        make(lock_path(tmp_path / name))
        with pytest.raises(BuildError, match=r"\.lock cannot be opened .* remove it"), alone(tmp_path / name):
            pass
        assert not (tmp_path / "elsewhere").exists()


def test_who_waited_for_a_clean_does_not_build_beside_another(tmp_path):
    """The lock's file is removed while somebody waits for it: the next one would lock another file."""
    output, order = tmp_path / "output", []

    def build(name):
        with alone(output):
            order.append(f"{name} begins")
            time.sleep(0.2)
            order.append(f"{name} ends")

    threads = [threading.Thread(target=build, args=(name,)) for name in "ab"]
    with alone(output):
        threads[0].start()
        time.sleep(0.3)
        lock_path(output).unlink()
    threads[1].start()
    for thread in threads:
        thread.join()
    assert len(order) == 4
    assert all(order[at].split()[0] == order[at + 1].split()[0] for at in (0, 2))


def test_an_output_is_the_folder_that_its_path_leads_to(tmp_path):
    (tmp_path / "served").mkdir()
    (tmp_path / "output").symlink_to("served")
    (tmp_path / "later").symlink_to("not-yet")
    assert real_output(tmp_path / "output") == tmp_path / "served"
    assert real_output(tmp_path / "later") == tmp_path / "not-yet"
    assert real_output(tmp_path / "none") == tmp_path / "none"


def test_an_output_that_is_no_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "round").symlink_to("round")
    for name in ("file", "round"):
        with pytest.raises(BuildError, match="is not a folder; set OUTPUTDIR to another"):
            real_output(tmp_path / name)
