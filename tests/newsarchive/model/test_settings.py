"""The site's settings as one value."""

import base64
import datetime as dt
import re
import string

import pytest

from newsarchive import defaults
from newsarchive.model.settings import Language, Newsroom, SettingsError, Site, row, site_of
from newsarchive.model.web_addresses import is_site_address
from newsarchive_editions.settings import EditionsSettings
from newsarchive_publish.settings import PublishSettings
from tests.newsarchive.editions import DAY, RU, bare_language, site_with

EN = {"tag": "en", "name": "English", "direction": "ltr", "quotes": ("“”", "‘’")}
AR = {"tag": "ar", "name": "العربية", "direction": "rtl", "quotes": ("«»", "“”")}
NEWSROOM = {
    "contact": "desk@a.example",
    "tag_authority": "a.example,2026",
    "repository": "https://a.example/source",
    "security_expires": dt.date(2027, 11, 1),
}
SETTINGS: dict[str, object] = {
    "LANGUAGES": (EN, AR),
    "DEFAULT_LANG": "en",
    "NEWSROOM": NEWSROOM,
    "SITEURL": "https://a.example/x",
}


def settings(without: str = "", **changes: object) -> dict[str, object]:
    return {name: value for name, value in {**SETTINGS, **changes}.items() if name != without}


def refusal(changed: dict[str, object]) -> str:
    with pytest.raises(SettingsError) as caught:
        site_of(changed, DAY)
    return str(caught.value)


def test_settings_become_a_site_with_its_defaults() -> None:
    site = site_of(settings(), DAY)
    assert site.tags == ("en", "ar")
    assert (site.default, site.url, site.day) == ("en", "https://a.example/x", DAY)
    assert (site.clean_addresses, site.page_size, site.feed_size, site.drafts) == (False, 20, 20, False)
    assert site.newsroom == Newsroom(**NEWSROOM)


def test_settings_may_change_what_has_a_default() -> None:
    site = site_of(settings(CLEAN_ADDRESSES=True, LISTING_SIZE=2, FEED_SIZE=3, SHOW_DRAFTS=True, SITEURL=""), DAY)
    assert (site.clean_addresses, site.page_size, site.feed_size, site.drafts, site.url) == (True, 2, 3, True, "")


@pytest.mark.parametrize("name", ["LANGUAGES", "NEWSROOM", "DEFAULT_LANG", "SITEURL"])
def test_a_setting_left_out_is_named(name: str) -> None:
    assert refusal(settings(without=name)) == f"{name} is not set"


