"""HTML bodies: each element as our Markdown, and no word lost on the way."""

import pytest

from newsarchive_import.html_bodies import html_to_markdown
from tests.newsarchive_import.making import Links, converted


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<h1>One</h1><h4>Two</h4><h2>Three</h2>", "## One\n\n### Two\n\n### Three"),
        ("<p>a<br>b <b>c</b> <i>d</i> <code>e`f</code></p>", "a<br>\nb **c** *d* `` e`f ``"),
        ("<p><b>a</b><i>b</i> <b>c <i>d</i></b></p>", "<strong>a</strong><em>b</em> **c <em>d</em>**"),
        (
            "<p>2 * 3 _x_ [sic] {y} `z` a &lt;b&gt; &amp;amp;</p>",
            "2 \\* 3 \\_x\\_ \\[sic\\] \\{y\\} \\`z\\` a &lt;b> &amp;amp;",
        ),
        ("<p>- a</p><p># b</p><p>1. c</p><p>&gt; d</p>", "\\- a\n\n\\# b\n\n1\\. c\n\n\\> d"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>", "-   a\n    -   b\n-   c\n\n    d"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3.  a\n4.  b"),
        ("<blockquote>a<p>b</p></blockquote>", "> a\n>\n> b"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n:   b"),
        ('<pre><code class="language-python">x\n\ny</code></pre>', "```python\nx\n\ny\n```"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td></tr></table>", None),
        ('<p><a href="https://x.example/a_b">w</a> https://y.example/c_d.</p>', None),
        ('<p><abbr title="United Nations">UN</abbr> H<sub>2</sub>O <u>x</u></p>', None),
        ('<p lang="ru">Да</p><p><i lang="fr">oui</i></p>', '<span lang="ru">Да</span>\n\n*<span lang="fr">oui</span>*'),
        ('<p style="color:red"><font color="red">a</font> <span style="x">b</span></p>', "a b"),
        ("loose <b>words</b>\n\nand more<p>p</p>", "loose **words**\n\nand more\n\np"),
        ("<p>a<br><br>b<br></p>", "a\n\nb"),
        ("<details><summary>S</summary>a</details>", "**S**\n\na"),
        (
            "<ul><li><input type=checkbox checked> a</li><li><label><input type=checkbox>b</label></li></ul>",
            "-   ☑ a\n-   ☐ b",
        ),
    ],
)
def test_an_element_becomes_markdown(body, text):
    assert converted(body) == text or text is None


def test_what_markdown_cannot_say_stays_html():
    assert "<caption>C</caption>" in converted(
        '<table><caption>C</caption><tr><th scope="row">a</th><td>b</td></tr></table>'
    )
    figure = converted('<figure class="x"><img src="a.jpg" alt="A"><figcaption>C <b>d</b></figcaption></figure>')
    assert figure == '<figure>\n<img alt="A" src="photo.jpg">\n<figcaption>C <b>d</b></figcaption>\n</figure>'.replace(
        "b>", "strong>"
    )
    assert converted('<p><abbr title="United Nations">UN</abbr></p>') == '<abbr title="United Nations">UN</abbr>'
    broken = '<p>[caption width="3"]<br><img src="a.jpg" alt="A"><br>Words<br>[/caption]</p>'
    assert converted(broken) == '<figure>\n<img alt="A" src="photo.jpg">\n<figcaption>Words</figcaption>\n</figure>'
    moved = converted("<table><tr>loose<td>a</td></tr></table>")
    assert moved == "<table><tr><td>loose</td><td>a</td></tr></table>"


def test_embeds_become_links_and_scripts_are_said():
    text, changes = html_to_markdown(
        '<iframe src="//video.example/1"></iframe><script>x()</script>'
        "<form><input><button>Send</button></form><!-- secret -->",
        Links(),
    )
    assert text == "<https://video.example/1>"
    assert [(each.kind, each.outcome) for each in changes] == [
        ("comment", "dropped"), ("script", "dropped"), ("form", "dropped"), ("embed", "changed"),
    ]  # fmt: skip


def test_pictures_and_links_that_lead_nowhere_are_dropped_and_their_words_stay():
    assert (
        converted('<p>a <img src="gone.jpg" alt="b"> c <a href="javascript:x()">d</a> <a href="#no">e</a></p>')
        == "a c d e"
    )
    assert (
        converted('<figure><a href="gone.jpg"><img src="gone.jpg"></a><figcaption>Cap</figcaption></figure>') == "Cap"
    )
    assert converted('<p><img src="data:image/gif;base64,x" data-src="b.jpg" alt="B"></p>') == "![B](photo.jpg)"


def test_links_inside_the_text_lead_to_headings():
    assert converted('<p><a href="#Why_not">w</a></p><h2 id="Why_not">Why</h2>') == "[w](#why-not)\n\n## Why {#why-not}"


def test_a_first_heading_that_repeats_the_title_goes():
    assert converted("<h1>The title</h1><p>a</p>", title="The title") == "a"
