"""Run builds, each in its own process, without starting Python and importing Pelican for each.

One process has imported everything and forks for every build: what a build leaves in memory ends with the fork. A build
runs the same `pelican.main` as `./newsarchive html`.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent

SERVE = """
import gc, hashlib, json, marshal, os, sys, tempfile
with open("tests/apart.py") as file:
    apart = {"__file__": file.name}
    exec(file.read(), apart)  # as no module, which would be code of the sites that are built
apart["keep_apart"]()
with open("tests/attacks/watching.py") as file:
    WATCHING = compile(file.read(), file.name, "exec")
import jinja2, pelican
import newsarchive.build.pipeline, newsarchive.build.plugin, newsarchive.head.navigation, newsarchive.head.tags
import encodings.idna, rich._emoji_codes
import newsarchive_editions.books.binding, newsarchive_editions.books.page, newsarchive_editions.datasets.page
import newsarchive.head.atom, newsarchive.pages.briefing, newsarchive.pages.history, newsarchive.pages.logs
import newsarchive.pages.terms, newsarchive.search.page
import newsarchive.server.server_rules, newsarchive.head.sitemap
from newsarchive.build import site_loader
from newsarchive.cli.command import all_commands
from newsarchive.cli.main import main
for point in all_commands().values():
    point.load()
COMMANDS = {"pelican": pelican.main, "newsarchive": lambda arguments: sys.exit(main(arguments))}
# what a fork has written is read once, for all later ones
KEPT = {}
def keep_new():
    for name in {*os.listdir(sys.argv[1])} - KEPT.keys():
        if len(name) == 64:
            with open(os.path.join(sys.argv[1], name), "rb") as file:
                KEPT[name] = marshal.load(file)
            gc.freeze()
# most of the time of an editor's command goes into its catalogues: what they say is kept by their bytes, for all forks
COMPILE_WORDS = site_loader.compile_catalogues
def compiled_words(paths, default, plugins):
    several = [path for group in paths.values() for path in group]
    contents = {tag: [path.read_bytes() for path in group] for tag, group in paths.items()}
    name = hashlib.sha256(repr((default, plugins, contents)).encode()).hexdigest()
    key = os.path.join(sys.argv[1], name)
    parts = KEPT.get(name)
    if not parts:
        made = COMPILE_WORDS(paths, default, plugins)  # what is malformed ends here
        parts = [made.catalogues, made.missing, [made.unknown[str(path)] for path in several]]
        with open(f"{key}.{os.getpid()}", "wb") as file:
            marshal.dump(parts, file)
        os.replace(f"{key}.{os.getpid()}", key)
    messages, missing, unknown = parts
    return site_loader.Compiled(default, messages, missing, dict(zip(map(str, several), unknown)))
site_loader.compile_catalogues = compiled_words
# half of the time of a small build from nothing is Jinja's compiler, whose work is kept by all that it depends on
COMPILE, CODE = jinja2.Environment.compile, os.path.abspath(sys.argv[1])
def compiled(env, source, name=None, filename=None, *options, **named):
    if not isinstance(source, str):
        return COMPILE(env, source, name, filename, *options, **named)
    signs = [env.trim_blocks, env.lstrip_blocks, env.keep_trailing_newline, env.autoescape, env.code_generator_class]
    known = [source, name, filename, options, named, signs, *map(sorted, (env.extensions, env.filters, env.tests))]
    # a filter of a constant is computed by the compiler
    own = [each for each in env.filters.values() if getattr(each, "__module__", "") not in LOADED]
    known += [marshal.dumps(each.__code__) for each in own if hasattr(each, "__code__")]
    digest = hashlib.sha256(repr(known).encode()).hexdigest()
    if digest in KEPT:
        return KEPT[digest]
    path = os.path.join(CODE, digest)
    code = COMPILE(env, source, name, filename, *options, **named)
    with open(f"{path}.{os.getpid()}", "wb") as file:
        marshal.dump(code, file)
    os.replace(f"{path}.{os.getpid()}", path)
    return code
