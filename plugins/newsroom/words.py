"""Run a Python module with further arguments that an environment variable holds.

The words are split as a shell would split them, quotation marks and all, and nothing in them is expanded.
Usage: `python -m plugins.newsroom.words VARIABLE module argument…`
"""

from __future__ import annotations

import os
import runpy
import shlex
import sys


def main() -> None:
    """Run the module in this process; exit with a message where the variable ends inside a quotation."""
    variable, *sys.argv = sys.argv[1:]
    try:
        sys.argv += shlex.split(os.environ.get(variable, ""))
    except ValueError as error:
        sys.exit(f"{variable}: {error}")
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
