"""The files that hold a made archive, and are always sound.

What would be a fault after an edit is left out (a link to a text that is gone, a term that none uses), so that edits
need not know of each other, and every archive that they lead to can be built.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from functools import cache

import yaml
from PIL import Image

from newsarchive.content.tree import KEPT, LINKS
from newsarchive.content.typed_text import revision_of, split
from newsarchive.model.front_matter import read_front_matter
from newsarchive.model.source_notes import COPIES
from newsarchive.model.yaml_text import MappingNode, parse_yaml
from newsarchive_sources.kept import Attempt, Failing, kept_file, links_file
from tests.newsarchive.builds.archive_making import TAXONOMIES, Archive, Words, Work


def content_files(archive: Archive) -> Iterator[tuple[str, bytes]]:
    """Yield the content's files."""
    used: dict[str, set[str]] = {taxonomy: set() for taxonomy in TAXONOMIES}
    for work in archive.works.values():
        for tag, words in work.texts.items():
            yield f"{work.folder}/{tag}.md", _file(_front(archive, work, tag), _body(archive, work, tag, words))
        for stem, letter in work.letters.items():
            front = {"language": letter.language, "name": letter.name, "date": stem[:10], "status": letter.status}
            body = f"{letter.body} [It](../{work.original}.md).\n"
            yield f"{work.folder}/replies/{stem}.md", _file(front, body)
        if work.status(work.original) != "withdrawn":
            for name, colour in (("photo", work.picture), ("drawing", work.drawing)):
                if colour is not None:
                    yield f"{work.folder}/{name}.png", picture(colour)
        for taxonomy, ids in work.terms.items():
            used[taxonomy] |= set(ids)
    for taxonomy, terms in archive.terms.items():
        if used[taxonomy]:
            yield f"{taxonomy}.yaml", _yaml({each: terms[each] for each in sorted(used[taxonomy])})
    recorded = sorted(_recorded(archive))
    if recorded:
        yield "revisions.tsv", "".join(f"{line}\n" for line in recorded).encode()
    yield from _source_tables(archive)
    redirects = {
        old: _target(archive, old, archive.works[key]) for old, key in archive.redirects.items() if key in archive.works
    }
    if any(redirects.values()):
        yield "redirects.yaml", _yaml({old: target for old, target in sorted(redirects.items()) if target})


_SEEN = dt.date(2026, 6, 30)


def _source_tables(archive: Archive) -> Iterator[tuple[str, bytes]]:
    sources = {_address(work): work for work in archive.works.values() if work.kind == "briefing"}
    kept = [_attempt(address, work) for address, work in sources.items() if work.kept]
    if kept:
        yield KEPT, kept_file(kept)
    gone = [Failing(address, 404, _SEEN - dt.timedelta(1), _SEEN, 2) for address, work in sources.items() if work.dead]
    if gone:
        yield LINKS, links_file(gone)


def _address(work: Work) -> str:
    return f"https://source.example/{work.slug}"


def _attempt(address: str, work: Work) -> Attempt:
    """Return the attempt to keep a work's source; its day and its digests follow from its number."""
    moment = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=work.attempt % 99)
    memento = f"https://web.example/{moment:%Y%m%d%H%M%S}/{address}" if work.attempt % 2 or work.kept == "asked" else ""
    if work.kept not in COPIES:
        return Attempt(address, moment.date(), work.kept, memento=memento)  # type: ignore[arg-type]
    digest = f"{work.attempt:064x}"
    file = f"source.example/{moment:%Y%m%d}-{digest}.wacz"
    return Attempt(address, moment.date(), work.kept, file, memento)  # type: ignore[arg-type]


def _recorded(archive: Archive) -> Iterator[str]:
    """Yield a line for each revision that was published; whatever a text says now is another one.

    A text that is not online has none: one that was online may not be held back.
    """
    for (key, tag), count in archive.recorded.items():
        work = archive.works.get(key)
        if work and work.kind == "briefing" and tag in work.texts and archive.built(work, tag):
            for number in range(1, min(count, 9) + 1):
                kind = "minor" if number > 1 else "first"
                yield f"{work.slug}\t{tag}\t{number}\t2025-02-0{number}\t{number:012x}\t{kind}\t0"


def _target(archive: Archive, old: str, work: Work) -> str:
    language = old.split("/")[0] if old.split("/")[0] in work.texts else work.original
    return f"{work.folder}/{language}.md" if archive.built(work, language) else ""


