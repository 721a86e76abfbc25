"""Jekyll: addresses, collections, drafts and settings. `tests/newsarchive_import` reads a whole site."""

import datetime as dt
from pathlib import Path

import pytest

from newsarchive_import.items import ImportFailure, Item
from newsarchive_import.jekyll import read_jekyll

POST = "---\ntitle: A\n---\nText\n"


def _read(folder: Path, settings: str, files: dict[str, str]) -> dict[str, Item]:
    for name, text in {"_config.yml": settings, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return {item.id: item for item in read_jekyll(folder).items}


def _with(*lines: str) -> str:
    return POST.replace("---\nText", "".join(f"{line}\n" for line in lines) + "---\nText")


DAY = "_posts/2019-02-03-my-Post.md"


@pytest.mark.parametrize(
    ("settings", "name", "text", "address"),
    [
        ("", DAY, POST, "/2019/02/03/my-Post.html"),
        ("permalink: pretty", DAY, POST, "/2019/02/03/my-Post/"),
        ("permalink: none", DAY, POST, "/my-Post.html"),
        ("permalink: ordinal", DAY, POST, "/2019/034/my-Post.html"),
        ("permalink: /:i_month/:slug/", DAY, POST, "/2/my-post/"),
        ("permalink: /:week/:title", DAY, POST, ""),
        ("url: https://a.example\nbaseurl: /b", DAY, POST, "https://a.example/b/2019/02/03/my-Post.html"),
        ("", DAY, _with("categories: Law Courts"), "/law/courts/2019/02/03/my-Post.html"),
        ("", DAY, _with("category: Law Courts"), "/law%20courts/2019/02/03/my-Post.html"),
        ("", f"news/{DAY}", POST, "/news/2019/02/03/my-Post.html"),
        ("", DAY, _with("date: 2020-05-06 10:00:00 +0400"), "/2020/05/06/my-Post.html"),
        ("", DAY, _with("slug: own"), "/2019/02/03/own.html"),
        ("", DAY, _with("permalink: /x/:title.html"), "/x/my-Post.html"),
        ("collections: {papers: {output: true}}", "_papers/a/b.md", POST, "/papers/a/b.html"),
        ("collections: {papers: {permalink: '/p/:path/'}}", "_papers/a/b.md", POST, "/p/a/b/"),
        ("collections: [papers]", "_papers/b.md", POST, "/papers/b.html"),
        ("", "about.md", POST, "/about.html"),
        ("permalink: pretty", "team/about.md", POST, "/team/about/"),
        ("", "team/index.md", POST, "/team/"),
        ("", "about.html", _with("permalink: who/"), "/who/"),
        ("defaults: [{scope: {path: ''}, values: {permalink: '/d/:title/'}}]", DAY, POST, "/d/my-Post/"),
        ("defaults: [{scope: {path: 'x', type: posts}, values: {permalink: '/d/'}}]", "y.md", POST, "/y.html"),
    ],
)
def test_addresses_are_those_that_jekyll_gives(
    tmp_path: Path, settings: str, name: str, text: str, address: str
) -> None:
    assert _read(tmp_path, settings, {name: text})[name].address == address


def test_drafts_and_unpublished_texts(tmp_path: Path) -> None:
    items = _read(tmp_path, "", {"_drafts/a.md": POST, DAY: _with("published: false"), "b.md": POST})
    assert {item.id: (item.status, item.kind, item.date) for item in items.values()} == {
        "_drafts/a.md": ("draft", "post", None),
        DAY: ("draft", "post", dt.date(2019, 2, 3)),
        "b.md": ("published", "page", None),
    }


def test_terms_authors_languages_and_redirects(tmp_path: Path) -> None:
    files = {
        "_data/authors.yml": "a:\n  name: Aytac M.\n",
        DAY: _with(
            "tags: x y",
            "categories: [Z z]",
            "author: a",
            "lang: az",
            "ref: k",
            "redirect_from: /old.html",
            "wordpress_id: 7",
        ),
        "_posts/2019-02-03-b.md": _with("lang: en", "ref: k"),
    }
    items = _read(tmp_path, "lang: ru\nurl: https://a.example\n", files)
    first, second = items[DAY], items["_posts/2019-02-03-b.md"]
    assert first.terms == (("category", "Z z"), ("tag", "x"), ("tag", "y"))
    assert (first.authors, first.aliases) == (("Aytac M.",), ("https://a.example/old.html", "https://a.example/?p=7"))
    assert [(first.language, first.group), (second.language, second.group)] == [("az", "k"), ("en", "k")]


def test_languages_of_the_plugin_polyglot_by_file_names(tmp_path: Path) -> None:
    files = {"_posts/2019-02-03-a.az.md": POST, "_posts/2019-02-03-a.en.md": POST}
    items = _read(tmp_path, "languages: [az, en]\n", files)
    assert {item.language for item in items.values()} == {"az", "en"}
    assert len({item.group for item in items.values()} - {""}) == 1


def test_what_the_settings_exclude_was_not_public(tmp_path: Path) -> None:
    """Notes of the desk in the repository of a site became texts."""
    files = {"notes/a.md": POST, "README.md": POST, "old/b-internal.md": POST, "news/c.md": POST, DAY: POST}
    settings = "exclude: [notes/, README.md, '*-internal.md', ./drafts]\n"
    assert list(_read(tmp_path, settings, files)) == [DAY, "news/c.md"]
    left_out = [name for name, why in read_jekyll(tmp_path).left_out if why.startswith("excluded")]
    assert left_out == ["README.md", "notes/a.md", "old/b-internal.md"]


def test_what_is_no_text(tmp_path: Path) -> None:
    files = {
        **{"index.html": "---\n---\n{% for post in site.posts %}x{% endfor %}", "README.md": "# Words"},
        **{"_layouts/a.html": "x", "_includes/b.md": "x", "plain.html": "<p>x</p>", "assets/a.css": "x"},
    }
    assert _read(tmp_path, "", files) == {}
    archive = read_jekyll(tmp_path)
    assert {what for what, _ in archive.left_out} == {"index.html", "README.md", "_includes/b.md"}
    assert sorted(archive.files) == ["assets/a.css", "plain.html"]


def test_settings_that_cannot_be_read_stop_the_import(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match=r"_config\.yml: malformed settings \(line .*\); correct them"):
        _read(tmp_path, "a: [", {DAY: POST})


def test_the_default_language_and_the_moment_of_a_text(tmp_path: Path) -> None:
    text = "---\ntitle: A\ndate: 2019-02-03 10:00\n---\nText\n"
    item = _read(tmp_path, "lang: az", {"_posts/2019-02-03-a.md": text})["_posts/2019-02-03-a.md"]
    assert item.by_site
    assert (item.moment, read_jekyll(tmp_path).language) == ("2019-02-03T10:00:00", "az")
