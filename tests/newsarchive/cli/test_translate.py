"""`newsarchive translate`: begins a translation, shows what changed, records only what is confirmed."""

import io
import os
import re
import stat
import sys

import pytest

from newsarchive.cli import translate as translating
from newsarchive.cli.translate import coloured, commented, translate
from newsarchive.cli.yaml_edits import constant, with_field
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from newsarchive.model.diagnostics import RefusedError
from newsarchive.pages.history import differences
from tests.newsarchive.cli.desks import commit_all, desk_with, fault_codes, git, options_of, status_of
from tests.newsarchive.editions import briefing_file, read, settings_of, translation_file

FOLDER = "briefings/2023/a"
ORIGINAL = f"{FOLDER}/en.md"
BODY = """
First -- one.[^1] <script>no</script>

## A heading

```
code

more --> code
```

- a
- b

[^1]: A note.
"""
PICTURE = "{file: a.jpg, credit: Someone, alt: A cat, caption: It sits}"


def place_of(language="en", kind="briefing"):
    return Place(f"{FOLDER}/{language}.md", FOLDER, kind, language)


def revision(desk, language="en"):
    return version_of((desk.root / f"{FOLDER}/{language}.md").read_bytes(), place_of(language)).text.revision


def rewrite(desk, path, *changes):
    file = desk.root / path
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def translated(tmp_path, body="One two three.\n\nA second paragraph.", **fields):
    """A desk with an original and an Azerbaijani translation that agrees with it, committed."""
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(body)})
    file = translation_file(**{"translated_revision": revision(desk), **fields})
    (desk.root / FOLDER / "az.md").write_text(file, "utf-8")
    commit_all(tmp_path)
    return desk


# --- beginning


def test_a_begun_translation_holds_the_original_in_comments(tmp_path):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(BODY.replace(" <script>no</script>", ""))})
    translate(desk, "a", "ru")
    text = (desk.root / FOLDER / "ru.md").read_text("utf-8")
    front, _, body = text.removeprefix("---\n").partition("---\n")
    assert front.splitlines() == [
        'title: ""  # A title',
        'summary: ""  # A summary.',
        "translates: en",
        f"translated_revision: {revision(desk)}",
        "status: draft",
    ]
    comments = re.findall(r"\n<!--[ \n](.*?)[ \n]-->(?:\n\n\n|\n\Z)", body, re.DOTALL)
    assert comments == [
        "First -- one.[^1]",
        "## A heading",
        "```\ncode\n\nmore --\\> code\n```",
        "- a\n- b",
        "[^1]: A note.",
    ]


@pytest.mark.parametrize("confirm", [False, True])
@pytest.mark.parametrize(("gone", "to"), [("en", "ru"), ("en", "az"), ("az", "az")])
def test_a_withdrawn_text_is_not_translated(tmp_path, gone, to, confirm):
    """A new file would only cause faults, and there is nothing to agree with until the words are back."""
    desk = translated(tmp_path)
    state = "status: withdrawn\nwithdrawal: {date: 2024-01-01, reason: error}\n---\n"
    rewrite(desk, f"{FOLDER}/{gone}.md", ("\n---\n", f"\n{state}"))
    before = sorted((path.name, path.read_bytes()) for path in (desk.root / FOLDER).iterdir())
    with pytest.raises(RefusedError, match=rf"{gone}\.md is already withdrawn"):
        translate(desk, "a", to, confirm=confirm)
    assert sorted((path.name, path.read_bytes()) for path in (desk.root / FOLDER).iterdir()) == before


def test_what_is_left_is_to_write(tmp_path):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(BODY.replace(" <script>no</script>", ""))})
    translate(desk, "a", "ru")
    assert fault_codes(desk) == []
    rewrite(
        desk, f"{FOLDER}/ru.md", ('title: ""', "title: Т"), ('summary: ""', "summary: С"), ("-->\n\n\n", "-->\n\nС\n")
    )
    assert fault_codes(desk) == []


def test_the_pictures_words_are_asked_for_too(tmp_path):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(image=PICTURE)})
    translate(desk, "a", "ru")
    text = (desk.root / FOLDER / "ru.md").read_text("utf-8")
    assert 'image:\n  alt: ""  # A cat\n  caption: ""  # It sits\ntranslates: en\n' in text


def test_a_notice_has_no_summary(tmp_path):
    notice = "---\ntitle: Beware\nstarts: 2026-01-01\nends: 2026-02-01\n---\nWords.\n"
    desk = desk_with(tmp_path, {"notices/beware/en.md": notice})
    translate(desk, "beware", "az")
    text = (desk.root / "notices/beware/az.md").read_text("utf-8")
    assert text.startswith('---\ntitle: ""  # Beware\ntranslates: en\n')


