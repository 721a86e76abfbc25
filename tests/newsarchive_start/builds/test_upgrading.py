"""An archive moves to a later version of the generator without merging; the wheels of both versions are real."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsarchive.cli.main import main
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from newsarchive.version import this_version
from tests.newsarchive.cli.desks import status_of
from tests.newsrooms import Newsroom, Once, copy_of_the_generator, installed, wheel_of

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("starting")]

LATER = "99.1.0"
STARTING = "plugins/newsarchive_start"
NEWS = f"""## {LATER}, 1 March 2099

### To do after an upgrade

- Have your web server read its rules again.

"""


def _replace(path: Path, old: str, new: str) -> None:
    words = path.read_text("utf-8")
    assert old in words
    path.write_text(words.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def later(once: Once) -> Path:
    """The wheel of a later version, which has other files for archives, and one more."""

    def make(folder: Path) -> None:
        checkout = copy_of_the_generator(folder / "checkout")
        _replace(checkout / "pyproject.toml", f'version = "{this_version()}"', f'version = "{LATER}"')
        _replace(checkout / "CHANGELOG.md", "\n## ", f"\n{NEWS}## ")
        _replace(checkout / STARTING / "files/check.yml", "retention-days: 7", "retention-days: 9")
        _replace(checkout / STARTING / "files/publishconf.py.txt", "SHARE_PICTURES = True", "SHARE_PICTURES = False")
        _replace(checkout / STARTING / "files/theme.md", "Replace few:", "Replace as few as you can:")
        _replace(
            checkout / STARTING / "skeleton.py",
            '        ".gitignore": shipped("gitignore"),\n',
            '        ".gitignore": shipped("gitignore"),\n        "SECURITY.md": "Write to us.\\n",\n',
        )
        _replace(checkout / "requirements.lock", "babel==", "babel==9")
        wheel_of(checkout, folder / "dist")

    return once("later-wheel", make) / "dist" / f"newsarchive-{LATER}-py3-none-any.whl"


@pytest.fixture(scope="module")
def begun(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """An archive of this version with everything committed, which no test may change."""
    newsroom = Newsroom(tmp_path_factory.mktemp("begun") / "archive", installed(once))
    assert newsroom.begin("--languages=ka,en", "--name=Tbilisi Archive").returncode == 0
    newsroom.commit()
    return newsroom


@pytest.fixture
def newsroom(begun: Newsroom, tmp_path: Path) -> Newsroom:
    """A copy of that archive."""
    shutil.copytree(begun.root, tmp_path / "archive", symlinks=True)
    return Newsroom(tmp_path / "archive", begun._venv)


def test_an_upgrade_renews_what_is_unchanged_and_shows_the_rest(newsroom: Newsroom, later: Path) -> None:
    root = newsroom.root
    _replace(root / "publishconf.py", "CHECKSUMS = True", "CHECKSUMS = True\nMIRRORED = True")
    (root / "requirements.lock").write_bytes((root / "requirements.lock").read_bytes() + b"our-plugin==1.0 --hash=x\n")
    (root / "theme/README.md").unlink()
    newsroom.commit()
    before = newsroom.files()
    newsroom.set_up()
    done = newsroom.run("./newsarchive", "upgrade", f"--to={later}")
    assert done.returncode == 0, done.stderr
    after = newsroom.files()
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    old, new = (f"packages/newsarchive-{version}-py3-none-any.whl" for version in (this_version(), LATER))
    renewed = {".github/workflows/check.yml", "README.md", "requirements.lock", "SECURITY.md", ".newsarchive.json"}
    assert changed == {*renewed, old, new}
    assert old not in after
    assert after[new] == later.read_bytes()
    # the new wheel is a new file, which `git commit -a` would leave out, and with it all who pull
    _, _, asked = done.stdout.partition("run make test, then ")
    step, _, _ = asked.partition("\n")
    assert newsroom.run("sh", "-ec", step or "git commit -am Upgrade").returncode == 0
    assert newsroom.run("git", "status", "--porcelain").stdout == ""
    lock = after["requirements.lock"].decode()
    assert f"./{new} --hash=sha256:" in lock
    assert "babel==9" in lock
    assert lock.endswith("our-plugin==1.0 --hash=x\n")
    assert "-SHARE_PICTURES = True\n+SHARE_PICTURES = False" in done.stdout
    assert "--take=publishconf.py" in done.stdout
    assert f"pinned: {later.name} sha256:" in done.stdout
    assert "- Have your web server read its rules again." in done.stdout
    assert f"the archive has version {LATER} now (before: {this_version()})" in done.stdout
    # a file is taken when it is asked for, and nothing changes after that
    assert newsroom.warm("upgrade", f"--to={later}", "--take=publishconf.py").returncode == 0
    taken = newsroom.files()
    assert b"MIRRORED" not in taken["publishconf.py"]
    newsroom.commit()
    assert "nothing to do" in newsroom.warm("upgrade", f"--to={later}").stdout
    assert newsroom.files() == taken
    # the other way is refused
    older = newsroom.warm("upgrade")
    assert (older.returncode, newsroom.files()) == (1, taken)
    assert f"{this_version()} is older" in older.stderr


SOURCES = """---
title: A phone is returned
summary: It took a year.
date: 2023-10-12
tags: [press-freedom]
sources:
  - url: https://a.example/1
    title: One
    publisher: A
    lang: en
    publish: body  # as the lawyer said
  - publish: 'body'
    url: https://a.example/2
    title: Two
    publisher: A
    lang: en
  - {url: https://a.example/3, title: Three, publisher: A, publish: body, lang: en}
  - {publish: digest, url: https://a.example/4, title: Four, publisher: A, lang: en}
  # the last
  - {url: https://a.example/5, title: Five, publisher: A, lang: en, publish: body }
---

An editor writes in a source

    publish: body
"""
WITHOUT = """---
title: A phone is returned
summary: It took a year.
date: 2023-10-12
tags: [press-freedom]
sources:
  - url: https://a.example/1
    title: One
    publisher: A
    lang: en
  - url: https://a.example/2
    title: Two
    publisher: A
    lang: en
  - {url: https://a.example/3, title: Three, publisher: A, lang: en}
  - {url: https://a.example/4, title: Four, publisher: A, lang: en}
  # the last
  - {url: https://a.example/5, title: Five, publisher: A, lang: en}
---

An editor writes in a source

    publish: body
"""


def test_an_upgrade_removes_publish_from_sources_and_nothing_else(newsroom: Newsroom) -> None:
    texts = [newsroom.root / f"content/briefings/2023/{slug}/en.md" for slug in ("a-phone-is-returned", "a-quotation")]
    quoting = SOURCES.replace("title: Three", 'title: "Three, publish: body}"')
    for path, words in zip(texts, (SOURCES, quoting), strict=True):
        path.parent.mkdir(parents=True)
        path.write_bytes(words.replace("\n", "\r\n").encode())
    newsroom.commit()
    told = newsroom.warm("check", "--language=en").stdout
    assert told.count("there is no field “sources.publish” here") == 10, told
    before = newsroom.files()
    done = newsroom.warm("upgrade")
    assert done.returncode == 0, done.stderr
    changed = {path for path, data in newsroom.files().items() if before.get(path) != data}
    name, quotation = (path.relative_to(newsroom.root).as_posix() for path in texts)
    assert changed == {name, quotation}
    assert f"publish removed, as copies of sources are not published any more: {name}" in done.stdout
    quoted = WITHOUT.replace("title: Three", 'title: "Three, publish: body}"')
    for path, words in zip(texts, (WITHOUT, quoted), strict=True):
        assert path.read_bytes() == words.replace("\n", "\r\n").encode()
    place = Place(name.removeprefix("content/"), "briefings/2023/a-phone-is-returned", "briefing", "en")
    versions = [version_of(data, place) for data in (before[name], texts[0].read_bytes())]
    assert len({each.text.revision for each in versions if each}) == 1
    shutil.rmtree(texts[1].parent)
    assert newsroom.warm("check").returncode == 0
    newsroom.commit()
    assert "nothing to do" in newsroom.warm("upgrade").stdout


def test_an_upgrade_names_what_the_newsrooms_own_code_must_write_otherwise(newsroom: Newsroom) -> None:
    """The recipes of 2.1.0 are among it."""
    plugin = newsroom.root / "own" / "publishers.py"
    plugin.parent.mkdir()
    plugin.write_text(
        "from newsarchive.archive.pages import Alternate, Page, Plan\n"
        "from newsarchive.api import pages_wanted\n\n"
        "import newsarchive.readers.text\n"
        'books = signal("archive_books_wanted")\n',
        "utf-8",
    )
    with (newsroom.root / "pelicanconf.py").open("a", encoding="utf-8") as settings:
        settings.write(
            '\nPLUGINS = [each for each in PLUGINS if each not in ("newsarchive.datasets", "newsarchive.feeds")]\n'
        )
    newsroom.commit()
    told = newsroom.warm("upgrade").stdout.splitlines()
    last = len((newsroom.root / "pelicanconf.py").read_text("utf-8").splitlines())
    write = "write “from newsarchive.api import …”, which has all names for plugins"
    assert [line for line in told if ".py:" in line] == [
        f"own/publishers.py:1: {write}",
        f"own/publishers.py:4: {write}",
        "own/publishers.py:5: write archive_editions_wanted instead of archive_books_wanted",
        f"pelicanconf.py:{last}: write newsarchive_editions instead of newsarchive.datasets",
        f"pelicanconf.py:{last}: write newsarchive.head instead of newsarchive.feeds",
    ]


def test_the_version_that_runs_is_already_there(newsroom: Newsroom) -> None:
    before = newsroom.files()
    done = newsroom.command("upgrade")
    assert done.returncode == 0
    assert done.stdout.startswith(f"nothing to do: the archive has version {this_version()}; to move it to another, ")
    assert "./newsarchive upgrade --to=" in done.stdout
    assert newsroom.files() == before


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("uncommitted", "changes that are not committed (content/pages/about/en.md)"),
        ("untracked", "changes that are not committed (new.txt)"),
        ("no git", "is not a git repository"),
        ("git not installed", "git is not installed"),
        ("no record", "it is not an archive that newsarchive init began"),
        ("bad record", "git checkout .newsarchive.json"),
        ("no wheel", "there is no file"),
        ("other wheel", "is not a wheel of the generator"),
        ("other file", "--take: content/tags.yaml is none of the generated files"),
    ],
)
def test_an_upgrade_that_cannot_be_read_back_is_refused(
    newsroom: Newsroom,
    once: Once,
    later: Path,
    damage: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wheel, take = str(later), ""
    if damage == "uncommitted":
        (newsroom.root / "content/pages/about/en.md").write_text("---\n", "utf-8")
    elif damage == "untracked":
        (newsroom.root / "new.txt").touch()
    elif damage == "no git":
        shutil.rmtree(newsroom.root / ".git")
    elif damage == "git not installed":
        monkeypatch.setenv("PATH", "/nowhere")
    elif damage == "no record":
        (newsroom.root / ".newsarchive.json").unlink()
    elif damage == "bad record":
        (newsroom.root / ".newsarchive.json").write_text("{", "utf-8")
    elif damage == "no wheel":
        wheel = "newsarchive-100.0.0-py3-none-any.whl"
    elif damage == "other wheel":
        wheel = str(newsroom.root / "Makefile")
    else:
        (this,) = installed(once).with_name("dist").glob("*.whl")
        wheel, take = str(this), "content/tags.yaml"
    before = newsroom.files()
    assert status_of(main, ["upgrade", f"--to={wheel}", f"--take={take}", str(newsroom.root)]) == (2 if take else 1)
    assert said in capsys.readouterr().err
    assert newsroom.files() == before


def test_an_archive_that_pins_an_address_is_given_the_new_one(once: Once, later: Path, tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path / "archive", installed(once))
    address = f"https://archive.test/newsarchive-{this_version()}-py3-none-any.whl"
    assert newsroom.begin("--languages=en", "--name=A", f"--generator={address}").returncode == 0
    assert not (newsroom.root / "packages").exists()
    newsroom.commit()
    refused = newsroom.warm("upgrade", f"--to={later}")
    assert (refused.returncode, "by --generator" in refused.stderr) == (2, True), refused
    new = f"https://archive.test/{later.name}"
    assert newsroom.warm("upgrade", f"--to={later}", f"--generator={new}").returncode == 0
    assert f"newsarchive @ {new} --hash=sha256:" in (newsroom.root / "requirements.lock").read_text("utf-8")
    assert not (newsroom.root / "packages").exists()
