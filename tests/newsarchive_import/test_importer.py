"""A whole import: what is written, what is left alone, and what fails."""

import shutil
from pathlib import Path

import pytest

from newsarchive_import import html_writer, importer
from newsarchive_import.importer import ImportOptions, ImportPlan
from newsarchive_import.items import UNDECODED, ImportFailure
from newsarchive_import.report import report_table, report_text
from newsarchive_import.tables import AUTHORS, TERMS, WRITING, WRITTEN, table_text
from tests.newsarchive_import.making import OLD, plan, post, text_of

_TEXT = "briefings/2019/post-1/en.md"


def _write(folder: Path, planned: ImportPlan) -> None:
    """Write what an import planned, as the command does."""
    for path, read in planned.files.items():
        target = folder / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(read())
    (folder / "import").mkdir(exist_ok=True)
    (folder / "import" / WRITTEN).write_text(table_text(WRITTEN, planned.tables.written), "utf-8")


def test_the_same_input_gives_the_same_bytes_and_is_written_once(tmp_path):
    items = (post(1), post(2, body="<p>b <i>c</i></p>"))
    first, second = plan(tmp_path, *items), plan(tmp_path, *items)
    assert {path: read() for path, read in first.files.items()} == {path: read() for path, read in second.files.items()}
    _write(tmp_path, first)
    again = plan(tmp_path, *items)
    assert (again.files, again.kept, again.tables.written) == ({}, (), first.tables.written)


def test_what_an_editor_touched_is_left_alone_and_what_is_new_comes(tmp_path):
    _write(tmp_path, plan(tmp_path, post(1), post(2), post(3)))
    (tmp_path / "content" / _TEXT).write_text("edited", "utf-8")
    shutil.rmtree(tmp_path / "content/briefings/2019/post-2")
    again = plan(tmp_path, post(1, body="<p>new</p>"), post(2), post(3, body="<p>new</p>"), post(4))
    assert sorted(again.files) == ["briefings/2019/post-3/en.md", "briefings/2019/post-4/en.md"]
    assert again.kept == (
        (_TEXT, "changed since it was written"),
        ("briefings/2019/post-2/en.md", "moved or deleted since it was written"),
    )


@pytest.mark.parametrize("name", ['"Azadlıq"', "Leyla  Aliyeva", " Leyla", "Leyla\u00a0Aliyeva", '"'])
def test_a_decision_counts_whatever_signs_a_name_has(tmp_path, name):
    """An author whose name stood in quotation marks was printed although the table said that none is."""
    items = [post(1, authors=(name,), terms=(("tag", name),), id="posts/a  b.md"), post(2)]
    first = plan(tmp_path, *items)
    _write(tmp_path, first)
    authors = [row._replace(printed="-") for row in first.tables.authors]
    terms = [row._replace(id="law") for row in first.terms.rows]
    for table, rows in ((AUTHORS, authors), (TERMS, terms)):
        (tmp_path / "import" / table).write_text(table_text(table, rows), "utf-8")
    again = plan(tmp_path, *items)
    assert list(again.files) == [_TEXT]  # the item of this id has its place already
    assert "authors:" not in text_of(again, _TEXT)
    assert "tags: [law]" in text_of(again, _TEXT)
    assert (len(again.tables.authors), len(again.terms.rows), again.terms.undecided) == (1, 1, 0)


def test_a_text_of_somebody_else_is_never_overwritten(tmp_path):
    other = tmp_path / "content" / _TEXT
    other.parent.mkdir(parents=True)
    other.write_text("mine", "utf-8")
    assert list(plan(tmp_path, post(1)).files) == ["briefings/2019/post-1-2/en.md"]


def test_a_killed_run_knows_what_it_had_written(tmp_path):
    planned = plan(tmp_path, post(1), post(2))
    _write(tmp_path, planned)
    (tmp_path / "import" / WRITTEN).rename(tmp_path / "import" / WRITING)
    (tmp_path / "content/briefings/2019/post-2/en.md").unlink()
    assert list(plan(tmp_path, post(1), post(2)).files) == ["briefings/2019/post-2/en.md"]


def test_a_converter_that_drops_a_word_makes_the_import_fail(tmp_path, monkeypatch):
    monkeypatch.setattr(html_writer.MarkdownWriter, "convert_strong", lambda *_, **__: "")
    planned = plan(tmp_path, post(1, body="<p>He <b>was</b> released.</p>"), post(2))
    assert [(draft.place.item.id, draft.missing.words) for draft in planned.failed] == [("post 1", ("was",))]
    assert _TEXT not in planned.files
    assert all(target != _TEXT for target in planned.redirects.values())


_MARK = UNDECODED


def test_texts_of_another_encoding_stop_the_import_all_at_once(tmp_path):
    items = [post(number, body=f"<p>a</p>\n<p>{_MARK}b{_MARK}</p>") for number in range(50)]
    with pytest.raises(ImportFailure) as failure:
        plan(tmp_path, *items, post(99))
    assert str(failure.value).startswith(
        "the old site: 50 texts are not in UTF-8, or in the encoding that their file declares:"
        " post 0 (2 bytes, line 2 of its text), post 1 (2 bytes"
    )
    assert " and 10 more; convert the files, for example with iconv -f WINDOWS-1251 -t UTF-8" in str(failure.value)


