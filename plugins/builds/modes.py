"""Published files can be read by a web server, whoever builds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def readable() -> Iterator[None]:
    """Let everyone read what is made inside, files and folders, however narrow this user's mask is.

    Who may write is left to the mask.
    """
    mask = os.umask(0o022)
    os.umask(mask & 0o022)
    try:
        yield
    finally:
        os.umask(mask)
