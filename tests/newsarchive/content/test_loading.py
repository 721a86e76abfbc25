"""The whole content from disk to an archive."""

import datetime as dt

import pytest
from blinker import Signal

from newsarchive.content import loading
from newsarchive.model.diagnostics import fault
from newsarchive.model.ledger import PublicationRow
from newsarchive.model.pages import SourceNotes
from newsarchive.model.source_notes import SourceNote
from newsarchive_publish.publications.ledger import ledger_file, with_row
from tests.newsarchive.editions import briefing_file, load_files, site_with, translation_file

TAGS = "privacy: {names: {en: Privacy, az: Şəxsi, ru: Частное}}\n"
TODAY, AHEAD = dt.date(2026, 11, 28), dt.date(2031, 5, 1)
PAGE = "---\ntitle: About\nsummary: What this is.\n---\n## Part\n\nWords.\n"


def load(root, files, **site):
    return load_files(root, {"tags.yaml": TAGS, **files}, site_with(**site))


def found(loaded):
    return [(each.code, each.path, each.line) for each in loaded.faults]


def test_a_content_in_order_becomes_an_archive(tmp_path):
    loaded = load(
        tmp_path,
        {
            "briefings/2023/a/en.md": briefing_file("See [about](/pages/about/en.md#part)."),
            "briefings/2023/a/az.md": translation_file(),
            "pages/about/en.md": PAGE,
            "notices/n/en.md": "---\ntitle: N\nstarts: 2026-01-01\nends: 2026-12-31\n---\nWords.\n",
            "redirects.yaml": "az/2020/old: az/2023/a\n",
        },
    )
    assert loaded.faults == ()
    archive = loaded.archive
    assert [(each.slug, sorted(each.texts)) for each in archive.briefings] == [("a", ["az", "en"])]
    assert [each.slug for each in archive.standing] == ["about"]
    assert [each.slug for each in archive.notices] == ["n"]
    assert dict(archive.redirects) == {"az/2020/old/": "az/2023/a/"}
    assert archive.vocabularies["tags"]["privacy"].names["az"] == "Şəxsi"
    assert archive.vocabularies["people"] == {}


def test_the_description_of_a_term_is_typeset_and_its_name_is_not(tmp_path):
    content = """
ali:
  names: {en: "Ali O'Neil", az: "Əli O'Nil", ru: Али О'Нил}
  description: {en: "The court's \\"head\\" -- once...", ru: 'Газета "Правда"'}
"""
    term = load(tmp_path, {"people.yaml": content}).archive.vocabularies["people"]["ali"]
    assert dict(term.description) == {"en": "The court’s “head” – once…", "ru": "Газета «Правда»"}
    assert term.names["en"] == "Ali O'Neil"


def test_an_empty_content_is_an_empty_archive(tmp_path):
    loaded = load(tmp_path, {"tags.yaml": ""})
    assert (loaded.faults, loaded.archive.briefings) == ((), ())


def test_faults_of_all_files_come_sorted_in_one_run(tmp_path):
    loaded = load(
        tmp_path,
        {
            "briefings/2023/b/en.md": briefing_file("[x](../none/en.md)"),
            "briefings/2023/a/en.md": "no front matter",
            "pages/about/xx.md": PAGE,
            "stray.txt": "x",
            "tags.yaml": TAGS + "Bad_Id: {names: {en: Bad, az: Bad, ru: Bad}}\n",
            "redirects.yaml": "a//b: az/2023/a\n",
        },
    )
    assert found(loaded) == [
        ("front-matter", "briefings/2023/a/en.md", 1),
        ("dead-link", "briefings/2023/b/en.md", 8),
        ("language", "pages/about/xx.md", 0),
        ("redirect", "redirects.yaml", 1),
        ("stray-file", "stray.txt", 0),
        ("slug", "tags.yaml", 2),
    ]


