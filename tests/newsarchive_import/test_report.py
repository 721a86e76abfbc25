"""The report of an import."""

from pathlib import Path

import pytest

from newsarchive.model.diagnostics import Fault
from newsarchive_import.account import Unaccounted, VisibleText
from newsarchive_import.drafts import Draft
from newsarchive_import.importer import ImportOptions
from newsarchive_import.items import Item
from newsarchive_import.report import Debt, debts_of, debts_table, faults, losses, report_table, report_text
from tests.newsarchive_import.making import plan, post


def test_debts_are_counted_by_kind_and_those_of_other_files_are_not():
    faults = [
        Fault("a.md", 2, 1, "draft-unfinished", (("fields", "tags, sources"),), True),
        Fault("b.md", 2, 1, "draft-unfinished", (("fields", "sources"),), True),
        Fault("b.md", 9, 1, "html", (("found", "x"),)),
        Fault("other.md", 1, 1, "html"),
    ]
    debts = debts_of(faults, ["a.md", "b.md"])
    assert debts == [
        Debt("fault", "html", 1, 1, "b.md:9", "x"),
        Debt("warning", "draft-unfinished sources", 2, 2, "a.md:2", "tags, sources"),
        Debt("warning", "draft-unfinished tags", 1, 1, "a.md:2", "tags, sources"),
    ]
    assert debts_table(debts).count("\n") == 4


def test_the_report_names_each_item_with_something_changed_or_dropped(tmp_path):
    kept, changed = post(1), post(2, title="A `b`", body="<p>a <script>x</script></p>", terms=(("tag", "T"),))
    planned = plan(tmp_path, kept, changed, post(3, status="private"))
    text = report_text(planned, [])
    assert "| items | 3 | 2 | 1 |" in text
    assert "### “A `b`”\n\n`briefings/2019/post-2/en.md` (post 2)\n\n- dropped script" in text
    assert "### “Post 1”" not in text
    assert "1 terms wait: in `terms.tsv`" in text
    assert "“Post 3” (post 3, https://old.example/2019/02/post-3.html): it was private" in text


def test_texts_that_could_not_be_imported_are_counted_and_have_a_heading(tmp_path):
    faulty = post(1, body="<p>h\u04d9bs</p>")
    planned = plan(tmp_path, faulty, post(2), options=ImportOptions(keep_going=True), unread=(("a.rst", "in rst"),))
    text = report_text(planned, [])
    assert "| items | 3 | 1 | 2 |" in text
    assert "- **2 texts could not be imported: see “Texts that could not be imported” below**" in text
    assert (
        "## Texts that could not be imported\n\n- `a.rst`: in rst\n"
        "- “Post 1” (post 1): it would lose words or have a fault, which are named below\n"
    ) in text
    assert "\ttext\ta.rst\tleft out\tin rst\t1\n" in report_table(planned)


def test_originals_that_are_not_certain_and_authors_of_translations_are_named(tmp_path):
    items = (post(1, group="g", authors=("A",)), post(2, group="g", authors=("B",), language="az"))
    planned = plan(tmp_path, *items)
    text = report_text(planned, [])
    assert "- 1 originals may be translations: see “Originals that are not certain” below." in text
    assert "## Originals that are not certain\n\n- `briefings/2019/post-1/en.md` (post 1): its translation has" in text
    assert "- 1 authors of translations are not printed, because" in text
    assert "dropped author `B`: a translation has the original's; write `translators` if so" in text
    assert "\toriginal\ten\tguessed\tits translation has the same time;" in report_table(planned)


def test_texts_in_another_language_than_the_old_site_says_are_named(tmp_path):
    body = "<p>Журналист арестован.</p>"
    items = [post(number, title="Суд", body=body, by_site=number == 2, language="az") for number in (1, 2)]
    text = report_text(plan(tmp_path, *items), [])
    assert (
        "## Languages by the letters of texts, against the old site\n\n"
        "- `briefings/2019/post-2/ru.md` (post 2): ru; the old site says az\n"
    ) in text
    assert "- The language of 1 items is guessed" in text


