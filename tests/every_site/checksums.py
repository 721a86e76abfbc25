"""A publication's sums: of every file, checked by the tools that everybody has, and telling no address too many."""

from __future__ import annotations

import hashlib
import subprocess

from newsarchive_publish.integrity.checksums import unlisted_digest
from tests.sites import BuiltSite


def test_sha256sum_itself_finds_every_file_as_it_was_published(site: BuiltSite) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    done = subprocess.run(command, cwd=site.path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_file_is_summed_and_the_list_is_sorted(site: BuiltSite) -> None:
    listed = [line[66:] for line in site.text_of("SHA256SUMS").splitlines()]
    assert listed == sorted(listed, key=str.encode)
    unlisted = site.files.keys() - {*listed, "SHA256SUMS", "STATE", "CHAIN"}
    # hosts read these and serve neither, so a copy that was fetched over the web has none
    rules = {"_headers", "_redirects"}
    assert rules <= unlisted
    digests = {unlisted_digest(path, hashlib.sha256(site.files[path]).digest()).hex() for path in unlisted - rules}
    written = site.files.get("SHA256SUMS.unlisted", b"").decode()
    assert written == "".join(f"{each}\n" for each in sorted(digests))
