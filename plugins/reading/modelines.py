"""Modelines: lines that make a text editor fetch an address, set an option or run a command.

An editor obeys them as soon as the file is opened, so a stranger's text could act on whoever reads it, or fold a part
of it away. Each editor looks in its own places: Vim at the first and last five lines, Emacs for its variables in the
last 3,000 characters. What looks like its options is a fault anywhere, other words after `vim:` only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.archive.faults import Fault, Position, fault

# Vim's options that take no value and are no words of a language, and those that "no" makes none
_SWITCHES = (
    "acd|akm|arabic|autoindent|autoread|cindent|copyindent|crb|cuc|cul|cursorbind|cursorcolumn|cursorline|endofline|et"
    "|expandtab|fen|fixendofline|foldenable|hkmap|hls|hlsearch|ignorecase|infercase|lbr|linebreak|nu|preserveindent"
    "|previewwindow|pvw|readonly|relativenumber|rightleft|rl|rnu|ro|scb|scf|scrollbind|smartindent|swapfile|swf|tbidi"
    "|termbidi|udf|undofile|wfh|wfw|winfixheight|winfixwidth"
)
_DENIED = (
    f"(?:no|inv)(?:{_SWITCHES}|ai|ar|bin|binary|bl|cin|diff|eol|hid|ic|inf|lisp|list|ma|ml|mod|modeline|modifiable"
    "|modified|number|si|spell|sta|wrap)"
)
_OPTION = rf"(?:set?[ \t]|\w+[ \t]*[-+^]?[=:]|(?:{_SWITCHES}|{_DENIED})(?:[ \t:!&<]|-->|$))"

_MODELINE = re.compile(
    rf"""
      # the language server fetches the schema that it names: our own alone lie in the repository
      \#[ \t]*yaml-language-server[ \t]*:
        (?![ ]\$schema=(?:\.\./)+plugins/newsroom/schemas/\w+\.schema\.json$)
    | ^[ \t]*\#[ \t]*\$schema[ \t]*:            # so do JetBrains' editors
    | -\*-.*-\*-                               # Emacs, in the first lines
    | (?:^|\s)(?:(?:vi|vile|[Vv]im[<=>]?\d*|ex|kak):[ \t]*{_OPTION}|(?:vi|ex):\w)  # vi, Vim, Kakoune
    | (?<!\w)kate(?:-\w+\([^()]*\))?: | kate:\s*[\w-]+\s+[^;\s]+\s*;
    """,
    re.VERBOSE,
)
_AT_THE_ENDS = re.compile(r"(?:^|\s)vim[<=>]?\d*:")
_ENDS = 5  # lines
_VARIABLES = re.compile(r"Local[ ]Variables:", re.IGNORECASE)
_LAST = 4000  # characters: Emacs counts 3,000, line ends as they are in the file
# a search for each is a tenth of the time of the pattern, and most texts have none
_SIGNS = ("yaml-language-server", "$schema", "-*-", "local variables:", "vi:", "vile:", "vim", "ex:", "kak:", "kate")
_LONGEST = 60


def modeline_faults(content: str) -> Iterator[Fault]:
    """Yield a fault for each modeline in a source file."""
    lowered = content.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return
    lines = content.rstrip("\n").split("\n")
    first_variables = content.count("\n", 0, max(len(content) - _LAST, 0))
    for index, line in enumerate(lines):
        at_an_end = index < _ENDS or index >= len(lines) - _ENDS
        if (
            _MODELINE.search(line)
            or (at_an_end and _AT_THE_ENDS.search(line))
            or (index >= first_variables and _VARIABLES.search(line))
        ):
            yield fault("modeline", Position(index + 1, 1), found=line.strip()[:_LONGEST])
