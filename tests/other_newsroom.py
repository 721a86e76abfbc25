"""A repository as a newsroom makes it of this one: content, languages and settings of its own, and none of ours.

`python -m tests.other_newsroom FOLDER` lays it out, to run `make test` in it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.sites import FIXTURE, NEWSROOM, ROOT
from tests.tracked import of_the_archive, tracked

_GONE = ("tests/archive/", "theme/translations/az.po", "theme/translations/ru.po")

_SETTINGS = '''"""Settings of a local build."""

import datetime as dt
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

from newsarchive.defaults import *  # noqa: E402, F403

SITENAME = "Tbilisi Archive"
NEWSROOM = {
    "contact": "desk@tbilisi.example",
    "tag_authority": "tbilisi.example,2027",
    "repository": "https://tbilisi.example/source",
    "security_expires": dt.date(2027, 12, 1),
}
DEFAULT_LANG = "en"
LANGUAGES = (
    {"tag": "ka", "name": "ქართული", "direction": "ltr", "quotes": ("„“", "«»")},
    {"tag": "en", "name": "English", "direction": "ltr", "quotes": ("“”", "‘’")},
)
LISTING_SIZE = 7
FEED_SIZE = 9
PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
STORE_PATH = os.environ.get("STORE_PATH") or str(ROOT / ".store")
'''
_CONTENT = {
    "briefings/2024/first-hearing/ka.md": """---
title: პირველი სხდომა
summary: სასამართლომ საქმე მოისმინა.
date: 2024-03-05
tags: [courts]
sources:
- {url: "https://source.test/a", title: წყარო, publisher: გამომცემელი, lang: ka}
---

სასამართლომ საქმე მოისმინა.
""",
    "briefings/2024/first-hearing/en.md": """---
title: A first hearing
summary: The court has heard the case.
translates: ka
translated_revision: 5c03767975a7
---

The court has heard the case.
""",
    "pages/about/en.md": "---\ntitle: About us\nsummary: Who writes here.\n---\n\nWe write in Tbilisi.\n",
    "tags.yaml": "courts:\n  names: {ka: სასამართლოები, en: Courts}\n",
}


def lay_out(folder: Path) -> Path:
    """Write the repository into a new folder, with what the tests need that git does not keep; the folder."""
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if not (name.startswith(_GONE) or of_the_archive(path)):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / name, follow_symlinks=False)
    for name, text in _CONTENT.items():
        (folder / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / name).write_text(text, "utf-8")
    (folder / "pelicanconf.py").write_text(_SETTINGS, "utf-8")
    shutil.copy(NEWSROOM / "publishconf.py", folder)
    catalogues = folder / "theme" / "translations"
    shutil.copy(FIXTURE / "translations" / "ka.po", catalogues)
    words = (catalogues / "en.po").read_text("utf-8")
    named = re.sub(r'(msgid "site\.(?:name|tagline|desk)"\nmsgstr ")', r"\1Tbilisi: ", words)
    (catalogues / "en.po").write_text(named, "utf-8")
    for name in (".venv", "tests/node_modules"):
        (folder / name).symlink_to((ROOT / name).resolve())
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


if __name__ == "__main__":
    lay_out(Path(sys.argv[1]))
