"""Nothing is published that tells who made a picture or a document, where and with what, by whichever way it came.

The finished site is read by exiftool, which knows nothing of our rules.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.newsarchive.builds.test_failures import CONF, TAGS, TEXT
from tests.traced import FORMATS, HEIC, JUMBF, chunk, document, picture, plain, traced, with_chunks
from tests.warmbuilds import run_warm

# what exiftool tells of any file; of pictures only their size and how they are coded
GROUPS = {"System", "File", "ExifTool", "JFIF", "PNG", "RIFF", "Meta", "QuickTime", "Composite"}
TRACES = ("GPS", "Comment", "Thumbnail", "ICC", "Make", "Model", "Author", "Artist", "Creator", "Date", "JUMD")
COPIED = [*FORMATS, "pdf"]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder with a small sound archive, and a theme of its own."""
    folder = tmp_path / "content/briefings/2023/a-text"
    folder.mkdir(parents=True)
    (folder / "en.md").write_text(TEXT, "utf-8")
    (tmp_path / "content/tags.yaml").write_text(TAGS, "utf-8")
    return tmp_path


def _build(room: Path, conf: str = "") -> subprocess.CompletedProcess[str]:
    (room / "conf.py").write_text(CONF + conf, "utf-8")
    arguments = ["content", "-s", "conf.py", "-o", "out", "--fatal", "errors"]
    env = {**os.environ, "STORE_PATH": str(room / "store")}
    return run_warm("pelican", *arguments, cwd=room, environment=env)


def _show(folder: Path, name: str) -> None:
    """Let the text there show a picture."""
    text = (folder / "en.md").read_text("utf-8")
    (folder / "en.md").write_text(f"{text}\n![What is seen]({name})\n", "utf-8")


