"""Reads nginx's configuration by its own grammar: directives that end in `;`, or hold others between braces."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"""\s+|\#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([{};])|([^\s{};"'#][^\s{};]*)""")


class GrammarError(ValueError):
    """What nginx would refuse to start with."""


@dataclass(frozen=True)
class Directive:
    """A name, its arguments, and the directives inside, or None where it ends in a semicolon."""

    name: str
    arguments: tuple[str, ...]
    inside: tuple[Directive, ...] | None


def parse(text: str) -> tuple[Directive, ...]:
    """Read a file that is included in a block."""
    found, rest = _block(_tokens(text))
    if rest:
        raise GrammarError(f"unexpected {rest[0][0]!r}")
    return found


def _tokens(text: str) -> list[tuple[str, bool]]:
    """All words, each with whether it is one of grammar's three signs."""
    tokens, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match:
            raise GrammarError(f"cannot read {text[place : place + 20]!r}")
        place = match.end()
        double, single, sign, word = match.groups()
        if sign:
            tokens.append((sign, True))
        elif (value := next((each for each in (double, single, word) if each is not None), None)) is not None:
            tokens.append((value, False))
    return tokens


def _block(tokens: list[tuple[str, bool]]) -> tuple[tuple[Directive, ...], list[tuple[str, bool]]]:
    found, words = [], []
    while tokens:
        (word, sign), *tokens = tokens
        if not sign:
            words.append(word)
        elif word == "}":
            if words:
                raise GrammarError(f"{words[0]} is not ended")
            return tuple(found), [("}", True), *tokens]
        elif not words:
            raise GrammarError(f"unexpected {word!r}")
        elif word == ";":
            found.append(Directive(words[0], tuple(words[1:]), None))
            words = []
        else:
            inside, rest = _block(tokens)
            if not rest:
                raise GrammarError(f"{words[0]} is not closed")
            found.append(Directive(words[0], tuple(words[1:]), inside))
            tokens, words = rest[1:], []
    if words:
        raise GrammarError(f"{words[0]} is not ended")
    return tuple(found), []