@pytest.mark.parametrize("name", ["a", "2023/a", "briefings/2023/a/", "content/briefings/2023/a/en.md"])
def test_a_briefing_is_found_by_its_slug_or_its_path(tmp_path, name):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(), "pages/a/en.md": "---\ntitle: x\nsummary: y\n---\nz\n"})
    translate(desk, name, "az")
    assert (desk.root / FOLDER / "az.md").is_file()
    translate(desk, "pages/a", "az")
    assert (desk.root / "pages/a/az.md").is_file()


@pytest.mark.parametrize(
    ("name", "to", "said"),
    [
        ("cybercrime-power", "az", "did you mean cybercrime-powers?"),
        ("powers", "az", "did you mean cybercrime-powers?"),
        ("zzz", "az", "“zzz”"),
        ("", "az", "no briefing"),
        ("cybercrime-powers", "aze", "did you mean az?"),
        ("cybercrime-powers", "en", "is the original"),
        ("orphan", "ru", "exactly one original"),
        ("orphan", "az", "exactly one original"),
        ("broken", "en", "cannot be read"),
    ],
)
def test_what_cannot_be_translated_is_refused(tmp_path, name, to, said):
    files = {
        "briefings/2023/cybercrime-powers/en.md": briefing_file(),
        "briefings/2023/orphan/az.md": translation_file(),
        "briefings/2023/broken/en.md": b"\xff",
    }
    desk = desk_with(tmp_path, files)
    before = sorted(desk.root.rglob("*"))
    with pytest.raises(RefusedError, match=re.escape(said)):
        translate(desk, name, to)
    assert sorted(desk.root.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("a -- b", "a -- b"),
        ("| --- |", "| --- |"),
        ("--->", "---\\>"),
        ("a --!> b", "a --\\!> b"),
        ("----", "----"),
        ("`-->`", "`--\\>`"),
    ],
)
def test_a_comment_ends_where_it_should(words, inside):
    assert commented(words) == f"<!-- {inside} -->"


@pytest.mark.parametrize("fence", ["```\nx --> y\n```", "```html\n<!-- x -->\n```", "```html now\nx --> y\n```"])
def test_no_word_of_code_leaves_its_comment(fence):
    assert commented(fence).startswith("<!--\n```")
    assert read(briefing_file(f"Words.\n\n{commented(fence)}\n"))[0].html == "<p>Words.</p>"


# --- staleness


def test_a_translation_that_agrees_is_said_to(tmp_path, capsys):
    desk = translated(tmp_path)
    translate(desk, "a", "az")
    assert "is up to date" in capsys.readouterr().out


def test_a_translation_without_words_is_not_said_to_agree(tmp_path, capsys):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file()})
    translate(desk, "a", "az")
    capsys.readouterr()
    translate(desk, "a", "az")
    assert "az.md: there is no text below the front matter" in capsys.readouterr().out


def test_the_words_that_changed_since_are_shown(tmp_path, capsys):
    desk = translated(tmp_path)
    before = (desk.root / FOLDER / "az.md").read_bytes()
    rewrite(desk, ORIGINAL, ("One two three.", "One 2 three four."))
    commit_all(tmp_path)
    rewrite(desk, ORIGINAL, ("four", "five"))
    translate(desk, "a", "az")
    printed = capsys.readouterr().out
    assert "One [-two three.-]{+2 three five.+}" in printed
    assert "second" not in printed
    assert "--confirm" in printed
    assert (desk.root / FOLDER / "az.md").read_bytes() == before


def test_history_is_followed_through_a_move(tmp_path, capsys):
    desk = translated(tmp_path, body="One two three. " * 30)
    moved = desk.root / "briefings/2023/b"
    git(tmp_path, "mv", str(desk.root / FOLDER), str(moved))
    commit_all(tmp_path)
    rewrite(desk, "briefings/2023/b/en.md", ("summary: A summary.", "summary: Another summary."))
    translate(desk, "b", "az")
    assert "[-A-]{+Another+} summary." in capsys.readouterr().out


def test_new_line_breaks_alone_are_told_from_new_words(tmp_path, capsys):
    desk = translated(tmp_path)
    rewrite(desk, ORIGINAL, ("One two", "One\ntwo"))
    translate(desk, "a", "az")
    assert "the words are the same" in capsys.readouterr().out


