"""What precedes the texts of a book: its title page, and the list of texts in other languages only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newsarchive.api import Briefing, Edition, FinishedFiles, Issue, address, addresses, long_date, ordinal

from .sections import label_of, polyglot


def scope_title(year: int, edition: Edition, language: str) -> str:
    """Return what a book has in it, such as “Texts from 2023”; 0 is for all years."""
    return (
        edition.words(language, "book.year", year=ordinal(year, language))
        if year
        else edition.words(language, "book.all")
    )


def signatures_of(path: str, edition: Edition) -> tuple[str, ...]:
    """Return the paths of the signatures that a file may have beside it, one for each key of the site."""
    return tuple(place for place, _, _ in addresses.signature_paths((path,), edition.site.signing_keys))


def checks_of(path: str, edition: Edition) -> tuple[str, ...]:
    """Return the commands that verify a file with its signatures beside it; empty if the site is not signed."""
    keys, commands = edition.site.signing_keys, []
    for place, of, key in addresses.signature_paths((path.rpartition("/")[2],), keys):
        named = f" -x {place}" if len(keys) > 1 else ""
        commands.append(f"minisign -Vm {of}{named} -P {key}")
    return tuple(commands)


def title_page(
    path: str,
    title: str,
    texts: int,
    issue: Issue | None,
    edition: Edition,
    finished: FinishedFiles,
    *,
    opens: str = "",
    contents: str = "",
) -> str:
    """Return the markup of a book's title page.

    Args:
        path: The path of the file on the site.
        issue: Its number and day; None leaves them out, to compare the content of two issues.
        opens: A link into the site's own pages, if the file has them.
        contents: The markup of the list of texts, if the file is one page.
    """
    language, site = path.split("/")[1], edition.site
    view: dict[str, object] = {
        "title": title,
        "texts": texts,
        "number": issue.number if issue else "",
        "date": long_date(issue.day, language) if issue else "",
        "home": addresses.home(language),
        "address": site.url and site.absolute(addresses.home(language)),
        "opens": opens,
        "contents": contents,
        "example": "",
        "corrections": addresses.corrections(language),
        "withdrawals": addresses.withdrawals(language),
        "editions": addresses.editions(language),
        "signatures": [each.rpartition("/")[2] for each in signatures_of(path, edition)],
        "checks": checks_of(path, edition),
        "licence": site.newsroom.text_licence,
    }
    return polyglot(finished.render("editions/title.html", language, view, public(edition)))


def public(edition: Edition) -> Callable[[str], str]:
    """Return a function that makes the public link to an address; an empty one if the site has no address."""
    return lambda target: edition.site.absolute(target)


def elsewhere_of(edition: Edition, language: str, year: int) -> tuple[Briefing, ...]:
    """Return the briefings of a year (0: of all) that readers of a language find only in another, newest first."""
    briefings = edition.archive.by_year.get(year, ()) if year else edition.archive.listed
    return tuple(
        each
        for each in reversed(briefings)
        if not each.readable(language) and each.status(each.original.language) == "published"
    )


def elsewhere_page(briefings: Sequence[Briefing], edition: Edition, language: str, finished: FinishedFiles) -> str:
    """Return the markup of the list of these briefings, with their public addresses; empty if there are none."""
    if not briefings:
        return ""
    entries = [
        {
            "address": address(each, each.original.language),
            "title": each.original.front.title,
            "language": each.original.language,
            "direction": edition.site.direction(each.original.language),
            "date": long_date(each.date, language),
            "label": label_of(each, edition, language),
        }
        for each in briefings
    ]
    return polyglot(finished.render("editions/elsewhere.html", language, {"entries": entries}, public(edition)))
