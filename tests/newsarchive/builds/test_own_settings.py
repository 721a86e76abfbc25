"""A newsroom decides by settings which vocabularies and fields its archive has, and whether texts need sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.newsarchive_clean.metadata.woffs import NAMED, woff
from tests.sites import ROOT, BuiltSite, run_pelican, words_of

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("own settings")]

CONF = f"""
import sys
sys.path[:0] = [{str(ROOT / "plugins")!r}, {str(ROOT / "tests" / "newsroom")!r}]
from pelicanconf import *
from pathlib import Path
PATH = str(Path(__file__).parent / "content")
NEWSROOM = {{**NEWSROOM, "text_licence": ("", "")}}
TAXONOMIES = ("tags",)
SOURCES = "own"
HERE = Path(__file__).parent
THEME_TEMPLATES_OVERRIDES = [str(HERE / "theme")]
THEME_CSS_OVERRIDES = [str(HERE / "own.css")]
FONTS = ({{"file": str(HERE / "plain.woff"), "family": "Plain Face", "token": "serif"}},)
PAGE_ORDER = ("zeal", "about")
EXTRA_FIELDS = (
    {{"name": "case_status", "type": "choice", "schema_org": "creativeWorkStatus",
      "labels": {{"en": "Case", "az": "İş"}},
      "choices": {{"pending": {{"en": "Pending in court", "az": "Məhkəmədədir"}}, "closed": {{"en": "Closed"}}}}}},
    {{"name": "reporter_note", "type": "text", "labels": {{"en": "How we know"}}}},
    {{"name": "hearing", "type": "date", "labels": {{"en": "Next hearing", "ru": "Следующее заседание"}}}},
    {{"name": "fine", "type": "number", "labels": {{"en": "Fine"}}}},
    {{"name": "case_file", "type": "web", "labels": {{"en": "Case file"}}}},
)
"""
OWN = {
    "own.css": ":root { --accent: #0a5; }\n",
    "theme/partials/contents.html": '<p class="our-part">{{ t("nav.sections") }}</p>\n',
}
PAGE = "---\ntitle: {0}\nsummary: About {0}.\n---\n\nWords.\n"
TEXTS = {
    **{f"pages/{slug}/en.md": PAGE.format(slug.title()) for slug in ("about", "method", "zeal")},
    "tags.yaml": "courts: {names: {en: Courts, az: Məhkəmələr, ru: Суды}}\n",
    "briefings/2024/a-case/en.md": """---
title: A case
summary: About a case.
date: 2024-05-01
published: 2024-05-02
tags: [courts]
case_status: pending
reporter_note: Our reporter "sat" in court.
hearing: 2025-03
fine: 1500.50
case_file: https://court.example/files/17
---

The court heard the case.
""",
    "briefings/2024/a-case/az.md": """---
title: Bir iş
summary: Bir iş haqqında.
translates: en
published: 2024-05-03
reporter_note: Müxbirimiz "məhkəmədə" oturub.
---

Məhkəmə işə baxıb.
""",
    "briefings/2024/a-case/ru.md": """---
title: Одно дело
summary: Об одном деле.
translates: en
published: 2024-05-03
---

