"""Parse and validate the front matter of a file.

Front matter is the block of YAML at the start of a content file. `read_front_matter` takes its YAML tree and returns
the values of its fields and the faults, that is, errors and warnings with a position. It checks each file alone; the
package `readers` calls it and compares files with each other.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from .diagnostics import Fault, Position, fault, unknown_field
from .fields import FIELDS, OF_THE_ORIGINAL, FrontMatter, Kind, Part, is_translated, required_fields
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
"""Names that editors may write instead of the names of our fields: for each field, words separated by spaces.

They come from other site generators and from the editors' languages, in lower case. Messages suggest the right name. No
file has a field `slug`, and only a letter has a field `language`: the name of a file or of its folder says both.
"""

_NAMED_INSIDE = ("url", "file", "date")


def part_of(tree: MappingNode, kind: Kind) -> Part:
    """Return whether a file is an original or a translation: only a translation has the field `translates`.

    A reader's letter always counts as an original.
    """
    return "translation" if is_translated(kind) and tree.get("translates") is not None else "original"


def read_front_matter(tree: MappingNode, kind: Kind) -> tuple[FrontMatter, list[Fault]]:
    """Validate the fields of one file; return their values and all faults, which have positions but no path yet.

    A field that is missing or has a fault has its default value. For a draft, one warning names all fields that are not
    filled in yet, and these are no faults.

    Args:
        tree: The parsed front matter.
        kind: The kind of text that the file is: briefing, page, notice or letter.
    """
    part, table = part_of(tree, kind), FIELDS[kind]
    faults: list[Fault] = []
    values: dict[str, object] = {}
    misplaced: list[MappingEntry] = []
    for entry in tree.entries:
        field = table.get(entry.key)
        if field is None:
            faults.append(_unknown(entry, kind))
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
    required = required_fields(kind, part, withdrawn=withdrawn)
    faults = [_required(each) if dict(each.values).get("field") in required else each for each in faults]
    # a required field that has a wrong name is one mistake: do not report it as missing, too
    meant = {dict(each.values).get("meant", "") for each in faults if each.code == "unknown-field"}
    missing = [name for name in required if tree.get(name) is None and name not in meant]
    faults += [fault("missing-field", tree, field=name) for name in missing]
    front = FrontMatter(**values)  # type: ignore[arg-type]
    faults += _disagreements(tree, front, part)
    return front, _lenient(faults) if front.status == "draft" and is_translated(kind) else faults


def _lenient(faults: list[Fault]) -> list[Fault]:
    """Return the faults of a draft, with one warning in place of all faults about missing or empty fields.

    An unfinished draft must not stop the work of other editors. But the faults of fields on which the text's address,
    language or status depends (`Field.essential`) stay.
    """
    unfinished = {each: field for each in faults if (field := _unfinished(each))}
    if not unfinished:
        return faults
    first, fields = min(unfinished), ", ".join(dict.fromkeys(unfinished.values()))
    warning = fault("draft-unfinished", Position(first.line, first.column), warning=True, fields=fields)
    return [*(each for each in faults if each not in unfinished), warning]


def _unfinished(found: Fault) -> str:
    """Return the name of the field that a fault reports as empty or missing.

    Return an empty string if the fault is about something else, or if even a draft must have the field.
    """
    field = dict(found.values).get("field", "") if found.code in ("empty", "missing-field") else ""
    return "" if field.partition(".")[0] in _ESSENTIAL else field


def _required(found: Fault) -> Fault:
    """Return a fault of a required field unchanged; but if the field is empty, add the hint that it is required.

    Without the hint, the message would say that the empty field can be left out.
    """
    if found.code != "empty":
        return found
    return msgspec.structs.replace(found, values=(*found.values, ("hint", "required")))


def _unknown(entry: MappingEntry, kind: Kind) -> Fault:
    """Return the fault that reports a field which does not exist, with the field that the editor probably meant.

    That is a field with a similar name, or one that other site generators or languages call so (`_FOREIGN`). For
    `draft`, it is `status: draft`. There may be none.
    """
    known, word = FIELDS[kind], entry.key.lower().replace("-", "_")
    meant = [name for name, words in _FOREIGN.items() if word in words.split()]
    named = next((name for name in meant if name in ("slug", "language") and name not in known), "")
    if named:
        return fault("unknown-field", entry, field=entry.key, hint=named)
    if word == "draft":
        published = isinstance(entry.value, Scalar) and entry.value.text.lower() in ("false", "no", "0")
        return fault("unknown-field", entry, field=entry.key, meant=f"status: {'published' if published else 'draft'}")
    return unknown_field(entry, entry.key, known, next((name for name in meant if name in known), ""))


def _disagreements(tree: MappingNode, front: FrontMatter, part: Part) -> list[Fault]:
    """Return the faults of fields that contradict each other or need each other, such as an end before the start.

    This includes the file and credit of a picture: an original must set them, and a translation must not.

    Args:
        tree: The parsed front matter, for the positions of the faults.
        front: The values of the fields.
        part: Whether the file is an original or a translation.
    """
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
    """Return the position in the file of each field, of each item of a list, and of some nested values.

    The keys are `tags` for a field, `tags:privacy` for an item, and `sources:https://…` for a nested value, which is an
    address, file name or date. The values are pairs of line and column, both counted from 1. If a value occurs twice in
    a field, the first position counts.
    """
    places = {}
    for entry in tree.entries:
        places[entry.key] = (entry.line, entry.column)
        for scalar in _named_inside(entry.value):
            places.setdefault(f"{entry.key}:{scalar.text}", (scalar.line, scalar.column))
    return places


def _named_inside(tree: Tree) -> Iterator[Scalar]:
    """Yield the scalars inside a field's value at which later checks, which compare files, may report a fault.

    These are the plain items of a list, and the values of the keys `url`, `file` and `date` in a mapping or in a list
    of mappings. If the field has a single value, nothing is yielded.
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
