"""Content that would take all time or memory.

The contents are laid into four archives: one whose build names each fault, two with so many faults that a build only
counts most of them, and one that is built. All contents of an archive together must stay within the bounds of one
command. The two with very many faults have a quarter of them, within a fifth of the time, and each night all.
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from newsarchive.content.typed_text import LARGEST_TEXT
from newsarchive.model.tables import LARGEST_TABLE
from newsarchive_clean.documents import copying
from newsarchive_clean.documents.objects import DocumentError
from newsarchive_clean.documents.rewriting import publish_document
from tests.attacks import pdfs
from tests.attacks.running import SECONDS, Done, lay, run
from tests.attacks.told import briefing, chunk, png
from tests.traced import scans

pytestmark = pytest.mark.long

ROOM = LARGEST_TEXT - 400
Plant = Callable[[Path, Path], None]
"""Writes hostile files; takes the content folder and, in it, the folder of a briefing of their own."""


def _text(body: str, **fields: str) -> Plant:
    return lambda _, folder: _write(folder / "en.md", briefing(body, **fields))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _filled(piece: str, before: str = "") -> Plant:
    return _text(before + piece * ((ROOM - len(before.encode())) // len(piece.encode())))


def _front(lines: str) -> Plant:
    return lambda _, folder: _write(folder / "en.md", f"---\n{lines}\n---\n\nWords.\n".encode())


def _file(path: str, text: str) -> Plant:
    return lambda content, _: _write(content / path, text.encode())


def _picture(make: Callable[[], bytes], name: str = "a.png") -> Plant:
    def plant(content: Path, folder: Path) -> None:
        _write(folder / name, make())
        _text(f"![words]({name})")(content, folder)

    return plant


def _document(make: Callable[[], bytes]) -> Plant:
    def plant(content: Path, folder: Path) -> None:
        _write(folder / "a.pdf", make())
        _text("[The document](a.pdf)")(content, folder)

    return plant


def _noise(height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1280, height), 90).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def _frames() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("L", (16, 16), shade % 256) for shade in range(2000)]
    # one that differs little from the one before would be left out
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=1, lossless=True)
    return out.getvalue()


def _many(path: str, data: bytes, number: int = 10_000) -> Plant:
    def plant(content: Path, folder: Path) -> None:
        for count in range(number):
            _write(content / path.format(count), data)

    return plant


def _letters(content: Path, folder: Path, number: int = 2000) -> None:
    _text("Words.")(content, folder)
    for count in range(number):
        letter = b"---\nlanguage: en\nname: A\ndate: 2022-06-01\n---\n\nHi.\n"
        _write(folder / f"replies/2022-06-01-a{count}.md", letter)


def _deep(content: Path, folder: Path) -> None:
    """Folders in folders, until no path can name the last."""
    here = Path.cwd()
    os.chdir(content / "briefings")
    try:
        for _ in range(500):
            Path("folders-in").mkdir()
            os.chdir("folders-in")
    finally:
        os.chdir(here)


def _unknown_people(known: int, unknown: int) -> Plant:
    def plant(content: Path, folder: Path) -> None:
        terms = "".join(f"person-{number}:\n  names: {{en: A{number}}}\n" for number in range(known))
        _write(content / "people.yaml", terms.encode())
        _text("Words.", people=f"[{', '.join(f'persun-{number}' for number in range(unknown))}]")(content, folder)

    return plant


def _spelled(number: int, length: int) -> Plant:
    """Plant a place with many spellings of the name, each different and of about this length."""

    def plant(content: Path, folder: Path) -> None:
        also = ", ".join(f"{each}{'a' * length}" for each in range(number))
        with (content / "places.yaml").open("a", encoding="utf-8") as places:
            places.write(f"spelled:\n  names: {{az: A, en: A, ru: A}}\n  also: [{also}]\n")
        _text("Words.", places="[spelled]")(content, folder)

    return plant


REFUSED: dict[str, tuple[Plant, str]] = {
    "brackets": (_filled("["), "too-many-signs"),
    "brackets in brackets": (_text("[" * (ROOM // 2) + "]" * (ROOM // 2)), "too-many-signs"),
    "tags": (_filled("<b>"), "too-many-signs"),
    "tags that open again in each paragraph": (
        _text("".join(f"<b class=a{n}>x\n\n" for n in range(6000))),
        "too-many-signs",
    ),
    "unended tags": (_filled('<a b="'), "too-many-signs"),
    "asterisks": (_filled("*a **b "), "too-many-signs"),
    "backticks": (_filled("` a "), "too-many-signs"),
    "an abbreviation that fills the text": (_filled("A ", f"*[A]: {'long ' * 3000}\n\n"), "too-many-signs"),
    "a reference that fills the text": (
        _filled("[a]\n\n", f"[a]: https://a.test/{'a' * 15_000}\n\n"),
        "too-many-signs",
    ),
    "lines": (_filled("-\n"), "too-many-signs"),
    "a wide table": (_text(f"{'a|' * 99}\n{'-|' * 99}\n" + "a\n" * 5000), "too-many-signs"),
    "fences": (_filled("~~~ a\n"), "too-many-signs"),
    "blanks": (_text(f"## a {{{' ' * 100_000}x"), "too-many-signs"),
    "quotations": (_filled("> "), "too-many-signs"),
    "lists": (_text("\n".join("    " * depth + "- a" for depth in range(200))), "too-many-signs"),
    "notes in notes": (_text("x[^0]\n\n" + "".join(f"[^{n}]: y[^{n + 1}]\n\n" for n in range(400))), "footnote"),
    "marks on one letter": (_text("a" + "\u0316\u0301" * 30_000), "stacked-marks"),
    "a field of fields": (_front(f"a: {'{b: ' * 20_000}"), "yaml-feature"),
    "sources": (_front("sources:\n" + "  - a\n" * 20_000), "type"),
    "a name of very many spellings": (_spelled(100_000, 0), "type"),
    "a table too large": (_file("revisions.tsv", "x\n" * (LARGEST_TABLE // 2 + 1)), "too-large"),
    "text chunks that inflate": (
        _picture(lambda: png(4, 4, extra=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 900_000)) * 200)),
        "picture-unreadable",
    ),
    "a document in itself": (_document(pdfs.in_itself), "document-unreadable"),
    "objects that inflate": (_document(pdfs.inflating_objects), "document-unreadable"),
    "tables of objects that inflate": (_document(pdfs.inflating_tables), "document-unreadable"),
    "a photograph of two hundred thousand scans": (_picture(lambda: scans(200_000), "a.jpg"), "picture-unreadable"),
    "a document with a photograph of ten thousand scans": (_document(pdfs.scanning), "document-unreadable"),
    "areas of colour that inflate": (_document(pdfs.shading), "document-unreadable"),
    "a page that inflates": (_document(pdfs.inflating), "document-unreadable"),
    "a page that inflates twice": (_document(pdfs.inflating_twice), "document-unreadable"),
    "a page of ten million instructions": (_document(pdfs.instructing), "document-unreadable"),
    "pages in pages": (_document(pdfs.deep_pages), "document-unreadable"),
}


def _flooding(part: int) -> dict[str, tuple[Plant, str]]:
    """Return as much as fits into the files of an archive, or a part of that."""
    return {
        "mixed words": (_text("aж " * (ROOM // 4 // part)), "mixed-script"),
        "dead links": (_text("".join(f"[a](x{n}.md)\n\n" for n in range(7000 // part))), "dead-link"),
        "attributes": (_text(f"<b {' '.join(f'a{n}=x' for n in range(15_000 // part))}>x</b>"), "html"),
        "fields": (_front("".join(f"k{n}: v\n" for n in range(13_000 // part))), "unknown-field"),
        "unknown people among many": (_unknown_people(20_000 // part, 990), "unknown-term"),
        "terms": (
            _file("organisations.yaml", "".join(f"p{n}:\n" for n in range(90_000 // part))),
            "data-shape",
        ),
        "redirects": (
            _file("redirects.yaml", "".join(f"en/{n}a: en/x\n" for n in range(60_000 // part))),
            "dead-redirect",
        ),
        "lines of a table": (_file("permalinks.tsv", "x\n" * (LARGEST_TABLE // 2 // part)), "table-line"),
    }


def _crowded(part: int) -> dict[str, tuple[Plant, str]]:
    return {
        "ten thousand files": (_many("stray-{}", b"", 10_000 // part), "stray-file"),
        "two thousand folders": (_many("briefings/2022/a_{}/en.md", briefing(), 2000 // part), "slug"),
        "folders in folders": (_deep, "stray-file"),
    }


COUNTED = {"flooded": _flooding, "crowded": _crowded}
"""Archives with very many faults; in each archive, each content has a code of its own."""
PARTS = [4, pytest.param(1, marks=pytest.mark.full)]
BOUNDS = {1: SECONDS, 4: 16.0}
"""Seconds for a whole archive and for a quarter, which takes three or four."""
OUTSIDE = {"a name of very many spellings": "places.yaml", "a table too large": "revisions.tsv"}
"""What is named at a file outside its own briefing."""
BUILT: dict[str, Plant] = {
    "paragraphs": _filled("a\n\n"),
    "references": _filled("[a]\n\n", "[a]: https://a.test/\n\n"),
    "one word": _filled("a"),
    "code": _text("```python\n" + 'def a(): return "\\\n' * 6000 + "```"),
    "code in a slow language": _text("```adl\n" + "a" * 120_000 + "\n```"),
    "a name of a thousand long spellings": _spelled(1000, 900),
    "notes": _text("".join(f"x[^{n}]\n\n" for n in range(450)) + "".join(f"[^{n}]: y\n\n" for n in range(450))),
    "a picture of 40 megapixels": _picture(lambda: png(8_000, 5_000)),
    "a picture of noise": _picture(lambda: _noise(200), "a.jpg"),
    "two thousand frames": _picture(_frames, "a.webp"),
    "a table that follows itself": _document(pdfs.before_itself),
    "a thousand pages": _document(lambda: pdfs.many_pages(1_000)),
    "arrays in arrays": _document(pdfs.nested),
    "five hundred letters": lambda content, folder: _letters(content, folder, 500),
}


def _built(room: Path, plants: Mapping[str, Plant], seconds: float = SECONDS) -> Done:
    """Build an archive with all of these, in at most so many seconds of CPU time."""
    content = lay(room) / "content"
    for name, plant in plants.items():
        plant(content, content / "briefings/2022" / _slug(name))
    return run(room, seconds=seconds)


def _slug(name: str) -> str:
    return name.replace(" ", "-")


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Done:
    return _built(tmp_path_factory.mktemp("refused"), {name: plant for name, (plant, _) in REFUSED.items()})


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Done]:
    """Return the build of an archive whose faults are too many to be shown."""
    return cache(
        lambda archive, part: _built(
            tmp_path_factory.mktemp(archive),
            {name: plant for name, (plant, _) in COUNTED[archive](part).items()},
            BOUNDS[part],
        )
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Done:
    return _built(tmp_path_factory.mktemp("built"), BUILT)


@pytest.mark.xdist_group("refused")
@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_time_and_named(name: str, refused: Done) -> None:
    refused.assert_refused()
    place = OUTSIDE.get(name, f"briefings/2022/{_slug(name)}/")
    pattern = rf"/content/{re.escape(place)}.*: fault {REFUSED[name][1]}: "
    assert re.search(pattern, refused.said), refused.said


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("archive", "name"),
    [
        pytest.param(archive, name, marks=pytest.mark.xdist_group(archive))
        for archive, plants in COUNTED.items()
        for name in plants(1)
    ],
)
def test_it_is_refused_in_time_and_counted(
    archive: str, name: str, part: int, counted: Callable[[str, int], Done]
) -> None:
    done, code = counted(archive, part), COUNTED[archive](part)[name][1]
    done.assert_refused()
    assert re.search(rf"^fault {code}: [0-9]+$", done.said, re.MULTILINE), done.said


@pytest.mark.xdist_group("built")
@pytest.mark.parametrize("name", BUILT)
def test_it_is_built_in_time(name: str, built: Done) -> None:
    built.assert_built()
    assert f"en/2022/{_slug(name)}/index.html" in built.site.files


@pytest.mark.full
@pytest.mark.parametrize(
    "plant", [_document(lambda: pdfs.many_pages(100_000)), _picture(lambda: _noise(12_000), "a.jpg"), _letters]
)
def test_a_hundred_thousand_pages_a_tall_picture_or_many_letters_are_built_in_time(
    tmp_path: Path, plant: Plant
) -> None:
    _built(tmp_path, {"largest": plant}).assert_built()


@pytest.mark.full
@pytest.mark.parametrize(
    "plant",
    [
        _document(pdfs.pictures_inflating_twice),
        _document(pdfs.pictures_of_codes),
        _document(pdfs.many_objects),
        _document(pdfs.picturing),
        _many("briefings/2022/a_{}/en.md", briefing()),
    ],
)
def test_slow_pictures_many_parts_or_ten_thousand_folders_are_refused_in_time(tmp_path: Path, plant: Plant) -> None:
    _built(tmp_path, {"largest": plant}).assert_refused()


def test_a_page_may_have_so_many_pictures_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "MOST_PICTURES", 50)
    assert publish_document(pdfs.picturing(50))
    with pytest.raises(DocumentError):
        publish_document(pdfs.picturing(51))
