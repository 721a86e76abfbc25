"""The order of a deployment, and what it deletes when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.digests import digest
from newsarchive.search.results import result_name
from newsarchive_publish.deploying.files import CopyLists, FileKind, PublishedFiles, is_shard, kind_of
from newsarchive_publish.deploying.plan import DeployPlan, believed, plan
from newsarchive_publish.integrity.checksums import unlisted_digest
from newsarchive_publish.publications.observing import Observation
from newsarchive_publish.publications.states import PublicationState

NOW, HOUR = 1_790_000_000, 3600
DAY = dt.date(2026, 11, 27)
PATHS = [
    "pictures/480/briefings/2023/a/photo.jpg.webp",
    "documents/briefings/2023/a/law.pdf",
    "editions/en/archive-en-all.html",
    "search/search.js",
    "search/rules.json",
    "en/search/index.json",
    "en/search/tpress.json",
    "en/search/r1f.json",
    "en/2023/a/index.html",
    "en/2023/a/history/index.html",
    "en/2023/a/citation.bib",
    "en/about/index.html",
    "en/index.html",
    "en/2023/index.html",
    "en/tags/law/index.html",
    "en/search/index.html",
    "2019/old.html",
    "en/feed.xml",
    "en/tags/law/feed.xml",
    "sitemap.xml",
    "server/nginx.conf",
    ".well-known/security.txt",
    "index.html",
    "404.html",
    "SHA256SUMS",
    "SHA256SUMS.unlisted",
    "CHAIN",
    "STATE",
    "STATE.minisig",
    "STATE.0123456789ABCDEF.minisig",
]


def published(files: Mapping[str, bytes], hidden: Mapping[str, bytes] | None = None) -> PublishedFiles:
    """Return a publication with these contents; the lists do not name the hidden files."""
    every = {**files, **(hidden or {})}
    sums = {path: digest(content) for path, content in files.items()}
    state = PublicationState("Archive", 1, DAY, "", "", DAY, None, digest(b""), digest(b""))
    observation = Observation(state, b"", (), sums, {}, (), None, late=False, early=False)
    digests = {path: digest(content) for path, content in every.items()}
    return PublishedFiles(Path(), digests, {path: len(content) for path, content in every.items()}, observation)


def plan_of(
    old: Mapping[str, bytes],
    new: Mapping[str, bytes],
    waiting: Mapping[str, int] | None = None,
    extra: tuple[str, ...] = (),
    *,
    known: bool = True,
) -> DeployPlan:
    there = {path: digest(content) for path, content in old.items()} | dict.fromkeys(extra, b"")
    lists = CopyLists({path: digest(content) for path, content in old.items()})
    return plan(published(new), there, lists, waiting or {}, NOW, HOUR, known=known)


def test_every_kind_of_file_has_its_place_in_the_order() -> None:
    kinds = [kind_of(path) for path in PATHS]
    assert kinds == sorted(kinds)
    assert set(kinds) == set(FileKind)


@given(st.sets(st.sampled_from(PATHS)), st.sets(st.sampled_from(PATHS)), st.sets(st.sampled_from(PATHS)))
def test_what_is_new_comes_before_what_changes_and_what_leaves_comes_last(
    added: set[str], changed: set[str], removed: set[str]
) -> None:
    changed -= added
    removed -= added | changed
    same = {"en/2020/same/index.html": b"same"}
    old = {**same, **dict.fromkeys(changed, b"old"), **dict.fromkeys(removed, b"old")}
    new = {**same, **dict.fromkeys(added | changed, b"new")}
    found = plan_of(old, new)
    body = [step for step in found.steps if step.kind < FileKind.SUMS]
    assert [step.act for step in body] == sorted(step.act for step in body), "add, change, delete"
    for one, other in pairwise(found.steps):
        if one.act == other.act:
            assert (one.kind > other.kind) == (one.act == "delete"), "pages leave before what they link to"
    uploads = [step for step in found.steps if step.act != "delete"]
    assert [step.kind >= FileKind.SUMS for step in uploads] == sorted(step.kind >= FileKind.SUMS for step in uploads)
    assert set(found.paths("add", "change")) == added | changed
    assert set(found.paths("delete")) | found.waiting.keys() == removed
    assert all(is_shard(path) for path in found.waiting)


def test_search_files_wait_and_results_which_have_the_words_of_a_text_do_not() -> None:
    old = dict.fromkeys(("en/search/tpress.json", "en/search/r1f.json", "az/search/r0.1.json"), b"old")
    found = plan_of(old, {})
    assert found.waiting == {"en/search/tpress.json": NOW}
    assert sorted(found.paths("delete")) == ["az/search/r0.1.json", "en/search/r1f.json"]
    for since, waits in ((NOW - HOUR + 1, True), (NOW - HOUR, False), (NOW + 9 * HOUR, True)):
        found = plan_of({}, {}, {"en/search/tpress.json": since}, ("en/search/tpress.json",))
        assert (found.waiting == {"en/search/tpress.json": min(since, NOW)}) == waits
        assert found.paths("delete") == ([] if waits else ["en/search/tpress.json"])
    assert not plan_of({}, {"en/search/tpress.json": b"back"}, {"en/search/tpress.json": NOW}).waiting
    for number, part in ((0, 0), (31, 0), (4711, 12)):
        assert not is_shard(f"en/search/{result_name(number, part)}")


def test_what_is_not_known_to_be_ours_stays() -> None:
    odd = ("own.txt", "other/index.html", ".well-known/acme/token", "en/left.html", "STATE.0123456789ABCDEF.minisig")
    new = {"en/index.html": b"new", ".well-known/security.txt": b"x"}
    known = plan_of({}, new, extra=odd)
    assert known.strangers == (".well-known/acme/token", "other/index.html", "own.txt")
    assert set(known.paths("delete")) == {"en/left.html", "STATE.0123456789ABCDEF.minisig"}
    assert "en/left.html" not in known.public
    assert not plan_of({}, new, extra=odd, known=False).paths("delete")


def test_a_folder_where_a_file_was_and_a_file_where_a_folder_was() -> None:
    found = plan_of({"en/a": b"x", "en/b/index.html": b"x"}, {"en/a/index.html": b"x", "en/b": b"x"})
    assert [step.act for step in found.steps] == ["clear", "clear", "add", "add"]
    assert set(found.paths("clear")) == {"en/a", "en/b/index.html"}


def test_lists_are_believed_only_of_files_that_are_there_in_their_size() -> None:
    hidden = {"en/2023/hidden/index.html": b"secret", "en/2023/other/index.html": b"changed"}
    ours = published({"a": b"same", "b": b"same", "server/headers": b"rule"}, {"_headers": b"rule", **hidden})
    sums = {"a": digest(b"same"), "b": digest(b"same"), "c": digest(b"old"), "server/headers": digest(b"rule")}
    line = unlisted_digest("en/2023/hidden/index.html", digest(b"secret"))
    there = {"a": 4, "c": 3, "d": 1, "_headers": 4, **{path: len(content) for path, content in hidden.items()}}
    found = believed(ours, {**there, "b": 5}, CopyLists(sums, frozenset([line])))
    assert found == {
        "a": digest(b"same"),
        "b": b"",
        "c": digest(b"old"),
        "d": b"",
        "_headers": digest(b"rule"),
        "en/2023/hidden/index.html": digest(b"secret"),
        "en/2023/other/index.html": b"",
    }


@pytest.mark.parametrize("path", ["en/search/index.html", "pictures/a.json", "data/search/x.json", "search/search.js"])
def test_only_parts_of_an_index_wait(path: str) -> None:
    assert not is_shard(path)
