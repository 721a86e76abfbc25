"""The headers beside the policy."""

from plugins.headers.policy import server_policy
from plugins.headers.security import security_headers


def headers():
    return dict(security_headers(server_policy(("p{}",), script=False)))


def test_nobody_is_told_where_a_reader_comes_from_and_types_are_not_guessed():
    assert headers()["Referrer-Policy"] == "no-referrer"
    assert headers()["X-Content-Type-Options"] == "nosniff"


def test_the_policy_is_among_them_with_who_may_frame():
    assert headers()["Content-Security-Policy"].endswith("; frame-ancestors 'none'")


def test_no_header_is_sent_that_changes_nothing():
    assert list(headers()) == ["Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"]


def test_none_binds_a_host_to_tls():
    assert "Strict-Transport-Security" not in headers()
