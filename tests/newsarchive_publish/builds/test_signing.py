"""A publication that is signed: what minisign says of it, and when it is not made at all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive_start.keys import new_key_pair
from tests.keys import Keys, minisign_says, new_keys
from tests.newsarchive.builds.test_failures import TAGS, TEXT
from tests.newsarchive_sources.builds.kept_site import files_below
from tests.rooms import plain_environment
from tests.sites import NEWSROOM, ROOT
from tests.terminals import Terminal
from tests.warmbuilds import run_warm

pytestmark = pytest.mark.long

CONF = f"""
import sys
sys.path[:0] = [{str(NEWSROOM)!r}]
from publishconf import *
SITEURL = "https://archive.test"
ALLOW_PLACEHOLDERS = True
SIGNING_KEYS = {{keys!r}}
"""
DAY = "1790000000"  # 21 September 2026


class Press:
    """A newsroom with a repository, a pair of keys and an output folder."""

    def __init__(self, root: Path, keys: Keys) -> None:
        self.root, self.output, self.keys = root, root / "out", keys
        self.text, self.hidden = (root / f"content/briefings/2023/{slug}/en.md" for slug in ("a-text", "hidden"))

    def begin(self) -> None:
        """Write a briefing and a hidden one, whose sums stand in a second list, and commit them with the settings."""
        root = self.root
        for text, content in ((self.text, TEXT), (self.hidden, TEXT.replace("tags:", "status: hidden\ntags:"))):
            text.parent.mkdir(parents=True)
            text.write_text(content, "utf-8")
        (root / "content/tags.yaml").write_text(TAGS, "utf-8")
        (root / ".gitignore").write_text("out/\nclean/\n.*\n*store/\n__pycache__/\n", "utf-8")
        self.configure(self.keys.public)
        self.git("init", "-q")
        self.commit()

    def configure(self, *keys: str, more: str = "") -> None:
        (self.root / "conf.py").write_text(CONF.format(keys=keys) + more, "utf-8")

    def git(self, *arguments: str) -> str:
        names = ("-c", "user.name=desk", "-c", "user.email=desk@news.example", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *names, *arguments], cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self) -> str:
        self.git("add", ".")
        self.git("commit", "-q", "--allow-empty", "-m", "A change")
        return self.git("rev-parse", "HEAD")

    def publish(self, key: Path | None, out: str = "out", **environment: str) -> subprocess.CompletedProcess[str]:
        arguments = ["content", "-s", "conf.py", "-o", out, "--fatal", "warnings"]
        given = {"SIGNING_KEY": str(key)} if key else {}
        store = {"STORE_PATH": str(self.root / f"{out}-store"), "SOURCE_DATE_EPOCH": DAY, "RECORDS": "no"}
        env = {**os.environ, **store, **given, **environment}
        return run_warm("pelican", *arguments, cwd=self.root, environment=env)

    @property
    def signature(self) -> Path:
        return self.output / "STATE.minisig"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return new_keys(tmp_path_factory.mktemp("signing") / "keys")


@pytest.fixture
def press(keys: Keys, tmp_path: Path) -> Press:
    press = Press(tmp_path / "room", keys)
    press.begin()
    return press


@pytest.fixture(scope="module")
def begun(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> Press:
    """A newsroom that has published, which no test may change."""
    press = Press(tmp_path_factory.mktemp("begun"), keys)
    press.begin()
    done = press.publish(keys.secret)
    assert done.returncode == 0, done.stderr
    return press


@pytest.fixture
def published(begun: Press, tmp_path: Path) -> Press:
    """A copy of that newsroom."""
    shutil.copytree(begun.root, tmp_path / "room", symlinks=True)
    return Press(tmp_path / "room", begun.keys)


def test_minisign_and_sha256sum_check_a_publication_and_the_comment_says_how_to_build_it(published: Press) -> None:
    status, said = minisign_says(published.output, published.keys.public)
    assert status == 0, said
    commit = published.git("rev-parse", "HEAD")
    assert f"Trusted comment: https://archive.test publication 1 2026-09-21 STATE commit {commit}\n" in said
    for command in (["sha256sum", "--check", "STATE"], ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]):
        assert subprocess.run(command, cwd=published.output, capture_output=True, check=False).returncode == 0


def test_the_password_is_asked_for_at_a_terminal_and_nowhere_else(press: Press, tmp_path: Path) -> None:
    secret, public_file, public = new_key_pair("correct horse")
    key = tmp_path / "keys" / "minisign.key"
    key.parent.mkdir()
    key.write_bytes(secret)
    press.configure(public)
    refused = press.publish(key)
    assert refused.returncode == 1
    assert (
        "SIGNING_KEY: the key has a password; it is read from the environment variable SIGNING_PASSWORD"
        in refused.stderr
    )
    wrong = press.publish(key, **{"SIGNING_PASSWORD": "a wrong one"})
    assert "SIGNING_KEY: wrong password for that key; it is read from" in wrong.stderr
    assert not press.output.exists()
    words = {
        "SIGNING_KEY": str(key),
        "SOURCE_DATE_EPOCH": DAY,
        "RECORDS": "no",
        "STORE_PATH": str(press.root / "store"),
    }
    environment = plain_environment(press.root, **words) | {"PYTHONPATH": str(ROOT / "plugins")}
    with Terminal(press.root, environment) as terminal:
        command = f"{sys.executable} -m newsarchive publish --settings=conf.py --output=out\n"
        said = terminal.type(command, "signing key: ")
        assert "Generating" not in said + terminal.type("a slip\n", "type it again")
        terminal.type("", "signing key: ")
        said = terminal.type("correct horse\n", terminal.prompt)
    assert "horse" not in said
    (name,) = re.findall("minisign public key ([0-9A-F]{16})", public_file.decode())
    assert f"signed with the key {name}: STATE.minisig" in said
    assert minisign_says(press.output, public)[0] == 0


def test_a_signed_site_that_is_built_on_equals_a_new_one(press: Press) -> None:
    assert " 0 written" not in press.publish(press.keys.secret).stdout
    assert " 0 written" in press.publish(press.keys.secret).stdout
    press.text.write_text(TEXT.replace("Some words", "Other words"), "utf-8")
    assert press.publish(press.keys.secret).returncode == 0
    # what was built is no commit's
    assert "commit" not in press.signature.read_text()
    commit = press.commit()
    again = press.publish(press.keys.secret)
    assert " 0 rendered, 2 written" in again.stdout  # STATE, which names the commit, and its signature
    assert commit in press.signature.read_text()
    assert press.publish(press.keys.secret, "clean").returncode == 0
    assert files_below(press.output) == files_below(press.root / "clean")
    built_on, anew = (
        {path: (folder / path).stat().st_mtime for path in files_below(folder)}
        for folder in (press.output, press.root / "clean")
    )
    assert built_on == anew
    assert len({*anew.values()}) == 1
    assert " 0 rendered, 0 written" in press.publish(press.keys.secret).stdout


def test_no_signature_of_another_list_is_left(published: Press) -> None:
    # one of this very STATE stays, whoever made it
    assert "not signed" not in published.publish(None).stdout
    assert minisign_says(published.output, published.keys.public)[0] == 0
    before = published.signature.read_bytes()
    published.text.write_text(TEXT.replace("Some words", "Other words"), "utf-8")
    assert "not signed: SIGNING_KEY is not set" in published.publish(None).stdout
    assert not published.signature.exists()
    # nor does one stay that somebody puts back
    published.signature.write_bytes(before)
    (published.output / "SHA256SUMS.minisig").write_bytes(before)
    published.text.write_text(TEXT.replace("Some words", "More words"), "utf-8")
    assert published.publish(None).returncode == 0
    assert [path for path in files_below(published.output) if path.endswith(".minisig")] == []


def test_without_a_key_nothing_is_recorded_unless_others_sign(press: Press) -> None:
    """Whoever forgets the key would publish what readers and mirrors refuse, and use up a number; a trial may."""
    ledger = press.root / "content/publications.tsv"
    refused = press.publish(None, RECORDS="yes")
    assert (refused.returncode, press.output.exists(), ledger.exists()) == (1, False, False)
    (line,) = [line for line in refused.stderr.splitlines() if "nothing is published" in line]
    assert "SIGNING_KEY=…" in line
    assert "OTHERS_SIGN = True" in line
    assert press.publish(None, "clean").returncode == 0
    assert not ledger.exists()
    press.configure(press.keys.public, more="OTHERS_SIGN = True\n")
    done = press.publish(None, RECORDS="yes")
    assert (done.returncode, ledger.exists()) == (0, True), done.stderr
    waits = (
        "publication 1 is in out and waits for the signatures of others (./newsarchive sign out);"
        " “./newsarchive deploy” after that"
    )
    for told in (done.stdout, press.publish(None, RECORDS="yes").stdout):
        assert waits in told
        assert "not signed" not in told
        assert "copies it" not in told


@pytest.mark.parametrize("case", ["another key", "no public key", "no file", "no key", "a damaged key"])
def test_with_a_key_that_readers_are_not_told_of_nothing_is_published(
    published: Press, case: str, tmp_path: Path
) -> None:
    before = files_below(published.output)
    published.text.write_text(TEXT.replace("Some words", "Other words"), "utf-8")
    key, said = _wrong(published, case, tmp_path)
    done = published.publish(key)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert said in done.stderr
    assert files_below(published.output) == before


def _wrong(press: Press, case: str, folder: Path) -> tuple[Path, str]:
    if case == "another key":
        other: Keys = new_keys(folder / "other")
        return other.secret, f"SIGNING_KEY has {other.public!r}"
    if case == "no public key":
        press.configure()
        return press.keys.secret, "SIGNING_KEYS is not set, which readers see, but SIGNING_KEY has"
    wrong = folder / "wrong.key"
    if case == "no file":
        return wrong, "SIGNING_KEY: No such file or directory"
    wrong.write_bytes(b"words\n" if case == "no key" else press.keys.secret.read_bytes()[:-20])
    return wrong, "settings: SIGNING_KEY: "


@pytest.mark.parametrize("place", ["out/minisign.key", "content/minisign.key", "minisign.key"])
def test_a_key_that_would_be_published_or_committed_signs_nothing(published: Press, place: str) -> None:
    key = published.root / place
    key.write_bytes(published.keys.secret.read_bytes())
    published.text.write_text(TEXT.replace("Some words", "Other words"), "utf-8")
    before = files_below(published.output)
    done = published.publish(key)
    assert done.returncode == 1
    assert "build: SIGNING_KEY: " in done.stderr
    assert "Traceback" not in done.stderr
    assert files_below(published.output) == before


def test_the_public_key_of_the_settings_must_be_one(press: Press) -> None:
    press.configure("RWQwords")
    done = press.publish(None)
    assert done.returncode == 1
    assert "SIGNING_KEYS: 'RWQwords' is not the second line of minisign.pub" in done.stderr


def test_the_setting_of_earlier_versions_is_refused_with_what_to_write(press: Press) -> None:
    press.configure(more=f"SIGNING_PUBLIC_KEY = {press.keys.public!r}\n")
    done = press.publish(None)
    assert done.returncode == 1
    meant = f"SIGNING_KEYS = ({press.keys.public!r},)"
    assert f"SIGNING_PUBLIC_KEY is now SIGNING_KEYS, which may name several keys; write {meant}" in done.stderr


def test_a_local_build_signs_nothing(press: Press) -> None:
    conf = press.root / "conf.py"
    conf.write_text(conf.read_text().replace("publishconf", "pelicanconf"), "utf-8")
    done = press.publish(press.root / "no.key")
    assert done.returncode == 0, done.stderr
    assert [path for path in files_below(press.output) if path.startswith(("SHA256SUMS", "STATE", "CHAIN"))] == []
