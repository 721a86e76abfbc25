"""The preview's pages and its port."""

import errno
import io
import re
import socket
from pathlib import Path

import pytest

from plugins.headers.policy import inline_hash, page_policy, policy_text
from plugins.newsroom import preview as module
from plugins.newsroom.preview import Outcome, PortError, Preview, PreviewServer, fault_page, open_server, with_script

FAILED = Outcome(False, ("a.md:1:1: warning x: <y>", "b.md:4:1: fault z: “k”"), "b.md:4:1", "a <fault>")


def test_the_fault_page_shows_the_first_fault_large_and_all_lines_below():
    page = fault_page(FAILED).decode()
    assert '<p>b.md:4:1</p><h1 dir="auto">a &lt;fault&gt;</h1>' in page
    assert "<pre>a.md:1:1: warning x: &lt;y&gt;\nb.md:4:1: fault z: “k”</pre>" in page
    assert float(re.search(r"h1 \{ font-size: ([\d.]+)rem", page)[1]) >= 2
    assert "new EventSource" in page


def test_a_name_that_is_no_utf8_can_be_shown():
    assert b"\\udcff.md" in fault_page(Outcome(False, ("\udcff.md",), "\udcff.md", "x"))


@pytest.mark.parametrize(
    ("page", "expected"),
    [(b"<body>x</body></html>", True), (b"</body> in words</body>", True), (b"no end", False)],
)
def test_only_a_page_with_an_end_gets_the_script(page, expected):
    found = with_script(page)
    assert (b"EventSource" in found) is expected
    assert found.count(b"EventSource") <= 1
    assert found.replace(module._SCRIPT.encode(), b"") == page


def test_the_pages_policy_allows_the_script_and_all_else_as_before():
    policy = policy_text(page_policy("en/", "p{}", from_disk=True))
    page = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><body></body>'.encode()
    found = re.findall('content="([^"]*)"', with_script(page).decode())
    added = f"; script-src {inline_hash(module._RELOAD)}"
    assert found == [policy + added]


def test_the_search_pages_own_script_runs_beside_the_previews():
    policy = policy_text(page_policy("en/search/", "p{}", from_disk=False))
    page = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><body></body>'.encode()
    assert f"script-src 'self' {inline_hash(module._RELOAD)};".encode() in with_script(page)


def test_words_that_look_like_a_policy_are_left_alone():
    page = b'<meta http-equiv="Content-Security-Policy" content="a b"><body>http-equiv="Content-Security-Policy"</body>'
    assert b'<body>http-equiv="Content-Security-Policy"<script>' in with_script(page)


@pytest.fixture
def taken():
    """A port that somebody listens at."""
    with socket.socket() as other:
        other.bind((module.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_is_passed_over(taken):
    with open_server(Preview(FAILED), Path(), taken) as server:
        assert taken < server.server_port < taken + module.PORTS_TRIED


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(PortError, match=f"{port} is no port"):
        open_server(Preview(FAILED), Path(), port)


def test_when_all_ports_are_in_use_that_is_said(taken, monkeypatch):
    monkeypatch.setattr(module, "PORTS_TRIED", 1)
    with pytest.raises(PortError, match=f"ports {taken} to {taken} are all in use"):
        open_server(Preview(FAILED), Path(), taken)


def test_a_port_that_may_not_be_used_is_not_said_to_be_in_use(monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(module, "PreviewServer", refuse)
    with pytest.raises(PortError, match="port 80: Permission denied"):
        open_server(Preview(FAILED), Path(), 80)


@pytest.mark.parametrize(
    ("error", "loud"), [(BrokenPipeError(), False), (ConnectionResetError(), False), (KeyError("x"), True)]
)
def test_a_browser_that_goes_away_is_no_error_and_others_are(error, loud, monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    with open_server(Preview(FAILED), Path(), 0) as server:
        try:
            raise error
        except type(error):
            PreviewServer.handle_error(server, object(), (module.HOST, 1))
    assert ("Traceback" in said.getvalue()) is loud


def test_whoever_waits_is_woken_by_another_outcome():
    preview = Preview(FAILED)
    assert preview.wait(0, 0.01) == 0
    preview.show(Outcome(True, ()))
    assert preview.wait(0, 5) == 1
    assert preview.outcome.fine