@pytest.mark.parametrize("there", ["no repository", "not committed", "no git"])
def test_history_that_is_not_there_is_said_plainly(tmp_path, capsys, monkeypatch, there):
    if there == "no repository":
        desk = desk_with(
            tmp_path,
            {ORIGINAL: briefing_file(), f"{FOLDER}/az.md": translation_file(translated_revision="0123456789ab")},
        )
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    else:
        desk = translated(tmp_path, translated_revision="0123456789ab")
    if there == "no git":
        monkeypatch.setenv("PATH", str(tmp_path))
    translate(desk, "a", "az")
    assert "revision 0123456789ab is not in git’s history on this computer" in capsys.readouterr().out


# --- confirming


def test_confirming_changes_one_line_and_nothing_else(tmp_path, capsys):
    desk = translated(tmp_path)
    rewrite(desk, ORIGINAL, ("One", "Won"))
    path = desk.root / FOLDER / "az.md"
    old = version_of(path.read_bytes(), place_of("az")).text.front.translated_revision
    crlf = path.read_text("utf-8").replace(old, f"'{old}'  # checked by N.").replace("\n", "\r\n").encode()
    path.write_bytes(crlf)
    path.chmod(0o640)
    translate(desk, "a", "az", confirm=True)
    assert path.read_bytes() == crlf.replace(old.encode(), revision(desk).encode())
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(each.name for each in path.parent.iterdir()) == ["az.md", "en.md"]
    capsys.readouterr()
    translate(desk, "a", "az")
    assert "up to date" in capsys.readouterr().out


def test_touching_a_file_does_not_confirm_it(tmp_path, capsys):
    desk = translated(tmp_path)
    rewrite(desk, ORIGINAL, ("One", "Won"))
    os.utime(desk.root / FOLDER / "az.md")
    translate(desk, "a", "az")
    assert "has changed since" in capsys.readouterr().out


def test_a_line_that_is_not_there_is_added_below_the_language(tmp_path):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(), f"{FOLDER}/az.md": translation_file()})
    translate(desk, "a", "az", confirm=True)
    text = (desk.root / FOLDER / "az.md").read_text("utf-8")
    assert text == translation_file(translated_revision=revision(desk))


@pytest.mark.parametrize(
    ("front", "after"),
    [
        ("translates: en\ntranslated_revision:  # none", "translates: en\ntranslated_revision: abcdefabcdef # none"),
        ("translates: en\ntranslated_revision: wrong", "translates: en\ntranslated_revision: abcdefabcdef"),
        ("translates: en # a\nstatus: draft", "translates: en # a\ntranslated_revision: abcdefabcdef\nstatus: draft"),
        ("{translates: en, title: x}", None),
        ("- x", None),
    ],
)
def test_odd_layouts_are_kept_or_left_alone(front, after):
    data = f"---\n{front}\n---\nWords.\n".encode()
    found = with_field(data, "briefing", "translated_revision", constant("abcdefabcdef"))
    assert found == (f"---\n{after}\n---\nWords.\n".encode() if after else None)


def test_a_file_laid_out_oddly_is_refused_and_kept(tmp_path):
    odd = "---\n{title: x, summary: y, translates: en}\n---\nWords.\n"
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(), f"{FOLDER}/az.md": odd})
    with pytest.raises(RefusedError, match="laid out"):
        translate(desk, "a", "az", confirm=True)
    assert (desk.root / FOLDER / "az.md").read_text("utf-8") == odd


def test_a_difference_reads_the_same_in_colour_and_without():
    (pieces,) = differences(["one two three", "gone now"], ["one 2 three"])
    assert coloured(pieces).plain == "one [-two-]{+2+} three [-¶ gone now-]"
    styled = [(coloured(pieces).plain[span.start : span.end], span.style) for span in coloured(pieces).spans]
    assert [each for each in styled if each[1]] == [
        *(("[-two-]", "red"), ("{+2+}", "green"), ("[-¶ gone now-]", "red"))
    ]


def test_the_command_refuses_what_is_missing(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file()})
    settings = settings_of(desk.root, tmp_path / "store")
    assert status_of(translating.run, options_of("translate", "", ""), settings) == 2
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == ["BRIEFING", "LANG"]
    assert status_of(translating.run, options_of("translate", "b", "aze"), settings) == 2
    assert capsys.readouterr().err == (
        "BRIEFING: there is no briefing, page or notice “b”\n"
        "LANG: “aze” is not one of this site’s languages (az, en, ru); did you mean az?\n"
    )
    assert status_of(translating.run, options_of("translate", "a", "az"), settings) == 0
    assert "Created " in capsys.readouterr().out