Суд рассмотрел дело.
""",
}


def _site(folder: Path, **changed: str) -> Path:
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "plain.woff").write_bytes(woff(NAMED))
    texts = {f"content/{path}": words for path, words in {**TEXTS, **changed}.items()}
    for path, words in {**OWN, **texts}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(words, "utf-8")
    return folder / "conf.py"


@pytest.fixture(scope="module")
def built(once: Callable[[str, Callable[[Path], None]], Path]) -> BuiltSite:
    def make(folder: Path) -> None:
        done = run_pelican(_site(folder), folder / "output", SOURCE_DATE_EPOCH="1767225600")
        assert done.returncode == 0, done.stderr

    return BuiltSite("own", once("own-settings", make) / "output", "", ("az", "en", "ru"))


def _facts(site: BuiltSite, language: str) -> dict[str, str]:
    page = site.page(f"{language}/2024/a-case/")
    rows = page.by_class("facts")[0]
    return {words_of(row[0]): words_of(row[1]) for row in rows}


def test_an_archive_with_topics_alone_shows_no_other_vocabulary(built: BuiltSite) -> None:
    assert "en/tags/courts/index.html" in built.files
    for name in ("people", "organisations", "places"):
        assert not any(f"/{name}/" in path for path in built.files)
        assert not any(f"/{name}/" in source.decode() for path, source in built.files.items() if path.endswith(".html"))


def test_own_fields_stand_among_the_facts_in_the_words_of_each_language(built: BuiltSite) -> None:
    assert {
        "Case": "Pending in court",
        "How we know": "Our reporter “sat” in court.",
        "Next hearing": "March 2025",
        "Fine": "1,500.50",
        "Case file": "court.example",
        "Sources": "our own reporting",
    }.items() <= _facts(built, "en").items()
    assert {"İş": "Məhkəmədədir", "How we know": "Müxbirimiz «məhkəmədə» oturub."}.items() <= _facts(
        built, "az"
    ).items()
    assert _facts(built, "ru")["Следующее заседание"] == "март 2025\u202fг."


def test_words_in_another_language_than_the_page_are_marked(built: BuiltSite) -> None:
    page = built.page("ru/2024/a-case/")
    marked = {words_of(each): each.get("lang") for each in page.tree.iter() if each.get("lang")}
    assert marked["Our reporter “sat” in court."] == "en"
    assert marked["Pending in court"] == "en"
    assert marked["How we know"] == "en"


def test_machines_get_an_own_field_where_it_has_a_property(built: BuiltSite) -> None:
    (script,) = [
        each for each in built.page("az/2024/a-case/").all("script") if each.get("type") == "application/ld+json"
    ]
    found = json.loads("".join(script.itertext()))
    assert found["creativeWorkStatus"] == "Məhkəmədədir"
    assert not {"fine", "reporter_note", "hearing"} & found.keys()


def test_own_fields_can_be_searched(built: BuiltSite) -> None:
    results = b"".join(data for path, data in built.files.items() if path.startswith("en/search/"))
    assert b"Pending in court" in results


def test_a_font_is_on_the_site_and_each_page_may_load_it_and_nothing_else(built: BuiltSite) -> None:
    assert built.files["theme/fonts/plain.woff"] == woff(NAMED)
    page = built.text_of("en/2024/a-case/index.html")
    assert 'src:url("../../../theme/fonts/plain.woff") format("woff")' in page
    assert "font-src 'self' file:" in page
    assert "font-src 'self'" in built.text_of("server/nginx.conf")
    assert "font/woff woff;" in built.text_of("server/nginx.conf")


def test_colours_of_the_newsroom_are_those_of_pages_and_icon(built: BuiltSite) -> None:
    page = built.text_of("en/index.html")
    assert "@layer own{:root{--accent:#0a5}" in page
    assert "fill=%27%230a5%27" in page


def test_a_template_of_the_newsroom_replaces_the_themes(built: BuiltSite) -> None:
    assert [words_of(each) for each in built.page("az/2024/a-case/").by_class("our-part")]


def test_standing_pages_stand_in_the_order_of_the_setting(built: BuiltSite) -> None:
    links = [words_of(each) for each in built.page("en/").all("a")]
    assert [each for each in links if each in ("About", "Method", "Zeal")] == ["Zeal", "About", "Method"]


def test_an_archive_without_a_licence_does_not_say_that_its_texts_may_be_shared(built: BuiltSite) -> None:
    words = tuple(said.encode() for said in ("Texts may be shared", "Mətnlərin lisenziyası", "Лицензия на тексты"))
    assert [path for path, data in built.files.items() if any(said in data for said in (*words, b'rel="license'))] == []


def _changed(folder: Path, path: str, content: bytes) -> str:
    """Build a site again after a change of one of the newsroom's own files; return the page of its text."""
    conf = _site(folder)
    for _ in range(2):
        done = run_pelican(conf, folder / "output", SOURCE_DATE_EPOCH="1767225600")
        assert done.returncode == 0, done.stderr
        (folder / path).write_bytes(content)
    return (folder / "output" / "en" / "2024" / "a-case" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "content", "seen"),
    [
        ("own.css", b":root { --accent: #06c; }", "fill=%27%2306c%27"),
        ("theme/partials/contents.html", b'<p class="other-part">x</p>', "other-part"),
    ],
)
def test_a_change_of_an_own_file_changes_the_pages(tmp_path: Path, path: str, content: bytes, seen: str) -> None:
    assert seen in _changed(tmp_path, path, content)


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        ("plain.woff", woff(NAMED, private=b"Ali, 12 Nizami street"), "plain.woff: fault trace: "),
        (
            "plain.woff",
            b"words",
            "font-type: only WOFF fonts are published (found: ?); make one with fontTools: pyftsubset",
        ),
        ("own.css", b"body { background: url(https://cdn.example/x.png) }", "THEME_CSS_OVERRIDES: "),
        ("conf.py", CONF.replace('"zeal", "about"', '"zeel",').encode(), "PAGE_ORDER: there is no page 'zeel'"),
    ],
)
def test_an_own_file_that_must_not_be_published_stops_the_build(
    tmp_path: Path, path: str, content: bytes, told: str
) -> None:
    conf = _site(tmp_path)
    (tmp_path / path).write_bytes(content)
    done = run_pelican(conf, tmp_path / "output", SOURCE_DATE_EPOCH="1767225600")
    assert done.returncode == 1
    assert told in done.stderr
    assert not (tmp_path / "output" / "en").exists()


@pytest.mark.parametrize(
    ("path", "line", "told"),
    [
        (
            "briefings/2024/a-case/en.md",
            "people: [ali]",
            "“people” is not used here: the setting TAXONOMIES leaves it out",
        ),
        ("briefings/2024/a-case/en.md", "case_status: lost", "case_status"),
        ("briefings/2024/a-case/en.md", "fine: much", "a number such as 12 or 3.5"),
        ("briefings/2024/a-case/az.md", "fine: 3", "fine"),
        ("people.yaml", "ali: {names: {en: Ali}}", "the setting TAXONOMIES leaves this vocabulary out"),
    ],
)
def test_what_the_settings_do_not_allow_is_a_fault(tmp_path: Path, path: str, line: str, told: str) -> None:
    name = line.partition(":")[0]
    words = "\n".join(each for each in TEXTS.get(path, "").split("\n") if not each.startswith(f"{name}:"))
    changed = words.replace("---\n", f"---\n{line}\n", 1) if words else f"{line}\n"
    done = run_pelican(_site(tmp_path, **{path: changed}), tmp_path / "output", SOURCE_DATE_EPOCH="1767225600")
    assert done.returncode == 1
    assert any(path in each and told in each for each in done.stderr.splitlines()), done.stderr
