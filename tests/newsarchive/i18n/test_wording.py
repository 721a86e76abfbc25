"""Empty entries for the words that a catalogue lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from newsarchive.i18n.catalogues import all_words, load_catalogues
from newsarchive.i18n.wording import FIRST, with_entries
from newsarchive.model.vocabularies import TAXONOMIES
from tests.newsarchive.editions import message, plural, write_catalogue
from tests.sites import ROOT

TEMPLATES = ROOT / "theme/templates"
EVERYWHERE = (
    "base.html",
    "home.html",
    *(f"partials/{name}.html" for name in ("footer", "masthead", "sections", "find")),
)
_KEY = re.compile(r"\b(?:t|label)\(\"([a-z]+\.[a-z.-]+)\"")


@pytest.fixture
def english(tmp_path: Path) -> Mapping[str, Message]:
    words = (
        message("cite.mail", "Send"),
        plural("home.all", "One", "All {number}"),
        "#. A link.\n" + message("page.skip", "Skip"),
    )
    editors = message("fault.slug", "Wrong"), message("places.title", "Places")
    return all_words([write_catalogue(tmp_path, "en", *words, *editors)], ())


ALL = ("cite.mail", "fault.slug", "home.all", "page.skip", "places.title")


def test_words_that_every_reader_meets_come_first_and_those_of_editors_not_at_all(
    english: Mapping[str, Message],
) -> None:
    added, *counts = with_entries("", "ka", ALL, english, ("tags",))
    assert counts == [2, 1]
    assert (
        added
        == """msgid ""
msgstr ""
"Language: ka\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(((n == 1)) ? 0 : 1);\\n"

#. A link.
#. English: Skip
msgid "page.skip"
msgstr ""

#. English: One
#. English: All {number}
msgid "home.all"
msgid_plural "home.all"
msgstr[0] ""
msgstr[1] ""

#. English: Send
msgid "cite.mail"
msgstr ""
"""
    )


@pytest.mark.parametrize(
    "before",
    [
        pytest.param('msgid "page.skip"\nmsgstr ""\n', id="no header"),
        pytest.param('# Ours\nmsgid ""\nmsgstr ""\n"Language: ka\\n"\n\nmsgid "page.skip"\nmsgstr "x"\n', id="no rule"),
        pytest.param(
            'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\nmsgid "page.skip"\nmsgstr "x"\n',
            id="a rule",
        ),
        pytest.param(
            'msgid ""\r\nmsgstr ""\r\n"Language: ka\\n"\r\n\r\nmsgid "page.skip"\r\nmsgstr "x"\r\n', id="CRLF"
        ),
        pytest.param('msgid ""\nmsgstr "Language: ka\\n"\n\nmsgid "page.skip"\nmsgstr "x"\n', id="a short header"),
    ],
)
def test_what_a_catalogue_has_stays_and_the_new_one_can_be_read(
    english: Mapping[str, Message], before: str, tmp_path: Path
) -> None:
    added, *counts = with_entries(before, "ka", ALL, english, TAXONOMIES)
    assert counts == [2, 1]
    assert all(line in added.splitlines() for line in before.splitlines())
    assert len(re.findall(r'(?m)^msgid ""', added)) == 1
    (tmp_path / "ka.po").write_bytes(added.encode())
    load_catalogues([tmp_path], ["ka"], "en")
    again, *counts = with_entries(added, "ka", ALL, english, TAXONOMIES)
    assert (again, counts) == (added, [0, 0])


def test_every_word_of_the_front_page_and_around_every_page_is_among_the_first() -> None:
    asked = {key for name in EVERYWHERE for key in _KEY.findall((TEMPLATES / name).read_text("utf-8"))}
    assert len(asked) > 15
    assert {key for key in asked if not key.startswith("site.")} <= set(FIRST)
    assert len(FIRST) == len(set(FIRST))
    english = all_words([ROOT / "theme/translations/en.po"], ())
    assert [key for key in FIRST if key not in english] == []
