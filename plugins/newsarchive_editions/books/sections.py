"""One text as it stands in a book: its words with picture, corrections, sources, letters and versions.

A section is rendered once and put into several books. Its markup is HTML and XML at the same time. Links to other pages
of the site begin with `site:`, and pictures with `picture:`, until `Placing` replaces both for one book: what the book
has is linked inside it, and everything else by its public address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

import msgspec

from newsarchive.api import (
    PAGE_IDS,
    TAG_WITH_ATTRIBUTES,
    Briefing,
    Edition,
    FinishedFiles,
    PublishedPicture,
    Text,
    address,
    addresses,
    digest_of,
    facts_of,
    long_date,
    only_in,
    placed_body,
    printed_letter,
    shown_letters,
    shown_revisions,
    told_of,
    with_citations,
    with_prefixed_ids,
)

SITE, PICTURE = "site:", "picture:"

_LINK = re.compile(r' href="site:([^"#]*)(#[^"]*)?"')
_SOURCE = re.compile(r' src="picture:([^"]*)"')
_VOID = re.compile(r"<(br|hr|col|img|wbr)((?:[^>\"/]|\"[^\"]*\"|/(?!>))*)>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|#[0-9]+|#x[0-9a-fA-F]+);)[a-zA-Z0-9]+;")
_LINES = re.compile(r"\n\s*\n+")


def pictures_of(briefing: Briefing, text: Text, edition: Edition) -> dict[str, str]:
    """Return the addresses of the picture files that a book shows for a text, by the pictures' path in the content."""
    letters = shown_letters(briefing, text.language, edition.archive)
    paths = [link.target for each in (text, *(letter.text for letter in letters)) for link in each.pictures]
    if briefing.front.image:
        paths.append(f"{briefing.folder}/{briefing.front.image.file}")
    return {path: phone_file(edition.pictures[path])[0] for path in paths if path in edition.pictures}


def phone_file(picture: PublishedPicture) -> tuple[str, int, int]:
    """Return the address, width and height of the smallest file of a picture that every program can show.

    EPUB 3.3 (3.2) knows WebP, JPEG and PNG, but not AVIF. The smallest is what a phone loads.
    """
    files = dict(picture.sources).get("image/webp") or picture.files or ((picture.address, picture.width),)
    width, found = min((width, address) for address, width in files)
    return found, width, max(1, round(picture.height * width / picture.width))


def section_key(briefing: Briefing, language: str, edition: Edition) -> bytes:
    """Return a digest of everything that the section of a text is rendered from, but for `Edition.shared`."""
    text, archive = briefing.texts[language], edition.archive
    letters = [letter.text for letter in shown_letters(briefing, language, archive)]
    every = (text, briefing.original, *letters)
    stale = briefing.texts.get(text.front.translates) if text.front.translates else None
    return digest_of(
        briefing.slug,
        [each.key for each in every],
        [archive.leads(each) for each in (text, *letters)],
        stale.key if stale else b"",
        [(tag, briefing.status(tag)) for tag in briefing.texts],
        briefing.days[language],
        shown_revisions(briefing, language, archive.recorded, edition.site.day),
        told_of(briefing, archive.source_notes),
        sorted(pictures_of(briefing, text, edition).items()),
    )


def section_of(briefing: Briefing, language: str, edition: Edition, finished: FinishedFiles) -> str:
    """Return the markup of a text, without its place in any book."""
    text, site = briefing.texts[language], edition.site
    here = address(briefing, language)
    body, marks = with_citations(placed_body(text, edition, _site, _image(edition)), briefing.front.sources)
    revisions = shown_revisions(briefing, language, edition.archive.recorded, site.day)
    view: dict[str, object] = {
        **facts_of(briefing, edition, language, marks),
        "headline": _headline(briefing, edition),
        "picture": _picture(briefing, text, edition),
        "body": body,
        "own_reporting": site.sources == "own",
        "letters": _letters(briefing, edition, language),
        "revisions": [
            {"iso": each.date.isoformat(), "date": long_date(each.date, language), "kind": each.kind}
            for each in revisions
        ],
        "address": site.absolute(here),
        "languages": _languages(briefing, edition, language),
    }
    return polyglot(finished.render("editions/text.html", language, view, _site))


def _site(target: str) -> str:
    return SITE + target


