"""The files of a new archive."""

from __future__ import annotations

import ast
import datetime as dt
import re

import msgspec
import pytest
import yaml

from newsarchive.digests import digest
from newsarchive_start.answers import Answers
from newsarchive_start.skeleton import filled, first_words, generated, lock_of
from newsarchive_start.wheel import Wheel
from tests.sites import ROOT

OTHERS = "babel==2.18.0 \\\n    --hash=sha256:aa\n    # via newsarchive\npelican==4.12.0 \\\n    --hash=sha256:bb\n"
DAY = dt.date(2026, 11, 27)
WHEEL = Wheel("newsarchive-2.1.0-py3-none-any.whl", "2.1.0", b"wheel")
GEORGIAN = Answers(names={"ka": "არქივი", "en": 'The "Archive" #1'}, began=DAY)


def _settings(answers: Answers) -> dict[str, object]:
    """Return the settings that a generated file assigns, except those that are computed."""
    tree = ast.parse(generated(answers, WHEEL)["pelicanconf.py"])
    assigned = [each for each in tree.body if isinstance(each, ast.Assign)]
    plain = [each for each in assigned if not any(isinstance(node, ast.Call | ast.Starred) for node in ast.walk(each))]
    return {each.targets[0].id: ast.literal_eval(each.value) for each in plain}  # type: ignore[attr-defined]


def test_settings_are_about_25_lines_and_have_what_was_answered() -> None:
    answers = Answers(
        names={"ar": 'Archive "A"\\', "az-Cyrl": "B"}, began=DAY, public_key="RWQx", address="https://tbilisi.ge/a"
    )
    settings = _settings(answers)
    assert settings["SITENAME"] == 'Archive "A"\\'
    assert (settings["DEFAULT_LANG"], settings["SIGNING_KEYS"]) == ("ar", ("RWQx",))
    assert settings["LANGUAGES"] == (
        {"tag": "ar", "name": "العربية", "direction": "rtl", "quotes": ("«»", "“”")},
        {
            "tag": "az-Cyrl",
            "name": "Азәрбајҹан (Кирил)",
            "direction": "ltr",
            "quotes": ("«»", "“”"),
            "spaced_dash": True,
        },
    )
    text = generated(answers, WHEEL)["pelicanconf.py"].decode()
    assert '"tag_authority": "tbilisi.ge,2026"' in text
    assert '"security_expires": dt.date(2027, 11, 22)' in text
    assert len(text.splitlines()) <= 30
    assert "public key: `RWQx`" in generated(answers, WHEEL)["README.md"].decode()
    assert "public key" not in generated(GEORGIAN, WHEEL)["README.md"].decode()
    assert '"https://tbilisi.ge/a").rstrip' in generated(answers, WHEEL)["publishconf.py"].decode()


def test_what_is_not_known_yet_is_a_placeholder() -> None:
    text = generated(GEORGIAN, WHEEL)["pelicanconf.py"].decode()
    for each in ("desk@archive.example", "archive.example,2026", "https://archive.example/source"):
        assert f'"{each}"' in text


@pytest.mark.parametrize("address", ["http://127.0.0.1:8177", "http://localhost:8177"])
def test_the_number_of_a_machine_is_no_name_for_ever(address: str) -> None:
    text = generated(msgspec.structs.replace(GEORGIAN, address=address), WHEEL)["pelicanconf.py"].decode()
    assert '"tag_authority": "archive.example,2026"' in text


@pytest.mark.parametrize("tag", ["en", "az", "ru"])
def test_each_readme_names_the_variable_and_the_secrets_with_which_github_publishes_and_its_commits(tag: str) -> None:
    files = generated(Answers(names={tag: "A"}, began=DAY, host="github"), WHEEL)
    words = files["README.md" if tag == "en" else f"README.{tag}.md"].decode()
    (heading,) = re.findall(r"\n## (?:Publish|Dərc|Публикация)\n", words)
    section = words.partition(heading)[2].partition("\n## ")[0]
    assert all(name in section for name in ("`SITEURL`", "`SIGNING_KEY`", "`REDACTIONS`"))
    # the workflow commits to main, and nobody does so for a local publication
    assert all(name in section for name in ("`content/*.tsv`", "`main`", "`git pull --rebase`"))


def test_the_workflows_are_where_github_runs_them_and_set_up_what_the_makefile_sets_up() -> None:
    files = generated(GEORGIAN, WHEEL)
    publish, check = (files[f".github/workflows/{name}.yml"].decode() for name in ("publish", "check"))
    assert re.findall(r"- run: (make \S*)", publish) == ["make ready"]
    assert yaml.safe_load(check)["permissions"] == {"contents": "read"}
    ours = "".join(path.read_text("utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml"))
    used = re.findall(r"uses: (\S+@[0-9a-f]{40} # \S+)", publish + check)
    assert len(used) > 8
    assert [each for each in used if each not in ours] == []
    for host in ("server", "elsewhere"):
        elsewhere = generated(Answers(names={"en": "A"}, began=DAY, host=host), WHEEL)  # type: ignore[arg-type]
        assert not [path for path in elsewhere if path.startswith(".github")]
        assert "SITEURL=https://… ./newsarchive publish" in elsewhere["README.md"].decode()


