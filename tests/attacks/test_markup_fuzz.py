"""Whatever an editor or a stranger types, what comes out of reading parses to the allow-list and nothing else.

`FUZZ_EXAMPLES=5000` tries as many examples, new ones each time.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.content.sanitising import sanitise
from newsarchive.content.source_map import blank_code
from newsarchive.content.text import TextReader
from newsarchive.content.typed_text import Place
from tests.attacks.allowing import beyond
from tests.attacks.vectors import VECTORS
from tests.newsarchive.content.test_fuzz import examples
from tests.newsarchive.editions import AZ, EN, RU

pytestmark = pytest.mark.long

FRONT = "---\ntitle: A title\nsummary: A summary.\n---\n\n"
PLACE = Place("pages/a/en.md", "pages/a", "page", "en")
READER = TextReader({each.tag: each for each in (AZ, EN, RU)}, {each.tag: "back {}" for each in (AZ, EN, RU)})
AROUND = ("{}", "> {}", "- {}", "a | b\n- | -\n{} | x", "*{}*", "[{}](https://a.test/)", "![{}](x.png)", "## {}", "`{}")

PIECES = st.sampled_from(
    r"""
    < > </ /> <a <b <p <img <svg <math <style <script <template <table <td <li <details <! <!-- --> <? <![ <![CDATA[ ]]>
    & &# &#x &lt; &quot; &colon; " ' ` = / \ : ; ( ) [ ] ]( ![ {: } * _ ~~~ ``` # | > - href= src= title= class= id=
    lang= style= onerror= onclick= xlink:href= srcdoc= javascript: data: https://a.test/ //evil.test x.png hit() x 1
    svg math mtext mglyph desc title noscript xmp textarea plaintext annotation-xml foreignObject
    """.split()
)
GAPS = st.sampled_from(["", "", " ", "\n", "\n\n", "\t", "/"])
SOUP = st.lists(st.tuples(PIECES, GAPS).map("".join), min_size=1, max_size=40).map("".join)


def read(body: str) -> str:
    text, _ = READER.read(f"{FRONT}{body}\n".encode("utf-8", "replace"), PLACE)
    return text.html if text else ""


@pytest.mark.parametrize("vector", VECTORS)
def test_a_known_vector_comes_out_harmless(vector: str) -> None:
    for around in AROUND:
        assert beyond(read(around.replace("{}", vector))) == []
    assert beyond(sanitise(vector)) == []


@examples(400)
@given(SOUP)
def test_any_soup_of_signs_comes_out_harmless(body: str) -> None:
    assert beyond(read(body)) == []


WORDS = re.compile("Words[0-9]+x")


@examples(400)
@given(st.lists(st.one_of(PIECES, st.just("Words"), GAPS), min_size=1, max_size=40))
def test_no_words_vanish_from_any_soup_without_a_fault(pieces: list[str]) -> None:
    body = "".join(f"Words{index}x" if each == "Words" else each for index, each in enumerate(pieces))
    text, faults = READER.read(f"{FRONT}{body}\n".encode(), PLACE)
    if text and all(each.warning for each in faults):
        shown = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
        assert set(WORDS.findall(shown)) - set(WORDS.findall(text.html)) == set()


INLINE = [
    *("*{}*", "**{}**", "_{}_", "`{}`", "``{}``", "```{}```", "{} {}", "{}\n{}", "{}  \n{}", "{}|{}", "\\`{}", "HR {}"),
    *("[{}](https://a.test/)", "[{}](https://a.test/ '{}')", "![{}](x.png)", "[{}][r]", "{}[^1]", "{}{{: lang=az }}"),
    *("<b>{}</b>", "<span lang=az>{}</span>", "<code>{}</code>", "<q>{}", "<?{}?>", "<![{}>", "</{}>", "<br title={}>"),
    *("<!-- {} -->", "<!-- {}\n{} -->", "<!-- {} --!>", "`<!-- {}", "{} --> `"),
]
BLOCK = [
    *("{}", "## {}", "{}\n---", "> {}\n> {}", "- {}\n\n    {}", "- {}\n- {}", "3. {}\n7. {}", "    {}", "***\n{}"),
    *("```\n{}\n```", "~~~py\n{}\n~~~", "```{}\n{}\n```", "{} | {}\n--- | ---\n{} | {}", "|{}|\n|-|\n|{}|\n{}"),
    *("<div>\n{}\n\n{}\n</div>", "<p>{}", "<pre>\n{}\n</pre>", "<ul>\n<li>{}\n<li>{}</ul>", "<table><tr><td>{}"),
    *("{}\n: {}", "[r]: https://a.test/ '{}'", "[^1]: {}", "[^1]:\n    {}", "*[HR]: {}"),
    *("<!--\n{}\n\n{}\n-->", "<!-- {} -->{}"),
]


def nested(templates: list[str], inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(st.sampled_from(templates), *[inner] * 4)
    return parts.map(lambda part: part[0].format(*part[1:]))


LINES = st.recursive(st.just("Words"), lambda inner: nested(INLINE, inner), max_leaves=4)
TEXTS = st.lists(nested(BLOCK, LINES), min_size=1, max_size=5).map("\n\n".join)


@examples(400)
@given(TEXTS)
def test_no_words_vanish_from_any_markdown_and_none_of_its_comments_is_shown(body: str) -> None:
    parts = body.split("Words")
    body = parts[0] + "".join(f"Words{index}x{part}" for index, part in enumerate(parts[1:]))
    for used, defined in (("[r]", "[r]: https://b.test/"), ("[^1]", "[^1]: A note."), ("[HR]", "The HR.")):
        body += f"\n\n{defined}" if used in body and (used == "[HR]" or f"{used}:" not in body) else ""
    text, faults = READER.read(f"{FRONT}{body}\n".encode(), PLACE)
    if text and all(each.warning for each in faults):
        hidden = set(WORDS.findall("".join(re.findall(r"<!--.*?-->", blank_code(body), re.DOTALL))))
        shown = set(WORDS.findall(text.html))
        assert set(WORDS.findall(re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL))) - shown == set()
        assert hidden & shown == set()


@examples(300)
@given(SOUP)
def test_any_soup_of_tags_is_cleaned_and_stays_so(markup: str) -> None:
    clean = sanitise(markup)
    assert beyond(clean) == []
    assert sanitise(clean) == clean


@examples(200)
@given(st.sampled_from(VECTORS), st.sampled_from(VECTORS), st.integers(0, 200), st.integers(0, 200), SOUP)
def test_vectors_cut_and_joined_come_out_harmless(one: str, two: str, end: int, start: int, between: str) -> None:
    assert beyond(read(one[:end] + between + two[start:])) == []


def test_what_is_not_allowed_would_be_seen() -> None:
    seen = (
        "<script>",
        "<p onclick=x>",
        "<a href='java\tscript:x'>",
        "<svg>",
        "<!-- -->",
        "<p style='x'>",
        "<a href='x:y'>",
    )
    assert [each for each in seen if beyond(each) == []] == []
    assert (
        beyond('<p class="a"><a href="https://a.test/" rel="noopener">x</a><img src="content:a/b.png" alt=""></p>')
        == []
    )


def test_there_are_enough_vectors() -> None:
    assert len(set(VECTORS)) >= 160
