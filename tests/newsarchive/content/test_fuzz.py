"""Whatever stands in a file, checking ends soon, raises nothing, and says what is wrong in every language.

`FUZZ_EXAMPLES=2000` runs each test on so many examples, new ones each time.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pelican.settings import read_settings

from newsarchive.build import site_loader
from newsarchive.build.cache import Cache
from newsarchive.build.diagnostics import fault_message
from newsarchive.build.page_maker import require_all_texts, require_distinct, require_targets
from newsarchive.build.site_loader import Prepared, load_words, prepare
from newsarchive.cli.check import FORMATS
from newsarchive.content.typed_text import decode
from newsarchive.i18n.catalogues import Catalogues
from newsarchive.model.characters import FORBIDDEN
from newsarchive.model.diagnostics import Fault
from newsarchive.model.settings import site_of
from newsarchive.model.vocabularies import TAXONOMIES
from newsarchive.pages import listing_pages, text_pages
from newsarchive.pages.gateway import redirect_pages, root_pages
from tests.newsarchive.content.damaging import (
    ADDRESSES,
    ANY_TEXT,
    IDS,
    STATUSES,
    SYNTAX,
    VALUES,
    WORDS,
    bodies,
    dumped,
    front_matters,
    mutated,
)
from tests.newsarchive.content.planting import BASE, CONF, lay_out
from tests.sites import FIXTURE

pytestmark = pytest.mark.long

DAY = dt.date(2026, 11, 24)
LANGUAGES = ("az", "en", "ru")
LARGEST = 2_000
SECONDS = 4.0
"""Processor time for an example: a small archive with a few files of at most LARGEST bytes that are damaged."""

ALONE = "briefings/2022/alone/en.md"
TRANSLATION = "briefings/2023/first/ru.md"
PAGE = "pages/about/en.md"
NOTICE = "notices/rain/en.md"
REDIRECTS = "redirects.yaml"
VOCABULARIES = tuple(f"{taxonomy}.yaml" for taxonomy in TAXONOMIES)

REAL = sorted([*(FIXTURE / "content").rglob("*.md"), *BASE.rglob("*.md")])
DATA = sorted([*(FIXTURE / "content").glob("*.yaml"), *BASE.rglob("*.yaml")])


def _fields(path: str) -> list[str]:
    """The lines of the base's fields."""
    return (BASE / "content" / path).read_text("utf-8").removeprefix("---\n").split("\n---\n")[0].split("\n")


def _file(front: str, body: str = "Words.\n") -> bytes:
    return f"---\n{front}\n---\n\n{body}".encode()


