"""Which answers the editors' commands accept, and what may have been meant by one that they do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any

from plugins.archive import fieldtypes as types
from plugins.archive.addresses import is_reserved
from plugins.archive.characters import FORBIDDEN, strays
from plugins.archive.faults import Fault, fault
from plugins.archive.shapes import FieldType
from plugins.archive.vocabularies import SLUG, Term
from plugins.archive.yamltree import Listing, Scalar
from plugins.languages.datereading import meant_date
from plugins.languages.names import meant_language
from plugins.reading.termnames import TermNames
from plugins.reading.unseen import stray_fault

from .desk import Desk, RefusedError

_BETWEEN = re.compile("[,;]")
DATES = (types.DATE, types.DAY, types.WHOLE_DATE, types.PUBLISHED)


def accept_typed(desk: Desk, field: str, kind: FieldType) -> Callable[[str], Any]:
    """Accept what a field's type reads, and a date in any usual form; of a language the refusal guesses which."""

    def accept(typed: str) -> Any:
        clean = clean_answer(desk, typed)
        value, faults = _read(field, kind, clean)
        if not faults:
            return value
        meant = meant_date(clean, desk.site.tags) if kind in DATES else None
        value, others = _read(field, kind, meant.iso) if meant else (None, faults)
        if not others:
            return value
        refusal = desk.refusal(faults[0], _meant_language(desk, clean) if kind is types.LANGUAGE else "")
        forms = "date-forms" if kind is types.DATE else "day-forms"
        raise RefusedError(f"{refusal}; {desk.say(forms)}") if kind in DATES else refusal

    return accept


def _read(field: str, kind: FieldType, words: str) -> tuple[Any, list[Fault]]:
    faults: list[Fault] = []
    return kind.read(field, Scalar(words, 1, 1), faults), faults


def require_language(desk: Desk, typed: str) -> str:
    """Return the tag of a language of the site; RefusedError says which there are."""
    found, tags = clean_answer(desk, typed), desk.site.tags
    if found not in tags:
        raise desk.refusal(fault("language", found=found, known=", ".join(tags)), _meant_language(desk, found, tags))
    return found


def require_slug(desk: Desk, typed: str) -> str:
    """Return a slug that a folder or term may have; RefusedError says what is wrong with it."""
    slug = clean_answer(desk, typed)
    if not SLUG.match(slug):
        raise desk.refusal(fault("slug", found=slug))
    if is_reserved(slug) or slug in desk.site.tags:
        raise desk.refusal(fault("reserved-slug", found=slug))
    return slug


def accept_terms(desk: Desk, taxonomy: str, terms: Mapping[str, Term]) -> Callable[[str], tuple[str, ...]]:
    """Accept the ids of terms or their names in any language, between commas or semicolons.

    Without either one name may be meant, or ids between spaces, if any of them is known.
    """
    names = TermNames(terms)
    kind = types.TAGS if taxonomy == "tags" else types.IDS

    def accept(typed: str) -> tuple[str, ...]:
        words = clean_answer(desk, typed)
        known = [part for part in words.split() if names.named(part)]
        whole = _BETWEEN.search(words) or names.named(words) or not known
        parts = [part.strip() for part in (_BETWEEN.split(words) if whole else words.split())]
        ids = tuple(_term(desk, taxonomy, part, names) for part in parts if part)
        faults: list[Fault] = []
        kind.read(taxonomy, Listing(tuple(Scalar(each, 1, 1) for each in ids), 1, 1), faults)
        if faults:
            raise desk.refusal(faults[0])
        return ids

    return accept


def _term(desk: Desk, taxonomy: str, typed: str, names: TermNames) -> str:
    """Return the id of the one term that is called so."""
    named = names.named(typed)
    if len(named) == 1:
        return named[0]
    meant = ", ".join(named) or names.meant(typed)
    raise desk.refusal(fault("unknown-term", found=typed, vocabulary=f"{taxonomy}.yaml", meant=meant))


def _meant_language(desk: Desk, typed: str, among: Collection[str] = ()) -> str:
    own = {each.name: each.tag for each in desk.site.languages}
    return meant_language(typed, own, (desk.language,), among)


def clean_answer(desk: Desk, typed: str) -> str:
    """Return what was typed in Unicode's normal form, without spaces around it.

    RefusedError for a control, and for a character that does nothing where it stands.
    """
    forbidden = FORBIDDEN.search(typed)
    if forbidden:
        raise desk.refusal(fault("control-character", found=f"U+{ord(forbidden[0]):04X}"))
    clean = unicodedata.normalize("NFC", typed.strip())
    for _, character in strays(clean):
        raise desk.refusal(stray_fault(character))
    return clean
