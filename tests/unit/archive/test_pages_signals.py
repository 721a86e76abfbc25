"""The archive's own extension points."""

import pytest

from newsarchive.archive import pages


@pytest.mark.parametrize("name", ["pages_wanted", "files_wanted", "frame_wanted"])
def test_who_connects_is_asked_and_answers(name: str) -> None:
    point = getattr(pages, name)

    def receiver(sender: object, **known: object) -> list[object]:
        return [sender, known]

    with point.connected_to(receiver):
        answers = point.send("an edition", page="a page")
    assert (receiver, ["an edition", {"page": "a page"}]) in answers
    assert receiver not in [each for each, _ in point.send("an edition")]


def test_the_points_are_three_and_named_as_the_archives_own() -> None:
    names = [pages.pages_wanted.name, pages.files_wanted.name, pages.frame_wanted.name]
    assert names == ["archive_pages_wanted", "archive_files_wanted", "archive_frame_wanted"]
