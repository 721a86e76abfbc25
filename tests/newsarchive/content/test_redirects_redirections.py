"""Redirects lead from an address that is free to one that is there."""

import pytest

from newsarchive.content.redirects import parse_redirects, resolve_redirects
from tests.newsarchive.content.brief import kind_of, values_of
from tests.newsarchive.editions import briefing, edition_of, standing

EDITION = edition_of(briefing("a", "2023-10-12", "en az", people=("ali",)), standing("about", "en"))


def resolved(content):
    entries, faults = parse_redirects(content)
    assert faults == []
    redirects, found = resolve_redirects(entries, EDITION.archive, EDITION.site)
    return redirects, [(kind_of(each), each.line, each.column, tuple(values_of(each).items())) for each in found]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("en/2023/a", "en/2023/a/"),
        ("/az/2023/a/", "az/2023/a/"),
        ("briefings/2023/a/az.md", "az/2023/a/"),
        ("pages/about/en.md", "en/about/"),
        ("ru", "ru/"),
        ("en/archive", "en/archive/"),
        ("en/2023", "en/2023/"),
        ("en/tags", "en/tags/"),
        ("en/people/ali", "en/people/ali/"),
    ],
)
def test_a_free_address_may_lead_to_any_page_of_the_site(target, address):
    assert resolved(f"en/old: {target}\n") == ({"en/old/": address}, [])


@pytest.mark.parametrize(
    "taken",
    ["en/2023/a", "/az/2023/a/", "en/about", "en", "ru", "az/archive", "en/2023", "ru/tags", "en/people/ali"],
)
def test_a_redirect_cannot_stand_where_a_page_does(taken):
    assert resolved(f"\n{taken}: en/about\n")[1] == [("redirect-taken", 2, 1, (("found", taken),))]


@pytest.mark.parametrize(
    "kept",
    [
        *("en/page/7", "az/tags/law/page/1", "en/2023/page/2"),
        *("en/2023/a/history", "az/2023/a/history", "en/about/history", "en/search", "en/2031", "az/people"),
        *("server/headers", "pictures/a", "search", "documents/a/b", "sha256sums"),
    ],
)
def test_reserved_addresses_and_what_is_below_a_text_are_kept(kept):
    assert resolved(f"{kept}: en/about\n")[1] == [("redirect-taken", 1, 1, (("found", kept),))]


MOVED = edition_of(briefing("a", "2023-10-12", "en", redirect_from=("old", "en/2020/older")))


@pytest.mark.parametrize("earlier", ["en/2023/old", "en/2020/older", "/en/2020/older/"])
def test_an_earlier_address_of_a_text_is_redirected_there_alone_and_in_one_step(earlier):
    entries, _ = parse_redirects(f"{earlier}: en/2023/a\nen/oldest: {earlier}\n")
    _, found = resolve_redirects(entries, MOVED.archive, MOVED.site)
    assert [(kind_of(each), each.line, values_of(each)) for each in found] == [
        ("redirect-doubled", 1, {"found": earlier, "other": "briefings/2023/a/en.md"}),
        ("dead-redirect.chain", 2, {"found": "en/oldest", "target": f"{earlier.strip('/')}/"}),
    ]
    entries, _ = parse_redirects(f"en/oldest: {earlier}\n")
    _, found = resolve_redirects(entries, MOVED.archive, MOVED.site)
    assert [kind_of(each) for each in found] == ["dead-redirect.chain"]


@pytest.mark.parametrize("target", ["en/people/ali", "en/people", "az/people/ali"])
def test_the_address_of_a_term_that_is_gone_leads_on(target):
    assert resolved(f"en/people/gone: {target}\n") == ({"en/people/gone/": f"{target}/"}, [])


@pytest.mark.parametrize("free", ["az/about", "people/leyla", "tags/old/older", "en/old", "en/2022/gone", "ru/2023/a"])
def test_an_address_that_no_page_has_is_free(free):
    assert resolved(f"{free}: en/about\n")[1] == []


