"""What an archive lacks before it can be published: examples to replace, and the points of a report.

An example value is one such as `archive.example`. The files of a new archive mark words of ours with a comment:
`<!-- replace: … -->` in a text, `# replace: …` in a vocabulary or a catalogue. The newsroom writes its own words and
deletes the comment. `newsarchive doctor` collects the values of the points and prints a line for each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from newsarchive.archive.settings import Site
from newsarchive.archive.web_addresses import names_inside
from newsarchive.readers.files import scan

_NUMBER = re.compile(r"[0-9.]+,")  # an IP address as an authority
# top-level domains of RFC 2606, section 2, and RFC 6761, section 6: no public host is in them
_RESERVED = frozenset({"example", "invalid", "localhost", "test"})
_RESERVED_DOMAINS = frozenset({"example.com", "example.net", "example.org"})

EXAMPLE_NAMES = frozenset(("Media Azadlığı Arxivi", "Media Freedom Archive", "Архив свободы СМИ"))
"""The names, in all languages, of the archive that comes with the generator: no other archive has them."""

NOTICE = dt.timedelta(days=30)
"""How long before `security_expires` a publication begins to say so."""

_KEY = re.compile(r"\bRW[A-Za-z0-9+/]{54}(?![A-Za-z0-9+/=])")


class Placeholder(NamedTuple):
    """What must be replaced before publication: a setting that is empty, an example or (`passed`) a day that is over.

    `setting` is as editors write it: `NEWSROOM["contact"]`. It may also be the name of the archive in a language,
    `site.name (az)`, and the file `README.md` with the public key of another archive.
    """

    setting: str
    value: str
    passed: bool = False

    def line(self, words: Callable[..., str], language: str) -> str:
        """Return a line of the message to editors: the setting, its value, and what to write instead."""
        value = self.value or words(language, "newsroom.placeholder.empty")
        if self.passed:
            value = words(language, "newsroom.placeholder.passed", day=value)
        if self.setting.startswith("README"):
            return words(language, "newsroom.placeholder.readme", file=self.setting, value=value)
        if self.setting.startswith("site.name"):
            wanted = words(language, "newsroom.placeholder.of-site-name")
            return words(language, "newsroom.placeholder", setting=self.setting, value=value, wanted=wanted)
        name = self.setting.removeprefix('NEWSROOM["').removesuffix('"]').lower().replace("_", "-")
        wanted = words(language, f"newsroom.placeholder.of-{name}")
        return words(language, "newsroom.placeholder", setting=self.setting, value=value, wanted=wanted)


def placeholders_of(site: Site) -> tuple[Placeholder, ...]:
    """Return the settings that must be replaced before the site is published.

    These are required settings that are empty, addresses that no reader can open, such as those in `example.org` or in
    a private network, a `tag_authority` that is the number of a machine (RFC 4151 demands a name), and a
    `security_expires` that is over. A local build (no `url`, no `records`) may keep them, so the result is empty.
    """
    if not (site.url or site.records):
        return ()
    values = [(setting, value) for setting, value in _required(site) if not value or has_example_host(value)]
    if _NUMBER.match(site.newsroom.tag_authority):
        values.append(('NEWSROOM["tag_authority"]', site.newsroom.tag_authority))
    values += [(setting, value) for setting, value in _optional(site) if value and has_example_host(value)]
    passed: tuple[Placeholder, ...] = ()
    expires = site.newsroom.security_expires
    if expires <= site.day:
        passed = (Placeholder('NEWSROOM["security_expires"]', expires.isoformat(), passed=True),)
    return (*(Placeholder(setting, value) for setting, value in values), *passed)


def names_left(own: str, names: Mapping[str, str]) -> Iterator[Placeholder]:
    """Yield a placeholder for each language in which an archive has the name of the one that comes with the generator.

    Args:
        own: The setting `SITENAME`: if it is that name, too, the archive is the one that comes with the generator.
        names: The words `site.name` by language tag.
    """
    if own not in EXAMPLE_NAMES:
        for tag, name in names.items():
            if name in EXAMPLE_NAMES:
                yield Placeholder(f"site.name ({tag})", name)


def keys_left(keys: Collection[str], readmes: Mapping[str, str]) -> Iterator[Placeholder]:
    """Yield a placeholder for each README file that shows readers public keys, but none of `SIGNING_KEYS`.

    Args:
        keys: The keys in the settings; none if nothing is signed.
        readmes: The words of the README files by name.
    """
    for name, words in readmes.items():
        shown = _KEY.findall(words)
        if shown and not set(keys) & set(shown):
            yield Placeholder(name, shown[0])


def _required(site: Site) -> Iterator[tuple[str, str]]:
    yield "SITEURL", site.url
    yield 'NEWSROOM["contact"]', site.newsroom.contact
    yield 'NEWSROOM["tag_authority"]', site.newsroom.tag_authority
    yield 'NEWSROOM["repository"]', site.newsroom.repository


def _optional(site: Site) -> Iterator[tuple[str, str]]:
    for _, address in site.newsroom.follow:
        yield 'NEWSROOM["follow"]', address
    yield 'NEWSROOM["text_licence"]', site.newsroom.text_licence[1]
    yield 'NEWSROOM["pgp"]', site.newsroom.pgp[1]
    for _, address in site.mirrors:
        yield "MIRRORS", address


def has_example_host(value: str) -> bool:
    """Return whether a web address, mailbox or tag authority has a host like `example.org` (RFC 2606, RFC 6761).

    So has a web address of this machine or of a private network, by whatever name.
    """
    if "://" in value and names_inside(value):
        return True
    labels = _host(value).lower().rstrip(".").split(".")
    return labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED_DOMAINS


def _host(value: str) -> str:
    if "://" in value:
        return urlsplit(value).hostname or ""
    return value.rpartition("@")[2].partition(",")[0].strip()


_MARKS = {
    ".md": re.compile(rb"^<!-- replace: (.*?) -->", re.MULTILINE),
    ".yaml": re.compile(rb"^# replace: (.*)", re.MULTILINE),
    ".po": re.compile(rb"^# replace: (.*)", re.MULTILINE),
}


class Unfilled(NamedTuple):
    """A mark in a file: where it is, and what it asks for."""

    path: Path
    line: int
    wanted: str


def is_marked(path: str, data: bytes) -> bool:
    """Return whether a file with these bytes has a mark."""
    mark = _MARKS.get(PurePath(path).suffix)
    # nearly no file has the word, which is found in a twentieth of the time
    return bool(mark and b"replace: " in data and mark.search(data))


def unfilled(folders: Sequence[Path]) -> Iterator[Unfilled]:
    """Yield all marks in the files of folders, such as the content and the catalogues, sorted by path and line.

    Files that are refused as content, such as symbolic links, are left out: they are faults already.
    """
    for folder in filter(Path.is_dir, folders):
        yield from unfilled_in(folder / file.path for file in scan(folder) if not file.refused)


def unfilled_in(paths: Iterable[Path]) -> Iterator[Unfilled]:
    """Yield the marks in some files, in the order of the files and lines."""
    for path in paths:
        mark = _MARKS.get(path.suffix)
        data = path.read_bytes() if mark else b""
        for found in mark.finditer(data) if mark else ():
            yield Unfilled(path, data.count(b"\n", 0, found.start()) + 1, found[1].decode("utf-8", "replace"))


_OLD = dt.timedelta(days=300)
_ZONES = dt.timedelta(days=1)  # clocks of editors in other time zones

_GITHUB = re.compile(r"(?:[/@]|^)github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?\Z")


class Point(NamedTuple):
    """One point of the report: its state, and the key (without `newsroom.doctor.`) and values of its message.

    What is `missing` stops a publication; `later` is a step of the first publication itself, such as a first push, or
    may wait.
    """

    state: Literal["ok", "missing", "later", "unknown"]
    key: str
    values: Mapping[str, object] = {}
    number: int | None = None


class GitState(msgspec.Struct, frozen=True):
    """What the git repository around the content says.

    Attributes:
        changed: The paths that are not committed, relative to the root of the working tree.
        branch: The current branch; empty if no branch is checked out.
        last: The day of the newest commit; None without a commit.
        whole: Whether the history is complete, that is, the repository is not a shallow clone.
        remote: The address of the remote that a push uses; empty without one.
        ahead: The number of commits that the remote did not have after the last push or fetch; None if this branch was
            never pushed.
    """

    changed: tuple[str, ...] = ()
    branch: str = "main"
    last: dt.date | None = None
    whole: bool = True
    remote: str = ""
    ahead: int | None = 0


class Workflow(NamedTuple):
    """A workflow of GitHub that publishes to Pages: the path of its file, and the branches whose pushes start it."""

    path: str
    branches: tuple[str, ...]


def setting_points(left: Sequence[tuple[str, str]], site: Site, *, hosted: bool) -> Iterator[Point]:
    """Yield a point for each placeholder, and one for the day on which the mailbox expires.

    Args:
        left: What still has an example value: the setting, and a line about it.
        site: The settings.
        hosted: Whether a workflow on GitHub publishes, which knows the address of the site.
    """
    for setting, line in left:
        if setting == "SITEURL" and hosted:
            yield Point("unknown", "siteurl")
        else:
            yield Point("missing", "left", {"line": line})
    if not left:
        yield Point("ok", "settings")
    expires = site.newsroom.security_expires
    if site.day < expires:
        soon = expires <= site.day + NOTICE
        yield Point("ok", "expires-soon" if soon else "expires", {"date": expires})


def name_points(names: Mapping[str, str]) -> Iterator[Point]:
    """Yield a point that says the archive's name in each language, unknown if it is that of the generator's archive."""
    said = ", ".join(f"{name} ({tag})" for tag, name in names.items())
    example = any(name in EXAMPLE_NAMES for name in names.values())
    yield Point("unknown" if example else "ok", "name-example" if example else "name", {"names": said})


def key_points(
    keys: Sequence[str], problem: str | None, *, shown: bool, hosted: bool, others: bool = False
) -> Iterator[Point]:
    """Yield points about the signature and its public keys.

    Args:
        keys: The public keys in the settings.
        problem: Why `SIGNING_KEY` cannot be used; an empty string if it can, None if it is not given.
        shown: Whether a README shows readers these keys.
        hosted: Whether a workflow on GitHub publishes, which has the key as a secret.
        others: The setting `OTHERS_SIGN`.
    """
    if problem:
        yield Point("missing", "key-problem", {"problem": problem})
    elif problem is not None:
        yield Point("ok", "key")
    elif not keys:
        yield Point("ok", "key-none")
    elif others:
        yield Point("ok", "key-others")
    else:
        yield Point("unknown" if hosted else "missing", "key-secret" if hosted else "key-absent")
    if keys and not shown:
        yield Point("unknown", "readme-none", {"key": ", ".join(keys)})


def list_points(problem: str | None, *, expected: bool, hosted: bool) -> Iterator[Point]:
    """Yield a point about the redaction list.

    Args:
        problem: Why the list cannot be used; an empty string if it can, None if there is none.
        expected: The setting `REDACTIONS_EXPECTED`.
        hosted: Whether a workflow on GitHub publishes, which has the list as a secret.
    """
    if problem:
        yield Point("missing", "list-problem", {"problem": problem})
    elif problem is not None:
        yield Point("ok", "list")
    elif not expected:
        yield Point("ok", "list-none")
    else:
        yield Point("unknown" if hosted else "missing", "list-secret" if hosted else "list-absent")


def git_points(git: GitState | None, tables: Sequence[str], publishing: Sequence[Workflow]) -> Iterator[Point]:
    """Yield points about the repository: whether its history is whole, all is committed, and the branch is right.

    Args:
        git: The repository; None if the content is in none.
        tables: The tables of earlier publications that are there, relative to the root of the working tree.
        publishing: The workflows that publish.
    """
    if git is None or git.last is None:
        yield Point("missing", "git-none" if git is None else "git-empty")
        return
    if not git.whole:
        yield Point("missing", "git-shallow")
    unrecorded = [path for path in tables if path in git.changed]
    others = [path for path in git.changed if path not in tables]
    if unrecorded:
        yield Point("missing", "tables", {"tables": " ".join(unrecorded)})
    if others:
        yield Point("missing", "uncommitted", {"first": others[0]}, len(others))
    if not unrecorded and not others:
        yield Point("ok", "committed", {"date": git.last})
    wanted = {branch for each in publishing for branch in each.branches}
    if not git.branch:
        yield Point("missing", "detached")
    elif wanted and git.branch not in wanted:
        yield Point("missing", "branch-other", {"branch": git.branch, "wanted": ", ".join(sorted(wanted))})
    else:
        yield Point("ok", "branch", {"branch": git.branch})
    yield from _remote_points(git)


def _remote_points(git: GitState) -> Iterator[Point]:
    if not git.remote:
        yield Point("later", "remote-none")
    elif git.branch and git.ahead is None:
        yield Point("later", "never-pushed", {"branch": git.branch})
    elif git.branch and git.ahead:
        yield Point("missing", "unpushed", {"branch": git.branch}, git.ahead)
    else:
        yield Point("ok", "remote")


def host_points(publishing: Sequence[Workflow], remote: str) -> Iterator[Point]:
    """Yield points about what publishes: a workflow on GitHub, or else something that cannot be seen from here."""
    if not publishing:
        yield Point("unknown", "host-none")
        return
    for each in publishing:
        yield Point("ok", "workflow", {"path": each.path, "branches": ", ".join(each.branches)})
    match = _GITHUB.search(remote)
    address = f"https://github.com/{match[1]}" if match else "https://github.com/…"
    yield Point("unknown", "enabled", {"address": f"{address}/actions"})
    yield Point("unknown", "pages", {"address": f"{address}/settings/pages"})


def clock_points(day: dt.date, known: Iterable[dt.date]) -> Iterator[Point]:
    """Yield a point about the day of the build, compared with the newest of the days of commits and publications."""
    newest = max(known, default=day)
    values = {"day": day, "newest": newest}
    if day < newest - _ZONES:
        yield Point("missing", "clock-behind", values)
    elif day > newest + _OLD:
        yield Point("unknown", "clock-ahead", values)
    else:
        yield Point("ok", "clock", values)


def machine_points(python: str, unwritable: Sequence[str], free: int, needed: int) -> Iterator[Point]:
    """Yield points about this machine: version of Python, folders, and megabytes on the disk of the output."""
    yield Point("ok", "python", {"version": python})
    for folder in unwritable:
        yield Point("missing", "unwritable", {"folder": folder})
    if not unwritable:
        yield Point("ok", "writable")
    enough = free >= needed
    yield Point("ok" if enough else "missing", "disk" if enough else "disk-full", {"free": free, "needed": needed})


def content_points(stopping: int, foreign: Sequence[str], texts: int) -> Iterator[Point]:
    """Yield points about the content: another archive's tables, and faults that stop a publication.

    Args:
        stopping: The number of all other faults that stop a build.
        foreign: The messages about tables of another archive.
        texts: The number of texts.
    """
    for message in foreign:
        yield Point("missing", "another", {"message": message})
    if stopping:
        yield Point("missing", "faults", {}, stopping)
    elif not foreign:
        yield Point("ok", "content", {}, texts)
