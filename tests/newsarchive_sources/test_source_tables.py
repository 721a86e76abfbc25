"""What the tables about sources tell a build."""

import datetime as dt

import pytest

from newsarchive.model.source_notes import SourceNote
from newsarchive.signals import sources_described
from newsarchive_sources import describe_sources
from tests.newsarchive.attempts import A
from tests.newsarchive.editions import briefing_file, load_files, site_with

FILES = {
    "tags.yaml": "privacy: {names: {en: Privacy, az: Şəxsi, ru: Частное}}\n",
    "briefings/2023/a/en.md": briefing_file(sources=f"[{{url: '{A}', title: T, publisher: P, lang: en}}]"),
    "kept.tsv": f"{A}\t2026-03-12T10:20:30Z\trobots\t-\t-\t-\t-\t-\t-\n",
    "links.tsv": f"{A}\t404\t2026-03-12\t2026-03-13\t2\n",
}
NOTE = SourceNote(dt.date(2026, 3, 12), "robots", dead_since=dt.date(2026, 3, 12))


def load(root, **changes):
    with sources_described.connected_to(describe_sources):
        return load_files(root, {**FILES, **changes}, site_with())


def test_a_build_learns_what_became_of_sources(tmp_path):
    loaded = load(tmp_path)
    assert (loaded.archive.source_notes, loaded.faults) == ({A: NOTE}, ())


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("kept.tsv", FILES["kept.tsv"].replace("x=1", "x=2"), "kept-unnamed"),
        ("kept.tsv", "no line\n", "table-line"),
        ("links.tsv", FILES["links.tsv"].replace("2026-03-13", "2099-03-13"), "in-future"),
        # it may name the source
        ("briefings/2023/a/en.md", "no front matter", "front-matter"),
    ],
)
def test_a_fault_in_a_table_is_found(tmp_path, path, content, code):
    assert [(each.code, each.path) for each in load(tmp_path, **{path: content}).faults] == [(code, path)]
