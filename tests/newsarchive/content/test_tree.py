"""Which files lie under the content, and what each is."""

import os

import pytest

from newsarchive.content.files import scan
from newsarchive.content.tree import sorted_out, walk
from newsarchive.content.typed_text import Place
from tests.newsarchive.editions import write_content

LANGUAGES = ("az", "en", "ru")


def found_in(root):
    return [(each.code, each.path) for each in walk(root, LANGUAGES).faults]


def test_every_kind_of_file_is_found_and_sorted(tmp_path):
    files = [
        "tags.yaml",
        "people.yaml",
        "redirects.yaml",
        "briefings/2023/a/en.md",
        "briefings/2023/a/az.md",
        "briefings/2023/a/photo.JPG",
        "pages/about/ru.md",
        "pages/about/logo.png",
        "notices/climate/en.md",
    ]
    tree = walk(write_content(tmp_path, dict.fromkeys(files, "x")), LANGUAGES)
    assert tree.texts == (
        Place("briefings/2023/a/az.md", "briefings/2023/a", "briefing", "az"),
        Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en"),
        Place("notices/climate/en.md", "notices/climate", "notice", "en"),
        Place("pages/about/ru.md", "pages/about", "page", "ru"),
    )
    assert tree.pictures == ("briefings/2023/a/photo.JPG", "pages/about/logo.png")
    assert tree.data == ("people.yaml", "redirects.yaml", "tags.yaml")
    assert tree.faults == ()


def test_letters_lie_in_the_replies_of_a_briefing_and_are_no_texts(tmp_path):
    folder = "briefings/2023/a/replies"
    files = [f"{folder}/2023-11-02-b.md", f"{folder}/2023-11-02-a.md", "briefings/2023/a/en.md"]
    tree = walk(write_content(tmp_path, dict.fromkeys(files, "x")), LANGUAGES)
    text = Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en")
    letters = tuple(Place(f"{folder}/2023-11-02-{name}.md", folder, "letter", "") for name in "ab")
    assert (tree.texts, tree.letters, tree.places) == ((text,), letters, (text, *letters))
    assert tree.faults == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *[(name, "letter-name") for name in ("en.md", "2023-11-02.md", "2023-11-31-a.md", "2023-11-02-A.md")],
        *[(name, "letter-part") for name in ("wall.png", "2023-11-02-a.JPG", "2023-11-02-a.webp")],
        ("2023-11-02-a.txt", "letter-name"),
        ("2023-11-02-a.MD", "letter-name"),
        ("2023-11-02-a", "stray-file"),
        ("deep/2023-11-02-a.md", "stray-file"),
    ],
)
def test_whatever_else_lies_among_letters_is_a_fault(tmp_path, name, code):
    path = f"briefings/2023/a/replies/{name}"
    tree = walk(write_content(tmp_path, {path: "x"}), LANGUAGES)
    assert [(each.code, each.path) for each in tree.faults] == [(code, path)]
    assert (tree.texts, tree.pictures) == ((), ())


@pytest.mark.parametrize(
    "path",
    [
        "notes.txt",
        "other.yaml",
        "README",
        "en.md",
        "briefings/en.md",
        "briefings/2023/en.md",
        "briefings/2023/a/b/en.md",
        "briefings/2023/a/tags.yaml",
        "briefings/2023/a/photo.gif",
        "briefings/2023/a/page.html",
        "briefings/2023/photo.jpg",
        "pages/about/deep/en.md",
        "pages/about/replies/2023-11-02-a.md",
        "notices/climate/replies/2023-11-02-a.md",
        "briefings/2023/a/letters/2023-11-02-a.md",
        "drafts/a/en.md",
        "Briefings/2023/a/en.md",
    ],
)
def test_a_file_that_nothing_publishes_is_a_fault(tmp_path, path):
    tree = walk(write_content(tmp_path, {path: "x"}), LANGUAGES)
    assert [(each.code, each.path) for each in tree.faults] == [("stray-file", path)]
    assert (tree.texts, tree.pictures, tree.data) == ((), (), ())


