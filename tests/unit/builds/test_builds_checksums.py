"""Which files a publication's list of sums names, and which it only counts."""

import datetime as dt
import hashlib

import pytest

from plugins.archive.pages import PageSummary
from plugins.archive.records import Withdrawal
from plugins.builds.checksums import checksum_files, signed_sums, untold_paths
from plugins.builds.errors import BuildError
from plugins.builds.lastbuild import Output
from plugins.integrity.sums import parse_sums, parse_unlisted, unlisted_digest
from tests.unit.editions import briefing, briefing_of, edition_of, standing, text

SAFETY = Withdrawal(dt.date(2026, 1, 2), "safety of a person")
COURT = Withdrawal(dt.date(2026, 1, 2), "court order")


def outputs(*paths, **redirects):
    """Files by path, each with its path as its bytes; redirects are pages that lead to an address."""
    found = {path: Output(hashlib.sha256(path.encode()).digest()) for path in paths}
    for old, new in redirects.items():
        found[f"{old}/index.html"] = Output(b"r" * 32, page=PageSummary(f"{old}/", listed=False, refresh=new))
    return found


def untold(work, *paths, **redirects):
    return sorted(untold_paths(outputs(*paths, **redirects), edition_of(work).archive))


def test_what_everybody_is_led_to_is_told():
    files = ["en/2023/a/index.html", "en/2023/a/history/index.html", "pictures/briefings/2023/a/p.jpg", "404.html"]
    assert untold(briefing("a"), *files, old="en/2023/a/") == []
    assert untold(briefing("a", status="withdrawn", withdrawal=COURT), *files) == []


def test_a_hidden_texts_page_pictures_and_redirects_are_not_told():
    files = ["en/2023/a/index.html", "en/2023/ab/index.html", "pictures/320/briefings/2023/a/p.jpg.webp"]
    files += ["pictures/share/en/2023/a.png", "pictures/share/en/2023/ab.png", "pictures/briefings/2023/ab/p.jpg"]
    hidden = ["en/2023/a/index.html", "old/index.html", "pictures/320/briefings/2023/a/p.jpg.webp"]
    assert untold(briefing("a", status="hidden"), *files, old="en/2023/a/", other="en/2023/ab/") == [
        *hidden,
        "pictures/share/en/2023/a.png",
    ]
    assert untold(standing("a", status="hidden"), "en/a/index.html", "en/about/index.html") == ["en/a/index.html"]


def test_a_hidden_translation_leaves_the_others_told():
    work = briefing_of(text("briefings/2023/a", date="2023"), text("briefings/2023/a", "az", status="hidden"))
    files = ["az/2023/a/index.html", "en/2023/a/index.html", "pictures/briefings/2023/a/p.jpg"]
    assert untold(work, *files) == ["az/2023/a/index.html"]


def test_a_text_withdrawn_for_a_persons_safety_is_not_told_in_any_language():
    files = ["az/2023/a/index.html", "en/2023/a/index.html"]
    assert untold(briefing("a", languages="en az", status="withdrawn", withdrawal=SAFETY), *files) == files
    alone = text("briefings/2023/a", "az", status="withdrawn", withdrawal=SAFETY)
    assert untold(briefing_of(text("briefings/2023/a", date="2023"), alone), *files) == files[:1]


@pytest.mark.parametrize("path", ["SHA256SUMS", "sha256sums", "SHA256SUMS.minisig", "SHA256SUMS.unlisted/a.txt"])
def test_no_other_file_lies_where_the_sums_are_to_be(path):
    with pytest.raises(BuildError, match=path):
        signed_sums(outputs(path), edition_of().archive, None)


def test_all_files_are_summed_the_untold_ones_by_their_line_and_the_list_of_those_by_itself():
    made = outputs("en/2023/a/index.html", "en/2023/b/index.html")
    archive = edition_of(briefing("a", status="hidden"), briefing("b")).archive
    unlisted, sums = checksum_files(made, archive)
    hidden, shown = made["en/2023/a/index.html"].digest, made["en/2023/b/index.html"].digest
    assert parse_unlisted(unlisted.data) == {unlisted_digest("en/2023/a/index.html", hidden)}
    assert parse_sums(sums.data) == {
        "SHA256SUMS.unlisted": hashlib.sha256(unlisted.data).digest(),
        "en/2023/b/index.html": shown,
    }
    assert [file.address for file in checksum_files(made, edition_of(briefing("b")).archive)] == ["SHA256SUMS"]
