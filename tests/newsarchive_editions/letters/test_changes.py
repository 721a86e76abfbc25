"""What a letter tells: words that are online, and changed since a day."""

import datetime as dt
from email import message_from_bytes
from email.policy import default
from html import escape

import msgspec
import pytest
from msgspec.structs import replace

from newsarchive.model.fields import Correction, Withdrawal
from newsarchive.model.models import NO_DIGEST, Revision
from newsarchive.model.settings import SettingsError
from newsarchive_editions.letters.changes import changes_since
from newsarchive_editions.letters.mail import CLIPPED, mail_draft
from tests.newsarchive.editions import NEWSROOM, briefing, briefing_of, edition_of, text

A = "briefings/2023/a"
OLD, SINCE, NEW = dt.date(2024, 1, 1), dt.date(2026, 11, 1), dt.date(2026, 11, 20)
WORDS = "a" * 12


def work(*corrections, added=OLD, **fields):
    """Return a briefing in English, and in Azerbaijani by a translation, whose digests are `WORDS`."""
    told = tuple(Correction(day, "Wrong.") for day in corrections)
    members = (
        text(A, "en", date="2023-10-12", tags=("privacy",), corrections=told, revision=WORDS, **fields),
        text(A, "az", translates="en", revision=WORDS),
    )
    made = briefing_of(*members)
    return msgspec.structs.replace(made, added={"en": added, "az": OLD})


def changes(made, *recorded, language="en", issued=None, translated=WORDS):
    edition = edition_of(made, url="https://archive.test")
    rows = {("a", "en"): recorded or (Revision(made.added["en"], WORDS, "first", 0),)}
    rows["a", "az"] = (Revision(OLD, translated, "first", 0),)
    archive = replace(edition.archive, recorded=rows)
    return changes_since(replace(edition, archive=archive), language, SINCE, issued or ())


def told(found):
    return len(found.added), len(found.corrected), found.unpublished


@pytest.mark.parametrize(
    ("made", "recorded", "expected"),
    [
        (work(), (), (0, 0, 0)),
        (work(added=SINCE), (), (1, 0, 0)),
        (work(added=NEW), (Revision(NEW, "b" * 12, "first", 0),), (0, 0, 1)),  # its words changed since
        (work(SINCE), (), (0, 1, 0)),
        (work(OLD), (), (0, 0, 0)),
        # a correction of an earlier day that went online late, and a small change without one
        (work(OLD), (Revision(OLD, "b" * 12, "first", 0), Revision(NEW, WORDS, "correction", 1)), (0, 1, 0)),
        (work(), (Revision(OLD, "b" * 12, "first", 0), Revision(NEW, WORDS, "minor", 0)), (0, 0, 0)),
        (work(), (Revision(OLD, "0" * 12, "first", 0), Revision(NEW, WORDS, "restored", 0)), (1, 0, 0)),
        (work(NEW, added=NEW), (), (1, 0, 0)),
        (work(added=NEW, status="hidden"), (), (0, 0, 0)),
        (work(added=NEW, status="draft"), (), (0, 0, 0)),
    ],
)
def test_a_text_is_told_if_it_went_online_or_was_corrected(made, recorded, expected):
    assert told(changes(made, *recorded)) == expected


def test_a_letter_does_not_say_of_a_text_from_another_site_that_it_was_published_here():
    days = {"published": OLD, "brought_from": "https://old.example/a"}
    letter = message_from_bytes(draft(work(added=NEW, **days)).data, policy=default)
    for part in letter.iter_parts():
        assert "First published: " in part.get_content()
        assert "Published here" not in part.get_content()


def test_a_translation_waits_for_the_words_of_the_original_that_it_shows():
    assert told(changes(work(NEW), language="az")) == (0, 1, 0)
    assert told(changes(work(NEW), Revision(OLD, "b" * 12, "first", 0), language="az")) == (0, 0, 1)
    assert told(changes(work(NEW), language="az", translated="b" * 12)) == (0, 0, 1)


