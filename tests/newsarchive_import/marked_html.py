"""Small trees of HTML, also malformed ones, with a word of its own in each place that can have words."""

import re
from typing import NamedTuple

from hypothesis import strategies as st


class Marked(NamedTuple):
    """HTML with words that are there once: those that readers saw, and those that they did not see."""

    html: str
    seen: list[str]
    hidden: list[str]


_NAMES = (
    "p div b i u em strong span ul li ol table td tr th section header footer address aside blockquote pre code h2 h4"
    " figure figcaption details summary label button fieldset legend form ruby rt rp marquee blink math mi svg text"
    " x-y center font small sup q cite kbd mark nobr dl dt dd noscript select option textarea object iframe"
    " video"
)
_AROUND = """
<p>*
<li>*
<td>*
<dd>*
<b>*
<dialog open>*</dialog>
*</p>
*</a>
*<br>
*<hr>
*<a name='n'></a>
<a href="https://x.example/">*</a>
<a href="#n">*</a>
<a href="javascript:x()" title="@">*</a>
<a>*</a>
<p title="@">*</p>
<span aria-label="@" title="@">*</span>
<a href="https://y.example/" title="@">*</a>
<abbr title="@">*</abbr>
<optgroup label="@">*</optgroup>
<iframe src="https://f.example/" title="@">*</iframe>
<video src="https://v.example/" aria-label="@">*</video>
<table summary="@"><caption>@</caption><tr><td>*</table>
"""
_LEAVES = """
@
@ @
<img src="a.jpg" alt="@" title="@">
<img src="gone.jpg" alt="@" title="@">
<img src="a.jpg">
<input placeholder="@" value="@">
<input type="submit" value="@">
<area alt="@">
<svg><title>@</title></svg>
<textarea>@</textarea>
<select><option>@<option>@</select>
<figure><img src="a.jpg" alt="@" title="@"></figure>
"""
_HIDERS = """
<div style="display:none">*</div>
<span hidden>*</span>
<template>*</template>
<aside hidden>*</aside>
<b style="visibility:hidden">*</b>
<dialog>*</dialog>
<div hidden><ul><li>*<li>#</ul></div>
"""


def marked_html() -> st.SearchStrategy[Marked]:
    """Return a strategy for small trees of HTML, also malformed ones."""
    around = (*(f"<{name}>*</{name}>" for name in _NAMES.split()), *_AROUND.split("\n")[1:-1], "*\n\n")
    hidden = st.builds(
        lambda outer, inner: outer.replace("*", inner),
        st.sampled_from(_HIDERS.split("\n")[1:-1]),
        st.sampled_from(("#", "<b>#</b> #", '<img src="a.jpg" alt="#">')),
    )
    trees = st.recursive(
        st.one_of(st.sampled_from(_LEAVES.split("\n")[1:-1]), hidden, st.just("<!-- # -->")),
        lambda inner: st.builds(
            lambda outer, parts: outer.replace("*", "".join(parts)),
            st.sampled_from(around),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=8,
    )
    return st.lists(trees, min_size=1, max_size=3).map(_marked)


def _marked(parts: list[str]) -> Marked:
    pieces = re.split("([@#])(?!n)", "".join(parts))
    html, seen, hidden = "", list[str](), list[str]()
    for number, piece in enumerate(pieces):
        if piece in ("@", "#"):
            word = f"{'seen' if piece == '@' else 'hush'}{number}q"
            (seen if piece == "@" else hidden).append(word)
            html += f" {word} "  # apart: whether words stay whole is for other tests
        else:
            html += piece
    return Marked(html, seen, hidden)
