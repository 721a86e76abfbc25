"""What closes a publication: checksums, CHAIN, STATE, and signatures.

They are made in this order, when all other files are known: STATE has the digests of the checksums and of CHAIN, and
the signatures cover STATE. The number of the publication comes from the ledger in the content, which is written before
the files are moved into the output. If a build is killed in between, the next one writes the same publication: two that
differ must never have one number, because observers would take them for a fork.

The checksum list must not reveal the addresses of hidden texts, or of texts that were withdrawn for a person's safety,
because such an address may contain a name. The files of these texts have checksums in a second list without paths
(`UNLISTED`).

Static hosts read some files without serving them (`_headers`), so a copy made over the web lacks them, and would not
verify if they were listed. Each has a served copy in `server/` that is listed instead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.api import (
    CHAIN,
    HOST_RULES,
    MINISIG,
    PUBLICATIONS,
    STATE,
    SUMS,
    UNLISTED,
    BuildError,
    DayError,
    File,
    PublicationRow,
    digest,
    digest_of,
    is_published_name,
    signature_paths,
    signed_path,
    write_whole,
)
from newsarchive_publish.integrity.checksums import sums_file, unlisted_digest, unlisted_file
from newsarchive_publish.integrity.copies import LIMITS
from newsarchive_publish.settings import PublishSettings

from .ledger import Ingredients, Numbered, ledger_file, numbered
from .signatures import checked, file_comment, state_comment
from .signing import Signing, signature_at
from .states import parse_state

if TYPE_CHECKING:
    from newsarchive.api import Edition, FinishedFiles
    from newsarchive_publish.integrity.signatures import Signer

OWN_ELEMENTS = (
    r'(meta (charset="utf-8"|http-equiv="(Content-Security-Policy|refresh)" content="[^"]*"'
    r'|name="(viewport|description|referrer|color-scheme|theme-color|robots|twitter:card|dcterms\.modified|DC\.type'
    r'|citation_[a-z_]+)"( media="[^"]*")? content="[^"]*"|property="(og|article):[a-z_:]+" content="[^"]*")'
    r'|script (type="application/ld\+json"|src="(\.\./)*search/search\.js" defer))'
)
"""Matches the `meta` and `script` elements that a page may have, without the angle brackets; `mirror.sh` has the same.

