"""What a build depends on besides the content, as one digest."""

import datetime as dt
from functools import partial

import pytest

from newsarchive.build.inputs import surroundings
from tests.newsarchive.editions import DAY, settings_of


def digest_of(tmp_path, day=DAY, **settings):
    return surroundings(settings_of(tmp_path / "content", tmp_path / "store", **settings), day)


def test_the_same_is_the_same(tmp_path):
    assert digest_of(tmp_path) == digest_of(tmp_path)


def test_another_day_or_setting_is_another(tmp_path):
    found = {digest_of(tmp_path), digest_of(tmp_path, DAY + dt.timedelta(1)), digest_of(tmp_path, FEED_SIZE=7)}
    assert len(found) == 3


def test_an_edit_of_an_override_is_another(tmp_path):
    template = tmp_path / "overrides" / "footer.html"
    template.parent.mkdir()
    found = set()
    for text in ("", "one", "two"):
        template.write_text(text)
        found.add(digest_of(tmp_path, THEME_TEMPLATES_OVERRIDES=[str(template.parent)]))
    template.rename(template.with_name("header.html"))
    found.add(digest_of(tmp_path, THEME_TEMPLATES_OVERRIDES=[str(template.parent)]))
    assert len(found) == 4


class Shouting:
    def __init__(self, times):
        self.times = times
        self.itself = self

    def __call__(self, word):
        return word * self.times


def function(times):
    return lambda word: word * times


def default(times):
    return lambda word, times=times: word * times


def keyword(times):
    return lambda word, *, times=times: word * times


@pytest.mark.parametrize("make", [Shouting, function, default, keyword, lambda times: partial(pow, times)])
def test_a_filter_is_known_by_what_it_holds_and_not_by_where_it_lies(tmp_path, make):
    one, again, other = (digest_of(tmp_path, JINJA_FILTERS={"shout": make(times)}) for times in (1, 1, 2))
    assert one == again
    assert one != other


def test_a_filter_that_calls_something_else_is_another(tmp_path):
    one, other = (digest_of(tmp_path, JINJA_FILTERS={"f": f}) for f in (lambda w: w.upper(), lambda w: w.lower()))
    assert one != other
