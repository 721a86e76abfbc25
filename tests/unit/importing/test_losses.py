"""Losses: an editor learns the file and the line."""

from pathlib import Path

import pytest

from newsarchive.importing.account import Unaccounted, VisibleText
from newsarchive.importing.drafts import Draft
from newsarchive.importing.items import Item
from newsarchive.importing.losses import faults, losses
from tests.unit.importing.making import plan, post

_BODY = "First words.\n\nA [link](https://a.example/).\n\nThe last words, and the rare one.\n"


def _places(folder: Path, item: Item, missing: Unaccounted) -> list[str]:
    place = plan(folder, item).drafts[0].place
    return [where for where, _ in losses(Draft(place, "", (), after=VisibleText("words"), missing=missing))]


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        (Unaccounted(words=("last words",)), 8),
        (Unaccounted(words=("words rare",)), 8),
        (Unaccounted(words=("nowhere",)), 4),
        (Unaccounted(elements=("link: 1 of 1",)), 6),
        (Unaccounted(elements=("table: 1 of 1",)), 4),
    ],
)
def test_a_loss_is_named_by_file_and_line(tmp_path: Path, missing: Unaccounted, line: int) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: A\n---\n{_BODY}", "utf-8")
    item = post(1, form="markdown", body=_BODY, file=tmp_path / "a.md")
    assert _places(tmp_path, item, missing) == [f"post 1:{line}"]


def test_a_text_that_cannot_be_read_is_named_by_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: A\n---\n{_BODY}", "utf-8")
    place = plan(tmp_path, post(1, form="markdown", body=_BODY, file=tmp_path / "a.md")).drafts[0].place
    draft = Draft(place, "", (), missing=Unaccounted(words=("the last words are too deep",)))
    assert list(losses(draft)) == [("post 1:4", "the last words are too deep")]


def test_a_loss_in_an_export_is_named_by_its_post(tmp_path: Path) -> None:
    item = post(1, body="<p>a</p>\n<p>last</p>", file=tmp_path / "export.xml")
    assert _places(tmp_path, item, Unaccounted(words=("last",))) == ["post 1 (“Post 1”), line 2 of its text"]


def test_a_fault_is_named_by_the_line_of_its_words_in_the_source(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: A\n---\n{_BODY}", "utf-8")
    place = plan(tmp_path, post(1, form="markdown", body=_BODY, file=tmp_path / "a.md")).drafts[0].place
    before = "---\ntitle: A\n---\n\nFirst words.\n\nThe last words, and the rare one.\n--"
    draft = Draft(place, "", (), faults=((before, "a fault"), ("---\ntitle: A", "another")))
    assert list(faults(draft)) == [("post 1:8", "a fault"), ("post 1:4", "another")]
