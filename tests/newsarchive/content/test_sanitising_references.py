"""Links and pictures between files of the content."""

import pytest

from newsarchive.content.sanitising import canonical, mark_references
from tests.newsarchive.editions import briefing_file, read, text_from

HERE = "briefings/2023/a"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("photo.jpg", "briefings/2023/a/photo.jpg"),
        ("./photo.jpg", "briefings/2023/a/photo.jpg"),
        ("../b/en.md", "briefings/2023/b/en.md"),
        ("../../2019/c/az.md", "briefings/2019/c/az.md"),
        ("../../../pages/about/en.md", "pages/about/en.md"),
        ("/pages/about/en.md", "pages/about/en.md"),
        ("../b/en.md#part", "briefings/2023/b/en.md#part"),
        ("{filename}/pages/about/en.md", "pages/about/en.md"),
        ("{filename}../b/en.md#part", "briefings/2023/b/en.md#part"),
        ("%7Bfilename%7D/pages/about/en.md", "pages/about/en.md"),
        ("{static}photo.jpg", "briefings/2023/a/photo.jpg"),
        ("{attach}photo.jpg", "briefings/2023/a/photo.jpg"),
        ("b/../../b//en.md", "briefings/2023/b/en.md"),
    ],
)
def test_a_target_has_one_canonical_path(target, path):
    assert canonical(target, HERE) == path


@pytest.mark.parametrize(
    "target",
    ["../../../../etc/passwd", "/../secret", "{filename}/../../x", "..\\..\\x", "../../../../", "a\0b", "/a/../../b"],
)
def test_a_target_that_leaves_the_content_is_refused(target):
    with pytest.raises(ValueError):
        canonical(target, HERE)


def test_every_link_and_picture_is_marked_and_told_apart():
    html = '<p><a href="../b/en.md#x">b</a> <img src="p.jpg" alt="p"></p>'
    marked, found = mark_references(html, HERE)
    assert marked == (
        '<p><a href="content:briefings/2023/b/en.md#x">b</a> <img src="content:briefings/2023/a/p.jpg" alt="p"></p>'
    )
    assert found["links"] == [("../b/en.md#x", "briefings/2023/b/en.md#x")]
    assert found["pictures"] == [("p.jpg", "briefings/2023/a/p.jpg")]
    assert found.keys() == {"links", "pictures"}


@pytest.mark.parametrize(
    "target", ["https://x.example/", "//x.example/", "#part", "", "mailto:a@b.example", "HTTP://X.example"]
)
def test_what_is_no_file_stays_as_typed(target):
    html = f'<a href="{target}">x</a>'
    outside = [(target, target)] if target.lower().lstrip("htps:").startswith("//") else []
    assert mark_references(html, HERE) == (html, {"outside": outside} if outside else {})


def test_a_link_out_of_the_content_is_named():
    html = '<a href="../../../../x">x</a>'
    assert mark_references(html, HERE) == (html, {"leaving": [("../../../../x", "../../../../x")]})


def test_code_that_shows_a_link_stays_as_typed():
    html = '<p><code>&lt;a href="other.md"&gt;</code></p>'
    assert mark_references(html, HERE) == (html, {})


def test_words_that_look_like_a_link_are_none():
    found = text_from('Write `<a href="other.md">` or `<img src="x.jpg">`.')
    assert (found.links, found.pictures) == ((), ())


def test_the_form_that_only_the_generator_writes_is_not_taken_from_an_editor():
    found, faults = read(briefing_file("[x](content:pages/nowhere/en.md)"))
    assert [each.code for each in faults] == ["link-form"]
    assert found.links == ()
    assert "content:" not in found.html


def test_a_picture_on_another_host_is_named():
    html = '<img src="https://x.example/p.jpg" alt="p">'
    assert mark_references(html, HERE) == (html, {"elsewhere": [("https://x.example/p.jpg",) * 2]})


def test_words_that_look_like_an_id_are_no_place_to_link_to():
    assert text_from('## Part\n\nWrite `<p id="none">`.').fragments == ("part",)
