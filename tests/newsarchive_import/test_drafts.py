"""Drafts of items: front matter, body, and what was changed."""

import datetime as dt

import pytest
from msgspec.structs import replace
from PIL import Image

from newsarchive.content.text import TextReader
from newsarchive.content.typed_text import Place
from newsarchive_import.account import Unaccounted
from newsarchive_import.importer import ImportOptions
from tests.newsarchive_import.making import BACK, OLD, SITE, plan, post, text_of


def test_a_draft_has_what_the_item_had(tmp_path):
    item = post(
        1, authors=("Leyla", "admin"), summary="<p>Short &amp; good</p>", title="One: two", other=(("layout", "x"),)
    )
    planned = plan(tmp_path, replace(item, modified=dt.date(2020, 1, 2)))
    assert text_of(planned, "briefings/2019/post-1/en.md") == (
        "---\ntitle: 'One: two'\nsummary: Short & good\ndate: 2019-02-03\npublished: 2019-02-03\n"
        f"brought_from: {OLD}/2019/02/post-1.html\nauthors:\n  - Leyla\nmodified: 2020-01-02\nstatus: draft\n"
        "---\n\nWords.\n"
    )
    assert [(each.kind, each.outcome) for each in planned.drafts[0].changes] == [
        ("field", "changed"), ("author", "dropped"), ("field", "dropped"),
    ]  # fmt: skip


def test_a_translation_names_its_original_and_has_no_fields_of_it(tmp_path):
    original = post(1, group="g", terms=(("tag", "A"),), authors=("X",))
    other = post(2, group="g", language="az", date=dt.date(2019, 3, 1), terms=(("tag", "B"),), authors=("Y",))
    planned = plan(tmp_path, original, other, options=ImportOptions(accept_terms=True))
    assert "tags: [a, b]" in text_of(planned, "briefings/2019/post-1/en.md")
    text = text_of(planned, "briefings/2019/post-1/az.md")
    assert "translates: en\n" in text
    assert not {"date", "tags", "authors"} & {line.partition(":")[0] for line in text.split("\n")}
    assert [each.what for each in planned.drafts[1].changes if each.kind == "author"] == ["Y"]


def test_a_page_has_no_date_and_a_post_without_its_day_no_day_of_publication(tmp_path):
    page = post(1)
    page = replace(page, kind="page")
    undated = post(2, date=None)
    planned = plan(tmp_path, page, undated)
    assert "date:" not in text_of(planned, "pages/post-1/en.md")
    assert "date: 2019-02\n" in text_of(planned, "briefings/2019/post-2/en.md")
    assert "published" not in text_of(planned, "briefings/2019/post-2/en.md")


def _with_picture(tmp_path, **more):
    path = tmp_path / "a.jpg"
    Image.new("RGB", (30, 20)).save(path)
    item = post(1, form="markdown", picture="/a.jpg", **more)
    planned = plan(tmp_path, item, files={"a.jpg": path, "b.jpg": path})
    assert planned.failed == ()
    return text_of(planned, planned.drafts[0].place.path), planned.drafts[0].changes


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("2021-02-30", "it is no day, or not understood; write it as 2019-12-31 in the old archive"),
        ("2021-02-20", "our texts have no such field"),  # a second one, after that which was read
    ],
)
def test_a_last_change_that_cannot_be_read_is_named_as_such(tmp_path, value, why):
    planned = plan(tmp_path, post(1, other=(("LastMod", value),)))
    assert [(each.what, each.reason) for each in planned.drafts[0].changes if "LastMod" in each.what] == [
        (f"LastMod: {value}", why)
    ]


def test_the_credit_of_a_picture_becomes_that_of_the_draft(tmp_path):
    body = 'a\n\n{{< figure src="/a.jpg" alt="A" attr="Photo: B. B." attrlink="https://b.example/" >}}'
    text, _ = _with_picture(tmp_path, body=body, other=(("picture_alt", "Alt"),))
    assert "image:\n  file: a.jpg\n  credit: B. B.\n  alt: Alt\n" in text
    assert '<figcaption><a href="https://b.example/">Photo: B. B.</a></figcaption>' in text
    text, _ = _with_picture(tmp_path, body=body.replace("a.jpg", "b.jpg"), other=(("picture_credit", "C"),))
    assert "  credit: C\n" in text
    assert "B. B." in text


def test_words_of_a_picture_that_a_draft_cannot_have_are_listed(tmp_path):
    _, changes = _with_picture(tmp_path, kind="page", other=(("picture_caption", "Cap"),))
    assert [(each.kind, each.what, each.outcome) for each in changes if each.reason.startswith("a page has")] == [
        ("picture", "/a.jpg", "dropped"),
        ("field", "caption of the picture: Cap", "dropped"),
    ]


def test_a_list_of_tasks_keeps_its_marks_as_signs(tmp_path):
    planned = plan(tmp_path, post(1, form="markdown", body="a x b\n\n- [x] c\n- [ ] d\n- [X] e"))
    assert planned.failed == ()
    assert text_of(planned, "briefings/2019/post-1/en.md").endswith("- ☑ c\n- ☐ d\n- ☑ e\n")
    assert [(each.what, each.outcome) for each in planned.drafts[0].changes] == [("3 tasks", "changed")]


