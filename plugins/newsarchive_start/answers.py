"""What a newsroom says about its archive, such as its languages, and the record of what was generated from it.

Names and directions of languages come from CLDR through Babel, which leaves quotation marks out: those are in a table
here.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, get_args

import msgspec
from babel import Locale
from babel.core import UnknownLocaleError

from newsarchive.api import (
    FORBIDDEN,
    LANGUAGE_TAG,
    TAXONOMIES,
    Language,
    Newsroom,
    RefusedError,
    SettingsError,
    UsageError,
    first_stray,
    is_site_address,
    is_web_address,
    meant_language,
    meant_site_address,
    names_inside,
    row,
    without_user,
)

_NAMES = {"az": "Azərbaycanca", "en": "English", "ru": "Русский"}
"""Names as our own site writes them, where CLDR has another form."""

_QUOTES = {
    ("«»", "“”"): "ar az el es fa hy it nb nn no pt-PT sq",
    ("«»", "„“"): "be ky os ru tg tt uk",
    ("«»", "‹›"): "de-CH fr fr-CH",
    ("„“", "«»"): "ka lt mk",
    ("„“", "‚‘"): "bg cs de dsb et hsb is lb sk sl",
    ("„”", "«»"): "pl ro",
    ("„”", "»«"): "hu",
    ("„”", "‚’"): "bs hr sr",
    ("”“", "’‘"): "ur",
    ("””", "’’"): "fi he sv",
    ("「」", "『』"): "ja yue zh-Hant",
}
"""The outer and the inner pair, with the languages that use them (CLDR, `delimiters`, and our own catalogues)."""

_ELSEWHERE = ("“”", "‘’")
_BY_TAG = {tag: pairs for pairs, tags in _QUOTES.items() for tag in tags.split()}
_SPACED_DASHES = frozenset(("az", "be", "bg", "kk", "ky", "ru", "sr", "uk"))


class AnswerFault(UsageError):  # noqa: N818 - it is about what somebody typed
    """An answer cannot be used; the message says why, and what to write instead."""


def language_of(tag: str) -> Language:
    """Return the row of the setting `LANGUAGES` for a BCP 47 tag such as `ka` or `pt-BR`.

    Raises:
        AnswerFault: The tag is malformed, or CLDR does not have the language.
    """
    try:
        locale = Locale.parse(tag, sep="-") if LANGUAGE_TAG.match(tag) else None
    except (UnknownLocaleError, ValueError):
        locale = None
    if locale is None:
        meant = meant_language(tag, ("en",), tags_of_cldr())
        hint = f"did you mean {meant}?" if meant else "write, for example, ka, pt-BR or az-Cyrl"
        raise AnswerFault(f"CLDR has no language with the tag {tag!r}; {hint}") from None
    base = locale.language
    name = _NAMES.get(tag) or _headline(locale.get_display_name() or tag)
    direction: Literal["ltr", "rtl"] = "rtl" if locale.character_order == "right-to-left" else "ltr"
    quotes = _BY_TAG.get(tag) or _BY_TAG.get(base) or _ELSEWHERE
    return Language(tag, name, direction, quotes, spaced_dash=base in _SPACED_DASHES)


def english_name(tag: str) -> str:
    """Return the English name of a language, such as `Georgian`, for questions and comments."""
    return Locale.parse(tag, sep="-").get_display_name("en") or tag


def tags_of_cldr() -> tuple[str, ...]:
    """Return the tags of all languages that Babel has, without countries, sorted."""
    # imported late: the list is read from a folder
    from babel.localedata import locale_identifiers

    return tuple(sorted({each.partition("_")[0] for each in locale_identifiers()} - {"root"}))


def _headline(name: str) -> str:
    """Return a name as the first word of a line: `français` -> `Français`, and scripts without case as they are."""
    return name[:1].title() + name[1:]


Host = Literal["github", "server", "elsewhere"]
HOSTS: tuple[str, ...] = get_args(Host)

VOCABULARIES = tuple(name for name in TAXONOMIES if name != "tags")
"""The vocabularies of names, which an archive may do without: people, organisations, places."""

RECORD = ".newsarchive.json"
"""The file of an archive's repository that says from what, and by which version, its files were generated."""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What a newsroom says about its archive.

    Attributes:
        names: The archive's name in each language, by tag, in the order of the languages; the first is the default.
        contact: A mailbox; empty if it is not known yet. The same holds for `address` and `repository`.
        address: The address of the public site.
        host: Where the site will be served.
        repository: The address of the repository, for readers who want a copy.
        began: The day on which the archive was begun.
        generator: The https address of the generator's wheel; empty if the repository has a copy of it.
        names_of: The vocabularies of names that it wants beside topics, in the order of `VOCABULARIES`.
        public_key: The public key by which readers check the site; empty if nothing is signed.
    """

    names: dict[str, str]
    began: dt.date
    contact: str = ""
    address: str = ""
    host: Host = "github"
    repository: str = ""
    generator: str = ""
    names_of: tuple[str, ...] = ()
    public_key: str = ""

    @property
    def default(self) -> str:
        """The tag of the default language."""
        return next(iter(self.names))

    @property
    def name(self) -> str:
        """The archive's name in the default language."""
        return self.names[self.default]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What `.newsarchive.json` says: the version that generated files, from what, and the digest of each by path."""

    version: str
    answers: Answers
    files: dict[str, str]


_PLAIN_PART = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._-]+\Z")
_NEWSROOMS_OWN = frozenset((".git", ".venv", "content", "translations", "output"))


def read_record(data: bytes) -> Record:
    """Parse `.newsarchive.json`, which anybody who may commit can have changed.

    Raises:
        RefusedError: It is damaged, names a file that is not generated, such as one of the content, or has an address
            that `newsarchive init` would not accept.
    """
    restore = f"restore it: git checkout {RECORD}"
    try:
        record = msgspec.json.decode(data, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RefusedError(f"{RECORD} is damaged ({error}); {restore}") from None
    for path in record.files:
        parts = path.split("/")
        if parts[0] in _NEWSROOMS_OWN or not all(map(_PLAIN_PART.match, parts)):
            raise RefusedError(f"{RECORD} names {path!r}, which is not a generated file; {restore}")
    wheel_address(record.answers.generator)
    return record


def written_record(record: Record) -> bytes:
    """Return the bytes of `.newsarchive.json`, indented, so that git shows what changed."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def plain(typed: str) -> str:
    """Return what was typed without outer white space; raise AnswerFault for characters that nobody sees."""
    words = " ".join(typed.split())
    if FORBIDDEN.search(words) or first_stray(words):
        raise AnswerFault(f"{typed!r} has a character that readers cannot see; type it again")
    return words


