"""The command line as `python -m newsarchive`."""

from __future__ import annotations

from newsarchive.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
