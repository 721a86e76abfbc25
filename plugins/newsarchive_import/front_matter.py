"""The front matter of old texts: YAML, TOML or JSON, lines such as `Title: …`, or a document's head; all as strings.

No value gets a type, so none changes: `no` stays `no`, and `2019-02-02 10:00 +0400` keeps its time zone.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from newsarchive.api import ArchiveDate

from .items import parse_old_date

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 12
_MOST_NODES = 50_000
_LARGEST = 1024 * 1024  # characters; settings files of large sites have some ten thousand
_FENCES = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
_LINE = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):[ \t]*(.*)")
_ATTRIBUTE = re.compile(r"""([a-z]+)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_CONTINUED = re.compile(r"(?: {4,}|\t)(.*)")

Value = str | list["Value"] | dict[str, "Value"]


class DangerousMarkupError(ValueError):
    """Front matter or settings that could exhaust memory or the stack; no editor wrote it."""


class OldText(NamedTuple):
    """A text with its front matter.

    Attributes:
        fields: The values in the order of the file. A key that is written twice is in the list twice.
        body: The text below it.
        bare: Whether there is no front matter, not even an empty one.
    """

    fields: list[tuple[str, Value]]
    body: str
    bare: bool = False


def split_front_matter(text: str) -> OldText | None:
    """Return the front matter of a text in YAML (`---`), TOML (`+++`) or JSON (`{`), and its body.

    Return None if it has none. Raise ValueError with the reason if it is malformed.
    """
    text = text.lstrip("\ufeff")
    first, _, rest = text.partition("\n")
    fence = first.rstrip()
    if fence in _FENCES:
        end = _FENCES[fence].search(rest)
        if end is None:
            return None  # three hyphens may also be a line across the page
        values = parse_yaml_values(rest[: end.start()]) if fence == "---" else parse_toml(rest[: end.start()])
        return OldText(values, rest[end.end() :].removeprefix("\n"))
    if text.startswith("{\n") or re.match(r'\{\s*"', text[:1000]):
        values, length = _parse_json(text)
        return OldText(values, text[length:].lstrip("\n"))
    return None


def split_lines(text: str) -> OldText:
    """Return the metadata lines at the start of a text, as Python-Markdown's extension Meta reads them, and its body.

    A line that is indented by four spaces continues the value above it. Three hyphens may enclose the lines.
    """
    lines = text.lstrip("\ufeff\n").split("\n")
    fenced = bool(lines) and re.fullmatch(r"-{3}\s*", lines[0]) is not None
    place = int(fenced)
    fields: list[tuple[str, Value]] = []
    while place < len(lines):
        match, continued = _LINE.fullmatch(lines[place]), _CONTINUED.fullmatch(lines[place])
        if continued and fields and lines[place].strip():
            name, value = fields[-1]
            fields[-1] = (name, f"{value}\n{continued[1].strip()}")
        elif match:
            fields.append((match[1], match[2].strip()))
        else:
            break
        place += 1
    if fields and place < len(lines) and (not lines[place].strip() or re.fullmatch(r"(?:-{3}|\.{3})\s*", lines[place])):
        place += 1
    return OldText(fields, "\n".join(lines[place:] if fields else lines), bare=not fields)


def split_html(text: str) -> OldText:
    """Return the title and the `meta` elements of a whole HTML document as fields, and what is in its `body`.

    A document without a title has no fields: it is a file that a site publishes as it is.
    """
    head = re.split(r"<body\b[^<>]*>", text, maxsplit=1, flags=re.IGNORECASE)
    title = re.search(r"<title\b[^<>]*>([^<]*)<", head[0], re.IGNORECASE)
    if len(head) == 1 or title is None:
        return OldText([], text, bare=True)
    fields: list[tuple[str, Value]] = [("title", html.unescape(title[1]).strip())]
    for meta in re.findall(r"<meta\b([^<>]*)>", head[0], re.IGNORECASE):
        values = {name.lower(): quoted[1:-1] for name, quoted in _ATTRIBUTE.findall(meta)}
        if "name" in values:
            content = values.get("content", values.get("contents", ""))
            fields.append((html.unescape(values["name"]), html.unescape(content).strip()))
    return OldText(fields, re.split(r"</body\s*>", head[1], maxsplit=1, flags=re.IGNORECASE)[0].strip())


