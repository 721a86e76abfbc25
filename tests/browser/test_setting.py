"""How pages are set, measured in a browser: letters per line, the baseline, hanging marks, one face for all letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.sites import ROOT, BuiltSite

pytestmark = pytest.mark.browser

BRIEFING = "2023/cybercrime-powers-and-privacy/index.html"
LANGUAGES = ("az", "en", "ru")
ALPHABETS = (
    "Aa Bb Cc Çç Dd Ee Əə Ff Gg Ğğ Hh Xx Iı İi Jj Kk Qq Ll Mm Nn Oo Öö Pp Rr Ss Şş Tt Uu Üü Vv Yy Zz «»“”„’—–…№ "
    "Аа Бб Вв Гг Дд Ее Ёё Жж Зз Ии Йй Кк Лл Мм Нн Оо Пп Рр Сс Тт Уу Фф Хх Цц Чч Шш Щщ Ъъ Ыы Ьь Ээ Юю Яя 0123456789"
)

# the lines of a paragraph as they are set: each one's letters and where its first letter begins
LINES = """element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const lines = [];
  for (let node; (node = walker.nextNode()); )
    for (let at = 0; at < node.length; at++) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (!box.width || node.parentElement.closest('sup')) continue;
      const last = lines[lines.length - 1];
      if (last && Math.abs(last.bottom - box.bottom) < box.height / 2) last.letters += node.data[at];
      else lines.push({bottom: box.bottom, left: box.left, right: box.right, letters: node.data[at]});
    }
  return lines;
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A desktop's window."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_has_60_to_75_letters(page: Page, real_site: BuiltSite, language: str) -> None:
    page.goto((real_site.path / language / BRIEFING).as_uri())
    full = []
    for paragraph in page.locator(".prose > p").all():
        lines = paragraph.evaluate(LINES)
        full += [len(line["letters"]) for line in lines[:-2]]  # the last two are evened out (`text-wrap: pretty`)
    assert len(full) > 20
    assert 60 <= sum(full) / len(full) <= 75


@pytest.mark.parametrize("language", LANGUAGES)
def test_blocks_of_a_text_begin_on_half_lines(page: Page, real_site: BuiltSite, language: str) -> None:
    page.goto((real_site.path / language / BRIEFING).as_uri())
    line = float(page.evaluate("parseFloat(getComputedStyle(document.body).lineHeight)"))
    tops = page.evaluate(
        """() => {
          const prose = document.querySelector('.prose');
          const from = prose.getBoundingClientRect().top;
          return [...prose.querySelectorAll(':scope > :is(p, h2, h3, ul, ol)')].map(
            each => [each.tagName, each.getBoundingClientRect().top - from]);
        }"""
    )
    assert len(tops) > 10
    quarter = line / 4
    assert [(name, top) for name, top in tops if abs(top / quarter - round(top / quarter)) > 0.05] == []


@pytest.mark.parametrize(("path", "width"), [("az/index.html", 1280), ("az/index.html", 360)])
def test_a_quotation_mark_hangs_outside_its_lines(
    chromium: Browser, real_site: BuiltSite, path: str, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto((real_site.path / path).as_uri())
    title = page.locator(".lead .entry-title.hangs").first
    box = title.bounding_box()
    assert box
    lines = title.evaluate(LINES)
    size = title.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert lines[0]["letters"].startswith("«")
    assert lines[0]["left"] >= 0
    assert lines[0]["left"] < box["x"] - size / 4
    assert abs(lines[0]["right"] - box["x"]) < size / 4
    context.close()


@pytest.mark.parametrize("place", [".prose > p", "h1", ".facts dt", ".nameplate", "code"])
def test_one_face_draws_both_alphabets(page: Page, real_site: BuiltSite, place: str) -> None:
    page.goto((real_site.path / "az" / BRIEFING).as_uri())
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
