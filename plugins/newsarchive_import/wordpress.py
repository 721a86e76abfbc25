"""WordPress: an export file (WXR 1.0 to 1.2), or a folder of the parts of one, with the folder of its uploads.

Languages and translations are those of its plugins: Polylang has a taxonomy for each, WPML has custom fields, and
qTranslate has all languages in one post.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from babel import localedata
from msgspec.structs import replace

from .items import (
    ImportFailure,
    Item,
    OldArchive,
    Status,
    host_of,
    joined,
    parse_old_day,
    parse_old_moment,
    scan,
    site_path,
)
from .wordpress_bodies import WordPressBodies, is_shown_block
from .wxr import WxrPost, WxrSite, read_export

_UPLOADS = "wp-content/uploads"
_STATUSES: dict[str, Status] = {"publish": "published", "private": "private"}
_MACHINERY = {
    "attachment": "a file of the uploads",
    "revision": "an older state of a text",
    "nav_menu_item": "an entry of a menu",
    "wp_block": "a reusable block; it is printed in the texts that use it",
    "guest-author": "an author's profile; the texts have the name",
    "custom_css": "a style sheet of the theme",
    "customize_changeset": "settings of the theme",
    "oembed_cache": "a stored answer of another site",
    "user_request": "a request for personal data",
    "wp_template": "a template of the theme",
    "wp_template_part": "a template of the theme",
    "wp_global_styles": "styles of the theme",
    "wp_navigation": "a menu",
    "wp_font_family": "a font of the theme",
    "wp_font_face": "a font of the theme",
    "elementor_library": "a template of the page builder",
    "acf-field": "the definition of a field",
    "acf-field-group": "the definition of fields",
    "polylang_mo": "translated words of the interface",
    "wpcf7_contact_form": "a form",
}
_UNWRITTEN = {"auto-draft": "never saved by its author", "trash": "in the trash", "inherit": "an older state of a text"}
_LANGUAGE_KEYS = ("_wpml_import_language_code", "wpml_language", "_wpml_language")
_GROUP_KEYS = ("_wpml_import_translation_group", "wpml_trid", "_wpml_trid")
_DUPLICATE_KEY = "_icl_lang_duplicate_of"
_LANGUAGE_FIELDS = frozenset((*_LANGUAGE_KEYS, *_GROUP_KEYS, _DUPLICATE_KEY))

_LANGUAGE_TAXONOMIES = ("language", "post_translations", "translation_priority")
"""The taxonomies that say something of languages and are no terms."""

_KNOWN_KEYS = {"_thumbnail_id", "_wp_old_slug", *_LANGUAGE_FIELDS}
# read into an item's own attributes; the emails and passwords of people are not carried anywhere
_READ = {
    *("title", "link", "guid", "pubDate", "dc:creator", "content:encoded", "excerpt:encoded", "category", "wp:comment"),
    *("wp:post_id", "wp:post_name", "wp:post_date", "wp:post_date_gmt", "wp:post_modified", "wp:post_modified_gmt"),
    *("wp:status", "wp:postmeta", "wp:attachment_url", "wp:post_password", "wp:post_type"),
}
_NO_DATES = ("0000-00-00", "-0001")  # what WordPress writes where there is none
# markup that editors type into titles
_TAG = re.compile(r"</?(?:a|b|br|cite|em|i|q|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)


def read_wordpress(path: Path, uploads: Path | None = None) -> OldArchive:
    """Return what is in an export file, or in all export files of a folder, in the order of their names.

    Args:
        path: The file, or the folder.
        uploads: The folder `uploads` of the old site, or one that contains `wp-content/uploads`. By default it is
            sought next to the export.
    """
    exports = exports_in(path) if path.is_dir() else [path]
    if not exports:
        raise ImportFailure(path, "no export file (*.xml) in this folder", "name the file that WordPress exported")
    site = WxrSite()
    for export in exports:
        read_export(export, site)
    if not site.posts:
        raise ImportFailure(path, "no item in it", "export “All content” under Tools, Export")
    folder = uploads or _uploads_in(path if path.is_dir() else path.parent)
    files = _files(site, folder) if folder else {}
    texts = [text for post in site.posts if not _refusal(post) for text in in_languages(post)]
    _leave_out(site, files, folder)
    items = tuple(_items(site, texts))
    language = _site_language(site)
    return OldArchive(site.title, site.address, items, files, tuple(site.left_out), language=language)


def exports_in(folder: Path) -> list[Path]:
    """Return the XML files of a folder in the order of their names."""
    return sorted(path for path in folder.glob("*.xml") if path.is_file() and not path.is_symlink())


def _refusal(post: WxrPost) -> str:
    """Return why a post is no text of the archive, or an empty string."""
    status = post.values.get("wp:status", "publish")
    if post.kind == "wp_block" and not is_shown_block(post):
        return "a reusable block that readers never saw"
    if post.kind in _MACHINERY:
        return _MACHINERY[post.kind]
    if status in _UNWRITTEN:
        return _UNWRITTEN[status]
    words = (post.values.get(key, "").strip() for key in ("title", "content:encoded", "excerpt:encoded"))
    return "" if any(words) else "it is empty"


def _leave_out(site: WxrSite, files: dict[str, Path], folder: Path | None) -> None:
    """Report each post that is no text, and each attachment whose file is missing."""
    for post in site.posts:
        reason = _refusal(post)
        if post.kind == "attachment":
            address = post.values.get("wp:attachment_url", "")
            if site_path(address) in files:
                reason = "a file of the uploads, in the files of the import; its title and description are not printed"
            else:
                reason = "its file is not in the folder of uploads" if folder else "no folder of uploads was named"
            site.left_out.append((f"{post.name}: {address}", reason))
        elif reason:
            site.left_out.append((post.name, reason))


def _uploads_in(folder: Path) -> Path | None:
    """Return the folder of uploads inside a folder, or None.

    Raise ImportFailure if it lies behind a link out of that folder: an old site could name any folder of this machine.
    """
    found = next((folder / name for name in (_UPLOADS, "uploads") if (folder / name).is_dir()), None)
    if found and not found.resolve().is_relative_to(folder.resolve()):
        cure = "name the folder itself as UPLOADS if you trust it, or remove the link"
        raise ImportFailure(found, f"it lies behind a symbolic link out of {folder}", cure)
    return found


def _files(site: WxrSite, folder: Path) -> dict[str, Path]:
    """Return the files of the uploads by their old addresses; links and unreadable names are reported as left out."""
    inner = _uploads_in(folder) or folder
    found = scan(inner)
    site.left_out += [(f"{inner.name}/{what}", why) for what, why in (*found.left_out, *found.misnamed)]
    base = _uploads_address(site)
    return {f"{base}{name}": path for name, path in found.files.items()}


def _uploads_address(site: WxrSite) -> str:
    """Return the path of the uploads on the old site, from the addresses of its attachments."""
    bases: Counter[str] = Counter()
    for post in site.posts:
        address, file = site_path(post.values.get("wp:attachment_url", "")), post.meta("_wp_attached_file")
        if file and address.endswith(file):
            bases[address.removesuffix(file)] += 1
    if bases:
        return bases.most_common(1)[0][0]
    return f"{site_path(site.address)}/{_UPLOADS}/".lstrip("/")


def _items(site: WxrSite, texts: list[WxrPost]) -> Iterator[Item]:
    """Yield the texts as items, with numbers that are unique also where parts of an export overlap."""
    bodies = WordPressBodies(site.posts)
    groups = groups_of(texts)
    # the site's locale counts only if nothing in the export is said to be in a language
    default = "" if any(map(_speaks, texts)) else _site_language(site)
    names = _author_names(site)
    seen: Counter[str] = Counter()
    for post in texts:
        item = _item(post, site.address, bodies.body(post))
        seen[item.id] += 1
        number = f" ({seen[item.id]})" if seen[item.id] > 1 else ""
        picture, language = bodies.attachment(post.meta("_thumbnail_id")), _language(site, post)
        yield replace(
            item,
            id=f"{item.id}{number}",
            language=language or default,
            by_site=bool(default) and not language,
            group=groups.get(post.id, ""),
            authors=_authors(post, names),
            picture=picture.values.get("wp:attachment_url", "") if picture else "",
            other=(*item.other, *_picture_words(picture), *_lost_picture(post, picture)),
        )


def _item(post: WxrPost, base: str, body: str) -> Item:
    """Return a post as an item, without what depends on other posts."""
    values = post.values
    status = _STATUSES.get(values.get("wp:status", "publish"), "draft")
    secret = bool(values.get("wp:post_password"))
    moments = [values.get(key, "") for key in ("wp:post_date", "wp:post_date_gmt")]
    moments += [values.get("pubDate", "")] if status == "published" else []
    date, moment = next(((day, parse_old_moment(each)) for each in moments if (day := parse_old_day(each))), (None, ""))
    typed = values.get("wp:post_date", "")
    unread = (("date", typed),) if not date and typed and not typed.startswith(_NO_DATES) else ()
    changed = (parse_old_day(values.get(key, "")) for key in ("wp:post_modified", "wp:post_modified_gmt"))
    address = values.get("link", "")
    return Item(
        id=f"post {post.id} {post.language}".rstrip(),
        kind="page" if post.kind == "page" else "post",
        title=_TAG.sub("", html.unescape(values.get("title", ""))),
        body=body,
        form="html",
        date=date,
        moment=moment,
        modified=next(filter(None, changed), None),
        slug=unquote(values.get("wp:post_name", "")),
        status="private" if secret and status == "published" else status,
        address=address,
        aliases=tuple(_aliases(post, base, address)) if address or not post.language else (),
        terms=tuple(_terms(post)),
        summary=values.get("excerpt:encoded", "").strip(),
        other=(*_others(post, secret), *unread),
        file=post.file,
    )


def _aliases(post: WxrPost, base: str, address: str) -> list[str]:
    """Return the other addresses of a post: by its number, by its `guid`, and by its former slugs."""
    aliases = [joined(base, f"?p={post.id}")] if post.id.isdecimal() else []
    if post.kind == "page" and aliases:
        aliases.append(joined(base, f"?page_id={post.id}"))
    guid = html.unescape(post.values.get("guid", ""))
    if guid.startswith(("http://", "https://")) and host_of(guid) == host_of(base or guid):
        aliases.append(guid)
    slug = post.values.get("wp:post_name", "")
    if slug and f"/{slug}" in address:
        head, _, tail = address.rpartition(f"/{slug}")
        aliases += [f"{head}/{old}{tail}" for key, old in post.metas if key == "_wp_old_slug" and old]
    return [alias for index, alias in enumerate(aliases) if alias != address and alias not in aliases[:index]]


def _terms(post: WxrPost) -> Iterator[tuple[str, str]]:
    for domain, name, slug in post.taxonomies:
        if domain not in (*_LANGUAGE_TAXONOMIES, "author", "post_format"):
            yield ("tag" if domain in ("post_tag", "tag") else domain), name or slug


def _others(post: WxrPost, secret: bool) -> Iterator[tuple[str, str]]:
    """Yield the values of a post that no attribute of an item has."""
    for name, value in post.values.items():
        if name not in _READ and value and value != "0":
            yield name.removeprefix("wp:"), value
    if post.kind not in ("post", "page"):
        yield "post_type", post.kind
    status = post.values.get("wp:status", "publish")
    if status not in ("publish", "private", "draft"):
        yield "status", status
    if secret:
        yield "post_password", "readers had to type a password"
    guid = html.unescape(post.values.get("guid", ""))
    if guid and not guid.startswith(("http://", "https://")):
        yield "guid", guid
    for domain, name, slug in post.taxonomies:
        if domain in ("post_format", "translation_priority"):
            yield domain, name or slug
    yield from ((key, value) for key, value in post.metas if key not in _KNOWN_KEYS and value)


def _picture_words(picture: WxrPost | None) -> Iterator[tuple[str, str]]:
    """Yield the words of a featured picture: its description for blind readers, and its caption."""
    if picture:
        words = {
            "picture_alt": picture.meta("_wp_attachment_image_alt"),
            "picture_title": picture.values.get("title", ""),
        }
        words["picture_caption"] = picture.values.get("excerpt:encoded", "").strip()
        words["picture_description"] = picture.values.get("content:encoded", "").strip()
        yield from ((name, value) for name, value in words.items() if value)


def _lost_picture(post: WxrPost, picture: WxrPost | None) -> Iterator[tuple[str, str]]:
    number = post.meta("_thumbnail_id")
    if number not in ("", "0", "-1") and picture is None:
        yield "_thumbnail_id", f"{number}, which is not in the export"


def _author_names(site: WxrSite) -> dict[str, str]:
    """Return the names that readers saw by login, of users and of the plugin Co-Authors Plus's guest authors."""
    names = dict(site.names)
    for post in site.posts:
        if post.kind == "guest-author":
            login = post.meta("cap-user_login") or post.values.get("wp:post_name", "").removeprefix("cap-")
            names[login] = post.meta("cap-display_name") or html.unescape(post.values.get("title", "")) or login
    return names


