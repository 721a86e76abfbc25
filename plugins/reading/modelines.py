"""Modelines: lines that make a text editor fetch an address, set an option or run a command.

An editor obeys them as soon as the file is opened, so a stranger's text could act on whoever reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.archive.faults import Fault, Position, fault

_MODELINE = re.compile(
    r"""
      # the language server fetches the schema that it names: our own alone lie in the repository
      \#[ \t]*yaml-language-server[ \t]*:
        (?![ ]\$schema=(?:\.\./)+plugins/newsroom/schemas/\w+\.schema\.json$)
    | ^[ \t]*\#[ \t]*\$schema[ \t]*:            # so do JetBrains' editors
    | -\*-.*-\*-                               # Emacs, in the first lines
    | ^\W*(?i:Local[ ]Variables):             # and in the last ones
    | (?:^|[ \t])(?:vi|[Vv]im[<=>]?\d*|ex):[ \t]*(?:set?[ \t]|\w+[=:])  # vi and Vim
    """,
    re.VERBOSE,
)
# a search for each is a tenth of the time of the pattern, and most texts have none
_SIGNS = ("yaml-language-server", "$schema", "-*-", "local variables:", "vi:", "vim", "ex:")
_LONGEST = 60


def modeline_faults(content: str) -> Iterator[Fault]:
    """Yield a fault for each modeline in a source file."""
    lowered = content.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return
    for number, line in enumerate(content.split("\n"), start=1):
        if _MODELINE.search(line):
            yield fault("modeline", Position(number, 1), found=line.strip()[:_LONGEST])
