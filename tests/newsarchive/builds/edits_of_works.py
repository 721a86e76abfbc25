"""Edits of whole works and of what they say of one another, by the rules of `edits`."""

from __future__ import annotations

from tests.newsarchive.builds.archive_files import revision as revision_now
from tests.newsarchive.builds.archive_making import LANGUAGES, Archive, Words, Work
from tests.newsarchive.builds.edits import STATUSES, Edit, a_briefing, a_text, a_word, another, pick

REASONS = ("safety of a person", "court order")


def status_of_a_work(archive: Archive, at: int, by: int) -> str:
    work = pick(list(archive.works.values()), at)
    words = work.texts[work.original]
    words.status = another(STATUSES, by, words.status)
    return f"status of {work.folder}: {words.status}"


def status_of_a_translation(archive: Archive, at: int, by: int) -> str:
    found = [(work, tag) for work in archive.works.values() for tag in work.texts if tag != work.original]
    if not found:
        return ""
    work, tag = pick(found, at)
    statuses = (*STATUSES, "withdrawn") if work.kind == "briefing" else STATUSES
    work.texts[tag].status = another(statuses, by, work.texts[tag].status)
    work.texts[tag].reason = pick(REASONS, by)
    return f"status of {work.folder}/{tag}: {work.texts[tag].status}"


def withdraw(archive: Archive, at: int, by: int) -> str:
    work = a_briefing(archive, at)
    words = work.texts[work.original]
    words.status, words.reason = "withdrawn", pick(REASONS, by)
    return f"{work.folder} is withdrawn: {words.reason}"


def correction(archive: Archive, at: int, by: int) -> str:
    work, tag, words = a_text(archive, at)
    words.correction = a_word(archive, by) if by % 3 else ""
    # lists mark a text as corrected for some days
    words.corrected = pick(("2025-02-03", archive.day), by)
    words.modified = pick(("", "2025-02-03", "2026-06-30"), by)
    return f"correction of {work.folder}/{tag}: {words.correction}, {words.modified}"


def new_translation(archive: Archive, at: int, by: int) -> str:
    work, source, _ = a_text(archive, at)
    missing = [tag for tag in LANGUAGES if tag not in work.texts]
    if not missing:
        return ""
    tag = pick(missing, by)
    work.texts[tag] = Words(a_word(archive, by), f"{a_word(archive, by)}.", translates=source)
    return f"{work.folder}/{tag} translates {source}"


def no_translation(archive: Archive, at: int, by: int) -> str:
    """Delete a translation; what was made from it is made from the original now."""
    work, tag, words = a_text(archive, at)
    if not words.translates:
        return ""
    del work.texts[tag]
    for other in work.texts.values():
        other.translates = work.original if other.translates == tag else other.translates
    return f"{work.folder}/{tag} is gone"


def revision(archive: Archive, at: int, by: int) -> str:
    found = [(work, tag) for work in archive.works.values() for tag in work.texts if tag != work.original]
    if not found:
        return ""
    work, tag = pick(found, at)
    words = work.texts[tag]
    words.revision = ("", "0" * 12, revision_now(archive, work, words.translates))[by % 3]
    return f"revision in {work.folder}/{tag}: {words.revision}"


def picture(archive: Archive, at: int, by: int) -> str:
    work, colour = a_briefing(archive, at), archive.new()
    if by % 2:
        work.picture = None if by % 7 == 1 else colour
    else:
        work.drawing = None if by % 6 == 2 else colour
    return f"pictures of {work.folder}: {work.picture}, {work.drawing}"


def other_pixels(archive: Archive, at: int, by: int) -> str:
    """Replace a picture by another of the same name."""
    works = [work for work in archive.works.values() if work.picture is not None]
    if not works:
        return ""
    work = pick(works, at)
    work.picture = archive.new()
    return f"picture of {work.folder}: {work.picture}"


def words_of_a_picture(archive: Archive, at: int, by: int) -> str:
    works = [work for work in archive.works.values() if work.picture is not None]
    if not works:
        return ""
    work = pick(works, at)
    if by % 3:
        work.texts[pick(sorted(work.texts), by)].caption = a_word(archive, by) if by % 4 else ""
    else:
        work.credit = a_word(archive, by)
    return f"words of the picture of {work.folder}"


def source(archive: Archive, at: int, by: int) -> str:
    work = a_briefing(archive, at)
    work.source = a_word(archive, by)
    return f"source of {work.folder}"


