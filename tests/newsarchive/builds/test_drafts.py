"""No draft that a preview or a build with drafts has written is ever left in a folder that a publication leaves."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from newsarchive.build.guards import MARK
from newsarchive.build.output import manifest_path, read_manifest, write_manifest
from tests.newsarchive.builds.session_content import CONTENT
from tests.newsarchive_sources.builds.kept_site import files_below
from tests.previews import free_port
from tests.rooms import command_of, furnish, plain_environment
from tests.sites import FIXTURE, FIXTURE_CONF, FIXTURE_DAY, PUBLIC, little_content, run_pelican

pytestmark = pytest.mark.long

DRAFT = "en/2022/draft-text/index.html"
WAITING = "en/2022/embargoed-text/index.html"
DRAFTS = ("-e", "SHOW_DRAFTS=true")


def _build(output: Path, *extra: str, public: bool = False) -> subprocess.CompletedProcess[str]:
    url = PUBLIC if public else ""
    environment = {"FIXTURE_SITEURL": url, "STORE_PATH": str(output.parent / "store")}
    content = next(folder / "content" for folder in (*output.parents, FIXTURE) if (folder / "content").is_dir())
    return run_pelican(FIXTURE_CONF, output, str(content), *extra, SOURCE_DATE_EPOCH=FIXTURE_DAY, **environment)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a little of the fixture's content, and an output that was built from it with drafts."""
    folder = tmp_path_factory.mktemp("drafts")
    little_content(folder / "content")
    done = _build(folder / "output", *DRAFTS)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def previewed(first: Path, tmp_path: Path) -> Path:
    """An output that was built with drafts, which the test may change."""
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    return tmp_path / "output"


@pytest.fixture(scope="module")
def clean(first: Path) -> Path:
    """The publication, built into a folder of its own."""
    done = _build(first / "public", public=True)
    assert done.returncode == 0, done.stderr
    return first / "public"


def _by_an_older_version(output: Path) -> None:
    """An older version left no mark."""
    (output / MARK).unlink()
    write_manifest(output, read_manifest(output) - {MARK})


def _refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    for each in words:
        assert each in done.stderr.splitlines()[-1]


def test_a_build_with_drafts_says_so_in_its_folder(previewed: Path) -> None:
    assert (previewed / DRAFT).is_file()
    assert (previewed / WAITING).is_file()
    assert "Do not publish" in (previewed / MARK).read_text("utf-8")


def test_nothing_is_published_over_drafts(previewed: Path) -> None:
    before = files_below(previewed)
    _refused(_build(previewed, public=True), str(previewed), "./newsarchive clean")
    assert files_below(previewed) == before