@pytest.mark.parametrize("keep_going", [False, True])
@pytest.mark.parametrize(
    ("file", "cure"),
    [
        ("export.xml", "correct these words in the old site and export it again"),
        ("feed.atom", "correct these words in the old site and export it again"),
        ("a.md", "convert the file"),
    ],
)
def test_an_export_with_bytes_of_another_encoding_is_not_to_be_converted(tmp_path, file, cure, keep_going):
    """`iconv` would destroy all other words of the export."""
    items = (post(1, body=_MARK, file=tmp_path / file), post(2, file=tmp_path / file))
    if keep_going:
        planned = plan(tmp_path, *items, options=ImportOptions(keep_going=True))
        said = planned.archive.unread[0][1]
    else:
        with pytest.raises(ImportFailure) as failure:
            plan(tmp_path, *items)
        said = failure.value.cure
    assert cure in said
    assert ("convert" in said) is (file == "a.md")


@pytest.mark.parametrize(
    "values",
    [
        *({"title": _MARK}, {"summary": _MARK}, {"authors": (_MARK,)}, {"aliases": (f"/{_MARK}",)}),
        *({"other": (("picture_alt", _MARK),)}, {"other": (("footnotes", _MARK),)}),
    ],
)
def test_texts_of_another_encoding_are_left_out_if_the_editor_keeps_going(tmp_path, values):
    planned = plan(tmp_path, post(1, **values), post(2), options=ImportOptions(keep_going=True))
    assert list(planned.files) == ["briefings/2019/post-2/en.md"]
    assert [what for what, _ in planned.archive.unread] == ["post 1 (1 bytes)"]
    with pytest.raises(ImportFailure, match="1 texts are not in UTF-8"):
        plan(tmp_path, post(1, **values), post(2))


def test_what_is_not_imported_may_be_of_another_encoding(tmp_path):
    planned = plan(tmp_path, post(1, title=_MARK, status="draft"), post(2, other=(("plugin", _MARK),)))
    assert list(planned.files) == ["briefings/2019/post-2/en.md"]
    assert _MARK not in report_text(planned, []) + report_table(planned)
    assert "plugin: \ufffd" in report_table(planned)


def test_a_converter_that_drops_a_picture_makes_the_import_fail(tmp_path, monkeypatch):
    from PIL import Image

    Image.new("RGB", (3, 2)).save(tmp_path / "a.jpg")
    monkeypatch.setattr(html_writer.MarkdownWriter, "convert_img", lambda *_, **__: "")
    planned = plan(tmp_path, post(1, body='<p>a <img src="/a.jpg" alt="A"></p>'), files={"a.jpg": tmp_path / "a.jpg"})
    assert planned.failed[0].missing.elements == ("picture: 1 of 1",)


def test_old_addresses_lead_to_the_texts_and_are_normal(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/redirects.yaml").write_text("2019/02/there.html: en/2019/x\n", "utf-8")
    first = post(1, aliases=(f"{OLD}/?p=1", "/2019/02/there.html", f"{OLD}/", "/x%zz"))
    planned = plan(tmp_path, first, post(2, address="/2019/02/POST-1.html"), post(3, address="en/tags"))
    assert planned.redirects == {"2019/02/post-1.html": _TEXT, "?p=1": _TEXT}
    assert [why for _, why in planned.unredirected] == [
        "no rule of a web server can state it", "a page of this site has it, or may get it",
    ]  # fmt: skip


def test_too_many_items_and_paths_outside_of_the_content_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(importer, "MOST_ITEMS", 1)
    with pytest.raises(ImportFailure, match="more than 1 items"):
        plan(tmp_path, post(1), post(2))
    (tmp_path / "import").mkdir()
    (tmp_path / "import" / WRITTEN).write_text("item\tfile\tdigest\npost 1\t../../etc/passwd\t00\n", "utf-8")
    with pytest.raises(ImportFailure, match=r"no path of a text"):
        plan(tmp_path, post(1))


def test_old_addresses_that_would_be_faults_get_no_redirect_and_are_listed(tmp_path):
    """The front page of a language, a query of it, a file of the site, and pages that no disk can hold together."""
    addresses = (
        "/en/",
        "/en/?p=7",
        "/az/feed.xml",
        "/old/a.html",
        "/old/a.html/b",
        "/Older/x/",
        "/older/y/",
        "/old/there.html/x",
    )
    (tmp_path / "content").mkdir()
    (tmp_path / "content/redirects.yaml").write_text("old/there.html: en/2019/x\n", "utf-8")
    planned = plan(tmp_path, post(1, address="", aliases=addresses))
    assert list(planned.redirects) == ["Older/x/", "old/a.html"]
    assert dict(planned.unredirected) == {
        **dict.fromkeys(("/en/", "/en/?p=7", "/az/feed.xml"), "a page of this site has it, or may get it"),
        "/old/a.html/b": "no disk can hold its page beside old/a.html",
        "/older/y/": "no disk can hold its page beside Older",
        "/old/there.html/x": "no disk can hold its page beside old/there.html",
    }


def test_a_slug_that_a_text_had_earlier_is_taken(tmp_path):
    """An import made a draft of that slug, which was a fault in the text that had it: no site could be built."""
    front = "---\ntitle: A\nsummary: B\n{}redirect_from: [{}]\n---\n\nC.\n"
    for folder, more, slug in (("briefings/2019/new-name", "date: 2019-01-01\n", "post-1"), ("pages/us", "", "about")):
        path = tmp_path / "content" / folder / "en.md"
        path.parent.mkdir(parents=True)
        path.write_text(front.format(more, slug), "utf-8")
    planned = plan(tmp_path, post(1), post(2, kind="page", date=None, slug="about"))
    assert sorted(planned.files) == ["briefings/2019/post-1-2/en.md", "pages/about-2/en.md"]