def test_the_lock_names_no_registry_and_the_wheel_is_there_unless_it_has_an_address() -> None:
    files = generated(GEORGIAN, WHEEL)
    assert files["packages/newsarchive-2.1.0-py3-none-any.whl"] == b"wheel"
    assert b"://" not in files["requirements.lock"]
    address = "https://archive.test/newsarchive-2.1.0-py3-none-any.whl"
    elsewhere = generated(Answers(names={"en": "A"}, began=DAY, generator=address), WHEEL)
    assert not [path for path in elsewhere if path.startswith("packages/")]
    assert f"newsarchive @ {address} --hash=sha256:" in elsewhere["requirements.lock"].decode()


def test_git_ignores_the_files_that_commands_write_beside_the_content_but_has_the_wheel_in_packages() -> None:
    for rules in (generated(GEORGIAN, WHEEL)[".gitignore"].decode(), (ROOT / ".gitignore").read_text("utf-8")):
        assert {"/archive.db", "/*.zim", "/*.whl"} <= set(rules.splitlines())
        assert "*.whl" not in rules.splitlines()


def test_the_makefile_is_short() -> None:
    assert len(generated(GEORGIAN, WHEEL)["Makefile"].splitlines()) <= 25


@pytest.mark.parametrize(
    ("tags", "original", "all_"),
    [
        (("ka", "en"), "en", {"en"}),
        (("az", "ka", "ru"), "az", {"az", "ru"}),
        (("ka", "ru", "az"), "az", {"az", "ru"}),
        (("ar",), "ar", {"ar"}),
        (("ar", "ka"), "ar", {"ar"}),
    ],
)
def test_a_text_is_in_the_languages_in_which_we_have_written_it(
    tags: tuple[str, ...], original: str, all_: set[str]
) -> None:
    files = first_words(Answers(names=dict.fromkeys(tags, "A"), began=DAY))
    texts = {path: data.decode() for path, data in files.items() if path.endswith(".md")}
    folder = "content/briefings/2026/example"
    assert {path for path in texts if path.startswith(folder)} == {f"{folder}/{tag}.md" for tag in all_}
    for path, text in texts.items():
        assert ("translates:" in text) == (not path.endswith(f"/{original}.md"))
    assert {path for path in files if path.startswith("translations/")} == {f"translations/{tag}.po" for tag in tags}


def test_words_in_another_language_than_their_file_are_marked_and_link_to_files_that_are_there() -> None:
    files = first_words(Answers(names={"ar": "A"}, began=DAY))
    for path, data in files.items():
        if path.endswith(".md"):
            assert b"<!-- replace: these words are English; write them in Arabic" in data, path
            assert b"/en.md" not in data
    assert b"ar: Press freedom" in files["content/tags.yaml"]
    assert b"# replace: write the name in Arabic" in files["content/tags.yaml"]


def test_a_name_is_a_name_in_every_file() -> None:
    files = first_words(Answers(names={"en": 'A "B" *c* [d]'}, began=DAY))
    assert r'A "B" \*c\* \[d\] is an archive' in files["content/pages/about/en.md"].decode()
    assert r'msgstr "A \"B\" *c* [d]"' in files["translations/en.po"].decode()


def test_only_known_fields_are_filled() -> None:
    assert filled("@name@ actions/checkout@v4 desk@a.test @other@", {"name": "A"}) == (
        "A actions/checkout@v4 desk@a.test @other@"
    )


def test_texts_name_no_archive() -> None:
    for tags in (("en", "az", "ru"), ("az",), ("ru",)):
        answers = Answers(names=dict.fromkeys(tags, "NAME"), began=DAY)
        words = "\n".join(
            data.decode()
            for path, data in {**first_words(answers), **generated(answers, WHEEL)}.items()
            if not path.startswith(("packages/", "requirements"))
        )
        assert not re.search("Media Freedom|Media Azadlığı|свободы СМИ|Azerbaijan and|REPRODUCING|cybercrime", words)
        assert "@name@" not in words


def test_the_generator_is_pinned_by_its_digest_in_the_repository_or_at_an_address() -> None:
    pinned = f"--hash=sha256:{digest(WHEEL.data).hex()}"
    assert lock_of(WHEEL, "", OTHERS).splitlines()[1:] == [
        f"./packages/newsarchive-2.1.0-py3-none-any.whl {pinned}",
        *OTHERS.splitlines(),
    ]
    address = "https://archive.test/newsarchive-2.1.0-py3-none-any.whl"
    assert lock_of(WHEEL, address, OTHERS).splitlines()[1] == f"newsarchive @ {address} {pinned}"


def test_only_an_archive_in_several_languages_is_told_how_to_translate() -> None:
    alone = msgspec.structs.replace(GEORGIAN, names={"ka": "არქივი"})
    assert "./newsarchive translate about ka" in generated(GEORGIAN, WHEEL)["README.md"].decode()
    assert "./newsarchive translate" not in generated(alone, WHEEL)["README.md"].decode()