def archive_name(typed: str) -> str:
    """Return the name of an archive; raise AnswerFault if it is empty or not one short line."""
    name = plain(typed)
    if not name or len(name) > 80 or "{" in name or "}" in name:
        raise AnswerFault("a name has from 1 to 80 letters, and no braces")
    return name


def languages(typed: str) -> tuple[str, ...]:
    """Return the tags in a list such as `ka, en`; raise AnswerFault for those that cannot be used."""
    tags = tuple(tag for tag in re.split(r"[,;\s]+", plain(typed)) if tag)
    if not tags:
        raise AnswerFault("name at least one language, such as ka, en")
    doubled = [tag for tag in tags if tags.count(tag) > 1]
    if doubled:
        raise AnswerFault(f"{doubled[0]} is there twice")
    faults = []
    for tag in tags:
        try:
            language_of(tag)
        except AnswerFault as fault:
            faults.append(str(fault))
    if faults:
        raise AnswerFault("\n".join(faults))
    return tags


def vocabularies(typed: str) -> tuple[str, ...]:
    """Return the vocabularies in a list such as `people, places`; raise AnswerFault for one that there is not."""
    wanted = [name for name in re.split(r"[,;\s]+", plain(typed).casefold()) if name]
    unknown = [name for name in wanted if name not in VOCABULARIES]
    if unknown:
        raise AnswerFault(f"{unknown[0]!r} is none of {', '.join(VOCABULARIES)}")
    return tuple(name for name in VOCABULARIES if name in wanted)


def mailbox(typed: str) -> str:
    """Return a mailbox, or an empty string; raise AnswerFault if it is none."""
    return _setting("contact", plain(typed))


def repository_address(typed: str) -> str:
    """Return the web address of a repository, or an empty string; raise AnswerFault if it is none."""
    typed = plain(typed)
    if typed and not is_web_address(typed, ("https",)):
        raise AnswerFault(f"{typed!r} is not an address such as https://github.com/newsroom/archive")
    return typed


def site_address(typed: str) -> str:
    """Return the address of a site without a slash at its end, or an empty string; raise AnswerFault if it is none."""
    address = plain(typed).rstrip("/")
    if "://" in address and names_inside(address):
        raise AnswerFault(f"{typed!r} is an address that no reader can open; press Enter if there is none yet")
    if address and not is_site_address(address):
        meant = meant_site_address(address) or "https://archive.example or https://archive.example/path"
        raise AnswerFault(f"{without_user(typed)!r} is not the address of a site; write it as {meant}")
    return address


def wheel_address(typed: str) -> str:
    """Return the https address of a wheel, or an empty string; raise AnswerFault if it is none."""
    if typed and not (is_web_address(typed, ("https",)) and typed.endswith(".whl") and typed.isascii()):
        raise AnswerFault(f"{typed!r} is not the https address of a wheel, which ends in .whl")
    return typed


def host(typed: str) -> Host:
    """Return one of `HOSTS`; its first letters are enough. AnswerFault is raised for anything else."""
    word = plain(typed).casefold()
    for known in get_args(Host):
        if word and known.startswith(word):
            return known  # type: ignore[no-any-return]
    raise AnswerFault(f"{typed!r} is not one of {', '.join(HOSTS)}")


def _setting(name: str, value: str) -> str:
    """Return the value of a key of `NEWSROOM`; raise AnswerFault with the settings' own message if it is malformed."""
    sound = {"contact": "", "tag_authority": "", "repository": "", "security_expires": dt.date(2000, 1, 1)}
    try:
        row(Newsroom, {**sound, name: value}, "NEWSROOM")
    except SettingsError as fault:
        raise AnswerFault(str(fault).removeprefix("NEWSROOM: ")) from None
    return value
