"""What is wrong with a page as it stands: for axe, and in its layout."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.sites import ROOT

AXE = (ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

_RUN = "options => axe.run(document, options)"

# text, fields and buttons that stand outside the page, or are cut off by what they stand in
_OUTSIDE = """text => {
  document.documentElement.style.fontSize = text;
  const width = document.documentElement.clientWidth, found = [];
  const words = each => each.textContent.trim().slice(0, 40);
  const named = each => `${each.localName}.${each.getAttribute("class") ?? ""}: ${words(each)}`;
  for (const root of [document.documentElement, document.body])
    if (getComputedStyle(root).overflowX !== "visible") found.push(`${root.localName} hides what is too wide`);
  if (document.documentElement.scrollWidth > width) found.push(`scrolls to ${document.documentElement.scrollWidth}`);
  for (const each of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || style.visibility !== "visible") continue;
    const text = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const scrolled = each.closest("[tabindex]");
    if ((text || each.matches("input, select, button, img")) && !scrolled && (box.left < -1 || box.right > width + 1))
      found.push(`outside: ${named(each)}`);
    const cut = each.scrollWidth > each.clientWidth + 1 && style.overflowX !== "visible";
    if (cut && !scrolled && !each.matches("input, select")) found.push(`cut off: ${named(each)}`);
  }
  return found;
}"""


def audit(page: Page, *rules: str) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA and its best practices, or against some rules alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    result = page.evaluate(_RUN, {"runOnly": only, "resultTypes": ["violations"]})
    assert result["passes"], "axe tried nothing"
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}" for each in result["violations"] for node in each["nodes"]
    ]


def rules_tried(page: Page) -> set[str]:
    """Return the rules for which axe found something on a page that could have broken them."""
    page.evaluate(AXE)
    result = page.evaluate(_RUN, {"runOnly": TAGS})
    return {each["id"] for part in ("passes", "violations", "incomplete") for each in result[part]}


def outside(page: Page, *, text: int = 100) -> list[str]:
    """Return what does not fit into the width of the window, with text at a percentage of what it is."""
    found: list[str] = page.evaluate(_OUTSIDE, _font_size(text))
    return found


def resize(page: Page, width: int, height: int, *, text: int = 100) -> None:
    """Make the window another size, and text another percentage of what it is."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("text => { document.documentElement.style.fontSize = text }", _font_size(text))


def _font_size(text: int) -> str:
    return f"{text}%" if text != 100 else ""
