"""Asks the served script, in Node, over a built site; one Node answers all tests of a worker."""

from __future__ import annotations

import atexit
import json
import select
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("ask.js")
_SECONDS = 240


def ask(site: Path, language: str, queries: Iterable[str | tuple[Any, ...]], most: int = 10) -> list[dict[str, Any]]:
    """Answer queries: count, unknown words, results shown, files read.

    Each is a text, or a text with its marks, or also with the facet to count. Where `most` is 0, no text is read and
    no near word is looked for.
    """
    asked = [[each, []] if isinstance(each, str) else list(each) for each in queries]
    return _run({"site": str(site), "language": language, "queries": asked, "most": most})


def stems(site: Path, words: Iterable[tuple[str, str]]) -> list[list[Any]]:
    """Fold and stem words, each with its language: the folded text, and the stems of its words."""
    return _run({"site": str(site), "words": [list(each) for each in words]})


def decoded(site: Path, postings: str) -> dict[int, int]:
    """Read postings: weights by number."""
    return dict(_run({"site": str(site), "lists": [postings]})[0])


def names(site: Path, words: Iterable[str]) -> list[str]:
    """Name the files of words."""
    return list(_run({"site": str(site), "names": list(words)}))


def _run(order: dict[str, Any]) -> Any:
    answer = _node()(json.dumps(order))
    assert isinstance(answer, list), answer["error"]
    return answer


@cache
def _node() -> Callable[[str], Any]:
    """Start Node, which stays until the tests end, and return a function that sends it a line and reads its answer."""
    node = subprocess.Popen(["node", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(node.communicate)
    into, out = node.stdin, node.stdout
    assert into
    assert out

    def ask_line(line: str) -> Any:
        into.write(f"{line}\n")
        into.flush()
        ready, _, _ = select.select([out], [], [], _SECONDS)
        assert ready, f"no answer in {_SECONDS} seconds to {line[:200]}"
        return json.loads(out.readline())

    return ask_line


def briefings_in(answer: dict[str, Any]) -> list[str]:
    """The slugs of the briefings among the results shown, without terms and standing pages."""
    return [slug_of(each["address"]) for each in answer["shown"] if not each["kind"]]


def slug_of(address: str) -> str:
    """The slug in the address of a result: `../2023/slug/index.html` and `../2023/slug/` alike."""
    return address.removesuffix("index.html").rstrip("/").rpartition("/")[2]
