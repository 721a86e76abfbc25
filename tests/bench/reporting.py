"""Writes down what was measured: the machine, medians for each size, what ours takes beside stock, and the growth."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from .peers import EDITS, OURS, PEERS
from .running import Run

_MEGA = 1_000_000
_LIBRARIES = ("pelican", "Markdown", "typogrify", "Jinja2")

INTRODUCTION = """# What builds take

Written by `make bench` (`python -m tests.bench --help`; `making.py` describes the archive, `changes.py` the edits).
Times are medians; CPU is of all processes of a build. Memory is the most that they held together (PSS), in a round of
its own. *Written* are files with a new time or new bytes, *changed* those with new bytes, MB the sum of these.

Stock Pelican has the same texts, a plain theme and the same libraries (`stock/`): in one pass, whose lists have one
language only, and with the plugin i18n-subsites. It makes less than ours (no search, no checks, no lists of the whole
archive in every language), and everything anew whatever was edited, so one edit is measured.
"""

GROWING = ("clean", "nothing", "text")
"""The edits whose growth with the archive is reported."""


@dataclass(frozen=True)
class Median:
    """Of all runs of one peer, size and edit; `memory` is 0 where none was sampled."""

    wall: float
    cpu: float
    memory: int
    written: int
    changed: int
    bytes: int
    runs: int


Medians = dict[tuple[str, int, str], Median]


def medians(runs: Iterable[Run]) -> Medians:
    """Return medians by peer, size and edit; what was timed at least once."""
    found: dict[tuple[str, int, str], list[Run]] = {}
    for run in runs:
        found.setdefault((run.peer, run.size, run.edit), []).append(run)
    return {key: _median(of) for key, of in found.items() if any(each.time for each in of)}


def _median(runs: Sequence[Run]) -> Median:
    times = [run.time for run in runs if run.time]
    return Median(
        wall=statistics.median(each.wall for each in times),
        cpu=statistics.median(each.cpu for each in times),
        memory=max((run.memory or 0 for run in runs), default=0),
        written=statistics.median_low(run.writing.written for run in runs),
        changed=statistics.median_low(run.writing.changed for run in runs),
        bytes=statistics.median_low(run.writing.bytes for run in runs),
        runs=len(times),
    )


def machine() -> str:
    """Return what the builds ran on: processor, cores, memory, system, Python."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        name = next(iter(models), name)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB; {platform.system()}, Python {platform.python_version()}"


def report(runs: Sequence[Run], date: str, load: Sequence[float], notes: Sequence[str] = ()) -> str:
    """Return the whole of RESULTS.md. `load` is how many processes wished to run before each size's rounds."""
    found = medians(runs)
    sizes = sorted({size for _, size, _ in found})
    busy = ", ".join(f"{each:.1f}" for each in load)
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    parts = [INTRODUCTION, f"{date}; {machine()}; {libraries}. Load average before each size: {busy}.\n"]
    parts += [f"{note}\n" for note in notes]
    parts += [_size_table(size, found) for size in sizes]
    if len(sizes) > 1:
        parts.append(_growth_table(sizes, found))
    return "\n".join(parts)


def _size_table(size: int, found: Medians) -> str:
    rows = [
        f"| {peer} | {edit} | {each.wall:.2f} | {each.cpu:.2f} | {_mega(each.memory)} | {each.written:,} "
        f"| {each.changed:,} | {each.bytes / _MEGA:.2f} | {_beside(found, peer, size, edit)} | {each.runs} |"
        for peer in PEERS.values()
        for edit in EDITS
        if (each := found.get((peer, size, edit)))
    ]
    return _table(
        f"{size:,} briefings, {3 * size:,} texts",
        ("site", "build", "wall s", "CPU s", "memory MB", "written", "changed", "MB", "ours / this: wall, CPU", "runs"),
        2,
        rows,
    )


def _mega(memory: int) -> str:
    return f"{memory / _MEGA:.0f}" if memory else "–"


def _beside(found: Medians, peer: str, size: int, edit: str) -> str:
    """Return which part of a stock build's time, and of its processor time, ours takes."""
    own, other = found.get((OURS, size, edit)), found[peer, size, edit]
    return f"{own.wall / other.wall:.2f}, {own.cpu / other.cpu:.2f}" if own and peer != OURS else ""


def _growth_table(sizes: Sequence[int], found: Medians) -> str:
    rows = [
        f"| {peer} | {edit} | {small:,} to {large:,} | {_growth(one, other, lambda each: each.wall, small, large)} "
        f"| {_growth(one, other, lambda each: each.cpu, small, large)} "
        f"| {_growth(one, other, lambda each: each.memory, small, large)} "
        f"| {_growth(one, other, lambda each: each.written, small, large)} |"
        for peer in PEERS.values()
        for edit in GROWING
        for small, large in pairwise(sizes)
        if (one := found.get((peer, small, edit))) and (other := found.get((peer, large, edit)))
    ]
    text = "\nHow many times as much, and in brackets the k of size^k: 1 is as the archive grows, 0 not at all.\n"
    title = "Growth"
    return _table(title, ("site", "build", "briefings", "wall", "CPU", "memory", "written"), 3, rows, text)


def _growth(one: Median, other: Median, what: Callable[[Median], float], small: int, large: int) -> str:
    if not what(one) or not what(other):
        return "–"
    times = what(other) / what(one)
    return f"{times:.2f} ({math.log(times) / math.log(large / small):.2f})"


def _table(title: str, columns: Sequence[str], words: int, rows: Iterable[str], text: str = "") -> str:
    """Return a Markdown table under its heading; columns after the first `words` hold numbers."""
    marks = "|".join("---" if place < words else "---:" for place in range(len(columns)))
    return "\n".join((f"## {title}", text, f"| {' | '.join(columns)} |", f"|{marks}|", *rows, ""))
