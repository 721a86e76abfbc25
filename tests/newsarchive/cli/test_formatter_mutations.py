"""`newsarchive fix` over real files that were spoilt at random: mended once, they stay so, and say what they said."""

from __future__ import annotations

import random
import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.cli.formatter import mend_data, mend_text, mended
from newsarchive.cli.yaml_edits import plain_yaml
from newsarchive.content.text import TextReader
from newsarchive.content.tree import REDIRECTS, walk
from newsarchive.content.typed_text import Place
from tests.newsarchive.content.planting import BASE
from tests.newsarchive.editions import AZ, EN, RU, bare_language
from tests.sites import FIXTURE

LANGUAGES = {each.tag: each for each in (AZ, EN, RU, bare_language("ar", direction="rtl"), bare_language("ka"))}
SITES = (FIXTURE / "content", BASE / "content")
PLACE = Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en")
_ODD_TEXT = """---
# yaml-language-server: $schema=x

# about the title
title: "One  \\
  \\  two
  # three"  # a comment
sources:
- url: https://a.example/
  title: |+
    a··
      # b

# about the summary

summary: >-
  folded··
   more

  words
# under the summary

tags: [a,  # first
  b]
date: 2023
corrections:
  - {date: 2023-01-02,
     text: 'x

  y'}
  # - {date: 2023-01-03, text: z}
source_headline: {lang: az, text: a
  b}
authors:
  - José
---
First··
second··
third \\ word
fourth···
- a··
- b··
    c··

    indented  code··

<pre>
raw··
</pre>

`span··
of code` and <!-- a··
comment -->

| a | b |··
| - | - |··
| 1 | 2 |··

Title··
-----··

Term··
:   Meaning··
    more[^1]

[^1]: Note··
    more··
"""
_ODD_TERMS = """---
# our terms
# yaml-language-server: $schema=x
zeta: {names: {en: Z,
  az: Y}}   # z
# about b

# still about b
b:
  names:
    en: >
      B··
      b

    az: |
      B··
  # within b

a: {names: {en: A}}
c:
  names: {en: C}
  also:
    - "one
      two"
  description:
    en: |+
      C

...
"""
# dots are white space at a line's end; block scalars that keep their last line ends may not be moved
_ODD = [odd.replace("·", " ") for odd in (_ODD_TEXT, _ODD_TERMS)]
ODD_TEXTS = [_ODD[0], _ODD[0].replace("|+", "|")]
ODD_TERMS = [_ODD[1], _ODD[1].replace("|+", "|")]
TEXTS = [
    (root.joinpath(place.path).read_text("utf-8"), place)
    for root in SITES
    for place in walk(root, tuple(LANGUAGES)).texts
]
TEXTS += [(text, PLACE) for text in ODD_TEXTS] * 10
DATA = [(path, root.joinpath(path).read_text("utf-8")) for root in SITES for path in walk(root, tuple(LANGUAGES)).data]
DATA += [("tags.yaml", text) for text in ODD_TERMS] * 5


def spoilt(text: str, chance: random.Random) -> bytes:
    """A file as many programs and hands leave it; every change is one that `fix` mends or has to leave alone."""
    lines = text.split("\n")
    for _ in range(chance.randint(0, 12)):
        place = chance.randrange(len(lines))
        what = chance.choice(["space", "space", "blank", "comment", "decompose", "break", "fence", "indent"])
        if what == "space":
            lines[place] += chance.choice([" ", "  ", "   ", "\t", " \t", "     "])
        elif what == "blank":
            lines.insert(place, chance.choice(["", " ", "    ", "\t"]))
        elif what == "comment":
            lines.insert(
                place, chance.choice(["# a comment", "  # a comment ", "#", "# yaml-language-server: $schema=x"])
            )
        elif what == "decompose":
            lines[place] = unicodedata.normalize("NFD", lines[place])
        elif what == "break":
            lines[place] += "  "
        elif what == "fence":
            lines[place:place] = ["", "```", "code  ", "   ", "```"]
        else:
            lines[place] = " " * chance.randint(1, 5) + lines[place]
    if chance.random() < 0.5:
        lines = _shuffled(lines, chance)
    end = chance.choice(["\n", "\n", "\r\n", "\r"])
    joined = "".join(line + (end if chance.random() < 0.9 else "\n") for line in lines[:-1]) + lines[-1]
    joined = chance.choice([str, str, lambda each: each.rstrip("\r\n"), lambda each: each + end * 3])(joined)
    return chance.choice(["", "", "\ufeff"]).encode() + joined.encode()


def _shuffled(lines: list[str], chance: random.Random) -> list[str]:
    """Exchange the parts that begin with a top key, up to the closing fence if there is one."""
    start = 1 if lines[0] == "---" else 0
    end = lines.index("---", 1) if start and "---" in lines[1:] else len(lines)
    parts: list[list[str]] = [[]]
    for line in lines[start:end]:
        if re.match(r"[a-z]", line):
            parts.append([])
        parts[-1].append(line)
    rest = parts[1:]
    chance.shuffle(rest)
    return [*lines[:start], *parts[0], *(line for part in rest for line in part), *lines[end:]]


def published(content: bytes, place: Place) -> object:
    """What a build makes of a file: fields, HTML with its white space folded, faults without their places."""
    reader = TextReader({place.language: LANGUAGES[place.language]}, {place.language: "back {}"})
    try:
        text, faults = reader.read(content.rstrip() + b"\n", place)
    except RuntimeError:  # footnotes in footnotes
        return None
    codes = sorted((each.code, each.values) for each in faults)
    if text is None:
        return codes
    # a line of spaces alone may become a block of code without words
    shown = re.sub(r'<div class="code"><pre[^>]*><span></span><code[^>]*>\s*</code></pre>\s*</div>', "", text.html)
    html = [
        # in code that begins or ends oddly, only spaces at the end of a line may go
        re.sub(r"[ \t]+(?=\n)", "", part) if index % 2 else re.sub(r"\s+", " ", re.sub(r"\s+(?=<)", "", part))
        for index, part in enumerate(re.split(r"(<pre.*?</pre>)", shown, flags=re.DOTALL))
    ]
    return codes, text.front, text.revision, html


@settings(max_examples=50)
@given(st.randoms(use_true_random=True))
def test_a_mended_text_is_mended_for_good_and_says_what_it_said(chance: random.Random) -> None:
    text, place = chance.choice(TEXTS)
    data = spoilt(text, chance)
    once = mend_text(data, place.kind)
    again = mend_text(once.content, place.kind)
    assert (again.content, again.changes) == (once.content, ())
    assert published(once.content, place) == published(mended(data).content, place)
    assert sorted(once.content.split()) == sorted(mended(data).content.split())


@settings(max_examples=50)
@given(st.randoms(use_true_random=True))
def test_a_mended_vocabulary_is_mended_for_good_and_says_what_it_said(chance: random.Random) -> None:
    path, text = chance.choice(DATA)
    data = spoilt(text, chance)
    by_id = path != REDIRECTS
    once = mend_data(data, by_id=by_id)
    again = mend_data(once.content, by_id=by_id)
    assert (again.content, again.changes) == (once.content, ())
    assert plain_yaml(once.content.decode()) == plain_yaml(mended(data).content.decode())
    assert sorted(once.content.split()) == sorted(mended(data).content.split())
