"""The list of redactions finds its terms in what a browser prints: its PDFs are those of most programs on the web."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from newsarchive_clean.documents.rewriting import publish_document
from newsarchive_clean.redactions.list_file import parse_terms
from newsarchive_clean.redactions.search import hits_of

FONTS = ("DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono")
NAMES = (
    "Adlı Əliyev Həsən Vaqif Tofiq Aydın Yusif Ayaz Əli Vəli Tural Vüsal Arzu Ilham Leyla Ivan Petrov Yana Anna Pavel"
    " Irina Fatima Zaur Anar Ülvi Səbinə Rəsul Elçin Оксана Иван Ольга Гулия Айдын Vugar Taleh Azad Avaz Ahmad"
).split()
NUMBERED = (
    "Tofiq1985@mail.az",
    "tofiq.ev1985@proton.me",
    "AV 1234567",
    "90-TA-123",
    "Tolstoy küçəsi 12",
    "Ta-Ya 77777",
)
PROSE = (
    "The court found that a real injury to the public had not been shown and that no reason was given to keep the"
    " files away from the press. We are told that Yale and AT were to vary it, too, for Avery liked it."
)

Print = Callable[..., bytes]


@pytest.fixture(scope="module")
def printed(chromium: Browser) -> Iterator[Print]:
    """Print a page as a newsroom's document; `options` are those of the browser's printing."""
    page = chromium.new_page()

    def print_it(body: str, font: str = FONTS[0], **options: object) -> bytes:
        page.set_content(f"<html lang=en><meta charset=utf-8><body style='font-family:{font}'>{body}")
        data: bytes = page.pdf(**options)  # type: ignore[arg-type]
        return data

    yield print_it
    page.close()


def missed(data: bytes, *words: str) -> list[str]:
    return _missed("a.pdf", publish_document(data), *words)


def _missed(path: str, data: bytes, *words: str) -> list[str]:
    # what has a number beside words is no name, and must be quoted
    terms, faults = parse_terms("\n".join(f'"{word}"' if re.search(r"[a-zə] \d", word) else word for word in words))
    assert not faults
    hits = {hit.term for hit in hits_of(path, data, terms)}
    return [word for line, word in enumerate(words, start=1) if line not in hits]


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("sentence", ["The witness said that {}, who was there, left.", "{} was there."])
def test_short_names_and_numbers_are_found_in_kerned_lines(printed: Print, font: str, sentence: str) -> None:
    words = [*NAMES, *NUMBERED]
    assert missed(printed("".join(f"<p>{sentence.format(word)}</p>" for word in words), font), *words) == []


@pytest.mark.parametrize(
    "body",
    [
        "<p>It is T<b>of</b>iq who said so.</p>",
        "<p>It is <span style='color:red'>T</span><u>of</u><i>i</i>q who said so.</p>",
        "<p>It is <big>T</big>ofiq who said so.</p>",
        "<p style='font-variant:small-caps'>It is Tofiq who said so.</p>",
        "<p>It is Tofiq<sup>1</sup> who said so.</p>",
        "<p style='text-align:justify;width:170px'>It is Tofiq who said that it was Tofiq who had said so.</p>",
        "<p style='letter-spacing:.3em'>It is Tofiq who said so.</p>",
        "<p>It is <span style='letter-spacing:.2em'>Tofiq</span> who said so.</p>",
        "<div style='transform:rotate(90deg);width:300px;margin-top:200px'>It is Tofiq who said so.</div>",
        "<div style='transform:rotate(-31deg);width:300px;margin-top:200px'>It is <b>T</b>ofiq who said so.</div>",
        "<svg width=300 height=100><text x='10 20 30 36 42' y=50>Tofiq</text></svg>",
        "<svg width=300 height=100><path id=p d='M10,50 Q100,0 200,50'/>"
        "<text><textPath href='#p'>Tofiq</textPath></text></svg>",
        "<style>p::first-letter{font-size:3em;float:left}</style><p>Tofiq said so, and it was so for a long time.</p>",
        "<style>p::first-letter{font-size:4em;float:left;line-height:.8;padding-right:.1em}</style>"
        "<p style='width:250px'>Tofiq said so, and it was so for a long time, and for a longer time than that.</p>",
        "<style>p::first-letter{font-size:3em}</style><p>Tofiq said so.</p>",
        "<table border=1><tr><td>one<td>Tofiq<td>two</table>",
        "<div style='columns:2;width:240px'>It was said in court by one whose name is Tofiq that it was so.</div>",
    ],
)  # fmt: skip
def test_a_name_that_is_drawn_in_parts_is_found(printed: Print, body: str) -> None:
    assert missed(printed(body), "Tofiq") == []


def test_a_full_name_is_found_past_marks_of_notes(printed: Print) -> None:
    assert missed(printed("<p>It is Tofiq<sup>1</sup> Ayaz<sup>*</sup> Vəli who said so.</p>"), "Tofiq Ayaz Vəli") == []


@pytest.mark.parametrize("style", ["", "text-align:justify;width:200px", "letter-spacing:.1em", "font-size:30px"])
def test_no_words_are_made_up_of_parts_of_neighbours(printed: Print, style: str) -> None:
    words = re.findall(r"\w+", PROSE.lower())
    row = "".join(words)
    made = {row[at : at + size] for size in (3, 5) for at in range(len(row) - size + 1)}
    # some are other spellings of one whole word (Thaty of that), which is found in any text
    strange = _missed("words.txt", "\n\n".join(words).encode(), *sorted(made))
    cells = "".join(f"<td>{word}" for word in words)
    body = f"<p style='{style}'>{PROSE}</p><table><tr>{cells}</table>"
    data = printed("".join(f"<div style='font-family:{font};break-after:page'>{body}</div>" for font in FONTS))
    assert len(strange) > 100
    assert missed(data, *strange) == strange


@pytest.mark.parametrize(
    "header", [{}, {"display_header_footer": True, "margin": dict.fromkeys(("top", "bottom"), "60px")}]
)
@pytest.mark.parametrize("after", ["Adlı Ayaz, he said.", "Adlı Ayaz"])
def test_a_name_across_the_end_of_a_page_is_found(printed: Print, header: dict[str, object], after: str) -> None:
    templates = {
        "header_template": "<p style='font-size:10px'>The case of <span class=title></span></p>",
        "footer_template": "<p style='font-size:10px'>Page <span class=pageNumber></span><br>of many</p>",
    }
    note = "<div style='position:absolute;top:800px;font-size:70%'><p>1. One note.<p>2. Another.<p>3. A third.</div>"
    before = f"<title>Ruling</title>{note}<p>It is said.</p><p>The witness is Vüsal</p>"
    body = f"{before}<p style='break-before:page'>{after}</p>"
    assert missed(printed(body, **header | (templates if header else {})), "Vüsal Adlı Ayaz") == []


RIGHT_TO_LEFT = ("علي حسن", "سلام کلانتری", "محمد الإمام", "پرویز", "علی‌رضا", "יוסי כהן", "لالا")


@pytest.mark.parametrize(
    "sentence", ["<p dir=rtl>قال {} في 12.10.2023</p>", "<p>We met {} in 2023, they say.</p>", "<p dir=rtl>{}</p>"]
)
@pytest.mark.parametrize("font", FONTS)
def test_names_in_arabic_and_hebrew_letters_are_found(printed: Print, font: str, sentence: str) -> None:
    data = printed("".join(sentence.format(name) for name in RIGHT_TO_LEFT), font)
    assert missed(data, *RIGHT_TO_LEFT) == []


def test_numbers_in_lines_from_right_to_left_stand_as_they_are(printed: Print) -> None:
    assert (
        missed(printed("<p dir=rtl>هاتف علي: 050 111 22 33 أو ali@mail.az</p>"), "050 111 22 33", "ali@mail.az") == []
    )
