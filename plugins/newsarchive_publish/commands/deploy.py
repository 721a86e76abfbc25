"""`newsarchive deploy`: copy a publication to where readers get it, so that no link dangles meanwhile.

The target may be a folder with releases, a folder on another machine (rsync over ssh), or whatever rclone reaches.
Messages name neither the target nor files whose addresses are not public: they end up in logs that others read.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsarchive.api import (
    Command,
    Desk,
    RefusedError,
    SettingsError,
    UsageError,
    alone,
    at_home,
    desk_of,
    folder_around,
    make_private,
    progress,
    public_folders,
    readable,
    real_output,
    typed_path,
    typed_place,
)
from newsarchive_publish.deploying.files import PublishedFiles, Trust, published_files, sizes_of
from newsarchive_publish.deploying.plan import DeployPlan
from newsarchive_publish.deploying.rclone import RcloneTarget, rclone_tool
from newsarchive_publish.deploying.record import Journal, RunningError, journal_of, left_at, locked
from newsarchive_publish.deploying.releases import Release, ReleaseFolder
from newsarchive_publish.deploying.rsync import RsyncTarget, ssh_tool
from newsarchive_publish.deploying.targets import Target, TargetPlace, place_of
from newsarchive_publish.deploying.tools import ToolFault, reason_of
from newsarchive_publish.deploying.uploading import Deployment, RefusedDeploymentError, Wishes, require_newer
from newsarchive_publish.integrity.copies import CopyFindings, FolderCopy

from . import verify

COMMAND = Command(
    "copy a publication to where readers get it; no link dangles meanwhile",
    "publish",
    public=True,
    language=True,
    dry=True,
)

_HOUR = 60 * 60
_SIGNS = {"add": "+", "change": "~", "delete": "-", "clear": "-"}
_SHOWN = 20
"""How many files that differ after a deployment are named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive deploy`: where to, what, and how."""
    parser.add_argument("to", type=typed_place, metavar="TO", help="folder, user@host:/path or rclone:remote:path")
    parser.add_argument(
        "--output", type=typed_path, default=Path("output"), help="folder with the publication; by default output"
    )
    parser.add_argument(
        "--at", default="", help="http(s) URL at which the target is served, to verify what readers get"
    )
    parser.add_argument("--grace", default="", help="hours for which search files stay that have left the site")
    parser.add_argument("--look", action="store_true", help="compare all files, not only the lists of checksums")
    parser.add_argument(
        "--anyway", action="store_true", help="go on although the target has other files, another run or a newer state"
    )


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive deploy`; return 0 if the target has the publication, otherwise 1."""
    desk = desk_of(settings, options.language, dry=options.dry_run)
    return _DeployRun(desk, options, settings).status()


class _DeployRun:
    """One run of the command."""

    def __init__(self, desk: Desk, options: argparse.Namespace, settings: Mapping[str, Any]) -> None:
        self._desk, self._options, self._settings = desk, options, settings
        self._output, self._now = real_output(options.output), int(time.time())
        self._grace = _number("DEPLOY_GRACE_HOURS", options.grace or settings.get("DEPLOY_GRACE_HOURS", 24)) * _HOUR
        self._trust = Trust(desk.site.signing_keys, desk.site.signatures_required, desk.site.day)
        self._keep = _number("DEPLOY_KEEP", settings.get("DEPLOY_KEEP", 3))

    def status(self) -> int:
        """Deploy, and return the exit status."""
        place = self._place()
        try:
            # locked before the output is: a second run is told so, instead of waiting for the first as builds do
            with self._journal(place) as journal, alone(self._output):
                ours = self._ours()
                done = self._to_folder(ours, place) if place.kind == "folder" else self._to_host(ours, place, journal)
        except RunningError:
            raise self._refused("here") from None
        except RefusedDeploymentError as refused:
            raise self._refused(refused.code, refused.found) from None
        return done or self._as_served()

    @contextmanager
    def _journal(self, place: TargetPlace) -> Iterator[Journal]:
        """Yield the journal of deployments to a place, in a private folder of the build's cache."""
        folder = Path(self._settings["STORE_PATH"])
        make_private(folder)
        (folder / "deploy").mkdir(mode=0o700, exist_ok=True)
        with journal_of(folder / "deploy", f"{place.kind} {place.address}") as journal:
            yield journal

    def _place(self) -> TargetPlace:
        try:
            return place_of(self._options.to)
        except ValueError:
            raise UsageError(self._desk.say("deploy.to")) from None

    def _ours(self) -> PublishedFiles:
        """Return the publication in the output folder; RefusedError if it is not whole, or too few have signed it."""
        desk, copy, trust = self._desk, FolderCopy(self._output), self._trust
        try:
            observation = verify.observed(copy, trust.keys, trust.required, None, desk)
            found = verify.compared(copy, observation, trust.keys, trust.required, desk)
        except verify.EndedError as ended:
            raise RefusedError(f"{ended}\n{desk.say('deploy.no-publication', folder=self._output)}") from None
        if found.status or found.untold:
            lines = [*self._hidden(found, observation.sums), *verify.lines_of(found, desk)][:-1][:_SHOWN]
            raise RefusedError("\n".join((*lines, desk.say("deploy.not-whole", folder=self._output))))
        return published_files(self._output, observation, left_at(copy))

    def _hidden(self, found: CopyFindings, sums: Collection[str]) -> Iterator[str]:
        """Take files out of the findings that lie where no public file does; yield a line that counts them."""
        public = {path.rpartition("/")[0] for path in sums}
        paths = [path for path in (*found.extra, *found.unchecked) if path.rpartition("/")[0] not in public]
        found.extra = [path for path in found.extra if path not in paths]
        found.unchecked = {path: fault for path, fault in found.unchecked.items() if path not in paths}
        if paths:
            yield self._desk.say("verify.extra", path=self._desk.say("deploy.untold", len(paths)))

    def _refused(self, code: str, found: object = "") -> RefusedError:
        if code == "elsewhere":
            found = time.strftime("%H:%M", time.gmtime(int(str(found))))
        return RefusedError(self._desk.say(f"deploy.refused.{code}", found=found))

    def _to_folder(self, ours: PublishedFiles, place: TargetPlace) -> int:
        try:
            return self._released(ours, ReleaseFolder(at_home(place.address)))
        except BrokenPipeError:
            raise
        except OSError as error:  # without its paths: neither the target nor every file may be named
            told = error.strerror or str(error)
            raise RefusedError(self._desk.say(f"deploy.tool.{reason_of(told)}", found=told)) from None

    def _released(self, ours: PublishedFiles, folder: ReleaseFolder) -> int:
        self._require_apart(folder.root)
        strangers = folder.strangers()
        if strangers:
            raise self._refused("used", ", ".join(map(verify.shown, strangers[:3])))
        if odd := folder.odd():
            raise self._refused("odd", odd)
        look = self._options.look
        if self._desk.dry:
            return self._show(Release(folder, ours, self._trust, self._now, self._grace, look).plan, ours)
        with readable():
            folder.root.mkdir(parents=True, exist_ok=True)
            with locked(folder.lock):
                return self._release(Release(folder, ours, self._trust, self._now, self._grace, look), ours)

    def _require_apart(self, root: Path) -> None:
        """Refuse a folder that is in what is published, or around it: one would be copied into the other."""
        folders = public_folders(self._settings, self._output)
        if folder_around(root, folders) or any(folder_around(folder, [root]) for folder in folders):
            raise self._refused("inside")

    def _release(self, release: Release, ours: PublishedFiles) -> int:
        say = self._desk.say
        there = self._trust.observed(release.folder.vouching(self._trust.paths()))
        if there and not self._options.anyway:
            require_newer(ours.observation, there)
        if release.is_current():
            print(say("deploy.current"))
            return 0
        self._show(release.plan, ours)
        with progress(say("deploy.copying"), len(ours.digests)) as step:
            stage = release.make(step)
        if self._differs(release.verify(stage)):
            return 1
        release.switch(stage, self._keep)
        self._tell_waiting(release.plan)
        if release.takes_back():
            print(say("deploy.older"))
        print(say("deploy.released"))
        return 0

    def _to_host(self, ours: PublishedFiles, place: TargetPlace, journal: Journal) -> int:
        try:
            return self._uploaded(ours, _target(place, journal), journal)
        except ToolFault as fault:
            lines = [self._desk.say(f"deploy.tool.{fault.reason}", found=fault.found)]
            if fault.reason not in ("no-tool", "no-rclone"):
                lines.append(self._desk.say("deploy.log", file=journal.log))
            raise RefusedError("\n".join(lines)) from None

    def _uploaded(self, ours: PublishedFiles, target: Target, journal: Journal) -> int:
        say, options = self._desk.say, self._options
        wishes = Wishes(self._trust, self._now, self._grace, options.look, options.anyway)
        deployment = Deployment(ours, target, journal, wishes)
        outlook = deployment.outlook()
        if outlook.current:
            print(say("deploy.current"))
            return 0
        if outlook.resumed:
            print(say("deploy.resumed", len(outlook.resumed)))
        self._show(outlook.plan, ours)
        if self._desk.dry:
            return 0
        with progress(say("deploy.uploading"), sum(len(step.paths) for step in outlook.plan.steps)) as step:
            deployment.carry_out(outlook, step)
        found = deployment.verify(outlook)
        if self._differs(found):
            return 1
        deployment.finish(outlook)
        self._tell_waiting(outlook.plan)
        print(say("deploy.done", found.same))
        return 0

    def _show(self, plan: DeployPlan, ours: PublishedFiles) -> int:
        """Print the plan: a line for each step and, if nothing else is done, a line for each file."""
        say = self._desk.say
        for act, kind, paths in plan.steps:
            what = say(f"deploy.kind.{kind.name.lower()}")
            kilobytes = f"{-(-sizes_of(paths, ours.sizes) // 1000):,}".replace(",", "\u202f")
            size = say("deploy.kilobytes", size=kilobytes)
            print(say(f"deploy.act.{act}", len(paths), kind=what, size=size), flush=True)
            for line in self._names(act, paths, plan.public) if self._desk.dry else ():
                print(line)
        if plan.strangers:
            print(say("deploy.strangers", len(plan.strangers)))
        if not plan.steps:
            print(say("deploy.nothing"))
        return 0

    def _names(self, act: str, paths: Sequence[str], public: Collection[str]) -> Iterator[str]:
        told = [path for path in paths if path in public]
        yield from (f"  {_SIGNS[act]} {verify.shown(path)}" for path in told)
        untold = len(paths) - len(told)
        if untold:
            yield f"  {_SIGNS[act]} {self._desk.say('deploy.untold', untold)}"

    def _tell_waiting(self, plan: DeployPlan) -> None:
        if plan.waiting:
            until = time.strftime("%Y-%m-%d %H:%M", time.gmtime(max(plan.waiting.values()) + self._grace))
            print(self._desk.say("deploy.waiting", len(plan.waiting), time=until))

    def _differs(self, found: CopyFindings) -> bool:
        """Print what differs after a deployment; return whether anything does."""
        paths = [*found.altered, *found.missing, *found.unchecked, *found.extra]
        if paths:
            print(self._desk.say("deploy.differs", len(paths)), file=sys.stderr)
        return bool(paths)

    def _as_served(self) -> int:
        """Verify what readers get, if its address was given."""
        if not self._options.at:
            return 0
        options = argparse.Namespace(
            copy=self._options.at, key=[], required="", seen=None, language=self._options.language
        )
        return verify.run(options, self._settings)


def _target(place: TargetPlace, journal: Journal) -> Target:
    lock = (journal.lock,)
    if place.kind == "ssh":
        return RsyncTarget(place.address, ssh_tool(journal.log, lock, os.environ.get("RSYNC_RSH", "")))
    return RcloneTarget(place.address, rclone_tool(journal.log, lock))


def _number(setting: str, value: object) -> int:
    """Return a setting that is a whole number, not negative, or raise SettingsError."""
    if isinstance(value, bool) or not str(value).isdecimal():
        raise SettingsError(f"{setting}: {value!r} is not a whole number")
    return int(str(value))
