"""One build at a time into an output folder."""

import threading

import pytest

from plugins.builds.lock import alone, lock_path


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


def test_nothing_is_written_through_a_link_in_the_locks_place(tmp_path):
    lock_path(tmp_path / "output").symlink_to("elsewhere")
    with alone(tmp_path / "output"):
        assert not (tmp_path / "elsewhere").exists()
