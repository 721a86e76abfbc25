"""The files of a new archive.

Those around the content are generated: `./newsarchive upgrade` renews them while they are as they were written. What is
in `content/` and `translations/` belongs to the newsroom from the first moment.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from newsarchive.api import Kind, Place, plural_rule, version_of

from .answers import Answers, english_name, language_of
from .wheel import Wheel, shipped

PACKAGES = "packages"
"""The folder of an archive's repository in which the wheel of the generator is."""

PROGRAM = "newsarchive"
"""The file of an archive by which its program is called; it may be executed."""

_HEAD = "# All packages that the archive needs, by version and digest; `./newsarchive upgrade` renews this file"

WRITTEN = ("en", "az", "ru")
"""The languages in which we have written the texts of a new archive."""

_PAGES = ("about", "writing-safely", "privacy", "mirrors")
_TOPIC, _TOPIC_NAMES = "press-freedom", {"en": "Press freedom", "az": "Mətbuat azadlığı", "ru": "Свобода прессы"}
_EXPIRES = dt.timedelta(days=360)  # at most a year ahead, and a publication takes some days to prepare
_FIELD = re.compile(r"@(\w+)@")
_ESCAPED = re.compile(r"([\\`*_{}\[\]<>#|~])")

_SOURCE = """date: {date}
tags: [{topic}]
sources:
  - id: report
    url: https://source.example/report
    title: A report on what happened
    publisher: Example News
    lang: en
"""

_SIGNED = """Readers check copies with this public key: `{key}`. Sign what you publish:
`SIGNING_KEY=/path/to/minisign.key ./newsarchive publish`.

"""


_TRANSLATE = "To translate a text, for example the page about you: `./newsarchive translate about {tag}`.\n\n"


def generated(answers: Answers, wheel: Wheel) -> dict[str, bytes]:
    """Return the files around the content, by path: those that an upgrade may renew."""
    values = _values(answers, wheel)
    words = {
        "Makefile": shipped("Makefile"),
        PROGRAM: shipped(PROGRAM),
        ".gitattributes": shipped("gitattributes"),
        ".gitignore": shipped("gitignore"),
        "README.md": filled(shipped("README.en.md"), values),
        "pelicanconf.py": filled(shipped("pelicanconf.py.txt"), {**values, **_literals(answers)}),
        "publishconf.py": filled(shipped("publishconf.py.txt"), _literals(answers)),
        "requirements.lock": lock_of(wheel, answers.generator, shipped("requirements.lock")),
        "theme/README.md": shipped("theme.md"),
    }
    if answers.default in ("az", "ru"):
        words[f"README.{answers.default}.md"] = filled(shipped(f"README.{answers.default}.md"), values)
    if answers.host == "github":
        words[".github/workflows/check.yml"] = shipped("check.yml")
        publish = shipped("publish.yml")
        publish = publish.replace("docs/publishers.md", "publishers.md in the folder that ./newsarchive --help names")
        words[".github/workflows/publish.yml"] = publish
    found = {path: text.encode() for path, text in words.items()}
    if not answers.generator:
        found[f"{PACKAGES}/{wheel.name}"] = wheel.data
    return found


def first_words(answers: Answers) -> dict[str, bytes]:
    """Return the content and the catalogues of a new archive, by path.

    The texts are in those languages of the archive in which we have written them. If there are none, they are in
    English, in files of the default language, with a mark in each that stops a publication.
    """
    tags = tuple(answers.names)
    written = [tag for tag in tags if tag in WRITTEN]
    first = next((tag for tag in (answers.default, *WRITTEN) if tag in written), answers.default)
    folders: dict[str, tuple[Kind, str]] = {f"pages/{name}": ("page", name) for name in _PAGES}
    folders[f"briefings/{answers.began.year}/example"] = ("briefing", "example")
    texts: dict[str, str] = {}
    for folder, (kind, name) in folders.items():
        meta = _SOURCE.format(date=answers.began, topic=_TOPIC) if kind == "briefing" else ""
        original = _text(answers, name, first, first if first in WRITTEN else "en", meta)
        texts[f"content/{folder}/{first}.md"] = original
        revision = _revision(original, Place(f"{folder}/{first}.md", folder, kind, first))
        for tag in written:
            if tag != first:
                meta = f"translates: {first}\ntranslated_revision: {revision}\n"
                texts[f"content/{folder}/{tag}.md"] = _text(answers, name, tag, tag, meta)
    texts["content/tags.yaml"] = _topics(tags)
    for tag in tags:
        texts[f"translations/{tag}.po"] = _catalogue(tag, answers.names[tag])
    return {path: text.encode() for path, text in texts.items()}


def lock_of(wheel: Wheel, address: str, others: str) -> str:
    """Return the lock of an archive.

    Args:
        wheel: The generator.
        address: The https address of the wheel, or empty if it is in the repository.
        others: The generator's own lock, with all packages that it needs.
    """
    where = f"newsarchive @ {address}" if address else f"./{PACKAGES}/{wheel.name}"
    return f"{_HEAD}\n{where} --hash=sha256:{wheel.digest}\n{others}"


