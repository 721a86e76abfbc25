"""The files that a build reads besides the content."""

import sys

import pytest
from pelican.settings import read_settings

from newsarchive.build.inputs import require_lists, source_files, source_roots
from newsarchive.cli.main import main
from newsarchive.model.settings import SettingsError


@pytest.fixture
def write(tmp_path):
    def write_file(path, text=""):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    return write_file


@pytest.fixture
def compared(tmp_path, write, monkeypatch):
    """Return which files below `tmp_path` are compared, by their paths."""
    write("theme/templates/base.html")
    write("catalogues/en.po")
    monkeypatch.syspath_prepend(tmp_path / "code")

    def found(**settings):
        own = {"THEME": str(tmp_path / "theme"), "CATALOGUE_PATHS": [str(tmp_path / "catalogues")]}
        paths = {path for root in source_roots({**own, **settings}) for path in source_files(root)}
        here = f"{tmp_path}/"
        inside = {path.removeprefix(here) for path in paths if path.startswith(here)}
        return inside - {"theme/templates/base.html", "catalogues/en.po"}

    return found


def test_templates_that_override_the_themes(compared, write, tmp_path):
    write("overrides/partials/footer.html")
    assert compared(THEME_TEMPLATES_OVERRIDES=[tmp_path / "overrides"]) == {"overrides/partials/footer.html"}


def test_templates_behind_a_link_that_leads_round(compared, write, tmp_path):
    write("elsewhere/footer.html")
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides/partials").symlink_to("../elsewhere")
    (tmp_path / "elsewhere/again").symlink_to("../overrides")
    assert compared(THEME_TEMPLATES_OVERRIDES=[str(tmp_path / "overrides")]) == {"overrides/partials/footer.html"}


def test_a_plugins_package_is_compared_whole(compared, write):
    write("code/ours_whole/__init__.py")
    write("code/ours_whole/parts/exports.py")
    write("code/ours_whole/words.txt")
    write("code/ours_whole/__pycache__/exports.cpython-311.pyc")
    write("code/unused.py")
    wanted = {"code/ours_whole/__init__.py", "code/ours_whole/parts/exports.py", "code/ours_whole/words.txt"}
    assert compared(PLUGINS=["ours_whole.parts.exports"]) == wanted


def test_a_package_without_an_init_is_compared_in_all_its_folders(compared, write, tmp_path, monkeypatch):
    write("code/ours_spread/one.py")
    write("more/ours_spread/two.py")
    monkeypatch.syspath_prepend(tmp_path / "more")
    assert compared(PLUGINS=["ours_spread.one"]) == {"code/ours_spread/one.py", "more/ours_spread/two.py"}


def test_a_folder_of_plugins_is_compared_whole(compared, write, tmp_path):
    write("paths/ours_apart.py", "def f():\n    import ours_beside\n")
    write("paths/ours_beside.py")
    wanted = {"paths/ours_apart.py", "paths/ours_beside.py"}
    assert compared(PLUGINS=["ours_apart"], PLUGIN_PATHS=[str(tmp_path / "paths")]) == wanted


def test_what_the_settings_have_loaded(compared, write, tmp_path, monkeypatch):
    write("code/ours_values.py")
    import_module = __import__("ours_values")
    monkeypatch.setitem(sys.modules, "ours_values", import_module)
    assert compared() == {"code/ours_values.py"}


def test_files_that_settings_name_but_not_the_list_of_redactions(compared, write, tmp_path):
    logo, secret = write("logo.svg"), write("secret.txt")
    assert compared(OURS={"logo": [str(logo)]}, REDACTIONS=str(secret), OTHER=str(tmp_path / "gone")) == {"logo.svg"}


def test_what_lies_in_a_folder_of_code_but_is_compared_otherwise(write, tmp_path):
    write("ours/exports.py")
    write("ours/content/tags.yaml")
    write("ours/.git/HEAD")
    found = list(source_files(tmp_path / "ours", [tmp_path / "ours/content"]))
    assert found == [str(tmp_path / "ours/exports.py")]


@pytest.mark.parametrize("name", ["STATIC_PATHS", "THEME_STATIC_PATHS", "THEME_TEMPLATES_OVERRIDES", "PLUGINS"])
def test_a_string_that_pelican_replaces_by_its_own_value_is_refused(tmp_path, capsys, name):
    # Pelican warns of it, and goes on without the setting
    file = tmp_path / "conf.py"
    own = f"from newsarchive.defaults import *\nPATH = {str(tmp_path)!r}\n"
    file.write_text(own)
    require_lists(read_settings(str(file)))
    file.write_text(f"{own}{name} = 'own'\n")
    with pytest.raises(SettingsError, match=rf"{name}: it is not a list; put \[ \] around it"):
        require_lists(read_settings(str(file)))
    with pytest.raises(SystemExit):
        main(["check", "--settings", str(file)])
    assert f"settings: {name}: it is not a list" in capsys.readouterr().err
