"""XML exports, cleaned and within bounds."""

import time
from pathlib import Path

import pytest

from newsarchive_import import wxr
from newsarchive_import.items import UNDECODED, ImportFailure
from newsarchive_import.wxr import XmlExport, elements


def _texts(path: Path, data: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    path.write_bytes(data)
    export = XmlExport(path)
    try:
        return ["".join(element.itertext()) for element in elements(export, 1)], export.left_out
    finally:
        export.close()


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (b"<r><a>x\x08y\x0b</a></r>", "xy"),
        (b"<r><a><![CDATA[x\x00y]]></a></r>", "xy"),
        (b"<r><a>x&#8;&#x1F;&#65;</a></r>", "xA"),
        (b"<r><a>x&raquo;&nbsp;y</a></r>", "x»\xa0y"),
        (b"<r><a><![CDATA[&raquo; &nbsp; & <b>]]></a></r>", "&raquo; &nbsp; & <b>"),
        (b"<r><a><![CDATA[line one\n& two]]> & three</a></r>", "line one\n& two & three"),
        (b"<r><a>R&D & &unknown; x&</a></r>", "R&D & &unknown; x&"),
        (b"<r><a><![CDATA[a ]]]]><![CDATA[> b]]></a></r>", "a ]]> b"),
        (b"<r><a>x\xc9]</a></r>", f"x{UNDECODED}]"),
        (b"\xef\xbb\xbf\n<?xml version='1.0' encoding='UTF-8'?>\n<r><a>\xc9\x99</a></r>", "ə"),
        ("<?xml version='1.0' encoding='windows-1251'?>\n<r><a>Слово</a></r>".encode("cp1251"), "Слово"),
        ("<?xml version='1.0' encoding='iso-8859-1'?>\n<r><a>“It’s” – café</a></r>".encode("cp1252"), "“It’s” – café"),
        ("<?xml version='1.0' encoding='ISO-8859-9'?>\n<r><a>“bırak” –</a></r>".encode("cp1254"), "“bırak” –"),
        ("<r><a>\ufffd</a></r>".encode(), "\ufffd"),
        ("<?xml version='1.0' encoding='UTF-16'?>\n<r><a>söz</a></r>".encode("utf-16"), "söz"),
        ("<?xml version='1.0' encoding='UTF-8'?>\n<r><a>Слово</a></r>".encode("utf-16-le"), "Слово"),
        ("<?xml version='1.0' encoding='UTF-16'?>\n<r><a>Слово</a></r>".encode("utf-16-be"), "Слово"),
        ("<?xml version='1.0' encoding='UTF-16'?>\n<r><a>Слово</a></r>".encode(), "Слово"),
    ],
    ids=str,
)
def test_what_editors_pasted_does_not_stop_a_parser(tmp_path: Path, xml: bytes, text: str) -> None:
    assert _texts(tmp_path / "a.xml", xml)[0] == [text]


def test_what_was_removed_or_replaced_is_told_with_its_line(tmp_path: Path) -> None:
    _, left_out = _texts(tmp_path / "a.xml", b"<r>\n<a>x\x08\x08</a>\n<a>y\xc9</a></r>")
    assert left_out == [
        ("line 2: 2 control characters", "XML forbids them"),
        ("line 3: 1 damaged bytes", "they are not of the file's encoding"),
    ]


BILLION = (
    "<!DOCTYPE r [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY b{n} '&a;&a;'>" for n in range(9)) + "]><r><a>&a;</a></r>"
)


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (BILLION, "declares entities or a document type"),
        ("<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>", "declares entities or a document type"),
        ("<!DOCTYPE r [<!ENTITY x SYSTEM 'http://127.0.0.1/'>]><r>&x;</r>", "declares entities or a document type"),
        ("<r>" + "<a>" * 100, "nested more than 30 deep"),
        ("<r>" + "<a>" * 1_000_000, "nested more than 30 deep"),
        ("<r><a>x</b></r>", r":1: not well-formed XML \(mismatched tag, column 10\); export it again"),
        ("<r>\n<a>cut", r":2: not well-formed XML \(no element found"),
        ("", "not well-formed XML"),
        ("<?xml version='1.0' encoding='zip'?><r/>", "unknown encoding zip; save the file as UTF-8"),
        ("<?xml version='1.0' encoding='unicode_escape'?><r/>", "unknown encoding unicode_escape"),
    ],
    ids=[
        "entities",
        "outer document type",
        "outer entity",
        "deep",
        "very deep",
        "tags",
        "cut",
        "empty",
        "zip",
        "escape",
    ],
)
def test_hostile_and_damaged_files_stop_with_place_and_cure(tmp_path: Path, xml: str, message: str) -> None:
    with pytest.raises(ImportFailure, match=rf"a\.xml.*{message}"):
        _texts(tmp_path / "a.xml", xml.encode())


def test_bounds_of_size_lines_and_elements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "huge.xml").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(ImportFailure, match="larger than 512 MB; export it in several files"):
        XmlExport(tmp_path / "huge.xml")
    monkeypatch.setattr(wxr, "LARGEST_LINE", 1_000_000)
    with pytest.raises(ImportFailure, match="a line longer than"):
        _texts(tmp_path / "a.xml", b"<r><a>" + b"x" * 2_000_000 + b"</a></r>")
    monkeypatch.setattr(wxr, "MOST_DAMAGED", 100)
    with pytest.raises(ImportFailure, match=r"a\.xml:101: more than 100 lines have damaged characters"):
        _texts(tmp_path / "a.xml", b"<r><a>" + b"x\xc9\n" * 200 + b"</a></r>")
    monkeypatch.setattr(wxr, "MOST_ELEMENTS", 100)
    with pytest.raises(ImportFailure, match="too many in one item"):
        _texts(tmp_path / "b.xml", b"<r><a>" + b"<b/>\n" * 200 + b"</a></r>")
    assert len(_texts(tmp_path / "c.xml", b"<r>" + b"<a/>\n" * 2_000 + b"</r>")[0]) == 2_000


def test_a_large_export_takes_time_in_proportion(tmp_path: Path) -> None:
    start = time.process_time()
    texts, _ = _texts(tmp_path / "a.xml", b"<r><a>" + b"&;<![CDATA[]]>" * 100_000 + b"</a></r>")
    assert len(texts[0]) == 200_000
    assert time.process_time() - start < 5
