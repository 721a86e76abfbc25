"""Hugo: addresses, languages, bundles and settings. `tests/newsarchive_import` reads a whole site."""

import datetime as dt
from pathlib import Path

import pytest

from newsarchive_import.hugo import read_hugo
from newsarchive_import.items import ImportFailure, Item

POST = "---\ntitle: The Big, Bad “Law”\ndate: 2019-02-03\n---\nText\n"


def _read(folder: Path, settings: str, files: dict[str, str]) -> dict[str, Item]:
    for name, text in {"hugo.yaml": settings, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return {item.id: item for item in read_hugo(folder).items}


@pytest.mark.parametrize(
    ("settings", "name", "text", "address"),
    [
        ("", "posts/My Post.md", POST, "/posts/my-post/"),
        ("baseURL: https://a.example/b/", "posts/my.md", POST, "https://a.example/b/posts/my/"),
        ("baseURL: /", "a/b/c.md", POST, "/a/b/c/"),
        ("uglyURLs: true", "posts/my.md", POST, "/posts/my.html"),
        ("uglyURLs: {posts: true}", "posts/my.md", POST, "/posts/my.html"),
        ("uglyURLs: {news: true}", "posts/my.md", POST, "/posts/my/"),
        ("disablePathToLower: true", "Posts/My.md", POST, "/Posts/My/"),
        ("", "posts/my/index.md", POST, "/posts/my/"),
        ("", "about.md", POST, "/about/"),
        ("", "posts/_index.md", POST, "/posts/"),
        ("", "_index.md", POST, "/"),
        ("", "posts/my.md", POST.replace("---\nText", "slug: own\n---\nText"), "/posts/own/"),
        ("", "posts/my.md", POST.replace("---\nText", "url: /else/where.html\n---\nText"), "/else/where.html"),
        ("permalinks: {posts: '/:year/:month/:day/:slug/'}", "posts/my.md", POST, "/2019/02/03/the-big-bad-law/"),
        ("permalinks: {page: {posts: '/:section/:title'}}", "posts/my.md", POST, "/posts/the-big-bad-law/"),
        ("permalinks: {posts: '/:sections/:contentbasename'}", "posts/x/my/index.md", POST, "/posts/x/my/"),
        ("permalinks: {posts: '/:monthname/:slugorfilename'}", "posts/my.md", POST, "/february/my/"),
        ("permalinks: {posts: '/:sections[1:]/:slug'}", "posts/my.md", POST, ""),
        ("permalinks: {posts: '/:year/:slug/'}", "posts/my.md", "---\ntitle: A\n---\nText", ""),
    ],
)  # fmt: skip
def test_addresses_are_those_that_hugo_gives(tmp_path: Path, settings: str, name: str, text: str, address: str) -> None:
    items = _read(tmp_path, settings, {f"content/{name}": text})
    assert items[f"content/{name}"].address == address


LANGUAGES = "defaultContentLanguage: az\nlanguages: {az: {}, en: {}}\n"


def test_languages_by_the_names_of_files(tmp_path: Path) -> None:
    files = {f"content/p/{name}.md": POST for name in ("a.az", "a.en", "b", "c.min")}
    items = _read(tmp_path, LANGUAGES, files)
    assert {item.id[10:-3]: (item.language, item.group, item.address) for item in items.values()} == {
        "a.az": ("az", "p/a", "/p/a/"),
        "a.en": ("en", "p/a", "/en/p/a/"),
        "b": ("az", "", "/p/b/"),
        "c.min": ("az", "", "/p/c.min/"),
    }


def test_languages_by_folders_and_in_the_settings_folder(tmp_path: Path) -> None:
    files = {
        "config/_default/languages.az.toml": 'contentDir = "content/az"\ntitle = "Sayt"\n',
        "config/_default/languages.en.toml": 'contentDir = "content/en"\n',
        "config/_default/permalinks.toml": 'p = "/:year/:filename"\n',
        **{"content/az/p/a.md": POST, "content/en/p/a.md": POST, "content/else.md": POST},
    }
    items = _read(tmp_path, "defaultContentLanguage: az\ndefaultContentLanguageInSubdir: true\n", files)
    assert {item.id: (item.language, item.group, item.address) for item in items.values()} == {
        "content/az/p/a.md": ("az", "p/a", "/az/2019/a/"),
        "content/en/p/a.md": ("en", "p/a", "/en/2019/a/"),
    }
    archive = read_hugo(tmp_path)
    assert archive.name == "Sayt"
    assert archive.left_out == (("content/else.md", "outside of the content"),)


def test_translations_by_key(tmp_path: Path) -> None:
    text = POST.replace("---\nText", "translationKey: k\n---\nText")
    items = _read(tmp_path, LANGUAGES, {"content/x.az.md": text, "content/y.en.md": text})
    assert {item.group for item in items.values()} == {"k"}


def test_the_only_language_of_a_site(tmp_path: Path) -> None:
    assert _read(tmp_path, "languageCode: az\n", {"content/a.md": POST})["content/a.md"].language == "az"


def test_aliases_are_relative_to_the_address_or_to_the_site(tmp_path: Path) -> None:
    text = POST.replace("---\nText", "aliases: [former, /old/a.html, ../up, 'https://b.example/c']\n---\nText")
    item = _read(tmp_path, "baseURL: https://a.example/", {"content/p/a.md": text})["content/p/a.md"]
    expected = (
        "https://a.example/p/former",
        "https://a.example/old/a.html",
        "https://a.example/up",
        "https://b.example/c",
    )
    assert item.aliases == expected


def test_files_of_bundles_of_static_and_of_assets(tmp_path: Path) -> None:
    files = {
        **{"content/p/a/index.md": POST, "content/p/a/index.en.md": POST, "content/p/a/img/x.jpg": "1"},
        **{"content/p/y.jpg": "2", "static/z 1.pdf": "3", "assets/w.png": "4", "content/p/a/part.md": "words"},
    }
    _read(tmp_path, LANGUAGES, files)
    archive = read_hugo(tmp_path)
    assert sorted(archive.files) == ["en/p/a/img/x.jpg", "p/a/img/x.jpg", "p/y.jpg", "w.png", "z 1.pdf"]
    assert archive.left_out == (("content/p/a/part.md", "a part of a page's bundle, and no page of its own"),)


def test_own_taxonomies_and_authors(tmp_path: Path) -> None:
    text = POST.replace("---\nText", "regions: [Bakı]\nauthor: A\ntags: [x]\n---\nText")
    settings = "taxonomies: {region: regions, author: author, tag: tags}\n"
    item = _read(tmp_path, settings, {"content/p/a.md": text})["content/p/a.md"]
    assert (item.terms, item.authors) == ((("region", "Bakı"), ("tag", "x")), ("A",))


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("draft: true", "draft"),
        ("expiryDate: 2020-01-01", "private"),
        ("unpublishdate: 2020-01-01", "private"),
        ("expiryDate: 2999-01-01", "published"),
        ("publishDate: 2999-01-01", "private"),
        ("publishDate: 2020-01-01", "published"),
        ("headless: true", "private"),
        ("build: {render: never}", "private"),
        ("_build: {render: false}", "private"),
        ("build: {render: always}", "published"),
    ],
)
def test_what_hugo_makes_no_page_of_was_not_public(tmp_path: Path, field: str, status: str) -> None:
    """A text with an `expiryDate` was taken offline, and an import brought it back."""
    text = POST.replace("---\nText", f"{field}\n---\nText")
    assert _read(tmp_path, "", {"content/p/a.md": text})["content/p/a.md"].status == status


