"""Folders of Markdown files: what all systems share, and folders without a system."""

import datetime as dt
import os
from pathlib import Path, PurePosixPath

import pytest

from newsarchive_import.folders import first_heading, language_of_name, read_plain
from newsarchive_import.items import ImportFailure, Item
from newsarchive_import.reading import read


def _site(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_text_without_front_matter_has_the_title_of_its_heading_and_the_day_of_its_name(tmp_path: Path) -> None:
    archive = read_plain(_site(tmp_path, {"a/2019-02-03-court.az.md": "Məhkəmə\n=====\n\nMətn.\n"}))
    assert archive.items == (
        Item(
            id="a/2019-02-03-court.az.md",
            kind="post",
            title="Məhkəmə",
            body="Məhkəmə\n=====\n\nMətn.\n",
            form="markdown",
            date=dt.date(2019, 2, 3),
            language="az",
            slug="court",
            file=tmp_path / "a/2019-02-03-court.az.md",
        ),
    )


def test_front_matter_decides_and_the_rest_of_it_is_kept(tmp_path: Path) -> None:
    text = (
        "---\ntitle: A\nlang: ru\ndate: 3 February 2019\nlastmod: 2020-01-01\nslug: own\ntags: [x, y]\ncategory: z\n"
        "author: B\nimage: a.jpg\ndescription: Short\naliases: [/old.html]\ndraft: true\nmood: calm\n---\n"
        "# Not the title\n"
    )
    item = read_plain(_site(tmp_path, {"b.md": text})).items[0]
    assert (item.title, item.language, item.date, item.modified) == (
        "A",
        "ru",
        dt.date(2019, 2, 3),
        dt.date(2020, 1, 1),
    )
    assert (item.slug, item.authors, item.picture, item.summary) == ("own", ("B",), "a.jpg", "Short")
    assert item.terms == (("category", "z"), ("tag", "x"), ("tag", "y"))
    assert (item.aliases, item.status, item.other) == (("/old.html",), "draft", (("mood", "calm"),))


def test_the_moment_is_that_of_the_date(tmp_path: Path) -> None:
    text = "---\ndate: {}\ncreated: 2018-01-01 10:00\n---\n"
    found = _site(tmp_path, {"a.md": text.format("2019-02-03"), "b.md": text.format("soon")})
    assert [(item.date, item.moment) for item in read_plain(found).items] == [
        (dt.date(2019, 2, 3), ""),
        (dt.date(2018, 1, 1), "2018-01-01T10:00:00"),
    ]


def test_a_featured_picture_with_its_words(tmp_path: Path) -> None:
    text = "---\ncover:\n  image: a.jpg\n  alt: A house\n  caption: Ours\n  hidden: true\n---\n"
    item = read_plain(_site(tmp_path, {"a.md": text})).items[0]
    assert item.picture == "a.jpg"
    assert item.other == (("picture_alt", "A house"), ("picture_caption", "Ours"), ("cover.hidden", "true"))


def test_translations_by_name_by_folder_and_by_key(tmp_path: Path) -> None:
    files = {
        **{"x/court.az.md": "A", "x/court.en.md": "B", "x/alone.az.md": "C"},
        **{"y/one.md": "---\nlang: az\nref: k\n---\nD", "y/two.md": "---\nlang: en\nref: k\n---\nE"},
    }
    groups = {item.id: item.group for item in read_plain(_site(tmp_path / "1", files)).items}
    assert groups == {
        **dict.fromkeys(("x/court.az.md", "x/court.en.md"), "x/court"),
        **{"x/alone.az.md": "", "y/one.md": "k", "y/two.md": "k"},
    }
    items = read_plain(_site(tmp_path / "2", {"az/a/b.md": "A", "en/a/b.md": "B", "en/c.md": "C"})).items
    assert [(item.language, item.group) for item in items] == [("az", "a/b"), ("en", "a/b"), ("en", "")]


def test_two_texts_of_one_language_are_no_translations(tmp_path: Path) -> None:
    files = {f"{name}.md": "---\nlang: az\nref: k\n---\nA" for name in "ab"}
    assert {item.group for item in read_plain(_site(tmp_path, files)).items} == {""}


def test_malformed_front_matter_leaves_one_text_out_and_says_where(tmp_path: Path) -> None:
    archive = read_plain(_site(tmp_path, {"a.md": "---\ntitle: A\nb: [\n---\nWords", "b.md": "# B"}))
    assert [item.id for item in archive.items] == ["b.md"]
    assert archive.left_out == ()
    what, why = archive.unread[0]
    assert what == "a.md"
    assert why.startswith("its front matter is malformed (line ")
    assert why.endswith("correct it and import again")


def test_a_bomb_in_front_matter_stops_the_import(tmp_path: Path) -> None:
    _site(tmp_path, {"a.md": "---\na: &a [x]\nb: [*a, *a]\n---\n"})
    with pytest.raises(ImportFailure, match=r"a\.md: front matter: an alias \(\*a\) in YAML; write the values out"):
        read_plain(tmp_path)


def test_other_files_are_kept_and_other_markup_is_left_out(tmp_path: Path) -> None:
    archive = read_plain(_site(tmp_path, {"a/b.jpg": "x", "c.rst": "C", "d.md": "D"}))
    assert archive.files == {"a/b.jpg": tmp_path / "a/b.jpg"}
    assert archive.unread == (
        ("c.rst", "written in reStructuredText, which is not read; convert it to Markdown first"),
    )


def test_texts_and_folders_with_names_that_cannot_be_read_are_named_as_such(tmp_path: Path) -> None:
    for name in (b"a.md", b"\xc9.md", b"\xc9.jpg", b"\xc9/b.md"):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        path.parent.mkdir(exist_ok=True)
        path.write_text("Text", "utf-8")
    archive = read_plain(tmp_path)
    why = "its name is not UTF-8 or has control characters; rename it"
    assert [item.id for item in archive.items] == ["a.md"]
    assert archive.unread == ((r"\udcc9.md", why), (r"\udcc9/", why))
    assert archive.left_out == ((r"\udcc9.jpg", why),)


@pytest.mark.parametrize(
    ("settings", "text", "others"),
    [
        ("hugo.toml", "content/p/{}.md", ("static/{}/a.jpg", "layouts/{}.html")),
        ("_config.yml", "_posts/{}.md", ("_layouts/{}.html", "_sass/{}/a.scss")),
        ("pelicanconf.py", "content/{}.md", ("output/{}.html", "theme/{}/a.css")),
    ],
)
def test_only_names_in_folders_of_texts_count_as_texts(
    tmp_path: Path, settings: str, text: str, others: tuple[str, ...]
) -> None:
    _site(tmp_path, {settings: "", **dict.fromkeys((each.format("a\u00a0b") for each in (text, *others)), "x")})
    _site(tmp_path, {f"{PurePosixPath(text).parent}/2019-02-03-b.md": "---\ntitle: B\ndate: 2019-02-03\n---\nB"})
    archive = read(tmp_path)
    assert [what for what, _ in archive.unread] == [text.format("a\u00a0b")]
    assert len([why for _, why in archive.left_out if why.startswith("its name")]) == len(others)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a\u00a0b.md", "its name has an unusual space (U+00A0); rename it"),
        ("a\u2028b\u3000.md", "its name has an unusual space (U+2028); rename it"),
        ("a\u00a0\x1f.md", "its name is not UTF-8 or has control characters; rename it"),
        ("a\x1fb.md", "its name is not UTF-8 or has control characters; rename it"),
    ],
)
def test_an_unusual_space_in_a_name_is_named(tmp_path: Path, name: str, why: str) -> None:
    assert read_plain(_site(tmp_path, {name: "A"})).unread == ((name, why),)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("# One #\n", "One"),
        ("Text\n\n#  Two\n# Three", "Two"),
        ("```\n# no\n```\n\n# Yes", "Yes"),
        ("## Second", ""),
        ("", ""),
    ],
)
def test_the_first_heading_outside_of_code(body: str, title: str) -> None:
    assert first_heading(body) == title


@pytest.mark.parametrize(
    ("stem", "languages", "found"),
    [
        ("court.az", (), ("court", "az")),
        ("court.pt-br", (), ("court", "pt-br")),
        ("court.md", (), ("court.md", "")),
        ("v1.2", (), ("v1.2", "")),
        ("court.az", ("en", "ru"), ("court.az", "")),
        ("court.xx", ("xx",), ("court", "xx")),
    ],
)
def test_the_language_of_a_file_name(stem: str, languages: tuple[str, ...], found: tuple[str, str]) -> None:
    assert language_of_name(stem, languages) == found
