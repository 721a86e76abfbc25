"""Real servers to deploy to, on loopback: sshd with rsync behind it, and a store of objects that speaks S3."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.previews import free_port

_SECONDS = 20
_SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {room}/host
PidFile {room}/pid
AuthorizedKeysFile {room}/allowed
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
MaxStartups 100
# or each login would read what the shell of whoever runs the tests does at its start
SetEnv HOME={room}
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: what follows `TO=`, the folder behind it, and the variables that a deployment needs.

    `limited` is the same one for a key that allows nothing but rsync in that folder, as the publishers' guide says.
    """

    to: str
    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    limited: Server | None = None


@contextmanager
def ssh_server(room: Path) -> Iterator[Server]:
    """Run sshd for this user, with keys of its own; runs of ssh share a connection, because a login takes a while."""
    port, root = free_port(), room / "www"
    root.mkdir(parents=True)
    for name in ("host", "user", "limited"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(room / name)]
        subprocess.run(command, check=True, capture_output=True)
    host, user, limited = ((room / f"{name}.pub").read_text("utf-8") for name in ("host", "user", "limited"))
    (room / "allowed").write_text(f'{user}command="rrsync {root}",restrict {limited}', "utf-8")
    (room / "known").write_text(f"[127.0.0.1]:{port} {' '.join(host.split()[:2])}\n", "utf-8")
    (room / "conf").write_text(_SSHD.format(port=port, room=room), "utf-8")
    shell = f"ssh -F none -p {port} -o UserKnownHostsFile={room}/known -o BatchMode=yes -i {room}/"
    shared = f"user -o ControlMaster=auto -o ControlPath={room}/mux -o ControlPersist=60"
    server = subprocess.Popen([*_sshd(room), "-D"], stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: _answers(port))
        address = f"{getpass.getuser()}@127.0.0.1:"
        yield Server(
            f"{address}{root}",
            root,
            {"RSYNC_RSH": f"{shell}{shared}"},
            Server(f"{address}/", root, {"RSYNC_RSH": f"{shell}limited"}),
        )
    finally:
        subprocess.run([*f"{shell}{shared} -O exit 127.0.0.1".split()], capture_output=True, check=False)
        server.terminate()
        server.wait()


def _sshd(room: Path) -> list[str]:
    """Return how sshd is called; since version 9.8 it would keep those waiting who were killed while they logged in."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    command = [shutil.which("sshd") or "/usr/sbin/sshd", "-f", str(room / "conf")]
    patient = [*command, "-o", "PerSourcePenalties=no"]
    known = subprocess.run([*patient, "-t"], capture_output=True, check=False).returncode == 0
    return patient if known else command


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def rclone() -> str:
    """Return rclone's path."""
    return str(Path(sys.executable).with_name("rclone"))


@contextmanager
def object_store(room: Path) -> Iterator[Server]:
    """Run a store of objects that speaks S3."""
    port, root = free_port(), room / "store" / "bucket"
    root.mkdir(parents=True)
    key, secret = "LOOPBACKKEYID", "loopback-secret-of-a-test"
    settings = {
        "TYPE": "s3",
        "PROVIDER": "Rclone",
        "ENDPOINT": f"http://127.0.0.1:{port}",
        "ACCESS_KEY_ID": key,
        "SECRET_ACCESS_KEY": secret,
    }
    environment = {
        "GOGC": "off",  # for so few files rclone need not look for garbage
        "RCLONE_CONFIG": str(room / "rclone.conf"),
        **{f"RCLONE_CONFIG_LOOP_{name}": value for name, value in settings.items()},
    }
    command = [
        rclone(),
        f"--config={room}/rclone.conf",
        "serve",
        "s3",
        f"--addr=127.0.0.1:{port}",
        f"--auth-key={key},{secret}",
        "--dir-cache-time=1ms",  # tests look and write behind it
        str(root.parent),
    ]
    server = subprocess.Popen(command, env={**os.environ, "GOGC": "off"}, stderr=subprocess.DEVNULL)
    try:
        ask = [rclone(), "lsf", "loop:bucket", "--retries=1", "--low-level-retries=1"]
        _wait(
            lambda: (
                subprocess.run(ask, env={**os.environ, **environment}, capture_output=True, check=False).returncode == 0
            )
        )
        yield Server("rclone:loop:bucket", root, environment)
    finally:
        server.terminate()
        server.wait()


def _wait(is_up: object) -> None:
    ends = time.monotonic() + _SECONDS
    while not is_up():  # type: ignore[operator]
        assert time.monotonic() < ends, "the server does not answer"
        time.sleep(0.05)
