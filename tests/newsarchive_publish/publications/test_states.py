"""STATE: what it says, and that only the one form counts."""

import datetime as dt
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from newsarchive_publish.publications.states import LARGEST_STATE, PublicationState, StateError, parse_state, state_file

DAY = dt.date(2026, 11, 27)
FIRST = PublicationState("An archive", 1, DAY, "", "", dt.date(2026, 12, 28), None, b"s" * 32, b"c" * 32)
LATER = replace(
    FIRST,
    number=12,
    address="https://archive.example",
    commit="0123abcd" * 5,
    previous=b"p" * 32,
    files={"editions/ru/a-ru-all.epub": b"r" * 32, "editions/az/a-az-2023.html": b"a" * 32},
)


def test_it_has_the_lines_that_its_documents_show():
    assert state_file(LATER).decode() == (
        "An archive, publication 12\n"
        "number: 12\n"
        "day: 2026-11-27\n"
        "address: https://archive.example\n"
        f"commit: {'0123abcd' * 5}\n"
        "next by: 2026-12-28\n"
        f"previous: {'70' * 32}\n"
        f"{'73' * 32}  SHA256SUMS\n"
        f"{'63' * 32}  CHAIN\n"
        f"{'61' * 32}  editions/az/a-az-2023.html\n"
        f"{'72' * 32}  editions/ru/a-ru-all.epub\n"
    )
    told = state_file(FIRST).decode().splitlines()
    assert told[3:5] + told[6:7] == ["address: none", "commit: none", "previous: none"]


@pytest.mark.parametrize("state", [FIRST, LATER, replace(FIRST, title="Arxiv, publication 1: «ə»")])
def test_what_is_written_is_read(state):
    assert parse_state(state_file(state)) == state


def test_a_name_of_the_site_with_line_breaks_is_one_line():
    assert parse_state(state_file(replace(FIRST, title=" A\nnumber: 9 "))).title == "A number: 9"


def test_sha256sum_takes_it(tmp_path):
    (tmp_path / "SHA256SUMS").write_bytes(b"")
    (tmp_path / "CHAIN").write_bytes(b"")
    empty = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    (tmp_path / "STATE").write_bytes(state_file(replace(FIRST, sums=empty, chain=empty)))
    done = subprocess.run(["sha256sum", "--check", "STATE"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "SHA256SUMS: OK\nCHAIN: OK\n")


WHOLE = state_file(LATER).decode()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("An archive", "An \x1b[2J archive", 1),
        ("publication 12", "publication 13", 1),
        ("number: 12", "number: 012", 2),
        ("number: 12", "number: 0", 2),
        ("number: 12", "number: 1" + "0" * 10, 2),
        ("number: 12\n", "", 2),
        ("day: 2026-11-27", "day: 20261127", 1),
        ("day: 2026-11-27", "day: 2026-11-31", 1),
        ("address: https://archive.example", "address: ", 2),
        ("address: https://archive.example", "address: https://a.example b", 2),
        ("commit: 0123", "commit: XXXX", 5),
        ("previous: 70", "previous: 7G", 5),
        ("next by: ", "next: ", 6),
        (f"{'73' * 32}  SHA256SUMS", f"{'73' * 32}  SHA256SUM", 8),
        (f"{'63' * 32}  CHAIN\n", "", 9),
        ("editions/az/", "../az/", 10),
        ("editions/az/", "/az/", 10),
        ("editions/az/a-az-2023.html", "SHA256SUMS", 10),
        ("editions/az/a-az-2023.html", "STATE", 10),
        ("editions/az", "editions/zz", 1),
        ("epub\n", "epub\n\n", 12),
        ("epub\n", "epub", 1),
        ("epub\n", "epub\r\n", 1),
    ],
)
def test_any_other_form_is_refused_with_its_line(old, new, line):
    assert old in WHOLE
    with pytest.raises(StateError) as refused:
        parse_state(WHOLE.replace(old, new, 1).encode())
    assert refused.value.line == line


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\xff" * 100, b"\n" * 50, b"a" * (LARGEST_STATE + 1), WHOLE[:300].encode()]
)
def test_what_is_no_state_at_all_is_refused(data):
    with pytest.raises(StateError):
        parse_state(data)


@given(st.binary(max_size=300), st.integers(0, len(WHOLE)), st.integers(0, 20))
def test_damage_is_refused_and_nothing_else_is_raised(damage, at, length):
    whole = WHOLE.encode()
    data = whole[:at] + damage + whole[at + length :]
    try:
        parsed = parse_state(data)
    except StateError:
        return
    assert state_file(parsed) == data
