"""`newsarchive term`: add a term to a vocabulary.

A term is a tag, person, organisation or place; a vocabulary is the YAML file with all of a kind, such as `tags.yaml`.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from newsarchive.build.diagnostics import fault_line
from newsarchive.build.terminal import shown_path
from newsarchive.content.suggestions import TermNames
from newsarchive.content.typed_text import decode
from newsarchive.i18n.slugs import new_slug
from newsarchive.model.diagnostics import RefusedError, UsageError, did_you_mean
from newsarchive.model.field_types import TEXT
from newsarchive.model.vocabularies import TAXONOMIES, Term, parse_vocabulary

from .command import Command
from .context import Desk, at_desk
from .prompts import Ask, Question, accept_typed, clean_answer, gather, require_slug, terminal_ask
from .writing import Edit, write_all
from .yaml_edits import plain_yaml, scalar, with_key

_KIND = "KIND"
COMMAND = Command("add a topic, person, organisation or place", "write", content=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive term` to the parser; those that are not given are asked for at the terminal."""
    parser.add_argument("kind", nargs="?", default="", metavar=_KIND, help=f"one of: {', '.join(TAXONOMIES)}")
    parser.add_argument("names", nargs="*", metavar="LANG=NAME", help="its name in each language: en='Press freedom'")
    parser.add_argument("--id", default="", help="its id, such as press-freedom; by default, made from its name")


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive term`: add a tag, person, organisation or place, or names of one, and print its id."""
    given = {"kind": options.kind, "id": options.id}
    for words in options.names:
        tag, sign, name = words.partition("=")
        if not sign or tag not in desk.site.tags:
            raise UsageError(desk.say("term-name", found=words, known=", ".join(desk.site.tags)))
        given[f"name_{tag}"] = name
    add_term(desk, given, terminal_ask())


def add_term(desk: Desk, given: Mapping[str, str], ask: Ask | None) -> None:
    """Add a term to its vocabulary, or names in further languages to one that is there; print its id and the file.

    `given` has the values as typed: `kind` (the vocabulary), `id` and `name_<language tag>`. If one is missing or
    wrong, or the file cannot be changed, RefusedError is raised and nothing is written.
    """
    accept = partial(require_taxonomy, desk)
    kind = Question("kind", desk.say("ask.kind"), accept, choices=desk.site.taxonomies, typed=_KIND)
    values = gather([kind, *_name_questions(desk, given), _id_question(desk)], given, ask, desk)
    edit = _edit(desk, values, values["id"])
    write_all(desk.root, [edit])
    desk.tell("term-added", id=values["id"], path=edit.path)
    desk.tell("next")


def _edit(desk: Desk, values: Mapping[str, Any], term_id: str) -> Edit:
    names = {tag: values[f"name_{tag}"] for tag in _languages(desk) if values[f"name_{tag}"]}
    path = desk.root / f"{values['kind']}.yaml"
    before = path.read_bytes() if path.is_file() else None
    # a proposal: the editor corrects it in the file where the family name has two words
    family = {tag: name.split()[-1] for tag, name in names.items() if values["kind"] == "people" and " " in name}
    after = with_terms(desk, values["kind"], before, [Term(term_id, names, sort=family)])
    return Edit(path, before, after.encode())


def vocabulary_of(desk: Desk, taxonomy: str) -> Mapping[str, Term]:
    """Return the terms in a vocabulary's file by id, without those that cannot be parsed; none if there is no file."""
    path = desk.root / f"{taxonomy}.yaml"
    text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    terms, _ = parse_vocabulary(text, path.name, desk.site.tags, desk.site.default)
    return terms


def require_taxonomy(desk: Desk, typed: str) -> str:
    """Return the vocabulary that an editor means, as `people` for `person` or `people.yaml`; or raise RefusedError."""
    words, known = clean_answer(desk, typed).removesuffix(".yaml").casefold(), desk.site.taxonomies
    named = {desk.words(tag, f"{name}.title").casefold(): name for name in known for tag in desk.site.tags}
    named |= {"person": "people"} | {name.removesuffix("s"): name for name in known} | {name: name for name in known}
    if words in named:
        return named[words]
    meant = named.get(did_you_mean(words, named), "")
    raise desk.refused(desk.say("no-kind", found=typed.strip(), known=", ".join(desk.site.taxonomies)), meant)


def _name_questions(desk: Desk, given: Mapping[str, str]) -> list[Question]:
    try:
        known = given.get("id") in vocabulary_of(desk, require_taxonomy(desk, given.get("kind", "")))
    except RefusedError:
        known = False
    return [
        Question(
            f"name_{tag}",
            desk.say(
                "ask.name" if tag == desk.site.default else "ask.name-else", language=desk.site.language(tag).name
            ),
            accept_typed(desk, f"names.{tag}", TEXT),
            required=tag == desk.site.default and not known,
            typed=f"{tag}=…",
        )
        for tag in _languages(desk)
    ]


def _languages(desk: Desk) -> tuple[str, ...]:
    return (desk.site.default, *(tag for tag in desk.site.tags if tag != desk.site.default))


def _id_question(desk: Desk) -> Question:
    accept = partial(require_slug, desk)

    def proposing(values: Mapping[str, Any]) -> Question:
        def accept_new(typed: str) -> str:
            term_id = accept(typed)
            # refused here, a term is asked for again, and no answer is lost
            _edit(desk, values, term_id)
            return term_id

        proposal = new_slug(values[f"name_{desk.site.default}"], desk.site.default)
        return Question("id", desk.say("ask.id", id=proposal), accept_new, proposal=proposal)

    return Question("id", "", accept, after=proposing)


def with_terms(desk: Desk, taxonomy: str, data: bytes | None, added: Sequence[Term]) -> str:
    """Return the content of a vocabulary's file (None if it does not exist) with more terms, in the order of ids.

    A term that is there gets the names in languages that it lacks. RefusedError is raised if the file has a fault, the
    term would not change, a name would be changed or is that of another term, or the layout does not allow the change.
    """
    path = f"{taxonomy}.yaml"
    content, faults = decode(data or b"")
    known, found = parse_vocabulary(content or "", path, desk.site.tags, desk.site.default)
    for stopping in (fault.at(path) for fault in (*faults, *found) if not fault.warning):
        raise RefusedError(fault_line(stopping, desk.words, desk.language, shown_path(desk.root)))
    after = (data or b"").decode()
    for term in added:
        old = known[term.id].names if term.id in known else {}
        new = {tag: name for tag, name in term.names.items() if tag not in old}
        if old and (not new or any(old.get(tag, name) != name for tag, name in term.names.items())):
            raise desk.refuse("term-known", id=term.id, path=desk.root / path)
        for name in new.values():
            for other in set(TermNames(known).named(name)) - {term.id}:
                raise desk.refuse("term-named", name=name, id=other, path=desk.root / path)
        later = [key for key in plain_yaml(after) or () if key > term.id]
        changed = with_key(after, term.id, partial(_with_names, term, new), later)
        if changed is None:
            raise desk.refuse("odd-layout", path=desk.root / path)
        after = changed
    return after


def _with_names(term: Term, names: Mapping[str, str], entry: Any) -> Any:
    if entry is None:
        words = {"names": term.names, "sort": term.sort}
        return {key: {tag: scalar(name) for tag, name in by_tag.items()} for key, by_tag in words.items() if by_tag}
    entry["names"] |= {tag: scalar(name) for tag, name in names.items()}
    return entry
