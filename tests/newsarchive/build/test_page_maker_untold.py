"""Which files would reveal the address of a text that must stay secret."""

import datetime as dt
import hashlib

import pytest

from newsarchive.build.page_maker import untold_paths
from newsarchive.build.state import Output
from newsarchive.model.fields import Picture, Withdrawal
from newsarchive.model.models import Link
from newsarchive.model.pages import PageSummary
from tests.newsarchive.editions import briefing, briefing_of, edition_of, standing, text

SAFETY = Withdrawal(dt.date(2026, 1, 2), "safety of a person")
COURT = Withdrawal(dt.date(2026, 1, 2), "court order")


def outputs(*paths, **redirects):
    """Files by path, each with its path as its bytes; redirects are pages that lead to an address."""
    found = {path: Output(hashlib.sha256(path.encode()).digest()) for path in paths}
    for old, new in redirects.items():
        found[f"{old}/index.html"] = Output(b"r" * 32, page=PageSummary(f"{old}/", listed=False, refresh=new))
    return found


def untold(work, *paths, **redirects):
    return sorted(untold_paths(outputs(*paths, **redirects), edition_of(work).archive))


def test_what_everybody_is_led_to_is_told():
    files = ["en/2023/a/index.html", "en/2023/a/history/index.html", "pictures/briefings/2023/a/p.jpg", "404.html"]
    assert untold(briefing("a", pictures=(Link("briefings/2023/a/p.jpg", 1),)), *files, old="en/2023/a/") == []
    withdrawn = briefing("a", status="withdrawn", withdrawal=COURT)
    assert untold(withdrawn, *(each for each in files if "pictures" not in each)) == []


def test_a_hidden_texts_page_pictures_and_redirects_are_not_told():
    files = ["en/2023/a/index.html", "en/2023/ab/index.html", "pictures/320/briefings/2023/a/p.jpg.webp"]
    files += ["pictures/share/en/2023/a.png", "pictures/share/en/2023/ab.png", "pictures/briefings/2023/ab/p.jpg"]
    hidden = ["en/2023/a/index.html", "old/index.html", "pictures/320/briefings/2023/a/p.jpg.webp"]
    assert untold(briefing("a", status="hidden"), *files, old="en/2023/a/", other="en/2023/ab/") == [
        *hidden,
        "pictures/share/en/2023/a.png",
    ]
    assert untold(standing("a", status="hidden"), "en/a/index.html", "en/about/index.html") == ["en/a/index.html"]


def test_a_hidden_translation_leaves_the_others_told():
    work = briefing_of(text("briefings/2023/a", date="2023"), text("briefings/2023/a", "az", status="hidden"))
    files = ["az/2023/a/index.html", "en/2023/a/index.html"]
    assert untold(work, *files) == ["az/2023/a/index.html"]


def beside(name, *, texts="briefings/2023/a"):
    """The files that a picture or document beside a text becomes."""
    path = f"{texts}/{name}"
    if name.endswith(".pdf"):
        return {f"documents/{path}"}
    return {f"pictures/{path}", f"pictures/320/{path}.webp", f"pictures/640/{path}.jpg"}


def links(*names):
    return tuple(Link(f"briefings/2023/a/{name}", 1) for name in names)


def test_a_file_is_told_if_a_public_text_shows_or_links_it_and_only_then():
    names = ("both.jpg", "hidden.jpg", "both.pdf", "hidden.pdf", "nobody.jpg", "lead.jpg")
    hidden = {"pictures": links("both.jpg", "hidden.jpg"), "links": links("both.pdf#page=2", "hidden.pdf")}
    public = {"pictures": links("both.jpg"), "links": links("both.pdf#page=3"), "image": Picture("lead.jpg")}
    work = briefing_of(
        text("briefings/2023/a", date="2023", **public), text("briefings/2023/a", "az", status="hidden", **hidden)
    )
    files = set().union(*map(beside, names))
    assert set(untold(work, *files)) == beside("hidden.jpg") | beside("hidden.pdf") | beside("nobody.jpg")


@pytest.mark.parametrize("state", [{"status": "hidden"}, {"status": "withdrawn", "withdrawal": SAFETY}])
def test_no_file_of_an_untold_text_is_told(state):
    shown = {"pictures": links("p.jpg"), "links": links("d.pdf"), "image": Picture("lead.jpg")}
    files = beside("p.jpg") | beside("d.pdf") | beside("lead.jpg")
    assert set(untold(briefing("a", **shown, **state), *files)) == files


def test_files_that_lie_beside_no_text_are_told():
    files = ["pictures/share/en/site.png", "pictures/logo.png", "documents/rules.pdf", "theme/a.png"]
    assert untold(briefing("a", status="hidden"), *files) == []


def test_a_text_withdrawn_for_a_persons_safety_is_not_told_in_any_language():
    files = ["az/2023/a/index.html", "en/2023/a/index.html"]
    assert untold(briefing("a", languages="en az", status="withdrawn", withdrawal=SAFETY), *files) == files
    alone = text("briefings/2023/a", "az", status="withdrawn", withdrawal=SAFETY)
    assert untold(briefing_of(text("briefings/2023/a", date="2023"), alone), *files) == files[:1]
