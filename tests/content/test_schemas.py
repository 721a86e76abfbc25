"""The JSON Schemas in the repository: as the code makes them, and true of all content."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from pelican.settings import read_settings

from newsarchive.archive.vocabularies import TAXONOMIES
from newsarchive.cli.schema import FOLDER, schema_files
from newsarchive.readers.text import decode, split
from newsarchive.readers.tree import REDIRECTS, walk
from tests.schemas import objections, seen_by_programs
from tests.sites import FIXTURE, FIXTURE_CONF, ROOT

SITES = [
    pytest.param(ROOT / "content", ROOT / "pelicanconf.py", id="archive"),
    pytest.param(FIXTURE / "content", FIXTURE_CONF, id="fixture"),
]


def _schemas(conf: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    settings = read_settings(str(conf))
    languages = tuple(row["tag"] for row in settings["LANGUAGES"])
    return languages, schema_files(languages, settings["DEFAULT_LANG"])


def test_the_files_are_as_the_code_makes_them() -> None:
    there = {path.name: path.read_bytes().decode() for path in FOLDER.iterdir()}
    assert there == _schemas(ROOT / "pelicanconf.py")[1], "write them by: make schema"


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_schema_is_one_by_its_own_draft_and_by_the_older_one(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft7Validator.check_schema({**schema, "$schema": jsonschema.Draft7Validator.META_SCHEMA["$id"]})


@pytest.mark.parametrize(("root", "conf"), SITES)
def test_every_text_and_vocabulary_passes(root: Path, conf: Path) -> None:
    languages, files = _schemas(conf)
    schemas = {name.removesuffix(".schema.json"): json.loads(content) for name, content in files.items()}
    kinds = {f"{taxonomy}.yaml": "vocabulary" for taxonomy in TAXONOMIES} | {REDIRECTS: "redirects"}
    tree = walk(root, languages)
    found = {}
    for place in tree.texts:
        source, _ = split(decode((root / place.path).read_bytes())[0] or "")
        assert source is not None
        found[place.path] = objections(schemas[place.kind], seen_by_programs(source.front))
    for path in kinds.keys() & tree.data:
        found[path] = objections(schemas[kinds[path]], seen_by_programs((root / path).read_text("utf-8")))
    assert len(found) > 20
    assert {path: said for path, said in found.items() if said} == {}
