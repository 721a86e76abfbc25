"""Whatever an editor or a stranger types, what comes out of reading parses to the allow-list and nothing else.

`FUZZ_EXAMPLES=5000` tries as many examples, new ones each time.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.reading.sanitising import sanitise
from plugins.reading.texts import Place, TextReader
from tests.attacks.allowing import beyond
from tests.attacks.vectors import VECTORS
from tests.content.test_fuzz import examples
from tests.unit.editions import AZ, EN, RU

pytestmark = pytest.mark.long

FRONT = "---\ntitle: A title\nsummary: A summary.\n---\n\n"
PLACE = Place("pages/a/en.md", "pages/a", "page", "en")
READER = TextReader({each.tag: each for each in (AZ, EN, RU)}, {each.tag: "back {}" for each in (AZ, EN, RU)})
AROUND = ("{}", "> {}", "- {}", "a | b\n- | -\n{} | x", "*{}*", "[{}](https://a.test/)", "![{}](x.png)", "## {}", "`{}")

PIECES = st.sampled_from(
    r"""
    < > </ /> <a <b <p <img <svg <math <style <script <template <table <td <li <details <! <!-- --> <? <![CDATA[ ]]>
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
    if text and all(each.warning for each in faults) and "<!--" not in body:
        # beside a fence stands the language of its code
        words = set(WORDS.findall(re.sub(r"(?m)^(```|~~~).*", "", body)))
        assert words - set(WORDS.findall(text.html)) == set()


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
