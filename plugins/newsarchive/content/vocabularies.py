"""Read one vocabulary, such as `tags.yaml`, from its bytes to terms: a pure function of bytes, path, settings."""

from __future__ import annotations

from msgspec.structs import replace

from newsarchive.model.diagnostics import Fault
from newsarchive.model.settings import Site
from newsarchive.model.vocabularies import Term, parse_vocabulary

from .field_markup import vocabulary_markup
from .limits import word_faults
from .typed_text import decode
from .typography import typeset_text


def read_vocabulary(data: bytes, path: str, site: Site) -> tuple[dict[str, Term] | None, tuple[Fault, ...]]:
    """Parse and check a vocabulary; return its terms by id, or None if it is unreadable, and its faults.

    Descriptions are prose, and typeset as that; names stay as typed, because texts are compared with them.
    """
    content, found = decode(data)
    by_tag = {each.tag: each for each in site.languages}
    parsed, problems = parse_vocabulary(content or "", path, tuple(by_tag), site.default)
    terms = {
        term_id: replace(
            term, description={tag: typeset_text(words, by_tag[tag]) for tag, words in term.description.items()}
        )
        for term_id, term in parsed.items()
    }
    published = (contact for term in terms.values() for contact in term.published_contacts)
    found += word_faults(content or "", (*site.newsroom.contacts, *published))
    found += vocabulary_markup(content or "")
    faults = (*(each.at(path) for each in found), *problems)
    return (terms if content is not None and (terms or not problems) else None), faults