By others, such as `google-site-verification`, a stranger would become the owner of a volunteer's host.
"""

_ELEMENTS = re.compile(rb"<((?:meta|script)[^<]*)", re.IGNORECASE)
_OWN_ELEMENTS = re.compile(OWN_ELEMENTS.encode() + b">")


def foreign_element(page: bytes) -> str:
    """Return the beginning of the first element that mirrors refuse in an HTML page, or of the page; else nothing."""
    found = [] if page.startswith(b"<!DOCTYPE html>") else [page]
    found += (each[0] for each in _ELEMENTS.finditer(page) if not _OWN_ELEMENTS.match(each[1]))
    return found[0][:60].decode("utf-8", "replace") if found else ""


Issued = Mapping[str, tuple[int, dt.date]]
"""Files that also travel alone (`File.issued`), by path: number and day of the publication in which each changed."""

_OWN = (SUMS, UNLISTED, STATE, CHAIN)


def require_in_ledger(state: bytes, ledger: Sequence[PublicationRow]) -> None:
    """Raise BuildError if the ledger lacks the last publication that was recorded and written into this output.

    `state` are the bytes of its STATE; empty if there was none, or nobody remembers.
    """
    if state and digest(state).hex() not in {row.state for row in ledger}:
        number = parse_state(state).number
        raise BuildError(
            f"publication {number} was published from here, but {PUBLICATIONS} in the content does not have it: bring"
            " its line back (git log, git stash list), because another publication of this number would be a fork; if"
            " nobody can have seen it, “./newsarchive clean” makes this machine forget it"
        )


def require_right_day(ledger: Sequence[PublicationRow], day: dt.date, *, confirmed: bool) -> None:
    """Raise DayError if the last publication is of a later day than this build, and nobody has confirmed the day.

    One of the two clocks was wrong, and no program can know which. A confirmation must be a person's own decision, so
    it is refused where there is nothing to confirm.
    """
    last = ledger[-1] if ledger else None
    if last is None or day >= last.day:
        if confirmed:
            raise DayError(
                "nothing is published: CONFIRM is for a day before that of the last publication, and there is nothing"
                " to confirm; publish without it"
            )
    elif not confirmed:
        raise DayError(
            f"nothing is published: this publication would be of {day} (UTC), but publication {last.number}, the last"
            f" one in {PUBLICATIONS}, is of {last.day}, so either the clock was ahead then, or it is behind now. If"
            f" {day} is wrong, set the clock of this machine (or SOURCE_DATE_EPOCH). If it is right, confirm it:"
            f" publish again with --confirm={day}"
        )


def require_same_address(before: str, address: str, *, confirmed: bool) -> None:
    """Raise BuildError if a publication has another address than the one `before` it, and nobody has confirmed that.

    A slip in SITEURL would be signed. `before` is empty if that address is unknown. Where there is nothing to confirm,
    a confirmation is refused.
    """
    if before in ("", address):
        if confirmed:
            raise BuildError(
                f"nothing is published: --confirm={address} is for an address that the last publication did not have,"
                " and there is nothing to confirm; publish without it"
            )
    elif not confirmed:
        raise BuildError(
            f"nothing is published: the last publication was at {before}, and this one would be at {address}; if the"
            f" site has moved, publish again with --confirm={address}, else correct SITEURL"
        )


def require_free_names(paths: Iterable[str]) -> None:
    """Raise BuildError if an output file has the path of one that closes a publication, or one that mirrors refuse."""
    own = {name.casefold() for name in _OWN}
    for path in paths:
        first = path.partition("/")[0].casefold()
        if first in own or signed_path(path.upper().replace(MINISIG.upper(), MINISIG)) == STATE:
            raise BuildError(f"{path} is where a publication has its checksums and signatures; give it another path")
        if path not in HOST_RULES and not is_published_name(path):
            raise BuildError(
                f"mirrors would refuse the name {path}: it could prove to others who owns a host, its type is none of a"
                " site, or it is too long; give the file another name or folder, as docs/recipes.md says"
            )


def require_verifiable(outputs: FinishedFiles) -> None:
    """Raise BuildError if a new file is larger than what verifiers accept, or is a page that mirrors refuse."""
    for path in sorted(outputs.changed):
        data = outputs.data(path)
        if (size := len(data)) > LIMITS.size:
            raise BuildError(
                f"nothing is published, because {path} has {-(-size >> 20)} MB, and nobody could verify or mirror it:"
                f" the limit is {LIMITS.size >> 20} MB; make it smaller or, if it is an edition, take its kind out of"
                " EDITIONS"
            )
        if path.lower().endswith(".html") and (found := foreign_element(data)):
            raise BuildError(
                f"nothing is published, because mirrors would refuse {path}, which has “{found}”: by a meta or script"
                " element others recognise the owner of a host; take it out of your template, and prove by a DNS record"
                " that the site is yours"
            )


def checksum_files(outputs: FinishedFiles) -> tuple[File, ...]:
    """Return the file that lists the checksums of a build's output files.

    If the content has texts whose addresses must stay secret, the list of their checksums without paths precedes it.
    """
    secret = outputs.untold
    listed = {path: each for path, each in outputs.digests.items() if path not in secret and path not in HOST_RULES}
    files = []
    if secret:
        unlisted = File(UNLISTED, unlisted_file(unlisted_digest(path, outputs.digests[path]) for path in secret))
        files.append(unlisted)
        listed[UNLISTED] = digest(unlisted.data)
    return (*files, File(SUMS, sums_file(listed)))


def sealed(
    outputs: FinishedFiles,
    edition: Edition,
    ledger: Sequence[PublicationRow],
    issued: Issued,
    commit: Callable[[], str],
) -> tuple[tuple[File, ...], Numbered]:
    """Return the files that close a publication, without its signatures, and the publication with its number.

    Raises:
        BuildError: Another output file has the path of one of these files, or a file is too large to be verified.
    """
    site = edition.site
    require_free_names(outputs.digests)
    require_verifiable(outputs)
    files = checksum_files(outputs)
    made = Ingredients(
        title=edition.words(site.default, "site.name"),
        address=site.url,
        authority=site.newsroom.tag_authority,
        day=site.day,
        days=site.own(PublishSettings).next_by_days,
        commit=commit,
        sums=digest(files[-1].data),
        files={path: outputs.digests[path] for path in issued},
    )
    publication = numbered(ledger, made)
    return (*files, File(CHAIN, publication.chain), File(STATE, publication.state)), publication


def signatures(
    outputs: FinishedFiles,
    edition: Edition,
    state: bytes,
    issued: Issued,
    signing: Signing | None,
    signer: Signer | None,
    folders: Iterable[Path],
) -> Iterator[File]:
    """Yield the signatures of STATE and of the files that travel alone.

    Those by our key are made. Those of the other keys that the settings name are kept, if they are valid, and in one of
    the `folders`: other people may have added them.
    """
    site = edition.site
    for place, path, key in signature_paths((STATE, *issued), site.signing_keys):
        sealed_digest = digest(state) if path == STATE else outputs.digests[path]
        data = partial(bytes, state) if path == STATE else partial(outputs.data, path)
        if signer and signing and key == signer.public_key:
            comment = _comment(site.url, path, state, issued)
            mark = digest_of("signature", signing.mark, sealed_digest, comment)
            yield File(place, partial(_signed, signer, data, comment), mark)
            continue
        for folder in folders:
            found = signature_at(folder / place)
            if found and checked(data(), found, key).comment is not None:
                yield File(place, found)
                break


def _signed(signer: Signer, data: Callable[[], bytes], comment: str) -> bytes:
    return signer.sign(data(), comment)


def _comment(address: str, path: str, state: bytes, issued: Issued) -> str:
    if path != STATE:
        return file_comment(address, *issued[path], path)
    read = parse_state(state)
    return state_comment(address, read.number, read.day, read.commit)


@contextmanager
def recorded_first(root: Path, ledger: Sequence[PublicationRow], publication: Numbered | None) -> Iterator[bool]:
    """Write the ledger before the block moves files into the output; yield whether it has changed.

    If the block fails, the ledger is as it was. `publication` is None if nothing is recorded. BuildError is raised if
    the ledger cannot be written, or does not have the lines `ledger` any more.
    """
    changed = publication is not None and publication.ledger != tuple(ledger)
    if publication is None or not changed:
        yield False
        return
    path = root / PUBLICATIONS
    try:
        before = path.read_bytes() if path.is_file() else None
        if (before or b"").split() != ledger_file(ledger).split():
            raise BuildError(f"nothing is published: {path} has changed meanwhile; publish again")
        write_whole(path, ledger_file(publication.ledger))
    except OSError as error:
        raise BuildError(
            f"nothing is published, because {path} could not be written: {error}; make it writable"
        ) from None
    try:
        yield True
    except BaseException:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            write_whole(path, before)
        raise
