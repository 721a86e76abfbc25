"""Publications in a chain: numbers, the ledger, what an observer refuses, and two people who sign."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsarchive.model.addresses import signature_path
from newsarchive_publish.publications.states import parse_state
from tests.keys import Keys, new_keys
from tests.newsarchive.builds.test_failures import TEXT
from tests.newsarchive_publish.builds.test_signing import DAY, Press
from tests.newsarchive_publish.mirroring.publishing import mirrored, nginx
from tests.newsarchive_sources.builds.kept_site import files_below
from tests.sites import minor
from tests.warmbuilds import run_warm

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("chain")]

SECONDS = 24 * 60 * 60


def on(days: int) -> str:
    """Return `SOURCE_DATE_EPOCH` so many days after the first publication."""
    return str(int(DAY) + days * SECONDS)


def edited(words: str) -> str:
    return minor(TEXT.replace("Some words", words))


@dataclass(frozen=True)
class History:
    """A newsroom with two publications behind it, and its output after each; no test may change it."""

    press: Press
    second: Keys
    one: Path
    two: Path
    forked: Path


def publish(press: Press, day: int, key: Path | None = None, **environment: str) -> str:
    """Publish and record; return what was printed."""
    done = press.publish(key, SOURCE_DATE_EPOCH=on(day), RECORDS="yes", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def saved(press: Press, name: str) -> Path:
    return shutil.copytree(press.output, press.root.parent / name)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    root = tmp_path_factory.mktemp("chain")
    keys, second = new_keys(root / "keys"), new_keys(root / "second")
    press = Press(root / "room", keys)
    press.begin()
    publish(press, 0, keys.secret)
    one = saved(press, "one")
    press.commit()
    # a branch that publishes by itself
    shutil.copytree(press.root, root / "branch", symlinks=True)
    branch = Press(root / "branch", keys)
    branch.text.write_text(edited("Words of a branch"), "utf-8")
    publish(branch, 1, keys.secret)
    forked = branch.output
    press.text.write_text(edited("Other words"), "utf-8")
    press.commit()
    publish(press, 1, keys.secret)
    return History(press, second, one, saved(press, "two"), forked)


@pytest.fixture
def press(history: History, tmp_path: Path) -> Press:
    """A copy of that newsroom."""
    shutil.copytree(history.press.root, tmp_path / "room", symlinks=True)
    return Press(tmp_path / "room", history.press.keys)


def ledger_of(press: Press) -> list[list[str]]:
    lines = (press.root / "content/publications.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_publication_names_the_one_before_it_and_the_ledger_has_both(history: History) -> None:
    first, second = (parse_state((folder / "STATE").read_bytes()) for folder in (history.one, history.two))
    assert (first.number, first.previous, second.number) == (1, None, 2)
    assert second.previous is not None
    assert second.previous.hex() == sha256(history.one / "STATE")
    assert (history.one / "CHAIN").read_text() == "# Earlier publications: number, day, SHA-256 of STATE\n"
    assert (history.two / "CHAIN").read_text().splitlines()[1:] == [f"1 2026-09-21 {sha256(history.one / 'STATE')}"]
    rows = ledger_of(history.press)
    assert [row[0] for row in rows] == ["1", "2"]
    assert [row[5] for row in rows] == [sha256(folder / "STATE") for folder in (history.one, history.two)]
    assert [row[4] for row in rows] == [sha256(folder / "SHA256SUMS") for folder in (history.one, history.two)]
    assert (second.day, second.next_by - second.day) == (dt.date(2026, 9, 22), dt.timedelta(31))
    # the commit before the tables of this publication were written
    assert second.commit == history.press.git("rev-parse", "HEAD") == rows[1][2]
    assert first.title == "Media Freedom Archive"


def test_without_news_the_same_publication_is_written_until_it_must_be_renewed(press: Press) -> None:
    before = files_below(press.output)
    # what was there to commit is still said, with the number
    told = publish(press, 1, press.keys.secret)
    assert " 0 written" in told
    assert "nothing is new since publication 2, which is in out" in told
    assert "are not committed: git add content/publications.tsv content/revisions.tsv, git commit" in told
    press.commit()
    # a later day; and a machine that has nothing of the earlier builds, as GitHub's
    told = publish(press, 20, press.keys.secret)
    assert " 0 written" in told
    assert "nothing is new since publication 2, which is in out" in told
    assert "not committed" not in told
    assert files_below(press.output) == before
    shutil.rmtree(press.output)
    shutil.rmtree(press.root / "out-store")
    publish(press, 21, press.keys.secret)
    assert files_below(press.output) == before
    assert len(ledger_of(press)) == 2
    assert "publications.tsv" in publish(press, 22, press.keys.secret)
    state = parse_state((press.output / "STATE").read_bytes())
    assert (state.number, state.day, state.next_by) == (3, dt.date(2026, 10, 13), dt.date(2026, 11, 13))
    assert {path for path, each in files_below(press.output).items() if each != before[path]} == {
        "CHAIN",
        "STATE",
        "STATE.minisig",
    }


def test_a_stranger_who_builds_the_commit_gets_the_same_state(history: History, tmp_path: Path) -> None:
    state = parse_state((history.two / "STATE").read_bytes())
    history.press.git("clone", "--quiet", str(history.press.root), str(tmp_path / "clone"))
    clone = Press(tmp_path / "clone", history.press.keys)
    shutil.copy(history.press.root / ".gitignore", clone.root / ".git/info/exclude")
    clone.git("checkout", "--quiet", state.commit)
    done = clone.publish(None, SOURCE_DATE_EPOCH=on(1))
    assert done.returncode == 0, done.stderr
    for name in ("STATE", "CHAIN", "SHA256SUMS"):
        assert (clone.output / name).read_bytes() == (history.two / name).read_bytes()
    assert [row[0] for row in ledger_of(clone)] == ["1"]


def test_a_build_that_was_killed_before_its_files_moved_is_repeated_under_its_number(
    history: History, press: Press
) -> None:
    """The ledger has the publication, the output has not: whatever day it is, the same bytes are written."""
    shutil.rmtree(press.output)
    shutil.copytree(history.one, press.output)
    shutil.rmtree(press.root / "out-store")
    publish(press, 3, press.keys.secret)
    assert files_below(press.output) == files_below(history.two)
    assert len(ledger_of(press)) == 2


def test_where_the_files_cannot_be_moved_the_ledger_is_as_before(press: Press) -> None:
    before = ledger_of(press)
    press.text.write_text(edited("More words"), "utf-8")
    (press.output / "en/2024").mkdir()
    folder = press.root / "content/briefings/2024"
    shutil.copytree(press.root / "content/briefings/2023/a-text", folder / "new-text")
    text = folder / "new-text/en.md"
    text.write_text(TEXT.replace("date: 2023", "date: 2024"), "utf-8")
    (press.output / "en/2024/new-text").write_text("in the way")
    done = press.publish(press.keys.secret, SOURCE_DATE_EPOCH=on(2), RECORDS="yes")
    assert done.returncode == 1
    assert "is in the way" in done.stderr
    assert ledger_of(press) == before


def test_a_clock_that_was_set_back_publishes_nothing(press: Press) -> None:
    """Whether this clock is wrong or the one before, only a person can say: see the next test."""
    before = files_below(press.output), ledger_of(press)
    press.text.write_text(edited("More words"), "utf-8")
    done = press.publish(press.keys.secret, SOURCE_DATE_EPOCH=on(0), RECORDS="yes")
    assert done.returncode == 1
    assert "is of 2026-09-22, so either the clock was ahead then, or it is behind now." in done.stderr
    assert " If 2026-09-21 is wrong, set the clock" in done.stderr
    assert "publish again with --confirm=2026-09-21\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert (files_below(press.output), ledger_of(press)) == before


WITHDRAWN = """---
status: withdrawn
date: 2023-10-12
withdrawal: {date: 2026-09-23, reason: safety of a person}
---
"""


def test_after_a_publication_by_a_clock_that_was_ahead_a_person_confirms_the_day(press: Press, tmp_path: Path) -> None:
    """No day is waited for, and readers, verifiers and mirrors see the next publication, with its true day."""
    slug, mirror = "content/briefings/2023/named", tmp_path / "mirror"
    named, new = press.root / slug / "en.md", press.root / "content/briefings/2023/new/en.md"
    for text in (named, new):
        shutil.copytree(press.text.parent, text.parent)
        text.write_text(TEXT.replace("A title", f"About {text.parent.name}"), "utf-8")
    publish(press, 1700, press.keys.secret)
    assert "2031-05-18" in (press.output / "en/2023/new/index.html").read_text("utf-8")
    assert "is dated 2031-05-18, which is in the future: check" in verify(press, press.output)[1]
    ahead = saved(press, "ahead")
    press.commit()
    with nginx(press.output) as address:
        assert mirrored(address, mirror, keys=(press.keys.public,)).status == 0
        named.write_text(WITHDRAWN, "utf-8")
        said = publish(press, 2, press.keys.secret, CONFIRMED="2026-09-23")
        assert all(name in said for name in ("permalinks.tsv", "revisions.tsv", "publications.tsv")), said
        ran = mirrored(address, mirror, keys=(press.keys.public,))
    assert (ran.status, "publication 4 of 2026-09-23 is in place" in ran.said) == (0, True), ran.said
    for folder in (press.output, mirror / "current"):
        assert not [path for path, data in files_below(folder).items() if b"About named" in data]
    # days that no reader has lived are on no page and in no table but the ledger, whose digests observers have kept
    assert [row[1] for row in ledger_of(press)] == ["2026-09-21", "2026-09-22", "2031-05-18", "2026-09-23"]
    assert [path for path, data in files_below(press.output).items() if b"2031-05" in data] == ["CHAIN"]
    for table in ("permalinks.tsv", "revisions.tsv"):
        assert "2031" not in (press.root / "content" / table).read_text("utf-8")
    for folder in (press.output, mirror / "current"):
        status, told = verify(press, folder, "--seen", str(ahead / "STATE"))
        assert (status, "it continues the publication that you have seen" in told) == (0, True), told
        assert ("in the future" in told, "publication 4 of 2026-09-23" in told) == (False, True), told
    # from now on it is as ever: another machine on another day writes the same, and there is nothing to confirm
    before = files_below(press.output)
    shutil.rmtree(press.output)
    shutil.rmtree(press.root / "out-store")
    publish(press, 3, press.keys.secret)
    assert files_below(press.output) == before
    done = press.publish(press.keys.secret, SOURCE_DATE_EPOCH=on(3), RECORDS="yes", CONFIRMED="2026-09-24")
    assert (done.returncode, "there is nothing to confirm" in done.stderr) == (1, True)
    assert len(ledger_of(press)) == 4


def test_another_address_is_recorded_only_after_somebody_has_typed_it(press: Press) -> None:
    """Once confirmed it is the archive's: nothing is asked any more, on a machine that has lost its cache either."""
    before, address = ledger_of(press), "https://archive.newsroom.net"
    conf = (press.root / "conf.py").read_text("utf-8")
    (press.root / "conf.py").write_text(conf.replace("https://archive.test", address), "utf-8")

    def refused(**environment: str) -> str:
        done = press.publish(press.keys.secret, SOURCE_DATE_EPOCH=on(2), RECORDS="yes", **environment)
        assert (done.returncode, ledger_of(press)) == (1, before), done.stdout
        return done.stderr

    for lost in (False, True):
        if lost:
            shutil.rmtree(press.root / "out-store")
        (line,) = [line for line in refused().splitlines() if "nothing is published" in line]
        assert "https://archive.test" in line
        assert f"publish again with --confirm={address}" in line
    # neither another address is confirmed, nor the day
    assert "is neither" in refused(CONFIRMED=f"{address}x")
    assert "there is nothing to confirm" in refused(CONFIRMED="2026-09-23")
    # and a trial records nothing, so it asks nothing
    done = press.publish(press.keys.secret, "clean", SOURCE_DATE_EPOCH=on(2))
    assert done.returncode == 0, done.stderr
    publish(press, 2, press.keys.secret, CONFIRMED=address)
    assert parse_state((press.output / "STATE").read_bytes()).address == address
    assert len(ledger_of(press)) == len(before) + 1
    assert " 0 written" in publish(press, 2, press.keys.secret)
    done = press.publish(press.keys.secret, SOURCE_DATE_EPOCH=on(2), RECORDS="yes", CONFIRMED=address)
    assert (done.returncode, "there is nothing to confirm" in done.stderr) == (1, True)


