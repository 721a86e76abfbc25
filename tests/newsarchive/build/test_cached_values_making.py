"""Many values made through the store."""

import pytest

from newsarchive.build.cache import Store
from newsarchive.build.cached_values import made_all
from newsarchive.digests import digest_of


def doubled(item):
    return item * 2


def refusing(item):
    raise AssertionError(f"{item!r} was made again")


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_every_value_is_made_once_and_comes_in_order(store, count):
    items = [f"{number:03}".encode() for number in range(count)]
    keys = [digest_of(item) for item in items]
    expected = [item * 2 for item in items]
    assert made_all(store, items, keys, doubled, bytes, "Making") == expected
    assert made_all(store, items, keys, refusing, bytes, "Making") == expected


def test_only_what_the_store_lacks_is_made(store):
    store.keep(digest_of("a"), b"kept")
    assert made_all(store, [b"a", b"b"], [digest_of("a"), digest_of("b")], doubled, bytes, "Making") == [b"kept", b"bb"]


def test_values_outlast_a_build(tmp_path):
    for make in (doubled, refusing):
        store = Store(tmp_path / "store.sqlite")
        assert made_all(store, [b"a"], [digest_of("a")], make, bytes, "Making") == [b"aa"]
        store.close()


def test_a_value_that_cannot_be_read_is_made_again(store):
    """Other code wrote it under a key that it shares with ours."""

    def read(data):
        return data.decode() if data != b"of another shape" else None

    store.keep(digest_of("a"), b"of another shape")
    for make in (doubled, refusing):
        assert made_all(store, [b"a"], [digest_of("a")], make, read, "Making") == ["aa"]


def test_a_value_that_its_own_code_cannot_read_stops_the_build(store):
    with pytest.raises(ValueError, match="cannot be read"):
        made_all(store, [b"a"], [digest_of("a")], doubled, {}.get, "Making")