def _authors(post: WxrPost, names: dict[str, str]) -> tuple[str, ...]:
    several = [slug.removeprefix("cap-") or name for domain, name, slug in post.taxonomies if domain == "author"]
    logins = several or [login for login in (post.values.get("dc:creator", ""),) if login]
    return tuple(dict.fromkeys(names.get(login, login) for login in logins))


_UNTOUCHED = ("en-us", "en", "en_us")
_MARK = re.compile(r"<!--:([a-z]{2})?-->|\[:([a-z]{2})?\]")
_MARKED = ("title", "content:encoded", "excerpt:encoded")


def _site_language(site: WxrSite) -> str:
    """Return the locale of the site, or an empty string if it is the `en-US` of an installation that nobody changed."""
    return "" if site.locale.lower() in _UNTOUCHED else site.locale.replace("_", "-")


def _speaks(post: WxrPost) -> bool:
    """Return whether a plugin says anything of the language of a post."""
    return (
        bool(post.language)
        or any(post.domain(taxonomy) != ("", "") for taxonomy in _LANGUAGE_TAXONOMIES)
        or any(key in _LANGUAGE_FIELDS for key, _ in post.metas)
    )


def _language(site: WxrSite, post: WxrPost) -> str:
    """Return the language that a post states, or an empty string."""
    name, slug = post.domain("language")
    stated = post.language or site.languages.get(slug, slug or name) or post.meta(*_LANGUAGE_KEYS)
    return stated.replace("_", "-")


