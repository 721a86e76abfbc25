"""The site's settings as one value, validated."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import PurePath
from typing import Any, Literal, TypeVar
from urllib.parse import quote

import msgspec

from newsarchive.plugins import settings_classes
from newsarchive.signals import answers, fields_wanted

from . import addresses
from .characters import FORBIDDEN, first_stray
from .diagnostics import UsageError, did_you_mean
from .field_types import LANGUAGE_TAG
from .fields import SOURCES_RULES, FieldTable, SourcesRule
from .own_fields import ExtraField, fields_of, own_field_faults
from .vocabularies import TAXONOMIES
from .web_addresses import SCHEMES, is_site_address, is_web_address, meant_site_address, without_user

_RIGHT_TO_LEFT = frozenset(("ar", "azb", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"))

# usernames end in a dot and digits; links have the form that Signal itself creates
_SIGNAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,31}\.[0-9]{2,}\Z|https://signal\.me/#(?:eu|p)/[^\s/]+\Z")
# fingerprints of key versions 4 and 6 (RFC 9580, 5.5.4); anything shorter can be forged
_FINGERPRINT = re.compile(r"(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})\Z")

# RFC 4151, 2.1: a domain or mailbox, and a date on which it belonged to the newsroom
_AUTHORITY = re.compile(r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+,[0-9]{4}(?:-[0-9]{2}){0,2}\Z")
# an addr-spec (RFC 5322, 3.4.1) without quoted parts and comments, whose host has a dot
_MAILBOX = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"./]+(?:\.[^\s@<>()\[\]\\,;:\"./]+)+\Z")

_SWITCHES = (
    "ALLOW_PLACEHOLDERS",
    "CHECKSUMS",
    "CLEAN_ADDRESSES",
    "RECORDS",
    "SHARE_PICTURES",
    "SHOW_DRAFTS",
)

EDITION_KINDS = ("epub", "html", "site")
"""The kinds of files that have the archive in them: EPUB, one HTML file, and the site of a language as a ZIP file."""

# version 3: 32 bytes of the key, 2 of a checksum and 1 of the version in Base32 (rend-spec-v3, 6)
_ONION = re.compile(r"http://[a-z2-7]{55}d\.onion\Z")

Row = TypeVar("Row", bound=msgspec.Struct)


class SettingsError(ValueError):
    """A setting is unknown, missing or malformed; the message names it."""


class Language(msgspec.Struct, frozen=True):
    """A language of the site, one row of the setting `LANGUAGES`: its BCP 47 tag, its name in itself, its typography.

    Attributes:
        quotes: The outer and the inner pair of quotation marks, each as a string of two characters.
        spaced_dash: Whether there are spaces around dashes, the one before being a no-break space.
    """

    tag: str
    name: str
    direction: Literal["ltr", "rtl"]
    quotes: tuple[str, str]
    spaced_dash: bool = False

    def __post_init__(self) -> None:
        """Raise SettingsError for an invalid or reserved tag, an empty name, an invalid direction or invalid quotes."""
        if not LANGUAGE_TAG.match(self.tag) or addresses.is_reserved(self.tag):
            raise SettingsError(f"LANGUAGES: tag: {self.tag!r} is not a language tag such as en, pt-BR or az-Cyrl")
        if not self.name.strip():
            raise SettingsError(f"LANGUAGES: {self.tag}: name: the language's own name is empty")
        if self.direction not in ("ltr", "rtl"):
            raise SettingsError(f"LANGUAGES: {self.tag}: direction must be 'ltr' or 'rtl', not {self.direction!r}")
        if len(self.quotes) != 2 or any(not isinstance(pair, str) or len(pair) != 2 for pair in self.quotes):
            raise SettingsError(f"LANGUAGES: {self.tag}: quotes must be two pairs such as ('«»', '„“')")


class Newsroom(msgspec.Struct, frozen=True):
    """The publisher of the site: the setting `NEWSROOM`.

    Attributes:
        contact: The mailbox for corrections and replies.
        tag_authority: A domain and a date on which the newsroom owned it, such as `archive.example,2026`. The permanent
            ids of feeds are built from it (RFC 4151), so it must never change.
        security_expires: The day on which `contact` ceases to be valid for security reports (RFC 9116).
        follow: Links to the newsroom's profiles elsewhere: pairs of name and address.
        text_licence: The name of the licence of the texts, and its web address; both empty if there is none.
        signal: A Signal username, or Signal's own link to a username or number; empty if the newsroom has none.
        pgp: The fingerprint of the key of `contact`, and the address from which to fetch it; empty if there is none.
    """

    contact: str
    tag_authority: str
    repository: str
    security_expires: dt.date
    follow: tuple[tuple[str, str], ...] = ()
    text_licence: tuple[str, str] = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    signal: str = ""
    pgp: tuple[str, str] = ("", "")

    @property
    def contacts(self) -> tuple[str, ...]:
        """The newsroom's mailbox and Signal contact, if any; checks for personal data allow these two."""
        return tuple(filter(None, (self.contact, self.signal)))

    def __post_init__(self) -> None:
        """Raise SettingsError for a malformed value; `build.placeholders` reports empty ones."""
        if self.contact and not _MAILBOX.match(self.contact):
            raise SettingsError(
                f"NEWSROOM: contact: {self.contact!r} is not an email address such as desk@newsroom.org"
            )
        if self.tag_authority and not _AUTHORITY.match(self.tag_authority):
            expected = "not a domain with a year, such as newsroom.org,2026"
            raise SettingsError(f"NEWSROOM: tag_authority: {self.tag_authority!r} is {expected}")
        if self.repository and not is_web_address(self.repository):
            expected = "not a web address such as https://git.example/newsroom/archive"
            raise SettingsError(f"NEWSROOM: repository: {self.repository!r} is {expected}")
        if type(self.security_expires) is not dt.date:
            expected = "not a day such as datetime.date(2027, 11, 1)"
            raise SettingsError(f"NEWSROOM: security_expires: {self.security_expires!r} is {expected}")
        for row in _rows("NEWSROOM: follow", self.follow):
            _require_link("NEWSROOM: follow", row, ("https",), "https://social.example/@newsroom")
        if any(self.text_licence):
            _require_link("NEWSROOM: text_licence", self.text_licence, SCHEMES, "https://licence.example/by/")
        if self.signal and not _SIGNAL.match(self.signal):
            raise SettingsError(
                f"NEWSROOM: signal: {self.signal!r} is neither a username such as desk.42 nor a link to one"
            )
        if len(self.pgp) != 2 or (any(self.pgp) and not _is_key(*self.pgp)):
            expected = "a full fingerprint (40 or 64 hex digits) with the https: address of its key"
            raise SettingsError(f"NEWSROOM: pgp: {self.pgp!r} is not {expected}")

    @property
    def mail_to(self) -> str:
        """The `mailto:` address of `contact`, percent-encoded."""
        return f"mailto:{quote(self.contact, safe='@+')}"


