"""Short forms of faults, to compare them with what is expected."""

from newsarchive.content.confusables import writing_faults
from newsarchive.model.diagnostics import Fault

FRONT = "---\ntitle: A\n---\n\n"


def brief(content):
    """Return each fault's kind and values."""
    return [(kind_of(each), *values_of(each).values()) for each in writing_faults(content)]


def kind_of(found: Fault) -> str:
    """Return the code of a fault with the kind that its message is about, as `html.tag`."""
    hint = dict(found.values).get("hint", "")
    return f"{found.code}.{hint}" if hint else found.code


def values_of(found: Fault) -> dict[str, str]:
    """Return the other values of its message."""
    return {name: value for name, value in found.values if name != "hint"}
