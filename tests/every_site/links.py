"""Dead links, counted by a public link checker (lychee), offline."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tests.sites import BuiltSite

LYCHEE = Path(sys.executable).with_name("lychee")


def _check(site: BuiltSite) -> dict[str, object]:
    """Run lychee over all pages; a public site's own addresses are looked up on the disk."""
    remap = ["--remap", f"{re.escape(site.url)}/(.*) file://{site.path}/$1"] if site.url else []
    if base := urlsplit(site.url).path:
        # links of the 404 page begin at the root of the host
        remap += ["--remap", f"file://{re.escape(f'{site.path}{base}')}/(.*) file://{site.path}/$1"]
    command = [str(LYCHEE), "--offline", "--no-progress", "--include-fragments", "--format", "json"]
    command += ["--exclude", r"/editions/.*\.minisig$"]  # this site names a key, but is not signed
    command += ["--index-files", "index.html", "--root-dir", str(site.path), *remap, str(site.path / "**" / "*.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    report: dict[str, object] = json.loads(done.stdout)
    assert done.returncode in (0, 2), done.stderr
    return report


def test_lychee_finds_no_dead_link_and_no_dead_fragment(site: BuiltSite) -> None:
    report = _check(site)
    assert report["error_map"] == {}
    assert report["errors"] == 0
    assert int(str(report["total"])) > 3000
