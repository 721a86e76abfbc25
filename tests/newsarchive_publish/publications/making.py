"""Publications made for tests: files by path, closed with the list of checksums, CHAIN and STATE."""

import datetime as dt
import hashlib

from newsarchive_publish.integrity.checksums import sums_file
from newsarchive_publish.publications.chain import Earlier, chain_file
from newsarchive_publish.publications.states import PublicationState, state_file

DAY = dt.date(2026, 11, 25)


def digest(content):
    return hashlib.sha256(content).digest()


def closed(published, earlier=(), alone=(), **values):
    """Return the files of a publication with those that close it; `earlier` are the STATEs before it, as bytes."""
    chain = chain_file(
        Earlier(number, DAY - dt.timedelta(len(earlier) + 1 - number), digest(state))
        for number, state in enumerate(earlier, start=1)
    )
    sums = sums_file({path: digest(content) for path, content in published.items()})
    said = {
        "title": "An archive",
        "number": len(earlier) + 1,
        "day": DAY,
        "address": "https://archive.test",
        "commit": "",
        "next_by": DAY + dt.timedelta(31),
        "previous": digest(earlier[-1]) if earlier else None,
        "sums": digest(sums),
        "chain": digest(chain),
        "files": {path: digest(published[path]) for path in alone},
        **values,
    }
    return {**published, "SHA256SUMS": sums, "CHAIN": chain, "STATE": state_file(PublicationState(**said))}
