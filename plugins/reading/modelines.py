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
    | ^\W*(?i:Local[ ]Variables):             # and in the last ones
    | (?:^|[ \t])(?:vi|[Vv]im[<=>]?\d*|ex):[ \t]*(?:set?[ \t]|\w+[=:])  # vi and Vim
    """,
    re.VERBOSE,
)
# a search for each is a tenth of the time of the pattern, and most texts have none
_SIGNS = ("yaml-language-server", "$schema", "-*-", "local variables:", "vi:", "vim", "ex:")
_LONGEST = 60


def modeline_faults(content: str) -> Iterator[Fault]:
    """Name each line of a whole source file that a program of an editor's would obey."""
    lowered = content.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return
    for number, line in enumerate(content.split("\n"), start=1):
        if _MODELINE.search(line):
            yield fault("modeline", Position(number, 1), found=line.strip()[:_LONGEST])