class SiteFont(msgspec.Struct, frozen=True):
    """A font that pages load from the site, one row of the setting `FONTS`.

    Attributes:
        file: The path of a WOFF file. It is published under its own name.
        family: Its name for browsers.
        token: Where pages use it: `serif` (texts), `sans` (headlines and small words) or `mono` (code). The theme's own
            faces follow it, for letters that it lacks.
        weight: A weight such as `400`, or the range of a variable font, such as `400 700`.
        style: `normal` or `italic`.
    """

    file: str
    family: str
    token: str
    weight: str = "400"
    style: str = "normal"

    @property
    def address(self) -> str:
        """The address of the file on the site."""
        return f"theme/fonts/{PurePath(self.file).name}"

    def __post_init__(self) -> None:
        """Raise SettingsError for a malformed value."""
        name = PurePath(self.file).name
        if not _FONT_FILE.match(name):
            make = "pyftsubset Face.ttf --flavor=woff --unicodes='*' --output-file=face.woff"
            expected = f"a WOFF file with a plain name, such as fonts/face.woff; make one with fontTools: {make}"
            raise SettingsError(f"FONTS: file: {self.file!r} is not {expected}")
        for key, pattern in _FONT_VALUES.items():
            if not pattern.match(getattr(self, key)):
                raise SettingsError(f"FONTS: {name}: {key}: {getattr(self, key)!r} is not valid here")