def _stops(press: Press, said: str) -> None:
    """Publish in vain; the check says the same, if it is a fault of the content."""
    before = files_below(press.output)
    done = press.publish(press.keys.secret, SOURCE_DATE_EPOCH=on(2), RECORDS="yes")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    (told,) = [line for line in done.stderr.splitlines() if said in line]
    assert files_below(press.output) == before
    if " fault " in told:
        checked = run_warm("newsarchive", "check", "--settings", "conf.py", "--content", "content", cwd=press.root)
        assert checked.returncode == 1
        assert told.partition("content/")[2] in checked.stdout + checked.stderr


def test_a_ledger_that_somebody_changed_stops_check_and_build_alike(press: Press) -> None:
    assert " 0 written" in publish(press, 1, press.keys.secret)
    path = press.root / "content/publications.tsv"
    whole = path.read_text("utf-8")
    first, second = whole.splitlines(keepends=True)
    for changed, said in (
        (first.replace("2026-09-21", "2026-09-20") + second, "publications.tsv:1:1: fault publications-edited"),
        (whole + second.replace("2026-09-22", "2026-09-23"), "publications.tsv:3:1: fault publications-edited"),
        # a line that was lost is a fault of no line; that it was there is known where it was published
        (first, "publication 2 was published from here, but publications.tsv in the content does not have it"),
    ):
        path.write_text(changed, "utf-8")
        _stops(press, said)
    # nor does a build forget it that purges the cache, because a text is withdrawn
    text = press.root / "content/briefings/2023/a-text/en.md"
    words = text.read_text("utf-8")
    text.write_text(
        "---\ndate: 2023-10-12\nstatus: withdrawn\nwithdrawal: {date: 2026-09-22, reason: error}\n---\n", "utf-8"
    )
    _stops(press, said)
    _stops(press, said)
    text.write_text(words, "utf-8")
    path.write_text(whole, "utf-8")
    assert " 0 written" in publish(press, 2, press.keys.secret)


