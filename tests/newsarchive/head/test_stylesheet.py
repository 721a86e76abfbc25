"""The one stylesheet in its declared layers."""

import re

import pytest

from newsarchive.head.stylesheet import LAYERS, Theme, code_stylesheet, page_styles, stylesheet, theme_of
from newsarchive.model.settings import SettingsError, SiteFont
from tests.newsarchive.editions import ROOT, briefing, briefing_of, page, text_from, write_content


@pytest.fixture
def theme(tmp_path):
    files = {
        f"static/css/{layer}.css": f"/* {layer} */ .{layer} {{ color: red; }}" for layer in (*LAYERS, "code", "book")
    }
    files["templates/base.html"] = "<!doctype html>"
    return write_content(tmp_path, files)


def test_layers_are_declared_first_and_come_in_that_order(theme):
    css = stylesheet(Theme(theme), without="")
    assert css.startswith("@layer tokens,base,layout,components,texts,lists,utilities,print;")
    assert re.findall(r"@layer (\w+)\{", css) == list(LAYERS)


def test_each_file_lies_within_its_layer(theme):
    css = stylesheet(Theme(theme), without="lists")
    assert "@layer lists{" not in css
    for layer in {*LAYERS} - {"lists"}:
        assert f"@layer {layer}{{.{layer}{{color:red}}}}" in css


def test_comments_and_white_space_are_gone(theme):
    css = stylesheet(Theme(theme), without="lists")
    assert "/*" not in css
    assert "\n" not in css


def test_a_missing_file_stops_the_build_with_its_name(theme):
    (theme / "static/css/base.css").unlink()
    with pytest.raises(FileNotFoundError, match=r"base\.css"):
        stylesheet(Theme(theme), without="lists")


def test_the_themes_stylesheet_names_nothing_from_elsewhere_and_closes_no_element():
    css = stylesheet(Theme(ROOT / "theme"), without="") + code_stylesheet(Theme(ROOT / "theme"))
    assert "@import" not in css
    assert "http:" not in css
    assert "https:" not in css
    assert "</" not in css
    assert css.count("{") == css.count("}")


def test_no_selector_has_a_space_that_the_minifier_takes_away():
    # rcssmin writes `.find :is(input)` as `.find:is(input)`, which is another selector
    for path in sorted((ROOT / "theme/static/css").glob("*.css")):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        selectors = re.findall(r"(?:^|[{}])([^{}@;]+)\{", rules)
        assert [each.strip() for each in selectors if re.search(r"[\w)\]*] +:", each)] == [], path.name


def test_code_has_colours_for_light_and_dark_in_the_layer_of_texts():
    css = code_stylesheet(Theme(ROOT / "theme"))
    assert css.startswith("@layer texts{.code{")
    assert css.count("@media screen and (prefers-color-scheme:dark){") == 1
    light, dark = css.split("@media screen and (prefers-color-scheme:dark)")
    assert ".code .k" in light
    assert ".code .k" in dark


def test_code_has_no_background_and_no_line_numbers_of_pygments():
    css = code_stylesheet(Theme(ROOT / "theme"))
    assert ".hll" not in css
    assert "linenos" not in css


def test_the_pages_of_a_theme_carry_its_sheet_and_with_code_its_colours():
    styles = page_styles(Theme(ROOT / "theme"))
    texts, lists = (stylesheet(Theme(ROOT / "theme"), without=name) for name in ("lists", "texts"))
    code = briefing_of(text_from("```python\nx = 1\n```"))
    assert styles.of(page(work=briefing("a"))) == texts
    assert styles.of(page(work=code)) == texts + code_stylesheet(Theme(ROOT / "theme"))
    assert styles.of(page()) == lists
    assert "@layer texts{" not in lists


def test_the_colours_of_the_paper_are_those_of_the_tokens(theme):
    tokens = ":root { --paper: #fafafa; --ink: #000; }\n@media (x) { :root { --paper:#111; } }"
    (theme / "static/css/tokens.css").write_text(tokens)
    with pytest.raises(SettingsError, match=r"does not define --accent"):
        page_styles(Theme(theme))
    (theme / "static/css/tokens.css").write_text(tokens.replace("#000;", "#000; --accent: #b00;"))
    styles = page_styles(Theme(theme))
    assert (styles.paper, styles.accent) == (("#fafafa", "#111"), "#b00")


