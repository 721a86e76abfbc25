"""What works say of one another: slugs, related briefings, terms, links and pictures that must exist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from plugins.archive.faults import TOP, Fault, Position, did_you_mean, fault
from plugins.archive.records import Briefing, StandingPage, Text, Work
from plugins.archive.vocabularies import TAXONOMIES, Term

from .assembly import Works

Vocabularies = Mapping[str, Mapping[str, Term]]


def check_references(
    works: Works, vocabularies: Vocabularies, pictures: Collection[str], held: Collection[str]
) -> Iterator[Fault]:
    """Yield every reference that leads nowhere. `held` are paths of texts that exist but are not built today."""
    yield from _doubled_slugs(works)
    slugs = {briefing.slug for briefing in works.briefings}
    waiting = {path.split("/")[2] for path in held if path.startswith("briefings/")}
    for briefing in works.briefings:
        yield from _unknown_terms(briefing, vocabularies)
        yield from _unrelated(briefing, slugs, waiting)
    # a notice has no page, so nothing can lead to it
    fragments = {
        text.path: frozenset(text.fragments)
        for work in (*works.briefings, *works.standing)
        for text in work.texts.values()
    }
    used: set[str] = set()
    for work in _all(works):
        for text in work.texts.values():
            yield from _dead_links(text, fragments, held)
            yield from _missing_pictures(work, text, pictures)
            used.update(link.target for link in text.pictures)
        if work.front.image:
            used.add(f"{work.folder}/{work.front.image.file}")
    folders_held = {path.rpartition("/")[0] for path in held}
    for path in sorted(set(pictures) - used):
        if path.rpartition("/")[0] not in folders_held:
            yield fault("unused-picture", path=path, warning=True)


def _all(works: Works) -> Iterator[Work]:
    yield from works.briefings
    yield from works.standing
    yield from works.notices


def _doubled_slugs(works: Works) -> Iterator[Fault]:
    """A slug is one briefing's in the whole archive, earlier ones (`redirect_from`) included."""
    owners: dict[str, list[Work]] = defaultdict(list)
    for briefing in works.briefings:
        for slug in (briefing.slug, *briefing.front.redirect_from):
            owners[slug].append(briefing)
    for slug, sharing in owners.items():
        for work in sharing[1:]:
            yield fault("doubled-slug", path=work.original.path, found=slug, other=sharing[0].original.path)


def _unknown_terms(briefing: Briefing, vocabularies: Vocabularies) -> Iterator[Fault]:
    for taxonomy in TAXONOMIES:
        known = vocabularies.get(taxonomy, {})
        for term in briefing.terms(taxonomy):
            if term not in known:
                meant = did_you_mean(term, known)
                yield fault(
                    "unknown-term",
                    TOP,
                    path=briefing.original.path,
                    found=term,
                    vocabulary=f"{taxonomy}.yaml",
                    meant=meant,
                )


def _unrelated(briefing: Briefing, slugs: Collection[str], waiting: Collection[str]) -> Iterator[Fault]:
    for slug in briefing.front.related:
        path = briefing.original.path
        if slug == briefing.slug:
            yield fault("related-to-itself", TOP, path, found=slug)
        elif slug not in slugs and slug not in waiting:
            yield fault("unknown-related", TOP, path, found=slug, meant=did_you_mean(slug, slugs))


def _dead_links(text: Text, fragments: Mapping[str, frozenset[str]], held: Collection[str]) -> Iterator[Fault]:
    for link in text.links:
        path, _, fragment = link.target.partition("#")
        if path not in fragments:
            waits = path in held
            code = "link-not-built" if waits else "dead-link"
            yield fault(code, Position(link.line), text.path, warning=waits, target=path)
        elif fragment and fragment not in fragments[path]:
            yield fault("dead-fragment", Position(link.line), path=text.path, target=link.target)


def _missing_pictures(work: Work, text: Text, pictures: Collection[str]) -> Iterator[Fault]:
    for link in text.pictures:
        if link.target not in pictures or link.target.rpartition("/")[0] != work.folder:
            yield fault("missing-picture", Position(link.line), path=text.path, target=link.target)
    image = text.front.image
    if image and image.file and f"{work.folder}/{image.file}" not in pictures:
        yield fault("missing-picture", TOP, path=text.path, target=image.file)
    if work.front.image and not image and isinstance(work, Briefing | StandingPage):
        yield fault("picture-words", TOP, path=text.path)


def unused_terms(works: Works, vocabularies: Vocabularies) -> Iterator[Fault]:
    """Yield a warning for every term that no built briefing has: its page would list nothing."""
    for taxonomy in TAXONOMIES:
        used = {term for briefing in works.briefings for term in briefing.terms(taxonomy)}
        for term in vocabularies.get(taxonomy, {}):
            if term not in used:
                yield fault("unused-term", path=f"{taxonomy}.yaml", warning=True, found=term)
