"""How pages are set, measured in a browser: letters per line, the baseline, hanging marks, one face for all letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.setting import blocks_beside_the_baseline, hangs, letters_in_a_line
from tests.sites import NEWSROOM, ROOT, BuiltSite

pytestmark = pytest.mark.browser

BRIEFING = "2023/everything-at-once/index.html"
LANGUAGES = ("az", "en", "ru")
ALPHABETS = (
    "Aa Bb Cc Çç Dd Ee Əə Ff Gg Ğğ Hh Xx Iı İi Jj Kk Qq Ll Mm Nn Oo Öö Pp Rr Ss Şş Tt Uu Üü Vv Yy Zz «»“”„’—–…№ "
    "Аа Бб Вв Гг Дд Ее Ёё Жж Зз Ии Йй Кк Лл Мм Нн Оо Пп Рр Сс Тт Уу Фф Хх Цц Чч Шш Щщ Ъъ Ыы Ьь Ээ Юю Яя 0123456789"
)


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A desktop's window."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def _words(language: str) -> str:
    """Sentences of the interface: a text of some length in a language."""
    catalogue = (NEWSROOM / "translations" / f"{language}.po").read_text("utf-8")
    sentences = re.findall(r'^msgstr "([^"{<\\]{80,})"$', catalogue, re.MULTILINE)
    return " ".join(sentences)[:3_000]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_has_60_to_75_letters(page: Page, fixture_site: BuiltSite, language: str) -> None:
    page.goto((fixture_site.path / language / BRIEFING).as_uri())
    page.evaluate("words => { document.querySelector('.prose > p').textContent = words }", _words(language))
    assert 60 <= letters_in_a_line(page) <= 75


def test_blocks_of_a_text_begin_on_half_lines(page: Page, fixture_site: BuiltSite) -> None:
    page.goto((fixture_site.path / "en" / BRIEFING).as_uri())
    page.evaluate(
        """words => {
          const blocks = ["p", "h2", "p", "ul", "p", "h3", "p", "ol", "p", "h2", "p", "p"].map(name => {
            const block = document.createElement(name);
            block.innerHTML = /l$/.test(name) ? "<li>One</li><li>Two</li>" : words;
            return block;
          });
          document.querySelector(".prose").replaceChildren(...blocks);
        }""",
        _words("en")[:300],
    )
    assert blocks_beside_the_baseline(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_quotation_mark_hangs_outside_the_lines_of_a_title_but_not_on_a_phone(
    page: Page, fixture_site: BuiltSite, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((fixture_site.path / "az/index.html").as_uri())
    page.evaluate(
        """() => {
          const title = document.querySelector(".lead .entry-title");
          title.classList.add("hangs");
          title.firstElementChild.textContent = "«Hər şey birdən» və daha çox";
        }"""
    )
    assert hangs(page) is (width == 1280)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("place", [".prose > p", "h1", ".facts dt", ".nameplate", "code"])
def test_one_face_draws_both_alphabets(page: Page, fixture_site: BuiltSite, place: str) -> None:
    page.goto((fixture_site.path / "az" / BRIEFING).as_uri())
    page.evaluate(
        """([place, words]) => {
          let element = document.querySelector(place);
          if (!element) {
            element = document.createElement(place);
            document.querySelector('.prose').append(element);
          }
          element.textContent = words;
          element.id = 'p_alphabets';
        }""",
        [place, ALPHABETS],
    )
    # the browser tells only of what it has laid out
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": "#p_alphabets"})["nodeId"]
    fonts = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert len({font["familyName"] for font in fonts}) == 1, fonts
    assert sum(font["glyphCount"] for font in fonts) >= len(ALPHABETS) * 0.9


def test_no_face_is_named_that_lacks_a_letter() -> None:
    styles = "".join(path.read_text("utf-8") for path in (ROOT / "theme" / "static" / "css").glob("*.css"))
    stacks = re.findall(r"--(?:serif|sans|mono):([^;]+);", styles)
    assert len(stacks) == 3
    named = {each.strip(' "') for stack in stacks for each in stack.split(",")}
    # without ə or without Cyrillic (theme/README.md), or not known to have them
    assert named.isdisjoint({"PT Serif", "PT Sans", "Caladea", "Georgia", "Charter", "Palatino", "Iowan Old Style"})
    # a face is named in the tokens and nowhere else
    assert re.findall(r"font-family:|font:[^;]*\"", styles) == []


def test_words_are_hyphenated_by_their_own_language_and_figures_line_up(page: Page, fixture_site: BuiltSite) -> None:
    page.goto((fixture_site.path / "en/2023/everything-at-once/index.html").as_uri())
    style = "([place, name]) => getComputedStyle(document.querySelector(place))[name]"
    assert page.evaluate(style, [".prose p", "hyphens"]) == "auto"
    assert page.evaluate(style, ["h1", "hyphens"]) == "manual"
    assert "tabular-nums" in page.evaluate(style, [".prose td", "fontVariantNumeric"])
