"""A letter as a mail draft (RFC 5322) that loads nothing from the network.

The draft has the whole texts twice: as plain text and as HTML. `X-Unsent` makes mail programs open it as a draft, so
that an editor chooses the recipients. It has no Message-ID: the program that sends it adds its own, and one from here
would name this machine. Same content and day, same bytes: the boundary between the parts is a digest of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

import msgspec

from newsarchive.api import (
    Briefing,
    Edition,
    Newsroom,
    SettingsError,
    ShownCorrection,
    address,
    digest_of,
    enumerated,
    full_text,
    long_date,
    published_key,
)

from .changes import Changes
from .mail_bodies import mail_html, mail_text

CLIPPED = 102_000
"""How many bytes of HTML Gmail shows at most; the rest is behind a link."""

_POLICY = SMTP.clone(cte_type="7bit")  # servers that pass on only ASCII are no problem then

_STYLE = (
    "body{margin:0;padding:1em}"
    ".letter{max-width:38em;margin:0 auto;font:1em/1.55 Georgia,'Times New Roman',serif;overflow-wrap:break-word}"
    "h1{font-size:1.5em}h2{font-size:1.3em;margin-top:2em}h1,h2,h3,h4{line-height:1.25}"
    ".section{border-top:1px solid;padding-top:1em;font-size:1.1em;margin-top:3em}"
    "table{border-collapse:collapse}td,th{padding:.2em .6em;border-bottom:1px solid;text-align:start}"
    "figure{margin:1em 0}figcaption,.day,.small,.footnote{font-size:.9em}"
    "blockquote{margin:1em 0;padding-inline-start:1em;border-inline-start:3px solid}"
    "pre{white-space:pre-wrap}.footnote ol{list-style-type:lower-alpha}sup{line-height:1}"
)


class MailDraft(msgspec.Struct, frozen=True):
    """A letter in one language: the bytes of the file, and how long its HTML is in bytes."""

    data: bytes
    html_size: int

    @property
    def is_clipped(self) -> bool:
        """Whether Gmail would show only the beginning."""
        return self.html_size > CLIPPED


def mail_draft(changes: Changes, edition: Edition) -> MailDraft:
    """Return a letter that tells what changed; SettingsError if the newsroom's mailbox cannot be its sender."""
    language, name = changes.language, edition.words(changes.language, "site.name")
    page = _LetterPage(changes, edition)
    markup = page.html()
    message = EmailMessage(policy=_POLICY)
    message["X-Unsent"] = "1"
    message["From"] = _sender(edition.site.newsroom, name)
    message["Subject"] = page.title
    message["Date"] = dt.datetime.combine(changes.until, dt.time(), dt.UTC)
    message.set_content(page.text(), cte=_encoding(page.text()))
    message.add_alternative(markup, subtype="html", cte=_encoding(markup))
    message["Content-Language"] = language
    # "=_" is in neither of the two encodings of the parts (RFC 2045, 6.7)
    message.set_boundary(f"=_{digest_of(page.text(), markup).hex()[:32]}")
    return MailDraft(bytes(message), len(markup.encode()))


def _encoding(words: str) -> str:
    """Return the shorter transfer encoding; the library looks at the first lines only, which are ASCII in the HTML."""
    data = words.encode()
    others = sum(1 for byte in data if byte > 126)  # three characters each as quoted-printable, and 4/3 as base64
    return "base64" if 6 * others > len(data) else "quoted-printable"


def _sender(newsroom: Newsroom, name: str) -> Address:
    user, _, host = newsroom.contact.rpartition("@")
    try:
        return Address(name, user.encode("ascii").decode(), host.encode("idna").decode())
    except ValueError:  # a UnicodeError is one, too
        problem = f"NEWSROOM: contact: {newsroom.contact!r} cannot be the sender of a letter"
        raise SettingsError(f"{problem}; name a mailbox in ASCII, such as desk@newsroom.org") from None


class _Body(msgspec.Struct):
    """The same words as HTML and as plain text."""

    html: list[str] = msgspec.field(default_factory=list)
    text: list[str] = msgspec.field(default_factory=list)

    def add(self, markup: str, text: str | None = None) -> None:
        """Append a piece; without `text`, its plain text is made from the HTML."""
        self.html.append(markup)
        self.text.append(mail_text(markup) if text is None else text)


