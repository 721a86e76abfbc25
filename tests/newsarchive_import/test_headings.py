"""Ids of headings: what an old link to a heading means here."""

import pytest

from newsarchive.content.markdown import Converter
from newsarchive_import.headings import HeadingIds
from tests.newsarchive_import.making import BACK, SITE, plan, post, text_of

_BODY = (
    "# Первый суд\n\na\n\n## Why it *moved*\n\nb\n\n## Why it moved\n\n## Own {#Own_Id}\n\n### What’s new, 2?\n\n"
    "Words\n{: #spot }\n\nKept[^1]\n\n## Kept {#kept}\n\n[^1]: note"
)


@pytest.mark.parametrize(
    ("fragment", "own"),
    [
        ("первый-суд", "pervyy-sud"),
        ("%D0%BF%D0%B5%D1%80%D0%B2%D1%8B%D0%B9-%D1%81%D1%83%D0%B4", "pervyy-sud"),
        ("why-it-moved", "why-it-moved"),
        ("why-it-moved-1", "why-it-moved_1"),
        ("why-it-moved_1", "why-it-moved_1"),
        ("Own_Id", "own"),
        ("whats-new-2", "whats-new-2"),
        ("spot", "spot"),
        ("kept", "kept"),
        ("gone", ""),
        ("fn:1", ""),
    ],
)
def test_an_old_id_of_a_heading_is_found_by_the_rule_of_each_program(fragment, own):
    ids = HeadingIds({tag: Converter(tag, BACK[tag]) for tag in SITE.tags})
    assert ids.find(post(1, form="markdown", body=_BODY), "ru", fragment) == own


def test_the_stated_ids_of_html_are_found():
    ids = HeadingIds({"en": Converter("en", "{}")})
    item = post(1, body='<h2 id="Top">One</h2><p>a</p><h3><a name="x"></a>Two</h3>')
    assert [ids.find(item, "en", each) for each in ("Top", "x", "y")] == ["one", "two", ""]


def test_links_keep_their_heading_where_it_is_and_the_report_says_where_not(tmp_path):
    body = (
        "[a](/2019/02/post-2.html#Own_Id) [b](/2019/02/post-2.html#gone) [c](#here) [d](#nowhere) <a href='#no'>e</a>"
    )
    body += "\n\n# Here"
    planned = plan(tmp_path, post(1, form="markdown", body=body), post(2, form="markdown", body=_BODY, language="ru"))
    assert planned.failed == ()
    text = text_of(planned, "briefings/2019/post-1/en.md")
    assert text.endswith("[a](../post-2/ru.md#own) [b](../post-2/ru.md) [c](#here) d e\n\n## Here\n")
    told = [(each.kind, each.what, each.outcome) for each in planned.drafts[0].changes if "#" in each.what]
    assert ("part of a link", "/2019/02/post-2.html#gone", "dropped") in told
    assert ("link", "#nowhere", "dropped") in told
    assert ("link", "#no", "dropped") in told
