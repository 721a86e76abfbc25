"""A publication's sums: of every file, checked by the tools that everybody has, and telling no address too many."""

from __future__ import annotations

from tests.every_site.checksums import *  # noqa: F403
from tests.sites import BuiltSite

MODES = ("public",)


def test_no_list_names_a_hidden_text_or_one_withdrawn_for_a_persons_safety(public_fixture_site: BuiltSite) -> None:
    site = public_fixture_site
    listed = {line[66:] for line in site.text_of("SHA256SUMS").splitlines()}
    untold = {
        *(f"en/2022/hidden-text/{file}" for file in ("index.html", "citation.bib", "citation.json")),
        "pictures/share/en/2022/hidden-text.png",
        "en/2022/withdrawn-text/index.html",
    }
    assert site.files.keys() - listed - {"SHA256SUMS", "STATE", "CHAIN", "_headers", "_redirects"} == untold
    rules = [path for path in site.files if path.startswith(("server/", "_"))]
    assert len(rules) == 12
    for path in rules:
        assert not [text for text in ("hidden-text", "withdrawn-text") if text in site.text_of(path)], path
    # of the others a copy must know: pages that lead on, what a court had withdrawn, histories, the 404 page
    assert {"404.html", "en/2022/taken-back/index.html"} <= listed


def test_a_local_site_has_no_sums(fixture_site: BuiltSite) -> None:
    assert [path for path in fixture_site.files if path.startswith("SHA256SUMS")] == []
