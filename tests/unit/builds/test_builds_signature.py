"""A digest of the code and libraries that a stored value depends on."""

import pytest

from plugins.builds.signature import code_signature


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
