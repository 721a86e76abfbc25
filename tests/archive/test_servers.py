"""This archive's pages as the real nginx and the real Caddy send them, with the rules that the build wrote."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.serving import BROWSER, DEBIAN, Server, address_of, ask, proxied, served
from tests.sites import BuiltSite

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("real-public")]

MOST_BYTES, USUAL_BYTES = 14 * 1024, 10 * 1024


FULL = pytest.mark.full


@pytest.mark.parametrize(
    ("server", "http", "front"),
    [
        pytest.param("nginx", "", False, id="nginx"),
        pytest.param("nginx", "", True, id="nginx behind a proxy", marks=FULL),
        pytest.param("nginx", DEBIAN, False, id="nginx of Debian", marks=FULL),
        pytest.param("nginx", DEBIAN, True, id="nginx of Debian behind a proxy", marks=FULL),
        pytest.param("caddy", "", False, id="caddy", marks=FULL),
        pytest.param("caddy", "", True, id="caddy behind a proxy", marks=FULL),
    ],
)
def test_every_page_of_the_archive_is_compressed(
    build_site: Callable[[str], BuiltSite], server: Server, http: str, front: bool
) -> None:
    site = build_site("real-public")
    assert len(site.pages) > 500
    sizes = {}
    with ExitStack() as stack:
        address = stack.enter_context(served(site, server, http=http))
        if front:
            address = stack.enter_context(proxied(address))
        for path in site.pages:
            answer = ask(f"{address}{address_of(path)}", Accept_Encoding=BROWSER)
            assert (answer.status, answer.content) == (200, site.files[path]), path
            sizes[path] = len(answer.body)
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}
    within = sum(size <= USUAL_BYTES for size in sizes.values())
    assert within >= 0.9 * len(sizes), f"{within} of {len(sizes)} pages are within 10 KB"
