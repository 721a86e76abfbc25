"""The lines of front matter: one field changes, every other byte stays."""

import pytest

from newsarchive.cli.yaml_order import field_lines

FILE = b"---\r\ntitle: T  # a remark\r\n\r\n# above\r\ntags:\r\n  - a\r\n  - b\r\nstatus: draft\r\n---\r\nBody\rmore\n"


def test_a_field_is_read_as_it_is_written():
    lines = field_lines(FILE)
    assert lines.lines_of("tags") == "tags:\n  - a\n  - b"
    assert lines.lines_of("title") == "title: T  # a remark"
    assert lines.lines_of("date") == ""
    assert lines.bytes == FILE


def test_a_field_is_written_in_its_place_or_where_the_table_has_it():
    lines = field_lines(FILE)
    assert lines.with_field("briefing", "tags", "tags: [c]").bytes == FILE.replace(
        b"tags:\r\n  - a\r\n  - b", b"tags: [c]"
    )
    assert lines.with_field("briefing", "minor", "minor: true").bytes == FILE.replace(
        b"status:", b"minor: true\r\nstatus:"
    )
    last = lines.with_field("briefing", "redirect_from", "redirect_from: [x]")
    assert last.bytes == FILE.replace(b"draft\r\n", b"draft\r\nredirect_from: [x]\r\n")
    assert last.with_field("briefing", "redirect_from", "redirect_from: [y]").bytes == last.bytes.replace(
        b"[x]", b"[y]"
    )
    assert last.without_field("redirect_from").bytes == FILE
    assert lines.with_lines_after("tags", "  - c").bytes == FILE.replace(b"- b\r\n", b"- b\r\n  - c\r\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words",
        b"---\nopen: 1\n",
        b"---\n{a: b}\n---\n",
        b"---\n- a\n---\n",
        b"---\n a: b\n---\n",
        b"---\na: [\n---\n",
        b"---\n[a]: b\n---\n",
    ],
)
def test_another_layout_has_no_lines(data):
    assert field_lines(data) is None