@pytest.mark.parametrize(
    ("changes", "key", "value"),
    [
        pytest.param({"DEFAULT_LANG": "ru"}, "DEFAULT_LANG", "'ru'", id="a default that is no language"),
        pytest.param({"LANGUAGES": ()}, "DEFAULT_LANG", "'en'", id="no language at all"),
        pytest.param({"LANGUAGES": (EN, EN)}, "LANGUAGES", "en", id="a language twice"),
        pytest.param({"LANGUAGES": ({**EN, "direction": "up"},)}, "LANGUAGES: en: direction", "'up'", id="a direction"),
        pytest.param({"LANGUAGES": ({**EN, "quotes": ("“”",)},)}, "LANGUAGES: en: quotes", "", id="one pair"),
        pytest.param({"LANGUAGES": ({**EN, "quotes": ("“", "”")},)}, "LANGUAGES: en: quotes", "", id="no pairs"),
        pytest.param({"LANGUAGES": ({**EN, "colour": 1},)}, "LANGUAGES: unknown key", "'colour'", id="a strange key"),
        pytest.param({"LANGUAGES": ({"tag": "en"},)}, "LANGUAGES", "'name'", id="a row without a name"),
        pytest.param({"NEWSROOM": {**NEWSROOM, "fax": "1"}}, "NEWSROOM: unknown key", "'fax'", id="a strange contact"),
        pytest.param({"NEWSROOM": {}}, "NEWSROOM", "'contact'", id="an empty newsroom"),
        *[
            pytest.param({"NEWSROOM": {**NEWSROOM, "contact": value}}, "NEWSROOM: contact", repr(value), id=value)
            for value in (
                "TODO",
                "desk@",
                "@a.example",
                "desk@a",
                "mailto:desk@a.example",
                "a b@a.example",
                "a@b@c.example",
            )
        ],
        *[
            pytest.param(
                {"NEWSROOM": {**NEWSROOM, "follow": (("Us", value),)}}, "NEWSROOM: follow", repr(value), id=value
            )
            for value in ("TODO", "http://a.example/us", "@us", "javascript:alert(1)", "https:// a.example")
        ],
        *[
            pytest.param({"NEWSROOM": {**NEWSROOM, "signal": value}}, "NEWSROOM: signal", repr(value), id=f"as {value}")
            for value in (
                "desk",
                "@desk.42",
                "+994501234567",
                "de.42",
                "https://a.example/#eu/x",
                "desk.42 ",
                "4desk.42",
            )
        ],
        *[
            pytest.param({"NEWSROOM": {**NEWSROOM, "pgp": value}}, "NEWSROOM: pgp", repr(value), id=f"as {value}")
            for value in (
                ("89ABCDEF", "https://a.example/key.asc"),
                ("G" * 40, "https://a.example/key.asc"),
                ("A" * 40, "http://a.example/key.asc"),
                ("A" * 40, "https://a.example/my key.asc"),
                ("A" * 40, ""),
                ("", "https://a.example/key.asc"),
                ("A" * 40,),
                "A" * 40,
            )
        ],
        *[
            pytest.param({"NEWSROOM": {**NEWSROOM, key: value}}, f"NEWSROOM: {key}", repr(value), id=f"{key} {value}")
            for key, value in (
                ("contact", None),
                ("contact", "desk@a.example\n"),
                ("tag_authority", "a.example"),
                ("tag_authority", "a.example,26"),
                ("tag_authority", "a example,2026"),
                ("tag_authority", "a.example,2026:x"),
                ("repository", "javascript:alert(1)"),
                ("repository", "https://a.example/<b>"),
                ("repository", "git@a.example:x/y"),
                ("security_expires", "2027-11-01"),
                ("security_expires", dt.datetime(2027, 11, 1, tzinfo=dt.UTC)),
                ("follow", "https://a.example/us"),
                ("text_licence", ("CC BY", "by/4.0")),
                ("text_licence", "CC BY 4.0"),
                ("pgp", ("A" * 40, "https://a.example/`x`")),
                ("signal", 42),
            )
        ],
        *[
            pytest.param({"LANGUAGES": ({**EN, **changed},)}, "LANGUAGES", value, id=f"a language with {changed}")
            for changed, value in (
                ({"tag": "EN"}, "'EN'"),
                ({"tag": "en|.*"}, "'en|.*'"),
                ({"tag": "../en"}, "'../en'"),
                ({"tag": "search"}, "'search'"),
                ({"tag": "en\n"}, "'en\\n'"),
                ({"tag": ""}, "''"),
                ({"tag": 1}, "1"),
                ({"name": " "}, "name"),
                ({"quotes": (1, 2)}, "quotes"),
            )
        ],
        *[
            pytest.param({"NEWSROOM": {**NEWSROOM, "follow": (row,)}}, "NEWSROOM: follow", repr(row), id=f"row {row}")
            for row in (
                "Us",
                ("Us", "https://a.example/us", "more"),
                ("", "https://a.example/@us"),
                ("", "https://a.example/us"),
            )
        ],
        pytest.param({"LANGUAGES": "en"}, "LANGUAGES", "'en'", id="languages in a line"),
        pytest.param({"LANGUAGES": ("en",)}, "LANGUAGES", "'en'", id="a language alone"),
        pytest.param({"NEWSROOM": None}, "NEWSROOM", "None", id="no newsroom"),
        pytest.param({"MIRRORS": ("A", "https://a.example/")}, "MIRRORS", "'A'", id="a mirror without its row"),
        pytest.param({"ONION": f"https://{'a' * 55}d.onion"}, "ONION", "https", id="an onion over TLS"),
        pytest.param({"ONION": f"http://{'a' * 55}d.onion/"}, "ONION", "onion/", id="an onion with a path"),
        pytest.param({"ONION": "http://expyuzz4wqqyqhjn.onion"}, "ONION", "expyuzz4", id="an onion of version 2"),
        pytest.param({"LISTING_SIZE": "20"}, "LISTING_SIZE", "'20'", id="a size in quotes"),
        pytest.param({"FEED_SIZE": True}, "FEED_SIZE", "True", id="a size that is none"),
        pytest.param({"CHECKSUMS": "no"}, "CHECKSUMS", "'no'", id="a switch in quotes"),
        pytest.param({"RECORDS": 1}, "RECORDS", "1", id="a switch by number"),
        pytest.param({"LISTING_SIZE": 0}, "LISTING_SIZE", "0", id="listings of none"),
        pytest.param({"LISTING_SIZE": -1}, "LISTING_SIZE", "-1", id="listings of less than none"),
        pytest.param({"FEED_SIZE": -1}, "FEED_SIZE", "-1", id="feeds of less than none"),
    ],
)
def test_a_bad_setting_is_named_with_its_value(changes: dict[str, object], key: str, value: str) -> None:
    message = refusal(settings(**changes))
    assert message.startswith(key)
    assert value in message.removeprefix(key)


