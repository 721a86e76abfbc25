"""Charts of whole sites: a picture with a title and a description, and behind it the archive's own numbers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import yaml

from tests.sites import BuiltSite, Document, recipe, words_of

SVG = "{http://www.w3.org/2000/svg}"


def _originals(site: BuiltSite) -> dict[str, dict[str, object]]:
    """Front matter of each listed briefing, read without any of our code."""
    found = {}
    day = recipe(site.name).environment.get("SOURCE_DATE_EPOCH")
    today = (dt.datetime.fromtimestamp(int(day), dt.UTC) if day else dt.datetime.now(dt.UTC)).date()
    for file in sorted((recipe(site.name).content / "briefings").glob("*/*/*.md")):
        front = yaml.safe_load(file.read_text("utf-8").split("---\n")[1])
        waits = str(front.get("published", "")) > today.isoformat()
        if "translates" not in front and front.get("status", "published") == "published" and not waits:
            found[file.parent.name] = front
    return found


def _years(fronts: dict[str, dict[str, object]]) -> dict[str, int]:
    return Counter(str(front["date"])[:4] for front in fronts.values())


def _charts(site: BuiltSite) -> Iterator[tuple[Document, ET.Element]]:
    for page in site.pages.values():
        for chart in page.by_class("chart"):
            yield page, chart


def _rows(page: Document, chart: ET.Element) -> list[tuple[str, str, str]]:
    """Heading and cell of each row of a chart's table, and the page that it leads to."""
    (body,) = chart.iter("tbody")
    found = []
    for row in body.iter("tr"):
        heading, cell = list(row)
        assert (heading.tag, heading.get("scope"), cell.tag) == ("th", "row", "td")
        (link,) = row.iter("a")
        found.append((words_of(heading), words_of(cell), page.target(link)))
    return found


def test_a_chart_is_well_formed_named_described_and_has_its_table(site: BuiltSite) -> None:
    charts = list(_charts(site))
    assert len(charts) >= 2 * len(site.languages)
    for page, chart in charts:
        source = page.source[page.source.index("<svg role") : page.source.index("</svg>", page.source.index("<text"))]
        ET.fromstring(f"{source}</svg>")  # noqa: S314 - our own
        picture = chart.find(f"{SVG}svg")
        assert picture is not None
        title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert words_of(title)
        assert words_of(description)
        assert picture.get("role") == "group"
        assert (picture.get("aria-labelledby") or "").split() == [title.get("id"), description.get("id")]
        assert [words_of(each) for each in chart.iter("caption")] == [words_of(title)]
        assert [each.get("scope") for each in next(chart.iter("thead")).iter("th")] == ["col", "col"]
        rows = _rows(page, chart)
        assert all(target in site.pages for *_, target in rows)
        bars = [(link, next(link.iter(f"{SVG}title"))) for link in picture.iter(f"{SVG}a")]
        assert [page.target(link) for link, _ in bars] == [target for *_, target in rows]
        for (_, title), (year, count, _) in zip(bars, rows, strict=True):
            assert words_of(title).startswith(f"{year}: ")
            assert count in words_of(title) or count == "1"


def test_the_years_at_a_glance_are_the_archives(site: BuiltSite) -> None:
    expected = sorted(_years(_originals(site)).items(), reverse=True)
    assert len(expected) > 3
    for language in site.languages:
        for address in (f"{language}/", f"{language}/archive/"):
            page = site.page(address)
            (chart,) = page.by_class("chart")
            assert [(year, int(count)) for year, count, _ in _rows(page, chart)] == expected
            assert [target for *_, target in _rows(page, chart)] == [
                f"{language}/{year}/index.html" for year, _ in expected
            ]
            assert str(sum(count for _, count in expected)) in "".join(
                words_of(each) for each in chart.iter(f"{SVG}desc")
            )


def test_a_terms_chart_has_the_numbers_of_its_briefings(site: BuiltSite) -> None:
    fronts, charted = _originals(site), 0
    for taxonomy in ("tags", "people", "organisations", "places"):
        terms = {term for front in fronts.values() for term in front.get(taxonomy) or ()}  # type: ignore[attr-defined]
        for term in terms:
            own = {slug: each for slug, each in fronts.items() if term in (each.get(taxonomy) or ())}  # type: ignore[operator]
            charts = len(own) >= 8 and len(_years(own)) >= 3
            expected = sorted(_years(own).items(), reverse=True) if charts else []
            for language in site.languages:
                page = site.page(f"{language}/{taxonomy}/{term}/")
                rows = [row for chart in page.by_class("chart") for row in _rows(page, chart)]
                assert [(year, int(count)) for year, count, _ in rows] == expected, page.path
                charted += bool(rows)
    assert charted >= len(site.languages)


def test_a_full_page_of_a_listing_has_no_chart(site: BuiltSite) -> None:
    assert [page.path for page, _ in _charts(site) if "/page/" in page.path] == []
