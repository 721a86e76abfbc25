"""Lines that tell an editor's program what to do: fetch an address, set an option, run a command.

The programs obey them in a file that is only opened, so that a stranger's text would act on whoever reads it.
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
    | ^\W*Local[ ]Variables:                  # and in the last ones
    | (?:^|[ \t])(?:vi|vim[<=>]?\d*|ex):[ \t]*(?:set?[ \t]|\w+[=:])  # vi and Vim
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_LONGEST = 60


def modeline_faults(content: str) -> Iterator[Fault]:
    """Name each line of a whole source file that a program of an editor's would obey."""
    for found in _MODELINE.finditer(content):
        start = content.rfind("\n", 0, found.start() + 1) + 1
        line = content[start:].partition("\n")[0].strip()
        yield fault("modeline", Position(content.count("\n", 0, start) + 1, 1), found=line[:_LONGEST])
