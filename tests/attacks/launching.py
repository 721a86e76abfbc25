"""Starts a command within bounds, and writes down what it took: `python -IS launching.py REPORT BOUNDS COMMAND…`.

A process of its own, and a small one: with a program the system counts what the process held before the program began,
and whoever runs the tests may hold a gigabyte.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path


def main(report: str, bounds: str, *command: str) -> None:
    """Run the command; its status, processor time in seconds and largest process in megabytes are the report."""
    limits = json.loads(bounds)

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limits["addresses"], limits["addresses"]))
        resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"] * 2, limits["seconds"] * 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    process, started = subprocess.Popen(command, preexec_fn=bound), time.monotonic()
    while True:
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        if time.monotonic() - started > limits["seconds"] * 3:
            process.kill()
        time.sleep(0.02)
    found = {
        "status": os.waitstatus_to_exitcode(status),
        "seconds": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / 1024,
    }
    Path(report).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
