"""What is written, what is left alone, and what is removed."""

import os
import stat

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined

from plugins.archive.signals import frame_wanted
from plugins.builds.writer import Renderer, Report, remove_stale, write_if_changed
from plugins.styles.stylesheet import LAYERS
from tests.unit.editions import page, small_edition, text_from, write_content


def files_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_new_file_is_written_with_its_folders(tmp_path):
    assert write_if_changed(tmp_path / "a/b/c.html", b"one") is True
    assert (tmp_path / "a/b/c.html").read_bytes() == b"one"
    assert stat.S_IMODE((tmp_path / "a/b/c.html").stat().st_mode) == 0o644
    assert files_below(tmp_path) == ["a/b/c.html"]


def test_the_same_bytes_do_not_touch_the_disk(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"one")
    os.utime(path, (1, 1))
    inode = path.stat().st_ino
    assert write_if_changed(path, b"one") is False
    assert (path.stat().st_mtime, path.stat().st_ino) == (1, inode)


def test_other_bytes_take_the_files_place(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"one")
    assert write_if_changed(path, b"two") is True
    assert path.read_bytes() == b"two"
    assert files_below(tmp_path) == ["a.html"]


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"one")
    with pytest.raises(TypeError):
        write_if_changed(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"one"
    assert files_below(tmp_path) == ["a.html"]


def test_a_failure_to_put_the_file_in_place_leaves_no_other(tmp_path):
    (tmp_path / "a.html" / "inner").mkdir(parents=True)
    with pytest.raises(OSError, match=r"."):
        write_if_changed(tmp_path / "a.html", b"one")
    assert files_below(tmp_path) == []


def test_a_linked_file_is_replaced_and_not_written_through(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    (tmp_path / "a.html").symlink_to(outside)
    assert write_if_changed(tmp_path / "a.html", b"one") is True
    assert outside.read_bytes() == b"mine"
    assert not (tmp_path / "a.html").is_symlink()


def test_stale_files_go_with_the_folders_left_empty(tmp_path):
    write_content(tmp_path, {"en/a/index.html": "x", "en/b/index.html": "x", "en/c/d/index.html": "x"})
    assert remove_stale(tmp_path, {"en/a/index.html", "en/c/d/index.html"}) == 2
    assert files_below(tmp_path) == ["en/b/index.html"]
    assert not (tmp_path / "en/a").exists()
    assert not (tmp_path / "en/c").exists()


def test_nothing_but_the_named_files_goes(tmp_path):
    write_content(tmp_path, {"en/a/index.html": "x", "en/a/notes.txt": "mine", ".git/config": "mine", "CNAME": "mine"})
    (tmp_path / "empty").mkdir()
    assert remove_stale(tmp_path, {"en/a/index.html"}) == 1
    assert files_below(tmp_path) == [".git/config", "CNAME", "en/a/notes.txt"]
    assert (tmp_path / "empty").is_dir()


def test_the_output_folder_itself_stays(tmp_path):
    write_content(tmp_path / "output", {"index.html": "x"})
    assert remove_stale(tmp_path / "output", {"index.html"}) == 1
    assert (tmp_path / "output").is_dir()


def test_what_is_gone_or_is_no_file_of_ours_is_left(tmp_path):
    write_content(tmp_path, {"outside.txt": "mine", "folder/inner.txt": "mine"})
    (tmp_path / "link").symlink_to(tmp_path / "outside.txt")
    assert remove_stale(tmp_path, {"gone.html", "deep/gone.html", "folder", "link"}) == 0
    assert files_below(tmp_path) == ["folder/inner.txt", "link", "outside.txt"]


def test_a_report_counts_what_was_done():
    assert (
        str(Report(pages=5, files=2, written=3, removed=1)) == "5 pages and 2 files: 3 written, 4 unchanged, 1 removed"
    )


@pytest.fixture
def theme(tmp_path):
    return write_content(tmp_path, {f"static/css/{layer}.css": "" for layer in LAYERS})


@pytest.fixture
def no_frames():
    """Let no plugin answer for the frame, whatever other tests registered."""
    before = dict(frame_wanted.receivers)
    frame_wanted.receivers.clear()
    yield
    frame_wanted.receivers.clear()
    frame_wanted.receivers.update(before)


def rendered(theme, template, wanted, **site):
    env = Environment(loader=DictLoader({"standing.html": template}), undefined=StrictUndefined, autoescape=True)
    return Renderer(small_edition(**site), env, theme).render(wanted).decode()


@pytest.mark.usefixtures("no_frames")
@pytest.mark.parametrize(
    ("site", "address", "link"),
    [
        ({}, "en/2023/a/", "../../../az/index.html"),
        ({"clean_addresses": True}, "en/2023/a/", "../../../az/"),
        ({"url": "https://x.example", "clean_addresses": True}, "en/2023/a/", "../../../az/"),
        ({"url": "https://x.example", "clean_addresses": True}, "404.html", "https://x.example/az/"),
        ({"url": "https://x.example"}, "404.html", "https://x.example/az/index.html"),
        ({}, "404.html", "az/index.html"),
    ],
)
def test_links_are_relative_on_every_page_but_the_missing_one(theme, site, address, link):
    assert rendered(theme, "{{ href('az/') }}", page(address), **site) == link


@pytest.mark.usefixtures("no_frames")
def test_a_template_is_given_the_view_and_its_language(theme):
    template = "{{ heading }} {{ language }} {{ direction }} {{ default_language }} {{ t('archive.title') }}"
    found = rendered(theme, template, page("az/a/", "az", view={"heading": "A & B"}))
    assert found.startswith("A &amp; B az ltr en ")


@pytest.mark.usefixtures("no_frames")
def test_only_pages_with_code_carry_its_colours(theme):
    plain, code = text_from("Words."), text_from("```python\nx = 1\n```")
    assert rendered(theme, "{{ code_css }}", page(view={"text": plain})) == ""
    assert ".code .k" in rendered(theme, "{{ code_css }}", page(view={"text": code}))


@pytest.mark.usefixtures("no_frames")
def test_a_name_given_twice_is_refused(theme):
    def frame(edition, page):
        return {"language": "xx"}

    frame_wanted.connect(frame)
    with pytest.raises(ValueError, match=r"en/2023/second/: the name 'language' is given twice"):
        rendered(theme, "", page())
