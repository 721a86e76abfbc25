"""Which files are looked through, and how what is found is told."""

import hashlib
from types import SimpleNamespace

import pytest

from newsarchive.archive.pages import PageSummary
from newsarchive.build.cache import Store
from newsarchive.build.checks import Gate, Staged
from newsarchive.build.copied_files import Copied
from newsarchive.build.diagnostics import told_plainly
from newsarchive.build.inputs import Inputs, Survey
from newsarchive.build.last_build import Output
from newsarchive.build.output import Stage
from newsarchive.build.redaction_list import Redactions
from newsarchive.redactions.list_file import parse_terms
from tests.traced import plain, traced
from tests.unit.editions import small_edition

FILES = {"kept.jpg": traced("jpg"), "placed.jpg": traced("jpg"), "new.jpg": plain("jpg"), "bad.png": traced("png")}
FILES["page.html"] = b"<p>\nSecret\x00"


@pytest.fixture
def staged(tmp_path):
    """A file that is as it was, one that somebody put into the output, new ones, and a page."""
    output = tmp_path / "output"
    output.mkdir()
    for name in ("kept.jpg", "placed.jpg"):
        (output / name).write_bytes(FILES[name])
    outputs = {name: Output(hashlib.sha256(data).digest()) for name, data in FILES.items()}
    outputs["page.html"] = Output(b"", b"", PageSummary("page.html"))
    with Stage(output, {"kept.jpg": outputs["kept.jpg"]}, ()) as stage:
        changed = {name for name, data in FILES.items() if stage.take(name, data)[1]}
        yield Staged(stage, outputs, changed)


def gate(*copied, terms=""):
    found = Inputs(Survey({}), b"", set, copied, b"a list")
    return Gate(Redactions(parse_terms(terms)[0]) if terms else None, found)


def found(staged, *, again, terms=""):
    return {each.path: each.code for each in gate(terms=terms).faults(staged, again=again)}


def test_files_that_are_not_known_are_looked_through_and_with_other_rules_all(staged):
    assert staged.changed == {"new.jpg", "bad.png", "page.html"}
    assert found(staged, again=False).keys() == {"bad.png", "placed.jpg"}
    assert found(staged, again=True).keys() == {"bad.png", "placed.jpg", "kept.jpg"}


def test_pages_are_looked_through_for_redactions_alone(staged):
    assert "page.html" not in found(staged, again=True)
    (staged.stage.folder / "page.html").write_bytes(b"<p>\nSecret")
    assert found(staged, again=False, terms="secret")["page.html"] == "redaction"


def refused(staged, tmp_path, *copied, terms="", capsys):
    store = Store(tmp_path / "store.sqlite")
    with pytest.raises(SystemExit) as ended, told_plainly():
        gate(*copied, terms=terms).require_clean(staged, None, store, small_edition())
    assert ended.value.code == 1
    return capsys.readouterr().err.splitlines()


def test_what_is_found_is_told_by_the_place_where_it_is_to_be_mended(staged, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    copied = Copied("bad.png", tmp_path / "content/static/x.png", b"")
    lines = refused(staged, tmp_path, copied, capsys=capsys)
    assert {line.partition(": ")[0] for line in lines} == {
        "content/static/x.png",
        "output/kept.jpg",
        "output/placed.jpg",
    }
    assert all(": fault trace" in line for line in lines)


def test_a_clean_publication_passes(staged, tmp_path):
    clean = Staged(staged.stage, {"new.jpg": staged.outputs["new.jpg"]}, {"new.jpg"})
    gate().require_clean(clean, None, Store(tmp_path / "s"), small_edition())


@pytest.mark.parametrize(("listed", "again"), [(b"a list", False), (b"another", True)])
def test_files_are_looked_through_again_by_another_list(listed, again):
    own = gate()
    assert own._was_passed(SimpleNamespace(listed=listed)) is not again
    assert not own._was_passed(None)


def test_of_hundreds_of_findings_a_hundred_are_told_and_all_are_counted(staged, tmp_path, capsys):
    outputs = {f"p{number}.html": Output(b"", b"", PageSummary(f"p{number}.html")) for number in range(300)}
    for path in outputs:
        staged.stage.take(path, b"<p>Turan")
    many = Staged(staged.stage, {**staged.outputs, **outputs}, {*staged.changed, *outputs})
    lines = refused(many, tmp_path, terms="turan", capsys=capsys)
    assert sum(": fault " in line for line in lines) == 100
    assert "    300 fault redaction" in lines