def test_a_text_at_fault_does_not_make_others_look_faulty(tmp_path):
    loaded = load(
        tmp_path,
        {
            "briefings/2023/a/en.md": briefing_file(titel="x"),
            "briefings/2023/a/az.md": translation_file(),
            "briefings/2023/b/en.md": briefing_file("[a](../a/az.md)", related="[a]"),
        },
    )
    assert found(loaded) == [("unknown-field", "briefings/2023/a/en.md", 7)]


def test_a_link_into_a_folder_at_fault_is_not_called_dead(tmp_path):
    loaded = load(
        tmp_path,
        {
            "briefings/2022/a/en.md": briefing_file(),
            "briefings/2023/b/en.md": briefing_file("[a](../../2022/a/en.md)", related="[a]"),
        },
    )
    assert found(loaded) == [("folder-year", "briefings/2022/a/en.md", 4)]


LEADING = {
    "briefings/2023/b/en.md": briefing_file("[a](../a/en.md#one) [b](../a/az.md)", related="[a]"),
    "redirects.yaml": "en/2020/x: en/2023/a\nen/2020/y: briefings/2023/a/az.md\nen/2020/z: en/places/baku\n",
    "places.yaml": "baku: {names: {en: Baku, az: Bakı, ru: Баку}}\n",
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("words", "front-matter"),
        (b"\xff", "not-utf8"),
        ("<<<<<<< HEAD\n", "conflict-marker"),
        (briefing_file("# One\n", places="[baku]"), "heading-level"),
    ],
)
def test_what_leads_to_a_text_with_a_fault_is_no_fault(tmp_path, text, code):
    folder = {"briefings/2023/a/en.md": text, "briefings/2023/a/az.md": translation_file(translates="en")}
    assert [each for each, _, _ in found(load(tmp_path, {**folder, **LEADING}))] == [code]


def test_what_leads_to_a_text_that_is_named_wrongly_is_no_fault(tmp_path):
    folder = {"briefings/2023/a/EN.md": briefing_file(), "briefings/2023/a/az.md": translation_file()}
    assert [each for each, _, _ in found(load(tmp_path, {**folder, **LEADING}))] == ["language"]


def test_a_link_to_a_letter_with_a_fault_is_no_fault(tmp_path):
    letter = "briefings/2023/a/replies/2023-11-02-name.md"
    link = briefing_file("[a](../a/en.md#letter-2023-11-02-name) [b](../a/en.md#letter-2023-11-03-name)")
    files = {"briefings/2023/a/en.md": briefing_file(), "briefings/2023/b/en.md": link, letter: "Words."}
    assert found(load(tmp_path, files)) == [
        ("front-matter", letter, 1),
        ("dead-fragment", "briefings/2023/b/en.md", 8),
    ]


def test_drafts_and_embargoes_are_held_but_not_lost(tmp_path):
    loaded = load(
        tmp_path,
        {
            "briefings/2023/a/en.md": briefing_file(status="draft"),
            "briefings/2023/b/en.md": briefing_file(published="2026-11-25"),
            "briefings/2023/c/en.md": briefing_file(published="2026-11-24"),
        },
    )
    assert [each.slug for each in loaded.archive.briefings] == ["c"]
    assert loaded.archive.drafts == ("briefings/2023/a/en.md",)
    assert loaded.archive.waiting == ("briefings/2023/b/en.md",)
    assert len(loaded.tree.texts) == 3


def test_a_warning_alone_stops_nothing(tmp_path):
    files = {"briefings/2023/a/en.md": briefing_file(), "briefings/2023/a/p.jpg": b"x"}
    loaded = load(tmp_path, files)
    assert found(loaded) == [("unused-file", "briefings/2023/a/p.jpg", 0)]
    assert all(each.warning for each in loaded.faults)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"\xff", "not-utf8", 1),
        (b"- privacy\n", "data-shape", 1),
        (b"privacy: &a {names: {en: x}}\n", "yaml-feature", 1),
        (b"privacy: {names: {az: x}}\n", "term-unnamed", 1),
        (b"\nprivacy: words\n", "data-shape", 2),
    ],
)
def test_a_vocabulary_at_fault_is_named_by_line(tmp_path, content, code, line):
    loaded = load(tmp_path, {"tags.yaml": content})
    assert (code, "tags.yaml", line) in found(loaded)


