"""Run a Python module with extra arguments from an environment variable.

The variable is split into arguments as a shell would split it, but nothing in it is expanded. Usage: `python -m
tests.extra_arguments VARIABLE module argument…`
"""

from __future__ import annotations

import os
import runpy
import shlex
import sys


def main() -> None:
    """Run the module in this process; exit with a message if a quotation mark in the variable is not closed."""
    variable, *sys.argv = sys.argv[1:]
    try:
        sys.argv += shlex.split(os.environ.get(variable, ""))
    except ValueError as error:
        sys.exit(f"{variable}: {error}")
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
