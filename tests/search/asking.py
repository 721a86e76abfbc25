"""Asks the served script, in Node, over a built site."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("ask.js")


def ask(site: Path, language: str, queries: Iterable[str | tuple[Any, ...]], most: int = 10) -> list[dict[str, Any]]:
    """Answer queries: count, unknown words, results shown, files read.

    Each is a text, or a text with its marks, or also with the facet to count.
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
    done = subprocess.run(
        ["node", str(SCRIPT)], input=json.dumps(order), capture_output=True, text=True, timeout=240, check=True
    )
    return json.loads(done.stdout)


def briefings_in(answer: dict[str, Any]) -> list[str]:
    """The slugs of the briefings among the results shown, without terms and standing pages."""
    return [slug_of(each["address"]) for each in answer["shown"] if not each["kind"]]


def slug_of(address: str) -> str:
    """The slug in the address of a result: `../2023/slug/index.html` and `../2023/slug/` alike."""
    return address.removesuffix("index.html").rstrip("/").rpartition("/")[2]
