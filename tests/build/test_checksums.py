"""A publication's sums: of every file, checked by the tools that everybody has, and telling no address too many."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable

import pytest

from newsarchive.integrity.checksums import unlisted_digest
from tests.sites import BuiltSite

PUBLIC = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("fixture-public", "real-public")]


@pytest.fixture(params=PUBLIC)
def site(request: pytest.FixtureRequest, build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    return build_site(request.param)


def test_sha256sum_itself_finds_every_file_as_it_was_published(site: BuiltSite) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    done = subprocess.run(command, cwd=site.path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_file_is_summed_and_the_list_is_sorted(site: BuiltSite) -> None:
    listed = [line[66:] for line in site.text_of("SHA256SUMS").splitlines()]
    assert listed == sorted(listed, key=str.encode)
    untold = site.files.keys() - {*listed, "SHA256SUMS", "_headers", "_redirects"}
    digests = {unlisted_digest(path, hashlib.sha256(site.files[path]).digest()).hex() for path in untold}
    written = site.files.get("SHA256SUMS.unlisted", b"").decode()
    assert written == "".join(f"{each}\n" for each in sorted(digests))


def test_no_list_names_a_hidden_text_or_one_withdrawn_for_a_persons_safety(public_fixture_site: BuiltSite) -> None:
    site = public_fixture_site
    listed = {line[66:] for line in site.text_of("SHA256SUMS").splitlines()}
    untold = {
        "en/2022/hidden-text/index.html",
        "pictures/share/en/2022/hidden-text.png",
        "en/2022/withdrawn-text/index.html",
    }
    assert site.files.keys() - listed - {"SHA256SUMS", "_headers", "_redirects"} == untold
    rules = [path for path in site.files if path.startswith(("server/", "_"))]
    assert len(rules) == 6
    for path in rules:
        assert not [text for text in ("hidden-text", "withdrawn-text") if text in site.text_of(path)], path
    # of the others a copy must know: pages that lead on, what a court had withdrawn, histories, the 404 page
    assert {"404.html", "en/2022/taken-back/index.html"} <= listed


def test_a_local_site_has_no_sums(fixture_site: BuiltSite) -> None:
    assert [path for path in fixture_site.files if path.startswith("SHA256SUMS")] == []