def verify(press: Press, folder: Path, *more: str, day: int = 2) -> tuple[int, str]:
    environment = {"SOURCE_DATE_EPOCH": on(day), "PATH": "/usr/bin:/bin"}
    arguments = ("verify", str(folder), "--settings", "conf.py", *more)
    done = run_warm("newsarchive", *arguments, cwd=press.root, environment=environment)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_an_observer_refuses_what_is_older_and_what_is_forked(history: History) -> None:
    press, one, two, forked = history.press, history.one, history.two, history.forked
    for folder, seen, status, said in (
        (two, one, 0, "it continues the publication that you have seen"),
        (two, two, 0, "it is the publication that you have seen"),
        (one, two, 1, "older: this is publication 1 of 2026-09-21, but you have seen publication 2 of 2026-09-22"),
        (forked, two, 1, "forked: in this copy, publication 2 is not the one of 2026-09-22"),
        (forked, one, 0, "it continues"),
    ):
        found = verify(press, folder, "--seen", str(seen / "STATE"))
        assert (found[0], said in found[1]) == (status, True), found[1]
    # nobody who has seen nothing can know that
    assert verify(press, forked)[0] == verify(press, one)[0] == 0
    status, told = verify(press, two, day=32)
    assert (status, "\nlate: a newer publication was due by 2026-10-23." in told) == (0, False)
    status, told = verify(press, two, day=33)
    assert (status, "\nlate: a newer publication was due by 2026-10-23." in told) == (0, True)


