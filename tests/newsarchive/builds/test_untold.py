"""A picture or document that only a hidden text shows or links is public for its readers and named in no list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.newsarchive.builds.test_failures import TEXT
from tests.newsarchive_clean.builds.test_traces import _build, room
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
    own = ("az/2023/a-text/", "en/2023/zzhidden/")
    data = {path: (out / path).read_bytes() for path in sorted(files) if not path.startswith(own)}
    assert [path for path in data if b"zzsecret" in data[path] or b"zzhidden" in data[path]] == []
    listed = (out / "SHA256SUMS").read_text("utf-8")
    assert "documents/briefings/2023/a-text/seen.pdf" in listed
    assert "pictures/briefings/2023/a-text/seen.jpg" in listed


def _write(path: Path, head: str, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}\n---\n\n{body}\n", "utf-8")


def _told(room: Path, *words: bytes, but: tuple[str, ...] = ()) -> list[str]:
    """Return the files that have one of some words in name or content, without some pages and what is beside them."""
    files = (path for path in sorted((room / "out").rglob("*")) if path.is_file())
    named = {path.relative_to(room / "out").as_posix(): path.read_bytes() for path in files}
    found = (name for name, data in named.items() if any(word in name.encode() + data for word in words))
    return [name for name in found if not name.startswith(tuple(page.removesuffix("index.html") for page in but))]


def test_no_public_page_leads_to_a_hidden_text(room: Path) -> None:
    """Neither the sign of a translation out of date, nor a link, nor a letter, nor a notice."""
    folder = room / "content/briefings/2023/zzthree"
    head = TEXT.split("---\n")[1].strip()
    _write(folder / "az.md", head, "Sözlər.")
    _write(
        folder / "en.md",
        "title: A title\nsummary: It.\ntranslates: az\nstatus: hidden",
        "Words. [One](../a-text/en.md)",
    )
    _write(
        folder / "ru.md", "title: Заголовок\nsummary: Вот.\ntranslates: en\ntranslated_revision: 0123456789ab", "Слова."
    )
    link = "See [the other](../../briefings/2023/zzthree/en.md)."
    _write(folder.parent / "a-text/en.md", head, "Some words, and [the other](../zzthree/en.md).")
    _write(
        folder.parent / "a-text/replies/2023-11-02-desk.md",
        "date: 2023-11-02\nlanguage: en\nname: The desk",
        "See [it](../../zzthree/en.md).",
    )
    _write(room / "content/notices/today/en.md", "title: A notice\nstarts: 2023-01-01\nends: 2099-01-01", link)
    done = _build(room, "CHECKSUMS = True\n")
    assert done.returncode == 0, done.stderr + done.stdout
    assert (done.stderr + done.stdout).count("warning link-untold") == 3
    # readers are told that the translation is out of date all the same
    assert '<p class="flag">' in (room / "out/ru/2023/zzthree/index.html").read_text("utf-8")
    assert _told(room, b"en/2023/zzthree", but=("en/2023/zzthree/index.html",)) == []


def test_a_withdrawn_text_takes_its_hidden_translation_along(room: Path) -> None:
    folder = room / "content/briefings/2023/three"
    head = TEXT.split("---\n")[1].strip()
    reason = "status: withdrawn\nwithdrawal: {date: 2024-01-02, reason: safety of a person}"
    _write(folder / "en.md", f"{head}\n{reason}", "")
    _write(folder / "az.md", "title: Zzbaşlıq\nsummary: Xülasə\ntranslates: en\nstatus: hidden", "Zzsözlər.")
    assert _build(room, "CHECKSUMS = True\n").returncode == 0
    assert (room / "out/az/2023/three/index.html").exists()
    assert _told(room, "Zzbaşlıq".encode(), "Zzsözlər".encode()) == []


@pytest.mark.parametrize("state", ["hidden", "withdrawn\nwithdrawal: {date: 2024-01-02, reason: safety of a person}"])
def test_feeds_and_search_forget_where_an_unchanged_text_led(room: Path, state: str) -> None:
    """A link's words may be the title of what it led to."""
    head = TEXT.split("---\n")[1].strip()
    _write(room / "content/briefings/2023/a-text/en.md", head, "Before [Zztitle of it](../three/en.md), after.")
    three = room / "content/briefings/2023/three/en.md"
    _write(three, head, "Words.")
    assert _build(room).returncode == 0
    assert {"en/feed.xml", "en/search"} <= {path.rpartition("/r")[0] or path for path in _told(room, b"Zztitle")}
    _write(three, f"{head}\nstatus: {state}", "Words." if state == "hidden" else "")
    assert _build(room).returncode == 0
    assert _told(room, b"2023/three/", but=("en/2023/three/index.html",)) == []
    if state != "hidden":
        assert _told(room, b"Zztitle", b"zztitl") == []


