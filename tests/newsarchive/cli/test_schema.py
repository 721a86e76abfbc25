"""The JSON Schemas: they judge a file as the checker does, as far as a schema can."""

import json
import re

import pytest

from newsarchive.cli.main import main
from newsarchive.cli.schema import redirects_schema, schema_files, text_schema, vocabulary_schema
from newsarchive.content.redirects import parse_redirects
from newsarchive.model.addresses import RESERVED
from newsarchive.model.fields import FIELDS
from newsarchive.model.vocabularies import TERM_FIELDS, parse_vocabulary
from tests.newsarchive.editions import ORIGINAL, TRANSLATION, front_of
from tests.schemas import objections, seen_by_programs
from tests.sites import NEWSROOM

PAGE = {"title": "About", "summary": "Who we are."}
NOTICE = {"title": "Beware", "starts": "2026-01-01", "ends": "2026-01-31"}
LETTER = {"language": "az", "name": "Aysel", "date": "2023-11-02"}
WITHDRAWAL = "{date: 2024-01-02, reason: error}"
GONE = {"date": "2023", "status": "withdrawn", "withdrawal": WITHDRAWAL}
GONE_TRANSLATION = {"translates": "en", "status": "withdrawn"}
LANGUAGES = ("az", "en", "ru")


def agreed(kind, base, without="", **fields):
    """Whether a file's fields are right, by the checker and by the schema, which must say the same."""
    _, faults = front_of(base, kind, without=without, **fields)
    values = {name: value for name, value in {**base, **fields}.items() if name not in without.split()}
    yaml = "".join(f"{name}: {value}\n" for name, value in values.items())
    found = objections(text_schema(kind), seen_by_programs(yaml))
    assert bool(faults) == bool(found), (faults, found)
    return not found


@pytest.mark.parametrize(
    ("kind", "base", "fields"),
    [
        ("briefing", ORIGINAL, {}),
        ("briefing", ORIGINAL, {"date": "2023"}),
        ("briefing", ORIGINAL, {"date": "'2023'"}),
        ("briefing", ORIGINAL, {"date": "2023-10"}),
        ("briefing", ORIGINAL, {"date": "2024-02-29"}),
        ("briefing", ORIGINAL, {"published": "2026-11-24T09:00+04:00"}),
        ("briefing", ORIGINAL, {"published": "2026-11-24 09:00:30Z"}),
        ("briefing", ORIGINAL, {"title": "1984", "summary": "true"}),
        ("briefing", ORIGINAL, {"tags": "[a, b-2, '3', 4]"}),
        ("briefing", ORIGINAL, {"sources": "[{url: 'HTTPS://u:p@[::1]:80/a?b#c', title: 1, publisher: no, lang: no}]"}),
        ("briefing", ORIGINAL, {"source_headline": "{lang: az, text: Başlıq}"}),
        ("briefing", ORIGINAL, {"image": "{file: a.jpg, credit: C, alt: A, caption: B}"}),
        ("briefing", ORIGINAL, {"redirect_from": "[old, az/2020/old, /az/2020/old/x/, 2020]"}),
        ("briefing", ORIGINAL, {"authors": "[A, B]", "people": "[a]", "related": "[x]", "places": "[y]"}),
        ("briefing", ORIGINAL, {"corrections": "[{date: 2024-01-02, text: 7}]", "modified": "2024-01-02"}),
        ("briefing", ORIGINAL, {"status": "hidden"}),
        ("briefing", ORIGINAL, {"status": "withdrawn", "withdrawal": WITHDRAWAL}),
        ("briefing", GONE, {}),
        ("briefing", TRANSLATION, {}),
        ("briefing", TRANSLATION, {"translated_revision": "0123456789ab"}),
        ("briefing", TRANSLATION, {"translated_revision": "000000000000"}),
        ("briefing", TRANSLATION, {"translated_revision": "12345678e999"}),
        ("briefing", TRANSLATION, {"image": "{alt: A}", "translators": "[T]"}),
        ("briefing", TRANSLATION, {"status": "withdrawn", "withdrawal": WITHDRAWAL}),
        ("briefing", GONE_TRANSLATION, {}),
        ("page", PAGE, {"modified": "2024-01-02", "status": "draft", "redirect_from": "[old]"}),
        ("page", TRANSLATION, {}),
        ("notice", NOTICE, {}),
        ("notice", {"title": "Diqqət", "translates": "en"}, {"status": "hidden"}),
        ("letter", LETTER, {}),
        ("letter", LETTER, {"name": "name withheld", "status": "draft"}),
    ],
)
def test_what_is_right_passes_both(kind, base, fields):
    assert agreed(kind, base, **fields)