def filled(words: str, values: Mapping[str, str]) -> str:
    """Return a file in which each `@name@` is replaced by the value of that name; others stay as they are."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), words)


def _values(answers: Answers, wheel: Wheel) -> dict[str, str]:
    tags = tuple(answers.names)
    absent = [tag for tag in tags if tag not in WRITTEN]
    described = [f"{english_name(tag)} (`{tag}`)" for tag in absent]
    untranslated = ""
    if absent and len(absent) < len(tags):
        untranslated = f"There are no words of ours in {_listed(described)}: write your own, or translate.\n\n"
    elif absent:
        untranslated = f"The first texts are in English, in files of {_listed(described)}: write them anew.\n\n"
    host = "github" if answers.host == "github" else "server"
    address = "" if answers.address else "SITEURL=https://… "
    last = (absent or tags[-1:])[-1]
    workflows = "\n| `.github/workflows/` | what GitHub does: checks each push, and publishes `main` |"
    return {
        "name": answers.name,
        "languages": _listed([english_name(tag) for tag in tags]),
        "version": wheel.version,
        "generator": answers.generator or f"`{PACKAGES}/{wheel.name}`",
        "workflows": workflows if answers.host == "github" else "",
        "publish": filled(shipped(f"README.{host}.md"), {"address": address}).removesuffix("\n"),
        "untranslated": untranslated,
        "signed": _SIGNED.format(key=answers.public_key) if answers.public_key else "",
        "translate": _TRANSLATE.format(tag=last) if len(tags) > 1 else "",
        "last": last,
    }


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _literals(answers: Answers) -> dict[str, str]:
    """Return the values in settings files, as Python writes them."""
    host = urlsplit(answers.address).hostname or ""
    # a name for ever: neither a machine's own, as localhost, nor its number
    is_name = "." in host and not host.rpartition(".")[2].isdigit()
    authority = f"{host if is_name else 'archive.example'},{answers.began.year}"
    expires = answers.began + _EXPIRES
    return {
        "name": _quoted(answers.name),
        "contact": _quoted(answers.contact or "desk@archive.example"),
        "authority": _quoted(authority),
        "repository": _quoted(answers.repository or "https://archive.example/source"),
        "expires": f"{expires.year}, {expires.month}, {expires.day}",
        "keys": f"({_quoted(answers.public_key)},)" if answers.public_key else "()",
        "default": _quoted(answers.default),
        "taxonomies": f"({''.join(f'{_quoted(name)}, ' for name in ('tags', *answers.names_of)).rstrip(' ')})",
        "languages": "".join(_language_rows(answers)),
        "address": _quoted(answers.address or "https://archive.example"),
    }


def _language_rows(answers: Answers) -> Iterator[str]:
    for tag in answers.names:
        language = language_of(tag)
        quotes = ", ".join(map(_quoted, language.quotes))
        dash = ', "spaced_dash": True' if language.spaced_dash else ""
        row = f'"tag": {_quoted(tag)}, "name": {_quoted(language.name)}, "direction": {_quoted(language.direction)}'
        yield f'    {{{row}, "quotes": ({quotes}){dash}}},\n'


def _quoted(value: str) -> str:
    """Return a string as Python and YAML write it between double quotation marks."""
    return json.dumps(value, ensure_ascii=False)


def _text(answers: Answers, name: str, tag: str, written: str, meta: str) -> str:
    """Return a text of the new archive.

    Args:
        answers: What the newsroom said.
        name: The text, such as `about`.
        tag: The language of the file.
        written: The language of its words, one of `WRITTEN`.
        meta: More lines of front matter.
    """
    _, front, body = shipped(f"texts/{name}.{written}.md").split("---\n", 2)
    body = filled(body, {"name": _ESCAPED.sub(r"\\\1", answers.names[tag])})
    if tag != written:
        mark = f"<!-- replace: these words are English; write them in {english_name(tag)}, and delete this comment -->"
        body = f"\n{mark}\n{body}".replace(f"/{written}.md)", f"/{tag}.md)")
    return f"---\n{front}{meta}---\n{body}"


def _revision(text: str, place: Place) -> str:
    version: Any = version_of(text.encode(), place)
    return str(version.text.revision)


def _topics(tags: Sequence[str]) -> str:
    """Return the vocabulary of topics: one, whose name is English where we have no other."""
    absent = [english_name(tag) for tag in tags if tag not in _TOPIC_NAMES]
    mark = f"# replace: write the name in {_listed(absent)}, and delete this comment\n" if absent else ""
    names = ", ".join(f"{tag}: {_TOPIC_NAMES.get(tag, _TOPIC_NAMES['en'])}" for tag in tags)
    return f"# Your topics. `./newsarchive term tags` adds one.\n\n{mark}{_TOPIC}:\n  names: {{{names}}}\n"


def _catalogue(tag: str, name: str) -> str:
    """Return the catalogue of a language: only the words that are the newsroom's own."""
    english = english_name(tag)
    values = {"english": english, "locale": tag.replace("-", "_"), "plurals": plural_rule(tag), "name": _quoted(name)}
    values["in"] = "" if tag in WRITTEN else f", in {english}"
    return filled(shipped(f"texts/catalogue.{tag if tag in WRITTEN else 'en'}.po"), values)
