"""The report of an import."""

from newsarchive.archive.diagnostics import Fault
from newsarchive.importing.report import Debt, debts_of, debts_table, report_table, report_text
from tests.unit.importing.making import plan, post


def test_debts_are_counted_by_kind_and_those_of_other_files_are_not():
    faults = [
        Fault("a.md", 2, 1, "draft-unfinished", (("fields", "tags, sources"),), True),
        Fault("b.md", 2, 1, "draft-unfinished", (("fields", "sources"),), True),
        Fault("b.md", 9, 1, "html-tag", (("found", "x"),)),
        Fault("other.md", 1, 1, "html-tag"),
    ]
    debts = debts_of(faults, ["a.md", "b.md"])
    assert debts == [
        Debt("fault", "html-tag", 1, 1, "b.md:9", "x"),
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
