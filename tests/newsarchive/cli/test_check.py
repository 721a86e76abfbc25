"""`newsarchive check`: the build's own rules, without building."""

import json
import subprocess
from functools import partial

import pytest

from newsarchive.build.errors import BuildFaults
from newsarchive.build.terminal import FOLDER
from newsarchive.cli.check import check_content
from newsarchive.cli.main import main
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from tests.newsarchive.cli.desks import status_of
from tests.newsarchive.editions import DAY, briefing_file, settings_of, words, write_content
from tests.sites import NEWSROOM, ROOT
from tests.traced import plain, segment, with_segments

GOOD = {"tags.yaml": "privacy: {names: {en: A, az: B, ru: C}}\n", "briefings/2023/a/en.md": briefing_file()}


def check(tmp_path, files):
    content = write_content(tmp_path / "content", files)
    return check_content(settings_of(content, tmp_path / "store"), DAY)


def test_a_content_in_order_passes(tmp_path):
    lines, status = check(tmp_path, GOOD)
    assert status == 0
    assert lines[-1] == words()("en", "check.texts", 1)
    assert lines[-2].startswith(words()("en", "check.faults", 0))


def test_warnings_alone_pass(tmp_path):
    lines, status = check(tmp_path, {**GOOD, "briefings/2023/a/p.jpg": b"x"})
    assert status == 0
    assert any("unused-file" in line for line in lines)


def test_every_fault_is_listed_and_none_passes(tmp_path):
    files = {**GOOD, "briefings/2023/b/en.md": "nothing", "stray.txt": "x"}
    lines, status = check(tmp_path, files)
    assert status == 1
    found = [line for line in lines if f" {words()('en', 'check.fault')} " in line]
    assert len(found) == 2
    assert "/briefings/2023/b/en.md:1:1: " in found[0]
    assert "/stray.txt: " in found[1]
    assert lines[-1] == words()("en", "check.texts", 2)


def test_a_translation_of_a_revision_that_never_was_is_a_warning_and_one_of_an_earlier_one_is_none(tmp_path):
    git = partial(subprocess.run, check=True, cwd=tmp_path)
    git(["git", "init", "--quiet"])
    check(tmp_path, {**GOOD, "briefings/2023/a/en.md": briefing_file(body="Earlier words.")})
    git(["git", "add", "content"])
    git(["git", "-c", "user.name=A", "-c", "user.email=a@a.test", "commit", "--quiet", "-m", "a"])
    place = Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en")
    earlier = version_of((tmp_path / "content" / place.path).read_bytes(), place).text.revision
    for revision, told in ((earlier, "stale-undated"), ("0123456789ab", "revision-absent")):
        front = f"title: B\nsummary: C\ntranslates: en\ntranslated_revision: {revision}"
        files = {**GOOD, "briefings/2023/a/az.md": f"---\n{front}\n---\n\nD.\n"}
        warnings = [line for line in check(tmp_path, files)[0] if " warning " in line]
        assert [line.split()[2] for line in warnings] == [f"{told}:"], warnings
    assert "/az.md:5:1: " in warnings[0]
    assert "0123456789ab" in warnings[0]


def test_nothing_is_missing_in_a_draft_only_where_nothing_stops_a_publication(tmp_path):
    files = {"pages/p/en.md": "---\ntitle: P\nsummary: S\nstatus: draft\n---\nWords.\n"}
    assert any("nothing is missing in" in line for line in check(tmp_path, files)[0])
    files["pages/p/en.md"] += "\n[x](gone.pdf)\n"
    lines, status = check(tmp_path, files)
    assert (status, [line for line in lines if "nothing is missing in" in line]) == (1, [])


def test_a_path_is_told_as_it_leads_from_the_folder_in_which_the_program_was_called(tmp_path, monkeypatch):
    content = write_content(tmp_path / "content", {**GOOD, "briefings/stray.txt": "x"})
    settings = settings_of(content, tmp_path / "store")
    told = []
    for folder in (tmp_path, content, content / "pages"):
        monkeypatch.setenv(FOLDER, str(folder))
        told += [each["path"] for each in json.loads("\n".join(check_content(settings, DAY, "json")[0]))]
    assert told == ["content/briefings/stray.txt", "briefings/stray.txt", str(content / "briefings/stray.txt")]


def test_a_report_by_kind_has_each_kind_once_and_names_what_shows_all(tmp_path):
    files = {**GOOD, **{f"briefings/2023/a/p{number}.jpg": b"x" for number in range(7)}, "stray.txt": "x"}
    content = write_content(tmp_path / "content", files)
    settings = settings_of(content, tmp_path / "store")
    lines, status = check_content(settings, DAY, "groups")
    assert status == 1
    assert [line for line in lines if not line.startswith(" ")] == [
        "fault stray-file: 1",
        "warning unused-file: 7",
        "1 fault, 7 warnings",
        "“./newsarchive check” lists them all",
        "1 text checked",
    ]
    assert sum(": warning unused-file: " in line for line in lines) == 5
    assert sum(" unused-file: " in line for line in check_content(settings, DAY)[0]) == 7


