"""Jinja as our templates need it: what it does for each expression of each page, done once or done faster.

What is printed is the same. A page has hundreds of expressions, and an archive thousands of pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup, escape

from plugins.archive.index import Edition
from plugins.styles.hanging import hangs

_ATTRIBUTES = "macros/text.html"
_MACROS = ("lang", "dir", "foreign")
_SPECIAL = re.compile("[&<>'\"]")  # what `escape` replaces


def printing_environment(env: Environment, edition: Edition) -> Environment:
    """Return Pelican's environment with what our templates use; templates do not change while a build runs.

    Nothing is computed when a template is compiled: its bytecode outlives filters and tests.
    """
    own = env.overlay(auto_reload=False, optimized=False)
    own.code_generator_class, own.context_class = _Code, _Context
    own.globals = {**env.globals, "direction_of": edition.site.direction, "printed": printed}
    own.filters = {**env.filters, **{name: _attributes(own, name) for name in _MACROS}}
    own.tests = {**env.tests, "hanging": hangs}
    return own


def printed(value: object) -> str:
    """Return a value escaped, as `escape` does; most words have nothing in them to be escaped."""
    if type(value) is str:
        return escape(value) if _SPECIAL.search(value) else value
    return value if type(value) is Markup else escape(value)


class _Code(CodeGenerator):
    """Writes a template as Python that escapes by `printed`."""

    def write_commons(self) -> None:
        """Begin a function of the template: a name of its own is found sooner than the environment's."""
        super().write_commons()
        self.writeline("printed = environment.globals['printed']")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("printed(")


class _Context(Context):
    """A template's names. Nothing that a template calls asks for the context, which Jinja would look for each time."""

    @staticmethod
    def call(
        function: Callable[..., object],
        *args: object,
        _loop_vars: object = None,
        _block_vars: object = None,
        **names: object,
    ) -> object:
        """Call what a template calls."""
        return function(*args, **names)


def _attributes(env: Environment, macro: str) -> Callable[..., Markup]:
    """Return a macro as a filter with a memory: it is asked the same of a few languages over and over."""

    @lru_cache(maxsize=4096)
    def found(*values: str) -> Markup:
        text: Markup = getattr(env.get_template(_ATTRIBUTES).module, macro)(*values)
        return text

    return found
