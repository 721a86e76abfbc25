"""Dates as people write them, in every language of the site, the day first."""

import pytest

from newsarchive.i18n.dates import meant_date

LANGUAGES = ("az", "ru", "ka")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3 November 2025", "2025-11-03"),
        ("3 noyabr 2025", "2025-11-03"),
        ("3 ноября 2025 г.", "2025-11-03"),
        ("3 ნოემბერი 2025", "2025-11-03"),
        ("03.11.2025", "2025-11-03"),
        ("November 3, 2025", "2025-11-03"),
        ("Monday, 3rd of Nov 2025", "2025-11-03"),
        ("2025-ci il, noyabrın 3-ü", "2025-11-03"),
        ("3 İYUN 2025", "2025-06-03"),
        ("3 МАЯ 2025 года", "2025-05-03"),
        ("Ноябрь 2025", "2025-11"),
        ("12.10.2023", "2023-10-12"),
        ("2023/10/12", "2023-10-12"),
        ("2023-2-3", "2023-02-03"),
        ("10.2023", "2023-10"),
        ("2023", "2023"),
        ("10/13/2023", "2023-10-13"),
        ("10/11/2023", ""),
        ("10/10/2023", "2023-10-10"),
        ("2023-13-10", ""),
        ("2023-02-30", ""),
        ("30 February 2023", ""),
        ("3 iyu 2025", ""),
        ("3 May or June 2025", ""),
        ("12 of 2023", ""),
        ("3.11.25", ""),
        ("soon", ""),
        ("1 2 3 4", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_in_any_form_that_has_one_meaning(typed: str, meant: str) -> None:
    found = meant_date(typed, LANGUAGES)
    assert (found.iso if found else "") == meant