def test_nothing_but_the_store_is_written(tmp_path):
    check(tmp_path, GOOD)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["content", "store"]
    assert sorted(each.name for each in (tmp_path / "store").iterdir()) == [".gitignore", "store.sqlite"]


def test_checking_twice_says_the_same(tmp_path):
    files = {**GOOD, "briefings/2023/b/en.md": briefing_file(titel="x")}
    assert check(tmp_path, files) == check(tmp_path, files)


@pytest.mark.parametrize(("files", "status"), [(GOOD, 0), ({**GOOD, "stray.txt": "x"}, 1)])
def test_the_command_prints_and_ends_with_the_status(tmp_path, monkeypatch, capsys, files, status):
    monkeypatch.setenv("STORE_PATH", str(tmp_path / "store"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")
    content = write_content(tmp_path / "content", files)
    arguments = ["check", "--settings", str(NEWSROOM / "pelicanconf.py"), "--content", str(content)]
    assert main(arguments) == status
    printed = capsys.readouterr().out
    assert printed.endswith(words()("en", "check.texts", 1) + "\n")
    assert ("stray-file" in printed) is bool(status)


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["print"])
    assert caught.value.code == 2
    assert "print" in capsys.readouterr().err


def test_a_redirect_in_place_of_a_file_that_is_copied_is_found_as_soon_as_the_file_is_there(tmp_path):
    redirects = "files/report.csv: en/2023/a\nmoved/a.html/b: en/2023/a\n"
    content = write_content(tmp_path / "content", {**GOOD, "redirects.yaml": redirects})
    settings = settings_of(content, tmp_path / "store") | {
        "STATIC_PATHS": ["../files"],
        "EXTRA_PATH_METADATA": {
            "../files/report.csv": {"path": "files/report.csv"},
            "../files/a.html": {"path": "moved/a.html"},
        },
    }
    (tmp_path / "files").mkdir()
    assert check_content(settings, DAY)[1] == 0
    for name in ("report.csv", "a.html"):
        (tmp_path / "files" / name).write_text("x")
    lines, status = check_content(settings, DAY)
    assert status == 1
    assert [line.partition("content/")[2].split(": ")[0] for line in lines[:2]] == [
        "redirects.yaml:1:1",
        "redirects.yaml:2:1",
    ]
    assert "moved/a.html cannot exist on one disk" in lines[1]


@pytest.mark.parametrize(
    "change",
    [
        {"briefings/2023/a/en.md": briefing_file("Other words.")},
        {"briefings/2023/a/p.jpg": b"x"},
        {"tags.yaml": "privacy: {names: {en: A, az: B, ru: D}}\n"},
        {"stray.txt": "x"},
        {"briefings/2023/b/en.md": "nothing"},
    ],
)
def test_any_change_is_checked_anew(tmp_path, change):
    check(tmp_path, GOOD)
    changed = check(tmp_path, {**GOOD, **change})
    assert changed == check_content(settings_of(tmp_path / "content", tmp_path / "another"), DAY)


def test_another_day_is_checked_anew(tmp_path):
    content = write_content(
        tmp_path / "content", {**GOOD, "briefings/2023/a/en.md": briefing_file(published="2026-12-01")}
    )
    settings = settings_of(content, tmp_path / "store")
    before, _ = check_content(settings, DAY)
    after, _ = check_content(settings, DAY.replace(year=DAY.year + 1))
    assert before[-2:] == [
        "not published: 1 scheduled text",
        f"{content}/briefings/2023/a (en) goes online with the first build on 2026-12-01 (UTC)",
    ]
    assert not any("not published" in line for line in after)


@pytest.mark.parametrize("command", ["check", "status", "fix"])
def test_a_content_folder_that_is_not_there_is_named(tmp_path, capsys, command):
    arguments = [command, "--settings", str(NEWSROOM / "pelicanconf.py"), "--content", str(tmp_path / "nowhere")]
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 1
    assert f"there is no content folder {tmp_path / 'nowhere'}" in capsys.readouterr().err


def test_a_language_that_the_site_lacks_is_called_wrongly(tmp_path, capsys):
    content = write_content(tmp_path / "content", GOOD)
    arguments = ["--settings", str(NEWSROOM / "pelicanconf.py"), "--content", str(content), "--language", "ge"]
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    assert (ended.value.code, status_of(main, ["status", *arguments])) == (2, 2)
    assert capsys.readouterr().err.splitlines()[0].startswith("--language: there are no messages in 'ge'")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no settings file {}; name one, e.g. --settings=pelicanconf.py"),
        ("A = 1\nB = = 2\n", "{}:2: SyntaxError: invalid syntax"),
        ("import nothing_of_that_name\n", "{}: ModuleNotFoundError: No module named 'nothing_of_that_name'"),
        ("PLUGINS = ['newsarchive.nowhere']\n", "PLUGINS: No module named 'newsarchive.nowhere'"),
    ],
)
def test_settings_that_cannot_be_read_are_one_line(tmp_path, capsys, content, said):
    path = tmp_path / "settings.py"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(SystemExit):
        main(["check", "--settings", str(path)])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"settings: {said.format(path)}")