def examples(number: int) -> Callable[[Any], Any]:
    """So many new examples in `make test-all`, in `make test` a quarter that are the same everywhere.

    `FUZZ_EXAMPLES` asks for another number of new ones.
    """
    asked = int(os.environ.get("FUZZ_EXAMPLES", "0"))
    return settings(
        max_examples=asked or (number // 4 if settings.default.derandomize else number),
        derandomize=settings.default.derandomize and not asked,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


class TooLongError(Exception):
    """Checking goes on and on."""


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Raise TooLongError inside, where the process has worked so long: other work on the machine does not count."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TooLongError(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Forgetful(Cache):
    """A cache in memory that is forgotten after each example."""

    def __init__(self) -> None:
        """Open no file."""
        self.values: dict[bytes, bytes] = {}

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        return {key: self.values[key] for key in keys if key in self.values}

    def keep(self, key: bytes, value: bytes) -> None:
        self.values[key] = value

    def use(self, keys: Iterable[bytes]) -> None:
        pass

    def flush(self) -> None:
        pass


class Desk:
    """The sound archive on a disk, into which files are put and taken out again."""

    def __init__(self, root: Path, conf: Mapping[str, Any]) -> None:
        self.root, self.settings = root, conf
        self.words: Catalogues = load_words(conf, site_of(conf, DAY))

    def check(self, files: Mapping[str, bytes]) -> Prepared:
        """Check the archive with these files in it, cut to size, and what it says of them."""
        cut = {path: data[:LARGEST] for path, data in files.items()}
        try:
            for path, data in cut.items():
                target = self.root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            with in_time(SECONDS):
                found = prepare(self.settings, DAY, Forgetful())
        finally:
            for path in cut:
                self._put_back(path)
        self._assert_told(found, cut)
        return found

    def _put_back(self, path: str) -> None:
        sound, here = BASE / "content" / path, self.root / path
        if sound.exists():
            here.write_bytes(sound.read_bytes())
            return
        here.unlink()
        if not any(here.parent.iterdir()):
            here.parent.rmdir()

    def _assert_told(self, found: Prepared, files: Mapping[str, bytes]) -> None:
        """Assert that the faults are sorted, that each has a place in its file, and words in every language."""
        assert list(found.faults) == sorted(set(found.faults))
        for fault in found.faults:
            self._assert_placed(fault, files)
            for language in LANGUAGES:
                assert self.words.spoken(language, f"fault.{fault.code}") == language
                message = fault_message(fault, self.words, language)
                assert message.strip()
                assert not FORBIDDEN.search(message)
                assert "\n" not in message
        for form in FORMATS.values():
            "\n".join(form(found.faults, self.words, "az", str(self.root))).encode()
        for text in () if found.stopping else found.loaded.archive.texts():
            # a feed that held one could not be read by anybody
            assert not FORBIDDEN.search(text.html)

    def _assert_placed(self, fault: Fault, files: Mapping[str, bytes]) -> None:
        assert (fault.line > 0) == (fault.column > 0)
        content, _ = decode(files[fault.path]) if fault.path in files else (None, [])
        if content is not None:
            assert fault.line <= content.count("\n") + 1, fault


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    target = tmp_path_factory.mktemp("fuzz")
    content = lay_out(None, target)
    conf = {**read_settings(str(CONF)), "PATH": str(content), "STORE_PATH": str(target / "store")}
    desk = Desk(content, conf)
    with pytest.MonkeyPatch.context() as patch:
        # the catalogues do not change from one example to the next
        patch.setattr(site_loader, "load_words", lambda *_: desk.words)
        yield desk


@examples(40)
@given(st.binary(max_size=300), st.sampled_from([b"", b"---\n", b"---\ntitle: a\n---\n", b"\xef\xbb\xbf---\n", b"a: "]))
def test_any_bytes(desk: Desk, data: bytes, before: bytes) -> None:
    desk.check({ALONE: before + data, "tags.yaml": data, REDIRECTS: before + data})


@examples(25)
@given(ANY_TEXT, ANY_TEXT)
def test_any_text(desk: Desk, field: str, body: str) -> None:
    content = "\n".join([*_fields(ALONE), f"authors: [{field}]"])
    desk.check({ALONE: f"---\n{content}\n---\n\nWords {body} here.\n".encode()})


@examples(70)
@given(front_matters(_fields(ALONE)), st.sampled_from([ALONE, TRANSLATION, PAGE, NOTICE]))
def test_any_fields(desk: Desk, front: str, path: str) -> None:
    desk.check({path: _file(front)})


@examples(40)
@given(
    st.sampled_from(VOCABULARIES),
    st.dictionaries(st.one_of(IDS, WORDS), VALUES, max_size=4).map(dumped).map(str.encode) | mutated(DATA, LARGEST),
)
def test_any_vocabulary(desk: Desk, path: str, data: bytes) -> None:
    desk.check({path: data})


@examples(40)
@given(
    st.lists(st.tuples(st.one_of(ADDRESSES, WORDS), st.one_of(ADDRESSES, SYNTAX, VALUES.map(dumped))).map(": ".join))
)
def test_any_redirects(desk: Desk, lines: list[str]) -> None:
    desk.check({REDIRECTS: "\n".join(lines).encode()})


@examples(70)
@given(bodies(), st.sampled_from([ALONE, TRANSLATION, NOTICE]))
def test_any_body(desk: Desk, body: str, path: str) -> None:
    desk.check({path: _file("\n".join(_fields(path)), body)})


@examples(70)
@given(mutated(REAL, LARGEST), st.sampled_from([ALONE, TRANSLATION, PAGE, NOTICE, "briefings/2023/first/tr.md"]))
def test_any_damage_to_a_real_text(desk: Desk, data: bytes, path: str) -> None:
    desk.check({path: data})


@examples(25)
@given(st.one_of(st.binary(min_size=1, max_size=12), WORDS.map(str.encode)), st.booleans())
def test_any_name(desk: Desk, name: bytes, of_a_folder: bool) -> None:
    shown = os.fsdecode(name.translate(None, b"/\0").lstrip(b".")[:200] or b"x")
    path = f"briefings/2022/{shown}/en.md" if of_a_folder else f"briefings/2022/alone/{shown}"
    desk.check({path: (BASE / "content" / ALONE).read_bytes()})


@examples(25)
@given(
    st.dictionaries(st.sampled_from(LANGUAGES), st.tuples(STATUSES, st.sampled_from("az en ru tr".split()), IDS)),
)
def test_any_works_of_several_texts(desk: Desk, texts: dict[str, tuple[str, str, str]]) -> None:
    """Texts that translate, relate to, withdraw and redirect to one another in any order."""
    files = {}
    for language, (status, source, slug) in texts.items():
        fields = ["title: A", "summary: B", f"status: {status}"]
        if source == language:
            fields += [*_fields(ALONE)[2:], f"related: [{slug}]", f"redirect_from: [{slug}, en/{slug}]"]
        else:
            fields.append(f"translates: {source}")
        body = f"See [it](../{slug}/{source}.md#part) and [this]({source}.md)."
        files[f"briefings/2022/other/{language}.md"] = _file("\n".join(fields), body)
    desk.check(files)


SLUGS = st.sampled_from("old older alone second first about other tags page archive 2022 2023 az feed".split())
OLD = st.one_of(
    SLUGS,
    st.tuples(st.sampled_from("az en xx 2020".split()), SLUGS).map("/".join),
    st.tuples(st.sampled_from("az en".split()), st.sampled_from("2022 tags people page".split()), SLUGS).map("/".join),
)
MAKERS = (text_pages, listing_pages, redirect_pages, root_pages)


@examples(30)
@given(st.lists(OLD, max_size=3), st.lists(OLD, max_size=2), st.dictionaries(OLD, OLD, max_size=2), STATUSES, STATUSES)
def test_any_earlier_addresses_that_the_checker_accepts_can_be_built(
    desk: Desk, one: list[str], two: list[str], moved: dict[str, str], status: str, other: str
) -> None:
    def fields(path: str, status: str, earlier: list[str]) -> str:
        moved_from = [f"redirect_from: [{', '.join(earlier)}]"] if earlier else []
        return "\n".join([*_fields(path), f"status: {status}", *moved_from])

    found = desk.check(
        {
            ALONE: _file(fields(ALONE, status, one)),
            PAGE: _file(fields(PAGE, other, two), "This archive is small.\n"),
            REDIRECTS: "".join(f"{old}: {new}\n" for old, new in moved.items()).encode(),
        }
    )
    if not found.stopping:
        plans = [plan for make in MAKERS for plan in make(found.edition)]
        pages = [page.summary for plan in plans for page in plan.make()]
        require_distinct([*(page.address for page in pages), *(file.address for file in found.files)])
        require_targets(pages)
        require_all_texts(found, pages)
