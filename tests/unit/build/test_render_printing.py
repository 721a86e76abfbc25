"""What our own Jinja prints, beside what Jinja itself prints."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from newsarchive.build.render import printed, printing_environment
from tests.unit.editions import small_edition

TEMPLATES = {
    "macros/text.html": '{% macro lang(tag, around) %} lang="{{ tag }}{{ around }}"{% endmacro %}',
    "macros/row.html": "{% macro row(each) %}<td>{{ each }}</td>{% endmacro %}",
    "base.html": "{% block part %}{% endblock %}|{{ value }}|{% include 'part.html' %}",
    "part.html": "<i>{{ value }}</i>",
    "page.html": "{% extends 'base.html' %}{% import 'macros/row.html' as rows %}{% block part %}"
    "{% for each in (value, value|safe, 7, none, rows.row(value)) %}<b>{{ loop.index }}{{ each }}</b>{% endfor %}"
    "{{ rows.row(value) }}{{ say(value, other=value) }}{{ value ~ '<' }}{% set x %}{{ value }}{% endset %}{{ x }}"
    "{% endblock %}",
}


def say(*values, **others):
    return f"{values}{others}"


def environments(**own):
    plain = Environment(loader=DictLoader({**TEMPLATES, **own}), undefined=StrictUndefined, autoescape=True)
    return plain, printing_environment(plain, small_edition())


class Marked:
    def __html__(self):
        return "<hr>"


@given(st.text(alphabet=st.sampled_from("&<>'\"aə \n")))
def test_words_are_escaped_as_jinja_does(words):
    assert printed(words) == escape(words)
    assert unescape(printed(words)) == words
    assert printed(Markup(words)) == words  # noqa: S704


@pytest.mark.parametrize("value", [0, 7, None, True, 1.5, ["<"], Marked()])
def test_what_are_no_words_is_printed_as_jinja_does(value):
    assert printed(value) == escape(value)


@pytest.mark.parametrize("value", ["plain", "<a> & 'b' \"c\"", Markup("<hr>"), "ə", ""])
def test_a_page_is_the_one_that_jinja_makes(value):
    plain, own = environments()
    expected = plain.get_template("page.html").render(value=value, say=say)
    assert own.get_template("page.html").render(value=value, say=say) == expected


def test_an_attribute_is_printed_once_for_the_same_words():
    _, own = environments(**{"page.html": "{{ tag|lang('<') }}{{ tag|lang('<') }}"})
    assert own.get_template("page.html").render(tag="&") == ' lang="&amp;&lt;"' * 2
    assert own.filters["lang"].cache_info()[:2] == (1, 1)


def test_a_name_that_is_not_there_stops_the_page():
    _, own = environments(**{"page.html": "{{ nothing }}"})
    with pytest.raises(UndefinedError):
        own.get_template("page.html").render()


def test_pelicans_own_environment_stays_as_it_is():
    plain, own = environments()
    assert own is not plain
    assert "lang" not in plain.filters
    assert "hanging" not in plain.tests
    assert "printed" not in plain.globals
    assert plain.auto_reload