@pytest.mark.parametrize(
    "signal", ["", "desk.42", "Desk_1.042", "https://signal.me/#eu/a_B-c", "https://signal.me/#p/+1234"]
)
@pytest.mark.parametrize(
    "pgp", [("", ""), ("aB" * 20, "https://b.test/k"), (" ".join(["ABCD"] * 16), "https://b.test/k")]
)
def test_a_newsroom_may_name_more_ways_to_write(signal: str, pgp: tuple[str, str]) -> None:
    newsroom = site_of(settings(NEWSROOM={**NEWSROOM, "signal": signal, "pgp": pgp}), DAY).newsroom
    assert (newsroom.signal, newsroom.pgp) == (signal, pgp)


def test_an_unknown_key_is_shown_with_the_known_ones() -> None:
    message = refusal(settings(LANGUAGES=({**EN, "dir": "ltr"},)))
    assert message == "LANGUAGES: unknown key 'dir'; use one of direction, name, quotes, spaced_dash, tag"


def test_a_good_row_is_made_as_it_is() -> None:
    assert row(Language, AR, "LANGUAGES") == Language("ar", "العربية", "rtl", ("«»", "“”"))
    assert row(Newsroom, NEWSROOM, "NEWSROOM").follow == ()


def test_a_language_is_found_by_its_tag() -> None:
    site = site_with("az en ru")
    assert site.language("ru") == RU
    assert site.tags == ("az", "en", "ru")


def test_a_language_that_the_site_lacks_is_not_made_up() -> None:
    with pytest.raises(KeyError, match="ka"):
        site_with().language("ka")


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("fa", "rtl"),
        ("he", "rtl"),
        ("ur-PK", "rtl"),
        ("ckb", "rtl"),
        ("ka", "ltr"),
        ("arn", "ltr"),
        ("zh-Hant", "ltr"),
    ],
)
def test_any_language_has_a_direction(tag: str, direction: str) -> None:
    assert site_with("en").direction(tag) == direction


def test_the_table_decides_the_direction_of_its_own_languages() -> None:
    languages = (bare_language("en"), bare_language("ur", direction="ltr"))
    site = Site(languages, "en", Newsroom(**NEWSROOM), DAY)
    assert site.direction("ur") == "ltr"


@pytest.mark.parametrize(
    ("changes", "address", "expected"),
    [
        ({"url": "https://a.example", "clean_addresses": True}, "az/2023/a/", "https://a.example/az/2023/a/"),
        ({"url": "https://a.example/x", "clean_addresses": True}, "", "https://a.example/x/"),
        ({"url": "https://a.example"}, "az/", "https://a.example/az/index.html"),
        ({"url": "https://a.example"}, "pictures/a.jpg", "https://a.example/pictures/a.jpg"),
        ({}, "az/", ""),
    ],
)
def test_an_address_is_absolute_on_a_public_site_alone(changes: dict[str, object], address: str, expected: str) -> None:
    assert site_with(**changes).absolute(address) == expected


KEY = "RWRrMsf4oz/r6KjQ8FARiLLyGmfeE2KQ67nuI3VAHraWpj/NbnudMBIL"


def test_a_public_key_and_mirrors_are_taken_as_they_stand() -> None:
    mirrors = (("A mirror", "https://mirror.example/archive/"), ("Onion", "http://abc.onion"))
    site = site_of({**SETTINGS, "SIGNING_KEYS": [KEY], "MIRRORS": mirrors}, DAY)
    assert (site.signing_keys, site.mirrors) == ((KEY,), mirrors)
    assert (site_of(SETTINGS, DAY).signing_keys, site_of(SETTINGS, DAY).mirrors) == ((), ())


