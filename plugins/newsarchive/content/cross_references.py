"""Check what texts say of one another: links, related briefings, terms, sources, pictures, documents."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from newsarchive.model.addresses import is_document
from newsarchive.model.diagnostics import Fault, Placed, Position, did_you_mean, fault
from newsarchive.model.index import Archive
from newsarchive.model.models import FOLDER, Link, Text, day_of_file
from newsarchive.model.settings import Site
from newsarchive.model.vocabularies import TAXONOMIES, Term
from newsarchive.model.web_addresses import host_of, names_inside

from .redirects import doubled_slugs
from .suggestions import meant_file, meant_link, meant_text

_MOST_MEANT = 20  # unknown slugs of a field for which a known one is suggested
_OF_THE_MACHINE = frozenset(("localhost", "127.0.0.1", "0.0.0.0", "::1"))  # noqa: S104 - nothing is bound to them


def check_references(
    texts: Collection[Text], archive: Archive, pictures: Collection[str], unread: Collection[str] = ()
) -> Iterator[Fault]:
    """Yield the faults of what texts name, except links: slugs, terms, related briefings, pictures.

    All texts are checked, even faulty ones; `unread` are the folders with a text that could not be parsed.
    """
    yield from doubled_slugs(texts)
    folders = {text.folder for text in texts}.union(unread)
    slugs = {folder.rpartition("/")[2] for folder in folders if folder.startswith("briefings/")}
    for text in texts:
        for taxonomy, known in archive.vocabularies.items():
            for term in getattr(text.front, taxonomy):
                if term not in known:
                    place, vocabulary = text.place(taxonomy, term), f"{taxonomy}.yaml"
                    yield fault("unknown-term", place, text.path, found=term, vocabulary=vocabulary, meant="")
        yield from _unrelated(text, slugs)
        yield from _missing_pictures(text, pictures)
    for work in (*archive.briefings, *archive.standing, *archive.notices):
        for text in work.texts.values():
            if work.front.image and not text.front.image and work.status(text.language) != "withdrawn":
                yield fault("picture-words", text.place("translates"), text.path)
            if text.front.image and not work.front.image:
                yield fault("picture-words", text.place("image"), text.path, hint="absent")


def _unrelated(text: Text, slugs: Collection[str]) -> Iterator[Fault]:
    for count, slug in enumerate(text.front.related):
        place = text.place("related", slug)
        if text.folder.endswith(f"/{slug}"):
            yield fault("unknown-related", place, text.path, found=slug, hint="itself")
        elif slug not in slugs:
            meant = did_you_mean(slug, slugs if count < _MOST_MEANT else ())
            yield fault("unknown-related", place, text.path, found=slug, meant=meant)


def _missing_pictures(text: Text, pictures: Collection[str]) -> Iterator[Fault]:
    for link in text.pictures:
        if link.target not in pictures or link.target.rpartition("/")[0] != text.folder:
            yield _missing(Position(link.line), text, link.target, pictures)
    image = text.front.image
    if image and image.file and f"{text.folder}/{image.file}" not in pictures:
        yield _missing(text.place("image", image.file), text, image.file, pictures)


def _missing(at: Placed, text: Text, target: str, files: Collection[str]) -> Fault:
    """Return the fault for a picture or document that is not in its text's folder; it may suggest another."""
    folder, name = posixpath.split(target)
    if meant := meant_file(target, text.folder, files):
        hint = "capitals" if meant.lower() == name.lower() and meant != name else "meant"
        return fault("missing-file", at, text.path, target=target, meant=meant, hint=hint)
    if folder and folder != text.folder:
        return fault("missing-file", at, text.path, target=target, name=name, hint="elsewhere")
    return fault("missing-file", at, text.path, target=target)


