"""`newsarchive mirrors`: what it says of mirrors on loopback, and the list that it signs."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.digests import digest
from newsarchive.model.ledger import PublicationRow
from newsarchive.model.settings import SettingsError
from newsarchive.server.server_rules import rules_of, server_file
from newsarchive_publish.commands import mirrors
from newsarchive_publish.commands.verify import run as verify
from newsarchive_publish.integrity.signatures import Signer, verified
from newsarchive_publish.publications.ledger import ledger_file, with_row
from newsarchive_start.keys import new_key_pair
from tests.newsarchive.editions import NEWSROOM, edition_of, page, settings_of
from tests.newsarchive_publish.integrity.hosts import host
from tests.newsarchive_publish.mirroring.publishing import DAY, KEY, PAGES, Publication, nginx, on_loopback

ONION = f"http://{'a' * 55}d.onion"
FIRST = Publication(
    files={path: data for path, data in PAGES.items() if "pictures" not in path and "empty" not in path}
)
SECOND = FIRST.then({"en/second.html": b"2"})


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = dt.datetime.combine(DAY, dt.time(12), dt.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))


def run(tmp_path: Path, places: dict[str, str], *, every: bool = True, form: str = "json", onion: str = ONION) -> int:
    content = tmp_path / "content"
    content.mkdir(exist_ok=True)
    rows: tuple[PublicationRow, ...] = ()
    for each in (FIRST, SECOND):
        row = PublicationRow(
            each.number, each.day, "none", each.next_by, "0" * 64, digest(each.all_files()["STATE"]).hex(), ""
        )
        rows = with_row(rows, row, NEWSROOM.tag_authority)
    (content / "publications.tsv").write_bytes(ledger_file(rows))
    listed = tuple(places.items())
    settings = settings_of(content, tmp_path / "store", MIRRORS=listed, SIGNING_KEYS=(KEY.public_key,), ONION=onion)
    options = argparse.Namespace(all=every, format=form, sign="", language="en")
    return mirrors.run(options, settings)


def served(root: Path):
    rules = rules_of(edition_of(url="https://archive.example", onion=ONION), [page().summary])
    block = server_file(rules, "nginx.conf", "/srv/archive/current", "mirror.example", 8090)
    return nginx(root, lambda port: on_loopback(block, root, port))


def test_each_mirror_is_told_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SECOND.write(tmp_path / "good" / "x")
    FIRST.write(tmp_path / "old" / "x")
    SECOND.write(tmp_path / "altered" / "x")
    (tmp_path / "altered/x/en/second.html").write_bytes(b"evil")
    (tmp_path / "altered/x/mirrors.json").write_bytes(b'{"https://archive.example/": ["evil.example"]}')
    FIRST.then({"en/second.html": b"fork"}, next_by=DAY - dt.timedelta(1)).write(tmp_path / "forked" / "x")
    with (
        served(tmp_path / "good/x") as good,
        served(tmp_path / "old/x") as old,
        served(tmp_path / "altered/x") as altered,
        served(tmp_path / "forked/x") as forked,
        host({}) as gone,
    ):
        places = {"good": good, "old": old, "altered": altered, "forked": forked, "gone": gone}
        assert run(tmp_path, places) == 1
        found = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
        assert run(tmp_path, {"good": good}, every=False) == 0
        # the header with which it offers an onion service is an attack if the settings name no such service
        assert run(tmp_path, {"good": good}, onion="") == 1
        capsys.readouterr()
        assert run(tmp_path, places, form="text") == 1
        told = capsys.readouterr().out
    assert [found["good"][key] for key in ("publication", "behind", "forked", "late", "whole")] == [
        2,
        0,
        None,
        False,
        "whole",
    ]
    assert (found["good"]["checked"], found["good"]["files"]) == (len(SECOND.files), len(SECOND.files))
    assert (found["old"]["publication"], found["old"]["behind"], found["old"]["whole"]) == (1, 1, "whole")
    assert (found["altered"]["whole"], found["altered"]["wrong"]) == (
        "differs",
        ["en/second.html", "mirrors.json"],
    )
    assert (found["forked"]["forked"], found["forked"]["late"]) == (2, True)
    assert (found["gone"]["publication"], "STATE" in found["gone"]["refusal"]) == (None, True)
    expected_words = (
        "the latest",
        "one behind",
        "missing or altered: 2\n    en/second.html",
        "forked: its publication 2",
        "late: ",
    )
    assert [words for words in expected_words if words not in told] == []


def test_the_list_is_written_and_signed_without_a_build_and_is_no_stranger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _, public = new_key_pair("")
    key = tmp_path / "keys" / "minisign.key"
    key.parent.mkdir()
    key.write_bytes(secret)
    monkeypatch.setenv("SIGNING_KEY", str(key))
    site = tmp_path / "www" / "output"
    replace(SECOND, signers=(Signer(secret),)).write(site)
    changes = {"SITEURL": "https://archive.example", "SIGNING_KEYS": (public,)}
    changes["MIRRORS"] = (("A", "https://a.newsroom.net/x/"),)
    settings = settings_of(tmp_path / "content", tmp_path / "store", **changes)
    (tmp_path / "content").mkdir()
    options = argparse.Namespace(all=False, format="text", sign=site, language="en")
    assert mirrors.run(options, settings) == 0
    data = (site / "mirrors.json").read_bytes()
    assert json.loads(data) == {"https://archive.example/": ["a.newsroom.net/x"]}
    comment = verified(data, (site / "mirrors.json.minisig").read_bytes(), public)
    assert comment == f"https://archive.example mirrors.json {DAY}"
    asked = argparse.Namespace(copy=str(site), key=[public], required="", seen=None, language="en")
    capsys.readouterr()
    assert verify(asked, settings) == 0, capsys.readouterr().out
    (site / "mirrors.json").write_bytes(data.replace(b"a.newsroom", b"evil.newsroom"))
    assert verify(asked, settings) == 1
    with pytest.raises(SettingsError):
        mirrors.run(argparse.Namespace(**{**vars(options), "sign": tmp_path}), settings)