def test_a_taken_address_is_not_faulted_for_its_target_too():
    assert [code for code, *_ in resolved("en/about: en/nowhere\n")[1]] == ["redirect-taken"]


def test_a_chain_and_a_dead_end_are_told_apart():
    assert resolved("en/x: en/y\nen/y: en/about\nen/z: /en/nowhere/\n")[1] == [
        ("dead-redirect.chain", 1, 1, (("found", "en/x"), ("target", "en/y/"))),
        ("dead-redirect", 3, 1, (("found", "en/z"), ("target", "en/nowhere/"))),
    ]


def test_an_address_that_stands_twice_in_other_words_is_named_and_the_first_counts():
    entries, faults = parse_redirects("en/old: en/about\n/en/old/: en/2023/a\n")
    assert [(each.code, each.line, each.values) for each in faults] == [
        ("doubled", 2, (("field", "redirects.yaml"), ("found", "/en/old/")))
    ]
    assert [entry.key for entry in entries] == ["en/old"]


def test_the_address_of_a_text_that_is_gone_may_lead_to_the_same_briefing_in_another_language():
    assert resolved("ru/2023/a: en/2023/a\n") == ({"ru/2023/a/": "en/2023/a/"}, [])


FILES = {"briefings/2023/a/en.md", "briefings/2025/a-draft/en.md", "briefings/2023/a/unused.jpg"}


@pytest.mark.parametrize(
    ("typed", "old"),
    [
        ("/2019/02/Post_1.html", "2019/02/Post_1.html"),
        ("2019/02/post/index.html", "2019/02/post/"),
        ("?p=17", "?p=17"),
        ("/?p=17", "?p=17"),
        ("old/?p=17", "old/?p=17"),
        ("index.php?p=17", "index.php?p=17"),
        ("2019/%D1%85", "2019/х/"),
        ("en/2019/old.html", "en/2019/old.html"),
        ("wp-content/uploads/a.pdf", "wp-content/uploads/a.pdf"),
    ],
)
def test_every_address_of_an_earlier_site_may_lead_to_a_text(typed, old):
    entries, faults = parse_redirects(f"{typed}: briefings/2023/a/en.md\n")
    assert faults == []
    assert resolve_redirects(entries, EDITION.archive, EDITION.site, (), FILES) == ({old: "en/2023/a/"}, [])


@pytest.mark.parametrize(
    "own",
    [
        "en/feed.xml",
        "en/tags/law/feed.xml",
        "en/2023/a/citation.bib",
        "sitemap.xml",
        "sitemap-2.xml",
        "robots.txt",
        "index.html",
    ],
)
def test_the_files_of_the_site_are_not_redirected(own):
    assert [code for code, *_ in resolved(f"{own}: en/about\n")[1]] == ["redirect-taken"]


@pytest.mark.parametrize("own", ["en/search/?q=a", "sitemap.xml?a=b", "robots.txt?a=b"])
def test_a_search_and_the_files_at_the_root_are_not_redirected_by_a_query(own):
    assert [code for code, *_ in resolved(f"{own}: en/about\n")[1]] == ["redirect-taken"]


@pytest.mark.parametrize(
    "live",
    [
        *("en/?a=b", "en?p=17", "az/2023/a/?replytocom=2", "en/about/index.html?a=b", "en/tags?a=b"),
        *("en/feed.xml?a=b", "en/2023/a/citation.bib?a=b", "files/a.csv?a=b"),
    ],
)
def test_a_query_does_not_make_a_live_address_an_old_one(live):
    entries, _ = parse_redirects(f"{live}: en/about\n")
    _, found = resolve_redirects(entries, EDITION.archive, EDITION.site, copied={"files/a.csv"})
    assert [kind_of(each) for each in found] == ["redirect-taken"]


@pytest.mark.parametrize("asked", ["?p=17", "old/?p=17", "index.php?p=17", "en/old.html?a=b"])
def test_a_query_of_the_root_or_of_an_address_that_is_free_is_an_old_address(asked):
    assert resolved(f"{asked}: en/about\n")[1] == []


