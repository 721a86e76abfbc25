"""The preview's pages and its port."""

import errno
import http.client
import io
import re
import socket
import threading
from pathlib import Path

import pytest

from newsarchive.build.diagnostics import ShownFault
from newsarchive.build.errors import BuildError
from newsarchive.cli import preview as module
from newsarchive.cli import serve
from newsarchive.cli.builder import Outcome
from newsarchive.cli.preview import (
    Preview,
    PreviewServer,
    fault_page,
    fault_strip,
    open_server,
    with_script,
)
from newsarchive.model.diagnostics import RefusedError
from newsarchive.server.headers import inline_hash, page_policy, policy_text

FAILED = Outcome(1, ("a warning", "b.py:4: error: a <fault>"), (ShownFault("", "b.py:4", {"en": "a <fault>"}),))
WORDS = {tag: dict.fromkeys(("faults", "more", "last", "stopped", "missing"), tag) for tag in ("az", "en")}


def faulty(*faults, status=0):
    return Outcome(status, (), faults, WORDS)


def a_fault(path, quote="", column=0):
    return ShownFault(path, f"content/{path}", {"az": f"{path} xəta", "en": f"{path} fault"}, quote, column)


def test_the_page_of_an_error_says_it_once_and_what_else_was_printed():
    page = fault_page(FAILED, "az/index.html").decode()
    assert '<ul><li dir="auto"><code>b.py:4</code> a &lt;fault&gt;</li><li dir="auto">a warning</li></ul>' in page
    assert page.count("a &lt;fault&gt;") == 1
    assert "new EventSource" in page


def test_the_page_of_faults_begins_with_its_own_in_its_language():
    other, folder, own = map(a_fault, ("tags.yaml", "briefings/2021/a/p.jpg", "briefings/2021/a/az.md"))
    page = fault_page(faulty(other, folder, own), "az/2021/a/index.html").decode()
    assert re.findall("</code> ([^<]*)<", page) == [f"{each.path} xəta" for each in (own, folder, other)]
    page = fault_page(faulty(other, own), "about.html").decode()
    assert re.findall("</code> ([^<]*)<", page) == [f"{each.path} xəta" for each in (other, own)]


def test_the_strip_begins_with_what_stops_all_pages():
    texts = [a_fault(f"briefings/2021/{name}/az.md") for name in "abc"]
    strip = fault_strip(faulty(*texts, a_fault("tags.yaml"), status=1), "az/2021/a/index.html")
    assert strip.index("tags.yaml") < strip.index("briefings/2021/a/az.md")


@pytest.mark.parametrize(
    ("quote", "column", "shown"),
    [
        ("tags: [pres]", 7, "tags: <mark>[pres]</mark>"),
        ("a<b", 2, "a<mark>&lt;b</mark>"),
        ("title:", 7, "title:<mark> </mark>"),
        ("title:", 0, "title:"),
        ("x" * 500 + " y z", 502, "x" * 500 + " <mark>y</mark> z"),
    ],
)
def test_the_line_is_quoted_with_a_mark_where_the_fault_begins(quote, column, shown):
    page = fault_page(faulty(a_fault("tags.yaml", quote, column)), "az/").decode()
    assert f'<pre class="quote" dir="auto">{shown}</pre>' in page


def test_a_name_that_is_no_utf8_can_be_shown():
    broken = Outcome(1, (), (ShownFault("", "\udcff.md", {"en": "x"}),))
    assert b"\\udcff.md" in fault_page(broken, "en/")
    assert b"\\udcff.md" in with_script(b"<body></body>", fault_strip(broken, "en/"))


@pytest.mark.parametrize(
    ("page", "expected"),
    [(b"<body>x</body></html>", True), (b"</body> in words</body>", True), (b"no end", False)],
)
def test_only_a_page_with_an_end_gets_the_script(page, expected):
    found = with_script(page)
    assert (b"EventSource" in found) is expected
    assert found.count(b"EventSource") <= 1
    assert found.replace(module._SCRIPT.encode(), b"") == page