@pytest.mark.parametrize(
    ("content", "redirects", "lines"),
    [
        ("/az/2020/old/: /az/2021/new/\n", {"az/2020/old/": "az/2021/new/"}, []),
        ("az/2020/old.html: az/2021/new\n", {"az/2020/old.html": "az/2021/new/"}, []),
        ("az/2020/old*: az/2021/new\n", {}, [1]),
        ("\naz/2020/../old: az/2021/new\n", {}, [2]),
        ("az/2020/old: [az/2021/new]\n", {}, [1]),
        ("- az/2020/old\n", {}, [1]),
        ("/: az\n", {}, [1]),
        ("", {}, []),
    ],
)
def test_redirects_lead_from_an_old_address_to_a_new_one(tmp_path, content, redirects, lines):
    loaded = load(tmp_path, {"tags.yaml": "", "redirects.yaml": content})
    # whether their targets exist is another fault
    assert [each.line for each in loaded.faults if each.code == "redirect"] == lines
    assert dict(loaded.archive.redirects) == redirects


DEAD_ENDS = {
    "a target that is no page": "en/2020/old: en/2023/nowhere\n",
    "a circle": "en/2020/old: en/2020/older\nen/2020/older: en/2020/old\n",
    "an empty target": "en/2020/old:\n",
}


@pytest.mark.parametrize("content", DEAD_ENDS.values(), ids=DEAD_ENDS)
def test_a_redirect_that_leads_nowhere_stops_the_build(tmp_path, content):
    files = {"briefings/2023/a/en.md": briefing_file(), "pages/about/en.md": PAGE, "redirects.yaml": content}
    assert {each.path for each in load(tmp_path, files).faults if not each.warning} == {"redirects.yaml"}


def test_a_redirect_may_name_a_file_of_the_content(tmp_path):
    files = {"pages/about/en.md": PAGE, "redirects.yaml": "en/old: pages/about/en.md\n", "tags.yaml": ""}
    loaded = load(tmp_path, files)
    assert dict(loaded.archive.redirects) == {"en/old/": "en/about/"}


def test_plugins_describe_sources_and_check_what_they_know_of_them(tmp_path, monkeypatch):
    asking = Signal()
    monkeypatch.setattr(loading, "sources_described", asking)
    asked, first, second = [], SourceNote(dead_since=TODAY), SourceNote(memento="https://archive.test/a")

    def check(texts):
        yield fault("kept-unnamed", path="t", found="unread" if texts is None else f"{len(texts)} texts")

    def a(site, root, data):
        asked.append((site.day, root, data))
        return SourceNotes({"a": first}, check)

    def b(*_, **__):
        return SourceNotes({"a": second, "b": second}, lambda _: ())

    assert load(tmp_path, {}).archive.source_notes is None
    with asking.connected_to(b), asking.connected_to(a):
        loaded = load(tmp_path, {"briefings/2023/a/en.md": briefing_file(), "kept.tsv": ""}, day=TODAY)
        assert asked == [(TODAY, tmp_path, ("kept.tsv", "tags.yaml"))]
        # of two notes on one source, that of the first plugin by name counts
        assert loaded.archive.source_notes == {"a": first, "b": second}
        assert [dict(each.values)["found"] for each in loaded.faults] == ["1 texts"]
        # a text that cannot be read may name any source
        unread = load(tmp_path, {"briefings/2023/a/en.md": "no front matter"})
        assert {dict(each.values).get("found") for each in unread.faults if each.path == "t"} == {"unread"}