def _front(archive: Archive, work: Work, tag: str) -> dict[str, object]:
    words, first = work.texts[tag], tag == work.original
    withdrawn = work.status(tag) == "withdrawn"
    front: dict[str, object] = {"title": words.title, "summary": words.summary}
    if work.kind == "notice":
        front = {"title": words.title, **({"starts": work.starts, "ends": work.ends} if first else {})}
    if work.kind == "briefing" and first:
        front |= {"date": work.date}
        front |= {taxonomy: ids for taxonomy, ids in work.terms.items() if ids}
        source = {
            "url": _address(work),
            "title": work.source,
            "publisher": "S",
            "lang": "az",
        }
        front |= {"sources": [source], "source_headline": {"lang": "az", "text": f'"{work.source}"'}}
        related = [archive.works[key].slug for key in work.related if key in archive.works]
        front |= {"related": related} if related else {}
    if work.kind == "briefing" and work.waits_for(tag):
        front["published"] = work.waits_for(tag)
    if work.kind == "briefing" and work.picture is not None and work.status(work.original) != "withdrawn":
        image = {"file": "photo.png", "credit": work.credit} if first else {}
        image |= {"alt": f"Shown: {words.title}", **({"caption": words.caption} if words.caption else {})}
        front |= {} if withdrawn else {"image": image}
    if words.modified and work.kind != "notice":
        # not before its first day, be it its own or the ledger's
        front["modified"] = max(words.modified, "2025-02-01", work.waits_for(tag) if work.kind == "briefing" else "")
        if str(front["modified"]) > archive.day:
            del front["modified"]
    if words.correction and work.kind == "briefing":
        front["corrections"] = [{"date": words.corrected, "text": words.correction}]
    if not first:
        front |= {
            "translates": words.translates,
            **({"translated_revision": words.revision} if words.revision else {}),
        }
    if words.status != "published":
        front["status"] = words.status
    if words.status == "withdrawn":
        front["withdrawal"] = {"date": "2025-03-04", "reason": words.reason}
    if work.earlier and first and work.kind != "notice":
        front["redirect_from"] = work.earlier
    return front


def _body(archive: Archive, work: Work, tag: str, words: Words) -> str:
    if work.status(tag) == "withdrawn":
        return ""
    parts = [f'{words.body} "Quoted" --- it\'s 5.[^1]', f"## {words.heading}", "Words below it."]
    parts += [f"See [{kind or 'this'}]({path})." for kind, path in _links(archive, work, tag, words)]
    parts += ["![A drawing](drawing.png)"] if work.drawing is not None and tag == work.original else []
    parts += ["```python\nprint(1)\n```"] if words.code else []
    return "\n\n".join([*parts, "[^1]: A note.\n"])


def _links(archive: Archive, work: Work, tag: str, words: Words) -> Iterator[tuple[str, str]]:
    for key, kind in words.links:
        target = archive.works.get(key)
        if target is None or target is work or target.kind == "notice":
            continue
        language = tag if tag in target.texts else target.original
        status, fragment = target.status(language), ""
        letters = [stem for stem, each in sorted(target.letters.items()) if each.status == "published"]
        if kind == "heading" and status != "withdrawn":
            fragment = f"#{target.texts[language].heading.lower()}"
        elif kind == "letter" and letters and status == "published":
            fragment = f"#letter-{letters[0]}"
        up = "../" * work.folder.count("/") + "../"
        yield kind, f"{up}{target.folder}/{language}.md{fragment}"


def revision(archive: Archive, work: Work, language: str) -> str:
    """The revision of a text, as `newsarchive check` prints it."""
    source, _ = split(
        _file(_front(archive, work, language), _body(archive, work, language, work.texts[language])).decode()
    )
    assert source
    tree, _ = parse_yaml(source.front)
    assert isinstance(tree, MappingNode)
    front, _ = read_front_matter(tree, work.kind)  # type: ignore[arg-type]
    return revision_of(front, source.body)


def _yaml(value: object) -> bytes:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000).encode()


def _file(front: dict[str, object], body: str) -> bytes:
    return b"---\n" + _yaml(front) + b"---\n\n" + body.encode()


@cache
def picture(colour: int) -> bytes:
    """A tiny picture in a colour of its own."""
    data = io.BytesIO()
    Image.new("RGB", (3, 2), (colour % 256, colour * 7 % 256, colour // 256 % 256)).save(data, "PNG")
    return data.getvalue()
