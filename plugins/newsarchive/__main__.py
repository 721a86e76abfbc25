"""Run the command line: `python -m newsarchive COMMAND`."""

import gc
import sys

# 15 % of the time of a command's start: what is imported stays, so there is nothing to collect
gc.disable()

from newsarchive.cli.main import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
