"""Commands of Hugo and Jekyll: what readers saw of their arguments becomes words, and the report is true of each."""

import pytest

from newsarchive.content.markdown import Converter
from newsarchive_import.account import Change, seen_in, unaccounted
from newsarchive_import.markdown_bodies import markdown_to_markdown
from newsarchive_import.markdown_commands import from_hugo, from_hugo_in_html, from_liquid, picture_credits
from tests.newsarchive_import.making import Links

_CONVERTER = Converter("en", "Back to {}")


def _converted(body: str) -> tuple[str, list[Change]]:
    """Return a body as our Markdown and the changes, which account for every word, link and picture."""
    text, changes = markdown_to_markdown(body, Links(), language="en")
    before, after = (seen_in(_CONVERTER.convert(each).html, rendered=True) for each in (body, text))
    assert not unaccounted(before, after, changes, strict=False), text
    return text, changes


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            '{{< figure src="a.jpg" alt="A" title="T" caption="Cap *tion*"\n'
            'attr="Photo: B" attrlink="https://b.example" >}}',
            '<figure>\n<img alt="A" src="photo.jpg">\n<figcaption><strong>T</strong>. Cap <em>tion</em>.'
            ' <a href="https://b.example">Photo: B</a></figcaption>\n</figure>',
        ),
        (
            '{{< figure src="a.jpg" alt="A" attr="[B](https://b.example/) & Co" >}}',
            '<figure>\n<img alt="A" src="photo.jpg">\n<figcaption><a href="https://b.example/">B</a> &amp; Co'
            "</figcaption>\n</figure>",
        ),
        (
            '{{< figure src="gone.jpg" caption="See [this](https://b.example/)" attr="B" >}}',
            "See [this](https://b.example/). B",
        ),
        ('- a {{< figure src="a.jpg" alt="A" attr="B" >}}', "- a ![A](photo.jpg) B"),
        (
            '{{< quote author="Aytac M." source="The News" link="https://news.example/1" >}}\n'
            "We *saw* it.\n\nAll.\n{{< /quote >}}",
            "> We *saw* it.\n>\n> All.\n>\n> — Aytac M., [The News](https://news.example/1)",
        ),
        ('{{< quote source="https://news.example/1" >}}Word{{< /quote >}}', "> Word\n>\n> — <https://news.example/1>"),
        ('{{< quote text="Word" author="A" />}}', "> Word\n>\n> — A"),
        ('{{% blockquote "A" "B" %}}\nWord\n{{% /blockquote %}}', "> Word\n>\n> — A, B"),
        ('- a {{< quote author="A" >}}Word{{< /quote >}}', "- a Word — A"),
        ('{{< quote author="A" >}}\n```\nx\n```\n{{< /quote >}}', "```\nx\n```\n\n— A"),
        ('{{< details summary="More" open=true >}}\nWords.\n\n- a\n{{< /details >}}', "**More**\n\nWords.\n\n- a"),
        ('{{% expand "Open *me*" %}}Words{{% /expand %}}', "Open *me*\n\nWords"),
        ('{{% notice note "Mind this" %}}Words{{% /notice %}}', "**Mind this**\n\nWords"),
        ('{{< tab name="One" >}}Words{{< /tab >}}', "**One**\n\nWords"),
        (
            '{{< gallery caption="All three" >}}\n{{< figure src="a.jpg" alt="A" >}}\n{{< /gallery >}}',
            "![A](photo.jpg)\n\nAll three",
        ),
        ('{{< button href="/join" text="Join us" >}}', "[Join us](/join)"),
        ('{{< youtube id="abc" title="A film" >}}', "[A film](https://www.youtube.com/watch?v=abc)"),
        ('{{< link-card url="https://b.example/(a)" title="B" >}}', "[B](<https://b.example/(a)>)"),
        ('{{< audio src="/a.mp3" caption="A talk" >}}', "[A talk](/a.mp3)"),
        ('{{< highlight go "linenos=table" >}}\na := {{< x >}}\n{{< /highlight >}}', "```go\na := {{< x >}}\n```"),
        ("{{< unknown a=1 >}}Words{{< /unknown >}} {{</* x */>}}", "Words {{< x >}}"),
        (
            '{% include figure.html image_path="/a.jpg" alt="A" caption="50% of it" credit="B" %}',
            '<figure>\n<img alt="A" src="photo.jpg">\n<figcaption>50% of it. B</figcaption>\n</figure>',
        ),
        ("{% blockquote A. B., The News %}\nWord\n{% endblockquote %}", "> Word\n>\n> — A. B., The News"),
        ("{% details More of it %}\nWords\n{% enddetails %}", "**More of it**\n\nWords"),
        ("{% if x %}a{% else %}b{% endif %}", "a b"),
        (
            '{{< image "a.jpg" "A" "Cap" >}}',
            '<figure>\n<img alt="A" src="photo.jpg">\n<figcaption>Cap</figcaption>\n</figure>',
        ),
        ('{{< qr text="https://a.example" alt="A code" />}}', "[A code](https://a.example)"),
        ('A[^1].\n\n[^1]: b {{< figure src="a.jpg" alt="A" caption="c" >}} d', "A[^1].\n\n[^1]: b ![A](photo.jpg) c d"),
        ("{{< columns >}}\na\n<--->\nb\n{{< /columns >}}", "a\n\n\nb"),
        ("{{< comment >}} a [b](c.md) ![d](e.jpg) {{< /comment >}}f", "f"),
        ("{{/* a */}} b", "b"),
        ("{% raw %}{{ x }} {% y %}{% endraw %}", "{{ x }} {% y %}"),
    ],
)
def test_what_readers_saw_of_a_known_command_becomes_words(body, text):
    assert _converted(body)[0].strip() == text


