"""The texts of a made archive as a stock Pelican site: the same words, titles, dates, tags, people, places, sources.

A place is Pelican's category, people are its authors. A link to another text is written as its address, and sources
stand as a list at the end of the text: stock Pelican has neither to look up. Notices, search, social pictures, head
data and checks are left out, so it makes less than ours does.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

from newsarchive.content.typed_text import split
from tests.bench.making import LANGUAGES, Made, made, sources, term_name

_HERE = Path(__file__).resolve().parent


def stock_files(size: int, seed: int, real: Path) -> Iterator[tuple[str, str]]:
    """Yield path and content of every text, the pages of a small archive among them."""
    for number in range(size):
        briefing = made(number, seed)
        for language in LANGUAGES:
            yield f"{language}/{briefing.slug}.md", _briefing(briefing, language)
    for path in sorted((real / "pages").glob("*/*.md")):
        yield f"pages/{path.parent.name}-{path.name}", _page(path)


def _briefing(briefing: Made, language: str) -> str:
    link = f"../{made(briefing.linked, briefing.seed).slug}/" if briefing.linked is not None else ""
    words = briefing.words(language, link)
    names = {
        taxonomy: [term_name(taxonomy, number, language) for number in numbers]
        for taxonomy, numbers in briefing.terms.items()
    }
    front = {
        "Title": words.title,
        "Date": briefing.date,
        "Slug": briefing.slug,
        "Lang": language,
        "Tags": ", ".join(names["tags"]),
        "Authors": "; ".join(names["people"]),
        "Category": names["places"][0],
        "Summary": words.summary,
    }
    listed = "".join(f"- [{each['title']}]({each['url']}), {each['publisher']}\n" for each in sources(briefing))
    return _file(front, f"{words.body}\n## Sources\n\n{listed}")


def _page(path: Path) -> str:
    source, _ = split(path.read_text("utf-8"))
    assert source
    title = yaml.safe_load(source.front)["title"]
    return _file({"Title": title, "Slug": path.parent.name, "Lang": path.stem}, source.body)


def _file(front: dict[str, str], body: str) -> str:
    return "".join(f"{key}: {value}\n" for key, value in front.items()) + f"\n{body}"


def furnish_stock(site: Path) -> None:
    """Put settings and theme into a site's folder."""
    site.mkdir(parents=True)
    shutil.copy(_HERE / "siteconf.py", site)
    shutil.copytree(_HERE / "templates", site / "theme" / "templates")