def tables(*ledger, last=AHEAD):
    """Return tables of a text whose first version is of 2025, and whose second, in a new language, is of `last`."""
    rows = ()
    for number, day in enumerate(ledger, start=1):
        rows = with_row(rows, PublicationRow(number, day, "none", day, "0" * 64, "0" * 64, ""), "news.example,2026")
    return {
        "briefings/2023/a/en.md": briefing_file(),
        "briefings/2023/a/az.md": translation_file(),
        "permalinks.tsv": f"az/2023/a/\ta\t{last}\nen/2023/a/\ta\t2025-03-01\n",
        "revisions.tsv": f"a\taz\t1\t{last}\t{'1' * 12}\tfirst\t0\na\ten\t1\t2025-03-01\t{'2' * 12}\tfirst\t0\n",
        "editions.tsv": f"editions/az/a.epub\t2\t{last}\t{'3' * 64}\neditions/en/a.epub\t1\t2025-03-01\t{'4' * 64}\n",
        "publications.tsv": ledger_file(rows).decode(),
    }


def days_of(loaded):
    found = loaded.publications
    links = {each.address[:2]: each.published.isoformat() for each in found.permalinks.values()}
    recorded = {tag: each.date.isoformat() for (_, tag), (each,) in found.recorded.items()}
    (work,) = loaded.archive.briefings
    assert recorded == links == {tag: day.isoformat() for tag, day in work.days.items()}
    assert all(loaded.archive.recorded[key] == each for key, each in found.recorded.items())
    return links["az"], links["en"], sorted(found.issued)


ISSUED = ["editions/az/a.epub", "editions/en/a.epub"]


@pytest.mark.parametrize(
    ("ledger", "day", "az"),
    [
        pytest.param((dt.date(2025, 3, 1), AHEAD), TODAY, TODAY, id="the last clock was ahead"),
        pytest.param((AHEAD, TODAY), TODAY + dt.timedelta(3), TODAY, id="a killed build left the tables as they were"),
        pytest.param((dt.date(2025, 3, 1), AHEAD), AHEAD, AHEAD, id="the day has come"),
        pytest.param((), TODAY, AHEAD, id="no publication was numbered yet"),
    ],
)
def test_a_day_to_come_that_was_recorded_by_a_clock_that_was_ahead_is_no_day_of_a_text(tmp_path, ledger, day, az):
    loaded = load(tmp_path, tables(*ledger), day=day)
    assert days_of(loaded) == (az.isoformat(), "2025-03-01", ISSUED if az == AHEAD else ISSUED[1:])
    assert [row.day for row in loaded.publications.ledger] == list(ledger)


def test_a_text_of_a_day_to_come_may_be_changed_today(tmp_path):
    files = {**tables(AHEAD), "briefings/2023/a/az.md": translation_file(modified="2026-11-28")}
    assert "days-disagree" not in [code for code, _, _ in found(load(tmp_path, files, day=TODAY))]


def source(publisher="P", lang="en", name="oc", title="T"):
    return f"[{{url: 'https://source.test/a', title: {title}, publisher: {publisher}, lang: {lang}, id: {name}}}]"


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        pytest.param(briefing_file("A.[^oc]", sources=source()), [], id="in order"),
        pytest.param(briefing_file("A.[^oc]", sources=source(name="x")), ["unknown-source"] * 2, id="another source"),
        pytest.param(
            briefing_file("A.[^oc]", sources=source(name="x", title="'*T*'")),
            ["raw-markup", *["unknown-source"] * 2],
            id="another source with a warning",
        ),
        pytest.param("<<<<<<< HEAD\n", ["conflict-marker"], id="a merge conflict"),
        pytest.param(briefing_file("A.[^oc]", sources=source(lang="English")), ["type"], id="a source with a fault"),
        pytest.param(
            briefing_file("A.[^oc]", status="draft", sources=source("''")),
            ["draft-unfinished"],
            id="an unfinished source of a draft",
        ),
    ],
)
def test_no_citation_is_reported_for_a_source_that_could_not_be_read(tmp_path, original, expected):
    """What is wrong with the source is reported, once, and not at each place in each language that cites it."""
    translation = translation_file(body="B.[^oc]")
    files = {"briefings/2023/a/en.md": original, "briefings/2023/a/ru.md": translation}
    loaded = load(tmp_path, files)
    noted = ("revision-unrecorded", "uncited-source")
    assert [each.code for each in loaded.faults if each.code not in noted] == expected
