"""A folder with releases: when there is a new one, and what a run that fails leaves."""

from __future__ import annotations

from pathlib import Path

from newsarchive_publish.deploying.files import PublishedFiles, Trust, published_files
from newsarchive_publish.deploying.releases import Release, ReleaseFolder
from newsarchive_publish.integrity.copies import FolderCopy
from newsarchive_publish.publications.observing import observe
from tests.newsarchive_publish.mirroring.publishing import DAY, KEY, PAGES, Publication, signed_list

BOOK = "editions/en/archive-en-all.epub"
FIRST = Publication(files={**PAGES, BOOK: b"book"}, alone=(BOOK,))
TRUST = Trust((KEY.public_key,), 1, DAY)
NOW = 1_790_000_000


def _written(root: Path, publication: Publication) -> PublishedFiles:
    publication.write(root)
    return published_files(root, observe(FolderCopy(root), (KEY.public_key,), 1, DAY))


def _released(ours: PublishedFiles, root: Path, now: int = NOW, look: bool = False) -> str:
    """Release a publication as the command does; return the name of the release, or nothing if it was there."""
    root.mkdir(exist_ok=True)
    release = Release(ReleaseFolder(root), ours, TRUST, now, 0, look)
    if release.is_current():
        return ""
    stage = release.make()
    assert release.verify(stage).status == 0
    return release.switch(stage, 3).name


def test_a_publication_is_released_once(tmp_path: Path) -> None:
    """No list has the signatures of editions, and no list has a list of mirrors."""
    ours = _written(tmp_path / "ours", FIRST)
    assert _released(ours, tmp_path / "www")
    assert Release(ReleaseFolder(tmp_path / "www"), ours, TRUST, NOW, 0).plan.steps == ()
    assert not _released(ours, tmp_path / "www")
    (tmp_path / "ours" / "mirrors.json").write_bytes(b"{}")
    ours = published_files(tmp_path / "ours", ours.observation)
    assert _released(ours, tmp_path / "www")
    assert not _released(ours, tmp_path / "www")
    assert len(list((tmp_path / "www/releases").iterdir())) == 2


def test_whoever_looks_finds_damage_that_leaves_the_size_as_it_was(tmp_path: Path) -> None:
    ours = _written(tmp_path / "ours", FIRST)
    assert _released(ours, tmp_path / "www")
    (tmp_path / "www/current/index.html").write_bytes(PAGES["index.html"].upper())
    assert not _released(ours, tmp_path / "www")
    assert _released(ours, tmp_path / "www", look=True)
    assert (tmp_path / "www/current/index.html").read_bytes() == PAGES["index.html"]
    assert not _released(ours, tmp_path / "www", look=True)


def test_after_a_run_with_a_clock_that_was_ahead_a_release_is_the_newest_at_once(tmp_path: Path) -> None:
    first, ahead = _written(tmp_path / "ours", FIRST), NOW + 30 * 365 * 86_400
    names = [_released(first, tmp_path / "www", ahead)]
    second = _written(tmp_path / "ours", FIRST.then({"index.html": b"news"}))
    names.append(_released(second, tmp_path / "www"))
    assert (tmp_path / "www/current").readlink().name == names[1]
    assert [path.name for path in ReleaseFolder(tmp_path / "www").releases()] == names[::-1]


def test_a_web_server_can_read_whatever_the_publisher_keeps_private(tmp_path: Path) -> None:
    ours = _written(tmp_path / "ours", FIRST)
    for path in (tmp_path / "ours").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    _released(ours, tmp_path / "www")
    (tmp_path / "www/current/index.html").chmod(0o600)  # as an earlier version of this program left it
    ours = _written(tmp_path / "ours", FIRST.then({"404.html": b"news"}))
    (tmp_path / "ours/404.html").chmod(0o600)
    _released(ours, tmp_path / "www")
    files = [path for path in (tmp_path / "www/current").rglob("*") if path.is_file()]
    assert len(files) > 10
    assert {path.stat().st_mode & 0o777 for path in files} == {0o644}


def test_a_newer_list_of_mirrors_stays(tmp_path: Path) -> None:
    """It may have been signed on another machine, and says which addresses still work."""
    ours = _written(tmp_path / "ours", FIRST)
    signed_list(tmp_path / "ours", "old.test", 1)
    _released(published_files(tmp_path / "ours", ours.observation), tmp_path / "www")
    signed_list(tmp_path / "www/current", "new.test", 2)
    (tmp_path / "ours/mirrors.json.0123456789ABCDEF.minisig").write_bytes(b"of the older list alone")
    assert not _released(published_files(tmp_path / "ours", ours.observation), tmp_path / "www")
    for number, day in enumerate((1, 0)):  # an older one here, and none
        ours = _written(tmp_path / "ours", Publication(files={**FIRST.files, "n.css": b"%d" % number}))
        if day:
            signed_list(tmp_path / "ours", "old.test", day)
        _released(published_files(tmp_path / "ours", ours.observation), tmp_path / "www")
        assert b"new.test" in (tmp_path / "www/current/mirrors.json").read_bytes()
        assert (tmp_path / "www/current/mirrors.json.minisig").is_file()
    signed_list(tmp_path / "ours", "newest.test", 3)
    _released(published_files(tmp_path / "ours", ours.observation), tmp_path / "www")
    assert b"newest.test" in (tmp_path / "www/current/mirrors.json").read_bytes()
