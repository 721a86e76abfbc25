"""`newsarchive rename`: every link follows, the old address leads on, and nothing is left half-done."""

import re

import pytest
from msgspec.structs import replace

from newsarchive.cli import rename as renaming
from newsarchive.cli import writing
from newsarchive.cli.context import find_folder
from newsarchive.cli.rename import relinked, rename
from newsarchive.content.versions import version_of
from newsarchive.model.diagnostics import RefusedError
from tests.newsarchive.cli.desks import desk_with, fault_codes, warning_codes
from tests.newsarchive.cli.test_translate import place_of, revision
from tests.newsarchive.editions import briefing_file, letter_file, translation_file

FOLDER = "briefings/2023/a"
PAGE = "---\ntitle: P\nsummary: S\n---\n"
NOTICE = "---\ntitle: N\nstarts: 2023-01-01\nends: 2023-02-01\n---\n[x](../../briefings/2023/a/az.md)\n"
OTHER = """[x](../../2023/a/en.md#part) and `[x](../../2023/a/en.md)` and [y][z], see a/ or the a.

```
[x](../../2023/a/en.md)
```

[z]: {filename}/briefings/2023/a/az.md "2023/a/en.md"
"""


def filled(tmp_path, **more):
    files = {
        f"{FOLDER}/en.md": briefing_file("## Part\n\n[own](az.md) [self](../a/az.md)"),
        f"{FOLDER}/az.md": translation_file(body="## Part\n\n[own](en.md) [self](../a/en.md)"),
        f"{FOLDER}/replies/2023-11-02-reader.md": letter_file("[x](../en.md) [y](../../a/en.md)"),
        "briefings/2022/b/en.md": briefing_file(OTHER, date="2022", related="[a]  # the first"),
        "pages/p/en.md": f'{PAGE}<a href="/briefings/2023/a/en.md">x</a>\n',
        "notices/n/en.md": NOTICE,
        "redirects.yaml": "az/2020/x: az/2023/a\nen/2020/y: briefings/2023/a/en.md  # 2023/a\nen/2020/a: en/2022/b\n",
        "people.yaml": "ali:\n  names: {en: A, az: B, ru: C}\n  description: {en: See en/2023/a or a}\n",
        **more,
    }
    return desk_with(tmp_path, files)


def state(desk):
    return {
        path.relative_to(desk.root).as_posix(): path.read_bytes() for path in desk.root.rglob("*") if path.is_file()
    }


def test_every_link_follows_and_no_word_changes(tmp_path, capsys):
    desk = filled(tmp_path)
    rename(desk, "a", "new-name")
    found = {path: data.decode() for path, data in state(desk).items()}
    assert not [path for path in found if path.startswith("briefings/2023/a/")]
    other = found["briefings/2022/b/en.md"]
    assert "related: [new-name] # the first\n" in other
    assert other.endswith(
        OTHER.replace("[x](../../2023/a/en.md#part)", "[x](../../2023/new-name/en.md#part)").replace(
            "{filename}/briefings/2023/a", "{filename}/briefings/2023/new-name"
        )
        + "\n"
    )
    assert found["briefings/2023/new-name/en.md"].endswith("[own](az.md) [self](../new-name/az.md)\n")
    assert found["briefings/2023/new-name/replies/2023-11-02-reader.md"].endswith(
        "[x](../en.md) [y](../../new-name/en.md)\n"
    )
    assert 'href="/briefings/2023/new-name/en.md"' in found["pages/p/en.md"]
    assert "(../../briefings/2023/new-name/az.md)" in found["notices/n/en.md"]
    assert found["redirects.yaml"] == (
        "az/2020/x: az/2023/new-name\nen/2020/y: briefings/2023/new-name/en.md  # 2023/a\nen/2020/a: en/2022/b\n"
    )
    assert "See en/2023/new-name or a}" in found["people.yaml"]
    assert "redirect_from: [a]\n" in found["briefings/2023/new-name/en.md"]
    assert "redirect_from" not in found["briefings/2023/new-name/az.md"]
    assert fault_codes(desk) == []
    assert "2023/a is now " in capsys.readouterr().out


