"""Markdown bodies: only what our readers refuse is changed."""

from time import process_time

import pytest

from newsarchive_import.markdown_bodies import link_targets, markdown_to_markdown
from tests.newsarchive_import.making import Links


def _converted(body: str, title: str = "") -> str:
    return markdown_to_markdown(body, Links(), language="en", title=title)[0]


@pytest.mark.parametrize(
    "body",
    [
        "Words with *stars*, `code {{< x >}}` and <kbd>keys</kbd>.\n\n## Heading {#own}\n\n> Quote",
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\nA[^1] UN.\n\n[^1]: Note.\n\n*[UN]: United Nations",
        "-   a\n    -   b\n\n        c\n\n1.  d",
        "```\n# {{< x >}} <div>\n```\n\n    <div> {% x %}",
        "Term\n:   What it is",
        "*да*{: lang=ru }",
    ],
)
def test_what_our_readers_accept_stays_as_it_is(body):
    text, changes = markdown_to_markdown(body, Links(), language="en")
    assert (text, changes) == (body, [])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("# One\n\n#### Two ####\n\nThree\n=====\n\nFour\n----", "## One\n\n### Two\n\n## Three\n\n### Four"),
        ("A sentence.\n---\nmore", "A sentence.\n\n---\nmore"),
        ("~~old~~ <font>a</font> <span class=x>b</span> <b onclick=x>c</b>", "<del>old</del> a b <b>c</b>"),
        ("a<slot>b", "a&lt;slot>b"),
        ("Text.\n{: .note #Big}\n\n# Head {.big}", "Text.\n\n\n## Head"),
        (
            "- a\n  - b\n  - c\n\n    d\n1. e\n   ```sh\n   f\n   ```",
            "- a\n    - b\n    - c\n\n        d\n1. e\n\n        f",
        ),
        ("Words:\n- a\n- b", "Words:\n\n- a\n- b"),
        ('<div class="x">\n<p>a <b>b</b></p>\n</div>\n\nc', "a **b**\n\n\nc"),
        ('<iframe src="https://video.example/1"></iframe>', "<https://video.example/1>"),
        ("a <!-- hidden --> b", "a b"),
        ("a\n\n    :::python\n    b", "a\n\n    b"),
        ("{% highlight sh %}\nls\n{% endhighlight %}", "```sh\nls\n```"),
        ("{{< youtube abc >}} {{< unknown x=1 >}}", "<https://www.youtube.com/watch?v=abc>"),
        ('{{< figure src="a.jpg" alt="A" >}}', "![A](photo.jpg)"),
        ("[a](javascript:x) [b](x.md) [![c](c.jpg)](big.jpg) ![](gone.jpg)", "a [b](x.md) ![c](photo.jpg)"),
        ('<img src="a.jpg" alt="A"> <a href="x.md" target=_blank>b</a>', '![A](photo.jpg) <a href="x.md">b</a>'),
        ("- [x] done\n- [ ] open", "- ☑ done\n- ☐ open"),
        ("[TOC]\n\nText", "Text"),
    ],
)
def test_what_our_readers_refuse_is_changed(body, text):
    assert _converted(body).strip() == text


def test_a_figure_with_a_caption_is_converted_once():
    text = _converted('{{< figure src="a.jpg" alt="A" caption="Cap" >}}')
    assert text == '<figure>\n<img alt="A" src="photo.jpg">\n<figcaption>Cap</figcaption>\n</figure>'


def test_a_first_heading_that_repeats_the_title_goes():
    assert _converted("# The title\n\nText", "The title") == "Text"


def test_targets_are_those_of_nested_links_too():
    assert link_targets("[![a](b)](c)") == ["c", "![a](b)", "b", "a"]


@pytest.mark.parametrize("body", ["> " * 20_000 + "===", "> " * 20_000 + "#a", "<!-- " * 20_000, "[a]: b\n" * 3_000])
def test_long_runs_of_signs_are_read_in_little_time(body: str) -> None:
    before = process_time()
    _converted(body)
    assert process_time() - before < 5
