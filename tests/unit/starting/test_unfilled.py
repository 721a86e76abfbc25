"""Words of the examples, found by their marks."""

from __future__ import annotations

from pathlib import Path

from newsarchive.starting.unfilled import Unfilled, is_marked, unfilled


def test_marks_are_found_where_each_kind_of_file_has_comments(tmp_path: Path) -> None:
    text, topics, words = (tmp_path / name for name in ("a.md", "b.yaml", "c.po"))
    text.write_text("---\ntitle: A\n---\n\n<!-- replace: say who you are -->\n\n# replace: no comment\n", "utf-8")
    topics.write_text("# replace: write the name\n# another\nx: <!-- replace: no -->\n", "utf-8")
    words.write_text('msgid "a"\n# replace: say it\nmsgstr "# replace: no"\n', "utf-8")
    (tmp_path / "d.txt").write_text("# replace: no\n", "utf-8")
    assert list(unfilled([tmp_path])) == [
        Unfilled(text, 5, "say who you are"),
        Unfilled(topics, 1, "write the name"),
        Unfilled(words, 2, "say it"),
    ]
    assert [is_marked(path.name, path.read_bytes()) for path in sorted(tmp_path.iterdir())] == [True, True, True, False]
