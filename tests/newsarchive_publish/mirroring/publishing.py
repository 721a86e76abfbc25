"""Small publications of an archive that does not exist, signed and in a chain, as a build would write them."""

from __future__ import annotations

import base64
import datetime as dt
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from newsarchive.digests import digest
from newsarchive.model.addresses import signature_path
from newsarchive_publish.integrity.checksums import sums_file
from newsarchive_publish.integrity.signatures import Signer
from newsarchive_publish.mirroring.kit import SCRIPT
from newsarchive_publish.publications.chain import Earlier, chain_file
from newsarchive_publish.publications.mirror_list import list_comment, list_file
from newsarchive_publish.publications.signatures import file_comment, state_comment
from newsarchive_publish.publications.states import PublicationState, state_file
from newsarchive_start.keys import new_key_pair
from tests.previews import free_port
from tests.serving import _nginx, _running  # the same nginx as that of whole sites

DAY = dt.date.today()
HTML = b"<!DOCTYPE html>\n<html><head>\n"
PAGES = {
    "index.html": HTML + b"home",
    "en/index.html": HTML + b"front",
    "en/2026/one/index.html": HTML + b"one",
    "404.html": HTML + b"missing",
    "pictures/a b \xc9\x99+'%$x.png".encode("latin-1").decode("utf-8"): b"picture",
    "server/headers": b"/*\n",
    "server/redirects": b"# none\n",
    "en/empty.txt": b"",
}


GUARDED = Path(__file__).with_name("guarded")
"""A folder for `PATH` whose `rm` refuses what is not below the folder of a mirror."""


def signer() -> Signer:
    """Return a new key, ready to sign."""
    return Signer(new_key_pair("")[0])


KEY = signer()


@dataclass(frozen=True)
class Publication:
    """One publication: the files of a site, its number, and who signed it."""

    files: Mapping[str, bytes] = field(default_factory=lambda: dict(PAGES))
    number: int = 1
    day: dt.date = DAY
    next_by: dt.date = DAY + dt.timedelta(31)
    earlier: tuple[Earlier, ...] = ()
    signers: tuple[Signer, ...] = (KEY,)
    named: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    sums: bytes = b""
    chain: bytes = b""
    state: bytes = b""

    @property
    def keys(self) -> tuple[str, ...]:
        """The public keys that the site names: by default those that signed."""
        return self.named or tuple(each.public_key for each in self.signers)

    def all_files(self) -> dict[str, bytes]:
        """Return every file of the publication, by path."""
        sums = self.sums or sums_file({path: digest(data) for path, data in self.files.items()})
        chain = self.chain or chain_file(self.earlier)
        state = self.state or state_file(
            PublicationState(
                "Archive",
                self.number,
                self.day,
                "https://archive.example",
                "",
                self.next_by,
                self.earlier[-1].state if self.earlier else None,
                digest(sums),
                digest(chain),
                {path: digest(self.files[path]) for path in self.alone},
            )
        )
        found = {**self.files, "SHA256SUMS": sums, "CHAIN": chain, "STATE": state}
        for each in self.signers:
            comment = state_comment("https://archive.example", self.number, self.day, "")
            found[signature_path("STATE", each.public_key, self.keys)] = each.sign(state, comment)
            for path in self.alone:
                own = file_comment("https://archive.example", self.number, self.day, path)
                found[signature_path(path, each.public_key, self.keys)] = each.sign(self.files[path], own)
        return found

    def then(self, files: Mapping[str, bytes | None] = {}, **changed: object) -> Publication:
        """Return the next publication, with some files changed; those that are None are removed."""
        merged = {**self.files, **files}
        kept = {path: data for path, data in merged.items() if data is not None}
        last = Earlier(self.number, self.day, digest(self.all_files()["STATE"]))
        return replace(self, files=kept, number=self.number + 1, earlier=(*self.earlier, last), **changed)  # type: ignore[arg-type]

    def write(self, root: Path) -> Publication:
        """Write the publication into a folder, in place of what was there."""
        if root.exists():
            shutil.rmtree(root)
        for path, data in self.all_files().items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        return self


def signed_list(folder: Path, host: str, day: int, year: int = 2026) -> None:
    """Write a list of mirrors, signed on a day of November, into a folder."""
    data = list_file("https://archive.example", [f"https://{host}/"])
    (folder / "mirrors.json").unlink(missing_ok=True)  # it may be a hard link
    (folder / "mirrors.json").write_bytes(data)
    comment = list_comment("https://archive.example", dt.date(year, 11, day))
    (folder / "mirrors.json.minisig").unlink(missing_ok=True)
    (folder / "mirrors.json.minisig").write_bytes(KEY.sign(data, comment))


def relabelled(text: str) -> str:
    """Return a public key, or the second line of its signature, in Base64, with another number of the key."""
    raw = bytearray(base64.b64decode(text))
    raw[2] ^= 1
    return base64.b64encode(raw).decode()


def signed_twice(own: Signer, publication: Publication, root: Path) -> tuple[str, str]:
    """Write a publication that one key has signed under two numbers; return the two public keys."""
    keys = own.public_key, relabelled(own.public_key)
    publication = replace(publication, named=keys).write(root)
    first, second = (root / signature_path("STATE", key, keys) for key in keys)
    lines = first.read_text("utf-8").split("\n")
    second.write_text("\n".join((lines[0], relabelled(lines[1]), *lines[2:])), "utf-8")
    return keys


@dataclass(frozen=True)
class Ran:
    """What a run of the script said, and its exit status."""

    status: int
    said: str


def mirrored(
    origin: str,
    folder: Path,
    *arguments: str,
    keys: tuple[str, ...] = (KEY.public_key,),
    program: str = "dash",
    **limits: int,
) -> Ran:
    """Run the script as a volunteer would; `limits` are its variables without `MIRROR_`, in lower case."""
    outside = folder.with_name("outside")
    limits = {"seconds": 60, "silence": 2, "file_seconds": 3, "file_bytes": 1 << 20, **limits}
    environment = {
        "OUTSIDE": str(outside),
        "PATH": f"{GUARDED}:{os.environ['PATH']}",
        **{f"MIRROR_{name.upper()}": str(value) for name, value in limits.items()},
    }
    command = [*program.split(), str(SCRIPT), *arguments, origin, str(folder), *keys]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=100)
    assert not outside.exists(), outside.read_text("utf-8")
    return Ran(done.returncode, done.stdout + done.stderr)


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files in a folder, by path."""
    root = folder.resolve()
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@contextmanager
def nginx(
    root: Path, conf: Callable[[int], str] | None = None, room: Path | None = None, http: str = ""
) -> Iterator[str]:
    """Serve a folder with nginx on loopback; `conf` returns the server's block for a port, `http` is said above it."""
    port = free_port()
    block = f"server {{ listen 127.0.0.1:{port}; root {root}; keepalive_timeout 0; }}"
    place = room or root.parent / "nginx"
    place.mkdir(exist_ok=True)
    with _running(_nginx(place, http, conf(port) if conf else block), port, place):
        yield f"http://127.0.0.1:{port}"


def on_loopback(block: str, root: Path, port: int) -> str:
    """Return a complete nginx server for mirrors as it is on loopback, for a copy in another folder."""
    block = block.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("listen [::]:80;", "")
    return re.sub(r"listen 127\.0\.0\.1:8090;.*", "", block).replace("/srv/archive/current", str(root))
