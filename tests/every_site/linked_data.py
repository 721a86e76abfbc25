"""The JSON-LD of every page, against what the page itself shows."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from typing import Any

from tests.sites import BuiltSite, Document, words_of

TYPE = "application/ld+json"


def _data(page: Document) -> dict[str, Any]:
    (script,) = [each for each in page.all("script") if each.get("type") == TYPE]
    found: dict[str, Any] = json.loads(script.text or "")
    return found


def _told(site: BuiltSite) -> Iterator[tuple[str, Document, dict[str, Any]]]:
    for path, page in site.pages.items():
        if any(each.get("type") == TYPE for each in page.all("script")):
            yield path, page, _data(page)


def _listed(page: Document) -> bool:
    return not any(each.get("name") == "robots" for each in page.all("meta"))


def _list(value: object) -> list[Any]:
    """JSON-LD writes a list of one as its one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _articles(site: BuiltSite) -> list[tuple[str, Document, dict[str, Any]]]:
    return [each for each in _told(site) if each[2]["@type"] == "NewsArticle"]


def test_every_listed_page_has_one_object_and_no_other_page_has_any_but_a_hidden_text(site: BuiltSite) -> None:
    having = {path for path, _, _ in _told(site)}
    listed = {path for path, page in site.pages.items() if _listed(page)}
    hidden = {"en/2022/hidden-text/index.html"} & site.pages.keys()
    assert having == listed | hidden


def test_an_object_is_of_its_pages_kind_in_its_words_and_language(site: BuiltSite) -> None:
    for path, page, data in _told(site):
        assert data["@context"] == "https://schema.org", path
        if page.by_class("briefing"):
            expected = "NewsArticle"
        elif path.count("/") < 2:
            expected = "WebSite"
        elif path.endswith("/data/index.html"):
            expected = "Dataset"
        else:
            lists = not page.by_class("standing") and not path.endswith(("/editions/index.html", "/search/index.html"))
            expected = "CollectionPage" if lists else "WebPage"
        assert data["@type"] == expected, path
        description = next(each.get("content") for each in page.all("meta") if each.get("name") == "description")
        assert data["description"] == description, path
        title = words_of(page.all("title")[0])
        assert title.startswith(data.get("headline") or data["name"]), path
        whole = path == "index.html" or data["@type"] == "Dataset"
        languages = list(site.languages) if whole else page.language
        assert data["inLanguage"] == languages, path


def test_an_article_has_the_title_and_the_days_of_its_page(site: BuiltSite) -> None:
    found = _articles(site)
    assert len(found) > 8
    for path, page, data in found:
        assert data["headline"] == words_of(page.all("h1")[0]), path
        happened, published = [each.get("datetime") for each in page.by_class("facts")[0].iter("time")]
        assert (data["temporalCoverage"], data["datePublished"]) == (happened, published), path
        assert data["dateModified"] >= data["datePublished"], path
        days = [each["dateCreated"] for each in _list(data.get("correction"))]
        assert data["dateModified"] >= max(days, default=""), path


def test_an_article_cites_the_sources_that_its_page_lists(site: BuiltSite) -> None:
    for path, page, data in _articles(site):
        shown = []
        for item in page.by_class("sources")[0].iter("li"):
            title, publisher, *gone = item[0], *(words_of(each) for each in item.iter("bdi"))
            times = [each.get("datetime") for each in item.iter("time")]
            # the title of a source that is no longer online leads to a copy, or nowhere
            own = gone[0] if gone else title.get("href")
            copy = title.get("href") if gone else title.get("data-versionurl")
            language = title.get("lang", page.language)
            shown.append((own, words_of(title), publisher, language, next(iter(times), None), copy))
        names = ("url", "name", "publisher", "inLanguage", "datePublished", "archivedAt")
        cited = [tuple(each.get(name) for name in names) for each in _list(data.get("citation"))]
        cited = [(url, name, publisher["name"], *others) for url, name, publisher, *others in cited]
        assert cited == shown, path


def test_an_articles_topics_are_those_of_its_page_and_no_person_is_listed(site: BuiltSite) -> None:
    for path, page, data in _articles(site):
        shown = [words_of(item) for item in page.by_class("terms")[0].iter("li")]
        topics = _list(data.get("keywords"))
        assert topics == shown[: len(topics)], path
        assert topics, path
        assert "about" not in data, path


def test_an_article_tells_of_its_corrections_and_of_nobody_elses(site: BuiltSite) -> None:
    told = 0
    for path, page, data in _articles(site):
        shown = []
        for section in page.by_class("corrections"):
            for item in section.iter("li"):
                day = next(item.iter("time"))
                shown.append((day.get("datetime"), words_of(item).removeprefix(words_of(day)).strip()))
        found = [(each["dateCreated"], each["text"]) for each in _list(data.get("correction"))]
        assert sorted(found) == sorted(shown), path
        told += len(found)
    assert told or site.name.startswith("real")


def test_an_article_names_its_texts_in_other_languages_and_they_answer(site: BuiltSite) -> None:
    data_of = {path: data for path, _, data in _articles(site)}
    for path, page, data in _articles(site):
        alternates = {each.get("hreflang") for each in page.all("link") if each.get("hreflang")} - {"x-default"}
        named = [*_list(data.get("translationOfWork")), *_list(data.get("workTranslation"))]
        assert {each["inLanguage"] for each in named} <= alternates, path
        for each in _list(data.get("workTranslation")):
            other = data_of[posixpath.join(each["inLanguage"], *path.split("/")[1:])]
            assert other["translationOfWork"]["inLanguage"] == page.language, path


def test_addresses_are_public_ones_or_none(site: BuiltSite) -> None:
    for path, page, data in _told(site):
        canonical = [each.get("href") for each in page.all("link") if each.get("rel") == "canonical"]
        assert ("url" in data) is bool(site.url), path
        if canonical:
            assert data["url"] == canonical[0], path
        if data["@type"] == "NewsArticle":
            assert ("mainEntityOfPage" in data) is bool(site.url), path


def test_the_way_to_a_page_leads_through_pages_that_exist(site: BuiltSite) -> None:
    seen = 0
    for path, page, data in _told(site):
        trail = data.get("breadcrumb")
        if not trail:
            continue
        seen += 1
        steps = trail["itemListElement"]
        assert [each["position"] for each in steps] == list(range(1, len(steps) + 1)), path
        files = [f"{each['item'].removeprefix(f'{site.url}/')}index.html" for each in steps]
        assert set(files) <= site.pages.keys(), path
        assert (files[0], files[-1]) == (f"{page.language}/index.html", path)
        assert all(_listed(site.pages[file]) for file in files[:-1]), path
    assert (seen > 20) is bool(site.url)
