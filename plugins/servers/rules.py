"""What every server is told, whatever its language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from plugins.archive.index import Edition
from plugins.archive.pages import PageSummary
from plugins.headers.policy import server_policy
from plugins.headers.security import HSTS, security_headers

NGINX_CONF, CADDYFILE = "server/nginx.conf", "server/Caddyfile"
HEADERS, REDIRECTS = "_headers", "_redirects"
FILES = (NGINX_CONF, CADDYFILE, HEADERS, REDIRECTS)

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rules:
    """`base` is the path of the site's address, without a last slash: empty, where it has a host of its own.

    All addresses begin with it: the `redirects`, from old to new, and these rules' own files (`hidden`). The search
    page of each of the `languages` runs script, and so takes `scripted` in place of `headers`.
    """

    base: str
    headers: Headers
    scripted: Headers
    languages: tuple[str, ...]
    redirects: tuple[tuple[str, str], ...]

    @property
    def searches(self) -> tuple[str, ...]:
        """Addresses of the search pages, in both forms."""
        return tuple(f"{self.base}/{tag}/search/{file}" for tag in self.languages for file in ("", "index.html"))

    @property
    def search_files(self) -> tuple[str, ...]:
        """Addresses under which all files of the search lie, its pages among them."""
        return (f"{self.base}/search/", *(f"{self.base}/{tag}/search/" for tag in self.languages))

    @property
    def missing(self) -> str:
        """Address of the page for what is not there."""
        return f"{self.base}/404.html"

    @property
    def hidden(self) -> tuple[str, ...]:
        """Addresses that are not for readers."""
        return tuple(f"{self.base}/{path}" for path in FILES)

    @property
    def suggested(self) -> tuple[str, str]:
        """A header that only the owner of a host can decide on."""
        return HSTS


def rules_of(edition: Edition, pages: Iterable[PageSummary]) -> Rules:
    """Return the rules of a site.

    A redirect to a text that is hidden or withdrawn is left out, so that no file tells of it: the page at its old
    address leads on in any case.
    """
    base = urlsplit(edition.site.url).path
    pages = list(pages)
    listed = {page.address for page in pages if page.listed}
    redirects = sorted((page.address, page.refresh) for page in pages if page.refresh and page.refresh in listed)
    styles = edition.styles.all
    return Rules(
        base=base,
        headers=security_headers(server_policy(styles, script=False)),
        scripted=security_headers(server_policy(styles, script=True)),
        languages=edition.site.tags,
        redirects=tuple((f"{base}/{old}", f"{base}/{new}") for old, new in redirects),
    )
