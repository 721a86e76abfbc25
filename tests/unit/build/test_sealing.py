"""What closes a publication, and names that nothing else may have."""

from types import SimpleNamespace

import pytest

from newsarchive.build.checks import Staged
from newsarchive.build.diagnostics import BuildError
from newsarchive.build.last_build import Output
from newsarchive.build.sealing import require_free_names, require_verifiable

TAKEN = ["SHA256SUMS", "sha256sums", "SHA256SUMS.unlisted/a.txt", "STATE", "state/a.html", "Chain", "STATE.minisig"]


@pytest.mark.parametrize("path", [*TAKEN, "state.minisig", "STATE.0123456789abcdef.minisig"])
def test_no_other_file_lies_where_the_sums_and_signatures_are_to_be(path):
    with pytest.raises(BuildError, match=path):
        require_free_names({path: Output(b"")})


@pytest.mark.parametrize("path", ["en/state/index.html", "statement.txt", "STATE.txt", "editions/a.epub"])
def test_other_names_are_free(path):
    require_free_names({path: Output(b"")})


def test_what_nobody_could_verify_is_not_published(tmp_path):
    for name, size in (("all.html", 256 << 20), ("a.txt", 3)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    staged = Staged(SimpleNamespace(folder=tmp_path), {}, {"all.html", "a.txt"})
    require_verifiable(staged)
    with (tmp_path / "all.html").open("ab") as file:
        file.write(b"1")
    with pytest.raises(BuildError, match=r"all\.html has 257 MB, and nobody could verify"):
        require_verifiable(staged)