def citation_faults(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a fault for each citation of a source that does not exist, and a warning for each source not cited.

    Sources are listed in the original. A source may be uncited if no text of its folder cites any.
    """
    folders: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        folders[text.folder].append(text)
    for members in folders.values():
        cited = {link.target for text in members for link in text.citations}
        known = {source.id for text in members for source in text.front.sources if source.id}
        for text in members if cited else ():
            for link in text.citations:
                if link.target not in known:
                    meant = did_you_mean(link.target, known)
                    yield fault("unknown-source", Position(link.line), text.path, found=link.target, meant=meant)
            for source in text.front.sources:
                if source.id not in cited:
                    place, hint = text.place("sources", source.url), None if source.id else "unnamed"
                    yield fault("uncited-source", place, text.path, True, found=source.id or source.url, hint=hint)


def dead_links(
    linking: Iterable[Text],
    texts: Iterable[Text],
    archive: Archive,
    documents: Collection[str] = (),
    faulty: Collection[str] = (),
) -> Iterator[Fault]:
    """Yield a fault or warning for each link to a file of the content that readers could not follow.

    The target or its heading is missing, has no page in this build, or is not public while the text is; or it is a PDF
    in another folder, or a letter's file, since a letter is only an anchor on the page of its briefing.

    Args:
        linking: The texts and letters whose links are checked.
        texts: All texts, built or not. A notice, that is, an announcement on other pages, is never a target.
        faulty: The folders of texts, and the anchors of letters (`folder#letter-…`), that are missing because of a
            fault. A link to one of them is not reported until that fault is corrected.
    """
    fragments: dict[str, Collection[str]] = {}
    for work in (*archive.briefings, *archive.standing):
        shown = tuple(letter.anchor for letter in archive.letters.get(work.folder, ()))
        for language, text in work.texts.items():
            fragments[text.path] = text.fragments + (shown if shown and work.readable(language) else ())
    held = {text.path for text in texts if not text.path.startswith("notices/")} - fragments.keys()
    for text in linking:
        for link in text.links:
            path, _, fragment = link.target.partition("#")
            folder, _, name = path.rpartition("/")
            stem = name.removesuffix(".md")
            if is_document(path):
                if path not in documents or folder != text.folder:
                    yield _missing(Position(link.line), text, path, documents)
            elif folder.endswith(f"/{FOLDER}") and name.endswith(".md") and day_of_file(stem):
                anchor = f"#letter-{stem}"
                yield fault("dead-link", Position(link.line), text.path, target=path, anchor=anchor, hint="letter")
            elif path not in documents and not {folder, f"{folder}#{fragment}"}.intersection(faulty):
                yield from _dead_link(link, text, fragments, held, archive.untold_files)


def _dead_link(
    link: Link, text: Text, known: Mapping[str, Collection[str]], held: Collection[str], untold: Collection[str]
) -> Iterator[Fault]:
    """Yield the fault of a link to a text; `known` has the ids on the page of each text that has one, by its path."""
    path, _, fragment = link.target.partition("#")
    folder, place = posixpath.dirname(path), Position(link.line)
    own = f"{folder}/{text.language}.md"
    if path in held:
        yield fault("link-not-built", place, text.path, warning=True, target=path)
    elif path not in known:
        more = meant_link(path, text, [*known, *held])
        yield fault("dead-link", place, text.path, False, target=path, **more)
    elif path in untold and text.path not in untold:
        yield fault("link-untold", place, text.path, warning=True, target=path)
    elif own != path and folder != text.folder and own in known:
        # a link to another language of the same briefing means that language
        meant = posixpath.relpath(own, text.folder)
        yield fault("link-language", place, text.path, warning=True, target=path, meant=meant)
    elif fragment and fragment not in known[path]:
        from .markdown import meant_id  # it converts Markdown, and few archives have such a link

        meant = meant_id(fragment, path.rpartition("/")[2].removesuffix(".md"), known[path])
        yield fault("dead-fragment", place, text.path, target=link.target, meant=f"#{meant}" if meant else None)


def unused_files(texts: Iterable[Text], files: Collection[str]) -> Iterator[Fault]:
    """Yield a warning for each picture and PDF that no text uses, unless a text beside it may mean it."""
    there, used, unread = set(files), set[str](), set[str]()
    for text in texts:
        linked = (link.target.partition("#")[0] for link in text.links)
        paths = [*(link.target for link in text.pictures), *filter(is_document, linked)]
        image = text.front.image
        paths += [f"{text.folder}/{image.file}"] if image and image.file else []
        used.update(paths)
        # where a file is missing, another may be meant
        if not there.issuperset(paths) or not text.revision or ("image" in text.positions and not image):
            unread.add(text.folder)
    for path in there - used:
        if posixpath.dirname(path) not in unread:
            yield fault("unused-file", path=path, warning=True, hint="document" if is_document(path) else "picture")


def unused_terms(texts: Collection[Text], vocabularies: Mapping[str, Mapping[str, Term]]) -> Iterator[Fault]:
    """Yield a warning for each tag, person, organisation or place that no text uses, not even a draft.

    A vocabulary is skipped if its terms in some text could not be parsed, since these may be any.
    """
    for taxonomy in TAXONOMIES:
        if any(taxonomy in text.positions and not getattr(text.front, taxonomy) for text in texts):
            continue
        used = {term for text in texts for term in getattr(text.front, taxonomy)}
        for term in vocabularies.get(taxonomy, {}).values():
            if term.id not in used:
                place = Position(term.line) if term.line else None
                yield fault("unused-term", place, f"{taxonomy}.yaml", warning=True, found=term.id)


def own_addresses(texts: Iterable[Text], site: Site, paths: Collection[str] = ()) -> Iterator[Fault]:
    """Yield a fault for each web link to the site itself or to a local preview (`localhost`).

    Such a link would break on every copy of the site; a link to the content file works on all. The address of a source
    in the front matter must not be local either. The fault suggests one of `paths`, those of all texts.
    """
    own = (urlsplit(site.url).hostname, site.newsroom.tag_authority.partition(",")[0].lower())
    hosts = {host for host in own if host} | _OF_THE_MACHINE
    # to split each address would take a tenth of the time of a build after an edit
    named = re.compile("|".join(map(re.escape, sorted(hosts))), re.IGNORECASE)
    for text in texts:
        for link in text.outside:
            # a link without a scheme has another fault already
            if named.search(link.target) and host_of(link.target) in hosts and not link.target.startswith("//"):
                meant = meant_text(urlsplit(link.target).path, text, paths)
                yield fault("own-address", Position(link.line), text.path, target=link.target, meant=meant or None)
        for source in text.front.sources:
            if named.search(source.url) and host_of(source.url) in _OF_THE_MACHINE:
                yield fault("own-address", text.place("sources", source.url), text.path, target=source.url)


def unsafe_sources(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a fault for each source with an `http:` address whose host another source reaches by `https:`.

    Yield a warning for each inside a private network: no reader can open it, and no command fetches it.
    """
    sources = [(text, source.url, host_of(source.url)) for text in texts for source in text.front.sources]
    inside = {host for host, url in {host: url for _, url, host in sources}.items() if names_inside(url)}
    secure = {host for _, url, host in sources if url.lower().startswith("https:")}
    for text, url, host in sources:
        if url.lower().startswith("http:") and host in secure:
            yield fault("source-address", text.place("sources", url), text.path, found=url, hint="http")
        if host in inside - _OF_THE_MACHINE:
            yield fault("source-address", text.place("sources", url), text.path, True, found=url, hint="private")
