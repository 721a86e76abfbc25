"""The commands and files with which a volunteer sets up a mirror.

The page about mirrors prints the commands, and `server/` has the files. They name the site's address and keys, so that
they can be used as they are; only the host name of the mirror must be replaced. The commands are for Debian and Ubuntu,
and for root. Nothing that is downloaded later runs: the script and the rules of the server are copied once, so that who
signs the publications does not thereby rule the volunteers' machines.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import msgspec

from newsarchive.api import CHAIN, STATE, SUMS, File, ServerRules, Site, server_file, signature_path

SCRIPT = Path(__file__).with_name("mirror.sh")
"""The script that makes and renews a mirror."""

FOLDER, CURRENT = "/srv/archive", "/srv/archive/current"
USER, UNIT = "archive-mirror", "archive-mirror"
PROGRAM = "/usr/local/bin/mirror.sh"
HOST, TOR_PORT = "mirror.example", 8090
STATE_HEAD = 7
"""The number of lines of STATE before those with digests, of which `sha256sum` would warn."""

_NGINX, _CADDY, _TORRC = "server/mirror.nginx.conf", "server/mirror.Caddyfile", "server/torrc"
_SERVICE, _TIMER = f"server/{UNIT}.service", f"server/{UNIT}.timer"
_MIRROR = "server/mirror.sh"


class SetUpSteps(msgspec.Struct, frozen=True):
    """The commands of the page about mirrors, in the order in which a volunteer types them; each is a tuple of lines.

    Attributes:
        tools: Install what is needed.
        kit: Download the script and the files for the server, and check them.
        own: Only keep a copy, on any computer.
        copy: Install the script and make the first copy for a server.
        nginx: Serve the copy with nginx, and `caddy` with Caddy instead.
        tls: Get a certificate for nginx.
        timer: Renew it with systemd.
        tor: Offer it as an onion service.
    """

    tools: tuple[str, ...]
    kit: tuple[str, ...]
    own: tuple[str, ...]
    copy: tuple[str, ...]
    nginx: tuple[str, ...]
    tls: tuple[str, ...]
    caddy: tuple[str, ...]
    timer: tuple[str, ...]
    tor: tuple[str, ...]


def steps_of(site: Site) -> SetUpSteps:
    """Return the commands for mirrors of a site, which must have a public address."""
    keys = site.signing_keys
    names = [STATE, CHAIN, SUMS, *(signature_path(STATE, key, keys) for key in keys)]
    names += [_MIRROR, _SERVICE, _TIMER, _NGINX, _CADDY, _TORRC]
    files = f"{site.url}/{{{','.join(names)}}}"
    signed = [verifying(key, keys) for key in keys]
    available, enabled = "/etc/nginx/sites-available/archive", "/etc/nginx/sites-enabled"
    return SetUpSteps(
        tools=(f"apt install curl{' minisign' if keys else ''} nginx",),
        kit=(
            f"curl -fsS --create-dirs -o 'kit/#1' {shlex.quote(files)} && cd kit",
            *signed,
            f"tail -n +{STATE_HEAD + 1} {STATE} | sha256sum --check --ignore-missing && "
            f"sha256sum --check --ignore-missing {SUMS}",
        ),
        own=(
            f"sh {_MIRROR} {arguments_of(site, '../archive')}",
            "python3 -m http.server --bind 127.0.0.1 --directory ../archive/current",
        ),
        copy=(
            f"useradd --system --home-dir {FOLDER} --shell /usr/sbin/nologin {USER} && install -d -o {USER} {FOLDER}",
            f"install -m 755 {_MIRROR} {PROGRAM}",
            f"runuser -u {USER} -- {program_line(site)}",
        ),
        nginx=(
            f"sed 's/{HOST}/YOUR.NAME/' {_NGINX} >{available}",
            f"ln -s {available} {enabled}/ && rm -f {enabled}/default && nginx -t && nginx -s reload",
        ),
        tls=("apt install certbot python3-certbot-nginx && certbot --nginx -d YOUR.NAME",),
        caddy=(f"sed 's/{HOST}/YOUR.NAME/' {_CADDY} >/etc/caddy/Caddyfile && systemctl reload caddy",),
        timer=(f"install -m 644 {_SERVICE} {_TIMER} /etc/systemd/system/ && systemctl enable --now {UNIT}.timer",),
        tor=(
            f"apt install tor && cat {_TORRC} >>/etc/tor/torrc && systemctl restart tor",
            "cat /var/lib/tor/archive/hostname",
        ),
    )


class Copies(msgspec.Struct, frozen=True):
    """What the page about copies (mirrors) of the site prints below its text.

    Attributes:
        check: The command that verifies the checksums of all files of a copy.
        keys: The public keys with which a publication is signed; none if the site is not signed, as is `signed`.
        required: How many of them must have signed.
        signed: The command that verifies the signature, for each key.
        steps: The commands that set up a mirror; None if the site has no public address.
        onion: The address of the site as an onion service; empty if it has none.
        mirrors: Copies of the site on other servers: pairs of name and address.
        repository: The address of the project.
    """

    check: str
    keys: tuple[str, ...]
    required: int
    signed: tuple[str, ...]
    steps: SetUpSteps | None
    onion: str
    mirrors: tuple[tuple[str, str], ...]
    repository: str


def copies_of(site: Site) -> Copies:
    """Return the commands and addresses that the page about copies of the site prints."""
    return Copies(
        check=f"tail -n +{STATE_HEAD + 1} {STATE} | sha256sum --check --quiet - {SUMS}",
        keys=site.signing_keys,
        required=site.signatures_required,
        signed=tuple(verifying(key, site.signing_keys) for key in site.signing_keys),
        steps=steps_of(site) if site.url else None,
        onion=site.onion,
        mirrors=site.mirrors,
        repository=site.newsroom.repository,
    )


def verifying(key: str, keys: tuple[str, ...]) -> str:
    """Return the command that verifies the signature of STATE by one of a site's keys."""
    place = signature_path(STATE, key, keys)
    return f"minisign -V -P {key} -m {STATE}" + (f" -x {place}" if len(keys) > 1 else "")


