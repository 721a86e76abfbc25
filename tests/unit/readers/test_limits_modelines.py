"""Lines that an editor's program would obey, and lines of ordinary words that look alike."""

from __future__ import annotations

import pytest

from newsarchive.readers.limits import modeline_faults

TEXT = "---\ntitle: A\n---\n\n" + "Words.\n\n" * 20

MODELINES = [
    "vim: nowrap fdm=marker fdl=0 noma ro",
    'vim: nowrap fdm=expr fde=system("id")',
    "<!-- vim: nowrap fdm=marker fdl=0 noma ro -->",
    "vim: ro",
    "vim: list wrap fdm=marker",
    "vim: list nowrap",
    "vim:fo+=t",
    "vim: ts^=2",
    "vim<700: set ts=2",
    "words Vim: set ro:",
    "vi:noai ft=html",
    "vi: nowrap",
    "vi: noma words",
    "vi: se ro:",
    "words ex: ro",
    "\tex:set ro",
    "kak: indentwidth=2",
    "foo Local Variables:",
    "# LOCAL variables: #",
    "// -*- mode: lisp; eval: (x) -*-",
    "kate: syntax html;",
    "<!-- kate-wildcard(*.md): read-only on -->",
    "xkate: read-only on;",
]


@pytest.mark.parametrize("line", MODELINES)
@pytest.mark.parametrize("around", ["{}\n", "{}\n\n\nWords.", "{}"])
def test_a_line_that_a_program_obeys_is_a_fault(line: str, around: str) -> None:
    (found,) = modeline_faults(TEXT + around.format(line))
    assert (found.code, found.line) == ("modeline", TEXT.count("\n") + 1)


@pytest.mark.parametrize(
    "line",
    [
        "Då svarade vi: nog är det så.",
        "vi: svarade",
        "For ex: a court in Baku.",
        "Ex: this one",
        "ex: number of cases, ex: list of them",
        "Kate: I was there. Jane: so was I.",
        "an ice skate: a blade",
        "Levi: yes",
        "complex: x=1",
        "the vims: x=1",
        "Each vi: 5",
        "Her editor is vim: she likes it.",
    ],
)
@pytest.mark.parametrize("around", ["{}\n", "{}\n\n\nWords."])
def test_ordinary_words_are_none(line: str, around: str) -> None:
    assert list(modeline_faults(TEXT + around.format(line))) == []


def test_variables_of_emacs_count_in_the_last_part_alone() -> None:
    assert len(list(modeline_faults(f"{TEXT}These are its local variables: none.\n{TEXT}"))) == 1
    assert list(modeline_faults(f"{TEXT}These are its local variables: none.\n{TEXT * 40}")) == []
