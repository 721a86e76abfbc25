"""A connection that is cut after 16,384 bytes, TLS included, brings the full text of every page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser.kinds import SCRIPTED, SITE, Visit, sampled
from tests.browser.opening import Windows, wait_until
from tests.browser.texts import in_order, words_of_file, words_seen
from tests.cutting import LIMIT
from tests.every_site.cut import *  # noqa: F403
from tests.every_site.cut import Behind, behind, fetched
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

MODES = ("public",)


@pytest.fixture(scope="module")
def place(build_site: Callable[[str], BuiltSite]) -> Iterator[Behind]:
    """The public fixture site, served by nginx."""
    with behind(build_site(SITE)) as found:
        yield found


def test_what_is_too_large_does_not_arrive(build_site: Callable[[str], BuiltSite], tmp_path: Path) -> None:
    """And what just fits does: the middle man counts rightly."""
    site = build_site("fixture-public")
    # what cannot be compressed stays as long as it is, and a few bytes longer
    for name, size in (("large.txt", 20_000), ("small.txt", 10_000)):
        (tmp_path / name).write_bytes(os.urandom(size))
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "nginx.conf").write_bytes(site.files["server/nginx.conf"])
    with behind(replace(site, path=tmp_path)) as place:
        body, sent = fetched(place, "small.txt")
        assert body == (tmp_path / "small.txt").read_bytes()
        assert len(body) + 2_000 < sent < LIMIT
        with pytest.raises(TimeoutError):
            fetched(place, "large.txt", seconds=1)
        assert place.carried.wished[-1] > 20_000


# that the bytes of all pages arrive is seen above: here, that a browser shows what has arrived
@pytest.mark.parametrize(
    ("kind", "language", "script"),
    [
        pytest.param(
            *case.values, script, marks=case.marks, id="-".join((*case.values, "script" if script else "none"))
        )
        for script in (False, True)
        # a network cuts texts in all directions alike
        for case in sampled("en")
        if not script or case.values[0] in SCRIPTED
    ],
)
def test_the_full_text_is_seen_behind_the_cut(
    windows: Windows,
    place: Behind,
    all_visits: tuple[Visit, ...],
    visits: dict[tuple[str, str], Visit],
    kind: str,
    language: str,
    script: bool,
) -> None:
    visit = visits[kind, language]
    assert (kind in SCRIPTED) == (b"<script src" in visit.source)
    address = place.address + visit.made.address
    # from an old address the server leads on, or the page itself
    shown = next(each for each in all_visits if each.made.address == (visit.made.refresh or visit.made.address))
    # pictures and the search's script may never come: the page need not be loaded
    with windows.opened(address, until="commit", script=script, trusting=True) as (page, _):
        if visit.made.refresh:
            page.wait_for_url(f"**/{visit.made.refresh}", wait_until="commit", timeout=10_000)
        wait_until(page, "document.readyState !== 'loading' || !!document.querySelector('main ~ *')", seconds=5)
        if script and kind == "search":
            # what its script would move is seen when that has come, or eight seconds later
            visible = "getComputedStyle(document.querySelector('.search-after')).visibility === 'visible'"
            wait_until(page, visible, seconds=12)
        expected = words_of_file(shown, script=script)
        assert len(expected) > 4
        assert in_order(expected, words_seen(page))