BAD_SITES = {
    "https://a.example/": "https://a.example",
    "HTTPS://A.Example/x/": "https://a.example/x",
    " https://a.example": "https://a.example",
    "https://xəbər.az/az": "https://xn--xbr-dtbb.az/az",
    "https://u:p@a.example": "https://a.example",
    "https://u:p@s/s@a.example": "",
    "u:p@a.example": "https://a.example",
    "https://LOCALHOST": "",
    "https://Nas.local/x/": "",
    "https://a.example/x?q=1": "https://a.example/x",
    "https://a.example#x": "https://a.example",
    "https://a.example:080": "https://a.example:80",
    "https://a.org/a;return 302 https:;": "",
    "https://a.example/{$HOME}": "",
    "https://a.example/$uri": "",
    "https://a.example/a b": "",
    "https://a.example/é": "",
    "https://a.example/%41": "",
    "https://a.example/../x": "",
    "https://a.example/./x": "",
    "https://a.example//x": "",
    "https://a.example/a'b": "",
    "https://a.example/*": "",
    "https://a.example/x\n": "https://a.example/x",
    "https://a.example\n/x": "https://a.example/x",
    "A.Example:8080/x/": "https://a.example:8080/x",
    "https://a_b.example": "",
    "https://-a.example": "",
    "https://a..example": "",
    "https://a.example.": "",
    "https://1.2.3": "",
    "https://a.example:99999": "",
    "https://a.example:0": "",
    "https://a.example:x": "",
    "https://[": "",
    "https://[::1%eth0]": "",
    "https://℀.com": "",
    "https://" + "a" * 64 + ".example": "",
    "https://": "",
    "a.example": "https://a.example",
    "ftp://a.example": "",
    "javascript:alert(1)": "",
}


@pytest.mark.parametrize("url", BAD_SITES)
def test_what_no_server_could_take_is_no_address_of_a_site(url: str) -> None:
    message = refusal(settings(SITEURL=url))
    shown = url.replace("u:p@", "…@").replace("…@s/s@", "…@")  # no password
    assert message.startswith(f"SITEURL: {shown!r} is not the address of a site")
    assert message.endswith(
        f"write it as {BAD_SITES[url] or 'https://archive.example or https://archive.example/path'}"
    )


@pytest.mark.parametrize("setting", ["MIRRORS", "follow"])
def test_no_password_of_a_link_is_printed(setting: str) -> None:
    rows = (("Us", "https://desk:secret@a.example/us"),)
    message = refusal(
        settings(**{"MIRRORS": rows} if setting == "MIRRORS" else {"NEWSROOM": {**NEWSROOM, "follow": rows}})
    )
    assert "('Us', 'https://…@a.example/us') is not a name with an address" in message
    assert "secret" not in message


def test_no_character_of_a_site_address_means_anything_to_a_server_or_shell() -> None:
    taken = [chr(number) for number in range(0x250) if is_site_address(f"https://a.example/a{chr(number)}a")]
    # a slash begins the next part
    assert "".join(taken) == f"-./{string.digits}{string.ascii_uppercase}_{string.ascii_lowercase}~"


def test_an_address_that_is_no_text_is_none() -> None:
    assert "SITEURL: None" in refusal(settings(SITEURL=None))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://a.example",
        "http://localhost:8000",
        "https://xn--xbr-dtbb.az/A/b_c.d~e-f",
        "http://127.0.0.1:8080/x",
        "http://[::1]:8000/x",
        f"http://{'a' * 56}.onion",
    ],
)
def test_an_address_of_a_site_stands_as_it_is(url: str) -> None:
    assert site_of(settings(SITEURL=url), DAY).url == url


def test_a_mailbox_stands_in_a_link_with_its_signs_escaped() -> None:
    contact = "desk+news?bcc=x&%@a.example"
    newsroom = site_of(settings(NEWSROOM={**NEWSROOM, "contact": contact}), DAY).newsroom
    assert newsroom.mail_to == "mailto:desk+news%3Fbcc%3Dx%26%25@a.example"


