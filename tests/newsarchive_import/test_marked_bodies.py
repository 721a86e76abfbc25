"""Bodies of Hugo, put together of parts that each have words of their own: every word is accounted for.

Each word that readers saw is in the draft, or named as dropped; each that they never saw is only named; and the draft
has no fault.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import count, cycle
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsarchive.content.cross_references import citation_faults
from newsarchive.content.text import TextReader
from newsarchive.content.typed_text import Place
from tests.newsarchive_import.making import BACK, SITE, plan, post
from tests.newsarchive_import.wxr_making import picture

Words = Callable[[], str]
Part = Callable[[Words, Words], str]

_PARTS: tuple[Part, ...] = (
    lambda w, _: f"{w()} *{w()}* **{w()}** `{w()}` [{w()}](https://a.example/)",
    lambda w, _: f"- {w()}\n- {w()}\n  - {w()}\n\n1. {w()}",
    lambda w, _: f"| {w()} | {w()} |\n| --- | --- |\n| {w()} | **{w()}** |\n| {w()} |",
    lambda w, h: f"| {w()} | {w()} |\n| --- | --- |\n| {w()} | {w()} | {h()} |",
    lambda w, _: f"# {w()}\n\n##### {w()}",
    lambda w, _: f"{w()}\n===\n\n{w()}\n---",
    lambda w, _: f"#{w()}\n\n####### {w()}",
    lambda w, _: f"> # {w()}\n>\n> {w()}",
    lambda w, _: f"- #{w()}\n- # {w()}",
    lambda w, _: f"[{w()}]: when does {w()} open?",
    lambda w, h: f"{w()}\n\n[{h()}]: /{h()}",
    lambda w, h: f"{w()}\n\n[^{h()}]: {h()} *{h()}*\n\n{w()}",
    lambda w, _: (lambda name: f"{w()}[^{name}] {w()}\n\n[^{name}]: {w()} *{w()}*")(w()),
    lambda w, _: f"{w()} [^{w()}] {w()}",
    lambda w, h: f"{w()} <!-- {h()} --> {w()}",
    lambda w, h: f"{{{{< comment >}}}} {h()} *{h()}* {{{{< /comment >}}}}\n\n{w()}",
    lambda w, h: f"{{{{/* {h()} */}}}}\n\n{w()}",
    lambda w, _: f"{w()} --> {w()}",
    lambda w, _: f"{{{{< columns >}}}}\n{w()}\n<--->\n{w()}\n{{{{< /columns >}}}}",
    lambda w, _: f"![{w()}](/img/a.jpg \"{w()}\")\n\n![{w()}](gone.png '{w()}')",
    lambda w, _: f'{{{{< image "/img/a.jpg" "{w()}" "{w()}" >}}}}',
    lambda w, _: f'{{{{< figure src="/img/a.jpg" alt="{w()}" caption="{w()}<br>{w()}" attr="{w()}" >}}}}',
    lambda w, _: f'{{{{< qr text="https://x.example" alt="{w()}" />}}}}',
    lambda w, _: f'{{{{< card link="/x/" title="{w()}" subtitle="{w()}" tag="{w()}" >}}}}',
    lambda w, _: f'{{{{< unknown "{w()}" title="{w()}" >}}}}\n\n{w()}',
    lambda w, _: f"```sh\n{w()} --> #{w()}\n```",
    lambda w, _: f"*[{w()}]: {w()}",
    lambda w, _: f"- [x] {w()}\n- [ ] {w()}",
    lambda w, _: f"{w()} <b>{w()}</b> <u>{w()}</u>",
    lambda w, _: f"> {w()}\n> - {w()}\n>\n> #{w()}",
    lambda w, _: f"<h4>{w()}</h4>\n\n##### {w()}",
    lambda w, _: (lambda name: f'[{w()}][{name}]\n\n[{name}]: https://a.example/ "{w()}"')(w()),
    lambda w, _: f'{{{{< quote author="{w()}" >}}}}\n{w()} *{w()}*\n{{{{< /quote >}}}}',
    lambda w, _: f'{w()} {{{{</* figure caption="{w()}" */>}}}}',
    lambda w, _: f"<table><tr><td>\n\n**{w()}** [{w()}](https://a.example/)\n\n</td></tr></table>",
    lambda w, _: f"    {w()} --> x\n    #{w()}",
    lambda w, _: f"{w()}\\\n{w()}",
    lambda w, _: (
        lambda name: (
            f'{w()}[^{name}]\n\n[^{name}]: {{{{< figure src="/img/a.jpg" alt="{w()}" caption="{w()}" >}}}} {w()}'
        )
    )(w()),
    lambda w, h: f'{w()}\n\n[^{h()}]: {{{{< figure src="/img/a.jpg" alt="{h()}" caption="{h()}" >}}}} [{h()}](b.md)',
    lambda w, _: f'<p align="center">\n\n![{w()}](/img/a.jpg)\n\n</p>',
    lambda w, _: f'[{w()}](#gone "{w()}") [{w()}](javascript:x "{w()}")',
    lambda w, _: f"{w()}\n: {w()}\n\n    {w()}",
    lambda w, h: f"{w()}\n\n<!--\n{h()}\n\n{h()}\n-->",
)
_AROUND: tuple[Callable[[str, Words], str], ...] = (
    lambda inner, _: inner,
    lambda inner, w: f"<details><summary>{w()}</summary>\n\n{inner}\n\n</details>",
    lambda inner, _: f'<div class="box">\n\n{inner}\n\n</div>',
    lambda inner, w: f"<div>\n<p>{w()}</p>\n\n{inner}\n\n<p>{w()}</p>\n</div>",
    lambda inner, w: f"<details>\n<summary><b>{w()}</b></summary>\n<div>{w()}</div>\n\n{inner}\n</details>",
    lambda inner, w: f"<blockquote>\n\n{inner}\n\n<footer>{w()}</footer>\n</blockquote>",
    lambda inner, _: f"<section>\n<div>\n\n{inner}\n\n</div>\n</section>",
    lambda inner, w: f'{{{{< details summary="{w()}" >}}}}\n{inner}\n{{{{< /details >}}}}',
    lambda inner, w: f'{{{{% notice note "{w()} {w()}" %}}}}\n{inner}\n{{{{% /notice %}}}}',
)
_PLACE = Place("briefings/2019/post-1/en.md", "briefings/2019/post-1", "briefing", "en")
_READER = TextReader({tag: SITE.language(tag) for tag in SITE.tags}, BACK, (), SITE.fields)
_BODIES = st.lists(st.tuples(st.sampled_from(_AROUND), st.sampled_from(_PARTS)), min_size=1, max_size=4)


def _with_every_part(test: Any) -> Any:
    """Also try each part once, four in a body; each has one of the surroundings."""
    pairs = list(zip(cycle(_AROUND), _PARTS, strict=False))
    for first in range(0, len(pairs), 4):
        test = example(pairs[first : first + 4])(test)
    return test


@_with_every_part
@given(_BODIES)
@settings(max_examples=40 if settings.default.derandomize else 150, suppress_health_check=[HealthCheck.too_slow])
def test_each_word_of_a_body_is_in_the_draft_or_named_as_dropped(
    parts: list[tuple[Callable[[str, Words], str], Part]],
) -> None:
    numbers, seen, unseen = count(), list[str](), list[str]()

    def shown() -> str:
        seen.append(f"seen{next(numbers)}q")
        return seen[-1]

    def hidden() -> str:
        unseen.append(f"never{next(numbers)}q")
        return unseen[-1]

    body = "\n\n".join(around(part(shown, hidden), shown) for around, part in parts)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.jpg").write_bytes(picture(1))
        planned = plan(Path(folder), post(1, form="markdown", body=body), files={"img/a.jpg": Path(folder) / "a.jpg"})
        draft = planned.drafts[0]
        assert (draft.missing.words, draft.missing.elements, draft.faults) == ((), (), ()), (
            f"{body}\n====\n{draft.text}"
        )
        dropped = " ".join(change.what for change in draft.changes if change.outcome == "dropped")
        assert [word for word in seen if word not in draft.text and word not in dropped] == [], body
        assert [word for word in unseen if word in draft.text or word not in dropped] == [], body
        text, faults = _READER.read(draft.text.encode(), _PLACE)
    assert text is not None
    assert [each for each in (*faults, *citation_faults([text])) if not each.warning] == []
