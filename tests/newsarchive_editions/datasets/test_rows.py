"""Rows: what is published, and nothing else."""

import datetime as dt
import json

import msgspec
import pytest
from msgspec.structs import replace

from newsarchive.model.dates import parse_date
from newsarchive.model.fields import Correction, Source, SourceHeadline, Withdrawal
from newsarchive.model.models import Revision
from newsarchive.model.own_fields import ExtraField
from newsarchive.model.revisions import with_published
from newsarchive_editions.datasets.cells import json_line
from newsarchive_editions.datasets.rows import kept_rows, rows_of, term_rows, text_object, withdrawal_rows, works_of
from tests.newsarchive.attempts import WAYBACK, A, B, copy_of, dead, edition_with, failure, source
from tests.newsarchive.editions import DAY, briefing, briefing_of, edition_of, text, text_from


def rows_of_year(edition, year):
    return rows_of(edition, works_of(edition).years[year])


def of(status="published", slug="b", **fields):
    return briefing(slug, "2023-10-12", "en az", status=status, **fields)


def gone(reason, slug="gone", **fields):
    return of("withdrawn", slug, withdrawal=Withdrawal(dt.date(2024, 1, 2), reason), **fields)


def test_only_what_is_published_and_listed_has_rows():
    waiting = of(slug="waiting", published=DAY + dt.timedelta(days=1))
    others = (of("hidden", "hidden"), of("draft", "draft"), waiting, gone("court order"))
    edition = edition_of(of(slug="shown"), *others)
    assert list(works_of(edition).languages) == ["shown"]
    rows = rows_of_year(edition, 2023)
    assert {row["briefing"] for row in rows["texts"]} == {"shown"}
    assert {row["briefings"] for row in term_rows(edition)} == {1}


def test_a_translation_that_is_hidden_or_a_draft_leaves_the_other_texts():
    folder = "briefings/2023/b"
    for status in ("hidden", "draft", "withdrawn"):
        away = {"withdrawal": Withdrawal(dt.date(2024, 1, 2), "error")} if status == "withdrawn" else {}
        whole = briefing_of(
            text(folder, "en", date="2023", tags=("privacy",)),
            text(folder, "az", translates="en", status=status, title="=secret", **away),
        )
        rows = rows_of_year(edition_of(whole), 2023)
        assert [row["id"] for row in rows["texts"]] == ["b/en"]
        assert rows["briefings"][0]["title_az"] is None
        assert "secret" not in repr(rows)


@pytest.mark.parametrize("status", ["published", "hidden", "draft", "withdrawn"])
def test_a_translation_does_not_tell_of_a_text_that_no_list_names(status):
    """The address of that text is the slug and the language."""
    away = {"withdrawal": Withdrawal(dt.date(2024, 1, 2), "safety of a person")} if status == "withdrawn" else {}
    made = briefing_of(
        text("briefings/2023/b", "en", date="2023", tags=("privacy",)),
        text("briefings/2023/b", "az", translates="en", status=status, **away),
        text("briefings/2023/b", "ru", translates="az"),
    )
    rows = {row["language"]: row["translates"] for row in rows_of_year(edition_of(made), 2023)["texts"]}
    told = {"en": None, "ru": "az", "az": "en"} if status == "published" else {"en": None, "ru": None}
    assert rows == told


NOW, BEFORE, UNSEEN, STRANGE = (each * 12 for each in "abcd")


