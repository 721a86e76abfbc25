"""Run the command line: `python -m newsarchive COMMAND`."""

import sys

from newsarchive.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