COPIED = {"files/a.html", "files/report.csv", "files/b/c.txt"}


@pytest.mark.parametrize(
    ("olds", "line", "other"),
    [
        (["en/feed.xml/"], 1, "en/feed.xml"),
        (["en/tags/law/feed.xml/old.html"], 1, "en/tags/law/feed.xml"),
        (["404.html/"], 1, "404.html"),
        (["robots.txt/old"], 1, "robots.txt"),
        (["Index.html/"], 1, "Index.html"),
        (["sitemap.XML/old"], 1, "sitemap.xml"),
        (["old/a.html", "old/a.html/b"], 2, "old/a.html"),
        (["old/a.html/b", "old/a.html"], 2, "old/a.html"),
        (["old/x.html", "old/x.html/"], 2, "old/x.html"),
        (["old/x.html/", "old/x.html"], 2, "old/x.html"),
        (["b/", "b/index.html/"], 2, "b/index.html"),
        (["b/index.html/x"], 1, "b/index.html"),
        (["2019/old/x", "2019/Old/y"], 2, "2019/old"),
        (["EN/old"], 1, "en"),
        (["en/About/x.html"], 1, "en/about"),
        (["en/Tags/old"], 1, "en/tags"),
        (["files/a.html/b"], 1, "files/a.html"),
        (["files/B/x"], 1, "files/b"),
    ],
)
def test_an_old_address_whose_page_no_disk_could_hold_beside_another_is_named_with_it(olds, line, other):
    entries, faults = parse_redirects("".join(f"{old}: en/about\n" for old in olds))
    assert faults == []
    _, found = resolve_redirects(entries, EDITION.archive, EDITION.site, copied=COPIED)
    assert [(kind_of(each), each.line, values_of(each)) for each in found] == [
        ("redirect-taken.clash", line, {"found": olds[line - 1], "other": other})
    ]


@pytest.mark.parametrize(
    ("taken", "kind"),
    [
        *((each, "redirect-taken") for each in ("files/a.html", "files/report.csv", "Documents/x", "THEME/x")),
        *((each, "redirect-taken.clash") for each in ("en/About", "en/2023/A")),
    ],
)
def test_an_address_of_a_file_that_is_copied_or_that_differs_in_case_alone_is_taken(taken, kind):
    entries, _ = parse_redirects(f"{taken}: en/about\n")
    _, found = resolve_redirects(entries, EDITION.archive, EDITION.site, copied=COPIED)
    assert [kind_of(each) for each in found] == [kind]


def test_old_addresses_without_a_page_of_their_own_may_be_below_others():
    content = "a.html?p=1: en/about\na.html/b: en/about\nc.pdf: en/about\nc.pdf/d: en/about\nfiles/new/x: en/about\n"
    entries, _ = parse_redirects(content)
    assert resolve_redirects(entries, EDITION.archive, EDITION.site, copied=COPIED)[1] == []


def test_an_old_address_clashes_with_one_of_a_text():
    entries, _ = parse_redirects("en/2023/OLD/x: en/2023/a\n")
    _, found = resolve_redirects(entries, MOVED.archive, MOVED.site)
    assert [(kind_of(each), dict(each.values)["other"]) for each in found] == [("redirect-taken.clash", "en/2023/old")]


@pytest.mark.parametrize("waiting", ["briefings/2025/a-draft/en.md", "briefings/2023/a/unused.jpg"])
def test_a_redirect_waits_for_a_file_that_is_not_public(waiting):
    entries, _ = parse_redirects(f"en/old: {waiting}\n")
    assert resolve_redirects(entries, EDITION.archive, EDITION.site, (), FILES) == ({}, [])


def test_a_file_that_does_not_exist_is_a_dead_end():
    assert [code for code, *_ in resolved("en/old: briefings/2023/a/none.jpg\n")[1]] == ["dead-redirect"]


def test_two_addresses_that_differ_in_case_are_one():
    _, faults = parse_redirects("Blog/a: en/about\nblog/A: en/about\n")
    assert [(each.code, each.line) for each in faults] == [("doubled", 2)]