@pytest.mark.parametrize(
    ("made_from", "told"),
    [(NOW, 2), (BEFORE, 1), (UNSEEN, None), (STRANGE, None)],
)
def test_no_row_has_a_digest_of_words(made_from, told):
    """With one, guesses at words that were withheld could be tested. The numbers of versions take their place."""
    folder = "briefings/2023/b"
    made = briefing_of(
        text(folder, "en", date="2023", tags=("privacy",), revision=NOW),
        text(folder, "az", translates="en", translated_revision=made_from),
    )
    revisions = (
        Revision(DAY, UNSEEN, "first", 0, hidden=True),
        Revision(DAY, BEFORE, "minor", 0),
        Revision(DAY, NOW, "minor", 0),
    )
    edition = edition_of(made)
    archive = replace(edition.archive, recorded={("b", "en"): revisions})
    rows = rows_of_year(replace(edition, archive=archive), 2023)
    assert {row["language"]: row["translated_version"] for row in rows["texts"]} == {"az": told, "en": None}
    assert [row["number"] for row in rows["revisions"] if row["language"] == "en"] == [1, 2]
    assert [row["version"] for row in rows["texts"]] == [1, 2]
    assert not any(each in repr(rows) for each in (NOW, BEFORE, UNSEEN))


def test_the_publication_that_withholds_earlier_words_and_the_next_one_have_the_same_rows():
    removed = Correction(DAY, "A name was removed.", withhold=True)
    made = briefing_of(
        text("briefings/2023/b", "en", date="2023", tags=("privacy",), revision=NOW, corrections=(removed,)),
        text("briefings/2023/b", "az", translates="en", translated_revision=BEFORE),
    )
    first = edition_of(made)
    before = {("b", "en"): (Revision(DAY, BEFORE, "first", 0),), ("b", "az"): (Revision(DAY, STRANGE, "first", 0),)}
    first = replace(first, archive=replace(first.archive, recorded=before))
    second = replace(first, archive=replace(first.archive, recorded=with_published(first.archive, before, DAY)))
    rows = rows_of_year(first, 2023)
    assert rows == rows_of_year(second, 2023)
    # the words of that version are not public any more
    assert {row["language"]: row["translated_version"] for row in rows["texts"]} == {"az": None, "en": None}


@pytest.mark.parametrize(
    ("modified", "corrected", "told"),
    [(None, 3, "2024-01-03"), (2, 3, "2024-01-03"), (4, 3, "2024-01-04"), (2, None, "2024-01-02"), (None, None, None)],
)
def test_a_correction_is_a_change_of_words_as_on_the_page(modified, corrected, told):
    day = {number: dt.date(2024, 1, number) for number in (2, 3, 4)}
    corrections = (Correction(day[corrected], "It was wrong."),) if corrected else ()
    made = of(modified=day.get(modified), corrections=corrections)
    rows = rows_of_year(edition_of(made), 2023)["texts"]
    assert {row["language"]: row["modified"] for row in rows} == {"en": told, "az": None}


def test_related_briefings_that_are_not_in_the_data_are_not_named():
    edition = edition_of(of(slug="a", related=("hidden", "shown")), of(slug="shown"), of("hidden", "hidden"))
    assert rows_of_year(edition, 2023)["briefings"][0]["related"] == ("shown",)


def test_the_log_of_withdrawals_names_no_address_that_nobody_may_name():
    edition = edition_of(gone("safety of a person", "zz-name"), gone("error", "told"), of(slug="shown"))
    silent, told = sorted(withdrawal_rows(edition), key=lambda row: str(row["reason"]), reverse=True)
    assert silent == {
        "date": "2024-01-02",
        "reason": "safety-of-a-person",
        "language": None,
        "address_az": None,
        "address_en": None,
        "address_ru": None,
    }
    assert (told["reason"], told["address_en"], told["address_ru"]) == ("error", "en/2023/told/", None)


def test_a_date_is_as_exact_as_known_with_both_bounds():
    source = Source("https://a.example/", "Title", "Publisher", "en", parse_date("2024-02"))
    rows = rows_of_year(edition_of(briefing("b", "2023", "en", sources=(source,))), 2023)
    (row,), (of_source,) = rows["briefings"], rows["sources"]
    assert [row[name] for name in ("date", "date_from", "date_to")] == ["2023", "2023-01-01", "2023-12-31"]
    assert [of_source[name] for name in ("date", "date_from", "date_to")] == ["2024-02", "2024-02-01", "2024-02-29"]


