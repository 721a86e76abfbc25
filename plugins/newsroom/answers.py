"""Which answers the editors' commands accept, and what may have been meant by one that they do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from plugins.archive import fieldtypes as types
from plugins.archive.characters import FORBIDDEN
from plugins.archive.dates import parse_date
from plugins.archive.faults import Fault, did_you_mean, fault
from plugins.archive.shapes import FieldType
from plugins.archive.yamltree import Listing, Scalar
from plugins.languages.names import languages_by_name

from .desk import Desk


def accept_typed(desk: Desk, field: str, kind: FieldType) -> Callable[[str], Any]:
    """Accept what a field's type reads; a date or a language written otherwise is guessed at in the refusal."""

    def accept(typed: str) -> Any:
        faults: list[Fault] = []
        value = kind.read(field, Scalar(_clean(desk, typed), 1, 1), faults)
        if faults:
            raise desk.refusal(faults[0], _guessed(desk, kind, typed))
        return value

    return accept


def require_language(desk: Desk, typed: str) -> str:
    """Return the tag of a language of the site; RefusedError says which there are."""
    found, tags = _clean(desk, typed), desk.site.tags
    if found not in tags:
        raise desk.refusal(fault("language", found=found, known=", ".join(tags)), meant_language(found, desk))
    return found


def accept_tags(desk: Desk, known: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """Accept ids of `tags.yaml` between commas or spaces."""

    def accept(typed: str) -> tuple[str, ...]:
        ids = tuple(part for part in re.split(r"[,\s]+", _clean(desk, typed)) if part)
        faults = list(_tag_faults(ids, known))
        types.TAGS.read("tags", Listing(tuple(Scalar(each, 1, 1) for each in ids), 1, 1), faults)
        if faults:
            raise desk.refusal(faults[0])
        return ids

    return accept


def meant_date(typed: str) -> str:
    """Return the date that was meant by `12.10.2023`, `2023/10/12` or `2023-2-3`, the day first; else nothing."""
    parts = re.findall(r"\d+", typed)
    year_first = bool(parts) and len(parts[0]) == 4
    ordered = parts if year_first else parts[::-1]
    if not 1 <= len(parts) <= 3 or len(ordered[0]) != 4:
        return ""
    try:
        return parse_date("-".join(part.zfill(2) for part in ordered)).iso
    except ValueError:
        return ""


def meant_language(typed: str, desk: Desk, *, any_language: bool = False) -> str:
    """Return the tag that was meant by a name or by another tag, of the site's languages or of any; else nothing.

    Names are the site's own and those in the language of the messages.
    """
    tags = desk.site.tags
    names = languages_by_name(desk.language) | {each.name.casefold(): each.tag for each in desk.site.languages}
    named = {name: tag for name, tag in names.items() if any_language or tag in tags}
    near = did_you_mean(typed.casefold(), [*named, *tags])
    return named.get(near, near)


def _guessed(desk: Desk, kind: FieldType, typed: str) -> str:
    if kind is types.DATE:
        return meant_date(typed)
    return meant_language(typed.strip(), desk, any_language=True) if kind is types.LANGUAGE else ""


def _clean(desk: Desk, typed: str) -> str:
    forbidden = FORBIDDEN.search(typed)
    if forbidden:
        raise desk.refusal(fault("control-character", found=f"U+{ord(forbidden[0]):04X}"))
    return unicodedata.normalize("NFC", typed.strip())


def _tag_faults(ids: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Fault]:
    for each in ids:
        if each not in known:
            yield fault("unknown-term", found=each, vocabulary="tags.yaml", meant=did_you_mean(each, known))