@pytest.mark.parametrize(("languages", "known"), [(LANGUAGES, "az, en, ru"), (("ru", "en"), "ru, en"), (("fr",), "fr")])
@pytest.mark.parametrize("name", ["de", "enn", "DE", "index"])
def test_a_text_in_no_language_of_the_site_is_a_fault_that_lists_them_all(tmp_path, name, languages, known):
    tree = walk(write_content(tmp_path, {f"pages/about/{name}.md": "x"}), languages)
    assert [(each.code, each.path, each.line, each.values) for each in tree.faults] == [
        ("language", f"pages/about/{name}.md", 0, (("found", name), ("known", known)))
    ]
    assert tree.texts == ()


@pytest.mark.parametrize("name", ["EN.md", "en.MD", "En.Md"])
def test_a_text_whose_name_differs_in_capitals_is_told_its_right_one(tmp_path, name):
    tree = walk(write_content(tmp_path, {f"pages/about/{name}": "x"}), LANGUAGES)
    assert [(each.code, each.values) for each in tree.faults] == [
        ("language", (("found", name), ("meant", "en.md"), ("hint", "name")))
    ]


def test_symbolic_links_are_refused_unread(tmp_path):
    outside = write_content(tmp_path / "outside", {"en.md": "secret"})
    root = write_content(tmp_path / "content", {"pages/about/en.md": "x"})
    (root / "pages/about/az.md").symlink_to(outside / "en.md")
    (root / "pages/linked").symlink_to(outside, target_is_directory=True)
    (root / "pages/broken").symlink_to(outside / "nowhere")
    (root / "pages/circle").symlink_to(root, target_is_directory=True)
    tree = walk(root, LANGUAGES)
    assert [place.path for place in tree.texts] == ["pages/about/en.md"]
    assert [(each.code, each.path) for each in tree.faults] == [
        ("symbolic-link", "pages/about/az.md"),
        ("symbolic-link", "pages/broken"),
        ("symbolic-link", "pages/circle"),
        ("symbolic-link", "pages/linked"),
    ]


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    write_content(tmp_path, {"pages/about/en.md": "x"})
    os.mkfifo(tmp_path / "pages/about/az.md")
    assert found_in(tmp_path) == [("special-file", "pages/about/az.md")]


CLUTTER = (
    ".DS_Store",
    "._en.md",
    ".#en.md",
    ".en.md.swp",
    "en.md~",
    ".gitkeep",
    ".newsroom-x",
    ".~lock.en.md#",
    "a.bak",
)


@pytest.mark.parametrize("name", CLUTTER)
def test_what_programs_leave_beside_a_text_is_left_alone_but_never_a_folder(tmp_path, name):
    write_content(tmp_path / "file", {f"pages/about/{name}": "x"})
    assert found_in(tmp_path / "file") == []
    write_content(tmp_path / "folder", {f"pages/{name}/en.md": "x"})
    found = walk(tmp_path / "folder", LANGUAGES)
    assert [each.code for each in found.faults] == ["hidden-name"] * name.startswith(".")
    assert [each.path for each in found.texts] == [f"pages/{name}/en.md"] * (not name.startswith("."))


@pytest.mark.parametrize(
    "path",
    [".gitignore", "pages/.GITMODULES", "pages/about/.az.md", "pages/.hidden/en.md", ".vscode/a", ".x", "pages/.git"],
)
def test_any_other_name_that_begins_with_a_dot_is_refused_unread(tmp_path, path):
    write_content(tmp_path, {path: "x"})
    tree = walk(tmp_path, LANGUAGES)
    (found,) = tree.faults
    assert (found.code, tree.texts) == ("hidden-name", ())
    assert path.startswith(found.path)


