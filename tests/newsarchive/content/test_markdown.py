"""Our converter gives what a stock Python-Markdown with the same extensions gives.

`FUZZ_EXAMPLES=100000` compares them on so many texts, new ones each time. A difference is printed with the shortest
text that shows it, to be kept here as an `@example`.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from newsarchive.content.markdown import Converter, NumberedNotes
from tests.every_site.texts import _sparing, _stock
from tests.newsarchive.content.test_fuzz import examples

SYNTAX = (
    r"`` ` \ \* [a](b) ![i](j.png) [a][b] [b]: [b] ![b] [^1] <https://e.org> <a@b.c> <em>x</em> <b> <!--c--> <div>",
    "</div> & &amp; &#65; &#x41 * ** *** _ __ a_b_c *e* **s** ***es*** _e_ - 1. > # ## == ~~~ ``` | --- : :: word ə и",
    "{: {:.c} {#x} \x02 \x03 klzzwxh:0000 }",
)
PARTS = [
    *(part for line in SYNTAX for part in line.split(" ")),
    *(
        "[^oc-media]",
        "[^rsf p. 2]",
        "[^rsf\n",
        " ",
        "\n",
        "  \n",
        "    ",
        "\n\n",
        "\t",
        '[a](<b c> "t")',
        "{: #i }",
        "[b]: x\n",
        "\n\n[^1]: note\n",
    ),
    *("\n## Heading\n", "\n## Heading [a](b) `c` {: #own }\n", "\n\nTerm\n: text\n", "*[HTML]: Hyper\n"),
]


@examples(400)
@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join))
def test_any_text_comes_out_the_same(source: str) -> None:
    assert _sparing(source) == _stock(source)


WORDS = (
    "words",
    "two *words*",
    "**b** _u_ v",
    "[a *l*](http://e.org/a_b?c=1&d=2), Слово",
    "text[^1]",
    "[^1][^2] text",
    "[^oc-media p. 12][^rsf] text[^1]",
    "`code` [`c`](d)",
    "a\nb",
    "a\n    b > c & d",
    '"q" 2023 [sic]',
    "w *[l](m)[^2]*",
    "a  ",
    "a *b **c",
)
_WORDS = st.sampled_from(WORDS)
_CELLS = st.lists(_WORDS.filter(lambda words: "\n" not in words), min_size=1, max_size=3).map(" | ".join)
_ROWS = st.lists(_CELLS.map(lambda cells: f"| {cells} |"), min_size=1, max_size=3).map("\n".join)
BLOCKS = [
    st.lists(_WORDS, min_size=1, max_size=3).map(" ".join),
    st.tuples(st.sampled_from(["# ", "## ", "### ", "##"]), _WORDS).map("".join),
    st.tuples(st.just("## Title\n"), _WORDS).map("".join),
    st.lists(_WORDS, min_size=1, max_size=3).map(lambda words: "- " + "\n- ".join(words)),
    st.lists(_WORDS, min_size=1, max_size=3).map(lambda words: "3. " + "\n 4. ".join(words)),
    st.lists(_WORDS, min_size=1, max_size=3).map(lambda words: "> " + "\n>\n> ".join(words).replace("\n", "\n> ")),
    st.lists(_WORDS, min_size=1, max_size=2).map(lambda words: "> * " + "\n> * ".join(words)),
    st.tuples(st.sampled_from(["[^1]: ", "[^2]: "]), _WORDS).map("".join),
    st.tuples(_CELLS, st.sampled_from(["|---|---|\n", "|:--|--:|\n", "|---|\n"]), _ROWS).map(
        lambda parts: f"| {parts[0]} |\n{parts[1]}{parts[2]}"
    ),
    st.sampled_from(["```python\na = 1\n\n```", "~~~\n<b> [^1]\n~~~\nwords", "---", "- a\n  - b", "a\n- b", "> a\n>"]),
]
NOTES = "[^1]: See [there](https://e.org).\n[^2]: *There*, too"


@examples(600)
@given(st.lists(st.one_of(BLOCKS), max_size=6), st.sampled_from(["\n\n", "\n\n\n", "\n  \n"]), st.booleans())
def test_any_common_blocks_come_out_the_same(blocks: list[str], gap: str, notes: bool) -> None:
    source = gap.join([*blocks, NOTES] if notes else blocks)
    assert _sparing(source) == _stock(source)


# single characters, most of them signs: a text uses few of them, so that they meet often
CHARACTERS = [*"|-:*_`#>[]()^+.!~=&;'\"12ab ə", "\n", "\n\n", "  "]
BLANKS = ("", "", "\n", "\n\n", " ", "\n ", "\n  ", "\n\n ", "\n    ", " \n")
CORES = (
    *("", "| a | b |\n|---|---|\n| 1 | 2 |", "|||\n-||\n", "- a\n- b", "1. a", "> q", "## h\n", "a[^1]\n\n[^1]: n"),
    *("```\nx\n```\n", "[a](b)", "**s** *e*"),
)


def _of_few(data: bytes, pieces: Sequence[str], most: int) -> str:
    """Return a text that consists of at most so many pieces, chosen by the first bytes; the others put them in a row.

    Bytes are drawn at once: to draw a text as a list takes several times as long as to convert it twice.
    """
    number = 1 + data[0] % most
    few = [pieces[byte % len(pieces)] for byte in data[1 : 1 + number]]
    return "".join(few[byte % len(few)] for byte in data[1 + number :])


def _around_a_core(data: bytes) -> str:
    first, core, before, after, end = data[:5]
    words, more = data[5:][: first % 16], data[5:][first % 16 :]
    return "".join(
        (
            *(_of_few(words, CHARACTERS, 6) if len(words) > 1 else "", BLANKS[before % len(BLANKS)]),
            *(CORES[core % len(CORES)], BLANKS[after % len(BLANKS)]),
            *(_of_few(more, CHARACTERS, 6) if len(more) > 1 else "", BLANKS[end % len(BLANKS)]),
        )
    )


_RAW = st.binary(min_size=5, max_size=35).map(_around_a_core)


@examples(2_000)
@given(_RAW)
@example("| a | b |\n|---|---|\n| 1 | 2 |\n  ")
@example("|||\n-||\n)\n ")
@example("|||\n-||\n|\n```\n```\n|||\n-||\n|\n ")
@example("- a\n ")
@example("> a\n   ")
@example("a[^1]\n\n[^1]: b\n ")
@example("```\nx\n```\n ")
def test_any_characters_come_out_the_same(source: str) -> None:
    assume("#!" not in source and "::" not in source)
    assert _sparing(source) == _stock(source)


SIGNS = [
    *"#*_`~<>[](){}!|:;.,+-=&\\/'\"^$%@?",
    *"aB1 9əИ",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "  \n",
    "x",
    "word ",
]
RARE = [*"\r\f\v\x02\x03\x00\x85\xa0\u2028\u200f\ufeff", "İ", "\u0301", "٣", "字", "😀", "klzzwxh:0000", "http://a.b/"]
_CHARACTERS = st.binary(min_size=10, max_size=49).map(lambda data: _of_few(data, [*SIGNS, *SIGNS, *RARE], 8))


@settings(examples(8_000), print_blob=True)
@given(_CHARACTERS)
@example("#x\x85x")
def test_raw_characters_come_out_the_same(source: str) -> None:
    # CodeHilite takes the first line of indented code for a header if it begins so
    assume("#!" not in source and "::" not in source)
    assert _sparing(source) == _stock(source)


def test_a_back_link_is_named_in_any_words() -> None:
    source = "a[^1]\n\n[^1]: b"
    stock = Markdown(extensions=[NumberedNotes('<"&amp; & {}>')])
    assert Converter("en", '<"&amp; & {}>').convert(source).html == stock.convert(source).replace("<hr />", "<hr>")


def test_a_text_without_words_has_no_heading_of_the_text_before() -> None:
    assert _sparing("## One") == '<h2 id="one">One</h2>'
    assert _sparing(" \n") == ""
