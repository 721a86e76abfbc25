"""Read an old archive: recognise its system, or take the one that is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .feeds import is_feed, read_feed
from .folders import FORMS, read_plain
from .hugo import is_hugo, read_hugo
from .items import ImportFailure, OldArchive, scan
from .jekyll import is_jekyll, read_jekyll
from .pelican import is_pelican, read_pelican
from .wordpress import exports_in, read_wordpress
from .wxr import NAMESPACE

_FOLDERS: dict[str, Callable[[Path], OldArchive]] = {
    "hugo": read_hugo,
    "jekyll": read_jekyll,
    "pelican": read_pelican,
    "markdown": read_plain,
}
_FILES: dict[str, Callable[[Path, Path | None], OldArchive]] = {"wordpress": read_wordpress, "feed": read_feed}
SYSTEMS = (*_FILES, *_FOLDERS)
"""The systems whose archives can be read. `markdown` is a folder of Markdown files without a system."""

_START = 65_536  # bytes


def read(path: Path, system: str = "", uploads: Path | None = None) -> OldArchive:
    """Return what is in an old archive. Nothing is fetched and nothing is written.

    Args:
        path: A file that WordPress or Blogger exported, a feed, or the folder of a site.
        system: One of `SYSTEMS`, or an empty string to recognise it.
        uploads: For an export or a feed, the folder with the site's uploads.

    Raises:
        ImportFailure: The archive cannot be read, or is of no known system.
    """
    if "://" in str(path) or str(path).startswith(("http:/", "https:/")):
        raise ImportFailure(path, "an address; an import uses no network", "save it as a file, and name the file")
    if not path.exists():
        raise ImportFailure(path, "there is no such file or folder", "check the name")
    if system and system not in SYSTEMS:
        raise ImportFailure(path, f"no system is called “{system}”", f"choose one of {', '.join(SYSTEMS)}")
    name = system or recognise(path)
    archive = _read(path, name, uploads)
    if not archive.items:
        reasons = Counter(why for _, why in archive.unread or archive.left_out)
        why, count = reasons.most_common(1)[0] if reasons else ("", 0)
        told = f" ({count} times: {why})" if count else ""
        raise ImportFailure(path, f"no text of {name} in it{told}", "name the folder of the whole site, or the system")
    return archive


def _read(path: Path, name: str, uploads: Path | None) -> OldArchive:
    if name in _FILES:
        return _FILES[name](path, uploads)
    if not path.is_dir():
        raise ImportFailure(path, f"a file, where the folder of a site is needed ({name})", "name the folder")
    if uploads:
        raise ImportFailure(uploads, f"the folder of uploads is not needed for {name}", "name the site's folder only")
    return _FOLDERS[name](path)


def recognise(path: Path) -> str:
    """Return the system of an old archive, one of `SYSTEMS`; raise ImportFailure if it is not known."""
    if not path.is_dir():
        name = _system_of_file(path)
        if name:
            return name
        raise ImportFailure(path, "neither an export of WordPress nor a feed", "name the exported file, or a folder")
    name = _system_of_folder(path)
    if name:
        return name
    if any(FORMS.get(name.suffix.lower()) == "markdown" for name in scan(path).files):
        inner = [f"{each.name} ({_system_of_folder(each)})" for each in sorted(path.iterdir()) if _is_site(each)]
        if not inner:
            return "markdown"
        cure = "name that folder, or say --system=markdown"
        raise ImportFailure(path, f"the site seems to be in {', '.join(inner)}", cure)
    systems = ", ".join(SYSTEMS)
    raise ImportFailure(path, "no site of a known system, and no Markdown files", f"it can read {systems}")


def _is_site(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and bool(_system_of_folder(path))


def _system_of_folder(path: Path) -> str:
    if is_pelican(path):
        return "pelican"
    if is_hugo(path):
        return "hugo"
    if is_jekyll(path):
        return "jekyll"
    return "wordpress" if any(_system_of_file(file) == "wordpress" for file in exports_in(path)) else ""


def _system_of_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_START)
    except OSError as error:
        raise ImportFailure(path, f"cannot be read ({error.strerror})", "check its permissions") from None
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    start = data.decode(encoding, "replace")
    if NAMESPACE in start:
        return "wordpress"
    return "feed" if is_feed(start) else ""
