"""`newsarchive withdraw`: one command, after which nothing stops the build and no word is left."""

import argparse
import io
import re
import subprocess
import sys

import pytest

from newsarchive.cli import withdraw as withdrawing
from newsarchive.cli.withdraw import require_reason, withdraw
from newsarchive.content.versions import version_of
from newsarchive.model.diagnostics import RefusedError
from tests.newsarchive.cli.desks import (
    commit_all,
    desk_with,
    fault_codes,
    options_of,
    published,
    status_of,
    warning_codes,
)
from tests.newsarchive.cli.test_translate import place_of
from tests.newsarchive.editions import briefing_file, letter_file, settings_of, translation_file

FOLDER = "briefings/2023/a"
ORIGINAL = f"{FOLDER}/en.md"
PNG = b"\x89PNG"


def filled(tmp_path, language="", **more):
    """A briefing in two languages with a picture, a document, a letter and another briefing that links to it."""
    body = "Secret words.\n\n## A part\n\nMore.\n\n[a](ruling.pdf) ![b](a.png)"
    files = {
        ORIGINAL: briefing_file(body, people="[]", published="2023-10-20").replace(
            "people: []\n", "# a remark: Name\n"
        ),
        f"{FOLDER}/az.md": translation_file(),
        f"{FOLDER}/ruling.pdf": b"%PDF",
        f"{FOLDER}/a.png": PNG,
        f"{FOLDER}/replies/2023-11-02-reader.md": letter_file(),
        "briefings/2022/b/en.md": briefing_file(
            "[x](../../2023/a/en.md#a-part) and [y](../../2023/a/en.md)", date="2022"
        ),
        "revisions.tsv": published("a/az", "a/en"),
        **more,
    }
    return desk_with(tmp_path, files, language)


def test_no_word_is_left_in_any_file_and_every_address_stays(tmp_path, capsys):
    desk = filled(tmp_path)
    withdraw(desk, "a", "safety of a person")
    assert (desk.root / ORIGINAL).read_text("utf-8") == (
        "---\ndate: 2023-10-12\nstatus: withdrawn\nwithdrawal:\n  date: 2026-11-24\n  reason: safety of a person\n---\n"
    )
    assert (desk.root / FOLDER / "az.md").read_text("utf-8") == "---\ntranslates: en\nstatus: withdrawn\n---\n"
    said = capsys.readouterr().out
    for name in ("en.md is withdrawn", "az.md is withdrawn", "ruling.pdf", "a.png", "2023-11-02-reader.md"):
        assert name in said
    assert said.endswith("then commit.\n")


@pytest.mark.parametrize(("reason", "named"), [("safety of a person", 1), ("error", 0)])
def test_links_whose_words_may_name_a_person_are_told(tmp_path, capsys, reason, named):
    other = briefing_file("[y](../../2023/a/en.md), and no part of it", date="2022")
    withdraw(filled(tmp_path, **{"briefings/2022/c/en.md": other}), "a", reason)
    out = capsys.readouterr().out
    assert [out.count(f"{each}/en.md: there is a link to this text") for each in "bc"] == [named, named]


def test_a_text_in_a_language_that_the_site_no_longer_has_is_told(tmp_path, capsys):
    """Its words stay in the file, which the command does not read."""
    files = {ORIGINAL: briefing_file(), f"{FOLDER}/ka.md": translation_file(), "revisions.tsv": published("a/en")}
    desk = desk_with(tmp_path, files)
    withdraw(desk, "a", "safety of a person")
    told = f"delete them here too if nobody needs them: {desk.root}/{FOLDER}/ka.md\n"
    assert told in capsys.readouterr().out


def test_nothing_that_is_withdrawn_stops_the_build_or_is_asked_for_a_revision(tmp_path):
    desk = filled(tmp_path, **{f"{FOLDER}/ruling.pdf": b"", f"{FOLDER}/a.png": b""})
    for name in ("ruling.pdf", "a.png"):
        (desk.root / FOLDER / name).unlink()
    withdraw(desk, "a", "error")
    assert fault_codes(desk) == []
    assert "revision-absent" not in warning_codes(desk)


