"""Sums tell a card's or an account's number from any other row of digits."""

import pytest

from newsarchive.content.personal_data import is_account, is_card


@pytest.mark.parametrize("digits", ["4111111111111111", "5555555555554444", "378282246310005", "4222222222222"])
def test_cards_for_trials_are_cards(digits):
    assert is_card(digits)
    assert not is_card(digits[:-1] + str((int(digits[-1]) + 1) % 10))


@pytest.mark.parametrize("digits", ["411111111111", "41111111111111111111", "9780306406157", "0000000000000000"])
def test_other_lengths_and_books_are_none(digits):
    assert not is_card(digits)


def test_a_row_of_years_is_none_whatever_its_sum():
    assert not any(is_card(f"2019202020{year}2022") for year in range(10, 30))


@pytest.mark.parametrize("number", ["AZ21NABZ00000000137010001944", "GB82WEST12345698765432", "NO9386011117947"])
def test_accounts_of_the_standards_examples(number):
    assert is_account(number)
    assert not is_account(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_other_lengths_are_no_accounts():
    assert not is_account("AZ21NABZ000000")
    assert not is_account("AZ21" + "0" * 31)
