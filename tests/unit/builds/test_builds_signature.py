"""A digest of the code and libraries that a stored value depends on."""

import ast
import sys
from importlib import import_module
from importlib.metadata import packages_distributions

import pytest

from plugins.builds.signature import code_signature
from plugins.search.signature import PACKAGES as SEARCHED
from tests.sites import ROOT

PLUGINS = ROOT / "plugins"


def test_the_order_of_names_decides_nothing():
    one = code_signature(("archive", "reading"), ("nh3", "Markdown"))
    assert one == code_signature(("reading", "archive"), ("Markdown", "nh3"))


def test_other_packages_or_libraries_give_another_signature():
    found = {
        code_signature(("archive",), ("nh3",)),
        code_signature(("reading",), ("nh3",)),
        code_signature(("archive", "reading"), ("nh3",)),
        code_signature(("archive",), ("Markdown",)),
        code_signature(("archive",), ()),
    }
    assert len(found) == 5


def test_a_library_that_is_not_installed_stops_the_build():
    with pytest.raises(ModuleNotFoundError):
        code_signature(("archive",), ("no-such-library-of-ours",))


def _calls():
    """Yield the packages and libraries of each call in the code, with the module's name."""
    for path in sorted(PLUGINS.rglob("*.py")):
        module = import_module(".".join(path.relative_to(PLUGINS.parent).with_suffix("").parts))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "code_signature":
                values = (eval(ast.unparse(each), vars(module)) for each in node.args)  # noqa: S307 - our own code
                yield (path.stem, *values)


def _imports(package):
    """Return the names of the modules that a package imports."""
    found = set()
    for path in (PLUGINS / package).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module)
    return found


CALLS = list(_calls())


@pytest.mark.parametrize(("packages", "libraries"), [each[1:] for each in CALLS], ids=[each[0] for each in CALLS])
def test_a_signature_covers_all_that_its_packages_import(packages, libraries):
    imports = set().union(*map(_imports, packages))
    assert {name.split(".")[1] for name in imports if name.startswith("plugins.")} - set(packages) == set()
    tops = {name.split(".")[0] for name in imports} - sys.stdlib_module_names - {"plugins"}
    names = packages_distributions()
    wanted = {name.lower() for top in tops for name in names[top]}
    assert wanted - {name.lower() for name in libraries} == set()


def test_the_searchs_own_digest_covers_all_that_its_packages_import():
    imports = set().union(*map(_imports, SEARCHED))
    assert {name.split(".")[1] for name in imports if name.startswith("plugins.")} - set(SEARCHED) == set()


def test_every_kind_of_value_in_the_store_has_a_signature():
    stored = {"documents", "editions", "histories", "inspection", "pictures", "readings", "sharepictures"}
    assert {each[0] for each in CALLS} == stored
