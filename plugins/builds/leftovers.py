"""What builds that were killed left beside an output folder, or in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from .obstacles import Ground
from .replacing import MOVES, Moves, do_moves


def finish_interrupted(output: Path) -> None:
    """End what builds that were killed left beside the folder: moves that were begun are finished, the rest goes."""
    pattern = f".{output.name}.*.*"
    for leftover in (*sorted(output.parent.glob(pattern)), *sorted(output.glob(pattern))):
        process = leftover.name.split(".")[-2 if not leftover.name.endswith(".before") else -3]
        if not process.isdigit() or leftover.is_symlink() or _alive(int(process)):
            continue
        if leftover.name.endswith(".before") and not output.exists():
            leftover.rename(output)
            continue
        if (leftover / MOVES).is_file():
            _finish(output, leftover)
        shutil.rmtree(leftover, ignore_errors=True)


def _finish(output: Path, leftover: Path) -> None:
    try:
        moves = msgspec.msgpack.decode((leftover / MOVES).read_bytes(), type=Moves)
    except msgspec.DecodeError:
        return  # no list of ours
    Ground(output).require_free(moves.changed, moves.gone)
    do_moves(output, leftover, moves)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