@pytest.mark.parametrize(("place", "rule"), [(".gitignore", ""), ("content/.gitignore", "!/redactions.txt\n")])
def test_a_list_of_redactions_that_git_would_take_is_refused(tmp_path, place, rule):
    content = write_content(tmp_path / "content", {**GOOD, "redactions.txt": "Leyla Aliyeva\n"})
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("/content/redactions.txt\n")
    settings = settings_of(content, tmp_path / "store")
    assert check_content(settings, DAY)[1] == 0
    (tmp_path / place).write_text(rule)
    with pytest.raises(BuildFaults, match="“git check-ignore -v”"):
        check_content(settings, DAY)


def test_a_list_of_redactions_that_git_keeps_is_refused(tmp_path):
    content = write_content(tmp_path / "content", {**GOOD, "redactions.txt": "Leyla Aliyeva\n"})
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("/content/redactions.txt\n")
    subprocess.run(["git", "-C", str(tmp_path), "add", "--force", "content/redactions.txt"], check=True)
    with pytest.raises(BuildFaults, match="“git rm --cached”"):
        check_content(settings_of(content, tmp_path / "store"), DAY)


def repository(tmp_path, ignored=""):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text(ignored)


def test_a_link_whose_name_is_on_the_list_is_not_named(tmp_path):
    (tmp_path / "list.txt").write_text("Secret Name\n")
    content = write_content(tmp_path / "content", GOOD)
    (content / "briefings/2023/secret-name").symlink_to(tmp_path)
    settings = {**settings_of(content, tmp_path / "store"), "REDACTIONS": str(tmp_path / "list.txt")}
    with pytest.raises(BuildFaults, match="fault redaction-address") as raised:
        check_content(settings, DAY)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("name", ["en.md~", "en.md.bak", ".en.md.swp", "#en.md#", "en.md.orig", "~$notes.docx"])
def test_a_backup_that_git_would_take_is_refused_until_git_ignores_it(tmp_path, name):
    files = {**GOOD, f"briefings/2023/a/{name}": briefing_file()}
    repository(tmp_path)
    with pytest.raises(BuildFaults, match="leftover-git") as raised:
        check(tmp_path, files)
    assert f"content/briefings/2023/a/{name}: " in str(raised.value)
    (tmp_path / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    assert check(tmp_path, files)[1] == 0
    subprocess.run(["git", "-C", str(tmp_path), "add", "--force", "content"], check=True)
    with pytest.raises(BuildFaults, match="leftover-git"):
        check(tmp_path, files)


def test_a_file_that_keeps_a_folder_in_git_is_no_leftover(tmp_path):
    repository(tmp_path)
    assert check(tmp_path, {**GOOD, "pages/.gitkeep": ""})[1] == 0


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("briefings/2023/a/en.md", f"{briefing_file()}\n<!-- Told by Secret Name. -->\n", "10: fault redaction-source"),
        ("people.yaml", "# Secret Name\n", ":1: fault redaction-source"),
        ("briefings/2023/a/secret-name.jpg", b"\xff\xd8\0", "[…]: fault redaction-address"),
        (
            "briefings/2023/a/photo.jpg",
            with_segments(plain("jpg"), segment(0xFE, b"Secret Name")),
            "/photo.jpg: fault redaction-source",
        ),
    ],
)  # fmt: skip
def test_a_name_of_the_list_is_found_in_all_that_a_push_would_publish(tmp_path, monkeypatch, path, text, told):
    (tmp_path / "list.txt").write_text("Secret Name\n")
    content = write_content(tmp_path / "content", {**GOOD, path: text})
    settings = {**settings_of(content, tmp_path / "store"), "REDACTIONS": str(tmp_path / "list.txt")}
    with pytest.raises(BuildFaults) as raised:
        check_content(settings, DAY)
    assert told in str(raised.value)
    assert "secret" not in str(raised.value).lower()
    # anybody may read a runner's log, and the line that it would name
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    with pytest.raises(BuildFaults) as raised:
        check_content(settings, DAY)
    assert str(raised.value).startswith("fault redactions-silent: ")
    assert "content" not in str(raised.value)