def test_a_text_has_at_most_eight_tags(tmp_path):
    terms = tuple(("tag", f"Tag {number}") for number in range(10))
    planned = plan(tmp_path, post(1, terms=terms), options=ImportOptions(accept_terms=True))
    assert text_of(planned, "briefings/2019/post-1/en.md").count("tag-") == 8
    assert sum(each.kind == "term" and each.outcome == "dropped" for each in planned.drafts[0].changes) == 2


def test_invisible_characters_go_and_are_said(tmp_path):
    planned = plan(tmp_path, post(1, body="<p>so\u00adft ha&shy;rd \u200bz\x07</p>"))
    assert text_of(planned, "briefings/2019/post-1/en.md").endswith("\n\nsoft hard z\n")
    assert [each.kind for each in planned.drafts[0].changes] == ["character"]


def test_a_draft_that_our_reader_cannot_read_fails(tmp_path):
    planned = plan(tmp_path, post(1, body=f"<p>{'word ' * 48_000}</p>"))
    assert "our reader cannot read the draft: too-large" in planned.failed[0].missing.words[0]
    assert planned.files == {}


@pytest.mark.parametrize(
    ("form", "markup", "depth"),
    [
        ("html", "<div>", 900),
        ("markdown", "<ul><li>a", 300),
        ("html", "<ul><li>a", 300),
        ("html", "<b>a", 2_000),
        pytest.param("html", "<b>a", 20_000, marks=pytest.mark.full),
    ],
)
def test_an_item_with_markup_nested_too_deeply_is_refused_by_name_and_the_others_go_on(tmp_path, form, markup, depth):
    deep = post(1, form=form, body=markup * depth)
    planned = plan(tmp_path, deep, post(2), options=ImportOptions(keep_going=True))
    assert [(each.place.item.id, each.missing, each.faults) for each in planned.failed] == [
        ("post 1", Unaccounted(), (("", "its markup is nested too deeply"),))
    ]
    assert list(planned.files) == ["briefings/2019/post-2/en.md"]
    assert plan(tmp_path, deep, post(2)).files.keys() == {"briefings/2019/post-2/en.md"}


def test_markup_nested_as_deeply_as_in_texts_without_end_tags_is_imported(tmp_path):
    assert plan(tmp_path, post(1, body="<p>a" * 200)).failed == ()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("<javascript:alert(1)>", "javascript:alert(1)"),
        ("<JavaScript:a*b*[c]`d`_e_>", r"JavaScript:a\*b\*\[c\]\`d\`\_e\_"),
        ("<data:text/html,x>", "data:text/html,x"),
        ("<tel:+123>", "tel:+123"),
        ("<ftp://a.example/x>", "ftp://a.example/x"),
        ("<https://a.example/(x)>", "<https://a.example/(x)>"),
        ("[a](<https://a.example/(x)>)", "[a](<https://a.example/(x)>)"),
        ("<mailto:a@b.example>", "<mailto:a@b.example>"),
        ("`<javascript:a>`", "`<javascript:a>`"),
        (f"<{OLD}/2019/02/post-2.html>", f"[{OLD}/2019/02/post-2.html](../post-2/en.md)"),
    ],
)
def test_an_address_in_angle_brackets_is_a_link_that_our_readers_accept_or_words_and_listed(tmp_path, typed, written):
    planned = plan(tmp_path, post(1, form="markdown", body=f"Words {typed} end."), post(2))
    assert planned.failed == ()
    text = text_of(planned, "briefings/2019/post-1/en.md")
    assert text.endswith(f"\n\nWords {written} end.\n")
    reader = TextReader({tag: SITE.language(tag) for tag in SITE.tags}, BACK, (), SITE.fields)
    _, faults = reader.read(
        text.encode(), Place("briefings/2019/post-1/en.md", "briefings/2019/post-1", "briefing", "en")
    )
    assert [each for each in faults if not each.warning] == []
    dropped = [each.what for each in planned.drafts[0].changes if (each.kind, each.outcome) == ("link", "dropped")]
    assert dropped == ([] if written[0] in "<[`" else [typed.strip("<>")])


def test_a_draft_with_a_fault_is_refused_with_its_message(tmp_path):
    faulty = post(1, form="markdown", body='Words.\n\n<i lang="no tag">b</i> c\n')
    planned = plan(tmp_path, faulty, post(2), options=ImportOptions(keep_going=True))
    assert [(each.place.item.id, each.missing.words) for each in planned.failed] == [("post 1", ())]
    ((before, message),) = planned.failed[0].faults
    assert (before.rpartition("\n")[2].strip(), message) == ('<i lang="no tag">b</i> c', "html-language")
    assert list(planned.files) == ["briefings/2019/post-2/en.md"]
    assert plan(tmp_path, faulty).failed


def test_commands_of_hugo_in_a_file_of_html_are_converted(tmp_path):
    body = '<p>a</p>{{< quote author="B" >}}<p>c</p>{{< /quote >}}'
    planned = plan(tmp_path, post(1, body=body, file=tmp_path / "a.html"))
    assert planned.failed == ()
    assert text_of(planned, "briefings/2019/post-1/en.md").endswith("\n\na\n\n> c\n>\n> — B\n")


def test_equal_addresses_next_to_each_other_are_each_found(tmp_path):
    body = "<table><tr><td>\n\n[a](https://b.example/)\n[c](https://b.example/)\n\n</td></tr></table>"
    assert plan(tmp_path, post(1, form="markdown", body=body)).failed == ()
