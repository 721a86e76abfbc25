"""Two publications of a small newsroom, runs that copy them somewhere, and a reader who follows every link there."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urljoin, urlsplit

from PIL import Image

import newsarchive_publish.commands.deploy  # noqa: F401 - so that no fork needs to import it
from newsarchive.build.site_loader import load_words
from newsarchive.cli.main import main
from newsarchive.defaults import CATALOGUE_PATHS
from newsarchive.search.words import name_of
from newsarchive_publish.deploying.record import RECORD
from tests.keys import Keys, new_keys
from tests.newsarchive.builds.test_failures import TAGS, TEXT, TRANSLATION
from tests.sites import NEWSROOM
from tests.targets import Server
from tests.warmbuilds import run_warm

HOST = "https://archive.test/"
DAY = 1790000000  # 21 September 2026
CONF = f"""
import os, sys
sys.path[:0] = [{str(NEWSROOM)!r}]
from publishconf import *
SITEURL = {HOST.rstrip("/")!r}
PATH = "content"
STORE_PATH = os.environ["STORE_PATH"]  # the settings above may have been imported before, in this process
ALLOW_PLACEHOLDERS = True
RECORDS = True
SIGNING_KEYS = ({{public!r}},)
EDITIONS = ("epub",)  # whose signatures no list names
LANGUAGES = [each for each in LANGUAGES if each["tag"] in ("az", "en")]
"""
_TAGS = TAGS.replace(", ru: Пресса", "")
_WORDS = {"CATALOGUE_PATHS": [str(NEWSROOM / "translations"), *CATALOGUE_PATHS]}
_LINK = re.compile(rb'\b(?:href|src|data-src)="([^"]*)"|<loc>([^<]*)</loc>|property="og:image" content="([^"]*)"')
_SET = re.compile(rb'\bsrcset="([^"]*)"')


@dataclass(frozen=True)
class Newsroom:
    """A newsroom with two publications: the folders of both, and the keys that signed them."""

    root: Path
    old: Path
    new: Path
    keys: Keys


def _write(root: Path, name: str, words: str, colour: str = "", translated: bool = True) -> None:
    folder = root / "content" / "briefings" / name
    folder.mkdir(parents=True, exist_ok=True)
    if colour:
        Image.new("RGB", (900, 600), colour).save(folder / "photo.jpg")
        words += "\n![A wall](photo.jpg)\n"
    (folder / "en.md").write_text(words, "utf-8")
    if translated:
        (folder / "az.md").write_text(TRANSLATION, "utf-8")


def _text(day: str, topics: str, word: str) -> str:
    return TEXT.replace("2023-10-12", day).replace("[press]", topics).replace("Some", word)


def _many_words(first: str) -> str:
    """Return words for several files of the search's index."""
    syllables = ("ba", "do", "ki", "lu", "me", "no", "pa", "ri", "so", "ty")
    words = [f"{first}{''.join(each)}" for each in product(syllables, repeat=3)]
    return "\n\n".join(f"{first.title()} {' '.join(words[at : at + 20])}." for at in range(0, len(words), 20))


def two_publications(root: Path) -> Newsroom:
    """Publish twice, signed.

    The second publication has a text of a new year with a new topic, to which an older text is now linked; another text
    has another picture, and a third one is gone with its picture, its topic and its words.
    """
    keys = new_keys(root / "keys")
    room = root / "room"
    _write(room, "2023/a-text", TEXT)
    _write(room, "2023/pictured", TEXT, "red")
    _write(room, "2022/gone", _text("2022-03-04", "[press, courts]", "Singular") + f"\n{_many_words('sing')}\n", "blue")
    (room / "content" / "tags.yaml").write_text(_TAGS + _TAGS.replace("press:", "courts:"), "utf-8")
    (room / "conf.py").write_text(CONF.format(public=keys.public), "utf-8")
    _publish(room, keys, 0)
    shutil.copytree(room / "out", root / "old")
    linked = TEXT.replace("[press]", "[press, law]").replace(
        "Some words.", "Some words of [another](../../2024/fresh/en.md)."
    )
    _write(room, "2023/a-text", linked)
    _write(room, "2023/pictured", TEXT, "green")
    _write(room, "2024/fresh", _text("2024-02-03", "[law]", "Unheard") + f"\n{_many_words('fresh')}\n", "yellow")
    (room / "content" / "tags.yaml").write_text(_TAGS + _TAGS.replace("press:", "law:"), "utf-8")
    shutil.rmtree(room / "content" / "briefings" / "2022")
    for name in ("permalinks.tsv", "revisions.tsv"):
        (room / "content" / name).unlink()  # or the build would insist on a notice at the address that is gone
    _publish(room, keys, 1)
    shutil.copytree(room / "out", root / "new")
    return Newsroom(room, root / "old", root / "new", keys)


