"""robots.txt (RFC 9309): what a site allows programs to fetch, and how long they must wait in between."""

from __future__ import annotations

from urllib.parse import urlsplit

from protego import Protego

from .web import NoAnswerError, OversizeError, Web

MOST = 1 << 20
"""The largest robots.txt that is read, in bytes; the standard demands 500 KiB."""

_NOT_NOW = 429
_MOST_PAIRS = 20_000_000
"""How many lines times how many names of programs a robots.txt may have; Protego's memory grows with both."""


class RobotsBarError(Exception):
    """The robots.txt of a site does not allow us to fetch an address."""


class Robots:
    """The robots.txt of each host that was asked, fetched once in a run."""

    def __init__(self, web: Web) -> None:
        """Create it; `web` fetches the files, and waits as long as they say."""
        self._web, self._agent = web, web.agent.partition("/")[0]
        self._rules = dict[str, Protego | NoAnswerError]()

    def require(self, url: str, *, private: bool = False) -> None:
        """Return if an address may be fetched.

        Args:
            url: The address, percent-encoded.
            private: Whether a machine in a private network may be asked.

        Raises:
            RobotsBarError: The site does not allow it.
            NoAnswerError: Its robots.txt cannot be read at present, so that nothing of the site may be fetched.
        """
        top = "://".join(urlsplit(url)[:2])
        if top not in self._rules:
            self._rules[top] = self._read(f"{top}/robots.txt", private)
        rules = self._rules[top]
        if isinstance(rules, NoAnswerError):
            raise NoAnswerError(rules.reason, rules.found)
        self._web.slow_down(url, rules.crawl_delay(self._agent) or 0)
        if not rules.can_fetch(url, self._agent):
            raise RobotsBarError(url)

    def _read(self, url: str, private: bool) -> Protego | NoAnswerError:
        """Return the rules of a robots.txt, or why they are unknown; a missing one allows everything."""
        try:
            response = self._web.get(url, private=private, pause=0, most=MOST)
        except OversizeError:
            return NoAnswerError("robots", "too large")
        except NoAnswerError as error:
            return error
        if response.status >= 500 or response.status == _NOT_NOW:
            return NoAnswerError("robots", str(response.status))
        if not 200 <= response.status < 300:
            return Protego.parse("")
        rules = response.body.decode("utf-8-sig", "replace")
        if len(rules.splitlines()) * rules.lower().count("agent") > _MOST_PAIRS:
            return NoAnswerError("robots", "too large")
        return Protego.parse(rules)
