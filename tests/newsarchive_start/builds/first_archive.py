"""The archive that sequences of edits begin with: small, and of everything that an archive may hold."""

from __future__ import annotations

from tests.newsarchive.builds.archive_files import revision
from tests.newsarchive.builds.archive_making import LANGUAGES, Archive, Letter, Words, Work

DAY = "2026-07-01"
TRANSLATED = {"az": "Tərcümə: ələk", "en": "A translation", "ru": "Перевод"}


def _words(original: str, *translations: str, of: str = "", **more: object) -> dict[str, Words]:
    """An original, and translations of it (or of the text in the language `of`)."""
    texts = {original: Words(f"Title in {original}", f"Words in {original}.", **more)}  # type: ignore[arg-type]
    for tag in translations:
        source = of if of in texts else original
        texts[tag] = Words(TRANSLATED[tag], f"{TRANSLATED[tag]}.", translates=source)
    return texts


def _briefing(number: int, slug: str, date: str, texts: dict[str, Words], **more: object) -> Work:
    terms = {"tags": ["press", ("law", "privacy")[number % 2]], "places": [("baku", "ganja")[number % 2]]}
    if number % 3 == 0:
        terms["people"] = [("khadija", "emin")[number % 2]]
    return Work("briefing", slug, texts, date, terms=terms, **more)  # type: ignore[arg-type]


def _term(name: str, **more: object) -> dict[str, object]:
    return {"names": {tag: f"{name} {tag}" for tag in LANGUAGES}, **more}


def first_archive() -> Archive:
    """Return the archive, a new value each time."""
    works = [
        _briefing(0, "sieve", "2021-03-02", _words("az", "en", "ru", of="en", links=[(1, "heading"), (4, "")])),
        _briefing(1, "everything", "2023-10", _words("en", "az", "ru", links=[(0, "letter"), (3, "")], code=True)),
        _briefing(2, "hidden", "2022-06-01", _words("en", "az", status="hidden")),
        _briefing(3, "withdrawn", "2022-06-04", _words("en", "az", "ru", status="withdrawn")),
        _briefing(4, "draft", "2022-07", _words("en", "ru", status="draft"), drawing=9),
        _briefing(5, "waiting", "2026-06-20", _words("ru", "en", links=[(0, "")]), published="2026-07-03"),
        *(
            _briefing(number, f"filler-{number}", f"20{20 + number % 5}-0{number % 9 + 1}-10", _words(*languages))
            for number, languages in enumerate(("en", "en az", "ru", "az en", "en ru", "az", "ru az en", "en"), start=6)
            for languages in [languages.split()]
        ),
        Work("page", "about", _words("en", "az", links=[(1, "heading"), (5, "")]), earlier=["imprint"]),
        Work("page", "writing-safely", _words("en", "ru")),
        Work("page", "method", _words("az")),
        Work("notice", "now", _words("en", "az", links=[(15, "")]), starts="2026-06-01", ends="2026-07-02"),
        Work("notice", "soon", _words("ru"), starts="2026-07-03", ends="2026-07-04"),
        Work("notice", "past", _words("en"), starts="2020-01-01", ends="2020-02-01"),
    ]
    everything, sieve = works[1], works[0]
    everything.picture, everything.drawing, everything.related = 1, 2, [0, 2, 7, 8]
    everything.texts["en"].caption = "The picture's caption"
    everything.texts["az"].caption = "Şəklin izahı"
    everything.texts["en"].modified, everything.texts["en"].correction = "2025-01-02", "A number was wrong."
    everything.earlier = ["all", "en/2019/all-of-it"]
    everything.letters = {
        "2024-02-03-reader": Letter("az", "Bir məktub.", "Aysel"),
        "2024-02-04-2": Letter("en", "A letter in draft.", status="draft"),
    }
    sieve.letters = {"2024-03-04-1": Letter("ru", "Письмо.")}
    sieve.picture, sieve.related = 3, [6]
    for held in works[2:6]:
        held.letters = {"2024-05-06-1": Letter("en", "A letter.")}
    works[7].texts["az"].status, works[9].texts["en"].status, works[10].texts["ru"].status = (
        "draft",
        "withdrawn",
        "hidden",
    )
    sieve.kept, sieve.attempt, works[7].kept, works[8].dead = "fetched", 5, "refused", True
    archive = Archive(
        dict(enumerate(works)),
        {
            "tags": {
                "press": _term("Press", description={"en": "All about the press.", "az": "Mətbuat haqqında."}),
                "law": _term("Law"),
                "privacy": _term("Privacy"),
            },
            "people": {"khadija": _term("Khadija", also=["Xədicə"]), "emin": {"names": {"en": "Emin"}}},
            "organisations": {"union": _term("Union", description={"en": "A union."})},
            "places": {"baku": _term("Baku", country="AZ"), "ganja": _term("Ganja")},
        },
        {"az/2019/old": 0, "en/old/method": 14, "ru/2022/never-built": 4},
        {"LISTING_SIZE": 3, "FEED_SIZE": 3},
        DAY,
        made=len(works),
    )
    for number, work in archive.works.items():
        for words in work.texts.values():
            if words.translates and number % 4:
                words.revision = revision(archive, work, words.translates) if number % 3 else "0" * 12
    return archive


def smaller_archive() -> Archive:
    """Return the first archive without works to which nothing leads, where what is edited does not matter."""
    archive = first_archive()
    for number in range(9, 14):
        del archive.works[number]
    return archive
