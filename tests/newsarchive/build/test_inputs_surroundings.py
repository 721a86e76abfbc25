"""What a build depends on besides the content, as one digest."""

import datetime as dt

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


def test_a_filter_is_the_same_wherever_it_lies_in_memory(tmp_path):
    one, again = (digest_of(tmp_path, JINJA_FILTERS={"shout": lambda word: word.upper()}) for _ in range(2))
    assert one == again
