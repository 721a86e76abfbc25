"""Files that are only copied: which, where to, and what would not be safe."""

import os

import pytest

from newsarchive import digests
from newsarchive.build.copied_files import copied_digest, copied_files
from newsarchive.build.errors import BuildError


@pytest.fixture
def settings(tmp_path):
    for path in ("content/static/a.jpg", "content/static/deep/b.txt", "theme/static/css/c.css", "elsewhere/d.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "content/static/.hidden").write_text("")
    return {
        "PATH": str(tmp_path / "content"),
        "THEME": str(tmp_path / "theme"),
        "THEME_STATIC_DIR": "theme",
        "STATIC_PATHS": ["static"],
        "THEME_STATIC_PATHS": ["static"],
    }


def addresses(settings):
    return [file.address for file, _ in copied_files(settings)]


def test_paths_of_content_and_theme_are_copied(settings):
    assert addresses(settings) == ["static/a.jpg", "static/deep/b.txt", "theme/css/c.css"]
    assert copied_files(settings)[0][0].data == b"content/static/a.jpg"


def test_single_files_and_names_with_a_dot_that_a_setting_names(settings):
    settings |= {"STATIC_PATHS": ["static/.hidden"], "THEME_STATIC_PATHS": ["static/css/c.css"]}
    assert addresses(settings) == ["static/.hidden", "theme/c.css"]


def test_a_file_from_elsewhere_needs_an_address(settings):
    settings |= {"STATIC_PATHS": ["../elsewhere/d.txt"], "THEME_STATIC_PATHS": []}
    with pytest.raises(BuildError, match="outside the output"):
        copied_files(settings)
    settings["EXTRA_PATH_METADATA"] = {"../elsewhere/d.txt": {"path": "d/./e.txt"}}
    assert addresses(settings) == ["d/e.txt"]
    settings["EXTRA_PATH_METADATA"] = {"../elsewhere/d.txt": {"path": "../e.txt"}}
    with pytest.raises(BuildError, match="outside the output"):
        copied_files(settings)


@pytest.mark.parametrize("link", ["static/a.lnk", "static/deep.lnk", "linked"])
def test_a_link_is_not_followed(settings, tmp_path, link):
    (tmp_path / "content" / link).symlink_to(tmp_path / "elsewhere")
    settings["STATIC_PATHS"] = ["linked"] if link == "linked" else ["static"]
    with pytest.raises(BuildError, match="symbolic link"):
        copied_files(settings)


def test_what_is_not_there_is_told(settings):
    settings["STATIC_PATHS"] = ["gone"]
    with pytest.raises(BuildError, match="gone is not there"):
        copied_files(settings)


def test_a_change_is_seen_also_of_the_same_length_and_time(settings, tmp_path, monkeypatch):
    path = tmp_path / "content/static/a.jpg"
    before, times = copied_digest(copied_files(settings)), path.stat()
    path.write_text("CONTENT/static/a.jpg")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert copied_digest(copied_files(settings)) != before
    # when the marks are old enough to be trusted nothing is read
    monkeypatch.setattr(digests, "SHORTLY", -(10**12))
    later = copied_digest(copied_files(settings))
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda _: pytest.fail("a file was read"))
    assert copied_digest(copied_files(settings)) == later
