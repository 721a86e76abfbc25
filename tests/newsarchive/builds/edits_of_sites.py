"""Edits of what stands around the texts: theme, catalogues, settings and the day, by the rules of `edits`."""

from __future__ import annotations

import datetime as dt

from tests.newsarchive.builds.archive_making import LANGUAGES, Archive
from tests.newsarchive.builds.edits import Edit, another, pick
from tests.newsarchive.builds.site_making import OUTSIDE, OWN_FOOTER, theme_files

TEMPLATES = tuple(path for path in theme_files() if path.startswith("templates/"))
STYLES = tuple(path for path in theme_files() if path.endswith(".css"))


def comment_in_a_template(archive: Archive, at: int, by: int) -> str:
    path = pick(TEMPLATES, at)
    archive.theme[path] = f"{{# {archive.new()} #}}" if by % 4 or path not in archive.theme else ""
    return f"{path}: {archive.theme[path]}"


def word_in_a_template(archive: Archive, at: int, by: int) -> str:
    path = pick(TEMPLATES, at)
    archive.theme[path] = f"<i>{archive.new()}</i>" if by % 4 or path not in archive.theme else ""
    return f"{path}: {archive.theme[path]}"


def style(archive: Archive, at: int, by: int) -> str:
    path = pick(STYLES, at)
    archive.theme[path] = f".edit-{archive.new()} {{ color: red; }}\n" if by % 4 or path not in archive.theme else ""
    return f"{path}: {archive.theme[path].strip()}"


def colour(archive: Archive, at: int, by: int) -> str:
    """Change the colour that share pictures are drawn in, too."""
    archive.theme["static/css/tokens.css"] = f"#{by % 16:x}{at % 16:x}{archive.new() % 16:x}"
    return f"--accent: {archive.theme['static/css/tokens.css']}"


def message(archive: Archive, at: int, by: int) -> str:
    """Let a message of a catalogue end in another word, or, where it is not the default language's, be lacking."""
    path = f"translations/{pick(LANGUAGES, by)}.po"
    lacking = by % 4 == 0 and not path.endswith("en.po")
    archive.said[path, str(at)] = "" if lacking else f" {archive.new()}"
    return f"message {at} of {path}"


def message_in_texts(archive: Archive, at: int, by: int) -> str:
    """Change a message that is read with the texts, or drawn on their pictures."""
    path, which = f"translations/{pick(LANGUAGES, by)}.po", pick(("footnote.back", "site.name", "site.tagline"), at)
    archive.said[path, which] = f" {archive.new()}"
    return f"message {which} of {path}"


def override(archive: Archive, at: int, by: int) -> str:
    """Let an override take the place of a template, print something else, or go."""
    path = pick(TEMPLATES, at).removeprefix("templates/")
    if by % 4 == 0 and path in archive.overrides:
        del archive.overrides[path]
    else:
        archive.overrides[path] = f"<i>{archive.new()}</i>"
    return f"override of {path}: {archive.overrides.get(path, 'gone')}"


def override_that_prints_own_code(archive: Archive, at: int, by: int) -> str:
    archive.overrides["partials/footer.html"] = OWN_FOOTER
    return "override of the footer prints the newsroom's own code"


def code_outside(archive: Archive, at: int, by: int) -> str:
    """Edit a plugin that lies elsewhere, a module or a file that it uses, or a module that the settings import."""
    path = pick(sorted(OUTSIDE), at)
    archive.outside[path] = archive.new()
    return f"code/{path}: {archive.outside[path]}"


def listing_size(archive: Archive, at: int, by: int) -> str:
    archive.settings["LISTING_SIZE"] = another((2, 3, 4, 20), by, archive.settings["LISTING_SIZE"])
    return f"LISTING_SIZE is {archive.settings['LISTING_SIZE']}"


def feed_size(archive: Archive, at: int, by: int) -> str:
    archive.settings["FEED_SIZE"] = another((1, 3, 20), by, archive.settings["FEED_SIZE"])
    return f"FEED_SIZE is {archive.settings['FEED_SIZE']}"


def newsroom(archive: Archive, at: int, by: int) -> str:
    number = archive.new()
    value = pick(
        (
            {"contact": f"desk-{number}@archive.example"},
            {"signal": f"desk.{number + 10}"},
            {"follow": (("Telegram", f"https://telegram.example/{number}"),)},
            {"tag_authority": f"archive-{number}.example,2026"},
            {"repository": f"https://archive.example/source-{number}"},
            {"security_expires": dt.date(2027, 1, 1) + dt.timedelta(number)},
        ),
        by,
    )
    archive.settings["NEWSROOM"] = value
    return f"NEWSROOM is {value}"


def drafts_shown(archive: Archive, at: int, by: int) -> str:
    """Show drafts, or none; a publication never shows them."""
    if archive.settings.get("CHECKSUMS"):
        return ""
    archive.settings["SHOW_DRAFTS"] = not archive.drafts
    return f"SHOW_DRAFTS is {archive.drafts}"


def quotes(archive: Archive, at: int, by: int) -> str:
    pairs = (("“”", "‘’"), ("„“", "‚‘"))
    archive.settings["QUOTES"] = another(pairs, by, archive.settings.get("QUOTES", pairs[0]))
    return f"English quotes are {archive.settings['QUOTES']}"


def addresses(archive: Archive, at: int, by: int) -> str:
    public = not archive.settings.get("SITEURL")
    archive.settings["SITEURL"] = pick(("https://archive.test", "https://archive.test/below"), by) if public else ""
    archive.settings["CLEAN_ADDRESSES"] = public
    return f"SITEURL is {archive.settings['SITEURL']}"


def next_day(archive: Archive, at: int, by: int) -> str:
    day = dt.date.fromisoformat(archive.day) + dt.timedelta(pick((1, 2, 400), by))
    archive.day = min(day, dt.date(2035, 1, 1)).isoformat()
    return f"it is {archive.day}"


EDITS_OF_SITES: tuple[Edit, ...] = (
    comment_in_a_template,
    word_in_a_template,
    style,
    colour,
    message,
    message_in_texts,
    override,
    override_that_prints_own_code,
    code_outside,
    listing_size,
    feed_size,
    newsroom,
    drafts_shown,
    quotes,
    addresses,
    next_day,
)
