"""The real content: sound, complete in its languages, using every label, and in plain sight of git."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from itertools import pairwise
from typing import Any

from newsarchive.build.site_loader import Prepared
from newsarchive.html import TAG
from newsarchive.i18n.slugs import slugify
from newsarchive.model.addresses import SLUG
from newsarchive.model.vocabularies import TAXONOMIES
from tests.sites import ROOT
from tests.tracked import of_the_archive, traces, tracked


def words_in(html: str) -> list[str]:
    """The words of a text, its footnotes left out."""
    return re.findall(r"\w+", TAG.sub(" ", html.partition('<div class="footnote">')[0]))


ORIGIN = "cybercrime-powers-and-privacy"


def test_the_content_has_no_fault_and_no_warning(prepared: Prepared) -> None:
    assert prepared.faults == ()


def test_every_text_is_built_or_held_back_on_purpose(prepared: Prepared) -> None:
    built = {text.path for text in prepared.loaded.archive.texts()}
    built |= {letter.text.path for letters in prepared.loaded.archive.letters.values() for letter in letters}
    held = set(prepared.loaded.archive.drafts) | set(prepared.loaded.archive.waiting)
    assert built | held == {place.path for place in prepared.loaded.tree.places}


def test_the_origin_story_stands_in_all_languages_under_its_azerbaijani_headline(prepared: Prepared) -> None:
    origin = prepared.loaded.archive.by_slug[ORIGIN]
    assert set(origin.texts) == {"az", "en", "ru"}
    assert origin.front.source_headline is not None
    assert origin.front.source_headline.lang == "az"


def test_the_archive_has_texts_of_every_standing(prepared: Prepared) -> None:
    """Most in all languages, some in two, one in Azerbaijani and one in Russian only; originals in each."""
    briefings = prepared.loaded.archive.briefings
    languages = Counter(tuple(sorted(each.texts)) for each in briefings)
    assert len(briefings) >= 24
    assert languages["az", "en", "ru"] >= 17
    assert sum(count for tags, count in languages.items() if len(tags) == 2) >= 4
    assert languages[("az",)] >= 1
    assert languages[("ru",)] >= 1
    originals = Counter(each.original.language for each in briefings)
    assert originals["az"] >= 6
    assert originals["ru"] >= 3


def test_the_family_name_of_every_person_is_known_in_every_language(prepared: Prepared) -> None:
    people = prepared.loaded.archive.vocabularies["people"].values()
    assert [
        each.id for each in people if not all(each.sort.get(tag, "-") in each.names[tag] for tag in each.names)
    ] == []


def test_a_briefing_is_neither_a_note_nor_a_book(prepared: Prepared) -> None:
    lengths = {
        each.slug: len(words_in(prepared.edition.html(each.original))) for each in prepared.loaded.archive.briefings
    }
    assert {slug: words for slug, words in lengths.items() if not 350 <= words <= 800} == {}


def test_one_notice_is_shown_at_a_time(prepared: Prepared) -> None:
    notices = sorted(prepared.loaded.archive.notices, key=lambda each: each.front.starts)
    assert [each.slug for each in notices] == ["climate", "writing-safely", "keep-a-copy"]
    assert all(set(each.texts) == {"az", "en", "ru"} for each in notices)
    assert all(before.front.ends < after.front.starts for before, after in pairwise(notices))


def test_standing_pages_are_there_in_all_languages(prepared: Prepared) -> None:
    standing = {each.slug: set(each.texts) for each in prepared.loaded.archive.standing}
    everywhere = {"az", "en", "ru"}
    assert standing == dict.fromkeys(("about", "how-we-work", "mirrors", "privacy", "writing-safely"), everywhere)


def test_every_id_and_slug_is_ascii_and_unique(prepared: Prepared) -> None:
    archive = prepared.loaded.archive
    slugs = [each.slug for each in (*archive.briefings, *archive.standing)]
    assert len(set(slugs)) == len(slugs)
    # a notice has no address, and may be called as the page that it leads to
    notices = [each.slug for each in archive.notices]
    assert len(set(notices)) == len(notices)
    slugs += notices
    for taxonomy in TAXONOMIES:
        ids = list(archive.vocabularies[taxonomy])
        assert ids == sorted(ids), f"{taxonomy}.yaml is not in order"
        slugs += ids
    assert [slug for slug in slugs if not SLUG.match(slug) or not slug.isascii()] == []


def test_every_term_is_used_named_and_described_in_all_languages(prepared: Prepared) -> None:
    archive, everywhere = prepared.loaded.archive, {"az", "en", "ru"}
    for taxonomy in TAXONOMIES:
        for term in archive.vocabularies[taxonomy].values():
            assert set(term.names) == everywhere, term.id
            assert set(term.description) == everywhere, term.id
            assert (taxonomy, term.id) in archive.by_term, term.id


def test_a_persons_id_is_the_slug_of_one_of_their_names(prepared: Prepared) -> None:
    """So that an id can be guessed, in whichever of the spellings: Hajiyev, Hacıyev or Гаджиев."""
    for term in prepared.loaded.archive.vocabularies["people"].values():
        spellings = {slugify(name, tag) for tag, name in term.names.items()}
        assert term.id in spellings, (term.id, spellings)


def test_a_translation_has_the_structure_of_its_original(prepared: Prepared) -> None:
    for work in (*prepared.loaded.archive.briefings, *prepared.loaded.archive.standing):
        shapes = {
            tag: (
                re.findall("<h([2-6])[ >]", prepared.edition.html(text)),
                prepared.edition.html(text).count("<p>"),
                prepared.edition.html(text).count('class="footnote-ref"'),
                prepared.edition.html(text).count("<li>"),
                len(text.links),
            )
            for tag, text in work.texts.items()
        }
        assert len(set(map(str, shapes.values()))) == 1, (work.folder, shapes)


def test_no_file_of_the_content_is_larger_than_a_text_should_be() -> None:
    large = [path for path in (ROOT / "content").rglob("*.md") if path.stat().st_size > 20_000]
    assert large == []


def test_the_content_folder_holds_nothing_that_an_editor_must_not_touch() -> None:
    kinds = {path.suffix for path in (ROOT / "content").rglob("*") if path.is_file()}
    assert kinds <= {".md", ".yaml", ".tsv", ".jpg", ".png", ".webp", ".pdf"}


def test_git_shows_every_change_to_the_content() -> None:
    """No file of attributes, wherever it lies, has a text pass for generated, binary or other than it is."""
    content = [path.relative_to(ROOT) for path in tracked() if of_the_archive(path)]
    texts = [path.as_posix() for path in content if path.suffix in (".md", ".yaml", ".tsv")]
    command = ["git", "check-attr", "--all", "--stdin"]
    asked = subprocess.run(command, cwd=ROOT, input="\n".join(texts), capture_output=True, text=True, check=True)
    assert texts
    assert asked.stdout == ""


def test_the_readme_prints_the_public_key_of_the_settings(archive_settings: dict[str, Any]) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert f"Public key: {', '.join(archive_settings['SIGNING_KEYS']) or 'none yet'}\n" in text


def test_content_and_settings_name_no_path_of_a_machine() -> None:
    assert traces(filter(of_the_archive, tracked())) == []
