r"""How a briefing is cited: a line for readers, BibTeX and CSL-JSON files beside its page, `meta` elements.

The desk is no person. The line and the files name the site as the author of its texts, as APA has it for groups; the
`meta` elements name no author, because Zotero would split the name. Nor is an author whom `organisations.yaml` names.
A person's last word counts as the family name, as in Zotero. BibTeX files give it first (`Family, Given`): BibTeX would
take a word in lower case, such as "oğlu" and "qızı" in Azerbaijani names, for the beginning of a family name ("von").

BibTeX: an `@misc` entry, which every style knows, in UTF-8, which LaTeX reads by default since 2018. Signs with a
meaning in LaTeX are written as commands. A brace is one of them, and not `\{`, because BibTeX counts that, too. A title
stands in double braces, so that no style changes its capitals. CSL-JSON: the input format of citation processors
(citationstyles.org).

The `meta` elements are written for Zotero's translator "Embedded Metadata" (github.com/zotero/translators, "RDF"):

- They are Highwire's (`citation_…`), and one of Dublin Core: without `DC.type`, Zotero takes a briefing for an article
  of a journal. So it would with `citation_journal_title`; it takes the publication from `og:site_name`.
- Addresses are absolute. A local build gives none, and Zotero takes the address of the page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import msgspec

from newsarchive.digests import digest_of
from newsarchive.i18n.dates import enumerated, language_name, long_date
from newsarchive.model import addresses
from newsarchive.model.index import Edition, address
from newsarchive.model.models import Briefing
from newsarchive.model.pages import File, Page
from newsarchive.model.revisions import is_shown

from .cards import tag_names

FORMATS = {"bib": ("BibTeX", "application/x-bibtex"), "json": ("CSL-JSON", "application/vnd.citationstyles.csl+json")}
"""The files beside a briefing's page that reference managers read: by suffix, the format's name and media type."""


_WHOLE = re.compile(r",|(?:^|\s)and\s|\s(?:o[gğ]lu|q[iı]z[iı]|оглы|кызы)\Z", re.IGNORECASE)
"""Matches what shows that the last word of a name is no family name.

It is not the name of one person, where BibTeX would split it; or it ends in a patronymic, as in an official form in
Azerbaijani, whose first word is the family name.
"""


class Citation(msgspec.Struct, frozen=True):
    """What a citation of a text says.

    Attributes:
        key: What other texts call it in LaTeX: slug and language, such as `old-law-en`.
        authors: The named authors; empty if the desk wrote the text.
        url: The permanent address, or an empty string in a local build.
        organisations: Those of the authors and translators that are no people.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    translators: tuple[str, ...]
    published: dt.date
    site: str
    language: str
    url: str
    organisations: frozenset[str] = frozenset()

    def split(self, name: str) -> tuple[str, str]:
        """Return the given names and the family name of a person; of any other name, an empty string and all of it."""
        given, _, family = name.rpartition(" ")
        return ("", name) if name in self.organisations or _WHOLE.search(name) else (given, family)

    @property
    def before(self) -> str:
        """The words of the printed line before the title: authors, or else the site, and the day of publication."""
        authors = enumerated(self.authors, self.language) if self.authors else self.site
        return f"{_stopped(authors)} ({long_date(self.published, self.language)})."

    @property
    def printed_title(self) -> str:
        """The title with a full stop, unless it ends with a mark of its own."""
        return _stopped(self.title)

    @property
    def after(self) -> str:
        """The words of the printed line between title and address: the site, unless it stands for the authors."""
        return _stopped(self.site) if self.authors else ""

    @property
    def files(self) -> tuple[tuple[str, str, str], ...]:
        """Name of the format, media type and name of each file beside the page."""
        return tuple((name, kind, addresses.citation("", suffix)) for suffix, (name, kind) in FORMATS.items())


