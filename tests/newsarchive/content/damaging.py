"""What may stand in a file of the content by mistake or malice: strategies for `test_fuzz.py`.

A file with a control character is refused whole, so most strategies keep to characters that let a reader go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from hypothesis import strategies as st

from newsarchive.model.fields import FIELDS

PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), max_size=40)
ASCII = st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), max_size=20)
ODD = st.sampled_from([*"\u200b\u202e\u00ad\u0301\ufe0f\u200dаəёİß٣\U0001f3f4\t", "\r\n", "\r"])
REFUSED = st.sampled_from([*"\x00\x07\x1b\x85\u2028\ufeff\ufffe\U0001ffff"])
WORDS = st.one_of(PLAIN, ASCII, ODD)
ANY_TEXT = st.one_of(st.text(max_size=40), ODD, REFUSED)

DATES = st.sampled_from(
    """2023 2023-10 2023-10-12 2023-02-30 0000-00-00 1899-12-31 9999-12-31 12/10/2023 yesterday -1 1e9 ２０２３
    2023-10-12T09:00Z 2023-10-12T09:00+04:00 2023-10-12T25:61+99:99 9999-12-31T23:59-23:59
    1900-01-01T00:00+23:59""".split()
)
ADDRESSES = st.sampled_from(
    """https://source.test/ http://source.test/ http://[ https://[::1]/ http://[::1 https://ex℀mple/ https://x:99999999/
    //host /path ../.. mailto:a@b javascript:alert(1) data:, https:// http:/// https://а.test/ a:b en/2023/x
    az/2024/old-name /en/tags/ en/page/1 en .. ./ % %00 %1b %2e%2e/ {filename}/x {static} #x #""".split()
)
IDS = st.sampled_from("courts blocking baku first-court leyla-example alone second a-- A_B tags 2023 az en xx".split())
STATUSES = st.sampled_from("published draft hidden withdrawn ready".split())
SYNTAX = st.sampled_from(
    r"""
    ''|"|'|~|null|[]|{}|[[[]]]|{a: {b: {c: 1}}}|[a, [b]]|- x|- - x|? x|? [a]|: |x: y|<<: x|&a x|*a|!!str x|!x y|%|@|`|>
    "\ud800"|"\0"|"\e[31m"|"\u2028"|"\U0010FFFF"|"\q"|#|#x|'it's'|"a" b|[a|{a|[{|---|...|%YAML 9.9|-|--|true|0x1F|.inf
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)
SCALARS = st.one_of(WORDS, DATES, ADDRESSES, IDS, STATUSES, st.integers().map(str))
INNER_KEYS = st.one_of(
    st.sampled_from("url title publisher lang date text file alt credit reason names en ru also kind".split()), PLAIN
)
VALUES = st.recursive(
    st.one_of(SCALARS, st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(INNER_KEYS, inner, max_size=4)),
    max_leaves=8,
)


def dumped(value: object) -> str:
    """A value in YAML."""
    return str(yaml.safe_dump(value, allow_unicode=True, default_flow_style=None))


NAMES = sorted({name for fields in FIELDS.values() for name in fields})
KEYS = st.one_of(st.sampled_from(NAMES), st.sampled_from(["titel", "", "a b", "é", "0"]), PLAIN)
LINES = st.tuples(KEYS, st.one_of(SCALARS, SYNTAX, VALUES.map(dumped))).map(": ".join)
"""A field and its value as they may be typed, sound YAML or not."""


@st.composite
def front_matters(draw: st.DrawFn, sound: Sequence[str]) -> str:
    """The sound lines, some replaced by wild ones; or wild fields alone."""
    if draw(st.integers(0, 3)) == 0:
        return dumped(draw(st.dictionaries(KEYS, VALUES, max_size=6)))
    lines = list(sound)
    for _ in range(draw(st.integers(1, 4))):
        lines.insert(draw(st.integers(0, len(lines))), draw(LINES))
        if draw(st.booleans()):
            del lines[draw(st.integers(0, len(lines) - 1))]
    return "\n".join(lines)


MARKDOWN = st.sampled_from(
    """[ ] ( ) ]( ![ * ** _ ` ``` ~~~ < > </ <!-- --> & &# &#8203; &#x1b; &#1072; \\ # ## ### = === - --- | |- : {: { }
    {#x} {.x [^1] [^1]: [a]: *[a]: ' " -- ... // https://a.test http://[ mailto: javascript: data: {filename} ../ .. .md
    en.md (/pages/about/en.md#x) (court.png) <b> </b> <i <a href= <img src=x> <script> <h1> <h3 id=x> <div <p onclick=
    style= <td id=" <?x <![CDATA[ 1 12 1.234,5 2023 word слово söz pаypal""".split()
)
GAPS = st.sampled_from(["", " ", "\n", "\n\n", "\n\n    ", "\n> ", "\n- ", "\n1. ", "\t", "\r\n"])


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Signs of Markdown and HTML, thrown together, some of them many times over."""
    parts = []
    for _ in range(draw(st.integers(1, 25))):
        sign = draw(st.one_of(MARKDOWN, MARKDOWN, WORDS)) + draw(GAPS)
        parts.append(sign * draw(st.sampled_from([1, 1, 1, 2, 3, 40])))
    return "".join(parts)


@st.composite
def mutated(draw: st.DrawFn, files: Sequence[Path], largest: int) -> bytes:
    """The beginning of a real file, with bytes and lines gone, doubled, exchanged, moved or put in."""
    data = draw(st.sampled_from(files)).read_bytes()[:largest]
    for _ in range(draw(st.integers(1, 6))):
        data = draw(st.sampled_from(_MUTATIONS))(draw, data)
    return data


def _cut(draw: st.DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data)))
    return data[:start] + data[start + draw(st.integers(1, 40)) :]


def _double(draw: st.DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data)))
    return data[:start] + data[start : start + draw(st.integers(1, 40))] * draw(st.integers(2, 4)) + data[start:]


def _put_in(draw: st.DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data)))
    new = draw(
        st.one_of(st.binary(max_size=4), MARKDOWN.map(str.encode), SYNTAX.map(str.encode), WORDS.map(str.encode))
    )
    return data[:start] + new + data[start:]


def _exchange(draw: st.DrawFn, data: bytes) -> bytes:
    changed = bytearray(data)
    if changed:
        first, second = draw(st.tuples(*[st.integers(0, len(data) - 1)] * 2))
        changed[first], changed[second] = changed[second], changed[first]
    return bytes(changed)


def _move_line(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.split(b"\n")
    line = lines.pop(draw(st.integers(0, len(lines) - 1)))
    lines.insert(draw(st.integers(0, len(lines))), line)
    return b"\n".join(lines)


_MUTATIONS = (_cut, _double, _put_in, _exchange, _move_line)