@pytest.mark.parametrize(
    "held", [{"published": "2027-01-01T09:00+04:00"}, {"status": "draft"}, {"published": "2023-10-20"}]
)
def test_what_has_never_been_online_is_not_put_there_by_a_withdrawal(tmp_path, held):
    desk = filled(tmp_path, **{ORIGINAL: briefing_file(**held), "revisions.tsv": published("b/en")})
    before = {path: path.read_bytes() for path in desk.root.rglob("*.md")}
    with pytest.raises(RefusedError, match=f"{FOLDER} has never been online"):
        withdraw(desk, "a", "safety of a person")
    assert {path: path.read_bytes() for path in desk.root.rglob("*.md")} == before
    # a publication under an earlier name of the folder counts, and so does a later draft of a text that was online
    (desk.root / "revisions.tsv").write_text(published("old/en"), "utf-8")
    (desk.root / ORIGINAL).write_text(briefing_file(redirect_from="[old]", **held), "utf-8")
    withdraw(desk, "a", "safety of a person")
    assert "status: withdrawn" in (desk.root / ORIGINAL).read_text("utf-8")


@pytest.mark.parametrize("held", [{"published": "2027-01-01"}, {"status": "draft"}])
def test_a_translation_that_has_never_been_online_stays_unseen(tmp_path, capsys, held):
    az = f"{FOLDER}/az.md"
    desk = filled(tmp_path, **{az: translation_file(**held), "revisions.tsv": published("a/en")})
    before = (desk.root / az).read_bytes()
    with pytest.raises(RefusedError, match=f"{az} has never been online"):
        withdraw(desk, "a", "error", "az")
    withdraw(desk, "a", "error")
    assert (desk.root / az).read_bytes() == before
    assert f"{az} has never been online and was left as it is" in capsys.readouterr().out
    assert fault_codes(desk) == []


def test_a_text_that_went_online_before_its_day_is_withdrawn_at_once(tmp_path):
    """A clock was ahead; with its day the text would wait, and nothing be published."""
    recorded = f"a\ten\t1\t2027-03-01\t{'1' * 12}\tfirst\t0\n"
    desk = filled(tmp_path, **{ORIGINAL: briefing_file(published="2027-01-01"), "revisions.tsv": recorded})
    withdraw(desk, "a", "safety of a person")
    assert "\npublished:" not in (desk.root / ORIGINAL).read_text("utf-8")
    assert "offline" not in fault_codes(desk)


def test_a_fault_elsewhere_does_not_stand_in_the_way(tmp_path, capsys):
    broken = "\ufeff---\ntitle: Name\n---\nSecret"
    desk = filled(
        tmp_path,
        **{
            f"{FOLDER}/ru.md": broken,
            ORIGINAL: "---\n{title: x, date: 2023-10-12, tags: [privacy]}\n---\nWords.\n",
            "briefings/2021/c/en.md": "no fields [x](../../2023/a/en.md#part)",
        },
    )
    withdraw(desk, "a", "safety of a person")
    assert (desk.root / FOLDER / "ru.md").read_text("utf-8") == "---\ntranslates: en\nstatus: withdrawn\n---\n"
    assert (desk.root / ORIGINAL).read_text("utf-8").startswith("---\ndate: 2023-10-12\nstatus: withdrawn\n")
    assert (desk.root / "briefings/2021/c/en.md").read_text("utf-8") == "no fields [x](../../2023/a/en.md)"
    assert "2021/c/en.md: a link to part of the withdrawn text" in capsys.readouterr().out


def test_a_link_to_a_heading_that_is_gone_leads_to_the_address(tmp_path, capsys):
    desk = filled(tmp_path)
    withdraw(desk, "a", "error")
    text = (desk.root / "briefings/2022/b/en.md").read_text("utf-8")
    assert text.endswith("[x](../../2023/a/en.md) and [y](../../2023/a/en.md)\n")
    told = capsys.readouterr().out
    assert "b/en.md: a link to part of the withdrawn text now leads to the address of the text" in told


def test_one_translation_is_withdrawn_alone_with_a_reason_of_its_own(tmp_path):
    desk = filled(tmp_path)
    before = (desk.root / ORIGINAL).read_bytes()
    withdraw(desk, "a", "court order", "az")
    assert (desk.root / ORIGINAL).read_bytes() == before
    assert (desk.root / FOLDER / "az.md").read_text("utf-8") == (
        "---\ntranslates: en\nstatus: withdrawn\nwithdrawal:\n  date: 2026-11-24\n  reason: court order\n---\n"
    )
    assert "revision-absent" not in warning_codes(desk)
    withdraw(desk, "a", "error")
    assert "reason: court order" in (desk.root / FOLDER / "az.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("safety", "safety of a person"),
        ("Court Order", "court order"),
        ("səhv", "error"),
        ("безоп", "safety of a person"),
        ("error", "error"),
        pytest.param("insanın təhlu\u0308kəsizliyi", "safety of a person", id="as some programs paste it"),
    ],
)
def test_a_reason_is_known_by_its_beginning_in_any_language(tmp_path, typed, reason):
    assert require_reason(desk_with(tmp_path), typed) == reason


