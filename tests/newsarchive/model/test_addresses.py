"""Where everything is published."""

import pytest

from newsarchive.model import addresses


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (addresses.home("az"), "az/"),
        (addresses.briefing("az", 2023, "cybercrime-powers"), "az/2023/cybercrime-powers/"),
        (addresses.year_page("ru", 1999), "ru/1999/"),
        (addresses.archive_page("en"), "en/archive/"),
        (addresses.taxonomy("en", "tags"), "en/tags/"),
        (addresses.term("en", "people", "ali"), "en/people/ali/"),
        (addresses.standing("az", "about"), "az/about/"),
        (addresses.numbered("az/tags/privacy/", 3), "az/tags/privacy/page/3/"),
        (addresses.feed("az/"), "az/feed.xml"),
        (addresses.feed("az/tags/privacy/"), "az/tags/privacy/feed.xml"),
    ],
)
def test_an_address_is_the_one_that_was_promised(found: str, expected: str) -> None:
    assert found == expected
    assert not found.startswith("/")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        pytest.param("", "index.html", id="the root"),
        pytest.param("az/", "az/index.html", id="a page"),
        pytest.param("az/feed.xml", "az/feed.xml", id="a file"),
        pytest.param("404.html", "404.html", id="a page that is a file"),
    ],
)
def test_a_page_is_the_index_of_its_folder_and_a_file_is_itself(address: str, path: str) -> None:
    assert addresses.file_of(address) == path


@pytest.mark.parametrize(
    "slug", ["page", "tags", "people", "organisations", "places", "archive", "feed", "theme", "1999", "2023", "0000"]
)
def test_a_name_that_would_hide_a_page_is_reserved(slug: str) -> None:
    assert addresses.is_reserved(slug)


@pytest.mark.parametrize("slug", ["pages", "tag", "about", "archive-of-2023", "202", "20233", "2023-a", "a-2023", ""])
def test_a_name_that_hides_nothing_is_free(slug: str) -> None:
    assert not addresses.is_reserved(slug)


LINKS = [
    # source, target, clean, naming index.html
    ("", "", "./", "index.html"),
    ("", "az/", "az/", "az/index.html"),
    ("az/", "", "../", "../index.html"),
    ("az/", "az/", "./", "index.html"),
    ("az/2023/", "az/2023/a/", "a/", "a/index.html"),
    ("az/2023/a/", "az/2023/b/", "../b/", "../b/index.html"),
    ("az/2023/a/", "en/2023/a/", "../../../en/2023/a/", "../../../en/2023/a/index.html"),
    ("az/2023/a/", "az/2023/", "../", "../index.html"),
    ("az/tags/page/1/", "az/tags/", "../../", "../../index.html"),
    ("az/2023/a/", "pictures/x.jpg", "../../../pictures/x.jpg", "../../../pictures/x.jpg"),
    ("az/", "az/feed.xml", "feed.xml", "feed.xml"),
    ("az/feed.xml", "az/2023/a/", "2023/a/", "2023/a/index.html"),
    ("404.html", "az/", "az/", "az/index.html"),
    # one name at two depths is not one folder
    ("az/tags/az/", "az/", "../../", "../../index.html"),
    ("az/", "az/az/", "az/", "az/index.html"),
    # a folder that begins like another
    ("az/2023/a/", "az/2023/ab/", "../ab/", "../ab/index.html"),
]


@pytest.mark.parametrize(("source", "target", "clean", "naming"), LINKS)
def test_a_link_is_relative_in_both_modes(source: str, target: str, clean: str, naming: str) -> None:
    assert addresses.relative(source, target, clean=True) == clean
    assert addresses.relative(source, target, clean=False) == naming


@pytest.mark.parametrize(("source", "target", "clean", "naming"), [row for row in LINKS if row[0] != row[1]])
def test_a_fragment_follows_the_link_to_another_page(source: str, target: str, clean: str, naming: str) -> None:
    assert addresses.relative(source, f"{target}#part", clean=True) == f"{clean}#part"
    assert addresses.relative(source, f"{target}#part", clean=False) == f"{naming}#part"


@pytest.mark.parametrize("clean", [True, False])
@pytest.mark.parametrize("page", ["", "az/", "az/2023/a/", "404.html"])
def test_a_fragment_of_the_page_itself_is_the_whole_link(page: str, clean: bool) -> None:
    assert addresses.relative(page, f"{page}#part", clean=clean) == "#part"


@pytest.mark.parametrize(
    ("address", "kept"),
    [("en/page/2/", True), ("en/tags/law/page/1/", True), ("page/1", True), ("en/pages/", False), ("en/page/", True)],
)
def test_addresses_of_numbered_pages_are_known(address: str, kept: bool) -> None:
    assert addresses.is_numbered(address) is kept


@pytest.mark.parametrize("page", ["2019/02/Post_1.html", "2019/post/", "a/", "Blog/My.Post~1/"])
def test_a_page_can_stand_at_a_plain_old_address(page: str) -> None:
    assert addresses.has_page(page)


LONG = f"{'a' * 199}/" * 5 + "b/"
"""An old address that mirrors could not store."""


@pytest.mark.parametrize("other", ["?p=17", "a/?p=17", "a.pdf", "a.php", "2019/х/", "a/_b/", "a+b/", "", LONG])
def test_to_other_old_addresses_only_a_server_can_react(other: str) -> None:
    assert not addresses.has_page(other)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "/",
        "a//b",
        "../a",
        "a/./b",
        "a/%2E%2E/b",
        "a%00b",
        "%ff",
        "a" * 201,
        "?p=17\n",
        "/".join(["ქ" * 200] * 8),
        "a/" * 9,
        "a#b",
    ],
)
def test_an_old_address_that_no_server_can_match_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        addresses.old_address(typed)
