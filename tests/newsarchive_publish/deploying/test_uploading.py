"""What a deployment to another machine finds there, with rsync on this one."""

from __future__ import annotations

from pathlib import Path

from newsarchive_publish.deploying.files import Trust, published_files
from newsarchive_publish.deploying.record import journal_of
from newsarchive_publish.deploying.rsync import RsyncTarget, ssh_tool
from newsarchive_publish.deploying.uploading import Deployment, Outlook, Wishes
from newsarchive_publish.integrity.copies import FolderCopy
from newsarchive_publish.publications.observing import observe
from tests.newsarchive_publish.mirroring.publishing import DAY, KEY, PAGES, Publication, signed_list

BOOK = "editions/en/archive-en-all.epub"
NOW = 1_790_000_000


def _deployed(folder: Path) -> Outlook:
    """Deploy the publication in `ours` to `there`; return what was to be done."""
    shell, there, store = folder / "shell", folder / "there", folder / "store"
    shell.write_text('#!/bin/sh\nshift\nexec sh -c "$*"\n', "utf-8")
    shell.chmod(0o755)
    store.mkdir(exist_ok=True)
    trust = Trust((KEY.public_key,), 1, DAY)
    ours = published_files(folder / "ours", observe(FolderCopy(folder / "ours"), trust.keys, 1, DAY))
    with journal_of(store, "there") as journal:
        target = RsyncTarget(f"h:{there}", ssh_tool(store / "log", (), str(shell)))
        deployment = Deployment(ours, target, journal, Wishes(trust, NOW, 0))
        outlook = deployment.outlook()
        deployment.carry_out(outlook)
        assert deployment.verify(outlook).status == 0
        deployment.finish(outlook)
    return outlook


def test_files_that_no_list_has_are_known_by_their_bytes(tmp_path: Path) -> None:
    """The list of mirrors changes without a publication, and signatures of editions seldom."""
    first = Publication(files={**PAGES, BOOK: b"book"}, alone=(BOOK,))
    first.write(tmp_path / "ours")
    _deployed(tmp_path)
    assert _deployed(tmp_path).current
    mirrors = tmp_path / "ours/mirrors.json"
    for number, act in enumerate(("add", "change")):
        mirrors.write_bytes(b"{%d}" % number)
        outlook = _deployed(tmp_path)
        assert (outlook.current, outlook.plan.paths(act)) == (False, ["mirrors.json"])
        assert (tmp_path / "there/mirrors.json").read_bytes() == mirrors.read_bytes()
    assert _deployed(tmp_path).current
    first.then({"index.html": b"news"}).write(tmp_path / "ours")
    changed = {"index.html", "SHA256SUMS", "CHAIN", "STATE", "STATE.minisig", f"{BOOK}.minisig"}
    assert set(_deployed(tmp_path).plan.paths("add", "change")) == changed


def test_a_newer_list_of_mirrors_stays(tmp_path: Path) -> None:
    """It may have been signed on another machine, and says which addresses still work."""
    first = Publication().write(tmp_path / "ours")
    signed_list(tmp_path / "ours", "old.test", 1)
    _deployed(tmp_path)
    signed_list(tmp_path / "there", "new.test", 2)
    newer = (tmp_path / "there/mirrors.json").read_bytes()
    assert _deployed(tmp_path).current
    first.then({"index.html": b"news"}).write(tmp_path / "ours")
    signed_list(tmp_path / "ours", "old.test", 1)
    assert "mirrors.json" not in _deployed(tmp_path).plan.paths("add", "change")
    assert (tmp_path / "there/mirrors.json").read_bytes() == newer
    signed_list(tmp_path / "ours", "newest.test", 3)
    assert "mirrors.json" in _deployed(tmp_path).plan.paths("change")
    # mirrors refuse one of a day to come, which a clock signed that was ahead
    signed_list(tmp_path / "there", "ahead.test", 30, DAY.year + 1)
    assert "mirrors.json" in _deployed(tmp_path).plan.paths("change")
