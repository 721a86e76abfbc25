"""Shortcodes of WordPress: what stands for them, and what is not one."""

import pytest

from newsarchive_import.shortcodes import attributes_of, from_wordpress


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
        ("[private]the source[/private]", ""),
        ('a [members_access role="editor"]the source[/members_access] b', "a  b"),
        ("[wpmem_logged_in]the [b]source[/b][/wpmem_logged_in]", ""),
        ('[MEMBERSHIP level="1"]the source[/MEMBERSHIP]', ""),
        ('[mepr-show rules="1"]<img src="x">[/mepr-show]', ""),
        ('[content_protector password="0-visitor"]the source[/content_protector]', ""),
        # what those see who are not members
        ('[membership level="0"]words[/membership]', "words"),
        ("[private role='visitor-only']words[/private]", "words"),
        ('[members_access role="editor" operator="!"]words[/members_access]', "words"),
        ("[wpmem_logged_out]words[/wpmem_logged_out]", "words"),
    ],
)
def test_a_shortcode_of_wordpress_becomes_html(body, html):
    changes = []
    assert from_wordpress(body, changes) == html
    assert bool(changes) == (body != html)


def test_words_that_only_members_saw_are_named_and_counted():
    changes = []
    assert from_wordpress('[private]A <a href="https://a.example/">name</a>.[/private]', changes) == ""
    (change,) = changes
    assert (change.kind, change.outcome, change.takes) == ("hidden words", "dropped", ("link",))
    assert "A name." in change.what
    assert "A name." in change.old


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