def _stopped(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def citation_of(briefing: Briefing, edition: Edition, language: str) -> Citation:
    """Return what cites a briefing's text, which must be published or hidden (`is_shown`)."""
    text = briefing.texts[language]
    return Citation(
        key=f"{briefing.slug}-{language}",
        title=text.front.title,
        authors=briefing.front.authors,
        translators=text.front.translators,
        published=briefing.days[language],
        site=edition.words(language, "site.name"),
        language=language,
        url=edition.site.absolute(address(briefing, language)),
        organisations=edition.archive.organisations.intersection((*briefing.front.authors, *text.front.translators)),
    )


_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
        "\u00a0": "~",
        "\u202f": r"\,",
        "\u2011": "-",
        "\u00ad": "",
    }
)


def _tex(words: str) -> str:
    return re.sub(r"\s*[\r\n]\s*", " ", words).translate(_TEX)


def bibtex(cited: Citation) -> bytes:
    """Return the BibTeX file of a citation; `date` is read by biblatex alone, year and month by every style."""
    day = cited.published
    fields = {
        "author": f"{{{_names(cited.authors, cited) or f'{{{_tex(cited.site)}}}'}}}",
        "title": f"{{{{{_tex(cited.title)}}}}}",
        "translator": f"{{{_names(cited.translators, cited)}}}",
        "howpublished": f"{{{_tex(cited.site)}}}",
        "date": f"{{{day.isoformat()}}}",
        "year": f"{{{day.year}}}",
        "month": "jan feb mar apr may jun jul aug sep oct nov dec".split()[day.month - 1],
        "url": f"{{{cited.url}}}",
        "langid": f"{{{language_name(cited.language, 'en').lower()}}}",
    }
    lines = (f"  {name} = {value},\n" for name, value in fields.items() if value != "{}")
    return f"@misc{{{cited.key},\n{''.join(lines)}}}\n".encode()


def _names(names: Iterable[str], cited: Citation) -> str:
    split = map(cited.split, names)
    return " and ".join(f"{_tex(family)}, {_tex(given)}" if given else f"{{{_tex(family)}}}" for given, family in split)


def csl_json(cited: Citation) -> bytes:
    """Return the CSL-JSON file of a citation."""
    day = cited.published

    def person(name: str) -> dict[str, str]:
        given, family = cited.split(name)
        return {"family": family, "given": given} if given else {"literal": name}

    item = {
        "id": cited.key,
        "type": "article-newspaper",
        "author": [person(name) for name in cited.authors] or [{"literal": cited.site}],
        "title": cited.title,
        "translator": [person(name) for name in cited.translators],
        "container-title": cited.site,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": cited.url,
        "language": cited.language,
    }
    known = {name: value for name, value in item.items() if value}
    return msgspec.json.format(msgspec.json.encode([known]), indent=1) + b"\n"


def citation_files(edition: Edition) -> Iterator[File]:
    """Yield the BibTeX and the CSL-JSON file of each text that can be cited; a build reuses those of unchanged ones."""
    for briefing in edition.archive.briefings:
        key = digest_of(edition.shared, edition.digests[briefing.slug])
        for language in briefing.texts:
            if is_shown(briefing, language):
                for suffix, form in (("bib", bibtex), ("json", csl_json)):
                    make = partial(_file, form, briefing, edition, language)
                    yield File(addresses.citation(address(briefing, language), suffix), make, key)


def _file(form: Callable[[Citation], bytes], briefing: Briefing, edition: Edition, language: str) -> bytes:
    return form(citation_of(briefing, edition, language))


def citation_metas(page: Page, briefing: Briefing, edition: Edition) -> list[dict[str, str]]:
    """Return the attributes of the `meta` elements from which programs such as Zotero cite a briefing."""
    authors = [name for name in briefing.front.authors if name not in edition.archive.organisations]
    pairs = [
        ("citation_title", page.title),
        *(("citation_author", name) for name in authors),
        ("citation_publication_date", briefing.days[page.language].isoformat().replace("-", "/")),
        ("citation_publisher", edition.words(page.language, "site.name")),
        ("citation_language", page.language),
        ("citation_public_url", edition.site.absolute(page.address)),
        ("citation_keywords", "; ".join(tag_names(briefing, edition, page.language))),
        ("DC.type", "newspaperArticle"),
    ]
    return [{"name": key, "content": content} for key, content in pairs if content]