class _LetterPage:
    """The words of a letter, in the order in which it shows them."""

    def __init__(self, changes: Changes, edition: Edition) -> None:
        self._changes, self._edition, self._body = changes, edition, _Body()
        days = {
            key: long_date(day, changes.language) for key, day in (("since", changes.since), ("day", changes.until))
        }
        self.title = self._say("newsletter.subject", site=self._say("site.name"), **days)
        self._add_head(days)
        self._add_texts()
        self._add_withdrawals()
        self._add_copies()

    def html(self) -> str:
        """Return the HTML part."""
        language = self._changes.language
        direction = self._edition.site.direction(language)
        # mail programs drop the attributes of `html` and `body`
        spoken = f'lang="{language}" dir="{direction}"'
        return (
            f"<!doctype html>\n<html {spoken}>\n<head>\n"
            '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f"<title>{_escaped(self.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
            f'<body>\n<div class="letter" {spoken}>\n' + "\n".join(self._body.html) + "\n</div>\n</body>\n</html>\n"
        )

    def text(self) -> str:
        """Return the plain text part."""
        return "\n\n".join(self._body.text) + "\n"

    def _say(self, key: str, **values: object) -> str:
        return self._edition.words(self._changes.language, key, None, **values)

    def _add_head(self, days: dict[str, str]) -> None:
        self._body.add(f"<h1>{_escaped(self._say('site.name'))}</h1>")
        self._body.add(f"<p>{_escaped(self._say('newsletter.lead', **days))}</p>")
        briefings = (*self._changes.added, *(each.briefing for each in self._changes.corrected))
        if len(briefings) > 1:
            titles = (each.texts[self._changes.language].front.title for each in briefings)
            items = (f'<li><a href="#t{at}">{_escaped(title)}</a></li>' for at, title in enumerate(titles, 1))
            self._body.add(f"<ul>{''.join(items)}</ul>")

    def _add_texts(self) -> None:
        changes, number = self._changes, 0
        if changes.added:
            self._section("newsletter.new")
        for briefing in changes.added:
            number += 1
            self._add_text(number, briefing)
        if changes.corrected:
            self._section("newsletter.corrected")
        for each in changes.corrected:
            number += 1
            self._add_text(number, each.briefing, each.corrections)

    def _add_text(self, number: int, briefing: Briefing, corrections: Sequence[ShownCorrection] = ()) -> None:
        edition, language = self._edition, self._changes.language
        text, page = briefing.texts[language], edition.site.absolute(address(briefing, language))
        title = _escaped(text.front.title)
        link = f'<h2 id="t{number}"><a href="{escape(page)}">{title}</a></h2>'
        self._body.add(link, f"* {text.front.title}\n<{page}>")
        days = (("briefing.date", briefing.date), (published_key(text), briefing.days[language]))
        told = [f"{self._say(key)}: {long_date(day, language)}" for key, day in days]
        people = (("briefing.authors", briefing.front.authors), ("briefing.translators", text.front.translators))
        told += [f"{self._say(key)}: {enumerated(names, language)}" for key, names in people if names]
        self._body.add(f'<p class="day">{"<br>".join(map(_escaped, told))}</p>', "\n".join(told))
        self._body.add(f"<p><strong>{_escaped(text.front.summary)}</strong></p>")
        for shown in corrections:
            self._body.add(f"<p>{_escaped(self._say('newsletter.correction'))} {self._correction(shown)}</p>")
        pictured = lambda alt: self._say("newsletter.picture", alt=alt)  # noqa: E731
        self._body.add(mail_html(full_text(briefing, text, edition), page, f"t{number}-", pictured))

    def _correction(self, shown: ShownCorrection) -> str:
        language, spoken = self._changes.language, shown.language
        words = _escaped(shown.correction.text)
        if spoken != language:
            words = f'<span lang="{spoken}" dir="{self._edition.site.direction(spoken)}">{words}</span>'
        return f"{long_date(shown.correction.date, language)}: {words}"

    def _add_withdrawals(self) -> None:
        if not self._changes.withdrawn:
            return
        self._section("withdrawals.title")
        for kind, withdrawals in self._changes.withdrawn.items():
            self._body.add(f"<h3>{_escaped(self._say(f'withdrawals.{kind}'))}</h3>")
            self._body.add(f"<p>{_escaped(self._say(f'withdrawals.{kind}.meaning'))}</p>")
            items = []
            for each in withdrawals:
                link = self._edition.site.absolute(each["address"]) if each["address"] else ""
                where = f": {_address_link(link)}" if link else ""
                only = f" ({_escaped(self._say('withdrawals.only', name=each['only']))})" if each["only"] else ""
                items.append(f"<li>{each['date']}{where}{only}</li>")
            self._body.add(f"<ul>{''.join(items)}</ul>")

    def _add_copies(self) -> None:
        copies = self._changes.copies
        self._section("newsletter.copies")
        self._body.add(_links(copies.sites))
        if copies.files:
            self._body.add(f"<p>{_escaped(self._say('newsletter.files'))}</p>")
            about = ((self._say("newsletter.about-files"), copies.about),)
            self._body.add(_links((*copies.files, *about)))
        for line in self._closing():
            self._body.add(f'<p class="small">{_escaped(line)}</p>')

    def _closing(self) -> Iterator[str]:
        yield self._say("newsletter.alone")
        licence, _ = self._edition.site.newsroom.text_licence
        if licence:
            yield self._say("footer.licence", licence=licence)

    def _section(self, key: str) -> None:
        words = self._say(key)
        self._body.add(f'<p class="section"><strong>{_escaped(words)}</strong></p>', f"== {words} ==")


def _links(links: Sequence[tuple[str, str]]) -> str:
    items = (f"<li><bdi>{_escaped(name)}</bdi>: {_address_link(link)}</li>" for name, link in links)
    return f"<ul>{''.join(items)}</ul>"


def _address_link(link: str) -> str:
    # in text from right to left, the last slash would stand before the address
    return f'<a dir="ltr" href="{escape(link)}">{escape(link)}</a>'


def _escaped(words: str) -> str:
    return escape(words, quote=False)
