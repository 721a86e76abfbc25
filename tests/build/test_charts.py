"""Charts of whole sites: a picture with a title and a description, and behind it the archive's own numbers."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from newsarchive.pages.related import MOST
from tests.sites import FIXTURE, FIXTURE_DAY, ROOT, BuiltSite, Document, words_of

SVG = "{http://www.w3.org/2000/svg}"

SITES = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("fixture-local", "real-local")]


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest, build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    return build_site(request.param)


def _originals(content: Path) -> dict[str, dict[str, object]]:
    """Front matter of each listed briefing, read without any of our code."""
    found = {}
    fixture = content.is_relative_to(FIXTURE)
    today = (dt.datetime.fromtimestamp(int(FIXTURE_DAY), dt.UTC) if fixture else dt.datetime.now(dt.UTC)).date()
    for file in sorted((content / "briefings").glob("*/*/*.md")):
        front = yaml.safe_load(file.read_text("utf-8").split("---\n")[1])
        waits = str(front.get("published", "")) > today.isoformat()
        if "translates" not in front and front.get("status", "published") == "published" and not waits:
            found[file.parent.name] = front
    return found


def _years(fronts: dict[str, dict[str, object]]) -> dict[str, int]:
    return Counter(str(front["date"])[:4] for front in fronts.values())


def _content(site: BuiltSite) -> Path:
    return FIXTURE / "content" if site.name.startswith("fixture") else ROOT / "content"


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
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), link.get("href") or ""))
        found.append((words_of(heading), words_of(cell), target))
    return found


def test_a_chart_is_well_formed_named_described_and_has_its_table(site: BuiltSite) -> None:
    charts = list(_charts(site))
    assert len(charts) > 15
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
        assert picture.get("role") == "img"
        assert (picture.get("aria-labelledby") or "").split() == [title.get("id"), description.get("id")]
        assert [words_of(each) for each in chart.iter("caption")] == [words_of(title)]
        assert [each.get("scope") for each in next(chart.iter("thead")).iter("th")] == ["col", "col"]
        assert all(target in site.pages for *_, target in _rows(page, chart))


def test_the_years_at_a_glance_are_the_archives(site: BuiltSite) -> None:
    expected = sorted(_years(_originals(_content(site))).items(), reverse=True)
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
    fronts, charted = _originals(_content(site)), 0
    for taxonomy in ("tags", "people", "organisations", "places"):
        terms = {term for front in fronts.values() for term in front.get(taxonomy) or ()}  # type: ignore[attr-defined]
        for term in terms:
            own = {slug: each for slug, each in fronts.items() if term in (each.get(taxonomy) or ())}  # type: ignore[operator]
            expected = sorted(_years(own).items(), reverse=True) if len(own) > 2 and len(_years(own)) > 1 else []
            for language in site.languages:
                page = site.page(f"{language}/{taxonomy}/{term}/")
                rows = [row for chart in page.by_class("chart") for row in _rows(page, chart)]
                assert [(year, int(count)) for year, count, _ in rows] == expected, page.path
                charted += bool(rows)
    assert charted >= len(site.languages)


@pytest.mark.xdist_group("real-local")
def test_a_timeline_lists_what_editors_linked_by_hand_in_the_order_of_dates(real_site: BuiltSite) -> None:
    fronts = _originals(ROOT / "content")
    links = {slug: set(front.get("related") or ()) & fronts.keys() for slug, front in fronts.items()}  # type: ignore[call-overload]
    both = {slug: links[slug] | {other for other in links if slug in links[other]} for slug in links}
    seen = 0
    for page in real_site.pages.values():
        if not page.by_class("story"):
            continue
        (chart,) = page.by_class("chart")
        slugs = [target.split("/")[2] for *_, target in _rows(page, chart)]
        own = page.path.split("/")[2]
        assert [each.get("aria-current") for each in chart.iter("a")].index("page") == slugs.index(own)
        assert slugs == sorted(slugs, key=lambda slug: (str(fronts[slug]["date"]), slug))
        assert both[own] <= set(slugs) or len(both[own]) >= MOST
        listed = [each for section in page.by_class("related") for each in section.iter("a")]
        assert not [each for each in listed if (each.get("href") or "").split("/")[-2] in slugs]
        dots = "".join(each.get("d") or "" for each in chart.iter(f"{SVG}path") if "dots" in (each.get("class") or ""))
        assert dots.count("M") == len(slugs) >= 3
        seen += 1
    assert seen >= 3 * len(real_site.languages)


def test_a_full_page_of_a_listing_has_no_chart(site: BuiltSite) -> None:
    assert [page.path for page, _ in _charts(site) if "/page/" in page.path] == []


@pytest.mark.xdist_group("fixture-local")
def test_time_runs_as_the_page_does(fixture_site: BuiltSite) -> None:
    def years(language: str) -> list[str]:
        labels = list(fixture_site.page(f"{language}/").by_class("chart")[0].iter(f"{SVG}text"))
        named = [each for each in labels if each.get("y") == "92"]
        return [words_of(each) for each in sorted(named, key=lambda each: float((each.get("x") or "").rstrip("%")))]

    assert years("en") == ["2020", "2021", "2022", "2023"]
    assert years("ar") == ["2023", "2022", "2021", "2020"]
