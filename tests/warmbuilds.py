"""Many small builds, each in a process of its own, without starting Python and reading Pelican for each.

One process has everything imported and forks for every build: what a build leaves in memory dies with it. A build
is the very `pelican.main` that `make html` runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from tests.sites import ROOT

SERVE = """
import gc, json, os, sys
import pelican
import newsarchive.build.pipeline, newsarchive.build.plugin, newsarchive.head.navigation, newsarchive.head.tags
import newsarchive.feeds.atom, newsarchive.pages.briefing, newsarchive.pages.history, newsarchive.pages.logs
import newsarchive.pages.terms, newsarchive.search.page
import newsarchive.site_files.caddy, newsarchive.site_files.nginx, newsarchive.site_files.sitemap
# settings that are written twice in a second, in the same length, are two: no compiled file may stand for both
sys.dont_write_bytecode = True
# what is here before the forks is never looked through again
gc.collect()
gc.freeze()
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if not child:
        status = 70
        try:
            for number, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            os.chdir(order["cwd"])
            os.environ.update(order["environment"])
            pelican.main(order["arguments"])
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
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class WarmBuilds:
    """Runs builds until it is left."""

    def __enter__(self) -> WarmBuilds:
        self._server = subprocess.Popen(
            [sys.executable, "-c", SERVE], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate(timeout=30)

    def run(self, conf: Path, output: Path, *extra: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Build as `tests.sites.run_pelican` does, with the same answer."""
        assert self._server.stdin
        assert self._server.stdout
        arguments = ["-s", str(conf), "-o", str(output), "--fatal", "errors", *extra]
        printed = {name: output.parent / f"{output.name}.{name}" for name in ("out", "err")}
        order = {
            "arguments": arguments,
            "cwd": str(ROOT),
            "environment": {"STORE_PATH": str(output.parent / f"{output.name}.store"), **environment},
            **{name: str(path) for name, path in printed.items()},
        }
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that builds has ended with status {self._server.wait()}")
        status = int(answer)
        out, err = (printed[name].read_text("utf-8") for name in ("out", "err"))
        return subprocess.CompletedProcess(arguments, status, out, err)
