"""Types of settings: check a value by its annotation, and say how to write it if it is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import fields

from .web_addresses import without_user

Row = TypeVar("Row", bound=msgspec.Struct)

_WRITE = {
    bool: "is neither True nor False",
    int: "is not a number",
    str: "is not text; put it in quotes",
    tuple: "is not a list; put [ ] around it, and a comma between entries",
}


_NAMES = ("tag", "name", "file")
"""The first key of a row of which there may be several: messages name the row by its value."""


class SettingsError(ValueError):
    """A setting is unknown, missing or malformed; the message names it."""


class Rule(msgspec.Struct, frozen=True):
    """What a value must be besides its type: described by `expected`, which messages print, and tested by `holds`."""

    expected: str
    holds: Callable[[Any], object] = lambda _: True


def value_of(setting: str, value: object, kind: Any) -> Any:
    """Return the value of a setting as the type that an annotation names; raise SettingsError if it is another.

    A row, which is a Struct, is written as a mapping, and `Annotated[…, Rule(…)]` says more than a type can.
    """
    plain, *rules = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    outer, inner = get_origin(plain) or plain, get_args(plain)
    rule = next((each for each in rules if isinstance(each, Rule)), None)
    try:
        if isinstance(outer, type) and issubclass(outer, msgspec.Struct):
            return row(outer, value, setting)
        if outer is tuple and inner[1:] == (...,) and isinstance(value, tuple | list):
            return tuple(value_of(setting, item, inner[0]) for item in value)
        typed = msgspec.convert(value, plain, builtin_types=(dt.date,))
        if rule is None or rule.holds(typed):
            return typed
    except msgspec.ValidationError:
        pass
    wrong = f"is not {rule.expected}" if rule else _WRITE.get(outer) or f"is none of {', '.join(map(str, inner))}"
    shown = repr(value)
    raise SettingsError(f"{setting}: {without_user(shown) if '://' in shown else shown} {wrong}")


def row(kind: type[Row], values: object, setting: str) -> Row:
    """Return an instance of a Struct, made from a mapping in a setting, such as `{"tag": "en", …}`.

    Raises:
        SettingsError: `values` is no mapping, has an unknown key, lacks a required one, or has an invalid value.
    """
    if not isinstance(values, Mapping):
        raise SettingsError(f"{setting}: {values!r} is not a row of keys and values such as {{'tag': 'en', …}}")
    known = {each.name: each for each in fields(kind)}
    for name in values:
        if name not in known:
            raise SettingsError(f"{setting}: unknown key {name!r}; use one of {', '.join(sorted(known))}")
    for each in known.values():
        if each.required and each.name not in values:
            raise SettingsError(f"{setting}: the key {each.name!r} is missing")
    # one row among several is named by its first value
    first = next(iter(known))
    named = f"{setting}: {values[first]}" if first in _NAMES else setting
    return kind(
        **{
            name: value_of(f"{setting if name == first else named}: {name}", value, known[name].type)
            for name, value in values.items()
        }
    )
