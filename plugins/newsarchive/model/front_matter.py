"""Parse, validate and write the front matter of a file.

Front matter is the YAML at the start of a content file. `readers` compares files with each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from .diagnostics import Fault, Position, fault, unknown_field
from .fields import FIELDS, OF_THE_ORIGINAL, Field, FieldTable, FrontMatter, Kind, Part, is_translated, required_fields
from .yaml_text import Listing, MappingEntry, MappingNode, Scalar, Tree

_ESSENTIAL = frozenset(name for fields in FIELDS.values() for name, field in fields.items() if field.essential)

_FOREIGN = {
    "title": "headline heading başlıq sərlövhə заголовок название",
    "summary": "description excerpt abstract subtitle lead lede xülasə təsvir описание резюме аннотация",
    "name": "author by byline creator from sender signature signed writer",
    "date": "tarix gün дата день",
    "starts": "from start",
    "ends": "until end expirydate",
    "published": "publishdate publish_date pubdate pub_date date_published dərc dərc_olunub опубликовано",
    "tags": "categories category keywords topics tag mövzu mövzular teqlər тема темы тег теги метки",
    "people": "şəxs şəxslər insanlar люди персоны",
    "organisations": "təşkilat təşkilatlar организация организации",
    "places": "location locations yer yerlər место места",
    "authors": "author by byline creator müəllif müəlliflər автор авторы",
    "sources": "references links mənbə mənbələr источник источники",
    "image": "cover thumbnail featured_image images photo picture şəkil изображение картинка фото",
    "modified": "lastmod last_modified last_modified_at updated",
    "corrections": "düzəliş düzəlişlər исправление исправления",
    "translators": "translator tərcüməçi tərcüməçilər переводчик переводчики",
    "status": "vəziyyət статус",
    "redirect_from": "aliases alias old_url redirects",
    "slug": "slug url permalink id",
    "language": "lang language locale",
}
"""Names in other site generators and in the editors' languages, for each of our fields; messages suggest ours.

No file has a field `slug`, and only a letter has a field `language`: the name of a file or of its folder says both.
"""

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
            faults.append(_unknown(entry, kind, table))
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
    faults = [_required(each) if dict(each.values).get("field") in required else each for each in faults]
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
    unfinished = {each: field for each in faults if (field := _unfinished(each))}
    if not unfinished:
        return faults
    first, fields = min(unfinished), ", ".join(dict.fromkeys(unfinished.values()))
    warning = fault("draft-unfinished", Position(first.line, first.column), warning=True, fields=fields)
    return [*(each for each in faults if each not in unfinished), warning]


def _unfinished(found: Fault) -> str:
    """Return the name of the field that a fault reports as empty or missing; "" if even a draft must have the field."""
    field = dict(found.values).get("field", "") if found.code in ("empty", "missing-field") else ""
    return "" if field.partition(".")[0] in _ESSENTIAL else field


def _required(found: Fault) -> Fault:
    """Return a fault of a required field; if it is empty, the message must not say that the field can be left out."""
    if found.code != "empty":
        return found
    return replace(found, values=(*found.values, ("hint", "required")))


def _unknown(entry: MappingEntry, kind: Kind, known: Mapping[str, Field]) -> Fault:
    """Return the fault for a field which does not exist; it suggests a similar name, or one from `_FOREIGN`, if any."""
    word = entry.key.lower().replace("-", "_")
    if entry.key in FIELDS[kind]:
        return fault("unknown-field", entry, field=entry.key, hint="unused")
    meant = [name for name, words in _FOREIGN.items() if word in words.split()]
    named = next((name for name in meant if name in ("slug", "language") and name not in known), "")
    if named:
        return fault("unknown-field", entry, field=entry.key, hint=named)
    if word == "draft":
        published = isinstance(entry.value, Scalar) and entry.value.text.lower() in ("false", "no", "0")
        return fault("unknown-field", entry, field=entry.key, meant=f"status: {'published' if published else 'draft'}")
    return unknown_field(entry, entry.key, known, next((name for name in meant if name in known), ""))


def _disagreements(tree: MappingNode, front: FrontMatter, part: Part) -> list[Fault]:
    """Return the faults of fields that contradict each other or need each other, such as an end before the start."""
    found: list[Fault] = []

    def disagree(code: str, at: str, **values: str) -> None:
        entry = next(entry for entry in tree.entries if entry.key == at)
        found.append(fault(code, entry, "", False, **values))

    if front.published and front.date and front.published < front.date.start:
        disagree("published-before-date", "published", published=str(front.published), date=front.date.iso)
    if front.brought_from and not front.published:
        disagree("missing-field", "brought_from", field="published", hint="brought-from")
    if front.modified and front.published and front.modified < front.published:
        disagree(
            "modified-before-published",
            "modified",
            modified=str(front.modified),
            published=str(front.published),
        )
    if front.starts and front.ends and front.ends < front.starts:
        disagree("ends-before-starts", "ends", ends=str(front.ends), starts=str(front.starts))
    if front.withdrawal and front.status != "withdrawn":
        disagree("withdrawal-without-status", "withdrawal")
    for key in OF_THE_ORIGINAL if front.image else ():
        given = bool(getattr(front.image, key))
        if part == "original" and not given:
            disagree("missing-field", "image", field=f"image.{key}")
        if part == "translation" and given:
            disagree("belongs-to-original", "image", field=f"image.{key}")
    return found


def positions_of(tree: MappingNode) -> dict[str, tuple[int, int]]:
    """Return line and column, counted from 1, of each field (`tags`), item (`tags:privacy`) and some nested values.

    The latter are addresses, file names and dates: `sources:https://…`. Of equal ones in a field, the first counts.
    """
    places = {}
    for entry in tree.entries:
        places[entry.key] = (entry.line, entry.column)
        for scalar in _named_inside(entry.value):
            places.setdefault(f"{entry.key}:{scalar.text}", (scalar.line, scalar.column))
    return places


def _named_inside(tree: Tree) -> Iterator[Scalar]:
    """Yield the scalars inside a field's value at which later checks, which compare files, may report a fault.

    These are the plain items of a list, and the values of `url`, `file` and `date` in a mapping or a list of these.
    """
    if isinstance(tree, Listing):
        for item in tree.items:
            if isinstance(item, Scalar):
                yield item
            elif isinstance(item, MappingNode):
                yield from _named_inside(item)
    elif isinstance(tree, MappingNode):
        for entry in tree.entries:
            if entry.key in _NAMED_INSIDE and isinstance(entry.value, Scalar):
                yield entry.value


def front_matter(kind: Kind, lines: Mapping[str, str]) -> str:
    """Return front matter between `---` lines, with its fields in the declared order, from the YAML `lines` of each."""
    return "\n".join(["---", *(lines[name] for name in FIELDS[kind] if name in lines), "---", ""])