@pytest.mark.parametrize(
    ("kind", "base", "fields"),
    [
        *[("briefing", ORIGINAL, {"date": value}) for value in ("1899", "2023-13", "2023-02-32", "soon", "", "[]")],
        *[("briefing", ORIGINAL, {"date": value}) for value in ("2023-2-3", "10000")],
        *[("briefing", ORIGINAL, {"published": value}) for value in ("2023", "2026-11-24T09:00", "2026-11-24T25:00Z")],
        *[("briefing", ORIGINAL, {"title": value}) for value in ("", "''", "' '", "~", "[a]", "{a: b}")],
        *[("briefing", ORIGINAL, {"tags": value}) for value in ("[]", "privacy", "[a, a]", "[A]", "[ə]", "[-1]")],
        ("briefing", ORIGINAL, {"tags": "[a, b, c, d, e, f, g, h, i]"}),
        *[
            ("briefing", ORIGINAL, {"sources": f"[{{url: {url}, title: A, publisher: B, lang: en}}]"})
            for url in (
                "a.example",
                "'ftp://a.example'",
                "'https://'",
                "'https:///a'",
                "'https://a b/'",
                "'https://:80'",
            )
        ],
        ("briefing", ORIGINAL, {"sources": "[{url: 'https://a.example', title: A, publisher: B}]"}),
        ("briefing", ORIGINAL, {"sources": "[{url: 'https://a.example', title: A, publisher: B, lang: en, x: y}]"}),
        ("briefing", ORIGINAL, {"source_headline": "{lang: english, text: A}"}),
        ("briefing", ORIGINAL, {"image": "{alt: A}"}),
        ("briefing", ORIGINAL, {"image": "{file: ../a.jpg, credit: C, alt: A}"}),
        ("briefing", ORIGINAL, {"image": "{file: a.jpg, credit: C}"}),
        ("briefing", ORIGINAL, {"redirect_from": "[az/2020/Old]"}),
        ("briefing", ORIGINAL, {"redirect_from": "[az//old]"}),
        ("briefing", ORIGINAL, {"status": "secret"}),
        ("briefing", ORIGINAL, {"status": "withdrawn"}),
        ("briefing", ORIGINAL, {"withdrawal": WITHDRAWAL}),
        ("briefing", ORIGINAL, {"status": "draft", "withdrawal": WITHDRAWAL}),
        ("briefing", ORIGINAL, {"translated_revision": "0123456789ab"}),
        ("briefing", ORIGINAL, {"starts": "2026-01-01"}),
        ("briefing", ORIGINAL, {"sumary": "A"}),
        ("briefing", GONE, {"withdrawal": "{date: 2024-01-02, reason: shame}"}),
        ("briefing", GONE, {"withdrawal": "{reason: error}"}),
        ("briefing", TRANSLATION, {"date": "2023"}),
        ("briefing", TRANSLATION, {"translates": ""}),
        ("briefing", TRANSLATION, {"translated_revision": "0123456789AB"}),
        ("briefing", TRANSLATION, {"translated_revision": "012abc"}),
        ("briefing", TRANSLATION, {"image": "{alt: A, credit: C}"}),
        ("briefing", TRANSLATION, {"image": "{caption: A}"}),
        ("briefing", TRANSLATION, {"withdrawal": WITHDRAWAL}),
        ("page", PAGE, {"status": "withdrawn"}),
        ("page", PAGE, {"date": "2023"}),
        ("notice", NOTICE, {"summary": "A"}),
        *[("letter", LETTER, {"date": value}) for value in ("2023", "2023-11", "2023-11-32", "[]")],
        ("letter", LETTER, {"language": "Azerbaijani"}),
        ("letter", LETTER, {"name": "''"}),
        ("letter", LETTER, {"status": "hidden"}),
        ("letter", LETTER, {"title": "A"}),
        ("letter", LETTER, {"translates": "en"}),
        ("notice", NOTICE, {"ends": "2026-02-32"}),
        ("notice", NOTICE, {"ends": "2026"}),
    ],
)
def test_what_is_wrong_passes_neither(kind, base, fields):
    assert not agreed(kind, base, **fields)


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        ("briefing", ORIGINAL),
        ("briefing", TRANSLATION),
        ("briefing", GONE),
        ("page", PAGE),
        ("notice", NOTICE),
        ("letter", LETTER),
    ],
)
def test_every_required_field_is_missed_by_both(kind, base):
    needed = [name for name in base if name not in ("status", "translates")]
    assert [name for name in needed if agreed(kind, base, without=name)] == []


@pytest.mark.parametrize("value", ["2023-02-29", "1900-02-29", "2023-04-31", "2023-02-30"])
def test_only_the_checker_knows_how_long_a_month_is(value):
    _, faults = front_of(ORIGINAL, "briefing", date=value)
    assert [each.code for each in faults] == ["type"]


@pytest.mark.parametrize("kind", FIELDS)
def test_a_schema_has_every_field_in_the_tables_order_with_its_sentence(kind):
    whole = text_schema(kind)
    parts = whole.get("$defs", {"original": whole})
    for part, schema in parts.items():
        fields = [field for field in FIELDS[kind].values() if part in field.parts]
        given = [(name, each["description"]) for name, each in schema["properties"].items()]
        assert given == [(field.name, field.sentence) for field in fields]


