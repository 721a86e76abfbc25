"""The one stylesheet in its declared layers."""

import re

import pytest

from newsarchive.archive.settings import SettingsError
from newsarchive.head.stylesheet import LAYERS, code_stylesheet, page_styles, stylesheet, theme_colour
from tests.unit.editions import ROOT, briefing, briefing_of, page, text_from, write_content


@pytest.fixture
def theme(tmp_path):
    files = {f"static/css/{layer}.css": f"/* {layer} */ .{layer} {{ color: red; }}" for layer in (*LAYERS, "code")}
    files["templates/base.html"] = "<!doctype html>"
    return write_content(tmp_path, files)


def test_layers_are_declared_first_and_come_in_that_order(theme):
    css = stylesheet(theme, without="")
    assert css.startswith("@layer tokens,base,layout,components,texts,lists,utilities,print;")
    assert re.findall(r"@layer (\w+)\{", css) == list(LAYERS)


def test_each_file_lies_within_its_layer(theme):
    css = stylesheet(theme, without="lists")
    assert "@layer lists{" not in css
    for layer in {*LAYERS} - {"lists"}:
        assert f"@layer {layer}{{.{layer}{{color:red}}}}" in css


def test_comments_and_white_space_are_gone(theme):
    css = stylesheet(theme, without="lists")
    assert "/*" not in css
    assert "\n" not in css


def test_a_missing_file_stops_the_build_with_its_name(theme):
    (theme / "static/css/base.css").unlink()
    with pytest.raises(FileNotFoundError, match=r"base\.css"):
        stylesheet(theme, without="lists")


def test_the_themes_stylesheet_names_nothing_from_elsewhere_and_closes_no_element():
    css = stylesheet(ROOT / "theme", without="") + code_stylesheet(ROOT / "theme")
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
    css = code_stylesheet(ROOT / "theme")
    assert css.startswith("@layer texts{.code{")
    assert css.count("@media screen and (prefers-color-scheme:dark){") == 1
    light, dark = css.split("@media screen and (prefers-color-scheme:dark)")
    assert ".code .k" in light
    assert ".code .k" in dark


def test_code_has_no_background_and_no_line_numbers_of_pygments():
    css = code_stylesheet(ROOT / "theme")
    assert ".hll" not in css
    assert "linenos" not in css


def test_the_pages_of_a_theme_carry_its_sheet_and_with_code_its_colours():
    styles = page_styles(ROOT / "theme")
    texts, lists = stylesheet(ROOT / "theme", without="lists"), stylesheet(ROOT / "theme", without="texts")
    code = briefing_of(text_from("```python\nx = 1\n```"))
    assert styles.of(page(work=briefing("a"))) == texts
    assert styles.of(page(work=code)) == texts + code_stylesheet(ROOT / "theme")
    assert styles.of(page()) == lists
    assert "@layer texts{" not in lists


def test_the_colours_of_the_paper_are_those_of_the_tokens(theme):
    tokens = ":root { --paper: #fafafa; --ink: #000; }\n@media (x) { :root { --paper:#111; } }"
    (theme / "static/css/tokens.css").write_text(tokens)
    assert page_styles(theme).paper == ("#fafafa", "#111")


def test_tokens_without_two_colours_of_paper_stop_the_build(theme):
    with pytest.raises(SettingsError, match=r"tokens\.css defines --paper 0 times"):
        page_styles(theme)


def test_a_colour_is_that_of_the_light_scheme(theme):
    tokens = ":root { --paper: #fafafa; --ink: #000; }\n@media (x) { :root { --paper:#111; } }"
    (theme / "static/css/tokens.css").write_text(tokens)
    assert (theme_colour(theme, "paper"), theme_colour(theme, "ink")) == ("#fafafa", "#000")
    (theme / "static/css/tokens.css").write_text(":root { --paper: #FFF; --ink: #00AAff; }")
    assert (theme_colour(theme, "paper"), theme_colour(theme, "ink")) == ("#FFF", "#00AAff")
    with pytest.raises(SettingsError, match=r"tokens\.css does not define --accent"):
        theme_colour(theme, "accent")
