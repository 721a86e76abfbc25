"""`newsarchive keep`: keep copies of the sources, and record them in the table `kept.tsv`.

It is the only command that fetches sources; builds read the table alone. A source that is finished is written at once,
so that a run that is killed loses at most the source at which it was.
"""

from __future__ import annotations

import argparse
import datetime as dt
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from shlex import quote
from typing import Any

import msgspec

from newsarchive.api import (
    KEPT,
    LARGEST_TABLE,
    LINKS,
    NO_COPY_REASONS,
    PERMALINKS,
    Command,
    Desk,
    Edit,
    Fault,
    RefusedError,
    SettingsError,
    Text,
    UsageError,
    agent_of,
    at_desk,
    at_home,
    decode,
    fault_message,
    find_folder,
    names_private,
    require_no_link,
    served_folders,
    shown_path,
    typed_path,
    uninterrupted,
    version_of,
    walk,
    write_all,
)
from newsarchive_sources.copies import MOST_BROUGHT, BroughtError, CopyLimits, Keeper, NotKeptError, brought
from newsarchive_sources.forgotten import is_forgotten, mark_of, matched_marks
from newsarchive_sources.kept import (
    Attempt,
    counted_attempts,
    forgotten_marks,
    kept_file,
    kept_sources,
    parse_kept,
    with_attempt,
)
from newsarchive_sources.mementos import ARCHIVE_LIMITS, SAVE_PAUSE, PublicArchive, archive_of
from newsarchive_sources.source_tables import read_sources
from newsarchive_sources.store import CopyStore, StoreError
from newsarchive_sources.timestamps import TimestampAuthority, authority_of, certificates_at
from newsarchive_sources.wacz import has_page
from newsarchive_sources.web import DEFAULT_PAUSE, NoAnswerError, Web, in_turn

from .keep_attestations import Witnesses, named_sources

COMMAND = Command(
    "keep copies of the sources, so that they can be read when the originals are gone",
    "look after",
    public=True,
    content=True,
    dry=True,
)

_KILOBYTE = 1024
_KEEP = "./newsarchive keep"
_DETAILS = ("captcha", "empty", "script")
"""Details of reasons that have messages of their own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `newsarchive keep` to the parser."""
    what = "a briefing (its slug), to keep only its sources, or the URL of one source; by default all sources"
    parser.add_argument("what", nargs="?", default="", metavar="BRIEFING|URL", help=what)
    parser.add_argument(
        "--from", dest="source", type=typed_path, metavar="FILE", help="page of that source that you saved in a browser"
    )
    parser.add_argument("--again", action="store_true", help="try again where a reason is recorded; see the guide")
    parser.add_argument("--forget", action="store_true", help="delete the copies of that source, and its lines")
    parser.add_argument("--verify", action="store_true", help="check that all copies are there as they were recorded")
    parser.add_argument("--wayback", action="store_true", help="find a copy in a web archive, or ask for one")
    parser.add_argument("--pause", type=float, default=DEFAULT_PAUSE, help="seconds between two requests to one host")


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> int:
    """Run `newsarchive keep`; return 1 if a copy is damaged, or could not be fetched for a reason that may pass.

    The latter counts also where there is an older copy: an editor asked for a new one, and should ask again.
    """
    url, settings = options.what if "://" in options.what else "", desk.settings
    asked = KeepOptions(
        briefing="" if url else options.what,
        url=url,
        source=options.source,
        forget=options.forget,
        again=options.again,
        verify=options.verify,
        wayback=options.wayback,
    )
    asked.require_one(desk)
    folder = at_home(settings["KEPT_PATH"]).absolute()
    certificates = certificates_at(settings.get("TIMESTAMP_CERTIFICATES", ""))
    keeping = KeepRun(
        desk, CopyStore(folder, certificates, dry=desk.dry), served_folders(settings, Path(settings["OUTPUT_PATH"]))
    )
    try:
        if asked.verify:
            return keeping.verify()
        with keeping.opened():
            if asked.forget:
                return keeping.forget(asked.url)
            web = Web(agent_of(desk.site.url), pause=options.pause)
            authority = authority_of(web, settings.get("TIMESTAMP_AUTHORITY", ""), certificates)
            archive = _archive(desk, options.pause) if asked.wayback else None
            if asked.source:
                status = keeping.bring(asked.source, asked.url)
            else:
                limits = CopyLimits(pause=min(CopyLimits().pause, options.pause))
                status = keeping.fetch(Keeper(web, limits), asked)
            return keeping.attest(asked, authority, archive) or status
    except StoreError as error:
        found = desk.say(f"keep.store.{error.reason}", folder=shown_path(folder), found=error.found)
        raise RefusedError(found) from None


