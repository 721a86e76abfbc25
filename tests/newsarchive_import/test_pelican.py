"""Pelican: addresses, translations and settings. `tests/newsarchive_import` reads a whole site."""

import datetime as dt
from pathlib import Path

import pytest

from newsarchive_import.items import Item
from newsarchive_import.pelican import read_pelican

_TITLED = "Title: A\n\nText\n"
POST = "Title: The Big, Bad “Law”\nDate: 2019-02-03 10:00\n\nText\n"


def _read(folder: Path, settings: str, files: dict[str, str]) -> dict[str, Item]:
    for name, text in {"pelicanconf.py": settings, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return {item.id: item for item in read_pelican(folder).items}


def _with(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines) + POST


@pytest.mark.parametrize(
    ("settings", "name", "text", "address"),
    [
        ("", "a.md", POST, "/the-big-bad-law.html"),
        ("SITEURL = 'https://a.example/b'", "a.md", POST, "https://a.example/b/the-big-bad-law.html"),
        ("ARTICLE_URL = '{date:%Y}/{date:%-m}/{slug}/'", "a.md", POST, "/2019/2/the-big-bad-law/"),
        ("X = '{category}/{slug}'\nARTICLE_URL = X", "Big Courts/a.md", POST, "/big-courts/the-big-bad-law"),
        ("ARTICLE_URL = '{author}/{slug}'\nAUTHOR = 'Aytac M.'", "a.md", POST, "/aytac-m/the-big-bad-law"),
        ("SLUGIFY_SOURCE = 'basename'", "2019-02-03-My_Post.md", POST, "/2019-02-03-my_post.html"),
        (
            "FILENAME_METADATA = r'(?P<date>[^_]*)_(?P<slug>.*)'",
            "2018-01-02_My-Post.md",
            "Title: A\n\nx",
            "/My-Post.html",
        ),
        ("PATH_METADATA = r'(?P<part>[^/]*)/.*'\nARTICLE_URL = '{part}/{slug}'", "X/a.md", _TITLED, "/X/a"),
        ("FILENAME_METADATA = r'(?P<slug>(a+)+)b'", "aaaa.md", _TITLED, "/a.html"),
        ("FILENAME_METADATA = r'(?P<slug>.*'", "b.md", _TITLED, "/a.html"),
        ("", "a.md", _with("Slug: own"), "/own.html"),
        ("", "a.md", _with("Slug: own", "Lang: az"), "/own-az.html"),
        ("DEFAULT_LANG = 'az'", "a.md", _with("Slug: own", "Lang: az"), "/own.html"),
        ("DEFAULT_LANG = 'az'", "a.md", _with("Slug: own", "Lang: az", "Translation: true"), "/own-az.html"),
        ("", "a.md", _with("Slug: own", "Status: draft"), "/drafts/own.html"),
        ("", "pages/a.md", _with("Slug: own"), "/pages/own.html"),
        ("PAGE_PATHS = ['static pages']", "static pages/a.md", _with("Slug: own"), "/pages/own.html"),
        ("", "a.md", _with("Url: else/"), "/else/"),
        ("ARTICLE_URL = '{fullpath}/'", "a.md", POST, ""),
        ("ARTICLE_URL = '{date:%j}/'", "a.md", POST, ""),
        ("ARTICLE_URL = '{slug.__class__}/'", "a.md", POST, ""),
        ("ARTICLE_URL = '{slug:>9999999999}/'", "a.md", POST, ""),
        ("ARTICLE_URL = some_function()", "a.md", POST, ""),
        ("ARTICLE_URL = ['not a string']", "a.md", POST, ""),
        ("PAGE_PATHS = 7\nREADERS = 7\nPATH = 7\nPATH_METADATA = 7", "a.md", POST, "/the-big-bad-law.html"),
    ],
)
def test_addresses_are_those_that_pelican_gives(
    tmp_path: Path, settings: str, name: str, text: str, address: str
) -> None:
    assert _read(tmp_path, settings, {f"content/{name}": text})[f"content/{name}"].address == address


def test_settings_are_parsed_and_never_run(tmp_path: Path) -> None:
    settings = (
        f"import pathlib\npathlib.Path({str(tmp_path / 'ran')!r}).touch()\nSITENAME = 'A' 'B'\nraise SystemExit\n"
    )
    _read(tmp_path, settings, {"content/a.md": POST})
    assert read_pelican(tmp_path).name == "AB"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "settings", ["not python (", "x = " + "(" * 5000, "x = " + "-" * 100_000 + "1", "x = 'a' * 10**12"]
)
def test_settings_that_are_no_python_are_as_if_there_were_none(tmp_path: Path, settings: str) -> None:
    assert _read(tmp_path, settings, {"content/a.md": POST})["content/a.md"].address == "/the-big-bad-law.html"


