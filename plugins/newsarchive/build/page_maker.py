"""Render the pages that differ, and collect pages and files on the stage.

`SiteFiles` are the outputs of a build: `add_pages` asks the plugins for their pages and renders those that may differ
from the last build (`wanted_pages`), `add_files` adds all other files. The functions `require_…` stop a build whose
pages contradict each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

import msgspec
from msgspec.structs import replace

from newsarchive.model import addresses
from newsarchive.model.index import Archive, Edition, address
from newsarchive.model.models import Briefing, Issue
from newsarchive.model.pages import BookFile, BookPlan, File, OutputPaths, Page, PageSummary, Plan, Seal
from newsarchive.server.server_rules import HOST_RULES
from newsarchive.signals import answers, editions_wanted, pages_wanted

from .cache import Cache
from .errors import BuildError
from .output import Stage
from .render import Renderer, input_digest, sources_of
from .site_loader import Prepared
from .state import Details, Output
from .workers import mapped, workers_for

_LEAST_PLANS, _LEAST_FILES = 64, 256  # per process: with fewer, forking costs more than it saves


def require_distinct(every: Iterable[str]) -> None:
    """Raise BuildError if two addresses would be the same file, or a file and a folder, on some file system."""
    checked = OutputPaths()
    for path in map(addresses.file_of, every):
        if other := checked.add(path):
            raise BuildError(f"{path} and {other} cannot both be written on every disk")


def require_targets(pages: Collection[PageSummary]) -> None:
    """Raise BuildError if the target of a redirect does not exist or is itself a redirect."""
    standing = {page.address for page in pages if not page.refresh}
    for page in pages:
        if page.refresh and page.refresh not in standing:
            raise BuildError(f"the redirect from {page.address} leads to {page.refresh}, where there is no page")


def require_all_texts(prepared: Prepared, pages: Iterable[PageSummary]) -> None:
    """Raise BuildError if a content file is not on the site, although it is neither a draft nor waiting for its day."""
    works = prepared.loaded.archive
    built, address_of = {page.address: page.letters for page in pages}, works.address_of_file
    done = {*works.drafts, *works.waiting}
    done.update(text.path for notice in works.notices for text in notice.texts.values())
    texts = (text for work in (*works.briefings, *works.standing) for text in work.texts.values())
    done.update(text.path for text in texts if address_of[text.path] in built)
    for briefing in works.briefings:
        own = [text for tag, text in briefing.texts.items() if briefing.readable(tag)]
        shown = [built.get(address_of[text.path], ()) for text in own]
        letters = (letter.text.path for letter in works.letters.get(briefing.folder, ()))
        done.update(path for path in letters if all(path in paths for paths in shown))
    if lost := sorted({place.path for place in prepared.loaded.tree.places} - done):
        raise BuildError(f"not published: {', '.join(lost)}")


class MadePage(msgspec.Struct, frozen=True):
    """What a build did with one page; it is not rendered if its key is that of the last build."""

    path: str
    output: Output
    rendered: bool
    changed: bool


_BOOKS: msgspec.msgpack.Decoder[list[BookFile]] = msgspec.msgpack.Decoder(list[BookFile])


def _plans(edition: Edition) -> Iterator[Plan]:
    """Yield the plugins' plans for the pages that this build needs: each an address and a function that makes it."""
    plans = (plan for answer in answers(pages_wanted, edition) for plan in answer)
    return (plan for plan in plans if plan.late or edition.wants_any(plan.address))


def planned_pages(edition: Edition, wanted: Iterable[str]) -> Iterator[Page]:
    """Yield the pages with these addresses, ready to be rendered; no plan is made after the last of them."""
    missing = frozenset(wanted)
    for plan in _plans(replace(edition, wanted=missing)) if missing else ():
        for page in plan.make():
            if page.address in missing:
                yield page
                missing -= {page.address}
        if not missing:
            return


def wanted_pages(then: Details | None, now: Details, before: Mapping[str, Output]) -> frozenset[str] | None:
    """Return the addresses of the pages that this build must render, or None if it must look at all pages.

    These are the pages that print words of a changed briefing, and those whose file is not intact, so not in `before`.
    """
    if not then or (then.shared, then.structure, then.words.keys()) != (now.shared, now.structure, now.words.keys()):
        return None
    changed = {place for place, (name, digest) in enumerate(then.words.items()) if now.words[name] != digest}
    return frozenset(
        each.page.address
        for path, each in then.outputs.items()
        if each.page and (path not in before or not changed.isdisjoint(each.reads))
    )