def program_line(site: Site) -> str:
    """Return the command that makes or renews a mirror of a site."""
    return f"{PROGRAM} {arguments_of(site, FOLDER)}"


def arguments_of(site: Site, folder: str) -> str:
    """Return the arguments of the script for a mirror of a site in a folder."""
    if not site.signing_keys:
        return f"-u {site.url} {folder}"
    several = f"-m {site.signatures_required} " if len(site.signing_keys) > 1 else ""
    return f"{several}{site.url} {folder} {' '.join(site.signing_keys)}"


def kit_files(site: Site, rules: ServerRules) -> Iterator[File]:
    """Yield the files for mirrors of a site, which must have a public address."""
    yield File(_MIRROR, SCRIPT.read_bytes())
    for path, content in (
        (_NGINX, _nginx(rules)),
        (_CADDY, _caddy(rules)),
        (_TORRC, _torrc()),
        (_SERVICE, _service(site)),
        (_TIMER, _timer()),
    ):
        yield File(path, content.encode())


def _nginx(rules: ServerRules) -> str:
    return (
        "# A complete server for a mirror, written by the build: copy it to /etc/nginx/sites-available/ and put the\n"
        f"# name of your mirror in place of {HOST}. It is a copy, so that no later publication can change your\n"
        "# server: mirror.sh says when the rules have changed.\n"
        "# For TLS: apt install certbot python3-certbot-nginx && certbot --nginx -d YOUR.NAME\n"
        "# It writes into this file: if you copy the rules anew, run it again.\n"
        "# Leave HTTP/2 off: it carries many responses in one connection, and some networks cut that after 16 KB.\n"
        + server_file(rules, "nginx.conf", CURRENT, HOST, TOR_PORT)
    )


def _caddy(rules: ServerRules) -> str:
    return (
        "# A complete Caddyfile for a mirror, written by the build: copy it to /etc/caddy/Caddyfile and put the name\n"
        f"# of your mirror in place of {HOST}. Caddy then gets a certificate for it by itself. It is a copy, so that\n"
        "# no later publication can change your server: mirror.sh says when the rules have changed.\n"
        + server_file(rules, "caddy.conf", CURRENT, HOST, TOR_PORT)
    )


def _torrc() -> str:
    return (
        "\n# The mirror as an onion service: mirror.nginx.conf and mirror.Caddyfile have a server on this port.\n"
        "HiddenServiceDir /var/lib/tor/archive/\n"
        f"HiddenServicePort 80 127.0.0.1:{TOR_PORT}\n"
    )


def _service(site: Site) -> str:
    return f"""\
# Renews a mirror; {UNIT}.timer starts it.
[Unit]
Description=Renew the mirror of {_unit(site.url)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={USER}
ExecStart={_unit(program_line(site))}
TimeoutStartSec=7h
Nice=10
UMask=0022
CapabilityBoundingSet=
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
ReadWritePaths={FOLDER}
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
"""


def _unit(words: str) -> str:
    """Return words for a unit of systemd, which expands `%`."""
    return words.replace("%", "%%")


def _timer() -> str:
    return f"""\
# Starts {UNIT}.service every hour, at another minute on each machine.
[Unit]
Description=Renew the mirror every hour

[Timer]
OnCalendar=hourly
RandomizedDelaySec=45min
FixedRandomDelay=yes
Persistent=yes

[Install]
WantedBy=timers.target
"""