def test_a_line_of_json_has_the_text_and_all_that_belongs_to_it():
    correction = Correction(dt.date(2024, 1, 1), "=It was wrong.")
    extra = (
        ExtraField("damages", "number", {"en": "Damages"}),
        ExtraField("heard", "date", {"en": "Heard"}),
        ExtraField("verdict", "text", {"en": "Verdict"}),
    )
    own = (("damages", "007"), ("heard", "2023-05"), ("verdict", "Guilty"))
    made = briefing(
        "b",
        html="<p>One <b>t</b>wo.</p><p>Three, <s>10<sup>6</sup></s>.</p>",
        corrections=(correction,),
        source_headline=SourceHeadline("ru", "Заголовок"),
        extra=own,
    )
    found = json.loads(json_line(text_object(made, "en", edition_of(made, extra_fields=extra))))
    assert found["body"] == "One two.\nThree, ~~10⁶~~."
    assert found["corrections"] == [{"date": "2024-01-01", "number": 1, "correction": "=It was wrong."}]
    assert (found["damages"], found["heard"], found["heard_to"], found["verdict"]) == (
        7,
        "2023-05",
        "2023-05-31",
        "Guilty",
    )
    assert (found["tags"], found["source_headline"]) == (["privacy"], "Заголовок")
    assert found["revisions"] == [{"number": 1, "date": DAY.isoformat(), "kind": "first"}]
    assert msgspec.json.decode(json_line(found)) == found


def test_a_line_of_json_says_which_words_cite_which_source_and_which_footnote():
    cited = text_from("A claim.[^example p. 12] Another.[^1]\n\n[^1]: A note.[^example]\n")
    made = briefing("b", html=cited.html, sources=(source(A, id="example"),))
    found = text_object(made, "en", edition_of(made))
    assert (found["body"], found["notes"]) == ("A claim.[^example p. 12] Another.[^1]", "[^1]: A note.[^example]")
    assert [each["name"] for each in found["sources"]] == ["example"]


def test_a_source_has_what_its_page_shows_of_its_copies():
    work = briefing("b", "2023", "en", sources=(source(A), source(B), source("https://c.test/")))
    lines = [copy_of(A, 12, memento=WAYBACK), failure(B, 12, "large")]
    edition = edition_with(work, lines=lines, gone=[dead(B)])
    names = ("archived", "kept", "not_kept", "dead_since")
    rows = [tuple(row[name] for name in names) for row in rows_of_year(edition, 2023)["sources"]]
    assert rows == [
        (WAYBACK, "2026-03-12", None, None),
        (None, None, "large", "2026-03-20"),
        (None, None, None, None),
    ]
    nested = text_object(work, "en", edition)["sources"]
    assert [tuple(each[name] for name in names) for each in nested] == rows


def test_each_kept_source_has_a_row_without_a_digest_of_what_its_site_sent():
    work = briefing("b", "2023", "en", sources=(source(B), source(A)))
    lines = [copy_of(A, 12, memento=WAYBACK, token="d" * 64), copy_of(A, 13), failure(B, 12, "large")]
    first, second = kept_rows(edition_with(work, lines=lines))
    assert first == {
        "url": A,
        "day": "2026-03-12",
        "outcome": "fetched",
        "memento": WAYBACK,
        "token": "d" * 64,
    }
    assert {name for name, value in second.items() if value is not None} == {"url", "day", "outcome"}


def test_sources_of_texts_that_are_not_shown_are_no_rows():
    others = (of("hidden", "hidden", sources=(source(A),)), of("draft", "draft", sources=(source(A),)))
    edition = edition_with(of(slug="shown", sources=(source(B),)), *others, lines=[copy_of(A, 12), copy_of(B, 12)])
    assert [row["url"] for row in kept_rows(edition)] == [B]
