"""Modelines: lines that make a text editor fetch an address, set an option or run a command.

An editor obeys them as soon as the file is opened, so a stranger's text could act on whoever reads it, or fold a part
of it away. Only an option does something there, so that words after `vim:` are none. Emacs looks for its variables in
the last 3,000 characters alone.
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
_END = r"(?:[ \t:!&<]|-->|$)"
_OPTION = rf"(?:set?[ \t]|(?:\w+[ \t]+)*(?:\w+[ \t]*[-+^]?[=:]|{_DENIED}{_END})|(?:{_SWITCHES}){_END})"

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
    first_variables = content.count("\n", 0, max(len(content) - _LAST, 0))
    for index, line in enumerate(content.split("\n")):
        if _MODELINE.search(line) or (index >= first_variables and _VARIABLES.search(line)):
            yield fault("modeline", Position(index + 1, 1), found=line.strip()[:_LONGEST])
