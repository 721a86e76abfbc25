"""Shortcodes of WordPress: what stands for them, and what is not one."""

import pytest

from newsarchive.importing.shortcodes import attributes_of, from_wordpress


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


def test_attributes_are_those_of_all_dialects():
    assert attributes_of("""src="a b" alt='c' width=3 "d" e""") == {
        "src": "a b",
        "alt": "c",
        "width": "3",
        "0": "d",
        "1": "e",
    }


def test_quotation_marks_of_words_do_not_end_them():
    assert attributes_of(r"""a="He said \"no\" and “yes”" b=”c” """) == {
        "a": 'He said "no" and “yes”',
        "b": "”c”",
    }
    assert attributes_of("id=”c”") == {"id": "c"}
