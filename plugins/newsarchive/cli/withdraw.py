"""`newsarchive withdraw`: take back a briefing or one of its texts.

The words leave the files, but the files stay: a withdrawn text's page says when and why it was withdrawn.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import cast

from newsarchive.build.guards import is_uncommitted
from newsarchive.build.terminal import shown_path
from newsarchive.content.tree import walk
from newsarchive.content.typed_text import Place
from newsarchive.i18n.slugs import slugify
from newsarchive.model.diagnostics import RefusedError, did_you_mean
from newsarchive.model.fields import WITHDRAWAL_REASONS, FrontMatter, Withdrawal, WithdrawalReason
from newsarchive.model.front_matter import front_matter
from newsarchive.model.models import SILENT
from newsarchive.model.revisions import held_back

from .command import Command
from .context import Desk, WorkFolder, at_desk, folder_of, original_of, require_words
from .prompts import Question, add_work, clean_answer, gather, language_question, terminal_ask, which_work
from .rename import changed_links
from .writing import Edit, explain_form, published_languages, write_all

COMMAND = Command("withdraw a briefing, or one of its translations", "write", content=True, dry=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive withdraw`; the briefing and the reason are asked for if they are not given."""
    add_work(parser, "briefing")
    alone = "withdraw this translation alone; by default, all languages"
    parser.add_argument("lang", nargs="?", default="", metavar="LANG", help=alone)
    parser.add_argument(
        "--reason", default="", help=f"one of: {', '.join(WITHDRAWAL_REASONS)}; the first word is enough"
    )


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive withdraw`: withdraw a briefing or a translation, and print what changes."""
    reason = Question("reason", desk.say("ask.reason"), partial(require_reason, desk), choices=_reasons(desk))
    # the language is not asked for: a withdrawal is urgent, and mostly concerns the whole briefing
    language = [language_question(desk, "ask.of-text")] if options.lang else []
    values = gather([which_work(desk), reason, *language], vars(options), terminal_ask(), desk)
    withdraw(desk, values["briefing"], values["reason"], values.get("lang") or "")


def _reasons(desk: Desk) -> tuple[str, ...]:
    return tuple(desk.say(f"reason.{slugify(each, 'en')}") for each in WITHDRAWAL_REASONS)


def require_reason(desk: Desk, typed: str) -> str:
    """Return the reason whose name, in any language, begins with what was typed (`court`), or raise RefusedError."""
    key = "newsroom.reason.{}".format
    named = [(tag, reason) for tag in desk.site.tags for reason in WITHDRAWAL_REASONS]
    names = {desk.words(tag, key(slugify(reason, "en"))).casefold(): reason for tag, reason in named}
    names |= {reason: reason for reason in WITHDRAWAL_REASONS}
    wanted = clean_answer(desk, typed).casefold()
    found = {reason for name, reason in names.items() if wanted and name.startswith(wanted)}
    if len(found) == 1:
        return found.pop()
    message = desk.say("no-reason", found=typed.strip(), known=", ".join(_reasons(desk)))
    raise desk.refused(message, names.get(did_you_mean(wanted, names), ""))


def withdraw(desk: Desk, name: str, reason: str, language: str = "") -> None:
    """Withdraw a briefing, or one of its translations if a language is given, and print what changes.

    The words are removed from the files. Links from other texts stay, but lose their `#part`, which leads nowhere now.
    A translation that is not public yet stays as it is, and is named: a page that says it was withdrawn would publish
    that there was a text. RefusedError is raised, and nothing written, if there is no such text, it was never
    published, or its present words are not committed to git, so that they would be lost.
    """
    folder = folder_of(desk, name)
    wanted = _withdrawn(desk, folder, language)
    published = published_languages(desk, folder)
    if published.isdisjoint(place.language for place in wanted):
        path = wanted[0].path if language else folder.path
        raise desk.refuse("withdraw.never-online", path=desk.root / path)
    work = folder.work
    # an earlier version of a text that is now a draft may be online
    unseen = {tag for tag, text in work.texts.items() if held_back(text, work, desk.site.day)} - published
    places = [place for place in wanted if place.language not in unseen]
    edits = [_wordless(desk, folder, place, reason, alone=bool(language)) for place in places]
    # the file of a translation that was withdrawn before stays as it is
    edits = [edit for edit in edits if edit.after != edit.before]
    for edit in edits:
        if is_uncommitted(desk.root, edit.path):
            raise desk.refuse("withdraw.uncommitted", path=edit.path)
    led, leading = _links_elsewhere(desk, folder, [place.path for place in places])
    write_all(desk.root, [*edits, *led.values()], dry=desk.dry)
    named = desk.say(f"reason.{slugify(reason, 'en')}")
    for edit in edits:
        desk.tell("withdrawn", path=edit.path, day=desk.site.day.isoformat(), reason=named)
    for text in led:
        desk.tell("withdraw.link", path=text)
    for text in leading if reason == SILENT else ():
        desk.tell("withdraw.link-words", path=text)
    for place in (place for place in wanted if place.language in unseen):
        desk.tell("withdraw.left-out", path=desk.root / place.path)
    if not language:
        _tell_consequences(desk, folder)
    desk.tell("withdraw.history")
    desk.tell("next")


def _withdrawn(desk: Desk, folder: WorkFolder, language: str) -> list[Place]:
    path = desk.root / folder.path
    if next(iter(folder.places.values())).kind != "briefing":
        raise desk.refuse("withdraw.no-briefing", path=path)
    original = original_of(desk, folder).text
    if language and language not in folder.places:
        raise desk.refuse("no-text", path=path, language=language)
    if language == original.language:
        raise desk.refuse("withdraw.original", path=desk.root / original.path)
    if original.front.status == "withdrawn":
        raise desk.refuse("withdraw.already", path=path)
    if version := folder.versions.get(language):
        require_words(desk, version)
    return [folder.places[language]] if language else list(folder.places.values())


def _wordless(desk: Desk, folder: WorkFolder, place: Place, reason: str, *, alone: bool) -> Edit:
    """Return an edit that removes the words of a text, but not what decides about its address and day.

    A file that cannot be parsed is treated as a translation.
    """
    version = folder.versions.get(place.language)
    front = version.text.front if version else FrontMatter(translates=original_of(desk, folder).text.language)
    lines = {"status": "status: withdrawn"}
    if front.date:
        lines["date"] = f"date: {front.date.iso}"
    if front.translates:
        lines["translates"] = f"translates: {front.translates}"
    if front.redirect_from:
        lines["redirect_from"] = f"redirect_from: [{', '.join(front.redirect_from)}]"
    new = Withdrawal(desk.site.day, cast(WithdrawalReason, reason))
    # an earlier withdrawal of the translation alone has its own reason, which is preserved
    record = new if alone or not front.translates else front.withdrawal
    if record:
        lines["withdrawal"] = f"withdrawal:\n  date: {record.date.isoformat()}\n  reason: {record.reason}"
    path = desk.root / place.path
    return Edit(path, path.read_bytes(), front_matter(place.kind, lines).encode())


def _links_elsewhere(desk: Desk, folder: WorkFolder, gone: Collection[str]) -> tuple[dict[Path, Edit], list[Path]]:
    """Return the edits that remove the `#part` of links from other texts to the files in `gone`; and all such texts."""
    tree = walk(desk.root, desk.site.tags)
    others = [place for place in tree.places if place.path not in gone]

    def leads(target: str) -> bool:
        return target.partition("#")[0] in gone

    def with_end(end: str) -> dict[Path, Edit]:
        return changed_links(
            desk, others, folder.path, lambda typed, target: typed.partition("#")[0] + end if leads(target) else typed
        )

    edits = with_end("")
    with suppress(RefusedError):  # a field that cannot be changed must not keep the words online
        explain_form(desk, edits, [place for place in tree.texts if place.path not in gone])
    return edits, [*with_end("#gone")]


def _tell_consequences(desk: Desk, folder: WorkFolder) -> None:
    """Name the documents, pictures and letters of a withdrawn briefing, which are not published any more.

    Files with a wrong name are told like pictures: a text in a language that the site no longer has keeps its words.
    """
    tree = walk(desk.root, desk.site.tags)
    kinds = {
        "documents": tree.documents,
        "pictures": sorted({*tree.pictures, *(each.path for each in tree.faults)}),
        "letters": [place.path for place in tree.letters],
    }
    for kind, paths in kinds.items():
        inside = [shown_path(Path(desk.root, path)) for path in paths if path.startswith(f"{folder.path}/")]
        if inside:
            desk.tell(f"withdraw.{kind}", paths=", ".join(inside))
