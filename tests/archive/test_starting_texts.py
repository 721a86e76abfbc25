"""New archives start with this archive's standing pages, word for word, except where these are about this archive.

`make golden` writes them so.
"""

from __future__ import annotations

import os
import re

import pytest

from newsarchive_start.skeleton import WRITTEN
from newsarchive_start.wheel import shipped
from tests.sites import ROOT

OWN_WORDS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("mirrors", "en"): (
        ("credit the Media Freedom Archive,", "credit this archive,"),
        ("; `REPRODUCING.md`, in the project, says how far this has been tested.", "."),
    ),
    ("mirrors", "az"): (
        ("Media Azadlığı Arxivinə istinad", "bu arxivə istinad"),
        (" Bunun nə dərəcədə yoxlandığı layihənin `REPRODUCING.md` faylında yazılıb.", ""),
    ),
    ("mirrors", "ru"): (
        ("на Архив свободы СМИ,", "на этот архив,"),
        ("; что именно мы проверяли, описано в файле `REPRODUCING.md` проекта.", "."),
    ),
}
"""Words of a page that are about this archive only, and what new archives have in their place."""

_PART = re.compile(r"\n\n+|\n(?=- )")
_TRANSLATED = re.compile(r"^(?:translates|translated_revision): .*\n", re.MULTILINE)


def _parts(text: str) -> list[str]:
    """Return the front matter, paragraphs and list items of a text, each in one line."""
    return [re.sub(r"[ \n]+", " ", part).strip() for part in _PART.split(text)]


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("page", ["writing-safely", "privacy", "mirrors"])
def test_a_page_of_new_archives_is_ours_in_general_words(page: str, language: str) -> None:
    ours = _general(page, language)
    name = f"texts/{page}.{language}.md"
    if os.environ.get("GOLDEN") == "write":
        (ROOT / "plugins/newsarchive_start/files" / name).write_text(ours, "utf-8")
    assert _parts(shipped(name)) == _parts(ours), f"starting/files/{name} and content/pages/{page} differ: make golden"


def _general(page: str, language: str) -> str:
    """Return our page as new archives get it: in general words, without what says that it is a translation."""
    text = _TRANSLATED.sub("", (ROOT / "content" / "pages" / page / f"{language}.md").read_text("utf-8"))
    for own, general in OWN_WORDS.get((page, language), ()):
        # the words may be on two lines
        text, count = re.subn(r"\s+".join(map(re.escape, own.split(" "))), general, text)
        assert count == 1, f"OWN_WORDS: content/pages/{page} should have once: {own}"
    return text
