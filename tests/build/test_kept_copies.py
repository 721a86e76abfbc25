"""Copies of sources for which the newsroom chose that are published, checked, and leave the site with their text."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.build.test_failures import CONF, TAGS, TEXT
from tests.kept_copies import ADDRESS, MOMENT, PAGE, Answer, copy_of
from tests.warmbuilds import run_warm

BODY = TEXT.replace("https://source.example/", ADDRESS).replace(", lang: en}", ", lang: en, publish: body}")
PUBLICATION = """
SITEURL, CHECKSUMS, RECORDS, ALLOW_PLACEHOLDERS = "https://archive.test", True, True, True
"""
GOOD = copy_of()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def line(data: bytes, moment: str = MOMENT, size: int = 0, address: str = ADDRESS, page: bytes = PAGE) -> str:
    day = moment[:10].replace("-", "")
    file = f"news.example/{day}-{sha256(data)}.wacz"
    return "\t".join(
        (address, moment, "fetched", sha256(page), sha256(b"words"), file, str(size or len(data)), "-", "-")
    )


class Room:
    """A small archive, with a folder of copies beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content, self.out = folder, folder / "content", folder / "out"
        self.text = self.content / "briefings/2023/a-text/en.md"
        self.text.parent.mkdir(parents=True)
        self.text.write_text(BODY, "utf-8")
        (self.content / "tags.yaml").write_text(TAGS, "utf-8")
        self.keep(GOOD)

    def keep(self, data: bytes, **how: object) -> Path:
        """Record a copy in the table, and put its file where it belongs; its path."""
        (self.content / "kept.tsv").write_text(line(data, **how) + "\n", "utf-8")
        file = self.folder / "kept" / line(data, **how).split("\t")[5]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file

    def build(self, conf: str = PUBLICATION, *, copies: str = "kept", **more: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "conf.py").write_text(CONF + conf, "utf-8")
        arguments = ["content", "-s", "conf.py", "-o", "out", "--fatal", "errors"]
        store, kept = str(self.folder / "store"), str(self.folder / copies)
        environment = {**os.environ, "STORE_PATH": store, "KEPT_PATH": kept, **more}
        return run_warm("pelican", *arguments, cwd=self.folder, environment=environment)

    def files(self) -> Mapping[str, bytes]:
        """The published copies by their name."""
        return {path.name: path.read_bytes() for path in (self.out / "kept").glob("*")}

    def page(self) -> str:
        return (self.out / "en/2023/a-text/index.html").read_text("utf-8")


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_a_copy_is_published_linked_and_stays_until_its_text_is_withdrawn(room: Room) -> None:
    done = room.build(f'{PUBLICATION}EDITIONS = ("site", "html")\n')
    assert done.returncode == 0, done.stderr
    name = f"{sha256(GOOD)}.wacz"
    assert room.files() == {name: GOOD}
    assert f'href="../../../kept/{name}"' in room.page()
    assert re.search(r"\d\u00a0KB\)</a>", room.page())
    assert f"{sha256(GOOD)}  kept/{name}" in (room.out / "SHA256SUMS").read_text("utf-8")
    permalinks = (room.content / "permalinks.tsv").read_text("utf-8")
    assert re.search(rf"^kept/{name}\ta-text\t\d{{4}}-\d\d-\d\d$", permalinks, re.MULTILINE)
    _require_no_copy_in_editions(room.out / "editions/en", f"https://archive.test/kept/{name}")
    room.text.write_text(BODY.replace(", publish: body", ""), "utf-8")
    done = room.build()
    assert done.returncode == 1
    assert re.search(r"content/permalinks\.tsv:2:1: fault copy-lost: .*“a-text” .*at /kept/", done.stderr)
    assert room.files()
    withdrawn = "status: withdrawn\nwithdrawal: {date: 2024-01-02, reason: court order}\n---\n"
    room.text.write_text(BODY.partition("---\n\n")[0] + withdrawn, "utf-8")
    done = room.build()
    assert done.returncode == 0, done.stderr
    assert room.files() == {}
    assert "kept/" not in (room.out / "SHA256SUMS").read_text("utf-8")


def _require_no_copy_in_editions(folder: Path, link: str) -> None:
    """Require that the copy of a site and the one file have no kept copy, and lead to it on the site."""
    (packed,) = folder.glob("*.zip")
    assert any(link in page.read_text("utf-8") for page in folder.glob("*.html"))
    with zipfile.ZipFile(packed) as file:
        assert not [name for name in file.namelist() if "wacz" in name]
        assert any(link.encode() in file.read(name) for name in file.namelist())


@pytest.mark.parametrize(
    "change", ["missing", *(pytest.param(f"other {each}", marks=pytest.mark.full) for each in ("bytes", "size"))]
)
def test_only_a_publication_needs_the_right_file_and_any_build_names_it(room: Room, change: str) -> None:
    file = room.keep(GOOD, size=9 if change == "other size" else 0)
    if change == "missing":
        file.unlink()
    elif change == "other bytes":
        file.write_bytes(GOOD[:-1] + b"\1")
    code = "body-missing" if change == "missing" else "body-altered"
    done = room.build()
    assert done.returncode == 1
    place = rf"content/briefings/2023/a-text/en\.md:7:11: fault {code}: .*{re.escape(ADDRESS)}.*news\.example/20260312-"
    assert re.search(place, done.stderr), done.stderr
    assert str(room.folder) not in done.stderr
    assert not room.out.exists()
    done = room.build("")
    assert done.returncode == 0, done.stderr
    # a local build reads no copy: it publishes none
    assert (f"warning {code}: " in done.stderr) is (change != "other bytes")
    assert "kept/" not in room.page()
    file.write_bytes(GOOD)
    room.keep(GOOD)
    assert "body-" not in room.build("").stderr


