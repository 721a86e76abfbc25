"""Questions at a terminal: how they are printed, completed and broken off, and how terms are typed."""

import readline
import sys
from functools import partial

import pytest
from msgspec.structs import replace

from newsarchive.cli.prompts import Question, accept_terms, terminal_ask
from newsarchive.cli.terms import vocabulary_of
from newsarchive.model.diagnostics import RefusedError
from tests.newsarchive.cli.desks import desk_with, status_of

QUESTION = Question("tags", "Topics", str.strip, choices=("courts", "press-freedom", "privacy"))


def asked_at_a_terminal(monkeypatch, question=QUESTION, wrong=""):
    """Ask at a terminal without colours, and answer `privacy`; what the Tab key would have offered for `pr`."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    offered = []

    def answer(prompt):
        completer = readline.get_completer()
        offered.extend(completer("pr", index) for index in range(3))
        return "privacy"

    monkeypatch.setattr("builtins.input", answer)
    assert terminal_ask()(question, wrong) == "privacy"
    return offered


def test_at_a_terminal_questions_are_printed(capsys, monkeypatch):
    assert asked_at_a_terminal(monkeypatch) == ["press-freedom", "privacy", None]
    assert capsys.readouterr().out == "Topics\ncourts, press-freedom, privacy\n"


def test_what_was_wrong_is_said_without_the_question_that_still_stands_above(capsys, monkeypatch):
    offered = asked_at_a_terminal(monkeypatch, wrong="“x” is not in tags.yaml")
    assert offered == ["press-freedom", "privacy", None]
    assert capsys.readouterr().out == "“x” is not in tags.yaml\n"


def test_choices_may_be_too_many_to_list(capsys, monkeypatch):
    offered = asked_at_a_terminal(monkeypatch, replace(QUESTION, choices=(), completed=QUESTION.choices))
    assert offered == ["press-freedom", "privacy", None]
    assert capsys.readouterr().out == "Topics\n"


def test_the_tab_key_completes_names_of_several_words_whatever_their_capitals(monkeypatch):
    names = replace(QUESTION, choices=("courts",), completed=("Press freedom", "privacy"))
    assert asked_at_a_terminal(monkeypatch, names) == ["privacy", None, None]
    names = replace(QUESTION, choices=("courts",), completed=("Press freedom", "Privacy"))
    assert asked_at_a_terminal(monkeypatch, names) == ["Press freedom", "Privacy", None]


@pytest.mark.parametrize(
    ("library", "binding"),
    [("GNU readline", "tab: complete"), ("Importing this module … libedit readline", "bind ^I rl_complete")],
)
def test_the_tab_key_is_bound_as_the_systems_library_wants_it(monkeypatch, library, binding):
    bound = []
    monkeypatch.setattr(readline, "__doc__", library)
    monkeypatch.setattr(readline, "parse_and_bind", bound.append)
    asked_at_a_terminal(monkeypatch)
    assert bound == [binding]


@pytest.mark.parametrize(
    ("error", "status"),
    [(EOFError(), 130), (KeyboardInterrupt(), 130), (PermissionError(13, "Permission denied", "a.md"), 1)],
)
def test_a_command_broken_off_ends_with_no_stack_trace(error, status, capsys):
    def act():
        raise error

    assert status_of(act) == status
    assert "Traceback" not in capsys.readouterr().err


def test_an_unknown_topic_of_several_words_is_told_whole(tmp_path):
    desk = desk_with(tmp_path)
    accept = accept_terms(desk, "tags", partial(vocabulary_of, desk, "tags"))
    with pytest.raises(RefusedError, match=r"“Press fredom” is not in tags\.yaml; did you mean “press-freedom”"):
        accept("Press fredom")
    assert accept("courts privacy") == ("courts", "privacy")
    # a topic that the editor adds while the question waits
    with pytest.raises(RefusedError, match=r"“libraries” is not in tags\.yaml"):
        accept("libraries")
    path = desk.root / "tags.yaml"
    path.write_text(f"{path.read_text('utf-8')}\nlibraries: {{names: {{en: Libraries, az: Kitabxanalar}}}}\n", "utf-8")
    assert accept("libraries") == ("libraries",)
