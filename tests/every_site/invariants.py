"""What holds for every page of every site, local and public."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from tests.sites import BuiltSite, Document, words_of

MOST_BYTES = 14 * 1024

USUAL_BYTES = 10 * 1024


def _faults(site: BuiltSite, check: Callable[[Document], Iterator[str]]) -> list[str]:
    return [f"{path}: {fault}" for path, page in site.pages.items() for fault in check(page)]


def test_every_page_parses_strictly_with_one_h1_one_main_and_a_title(site: BuiltSite) -> None:
    def check(page: Document) -> Iterator[str]:
        if [len(page.all(name)) for name in ("h1", "main", "title")] != [1, 1, 1]:
            yield "not exactly one h1, main and title"
        if not words_of(page.all("h1")[0]) or not words_of(page.all("title")[0]):
            yield "empty h1 or title"

    assert len(site.pages) > 100
    assert _faults(site, check) == []


def test_lang_and_dir_are_those_of_the_address(site: BuiltSite) -> None:
    def check(page: Document) -> Iterator[str]:
        first = page.path.split("/")[0]
        expected = first if first in site.languages else "en"
        direction = "rtl" if expected == "ar" else "ltr"
        if (page.language, page.tree.get("dir")) != (expected, direction):
            yield f"lang {page.language}, dir {page.tree.get('dir')}"

    assert _faults(site, check) == []


def test_text_in_another_script_than_the_pages_is_marked_with_its_language(site: BuiltSite) -> None:
    """Arabic, Georgian and Cyrillic words stand only inside an element of a language written so."""
    scripts = {"ar": ("؀", "ۿ"), "ka": ("ა", "ჿ"), "ru": ("Ѐ", "ӿ")}

    def written_in(text: str) -> set[str]:
        return {tag for tag, (low, high) in scripts.items() if any(low <= letter <= high for letter in text)}

    def walk(element: object, language: str) -> Iterator[str]:
        language = element.get("lang", language)  # type: ignore[attr-defined]
        if element.tag in ("script", "style", "title"):  # type: ignore[attr-defined]
            return
        # a name in the address of a picture, or a mailto, is no text
        for tag in written_in(element.text or ""):  # type: ignore[attr-defined]
            allowed = language == tag or (tag == "ru" and language in ("uk", "be"))
            if not allowed:
                yield f"{tag} text in {language}: {element.text!r}"  # type: ignore[attr-defined]
        for child in element:  # type: ignore[attr-defined]
            yield from walk(child, language)
            for tag in written_in(child.tail or ""):
                if language != tag:
                    yield f"{tag} text in {language}: {child.tail!r}"

    def check(page: Document) -> Iterator[str]:
        yield from walk(page.all("body")[0], page.language)

    assert _faults(site, check) == []


def test_ids_are_unique_and_headings_skip_no_level(site: BuiltSite) -> None:
    def check(page: Document) -> Iterator[str]:
        doubled = {each for each in page.ids if page.ids.count(each) > 1}
        if doubled:
            yield f"ids twice: {doubled}"
        levels = [int(each.tag[1]) for each in page.tree.iter() if each.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
        if levels[0] != 1:
            # a kicker may stand before the h1, a heading may not
            yield f"first heading is h{levels[0]}"
        for before, after in pairwise(levels):
            if after > before + 1:
                yield f"h{before} is followed by h{after}"

    assert _faults(site, check) == []


def test_links_and_fragments_resolve_and_stay_relative(site: BuiltSite) -> None:
    def check(page: Document) -> Iterator[str]:
        for element in page.tree.iter():
            choice = [each.split(" ")[0] for each in (element.get("srcset") or "").split(", ")]
            own = (element.get(attribute) for attribute in ("href", "src", "action"))
            for target in (*own, *filter(None, choice)):
                if target is None or element.tag == "link":
                    continue
                parts = urlsplit(target)
                # shown at any address of any host, the mirrors' too
                if site.url and page.path == "404.html" and target.startswith(f"{urlsplit(site.url).path}/"):
                    parts = urlsplit(target.removeprefix(f"{urlsplit(site.url).path}/"))
                elif parts.scheme or parts.netloc or target.startswith("/"):
                    if parts.scheme not in ("https", "http", "mailto") or target.startswith(site.url or "//"):
                        yield f"absolute or strange link {target}"
                    continue
                path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(parts.path)))
                if not parts.path:
                    path = page.path
                elif parts.path.endswith(("/", ".")):
                    path = posixpath.normpath(f"{path}/index.html")
                # the sites of the tests name a key, but are not signed
                if path not in site.files and not (path.startswith("editions/") and path.endswith(".minisig")):
                    yield f"dead link {target}"
                elif path.endswith(".pdf"):
                    # a page of a document (RFC 8118)
                    if parts.fragment and not re.fullmatch(r"page=[1-9][0-9]*", parts.fragment):
                        yield f"strange fragment {target}"
                elif parts.fragment and unquote(parts.fragment) not in site.pages[path].ids:
                    yield f"dead fragment {target}"

    assert _faults(site, check) == []


def test_nothing_is_loaded_from_elsewhere_and_nothing_needs_script(site: BuiltSite) -> None:
    def check(page: Document) -> Iterator[str]:
        for name in ("iframe", "object", "embed", "video", "audio", "base"):
            if page.all(name):
                yield f"has a {name}"
        for element in page.tree.iter():
            handlers = [each for each in element.keys() if each.startswith("on") or each == "style"]  # noqa: SIM118
            if handlers:
                yield f"{element.tag} has {handlers}"
            if element.get("src", "").startswith(("http", "//")):
                yield f"loads {element.get('src')}"
            if element.tag == "a" and element.get("href", "").startswith("http"):
                outside = not (site.url and element.get("href", "").startswith(site.url))
                if outside and not {"noopener", "noreferrer"} <= set((element.get("rel") or "").split()):
                    yield f"tells its reader's page to {element.get('href')}"
        for link in page.all("link"):
            if link.get("rel") not in ("alternate", "canonical", "icon"):
                yield f"loads {link.get('href')}"
        if "http:" in "".join(each.text or "" for each in page.all("style")) or "url(" in page.source:
            yield "its stylesheet loads something"

    assert _faults(site, check) == []


def test_the_only_script_is_the_searchs_and_stands_in_a_file_of_the_site(site: BuiltSite) -> None:
    """So the site works under the strictest policy that lets it search: script-src 'self'."""

    def check(page: Document) -> Iterator[str]:
        # a block of data runs nothing; what it says is tested by `test_linked_data`
        scripts = [each for each in page.all("script") if each.get("type") != "application/ld+json" or each.get("src")]
        found = [(posixpath.normpath(f"{page.path}/../{each.get('src')}"), each.text) for each in scripts]
        expected = [("search/search.js", None)] if page.path in _search_pages(site) else []
        if found != expected:
            yield f"has the scripts {found}"

    assert set(_search_pages(site)) <= site.pages.keys()
    assert _faults(site, check) == []


def test_no_form_is_sent_and_every_page_leads_to_the_search_of_its_language(site: BuiltSite) -> None:
    """A form would send what is typed to the server, whose log keeps it."""
    framed = [path for path, page in site.pages.items() if page.by_class("masthead")]

    def check(page: Document) -> Iterator[str]:
        search = f"{page.language}/search/index.html"
        forms = [(each.get("role"), each.get("action"), each.get("id")) for each in page.all("form")]
        if forms != ([("search", None, "p_search")] if page.path == search else []):
            yield f"has the forms {forms}"
        asked = [each.get("href", "") for block in page.by_class("find") for each in block.iter() if each.get("href")]
        places = [posixpath.normpath(f"{page.path}/../{each.partition('#')[0]}") for each in asked]
        wanted = [f"{page.language}/search"] if page.path in framed and page.path != search else []
        if [each.removesuffix("/index.html") for each in places] != wanted or not all("#p_q" in each for each in asked):
            yield f"leads to {asked}"

    assert len(framed) > 0.9 * len(site.pages)
    assert _faults(site, check) == []


def _search_pages(site: BuiltSite) -> list[str]:
    return [f"{language}/search/index.html" for language in site.languages]


def test_alternates_are_mutual_complete_and_name_only_what_exists(site: BuiltSite) -> None:
    def target(page: Document, href: str) -> str:
        if site.url:
            assert href.startswith(f"{site.url}/"), href
            path = href.removeprefix(f"{site.url}/")
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), href))
        return f"{path}index.html" if path == "" or path.endswith("/") else path

    def alternates(page: Document) -> dict[str, str]:
        links = [each for each in page.all("link") if each.get("hreflang")]
        return {each.get("hreflang", ""): target(page, each.get("href", "")) for each in links}

    def check(page: Document) -> Iterator[str]:
        found = alternates(page)
        if not found:
            if not _is_unlisted(page):
                yield "has no alternates"
            return
        if "x-default" not in found:
            yield "has no x-default"
        if page.path != "index.html" and found.get(page.language) != page.path:
            yield f"does not name itself: {found}"
        for language, path in found.items():
            if path not in site.pages:
                yield f"{language} leads to {path}, which is not there"
            elif language != "x-default" and alternates(site.pages[path]) != found:
                yield f"{path} answers with other alternates"
            elif language != "x-default" and site.pages[path].language != language:
                yield f"{path} is not in {language}"

    assert _faults(site, check) == []


def _is_unlisted(page: Document) -> bool:
    """Whether robots are told to pass it over: redirects, withdrawn and hidden texts, the 404 page."""
    return any(each.get("name") == "robots" for each in page.all("meta"))


def test_every_page_fits_the_first_response(site: BuiltSite) -> None:
    sizes = {path: len(gzip.compress(page.source.encode(), 9)) for path, page in site.pages.items()}
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}
    within = sum(size <= USUAL_BYTES for size in sizes.values())
    assert within >= 0.9 * len(sizes), f"{within} of {len(sizes)} pages are within 10 KB"


def test_a_list_of_contents_leads_to_all_headings_and_makes_no_page_heavy(site: BuiltSite) -> None:
    def check(page: Document) -> Iterator[str]:
        (listed,) = page.by_class("contents")
        targets = [each.get("href", "").removeprefix("#") for each in listed.iter("a")]
        headings = [each.get("id") for prose in page.by_class("prose")[:1] for each in prose.iter("h2")]
        if targets != headings or len(headings) <= 5:
            yield f"leads to {targets}, not to {headings}"
        if len(gzip.compress(page.source.encode(), 9)) > 12 * 1024:
            yield "is over 12 KB"

    pages = [page for page in site.pages.values() if page.by_class("contents")]
    assert pages
    assert [f"{page.path}: {fault}" for page in pages for fault in check(page)] == []


def test_canonical_addresses_stand_in_the_public_build_alone(site: BuiltSite) -> None:
    def check(page: Document) -> Iterator[str]:
        found = [each.get("href", "") for each in page.all("link") if each.get("rel") == "canonical"]
        if not site.url or page.path == "404.html":
            if found:
                yield f"has the canonical address {found}"
        elif not _is_unlisted(page) and found != [f"{site.url}/{page.path.removesuffix('index.html')}"]:
            yield f"canonical is {found}"

    assert _faults(site, check) == []


def test_every_file_is_of_a_known_kind(site: BuiltSite) -> None:
    known = (".html", ".xml", ".txt", ".jpg", ".png", ".webp", ".avif")
    others = {path for path in site.files if not path.endswith(known)}
    others -= {path for path in others if path.startswith("documents/") and path.endswith(".pdf")}
    others -= {path for path in others if path.startswith("editions/") and path.endswith((".epub", ".zip"))}
    others -= {path for path in others if path.rpartition("/")[2] in ("citation.bib", "citation.json")}
    data = tuple(f"data/{name}" for name in ("", *(f"{language}/" for language in site.languages)))
    others -= {path for path in others if path.startswith(data) and path.endswith((".csv", ".jsonl", ".json"))}
    index = tuple(f"{language}/search/" for language in site.languages)
    servers = {"server/nginx.conf", "server/Caddyfile", "_headers", "_redirects", "server/headers", "server/redirects"}
    mirrors = ("mirror.sh", "mirror.nginx.conf", "mirror.Caddyfile", "torrc", "archive-mirror.service")
    servers |= {f"server/{name}" for name in (*mirrors, "archive-mirror.timer")} if site.url else set()
    sums = {"SHA256SUMS", "STATE", "CHAIN"} if site.url else set()
    sums |= {"SHA256SUMS.unlisted"} if site.name == "fixture-public" else set()
    assert {path for path in others if not (path.startswith(index) and path.endswith(".json"))} == {
        *servers,
        *sums,
        "search/rules.json",
        *(f"search/{name}.js" for name in ("search", "facets", "guess", "suggest")),
    }
