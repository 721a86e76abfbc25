"""The list is read where it is safe, and nothing that is printed holds a term."""

import io
import os
import subprocess
import time

import pytest
from pypdf import PdfWriter

from newsarchive.build.errors import BuildFaults
from newsarchive.zip_file import packed, zip_of
from newsarchive_clean.plugin import CleanChecks, redaction_faults
from newsarchive_clean.redactions.list_file import parse_terms
from tests.newsarchive.editions import words
from tests.traced import written_document


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "content").mkdir()
    return {"PATH": str(tmp_path / "content"), "THEME": str(tmp_path / "theme"), "REDACTIONS": ""}


def read(settings, tmp_path):
    checks = CleanChecks(settings, tmp_path / "output")
    checks.load(words(), "en")
    return checks._terms or ()


def mark(settings, tmp_path):
    return CleanChecks(settings, tmp_path / "output").mark


def test_without_a_list_there_are_no_terms(settings, tmp_path):
    assert not CleanChecks(settings, tmp_path / "output").secret
    assert read(settings, tmp_path) == ()
    assert mark(settings, tmp_path) == mark(settings, tmp_path) != b""


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


def test_a_list_beside_a_repository_inside_the_content_is_refused(settings, tmp_path):
    (tmp_path / "content/redactions.txt").write_text("a term\n")
    assert read(settings, tmp_path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "content")], check=True)
    (tmp_path / "content/.gitignore").write_text("redactions.txt\n")
    with pytest.raises(BuildFaults, match="redactions-git"):
        read(settings, tmp_path)


@pytest.mark.parametrize("place", ["content/other.txt", "theme/static/list.txt", "output/en/list.txt"])
def test_a_list_that_would_be_published_is_refused(settings, tmp_path, place):
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("a term\n")
    settings["REDACTIONS"] = str(tmp_path / place)
    with pytest.raises(BuildFaults, match="redactions-output"):
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
    assert mark(settings, tmp_path) == b""
    later = time.time_ns() + 10**10
    monkeypatch.setattr(time, "time_ns", lambda: later)
    before = mark(settings, tmp_path)
    assert before
    own.write_text("b term\n")
    os.utime(own, ns=(1, 1))
    assert mark(settings, tmp_path) not in (before, b"")
    own.unlink()
    settings["REDACTIONS"] = str(own)
    assert mark(settings, tmp_path) == b""


def test_a_list_that_git_would_take_has_no_sure_mark(settings, tmp_path, monkeypatch):
    (tmp_path / "content/redactions.txt").write_text("a term\n")
    later = time.time_ns() + 10**10
    monkeypatch.setattr(time, "time_ns", lambda: later)
    assert mark(settings, tmp_path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert mark(settings, tmp_path) == b""


def test_what_is_printed_of_a_fault_holds_no_term(settings, tmp_path):
    (tmp_path / "content/redactions.txt").write_text("some body\n")
    checks = CleanChecks(settings, tmp_path / "output")
    checks.load(words(), "en")
    assert checks.masked("content/a.md:1: fault x: words") == "content/a.md:1: fault x: words"
    assert checks.masked("content/some-body/a.md:1: fault x: words") == "content/[…]/a.md:1: fault x: words"
    assert checks.masked("content/a.md:1: fault x: is “Some Body”") == "content/a.md:1: […]"


def faults_of(data, path="documents/a.pdf"):
    found = redaction_faults(path, data, parse_terms("hidden person")[0], "file")
    return [(each.line, each.code, dict(each.values)) for each in found]


def test_a_term_in_a_document_s_title_is_told_as_that_and_not_as_its_address():
    out = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(written_document("Words.")))
    writer.add_metadata({"/Title": "About a hidden person"})
    writer.write(out)
    assert faults_of(out.getvalue()) == [(0, "redaction-title", {"term": "1"})]
    assert faults_of(written_document("Words."), "documents/hidden-person.pdf")[0][1] == "redaction-address"


def test_a_document_that_cannot_be_read_is_not_taken_for_one_without_the_term():
    assert faults_of(b"%PDF-1.7 broken") == [(0, "redaction-unreadable", {"found": "PdfStreamError"})]


def test_every_file_in_a_container_is_searched_and_named():
    chapter = packed("EPUB/texts/a.xhtml", b"<p>A hid<b>den</b> person.</p>" + b" " * 99)
    data = b"".join(zip_of([packed("mimetype", b"application/epub+zip", store=True), chapter]))
    found = [(0, "redaction-inside", {"file": "EPUB/texts/a.xhtml", "term": "1"})]
    assert faults_of(data, "editions/en/a.epub") == found
    named = b"".join(zip_of([packed("hidden-person.html", b"words")]))
    assert faults_of(named, "a.zip") == [(0, "redaction-inside", {"file": "[…]", "term": "1"})]
    assert faults_of(b"PK\3\4 broken", "a.zip") == [(0, "redaction-unreadable", {"found": "ZIP"})]
