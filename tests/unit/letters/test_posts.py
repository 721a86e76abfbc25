"""Telegram's bounds: 4,096 UTF-16 code units after entities, 100 entities, and no briefing divided."""

import datetime as dt
import re

import pytest
from msgspec.structs import replace

from newsarchive.archive.fields import Correction
from newsarchive.archive.index import ShownCorrection
from newsarchive.letters.changes import Changes, CorrectedText, OtherCopies
from newsarchive.letters.posts import LONGEST, MOST_ENTITIES, length_of, packed, posts_of, shortened
from newsarchive.pages.logs import LoggedKind, LoggedWithdrawal
from tests.unit.editions import DAY, briefing, edition_of

COPIES = OtherCopies((("Archive", "https://archive.test/en/"), ("A & B", "https://mirror.example/?a=1&b='2'")))
CHANGES = Changes("en", dt.date(2026, 11, 1), DAY, (), (), (), 0, COPIES)
ALLOWED = re.compile(r'</?b>|<a href="[^"<>]*">|</a>')


def messages(edition=None, **changes):
    made = posts_of(replace(CHANGES, **changes), edition or edition_of(url="https://archive.test"))
    for each in made:
        assert length_of(each) <= LONGEST
        assert each.count("</") <= MOST_ENTITIES
        assert "<" not in ALLOWED.sub("", each)
        assert set(re.findall(r"&[^;]*;", each)) <= {"&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"}
    return made


@pytest.mark.parametrize(
    ("message", "length"),
    [("abc", 3), ("<b>a</b>&amp;&lt;", 3), ("𝕏😀", 4), ('<a href="https://archive.test/">Ə</a>', 1), ("a\nb", 3)],
)
def test_a_message_is_counted_as_telegram_counts(message, length):
    assert length_of(message) == length


def test_pieces_fill_messages_to_the_last_unit_and_are_never_divided():
    full = "a" * (LONGEST - 6)
    assert packed([full, "b😀c"]) == [f"{full}\n\nb😀c"]
    assert packed([full, "😀😀b"]) == [full, "😀😀b"]
    assert packed(["<b>a</b>"] * 150) == ["\n\n".join(["<b>a</b>"] * 100), "\n\n".join(["<b>a</b>"] * 50)]


@pytest.mark.parametrize(("units", "short"), [(12, "three 😀 two"), (11, "three 😀…"), (8, "three…"), (3, "th…")])
def test_words_are_cut_at_a_space_and_within_a_pair_of_surrogates_never(units, short):
    assert shortened("three 😀 two", units) == short


def test_each_text_is_named_with_its_address_and_its_summary():
    works = [briefing(f"a-{number}", title=f"<{number}> & more", summary="😀" * 700) for number in range(7)]
    made = messages(edition_of(*works, url="https://archive.test"), added=tuple(works))
    assert len(made) == 4
    for number in range(7):
        link = f'<b><a href="https://archive.test/en/2023/a-{number}/index.html">&lt;{number}&gt; &amp; more</a></b>'
        assert sum(f"{link}\n{'😀' * 700}" in each for each in made) == 1
    assert made[0].startswith("<b>Media Freedom Archive: 1 November 2026 – 24 November 2026</b>\n\n")
    assert made[-1].endswith('<a href="https://mirror.example/?a=1&amp;b=&#x27;2&#x27;">A &amp; B</a>')


def test_corrections_and_withdrawals_are_told_and_no_address_that_must_not_be():
    work = briefing("a")
    new = tuple(ShownCorrection(Correction(DAY, word * 3000), "en") for word in ("x", "y"))
    gone = LoggedKind("k", "For safety", "m", (LoggedWithdrawal("2026-11-02", "2 November 2026", ""),))
    edition = edition_of(work, url="https://archive.test")
    made = "".join(messages(edition, corrected=(CorrectedText(work, new),), withdrawn=(gone,)))
    assert "Correction, 24 November 2026:" in made
    assert "<b>Withdrawals: For safety</b>\n2 November 2026\n" in made


def test_many_mirrors_are_in_several_messages():
    sites = tuple((f"Mirror {number}", f"https://m{number}.example/") for number in range(250))
    made = messages(copies=OtherCopies(sites))
    assert len(made) == 4
    assert re.findall(r">Mirror (\d+)<", "".join(made)) == [str(number) for number in range(250)]