_FONT_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.woff\Z")
_FONT_VALUES = {
    "family": re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,60}\Z"),
    "token": re.compile(r"(?:serif|sans|mono)\Z"),
    "weight": re.compile(r"[1-9]00(?: [1-9]00)?\Z"),
    "style": re.compile(r"(?:normal|italic)\Z"),
}


def _rows(setting: str, value: object) -> tuple[object, ...]:
    """Return the value of a setting that must be a list or tuple, as a tuple; raise SettingsError for another type."""
    if not isinstance(value, tuple | list):
        raise SettingsError(f"{setting}: {value!r} is not a list; put [ ] around it, and a comma between entries")
    return tuple(value)


def _names(setting: str, value: object) -> tuple[str, ...]:
    """Return the value of a setting that must be a list of strings; raise SettingsError for anything else."""
    rows = _rows(setting, value)
    for each in rows:
        if not isinstance(each, str):
            raise SettingsError(f"{setting}: {each!r} is not text; put it in quotes")
    return tuple(map(str, rows))


def path_list(settings: Mapping[str, Any], setting: str) -> tuple[str, ...]:
    """Return the paths in a setting, none if it is not set; raise SettingsError unless it is a list of paths."""
    rows = _rows(setting, settings.get(setting, ()))
    for each in rows:
        if not isinstance(each, str | PurePath):
            raise SettingsError(f"{setting}: {each!r} is not a path in quotes, such as 'own/file'")
    return tuple(map(str, rows))


_PATHS = ("STATIC_PATHS", "CATALOGUE_PATHS", "THEME_CSS_OVERRIDES", "THEME_TEMPLATES_OVERRIDES")


def _require_link(setting: str, row: object, schemes: Collection[str], example: str) -> None:
    """Raise SettingsError unless `row` is a pair of a name and a web address; the message has `example`."""
    name, address = row if isinstance(row, tuple | list) and len(row) == 2 else ("", row)
    if not isinstance(name, str) or not name.strip() or not is_web_address(address, schemes):
        shown = without_user(repr(row))
        raise SettingsError(f"{setting}: {shown} is not a name with an address, such as ('Name', '{example}')")


