"""Every text of a site: set as Markdown is, free of raw markup, translated and mended without loss."""

from __future__ import annotations

import json
import re
from functools import lru_cache, partial
from pathlib import Path

from markdown import Markdown
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.toc import TocExtension
from pelican.settings import read_settings

from newsarchive.cli.formatter import mend_text
from newsarchive.cli.schema import schema_files
from newsarchive.cli.translate import translation_file
from newsarchive.content.field_markup import field_markup, vocabulary_markup
from newsarchive.content.markdown import Converter, NumberedNotes, heading_id, signs_in
from newsarchive.content.markdown_blocks import NumberedListExtension
from newsarchive.content.sanitising import CODE_CLASS
from newsarchive.content.tree import REDIRECTS, walk
from newsarchive.content.typed_text import Place, decode, split
from newsarchive.content.versions import version_of
from newsarchive.model.models import Text
from newsarchive.model.vocabularies import TAXONOMIES
from newsarchive.model.yaml_text import parse_yaml
from tests.newsarchive.editions import briefing_file, read
from tests.schemas import objections, seen_by_programs
from tests.sites import Recipe

FIRST = 8  # the first line of a briefing file's body
STOCK = Markdown(
    extensions=[
        NumberedNotes("back {}"),
        TocExtension(slugify=partial(lambda title, _: heading_id(title, "en")), marker=""),
        CodeHiliteExtension(css_class=CODE_CLASS, guess_lang=False),
        "abbr",
        "attr_list",
        "def_list",
        "fenced_code",
        NumberedListExtension(),
        "tables",
    ],
    output_format="html",
)
_CONVERTER = lru_cache(maxsize=256)(Converter)


def _stock(source: str) -> str:
    # the columns of a table are aligned by classes here, which a policy without inline styles allows
    return re.sub(
        r' style="text-align: (left|center|right);"',
        lambda found: f' class="align-{ {"left": "start", "right": "end"}.get(found[1], found[1]) }"',
        STOCK.reset().convert(source),
    )


def _sparing(source: str) -> str:
    return _CONVERTER("en", "back {}", signs_in(source)).convert(source).html


def raw(body: str) -> list[tuple[str, int, int]]:
    """The code of each warning of raw markup, its line in the body, and its column."""
    _, faults = read(briefing_file(body))
    assert [each for each in faults if each.code.startswith("raw-") and not each.warning] == []
    own = ("raw-", "misread", "table-")
    return [(each.code, each.line - FIRST + 1, each.column) for each in faults if each.code.startswith(own)]


def warned(front: str) -> list[tuple[int, int, str, str]]:
    found = list(field_markup(parse_yaml(front, first_line=2)[0], front, first_line=2))
    assert {(each.code, each.warning) for each in found} <= {("raw-markup", True)}
    return [(each.line, each.column, *(value for name, value in each.values if name != "hint")) for each in found]


def body_of(content: str) -> str:
    return content.split("\n---\n", 1)[1]


def skeleton_of(content: str) -> str:
    version = version_of(content.encode(), Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en"))
    assert version is not None
    return body_of(translation_file(version, "briefing"))


def uncommented(skeleton: str) -> str:
    """What is left when an editor removes the marks of each comment and keeps the words."""
    marks = r"^<!--\n(.*?)\n-->$|^<!-- (.*?) -->$"
    return re.sub(marks, lambda match: match[1] or match[2], skeleton, flags=re.MULTILINE | re.DOTALL)


def rendered(body: str) -> Text:
    text, _ = read(briefing_file(body))
    assert text is not None
    return text


def passes_through(body: str) -> None:
    skeleton = skeleton_of(briefing_file(body))
    assert rendered(skeleton).wordless
    before, after = rendered(body), rendered(uncommented(skeleton))
    assert after.structure == before.structure
    assert _folded(after.html) == _folded(before.html)


def _folded(html: str) -> str:
    """HTML without the white space beside tags: comments leave empty lines."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html).strip()


def _schemas(conf: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    settings = read_settings(str(conf))
    languages = tuple(row["tag"] for row in settings["LANGUAGES"])
    return languages, schema_files(languages, settings["DEFAULT_LANG"])


def _texts(own: Recipe) -> dict[str, str]:
    """Each text by its path."""
    files = sorted(own.content.rglob("*.md"))
    assert len(files) > 20
    return {path.relative_to(own.content).as_posix(): path.read_text("utf-8") for path in files}


def _originals(own: Recipe) -> dict[str, str]:
    """The body of each text that is no translation and no letter."""
    texts = _texts(own)
    return {
        path: body_of(text) for path, text in texts.items() if "translates:" not in text and "/replies/" not in path
    }


def test_markdown_sets_every_text_as_stock_markdown_does(own: Recipe) -> None:
    bodies = {path: body_of(text) for path, text in _texts(own).items()}
    assert [path for path, body in bodies.items() if _sparing(body) != _stock(body)] == []


def test_no_text_is_warned_of(own: Recipe) -> None:
    found = {path: raw(body_of(text)) for path, text in _texts(own).items()}
    assert {path: warnings for path, warnings in found.items() if warnings} == {}


def test_no_field_is_warned_of(own: Recipe) -> None:
    found = {path: warned(text.removeprefix("---\n").split("\n---\n")[0]) for path, text in _texts(own).items()}
    assert {path: warnings for path, warnings in found.items() if warnings} == {}
    for path in own.content.glob("*.yaml"):
        assert list(vocabulary_markup(path.read_text("utf-8"))) == [], path


def test_every_original_passes_through_its_skeleton(own: Recipe) -> None:
    for path, body in _originals(own).items():
        try:
            passes_through(body)
        except AssertionError as error:
            error.add_note(path)
            raise


def test_an_untouched_skeleton_is_as_make_fix_would_leave_it(own: Recipe) -> None:
    place = Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en")
    for path, body in _originals(own).items():
        version = version_of(briefing_file(body).encode(), place)
        assert version is not None
        skeleton = translation_file(version, "briefing").encode()
        assert mend_text(skeleton, "briefing").changes == (), path


def test_every_text_and_vocabulary_passes_its_schema(own: Recipe) -> None:
    root = own.content
    languages, files = _schemas(own.conf)
    schemas = {name.removesuffix(".schema.json"): json.loads(content) for name, content in files.items()}
    kinds = {f"{taxonomy}.yaml": "vocabulary" for taxonomy in TAXONOMIES} | {REDIRECTS: "redirects"}
    tree = walk(root, languages)
    found = {}
    for place in tree.texts:
        source, _ = split(decode((root / place.path).read_bytes())[0] or "")
        assert source is not None
        found[place.path] = objections(schemas[place.kind], seen_by_programs(source.front))
    for path in kinds.keys() & tree.data:
        found[path] = objections(schemas[kinds[path]], seen_by_programs((root / path).read_text("utf-8")))
    assert len(found) > 20
    assert {path: said for path, said in found.items() if said} == {}
