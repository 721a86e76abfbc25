"""What an observer refuses before reading the files of a copy."""

import base64
from pathlib import Path

import pytest

from newsarchive_publish.integrity.copies import FolderCopy
from newsarchive_publish.publications.observing import RefusedCopyError, observe
from tests.newsarchive_publish.mirroring.publishing import DAY, Publication, signed_twice, signer


def test_one_key_under_two_numbers_has_signed_once(tmp_path: Path) -> None:
    own = signer()
    keys = signed_twice(own, Publication(signers=(own,)), tmp_path / "copy")
    assert base64.b64decode(keys[0])[10:] == base64.b64decode(keys[1])[10:]
    assert len(observe(FolderCopy(tmp_path / "copy"), keys, 1, DAY).signed) == 2
    with pytest.raises(RefusedCopyError, match="too-few"):
        observe(FolderCopy(tmp_path / "copy"), keys, 2, DAY)