def groups_of(texts: list[WxrPost]) -> dict[str, str]:
    """Return, by number of a post, the group of its translations, for those that have translations."""
    groups: dict[str, str] = {}
    for post in texts:
        name, slug = post.domain("post_translations")
        group = slug or name or post.meta(*_GROUP_KEYS) or (f"languages of post {post.id}" if post.language else "")
        if group:
            groups[post.id] = group
    for post in texts:
        original = post.meta(_DUPLICATE_KEY)
        if original and post.id not in groups:
            groups[post.id] = groups.setdefault(original, f"copies of post {original}")
    sizes = Counter(groups.get(post.id, "") for post in texts)
    return {id_: group for id_, group in groups.items() if sizes[group] > 1}


def in_languages(post: WxrPost) -> list[WxrPost]:
    """Return a post of qTranslate once for each of its languages, and any other post as it is.

    Such a post has `[:az]Mətn[:en]Text[:]`, or `<!--:az-->Mətn<!--:-->`, in its title, body and excerpt. What is before
    the first mark and after the last belongs to all languages. The first language keeps the post's address.
    """
    values = [post.values.get(key, "") for key in _MARKED]
    marks = [match[1] or match[2] for value in values for match in _MARK.finditer(value)]
    tags = [tag for tag in dict.fromkeys(marks) if tag and localedata.exists(tag)]
    begins = any(_MARK.match(value.strip()) for value in values)
    if not tags or (len(tags) == 1 and not begins):
        return [post]
    parts = [(tag, {key: _only(tag, post.values.get(key, "")) for key in _MARKED}) for tag in tags]
    written = [(tag, part) for tag, part in parts if part["title"].strip() or part["content:encoded"].strip()]
    return [
        replace(post, language=tag, values={**post.values, **part, **({"link": ""} if index else {})})
        for index, (tag, part) in enumerate(written)
    ] or [post]


def _only(tag: str, text: str) -> str:
    """Return the parts of a text that are in a language, or in all."""
    result, place, current = [], 0, ""
    for match in (*_MARK.finditer(text), None):
        piece = text[place : match.start() if match else len(text)]
        if current in ("", tag):
            result.append(piece)
        if match:
            place, current = match.end(), match[1] or match[2] or ""
    return "".join(result)