def two_of_one_day(root: Path) -> Newsroom:
    """Publish twice on one day, signed; between the two, one letter of a topic's name is replaced by another."""
    keys, room = new_keys(root / "keys"), root / "room"
    _write(room, "2023/a-text", TEXT)
    (room / "content" / "tags.yaml").write_text(_TAGS, "utf-8")
    (room / "conf.py").write_text(CONF.format(public=keys.public), "utf-8")
    _publish(room, keys, 0)
    shutil.copytree(room / "out", root / "old")
    (room / "content" / "tags.yaml").write_text(_TAGS.replace("Press", "Prass"), "utf-8")
    _publish(room, keys, 0)
    return Newsroom(room, root / "old", room / "out", keys)


def _publish(room: Path, keys: Keys, days: int) -> None:
    environment = {
        **os.environ,
        "SIGNING_KEY": str(keys.secret),
        "STORE_PATH": str(room / "store"),
        "SOURCE_DATE_EPOCH": str(DAY + days * 86_400),
    }
    arguments = ["content", "-s", "conf.py", "-o", "out", "--fatal", "errors"]
    done = run_warm("pelican", *arguments, cwd=room, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    status: int
    printed: str


@dataclass
class Deployer:
    """A machine from which the newsroom deploys to a server; its private files are in `store`."""

    newsroom: Newsroom
    server: Server
    store: Path

    def run(self, output: Path, *more: str) -> Ended:
        """Deploy, and wait for the end."""
        return self.start(output, *more).ended()

    def start(self, output: Path, *more: str) -> Running:
        """Start to deploy, in a process and a group of its own."""
        return self._start("deploy", f"--output={output}", self.server.to, *more)

    def verify(self, folder: Path) -> Ended:
        """Verify a copy, as its readers would."""
        return self._start("verify", str(folder)).ended()

    def _start(self, command: str, *more: str) -> Running:
        environment = {"STORE_PATH": str(self.store), "SOURCE_DATE_EPOCH": str(DAY + 86_400), **self.server.environment}
        said = self.store.with_name(f"{self.store.name}.said")
        # what the catalogues say is kept for all forks
        load_words(_WORDS, SimpleNamespace(tags=("az", "en"), default="en"))  # type: ignore[arg-type]
        child = os.fork()
        if not child:
            _run([command, "--settings=conf.py", "--language=en", *more], environment, self.newsroom.root, said)
        return Running(child, said)

    def forget(self) -> None:
        """Lose all private files, as a machine does that begins anew for each run."""
        shutil.rmtree(self.store, ignore_errors=True)


def _run(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, said: Path) -> None:
    status = 70
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout = sys.stderr = open(said, "a", encoding="utf-8")  # noqa: SIM115, PTH123 - until the process ends
        os.chdir(folder)
        os.environ.update(environment)
        status = main(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
        print(end.code)
    except Exception:  # noqa: BLE001 - it is printed, and the status tells
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


@dataclass(frozen=True)
class Running:
    """A deployment that runs."""

    process: int
    said: Path

    def ended(self) -> Ended:
        """Wait for its end."""
        _, status = os.waitpid(self.process, 0)
        return Ended(os.waitstatus_to_exitcode(status), self.said.read_text("utf-8"))

    def killed(self, *, whole_group: bool) -> None:
        """Kill it: the command alone, as a kernel short of memory does, or with all programs that it started."""
        (os.killpg if whole_group else os.kill)(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def files_at(root: Path) -> dict[str, bytes]:
    """Return all files in a folder except the record of deployments."""
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found if path.name != RECORD}


@cache
def links_of(path: str, content: bytes) -> frozenset[str]:
    """Return the files of the site to which a page or a feed links, pictures and scripts included."""
    if path.endswith("/search/index.json"):
        index = json.loads(content)
        folder = path.removesuffix("index.json")
        return frozenset(f"{folder}t{name_of(start)}.json" for start in index["S"])
    if not path.endswith((".html", ".xml")):
        return frozenset()
    addresses = [address for groups in _LINK.findall(content) for address in groups if address]
    if path.endswith(".xml"):  # relative ones are those of a text, and have another base
        addresses = [address for address in addresses if address.startswith(HOST.encode())]
    addresses += [each.split()[0] for listed in _SET.findall(content) for each in listed.split(b",")]
    here = f"{HOST}{path.removesuffix('index.html')}"
    wholes = [urlsplit(urljoin(here, html.unescape(address.decode()))) for address in addresses]
    found = {unquote(whole.path).lstrip("/") for whole in wholes if f"{whole.scheme}://{whole.netloc}/" == HOST}
    return frozenset(f"{each}index.html" if not each or each.endswith("/") else each for each in found)


def dangling(served: Mapping[str, bytes], known: Collection[str], published: Collection[str]) -> list[tuple[str, str]]:
    """Follow every link from every page that readers know; return pairs of a page and what it links to in vain.

    Args:
        served: What a target serves now.
        known: The files of the publications that readers have seen. They also know the first page.
        published: The files of the publication that is being deployed. A link from a page that has left it, to another
            file that has left it, is meant to be dead.
    """
    pending = [path for path in served if path in known or path == "index.html"]
    seen, found = set(pending), []
    while pending:
        path = pending.pop()
        for target in links_of(path, served[path]):
            if target in served:
                if target not in seen:
                    seen.add(target)
                    pending.append(target)
            elif path in published or target in published:
                found.append((path, target))
    return sorted(found)


def until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.01)
