"""What a publication says of a list of mirrors in its output, which no build makes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from newsarchive_publish.publications.mirror_list import list_comment, list_file
from newsarchive_publish.publications.seal import mirror_warnings
from tests.newsarchive_publish.mirroring.publishing import KEY, signer

URL = "https://archive.test"


def test_a_list_of_mirrors_that_checks_would_refuse_is_told(tmp_path: Path) -> None:
    def said(url: str = URL, key: str = KEY.public_key) -> bool:
        settings = {"SITEURL": url, "SIGNING_KEYS": (key,), "SIGNATURES_REQUIRED": 1}
        return any("mirrors.json" in note for note in mirror_warnings(settings, tmp_path))

    assert not said()
    data = list_file(URL, ["https://mirror.test/"])
    (tmp_path / "mirrors.json").write_bytes(data)
    assert said()
    (tmp_path / "mirrors.json.minisig").write_bytes(KEY.sign(data, list_comment(URL, dt.date(2026, 11, 28))))
    assert not said()
    assert said(url="https://moved.test")
    assert said(key=signer().public_key)
