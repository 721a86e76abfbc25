"""`make bench`: builds made archives and measures it.

python -m tests.bench --sizes 300 1000 --date 2026-11-24 --results tests/bench/RESULTS.md

The work folder needs some gigabytes for large archives; it is emptied size by size. Run it on a machine that does
nothing else.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
from pathlib import Path

from .measuring import BuildError
from .peers import EDITS, PEERS, Peer, ours, stock
from .reporting import report
from .running import Run, rounds

_PLUGIN = Path("pelican", "plugins")

BY_HAND = "## Beside other generators"
"""The heading from which on the results are written by hand, and kept."""


def main() -> int:
    """Run what the arguments say; the results are written anew after each size."""
    chosen = _arguments()
    runs: list[Run] = []
    load: list[float] = []
    with tempfile.TemporaryDirectory(prefix="bench-", dir=chosen.work) as work:
        for size in sorted(chosen.sizes):
            load.append(os.getloadavg()[0])
            folder = Path(work, str(size))
            for run in rounds(_sites(folder, size, chosen)):
                runs.append(run)
                print(_line(run), flush=True)
            shutil.rmtree(folder)
            written = report(runs, chosen.date.isoformat(), load, _notes(chosen))
            chosen.results.write_text(written + _by_hand(chosen.results), "utf-8")
    print(chosen.results.read_text("utf-8"))
    return 0


def _by_hand(results: Path) -> str:
    """Return what stands in the results that was written by hand: all from `BY_HAND` on."""
    before = results.read_text("utf-8") if results.is_file() else ""
    return f"\n{before[before.index(BY_HAND) :]}" if BY_HAND in before else ""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 1000], help="briefings, of three texts each")
    parser.add_argument("--repetitions", type=int, default=3, help="of ours")
    parser.add_argument(
        "--edits", nargs="+", choices=EDITS, default=EDITS, help="which builds; a clean one is the first"
    )
    parser.add_argument("--peers", nargs="+", choices=tuple(PEERS), default=tuple(PEERS), help="which sites")
    parser.add_argument("--stock-repetitions", type=int, default=1)
    parser.add_argument("--stock-up-to", type=int, default=1000, help="stock sites of more briefings are left out")
    parser.add_argument("--subsites", type=Path, help="where pip put the plugin i18n-subsites (--target)")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True, help="the builds' day, and the results'")
    parser.add_argument("--work", type=Path, help="where to build; default: the system's temporary folder")
    parser.add_argument("--results", type=Path, required=True, help="the file to write")
    chosen = parser.parse_args()
    if "clean" not in chosen.edits:
        parser.error("--edits: a clean build is the first of all")
    if "subsites" in chosen.peers and not (chosen.subsites and (chosen.subsites / _PLUGIN / "i18n_subsites").is_dir()):
        parser.error(
            "--peers subsites: give --subsites, or leave it out by --peers ours single (see stock/requirements.lock)"
        )
    return chosen


def _sites(folder: Path, size: int, chosen: argparse.Namespace) -> list[Peer]:
    midnight = dt.datetime.combine(chosen.date, dt.time(), dt.UTC)
    day = {"SOURCE_DATE_EPOCH": str(int(midnight.timestamp()))}
    found = []
    if "ours" in chosen.peers:
        found.append(ours(folder / "ours", size, chosen.edits, chosen.repetitions, day))
    if size <= chosen.stock_up_to:
        plugins = {"single": None, "subsites": chosen.subsites and chosen.subsites / _PLUGIN}
        found += [
            stock(folder / name, size, chosen.edits, chosen.stock_repetitions, plugin)
            for name, plugin in plugins.items()
            if name in chosen.peers
        ]
    return found


def _notes(chosen: argparse.Namespace) -> list[str]:
    left_out = [name for key, name in PEERS.items() if key not in chosen.peers]
    notes = [f"Not run: {', '.join(left_out)}."] if left_out else []
    if max(chosen.sizes) > chosen.stock_up_to:
        notes.append(f"Stock sites of more than {chosen.stock_up_to:,} briefings were not run.")
    return notes


def _line(run: Run) -> str:
    taken = f"{run.time.wall:.2f} s, CPU {run.time.cpu:.2f} s" if run.time else f"{(run.memory or 0) / 1e6:.0f} MB"
    done = run.writing
    return f"{run.size} {run.peer}, {run.edit}: {taken}; {done.written} written, {done.changed} changed"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BuildError as error:
        sys.exit(str(error))