def test_the_report_says_of_each_command_what_became_of_it():
    body = (
        '{{< quote author="A" >}}a{{< /quote >}} {{< timeline title="T" >}}b{{< /timeline >}} {{< map at="Baku" >}}'
        " {{< /lonely >}} {{< toggle />}}"
    )
    changes = []
    from_hugo(body, changes, lambda _: False)
    assert [(each.what, each.outcome, each.reason) for each in changes] == [
        ('{{< quote author="A" >}} {{< /quote >}}', "changed", "a quotation with its author"),
        (
            '{{< timeline title="T" >}} {{< /timeline >}}',
            "dropped",
            "the command alone: the words that it encloses stay",
        ),
        ('{{< map at="Baku" >}}', "dropped", "nothing here does what it did"),
        ("{{< /lonely >}}", "dropped", "it ends nothing"),
        ("{{< toggle />}}", "dropped", "nothing here does what it did"),
    ]
    changes = []
    from_liquid("{% comment %}x{% endcomment %}", changes, lambda _: False)
    assert [(each.what, each.reason) for each in changes] == [
        ("{% comment %}x{% endcomment %}", "a comment: readers never saw it")
    ]


def test_commands_in_one_another_are_replaced_from_inside():
    body = (
        '{{< details summary="S" >}}\n{{< quote author="A" >}}q{{< /quote >}}\n{{< details summary="T" >}}u'
        "{{< /details >}}\n{{< /details >}}"
    )
    assert _converted(body)[0].split() == ["**S**", ">", "q", ">", ">", "—", "A", "**T**", "u"]


def test_addresses_and_values_of_liquid():
    found = from_liquid("[a]({{ site.baseurl }}/b) {% post_url 2019-01-02-c %} {% link d.md %}", [], lambda _: False)
    assert found == "[a](/b) 2019-01-02-c d.md"


def test_a_report_has_all_words_of_a_command_that_goes():
    """A photographer's credit at the end of a long command would be lost without a trace."""
    changes = []
    command = (
        f'{{{{< unknown src="a.jpg" caption="{"words " * 30}" attr="A Photographer" attrlink="https://a.test/" >}}}}'
    )
    from_hugo(command, changes, lambda _: False)
    assert "A Photographer" in changes[0].what


def test_credits_of_pictures_are_found():
    body = '{{< figure src="a.jpg" attr="[B](https://b.example/)" >}} {{< figure src="c.jpg" >}} {{< quote attr="D" >}}'
    assert list(picture_credits(body)) == [("a.jpg", "B")]


def test_arguments_that_nothing_shows_are_named_as_dropped() -> None:
    body = '{{< card link="/x/" title="T" tag="Tag" class="big" >}} {{< image "a.jpg" "A" "C" "More" >}}'
    changes = _converted(body)[1]
    assert [(each.what, each.outcome) for each in changes if each.kind == "argument"] == [
        ("tag: Tag", "dropped"),
        ("More", "dropped"),
    ]


def test_words_that_readers_never_saw_are_named_and_go() -> None:
    text, changes = _converted("a\n\n{{< comment >}}\nhidden *words*\n{{< /comment >}}\n\n{{/* more */}} b")
    assert text.split() == ["a", "b"]
    assert [(each.outcome, each.reason) for each in changes] == [("dropped", "a comment: readers never saw it")] * 2
    assert "hidden *words*" in changes[0].what


def test_commands_in_html_become_html() -> None:
    changes: list[Change] = []
    body = (
        '<p>a {{< youtube id="b_c_d" >}} <a href="{{< ref "x_y_z.md" >}}">e</a></p>'
        '{{< details summary="S" >}}<p>f *g*</p>{{< /details >}}{{< figure src="h.jpg" caption="i" >}} {{</* j */>}}'
    )
    assert "".join(from_hugo_in_html(body, changes).split()) == (
        '<p>a<ahref="https://www.youtube.com/watch?v=b_c_d">https://www.youtube.com/watch?v=b_c_d</a>'
        '<ahref="x_y_z.md">e</a></p><p><strong>S</strong></p><p>f*g*</p>'
        '<figure><imgsrc="h.jpg"alt=""><figcaption>i</figcaption></figure>{{&lt;j&gt;}}'
    )
    assert [each.outcome for each in changes] == ["changed"] * 4
    assert from_hugo_in_html("<p>{{ a }}</p>", changes) == "<p>{{ a }}</p>"
