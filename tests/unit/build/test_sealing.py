"""What closes a publication, and names that nothing else may have."""

import pytest

from newsarchive.build.diagnostics import BuildError
from newsarchive.build.last_build import Output
from newsarchive.build.sealing import require_free_names

TAKEN = ["SHA256SUMS", "sha256sums", "SHA256SUMS.unlisted/a.txt", "STATE", "state/a.html", "Chain", "STATE.minisig"]


@pytest.mark.parametrize("path", [*TAKEN, "state.minisig", "STATE.0123456789abcdef.minisig"])
def test_no_other_file_lies_where_the_sums_and_signatures_are_to_be(path):
    with pytest.raises(BuildError, match=path):
        require_free_names({path: Output(b"")})


@pytest.mark.parametrize("path", ["en/state/index.html", "statement.txt", "STATE.txt", "editions/a.epub"])
def test_other_names_are_free(path):
    require_free_names({path: Output(b"")})
