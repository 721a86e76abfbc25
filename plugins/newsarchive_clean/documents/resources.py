"""The fonts, pictures and colours that a content stream names, copied under new names.

A content stream is the program that draws a page. It uses fonts, pictures and colours by names that a dictionary, its
resources, defines. These names may tell something, so each gets a new one, such as `F0`. Resources that the program
does not name are not copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from . import contents
from .grammar import COLOURS, TAGS
from .objects import Indirect, PdfName, Raw, Stream, Unpacker, direct, language, mapping, spelled, told
from .placements import Follower, Placement

if TYPE_CHECKING:
    from pypdf.generic import StreamObject


class ObjectCopier(Protocol):
    """The methods of `copying.Copier` that this module calls."""

    roles: dict[str, str]
    unpacker: Unpacker

    def copied(self, rule: str, value: Any, *more: Any) -> Any:
        """Return the copy of a value by a rule of `grammar`, such as `font`, or None."""

    def fields(self, kind: str, value: Any) -> dict[str, Any]:
        """Return the copies of a dictionary's entries that may be published, for its `kind`, such as `Image`."""

    def picture(self, value: StreamObject, fields: dict[str, Any]) -> Stream:
        """Return a copy of a picture, with only pixels; `fields` are the copied entries of its dictionary."""

    def count_picture(self) -> None:
        """Count one more inline image; DocumentError if there are too many."""


class Used:
    """The resources that one content stream uses, copied when it first asks for them.

    `resources` is what has been copied so far, by kind and new name: `{"Font": {"F0": …}}`.
    """

    def __init__(self, copier: ObjectCopier, given: Any) -> None:
        """Start a content stream; `given` are the resources of the page, form or font, as pypdf read them."""
        self.resources: dict[str, dict[str, Any]] = {}
        self._copier, self._given = copier, given
        self._follower = Follower(self.resources)
        self.follow, self.count = self._follower.follow, copier.unpacker.count
        self._names: dict[tuple[str, str], str | None] = {}

    @property
    def placed(self) -> tuple[Placement, ...]:
        """Where the content stream draws pictures, and forms or patterns that contain pictures."""
        return tuple(self._follower.placements.values())

    def named(self, kind: str, name: str) -> str | None:
        """Return the new name (`F0`) of a resource of a kind (`Font`); None if it does not exist or is left out.

        Standard colour spaces keep their name.
        """
        if kind == "ColorSpace" and name in COLOURS:
            return name
        key = (kind, name)
        if key not in self._names:
            given = mapping(self._given.get(f"/{kind}"))
            value = given.raw_get(f"/{name}") if f"/{name}" in given else None
            self._names[key] = None if value is None else self._added(kind, value)
        return self._names[key]

    def _added(self, kind: str, value: Any) -> str | None:
        rule = {"ColorSpace": "colour", "ExtGState": "ext", "XObject": "xobject"}.get(kind, kind.lower())
        inherits = kind in ("XObject", "Pattern") and "/Resources" not in mapping(value)
        more = (self._given,) if inherits else ()
        return self._put(kind, self._copier.copied(rule, value, *more))

    def _put(self, kind: str, made: Any) -> str | None:
        if made is None:
            return None
        there = self.resources.setdefault(kind, {})
        name = f"{kind[0]}{len(there)}"
        there[name] = made
        return name

    def picture(self, fields: dict[str, Any], data: bytes) -> str | None:
        """Add an inline image, given by its entries and encoded pixels in a content stream; return its new name."""
        from pypdf.generic import EncodedStreamObject

        self._copier.count_picture()
        value = EncodedStreamObject()
        value.update(_library_values(fields))
        value._data = data
        copied = self._copier.fields("Image", value)
        if "/ColorSpace" in value:
            spaces = mapping(self._given.get("/ColorSpace"))
            copied["ColorSpace"] = self._copier.copied("colour", value["/ColorSpace"], spaces)
        copied |= {"Type": PdfName("XObject"), "Subtype": PdfName("Image")}
        return self._put("XObject", Indirect(self._copier.picture(value, copied)))

    def tag(self, name: str) -> str:
        """Return the standard structure type, such as `P`, for the tag of marked content; `Span` if none is known."""
        return standard_tag(name, self._copier.roles)

    def marked(self, fields: Any) -> bytes:
        """Return those properties of marked content that are published, in PDF syntax: `b"<</MCID 3>>"`; may be empty.

        They are its number, its language and the words to speak, and may be given by the name of a resource.
        """
        if isinstance(fields, str):
            given = mapping(mapping(self._given.get("/Properties")).get(f"/{fields}"))
            fields = {key[1:]: direct(value) for key, value in given.items()}
        kept: dict[str, Any] = {}
        number = fields.get("MCID")
        if isinstance(number, int | bytes) and str(number if isinstance(number, int) else number.decode()).isdigit():
            kept["MCID"] = int(number)
        for key, rule in (("Lang", language), ("Alt", told), ("ActualText", told)):
            if key in fields and rule(fields[key]):
                kept[key] = Raw(b"<" + (rule(fields[key]) or b"").hex().encode() + b">")
        return spelled(kept) if kept else b""


def standard_tag(name: str, roles: dict[str, str]) -> str:
    """Return the standard type of a structure element (`P` for a paragraph), or `Span`.

    `roles` are the document's own types, each with the type that it stands for, which may again be one of its own.
    """
    for _ in range(10):
        if name in TAGS:
            return name
        name = roles.get(name, "")
    return "Span"


def _library_values(value: Any) -> Any:
    """Return a value that `contents` read, with all values in it, as objects of pypdf."""
    from pypdf.generic import (
        ArrayObject,
        BooleanObject,
        ByteStringObject,
        DictionaryObject,
        FloatObject,
        NameObject,
        NumberObject,
    )

    if isinstance(value, contents.NumberToken):
        return FloatObject(value.decode()) if bytes(value).count(b".") else NumberObject(value.decode())
    if isinstance(value, contents.StringToken):
        return ByteStringObject(value)
    if isinstance(value, contents.Operator):
        return BooleanObject(value.word == b"true")
    if isinstance(value, list):
        return ArrayObject(map(_library_values, value))
    if isinstance(value, dict):
        return DictionaryObject({NameObject(f"/{key}"): _library_values(each) for key, each in value.items()})
    return NameObject(f"/{value}")