def test_a_mirror_that_mixes_two_publications_is_told(history: History, tmp_path: Path) -> None:
    for names, said in (
        (("STATE", "STATE.minisig"), "CHAIN does not belong to publication 2"),
        (("STATE", "STATE.minisig", "CHAIN"), "SHA256SUMS does not belong to publication 2"),
        (("STATE",), "the signature of STATE is not by"),
        (("STATE", "STATE.minisig", "CHAIN", "SHA256SUMS"), "altered: en/2023/a-text/index.html"),
    ):
        mixed = shutil.copytree(history.one, tmp_path / "mixed")
        for name in names:
            shutil.copy(history.two / name, mixed / name)
        status, told = verify(history.press, mixed)
        assert (status, said in told) == (1, True), told
        shutil.rmtree(mixed)


def _sign(press: Press, keys: Keys, folder: Path | None = None, day: int = 2) -> subprocess.CompletedProcess[str]:
    arguments = ("sign", str(folder or press.output), "--settings", "conf.py", "--content", "content")
    environment = {"SIGNING_KEY": str(keys.secret), "SOURCE_DATE_EPOCH": on(day), "PATH": "/usr/bin:/bin"}
    return run_warm("newsarchive", *arguments, cwd=press.root, environment=environment)


BOOKS = """
import datetime as dt
from newsarchive.model.pages import File
from newsarchive.signals import files_wanted

def make_files(edition, pages, cache):
    words = "".join(each.front.title + edition.html(each) for each in edition.archive.texts())
    yield File("editions/en/old.txt", b"a year that is over", issued=(1, dt.date(2026, 9, 21)))
    yield File("editions/en/new.txt", words.encode(), issued=(edition.publication, edition.site.day))

def register():
    files_wanted.connect(make_files)
"""


