"""The files and commands with which a volunteer sets up a mirror."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive.server.headers import policy_text, server_policy
from newsarchive.server.server_rules import ServerRules, rules_of
from newsarchive_publish import make_files
from newsarchive_publish.mirroring.kit import SCRIPT, program_line
from tests.newsarchive.editions import edition_of, page
from tests.newsarchive_publish.mirroring.publishing import KEY, PAGES, Publication, nginx, on_loopback, signer
from tests.previews import free_port
from tests.serving import _running, _started, ask

URL, ONION = "https://archive.newsroom.net", f"http://{'a' * 55}d.onion"
KEYS = (KEY.public_key, signer().public_key)


def files_of(url: str = URL, keys: tuple[str, ...] = KEYS[:1], onion: str = ONION) -> dict[str, str]:
    """Return the files for mirrors of a site, by path."""
    edition = edition_of(url=url, signing_keys=keys, onion=onion)
    summaries = [page().summary]
    return {each.address: each.data.decode() for each in make_files(edition, summaries, None)}  # type: ignore[arg-type]


def test_only_a_site_with_an_address_has_the_files() -> None:
    assert files_of("") == {}
    assert sorted(files_of()) == [
        "server/archive-mirror.service",
        "server/archive-mirror.timer",
        "server/mirror.Caddyfile",
        "server/mirror.nginx.conf",
        "server/mirror.sh",
        "server/torrc",
    ]


def test_the_script_is_published_as_it_is() -> None:
    assert files_of()["server/mirror.sh"].encode() == SCRIPT.read_bytes()


def test_the_service_runs_the_script_with_the_sites_address_and_keys() -> None:
    one, two = (edition_of(url=URL, signing_keys=keys, signatures_required=len(keys)).site for keys in (KEYS[:1], KEYS))
    assert program_line(one) == f"/usr/local/bin/mirror.sh {URL} /srv/archive {KEYS[0]}"
    assert program_line(two) == f"/usr/local/bin/mirror.sh -m 2 {URL} /srv/archive {KEYS[0]} {KEYS[1]}"
    assert program_line(edition_of(url=URL).site) == f"/usr/local/bin/mirror.sh -u {URL} /srv/archive"
    assert f"\nExecStart={program_line(one)}\n" in files_of()["server/archive-mirror.service"]


@pytest.mark.parametrize("base", ["", pytest.param("/media/archive", marks=pytest.mark.full)])
@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_the_server_files_are_complete(tmp_path: Path, base: str, server: str) -> None:
    """A copy that they serve comes compressed, under the policy, one response a connection, and offers its onion."""
    root = tmp_path / "current"
    proof, contact = ".well-known/acme-challenge/token", ".well-known/security.txt"
    files = {"en/index.html": b"<p>front</p>" * 300, proof: b"proof", contact: b"x", "en/UPPER.HTML": b"x"}
    Publication(files={**PAGES, **files}).write(root)
    found = files_of(f"{URL}{base}")
    with _served(server, found, root, tmp_path, base) as address:
        answer = ask(f"{address}{base}/en/", Accept_Encoding="gzip")
        assert (answer.status, answer.content) == (200, b"<p>front</p>" * 300)
        wanted = {
            "content-encoding": "gzip",
            "connection": "close",
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": policy_text(server_policy(script=False)),
            "onion-location": f"{ONION}{base}/en/",
        }
        assert {name: answer.headers.get(name) for name in wanted} == wanted
        missing = ask(f"{address}{base}/no/")
        assert (missing.status, missing.content) == (404, PAGES["404.html"])
        assert ask(f"{address}{base}/.well-hidden").status == 404
        assert ask(f"{address}{base}/en/UPPER.HTML").headers["content-type"] == wanted["content-type"]
        # the host is the volunteer's: nothing that the publisher has put there proves whose it is
        assert (ask(f"{address}{base}/{contact}").status, ask(f"{address}{base}/{proof}").status) == (200, 404)
        assert "onion-location" not in ask(f"{address}{base}/pictures/a%20b%20%C9%99%2B'%25$x.png").headers
        assert "onion-location" not in found["server/torrc"]


def _served(server: str, found: dict[str, str], root: Path, room: Path, base: str):
    if server == "nginx":
        return nginx(root, lambda port: on_loopback(found["server/mirror.nginx.conf"], root, port))
    port = free_port()
    conf = found["server/mirror.Caddyfile"]
    block = conf.replace("mirror.example {", f"http://127.0.0.1:{port} {{").replace(
        "http://:8090", f"http://:{free_port()}"
    )
    block = block.replace("{\n\tservers {", f"{{\n\tadmin off\n\tstorage file_system {room}\n\tservers {{", 1)
    if base:
        (link,) = re.findall(r"^# (mkdir .*)$", conf, re.MULTILINE)
        link = link.replace("/srv/www", str(room / "www")).replace("/srv/archive/current", str(root))
        subprocess.run(["sh", "-c", link], check=True)
        block = block.replace("/srv/www", str(room / "www"))
    (room / "conf").write_text(block.replace("/srv/archive/current", str(root)), "utf-8")
    process = _started(room, "caddy", "run", "--adapter", "caddyfile", "--config", str(room / "conf"))
    return _address(process, port, room)


@contextmanager
def _address(process, port: int, room: Path) -> Iterator[str]:
    with _running(process, port, room):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("base", ["", "/media/archive"])
def test_nginx_keeps_nothing_of_readers(tmp_path: Path, base: str) -> None:
    """Neither of a hit nor of a miss, a folder without a page or a name with a dot; without our lines it would."""
    root = tmp_path / "current"
    Publication().write(root)
    conf = files_of(f"{URL}{base}")["server/mirror.nginx.conf"]
    log = tmp_path / "access"
    tmp_path.chmod(0o777)
    for rules, kept in ((conf, False), (re.sub(r"(access_log|log_not_found|error_log) .*;", "", conf), True)):
        room = tmp_path / str(kept)
        with nginx(root, lambda port, rules=rules: on_loopback(rules, root, port), room, f"access_log {log};") as at:
            answers = [ask(f"{at}{base}/{path}").status for path in ("en/", "no/", "no.png", "pictures/", ".git/x")]
        assert answers == [200, 404, 404, 404, 404]
        read = "".join(each.read_text("utf-8") for each in (room / "errors", log) if each.exists())
        found = [line for line in read.splitlines() if "127.0.0.1" in line]
        assert bool(found) is kept, found


def test_static_hosts_get_no_onion_for_all_pages() -> None:
    rules: ServerRules = rules_of(edition_of(url=URL, onion=ONION), [page().summary])
    assert rules["onion"] == ONION
    assert all("Onion-Location" not in text for text in (str(rules["headers"]), str(rules["scripted"])))


@pytest.mark.full
def test_the_script_is_clean_for_shellcheck() -> None:
    assert subprocess.run(["shellcheck", "-s", "sh", "-S", "style", str(SCRIPT)], check=False).returncode == 0
