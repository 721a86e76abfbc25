"""Documents beside texts are published bare, linked and checked, once; what cannot be made so stops the build."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.newsarchive_clean.builds.test_redactions import _build as build_with_a_list
from tests.newsarchive_clean.builds.test_traces import _build, _told, _traces, room
from tests.traced import document, written_document

__all__ = ("room",)

DOCUMENT = "documents/briefings/2023/a-text/ruling.pdf"


def _link(room: Path, target: str = "ruling.pdf", data: bytes | None = None) -> Path:
    """Let the text link a document, which is laid beside it where there are bytes for it."""
    folder = room / "content/briefings/2023/a-text"
    text = (folder / "en.md").read_text("utf-8")
    (folder / "en.md").write_text(f"{text}\nRead [the ruling]({target}).\n", "utf-8")
    if data is not None:
        (folder / "ruling.pdf").write_bytes(data)
    return folder


def test_a_linked_document_is_published_bare_and_its_link_leads_there(room: Path) -> None:
    _link(room, "ruling.pdf#page=1", document())
    done = _build(room)
    assert done.returncode == 0, done.stderr
    page = (room / "out/en/2023/a-text/index.html").read_text("utf-8")
    assert f'href="../../../{DOCUMENT}#page=1"' in page
    (told,) = [each for each in _told(room / "out") if each["SourceFile"].endswith(".pdf")]
    assert [tag for tag in _traces(told) if not tag.startswith("PDF:")] == []
    kept = {"PDF:PDFVersion", "PDF:Linearized", "PDF:PageCount"}
    assert {tag for tag in told if tag.startswith("PDF:")} == kept
    data = (room / "out" / DOCUMENT).read_bytes()
    assert b"SECRET" not in data
    assert len(PdfReader(io.BytesIO(data)).pages) == 1
    again = _build(room)
    assert "0 rendered, 0 written" in again.stdout


def test_another_document_of_the_same_name_is_published_alone(room: Path) -> None:
    folder = _link(room, data=written_document("One"))
    assert _build(room).returncode == 0
    (folder / "ruling.pdf").write_bytes(written_document("Two"))
    done = _build(room)
    assert "0 rendered, 1 written" in done.stdout
    published = PdfReader(room / "out" / DOCUMENT)
    assert [page.extract_text() for page in published.pages] == ["Two"]


def test_a_document_that_no_text_links_is_not_published_and_is_warned_of(room: Path) -> None:
    (room / "content/briefings/2023/a-text/ruling.pdf").write_bytes(document())
    done = _build(room)
    assert done.returncode == 0
    assert "a-text/ruling.pdf: warning unused-file: " in done.stderr
    assert not (room / "out/documents").exists()


def test_what_a_withdrawn_text_linked_is_gone(room: Path) -> None:
    folder = _link(room, data=document())
    assert _build(room).returncode == 0
    assert (room / "out" / DOCUMENT).is_file()
    text = (folder / "en.md").read_text("utf-8").partition("\n---\n")[0]
    withdrawn = f"{text}\nstatus: withdrawn\nwithdrawal: {{date: 2024-01-02, reason: court order}}\n---\n"
    (folder / "en.md").write_text(withdrawn, "utf-8")
    done = _build(room)
    assert done.returncode == 0, done.stderr
    assert not (room / "out" / DOCUMENT).exists()


@pytest.mark.parametrize(
    ("target", "data", "place", "code"),
    [
        ("ruling.pdf", None, "a-text/en.md:12:", "missing-file"),
        ("../other/ruling.pdf", document(), "a-text/en.md:", "missing-file"),
        ("ruling.pdf", b"PK\x03\x04", "a-text/ruling.pdf", "document-type"),
        ("ruling.pdf", b"%PDF-1.7\n", "a-text/ruling.pdf", "document-unreadable"),
    ],
)
def test_a_document_that_is_missing_or_broken_stops_the_build(
    room: Path, target: str, data: bytes | None, place: str, code: str
) -> None:
    _link(room, target, data)
    done = _build(room)
    assert done.returncode == 1
    assert any(place in line and f": fault {code}: " in line for line in done.stderr.splitlines()), done.stderr
    assert not (room / "out").exists()


def test_a_document_of_another_text_is_not_linked_past_that(room: Path) -> None:
    folder = _link(room, "../other/ruling.pdf")
    other = folder.parent / "other"
    other.mkdir()
    text = (folder / "en.md").read_text("utf-8").replace("../other/ruling.pdf", "ruling.pdf")
    (other / "en.md").write_text(text, "utf-8")
    (other / "ruling.pdf").write_bytes(document())
    done = _build(room)
    assert done.returncode == 1
    assert [line.partition(": ")[0] for line in done.stderr.splitlines() if ": fault " in line] == [
        "content/briefings/2023/a-text/en.md:12:1"
    ]


def test_words_under_a_black_box_are_found_by_the_list_of_redactions(room: Path) -> None:
    _link(room, data=written_document("First", "Hidden Person"))
    (room / "list.txt").write_text("hidden person\n")
    done = build_with_a_list(room, "list.txt")
    assert done.returncode == 1
    assert f"out/{DOCUMENT}: fault redaction-document: page 2 " in done.stderr


def test_other_types_are_refused_by_name(room: Path) -> None:
    names = ("draft.docx", "film.mp4", "all.zip", "scan.tif", "table.xlsx")
    for name in names:
        (room / "content/briefings/2023/a-text" / name).write_bytes(b"PK\x03\x04")
    done = _build(room)
    assert done.returncode == 1
    assert [name for name in names if f"a-text/{name}: fault stray-file: " not in done.stderr] == []
