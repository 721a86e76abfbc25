"""The list of sums is sha256sum's own, and what no copy may hold is refused."""

import contextlib
import hashlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive_publish.integrity.checksums import (
    SumsError,
    parse_sums,
    parse_unlisted,
    sum_line,
    sums_file,
    unlisted_digest,
    unlisted_file,
)

DIGEST = hashlib.sha256(b"words").digest()
HEX = DIGEST.hex()
NAMES = ["plain.html", "a b/ə.html", "back\\slash", "line\nbreak", "return\rhere", "-dash", " first", "*star"]


def test_a_line_is_what_sha256sum_prints(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"words")
        done = subprocess.run(["sha256sum", "--", name], cwd=tmp_path, check=True, capture_output=True)
        assert sum_line(name, DIGEST) == done.stdout


def test_sha256sum_checks_the_list(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"words")
    (tmp_path / "SHA256SUMS").write_bytes(sums_file(dict.fromkeys(NAMES, DIGEST)))
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    (tmp_path / NAMES[0]).write_bytes(b"other words")
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 1


def test_the_list_is_sorted_by_bytes() -> None:
    # in UTF-16, in a locale and by case the order would be another
    paths = ["Z", "a", "a/b", "a0", "é", "\ufb00", "\U0001f600"]
    listed = sums_file(dict.fromkeys(reversed(paths), DIGEST))
    assert [line[66:] for line in listed.decode().splitlines()] == paths


paths = st.lists(st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1), min_size=1)


@given(st.dictionaries(paths.map("/".join), st.binary(min_size=32, max_size=32)))
def test_what_is_written_is_read_again(digests: dict[str, bytes]) -> None:
    names = {"SHA256SUMS", "STATE", "CHAIN", "STATE.minisig"}
    safe = {
        path: each for path, each in digests.items() if not {".", ".."} & set(path.split("/")) and path not in names
    }
    assert parse_sums(sums_file(safe)) == safe


@given(
    st.one_of(
        st.binary(), st.lists(st.sampled_from([f"{HEX}  a", "\\", "\n", "\r", "..", "/", "\0", " "])).map("".join)
    )
)
def test_whatever_comes_is_read_or_refused(data: bytes | str) -> None:
    for parse in (parse_sums, parse_unlisted):
        with contextlib.suppress(SumsError):
            found = parse(data if isinstance(data, bytes) else data.encode())
            assert not [path for path in found if isinstance(path, str) and ".." in path.split("/")]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        pytest.param(b"words\n", 1, id="no digest"),
        pytest.param(f"{HEX}  a\n{HEX[1:]}  b\n".encode(), 2, id="a short digest"),
        pytest.param(f"{HEX.upper()}  a\n".encode(), 1, id="another form"),
        pytest.param(f"{HEX} a\n".encode(), 1, id="one space"),
        pytest.param(f"{HEX}  \n".encode(), 1, id="no name"),
        pytest.param(f"{HEX}  a\n\n{HEX}  b\n".encode(), 2, id="an empty line"),
        pytest.param(f"{HEX}  a\n\n".encode(), 2, id="an empty line at the end"),
        pytest.param(f"{HEX}  a\xff\n".encode("latin-1"), 1, id="no UTF-8"),
        pytest.param(f"{HEX}  /etc/passwd\n".encode(), 1, id="an absolute path"),
        pytest.param(f"{HEX}  ../a\n".encode(), 1, id="a way out"),
        pytest.param(f"{HEX}  a/../../b\n".encode(), 1, id="a way out inside"),
        pytest.param(f"{HEX}  a//b\n".encode(), 1, id="an empty folder"),
        pytest.param(f"{HEX}  ./a\n".encode(), 1, id="another name for a path"),
        pytest.param(f"{HEX}  a\0b\n".encode(), 1, id="a null"),
        pytest.param(f"\\{HEX}  a\\tb\n".encode(), 1, id="an escape that is none"),
        pytest.param(f"\\{HEX}  a\\\n".encode(), 1, id="half an escape"),
        pytest.param(f"{HEX}  a\n{HEX}  a\n".encode(), 2, id="a path twice"),
        pytest.param(f"{HEX}  SHA256SUMS\n".encode(), 1, id="itself"),
        pytest.param(f"{HEX}  STATE\n".encode(), 1, id="what names it"),
        pytest.param(f"{HEX}  STATE.0123456789ABCDEF.minisig\n".encode(), 1, id="a signature"),
        pytest.param(f"{HEX}  _headers\n".encode(), 1, id="rules of a host"),
        pytest.param(f"{HEX}  _redirects\n".encode(), 1, id="redirects of a host"),
    ],
)
def test_what_is_no_list_is_refused_and_its_line_named(data: bytes, line: int) -> None:
    with pytest.raises(SumsError) as refused:
        parse_sums(data)
    assert refused.value.line == line


def test_a_list_may_lack_its_last_line_break() -> None:
    assert parse_sums(f"{HEX}  a".encode()) == {"a": DIGEST}
    assert parse_sums(b"") == {}


def test_an_address_that_is_not_told_can_be_checked_by_whoever_has_it(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"words")
    command = "sha256sum page.html | sha256sum"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stdout.split()[0] == unlisted_digest("page.html", DIGEST).hex()


def test_digests_of_untold_files_are_read_again_and_nothing_else_is() -> None:
    digests = [bytes([number]) * 32 for number in (3, 1, 2)]
    data = unlisted_file(digests)
    assert data.decode().split() == sorted(each.hex() for each in digests)
    assert parse_unlisted(data) == frozenset(digests)
    for wrong in (b"words\n", data + b"\n", data.upper(), b"\xff" * 64, b"1" * 63):
        if wrong != data:
            with pytest.raises(SumsError):
                parse_unlisted(wrong)