def test_tokens_without_two_colours_of_paper_stop_the_build(theme):
    with pytest.raises(SettingsError, match=r"tokens\.css defines --paper 0 times"):
        page_styles(Theme(theme))


def test_a_colour_is_that_of_the_light_scheme(theme):
    tokens = ":root { --paper: #fafafa; --ink: #000; }\n@media (x) { :root { --paper:#111; } }"
    (theme / "static/css/tokens.css").write_text(tokens)
    assert (Theme(theme).colour("paper"), Theme(theme).colour("ink")) == ("#fafafa", "#000")
    (theme / "static/css/tokens.css").write_text(":root { --paper: #FFF; --ink: #00AAff; }")
    assert (Theme(theme).colour("paper"), Theme(theme).colour("ink")) == ("#FFF", "#00AAff")
    with pytest.raises(SettingsError, match=r"tokens\.css does not define --accent"):
        Theme(theme).colour("accent")


TOKENS = ":root { --paper: #fff; --accent: #b00; --serif: Georgia, serif; }\n@media (x) { :root { --paper: #111; } }"


def _own(theme, css):
    (theme / "static/css/tokens.css").write_text(TOKENS)
    (theme / "own.css").write_text(css)
    return Theme(theme, (theme / "own.css",))


def test_css_of_the_newsroom_comes_last_and_its_colours_count(theme):
    own = _own(theme, ":root { --accent: #00a; --paper: #eee; } .x { color: blue; }")
    styles = page_styles(own)
    assert styles.lists.startswith("@layer tokens,base,layout,components,texts,lists,utilities,print,own;")
    assert styles.lists.endswith("@layer own{:root{--accent:#00a;--paper:#eee}.x{color:blue}}")
    assert (styles.accent, styles.paper) == ("#00a", ("#eee", "#111"))


@pytest.mark.parametrize("loads", ["@import 'x.css';", ".a { background: url(x.png) }", "</style>", "@font-face { }"])
def test_css_of_the_newsroom_that_loads_something_is_refused(theme, loads):
    with pytest.raises(SettingsError, match=r"own\.css:2: .*pages load nothing"):
        page_styles(_own(theme, f".b {{ color: red }}\n{loads}"))


@pytest.mark.parametrize(
    "harmless", [r".a::after { content: '\201C' }", r".\31 0 { color: red }", r".a\:b { color: red }"]
)
def test_other_escapes_in_the_css_of_the_newsroom_stay(theme, harmless):
    assert harmless.partition(" {")[0] in page_styles(_own(theme, harmless)).lists


@pytest.mark.parametrize("value", ["own.css", 5, {"own.css": 1}, [5]])
def test_css_files_that_are_no_list_are_refused_with_what_to_write(theme, value):
    with pytest.raises(
        SettingsError, match=r"THEME_CSS_OVERRIDES: .*(?:is not a list; put \[ \]|is not a path in quotes)"
    ):
        theme_of({"THEME": str(theme), "THEME_CSS_OVERRIDES": value})


def test_a_missing_file_of_the_newsroom_is_named(theme):
    _own(theme, "")
    with pytest.raises(SettingsError, match=r"THEME_CSS_OVERRIDES: there is no file .*nowhere\.css"):
        page_styles(Theme(theme, (theme / "nowhere.css",)))


def test_a_font_is_linked_from_each_page_and_stands_before_the_themes_faces(theme):
    font = SiteFont("fonts/lit.woff", "Literata", "serif", weight="400 700")
    styles = page_styles(_own(theme, ""), (font,))
    face = '@font-face{font-family:"Literata";src:url("%stheme/fonts/lit.woff") format("woff")'
    assert face % "../" in styles.of(page("en/"))
    assert face % "../../../" in styles.of(page("en/2023/a/", work=briefing("a")))
    assert '--serif:"Literata",Georgia,serif' in styles.lists
    assert "@font-face" not in styles.of(page("404.html"))


def test_css_that_becomes_the_end_of_its_element_when_it_is_minified_is_refused(theme):
    for css in ("a{content:'<\\\n/style><meta http-equiv=refresh>'}", "a{content:'<\\\n!--'}"):
        with pytest.raises(SettingsError, match="ends the CSS of a page"):
            page_styles(_own(theme, css))
