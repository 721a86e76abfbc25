"""Pagefind beside our search: the same pages and queries. By hand: `python -m tests.archive.search.beside PAGEFIND`.

PAGEFIND is the program of its npm package, installed somewhere outside this repository (README.md says how). It indexes
the briefings of the public build, of each the main part; Chromium asks it through its own script. A page of ours would
refuse it (`wasm-unsafe-eval`): the browser is told to pass over our policy.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from newsarchive.model.index import Edition
from tests.chromium import launched
from tests.newsarchive.search.asking import ask, slug_of
from tests.sites import PUBLIC, ROOT, run_pelican

from .evaluation import LANGUAGES, TYPED, Query, expected, opening_edition, queries, recall, write_search

ASK = """async query => {
  const found = await (await import("/pagefind/pagefind.js")).search(query);
  return Promise.all(found.results.slice(0, 10).map(each => each.data().then(data => data.url)));
}"""
FIRST = """async query => {
  const found = await (await import("/pagefind/pagefind.js")).search(query);
  if (found.results.length) await found.results[0].data();
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *values: object) -> None:
        """Keep quiet."""


def _asked(page: Page, asked: Iterable[Query]) -> list[list[str]]:
    return [[slug_of(url) for url in page.evaluate(ASK, query.text)] for query in asked]


def _size(path: Path) -> int:
    """Return the bytes that arrive of a file; Pagefind has compressed its index itself."""
    content = path.read_bytes()
    return min(len(content), len(gzip.compress(content, 9, mtime=0)))


def _line(name: str, results: list[tuple[Query, list[str]]], edition: Edition) -> str:
    """Return a line of a table: recall of all, mean reciprocal rank, and recall of each way of typing."""
    by_kind: dict[str, list[float]] = {}
    ranks = []
    for query, slugs in results:
        wanted = expected(query, edition)
        places = [place for place, slug in enumerate(slugs, start=1) if slug in wanted]
        ranks.append(1 / places[0] if places else 0.0)
        for kind in ("all", query.typed):
            by_kind.setdefault(kind, []).append(recall(slugs, wanted))
    mean = {kind: f"{sum(values) / len(values):.3f}" for kind, values in by_kind.items()}
    kinds = " | ".join(mean.get(kind, "") for kind in TYPED)
    return f"| {name} | {len(results)} | {mean['all']} | {sum(ranks) / len(ranks):.3f} | {kinds} |"


def main(pagefind: str) -> None:
    """Print a table of both, and Pagefind's bytes before the first result."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        done = run_pelican(ROOT / "publishconf.py", site, SITEURL=PUBLIC, ALLOW_PLACEHOLDERS="1")
        assert done.returncode == 0, done.stdout + done.stderr
        only = ["--glob", "*/[0-9][0-9][0-9][0-9]/*/index.html", "--root-selector", "main"]
        subprocess.run([pagefind, "--site", str(site), *only], check=True, capture_output=True, timeout=120)
        edition = opening_edition(Path(folder))
        ours = write_search(edition, Path(folder) / "ours")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        browser = launched(playwright)
        for language in LANGUAGES:
            asked = [each for each in queries(language) if expected(each, edition)]
            answers = ask(ours, language, [each.text for each in asked])
            found = [[slug_of(each["address"]) for each in answer["shown"]] for answer in answers]
            print(_line(f"{language}, ours", list(zip(asked, found, strict=True)), edition))
            context = browser.new_context(bypass_csp=True)
            page = context.new_page()
            page.goto(f"{base}/{language}/")
            other = _asked(page, asked)
            print(_line(f"{language}, Pagefind", list(zip(asked, other, strict=True)), edition))
            worse = [
                query.text
                for query, mine, its in zip(asked, found, other, strict=True)
                if recall(mine, expected(query, edition)) < recall(its, expected(query, edition))
            ]
            print(f"ours is worse in {len(worse)}: {worse}")
            context.close()
            context = browser.new_context(bypass_csp=True)
            page, files = context.new_page(), set()
            page.goto(f"{base}/{language}/")
            context.on("request", lambda request, files=files: files.add(urlsplit(request.url).path))
            page.evaluate(FIRST, asked[0].text)
            sizes = {path: _size(site / path[1:]) for path in sorted(files)}
            print(f"bytes of Pagefind to the first result: {sum(sizes.values()):,} {sizes}")
            context.close()
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
