"""Parse the command line and run one command."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from newsarchive.archive.settings import SettingsError, site_of
from newsarchive.build.diagnostics import build_day, guard_output, no_settings, shown_path, told_plainly

from . import correct, formatter, new, rename, terms, translate, withdraw
from . import status as reporting
from . import verify as verifying
from .check import FORMATS, check_content
from .clean import clean, clean_preview
from .context import answered, desk_of
from .prompts import refuse_unknown, untaken
from .schema import FOLDER, field_tables, write_schemas
from .serve import PREVIEW, serve

_DESK = {
    "new": new,
    "translate": translate,
    "correct": correct,
    "withdraw": withdraw,
    "rename": rename,
    "term": terms,
    "status": reporting,
    "fix": formatter,
}
_TAKING = frozenset(_DESK) - {"status", "fix"}
"""Commands that take what an editor types after them, and that refuse themselves what they do not take."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status."""
    parser = argparse.ArgumentParser(prog="newsarchive", description="The editors' commands of the archive.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check the content: all faults in one sorted run")
    check.add_argument("--settings", default="pelicanconf.py", help="settings file")
    check.add_argument("--format", default="text", help=f"form of the report: {', '.join(FORMATS)}")
    check.add_argument("--language", default="", help="language of the messages; by default the site's")
    check.add_argument("--content", help="content folder; by default that of the settings")
    preview = commands.add_parser("serve", help="preview the site with its drafts; rebuild and reload on save")
    preview.add_argument("--settings", default="pelicanconf.py", help="settings file")
    preview.add_argument("--content", default="content", help="content folder")
    preview.add_argument("--output", default=PREVIEW, help="folder of its own for the preview")
    preview.add_argument("--port", type=int, default=8000, help="port on loopback; the next free one is taken")
    commands.add_parser("fields", help="print the table of front-matter fields that CONTRIBUTING holds")
    known = commands.add_parser("known", help="refuse the variables of make that no command takes")
    known.add_argument("--settings", default="pelicanconf.py", help="settings file")
    known.add_argument("--language", default="", help="language of the messages; by default the site's")
    schema = commands.add_parser("schema", help="write the JSON Schemas of the content, for editors' programs")
    schema.add_argument("--settings", default="pelicanconf.py", help="settings file")
    schema.add_argument("--folder", type=Path, default=FOLDER, help="folder to write to")
    cleaning = commands.add_parser("clean", help="remove what was built, previews too")
    cleaning.add_argument("--settings", default="pelicanconf.py", help="settings file")
    cleaning.add_argument("--output", default="output", help="output folder")
    verify = commands.add_parser("verify", help="hold a copy, a folder or an address, against its sums")
    verify.add_argument("--settings", default="pelicanconf.py", help="settings file")
    verifying.add_arguments(verify)
    for name, module in _DESK.items():
        command = commands.add_parser(name, help=module.__doc__.split("\n", 1)[0] if module.__doc__ else name)
        command.add_argument("--settings", default="pelicanconf.py", help="settings file")
        command.add_argument("--content", help="content folder; by default that of the settings")
        module.add_arguments(command)
    options = parser.parse_args(arguments)
    guard_output(os.environ, errors_alone=getattr(options, "format", "") == "github")
    with told_plainly():
        return _run(options)


def _settings(path: str) -> dict[str, Any]:
    """Read a settings file; SettingsError where it is not there, or is no Python that can be run."""
    if not (path.endswith(".py") and Path(path).is_file()):
        raise no_settings(path)
    try:
        settings: dict[str, Any] = read_settings(path)
        return settings
    except Exception as error:
        line = getattr(error, "lineno", None)
        raise SettingsError(f"{path}{f':{line}' if line else ''}: {type(error).__name__}: {error}") from error


def _run(options: argparse.Namespace) -> int:
    if options.command == "fields":
        print(field_tables(), end="")
        return 0
    if options.command == "known" or (options.command not in _TAKING and untaken()):
        desk = desk_of(_settings(options.settings), getattr(options, "language", ""))
        return answered(lambda: refuse_unknown(desk))
    if options.command == "serve":
        return serve(options.settings, options.content, options.output, options.port)
    settings = _settings(options.settings)
    if options.command == "clean":
        removed = clean(Path(options.output), Path(settings["STORE_PATH"])) + clean_preview(Path(PREVIEW))
        print(f"{removed} file{'s' * (removed != 1)} removed")
        return 0
    if options.command == "verify":
        return verifying.run(options, settings)
    if options.command == "schema":
        site = site_of(settings, build_day(os.environ))
        print("\n".join(shown_path(path) for path in write_schemas(options.folder, site.tags, site.default)))
        return 0
    if options.content:
        settings["PATH"] = str(Path(options.content).resolve())
    if not Path(settings["PATH"]).is_dir():
        raise SettingsError(f"there is no content folder {settings['PATH']}")
    if options.command in _DESK:
        status: int = _DESK[options.command].run(options, settings)
        return status
    lines, status = check_content(settings, build_day(os.environ), options.format, options.language)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
