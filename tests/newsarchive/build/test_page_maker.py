"""What a build checks before it writes: nothing overwritten, nothing lost."""

import pytest
from msgspec.structs import replace

from newsarchive.build.errors import BuildError
from newsarchive.build.page_maker import require_all_texts, require_distinct
from newsarchive.build.site_loader import Prepared
from newsarchive.content.loading import Loaded
from newsarchive.content.published import Publications
from newsarchive.content.tree import ContentTree
from newsarchive.content.typed_text import Place
from tests.newsarchive.editions import briefing, edition_of, letter, notice, page, standing


def test_distinct_pages_and_files_pass():
    require_distinct(["en/a/", "en/b/", "", "en/feed.xml", "en/a/x.jpg"])


@pytest.mark.parametrize(
    ("pages", "files", "named"),
    [
        (["en/a/", "en/a/"], [], "en/a/index.html"),
        (["en/A/", "en/a/"], [], "en/a/index.html"),
        (["en/a/"], ["en/a/index.html"], "en/a/index.html"),
        ([], ["pictures/Photo.jpg", "pictures/photo.jpg"], "pictures/photo.jpg"),
        (["", "index.html"], [], "index.html"),
        (["en/straße/", "en/strasse/"], [], "en/strasse/index.html"),
        ([], ["static/\u00fc.css", "static/u\u0308.css"], "cannot both be written"),
        ([], ["static/\u00dc/a.css", "static/u\u0308/b.css"], "cannot both be written"),
        (["en/a/"], ["EN/b.css"], "EN/b.css and en/ cannot both"),
        (["en/a/"], ["en/A"], "en/A and en/a/ cannot both"),
        ([], ["a/b/c", "a/B/d/e"], "a/B/d/e and a/b/ cannot both"),
    ],
)
def test_two_outputs_at_one_path_are_refused_also_as_case_twins(pages, files, named):
    with pytest.raises(BuildError, match=named):
        require_distinct([*pages, *files])


KINDS = {"briefings": "briefing", "pages": "page", "notices": "notice"}


def prepared(*works, paths=(), drafts=(), waiting=(), letters=()):
    edition = edition_of(*works, letters=letters)
    archive = edition.archive
    read = [*(text.path for text in archive.texts()), *paths]
    places = (Place(path, path.rpartition("/")[0], KINDS[path.split("/")[0]], path[-5:-3]) for path in read)
    own = tuple(Place(each.text.path, each.text.folder, "letter", "") for each in letters)
    tree = ContentTree(tuple(places), (), (), (), own)
    archive = replace(archive, drafts=tuple(drafts), waiting=tuple(waiting))
    return Prepared(edition, Loaded(edition.site, tree, archive, Publications({}, {})), (), (), None)


def test_every_text_is_a_page_a_notice_a_draft_or_waits():
    held = {"drafts": ["briefings/2023/d/en.md"], "waiting": ["briefings/2023/w/en.md"]}
    works = (briefing("a", languages="en az"), standing("about"), notice("n", "2026-01-01", "2026-01-02", "en az"))
    ready = prepared(*works, paths=[*held["drafts"], *held["waiting"]], **held)
    require_all_texts(ready, [page("en/2023/a/"), page("az/2023/a/"), page("en/about/")])


@pytest.mark.parametrize(
    ("addresses", "lost"),
    [
        (["en/2023/a/", "en/about/"], "not published: briefings/2023/a/az.md"),
        (["en/about/"], "not published: briefings/2023/a/az.md, briefings/2023/a/en.md"),
        (["en/2023/a/", "az/2023/a/"], "not published: pages/about/en.md"),
        (["en/2023/a/", "az/2022/a/", "en/about/"], "not published: briefings/2023/a/az.md"),
    ],
)
def test_a_text_without_a_page_is_named(addresses, lost):
    ready = prepared(briefing("a", languages="en az"), standing("about"))
    with pytest.raises(BuildError) as caught:
        require_all_texts(ready, [page(address) for address in addresses])
    assert str(caught.value) == lost


def test_a_file_that_became_no_text_is_named():
    ready = prepared(briefing("a"), paths=["briefings/2023/lost/en.md"])
    with pytest.raises(BuildError, match=r"^not published: briefings/2023/lost/en\.md$"):
        require_all_texts(ready, [page("en/2023/a/")])


LETTER = "briefings/2023/a/replies/2023-11-02-reader.md"


def lettered(status="published", shown=("en", "az")):
    """A briefing in two languages with a letter, and its pages: those of `shown` hold the letter."""
    ready = prepared(briefing("a", languages="en az", status=status), letters=[letter("briefings/2023/a")])
    letters = {"letters": (LETTER,)}
    return ready, [page(f"{tag}/2023/a/", **(letters if tag in shown else {})) for tag in ("en", "az")]


def test_a_letter_on_every_page_of_its_briefing_is_published():
    require_all_texts(*lettered())


@pytest.mark.parametrize("shown", [(), ("en",), ("az",)])
def test_a_letter_that_a_page_lacks_is_named(shown):
    with pytest.raises(BuildError, match=rf"^not published: {LETTER}$"):
        require_all_texts(*lettered(shown=shown))


@pytest.mark.parametrize("status", ["hidden", "withdrawn"])
def test_a_letter_on_a_text_that_is_not_shown_is_held_back(status):
    require_all_texts(*lettered(status, shown=()))


def test_a_letter_that_came_to_nothing_is_named():
    ready = prepared(briefing("a"))
    lost = ContentTree(ready.loaded.tree.texts, (), (), (), (Place(LETTER, LETTER.rpartition("/")[0], "letter", ""),))
    ready = replace(ready, loaded=replace(ready.loaded, tree=lost))
    with pytest.raises(BuildError, match=rf"^not published: {LETTER}$"):
        require_all_texts(ready, [page("en/2023/a/")])
