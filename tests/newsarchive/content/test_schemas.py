"""The JSON Schemas in the repository are schemas; `test_texts.py` holds them against the content."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from newsarchive.cli.schema import FOLDER


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_schema_is_one_by_its_own_draft_and_by_the_older_one(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft7Validator.check_schema({**schema, "$schema": jsonschema.Draft7Validator.META_SCHEMA["$id"]})
