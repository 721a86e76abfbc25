"""What screen readers are told of a document: its structure, which types it is of, and which content belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .copying import Copier, plain, standard_tag, text_bytes
from .objects import DocumentError, Indirect, Name

_DEEPEST = 200


def roles_of(root: Any) -> dict[str, str]:
    """Return the types that everybody knows by a document's own ones, of its catalogue."""
    tree = _of(root, "/StructTreeRoot")
    return {str(key)[1:]: plain(value) for key, value in _of(tree, "/RoleMap").items()}


class Structure:
    """A copy of a document's structure. `places` are the copied pages and links, by their number in the document."""

    def __init__(self, copier: Copier, places: dict[int, Indirect]) -> None:
        """Begin with no element."""
        self._copier, self._places = copier, places
        self._elements: dict[int, Indirect] = {}
        self._ids: dict[bytes, Indirect] = {}

    def copied(self, root: Any) -> Indirect | None:
        """Return the copied structure of a document by its catalogue; none where it has none."""
        tree = _of(root, "/StructTreeRoot")
        if not tree:
            return None
        made = Indirect({"Type": Name("StructTreeRoot")})
        made.value["K"] = self._kids(tree.get("/K"), made, 0)
        made.value["ParentTree"] = Indirect({"Nums": list(self._parents(_of(tree, "/ParentTree")))})
        if self._ids:
            names = [each for name in sorted(self._ids) for each in (name, self._ids[name])]
            made.value["IDTree"] = {"Names": names}
        return made

    def _kids(self, value: Any, parent: Indirect, depth: int) -> list[Any]:
        if depth > _DEEPEST:
            raise DocumentError("document-unreadable", "K")
        found = value.get_object() if hasattr(value, "get_object") else value
        kids = (self._kid(each, parent, depth) for each in (found if isinstance(found, list) else [value]))
        return [each for each in kids if each is not None]

    def _kid(self, reference: Any, parent: Indirect, depth: int) -> Any:
        value = reference.get_object() if hasattr(reference, "get_object") else reference
        if isinstance(value, int):
            return int(value)
        if not isinstance(value, dict):
            return None
        kind = plain(value.get("/Type"))
        if kind in ("MCR", "OBJR"):
            return self._content(kind, value)
        number = getattr(reference, "idnum", -1)
        # an element has one parent
        return None if number in self._elements else self._element(number, value, parent, depth)

    def _content(self, kind: str, value: Any) -> dict[str, Any] | None:
        found: dict[str, Any] = {"Type": Name(kind), "Pg": self._place(value, "/Pg")}
        if kind == "MCR":
            found["MCID"] = int(value["/MCID"])
        else:
            found["Obj"] = self._place(value, "/Obj")
        return found if kind == "MCR" or found["Obj"] else None

    def _place(self, value: Any, key: str) -> Indirect | None:
        return self._places.get(getattr(value.raw_get(key), "idnum", -1)) if key in value else None

    def _element(self, number: int, value: Any, parent: Indirect, depth: int) -> Indirect:
        made = Indirect()
        if number >= 0:
            self._elements[number] = made
        made.value = self._copier.fields("Element", value)
        made.value |= {"Type": Name("StructElem"), "S": Name(standard_tag(plain(value.get("/S")), self._copier.roles))}
        made.value |= {"P": parent, "Pg": self._place(value, "/Pg")}
        if "/ID" in value and text_bytes(value["/ID"]):
            made.value["ID"] = self._copier.numbered_id(value["/ID"])
            self._ids[made.value["ID"]] = made
        if "/K" in value:
            made.value["K"] = self._kids(value.raw_get("/K"), made, depth + 1)
        return made

    def _parents(self, tree: Any, depth: int = 0) -> Iterator[Any]:
        """Yield the numbers of pages and links, and the elements that their content belongs to."""
        if depth > _DEEPEST:
            raise DocumentError("document-unreadable", "ParentTree")
        numbers = tree.get("/Nums", [])
        for number, value in zip(numbers[::2], numbers[1::2], strict=False):
            several = value.get_object()
            if isinstance(several, list):
                yield from (int(number), Indirect([self._elements.get(getattr(each, "idnum", -1)) for each in several]))
            else:
                yield from (int(number), self._elements.get(getattr(value, "idnum", -1)))
        for each in tree.get("/Kids", []):
            yield from self._parents(each.get_object(), depth + 1)


def _of(value: Any, key: str) -> Any:
    found: Any = value.get(key) if isinstance(value, dict) else None
    found = found.get_object() if hasattr(found, "get_object") else found
    return found if isinstance(found, dict) else {}