def parse_yaml_values(text: str) -> list[tuple[str, Value]]:
    """Return the entries of a mapping in YAML; raise ValueError with the reason if it is no mapping or malformed.

    Aliases are refused, because a few of them can stand for billions of values.
    """
    _check_size(text)
    try:
        depth = 0
        for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise DangerousMarkupError(f"an alias (*{event.anchor}) in YAML")
            _check_shape(depth, count)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ValueError(f"line {mark.line + 1 if mark else 1}: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())[:200]) from None
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise ValueError("line 1: not a list of names and values")  # noqa: TRY004 - of the file, not of an argument
    return [(_key(key), _converted(value)) for key, value in node.value]


def _converted(node: yaml.Node) -> Value:
    if isinstance(node, yaml.MappingNode):
        return {_key(key): _converted(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_converted(each) for each in node.value]
    missing = not getattr(node, "style", "") and node.value in ("~", "null", "Null", "NULL")
    return "" if missing else str(node.value)


def _key(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "?"


def parse_toml(text: str) -> list[tuple[str, Value]]:
    """Return the entries of a document in TOML; raise ValueError with the reason if it is malformed."""
    _check_size(text)
    try:
        return list(_strings(tomllib.loads(text)).items())
    except tomllib.TOMLDecodeError as error:
        raise ValueError(str(error)) from None
    except RecursionError:
        raise DangerousMarkupError("values are nested too deeply") from None


def _parse_json(text: str) -> tuple[list[tuple[str, Value]], int]:
    decoder = json.JSONDecoder(parse_int=str, parse_float=str)
    try:
        values, length = decoder.raw_decode(text)
        return list(_strings(values).items()), length
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    except RecursionError:
        raise DangerousMarkupError("values are nested too deeply") from None


def parse_json(text: str) -> list[tuple[str, Value]]:
    """Return the entries of an object in JSON; raise ValueError with the reason if it is malformed."""
    _check_size(text)
    return _parse_json(text.strip())[0]


def _strings(values: dict[str, Any]) -> dict[str, Value]:
    """Return parsed TOML or JSON with every value as it would be written."""
    count = 0

    def convert(value: object, depth: int) -> Value:
        nonlocal count
        count += 1
        _check_shape(depth, count)
        if isinstance(value, dict):
            return {str(key): convert(each, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [convert(each, depth + 1) for each in value]
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value)

    return {str(key): convert(value, 1) for key, value in values.items()}


def _check_size(text: str) -> None:
    if len(text) > _LARGEST:
        raise DangerousMarkupError(f"more than {_LARGEST:,} characters")


def _check_shape(depth: int, count: int) -> None:
    if depth > _DEEPEST:
        raise DangerousMarkupError(f"values are nested more than {_DEEPEST} deep")
    if count > _MOST_NODES:
        raise DangerousMarkupError(f"more than {_MOST_NODES:,} values")


class OldFields:
    """The front matter of one text, from which a reader takes what it knows; the rest is `other`.

    Names are compared without regard to capitals.
    """

    def __init__(self, fields: Iterable[tuple[str, Value]]) -> None:
        """Begin with all values; of a key that is written twice, the last one counts."""
        self._fields = list(fields)

    def __contains__(self, name: str) -> bool:
        """Return whether a field is there and not yet taken."""
        return any(key.lower() == name for key, _ in self._fields)

    def peek(self, *names: str) -> str:
        """Return the first text among the values of some fields, without taking it, or an empty string."""
        for name in names:
            for key, value in reversed(self._fields):
                if key.lower() == name and isinstance(value, str) and value.strip():
                    return value.strip()
        return ""

    @property
    def singles(self) -> dict[str, str]:
        """The fields that have one text and are not yet taken, by their names in small letters."""
        return {key.lower(): value.strip() for key, value in self._fields if isinstance(value, str)}

    def text(self, *names: str) -> str:
        """Take and return the first text among the values of some fields, or an empty string."""
        for name in names:
            value = self.peek(name)
            if value:
                self._take(name)
                return value
        return ""

    def texts(self, *names: str, separators: str = "") -> list[str]:
        """Take and return all texts of some fields: of lists, or of one value that is cut at some separators."""
        result: list[str] = []
        for name in names:
            for key, value in [pair for pair in self._fields if pair[0].lower() == name]:
                if isinstance(value, str):
                    parts = re.split(f"[{re.escape(separators)}]", value) if separators else [value]
                    result += [part.strip() for part in parts if part.strip()]
                elif isinstance(value, list) and all(isinstance(each, str) for each in value):
                    result += [str(each).strip() for each in value if str(each).strip()]
                else:
                    continue
                self._fields.remove((key, value))
        return list(dict.fromkeys(result))

    def inner(self, name: str, *keys: str) -> str:
        """Take and return the first text at some keys of a field that is a mapping, or an empty string."""
        for field, value in self._fields:
            if field.lower() == name and isinstance(value, dict):
                for key in keys:
                    text = value.get(key)
                    if isinstance(text, str) and text.strip():
                        rest = {each: value[each] for each in value if each != key}
                        self._fields[self._fields.index((field, value))] = (field, rest)
                        return text.strip()
        return ""

    def date(self, *names: str) -> ArchiveDate | dt.date | None:
        """Take and return the first date among the values of some fields; a value that is no date stays in `other`."""
        for name in names:
            date = parse_old_date(self.peek(name))
            if date is not None:
                self._take(name)
                return date
        return None

    def flag(self, name: str) -> bool:
        """Take a field and return whether it is true."""
        return self.text(name).lower() in ("true", "yes", "on", "1")

    def _take(self, name: str) -> None:
        place = max(index for index, (key, _) in enumerate(self._fields) if key.lower() == name)
        del self._fields[place]

    @property
    def other(self) -> tuple[tuple[str, str], ...]:
        """What was not taken: a pair for each text in it, named by its path (`params.author.name`)."""
        return tuple(pair for name, value in self._fields for pair in _flat(name, value))


def _flat(name: str, value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(f"{name}.{key}", each)
    elif isinstance(value, list):
        for each in value:
            yield from _flat(name, each)
    elif value.strip():
        yield name, value.strip()