@pytest.mark.parametrize("linked", [".preview", ".preview/site"])
def test_a_preview_is_not_made_behind_a_link(tmp_path, monkeypatch, linked):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / linked).parent.mkdir(exist_ok=True)
    (tmp_path / linked).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BuildError, match=f"{linked} is a link to .*elsewhere.* remove the link"):
        serve.serve("pelicanconf.py", "content", serve.PREVIEW, 0)
    assert (tmp_path / "elsewhere").stat().st_mode & 0o777 == 0o755
    assert list((tmp_path / "elsewhere").iterdir()) == []


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
    with pytest.raises(RefusedError, match=rf"no port from {port} on can be used: .*0-65535"):
        open_server(Preview(FAILED), Path(), port)


def test_when_all_ports_are_in_use_that_is_said(taken, monkeypatch):
    monkeypatch.setattr(module, "PORTS_TRIED", 1)
    with pytest.raises(RefusedError, match=rf"no port from {taken} on can be used: .*Address already in use"):
        open_server(Preview(FAILED), Path(), taken)


def test_a_port_that_may_not_be_used_is_not_said_to_be_in_use(monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(module, "PreviewServer", refuse)
    with pytest.raises(RefusedError, match=r"no port from 80 on can be used: .*Permission denied"):
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


def test_a_page_is_reloaded_after_each_build():
    preview = Preview(FAILED)
    assert preview.wait("en/index.html", 0, 0.01) == 0
    preview.show(Outcome(0, ()))
    assert preview.wait("en/index.html", 0, 5) != 0
    assert preview.outcome.fine


def test_a_page_that_was_rendered_early_is_reloaded_once():
    preview = Preview(Outcome(0, ()))
    preview.show_page("en/a/index.html", b"new")
    early = preview.wait("en/a/index.html", 0, 5)
    assert early != 0
    assert preview.wait("en/index.html", 0, 0.01) == 0
    preview.show(Outcome(0, ()))
    assert preview.wait("en/a/index.html", early, 0.01) == early
    assert preview.wait("en/index.html", 0, 5) != 0
    assert preview.pages == {}


def test_a_page_that_was_rendered_early_is_reloaded_again_if_the_build_fails():
    preview = Preview(Outcome(0, ()))
    preview.show_page("en/a/index.html", b"new")
    early = preview.version("en/a/index.html")
    preview.show(FAILED)
    assert preview.wait("en/a/index.html", early, 5) != early


def test_a_page_that_was_rendered_early_is_reloaded_again_if_its_strip_changes():
    preview = Preview(faulty(a_fault("a.md")))
    for faults, reloaded in (((a_fault("a.md"),), False), ((a_fault("b.md"),), True), ((), True)):
        preview.show_page("en/a/index.html", b"new")
        early = preview.version("en/a/index.html")
        preview.show(faulty(*faults))
        assert (preview.wait("en/a/index.html", early, 0.01) != early) is reloaded


@pytest.mark.parametrize(("again", "reloaded"), [(b"with a dead link", False), (b"as before", True)])
def test_a_page_that_was_rendered_early_is_reloaded_again_if_it_is_rendered_otherwise(again, reloaded):
    preview = Preview(Outcome(0, ()))
    preview.show_page("en/a/index.html", b"with a dead link")
    early = preview.version("en/a/index.html")
    preview.show_page("en/a/index.html", again)
    assert preview.pages["en/a/index.html"] == again
    preview.show(Outcome(0, ()))
    assert (preview.version("en/a/index.html") != early) is reloaded


def test_the_pages_that_were_requested_last_are_in_view_and_odd_addresses_are_not():
    preview = Preview(Outcome(0, ()))
    for path in ("a.html", "b.html", "\udcff.html", "a.html", "c.html", "d.html", "e.html"):
        preview.look_at(path)
    assert preview.in_view == ("e.html", "d.html", "c.html", "a.html")


PAGE = b"<!DOCTYPE html><title>x</title><body>a draft</body>"


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "site"
    (folder / "en").mkdir(parents=True)
    (folder / "en/index.html").write_bytes(PAGE)
    (folder / "photo.png").write_bytes(b"pixels")
    return folder


@pytest.fixture
def served(output):
    """A preview that listens, and the port."""
    with open_server(Preview(Outcome(0, ())), output, 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server, path, method="GET", **headers):
    """Return status, headers and body of an answer."""
    connection = http.client.HTTPConnection(module.HOST, server.server_port, timeout=20)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense", ""])
@pytest.mark.parametrize("path", ["/en/", "/photo.png", "/nowhere", module.EVENTS])
def test_what_another_page_asks_for_is_refused(served, path, site):
    status, _, body = ask(served, path, Sec_Fetch_Site=site)
    assert (status, b"draft" in body.replace(b"drafts", b""), b"pixels" in body) == (403, False, False)


@pytest.mark.parametrize("site", [{}, {"Sec_Fetch_Site": "none"}, {"Sec_Fetch_Site": "same-origin"}])
def test_what_a_reader_types_or_the_preview_itself_asks_for_is_answered(served, site):
    assert b"a draft" in ask(served, "/en/", **site)[2]


@pytest.mark.parametrize("path", ["/en/", "/en", "/photo.png", "/nowhere", "/" + "a" * 300])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_keeps_itself_from_other_pages_and_from_caches(served, path, method):
    _, headers, _ = ask(served, path, method)
    assert {name: headers.get_all(name) for name, _ in module._HEADERS} == {
        name: [value] for name, value in module._HEADERS
    }


@pytest.mark.parametrize("path", ["/en/", "/en", "/photo.png", "/nowhere"])
@pytest.mark.parametrize("outcome", [Outcome(0, ()), FAILED])
def test_head_has_the_status_and_headers_of_get_and_no_body(served, path, outcome):
    served.preview.show(outcome)
    got, asked = ask(served, path), ask(served, path, "HEAD")
    assert asked[0] == got[0]
    assert asked[2] == b""
    assert {**asked[1], "Date": ""} == {**got[1], "Date": ""}


def test_head_of_the_events_ends(served):
    status, headers, body = ask(served, module.EVENTS, "HEAD")
    assert (status, headers["Content-Type"], body) == (200, "text/event-stream", b"")


@pytest.mark.parametrize(
    "path", ["/" + "a" * 300, "/" + "a/" * 5000, "/a%00b", "/%ff", "/en/index.html/x", "/%2e%2e/x"]
)
def test_a_path_that_no_disk_can_have_is_not_found_without_a_trace(served, path, capfd):
    assert ask(served, path)[0] == 404
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("asked", ["", "#z", "?z", "?#/", "?z#/z", "/"])
def test_no_folder_is_listed(served, output, asked):
    (output / "pictures").mkdir()
    (output / "pictures/secret.png").touch()
    status, _, body = ask(served, f"/pictures/{asked}")
    assert (status, b"secret" in body) == (404, False)
    assert b"a draft" in ask(served, f"/en/{asked}")[2]


def test_a_link_out_of_the_folder_is_not_followed(served, output):
    (output.parent / "secret.png").write_bytes(b"secret")
    (output.parent / "secrets").mkdir()
    (output.parent / "secrets/index.html").write_bytes(b"secret")
    (output / "photo-link.png").symlink_to(output.parent / "secret.png")
    (output / "folder").symlink_to(output.parent / "secrets")
    (output / "az").mkdir()
    (output / "az/index.html").symlink_to(output.parent / "secrets/index.html")
    (output / "loop").symlink_to("loop")
    for path in ("/photo-link.png", "/folder/", "/folder", "/folder/index.html", "/az/", "/loop"):
        status, _, body = ask(served, path)
        assert (status, b"secret" in body) == (404, False), path
    (output / "same.png").symlink_to("photo.png")
    assert ask(served, "/same.png")[2] == b"pixels"


def test_a_silent_browser_is_not_waited_for(served, monkeypatch, capfd):
    monkeypatch.setattr(module._Handler, "timeout", 0.2)
    with socket.create_connection((module.HOST, served.server_port)) as silent:
        silent.sendall(b"GET /en/ HTTP/1.0\r\nHost: ")
        silent.settimeout(10)
        assert silent.recv(1000) == b""
    assert capfd.readouterr().err == ""
