"""`newsarchive serve` as an editor lives with it: save, see; break it, read why; mend it, see again."""

from __future__ import annotations

import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path

import pytest

from tests.newsarchive.builds.session_content import CONTENT
from tests.previews import fetch, free_port, rebuilt, wait_for
from tests.rooms import command_of, furnish, plain_environment, save
from tests.sites import FIXTURE, FIXTURE_DAY, ROOT, Document, little_content, words_of

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("preview")]

TEXT = "briefings/2021/elek/en.md"
PAGE = "en/2021/elek/"


@dataclass
class Served:
    """A running preview."""

    process: subprocess.Popen[str]
    content: Path
    lines: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it listens, as it says."""
        return next((line.split(" ")[0] for line in self.lines if line.startswith("http://")), "")

    def listen(self) -> None:
        """Collect what it prints, until it ends."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        return fetch(self.address + path)

    def end(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()

    def edit(self, old: str, new: str) -> None:
        """Save a change of the text."""
        path = self.content / TEXT
        text = path.read_text("utf-8")
        assert old in text
        save(path, text.replace(old, new), self.content.parent)


def _wait(for_what: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if for_what():
            return True
        time.sleep(0.1)
    return False


def _start(content: Path, output: Path, port: int, settings: Path = FIXTURE / "siteconf.py") -> Served:
    command = [sys.executable, "-u", "-m", "newsarchive", "serve", "--settings", str(settings)]
    command += ["--content", str(content), "--output", str(output), "--port", str(port)]
    env = {**os.environ, "STORE_PATH": str(output.parent / "store"), "SOURCE_DATE_EPOCH": FIXTURE_DAY}
    return _served(command, ROOT, env, content)


def _served(command: list[str], folder: Path, env: dict[str, str], content: Path) -> Served:
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    )
    served = Served(process, content)
    threading.Thread(target=served.listen, daemon=True).start()
    assert _wait(lambda: bool(served.address)), served.lines
    return served


OWN_PLUGIN = """from pelican import signals

def add(generator):
    generator.env.globals["own_word"] = "one"

def register():
    signals.generator_init.connect(add)
"""
OWN_SETTINGS = f"""import sys
from pathlib import Path
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "code"), {str(FIXTURE)!r}]
from siteconf import *
THEME_TEMPLATES_OVERRIDES = [str(Path(__file__).parent / "overrides")]
PLUGINS = [*PLUGINS, "own_plugin"]
"""


FOOTER = "<footer>{{ own_word }}</footer>"
OWN = {"conf.py": OWN_SETTINGS, "code/own_plugin.py": OWN_PLUGIN, "overrides/partials/footer.html": FOOTER}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview that several tests look at, with an override and a plugin of its own."""
    root = tmp_path_factory.mktemp("served")
    for path, text in OWN.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    preview = _start(little_content(root / "content"), root / "output", free_port(), root / "conf.py")
    yield preview
    preview.end()


def test_a_save_shows_a_fault_shows_itself_and_its_mending_too(served: Served) -> None:
    status, page = served.get(PAGE)
    assert status == 200
    assert "new EventSource" in page
    assert "The sieve" in page

    with rebuilt(served.address):
        served.edit("title: The sieve", "title: The colander")
    assert "The colander" in served.get(PAGE)[1]

    with rebuilt(served.address):
        served.edit("translates: az", "translates: tr")
    status, page = served.get(PAGE)
    assert status == 200
    assert "The colander" in page
    assert "“translates: tr” refers to a text that is not in this folder; add tr.md, or remove " in _strip(page)
    assert "new EventSource" in page

    with rebuilt(served.address):
        served.edit("translates: tr", "translates: az")
    assert _strip(served.get(PAGE)[1]) == ""
    assert served.process.poll() is None


def _strip(page: str) -> str:
    """The words above a page about faults of the content; empty if there are none."""
    found = re.findall('<div id="preview-faults" role="status">(.*?)</div>', page)
    return unescape(found[0]) if found else ""


def _rendered(served: Served) -> int:
    """How many pages the last build rendered, as the terminal says once all of its lines are there."""
    time.sleep(0.2)
    return [int(found[1]) for line in served.lines if (found := re.search(r" (\d+) rendered", line))][-1]


def test_a_faulty_text_keeps_its_last_good_state_and_stops_no_other(served: Served) -> None:
    other = served.content / "briefings/2021/lek/az.md"
    with rebuilt(served.address):
        served.edit("summary: First", "sumary: First")
    assert _rendered(served) == 0
    for path, count in (("en/", "1 fault"), ("az/", "1 xəta"), ("ru/2021/", "1 ошибка"), ("en/nowhere/", "1 fault")):
        strip = _strip(served.get(path)[1])
        assert strip.startswith(f"<strong>{count}</strong> <ul>")
        assert f"{served.content}/{TEXT}:3:1</code>" in strip
    status, page = served.get(PAGE)
    assert status == 200
    assert "First written in Azerbaijani." in page
    assert "This page shows the text as it was before the fault." in _strip(page)

    # somebody else's text goes on meanwhile, and a second fault is named beside the first
    text = other.read_text("utf-8")
    with rebuilt(served.address):
        save(other, text.replace("\n---\n\n", "\n---\n\nYeni söz. "), served.content.parent)
    assert "Yeni söz." in served.get("az/2021/lek/")[1]
    assert _rendered(served) < 5
    with rebuilt(served.address):
        save(other, text.replace("title:", "titel:", 1), served.content.parent)
    status, page = served.get("az/2021/lek/")
    assert status == 200
    assert "Yeni söz." in page
    strip = _strip(page)
    assert 0 < strip.index("lek/az.md") < strip.index(TEXT)
    assert "Bu səhifədə mətnin xətadan əvvəlki halı göstərilir." in strip
    with rebuilt(served.address):
        save(other, text, served.content.parent)
    assert "Yeni söz." not in served.get("az/2021/lek/")[1]

    with rebuilt(served.address):
        served.edit("sumary: First", "summary: At first")
    assert _rendered(served) < 10
    assert "At first written in" in served.get(PAGE)[1]
    assert _strip(served.get("en/")[1]) == ""


def test_a_new_faulty_translation_has_a_page_of_its_faults_and_the_others_theirs(served: Served) -> None:
    new = served.content / "briefings/2021/elek/ru.md"
    with rebuilt(served.address):
        save(new, "---\ntitle: Сито\nsummary:\ntranslates: az\ntags: [press]\n---\n", served.content.parent)
    assert served.get(PAGE)[0] == 200
    for path in ("ru/2021/elek/", "ru/2021/elek"):
        status, page = served.get(path)
        assert status == 500
        assert '<html lang="ru">' in page
        assert "Эту страницу пока нельзя показать." in page
        assert '<pre class="quote" dir="auto">summary:<mark> </mark></pre>' in page
        assert page.count("ru.md:3:9") == 1
    with rebuilt(served.address):
        new.unlink()
    assert served.get("ru/2021/elek/")[0] == 404
    assert _strip(served.get("ru/")[1]) == ""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("press:", "new: {names: [}\n\npress:", "tags.yaml:"),
        ("press:", "prees:", f"{TEXT.replace('en.md', 'az.md')}:5:8"),
    ],
    ids=["unreadable", "a term removed"],
)
def test_a_fault_of_a_vocabulary_leaves_the_last_site_on_show(served: Served, old: str, new: str, place: str) -> None:
    tags = served.content / "tags.yaml"
    text = tags.read_text("utf-8") + "# topics\n"
    assert f"\n{old}" in f"\n{text}"
    with rebuilt(served.address):  # an earlier test removed a text, and with it the whole cache
        save(tags, text, served.content.parent)
    with rebuilt(served.address):
        save(tags, text.replace(old, new, 1), served.content.parent)
    for path in (PAGE, "az/2021/elek/"):
        status, page = served.get(path)
        assert status == 200
    assert f"{served.content}/{place}" in _strip(page)
    assert "Xəta düzəldilənə qədər bütün səhifələr əvvəlki kimi qalır." in _strip(page)
    assert served.get("en/nowhere/")[0] == 500
    with rebuilt(served.address):
        save(tags, text, served.content.parent)
    assert _strip(served.get(PAGE)[1]) == ""
    assert _rendered(served) == 0


def test_faults_at_the_start_leave_out_their_texts_alone(tmp_path: Path) -> None:
    content = little_content(tmp_path / "content")
    original, translation = content / "briefings/2021/lek/az.md", content / TEXT
    for path in (original, translation):
        save(path, path.read_text("utf-8").replace("title:", "titel:", 1), tmp_path)
    # a link to a text that is left out is nobody's fault
    linking = content / "briefings/2022/draft-text/en.md"
    save(linking, linking.read_text("utf-8") + "\n[The lek](../../2021/lek/az.md).\n", tmp_path)
    preview = _start(content, tmp_path / "output", free_port())
    try:
        assert preview.get("az/2021/elek/")[0] == 200
        for path in ("en/2022/draft-text/", "ru/"):
            strip = _strip(preview.get(path)[1])
            assert str(original) in strip
            assert str(translation) in strip
        for path in ("az/2021/lek/", PAGE):
            status, page = preview.get(path)
            assert (status, page.count("<mark>titel:</mark>")) == (500, 2)
        with rebuilt(preview.address):
            save(original, original.read_text("utf-8").replace("titel:", "title:"), tmp_path)
        assert preview.get("az/2021/lek/")[0] == 200
        assert preview.get(PAGE)[0] == 500
    finally:
        preview.end()


def test_saves_of_overrides_and_of_own_plugins_are_noticed_wherever_they_lie(served: Served) -> None:
    page, root = f"{served.address}en/", served.content.parent
    assert "<footer>one</footer>" in fetch(page)[1]
    save(root / "overrides/partials/footer.html", f"<i>{FOOTER}</i>", root)
    wait_for(page, "<i><footer>one</footer></i>")
    save(root / "code/own_plugin.py", OWN_PLUGIN.replace("one", "another"), root)
    wait_for(page, "<i><footer>another</footer></i>")


def test_drafts_are_shown_marked_and_never_in_the_files_of_a_plain_build(served: Served) -> None:
    status, page = served.get("en/2022/draft-text/")
    assert status == 200
    assert "Draft: not published yet." in page
    written = served.content.with_name("output") / "en/2022/draft-text/index.html"
    assert "new EventSource" not in written.read_text("utf-8")
    assert served.get("en/nowhere/")[0] == 404


MARKED = {
    "az": ("Qaralama", "1 yanvar 2999 tarixində dərc olunacaq"),
    "en": ("Draft", "Goes online on 1 January 2999"),
    "ru": ("Черновик", "Выйдет 1 января 2999\u202fг."),
    "ar": ("مسودة", "يُنشر في 1 يناير 2999"),
    "ka": ("მონახაზი", "გამოქვეყნების დღე: 1 იანვარი, 2999"),
}


def _marks(page: str) -> dict[str, str]:
    """The mark of each marked entry of a page's lists, by the title that it marks."""
    found = {}
    for element in Document("", page).tree.iter():
        marks = [words_of(each) for each in element if each.get("class") == "entry-mark"]
        if marks:
            found[words_of(next(element.iter("a")))] = marks[0]
    return found


def test_what_is_not_published_yet_is_marked_in_every_list_of_every_language(served: Served) -> None:
    for language, (draft, waits) in MARKED.items():
        both = {"Draft text": draft, "Embargoed text": waits}
        assert _marks(served.get(f"{language}/2022/")[1]) == both
        assert _marks(served.get(f"{language}/archive/")[1]) == both
        assert _marks(served.get(f"{language}/")[1])["Embargoed text"] == waits
        assert _marks(served.get(f"{language}/tags/press/")[1])["Embargoed text"] == waits
    page = served.get("en/2022/embargoed-text/")[1]
    assert "Not published yet: goes online on 1 January 2999." in page
    assert _marks(page)["Draft text"] == "Draft"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview in a room of its own, where anything may be broken; none of it may end the preview."""
    room = furnish(tmp_path_factory.mktemp("preview") / "archive", CONTENT)
    (room / ".preview").mkdir(mode=0o755)
    command = [str(room / ".venv/bin/python"), "-u", "-m", "newsarchive", "serve", "--port", str(free_port())]
    served = _served(command, room, plain_environment(room), room / "content")
    yield served
    assert served.process.poll() is None, served.lines
    served.end()


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:8000", 200), ("localhost", 200), ("evil.example:8000", 421), ("", 421)]
)
def test_drafts_are_not_told_to_a_page_under_another_name(room: Served, host: str, status: int) -> None:
    for path in ("en/2022/a-seat-in-court/", ".preview/events" if status == 421 else "404.html"):
        request = urllib.request.Request(room.address + path, headers={"Host": host})
        assert fetch(request)[0] == status


def test_no_other_user_of_the_machine_may_look_into_the_previews_folder(room: Served) -> None:
    assert (room.content.parent / ".preview").stat().st_mode & 0o777 == 0o700


def _processes(word: str) -> set[int]:
    """The processes that have a word in their command line."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found |= {int(path.parent.name)} if word.encode() in path.read_bytes() else set()
    return found


def test_a_second_preview_takes_another_port_and_ends_with_its_builder_when_it_is_killed(
    served: Served, tmp_path: Path
) -> None:
    port, other = int(served.address.rstrip("/").rpartition(":")[2]), tmp_path / "other"
    second = _start(served.content, other, port)
    try:
        assert f"port {port} is in use; taking " in "\n".join(second.lines)
        assert second.get(PAGE)[0] == 200
        assert len(_processes(str(other))) == 2
        second.process.kill()
        second.process.wait(10)
        assert _wait(lambda: not _processes(str(other)))
    finally:
        second.end()


SEAT = "content/briefings/2022/a-seat-in-court"


def _replaced(path: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(room: Path) -> None:
        text = (room / path).read_text("utf-8")
        assert old in text
        save(room / path, text.replace(old, new, 1), room)

    return edit


def _gone(path: str) -> Callable[[Path], None]:
    def remove(room: Path) -> None:
        (shutil.rmtree if (room / path).is_dir() else os.unlink)(room / path)

    return remove


def _warned_and_wrong(room: Path) -> None:
    """A warning in a file before the one with the fault."""
    _replaced(f"{SEAT}/en.md", "https://", "http://")(room)
    _replaced(f"{SEAT}/ru.md", "translates: en", "translates: de")(room)


@pytest.mark.parametrize(
    ("kept", "broken", "place", "message"),
    [
        pytest.param(
            "theme/templates/home.html",
            _replaced("theme/templates/home.html", "{%", "{% nothing %}{%"),
            "theme/templates/home.html:1",
            "unknown tag 'nothing'",
            id="template",
        ),
        pytest.param(
            "pelicanconf.py",
            _replaced("pelicanconf.py", "LANGUAGES = (", "LANGUAGES = (("),
            "pelicanconf.py:",
            "SyntaxError",
            id="settings",
        ),
        pytest.param("pelicanconf.py", _gone("pelicanconf.py"), "pelicanconf.py<", "is not there", id="no settings"),
        pytest.param(
            "plugins/newsarchive/pages/listings.py",
            _replaced("plugins/newsarchive/pages/listings.py", "import", "import nowhere nowhere "),
            "plugins/newsarchive/pages/listings.py:",
            "SyntaxError",
            id="plugin",
            marks=pytest.mark.full,  # the builder starts anew, as after the save of a plugin of one's own above
        ),
        pytest.param(
            f"{SEAT}/en.md", _gone(f"{SEAT}/en.md"), f"{SEAT}/ru.md:4:1<", "add en.md, or remove", id="no original"
        ),
        pytest.param("content", _gone("content"), "content<", "content is not there", id="no content folder"),
        pytest.param("theme", _gone("theme"), "<", "Could not find the theme", id="no theme", marks=pytest.mark.full),
        pytest.param(
            SEAT, _warned_and_wrong, f"{SEAT}/ru.md:4:1<", "refers to a text that is not", id="behind a warning"
        ),
    ],
)
def test_whatever_breaks_is_named_on_the_page_until_it_is_mended(
    room: Served, tmp_path: Path, kept: str, broken: Callable[[Path], None], place: str, message: str
) -> None:
    here, page = room.content.parent, f"{room.address}en/2022/a-seat-in-court/"
    copy = partial(shutil.copytree, dirs_exist_ok=True) if (here / kept).is_dir() else shutil.copy
    copy(here / kept, tmp_path / "kept")
    assert fetch(page)[0] == 200
    broken(here)
    shown = unescape(wait_for(page, f"<code>{place}")[1])
    assert message in shown.partition(f"<code>{place}")[2].partition("<main")[0] + shown.partition("<h1")[2]
    copy(tmp_path / "kept", here / kept)
    assert wait_for(page, "A court let reporters")[0] == 200
    assert room.process.poll() is None


def test_a_browser_that_goes_away_is_not_told_of(room: Served) -> None:
    port, printed = int(room.address.rstrip("/").rpartition(":")[2]), len(room.lines)
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port)) as browser:
            # closed at once: what the preview sends meets a reset
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            browser.sendall(b"GET /en/ HTTP/1.1\r\nHost: localhost:8000\r\n\r\n")
    assert room.get("en/")[0] == 200
    said = "\n".join(room.lines[printed:])
    assert "Traceback" not in said
    assert "Exception" not in said


def test_a_build_elsewhere_drops_nothing_of_the_preview(room: Served) -> None:
    here, page = room.content.parent, f"{room.address}en/2022/a-seat-in-court/"
    assert command_of(here, "html").returncode == 0
    _replaced(f"{SEAT}/en.md", "reporters into", "the reporters into")(here)
    wait_for(page, "the reporters into")
    assert _rendered(room) < 10
    _replaced(f"{SEAT}/en.md", "the reporters into", "reporters into")(here)
    wait_for(page, "let reporters into")


def test_saves_are_noticed_after_all_that(room: Served) -> None:
    page = f"{room.address}en/2022/a-seat-in-court/"
    for old, new in (("A court let", "Two courts let"), ("Two courts let", "A court let")):
        _replaced(f"{SEAT}/en.md", old, new)(room.content.parent)
        assert wait_for(page, f"{new} reporters")[0] == 200
