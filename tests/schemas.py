"""What an editors' program does with a schema: reads YAML by its own types and judges by ECMA-262's patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import jsonschema
import yaml
from jsonschema.protocols import Validator


class _CoreLoader(yaml.SafeLoader):
    """YAML 1.2's core schema (chapter 10.3.2): no dates, no `yes` and `no`, no octal `017`."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


_TYPES = {
    "null": (r"(?:null|Null|NULL|~|)\Z", "nN~"),
    "bool": (r"(?:true|True|TRUE|false|False|FALSE)\Z", "tTfF"),
    "int": (r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z", "-+0123456789"),
    "float": (
        r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z",
        "-+.0123456789",
    ),
}
for _name, (_written, _first) in _TYPES.items():
    _firsts = [*_first, ""] if _name == "null" else [*_first]
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(_written), _firsts)


def _integer(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    text = node.value
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


_CoreLoader.add_constructor("tag:yaml.org,2002:int", _integer)


def seen_by_programs(text: str) -> Any:
    """YAML as such a program sees it; keys are always words to it."""
    return _with_words_as_keys(yaml.load(text, Loader=_CoreLoader))  # noqa: S506 - a safe loader


def _with_words_as_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _with_words_as_keys(each) for key, each in value.items()}
    return [_with_words_as_keys(each) for each in value] if isinstance(value, list) else value


def _pattern(
    validator: Validator, pattern: str, instance: object, schema: object
) -> Iterator[jsonschema.ValidationError]:
    # without flags `$` is the very end to ECMA-262, and may stand before a line feed to Python
    if isinstance(instance, str) and not re.search(re.sub(r"\$\Z", r"\\Z", pattern), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


def _follows(draft: type[Validator]) -> type[Validator]:
    return jsonschema.validators.extend(draft, {"pattern": _pattern})


_DRAFTS = [_follows(draft) for draft in (jsonschema.Draft202012Validator, jsonschema.Draft7Validator)]


def objections(schema: Mapping[str, Any], value: object) -> list[str]:
    """What a schema has against a value; programs that know only draft 7 must judge as the others do."""
    found = [sorted(error.message for error in draft(schema).iter_errors(value)) for draft in _DRAFTS]
    assert bool(found[0]) == bool(found[1]), (value, found)
    return found[0]
