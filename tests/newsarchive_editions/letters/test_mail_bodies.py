"""The HTML of a text as a mail has it, and the same as plain text."""

import pytest

from newsarchive_editions.letters.mail_bodies import mail_html, mail_text

PAGE = "https://archive.test/en/2023/a/"


def mailed(markup, page=PAGE):
    return mail_html(markup, page, "t1-", "[Picture: {}]".format)


@pytest.mark.parametrize(
    ("href", "meant"),
    [
        ("../../2022/b/#part", "https://archive.test/en/2022/b/#part"),
        ("../../../documents/x/a.pdf", "https://archive.test/documents/x/a.pdf"),
        ("./", PAGE),
        ("https://outside.example/?a=1&amp;b=2", "https://outside.example/?a=1&amp;b=2"),
        ("#fn:1", "#t1-fn:1"),
    ],
)
def test_links_lead_to_public_addresses_or_into_the_letter(href, meant):
    assert mailed(f'<p><a href="{href}" rel="x">a</a></p>') == f'<p><a href="{meant}" rel="x">a</a></p>'


def test_a_picture_is_its_description():
    picture = '<img alt="A &quot;red&quot; &lt;square&gt;" src="https://archive.test/a.png" width="3" height="4">'
    assert mailed(f"<figure>{picture}</figure>") == '<figure>[Picture: A "red" &lt;square&gt;]</figure>'
    assert mailed('<p>a<img alt="" src="x.png">b</p>') == "<p>ab</p>"


def test_headings_are_below_the_title_of_the_text_and_ids_are_unique():
    markup = '<h2 id="a">A</h2><h3>B</h3><hr><header>c</header>'
    assert mailed(markup) == '<h3 id="t1-a">A</h3><h4>B</h4><hr><header>c</header>'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One <b>two</b>.</p>\n<p>Three &amp; four</p>", "One two.\n\nThree & four"),
        ("<p>a</p><ul><li>b</li><li>c</li></ul><p>d</p>", "a\n\n• b\n• c\n\nd"),
        ("<ol><li><p>b</p></li><li>c<ul><li>d</li></ul></li></ol>", "1. b\n2. c\n• d"),
        (
            "<table><tr><th>Year</th><th>Cases</th></tr><tr><td>2022</td><td>12</td></tr></table>",
            "Year | Cases\n2022 | 12",
        ),
        ('<p><a href="https://x.example/?a=1&amp;b">A</a></p>', "A <https://x.example/?a=1&b>"),
        ('<p><a href="https://x.example/">https://x.example/</a></p>', "https://x.example/"),
        ("<pre><code>def a():\n    return  1\n</code></pre>", "def a():\n    return  1"),
        ("<pre><code>a\n\n\nb\n</code></pre>", "a\n \n \nb"),
        ('<ol start="7"><li>b</li><li value="20">c</li><li>d</li></ol>', "7. b\n20. c\n21. d"),
        # blocks that follow one another without words between them
        (
            "<table><tr><td>a</td></tr></table><ul><li>b<ol><li>c</li></ol></li><li>d</li></ul><pre>e\nf</pre>"
            '<div class="footnote"><hr><ol><li id="t1-fn:1"><p>A note.</p></li></ol></div>',
            "a\n\n• b\n1. c\n• d\n\ne\nf\n\n1. A note.",
        ),
        ('<p>H<sub>2</sub>O, m<sup>2</sup>, <time datetime="2023">2023</time></p>', "H2O, m², 2023"),
        ("<p>It was <del>ten</del> nine: <q>no</q></p>", "It was ~~ten~~ nine: “no”"),
        (
            '<p>Words.<sup id="t1-fnref:c1"><a class="footnote-ref" href="#t1-p_s1">1 (p. 3)</a></sup><sup>, </sup>'
            '<sup id="t1-fnref:1"><a class="footnote-ref" href="#t1-fn:1">a</a></sup></p>'
            '<div class="footnote"><hr><ol><li id="t1-fn:1"><p>A note. '
            '<a class="footnote-backref" href="#t1-fnref:1" title="Back">↩</a></p></li></ol></div>',
            "Words. [1 (p. 3)], [a]\n\na. A note.",
        ),
    ],
)
def test_plain_text_keeps_what_tags_say(markup, text):
    assert mail_text(markup) == text
