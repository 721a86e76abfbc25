"""JSON in a `script` element."""

import json

import html5lib
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.head.cards import present, script_json

TEXTS = st.text(alphabet=st.characters(codec="utf-8"))
HARD = st.sampled_from(["</script>", "<!--", "<script", "-->", "&lt;", "\u2028", "\u2029", '"', "\\", "]]>", "\\u003c"])


@given(st.lists(TEXTS | HARD).map("".join), st.lists(TEXTS | HARD).map("".join))
def test_any_text_comes_back_from_the_element_that_it_stood_in(name, value):
    data = {name or "x": [value]}
    source = f"<!DOCTYPE html><title>x</title><script type=application/ld+json>{script_json(data)}</script><p>y"
    tree = html5lib.parse(source, namespaceHTMLElements=False)
    (script,) = tree.iter("script")
    assert json.loads(script.text) == data
    assert [each.text for each in tree.iter("p")] == ["y"]


def test_letters_stay_letters():
    assert script_json({"ad": "Bəxtiyar Гаджиев"}) == '{"ad":"Bəxtiyar Гаджиев"}'


def test_what_could_end_the_element_is_escaped():
    assert script_json({"a": "</script>&\u2028\u2029"}) == '{"a":"\\u003c/script\\u003e\\u0026\\u2028\\u2029"}'


def test_only_what_has_a_value_is_present():
    found = present(type="Thing", name="", url=None, keywords=[], isAccessibleForFree=True, position=0)
    assert found == {"@type": "Thing", "isAccessibleForFree": True, "position": 0}


def test_a_list_of_one_is_its_one():
    assert present(author=[1], about=[1, 2]) == {"author": 1, "about": [1, 2]}


def test_json_lds_own_names_have_their_sign():
    assert list(present(context="c", id="i", type="t", name="n")) == ["@context", "@id", "@type", "name"]
