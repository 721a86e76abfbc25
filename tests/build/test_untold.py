"""A picture or document that only a hidden text shows or links is public for its readers and named in no list."""

from __future__ import annotations

from pathlib import Path

from tests.build.test_failures import TEXT
from tests.build.test_traces import _build, room
from tests.traced import document, plain

__all__ = ("room",)

SHOWN = "\n![What is seen]({name}.jpg)\n\nRead [the ruling]({name}.pdf).\n"


def _lay(folder: Path, language: str, name: str, state: str = "") -> None:
    """Lay a text that shows a picture and links a document of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    text = TEXT if language == "en" else "---\ntitle: Mətn\ntranslates: en\nsummary: Xülasə\n---\n\nSözlər.\n"
    if state:
        text = text.replace("\n---\n", f"\n{state}\n---\n", 1)
    (folder / f"{language}.md").write_text(text + SHOWN.format(name=name), "utf-8")
    (folder / f"{name}.jpg").write_bytes(plain("jpg"))
    (folder / f"{name}.pdf").write_bytes(document(clean=True))


def test_what_only_hidden_texts_show_or_link_is_in_no_list(room: Path) -> None:
    folder = room / "content/briefings/2023/a-text"
    _lay(folder, "en", "seen")
    _lay(folder, "az", "zzsecret", "status: hidden")
    _lay(folder.parent / "zzhidden", "en", "ruling", "status: hidden")
    done = _build(room, "CHECKSUMS = True\n")
    assert done.returncode == 0, done.stderr
    out = room / "out"
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    # those who have the address see them
    assert {f"documents/briefings/2023/{each}.pdf" for each in ("a-text/zzsecret", "zzhidden/ruling")} <= files
    assert {f"pictures/briefings/2023/{each}.jpg" for each in ("a-text/zzsecret", "zzhidden/ruling")} <= files
    own = {"az/2023/a-text/index.html", "en/2023/zzhidden/index.html"}
    data = {path: (out / path).read_bytes() for path in sorted(files - own)}
    assert [path for path in data if b"zzsecret" in data[path] or b"zzhidden" in data[path]] == []
    listed = (out / "SHA256SUMS").read_text("utf-8")
    assert "documents/briefings/2023/a-text/seen.pdf" in listed
    assert "pictures/briefings/2023/a-text/seen.jpg" in listed