def test_pages_are_named_and_those_of_which_two_exist(tmp_path):
    (tmp_path / "content/pages/about").mkdir(parents=True)
    home, about = post(1, kind="page", slug="", title="Welcome"), post(2, kind="page", slug="about", date=None)
    text = report_text(plan(tmp_path, home, about), [])
    assert "- 2 texts without a day became pages of their own: see “Pages” below." in text
    assert "- `post 1` became a page of its own: `pages/welcome/en.md`\n" in text
    assert (
        "- `post 2` became a page of its own: `pages/about-2/en.md`. `pages/about` was there before, so both exist:"
        " move what you want to keep into it, then remove `pages/about-2`\n"
    ) in text


def test_the_table_has_every_element_also_those_carried_over(tmp_path):
    planned = plan(tmp_path, post(1, body='<p>a b <a href="https://x.example/">c</a></p>'), post(2, status="draft"))
    rows = [line.split("\t") for line in report_table(planned).splitlines()]
    assert {len(row) for row in rows} == {8}
    assert [row[3:6] + row[7:] for row in rows[1:]] == [
        ["language", "en", "carried", "1"],
        ["word", "", "carried", "5"],
        ["link", "", "carried", "1"],
        ["item", "Post 2", "left out", "1"],
    ]


def test_the_table_has_all_words_that_were_dropped_also_many_and_those_inside_of_an_embed(tmp_path):
    many = " ".join(f"word{number}" for number in range(2_000))
    body = f'<p>a</p><div hidden>{many}</div><object data="https://x.example/"><p>fallback</p></object>'
    planned = plan(tmp_path, post(1, body=body))
    assert planned.failed == ()
    assert f"<div> {many}\tdropped\treaders never saw them" in report_table(planned)
    assert "https://x.example/: fallback\tchanged" in report_table(planned)
    text = report_text(planned, [])
    assert "word1999" not in text
    assert "…` (whole in `report.tsv`): readers never saw them" in text


_BODY = "First words.\n\nA [link](https://a.example/).\n\nThe last words, and the rare one.\n"


def _places(folder: Path, item: Item, missing: Unaccounted) -> list[str]:
    place = plan(folder, item).drafts[0].place
    return [where for where, _ in losses(Draft(place, "", (), after=VisibleText("words"), missing=missing))]


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        (Unaccounted(words=("last words",)), 8),
        (Unaccounted(words=("words rare",)), 8),
        (Unaccounted(words=("nowhere",)), 4),
        (Unaccounted(elements=("link: 1 of 1",)), 6),
        (Unaccounted(elements=("table: 1 of 1",)), 4),
    ],
)
def test_a_loss_is_named_by_file_and_line(tmp_path: Path, missing: Unaccounted, line: int) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: A\n---\n{_BODY}", "utf-8")
    item = post(1, form="markdown", body=_BODY, file=tmp_path / "a.md")
    assert _places(tmp_path, item, missing) == [f"post 1:{line}"]


def test_a_text_that_cannot_be_read_is_named_by_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: A\n---\n{_BODY}", "utf-8")
    place = plan(tmp_path, post(1, form="markdown", body=_BODY, file=tmp_path / "a.md")).drafts[0].place
    draft = Draft(place, "", (), missing=Unaccounted(words=("the last words are too deep",)))
    assert list(losses(draft)) == [("post 1:4", "the last words are too deep")]


def test_a_loss_in_an_export_is_named_by_its_post(tmp_path: Path) -> None:
    item = post(1, body="<p>a</p>\n<p>last</p>", file=tmp_path / "export.xml")
    assert _places(tmp_path, item, Unaccounted(words=("last",))) == ["post 1 (“Post 1”), line 2 of its text"]


def test_a_loss_is_named_by_no_more_than_the_beginning_of_a_long_title(tmp_path: Path) -> None:
    where = _places(tmp_path, post(1, title="A" * 5_000), Unaccounted(words=("Words",)))
    assert where == [f"post 1 (“{'A' * 120}…”), line 1 of its text"]


def test_a_fault_is_named_by_the_line_of_its_words_in_the_source(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: A\n---\n{_BODY}", "utf-8")
    place = plan(tmp_path, post(1, form="markdown", body=_BODY, file=tmp_path / "a.md")).drafts[0].place
    before = "---\ntitle: A\n---\n\nFirst words.\n\nThe last words, and the rare one.\n--"
    draft = Draft(place, "", (), faults=((before, "a fault"), ("---\ntitle: A", "another")))
    assert list(faults(draft)) == [("post 1:8", "a fault"), ("post 1:4", "another")]
