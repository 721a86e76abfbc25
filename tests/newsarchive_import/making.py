"""Small old archives and the settings of a site for tests of imports."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsarchive.content.markdown import Converter
from newsarchive.model.settings import Language, Newsroom, Site
from newsarchive_import.account import Change, seen_in, unaccounted
from newsarchive_import.html_bodies import html_to_markdown
from newsarchive_import.importer import ImportOptions, ImportPlan, plan_import
from newsarchive_import.items import Item, OldArchive

SITE = Site(
    languages=tuple(Language(tag, tag, "ltr", ("“”", "‘’")) for tag in ("az", "en", "ru")),
    default="en",
    newsroom=Newsroom(
        "desk@archive.example", "archive.example,2026", "https://archive.example/source", dt.date(2027, 1, 1)
    ),
    day=dt.date(2026, 11, 27),
)
BACK = dict.fromkeys(SITE.tags, "Back to {}")
OLD = "https://old.example"


class Links:
    """Finds every picture under one name, and leaves every link except those of scripts."""

    def link(self, target: str, changes: list[Change]) -> str | None:
        return None if target.startswith("javascript:") else target

    def is_picture(self, target: str) -> bool:
        return target.endswith(".jpg")

    def picture(self, target: str, changes: list[Change]) -> str | None:
        if "gone" in target:
            changes.append(Change("picture", target, "dropped", "it is gone", takes=("picture",)))
            return None
        return "photo.jpg"


def post(number: int = 1, body: str = "<p>Words.</p>", **values: object) -> Item:
    """Return a post of 2019 in English."""
    given = {"title": f"Post {number}", "form": "html", "language": "en", "slug": f"post-{number}"}
    given |= {"date": dt.date(2019, 2, 3), "address": f"{OLD}/2019/02/post-{number}.html"}
    given |= {"id": f"post {number}", "kind": "post", "body": body}
    return Item(**(given | values))  # type: ignore[arg-type]


def plan(
    folder: Path,
    *items: Item,
    files: Mapping[str, Path] | None = None,
    options: ImportOptions | None = None,
    **more: Any,
) -> ImportPlan:
    """Plan the import of some items into `content` of a folder, whose tables are in `import`.

    `more` are further attributes of the `OldArchive`.
    """
    (folder / "content").mkdir(exist_ok=True)
    archive = OldArchive("Old site", OLD, items, files or {}, (), **more)
    return plan_import(archive, SITE, folder / "content", folder / "import", BACK, options or ImportOptions())


def text_of(planned: ImportPlan, path: str) -> str:
    """Return the text of a file that an import writes."""
    return planned.files[path]().decode()


_CONVERTER = Converter("en", "Back to {}")


def converted(body: str, **more: str) -> str:
    """Return a body as Markdown; what our Markdown shows of it has every word, picture, link and table."""
    text, changes = html_to_markdown(body, Links(), language="en", **more)
    lost = unaccounted(seen_in(body), seen_in(_CONVERTER.convert(text).html, rendered=True), changes)
    assert not lost, (lost, text)
    return text


def converted_with_changes(body: str) -> tuple[str, list[Change]]:
    """Return a body as Markdown and what changed, after the same check."""
    return converted(body), html_to_markdown(body, Links(), language="en")[1]
