"""Answers of a newsroom, and the record of what was generated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from newsarchive.model.diagnostics import RefusedError
from newsarchive.model.settings import Language
from newsarchive_start.answers import (
    AnswerFault,
    Answers,
    Record,
    archive_name,
    english_name,
    host,
    language_of,
    languages,
    mailbox,
    read_record,
    repository_address,
    site_address,
    tags_of_cldr,
    vocabularies,
    wheel_address,
    written_record,
)


@pytest.mark.parametrize(
    ("tag", "name", "direction", "quotes"),
    [
        ("ka", "ქართული", "ltr", ("„“", "«»")),
        ("ar", "العربية", "rtl", ("«»", "“”")),
        ("az", "Azərbaycanca", "ltr", ("«»", "“”")),
        ("az-Cyrl", "Азәрбајҹан (Кирил)", "ltr", ("«»", "“”")),
        ("en", "English", "ltr", ("“”", "‘’")),
        ("ru", "Русский", "ltr", ("«»", "„“")),
        ("fr", "Français", "ltr", ("«»", "‹›")),
        ("de-CH", "Deutsch (Schweiz)", "ltr", ("«»", "‹›")),
        ("pt-BR", "Português (Brasil)", "ltr", ("“”", "‘’")),
        ("ckb", "کوردیی ناوەندی", "rtl", ("“”", "‘’")),
    ],
)
def test_a_language_has_its_own_name_direction_and_marks(
    tag: str, name: str, direction: str, quotes: tuple[str, str]
) -> None:
    found = language_of(tag)
    assert (found.tag, found.name, found.direction, found.quotes) == (tag, name, direction, quotes)


def test_dashes_are_spaced_where_our_own_site_has_them_so() -> None:
    assert [tag for tag in ("az", "en", "ka", "ru", "uk") if language_of(tag).spaced_dash] == ["az", "ru", "uk"]


def test_every_language_of_cldr_can_be_chosen() -> None:
    tags = tags_of_cldr()
    assert len(tags) > 200
    assert all(isinstance(language_of(tag), Language) and english_name(tag) for tag in tags)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Georgian", "did you mean ka?"),
        ("georgain", "did you mean ka?"),
        ("KA", "tag 'KA'"),
        ("xx", "for example, ka"),
    ],
)
def test_what_is_no_language_is_refused_with_what_to_write(typed: str, said: str) -> None:
    with pytest.raises(AnswerFault, match=said):
        language_of(typed)


@pytest.mark.parametrize(
    ("accept", "typed", "expected"),
    [
        (languages, "ka, en", ("ka", "en")),
        (languages, " ar ", ("ar",)),
        (archive_name, "  Tbilisi   Archive ", "Tbilisi Archive"),
        (mailbox, "desk@tbilisi.ge", "desk@tbilisi.ge"),
        (mailbox, "", ""),
        (site_address, "https://tbilisi.ge/", "https://tbilisi.ge"),
        (repository_address, "https://github.com/tbilisi/archive", "https://github.com/tbilisi/archive"),
        (host, "Server", "server"),
        (vocabularies, "", ()),
        (vocabularies, "Places, people", ("people", "places")),
        (host, "g", "github"),
        (wheel_address, "", ""),
    ],
)
def test_an_answer_is_taken_as_it_was_meant(accept: Callable[[str], object], typed: str, expected: object) -> None:
    assert accept(typed) == expected


@pytest.mark.parametrize(
    ("accept", "typed", "said"),
    [
        (languages, "", "at least one"),
        (languages, "ka ka", "twice"),
        (languages, "Georgian, Azerbaijani", "(?s)did you mean ka.*did you mean az?"),
        (archive_name, " ", "from 1 to 80"),
        (archive_name, "a\u200bb", "cannot see"),
        (mailbox, "desk", "contact: 'desk' is not an email address"),
        (site_address, "tbilisi.ge", "write it as https://tbilisi.ge"),
        (site_address, "http://127.0.0.1:8000", "no reader can open"),
        (site_address, "https://localhost", "no reader can open"),
        (site_address, "https://LOCALHOST/", "no reader can open"),
        (site_address, "https://u:p@tbilisi.ge", "^'https://…@tbilisi.ge' is not .* write it as https://tbilisi.ge"),
        (site_address, "https://10.0.0.5/archive", "no reader can open"),
        (site_address, "https://nas.local", "no reader can open"),
        (repository_address, "git@github.com:a/b", "is not an address"),
        (vocabularies, "topics", "none of people, organisations, places"),
        (host, "", "github, server, elsewhere"),
        (wheel_address, "http://tbilisi.ge/a.whl", "https address"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(accept: Callable[[str], object], typed: str, said: str) -> None:
    with pytest.raises(AnswerFault, match=said):
        accept(typed)


def test_a_record_is_read_as_it_was_written_and_refused_if_it_is_damaged() -> None:
    answers = Answers(names={"ka": "არქივი", "en": "Archive"}, began=dt.date(2026, 11, 27), host="server")
    record = Record(version="2.1.0", answers=answers, files={"Makefile": "00"})
    assert read_record(written_record(record)) == record
    assert (answers.default, answers.name) == ("ka", "არქივი")
    with pytest.raises(RefusedError, match=r"git checkout \.newsarchive\.json"):
        read_record(written_record(record)[:-20])


@pytest.mark.parametrize(
    ("path", "generator"),
    [
        *((path, "") for path in ("../victim", "/etc/x", "a/../../b", ".git/config", "content/a.md", "a b", "")),
        ("Makefile", "https://evil.example/x.whl --hash=sha256:00\n--extra-index-url https://evil.example"),
        ("Makefile", "http://evil.example/x.whl"),
    ],
)
def test_a_record_that_somebody_forged_is_refused(path: str, generator: str) -> None:
    answers = Answers(names={"en": "Archive"}, began=dt.date(2026, 11, 27), generator=generator)
    with pytest.raises(RefusedError):
        read_record(written_record(Record(version="2.1.0", answers=answers, files={path: "0" * 64})))
