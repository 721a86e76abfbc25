"""Publications copied to real servers: killed at random moments, resumed, refused, and read meanwhile."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import random
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest

from newsarchive.digests import digest
from newsarchive_publish.deploying import tools
from newsarchive_publish.deploying.files import CopyLists, is_shard, published_files
from newsarchive_publish.deploying.plan import DeployStep, plan
from newsarchive_publish.deploying.record import RECORD, TargetRecord, parse_record
from newsarchive_publish.integrity.checksums import parse_sums
from newsarchive_publish.integrity.copies import FolderCopy
from newsarchive_publish.publications.observing import observe
from tests.keys import new_keys
from tests.newsarchive_publish.builds.deployments import (
    DAY,
    Deployer,
    Newsroom,
    dangling,
    files_at,
    two_of_one_day,
    two_publications,
    until,
)
from tests.targets import Server, object_store, ssh_server

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("deploying")]


def _on(few: str) -> pytest.MarkDecorator:
    """Run a test on one of the servers, and on the other only in `make test-all`."""
    params = [name if name == few else pytest.param(name, marks=pytest.mark.full) for name in MAKERS]
    return pytest.mark.parametrize("server", params, indirect=True)


MAKERS = {"ssh": ssh_server, "s3": object_store}
FEW, MANY = 2, 50
Contents = Mapping[str, bytes]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return two_publications(tmp_path_factory.mktemp("deploying"))


@pytest.fixture(scope="module", params=list(MAKERS))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with MAKERS[request.param](tmp_path_factory.mktemp("server") / request.param) as server:
        yield server


@pytest.fixture(scope="module")
def with_old(newsroom: Newsroom, server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """Deploy the first publication to an empty server; a copy of what lies there then, and the seconds that it took."""
    deployer = Deployer(newsroom, server, tmp_path_factory.mktemp("first") / "store")
    began = time.monotonic()
    ended = deployer.run(newsroom.old)
    took = time.monotonic() - began
    assert ended.status == 0, ended.printed
    assert files_at(server.root) == files_at(newsroom.old)
    return shutil.copytree(server.root, deployer.store.with_name("served")), took


@pytest.fixture
def deployer(newsroom: Newsroom, server: Server, with_old: tuple[Path, float], tmp_path: Path) -> Deployer:
    """A machine that has deployed nothing yet, and the server with the first publication."""
    _put_back(with_old[0], server.root)
    return Deployer(newsroom, server, tmp_path / "store")


def _put_back(served: Path, root: Path) -> None:
    for path in root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(served, root, dirs_exist_ok=True)


def _record(root: Path) -> TargetRecord:
    record = parse_record((root / RECORD).read_bytes())
    assert record
    return record


def _without_waiting(root: Path, files: Path | None = None) -> dict[str, bytes]:
    """Return what lies at a target, or in a release of it, without the search files that wait to be deleted."""
    found, waiting = files_at(files or root), _record(root).waiting
    assert waiting.keys() <= found.keys()
    return {path: content for path, content in found.items() if path not in waiting}


def _is_free(store: Path) -> bool:
    """Return whether no program of a killed deployment runs any more: they hold its lock."""
    for path in store.glob("deploy/*.lock"):
        with path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
    return True


def _states(steps: Iterable[DeployStep], old: Contents, new: Contents, chance: random.Random) -> Iterator[Contents]:
    """Take the steps file by file, in any order within a step; what lies at the target after each file."""
    there = dict(old)
    for act, _, paths in steps:
        for path in chance.sample(paths, len(paths)):
            if act == "delete":
                del there[path]
            else:
                there[path] = new[path]
            yield there
    assert {path: there[path] for path in new} == new
    assert all(is_shard(path) for path in there.keys() - new.keys())


def _is_broken_between(steps: Iterable[DeployStep], old: Contents, new: Contents, chance: random.Random) -> bool:
    """Return whether a link is dead between two files."""
    return any(dangling(there, old, new) for there in _states(steps, old, new, chance))


def test_between_any_two_files_no_link_is_dead_and_another_order_would_be_noticed(
    newsroom: Newsroom, chance: random.Random
) -> None:
    old, new = files_at(newsroom.old), files_at(newsroom.new)
    observation = observe(FolderCopy(newsroom.new), (newsroom.keys.public,), 1, dt.date(2026, 9, 22))
    ours = published_files(newsroom.new, observation)

    def steps_from(there: Contents) -> tuple[DeployStep, ...]:
        digests = {path: digest(content) for path, content in there.items()}
        lists = CopyLists(parse_sums(there["SHA256SUMS"]) if there else {})
        found = plan(ours, digests, lists, {}, DAY, 3600, known=True)
        assert bool(found.waiting) == bool(there), "search files that have left the site stay for a while"
        waiting.update(found.waiting)
        return found.steps

    waiting: dict[str, int] = {}

    steps, first = steps_from(old), steps_from({})
    assert not _is_broken_between(steps, old, new, chance)
    assert not _is_broken_between(first, {}, new, chance)
    uploads = [step for step in steps if step.act != "delete"]
    deletions = [step for step in steps if step.act == "delete"]
    # by kinds alone, a text that is there links to the list of a new topic before that is there
    assert _is_broken_between([*sorted(uploads, key=lambda step: step.kind), *deletions], old, new, chance)
    assert _is_broken_between([*deletions, *uploads], old, new, chance)
    assert not _is_broken_between([*uploads, *reversed(deletions)], old, new, chance), "what left may link to what left"
    assert _is_broken_between(sorted(first, key=lambda step: -step.kind), {}, new, chance)


@_on("ssh")
@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.full)])
def test_wherever_a_deployment_is_killed_no_reader_follows_a_link_in_vain(
    deployer: Deployer, newsroom: Newsroom, with_old: tuple[Path, float], chance: random.Random, kills: int
) -> None:
    old, new, root = files_at(newsroom.old), files_at(newsroom.new), deployer.server.root
    served, took = with_old
    assert not dangling(old, old, old)
    assert not dangling(new, new, new)
    # a few kills follow one another in one deployment; of many, some deployments reach their end between
    halfway, first, longest = 0, True, 0.6 if kills == FEW else 1.2
    more = 12  # on a busy machine all of a few kills may come before the first file is copied, or after the last
    while kills > 0 or (not halfway and kills > -more):
        if first:
            _put_back(served, root)
            deployer.forget()
        running = deployer.start(newsroom.new)
        first = not _killed(running, took * chance.uniform(0.1, longest), chance, deployer)
        there = files_at(root)
        kills -= not first
        halfway += there not in (old, new)
        broken = dangling(there, old, new)
        assert not broken, broken[:5]
        # whoever has an old search page open finds its files
        assert {path for path in old if is_shard(path)} <= there.keys()
    ended = deployer.run(newsroom.new)
    assert ended.status == 0, ended.printed
    assert _without_waiting(root) == new
    assert _record(root).waiting
    assert halfway, "no kill came while files were being copied"
    assert deployer.verify(root).status == 0
    # idempotent
    assert "has this publication already" in deployer.run(newsroom.new).printed
    assert deployer.run(newsroom.new, "--grace=0").status == 0
    assert files_at(root) == new


def _killed(running: object, seconds: float, chance: random.Random, deployer: Deployer) -> bool:
    """Kill a deployment after some time; False if it ended before."""
    time.sleep(seconds)
    process = running.process  # type: ignore[attr-defined]
    if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        ended = running.ended()  # type: ignore[attr-defined]
        assert ended.status == 0, ended.printed
        return False
    running.killed(whole_group=chance.random() < 0.5)  # type: ignore[attr-defined]
    until(lambda: _is_free(deployer.store))
    return True


@pytest.mark.full
def test_a_machine_that_has_lost_its_journal_looks_what_a_killed_deployment_did(
    deployer: Deployer, newsroom: Newsroom, with_old: tuple[Path, float]
) -> None:
    root, new = deployer.server.root, files_at(newsroom.new)
    fresh = "en/2024/fresh/index.html"
    running = deployer.start(newsroom.new)
    until(lambda: (root / fresh).exists())
    running.killed(whole_group=True)
    until(lambda: _is_free(deployer.store))
    deployer.forget()
    told = deployer.run(newsroom.new)
    assert told.status == 1
    assert "another deploy to this target is running" in told.printed
    # half an hour later
    record = msgspec.structs.replace(_record(root), seen=int(time.time()) - 3600)
    (root / RECORD).write_bytes(record.encoded())
    # what the killed run may have written, and no list tells
    (root / "en/index.html").write_bytes(new["en/index.html"].replace(b"<main", b"<MAIN"))
    ended = deployer.run(newsroom.new)
    assert ended.status == 0, ended.printed
    assert _without_waiting(root) == new
    assert _record(root).done


@_on("s3")
def test_damage_and_files_that_are_not_ours(deployer: Deployer, newsroom: Newsroom) -> None:
    root, old = deployer.server.root, files_at(newsroom.old)
    (root / "SHA256SUMS").write_bytes(b"x" * 100)
    feed = root / "en/feed.xml"
    feed.write_bytes(b"x" * feed.stat().st_size)
    (root / "az/index.html").unlink()
    for name in ("own.txt", ".well-known/acme-challenge/token", "en/left over, and odd [*].html"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", "utf-8")
    planned = deployer.run(newsroom.old, "--dry-run")
    assert files_at(root)["en/feed.xml"] != old["en/feed.xml"], "a plan changes nothing"
    assert "+ az/index.html" in planned.printed
    assert "~ en/feed.xml" in planned.printed
    assert "odd" not in planned.printed, "an address that no list tells may be secret"
    assert "2 files at the target do not belong to the archive and stay there" in planned.printed
    ended = deployer.run(newsroom.old)
    assert ended.status == 0, ended.printed
    there = files_at(root)
    assert there.keys() - old.keys() == {"own.txt", ".well-known/acme-challenge/token"}
    assert {path: there[path] for path in old} == old
    # the private files, and what is printed, name neither the machine nor the place
    _require_no_secrets(deployer, planned.printed + ended.printed)


def _require_no_secrets(deployer: Deployer, printed: str) -> None:
    secrets = [value for name, value in deployer.server.environment.items() if "KEY" in name or "ENDPOINT" in name]
    told = [printed, (deployer.server.root / RECORD).read_text("utf-8")]
    told += [path.read_text("utf-8") for path in deployer.store.glob("deploy/*.journal")]
    for words in told:
        assert "127.0.0.1" not in words
        assert str(deployer.server.root) not in words
        assert not [secret for secret in secrets if secret in words]
    for path in deployer.store.glob("deploy/*"):
        assert path.stat().st_mode & 0o077 == 0
    assert deployer.store.stat().st_mode & 0o077 == 0


@_on("ssh")
def test_what_is_refused_changes_nothing(deployer: Deployer, newsroom: Newsroom, tmp_path: Path) -> None:
    root = deployer.server.root
    before = files_at(root)
    damaged = shutil.copytree(newsroom.new, tmp_path / "damaged")
    (damaged / "en/index.html").write_text("x", "utf-8")
    (damaged / "stray.html").write_text("x", "utf-8")
    told = deployer.run(damaged).printed
    assert "altered: en/index.html" in told
    assert "not in the list: stray.html" in told
    assert "is not a complete publication, so nothing was copied" in told
    unsigned = shutil.copytree(newsroom.new, tmp_path / "unsigned")
    (unsigned / "STATE.minisig").unlink()
    assert "has no publication that could be copied" in deployer.run(unsigned).printed
    assert "has no publication that could be copied" in deployer.run(tmp_path / "nothing").printed
    # another run on this machine
    assert deployer.run(newsroom.new, "--dry-run").status == 0
    with next(deployer.store.glob("deploy/*.lock")).open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "running on this machine" in deployer.run(newsroom.new).printed
    assert files_at(root) == before


@pytest.mark.full
def test_an_older_publication_is_refused_but_not_a_forged_number(
    deployer: Deployer, newsroom: Newsroom, tmp_path: Path
) -> None:
    root, new = deployer.server.root, files_at(newsroom.new)
    for path, content in new.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    told = deployer.run(newsroom.old)
    assert (told.status, "has publication 2, which is newer" in told.printed) == (1, True)
    assert files_at(root).items() >= new.items()
    # who has taken the server over cannot sign
    new_keys(tmp_path / "keys")
    (root / "STATE").write_bytes(new["STATE"].replace(b"number: 2", b"number: 9"))
    assert deployer.run(newsroom.old).status == 0
    assert _without_waiting(root) == files_at(newsroom.old)


def test_a_folder_has_releases_and_a_link(newsroom: Newsroom, tmp_path: Path) -> None:
    place = tmp_path / "www"
    deployer = Deployer(newsroom, Server(str(place), place), tmp_path / "store")
    assert deployer.run(newsroom.old).status == 0
    current = place / "current"
    first = current.readlink()
    assert files_at(current) == files_at(newsroom.old)
    assert "has this publication already" in deployer.run(newsroom.old).printed
    # damage in the present release does not travel by the hard link
    (current / "robots.txt").write_bytes(b"X" * (current / "robots.txt").stat().st_size)
    ended = deployer.run(newsroom.new)
    assert ended.status == 0, ended.printed
    assert _without_waiting(place, current) == files_at(newsroom.new)
    assert current.readlink() != first
    same = "404.html"
    assert (current / same).stat().st_ino == (place / first / same).stat().st_ino
    assert deployer.run(newsroom.old).status == 1
    assert deployer.run(newsroom.old, "--anyway").status == 0
    assert _without_waiting(place, current) == files_at(newsroom.old)
    assert len(list((place / "releases").iterdir())) == 3
    assert _record(place).done
    # a folder that is used for something else, or lies in what is published
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "index.html").write_text("x", "utf-8")
    for to, words in (
        (tmp_path / "used", "contains other things"),
        (newsroom.new / "www", "inside what is published"),
        *((_odd(tmp_path, name), f"{name} in the folder is not what") for name in ODD),
    ):
        told = Deployer(newsroom, Server(str(to), to), tmp_path / "store").run(newsroom.new)
        assert (told.status, words in told.printed) == (1, True), told.printed
    # nothing was written where the links lead, nor beside a real folder
    assert [path.name for path in (tmp_path / "outside").rglob("*")] == ["own"]
    assert {len(list((tmp_path / f"odd {name}").iterdir())) for name in ODD} == {1}


@pytest.fixture(scope="module")
def one_day(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return two_of_one_day(tmp_path_factory.mktemp("one-day"))


def _times(root: Path, paths: Iterable[str]) -> set[float]:
    return {(root / path).stat().st_mtime for path in paths}


@pytest.mark.parametrize("kind", ["folder", *MAKERS])
def test_of_two_publications_on_one_day_the_second_arrives_and_no_file_says_when_somebody_worked(
    one_day: Newsroom, tmp_path: Path, kind: str
) -> None:
    """What has changed is known by its digest: here neither size nor day tells it."""
    old, new, page = files_at(one_day.old), files_at(one_day.new), "en/2023/a-text/index.html"
    midnight = DAY - DAY % 86_400
    assert (old[page] == new[page], len(old[page]) == len(new[page])) == (False, True)
    assert _times(one_day.old, old) == {midnight + 1}
    assert _times(one_day.new, new) == {midnight + 2}
    maker = MAKERS.get(kind, lambda room: nullcontext(Server(str(room), room)))
    with maker(tmp_path / kind) as server:
        deployer, root = Deployer(one_day, server, tmp_path / "store"), server.root
        for number, (output, files) in enumerate(((one_day.old, old), (one_day.new, new)), start=1):
            ended = deployer.run(output, "--grace=0")
            assert ended.status == 0, ended.printed
            served = root / "current" if kind == "folder" else root
            assert files_at(served) == files
            # a store gives each file the time of its upload, whatever it is told
            assert _times(served, [page, "STATE"] if kind == "s3" else files) == {midnight + number}


ODD = (".deploy.new", ".deploy.new.json", "releases", "current")


def _odd(root: Path, name: str) -> Path:
    """Return a folder in which a name of ours is a link to somewhere else or, of `current`, a folder."""
    outside, place = root / "outside", root / f"odd {name}"
    outside.mkdir(exist_ok=True)
    (outside / "own").write_text("x", "utf-8")
    place.mkdir()
    if name == "current":
        (place / name).mkdir()
    else:
        (place / name).symlink_to(outside / "new" if name.endswith(".json") else outside)
    return place


@pytest.mark.parametrize("kills", [2, pytest.param(MANY, marks=pytest.mark.full)])
def test_a_folder_is_never_between_two_publications(
    newsroom: Newsroom, tmp_path: Path, chance: random.Random, kills: int
) -> None:
    place = tmp_path / "www"
    deployer = Deployer(newsroom, Server(str(place), place), tmp_path / "store")
    began = time.monotonic()
    assert deployer.run(newsroom.old).status == 0
    took = time.monotonic() - began
    sides = [files_at(newsroom.new), files_at(newsroom.old)]
    for number in range(kills):
        running = deployer.start((newsroom.old, newsroom.new)[number % 2], "--anyway")
        _killed(running, took * chance.uniform(0.2, 1.1), chance, deployer)
        served = files_at(place / "current")
        whole = [each for each in sides if served.items() >= each.items()]
        assert whole
        assert all(is_shard(path) for path in served.keys() - whole[0].keys())
    assert deployer.run(newsroom.new, "--anyway", "--grace=0").status == 0
    assert files_at(place / "current") == sides[0]


@pytest.mark.parametrize(
    ("to", "environment", "words", "status"),
    [
        ("https://host/srv", {}, "say where the publication goes", 2),
        ("rclone:nowhere:bucket", {"RCLONE_CONFIG": "no-such-file.conf"}, "rclone knows no such remote", 1),
        ("news@127.0.0.1:/srv", {"RSYNC_RSH": "ssh -F none -p 9 -o BatchMode=yes"}, "cannot be reached", 1),
    ],
)
def test_a_target_that_cannot_be_had(
    newsroom: Newsroom,
    tmp_path: Path,
    to: str,
    environment: dict[str, str],
    words: str,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tools, "_PAUSES", (0.01, 0.05))  # between attempts; a deployment is a fork of this process
    told = Deployer(newsroom, Server(to, tmp_path, environment), tmp_path / "store").run(newsroom.new)
    assert told.status == status
    assert words in told.printed
    assert "127.0.0.1" not in told.printed
    assert "nowhere" not in told.printed


@pytest.mark.full
def test_a_key_that_allows_rsync_alone_is_enough(newsroom: Newsroom, tmp_path: Path) -> None:
    with ssh_server(tmp_path / "ssh") as server:
        assert server.limited
        ended = Deployer(newsroom, server.limited, tmp_path / "store").run(newsroom.new)
        assert ended.status == 0, ended.printed
        assert files_at(server.root) == files_at(newsroom.new)
