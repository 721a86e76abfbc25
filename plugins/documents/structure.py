"""What screen readers are told of a document: its structure, which types it is of, and which content belongs to it.

A program that takes out a page or a picture often leaves its element with the words that described it. So an element
is copied only if something of it is drawn, and its words only if no page that it was on is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .copying import Copier, plain, standard_tag, text_bytes
from .objects import DocumentError, Indirect, Name, Stream

_DEEPEST = 200
_CELLS = frozenset(("TH", "TD"))
"""Elements that count where they are empty: other cells would move."""
_WORDS = ("Alt", "ActualText")


def roles_of(root: Any) -> dict[str, str]:
    """Return the types that everybody knows by a document's own ones, of its catalogue."""
    tree = _of(root, "/StructTreeRoot")
    return {str(key)[1:]: plain(value) for key, value in _of(tree, "/RoleMap").items()}


class Structure:
    """A copy of a document's structure. `places` are the copied pages and links, by their number in the document."""

    def __init__(self, copier: Copier, places: dict[int, Indirect]) -> None:
        """Begin with no element."""
        self._copier, self._places = copier, places
        self._elements: dict[int, Indirect | None] = {}
        self._ids: dict[bytes, Indirect] = {}
        self._gone = 0
        """How much content is on pages that are not published."""

    def copied(self, root: Any) -> Indirect | None:
        """Return the copied structure of a document by its catalogue; none where it has none."""
        tree = _of(root, "/StructTreeRoot")
        if not tree:
            return None
        made = Indirect({"Type": Name("StructTreeRoot")})
        made.value["K"] = self._kids(tree.raw_get("/K"), made, None, 0) if "/K" in tree else []
        made.value["ParentTree"] = Indirect({"Nums": list(self._parents(_of(tree, "/ParentTree")))})
        if self._ids:
            names = [each for name in sorted(self._ids) for each in (name, self._ids[name])]
            made.value["IDTree"] = {"Names": names}
        return made

    def _kids(self, value: Any, parent: Indirect, page: Indirect | None, depth: int) -> list[Any]:
        """Return what an element holds that is drawn; `page` is the one that its numbers are of."""
        if depth > _DEEPEST:
            raise DocumentError("document-unreadable", "K")
        found = value.get_object() if hasattr(value, "get_object") else value
        kids = [self._kid(each, parent, page, depth) for each in (found if isinstance(found, list) else [value])]
        kept = [each for each in kids if each is not None]
        return kept if any(not _is_empty_cell(each) for each in kept) else []

    def _kid(self, reference: Any, parent: Indirect, page: Indirect | None, depth: int) -> Any:
        value = reference.get_object() if hasattr(reference, "get_object") else reference
        if isinstance(value, int):
            return int(value) if self._is_drawn(page, int(value)) else None
        if not isinstance(value, dict):
            return None
        kind = plain(value.get("/Type"))
        if kind in ("MCR", "OBJR"):
            return self._content(kind, value, page)
        number = getattr(reference, "idnum", -1)
        # an element has one parent
        return None if number in self._elements else self._element(number, value, parent, page, depth)

    def _content(self, kind: str, value: Any, page: Indirect | None) -> dict[str, Any] | None:
        found: dict[str, Any] = {"Type": Name(kind), "Pg": self._place(value, "/Pg")}
        page = found["Pg"] if "/Pg" in value else page
        if kind == "OBJR":
            found["Obj"] = self._place(value, "/Obj")
            self._gone += page is None
            return found if found["Obj"] else None
        found["MCID"] = int(value["/MCID"])
        if "/Stm" in value:
            form = self._copier.drawn.get(getattr(value.raw_get("/Stm"), "idnum", -1))
            return {**found, "Stm": form} if form and found["MCID"] in _marked(form) else None
        return found if self._is_drawn(page, found["MCID"]) else None

    def _is_drawn(self, page: Indirect | None, number: int) -> bool:
        """Return whether a page has drawn the content of a number."""
        self._gone += page is None
        return page is not None and number in _marked(page.value.get("Contents"))

    def _place(self, value: Any, key: str) -> Indirect | None:
        return self._places.get(getattr(value.raw_get(key), "idnum", -1)) if key in value else None

    def _element(self, number: int, value: Any, parent: Indirect, page: Indirect | None, depth: int) -> Indirect | None:
        """Return the copy of an element; none if nothing of it is drawn."""
        made = Indirect()
        if number >= 0:
            self._elements[number] = made
        gone = self._gone
        made.value = self._copier.fields("Element", value)
        made.value |= {"Type": Name("StructElem"), "S": Name(standard_tag(plain(value.get("/S")), self._copier.roles))}
        made.value |= {"P": parent, "Pg": self._place(value, "/Pg")}
        page = made.value["Pg"] if "/Pg" in value else page
        kids = self._kids(value.raw_get("/K"), made, page, depth + 1) if "/K" in value else []
        if self._gone > gone:
            made.value |= dict.fromkeys(_WORDS)
        if not kids:
            return self._emptied(number, made)
        made.value["K"] = kids
        if "/ID" in value and text_bytes(value["/ID"]):
            made.value["ID"] = self._copier.numbered_id(value["/ID"])
            self._ids[made.value["ID"]] = made
        return made

    def _emptied(self, number: int, made: Indirect) -> Indirect | None:
        """Return an empty cell of a table without words, or none for any other element."""
        self._elements[number] = None
        if made.value["S"] not in _CELLS:
            return None
        made.value |= dict.fromkeys((*_WORDS, "Lang"))
        return made

    def _parents(self, tree: Any, depth: int = 0) -> Iterator[Any]:
        """Yield the numbers of pages and links, and the elements that their content belongs to."""
        if depth > _DEEPEST:
            raise DocumentError("document-unreadable", "ParentTree")
        numbers = tree.get("/Nums", [])
        for number, value in zip(numbers[::2], numbers[1::2], strict=False):
            several = value.get_object()
            if isinstance(several, list):
                found = [self._elements.get(getattr(each, "idnum", -1)) for each in several]
                if any(found):
                    yield from (int(number), Indirect(found))
            elif element := self._elements.get(getattr(value, "idnum", -1)):
                yield from (int(number), element)
        for each in tree.get("/Kids", []):
            yield from self._parents(each.get_object(), depth + 1)


def _marked(drawn: Indirect | None) -> frozenset[int]:
    """Return the numbers of what a copied content draws."""
    return drawn.value.marked if drawn and isinstance(drawn.value, Stream) else frozenset()


def _is_empty_cell(kid: Any) -> bool:
    return isinstance(kid, Indirect) and kid.value["S"] in _CELLS and "K" not in kid.value


def _of(value: Any, key: str) -> Any:
    found: Any = value.get(key) if isinstance(value, dict) else None
    found = found.get_object() if hasattr(found, "get_object") else found
    return found if isinstance(found, dict) else {}