@pytest.mark.parametrize(
    ("language", "known"),
    [
        ("az", "məhkəmə qərarı, insanın təhlükəsizliyi, səhv"),
        ("en", "court order, safety of a person, error"),
        ("ru", "решение суда, безопасность человека, ошибка"),
    ],
)
@pytest.mark.parametrize("reason", ["", "x"])
def test_whoever_gives_no_reason_is_told_which_there_are(tmp_path, capsys, monkeypatch, language, known, reason):
    desk = filled(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    options = argparse.Namespace(briefing="a", reason=reason, lang="", language=language)
    assert status_of(withdrawing.run, options, settings_of(desk.root, tmp_path / "store")) == 2
    told = capsys.readouterr().err
    assert "--reason" in told
    assert known in told


def test_another_reason_is_refused(tmp_path):
    with pytest.raises(RefusedError, match=r"court order, safety of a person, error \(the first word is enough\)"):
        require_reason(desk_with(tmp_path), "boredom")
    with pytest.raises(RefusedError, match="did you mean error"):
        require_reason(desk_with(tmp_path), "eror")


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("a", "en", "leave out the language"),
        ("a", "ru", "no text in ru"),
        ("pages/p", "", "not a briefing"),
        ("a-b", "", "there is no briefing"),
        ("gone", "", "/2023/gone is already withdrawn"),
        # the other language is still online
        ("half", "az", "/2023/half/az.md is already withdrawn"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused_and_nothing_is_written(tmp_path, name, language, said):
    gone = "---\ndate: 2023\nstatus: withdrawn\nwithdrawal: {date: 2024-01-01, reason: error}\n---\n"
    desk = filled(
        tmp_path,
        **{"pages/p/en.md": "---\ntitle: P\nsummary: S\n---\nWords.\n", "briefings/2023/gone/en.md": gone},
        **{
            "briefings/2023/half/en.md": briefing_file("Words."),
            "briefings/2023/half/az.md": gone.replace("date: 2023\n", "translates: en\n", 1),
        },
    )
    before = {path: path.read_bytes() for path in desk.root.rglob("*.md")}
    with pytest.raises(RefusedError, match=said):
        withdraw(desk, name, "error", language)
    assert {path: path.read_bytes() for path in desk.root.rglob("*.md")} == before


def test_the_command_needs_no_terminal_and_no_language(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    desk = filled(tmp_path)
    settings = settings_of(desk.root, tmp_path / "store")
    assert status_of(withdrawing.run, options_of("withdraw"), settings) == 2
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == ["BRIEFING", "--reason"]
    assert status_of(withdrawing.run, options_of("withdraw", "a", "--reason=safety"), settings) == 0
    assert version_of((desk.root / ORIGINAL).read_bytes(), place_of()).text.front.status == "withdrawn"


def test_a_dry_run_refuses_first_and_ends_with_what_it_is(tmp_path, capsys):
    desk = filled(tmp_path)
    settings = settings_of(desk.root, tmp_path / "store")
    assert status_of(withdrawing.run, options_of("withdraw", "a", "en", "--reason=safety", "--dry-run"), settings) == 1
    assert capsys.readouterr().out == ""
    assert status_of(withdrawing.run, options_of("withdraw", "a", "--reason=safety", "--dry-run"), settings) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Dry run: nothing was changed.")


def test_words_that_are_in_no_commit_are_not_erased(tmp_path):
    desk = filled(tmp_path)
    git = ("git", "-c", "user.name=desk", "-c", "user.email=desk@news.example", "-c", "commit.gpgsign=false")
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    before = (desk.root / ORIGINAL).read_bytes()
    with pytest.raises(RefusedError, match="not in any commit"):
        withdraw(desk, "a", "safety of a person")
    assert (desk.root / ORIGINAL).read_bytes() == before
    subprocess.run([*git, "add", "."], cwd=tmp_path, check=True)
    subprocess.run([*git, "commit", "-qm", "Texts"], cwd=tmp_path, check=True)
    withdraw(desk, "a", "safety of a person")
    assert b"Secret" not in (desk.root / ORIGINAL).read_bytes()


def test_the_file_of_a_translation_that_was_just_withdrawn_has_no_words_to_lose(tmp_path, capsys):
    desk = filled(tmp_path)
    commit_all(tmp_path)
    withdraw(desk, "a", "court order", "az")
    capsys.readouterr()
    withdraw(desk, "a", "error")
    assert b"Secret" not in (desk.root / ORIGINAL).read_bytes()
    assert re.findall(r"(..)\.md is withdrawn", capsys.readouterr().out) == ["en"]