@pytest.mark.parametrize("date", ["2021-02-30", "31/12/2019", "soon"])
def test_a_text_whose_date_cannot_be_read_is_no_page(tmp_path: Path, date: str) -> None:
    item = _read(tmp_path, "", {"content/a.md": f"---\ntitle: A\ndate: {date}\n---\nText\n"})["content/a.md"]
    assert (item.kind, item.date, item.other) == ("post", None, (("date", date),))


@pytest.mark.parametrize("cascade", ["cascade: {draft: true}", "cascade: [{_target: {kind: page}, draft: true}]"])
def test_texts_of_a_section_of_drafts_are_drafts(tmp_path: Path, cascade: str) -> None:
    section = f"---\ntitle: S\n{cascade}\n---\n"
    files = {"content/s/_index.md": section, "content/s/t/a.md": POST, "content/b.md": POST}
    found = {name: item.status for name, item in _read(tmp_path, "", files).items()}
    assert found == {"content/b.md": "published", "content/s/t/a.md": "draft"}


def test_headings_of_sections_and_empty_files_are_left_out_but_their_texts_are_not(tmp_path: Path) -> None:
    files = {
        "content/_index.md": "---\ntitle: Home\n---\n",
        "content/p/_index.md": POST,
        "content/q.md": "---\ndraft: true\n---\n",
    }
    items = _read(tmp_path, "", files)
    assert [(item.id, item.kind, item.date) for item in items.values()] == [
        ("content/p/_index.md", "page", dt.date(2019, 2, 3))
    ]
    assert [what for what, _ in read_hugo(tmp_path).left_out] == ["content/_index.md", "content/q.md"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [("a: [", r"hugo\.yaml: malformed settings \(line"), ("a: &a b\nc: *a", r"hugo\.yaml: an alias")],
)
def test_settings_that_cannot_be_read_stop_the_import(tmp_path: Path, settings: str, message: str) -> None:
    with pytest.raises(ImportFailure, match=message):
        _read(tmp_path, settings, {"content/a.md": POST})


def test_the_default_language_and_the_moment_of_a_text(tmp_path: Path) -> None:
    text = "---\ntitle: A\ndate: 2019-02-03 10:00\n---\nText\n"
    item = _read(tmp_path, "defaultContentLanguage: az\nlanguages: {az: {}, en: {}}", {"content/a.md": text})[
        "content/a.md"
    ]
    assert item.by_site
    assert (item.moment, read_hugo(tmp_path).language) == ("2019-02-03T10:00:00", "az")
