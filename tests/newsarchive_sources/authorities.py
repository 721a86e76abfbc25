"""A real authority for time-stamps on loopback: `openssl ts` behind a small web server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONFIGURATION = """
[ req ]
distinguished_name = names
[ names ]
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[ signer ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ stamping ]
default_policy = 1.3.6.1.4.1.99999.1
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
digests = sha256
[ with_chain ]
default_policy = 1.3.6.1.4.1.99999.1
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
digests = sha256
certs = {folder}/chain.pem
"""


class OpensslAuthority:
    """An authority with a root certificate of its own, in a folder."""

    def __init__(self, folder: Path) -> None:
        """Make its keys and certificates."""
        self.folder, self.root = folder, folder / "root.pem"
        self._configuration = folder / "openssl.cnf"
        self._configuration.write_text(CONFIGURATION.format(folder=folder))
        (folder / "serial").write_text("01")
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", str(self._configuration))
        openssl(
            *("req", "-x509", *key, "-keyout", f"{folder}/root.key", "-out", str(self.root)),
            *("-days", "30", "-subj", "/CN=Root on loopback", "-extensions", "root"),
        )
        openssl(
            *("req", "-new", *key, "-keyout", f"{folder}/signer.key", "-out", f"{folder}/signer.csr"),
            *("-subj", "/O=Loopback/CN=Authority on loopback"),
        )
        openssl(
            *("x509", "-req", "-in", f"{folder}/signer.csr", "-CA", str(self.root), "-CAkey", f"{folder}/root.key"),
            *("-days", "30", "-out", f"{folder}/signer.pem", "-extfile", str(self._configuration)),
            *("-extensions", "signer"),
        )
        # of two orders of the certificates, one is not that of DER: both must be understood
        (folder / "chain.pem").write_bytes(self.root.read_bytes())

    def answer(self, query: bytes, section: str = "stamping") -> bytes:
        """Return the response to the bytes of a request."""
        asked, answered = self.folder / "asked.tsq", self.folder / "answered.tsr"
        asked.write_bytes(query)
        configuration = ("-config", str(self._configuration), "-section", section)
        openssl("ts", "-reply", *configuration, "-queryfile", str(asked), "-out", str(answered))
        return answered.read_bytes()

    def stamp(self, data: bytes) -> bytes:
        """Return a time-stamp of some bytes."""
        stamped, query = self.folder / "stamped", self.folder / "query.tsq"
        stamped.write_bytes(data)
        openssl("ts", "-query", "-data", str(stamped), "-sha256", "-cert", "-out", str(query))
        return self.answer(query.read_bytes())


def openssl(*arguments: str) -> str:
    """Run openssl and return what it says."""
    found = subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True)
    return found.stdout + found.stderr


@contextmanager
def answering(answer: Callable[[bytes], bytes], kind: str = "application/timestamp-reply") -> Iterator[str]:
    """Serve an authority; the address. `answer` gets the bytes of each request."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            body = answer(asked)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsr"
        finally:
            server.shutdown()
            thread.join(timeout=5)
