"""What browsers show alike, and what they do not: by this, a step of `newsarchive fix` is taken or left out."""

import pytest

from newsarchive.cli.formatter import FormatStep, converter_of, folded, mended

BODY = "One  \ntwo *three*.\n\n```\ncode  \n```\n"


def shown(body):
    return folded(converter_of("en")(body))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("One  \n", "One\n"),
        ("two *three*", "two three"),
        ("two *three*", "two * three*"),
        ("code  \n", "code\n"),
        ("One", "Оne"),
    ],
)
def test_a_change_of_meaning_is_seen(old, new):
    assert old in BODY
    assert shown(BODY.replace(old, new, 1)) != shown(BODY)


@pytest.mark.parametrize(
    ("old", "new"), [("One  \n", "One    \n"), ("two *three*.\n", "two *three*. \n"), ("```\n", "``` \n")]
)
def test_what_means_nothing_is_not_seen(old, new):
    assert old in BODY
    assert shown(BODY.replace(old, new, 1)) == shown(BODY)


@pytest.mark.parametrize(
    ("meaning", "taken"),
    [
        pytest.param(str.upper, True, id="the same afterwards"),
        pytest.param(str, False, id="another one afterwards"),
        pytest.param(lambda _: None, False, id="not known"),
    ],
)
def test_a_step_that_would_change_what_a_file_says_is_left_out(meaning, taken):
    found = mended(b"Words\r\n", FormatStep("capitals", str.upper, meaning), FormatStep("none", str, str))
    assert found == (("WORDS\n", ("line-ends", "capitals")) if taken else ("Words\n", ("line-ends",)))