def _told(folder: Path) -> list[dict[str, Any]]:
    """What exiftool tells of all files in a folder that are no text: of each a mapping of `group:tag` to value."""
    command = ["exiftool", "-json", "-a", "-G1", "-s", "-ee", "-r", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [each for each in json.loads(done.stdout) if not _is_text(each)]


def _is_text(told: dict[str, Any]) -> bool:
    kind = str(told.get("File:MIMEType", "text/plain"))
    return kind.startswith("text/") or kind in ("application/json", "application/xml")


def _traces(told: dict[str, Any]) -> list[str]:
    """The tags that a published file must not have."""
    found = []
    for name in told:
        group, _, tag = name.rpartition(":")
        own = group in GROUPS and not any(word in tag for word in TRACES)
        if name != "SourceFile" and group != "System" and not own:
            found.append(name)
    return found


def test_exiftool_sees_what_the_sources_carry(tmp_path: Path) -> None:
    for kind in FORMATS:
        (tmp_path / f"a.{kind}").write_bytes(traced(kind))
    (tmp_path / "a.pdf").write_bytes(document())
    # beside a manifest exiftool does not tell a PNG's EXIF
    (tmp_path / "manifest.PNG").write_bytes(with_chunks(plain("png"), chunk(b"caBX", JUMBF)))
    told = {Path(each["SourceFile"]).suffix[1:]: set(_traces(each)) for each in _told(tmp_path)}
    place = {"GPS:GPSLatitude", "IFD0:Make", "ExifIFD:MakerNoteUnknownText", "IFD0:Orientation"}
    assert all(told[kind] >= place for kind in ("jpg", "png", "webp"))
    assert told["jpg"] >= {"IPTC:By-line", "XMP-dc:Source", "File:Comment", "JFXX:ThumbnailImage", "JUMBF:JUMDType"}
    assert told["png"] >= {"PNG:Author", "XMP-dc:Source", "PNG:ICC_Profile"}
    assert told["PNG"] >= {"JUMBF:JUMDType"}
    assert told["webp"] >= {"XMP-dc:Source", "JUMBF:JUMDType"}
    assert {"IFD0:Make", "IFD0:Artist"} <= told["tif"]
    assert {"PDF:Author", "XMP-dc:Source"} <= told["pdf"]


def test_pictures_of_texts_and_fields_are_published_upright_and_without_a_trace(room: Path) -> None:
    folder = room / "content/briefings/2023/a-text"
    for kind in ("jpg", "png", "webp"):
        (folder / f"in-text.{kind}").write_bytes(traced(kind))
        _show(folder, f"in-text.{kind}")
    (folder / "lead.jpg").write_bytes(traced("jpg"))
    text = (folder / "en.md").read_text("utf-8")
    image = "image: {file: lead.jpg, credit: Someone, alt: What is seen}\nsources:"
    (folder / "en.md").write_text(text.replace("sources:", image), "utf-8")
    done = _build(room)
    assert done.returncode == 0, done.stderr
    told = _told(room / "out")
    assert {Path(each["SourceFile"]).suffix for each in told} >= {".jpg", ".png", ".webp"}
    assert [(each["SourceFile"], _traces(each)) for each in told if _traces(each)] == []
    # the sources lie on their side
    assert {each["Composite:ImageSize"] for each in told} == {"24x48"}
    for path in (room / "out").rglob("*"):
        assert not path.is_file() or b"SECRET" not in path.read_bytes(), path


WAYS = {"STATIC_PATHS": "content/static", "THEME_STATIC_PATHS": "theme/files", "EXTRA_PATH_METADATA": "elsewhere"}
"""Where files lie that a setting copies."""


def test_a_file_with_traces_that_is_only_copied_stops_the_build(room: Path) -> None:
    """All kinds at once, by each way; that one file is enough to stop a build: the next test."""
    moved = {f"../elsewhere/a.{kind}": {"path": f"files/a.{kind}"} for kind in COPIED}
    conf = (
        "STATIC_PATHS = ['static', '../elsewhere']\n"
        f"THEME_STATIC_PATHS = [{str(room / WAYS['THEME_STATIC_PATHS'])!r}]\n"
        f"EXTRA_PATH_METADATA = {moved}\n"
    )
    copied = {f"{folder}/a.{kind}": kind for folder in WAYS.values() for kind in COPIED}
    for path, kind in copied.items():
        (room / path).parent.mkdir(parents=True, exist_ok=True)
        (room / path).write_bytes(document() if kind == "pdf" else traced(kind))
    done = _build(room, conf)
    assert done.returncode == 1
    assert [path for path in copied if f"{path}: fault " not in done.stderr] == []
    assert "SECRET" not in done.stderr + done.stdout
    assert not (room / "out").exists()
    for path, kind in copied.items():
        if kind == "tif":
            (room / path).unlink()
        else:
            (room / path).write_bytes(document(clean=True) if kind == "pdf" else plain(kind))
    done = _build(room, conf)
    assert done.returncode == 0, done.stderr
    told = [each for each in _told(room / "out") if Path(each["SourceFile"]).stem == "a"]
    names = sorted(Path(each["SourceFile"]).name for each in told)
    assert names == sorted(f"a.{kind}" for kind in copied.values() if kind != "tif")
    for each in told:
        assert [tag for tag in _traces(each) if not tag.startswith("PDF:")] == []
        assert not {"PDF:Author", "PDF:Producer", "PDF:CreateDate"} & each.keys()


def test_a_trace_stops_a_build_over_a_site_that_stands_and_leaves_that_as_it_is(room: Path) -> None:
    static = room / "content/static"
    static.mkdir()
    (static / "a.jpg").write_bytes(plain("jpg"))
    conf = "STATIC_PATHS = ['static']\n"
    assert _build(room, conf).returncode == 0
    written = (room / "out/static/a.jpg").stat()
    assert _build(room, conf).returncode == 0
    # Pelican, which would copy it past the archive's own eyes, did not
    assert (room / "out/static/a.jpg").stat() == written
    before = {path: path.read_bytes() for path in (room / "out").rglob("*") if path.is_file()}
    (static / "a.jpg").write_bytes(traced("jpg"))
    (static / "b.txt").write_text("new")
    done = _build(room, conf)
    assert done.returncode == 1
    assert {path: path.read_bytes() for path in (room / "out").rglob("*") if path.is_file()} == before
    (static / "a.jpg").write_bytes(plain("jpg"))
    assert _build(room, conf).returncode == 0
    assert (room / "out/static/b.txt").is_file()
    (static / "b.txt").unlink()
    assert _build(room, conf).returncode == 0
    assert not (room / "out/static/b.txt").exists()


@pytest.mark.parametrize(
    ("name", "data", "code", "found"),
    [
        ("photo.jpg", HEIC, "picture-type", "HEIC"),
        ("photo.png", traced("tif"), "picture-type", "TIFF"),
        ("photo.tif", traced("tif"), "stray-file", ""),
        ("photo.heic", HEIC, "stray-file", ""),
    ],
)
def test_a_picture_of_another_type_beside_a_text_is_refused(
    room: Path, name: str, data: bytes, code: str, found: str
) -> None:
    folder = room / "content/briefings/2023/a-text"
    (folder / name).write_bytes(data)
    if code == "picture-type":
        _show(folder, name)
    done = _build(room)
    assert done.returncode == 1
    assert f"a-text/{name}: fault {code}: " in done.stderr
    assert found in done.stderr
    assert not (room / "out").exists()


def test_a_phones_picture_with_a_second_one_inside_is_published_as_its_first(room: Path) -> None:
    folder = room / "content/briefings/2023/a-text"
    picture().save(folder / "two.jpg", "MPO", save_all=True, append_images=[picture().rotate(180)])
    assert b"MPF\0" in (folder / "two.jpg").read_bytes()
    _show(folder, "two.jpg")
    assert _build(room).returncode == 0
    assert [(each["SourceFile"], _traces(each)) for each in _told(room / "out") if _traces(each)] == []


@pytest.mark.parametrize("conf", ["DIRECT_TEMPLATES = ['standing']\n", "TEMPLATE_PAGES = {'x.html': 'x.html'}\n"])
def test_pelicans_own_pages_cannot_pass_by(room: Path, conf: str) -> None:
    (room / "content/x.html").write_text("<p>x</p>")
    done = _build(room, f"{conf}IGNORE_FILES = ['x.html']\n")
    assert done.returncode != 0
    assert not (room / "out/x.html").exists()
    assert not (room / "out/standing.html").exists()
