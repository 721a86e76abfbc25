"""The edits whose builds are measured: each takes a tree of files and returns those that it leaves different.

A tree maps paths below a site's folder (`content/…`, `theme/…`) to texts. An edit never changes the tree itself, so a
site is put back by writing the files of the tree again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .making import write_tree

Tree = Mapping[str, str]
Change = Callable[[Tree], dict[str, str]]

SENTENCE = "One more sentence."
NEWEST = "2025-01-15"
"""The day of a briefing that is added: after all that are made."""


class Folder(Mapping[str, str]):
    """The files below a folder that editors write, read when they are asked for."""

    def __init__(self, root: Path) -> None:
        """Take what is there now as the tree's paths."""
        self._paths = {
            path.relative_to(root).as_posix(): path
            for top in ("content", "theme")
            for path in sorted((root / top).rglob("*"))
            if path.suffix in (".md", ".yaml", ".html")
        }

    def __getitem__(self, path: str) -> str:
        return self._paths[path].read_text("utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def middle_original(tree: Tree) -> str:
    """Return the path of the briefing's original that stands in the middle, or is the next after it."""
    texts = [path for path in tree if path.startswith(("content/briefings/", "content/en/"))]
    turned = texts[len(texts) // 2 :] + texts
    return next(path for path in turned if "\ntranslates: " not in tree[path])


def text_edited(tree: Tree) -> dict[str, str]:
    """Add a sentence to one original."""
    path = middle_original(tree)
    return {path: f"{tree[path]}\n{SENTENCE}\n"}


def title_edited(tree: Tree) -> dict[str, str]:
    """Put a word to the end of one original's title."""
    path = middle_original(tree)
    return {path: re.sub(r'^(title: ".*)"$', r'\1 amended"', tree[path], count=1, flags=re.MULTILINE)}


def tag_renamed(tree: Tree) -> dict[str, str]:
    """Put a word to the end of the name, in every language, of the tag in the middle of its vocabulary."""
    path = "content/tags.yaml"
    entries = tree[path].split("\n\n")
    place = len(entries) // 2
    names, description, rest = entries[place].partition("  description:")
    renamed = re.sub(r"^(    [a-z]+: .*)$", r"\1 amended", names, flags=re.MULTILINE)
    return {path: "\n\n".join((*entries[:place], renamed + description + rest, *entries[place + 1 :]))}


def template_edited(tree: Tree) -> dict[str, str]:
    """Give every briefing's page one attribute more."""
    path = "theme/templates/briefing.html"
    return {path: tree[path].replace("<article ", "<article data-amended ", 1)}


def briefing_added(tree: Tree) -> dict[str, str]:
    """Add a briefing of three texts, as the newest: the middle one's words under another name."""
    original = middle_original(tree)
    texts = {path.rpartition("/")[2]: tree[path] for path in _beside(original, tree)}
    dated = {name: re.sub(r"^date: .*$", f"date: {NEWEST}", text, flags=re.MULTILINE) for name, text in texts.items()}
    return {f"content/briefings/{NEWEST[:4]}/briefing-added/{name}": text for name, text in dated.items()}


def briefing_withdrawn(tree: Tree) -> dict[str, str]:
    """Withdraw one briefing: its words go in all its languages, its address stays."""
    original = middle_original(tree)
    fronts = {path: tree[path].split("---\n")[1] for path in _beside(original, tree)}
    fronts[original] += f"status: withdrawn\nwithdrawal: {{date: {NEWEST}, reason: error}}\n"
    return {path: f"---\n{front}---\n" for path, front in fronts.items()}


def _beside(original: str, tree: Tree) -> list[str]:
    folder = original.rpartition("/")[0]
    return [path for path in tree if path.startswith(f"{folder}/")]


CHANGES: Mapping[str, Change] = {
    "text": text_edited,
    "title": title_edited,
    "tag": tag_renamed,
    "template": template_edited,
    "added": briefing_added,
    "withdrawn": briefing_withdrawn,
}


def apply(root: Path, tree: Tree, change: Change) -> dict[str, str]:
    """Write what an edit leaves different below a site's folder; what stood there, the empty string for nothing."""
    files = change(tree)
    before = {path: tree.get(path, "") for path in files}
    write_tree(root, files.items())
    return before


def put_back(root: Path, before: Mapping[str, str]) -> None:
    """Undo an edit, given what stood there before it; folders that it began go too."""
    write_tree(root, ((path, text) for path, text in before.items() if text))
    for path in (root / path for path, text in before.items() if not text):
        path.unlink()
        for folder in path.parents:
            if folder == root or any(folder.iterdir()):
                break
            folder.rmdir()