@pytest.mark.parametrize("line", ["RWQ", KEY[:-4], KEY + "AAAA", "AA" + KEY[2:], "untrusted comment: x", KEY + "\n"])
def test_a_line_that_is_no_public_key_is_refused(line: str) -> None:
    with pytest.raises(SettingsError, match="SIGNING_KEYS"):
        site_of({**SETTINGS, "SIGNING_KEYS": (line,)}, DAY)


def test_one_key_under_two_numbers_is_one_key() -> None:
    relabelled = bytearray(base64.b64decode(KEY))
    relabelled[2] ^= 1
    with pytest.raises(SettingsError, match="one key appears twice"):
        site_of({**SETTINGS, "SIGNING_KEYS": (KEY, base64.b64encode(relabelled).decode())}, DAY)


@pytest.mark.parametrize(
    "mirror",
    [("", "https://a.example/"), ("A", "a.example"), ("A", "https:///x"), ("A", "https://a b"), ("A", "ftp://a/")],
)
def test_a_mirror_has_a_name_and_an_address(mirror: tuple[str, str]) -> None:
    with pytest.raises(SettingsError, match="MIRRORS"):
        site_of({**SETTINGS, "MIRRORS": (mirror,)}, DAY)


STATUS = {
    "name": "case_status",
    "type": "choice",
    "labels": {"en": "Case"},
    "choices": {"pending": {"en": "Pending", "ar": "قيد النظر"}},
}


def test_a_newsroom_decides_which_vocabularies_and_fields_there_are() -> None:
    site = site_of(settings(TAXONOMIES=["tags", "places"], EXTRA_FIELDS=[STATUS], SOURCES="optional"), DAY)
    table = site.fields["briefing"]
    assert site.taxonomies == ("tags", "places")
    assert {"tags", "places", "case_status"} < table.keys()
    assert not {"people", "organisations"} & table.keys()
    assert not table["sources"].required
    assert site_of(settings(), DAY).fields["briefing"]["sources"].required


@pytest.mark.parametrize(
    "setting",
    [
        *("TAXONOMIES", "FONTS", "EXTRA_FIELDS", "PAGE_ORDER", "MIRRORS", "LANGUAGES", "STATIC_PATHS"),
        *("CATALOGUE_PATHS", "THEME_CSS_OVERRIDES", "THEME_TEMPLATES_OVERRIDES"),
    ],
)
@pytest.mark.parametrize("value", ["tags", 5, {"file": "a"}, None])
def test_a_list_that_is_none_is_refused_in_the_same_words_for_all_settings(setting: str, value: object) -> None:
    told = refusal(settings(**{setting: value}))
    assert told == f"{setting}: {value!r} is not a list; put [ ] around it, and a comma between entries"


@pytest.mark.parametrize("setting", ["STATIC_PATHS", "CATALOGUE_PATHS", "THEME_CSS_OVERRIDES"])
def test_a_path_that_is_no_text_is_refused(setting: str) -> None:
    assert refusal(settings(**{setting: [5]})) == f"{setting}: 5 is not a path in quotes, such as 'own/file'"


@pytest.mark.parametrize("setting", ["TAXONOMIES", "PAGE_ORDER"])
def test_a_name_that_is_no_text_is_refused(setting: str) -> None:
    assert refusal(settings(**{setting: ["tags", 5]})) == f"{setting}: 5 is not text; put it in quotes"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"TAXONOMIES": ("people",)}, "TAXONOMIES: 'tags' is missing"),
        ({"TAXONOMIES": ("tags", "tags")}, "TAXONOMIES: 'tags': write some of tags, people"),
        ({"TAXONOMIES": ("tags", "books")}, "TAXONOMIES: 'books': write some of tags, people"),
        ({"TAXONOMIES": "tags"}, "TAXONOMIES: 'tags' is not a list"),
        ({"SOURCES": "none"}, "SOURCES: 'none' is none of required, optional, own"),
        ({"EXTRA_FIELDS": [STATUS, STATUS]}, "EXTRA_FIELDS: case_status appears twice"),
        ({"EXTRA_FIELDS": [{**STATUS, "name": "tags"}]}, "EXTRA_FIELDS: tags is a field or key of the generator"),
        ({"EXTRA_FIELDS": [{**STATUS, "name": "Case"}]}, "EXTRA_FIELDS: name: 'Case' is not a name"),
        ({"EXTRA_FIELDS": [{**STATUS, "type": "colour"}]}, "EXTRA_FIELDS: case_status: type: 'colour' is none of"),
        ({"EXTRA_FIELDS": [{**STATUS, "choices": {}}]}, "EXTRA_FIELDS: case_status: choices: a field of the type"),
        ({"EXTRA_FIELDS": [{**STATUS, "labels": {"ar": "قضية"}}]}, "EXTRA_FIELDS: case_status: {'ar': "),
        (
            {"EXTRA_FIELDS": [{**STATUS, "labels": {"en": "Case", "ru": "Дело"}}]},
            "'ru': 'Дело'} must be words in 'en', and only in",
        ),
        ({"EXTRA_FIELDS": [{**STATUS, "choices": {"A b": {"en": "x"}}}]}, "choices: {'A b': {'en': 'x'}} is not a"),
        ({"EXTRA_FIELDS": [{**STATUS, "schema_org": "a b"}]}, "schema_org: 'a b' is not a property"),
        ({"EXTRA_FIELDS": [{**STATUS, "colour": "red"}]}, "EXTRA_FIELDS: unknown key 'colour'"),
    ],
)
def test_a_malformed_setting_for_fields_is_named(changes: dict[str, object], told: str) -> None:
    assert told in refusal(settings(**changes))