class SiteFiles:
    """The pages and files of a build. Each is on the stage if it has `changed`, else in the output folder."""

    renderer: Renderer  # there is none before `add_pages`

    def __init__(self, stage: Stage) -> None:
        """Begin without pages and files."""
        self.stage = stage
        self.outputs: dict[str, Output] = {}
        self.changed: set[str] = set()
        self.pages: list[PageSummary] = []
        self.rendered = self.files = 0

    def unknown(self) -> list[str]:
        """Return the paths of the files that no build has checked, because their bytes differ from the last build's."""
        before = self.stage.before
        return [path for path, each in self.outputs.items() if path not in before or before[path].digest != each.digest]

    def data(self, path: str) -> bytes:
        """Return the bytes of a page or file."""
        return ((self.stage.folder if path in self.changed else self.stage.output) / path).read_bytes()

    def add_pages(self, edition: Edition, renderer: Renderer, now: Details) -> None:
        """Add all pages: render those that this build needs (`Edition.wanted`), and take over all others."""
        if edition.wanted is not None:
            before = self.stage.before.items()
            self.outputs = {path: each for path, each in before if each.page and not edition.wants(each.page.address)}
        every = list(_plans(edition))
        self.renderer, self._shared = renderer, now.shared
        self._places = {name: place for place, name in enumerate(now.words)}
        made = self._rendered_pages(edition, [plan for plan in every if not plan.late])
        require_distinct([each.path for each in made])
        self._add(made)
        pages = {each.page.address: each.page for each in self.outputs.values() if each.page}
        pages |= {plan.late.address: plan.late for plan in every if plan.late}
        self.pages = [pages[address] for address in sorted(pages)]
        require_targets(self.pages)

    def _rendered_pages(self, edition: Edition, plans: Sequence[Plan]) -> list[MadePage]:
        label = edition.words(edition.site.default, "newsroom.progress.pages")
        wanted = len(plans) if edition.wanted is None else min(len(plans), len(edition.wanted))
        workers = workers_for(wanted, least=_LEAST_PLANS)
        return [page for _, made in mapped(partial(self._rendered, edition), plans, workers, label) for page in made]

    def _rendered(self, edition: Edition, plan: Plan) -> list[MadePage]:
        made: list[MadePage] = []
        edition.reads.clear()
        for page in plan.make():
            if edition.wants(page.address):
                made.append(self._page(edition, page))
            edition.reads.clear()
        return made

    def _page(self, edition: Edition, page: Page) -> MadePage:
        path, key = addresses.file_of(page.address), input_digest(page, edition, self._shared)
        before = self.stage.same(path, key)
        digest, changed = (before.digest, False) if before else self.stage.put(path, self.renderer.render(page))
        if isinstance(page.work, Briefing):
            edition.reads.update((page.work.slug, sources_of(page.work.slug)))
        reads = tuple(sorted(self._places[name] for name in edition.reads))
        return MadePage(path, Output(digest, key, page.summary, reads), rendered=not before, changed=changed)

    def _add(self, made: Iterable[MadePage]) -> None:
        for each in made:
            self.outputs[each.path] = each.output
            self.rendered += each.rendered
            if each.changed:
                self.changed.add(each.path)

    def add_files(self, files: Sequence[File]) -> None:
        """Add files that are not pages. If one has the same key as in the last build, it is not even computed."""
        same = {file.address: before for file in files if (before := self.stage.same(file.address, file.key))}
        self.outputs |= same
        wanted = sorted((file for file in files if file.address not in same), key=lambda file: file.address)
        workers = workers_for(len(wanted), least=_LEAST_FILES)
        for index, answer in mapped(lambda file: self.stage.put(file.address, file.data), wanted, workers):
            self._add_file(wanted[index].address, wanted[index].key, *answer)
        self.files += len(files)

    def _add_file(self, path: str, key: bytes, digest: bytes, changed: bool) -> None:
        self.outputs[path] = Output(digest, key)
        if changed:
            self.changed.add(path)

    def add_books(self, edition: Edition, cache: Cache) -> Edition:
        """Add the files with the archive in them that plugins plan; return the site context with these files."""
        finished, before = FinishedFiles(self, edition), self.stage.before
        plans = [plan for answer in answers(editions_wanted, edition, finished=finished) for plan in answer]
        known, books, stale = cache.find([plan.key for plan in plans]), list[BookFile](), list[BookPlan]()
        for plan in plans:
            records = _BOOKS.decode(known[plan.key]) if plan.key in known else []
            same = [
                each
                for each in records
                if self.stage.same(each.path, plan.key)
                and edition.issue(each.path, each.content) == Issue(each.path, each.number, each.day, each.content)
            ]
            if tuple(each.path for each in same) == plan.paths:
                self.outputs |= {path: before[path] for path in plan.paths}
                books += same
            else:
                stale.append(plan)
        # the longest last: `mapped` begins with the last
        stale.sort(key=lambda plan: plan.weight)
        for index, answer in mapped(self._bound, stale, workers_for(len(stale), least=1)):
            for book, written in answer:
                self._add_file(book.path, stale[index].key, *written)
            records = [book for book, _ in answer]
            cache.keep(stale[index].key, msgspec.msgpack.encode(records))
            books += records
        require_distinct(self.outputs)
        self.files += len(books)
        return replace(edition, books=tuple(sorted(books, key=lambda book: book.path)))

    def _bound(self, plan: BookPlan) -> list[tuple[BookFile, tuple[bytes, bool]]]:
        return [(book, self.stage.put(book.path, data)) for book, data in plan.make()]

    def add_late_pages(self, edition: Edition) -> None:
        """Add the pages that print files which only now are there (`Plan.late`), in `Edition.books`."""
        every = replace(edition, wanted=None)
        for plan in _plans(replace(edition, wanted=frozenset())):
            self._add(self._rendered(every, plan))

    def add_closing_files(self, edition: Edition, seal: Seal, files: Iterable[File]) -> None:
        """Add the files that close a publication; `files` are the others that are no pages."""
        issued = {each.address: each.issued for each in files if each.issued}
        issued |= {each.path: (each.number, each.day) for each in edition.books}
        self.add_files(seal.files(FinishedFiles(self, edition), issued))