def test_nobody_is_owed_a_correction_and_no_translation_falls_behind(tmp_path):
    desk = filled(tmp_path)
    az = desk.root / FOLDER / "az.md"
    az.write_text(
        az.read_text("utf-8").replace("translates: en\n", f"translates: en\ntranslated_revision: {revision(desk)}\n"),
        "utf-8",
    )
    other = version_of((desk.root / "briefings/2022/b/en.md").read_bytes(), place_of()).text.revision
    rows = [f"a\taz\t1\t2026-01-01\t{revision(desk, 'az')}\tfirst\t0", f"b\ten\t1\t2026-01-01\t{other}\tfirst\t0"]
    (desk.root / "revisions.tsv").write_text("\n".join([*rows, ""]), "utf-8")
    rename(desk, "a", "new-name")
    found = {path: data.decode() for path, data in state(desk).items()}
    minor = [path for path, text in found.items() if "\nminor: " in text]
    assert sorted(minor) == ["briefings/2022/b/en.md", "briefings/2023/new-name/az.md"]
    assert not {"words-changed", "stale-undated", "revision-absent"} & set(warning_codes(desk))
    assert fault_codes(desk) == []


def test_the_old_name_can_be_had_back(tmp_path):
    # a comment beside a changed value stays in its column, if there is room for it
    bare = {"briefings/2022/b/en.md": briefing_file(OTHER, related="[a]"), "redirects.yaml": "az/2020/x: az/2023/a\n"}
    desk = filled(tmp_path, **bare)
    before = state(desk)
    rename(desk, "a", "new-name")
    rename(desk, "new-name", "newer")
    assert "redirect_from: [a, new-name]\n" in (desk.root / "briefings/2023/newer/en.md").read_text("utf-8")
    rename(desk, "newer", "a")
    after = state(desk)
    assert b"redirect_from: [new-name, newer]\n" in after[f"{FOLDER}/en.md"]
    assert {path for path in before if before[path] != after[path]} == {f"{FOLDER}/en.md"}


def test_a_draft_that_nobody_saw_leaves_no_redirect(tmp_path):
    desk = filled(tmp_path, **{"briefings/2023/d/en.md": briefing_file(status="draft")})
    rename(desk, "d", "e")
    assert "redirect_from" not in (desk.root / "briefings/2023/e/en.md").read_text("utf-8")


@pytest.mark.parametrize(("table", "leads"), [("en/2023/a/\ta\t2024-01-01\n", True), ("", False)])
def test_the_table_of_addresses_alone_says_whether_an_old_name_is_owed_a_redirect(tmp_path, capsys, table, leads):
    desk = filled(tmp_path)
    (desk.root / "permalinks.tsv").write_text(table, "utf-8")
    # it is said in a dry run, too
    rename(replace(desk, dry=True), "a", "new-name")
    assert ("the old address leads readers to the new one" in capsys.readouterr().out) is leads
    rename(desk, "a", "new-name")
    written = (desk.root / "briefings/2023/new-name/en.md").read_text("utf-8")
    assert ("redirect_from: [a]" in written) is leads


@pytest.mark.parametrize(("table", "told"), [("en/2023/a/\ta\t2024-01-01\n", True), ("", False)])
def test_new_addresses_of_documents_are_told_if_the_old_ones_were_ever_published(tmp_path, capsys, table, told):
    desk = filled(tmp_path, **{f"{FOLDER}/ruling.pdf": b"%PDF", "permalinks.tsv": table})
    rename(desk, "a", "new-name")
    assert ("new-name/ruling.pdf" in capsys.readouterr().out) is told


def test_a_page_moves_too(tmp_path):
    desk = filled(tmp_path, **{"pages/q/en.md": f"{PAGE}[x](../p/en.md), the p/ of it.\n"})
    rename(desk, "pages/p", "about-us")
    assert "[x](../about-us/en.md), the p/ of it.\n" in (desk.root / "pages/q/en.md").read_text("utf-8")
    assert "redirect_from: [p]\n" in (desk.root / "pages/about-us/en.md").read_text("utf-8")
    assert fault_codes(desk) == []


