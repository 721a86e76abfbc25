"""Which kinds of pages there are, and where one of each stands: as the theme and the page makers say, by no list here.

A kind is a template. Run as a program (`python -m tests.browser.kinds CONF`, with the build's store in `STORE_PATH`)
it prints every page of a site, so that page makers are connected in a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sites import ROOT, TEMPLATES, BuiltSite, recipe, store_of

_TEMPLATES = {path.stem: path.read_text("utf-8") for folder in TEMPLATES for path in folder.glob("*.html")}
KINDS = tuple(sorted(_TEMPLATES.keys() - {"base"}))
SCRIPTED = tuple(kind for kind in KINDS if "<script src" in _TEMPLATES[kind] + _TEMPLATES["base"])
"""Kinds that differ where script runs."""
LANGUAGES = ("az", "en", "ru", "ar")
"""Languages of the fixture site, one of them from right to left."""
LONELY = ("gateway", "missing")
"""Kinds of which a site has one page, in all languages at once."""
PUBLISHED = ("data", "editions")
"""Kinds that a publication alone has."""
CASES = tuple((kind, tag) for kind in KINDS for tag in (("en",) if kind in LONELY else LANGUAGES))
SAMPLED = ("en", "ar")
"""One language in each direction."""

SITE = "fixture-public"


@dataclass(frozen=True)
class Made:
    """A page as its maker made it. `alternates` are its addresses by language, `refresh` where a redirect leads."""

    kind: str
    language: str
    address: str
    alternates: dict[str, str]
    refresh: str

    @property
    def file(self) -> str:
        """Its path in the output folder."""
        return f"{self.address}index.html" if self.address.endswith("/") or not self.address else self.address


@dataclass(frozen=True)
class Visit:
    """A page of a site."""

    site: BuiltSite
    made: Made

    @property
    def source(self) -> bytes:
        """Its bytes."""
        return self.site.files[self.made.file]


def visits_of(site: BuiltSite) -> tuple[Visit, ...]:
    """Return all pages of a built site, sorted by address."""
    chosen = recipe(site.name)
    command = [sys.executable, "-m", "tests.browser.kinds", str(chosen.conf)]
    env = {**os.environ, "STORE_PATH": str(store_of(site.path)), **chosen.environment}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(Visit(site, Made(**each)) for each in json.loads(done.stdout))


def largest(visits: Iterable[Visit]) -> dict[tuple[str, str], Visit]:
    """Return the longest page of each kind and language: it has most of what there is to see."""
    found: dict[tuple[str, str], Visit] = {}
    for each in visits:
        key = each.made.kind, each.made.language
        if key not in found or len(each.source) > len(found[key].source):
            found[key] = each
    return found


def covering(visits: Iterable[Visit], seen: Iterable[Visit]) -> list[Visit]:
    """Return few pages that show every element of every class which no page of `seen` shows."""
    visits = list(visits)
    features = {id(each): _features(each) for each in visits}
    left = set().union(*features.values()) - set().union(*(_features(each) for each in seen))
    chosen = []
    while left:
        best = max(visits, key=lambda each: (len(features[id(each)] & left), -len(each.source)))
        chosen.append(best)
        left -= features[id(best)]
    return chosen


def sampled(*languages: str) -> list[Any]:
    """Return all cases; those in other languages are for `make test-all`."""
    return [pytest.param(*case, marks=() if case[1] in languages else pytest.mark.full) for case in CASES]


def _features(visit: Visit) -> set[tuple[str, str, str]]:
    """Each kind of element with each class that it has, on this kind of page."""
    body = visit.source.decode().partition("<body")[2]
    found = set()
    for name, attributes in re.findall(r"<([a-z][a-z0-9]*)([^>]*)>", body):
        classes = re.search(r'\bclass="([^"]*)"', attributes)
        # a code's colours are one thing, not eighty
        names = classes[1].split() if classes and name != "span" else [""]
        found |= {(visit.made.kind, name, each) for each in names}
    return found


def _print(conf: str) -> None:
    from pelican import Pelican
    from pelican.settings import read_settings

    from newsarchive.build.cache import Cache
    from newsarchive.build.inputs import build_day
    from newsarchive.build.site_loader import prepare
    from newsarchive.signals import pages_wanted

    settings = read_settings(conf)
    Pelican(settings)
    store = Cache(Path(settings["STORE_PATH"]) / "store.sqlite")
    edition = prepare(settings, build_day(os.environ), store).edition
    made = [
        Made(
            kind=page.template.removesuffix(".html"),
            language=page.language,
            address=page.address,
            alternates={each.language: each.address for each in page.alternates},
            refresh=page.refresh,
        )
        for _, plans in pages_wanted.send(edition)
        for plan in plans
        for page in plan.make()
    ]
    store.close()
    print(json.dumps([asdict(each) for each in sorted(made, key=lambda each: each.address)]))


if __name__ == "__main__":
    _print(sys.argv[1])
