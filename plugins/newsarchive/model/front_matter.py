"""Parse, validate and write the front matter of a file.

Front matter is the YAML at the start of a content file. `readers` compares files with each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .diagnostics import Fault, Position, fault, unknown_field
from .fields import FIELDS, OF_THE_ORIGINAL, FieldTable, FrontMatter, Kind, Part, is_translated, required_fields
from .yaml_text import Listing, MappingEntry, MappingNode, Scalar

_ESSENTIAL = frozenset(name for fields in FIELDS.values() for name, field in fields.items() if field.essential)

_NAMED_INSIDE = ("url", "file", "date")


def part_of(tree: MappingNode, kind: Kind) -> Part:
    """Return whether a file is a translation: only those have the field `translates`. Letters are always originals."""
    return "translation" if is_translated(kind) and tree.get("translates") is not None else "original"


def read_front_matter(tree: MappingNode, kind: Kind, declared: FieldTable = FIELDS) -> tuple[FrontMatter, list[Fault]]:
    """Validate the fields of one file; return their values and all faults, which have positions but no path yet.

    A field that is missing or has a fault has its default value. For a draft, one warning names all fields that are not
    filled in yet, and these are no faults. `declared` are the fields of the site.
    """
    part, table = part_of(tree, kind), declared[kind]
    faults: list[Fault] = []
    values: dict[str, object] = {}
    misplaced: list[MappingEntry] = []
    for entry in tree.entries:
        field = table.get(entry.key)
        if field is None:
            unused = entry.key in FIELDS[kind]  # a vocabulary that this archive does not have
            unknown = fault("unknown-field", entry, field=entry.key, hint="unused")
            faults.append(unknown if unused else unknown_field(entry, entry.key, table))
        elif part not in field.parts:
            misplaced.append(entry)
        else:
            value = field.type.read(field.name, entry.value, faults)
            if value is not None:
                values[field.name] = value
    if misplaced:
        # an editor who copied the original's fields into a translation made one mistake: report one fault
        names = ", ".join(entry.key for entry in misplaced)
        faults.append(fault("belongs-to-original", misplaced[0], field=names))
    status = tree.get("status")
    withdrawn = isinstance(status, Scalar) and status.text == "withdrawn"
    required = required_fields(table, part, withdrawn=withdrawn)
    # a required field that has a wrong name is one mistake: do not report it as missing, too
    meant = {dict(each.values).get("meant", "") for each in faults if each.code == "unknown-field"}
    missing = [name for name in required if tree.get(name) is None and name not in meant]
    faults += [fault("missing-field", tree, field=name) for name in missing]
    own = tuple((name, str(values.pop(name))) for name in table if name in values and name not in FIELDS[kind])
    front = FrontMatter(**values, extra=own)  # type: ignore[arg-type]
    faults += _disagreements(tree, front, part)
    return front, _lenient(faults) if front.status == "draft" and is_translated(kind) else faults


def _lenient(faults: list[Fault]) -> list[Fault]:
    """Return the faults of a draft, with one warning in place of all faults about missing or empty fields.

    An unfinished draft must not stop other editors. But the faults of `Field.essential` fields stay.
    """
    unfinished = {
        each: field
        for each in faults
        if each.code in ("empty", "missing-field")
        and (field := dict(each.values)["field"]).partition(".")[0] not in _ESSENTIAL
    }
    if not unfinished:
        return faults
    first, fields = min(unfinished), ", ".join(dict.fromkeys(unfinished.values()))
    warning = fault("draft-unfinished", Position(first.line, first.column), warning=True, fields=fields)
    return [*(each for each in faults if each not in unfinished), warning]


def _disagreements(tree: MappingNode, front: FrontMatter, part: Part) -> Iterator[Fault]:
    """Yield the faults of fields that contradict each other or need each other, such as an end before the start."""

    def disagree(code: str, at: str, **values: object) -> Fault:
        return fault(code, next(entry for entry in tree.entries if entry.key == at), "", False, **values)

    published, modified = front.published, front.modified
    if published and front.date and published < front.date.start:
        yield disagree("published-before-date", "published", published=published, date=front.date.iso)
    if front.brought_from and not published:
        yield disagree("missing-field", "brought_from", field="published", hint="brought-from")
    if modified and published and modified < published:
        yield disagree("days-disagree", "modified", hint="modified", modified=modified, published=published)
    if front.starts and front.ends and front.ends < front.starts:
        yield disagree("days-disagree", "ends", hint="ends", ends=front.ends, starts=front.starts)
    if front.withdrawal and front.status != "withdrawn":
        yield disagree("withdrawal-without-status", "withdrawal")
    for key in OF_THE_ORIGINAL if front.image else ():
        given = bool(getattr(front.image, key))
        if part == "original" and not given:
            yield disagree("missing-field", "image", field=f"image.{key}")
        if part == "translation" and given:
            yield disagree("belongs-to-original", "image", field=f"image.{key}")


def positions_of(tree: MappingNode) -> dict[str, tuple[int, int]]:
    """Return line and column, counted from 1, of each field (`tags`), item (`tags:privacy`) and some nested values.

    The latter are addresses, file names and dates: `sources:https://…`. Of equal ones in a field, the first counts.
    """
    places = {}
    for entry in tree.entries:
        places[entry.key] = (entry.line, entry.column)
        items = entry.value.items if isinstance(entry.value, Listing) else (entry.value,)
        for item in items:
            scalars = [item] if isinstance(entry.value, Listing) else []
            if isinstance(item, MappingNode):
                scalars = [inner.value for inner in item.entries if inner.key in _NAMED_INSIDE]
            for scalar in scalars:
                if isinstance(scalar, Scalar):
                    places.setdefault(f"{entry.key}:{scalar.text}", (scalar.line, scalar.column))
    return places


def front_matter(kind: Kind, lines: Mapping[str, str]) -> str:
    """Return front matter between `---` lines, with its fields in the declared order, from the YAML `lines` of each."""
    return "\n".join(["---", *(lines[name] for name in FIELDS[kind] if name in lines), "---", ""])
