"""Which files are looked through, and how what is found is told."""

from pathlib import Path

import pytest

from plugins.archive.faults import fault
from plugins.archive.pages import PageSummary
from plugins.builds.errors import told_plainly
from plugins.builds.inspection import Inspection, require_clean
from plugins.builds.lastbuild import Output
from plugins.builds.staging import Stage
from tests.traced import plain, traced
from tests.unit.editions import words

OLD, NEW = Output(b"old"), Output(b"new")


@pytest.fixture
def stage(tmp_path):
    output = tmp_path / "output"
    output.mkdir()
    (output / "old.jpg").write_bytes(traced("jpg"))
    with Stage(output, {}, ()) as stage:
        stage.take("new.jpg", plain("jpg"))
        stage.take("bad.png", traced("png"))
        stage.take("page.html", b"\0")
        yield stage


def found(stage, *, again):
    outputs = {"old.jpg": OLD, "new.jpg": NEW, "bad.png": NEW, "page.html": Output(b"", b"", PageSummary("page.html"))}
    faults = Inspection(stage, outputs, {"new.jpg", "bad.png", "page.html"}).faults(again=again)
    return {each.path for each in faults}


def test_new_files_are_looked_through_and_with_other_rules_all(stage):
    assert found(stage, again=False) == {"bad.png"}
    assert found(stage, again=True) == {"bad.png", "old.jpg"}


def test_what_is_found_is_told_by_the_place_where_it_is_to_be_mended(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    faults = [fault("trace", path="a/b.jpg", found="EXIF"), fault("trace-trailing", path="c.png", found="PNG")]
    sources = {"a/b.jpg": tmp_path / "content/static/x.jpg"}
    with pytest.raises(SystemExit) as ended, told_plainly():
        require_clean(faults, words(), "en", Path("output"), sources)
    assert [line.partition(": the file")[0] for line in capsys.readouterr().err.splitlines()] == [
        "content/static/x.jpg: fault trace",
        "output/c.png: fault trace-trailing",
    ]
    assert ended.value.code == 1
    require_clean([], words(), "en", tmp_path, {})
