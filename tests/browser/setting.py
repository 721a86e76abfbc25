"""How a page is set, measured: the lines of its paragraphs, its baseline, and a mark that hangs."""

from __future__ import annotations

from playwright.sync_api import Page

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


def letters_in_a_line(page: Page) -> float:
    """Return how many letters a full line has on average."""
    full: list[int] = []
    for paragraph in page.locator(".prose > p").all():
        lines = paragraph.evaluate(LINES)
        full += [len(line["letters"]) for line in lines[:-2]]  # the last two are evened out (`text-wrap: pretty`)
    assert len(full) > 20
    return sum(full) / len(full)


def blocks_beside_the_baseline(page: Page) -> list[tuple[str, float]]:
    """Return the blocks of the text that begin on no quarter of a line, with their places."""
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
    return [(name, top) for name, top in tops if abs(top / quarter - round(top / quarter)) > 0.05]


def hangs(page: Page) -> bool:
    """Whether the mark that opens the first title of the front page stands outside its lines, or within the first."""
    title = page.locator(".lead .entry-title.hangs").first
    box = title.bounding_box()
    assert box
    lines = title.evaluate(LINES)
    size = title.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert lines[0]["letters"].startswith("«")
    assert abs(lines[0]["left"] - box["x"]) < 1 or 0 <= lines[0]["left"] < box["x"] - size / 4
    return bool(lines[0]["left"] < box["x"] - 1)


_THREADS = """() => [...document.querySelectorAll('.thread, .prose dl')].map(list => {
  const edge = list.getBoundingClientRect().left + parseFloat(getComputedStyle(list).borderLeftWidth) / 2;
  const items = [...list.querySelectorAll('li, dt')];
  const dots = items.map(item => {
    const dot = getComputedStyle(item, '::before');
    return item.getBoundingClientRect().left + parseFloat(dot.marginLeft) + parseFloat(dot.borderLeftWidth) - edge;
  });
  const words = [...list.querySelectorAll('time, a, strong, dt, dd')];
  const starts = words.map(each => Math.min(...[...each.getClientRects()].map(box => box.left)));
  return {items: items.length, wider: list.scrollWidth - list.clientWidth, dots, starts};
})"""


def threads(page: Page) -> list[int]:
    """Return how many days each thread and timeline of a page has, all of them well set.

    The dot of each stands on the line, date and title begin below one another, and none is wider than its column.
    """
    found = []
    for thread in page.evaluate(_THREADS):
        assert thread["wider"] == 0, thread
        assert max(map(abs, thread["dots"])) <= 1, thread
        assert max(thread["starts"]) - min(thread["starts"]) <= 1, thread
        found.append(thread["items"])
    return found