def test_of_two_late_corrections_of_one_day_the_last_is_told():
    made = work(OLD, OLD)
    first, last = made.front.corrections
    notes = (first, msgspec.structs.replace(last, text="Wrong again."))
    front = msgspec.structs.replace(made.front, corrections=notes)
    original = msgspec.structs.replace(made.original, front=front)
    made = msgspec.structs.replace(made, original=original, texts={**made.texts, "en": original})
    found = changes(made, Revision(OLD, "b" * 12, "first", 0), Revision(NEW, WORDS, "correction", 2))
    assert [each.correction.text for each in found.corrected[0].corrections] == ["Wrong again."]


def test_withdrawals_are_those_since_the_day_that_the_site_shows():
    shown, pending = Revision(OLD, NO_DIGEST, "first", 0), Revision(OLD, WORDS, "first", 0)
    for day, recorded, number in ((OLD, shown, 0), (SINCE, shown, 1), (SINCE, pending, 0)):
        gone = briefing("a", status="withdrawn", withdrawal=Withdrawal(date=day, reason="error"))
        kinds = changes(gone, recorded).withdrawn
        assert [len(found) for found in kinds.values()] == [1] * number


def test_files_of_this_year_and_of_all_years_are_named_with_the_page_about_them():
    names = ("en/archive-en-2026.epub", "en/archive-en-2025.epub", "en/archive-en-all.html", "az/archive-az-all.epub")
    copies = changes(work(NEW), issued=[f"editions/{name}" for name in names]).copies
    assert [name for name, _ in copies.files] == ["archive-en-2026.epub", "archive-en-all.html"]
    assert copies.files[1][1] == "https://archive.test/editions/en/archive-en-all.html"
    assert copies.about == "https://archive.test/en/editions/index.html"
    assert changes(work(NEW)).copies.about == ""


def draft(made, **site):
    found = changes(made)
    return mail_draft(found, edition_of(made, url="https://archive.test", **site))


def test_a_letter_names_who_wrote_and_translated_a_text_as_its_licence_asks():
    made = work(added=NEW, authors=("A & One", "B Two"))
    translated = text(A, "az", translates="en", revision=WORDS, translators=("C Three",))
    made = msgspec.structs.replace(made, texts={**made.texts, "az": translated}, added={"en": NEW, "az": NEW})
    for language, told in (
        ("en", ["Written by: A & One and B Two"]),
        ("az", ["Müəllif: A & One və B Two", "Tərcümə: C Three"]),
    ):
        edition = edition_of(made, url="https://archive.test")
        letter = message_from_bytes(mail_draft(changes(made, language=language), edition).data, policy=default)
        plain, html = (part.get_content() for part in letter.iter_parts())
        assert [line for line in told if line not in plain or escape(line) not in html] == []


def test_a_letter_that_gmail_would_cut_is_marked():
    assert not draft(work(NEW)).is_clipped
    long = msgspec.structs.replace(work(NEW).original, html=f"<p>{'word ' * (CLIPPED // 5)}</p>")
    assert draft(msgspec.structs.replace(work(NEW), original=long, texts={"en": long})).is_clipped


@pytest.mark.parametrize(("licence", "said"), [(("CC0", "https://cc.example/"), True), (("", ""), False)])
def test_a_letter_names_a_licence_only_if_there_is_one(licence, said):
    sent = draft(work(NEW), newsroom=replace(NEWSROOM, text_licence=licence))
    for part in message_from_bytes(sent.data, policy=default).iter_parts():
        assert ("Texts may be shared under" in part.get_content()) == said


def test_the_sender_is_the_newsrooms_mailbox_and_one_that_no_header_can_name_is_refused():
    sent = draft(work(NEW), newsroom=replace(NEWSROOM, contact="desk@xəbər.az"))
    sender = message_from_bytes(sent.data, policy=default)["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ("Media Freedom Archive", "desk@xn--xbr-dtbb.az")
    with pytest.raises(SettingsError, match="ASCII"):
        draft(work(NEW), newsroom=replace(NEWSROOM, contact="redaksiyanın@news.az"))