def test_nothing_is_published_around_drafts(previewed: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    shutil.move(previewed, outer / "deep" / "site")
    done = _build(outer, public=True)
    _refused(done, f"{outer / 'deep' / 'site' / MARK}", "stop it", "another folder")
    assert [path.name for path in outer.iterdir()] == ["deep"]


def test_after_a_local_build_nothing_of_the_drafts_is_left(previewed: Path, clean: Path) -> None:
    assert _build(previewed).returncode == 0
    assert not any((previewed / path).exists() for path in (DRAFT, WAITING, MARK))
    assert _build(previewed, public=True).returncode == 0
    assert files_below(previewed) == files_below(clean)


def test_drafts_go_from_the_folder_that_a_link_leads_to(previewed: Path) -> None:
    link = previewed.with_name("link")
    link.symlink_to(previewed.name)
    (previewed.parent / "cover").symlink_to(previewed.parent)
    for output in (link, previewed.parent / "cover" / "output"):
        assert _build(output, *DRAFTS).returncode == 0
        assert (previewed / DRAFT).is_file()
        assert _build(output).returncode == 0
        assert link.is_symlink()
        assert not any((previewed / path).exists() for path in (DRAFT, WAITING, MARK))
    assert not list(previewed.parent.glob(".link.*"))


@pytest.mark.parametrize("below", ["new", "en/new"])
def test_nothing_is_built_inside_another_output(previewed: Path, below: str) -> None:
    _refused(_build(previewed / below), f"is inside {previewed}, the output of another build", "OUTPUTDIR")
    assert _build(previewed).returncode == 0
    _refused(_build(previewed / below), f"is inside {previewed}, the output of another build", ".output.files")
    assert not (previewed / below).exists()


def test_a_publication_over_the_preview_of_an_older_version_leaves_nothing_of_it(previewed: Path, clean: Path) -> None:
    _by_an_older_version(previewed)
    assert _build(previewed, public=True).returncode == 0
    assert files_below(previewed) == files_below(clean)


@pytest.mark.parametrize("public", [False, True])
def test_drafts_of_which_no_list_tells_are_named_and_nothing_is_built_over_them(previewed: Path, public: bool) -> None:
    """As of a folder that was moved or copied, which leaves the list of its files behind."""
    manifest_path(previewed).unlink()
    shutil.rmtree(previewed.parent / "store")
    before = files_below(previewed)
    _refused(_build(previewed, public=public), str(previewed / MARK), "remove the folder")
    (previewed / MARK).unlink()
    _refused(_build(previewed, public=public), "is a page of briefings/2022/", "remove the folder")
    del before[MARK]
    assert files_below(previewed) == before


def test_a_publication_with_drafts_is_refused(tmp_path: Path) -> None:
    _refused(_build(tmp_path / "output", *DRAFTS, public=True), "SHOW_DRAFTS", "publishconf.py")
    assert not (tmp_path / "output").exists()


def test_a_local_build_and_a_publication_at_once_leave_one_of_them_whole(previewed: Path, clean: Path) -> None:
    assert _build(previewed).returncode == 0
    local = files_below(previewed)
    wholes = [local, files_below(clean)]
    waited = 0
    for _ in range(10):
        with ThreadPoolExecutor() as threads:
            both = [threads.submit(_build, previewed, public=public) for public in (True, False)]
            done = [each.result() for each in both]
        assert [each.returncode for each in done] == [0, 0]
        assert files_below(previewed) in wholes
        waited += any("waiting for it" in each.stderr for each in done)
        if waited:
            return
    raise AssertionError("in 10 turns neither build waited for the other")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """An editor's room whose archive has a draft."""
    text = CONTENT["briefings/2022/a-seat-in-court/en.md"].replace("date: 2022-03", "date: 2022-04\nstatus: draft")
    return furnish(tmp_path / "archive", {**CONTENT, "briefings/2022/a-draft/en.md": text})


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def serving(room: Path) -> Iterator[Start]:
    """Start previews; they are ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*command: str, folder: str = ".") -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        env = plain_environment(room)
        started.append(
            subprocess.Popen(command, cwd=room / folder, env=env, text=True, start_new_session=True, **pipes)
        )  # type: ignore[call-overload]
        return started[-1]

    yield start
    for process in started:
        _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    """End make, the preview and what that has started, as a machine that loses its power does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _make(room: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = plain_environment(room)
    return subprocess.run(["make", *arguments], cwd=room, env=env, capture_output=True, text=True, check=False)


def _wait_for(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout
    seen = ""
    for line in process.stdout:
        seen += line
        if words in line:
            return seen
    raise AssertionError(seen)


def test_a_preview_lies_in_a_folder_of_its_own_also_when_it_is_killed(room: Path, serving: Start) -> None:
    process = serving("make", "serve", f"PORT={free_port()}", "CONFFILE=publishconf.py")
    _wait_for(process, "(Ctrl-C ends)")
    preview = room / ".preview"
    assert (preview / "site/en/2022/a-draft/index.html").is_file()
    assert stat.S_IMODE(preview.stat().st_mode) == 0o700
    _kill(process)
    assert [path.name for path in room.iterdir() if "output" in path.name] == []
    # nor does a preview of the public settings record anything
    assert not list((room / "content").glob("*.tsv"))
    assert "/.preview" in (room / ".gitignore").read_text("utf-8").splitlines()


def test_a_preview_and_a_publication_do_not_mix_and_both_are_cleaned(room: Path, serving: Start) -> None:
    _wait_for(serving("make", "serve", f"PORT={free_port()}"), "(Ctrl-C ends)")
    assert (room / ".preview/site/en/2022/a-draft/index.html").is_file()
    public = {"RECORDS": "no", "ALLOW_PLACEHOLDERS": "1"}
    done = command_of(room, "publish", "--settings=publishconf.py", **public)
    assert done.returncode == 0, done.stderr
    assert (room / "output/en/2022/a-seat-in-court/index.html").is_file()
    assert not (room / "output/en/2022/a-draft").exists()
    done = _make(room, "clean")
    assert done.returncode == 0, done.stderr
    assert not (room / ".preview").exists()
    assert files_below(room / "output") == {}


def test_a_preview_is_begun_in_any_folder(room: Path, serving: Start) -> None:
    command = ("../../newsarchive", "serve", f"--port={free_port()}", "--output=../../.preview/elsewhere")
    _wait_for(serving(*command, folder="content/briefings"), "(Ctrl-C ends)")
    assert (room / ".preview/elsewhere/en/2022/a-draft/index.html").is_file()


def test_a_preview_is_not_built_over_a_site(room: Path) -> None:
    assert command_of(room, "html").returncode == 0
    before = files_below(room / "output")
    _refused(command_of(room, "serve", "--output", "output"), "output contains files that are not a preview")
    assert files_below(room / "output") == before


def test_a_local_build_in_place_of_a_publication_says_so_before_it_writes(first: Path, tmp_path: Path) -> None:
    shutil.copytree(first / "content", tmp_path / "content")
    output = tmp_path / "output"
    assert _build(output, public=True).returncode == 0
    published, said = files_below(output), f"this local build replaces the publication in {output}"
    (output / DRAFT).parent.mkdir(parents=True)
    (output / DRAFT).touch()
    done = _build(output)
    assert (done.returncode, done.stderr.count(said)) == (1, 1), done.stderr
    (output / DRAFT).unlink()
    assert files_below(output) == published
    done = _build(output)
    assert (done.returncode, done.stderr.count(said)) == (0, 1), done.stderr
    assert said not in done.stdout + _build(output).stderr