class Site(msgspec.Struct, frozen=True, dict=True):
    """The validated settings of the site, as pages, feeds and commands receive them.

    Attributes:
        languages: The languages of the site, in the order in which pages offer them.
        day: The day of the build in UTC, which is “today” for everything that is built.
        url: The public address without a final slash; empty for a local build.
        clean_addresses: Whether links to pages end in `/`, not in `index.html`, which also works from a disk.
        page_size: The number of briefings on one page of a listing.
        drafts: Whether the build includes drafts.
        records: Whether the build is a publication, which writes into the content what it published.
        signing_keys: The minisign keys of the site (each the second line of `minisign.pub`); none if it is not signed.
        signatures_required: How many of these keys must have signed a publication.
        mirrors: Copies of the site on other servers: pairs of name and address.
        onion: The address of the same site as an onion service, `http://….onion`; empty if it has none.
        copied: The files and folders of the content that are published unchanged, from `STATIC_PATHS`.
        taxonomies: The vocabularies that the archive has, in the order of the menu; `tags` is always one of them.
        extra_fields: The newsroom's own fields of briefings.
        fonts: Fonts that pages load from the site; none by default.
        page_order: The slugs of standing pages that menus list first, in this order.
        editions: The kinds of files that have the archive in them and travel alone, some of `EDITION_KINDS`.
        sources: Whether a briefing must have sources (`required`) or may have none (`optional`); `own` says on the page
            that a briefing without any is the newsroom's own reporting.
        plugins: The settings of plugins, which `own` returns.
        templates: The folders of the newsroom's templates, from `THEME_TEMPLATES_OVERRIDES`.
    """

    languages: tuple[Language, ...]
    default: str
    newsroom: Newsroom
    day: dt.date
    url: str = ""
    clean_addresses: bool = False
    page_size: int = 20
    feed_size: int = 20
    drafts: bool = False
    records: bool = False
    signing_keys: tuple[str, ...] = ()
    signatures_required: int = 1
    mirrors: tuple[tuple[str, str], ...] = ()
    onion: str = ""
    copied: tuple[str, ...] = ()
    taxonomies: tuple[str, ...] = TAXONOMIES
    extra_fields: tuple[ExtraField, ...] = ()
    sources: SourcesRule = "required"
    fonts: tuple[SiteFont, ...] = ()
    page_order: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    plugins: tuple[msgspec.Struct, ...] = ()
    templates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise SettingsError if a setting is invalid or contradicts another, such as an unknown default language."""
        if self.default not in self.tags:
            raise SettingsError(f"DEFAULT_LANG: {self.default!r} is not in LANGUAGES ({', '.join(self.tags)})")
        doubled = [tag for tag in self.tags if self.tags.count(tag) > 1]
        if doubled:
            raise SettingsError(f"LANGUAGES: {doubled[0]!r} appears twice")
        for setting, value in (("LISTING_SIZE", self.page_size), ("FEED_SIZE", self.feed_size)):
            if type(value) is not int or value < 1:
                raise SettingsError(f"{setting}: {value!r} is not a number of briefings such as 20")
        if self.url != "" and not is_site_address(self.url):
            meant = meant_site_address(self.url) or "https://archive.example or https://archive.example/path"
            expected = "scheme, host, perhaps a port, and a path of letters, digits and . _ ~ -, without a last slash"
            shown = repr(without_user(self.url) if isinstance(self.url, str) else self.url)
            raise SettingsError(f"SITEURL: {shown} is not the address of a site ({expected}); write it as {meant}")
        _require_keys(self.signing_keys, self.signatures_required)
        for mirror in self.mirrors:
            _require_link("MIRRORS", mirror, SCHEMES, "https://mirror.example/")
        if self.onion != "" and not (isinstance(self.onion, str) and _ONION.match(self.onion)):
            expected = "the address of an onion service: http://, 56 letters and digits, .onion, and nothing after it"
            raise SettingsError(f"ONION: {self.onion!r} is not {expected}")
        if self.sources not in SOURCES_RULES:
            raise SettingsError(f"SOURCES: {self.sources!r} is none of {', '.join(SOURCES_RULES)}")
        _require_editions(self.editions)
        _require_taxonomies(self.taxonomies)
        _require_extra_fields(self.extra_fields, self.tags, self.default)

    @cached_property
    def fields(self) -> FieldTable:
        """The fields that texts of this archive may have, by kind of text and name."""
        return fields_of(self.taxonomies, self.extra_fields, self.sources)

    def own(self, kind: type[Row]) -> Row:
        """Return a plugin's settings, an instance of its class in `SETTINGS`."""
        return next((each for each in self.plugins if isinstance(each, kind)), None) or kind()

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all languages, in the order of `LANGUAGES`."""
        return tuple(language.tag for language in self.languages)

    def absolute(self, address: str) -> str:
        """Return the absolute URL of a page or file, or an empty string if the site has no `url`."""
        if not self.url:
            return ""
        return f"{self.url}/{address if self.clean_addresses else addresses.file_of(address)}"

    def language(self, tag: str) -> Language:
        """Return the site's language that has a BCP 47 tag such as `az`; raise KeyError if it has none."""
        for language in self.languages:
            if language.tag == tag:
                return language
        raise KeyError(tag)

    def direction(self, tag: str) -> str:
        """Return the writing direction of a language, `rtl` or `ltr`, which need not be one of the site."""
        if tag in self.tags:
            return self.language(tag).direction
        return "rtl" if tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def _require_editions(kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        if kind not in EDITION_KINDS or kinds.count(kind) > 1:
            raise SettingsError(f"EDITIONS: {kind!r}: write some of {', '.join(EDITION_KINDS)}, each once")


def _require_taxonomies(taxonomies: tuple[str, ...]) -> None:
    known = f"write some of {', '.join(TAXONOMIES)}, and always 'tags'"
    for name in taxonomies:
        if name not in TAXONOMIES or taxonomies.count(name) > 1:
            wrong = "appears twice" if name in TAXONOMIES else "is no vocabulary"
            raise SettingsError(f"TAXONOMIES: {name!r} {wrong}; {known}")
    if "tags" not in taxonomies:
        raise SettingsError(f"TAXONOMIES: 'tags' is missing; {known}")


def _require_extra_fields(extra: tuple[ExtraField, ...], tags: tuple[str, ...], default: str) -> None:
    for wrong in own_field_faults(extra, tags, default):
        raise SettingsError(wrong)


def _is_key(fingerprint: str, address: str) -> bool:
    whole = _FINGERPRINT.match(fingerprint.replace(" ", ""))
    return whole is not None and is_web_address(address, ("https",))


def _require_keys(keys: tuple[str, ...], required: object) -> None:
    """Raise SettingsError for a malformed or repeated key, or if more signatures are required than there are keys."""
    for key in keys:
        if not _is_minisign_key(key):
            expected = "the second line of minisign.pub, such as 'RWQ…'"
            raise SettingsError(f"SIGNING_KEYS: {key!r} is not {expected}")
    # bytes 2 to 10 are the key's number, by which files of signatures are told apart; the rest is the key itself, and
    # whoever holds its secret part can give it any number
    parts = [base64.b64decode(key) for key in keys]
    if min(len({part[2:10] for part in parts}), len({part[10:] for part in parts})) < len(keys):
        raise SettingsError("SIGNING_KEYS: one key appears twice; each must belong to another person")
    if type(required) is not int or not 1 <= required <= max(len(keys), 1):
        expected = f"a number from 1 to {max(len(keys), 1)}, as many as SIGNING_KEYS has"
        raise SettingsError(f"SIGNATURES_REQUIRED: {required!r} is not {expected}")


def _is_minisign_key(line: object) -> bool:
    try:
        found = base64.b64decode(line, validate=True) if isinstance(line, str) else b""
    except ValueError:
        return False
    # 2 bytes for the algorithm, 8 for the key's number, 32 for the key
    return len(found) == 42 and found.startswith(b"Ed")


def row(kind: type[Row], values: object, setting: str) -> Row:
    """Return an instance of a Struct, made from a mapping in a setting, such as `{"tag": "en", …}`.

    Raises:
        SettingsError: `values` is no mapping, has an unknown key, lacks a required one, or has something else than a
            string for a field of type `str`.
    """
    if not isinstance(values, Mapping):
        raise SettingsError(f"{setting}: {values!r} is not a row of keys and values such as {{'tag': 'en', …}}")
    known, types = kind.__struct_fields__, kind.__annotations__
    strange = [name for name in values if types.get(name) == "str" and not isinstance(values[name], str)]
    if strange:
        raise SettingsError(f"{setting}: {strange[0]}: {values[strange[0]]!r} is not text; put it in quotes")
    unknown = sorted(set(values) - {*known})
    if unknown:
        raise SettingsError(f"{setting}: unknown key {unknown[0]!r}; use one of {', '.join(sorted(known))}")
    try:
        return kind(**values)
    except TypeError as error:
        raise SettingsError(f"{setting}: {error}") from None


def _own_of(kind: type[Row], settings: Mapping[str, Any]) -> Row:
    """Return the settings of a plugin, an instance of its class; SettingsError if one is neither True nor False."""
    names = [name for name in kind.__struct_fields__ if name.upper() in settings]
    for name in names:
        if kind.__annotations__[name] in (bool, "bool"):
            _require_switch(name.upper(), settings)
    return kind(**{name: settings[name.upper()] for name in names})


def _require_switch(setting: str, settings: Mapping[str, Any]) -> None:
    if not isinstance(settings.get(setting, False), bool):
        raise SettingsError(f"{setting}: {settings[setting]!r} is neither True nor False")


def _words(value: object) -> Iterator[str]:
    """Yield all strings in the value of a setting, also those inside mappings, tuples and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | tuple | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _words(each)


def site_of(settings: Mapping[str, Any], day: dt.date) -> Site:
    """Return the site's settings, made from Pelican's; raise SettingsError if one is missing or invalid."""
    for setting in ("LANGUAGES", "NEWSROOM", "MIRRORS", "EXTRA_FIELDS"):
        words = "\n".join(_words(settings.get(setting)))
        control = FORBIDDEN.search(words)
        stray = f"U+{ord(control[0]):04X}" if control else first_stray(words)
        if stray:
            raise SettingsError(f"{setting}: {stray} is invisible to readers or unknown to Unicode; remove it")
    if settings.get("SIGNING_PUBLIC_KEY"):
        meant = f"SIGNING_KEYS = ({settings['SIGNING_PUBLIC_KEY']!r},)"
        raise SettingsError(f"SIGNING_PUBLIC_KEY is now SIGNING_KEYS, which may name several keys; write {meant}")
    for setting in _SWITCHES:
        _require_switch(setting, settings)
    paths = {setting: path_list(settings, setting) for setting in _PATHS}
    try:
        return Site(
            languages=tuple(row(Language, each, "LANGUAGES") for each in _rows("LANGUAGES", settings["LANGUAGES"])),
            default=_default_of(settings["DEFAULT_LANG"], settings["LANGUAGES"]),
            newsroom=row(Newsroom, settings["NEWSROOM"], "NEWSROOM"),
            day=day,
            url=settings["SITEURL"],
            clean_addresses=settings.get("CLEAN_ADDRESSES", False),
            page_size=settings.get("LISTING_SIZE", 20),
            feed_size=settings.get("FEED_SIZE", 20),
            drafts=settings.get("SHOW_DRAFTS", False),
            records=settings.get("RECORDS", False),
            signing_keys=_rows("SIGNING_KEYS", settings.get("SIGNING_KEYS", ())),  # type: ignore[arg-type]
            signatures_required=settings.get("SIGNATURES_REQUIRED", 1),
            mirrors=_rows("MIRRORS", settings.get("MIRRORS", ())),  # type: ignore[arg-type]
            onion=settings.get("ONION", ""),
            copied=tuple(path.strip("/") for path in paths["STATIC_PATHS"]),
            taxonomies=_names("TAXONOMIES", settings.get("TAXONOMIES", TAXONOMIES)),
            extra_fields=tuple(
                row(ExtraField, each, "EXTRA_FIELDS")
                for given in (settings.get("EXTRA_FIELDS", ()), *answers(fields_wanted, settings))
                for each in _rows("EXTRA_FIELDS", given)
            ),
            sources=settings.get("SOURCES", "required"),
            fonts=tuple(row(SiteFont, each, "FONTS") for each in _rows("FONTS", settings.get("FONTS", ()))),
            page_order=_names("PAGE_ORDER", settings.get("PAGE_ORDER", ())),
            # only a publication has them: an editor's build stays as fast as it is
            editions=_names("EDITIONS", settings.get("EDITIONS", ())) if settings.get("CHECKSUMS", False) else (),
            plugins=tuple(_own_of(kind, settings) for kind in settings_classes(settings)),
            templates=tuple(paths["THEME_TEMPLATES_OVERRIDES"]),
        )
    except KeyError as error:
        raise SettingsError(f"{error.args[0]} is not set") from None


def _default_of(tag: str, rows: object) -> str:
    """Return the default language as its row in LANGUAGES writes it: Pelican makes `pt-BR` lower case."""
    tags = [row.get("tag") for row in rows if isinstance(row, Mapping)] if isinstance(rows, tuple | list) else []
    return next((each for each in tags if isinstance(each, str) and each.lower() == str(tag).lower()), tag)


def language_of_messages(site: Site, wanted: str) -> str:
    """Return the language `wanted` (flag `--language`; else the default), or raise UsageError."""
    if wanted and wanted not in site.tags:
        meant = did_you_mean(wanted, site.tags) or ", ".join(site.tags)
        raise UsageError(f"--language: there are no messages in {wanted!r}; did you mean {meant}?")
    return wanted or site.default
