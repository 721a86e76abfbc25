"""Which files are looked through, and how what is found is told."""

import hashlib
from types import SimpleNamespace

import pytest

from newsarchive.build.cache import Cache
from newsarchive.build.checks import Checker
from newsarchive.build.diagnostics import MOST_OF_A_KIND
from newsarchive.build.errors import told_plainly
from newsarchive.build.output import Stage
from newsarchive.build.page_maker import SiteFiles
from newsarchive.build.state import Output
from newsarchive.model.pages import File, PageSummary
from newsarchive_clean.plugin import CleanChecks
from tests.newsarchive.editions import small_edition, words
from tests.traced import plain, traced

FILES = {"kept.jpg": traced("jpg"), "placed.jpg": traced("jpg"), "new.jpg": plain("jpg"), "bad.png": traced("png")}
FILES["page.html"] = b"<p>\nSecret\x00"


def site_files(stage, outputs, changed):
    files = SiteFiles(stage)
    files.outputs, files.changed = outputs, changed
    return files


@pytest.fixture
def staged(tmp_path):
    """A file that is as it was, one that somebody put into the output, new ones, and a page."""
    output = tmp_path / "output"
    output.mkdir()
    for name in ("kept.jpg", "placed.jpg"):
        (output / name).write_bytes(FILES[name])
    outputs = {name: Output(hashlib.sha256(data).digest()) for name, data in FILES.items()}
    outputs["page.html"] = Output(b"", b"", PageSummary("page.html"))
    with Stage(output, {"kept.jpg": outputs["kept.jpg"]}) as stage:
        changed = {name for name, data in FILES.items() if stage.put(name, data)[1]}
        yield site_files(stage, outputs, changed)


@pytest.fixture
def checker(tmp_path):
    def made(*copied, terms=""):
        (tmp_path / "content").mkdir(exist_ok=True)
        settings = {"PATH": str(tmp_path / "content"), "THEME": str(tmp_path / "theme")}
        if terms:
            (tmp_path / "terms.txt").write_text(terms)
            settings["REDACTIONS"] = str(tmp_path / "terms.txt")
        made = Checker([CleanChecks(settings, tmp_path / "output")], copied)
        made.load(words(), "en")
        return made

    return made


def found(staged, checker, *, again):
    return {each.path: each.code for each in checker.faults(staged, again=again)}


def test_files_that_are_not_known_are_looked_through_and_with_other_rules_all(staged, checker):
    assert staged.changed == {"new.jpg", "bad.png", "page.html"}
    assert found(staged, checker(), again=False).keys() == {"bad.png", "placed.jpg"}
    assert found(staged, checker(), again=True).keys() == {"bad.png", "placed.jpg", "kept.jpg"}


def test_pages_are_looked_through_for_redactions_alone(staged, checker):
    assert "page.html" not in found(staged, checker(), again=True)
    (staged.stage.folder / "page.html").write_bytes(b"<p>\nSecret")
    assert found(staged, checker(terms="secret"), again=False)["page.html"] == "redaction"


def refused(staged, tmp_path, checker, capsys):
    store = Cache(tmp_path / "store.sqlite")
    with pytest.raises(SystemExit) as ended, told_plainly():
        checker.require_clean(staged, None, store, small_edition())
    assert ended.value.code == 1
    return capsys.readouterr().err.splitlines()


def test_what_is_found_is_told_by_the_place_where_it_is_to_be_mended(staged, tmp_path, checker, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    copied = File("bad.png", b""), tmp_path / "content/static/x.png"
    lines = refused(staged, tmp_path, checker(copied), capsys)
    assert {line.partition(": ")[0] for line in lines} == {
        "content/static/x.png",
        "output/kept.jpg",
        "output/placed.jpg",
    }
    assert all(": fault trace" in line for line in lines)


def test_a_clean_publication_passes(staged, tmp_path, checker):
    clean = site_files(staged.stage, {"new.jpg": staged.outputs["new.jpg"]}, {"new.jpg"})
    checker().require_clean(clean, None, Cache(tmp_path / "s"), small_edition())


def test_files_are_looked_through_again_by_another_list(staged, tmp_path, checker, capsys):
    own = checker()
    clean = site_files(staged.stage, {"kept.jpg": staged.outputs["kept.jpg"]}, set())
    own.require_clean(clean, SimpleNamespace(checked=own.mark), Cache(tmp_path / "s"), small_edition())
    for last in (SimpleNamespace(checked=b"another"), None):
        with pytest.raises(SystemExit), told_plainly():
            own.require_clean(clean, last, Cache(tmp_path / "s"), small_edition())
    assert "kept.jpg" in capsys.readouterr().err


def test_of_hundreds_of_findings_some_of_each_kind_are_told_and_all_are_counted(staged, tmp_path, checker, capsys):
    outputs = {f"p{number}.html": Output(b"", b"", PageSummary(f"p{number}.html")) for number in range(300)}
    for path in outputs:
        staged.stage.put(path, b"<p>Turan")
    many = site_files(staged.stage, {**staged.outputs, **outputs}, {*staged.changed, *outputs})
    lines = refused(many, tmp_path, checker(terms="turan"), capsys)
    assert sum(": fault redaction: " in line for line in lines) == MOST_OF_A_KIND
    assert "fault redaction: 300" in lines
