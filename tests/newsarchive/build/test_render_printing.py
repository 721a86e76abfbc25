"""The Jinja environment in which pages are rendered."""

import pytest
from jinja2 import (
    DictLoader,
    Environment,
    StrictUndefined,
    UndefinedError,
    pass_context,
    pass_environment,
    pass_eval_context,
)

from newsarchive.build.render import printing_environment
from tests.newsarchive.editions import small_edition

MACRO = '{% macro lang(tag, around) %} lang="{{ tag }}{{ around }}"{% endmacro %}'


def environments(template, **names):
    plain = Environment(
        loader=DictLoader({"macros/text.html": MACRO, "page.html": template}),
        undefined=StrictUndefined,
        autoescape=True,
    )
    for kind in (plain.globals, plain.filters, plain.tests):
        kind.update(names)
    return plain, printing_environment(plain, small_edition())


@pass_context
def with_context(context, word):
    return f"{word} {context['language']} {context.get('each', '')}<"


@pass_eval_context
def with_eval_context(context, word):
    return f"{word} {context.autoescape}<"


@pass_environment
def with_environment(environment, word):
    return f"{word} {environment.autoescape}<"


class Callable:
    @pass_context
    def __call__(self, context, word):
        return f"{word} {context['language']}<"


@pytest.mark.parametrize("own", [with_context, with_eval_context, with_environment])
@pytest.mark.parametrize(
    "template",
    [
        "{{ own(word) }}",
        "{{ word|own }}",
        "{{ 'a'|own }}",
        "{{ 'yes' if word is own }}",
        "{% for each in 'bc' %}{{ own(each) }}{% endfor %}",
    ],
)
def test_functions_are_given_what_they_ask_for(own, template):
    plain, ours = environments(template, own=own)
    expected = plain.get_template("page.html").render(word="a", language="en")
    assert ours.get_template("page.html").render(word="a", language="en") == expected
    assert "&lt;" in expected or expected == "yes"


def test_a_callable_object_is_given_the_context():
    _, ours = environments("{{ own('a') }}", own=Callable())
    assert ours.get_template("page.html").render(language="en") == "a en&lt;"


def test_an_attribute_is_printed_once_for_the_same_words():
    _, ours = environments("{{ tag|lang('<') }}{{ tag|lang('<') }}")
    assert ours.get_template("page.html").render(tag="&") == ' lang="&amp;&lt;"' * 2
    assert ours.filters["lang"].cache_info()[:2] == (1, 1)


def test_a_name_that_is_not_there_stops_the_page():
    _, ours = environments("{{ nothing }}")
    with pytest.raises(UndefinedError):
        ours.get_template("page.html").render()


def test_pelicans_own_environment_stays_as_it_is():
    plain, ours = environments("")
    assert ours is not plain
    assert "lang" not in plain.filters
    assert "hanging" not in plain.tests
    assert "direction_of" not in plain.globals
    assert plain.auto_reload