def test_a_line_does_not_publish_the_file_of_another_source_day_or_page(room: Room) -> None:
    """A copy that nobody chose, such as that of a draft's source, went online if a line gave it another address."""
    for how in (
        {"data": copy_of(mainPageURL="https://news.example/of-a-draft")},
        {"data": GOOD, "moment": BEFORE},
        {"data": GOOD, "page": OTHER_PAGE},
    ):
        room.keep(**how)
        assert f"fault body-altered: the copy of this source ({ADDRESS}) is not the one" in room.build().stderr
        assert not room.out.exists()


def test_a_file_that_appears_or_goes_is_noticed_by_a_build_that_has_nothing_else_to_do(room: Room) -> None:
    file = room.keep(GOOD)
    assert room.build().returncode == 0
    assert "0 rendered, 0 written" in room.build().stdout
    file.unlink()
    assert "fault body-missing" in room.build().stderr
    assert "warning body-missing" in room.build("").stderr
    file.write_bytes(GOOD)
    assert "body-missing" not in room.build("").stderr


def test_the_copies_of_a_site_are_a_folder_of_copies_that_gives_the_same_bytes(room: Room) -> None:
    assert room.build().returncode == 0
    sums = (room.out / "SHA256SUMS").read_bytes()
    room.out.rename(room.folder / "elsewhere")
    (room.folder / ".out.files").unlink()
    done = room.build(PUBLICATION.replace("RECORDS", "RECORDS_OFF"), copies="elsewhere/kept")
    assert done.returncode == 0, done.stderr
    assert (room.out / "SHA256SUMS").read_bytes() == sums


OTHER_PAGE, BEFORE = PAGE + b"<p>Other words.</p>", "2026-03-11T08:00:00Z"
OTHER, EARLIER = copy_of(Answer(OTHER_PAGE)), copy_of(Answer(OTHER_PAGE), mainPageDate=BEFORE)


def _other_copy(room: Room) -> None:
    room.keep(OTHER, page=OTHER_PAGE)


def _earlier_copy(room: Room) -> None:
    """Two branches kept the same source: the earliest copy counts."""
    room.keep(EARLIER, moment=BEFORE, page=OTHER_PAGE)
    both = sorted(((room.content / "kept.tsv").read_text().rstrip(), line(GOOD)))
    (room.content / "kept.tsv").write_text("\n".join(both) + "\n", "utf-8")


def _digest_alone(room: Room) -> None:
    room.text.write_text(BODY.replace(", publish: body", ""), "utf-8")


def _hidden(room: Room) -> None:
    room.text.write_text(BODY.replace("tags: [press]", "tags: [press]\nstatus: hidden"), "utf-8")


@pytest.mark.parametrize(
    ("edit", "copies"),
    [
        (_earlier_copy, {EARLIER}),
        *(
            pytest.param(*each, marks=pytest.mark.full)
            for each in ((_other_copy, {OTHER}), (_digest_alone, set()), (_hidden, set()))
        ),
    ],
)
def test_an_incremental_build_has_the_copies_that_a_clean_one_has(
    room: Room, edit: Callable[[Room], None], copies: set[bytes]
) -> None:
    unrecorded = PUBLICATION.replace("RECORDS", "RECORDS_OFF")
    assert room.build(unrecorded).returncode == 0
    edit(room)
    assert room.build(unrecorded).returncode == 0
    built = {path.relative_to(room.out): path.read_bytes() for path in room.out.rglob("*") if path.is_file()}
    assert set(room.files().values()) == copies
    for path in (room.out, room.folder / "store"):
        shutil.rmtree(path)
    assert room.build(unrecorded).returncode == 0
    clean = {path.relative_to(room.out): path.read_bytes() for path in room.out.rglob("*") if path.is_file()}
    assert built == clean


def test_what_a_copy_says_beside_its_page_stops_the_build_with_the_address(room: Room) -> None:
    room.keep(copy_of(Answer(headers=[("Set-Cookie", "reader=1")])))
    done = room.build()
    assert done.returncode == 1
    assert re.search(rf"kept/[0-9a-f]{{64}}\.wacz: fault trace-inside: at {ADDRESS}, .*set-cookie", done.stderr)
    assert not room.out.exists()


def test_the_redaction_list_reaches_the_copies(room: Room) -> None:
    (room.folder / "lists").mkdir()
    (room.folder / "lists/redactions.txt").write_text("Gizli Şahidov\n", "utf-8")
    hidden = "https://news.example/gizli-shahidov"
    unread = Answer(b"<p>\xff", f"{hidden}/2", [("Content-Type", "text/html; charset=x-user-defined")])
    room.keep(copy_of(Answer(), Answer("<p>Gizli Şahidov</p>".encode("utf-16"), hidden), unread))
    done = room.build(REDACTIONS=str(room.folder / "lists/redactions.txt"))
    assert done.returncode == 1
    assert "fault redaction-kept: at https://news.example/[…], " in done.stderr
    assert "fault redaction-kept-unreadable: https://news.example/[…]/2 in " in done.stderr
    assert "ahidov" not in done.stderr + done.stdout
    assert not room.out.exists()
