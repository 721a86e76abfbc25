"""The headers beside the policy."""

import pytest

from newsarchive.server.headers import response_headers, server_policy


def headers():
    return dict(response_headers(server_policy(script=False)))


def test_nobody_is_told_where_a_reader_comes_from_and_types_are_not_guessed():
    assert headers()["Referrer-Policy"] == "no-referrer"
    assert headers()["X-Content-Type-Options"] == "nosniff"


def test_the_policy_is_among_them_with_who_may_frame():
    assert headers()["Content-Security-Policy"].endswith("; frame-ancestors 'none'")


@pytest.mark.parametrize("seconds", [300, 3600])
def test_caches_keep_a_response_for_a_while_and_then_ask(seconds):
    found = dict(response_headers(server_policy(script=False), seconds))
    assert found["Cache-Control"] == f"max-age={seconds}, must-revalidate"


def test_no_header_is_sent_that_changes_nothing():
    assert list(headers()) == ["Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Cache-Control"]


def test_none_binds_a_host_to_tls():
    assert "Strict-Transport-Security" not in headers()