def test_editions_are_named_by_state_and_signed_one_by_one(history: History, press: Press) -> None:
    (press.root / "books.py").write_text(BOOKS, "utf-8")
    more = f"sys.path.append({str(press.root)!r})\nPLUGINS = [*PLUGINS, 'books']\n"
    press.configure(press.keys.public, more=more)
    publish(press, 2, press.keys.secret)
    old, new = (press.output / f"editions/en/{name}.txt" for name in ("old", "new"))
    state = parse_state((press.output / "STATE").read_bytes())
    assert {path: each.hex() for path, each in state.files.items()} == {
        "editions/en/new.txt": sha256(new),
        "editions/en/old.txt": sha256(old),
    }
    for book, told in ((old, "publication 1 2026-09-21 old.txt"), (new, "publication 3 2026-09-23 new.txt")):
        command = ["minisign", "-V", "-P", press.keys.public, "-m", str(book)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, f"Trusted comment: https://archive.test {told}\n" in done.stdout) == (0, True)
    before = files_below(press.output)
    assert " 0 written" in publish(press, 2, press.keys.secret)
    press.text.write_text(edited("More words"), "utf-8")
    publish(press, 3, press.keys.secret)
    after = files_below(press.output)
    changed = {path for path in after if path.startswith("editions/") and after[path] != before[path]}
    assert changed == {"editions/en/new.txt", "editions/en/new.txt.minisig"}
    assert not [path for path in after if path not in before]
    listed = (press.output / "SHA256SUMS").read_text()
    assert "editions/en/new.txt\n" in listed
    assert "minisig" not in listed
    assert verify(press, press.output, day=3)[0] == 0
    # a second person signs the editions, too
    press.configure(press.keys.public, history.second.public, more=more)
    publish(press, 3, press.keys.secret)
    done = _sign(press, history.second, day=3)
    assert [line.partition(".")[0] for line in done.stdout.splitlines() if line.startswith("signed: ")] == [
        "signed: STATE",
        "signed: editions/en/new",
        "signed: editions/en/old",
    ]
    publish(press, 3, press.keys.secret)
    signatures = [path for path in files_below(press.output) if path.endswith(".minisig")]
    assert len(signatures) == 6
    assert verify(press, press.output, day=3)[0] == 0
    # an edition that is no more takes its signatures with it
    press.configure(press.keys.public, history.second.public)
    publish(press, 3, press.keys.secret)
    assert not (press.output / "editions").exists()


