"""`newsarchive mirrors`: what each mirror has, and the signed list of mirrors.

Without `--sign`, the command asks the site and every address of MIRRORS which publication it has, and compares a sample
of its files (or all) with the signed list. With `--sign FOLDER` it writes `mirrors.json` into a published folder and
signs it, without a build.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.api import (
    HOST_RULES,
    MINISIG,
    MIRROR_LIST,
    PUBLICATIONS,
    STATE,
    Command,
    Desk,
    PublicationRow,
    SettingsError,
    desk_of,
    parse_ledger,
    signature_path,
    typed_path,
    write_whole,
)
from newsarchive_publish.integrity.copies import LIMITS, compare
from newsarchive_publish.mirroring.report import SAMPLE, MirrorReport, age_of, sample_of
from newsarchive_publish.publications.mirror_list import list_comment, list_file
from newsarchive_publish.publications.signatures import checked

from .sign import signer_of
from .verify import EndedError, add_list_faults, copy_at, keys_of, observed, shown

COMMAND = Command(
    "say of each mirror whether it is whole and how old it is; or sign the list", "publish", public=True, language=True
)

_FORMATS = ("text", "json")
_AT_ONCE = 4
_LIMITS = LIMITS._replace(total=1 << 30, run=15 * 60)
"""What a mirror can make us download and wait for, if only a sample of its files is compared."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive mirrors`."""
    parser.add_argument("--all", action="store_true", help=f"compare all files, not {SAMPLE} of each mirror")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="form of the report")
    parser.add_argument(
        "--sign", type=typed_path, metavar="FOLDER", help=f"write {MIRROR_LIST} into a published folder, signed"
    )


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive mirrors`; return 0 if all mirrors are as they should be, or the list was signed."""
    desk = desk_of(settings, options.language)
    if options.sign:
        return _sign(options.sign, desk)
    places = [(name, address.rstrip("/") + "/") for name, address in _places(desk)]
    ledger = _ledger(desk)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        reports = list(pool.map(partial(_report, desk, ledger, options.all), places))
    if options.format == "json":
        print(json.dumps([each.row(_files(each)) for each in reports], ensure_ascii=False, indent=1))
    else:
        print("\n\n".join("\n".join(_lines(each, desk)) for each in reports) or desk.say("mirrors.none"))
    return 0 if all(each.is_good for each in reports) else 1


def _places(desk: Desk) -> Iterator[tuple[str, str]]:
    site = desk.site
    if site.url:
        yield desk.words(desk.language, "site.name"), site.url
    yield from site.mirrors


def _ledger(desk: Desk) -> tuple[PublicationRow, ...]:
    path = desk.root / PUBLICATIONS
    content = path.read_text("utf-8", "replace") if path.is_file() else ""
    return parse_ledger(content, desk.site.newsroom.tag_authority)[0]


def _report(desk: Desk, ledger: tuple[PublicationRow, ...], every: bool, place: tuple[str, str]) -> MirrorReport:
    name, address = place
    report = MirrorReport(name, address)
    chance = random.SystemRandom()
    try:
        copy = copy_at(address, desk, LIMITS if every else _LIMITS)
        keys, required = keys_of((), "", desk)
        report.found = found = observed(copy, keys, required, None, desk)
    except EndedError as ended:
        report.refusal = str(ended)
        return report
    report.age = age_of(found, ledger)
    sums = found.sums if every else sample_of(found.sums, SAMPLE, chance)
    findings = compare(copy, sums, (), HOST_RULES)
    add_list_faults(findings, copy, found, keys, required)
    report.compare(findings)
    return report


def _files(report: MirrorReport) -> int:
    return len(report.found.sums) if report.found else 0


def _lines(report: MirrorReport, desk: Desk) -> Iterator[str]:
    """Yield the lines of a report."""
    yield f"{report.name}: {report.address}"
    if report.found is None:
        yield from (f"  {line}" for line in report.refusal.splitlines())
        return
    state, age = report.found.state, report.age
    values = {"publication": str(state.number), "day": state.day.isoformat()}
    if age.behind > 0:
        yield "  " + desk.say("mirrors.behind", age.behind, **values)
    else:
        yield "  " + desk.say("mirrors.ahead" if age.behind else "mirrors.latest", None, **values)
    if age.forked:
        yield "  " + desk.say("mirrors.forked", None, publication=str(age.forked))
    if report.found.late:
        yield "  " + desk.say("verify.late", due=state.next_by.isoformat())
    if not report.found.signed:
        yield "  " + desk.say("mirrors.unsigned")
    numbers = {"checked": report.checked, "files": _files(report), "wrong": len(report.wrong)}
    yield "  " + desk.say(f"mirrors.{report.whole}", None, **numbers)
    yield from (f"    {shown(path)}" for path in report.wrong[:5])


def _sign(folder: Path, desk: Desk) -> int:
    """Write the list of mirrors into a published folder and sign it, if the site has keys."""
    site = desk.site
    if not site.url or not (folder / STATE).is_file():
        raise SettingsError(desk.say("mirrors.no-folder", path=str(folder)))
    addresses = [*([site.onion + "/"] if site.onion else []), *(address for _, address in site.mirrors)]
    data = list_file(site.url, addresses)
    signer = signer_of(desk, folder) if site.signing_keys or os.environ.get("SIGNING_KEY") else None
    for path in folder.glob(f"{MIRROR_LIST}*{MINISIG}"):  # those of another list, or by nobody
        signature = path.read_bytes()
        if all(checked(data, signature, key).comment is None for key in site.signing_keys):
            path.unlink()
    write_whole(folder / MIRROR_LIST, data)
    print(desk.say("mirrors.written", len(addresses), path=str(folder / MIRROR_LIST)))
    if signer:
        place = folder / signature_path(MIRROR_LIST, signer.public_key, site.signing_keys)
        write_whole(place, signer.sign(data, list_comment(site.url, site.day)))
        print(desk.say("mirrors.signed", path=str(place)))
    return 0