def _image(edition: Edition) -> Callable[[str, str], str]:
    def image(path: str, own: str) -> str:
        _, width, height = phone_file(edition.pictures[path])
        return f'<img {own} src="{PICTURE}{escape(path)}" width="{width}" height="{height}">'

    return image


def _picture(briefing: Briefing, text: Text, edition: Edition) -> dict[str, str] | None:
    image = briefing.front.image
    if image is None:
        return None
    words = text.front.image or image
    markup = _image(edition)(f"{briefing.folder}/{image.file}", f'alt="{escape(words.alt)}"')
    return {"html": markup, "caption": words.caption, "credit": image.credit}


def _headline(briefing: Briefing, edition: Edition) -> dict[str, str] | None:
    found = briefing.front.source_headline
    if found is None:
        return None
    return {"text": found.text, "language": found.lang, "direction": edition.site.direction(found.lang)}


def _letters(briefing: Briefing, edition: Edition, language: str) -> list[object]:
    letters: list[object] = []
    for each in shown_letters(briefing, language, edition.archive):
        body = placed_body(each.text, edition, _site, _image(edition), f"{PAGE_IDS}{each.anchor}-")
        letters.append({**printed_letter(each, edition, address(briefing, language), language), "body": body})
    return letters


def _languages(briefing: Briefing, edition: Edition, language: str) -> list[dict[str, str]]:
    """Return the briefing's texts in other languages that readers may see, with their public addresses."""
    site = edition.site
    return [
        {
            "tag": tag,
            "name": site.language(tag).name,
            "direction": site.direction(tag),
            "address": address(briefing, tag),
        }
        for tag in briefing.texts
        if tag != language and briefing.leads(language, tag)
    ]


def polyglot(markup: str) -> str:
    """Return HTML that is also XML: void elements end in `/>`, and only the five entities of XML are left."""
    if "&" in markup:
        markup = _ENTITY.sub(lambda entity: unescape(entity[0]), markup)
    return _LINES.sub("\n", _VOID.sub(r"<\1\2/>", markup))


class Placing(msgspec.Struct, frozen=True):
    """Puts sections into one book.

    Attributes:
        url: The public address of the site, to which all other links lead; empty if it has none.
        clean: Whether these links end in `/`, not in `index.html`.
        inside: Where in the book each text is, by the address of its page: a file or a part of one (`#…`).
        pictures: What shows a picture in the book, by its path in the content.
    """

    url: str
    clean: bool
    inside: Mapping[str, str]
    pictures: Callable[[str], str]

    def of(self, section: str) -> str:
        """Return the markup of a section with the links and pictures of this book."""
        return _SOURCE.sub(self._shown, _LINK.sub(self._linked, section))

    def _linked(self, link: re.Match[str]) -> str:
        target, fragment = unescape(link[1]), link[2] or ""
        inside = self.inside.get(target)
        if inside is not None:
            return f' href="{inside}{fragment if not fragment or "#" not in inside else "_" + fragment[1:]}"'
        if not self.url:
            return ""
        path = target if self.clean else addresses.file_of(target)
        return f' href="{escape(f"{self.url}/{path}")}{fragment}"'

    def _shown(self, source: re.Match[str]) -> str:
        return f' src="{self.pictures(unescape(source[1]))}"'


_HEADINGS = re.compile(r"<(/?)h([1-5])(?=[ >])")


def as_part(section: str, slug: str) -> str:
    """Return the markup of a section as one of several in a file: lower headings, and ids that begin with its slug."""
    lower = _HEADINGS.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", section)
    return with_prefixed_ids(lower, f"{slug}_")


def label_of(briefing: Briefing, edition: Edition, language: str) -> str:
    """Return in which language a briefing can be read that has no text in `language`."""
    return only_in(briefing.shown(language).language, edition, language)


_LANGUAGE = re.compile(r' lang="([^"]*)"')


def with_xml_languages(markup: str) -> str:
    """Return XHTML in which each `lang` has an `xml:lang` beside it, which programs for books look for."""

    def marked(tag: re.Match[str]) -> str:
        return _LANGUAGE.sub(r' lang="\1" xml:lang="\1"', tag[0]) if " lang=" in tag[0] else tag[0]

    return TAG_WITH_ATTRIBUTES.sub(marked, markup)
