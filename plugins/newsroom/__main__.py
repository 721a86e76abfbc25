"""Command line of the editors' commands."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from pelican.settings import read_settings

from plugins.builds.clock import build_day

from .checking import check_content
from .fieldtable import field_tables
from .serving import serve


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status."""
    parser = argparse.ArgumentParser(prog="newsroom", description="The editors' commands of the archive.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check the content: all faults in one sorted run")
    check.add_argument("--settings", default="pelicanconf.py", help="settings file")
    check.add_argument("--content", help="content folder; by default that of the settings")
    preview = commands.add_parser("serve", help="preview the site with its drafts; rebuild and reload on save")
    preview.add_argument("--settings", default="pelicanconf.py", help="settings file")
    preview.add_argument("--content", default="content", help="content folder")
    preview.add_argument("--output", default="output", help="output folder")
    preview.add_argument("--port", type=int, default=8000, help="port on loopback; the next free one is taken")
    commands.add_parser("fields", help="print the table of front-matter fields that CONTRIBUTING holds")
    options = parser.parse_args(arguments)
    if options.command == "fields":
        print(field_tables(), end="")
        return 0
    if options.command == "serve":
        serve(options.settings, options.content, options.output, options.port)
        return 0
    settings = read_settings(options.settings)
    if options.content:
        settings["PATH"] = str(Path(options.content).resolve())
    lines, status = check_content(settings, build_day(os.environ))
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