def test_metadata_of_an_article(tmp_path: Path) -> None:
    text = (
        "title: A: b\ndate: 2019-02-03\nmodified: 2020-01-01\ntags: x, y; z\nauthors: M., Aytac; Q., Orxan\n"
        "summary: One\n    two\nmood: calm\nstatus: hidden\n\nNote: text\n"
    )
    item = _read(tmp_path, "DEFAULT_LANG = 'az'\n", {"content/courts/a.md": text})["content/courts/a.md"]
    assert (item.title, item.date, item.modified) == ("A: b", dt.date(2019, 2, 3), dt.date(2020, 1, 1))
    assert item.terms == (("category", "courts"), ("tag", "x"), ("tag", "y"), ("tag", "z"))
    assert item.authors == ("M., Aytac", "Q., Orxan")
    assert (item.summary, item.body, item.status) == ("One\ntwo", "Note: text\n", "published")
    assert (item.language, item.other) == ("az", (("mood", "calm"), ("status", "hidden")))


def test_an_article_in_html(tmp_path: Path) -> None:
    head = '<title>A &amp; b</title><meta name="date" content="2019-02-03"/><meta content=\'x, y\' name="tags">'
    text = f"<!DOCTYPE html><html><head>{head}</head>\n<body class=a>\n<p>Text</p>\n</body></html>"
    items = _read(tmp_path, "", {"content/a.html": text, "content/b.html": "<p>As it is</p>"})
    assert list(read_pelican(tmp_path).files) == ["b.html"]
    item = items["content/a.html"]
    assert (item.title, item.date, item.body, item.form) == ("A & b", dt.date(2019, 2, 3), "<p>Text</p>", "html")
    assert item.terms == (("tag", "x"), ("tag", "y"))
    assert _read(tmp_path, "READERS = {'html': None}", {}) == {}


def test_translations_have_the_same_slug(tmp_path: Path) -> None:
    files = {f"content/{tag}.md": _with("Slug: s", f"Lang: {tag}") for tag in ("az", "en")}
    items = _read(tmp_path, "", {**files, "content/alone.md": POST})
    assert {item.id: item.group for item in items.values()} == {
        **dict.fromkeys(files, "post s"),
        "content/alone.md": "",
    }


def test_files_and_what_is_no_text(tmp_path: Path) -> None:
    files = {
        **{"content/images/a b.jpg": "1", "content/extra/robots.txt": "2", "content/a.rst": "x", "README.md": "x"},
        **{"content/b.md": "No metadata\n", "content/c.md": _with("Status: skip"), "output/d.md": "x"},
    }
    settings = "EXTRA_PATH_METADATA = {'extra/robots.txt': {'path': 'robots.txt'}}\n"
    assert _read(tmp_path, settings, files) == {}
    archive = read_pelican(tmp_path)
    assert sorted(archive.files) == ["images/a b.jpg", "robots.txt"]
    assert [what for what, _ in archive.left_out] == ["README.md", "content/b.md", "content/c.md", "output/d.md"]
    assert [what for what, _ in archive.unread] == ["content/a.rst"]


def test_the_default_language_and_the_moment_of_a_text(tmp_path: Path) -> None:
    text = "Title: A\nDate: 2019-02-03 10:00\n\nText\n"
    item = _read(tmp_path, "DEFAULT_LANG = 'az'", {"content/a.md": text})["content/a.md"]
    assert item.by_site
    assert (item.moment, read_pelican(tmp_path).language) == ("2019-02-03T10:00:00", "az")
