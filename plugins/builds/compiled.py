"""Templates as Python's bytecode, kept in the build store: compiling them takes longer than rendering a hundred pages.

The store is as trusted as the code itself: what lies in it is run. It belongs to who builds, and stands outside of the
content. A damaged value is not in the store (`builds.store`), and one of another Python, Jinja or code has another key.
"""

from __future__ import annotations

import marshal
import sys
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from .store import Store, digest

_OPTIONS = (
    *("block_start_string", "variable_start_string", "comment_start_string", "line_statement_prefix"),
    *("line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline"),
    *("autoescape", "optimized"),
)


class CompiledTemplates(BytecodeCache):
    """The compiled templates of an environment, by their source and by all that compiling depends on."""

    def __init__(self, env: Environment, store: Store) -> None:
        """Use a store."""
        self._store = store
        options = repr([(name, getattr(env, name)) for name in _OPTIONS]) + repr(sorted(env.extensions))
        code = Path(__file__).with_name("printing.py").read_bytes()
        libraries = version("Jinja2"), version("MarkupSafe")
        self._signature = digest(code, *libraries, MAGIC_NUMBER, sys.version, options)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that the store has for it."""
        key = self._key(bucket)
        bucket.code = self._store.find_read([key], _code).get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._store.keep(self._key(bucket), marshal.dumps(bucket.code))

    def _key(self, bucket: Bucket) -> bytes:
        return digest(self._signature, bucket.key, bucket.checksum)


def _code(data: bytes) -> CodeType | None:
    """Return the code that `marshal` wrote; None for other bytes."""
    try:
        code = marshal.loads(data)  # noqa: S302 - our own, see above
    except (ValueError, EOFError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None