def kept_source(archive: Archive, at: int, by: int) -> str:
    work = a_briefing(archive, at)
    if by % 4 == 0:
        work.dead = not work.dead
        return f"source of {work.folder} is dead: {work.dead}"
    work.kept, work.attempt = another(("", "fetched", "brought", "robots", "asked"), by, work.kept), archive.new()
    return f"source of {work.folder}: {work.kept}"


def link(archive: Archive, at: int, by: int) -> str:
    work, tag, words = a_text(archive, at)
    target = (pick(sorted(archive.works), by), pick(("heading", "letter", ""), by))
    if target in words.links:
        words.links.remove(target)
    else:
        words.links = [*words.links[-2:], target]
    return f"links in {work.folder}/{tag}: {words.links}"


def related(archive: Archive, at: int, by: int) -> str:
    work = a_briefing(archive, at)
    key = pick([key for key, each in archive.works.items() if each.kind == "briefing" and each is not work], by)
    work.related = [each for each in work.related if each != key] + [key] * (key not in work.related)
    return f"related of {work.folder}: {work.related}"


def new_briefing(archive: Archive, at: int, by: int) -> str:
    like, key = a_briefing(archive, at), archive.new()
    texts = {pick(LANGUAGES, by): Words(a_word(archive, by), f"{a_word(archive, by)}.", links=[(0, "heading")])}
    terms = {taxonomy: list(ids) for taxonomy, ids in like.terms.items()}
    archive.works[key] = Work("briefing", f"new-{key}", texts, like.date, terms=terms)
    return f"new {archive.works[key].folder}"


def new_page(archive: Archive, at: int, by: int) -> str:
    key = archive.new()
    kind = pick(("page", "notice"), by)
    texts = {pick(LANGUAGES, at): Words(a_word(archive, by), f"{a_word(archive, by)}.", links=[(1, "letter")])}
    starts, ends = pick(("2026-01-02", "2026-07-02"), by // 2), pick(("2026-07-02", "2026-07-03"), at)
    archive.works[key] = Work(kind, f"new-{key}", texts, starts=starts, ends=ends)
    return f"new {archive.works[key].folder}"


def days_of_a_notice(archive: Archive, at: int, by: int) -> str:
    notices = [work for work in archive.works.values() if work.kind == "notice"]
    if not notices:
        return ""
    work = pick(notices, at)
    work.starts = pick(("2020-01-01", "2026-07-01", "2026-07-02"), by)
    work.ends = pick(("2026-07-03", "2026-07-02"), by)
    return f"{work.folder}: {work.starts} to {work.ends}"


def delete(archive: Archive, at: int, by: int) -> str:
    if len(archive.works) < 8 or (a_briefing(archive, 0) is a_briefing(archive, 1)):
        return ""
    key = pick(sorted(archive.works), at)
    if archive.works[key] is a_briefing(archive, 0):
        return ""
    return f"{archive.works.pop(key).folder} is gone"


def rename(archive: Archive, at: int, by: int) -> str:
    work = pick(list(archive.works.values()), at)
    before, work.slug = work.slug, f"renamed-{archive.new()}"
    if by % 2:
        work.earlier = [*work.earlier, before]
    return f"{before} is now {work.folder}, redirected: {bool(by % 2)}"


def swap_names(archive: Archive, at: int, by: int) -> str:
    one, other = a_briefing(archive, at), a_briefing(archive, by)
    one.slug, other.slug = other.slug, one.slug
    return f"{one.folder} and {other.folder} swap names"


def redirect(archive: Archive, at: int, by: int) -> str:
    if by % 3 == 0 and archive.redirects:
        return f"no redirect from {archive.redirects.popitem()[0]}"
    old = f"{pick(LANGUAGES, at)}/2018/old-{archive.new()}"
    archive.redirects[old] = pick(sorted(archive.works), at)
    return f"redirect from {old} to {archive.redirects[old]}"


def published_revisions(archive: Archive, at: int, by: int) -> str:
    keys = [key for key, work in archive.works.items() if work.kind == "briefing"]
    text = pick([(key, tag) for key in sorted(keys) for tag in archive.works[key].texts], at)
    archive.recorded[text] = another((0, 1, 2, 3), by, archive.recorded.get(text))
    return f"{archive.recorded[text]} revisions of {archive.works[text[0]].folder}/{text[1]} were published"


EDITS_OF_WORKS: tuple[Edit, ...] = (
    published_revisions,
    status_of_a_work,
    status_of_a_translation,
    withdraw,
    correction,
    new_translation,
    no_translation,
    revision,
    picture,
    other_pixels,
    words_of_a_picture,
    source,
    kept_source,
    link,
    related,
    new_briefing,
    new_page,
    days_of_a_notice,
    delete,
    rename,
    swap_names,
    redirect,
)
