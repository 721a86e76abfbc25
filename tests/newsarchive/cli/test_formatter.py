"""`newsarchive fix`: the content folder mended, and nothing said otherwise than before."""

import os
import stat
import struct
import zlib
from pathlib import Path

import pytest

from newsarchive.cli import formatter
from newsarchive.cli.formatter import fix_content
from newsarchive.cli.main import main
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from tests.newsarchive.cli.desks import desk_with, fault_codes
from tests.newsarchive.editions import briefing_file, letter_file, translation_file
from tests.sites import NEWSROOM
from tests.traced import plain, traced

A = "briefings/2023/a"
SPOILT = "\ufeff" + briefing_file("Jose\u0301 \nsaid.").replace("\n", "\r\n") + "\r\n"
GOOD = briefing_file("José\nsaid.")


def picture_of(size):
    """Return a PNG with an author that says it has this size, and has hardly a pixel."""
    header = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"tEXt", b"Author\0A"), (b"IDAT", zlib.compress(b"0" * 100)), (b"IEND", b""))
    whole = (
        len(data).to_bytes(4, "big") + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(whole)


def bytes_of(desk):
    return {
        path.relative_to(desk.root).as_posix(): path.read_bytes() for path in desk.root.rglob("*") if path.is_file()
    }


def test_a_spoilt_file_is_mended_with_a_line_for_each_kind_of_change(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": SPOILT, f"{A}/az.md": translation_file()})
    report = fix_content(desk)
    assert (report.mended, report.left) == (1, 0)
    path = desk.root / A / "en.md"
    assert path.read_bytes().decode() == GOOD
    assert list(report.lines) == [
        f"{path}: {desk.say(f'fix.{change}')}"
        for change in ("byte-order-mark", "line-ends", "normal-form", "trailing-space", "blank-end")
    ]
    assert fix_content(desk) == formatter.FormatReport((), 0, 0)


def test_a_dry_run_says_the_same_and_changes_nothing(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": SPOILT, "people.yaml": "b: {names: {en: B}}\na: {names: {en: A}}"})
    before = bytes_of(desk)
    dry = fix_content(desk, dry=True)
    assert bytes_of(desk) == before
    assert dry == fix_content(desk)
    assert bytes_of(desk) != before
    assert dry.mended == 2


def test_vocabularies_are_sorted_and_redirects_are_not(tmp_path):
    files = {"people.yaml": "b: {names: {en: B}}\n\na: {names: {en: A}}\n", "redirects.yaml": "b: c\na: d\n"}
    desk = desk_with(tmp_path, files)
    assert fix_content(desk).mended == 1
    assert (desk.root / "people.yaml").read_text("utf-8") == "a: {names: {en: A}}\n\nb: {names: {en: B}}\n"


def test_translations_stay_up_to_date_and_no_fault_comes(tmp_path):
    place = Place(f"{A}/en.md", A, "briefing", "en")
    original = briefing_file("One  \ntwo \u212b.", title="E\u0301")
    revision = version_of(original.encode(), place).text.revision
    spoilt = original.replace("\u212b.\n", "\u212b. \n").replace("\n", "\r\n") + "\n\n"
    translation = (
        translation_file(translated_revision=revision)
        .replace("title: Başlıq\n", "")
        .replace("translates:", "title: Başlıq \ntranslates:")
    )
    desk = desk_with(tmp_path, {f"{A}/en.md": spoilt, f"{A}/az.md": translation})
    assert fault_codes(desk) == []
    assert fix_content(desk).mended == 2
    assert fault_codes(desk) == []
    assert version_of((desk.root / A / "en.md").read_bytes(), place).text.revision == revision
    assert f"translated_revision: {revision}\n".encode() in (desk.root / A / "az.md").read_bytes()


def test_a_files_permissions_stay(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": SPOILT})
    path = desk.root / A / "en.md"
    path.chmod(0o640)
    fix_content(desk)
    assert path.read_bytes().decode() == GOOD
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["en.md"]


def test_a_symbolic_link_is_not_followed(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": GOOD})
    outside = tmp_path / "outside.md"
    outside.write_bytes(SPOILT.encode())
    (desk.root / A / "az.md").symlink_to(outside)
    (desk.root / "people.yaml").symlink_to(outside)
    folder = tmp_path / "folder" / "b"
    folder.mkdir(parents=True)
    (folder / "en.md").write_bytes(SPOILT.encode())
    (desk.root / "briefings" / "2022").symlink_to(folder.parent)
    assert fix_content(desk) == formatter.FormatReport((), 0, 0)
    assert outside.read_bytes() == (folder / "en.md").read_bytes() == SPOILT.encode()


def test_pictures_and_stray_files_are_left_alone(tmp_path):
    desk = desk_with(
        tmp_path, {f"{A}/p.jpg": b"x \r\n", f"{A}/fr.md": SPOILT, "notes.txt": "a \r\n", ".x/en.md": "a \r\n"}
    )
    before = bytes_of(desk)
    assert fix_content(desk).lines == ()
    assert bytes_of(desk) == before


def test_a_file_that_is_not_utf8_is_left_and_named(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/az.md": SPOILT.encode("utf-16"), f"{A}/en.md": SPOILT}, "ru")
    before = (desk.root / A / "az.md").read_bytes()
    report = fix_content(desk)
    assert (report.mended, report.left) == (1, 1)
    assert (desk.root / A / "az.md").read_bytes() == before
    assert report.lines[0].startswith(f"{desk.root / A / 'az.md'}:1:1: {desk.words('ru', 'check.fault')} not-utf8: ")


@pytest.mark.parametrize(("path", "step"), [("en.md", "mend_text"), ("photo.jpg", "first_answer")])
def test_a_file_that_an_editor_saves_meanwhile_is_left_as_saved(tmp_path, monkeypatch, path, step):
    desk = desk_with(tmp_path, {f"{A}/en.md": SPOILT, f"{A}/photo.jpg": b"a photo"})
    file, mended = (
        desk.root / A / path,
        {"mend_text": formatter.mend_text, "first_answer": lambda *_, **__: b"bare"}[step],
    )

    def saving(*given, **named):
        file.write_bytes(b"saved by the editor")
        return mended(*given, **named)

    monkeypatch.setattr(formatter, step, saving)
    report = fix_content(desk)
    assert file.read_bytes() == b"saved by the editor"
    assert (report.left, any(line.startswith(f"{file}: saved by somebody else") for line in report.lines)) == (1, True)


def test_a_file_that_cannot_be_written_is_named_and_the_others_are_mended(tmp_path, monkeypatch):
    desk = desk_with(tmp_path, {f"{A}/en.md": SPOILT, f"{A}/az.md": translation_file() + "\n"})
    written = formatter.write_all

    def refusing(root, edits):
        if edits[0].path.name == "en.md":
            raise PermissionError(13, "Permission denied", str(edits[0].path))
        written(root, edits)

    monkeypatch.setattr(formatter, "write_all", refusing)
    report = fix_content(desk)
    assert (report.mended, report.left) == (1, 1)
    assert f"{desk.root / A / 'en.md'}: Permission denied" in report.lines
    assert (desk.root / A / "az.md").read_bytes().decode() == translation_file()


def run(desk, *arguments):
    settings = str(NEWSROOM / "pelicanconf.py")
    return main(["fix", "--settings", settings, "--content", str(desk.root), *arguments])


def test_the_command_mends_and_its_dry_run_fails_until_then(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk = desk_with(tmp_path, {f"{A}/en.md": SPOILT, "pages/a/en.md": "---\ntitle: x\nsummary: y\n---\nz"})
    assert run(desk, "--dry-run") == 1
    assert capsys.readouterr().out.splitlines()[-3:] == [
        f"content/pages/a/en.md: {desk.say('fix.final-newline')}",
        "2 files to fix",
        desk.say("dry-run"),
    ]
    assert run(desk) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 files fixed"
    assert run(desk, "--dry-run") == run(desk) == 0
    assert capsys.readouterr().out.splitlines() == ["0 files to fix", desk.say("dry-run"), "0 files fixed"]


def test_the_command_speaks_the_editors_language(tmp_path, capsys):
    desk = desk_with(tmp_path, {"people.yaml": "a: {names: {en: A}}"})
    assert run(desk, "--dry-run", "--language", "az") == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{desk.root / 'people.yaml'}: fayl sətir sonu ilə bitmir",
        "1 fayl düzəldilməlidir",
        "Sınaq idi: heç nə dəyişmədi. --dry-run olmasa, əmr bu faylları dəyişib eyni sözləri yazacaq.",
    ]


def test_the_command_fails_where_a_file_is_left(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk = desk_with(tmp_path, {f"{A}/en.md": b"\xff"})
    assert run(desk) == 1
    assert capsys.readouterr().out.startswith(f"content/{A}/en.md:1:1: fault not-utf8: ")


def test_special_files_are_not_opened(tmp_path):
    desk = desk_with(tmp_path)
    os.mkfifo(desk.root / "people.yaml")
    assert fix_content(desk) == formatter.FormatReport((), 0, 0)


def test_letters_are_mended_by_the_same_rules(tmp_path):
    path = f"{A}/replies/2023-11-02-reader.md"
    spoilt = "---\r\nname: A Reader\r\ndate: 2023-11-02\r\nlanguage: en\r\n---\r\nDear desk, \r\nJose\u0301.\r\n"
    desk = desk_with(tmp_path, {f"{A}/en.md": briefing_file(), path: spoilt})
    report = fix_content(desk)
    assert (report.mended, report.left) == (1, 0)
    assert (desk.root / path).read_bytes().decode() == letter_file("Dear desk,\nJosé.")
    assert fault_codes(desk) == []


def test_pictures_keep_their_pixels_alone(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": GOOD, f"{A}/a.jpg": traced("jpg"), f"{A}/b.png": plain("png")})
    dry = fix_content(desk, dry=True)
    assert (desk.root / A / "a.jpg").read_bytes() == traced("jpg")
    assert dry == fix_content(desk)
    assert dry.lines == (f"{desk.root / A / 'a.jpg'}: {desk.say('fix.traces')}",)
    assert b"camera" not in (desk.root / A / "a.jpg").read_bytes()
    assert fix_content(desk) == formatter.FormatReport((), 0, 0)


def test_a_picture_that_cannot_be_read_is_named_and_the_others_are_mended(tmp_path, monkeypatch):
    desk = desk_with(tmp_path, {f"{A}/en.md": GOOD, f"{A}/a.jpg": traced("jpg"), f"{A}/b.jpg": traced("jpg")})
    unread, read = desk.root / A / "a.jpg", Path.read_bytes

    def refusing(path):
        if path == unread:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    report = fix_content(desk)
    assert (report.mended, report.left) == (1, 1)
    assert report.lines[0] == f"{unread}: Permission denied"
    assert b"camera" not in read(desk.root / A / "b.jpg")


def test_a_picture_of_too_many_pixels_is_left_to_the_check(tmp_path):
    huge = picture_of((60_000, 60_000))
    desk = desk_with(tmp_path, {f"{A}/en.md": GOOD, f"{A}/a.png": huge})
    assert fix_content(desk) == formatter.FormatReport((), 0, 0)


def test_a_damaged_picture_is_left_to_the_check(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": GOOD, f"{A}/a.jpg": traced("jpg")[:-60]})
    assert fix_content(desk) == formatter.FormatReport((), 0, 0)
