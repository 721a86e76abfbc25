"""Shortcodes: what stands for them, and what is not one."""

import pytest

from newsarchive.importing.shortcodes import attributes_of, from_hugo, from_liquid, from_wordpress


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("He said [sic] and [Name] left.", "He said [sic] and [Name] left."),
        (
            '[caption id="a" width="3"]<img src="x"> Words[/caption]',
            '<figure><img src="x"><figcaption> Words</figcaption></figure>',
        ),
        ("[embed]https://v.example/1[/embed]", '<p><a href="https://v.example/1">https://v.example/1</a></p>'),
        ('[gallery ids="1,2"]', ""),
        ("[b]bold[/b]", "bold"),
        ("<pre>[gallery]</pre>", "<pre>[gallery]</pre>"),
        ("[code]a < b[/code]", "<pre><code>a < b</code></pre>"),
    ],
)
def test_a_shortcode_of_wordpress_becomes_html(body, html):
    changes = []
    assert from_wordpress(body, changes) == html
    assert bool(changes) == (body != html)


def test_hugo_and_liquid_keep_what_they_enclose():
    changes = []
    inside = lambda _: False  # noqa: E731
    assert from_hugo("{{% notice %}}a{{% /notice %}} {{</* x */>}}", changes, str, inside) == "a {{< x >}}"
    assert [each.reason for each in changes] == ["nothing here does what it did", "its command; its words stay"]
    found = from_liquid(
        "{% raw %}{{ x }}{% endraw %} [a]({{ site.baseurl }}/b) {% post_url 2019-01-02-c %}", [], inside
    )
    assert found == "{{ x }} [a](/b) 2019-01-02-c"


def test_attributes_are_those_of_all_dialects():
    assert attributes_of("""src="a b" alt='c' width=3 "d" e""") == {
        "src": "a b",
        "alt": "c",
        "width": "3",
        "0": "d",
        "1": "e",
    }


def test_a_report_has_all_words_of_a_command_that_goes():
    """A photographer's credit at the end of a long command would be lost without a trace."""
    changes = []
    caption = "words " * 30
    command = f'{{{{< figure src="a.jpg" caption="{caption}" attr="A Photographer" attrlink="https://a.test/" >}}}}'
    from_hugo(command, changes, str, lambda _: False)
    told = " ".join(change.what for change in changes)
    assert "A Photographer" in told
    assert "https://a.test/" in told
