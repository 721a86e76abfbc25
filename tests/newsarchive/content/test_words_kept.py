"""No word of a body vanishes: what the source has is on the page, or a fault says so.

`FUZZ_EXAMPLES=5000` tries so many new bodies.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import count

from hypothesis import example, given
from hypothesis import strategies as st

from tests.newsarchive.content.test_fuzz import examples
from tests.newsarchive.editions import briefing_file, read

# `W` stands for a word of its own each time; one in a comment, a definition or an attribute list is written `x`
PIECES = st.sampled_from(
    [
        *("W", "W W", "**W**", "*W", "W**", "`W`", "``W `", "~~W~~", "[W](a.md)", "[W] (a.md)", "[W][x]", "[W]", "W|W"),
        *("![W](p.jpg)", "[W](#x 'W')", "[^1]", "[^W]", "<W>", "<W", "</W>", "<b>W", "<b>W</b>", "<i title=W>W</i>"),
        *("<?W W?>", "<!W W>", "<![CDATA[W W]]>", "<!-- x", "-->", "<!-- x -->", "<!DOCTYPE W>", "</ W>", "&W;", "&"),
        *("{: lang=az }", "{W}", "{{W}}", "\\", "\\W", "<script>W</script>", "<style>W</style>", "<svg><W>W</svg>"),
        *("<a href='W", '<a href="W', "<https://a.test/W>", "W@W.test", "$W$", "=W=", "^W^", "<kbd>W</kbd>", "'", '"'),
        *("<", ">", "<div>", "</div>", "<table>", "<td>W", "<br>", "<ul><li>W", "|", "| W | W |", "|---|---|"),
    ]
)
BREAKS = st.sampled_from(
    [
        *(
            " ",
            " ",
            "\n",
            "\n",
            "\n\n",
            "\n\n",
            "  \n",
            "\n    ",
            "\n- ",
            "\n\n1. ",
            "\n> ",
            "\n\n## ",
            "\n```\n",
            "\n~~~\n",
        ),
        *(
            "\n\n[^1]: ",
            "\n\n    ",
            "\n:   ",
            "\n---\n",
            "\n===\n",
            "\n\n| a | b |\n|---|---|\n| W | W |\n",
            "\n```python\n",
        ),
        *("\n\n[W]: ", "\n\n*[W]: ", "\n\n[W]: https://a.test/ 'W'\n\n"),
    ]
)


@examples(600)
@given(st.lists(st.tuples(PIECES, BREAKS).map("".join), max_size=5).map("".join))
@example("Before <?php W ?> after")
@example("[W]: W")
@example("| a |\n|---|\n| W | W |")
@example("```\nW\n```")
@example("<script>W</script>")
def test_each_word_is_on_the_page_or_a_fault_says_so(body: str) -> None:
    numbers = count()
    typed = re.sub("W", lambda _: f"wd{next(numbers)}w", body)
    text, faults = read(briefing_file(f"First.\n\n{typed}\n"))
    assert text is not None
    missing = [word for word in re.findall(r"wd\d+w", typed) if word not in unescape(text.html)]
    assert not missing or any(not fault.warning for fault in faults), (typed, text.html)
