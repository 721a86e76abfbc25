"""A site of Hugo with twenty posts that has a word of its own in every place where a text can have words.

`MarkedSite.seen` has the words that readers of the old site saw, `MarkedSite.unseen` those for its programs and makers.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.newsarchive_import.wxr_making import picture

POSTS = 20
Words = Callable[[], str]


class MarkedSite:
    """Writes the site and remembers its words."""

    def __init__(self, folder: Path) -> None:
        """Write the site into a folder."""
        self.seen: list[str] = []
        self.unseen: list[str] = []
        self._folder = folder
        self._write("hugo.toml", 'baseURL = "https://old.example/"\ntitle = "Old"\nlanguageCode = "en"\n')
        self._write("content/_index.md", f"---\ntitle: Home {self._word()}\n---\n{self._word()}\n")
        self._write("content/about.md", f"---\ntitle: About {self._word()}\n---\n{self._word()}\n")
        for number in range(POSTS):
            body = "\n\n".join(
                _FEATURES[(number * 3 + step) % len(_FEATURES)](self._word, self._hidden) for step in range(5)
            )
            self._write(f"content/posts/post-{number}/index.md", f"{self._matter(number)}\n\n{body}\n")
            for name in ("a", "b"):
                self._write(f"content/posts/post-{number}/{name}.jpg", picture(number))

    def _write(self, name: str, content: str | bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def _word(self) -> str:
        self.seen.append(f"seen{len(self.seen)}q")
        return self.seen[-1]

    def _hidden(self) -> str:
        self.unseen.append(f"unseen{len(self.unseen)}q")
        return self.unseen[-1]

    def _matter(self, number: int) -> str:
        word, hidden = self._word, self._hidden
        lines = [
            f'title: "Post {word()}: the {word()}"',
            f"date: 2019-02-{number + 1:02}",
            f"description: About {word()}",
            f"author: Author {word()}",
            f"tags: [{hidden()}]",
            f"cover:\n  image: a.jpg\n  alt: A {word()}\n  caption: Cap {word()}\n  credit: Photo {word()}"
            if number % 2
            else f"image: a.jpg\nimage_caption: Cap {word()}",
            f"params:\n  mood: {hidden()}",
        ]
        return "\n".join(("---", *lines, "---"))


Feature = Callable[[Words, Words], str]
_FEATURES: tuple[Feature, ...] = (
    lambda w, _: (
        f'{{{{< figure src="a.jpg" alt="{w()}" title="{w()}" caption="{w()} [{w()}](https://a.example/)" attr="{w()}"'
        f' attrlink="https://b.example/" >}}}}'
    ),
    lambda w, _: f'{{{{< quote author="{w()} {w()}" source="{w()}" >}}}}\n{w()} *{w()}*\n\n{w()}\n{{{{< /quote >}}}}',
    lambda w, _: f'{{{{< details summary="{w()} {w()}" >}}}}\n{w()}\n\n- {w()}\n- {w()}\n{{{{< /details >}}}}',
    lambda w, _: (
        f'{{{{< gallery caption="{w()}" >}}}}\n'
        f'{{{{< figure src="a.jpg" alt="{w()}" caption="{w()}" attr="{w()}" >}}}}\n'
        f'{{{{< figure src="b.jpg" alt="{w()}" >}}}}\n{{{{< /gallery >}}}}'
    ),
    lambda w, h: f'{{{{< highlight go "linenos={h()}" >}}}}\n{w()} := {w()}\n{{{{< /highlight >}}}}',
    lambda w, _: f'{w()} {{{{< youtube id="abc123" title="{w()}" >}}}} {w()}',
    lambda w, _: f'[{w()}]({{{{< ref "/posts/post-3" >}}}}) and [{w()}]({{{{< relref "post-4#part-one" >}}}} "{w()}")',
    lambda w, _: f"| {w()} | {w()} |\n| --- | --- |\n| {w()} | [{w()}](https://a.example/) |",
    lambda w, _: f"{w()}[^n] {w()}\n\n[^n]: {w()} *{w()}*",
    lambda w, _: f"{w()}\n- [x] {w()}\n- [ ] {w()}\n    - [X] {w()}\n\n1. [x] {w()}",
    lambda w, _: (
        f'<div class="c"><p>{w()} <b>{w()}</b></p><details><summary>{w()}</summary>{w()}</details>'
        f'<ul><li><input type="checkbox" checked> {w()}</li></ul></div>'
    ),
    lambda w, _: (
        f'<figure><img src="b.jpg" alt="{w()}"><figcaption>{w()}</figcaption></figure>\n\n'
        f"<table><caption>{w()}</caption><tr><td>{w()}</td></tr></table>"
    ),
    lambda w, _: f"## Part {w()}\n\n{w()} [{w()}](#gone) [{w()}](/posts/post-5/#nowhere)\n\n### {w()}",
    lambda w, _: f"- {w()}\n  - {w()}\n\n    {w()}\n1. {w()}\n\n> {w()}\n>\n> — {w()}",
    lambda w, _: f"{w()}\n: {w()}\n\n~~{w()}~~ `{w()}` ![{w()}](b.jpg) <kbd>{w()}</kbd>",
    lambda w, h: f'{{{{< unknown title="{h()}" >}}}}{w()}{{{{< /unknown >}}}} {{{{< chart name="{h()}" >}}}}',
    lambda w, _: f'{{{{% notice info "{w()} {w()}" %}}}}\n{w()}\n{{{{% /notice %}}}}\n\n{w()}',
    lambda w, h: f"```sh\n{w()}\n```\n\n    {w()}\n\n<!-- {h()} -->\n\n{w()}",
    lambda w, _: f'{{{{< button href="/about/" text="{w()}" >}}}} <a href="https://a.example/" title="{w()}">{w()}</a>',
    lambda w, h: (
        f"<blockquote><p>{w()}</p><cite>{w()}</cite></blockquote>\n\n"
        f'<iframe src="https://v.example/" title="{h()}"></iframe> {w()} <span hidden>{h()}</span>\n\n'
        f'<div style="display: none">\n\n**{h()}** <b title="{h()}">{h()}</b>\n\n</div>'
    ),
)