def test_a_link_with_a_name_of_clutter_is_left_alone(tmp_path):
    write_content(tmp_path, {"pages/about/en.md": "x"})
    (tmp_path / "pages/other~").symlink_to("about")
    (tmp_path / "pages/about/.#en.md").symlink_to("somebody@somewhere.1234")
    (tmp_path / "pages/loop~").symlink_to("loop~")
    assert found_in(tmp_path) == []


def test_a_repository_of_the_content_and_the_list_of_redactions_are_left_alone(tmp_path):
    write_content(tmp_path, {".git/config": "x", "redactions.txt": "x"})
    assert found_in(tmp_path) == []
    write_content(tmp_path / "other", {"redactions.txt/pages/about/en.md": "x"})
    assert found_in(tmp_path / "other") == [("stray-file", "redactions.txt/pages/about/en.md")]


def test_a_hidden_name_that_a_setting_publishes_is_fine(tmp_path):
    write_content(tmp_path, {".well-known/a.txt": "x", "extra/.nojekyll": "x", "extra/.other": "x"})
    tree = sorted_out(scan(tmp_path), LANGUAGES, (".well-known/a.txt", "extra/.nojekyll"))
    assert [(each.code, each.path) for each in tree.faults] == [("hidden-name", "extra/.other")]


def test_an_empty_content_has_nothing(tmp_path):
    tree = walk(tmp_path, LANGUAGES)
    assert (tree.texts, tree.pictures, tree.data, tree.faults) == ((), (), (), ())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xe9", "caf\\xe9"),
        (b"a\nb", "a\\x0ab"),
        (b"a\tb", "a\\x09b"),
        (b"a\x1b[31m", "a\\x1b[31m"),
        ("a\u2028b".encode(), "a\\u2028b"),
        (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused_and_shown_escaped(tmp_path, name, shown):
    root = os.fsencode(write_content(tmp_path, {"briefings/2023/a/en.md": "x"}))
    os.mkdir(os.path.join(root, b"briefings", name))  # noqa: PTH102, PTH118 - a path of bytes
    for folder in (b"", b"briefings/2023/a"):
        os.close(os.open(os.path.join(root, folder, name + b".md"), os.O_CREAT))  # noqa: PTH118
    tree = walk(tmp_path, LANGUAGES)
    paths = (f"briefings/2023/a/{shown}.md", f"briefings/{shown}", f"{shown}.md")
    assert [(each.code, each.path) for each in tree.faults] == [("file-name", path) for path in sorted(paths)]
    assert [each.path for each in tree.texts] == ["briefings/2023/a/en.md"]


@pytest.mark.parametrize(
    "name",
    [
        *("PXL_20231104_101500123.jpg", "IMG-20231104-WA0001.jpg", "IMG_1234.JPG", "DSC00123.jpg", "DSCN1234.jpg"),
        *("DSC_0001.jpg", "Screenshot_2023-11-04-10-15.png", "photo_2023-11-04_10-15-00.jpg", "20231104_101500.jpg"),
        *("WhatsApp-Image-2023-11-04.jpg", "signal-2023-11-04-101500.png", "FB_IMG_1699.jpg", "P1010001.webp"),
    ],
)
def test_a_picture_that_a_camera_named_is_warned_of(tmp_path, name):
    files = ["pages/about/en.md", f"pages/about/{name}"]
    tree = walk(write_content(tmp_path, dict.fromkeys(files, "x")), LANGUAGES)
    assert [(each.code, each.warning) for each in tree.faults] == [("media-name", True)]
    assert tree.pictures == (f"pages/about/{name}",)


@pytest.mark.parametrize(
    "name", ["photo-2023.jpg", "image-1.jpg", "imagine.png", "wall-2023-11-04.jpg", "2023-court.jpg"]
)
def test_a_picture_that_a_person_named_is_not(tmp_path, name):
    files = ["pages/about/en.md", f"pages/about/{name}"]
    assert walk(write_content(tmp_path, dict.fromkeys(files, "x")), LANGUAGES).faults == ()
