"""What was meant: each message says what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.build.diagnostics import fault_message
from tests.newsarchive.editions import briefing_file, letter_file, load_files, read, site_with, words
from tests.timing import within

TERMS = "privacy: {names: {en: Privacy, az: Şəxsi həyat, ru: Частная жизнь}}\n"
MEDIA = "media-freedom: {names: {en: Media freedom, az: Mediya azadlığı, ru: Свобода прессы}}\n"


def messages(tmp_path: Path, language: str = "en", **files: str | bytes) -> list[str]:
    """Return what the check says of a content, in a language; warnings are left out."""
    site = site_with(url="https://news.example/archive")
    own = {"tags.yaml": MEDIA + TERMS, "briefings/2022/b/az.md": briefing_file(date="2022")}
    loaded = load_files(tmp_path, {**own, **files}, site)
    return [fault_message(each, words(), language) for each in loaded.faults if not each.warning]


def of(tmp_path: Path, body: str = "Words.", language: str = "en", **fields: str) -> str:
    """Return the one thing that is wrong with a briefing."""
    (found,) = messages(tmp_path, language, **{"briefings/2023/a/en.md": briefing_file(body, **fields)})
    return found


def test_fields_in_toml_are_named(tmp_path: Path) -> None:
    (found,) = messages(tmp_path, **{"briefings/2023/a/en.md": "+++\ntitle = 'A'\n+++\n\nWords.\n"})
    assert found.startswith("these fields are written in TOML, between +++; write them in YAML")


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("![A court](COURT.jpg)", "did you mean court.jpg? Upper and lower case matter"),
        ("![A court](court.jpeg)", "did you mean court.jpg?"),
        ("![A court](images/other.jpg)", "put it beside the text and write other.jpg"),
        ("![A court](other.jpg)", "is not in this folder; add it or correct the name"),
        ("[A ruling](RULING.pdf)", "did you mean ruling.pdf? Upper and lower case matter"),
        ("[A ruling](rulings.pdf)", "did you mean ruling.pdf?"),
    ],
)
def test_a_file_that_is_not_there(tmp_path: Path, link: str, said: str) -> None:
    files = {f"briefings/2023/a/{name}": b"x" for name in ("court.jpg", "ruling.pdf")}
    (found,) = messages(tmp_path, **{"briefings/2023/a/en.md": briefing_file(link), **files})
    assert found.endswith(said)


@pytest.mark.parametrize(("typed", "meant"), [("Media freedom", "media-freedom"), ("Şəxsi həyat", "privacy")])
def test_topics_by_their_names(tmp_path: Path, typed: str, meant: str) -> None:
    assert f"“{typed}” is not in tags.yaml; did you mean “{meant}”?" in of(tmp_path, tags=f"[{typed}]")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("Author", "x", "did you mean authors?"),
        ("keywords", "[x]", "fields.md has a table of all fields"),
        ("sumary", "x", "did you mean summary?"),
    ],
)
def test_fields_that_do_not_exist(tmp_path: Path, field: str, value: str, said: str) -> None:
    assert said in of(tmp_path, **{field: value})


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("/az/2022/b/", "../../2022/b/az.md"),
        ("/az/2022/b/index.html", "../../2022/b/az.md"),
        ("../../2022/b/en.md", "../../2022/b/az.md"),
        ("../b/az.md", "../../2022/b/az.md"),
        ("../../2022/b/", "../../2022/b/az.md"),
        ("/az/2022/none/", ""),
        ("none.md", ""),
    ],
)
def test_an_address_in_the_place_of_a_file(tmp_path: Path, target: str, meant: str) -> None:
    said = of(tmp_path, f"[x]({target})")
    assert said.endswith(f"; did you mean {meant}?") if meant else said.endswith("which does not exist; correct it")


def test_the_sites_full_address(tmp_path: Path) -> None:
    assert "link to the file ../../2022/b/az.md instead" in of(
        tmp_path, "[x](https://news.example/archive/az/2022/b/#part)"
    )


def test_a_missing_field_is_shown(tmp_path: Path) -> None:
    (said,) = messages(tmp_path, **{"briefings/2023/a/en.md": "---\ndate: 2023\nstatus: withdrawn\n---\n"})
    assert said.endswith("add it, e.g. “withdrawal: {date: 2023-10-12, reason: court order}”")


def test_a_byte_order_mark_is_mended_by_a_command(tmp_path: Path) -> None:
    (said,) = messages(tmp_path, **{"briefings/2023/a/en.md": "\ufeff" + briefing_file()})
    assert "./newsarchive fix" in said


def test_all_that_is_wrong_with_a_letter_is_told_at_once(tmp_path: Path) -> None:
    letter = letter_file(language="English", date="today")
    said = messages(tmp_path, **{"briefings/2022/b/replies/reader.md": letter})
    assert [each.partition(" ")[0] for each in said] == ["a", "“language”:", "“date”:"]


@pytest.mark.parametrize("link", ["![x](Court%20House.JPG)", "[x](The%20ruling.pdf)"])
def test_a_misnamed_file_is_not_missing_as_well(tmp_path: Path, link: str) -> None:
    name = link.partition("(")[2].rstrip(")").replace("%20", " ")
    files = {"briefings/2023/a/en.md": briefing_file(link), f"briefings/2023/a/{name}": b"x"}
    (said,) = messages(tmp_path, **files)
    assert f"is called “{name}”" in said


def test_a_misnamed_picture_at_the_head_is_one_fault(tmp_path: Path) -> None:
    image = "{file: Court House.JPG, credit: D, alt: A}"
    files = {"briefings/2023/a/en.md": briefing_file(image=image), "briefings/2023/a/Court House.JPG": b"x"}
    (said,) = messages(tmp_path, **files)
    assert "is called “Court House.JPG”" in said


@pytest.mark.parametrize("name", ["wall.png", "ruling.pdf", "A wall.png"])
def test_a_folder_without_a_text_is_a_fault(tmp_path: Path, name: str) -> None:
    said = messages(
        tmp_path, **{f"briefings/2023/a/{name}": b"x", "briefings/2023/a/replies/2023-11-02-r.md": letter_file()}
    )
    assert "there is no text in this folder" in " ".join(said)
    assert len(said) == (2 if name == "A wall.png" else 1)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("tags", "", "“tags” has no value; add one, e.g. “tags: [press-freedom]”"),
        ("tags", "[]", "“tags” has no value; add one, e.g. “tags: [press-freedom]”"),
        ("title", "", "“title” has no value; add one or, if the field may be left out, remove the line"),
        ("related", "[]", "“related” has no value; add one or, if the field may be left out, remove the line"),
        ("related", "['https://[b']", "expected slugs such as cybercrime-powers, got https://[b"),
        ("brought_from", "the agency", "expected an http or https address, got the agency"),
    ],
)
def test_a_value_that_is_none(tmp_path: Path, field: str, typed: str, said: str) -> None:
    found = of(tmp_path, published="2023-10-12", **{field: typed})
    assert found.endswith(said)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("![x](photo.jpg)", "did you mean photo.JPG?"),
        ("![x](foto.jpg)", "did you mean photo.JPG?"),
        ("[x](Ruling.PDF)", "did you mean ruling.pdf?"),
        ("[x](notes.docx)", "export the file as PDF"),
        ("[x](photo.JPG)", "To show a picture, write ![what it shows](photo.jpg)"),
        ("[x](www.example.org/a)", "did you mean https://www.example.org/a?"),
        ("[x](turan.az)", "did you mean https://turan.az?"),
        ("[x](nothing.md)", "which does not exist"),
    ],
)
def test_a_link_to_nothing_names_what_is_near_or_which_kinds_there_are(tmp_path: Path, link: str, said: str) -> None:
    beside = {"briefings/2023/a/photo.JPG": b"x", "briefings/2023/a/ruling.pdf": b"x"}
    (found,) = messages(tmp_path, **{"briefings/2023/a/en.md": briefing_file(link), **beside})
    assert said in found


@pytest.mark.parametrize("language", ["en", "az", "ru"])
@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: A\nsummary: B\n  c: d", "colon"),
        ("tags: [a\ndate: 2023", "bracket"),
        ("tags: [a]\ntitle A", "no-colon"),
        ("sources:\n  - a: b\n   c: d", "indent"),
        ("tags: [@a]", "sign"),
        ("title: 'a", "open"),
        ("title: 'a'b # c", "after"),
        ('title: "a \\q"', "escape"),
    ],
)
def test_why_yaml_cannot_be_read_is_said_in_the_editors_language(
    tmp_path: Path, front: str, reason: str, language: str
) -> None:
    (said,) = messages(tmp_path, language, **{"briefings/2023/a/en.md": f"---\n{front}\n---\n\nWords.\n"})
    assert words()(language, f"yaml.{reason}") in said


@pytest.mark.parametrize("language", ["en", "az", "ru"])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("title: Ganja: Police search", "title: 'Ganja: Police search'"),
        ("  - title: A: b", "title: 'A: b'"),
        ("title: 'a'b", "title: '''a''b'"),
        ('title: "Meydan TV" searched', """title: '"Meydan TV" searched'"""),
        ("title: @a", "title: '@a'"),
    ],
)
def test_a_value_that_needs_quotation_marks_is_printed_with_them(tmp_path, typed, meant, language):
    front = f"sources:\n{typed}" if typed.startswith(" ") else typed
    (said,) = messages(tmp_path, language, **{"briefings/2023/a/en.md": f"---\n{front}\n---\n\nWords.\n"})
    assert said.endswith(words()(language, "fault.yaml.meant", None, meant=meant))


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("title:A\n", [("yaml", 2, "title: A")]),
        ("title: A\nsummary:S\n", [("yaml", 3, "summary: S")]),
    ],
)
def test_a_field_that_is_written_otherwise_is_one_fault_at_its_place(front, told):
    rest = briefing_file().partition("title: A title\n")[2]
    _, faults = read(f"---\n{front}{rest}")
    values = [dict(each.values) for each in faults]
    found = [each.get("meant") or each.get("problem") for each in values]
    assert list(zip([each.code for each in faults], [each.line for each in faults], found, strict=True)) == told


def test_a_source_that_lacks_several_values_is_one_fault():
    _, faults = read(briefing_file(sources='[{url: "https://a.test/"}]'))
    (found,) = faults
    assert (found.code, dict(found.values)["field"]) == (
        "missing-field",
        "sources.title, sources.publisher, sources.lang",
    )


def test_an_empty_line_before_the_first_fence_is_named():
    _, (found,) = read(f"\n{briefing_file()}")
    assert (found.code, found.values) == ("front-matter", (("hint", "blank"),))
    _, (found,) = read("\nWords.\n---\n")
    assert (found.code, found.values) == ("front-matter", ())


def test_bullets_of_word_processors_are_one_warning():
    _, faults = read(briefing_file("Words.\n\n• one\n• two\n• three\n"))
    assert [each.code for each in faults] == ["raw-markup"]


def test_a_sentence_with_hyphens_below_it_is_no_heading_by_intent():
    _, faults = read(briefing_file("Words.\n\nThat is all.\n---\n\nA heading\n---\n\nWords.\n\n---\n\nWords.\n"))
    assert [(each.code, each.line) for each in faults] == [("misread", 11)]


def test_a_list_of_a_thousand_unknown_names_is_explained_as_far_as_an_editor_reads(tmp_path: Path) -> None:
    people = "".join(f"p{number}: {{names: {{en: Anna {number}, az: A, ru: A}}}}\n" for number in range(3_000))
    listed = ", ".join(f"anna {number}?" for number in range(990))
    text = briefing_file("Words.", people=f"[{listed}]")
    with within(3):
        found = messages(tmp_path, **{"people.yaml": people, "briefings/2023/a/en.md": text})
    assert len(found) == 990
    assert "did you mean “p0”?" in found[0]
    assert "did you mean" not in found[-1]


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ("{url: https://a.example/, title: A, publisher: B, lang: en}", "begin each entry with a hyphen and a space"),
        ("[~, {url: https://a.example/, title: A, publisher: B, lang: en}]", "“sources”: expected the keys url"),
    ],
)
def test_a_source_that_is_written_otherwise(tmp_path: Path, sources: str, told: str) -> None:
    found = of(tmp_path, sources=sources)
    assert told in found
    assert not found.endswith("got ")


def test_a_person_by_name_is_to_be_added_where_nobody_is_called_so(tmp_path: Path) -> None:
    found = of(tmp_path, people="[Kimsə Naməlum]")
    assert (
        found == "“Kimsə Naməlum” is not in people.yaml; add it with “./newsarchive term”, or use an id that is there"
    )


def test_one_slip_of_the_year_is_one_fault(tmp_path: Path) -> None:
    assert "is in the future" in of(tmp_path, date="2203-10-12", published="2023-10-13")
