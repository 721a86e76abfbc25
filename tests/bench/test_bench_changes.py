"""Each edit changes what it says, and can be undone."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path

from .changes import CHANGES, NEWEST, SENTENCE, Folder, Tree, apply, middle_original, put_back
from .conftest import TEMPLATE
from .making import write_tree


def lines(tree: Tree, edit: str) -> dict[str, list[str]]:
    """What an edit takes out and puts in, by path; of files that the tree has."""
    return {
        path: [each for each in ndiff(tree[path].splitlines(), text.splitlines()) if each[0] in "+-"]
        for path, text in CHANGES[edit](tree).items()
    }


def test_a_text_gets_one_sentence_more(tree: Tree) -> None:
    path = middle_original(tree)
    assert lines(tree, "text") == {path: ["+ ", f"+ {SENTENCE}"]}
    assert "\ntranslates: " not in tree[path]


def test_a_title_gets_one_word_more(tree: Tree) -> None:
    path = middle_original(tree)
    (title,) = (line for line in tree[path].splitlines() if line.startswith("title: "))
    assert lines(tree, "title") == {path: [f"- {title}", f'+ {title[:-1]} amended"']}


def test_one_tag_is_renamed_in_every_language(tree: Tree) -> None:
    (changed,) = lines(tree, "tag").values()
    names = [line[2:] for line in changed if line[0] == "-"]
    assert [name.split(":")[0].strip() for name in names] == ["en", "az", "ru"]
    assert [line[2:] for line in changed if line[0] == "+"] == [f"{name} amended" for name in names]


def test_one_template_gets_one_attribute_more(tree: Tree) -> None:
    assert CHANGES["template"](tree)[TEMPLATE] == tree[TEMPLATE].replace(
        '<article class="briefing">', '<article data-amended class="briefing">'
    )


def test_a_briefing_is_added_as_the_newest_with_the_middle_ones_words(tree: Tree) -> None:
    added = CHANGES["added"](tree)
    folder = middle_original(tree).rpartition("/")[0]
    assert not added.keys() & tree.keys()
    assert {Path(path).name for path in added} == {"az.md", "en.md", "ru.md"}
    for path, text in added.items():
        twin = tree[f"{folder}/{Path(path).name}"]
        assert text.split("---\n")[2] == twin.split("---\n")[2]
        assert (f"\ndate: {NEWEST}\n" in text) == ("\ntranslates: " not in twin)
    dates = [line for text in tree.values() for line in text.split("\n") if line.startswith("date: ")]
    assert max(dates) < f"date: {NEWEST}"


def test_a_withdrawn_briefing_has_a_reason_and_no_words_in_any_language(tree: Tree) -> None:
    withdrawn = CHANGES["withdrawn"](tree)
    assert len(withdrawn) == 3
    for path, text in withdrawn.items():
        assert text.endswith("---\n")
        assert ("\nstatus: withdrawn\nwithdrawal: " in text) == (path == middle_original(tree))


def test_every_edit_leaves_the_tree_alone_and_can_be_undone_on_disk(tree: Tree, tmp_path: Path) -> None:
    write_tree(tmp_path, tree.items())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    folders = {path for path in tmp_path.rglob("*") if path.is_dir()}
    assert dict(Folder(tmp_path)) == tree
    for change in CHANGES.values():
        files = change(tree)
        assert all(text != tree.get(path) for path, text in files.items())
        undo = apply(tmp_path, Folder(tmp_path), change)
        assert {path: (tmp_path / path).read_text("utf-8") for path in undo} == files
        put_back(tmp_path, undo)
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
        assert {path for path in tmp_path.rglob("*") if path.is_dir()} == folders
