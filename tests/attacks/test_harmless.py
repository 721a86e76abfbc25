"""Words that would be code in a page, a feed, a script's data or a server's rules are printed as words everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.attacks import pdfs
from tests.attacks.allowing import beyond
from tests.attacks.running import Done, lay, run
from tests.attacks.told import briefing, png
from tests.attacks.vectors import VECTORS

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("harmless")]

OTHERS = (
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "{# hit()",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%(title)s {title} {0} %s",
    "]]><script>hit()</script>",
    "</script><script>",
    "=cmd|'/c calc'!A1",
    "@book{x, title = {y}}",
    "$(hit) ; hit & hit | hit",
    "; return 301 https://evil.test/;",
    "\\u003cscript\\u003ehit()\\u003c/script\\u003e",
)
# references to control characters and signs of comments are refused in fields: planted faults hold that
REFUSED = re.compile(r"&#x?0*1;|&#0*1[03];|&#0*9;|<!--|--!?>")
WORDS = (*(" ".join(each.split()) for each in VECTORS if not REFUSED.search(each)), *OTHERS)
SCHEMES = ("http://", "https://", "mailto:", "data:image/", "#", ".", "/")


def quoted(words: str) -> str:
    """Words as a value of YAML."""
    return "'{}'".format(words.replace("'", "''"))


def _lay(room: Path) -> None:
    content = lay(room) / "content"
    sources = "".join(
        f"\n  - {{url: 'https://source.test/{number}', title: {quoted(each)}, publisher: {quoted(each)}, lang: en}}"
        for number, each in enumerate(WORDS)
    )
    for number, each in enumerate(WORDS[::6]):
        folder = content / f"briefings/2022/words-{number}"
        (folder / "replies").mkdir(parents=True)
        (folder / "a.png").write_bytes(png(4, 4))
        words = quoted(each)
        fields = {
            "title": words,
            "summary": words,
            "authors": f"[{words}]",
            "people": f"[person-{number}]",
            "source_headline": f"{{lang: en, text: {words}}}",
            "image": f"{{file: a.png, alt: {words}, caption: {words}, credit: {words}}}",
            "corrections": f"[{{date: 2022-06-01, text: {words}}}]",
        }
        if number == 0:
            fields["sources"] = sources
        (folder / "en.md").write_bytes(briefing("Words.", **fields))
        letter = f"---\nlanguage: en\nname: {words}\ndate: 2022-06-01\n---\n\nA letter.\n"
        (folder / "replies/2022-06-01-a.md").write_text(letter, "utf-8")
        with (content / "people.yaml").open("a", encoding="utf-8") as people:
            people.write(f"\nperson-{number}:\n  names: {{en: {words}, az: {words}, ru: {words}}}\n")
            people.write(f"  description: {{en: {words}}}\n  also: [{words}]\n  kind: {words}\n")
    notice = f"---\ntitle: {quoted(WORDS[0])}\nstarts: 2026-01-01\nends: 2026-12-31\n---\n\nWords.\n"
    (content / "notices/hostile").mkdir()
    (content / "notices/hostile/en.md").write_text(notice, "utf-8")
    for name, data in (("acting", pdfs.acting()), ("attaching", pdfs.attaching())):
        folder = content / f"briefings/2022/{name}"
        folder.mkdir()
        (folder / "a.pdf").write_bytes(data)
        (folder / "en.md").write_bytes(briefing("[The document](a.pdf)"))
    # one in the content is refused; this one hides nothing there, but git would run its filter
    (content.parent / ".gitattributes").write_text("*.md filter=x diff=x\n", "utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Done:
    room = tmp_path_factory.mktemp("harmless")
    _lay(room)
    return run(room)


def test_the_site_is_built_within_bounds(built: Done) -> None:
    built.assert_built()


def test_every_page_is_sound_and_holds_no_script_but_our_own(built: Done) -> None:
    assert len(built.site.pages) > 60
    for path, page in built.site.pages.items():
        for element in page.tree.iter():
            assert not [name for name in element.attrib if name.startswith("on")], path
            for name in ("href", "src", "action"):
                value = element.get(name, ".")
                assert value.startswith(SCHEMES) or ":" not in value, (path, value)
        for script in page.all("script"):
            assert script.get("type") == "application/ld+json" or script.get("src", "").endswith("search/search.js"), (
                path
            )
        assert page.all("iframe") == page.all("object") == page.all("embed") == page.all("base") == [], path


def test_data_in_pages_is_data(built: Done) -> None:
    found = [
        script.text or ""
        for page in built.site.pages.values()
        for script in page.all("script")
        if not script.get("src")
    ]
    assert len(found) > 30
    for each in found:
        assert "<" not in each
        json.loads(each)


def test_the_words_are_printed_as_they_are(built: Done) -> None:
    shown = built.site.page("en/2022/words-0/").main_text
    for each in ("{{ 7 * 7 }}", "{% for x in y %}", "%(title)s {title} {0} %s", "$(hit) ; hit & hit | hit"):
        assert each in shown
    assert "49" not in re.findall(r"\d+", shown)


def test_feeds_and_maps_are_sound_and_their_html_is_the_allow_list(built: Done) -> None:
    feeds = {path: ET.fromstring(data) for path, data in built.site.files.items() if path.endswith(".xml")}  # noqa: S314
    assert len(feeds) > 3
    for path, feed in feeds.items():
        for element in feed.iter():
            if element.get("type") == "html":
                found = beyond(element.text or "")
                # a picture's size is ours, and so is where an arrow back to the text leads
                ours = (
                    r"img (?:width|height)=\d+|a aria-label=(?:Mətnə qayıdın|Back to the text|Назад к тексту)[^<>\"]*"
                )
                assert [each for each in found if not re.fullmatch(ours, each)] == [], path


def test_the_searchs_data_is_json_and_no_rule_of_a_server_holds_words(built: Done) -> None:
    for path, data in built.site.files.items():
        if path.endswith(".json"):
            json.loads(data)
        # a citation is plain text for a program: it has the title's words as they are
        elif not path.endswith((".html", ".xml", ".js", ".bib", ".png", ".webp", ".avif", ".jpg")):
            assert b"hit()" not in data, path
            assert b"evil.test" not in data, path


def test_a_document_brings_no_script_and_no_program_along(built: Done) -> None:
    documents = {path: data for path, data in built.site.files.items() if path.endswith(".pdf")}
    assert len(documents) == 2
    for path, data in documents.items():
        for each in (b"avaScript", b"/JS", b"EVIL", b"run.exe", b"OpenAction"):
            assert each not in data, (path, each)
