"""Lines that an editor's program would obey, and lines of ordinary words that look alike."""

from __future__ import annotations

import pytest

from plugins.reading.modelines import modeline_faults

TEXT = "---\ntitle: A\n---\n\n" + "Words.\n\n" * 20

MODELINES = [
    "vim: nowrap fdm=marker fdl=0 noma ro",
    'vim: nowrap fdm=expr fde=system("id")',
    "<!-- vim: nowrap fdm=marker fdl=0 noma ro -->",
    "vim: ro",
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
    ],
)
@pytest.mark.parametrize("around", ["{}\n", "{}\n\n\nWords."])
def test_ordinary_words_are_none(line: str, around: str) -> None:
    assert list(modeline_faults(TEXT + around.format(line))) == []


@pytest.mark.parametrize("line", ["An editor such as vim: it reads lines.", "These are its local variables: none."])
def test_words_that_are_obeyed_at_the_ends_alone_are_a_fault_only_there(line: str) -> None:
    assert len(list(modeline_faults(f"{TEXT}{line}\n"))) == 1
    assert list(modeline_faults(f"{TEXT}{line}\n{TEXT * 40}")) == []


def test_a_modeline_after_empty_lines_at_the_end_counts() -> None:
    assert len(list(modeline_faults(f"{TEXT}vim: words\n\n\n\n\n\n\n\n"))) == 1
