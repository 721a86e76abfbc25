"""`newsarchive new`: a briefing that lacks nothing but its text."""

import io
import sys
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from newsarchive.cli import new
from newsarchive.cli.formatter import fix_content
from newsarchive.cli.new import begin, briefing_file
from newsarchive.content.redirects import taken_slugs
from newsarchive.content.typed_text import split
from newsarchive.model.dates import parse_date
from newsarchive.model.diagnostics import RefusedError
from newsarchive.model.front_matter import read_front_matter
from newsarchive.model.yaml_text import parse_yaml
from tests.newsarchive.cli.desks import desk_with, fault_codes, options_of, status_of, warning_codes
from tests.newsarchive.editions import briefing_file as old_briefing
from tests.newsarchive.editions import settings_of

GIVEN = {
    "lang": "az",
    "title": "Jurnalist Xədicə İsmayılova: «məhkəmə» qərarı",
    "summary": "Xülasə: bir cümlə.",
    "date": "2023-10",
    "tags": "privacy, courts",
    "source_url": "https://source.example/a#b: c".replace(" ", ""),
    "source_title": '"Quoted" - it\'s: here #1',
    "source_publisher": "Turan",
    "source_lang": "en",
    "source_date": "2023",
}


class Typed:
    """Answers questions in turn, and remembers what was asked and what was wrong with the answer before."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, question, wrong):
        self.asked.append((question, wrong))
        return self.answers.pop(0)


def test_a_new_briefing_is_a_draft_and_stops_nobody(tmp_path):
    desk = desk_with(tmp_path)
    path = begin(desk, GIVEN, None)
    assert "\nstatus: draft\n---\n" in path.read_text("utf-8")
    assert path.relative_to(desk.root).as_posix() == ("briefings/2023/jurnalist-xedice-ismayilova-mehkeme-qerari/az.md")
    assert (fault_codes(desk), warning_codes(desk)) == ([], ["empty-text", "unused-term"])


@pytest.mark.parametrize("changes", [{}, {"source_url": "", "tags": "", "summary": ""}])
def test_an_untouched_draft_is_as_make_fix_would_leave_it(tmp_path, changes):
    """Else the hook of a commit, which asks `newsarchive fix`, refuses what a command has just written."""
    desk = desk_with(tmp_path)
    begin(desk, {**GIVEN, **changes}, None)
    assert fix_content(desk, dry=True).lines == ()


def test_the_fields_stand_in_the_tables_order_and_in_their_own_letters(tmp_path):
    text = begin(desk_with(tmp_path), GIVEN, None).read_text("utf-8")
    assert [line.split(":")[0] for line in text.splitlines() if line[:1].isalpha()] == [
        *("title", "summary", "date", "tags", "sources", "status")
    ]
    assert "title: 'Jurnalist Xədicə İsmayılova: «məhkəmə» qərarı'\n" in text
    assert "date: 2023-10\ntags: [privacy, courts]\nsources:\n  - url: https://source.example/a#b:c\n" in text
    assert "    date: 2023\n    id: turan\nstatus: draft\n---\n" in text


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ({"source_publisher": "OC Media"}, "oc-media"),
        ({"source_publisher": "Кавказский узел", "source_lang": "ru"}, "kavkazskiy-uzel"),
        ({"source_publisher": "The European Court of Human Rights"}, "the-european-court-of-human"),
        ({"source_publisher": "24", "source_url": "https://24.az/a"}, "24-az"),
        ({"source_publisher": "24", "source_url": "https://93.184.216.34/"}, "source"),
    ],
)
def test_the_first_source_has_an_id_by_which_the_text_can_cite_it(tmp_path, source, cited):
    desk = desk_with(tmp_path)
    path = begin(desk, {**GIVEN, **source}, None)
    assert f"    id: {cited}\nstatus: draft\n---\n" in path.read_text("utf-8")
    path.write_text(f"{path.read_text('utf-8')}\nSöz[^{cited}].\n", "utf-8")
    assert (fault_codes(desk), warning_codes(desk)) == ([], ["unused-term"])


def test_topics_stand_between_semicolons_too(tmp_path):
    desk = desk_with(tmp_path)
    assert "tags: [press-freedom, privacy]\n" in begin(
        desk, {**GIVEN, "tags": "press-freedom; privacy"}, None
    ).read_text("utf-8")


def test_a_draft_needs_neither_topics_nor_a_source(tmp_path):
    desk = desk_with(tmp_path)
    given = {name: GIVEN[name] for name in ("lang", "title", "date")}
    text = begin(desk, given, None).read_text("utf-8")
    assert 'summary: ""\ndate: 2023-10\ntags: []\nsources: []\nstatus: draft\n' in text
    assert (fault_codes(desk), warning_codes(desk)) == ([], ["empty-text", "draft-unfinished"])


def test_a_draft_keeps_what_is_known_of_its_source(tmp_path):
    desk = desk_with(tmp_path)
    given = {name: GIVEN[name] for name in ("lang", "title", "date", "source_lang", "source_url", "source_date")}
    text = begin(desk, given, None).read_text("utf-8")
    assert (
        "sources:\n  - url: https://source.example/a#b:c\n    lang: en\n    date: 2023\n    id: source-example\n"
        in text
    )
    assert (fault_codes(desk), warning_codes(desk)) == ([], ["empty-text", "draft-unfinished"])


def test_a_summary_left_for_later_is_an_empty_line(tmp_path):
    desk = desk_with(tmp_path)
    assert 'summary: ""\n' in begin(desk, {**GIVEN, "summary": ""}, None).read_text("utf-8")
    assert (fault_codes(desk), warning_codes(desk)) == ([], ["empty-text", "draft-unfinished", "unused-term"])


_PLAIN = st.text(min_size=1, max_size=200).map(lambda words: " ".join(words.split()))


@given(title=_PLAIN, publisher=_PLAIN)
def test_whatever_is_typed_reads_back_the_same(title, publisher):
    values = {**{f"source_{name}": "x" for name in ("url", "title", "lang")}, "source_publisher": publisher}
    values |= {"source_url": "https://a.example/", "source_lang": "en", "source_date": None}
    values |= {"title": title, "summary": "", "tags": ("privacy",)}
    values["date"] = parse_date("2023")
    file = briefing_file(values)
    source, _ = split(file)
    tree, found = parse_yaml(source.front)
    front, _ = read_front_matter(tree, "briefing")
    if not found and title and publisher:
        assert (front.title, front.sources[0].publisher) == (title, publisher)
    assert all(fault.code == "control-character" for fault in found)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lang": "aze"}, "did you mean az?"),
        ({"lang": "Azerbaycanca"}, "did you mean az?"),
        ({"lang": "de"}, "languages (az, en, ru)"),
        ({"lang": "German"}, "languages (az, en, ru)"),
        ({"tags": "privcy"}, "did you mean “privacy”?"),
        ({"tags": "sport"}, "“sport” is not in tags.yaml; add it with “./newsarchive term”, or"),
        ({"tags": "privacy privacy"}, "privacy"),
        ({"tags": ","}, "--tags: "),
        ({"tags": "pres"}, "did you mean “press-freedom”?"),
        ({"people": "Nobody"}, "“Nobody” is not in people.yaml; add it with “./newsarchive term”, or"),
        ({"people": "haci"}, "did you mean “ali-haciyev, veli-haciyev”?"),
        ({"published": "2026-11"}, "--published: “published”: expected a day"),
        ({"slug": "A name"}, "--slug: “A name” is not a valid slug"),
        ({"slug": "tags"}, "--slug: “tags” is the name of a page"),
        ({"date": "2023-02-30"}, "2023-02-30"),
        (
            {"date": "yesterday"},
            "--date: “date”: expected a date such as 2023-10-12, 2023-10 or 2023, no earlier than 1900, got yesterday",
        ),
        ({"date": "12 October 2023"}, "got 12 October 2023"),
        ({"published": "tomorrow"}, "or a time such as 2023-10-12T09:00+04:00"),
        (
            {"source_url": "source.example"},
            "--source-url: “sources.url”: expected an http or https address, got source.example",
        ),
        ({"source_lang": "Deutsch?"}, "--source-lang: "),
        ({"source_lang": "Germn"}, "did you mean de?"),
        ({"title": "a\x00b"}, "U+0000"),
        ({"title": "…!?"}, "letters or digits"),
        ({"title": ""}, "TITLE is missing"),
    ],
)
def test_a_wrong_or_missing_value_is_refused_and_nothing_is_written(tmp_path, changes, said):
    people = "".join(f"{each}-haciyev: {{names: {{en: {each.title()} Hacıyev}}}}\n" for each in ("ali", "veli"))
    desk = desk_with(tmp_path, {"people.yaml": people})
    with pytest.raises(RefusedError) as refused:
        begin(desk, {**GIVEN, **changes}, None)
    assert said in str(refused.value)
    assert sorted(path.name for path in desk.root.iterdir()) == ["people.yaml", "tags.yaml"]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"source_lang": "English"}, "    lang: en\n"),
        ({"source_lang": "german"}, "    lang: de\n"),
        ({"tags": "censorship, Privacy"}, "tags: [press-freedom, privacy]\n"),
        ({"tags": "senzura"}, "tags: [press-freedom]\n"),
    ],
)
def test_what_was_meant_by_one_thing_alone_is_taken(tmp_path, changes, line):
    search = "search: {en: [censorship], az: [Senzura]}"
    tags = f"privacy: {{names: {{en: Privacy}}}}\npress-freedom:\n  names: {{en: P}}\n  {search}\n"
    desk = desk_with(tmp_path, {"tags.yaml": tags})
    assert line in begin(desk, {**GIVEN, "tags": "privacy", **changes}, None).read_text("utf-8")


@pytest.mark.parametrize("typed", ["az", "Azərbaycanca", "azerbaijani"])
def test_a_language_is_known_by_its_name(tmp_path, typed):
    assert begin(desk_with(tmp_path), {**GIVEN, "lang": typed}, None).name == "az.md"


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    with pytest.raises(RefusedError) as refused:
        begin(desk_with(tmp_path), {**GIVEN, "lang": "xx", "date": "x", "title": ""}, None)
    assert len(str(refused.value).splitlines()) == 3


def test_what_is_missing_is_asked_for_until_it_is_right(tmp_path):
    desk = desk_with(tmp_path)
    ask = Typed("", "A title", "privcy", "privacy", "", "", "")
    path = begin(desk, {**GIVEN, "title": "", "tags": "", "source_date": ""}, ask)
    assert path.parent.name == "a-title"
    assert "tags: [privacy]\n" in path.read_text("utf-8")
    assert [question.name for question, _ in ask.asked] == [
        *("title", "title", "tags", "tags", "source_date", "published", "slug")
    ]
    assert [wrong for _, wrong in ask.asked] == [
        *("", "this question needs an answer", ""),
        *("“privcy” is not in tags.yaml; did you mean “privacy”? If not, add it with “./newsarchive term”", "", "", ""),
    ]


def test_without_the_address_of_a_source_nothing_else_is_asked_about_it_and_the_way_back_leads_past(tmp_path):
    desk = desk_with(tmp_path)
    given = {name: value for name, value in GIVEN.items() if not name.startswith("source")}
    ask = Typed("", "<", "", "", "")
    path = begin(desk, given, ask)
    assert [question.name for question, _ in ask.asked] == [
        "source_url",
        "published",
        "source_url",
        "published",
        "slug",
    ]
    assert "sources: []\n" in path.read_text("utf-8")


def test_topics_are_listed_by_their_names_in_the_editors_language(tmp_path):
    tags = "one: {names: {en: Courts, az: Məhkəmələr}}\nlast: {names: {en: a right}}\n"
    desk = desk_with(tmp_path, {"tags.yaml": tags}, "az")
    ask = Typed("Məhkəmələr", "", "")
    begin(desk, {**GIVEN, "tags": ""}, ask)
    assert ask.asked[0][0].choices == ("a right", "Məhkəmələr")


def test_an_editor_goes_back_to_earlier_questions_and_enter_keeps_their_answers(tmp_path, capsys):
    desk = desk_with(tmp_path)
    ask = Typed("<", "A titel", "privacy", "<", "<", "A title", "", "", "2026-11-20", "<", "", "")
    path = begin(desk, {**GIVEN, "title": "", "tags": "", "source_date": ""}, ask)
    assert [question.name for question, _ in ask.asked] == [
        *("title", "title", "tags", "source_date", "tags", "title", "tags", "source_date"),
        *("published", "slug", "published", "slug"),
    ]
    kept = [question.label.partition("\nYour answer: ")[2] for question, _ in ask.asked]
    assert [each.partition(" (Enter: keep it")[0] for each in kept] == [
        *("", "", "", "", "privacy", "A titel", "privacy", ""),
        *("", "", "2026-11-20", ""),
    ]
    assert "az/2023/a-title/ " in ask.asked[-1][0].label
    assert path.parent.name == "a-title"
    text = path.read_text("utf-8")
    assert "title: A title\n" in text
    assert "published: 2026-11-20\ntags: [privacy]\n" in text
    assert capsys.readouterr().out.count("To go back to the previous question, type < ") == 1


def test_an_optional_answer_can_be_taken_back_and_a_required_one_only_replaced(tmp_path):
    desk = desk_with(tmp_path)
    ask = Typed("2023-10", "2026-11-20", "<", "-", "<", "", "<", "<", "-", "", "", "")
    path = begin(desk, {**GIVEN, "date": ""}, ask)
    assert [question.name for question, _ in ask.asked] == [
        *("date", "published", "slug", "published", "slug", "published", "slug", "published"),
        *("date", "date", "published", "slug"),
    ]
    kept = [question.label.partition("\nYour answer: ")[2] for question, _ in ask.asked]
    assert [each for each in kept if each] == [
        "2026-11-20 (Enter: keep it; -: no answer)", *["2023-10 (Enter: keep it)"] * 2
    ]  # fmt: skip
    assert "no earlier than 1900, got -" in ask.asked[9][1]
    text = path.read_text("utf-8")
    assert ("date: 2023-10\n" in text, "published" in text) == (True, False)


def test_of_one_question_nobody_goes_back(tmp_path, capsys):
    desk = desk_with(tmp_path)
    begin(desk, {**GIVEN, "published": "2026-11-20"}, Typed(""))
    assert "type <" not in capsys.readouterr().out


def test_a_wrong_flag_is_refused_before_anything_is_asked(tmp_path):
    ask = Typed()
    with pytest.raises(RefusedError):
        begin(desk_with(tmp_path), {"lang": "xx"}, ask)
    assert ask.asked == []


def test_the_messages_speak_the_editors_language(tmp_path):
    with pytest.raises(RefusedError, match="TITLE göstərilməyib"):
        begin(desk_with(tmp_path, language="az"), {**GIVEN, "title": ""}, None)


def test_nothing_is_overwritten_and_the_second_of_a_name_is_numbered(tmp_path):
    desk = desk_with(tmp_path)
    first = begin(desk, GIVEN, None)
    first.write_text("mine")
    second = begin(desk, {**GIVEN, "date": "2022"}, None)
    third = begin(desk, GIVEN, None)
    assert first.read_text() == "mine"
    assert second.parent.name == first.parent.name + "-2"
    assert third.parent.name == first.parent.name + "-3"


def test_whoever_waits_for_the_names_that_are_taken_sees_a_bar(tmp_path, monkeypatch):
    waited = []

    @contextmanager
    def bar(label):
        waited.append(label)
        yield

    monkeypatch.setattr(new, "progress", bar)
    begin(desk_with(tmp_path, language="ru"), GIVEN, None)
    assert waited == ["чтение текстов"]


def test_earlier_and_redirected_names_are_taken(tmp_path):
    files = {
        "briefings/2023/a/en.md": old_briefing(redirect_from="[earlier, az/2020/older]"),
        "briefings/2023/broken/en.md": b"redirect_from \xff",
        "briefings/2023/shapeless/en.md": "---\nredirect_from\n---\n",
        "redirects.yaml": "az/2019/oldest: az/2023/a\nposts/free: az/2023/a\n2019/02/b/: az/2023/a\nc/: az/2023/a\n",
    }
    desk = desk_with(tmp_path, files)
    assert taken_slugs(desk.root) == {"a", "broken", "shapeless", "earlier", "older", "oldest"}


def test_published_is_written_when_given_alone(tmp_path):
    desk = desk_with(tmp_path)
    assert "published" not in begin(desk, GIVEN, None).read_text("utf-8")
    moment = begin(desk, {**GIVEN, "published": "2026-12-01T09:00+04:00"}, None).read_text("utf-8")
    assert "published: 2026-12-01T09:00+04:00\n" in moment


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("Press freedom", "press-freedom"),
        ("Mətbuat azadlığı, courts", "press-freedom, courts"),
        ("metbuat azadligi", "press-freedom"),
        ("СВОБОДА ПРЕССЫ", "press-freedom"),
        ("courts privacy", "courts, privacy"),
    ],
)
def test_topics_go_by_their_names_in_any_language(tmp_path, typed, ids):
    names = "press-freedom: {names: {en: Press freedom, az: Mətbuat azadlığı, ru: Свобода прессы}}"
    tags = f"courts: {{names: {{en: Courts}}}}\n{names}\nprivacy: {{names: {{en: Privacy}}}}\n"
    desk = desk_with(tmp_path, {"tags.yaml": tags})
    assert f"tags: [{ids}]\n" in begin(desk, {**GIVEN, "tags": typed}, None).read_text("utf-8")


def test_the_address_is_shown_and_can_be_changed(tmp_path):
    desk = desk_with(tmp_path)
    ask = Typed("", "", "tags", "another-name")
    path = begin(desk, {name: value for name, value in GIVEN.items() if name != "source_date"}, ask)
    assert path.parent.name == "another-name"
    assert [(question.name, wrong[:6]) for question, wrong in ask.asked] == [
        *(("source_date", ""), ("published", "")),
        *(("slug", ""), ("slug", "“tags”")),
    ]
    assert "az/2023/jurnalist-xedice-ismayilova-mehkeme-qerari/ " in ask.asked[-1][0].label
    given = begin(desk, {**GIVEN, "slug": "given"}, None)
    assert given.parent.name == "given"
    with pytest.raises(RefusedError, match="“given” is in use"):
        begin(desk, {**GIVEN, "slug": "given"}, None)


def test_ctrl_c_at_the_last_question_writes_nothing(tmp_path):
    desk = desk_with(tmp_path)

    def interrupted(question, wrong):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin(desk, GIVEN, interrupted)
    assert not (desk.root / "briefings").exists()


def test_the_command_prints_the_path_or_ends_with_2(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    desk = desk_with(tmp_path)
    settings = settings_of(desk.root, tmp_path / "store")
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in GIVEN.items() if name != "title"]
    path = desk.root / "briefings/2023/jurnalist-xedice-ismayilova-mehkeme-qerari/az.md"
    assert new.run(options_of("new", GIVEN["title"], *flags), settings) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Created {path}, a draft. Write the text, then run “./newsarchive check”.",
        "Cite the first source where the claim is: [^turan]",
        "In the preview, below the address that “./newsarchive serve” prints: "
        "az/2023/jurnalist-xedice-ismayilova-mehkeme-qerari/",
    ]
    assert status_of(new.run, options_of("new"), settings) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--lang is missing" in captured.err


def test_ctrl_d_at_a_question_says_that_nothing_was_written(tmp_path, capsys):
    desk = desk_with(tmp_path)

    def end(question, wrong):
        raise EOFError

    def act():
        begin(desk, {}, end)
        return 0

    assert status_of(act) == 1
    assert desk.say("broken-off") in capsys.readouterr().err
    assert not (desk.root / "briefings").exists()


def _without_sources(desk):
    site = replace(desk.site, sources="optional", taxonomies=("tags",))
    return replace(desk, site=site)


def test_where_sources_are_optional_none_is_asked_for_or_written(tmp_path):
    nothing = {name: "" for name in GIVEN if name.startswith("source_")}
    path = begin(_without_sources(desk_with(tmp_path)), {**GIVEN, **nothing}, None)
    assert "sources" not in path.read_text("utf-8")


def test_a_term_of_a_vocabulary_that_the_archive_has_not_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="TAXONOMIES"):
        begin(_without_sources(desk_with(tmp_path)), {**GIVEN, "people": "ali"}, None)