def test_two_of_two_people_must_sign(history: History, press: Press) -> None:
    """The one publishes, the other checks the folder and signs; no build throws that signature away."""
    press.configure(press.keys.public, history.second.public, more="SIGNATURES_REQUIRED = 2\n")
    told = publish(press, 2, press.keys.secret)
    assert "readers expect 2 signatures" in told
    assert "publication 3 is in out and waits for the signatures of others (./newsarchive sign out)" in told
    ours, theirs = (press.output / signature_path("STATE", each.public, "ab") for each in (press.keys, history.second))
    assert (ours.exists(), theirs.exists(), press.signature.exists()) == (True, False, False)
    status, told = verify(press, press.output)
    assert (status, "signatures: 1 of the required 2" in told) == (1, True), told
    done = _sign(press, history.second)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert done.stdout.splitlines()[-2:] == [f"signed: {theirs.name}", "signatures: 2; readers expect 2"]
    command = ["minisign", "-V", "-P", history.second.public, "-m", "STATE", "-x", theirs.name]
    assert subprocess.run(command, cwd=press.output, capture_output=True, check=False).returncode == 0
    status, told = verify(press, press.output)
    assert status == 0, told
    # nothing has changed; and a build that has lost its cache
    for lost in (False, True):
        if lost:
            shutil.rmtree(press.root / "out-store")
        assert "signatures" not in publish(press, 2, press.keys.secret)
        assert theirs.exists()
    # to another machine the repository brings it
    brought = press.root / "signatures" / theirs.name
    brought.parent.mkdir()
    theirs.replace(brought)
    publish(press, 2, press.keys.secret)
    assert verify(press, press.output)[0] == 0
    # one that is not valid counts for nothing, and the next publication needs new ones
    brought.write_bytes(ours.read_bytes())
    publish(press, 2, press.keys.secret)
    assert theirs.exists()
    press.text.write_text(edited("More words"), "utf-8")
    assert "readers expect 2 signatures" in publish(press, 2, press.keys.secret)
    assert (ours.exists(), theirs.exists()) == (True, False)


def test_nothing_is_signed_that_is_not_whole_old_or_another_history(history: History, press: Press) -> None:
    press.configure(press.keys.public, history.second.public)
    for folder, said in (
        (history.one, "older: this is publication 1"),
        (history.forked, "forked: in this copy, publication 2 is not the one"),
    ):
        copy = shutil.copytree(folder, press.root / "other", dirs_exist_ok=True)
        done = _sign(press, history.second, copy)
        assert (done.returncode, done.stdout.startswith(said)) == (1, True), done.stdout
        shutil.rmtree(copy)
    (press.output / "en/index.html").write_text("other")
    done = _sign(press, history.second)
    assert done.returncode == 1
    assert done.stdout.endswith("nothing was signed: sign only a complete publication\n")
    assert not [path for path in files_below(press.output) if path.startswith("STATE.") and path != "STATE.minisig"]
    stranger = new_keys(press.root.parent / "stranger")
    assert "SIGNING_KEYS names" in _sign(press, stranger).stderr