def _archive(desk: Desk, pause: float) -> PublicArchive:
    web = Web(agent_of(desk.site.url), pause=pause, limits=ARCHIVE_LIMITS)
    archive = archive_of(web, desk.settings.get("MEMENTO_ARCHIVE", ()), SAVE_PAUSE / DEFAULT_PAUSE * pause)
    if archive is None:
        raise SettingsError("MEMENTO_ARCHIVE is empty: name a web archive there, or leave --wayback out")
    return archive


class KeepOptions(msgspec.Struct, frozen=True):
    """What an editor asked for.

    Attributes:
        briefing: Keep only the sources of this briefing, unless it is empty.
        url: Keep only this source, unless it is empty.
        source: The path of a file that the editor saved of it.
        forget: Whether to delete its copies.
        wayback: Whether to find a copy of each source in a public archive, or to ask for one.
        again: Whether to try again where a reason is recorded and, for one briefing or source, where there is a copy.
        verify: Whether to check all copies instead.
    """

    briefing: str
    url: str
    source: Path | None
    forget: bool
    again: bool
    verify: bool
    wayback: bool

    def require_one(self, desk: Desk) -> None:
        """Raise UsageError if the options contradict one another."""
        modes = {"--from": self.source, "--forget": self.forget, "--verify": self.verify}
        asked = [name for name, value in modes.items() if value]
        if len(asked) > 1:
            raise UsageError(desk.say("keep.together", names=", ".join(asked)))
        if (self.source or self.forget) and not self.url:
            raise UsageError(desk.say("keep.no-url", flag=asked[0]))


class _ForgottenError(Exception):
    """A page is that of a forgotten source."""