def test_no_list_names_a_text_that_is_withdrawn_while_its_original_is_hidden(room: Path) -> None:
    folder = room / "content/briefings/2023/zzthree"
    head = TEXT.split("---\n")[1].strip()
    _write(folder / "en.md", f"{head}\nstatus: hidden", "Words.")
    gone = "translates: en\nstatus: withdrawn\nwithdrawal: {date: 2024-01-02, reason: error}"
    _write(folder / "az.md", gone, "")
    _write(folder.parent / "a-text/en.md", head, "Some words, and [the other](../zzthree/az.md).")
    (room / "content/redirects.yaml").write_text("az/2020/old: az/2023/zzthree\n", "utf-8")
    done = _build(room, "CHECKSUMS = True\nSITEURL = 'https://archive.test'\nALLOW_PLACEHOLDERS = True\n")
    assert done.returncode == 0, done.stderr
    own = ("az/2023/zzthree/index.html", "az/2020/old/index.html", "en/2023/zzthree/index.html")
    assert _told(room, b"zzthree", but=own) == []


def test_a_notice_and_its_picture_are_public_on_its_days_alone(room: Path) -> None:
    days = {"early": ("2098-01-01", ""), "late": ("2023-01-01", ""), "quiet": ("2023-01-01", "\nstatus: hidden")}
    for name, (starts, state) in days.items():
        ends = "2023-01-02" if name == "late" else "2099-01-01"
        notice = room / f"content/notices/zz{name}"
        _write(
            notice / "en.md", f"title: A notice\nstarts: {starts}\nends: {ends}{state}", "![What is seen](photo.jpg)"
        )
        (notice / "photo.jpg").write_bytes(plain("jpg"))
    assert _build(room, "CHECKSUMS = True\n").returncode == 0
    assert _told(room, b"zzearly", b"zzlate", b"zzquiet") == []


def test_the_search_knows_no_name_that_only_unlisted_texts_use(room: Path) -> None:
    people = "\n".join(
        f"{name}:\n  names: {{en: {shown} Zorbaq, az: {shown} Zorbaq, ru: {shown} Зорбак}}\n  also: [Zz{name} Zorbaq]"
        for name, shown in (("waiting", "Some"), ("hid", "Words"))
    )
    (room / "content/people.yaml").write_text(people + "\n", "utf-8")
    head = TEXT.split("---\n")[1].strip()
    folder = room / "content/briefings/2023"
    _write(folder / "later/en.md", f"{head}\npeople: [waiting]\npublished: 2098-01-01", "Not yet.")
    _write(folder / "quiet/en.md", f"{head}\npeople: [hid]\nstatus: hidden", "In silence.")
    assert _build(room).returncode == 0
    found = _told(room, b"zzwaiting", b"zzhid", b"Zzwaiting", b"Zzhid", b"zorbaq", but=("en/2023/quiet/index.html",))
    assert found == []


def test_what_no_reader_sees_of_a_source_is_in_no_file(room: Path) -> None:
    """Labels, names of references, comments, fields and folders that only editors see may name whom no text names."""
    head = TEXT.split("---\n")[1].strip() + " # zzone\npublished_contacts: [zzone@zzone.net]\n# zzone"
    body = """Some words[^zzone], a [link][zzone], [another] and some more[^zzone].

<!-- zzone -->

- An item <!-- zzone -->
- A note[^2]

> Cited[^zzone_three].

```zzone
code
```

[zzone]: https://example.org/one
[another]: <https://example.org/two> (Seen)
[^zzone]: The first, <!-- zzone --> and a mark[^zzone-four].
[^2]: The second.
[^zzone_three]: The third.
[^zzone-four]: The fourth."""
    folder = room / "content/briefings/2023/a-text"
    _write(folder / "en.md", head, body)
    _write(folder / "replies/2023-11-02-1.md", "# zzone\ndate: 2023-11-02\nlanguage: en\nname: name withheld", body)
    for name in ("zzone", "zzonetwo"):
        notice = "title: A notice # zzone\nstarts: 2023-01-01\nends: 2099-01-01"
        _write(room / f"content/notices/{name}/en.md", notice, f"## A heading\n\n{body}")
    (room / "content/redirects.yaml").write_text("# zzone\nen/2020/old: en/2023/a-text # zzone\n", "utf-8")
    with (room / "content/tags.yaml").open("a", encoding="utf-8") as tags:
        tags.write("# zzone\n")
    done = _build(room, "CHECKSUMS = True\n")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "The fourth." in (room / "out/en/2023/a-text/index.html").read_text("utf-8")
    assert _told(room, b"zzone") == []