jinja2.Environment.compile = compiled
# a fifth of the time of a small build: what all builds have alike, such as patterns and names of months
import PIL.Image, markdown.extensions.def_list, newsarchive.pages.gateway, rich.status
from newsarchive.model.characters import stacked_marks
from newsarchive.digests import code_version
from newsarchive.i18n.dates import locale_of
from newsarchive.content.markdown import Converter
from newsarchive.search.words import stem
PIL.Image.init(), code_version(), stacked_marks("\\u0301")
for tag in ("az", "en", "ru", "ar", "ka"):
    locale_of(tag).date_formats, stem("words", tag)
    Converter(tag, "").convert("~~~ python\\nx\\n~~~")
# two settings files of the same length, written within a second, would share one compiled file
sys.dont_write_bytecode = True
LOADED = {*sys.modules}
# the garbage collector of a fork need not look through what was there before it
gc.collect()
gc.freeze()
for line in sys.stdin:
    order = json.loads(line)
    keep_new()
    child = os.fork()
    if not child:
        status = 70
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for number, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            os.chdir(order["cwd"])
            os.environ.clear()
            os.environ.update(order["environment"])
            tempfile.tempdir = None
            if order["processors"]:
                os.sched_getaffinity = lambda _: {*range(order["processors"])}
            if "WATCHED" in os.environ:
                watcher = {}
                exec(WATCHING, watcher)
                watcher["_ORDERS"]["writable"].append(CODE)
            COMMANDS[order["command"]](order["arguments"])
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
            if isinstance(end.code, str):
                print(end.code, file=sys.stderr)
        except Exception:
            import traceback
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    _, status, used = os.wait4(child, 0)
    print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, flush=True)
"""


@cache
def _compiled() -> TemporaryDirectory[str]:
    """Return the folder of what builds compile, which those that run at once share."""
    return TemporaryDirectory()


class Ended(subprocess.CompletedProcess[str]):
    """A command that has ended, with its CPU time in seconds and the memory of its largest process in megabytes."""

    seconds: float
    megabytes: float


class WarmBuilds:
    """Runs builds, one after another, until it is closed."""

    def __init__(self) -> None:
        self._kept = TemporaryDirectory()
        command = [sys.executable, "-c", SERVE, _compiled().name]
        self._server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> WarmBuilds:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._server.communicate(timeout=30)
        self._kept.cleanup()

    def run(
        self,
        command: str,
        *arguments: str,
        cwd: Path = ROOT,
        environment: Mapping[str, str] = os.environ,
        processors: int = 0,
    ) -> Ended:
        """Run `python -m COMMAND ARGUMENTS`, where the command is `pelican` or `newsarchive`.

        If `WATCHED` is in the environment, `tests/attacks/watching.py` watches it. With `processors`, it believes that
        there are so many.
        """
        assert self._server.stdin
        assert self._server.stdout
        printed = [Path(self._kept.name, name) for name in ("out", "err")]
        order = {
            "command": command,
            "arguments": arguments,
            "cwd": str(cwd),
            "environment": dict(environment),
            "processors": processors,
            **{path.name: str(path) for path in printed},
        }
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that builds has ended with status {self._server.wait()}")
        status, seconds, megabytes = answer.split()
        done = Ended(arguments, int(status), *(path.read_text("utf-8", "backslashreplace") for path in printed))
        done.seconds, done.megabytes = float(seconds), float(megabytes)
        return done


_idle: list[WarmBuilds] = []


def run_warm(
    command: str,
    *arguments: str,
    cwd: Path = ROOT,
    environment: Mapping[str, str] = os.environ,
    processors: int = 0,
) -> Ended:
    """Run a command as `WarmBuilds.run` does, in a process that is kept for the next one; threads may do it at once."""
    try:
        builds = _idle.pop()
    except IndexError:
        builds = WarmBuilds()
        atexit.register(builds.close)
    done = builds.run(command, *arguments, cwd=cwd, environment=environment, processors=processors)
    _idle.append(builds)
    return done