class KeepRun:
    """One run of the command: the content, its table, and the folder with the copies."""

    def __init__(self, desk: Desk, store: CopyStore, public: Iterable[Path]) -> None:
        """Prepare a run; `public` are the folders in which no copy may lie."""
        self._desk, self._store, self._public = desk, store, tuple(public)
        self._table = desk.root / KEPT

    def opened(self) -> Any:
        """Return a context in which the folder with the copies is locked."""
        return self._store.opened(self._public)

    def fetch(self, keeper: Keeper, asked: KeepOptions) -> int:
        """Keep sources without a copy, one after another, and say how it went; return the exit status."""
        kept = kept_sources(self._attempts(), {})
        chosen = self._chosen(asked, tell=True)
        again = asked.again and bool(asked.url or asked.briefing)
        refused = () if asked.again else NO_COPY_REASONS
        known = {url for url in chosen if url in kept and (kept[url].kept or kept[url].outcome in refused)}
        wanted = in_turn(chosen if again else [url for url in chosen if url not in known], str)
        marks = [] if asked.url else self._marks()
        failed = [
            url
            for url in wanted
            if not self._fetched(keeper, url, kept[url].kept if url in kept else None, marks, named=url == asked.url)
        ]
        self._conclude(chosen, len(failed))
        return 1 if failed else 0

    def attest(self, asked: KeepOptions, authority: TimestampAuthority | None, archive: PublicArchive | None) -> int:
        """Get time-stamps and copies in a public archive for the chosen sources; return 1 if some could not be got."""
        chosen = self._chosen(asked)
        witnesses = Witnesses(self._desk, self._attempts, self._write)
        done = authority is None or witnesses.stamp(self._store, authority, chosen)
        if archive:
            sources = named_sources(self._texts(), self._desk.site.day)
            done &= witnesses.seek(archive, {url: sources[url] for url in chosen}, self._dead())
        return 0 if done else 1

    def _dead(self) -> set[str]:
        """Return the addresses that `newsarchive links` found to be no longer online."""
        tables, _ = read_sources(self._desk.root, walk(self._desk.root, self._desk.site.tags).data)
        return {address for address, line in tables.failing.items() if line.is_dead}

    def _chosen(self, asked: KeepOptions, *, tell: bool = False) -> list[str]:
        """Return the addresses of the sources that an editor chose, by default of all texts, in a fixed order.

        A forgotten source is among them only if the editor named it; if `tell`, a line says so of each other one.
        """
        folder = find_folder(self._desk, asked.briefing) if asked.briefing else ""
        texts = (text for text in self._texts() if not folder or text.folder == folder)
        addresses = sorted({source.url for text in texts for source in text.front.sources})
        if asked.url:
            self._require_source(asked.url, addresses)
            return [asked.url]
        forgotten = matched_marks(addresses, self._marks())
        for address in sorted(forgotten) if tell else ():
            self._print("is-forgotten", address=address, command=f"{_KEEP} {quote(address)}")
        return [address for address in addresses if address not in forgotten]

    def _require_source(self, address: str, addresses: Iterable[str]) -> None:
        if address not in addresses:
            raise UsageError(self._say("no-source", address=address))

    def _texts(self) -> Iterator[Text]:
        """Yield all texts that were not withdrawn, also drafts: their sources may be gone on the day of publication."""
        for place in walk(self._desk.root, self._desk.site.tags).texts:
            version = version_of((self._desk.root / place.path).read_bytes(), place)
            if version and version.text.front.status != "withdrawn":
                yield version.text

    def _fetched(
        self, keeper: Keeper, address: str, earlier: dt.date | None, marks: Collection[str], *, named: bool
    ) -> bool:
        """Keep one source, of which there may be a copy of an `earlier` day; return False if a later run may do better.

        If it redirects to a source that matches one of `marks`, only a line says so; likewise if it is in a private
        network, unless the editor `named` it: a stranger's text must not make our machines ask there.
        """
        private = names_private(address)
        if private and not named:
            self._print("is-private", address=address, command=f"{_KEEP} {quote(address)}")
            return True

        def admit(url: str) -> None:
            if is_forgotten(url, marks):
                raise _ForgottenError

        if self._desk.dry:
            self._print("would-fetch", address=address)
            return True
        try:
            copy = keeper.keep(address, admit, private=private)
        except _ForgottenError:
            self._print("is-forgotten", address=address, command=f"{_KEEP} {quote(address)}")
            return True
        except NotKeptError as fault:
            self._record(Attempt(address, _now().date(), fault.reason))
            detail = f".{fault.found}" if fault.found in _DETAILS else ""
            self._tell_bare(address, self._say(f"reason.{fault.reason}{detail}", found=fault.found), earlier, "by-hand")
            return True
        except NoAnswerError as error:
            self._tell_bare(address, self._say(f"fault.{error.reason}", found=error.found), earlier, "later")
            return False
        with uninterrupted():
            file = self._store.put(address, copy.moment, copy.data)
            self._record(Attempt(address, copy.moment.date(), "fetched", file))
        self._print("kept", address=address, file=file, size=-(-len(copy.data) // _KILOBYTE), files=copy.files)
        if copy.missed:
            self._print("missed", missed=copy.missed)
        if copy.leads:
            self._print("elsewhere", leads=copy.leads)
        return True

    def _tell_bare(self, address: str, reason: str, earlier: dt.date | None, advice: str) -> None:
        """Say why a source was not kept, and `advice`; with a copy of an `earlier` day, that no other was made."""
        if earlier:
            self._print("not-renewed", address=address, reason=reason, day=earlier)
        else:
            self._print("bare", address=address, reason=reason)
            self._print(advice, command=f"{_KEEP} {quote(address)} --from=…")

    def bring(self, path: Path, address: str) -> int:
        """Keep a file that an editor saved of a source; return the exit status."""
        self._require_source(address, {source.url for text in self._texts() for source in text.front.sources})
        try:
            data, saved = _content_of(path)
            suffix = brought(data, address)
        except BroughtError as error:
            raise RefusedError(self._say(f"brought.{error.reason}", path=shown_path(path), found=error.found)) from None
        moment = dt.datetime.fromtimestamp(min(saved, _now().timestamp()), dt.UTC)
        with uninterrupted():
            file = self._held(data) or self._store.put(address, moment, data, suffix)
            self._record(Attempt(address, moment.date(), "brought", file=file))
        self._print("brought", address=address, file=file, day=moment.date())
        return 0

    def _held(self, data: bytes) -> str:
        """Return the file that an editor brought earlier, if it is the same; else an empty string."""
        for each in self._attempts():
            path = self._store.folder / each.file
            if each.outcome == "brought" and path.is_file() and path.read_bytes() == data:
                return each.file
        return ""

    def forget(self, address: str) -> int:
        """Delete the copies of a source, and its lines in the tables; return the exit status.

        A mark that names nobody is left in the table (`keeping.forgotten`), in case that a merge brings lines back.
        With them go the addresses at which earlier versions published its copies (`ledger.copy_redirects`).
        """
        attempts = self._lines(parse_kept)
        found = [each for each in attempts if each.address == address]
        shared = {each.file for each in attempts if each.address != address}
        copies = [each for each in found if each.is_copy and each.file not in shared]
        lines = {
            LINKS: [address, *(each.memento for each in found if each.memento)],
            PERMALINKS: [f"kept/{each.digest}.wacz" for each in copies],
        }
        edits = [edit for table, keys in lines.items() if (edit := self._without(table, keys))]
        if not found and not edits:
            raise RefusedError(self._say("forget-unknown", address=address))
        for path in (self._table, *(edit.path for edit in edits)):
            require_no_link(self._desk.root, path)  # before the copies are deleted
        with uninterrupted():
            for each in copies:
                if self._desk.dry:
                    print(f"  - {shown_path(self._store.folder / each.file)}")
                else:
                    self._store.remove(each)
            write_all(self._desk.root, [self._marked(address), *edits], dry=self._desk.dry)
        tables = ", ".join([KEPT, *(edit.path.name for edit in edits)])
        self._print("forgotten", address=address, tables=tables, count=len({each.file for each in copies}))
        self._tell_held(address)
        self._tell_listed(address)
        return 0

    def _marked(self, address: str) -> Edit:
        """Return the edit of `kept.tsv` that puts a mark in place of the lines of a source."""
        attempts, marks = self._attempts(), self._marks()
        if not is_forgotten(address, marks):
            named = {source.url for text in self._texts() for source in text.front.sources}
            marks = [*marks, mark_of(address, {*named, *(each.address for each in attempts)})]
        before = self._table.read_bytes() if self._table.exists() else None
        forgotten = matched_marks((each.address for each in attempts), marks)  # also in other forms
        others = [each for each in attempts if each.address not in forgotten]
        lines = [each for each in self._lines(parse_kept) if each.address != address]
        every = dict.fromkeys(marks, "") | forgotten_marks(self._content())
        return Edit(self._table, before, kept_file(others, every, lines))

    def _without(self, table: str, keys: Collection[str]) -> Edit | None:
        """Return the edit that deletes the lines of a table that begin with one of `keys`; None if there are none."""
        path = self._desk.root / table
        before = path.read_bytes() if path.exists() else b""
        gone = tuple(f"{key}\t".encode() for key in keys)
        after = b"".join(line for line in before.splitlines(keepends=True) if not line.startswith(gone))
        return Edit(path, before, after) if after != before else None

    def _tell_held(self, address: str) -> None:
        """Name the copies of other sources that have the page of a source that was forgotten, such as by a redirect."""
        for each in self._lines(parse_kept):
            path = self._store.folder / each.file
            if each.outcome == "fetched" and has_page(path, address):
                command = f"{_KEEP} {quote(each.address)} --forget"
                self._print("forget-held", address=each.address, path=shown_path(path), command=command)

    def _tell_listed(self, address: str) -> None:
        """Name the texts that still list a source that was forgotten."""
        listing = (text for text in self._texts() if any(source.url == address for source in text.front.sources))
        texts = ", ".join(shown_path(self._desk.root / text.path) for text in listing)
        if texts:
            self._print("forget-listed", texts=texts, command=f"{_KEEP} {quote(address)}")

    def verify(self) -> int:
        """Check that each copy is there, and as its line in the table says; return the exit status."""
        copies = [each for each in self._attempts() if each.is_copy]
        damaged = set[tuple[str, str]]()
        for each in copies:
            damage = self._store.damage(each)
            if damage:
                damaged.add((each.address, each.file))
                kind, found = damage
                self._print(f"damage.{kind}", address=each.address, path=shown_path(self._store.folder / each.file))
                if found:
                    print(f"  {found}")
        self._tell_files()
        count = len({(each.address, each.file) for each in copies})  # a merge may leave two lines of one copy
        self._print("verified" if not damaged else "unverified", copies=count, damaged=len(damaged))
        return 1 if damaged else 0

    def _record(self, attempt: Attempt) -> None:
        """Add a line to the table as it is now, since somebody may have changed it meanwhile."""
        attempts = self._attempts()
        known = {each.file for each in attempts if each.address == attempt.address and each.is_copy}
        if attempt.file not in known:
            self._write(with_attempt(attempts, attempt))

    def _write(self, attempts: Iterable[Attempt]) -> None:
        before = self._table.read_bytes() if self._table.exists() else None
        after = kept_file(attempts, forgotten_marks(self._content()), self._lines(parse_kept))
        if after != before:
            write_all(self._desk.root, [Edit(self._table, before, after)], dry=self._desk.dry)

    def _attempts(self) -> tuple[Attempt, ...]:
        """Return the lines of the table without those of forgotten sources."""
        return self._lines(counted_attempts)

    def _marks(self) -> list[str]:
        """Return the marks of forgotten sources, without those of sources that were kept anew."""
        return [mark for mark, since in forgotten_marks(self._content()).items() if not since]

    def _content(self) -> str:
        """Return the table as a build reads it; RefusedError if that cannot, because writing it would change it."""
        data = self._table.read_bytes() if self._table.exists() else b""
        content, faults = decode(data, LARGEST_TABLE)
        if content is None:
            raise RefusedError(self._told(min(faults)))
        return content

    def _lines(self, parse: Callable[[str], tuple[tuple[Attempt, ...], list[Fault]]]) -> tuple[Attempt, ...]:
        """Return the lines of the table; RefusedError if it has faults, because writing it would lose these lines."""
        attempts, faults = parse(self._content())
        faults = [each for each in faults if not each.warning]
        if faults:
            raise RefusedError(self._told(min(faults)))
        return attempts

    def _told(self, fault: Fault) -> str:
        message = fault_message(fault, self._desk.words, self._desk.language)
        return f"{shown_path(self._table)}:{fault.line}: {message}"

    def _conclude(self, chosen: list[str], failed: int) -> None:
        attempts = self._attempts()
        kept = kept_sources(attempts, {})
        copied = {url for url in chosen if url in kept and kept[url].kept}
        named = {source.url for text in self._texts() for source in text.front.sources}
        for address in sorted({each.address for each in attempts} - named):
            command = f"{_KEEP} {quote(address)} --forget"
            self._print("unnamed", address=address, command=command)
        self._tell_files()
        reasons = sum(url in kept and kept[url].outcome in NO_COPY_REASONS for url in chosen)
        self._print("summary", sources=len(chosen), copies=len(copied), reasons=reasons, failed=failed)

    def _tell_files(self) -> None:
        """Name the lines of forgotten sources that a merge brought back, and the files without a line."""
        for each in sorted(counted_attempts(self._content())[1]):
            print(self._told(each), flush=True)
        for file in self._store.unnamed(self._lines(parse_kept)):
            self._print("unnamed-file", path=shown_path(self._store.folder / file))

    def _say(self, key: str, **values: Any) -> str:
        return self._desk.say(f"keep.{key}", **values)

    def _print(self, key: str, **values: Any) -> None:
        print(self._say(key, **values), flush=True)


def _content_of(path: Path) -> tuple[bytes, int]:
    """Return the bytes of a file and when it was saved, in seconds; BroughtError if it is none, or too large."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise BroughtError("type")
    if found.st_size > MOST_BROUGHT:
        raise BroughtError("large")
    return path.read_bytes(), int(found.st_mtime)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