class FinishedFiles:
    """The pages and files that a build has made until now, for plugins that add files with these in them.

    Attributes:
        digests: The SHA-256 digest of each file, by path.
        untold: The paths of the files that would reveal the address of a text which must stay secret.
        changed: The paths of the files that differ from the last build.
    """

    def __init__(self, made: SiteFiles, edition: Edition) -> None:
        """Begin with the files that are made now."""
        self._made = made
        self.digests: Mapping[str, bytes] = {path: each.digest for path, each in made.outputs.items()}
        self.untold: Collection[str] = untold_paths(made.outputs, edition.archive)
        self.changed: Collection[str] = made.changed

    @cached_property
    def readable(self) -> Mapping[str, bytes]:
        """The digests of the files that readers find through lists and links, but for redirects."""
        pages = {path: output.page for path, output in self._made.outputs.items()}
        hidden = {*self.untold, *HOST_RULES, *(path for path, page in pages.items() if page and page.refresh)}
        return {path: digest for path, digest in self.digests.items() if path not in hidden}

    def data(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self._made.data(path)

    def render(self, template: str, language: str, view: Mapping[str, object], href: Callable[[str], str]) -> str:
        """Return what a template prints, without what surrounds a page; `href` returns a link to an address."""
        return self._made.renderer.render_part(template, language, view, href)


def untold_paths(outputs: Mapping[str, Output], archive: Archive) -> frozenset[str]:
    """Return the paths of the output files that would reveal the address of a text which must stay secret.

    Such a text is hidden, or was withdrawn for a person's safety. The files are its page and everything below it,
    redirects to it, its share picture, and the pictures and documents beside it that no public text shows or links.
    """
    works = (*archive.briefings, *archive.standing)
    places = tuple(address(work, tag) for work in works for tag in work.texts if work.is_untold(tag))
    pictures = {addresses.share_picture(each) for each in places}
    folders = {work.folder for work in (*works, *archive.notices)}
    untold = set()
    for path, each in outputs.items():
        leads, source = each.page.refresh if each.page else "", addresses.source_of(path)
        is_beside = source.rpartition("/")[0] in folders and source not in archive.told_files
        if path in pictures or is_beside or path.startswith(places) or leads.startswith(places):
            untold.add(path)
    return frozenset(untold)
