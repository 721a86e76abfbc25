"""The list is read where it is safe, and nothing that is printed holds a term."""

import io
import os
import subprocess
import time

import pytest
from pypdf import PdfWriter

from plugins.builds.errors import BuildFaults
from plugins.builds.redacting import Redactions
from plugins.builds.redactionlist import list_mark, list_path, redactions_of
from plugins.builds.store import Store
from plugins.redactions.terms import parse_terms
from tests.traced import written_document
from tests.unit.editions import words


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "content").mkdir()
    return {"PATH": str(tmp_path / "content"), "REDACTIONS": ""}


def read(settings, tmp_path):
    found = redactions_of(settings, tmp_path / "output", words(), "en")
    return found.terms if found else ()


def test_without_a_list_there_are_no_terms(settings, tmp_path):
    assert list_path(settings) is None
    assert read(settings, tmp_path) == ()
    assert list_mark(settings) == list_mark(settings) != b""


def test_a_list_that_is_named_goes_before_that_in_the_content(settings, tmp_path):
    (tmp_path / "content/redactions.txt").write_text("one term\n")
    assert [term.line for term in read(settings, tmp_path)] == [1]
    (tmp_path / "named.txt").write_text("\n\nanother term\n")
    settings["REDACTIONS"] = str(tmp_path / "named.txt")
    assert [term.line for term in read(settings, tmp_path)] == [3]


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xff\xfe", "redactions-utf8"), (b"", "redactions-empty"), (b"x\n", "redactions-short")]
)
def test_a_list_that_cannot_be_used_is_told(settings, tmp_path, data, code):
    (tmp_path / "content/redactions.txt").write_bytes(data)
    with pytest.raises(BuildFaults, match=f"redactions.txt.*: fault {code}: "):
        read(settings, tmp_path)


def test_a_list_that_git_would_take_is_refused(settings, tmp_path):
    own = tmp_path / "content/redactions.txt"
    own.write_text("a term\n")
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    with pytest.raises(BuildFaults, match="redactions-git"):
        read(settings, tmp_path)
    (tmp_path / ".gitignore").write_text("redactions.txt\n")
    assert read(settings, tmp_path)
    subprocess.run(["git", "-C", str(tmp_path), "add", "--force", str(own)], check=True)
    with pytest.raises(BuildFaults, match="redactions-git"):
        read(settings, tmp_path)


def test_a_link_to_a_list_is_looked_at_where_it_leads(settings, tmp_path):
    (tmp_path / "output").mkdir()
    (tmp_path / "output/list.txt").write_text("a term\n")
    (tmp_path / "content/redactions.txt").symlink_to(tmp_path / "output/list.txt")
    with pytest.raises(BuildFaults, match="redactions-output"):
        read(settings, tmp_path)


def test_a_mark_is_sure_when_it_is_old_and_another_for_another_list(settings, tmp_path, monkeypatch):
    own = tmp_path / "content/redactions.txt"
    own.write_text("a term\n")
    assert list_mark(settings) == b""
    later = time.time_ns() + 10**10
    monkeypatch.setattr(time, "time_ns", lambda: later)
    before = list_mark(settings)
    assert before
    own.write_text("b term\n")
    os.utime(own, ns=(1, 1))
    assert list_mark(settings) not in (before, b"")
    own.unlink()
    settings["REDACTIONS"] = str(own)
    assert list_mark(settings) == b""


def test_what_is_printed_of_a_fault_holds_no_term():
    redactions = Redactions(parse_terms("some body")[0])
    assert redactions.told("content/a.md:1: fault x: words") == "content/a.md:1: fault x: words"
    assert redactions.told("content/some-body/a.md:1: fault x: words") == "content/[…]/a.md:1: fault x: words"
    assert redactions.told("content/a.md:1: fault x: is “Some Body”") == "content/a.md:1: […]"


def test_a_store_that_is_abandoned_forgets_what_was_made_and_what_is_unwanted(tmp_path):
    path = tmp_path / "store.sqlite"
    before = Store(path)
    before.keep(b"fine", b"other words")
    before.keep(b"old", b"some body")
    before.close()
    now = Store(path)
    now.keep(b"new", b"new words")
    now.flush()
    now.keep(b"newer", b"some body")
    now.abandon(Redactions(parse_terms("some body")[0]).hold)
    assert b"some body" not in path.read_bytes()
    assert b"new words" not in path.read_bytes()
    assert Store(path).find([b"fine", b"old", b"new", b"newer"]) == {b"fine": b"other words"}


def faults_of(data, path="documents/a.pdf"):
    return list(Redactions(parse_terms("hidden person")[0]).faults_of(path, data))


def test_a_term_in_a_document_s_title_is_told_as_that_and_not_as_its_address():
    out = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(written_document("Words.")))
    writer.add_metadata({"/Title": "About a hidden person"})
    writer.write(out)
    assert faults_of(out.getvalue()) == [(0, "redaction-title", {"term": "1"})]
    assert faults_of(written_document("Words."), "documents/hidden-person.pdf")[0][1] == "redaction-address"


def test_a_document_that_cannot_be_read_is_not_taken_for_one_without_the_term():
    assert faults_of(b"%PDF-1.7 broken") == [(0, "redaction-unreadable", {"found": "PdfStreamError"})]
