"""How pages are set, measured in a browser: letters per line, the baseline, hanging marks, one face for all letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.auditing import resize
from tests.browser.kinds import Visit
from tests.browser.opening import Served
from tests.browser.setting import LINES, blocks_beside_the_baseline, hangs, letters_in_a_line
from tests.sites import NEWSROOM, ROOT, BuiltSite

pytestmark = pytest.mark.browser

BRIEFING = "2023/everything-at-once/index.html"
STANDING = "about/index.html"
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


@pytest.mark.parametrize("text", [BRIEFING, STANDING])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_has_60_to_75_letters(page: Page, fixture_site: BuiltSite, language: str, text: str) -> None:
    page.goto((fixture_site.path / language / text).as_uri())
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


def test_a_quotation_mark_keeps_away_from_the_number_of_a_note_and_a_mark_has_no_highlighter(
    page: Page, fixture_site: BuiltSite
) -> None:
    page.goto((fixture_site.path / "az" / BRIEFING).as_uri())
    page.evaluate(
        """() => {
          const notes = '<div class="footnote"><ol><li><p class="hangs">«Turan»</p></li></ol></div><mark>x</mark>';
          document.querySelector(".prose").innerHTML = notes;
        }"""
    )
    note = page.locator(".briefing > .prose li").evaluate("each => each.getBoundingClientRect().left")
    (line,) = page.locator(".briefing > .prose li p").evaluate(LINES)
    assert line["left"] >= note
    assert page.locator("mark").evaluate("each => getComputedStyle(each).backgroundColor") == "rgba(0, 0, 0, 0)"


_BASELINES = """each => [...each.children].slice(0, 2).map(child => {
  const mark = document.createElement("span");
  mark.style.display = "inline-block";
  child.prepend(mark);
  return mark.getBoundingClientRect().bottom;
})"""


@pytest.mark.parametrize("where", [".entry", ".newsline li"])
def test_a_date_stands_on_the_line_of_its_title(page: Page, fixture_site: BuiltSite, where: str) -> None:
    page.goto((fixture_site.path / "en/index.html").as_uri())
    for entry in page.locator(where).all():
        date, title = entry.evaluate(_BASELINES)
        assert abs(date - title) < 1


def test_the_skip_link_is_out_of_sight_until_it_is_reached_however_large_the_text(
    page: Page, fixture_site: BuiltSite
) -> None:
    page.goto((fixture_site.path / "ru/index.html").as_uri())
    resize(page, 320, 568, text=200)
    place = "document.querySelector('.skip').getBoundingClientRect().bottom"
    assert page.evaluate(place) <= 0
    page.keyboard.press("Tab")
    assert page.evaluate(place) > 0
    resize(page, 1280, 900)


@pytest.mark.parametrize("kind", ["withdrawn", "redirect"])
def test_a_page_without_a_text_has_the_bar_and_air_below_its_title(
    site_served: Served, visits: dict[tuple[str, str], Visit], kind: str
) -> None:
    with site_served.opened(visits[kind, "en"]) as (page, _):
        bar = "getComputedStyle(document.querySelector('h1').parentElement, '::before').borderTopWidth"
        assert page.evaluate(bar) == "7px"
        title, words = page.locator("h1").bounding_box(), page.locator("h1 ~ p, header ~ p").first.bounding_box()
        assert title
        assert words
        assert words["y"] - title["y"] - title["height"] >= 12


def test_facts_are_one_run_of_words_on_a_phone(page: Page, fixture_site: BuiltSite) -> None:
    page.goto((fixture_site.path / "en" / BRIEFING).as_uri())
    ways = "[...new Set([...document.querySelectorAll('.facts > div')].map(each => getComputedStyle(each).display))]"
    assert page.evaluate(ways) == ["block"]
    resize(page, 390, 844)
    assert set(page.evaluate(ways)) - {"none"} == {"inline"}  # what the masthead says is not repeated
    resize(page, 1280, 900)


_COLOURS = """where => [...new Set([...document.querySelectorAll(where)].map(each => getComputedStyle(each).color))]"""


def test_links_of_a_text_are_red_and_links_around_it_are_ink(
    page: Page, fixture_site: BuiltSite, site_served: Served, visits: dict[tuple[str, str], Visit]
) -> None:
    page.goto((fixture_site.path / "en" / BRIEFING).as_uri())
    ink, red = "rgb(21, 20, 15)", "rgb(138, 28, 22)"
    assert page.evaluate(_COLOURS, ".prose p a, .sources li > a:first-child") == [red]
    assert page.evaluate(_COLOURS, ".facts a, .footer a, .chips a, .sections a") == [ink]
    for kind in ("gateway", "missing"):
        with site_served.opened(visits[kind, "en"]) as (door, _):
            assert (
                door.evaluate("getComputedStyle(document.querySelector('main'), '::before').borderTopWidth") == "14px"
            )
            assert door.locator(".door-name").count() == len(fixture_site.languages)
            assert door.evaluate(_COLOURS, "main a.door .door-name, .chips a") == [ink]


def test_a_printed_briefing_says_where_it_is_and_has_no_furniture(
    site_served: Served, visits: dict[tuple[str, str], Visit]
) -> None:
    visit = visits["briefing", "en"]
    with site_served.opened(visit, media="print") as (page, _):
        link = page.locator("link[rel=canonical]")
        address = visit.site.url + "/" + visit.made.address
        printed = "each => getComputedStyle(each, '::before').content + each.getBoundingClientRect().height"
        assert link.evaluate(printed).partition('"')[2].startswith(f'{address}"')
        assert link.evaluate("each => each.getBoundingClientRect().height") > 5
        furniture = page.locator(".footnote-backref, .chips, .terms, .languages, .sections, details, .reply, nav")
        assert furniture.count() > 10
        assert [each for each in furniture.all() if each.is_visible()] == []
        assert page.locator(".sources li").first.is_visible()


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