def terms_agree(yaml):
    _, faults = parse_vocabulary(yaml, "tags.yaml", LANGUAGES, "en")
    found = objections(vocabulary_schema(LANGUAGES, "en"), seen_by_programs(yaml))
    wrong = any(not each.warning for each in faults)
    assert wrong == bool(found), (faults, found)
    return not found


FULL = "a: {names: {en: A, az: B}, description: {ru: C}, also: [D], kind: person, country: AZ}\n"


SEARCHED = "a: {names: {en: A}, search: [B, 24]}\nb: {names: {en: B}, search: {az: [C], en: []}}\n"


NUMBERS = "b-2: {names: {en: 7}, also: []}\n3: {names: {en: C}, published_contacts: []}\n"


@pytest.mark.parametrize("yaml", ["", "# nothing yet\n", FULL, NUMBERS, SEARCHED])
def test_right_terms_pass_both(yaml):
    assert terms_agree(yaml)


@pytest.mark.parametrize(
    "yaml",
    [
        "- a\n",
        "word\n",
        "A: {names: {en: A}}\n",
        "a_b: {names: {en: A}}\n",
        *[f"{each}: {{names: {{en: A}}}}\n" for each in sorted(RESERVED)],
        "2023: {names: {en: A}}\n",
        "a:\n",
        "a: [b]\n",
        "a: {}\n",
        "a: {names: {az: A}}\n",
        "a: {names: {en: }}\n",
        "a: {names: {en: A, fr: B}}\n",
        "a: {names: [A]}\n",
        "a: {names: {en: A}, description: A}\n",
        "a: {names: {en: A}, description: {en: ''}}\n",
        "a: {names: {en: A}, also: B}\n",
        "a: {names: {en: A}, also: [[B]]}\n",
        "a: {names: {en: A}, also: [B, '']}\n",
        "a: {names: {en: A}, search: B}\n",
        "a: {names: {en: A}, search: ['']}\n",
        "a: {names: {en: A}, search: {en: B}}\n",
        "a: {names: {en: A}, search: {fr: [B]}}\n",
        "a: {names: {en: A}, search: {en: [[B]]}}\n",
        "a: {names: {en: A}, published_contacts: ['']}\n",
        "a: {names: {en: A}, kind: ''}\n",
        "a: {names: {en: A}, contry: AZ}\n",
    ],
)
def test_wrong_terms_pass_neither(yaml):
    assert not terms_agree(yaml)


def test_the_vocabularies_schema_has_every_key():
    keys = vocabulary_schema(LANGUAGES, "en")["additionalProperties"]["properties"]
    assert {name: key["description"] for name, key in keys.items()} == {
        name: field.sentence for name, field in TERM_FIELDS.items()
    }


@pytest.mark.parametrize(
    ("yaml", "right"),
    [
        ("", True),
        ("az/2020/old: az/2021/new\n/az/2020/older/: az/2021/new/\nold: content.md\n", True),
        ("- a\n", False),
        ("az/2020/old:\n", False),
        ("az/2020/old: ''\n", False),
        ("az/2020/old: [a]\n", False),
        ("2019/02/Post_1.html: az/2021/new\n?p=17: a.md\nblog/?p=1: a.md\n2019/%D1%85: a.md\n2018/х: a.md\n", True),
        ("?p: az/2021/new\n", False),
        ("?p=1&q=2: az/2021/new\n", False),
        ("a b: az/2021/new\n", False),
        ("'a\\b': az/2021/new\n", False),
        ("a/.htaccess: az/2021/new\n", False),
        ("a;b: az/2021/new\n", False),
        ("az//old: az/2021/new\n", False),
    ],
)
def test_redirects_are_judged_alike(yaml, right):
    _, faults = parse_redirects(yaml)
    assert (faults == []) is right
    assert (objections(redirects_schema(), seen_by_programs(yaml)) == []) is right


def patterns_of(schema):
    if isinstance(schema, dict):
        own = [schema["pattern"]] if isinstance(schema.get("pattern"), str) else []
        return own + [found for value in schema.values() for found in patterns_of(value)]
    return [found for value in schema for found in patterns_of(value)] if isinstance(schema, list) else []


def test_patterns_hold_nothing_that_ecma_262_lacks():
    found = {each for text in schema_files(LANGUAGES, "en").values() for each in patterns_of(json.loads(text))}
    assert len(found) > 8
    assert [each for each in found if re.search(r"\\[AZzG]|\(\?(?![:!])|\[\[:|[*+?}]\+|\\[pP]", each)] == []


def test_the_command_writes_and_names_the_files(tmp_path, capsys):
    folder = tmp_path / "new"
    assert main(["schema", "--settings", str(NEWSROOM / "pelicanconf.py"), str(folder)]) == 0
    names = schema_files(LANGUAGES, "en")
    assert capsys.readouterr().out.splitlines() == [str(folder / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert all(path.read_text("utf-8").endswith("}\n") for path in folder.iterdir())
