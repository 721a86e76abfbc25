"""Faults for other programs."""

from __future__ import annotations

import json

from newsarchive.cli.check import github_lines, json_lines
from newsarchive.model.diagnostics import Position, fault


class Plain:
    """Words that show their key and values."""

    def __call__(self, language: str, key: str, /, number: int | None = None, **values: object) -> str:
        return f"{language} {key} {sorted(values.items())}, 100%\nmended"

    def spoken(self, language: str, key: str) -> str:
        return language


FAULTS = [
    fault("stray-file", path="a,b.txt"),
    fault("empty", Position(4, 7), "briefings/x/en.md", field="date"),
    fault("unused-term", path="tags.yaml", warning=True, found="x"),
]


def test_json_holds_every_part_of_a_fault() -> None:
    found = json.loads("\n".join(json_lines(FAULTS, Plain(), "az", "/content")))
    assert [each["path"] for each in found] == ["/content/a,b.txt", "/content/briefings/x/en.md", "/content/tags.yaml"]
    assert found[1] == {
        "path": "/content/briefings/x/en.md",
        "line": 4,
        "column": 7,
        "code": "empty",
        "warning": False,
        "message": "az fault.empty.example [('example', 'date: 2023-10-12'), ('field', 'date')], 100%\nmended",
        "values": {"field": "date"},
    }
    assert [each["warning"] for each in found] == [False, False, True]


def test_an_annotation_names_the_line_and_escapes_what_would_end_it() -> None:
    lines = github_lines(FAULTS, Plain(), "en", "/content")
    assert lines[0] == "::error file=/content/a%2Cb.txt,title=stray-file::en fault.stray-file [], 100%25%0Amended"
    assert lines[1].startswith("::error file=/content/briefings/x/en.md,line=4,col=7,title=empty::")
    assert lines[2].startswith("::warning file=/content/tags.yaml,title=unused-term::")


def test_no_fault_is_an_empty_list() -> None:
    assert json.loads("\n".join(json_lines([], Plain(), "en", "/content"))) == []
    assert github_lines([], Plain(), "en", "/content") == []