@pytest.mark.parametrize(
    ("name", "to", "more", "said"),
    [
        ("a", "b", {}, "“b” is in use"),
        ("a", "a", {}, "“a” is in use"),
        ("a", "x", {}, "“x” is in use"),
        ("pages/p", "q", {"pages/q/en.md": f"{PAGE}x\n"}, "“q” is in use"),
        (
            "pages/p",
            "r",
            {"pages/q/en.md": f"{PAGE}x\n".replace("title", "redirect_from: [r]\ntitle")},
            "“r” is in use",
        ),
        ("mirrors", "m", {"pages/mirrors/en.md": f"{PAGE}x\n"}, "needs the page “mirrors”"),
        ("odd", "c", {"briefings/2023/odd/en.md": "---\n{title: x, date: 2023}\n---\nx\n"}, "laid out"),
        ("w", "c", {"briefings/2023/w/en.md": briefing_file(redirect_from="[v, 'V v']")}, "laid out"),
    ],
)
def test_what_is_in_the_way_is_named_and_nothing_is_written(tmp_path, name, to, more, said):
    desk = filled(tmp_path, **more)
    before = state(desk)
    with pytest.raises(RefusedError, match=re.escape(said)):
        rename(desk, name, to)
    assert state(desk) == before


def test_a_rename_that_was_killed_before_its_last_step_is_finished_by_the_same_command(tmp_path, monkeypatch):
    whole, killed = filled(tmp_path / "one"), filled(tmp_path / "two")
    rename(whole, "a", "new-name")
    with monkeypatch.context() as patch:
        patch.setattr(renaming, "write_all", lambda root, edits, _, **__: writing.write_all(root, edits))
        rename(killed, "a", "new-name")
    assert (killed.root / FOLDER).is_dir()
    rename(killed, "a", "new-name")
    assert state(killed) == state(whole)


def test_a_file_saved_meanwhile_is_not_overwritten(tmp_path, monkeypatch):
    desk = filled(tmp_path)
    path = desk.root / "briefings/2022/b/en.md"
    edits = [writing.Edit(desk.root / FOLDER / "en.md", (desk.root / FOLDER / "en.md").read_bytes(), b"new")]
    edits.append(writing.Edit(path, b"what was read", b"new"))
    before = state(desk)
    with pytest.raises(writing.NotWrittenError):
        writing.write_all(desk.root, edits)
    assert state(desk) == before


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[x](../2023/a/en.md)", "[x](../2023/b/en.md)"),
        ("`[x](../2023/a/en.md)` and 2023/a/", "`[x](../2023/a/en.md)` and 2023/a/"),
        ("[x](../../../2023/a/en.md)", "[x](../../../2023/a/en.md)"),
        ('<a href="/x/2023/a/en.md#1">y</a>', '<a href="/x/2023/b/en.md#1">y</a>'),
        ("[y](../2023/a-b/en.md)\n\n[a]: <../2023/a/en.md>", "[y](../2023/a-b/en.md)\n\n[a]: <../2023/b/en.md>"),
    ],
)
def test_targets_of_links_alone_are_changed(body, expected):
    def lead(typed, target):
        return typed.replace("/a/", "/b/") if target.startswith("x/2023/a/") else typed

    assert relinked(body, "x/y", lead) == expected


@pytest.mark.parametrize(
    "name",
    [
        "https://news.example/archive/en/2023/a/",
        "http://127.0.0.1:8000/az/2023/a/index.html",
        "/en/2023/a/",
        "content/briefings/2023/a/en.md",
        "2023/a",
    ],
)
def test_a_work_is_found_by_an_address(tmp_path, name):
    desk = desk_with(tmp_path, {"briefings/2023/a/en.md": briefing_file()})
    assert find_folder(desk, name) == "briefings/2023/a"


def test_a_work_that_had_another_name_is_named(tmp_path):
    desk = desk_with(tmp_path, {"briefings/2023/a/en.md": briefing_file(redirect_from="[an-old-name]")})
    with pytest.raises(RefusedError, match=r"did you mean a\?"):
        find_folder(desk, "an-old-name")
    with pytest.raises(RefusedError, match="there is no briefing"):
        find_folder(desk, "https://[b")
