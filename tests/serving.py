"""The real nginx and the real Caddy, with a build's rules included as the first lines of these say."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from urllib.parse import urlsplit

import trustme

from tests.previews import free_port
from tests.sites import BuiltSite

Server = Literal["nginx", "caddy"]
SERVERS: tuple[Server, ...] = ("nginx", "caddy")
RULES = {"nginx": "server/nginx.conf", "caddy": "server/Caddyfile"}
DEBIAN = "gzip on; types { text/html html; text/xml xml; } default_type application/octet-stream;"
"""What Debian's nginx.conf says above all servers, where a fresh nginx says less."""
BROWSER = "gzip, deflate, br, zstd"
"""The compressions that browsers take."""

_SECONDS = 20
_EXAMPLE = "#     "
_NGINX = """
daemon off;
master_process off;
pid {room}/pid;
error_log {room}/errors;
events {{}}
http {{
access_log off;
client_body_temp_path {room}/body;
proxy_temp_path {room}/proxy;
fastcgi_temp_path {room}/fastcgi;
uwsgi_temp_path {room}/uwsgi;
scgi_temp_path {room}/scgi;
{http}
{servers}
}}
"""
_CADDY = "{{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n\tstorage file_system {room}\n"


@dataclass(frozen=True)
class Answer:
    """A response; the names of its headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> bytes:
        """The body without its compression."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body


def address_of(path: str) -> str:
    """Return where a file of the output is asked for."""
    return path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path


def ask(address: str, **headers: str) -> Answer:
    """Ask for an address in a connection of its own; a header that comes twice is an error."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=_SECONDS)
    try:
        asked = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("GET", asked, headers={key.replace("_", "-"): each for key, each in headers.items()})
        answer = connection.getresponse()
        found = [(name.lower(), value) for name, value in answer.getheaders()]
        assert len(found) == len(dict(found)), found
        return Answer(answer.status, dict(found), answer.read())
    finally:
        connection.close()


def example(site: BuiltSite, server: Server) -> str:
    """Return what the rules say to write into the server's own configuration."""
    lines = site.text_of(RULES[server]).splitlines()
    return "\n".join(each.removeprefix(_EXAMPLE) for each in lines if each.startswith(_EXAMPLE))


@contextmanager
def served(
    site: BuiltSite, server: Server = "nginx", tls: trustme.LeafCert | None = None, http: str = "", own: str = ""
) -> Iterator[str]:
    """Serve a public site on loopback under the path of its address; the address, with a last slash.

    `http` is what nginx's configuration says above all servers, `own` what its host says beside our rules.
    """
    port, base = free_port(), urlsplit(site.url).path
    with TemporaryDirectory() as name:
        room = Path(name)
        keys = _write_keys(room, tls) if tls else None
        if server == "nginx":
            process = _nginx(room, http, _nginx_server(site, port, keys).replace("include ", f"{own} include "))
        else:
            process = _caddy(room, _caddy_site(site, port, room, keys))
        with _running(process, port, room):
            yield f"http{'s' if tls else ''}://127.0.0.1:{port}{base}/"


@contextmanager
def proxied(address: str) -> Iterator[str]:
    """Put an nginx as it is by itself, which asks by HTTP/1.0, before a server; its address."""
    port, parts = free_port(), urlsplit(address)
    server = f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_set_header Via '1.0 front';"
    server += f" proxy_pass http://{parts.netloc}; }} }}"
    with TemporaryDirectory() as room, _running(_nginx(Path(room), "", server), port, Path(room)):
        yield parts._replace(netloc=f"127.0.0.1:{port}").geturl()


def _write_keys(room: Path, tls: trustme.LeafCert) -> tuple[Path, Path]:
    chain, key = room / "chain.pem", room / "key.pem"
    chain.write_bytes(b"".join(each.bytes() for each in tls.cert_chain_pems))
    tls.private_key_pem.write_to_path(key)
    return chain, key


def _nginx_server(site: BuiltSite, port: int, keys: tuple[Path, Path] | None) -> str:
    block = example(site, "nginx").replace("/srv/archive", str(site.path))
    listen = f"listen 127.0.0.1:{port}{' ssl' if keys else ''};"
    if keys:
        listen += f" ssl_certificate {keys[0]}; ssl_certificate_key {keys[1]};"
    if block.startswith("server {"):
        return block.replace("listen 80;", listen)
    return f"server {{ {listen}\n{block}\n}}"


def _nginx(room: Path, http: str, servers: str) -> subprocess.Popen[bytes]:
    (room / "conf").write_text(_NGINX.format(room=room, http=http, servers=servers), "utf-8")
    return _started(room, "nginx", "-p", str(room), "-c", str(room / "conf"), "-e", str(room / "errors"))


def _caddy_site(site: BuiltSite, port: int, room: Path, keys: tuple[Path, Path] | None) -> str:
    base = urlsplit(site.url).path
    place = room / "www" / base.strip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(site.path)
    text = example(site, "caddy").replace("/srv/archive" if not base else "/srv/www", str(room / "www"))
    link, block = text.replace("/etc/caddy", str(room)).split("\n", 1)
    subprocess.run(["sh", "-c", link], check=True)
    scheme = "https" if keys else "http"
    certified = f"\ttls {keys[0]} {keys[1]}\n" if keys else ""
    block = block.replace("archive.example {\n", f"{scheme}://127.0.0.1:{port} {{\n{certified}", 1)
    return block.replace("{\n", _CADDY.format(room=room), 1)


def _caddy(room: Path, conf: str) -> subprocess.Popen[bytes]:
    (room / "conf").write_text(conf, "utf-8")
    return _started(room, "caddy", "run", "--adapter", "caddyfile", "--config", str(room / "conf"))


def _started(room: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, f"{name} is missing: sh tests/tools.sh"
    environment = {"HOME": str(room), "XDG_CONFIG_HOME": str(room), "XDG_DATA_HOME": str(room)}
    with (room / "said").open("wb") as said:
        return subprocess.Popen([program, *arguments], stdout=said, stderr=said, env=environment)


@contextmanager
def _running(process: subprocess.Popen[bytes], port: int, room: Path) -> Iterator[None]:
    """Wait until a server answers, and end it at the end."""
    try:
        end = time.monotonic() + _SECONDS
        while not _answers(port):
            assert process.poll() is None, (room / "said").read_text("utf-8")
            assert time.monotonic() < end, (room / "said").read_text("utf-8")
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(_SECONDS)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
