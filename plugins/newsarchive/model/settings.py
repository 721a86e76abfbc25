"""The site's settings as one value, validated."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePath
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from msgspec.structs import fields

from newsarchive.plugins import settings_classes
from newsarchive.signals import answers, fields_wanted

from . import addresses
from .diagnostics import UsageError, did_you_mean
from .field_types import LANGUAGE_TAG
from .fields import FieldTable, SourcesRule
from .own_fields import ExtraField, check_own_fields, fields_of
from .setting_types import Row, Rule, value_of
from .setting_types import SettingsError as SettingsError
from .setting_types import row as row
from .vocabularies import TAXONOMIES
from .web_addresses import is_site_address, is_web_address, meant_site_address, without_user

_RIGHT_TO_LEFT = frozenset(("ar", "azb", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"))

# an addr-spec (RFC 5322, 3.4.1) without quoted parts and comments, whose host has a dot
_MAILBOX = re.compile(r"(?:[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"./]+(?:\.[^\s@<>()\[\]\\,;:\"./]+)+)?\Z")
# RFC 4151, 2.1: a domain or mailbox, and a date on which it belonged to the newsroom
_AUTHORITY = re.compile(r"(?:(?:[\w.-]+@)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+,[0-9]{4}(?:-[0-9]{2}){0,2})?\Z", re.ASCII)
# usernames end in a dot and digits; links have the form that Signal itself creates
_SIGNAL = re.compile(r"(?:[A-Za-z_][A-Za-z0-9_]{2,31}\.[0-9]{2,}|https://signal\.me/#(?:eu|p)/[^\s/]+)?\Z")
# fingerprints of key versions 4 and 6 (RFC 9580, 5.5.4); anything shorter can be forged
_FINGERPRINT = re.compile(r"(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})\Z")
# version 3: 32 bytes of the key, 2 of a checksum and 1 of the version in Base32 (rend-spec-v3, 6)
_ONION = re.compile(r"(?:http://[a-z2-7]{55}d\.onion)?\Z")
_FONT_FILE = re.compile(r"(?:.*/)?[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.woff\Z")
_MAKE_FONT = "pyftsubset Face.ttf --flavor=woff --unicodes='*' --output-file=face.woff"

EDITION_KINDS = ("epub", "html", "site")
"""The kinds of files that have the archive in them: EPUB, one HTML file, and the site of a language as a ZIP file."""


def _is_link(link: tuple[str, str]) -> bool:
    return bool(link[0].strip()) and is_web_address(link[1])


def _is_minisign_key(line: str) -> bool:
    try:
        key = base64.b64decode(line, validate=True)
    except ValueError:
        return False
    # 2 bytes for the algorithm, 8 for the key's number, 32 for the key
    return len(key) == 42 and key.startswith(b"Ed")


_MinisignKey = Annotated[str, Rule("the second line of minisign.pub, such as 'RWQ…'", _is_minisign_key)]
_Size = Annotated[int, Rule("a number of briefings such as 20", lambda size: size > 0)]
_Quotes = Annotated[str, msgspec.Meta(min_length=2, max_length=2)]
_LINK = "a name with an address, such as ('Name', 'https://social.example/@newsroom')"
_Link = Annotated[tuple[str, str], Rule(_LINK, _is_link)]
_SecureLink = Annotated[tuple[str, str], Rule(_LINK, lambda link: _is_link(link) and link[1].startswith("https:"))]
_Licence = Annotated[tuple[str, str], Rule(_LINK, lambda link: not any(link) or _is_link(link))]
_Address = Annotated[
    str, Rule("a web address such as https://git.example/newsroom/archive", lambda url: not url or is_web_address(url))
]
_Path = Annotated[Any, Rule("a path in quotes, such as 'own/file'", lambda path: isinstance(path, str | PurePath))]
_Tag = Annotated[
    str,
    Rule(
        "a language tag such as en, pt-BR or az-Cyrl",
        lambda tag: LANGUAGE_TAG.match(tag) and not addresses.is_reserved(tag),
    ),
]
_Key = Annotated[
    tuple[str, str],
    Rule(
        "a full fingerprint (40 or 64 hex digits) with the https: address of its key",
        lambda key: (
            not any(key) or (_FINGERPRINT.match(key[0].replace(" ", "")) and is_web_address(key[1], ("https",)))
        ),
    ),
]


class Language(msgspec.Struct, frozen=True):
    """A language of the site, one row of the setting `LANGUAGES`: its BCP 47 tag, its name in itself, its typography.

    Attributes:
        quotes: The outer and the inner pair of quotation marks, each as a string of two characters.
        spaced_dash: Whether there are spaces around dashes, the one before being a no-break space.
    """

    tag: _Tag
    name: Annotated[str, Rule("the name of the language in itself", str.strip)]
    direction: Annotated[Literal["ltr", "rtl"], Rule("'ltr' or 'rtl'")]
    quotes: Annotated[tuple[_Quotes, _Quotes], Rule("two pairs such as ('«»', '„“')")]
    spaced_dash: bool = False


class Newsroom(msgspec.Struct, frozen=True):
    """The publisher of the site: the setting `NEWSROOM`. `build.placeholders` reports what is still empty.

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

    contact: Annotated[str, Rule("an email address such as desk@newsroom.org", _MAILBOX.match)]
    tag_authority: Annotated[str, Rule("a domain with a year, such as newsroom.org,2026", _AUTHORITY.match)]
    repository: _Address
    security_expires: Annotated[dt.date, Rule("a day such as datetime.date(2027, 11, 1)")]
    follow: tuple[_SecureLink, ...] = ()
    text_licence: _Licence = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    signal: Annotated[str, Rule("a username such as desk.42 or a link to one", _SIGNAL.match)] = ""
    pgp: _Key = ("", "")

    @property
    def contacts(self) -> tuple[str, ...]:
        """The newsroom's mailbox and Signal contact, if any; checks for personal data allow these two."""
        return tuple(filter(None, (self.contact, self.signal)))

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
    """

    file: Annotated[
        str,
        Rule(
            f"a WOFF file with a plain name, such as fonts/face.woff; make one with fontTools: {_MAKE_FONT}",
            _FONT_FILE.match,
        ),
    ]
    family: Annotated[str, Rule("a name such as Literata", re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,60}\Z").match)]
    token: Literal["serif", "sans", "mono"]
    weight: Annotated[str, Rule("a weight such as '400' or '400 700'", re.compile(r"[1-9]00(?: [1-9]00)?\Z").match)] = (
        "400"
    )
    style: Literal["normal", "italic"] = "normal"

    @property
    def address(self) -> str:
        """The address of the file on the site."""
        return f"theme/fonts/{PurePath(self.file).name}"


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
    url: Any = ""
    clean_addresses: bool = False
    page_size: _Size = 20
    feed_size: _Size = 20
    drafts: bool = False
    records: bool = False
    signing_keys: tuple[_MinisignKey, ...] = ()
    signatures_required: int = 1
    mirrors: tuple[_Link, ...] = ()
    onion: Annotated[
        str,
        Rule(
            "the address of an onion service: http://, 56 letters and digits, .onion, and nothing after it",
            _ONION.match,
        ),
    ] = ""
    copied: tuple[str, ...] = ()
    taxonomies: tuple[str, ...] = TAXONOMIES
    extra_fields: tuple[ExtraField, ...] = ()
    sources: SourcesRule = "required"
    fonts: tuple[SiteFont, ...] = ()
    page_order: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    plugins: tuple[msgspec.Struct, ...] = ()
    templates: tuple[str, ...] = ()

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
        return {language.tag: language for language in self.languages}[tag]

    def direction(self, tag: str) -> str:
        """Return the writing direction of a language, `rtl` or `ltr`, which need not be one of the site."""
        if tag in self.tags:
            return self.language(tag).direction
        return "rtl" if tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


_SETTINGS = {
    "default": "DEFAULT_LANG",
    "url": "SITEURL",
    "page_size": "LISTING_SIZE",
    "feed_size": "FEED_SIZE",
    "drafts": "SHOW_DRAFTS",
}
"""The settings with another name than the attribute of `Site`."""

_PATHS = ("CATALOGUE_PATHS", "THEME_CSS_OVERRIDES", "THEME_TEMPLATES_OVERRIDES")


def site_of(settings: Mapping[str, Any], day: dt.date) -> Site:
    """Return the site's settings, made from Pelican's; raise SettingsError if one is missing or invalid."""
    if settings.get("SIGNING_PUBLIC_KEY"):
        meant = f"SIGNING_KEYS = ({settings['SIGNING_PUBLIC_KEY']!r},)"
        raise SettingsError(f"SIGNING_PUBLIC_KEY is now SIGNING_KEYS, which may name several keys; write {meant}")
    for name in ("LANGUAGES", "NEWSROOM", "DEFAULT_LANG", "SITEURL"):
        if name not in settings:
            raise SettingsError(f"{name} is not set")
    for name in _PATHS:
        path_list(settings, name)
    for name in ("ALLOW_PLACEHOLDERS", "CHECKSUMS", "SHARE_PICTURES"):
        value_of(name, settings.get(name, False), bool)
    values: dict[str, Any] = {"day": day, "copied": [path.strip("/") for path in path_list(settings, "STATIC_PATHS")]}
    values["templates"] = path_list(settings, "THEME_TEMPLATES_OVERRIDES")
    types = {each.name: each.type for each in fields(Site)}
    for name in types.keys() - {*values, "plugins"}:
        setting = _SETTINGS.get(name, name.upper())
        if setting in settings:
            values[name] = value_of(setting, settings[setting], types[name])
    own = [value_of("EXTRA_FIELDS", given, types["extra_fields"]) for given in answers(fields_wanted, settings)]
    values["extra_fields"] = sum(own, values.get("extra_fields", ()))
    if not settings.get("CHECKSUMS"):
        values["editions"] = ()  # only a publication has them: an editor's build stays as fast as it is
    # Pelican makes `pt-BR` lower case
    tags = [language.tag for language in values["languages"]]
    values["default"] = next((tag for tag in tags if tag.lower() == values["default"].lower()), values["default"])
    plugins = tuple(_own_of(kind, settings) for kind in settings_classes(settings))
    site = Site(**values, plugins=plugins)
    _check(site)
    return site


def _check(site: Site) -> None:
    """Raise SettingsError if a setting contradicts another, or has a value twice."""
    if site.default not in site.tags:
        raise SettingsError(f"DEFAULT_LANG: {site.default!r} is not in LANGUAGES ({', '.join(site.tags)})")
    if site.url != "" and not is_site_address(site.url):
        meant = meant_site_address(site.url) or "https://archive.example or https://archive.example/path"
        expected = "scheme, host, perhaps a port, and a path of letters, digits and . _ ~ -, without a last slash"
        shown = repr(without_user(site.url) if isinstance(site.url, str) else site.url)
        raise SettingsError(f"SITEURL: {shown} is not the address of a site ({expected}); write it as {meant}")
    check_keys(site.signing_keys, site.signatures_required)
    for setting, values, known in (
        ("LANGUAGES", site.tags, site.tags),
        ("TAXONOMIES", site.taxonomies, TAXONOMIES),
        ("EDITIONS", site.editions, EDITION_KINDS),
    ):
        for value in values:
            if value not in known or values.count(value) > 1:
                raise SettingsError(f"{setting}: {value!r}: write some of {', '.join(known)}, each once")
    if "tags" not in site.taxonomies:
        raise SettingsError("TAXONOMIES: 'tags' is missing; it must always be there")
    check_own_fields(site.extra_fields, site.tags, site.default)


def check_keys(keys: tuple[str, ...], required: int) -> None:
    """Raise SettingsError for a malformed or repeated key, or if more signatures are required than there are keys."""
    value_of("SIGNING_KEYS", keys, tuple[_MinisignKey, ...])
    # bytes 2 to 10 are the key's number, by which files of signatures are told apart; the rest is the key itself, and
    # whoever holds its secret part can give it any number
    known = [base64.b64decode(key) for key in keys]
    if min(len({key[2:10] for key in known}), len({key[10:] for key in known})) < len(known):
        raise SettingsError("SIGNING_KEYS: one key appears twice; each must belong to another person")
    if not 1 <= required <= max(len(known), 1):
        expected = f"a number from 1 to {max(len(known), 1)}, as many as SIGNING_KEYS has"
        raise SettingsError(f"SIGNATURES_REQUIRED: {required!r} is not {expected}")


def _own_of(kind: type[Row], settings: Mapping[str, Any]) -> Row:
    """Return the settings of a plugin, an instance of its class; SettingsError if one is neither True nor False."""
    known = {each.name: each.type for each in fields(kind) if each.name.upper() in settings}
    for name in known:
        if known[name] is bool:
            value_of(name.upper(), settings[name.upper()], bool)
    return kind(**{name: settings[name.upper()] for name in known})


def path_list(settings: Mapping[str, Any], setting: str) -> tuple[str, ...]:
    """Return the paths in a setting, none if it is not set; raise SettingsError unless it is a list of paths."""
    return tuple(map(str, value_of(setting, settings.get(setting, ()), tuple[_Path, ...])))


def language_of_messages(site: Site, wanted: str) -> str:
    """Return the language `wanted` (flag `--language`; else the default), or raise UsageError."""
    if wanted and wanted not in site.tags:
        meant = did_you_mean(wanted, site.tags) or ", ".join(site.tags)
        raise UsageError(f"--language: there are no messages in {wanted!r}; did you mean {meant}?")
    return wanted or site.default