FONT = {"file": "fonts/literata.woff", "family": "Literata", "token": "serif"}


def test_a_font_is_published_under_its_name() -> None:
    (font,) = site_of(settings(FONTS=[FONT]), DAY).fonts
    assert (font.address, font.weight, font.style) == ("theme/fonts/literata.woff", "400", "normal")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"file": "a.woff2"}, "FONTS: file: 'a.woff2' is not a WOFF file"),
        ({"file": "a b.woff"}, "FONTS: file: 'a b.woff' is not a WOFF file"),
        ({"family": 'x";}'}, "FONTS: fonts/literata.woff: family: "),
        ({"token": "body"}, "FONTS: fonts/literata.woff: token: 'body' is none of"),
        ({"weight": "bold"}, "FONTS: fonts/literata.woff: weight: 'bold'"),
        ({"style": "slanted"}, "FONTS: fonts/literata.woff: style: 'slanted'"),
        ({"token": ""}, "FONTS: fonts/literata.woff: token: ''"),
    ],
)
def test_a_malformed_font_is_named(changes: dict[str, str], told: str) -> None:
    assert told in refusal(settings(FONTS=[{**FONT, **changes}]))


def test_the_settings_of_plugins_have_defaults_and_are_read_with_the_others() -> None:
    known = vars(defaults)
    assert (known["REDACTIONS_EXPECTED"], known["EDITION_NAME"], known["NEXT_BY_DAYS"]) == (False, "archive", 31)
    assert {"KEPT_PATH", "MEMENTO_ARCHIVE", "OTHERS_SIGN", "DEPLOY_KEEP", "REDACTIONS"} <= known.keys()
    assert site_of(settings(NEXT_BY_DAYS=7), DAY).own(PublishSettings) == PublishSettings(next_by_days=7)
    assert site_of(settings(), DAY).own(EditionsSettings) == EditionsSettings("archive")


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("EDITION_NAME", "Our Archive", "'Our Archive' is not a short name"),
        ("EDITION_NAME", "../a", "'../a' is not a short name"),
        ("NEXT_BY_DAYS", 1, "1 is not a number of days"),
        ("OTHERS_SIGN", "yes", "'yes' is neither True nor False"),
        ("REDACTIONS_EXPECTED", 1, "1 is neither True nor False"),
    ],
)
def test_a_wrong_setting_of_a_plugin_is_refused_whatever_is_built(setting: str, value: object, message: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"{setting}: {message}")):
        site_of(settings(**{setting: value}), DAY)


def test_only_a_publication_has_editions() -> None:
    assert site_of(settings(EDITIONS=["epub"]), DAY).editions == ()
    assert site_of(settings(EDITIONS=["epub", "site"], CHECKSUMS=True), DAY).editions == ("epub", "site")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"EDITIONS": ["pdf"]}, "EDITIONS: 'pdf': write some of epub, html, site"),
        ({"EDITIONS": ["epub", "epub"]}, "EDITIONS: 'epub': write some of"),
        ({"EDITIONS": "epub"}, "EDITIONS: 'epub' is not a list"),
    ],
)
def test_other_editions_are_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)):
        site_of(settings(CHECKSUMS=True, **values), DAY)
