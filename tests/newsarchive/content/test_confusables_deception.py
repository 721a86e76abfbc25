"""Links that lead elsewhere than they seem to, and links that are as they seem."""

from __future__ import annotations

import pytest

from tests.newsarchive.content.brief import kind_of
from tests.newsarchive.editions import briefing_file, read

BAD = [
    ("[x](//evil.test/a)", "link-form.incomplete"),
    ("[x](https:evil.test)", "link-form.incomplete"),
    ("[x](https:/evil.test)", "link-form.incomplete"),
    ("[x](http://)", "link-form.incomplete"),
    ("<a href='https:\\\\evil.test'>x</a>", "link-form.incomplete"),
    ("<a href='https://good.test\\@evil.test/'>x</a>", "link-form.incomplete"),
    ("<a href='https:&#9;//evil.test'>x</a>", "link-form.space"),
    ("[x](https://good.test@evil.test/)", "link-form.user"),
    ("[x](https://user:word@evil.test/)", "link-form.user"),
    ("[x](https://pаypal.test/)", "link-form.script"),  # a Cyrillic а
    ("[x](https://www.аррӏе.com/)", "link-form.script"),
    ("[x](https://xn--80ak6aa92e.com/)", "link-form.script"),
    ("[x](https://xn--pypal-4ve.test/)", "link-form.script"),
    ("[https://good.test/a](https://evil.test/a)", "link-form.words"),
    ("[www.good.test](https://evil.test/)", "link-form.words"),
    ("[**good.test/a**](https://evil.test/good.test)", "link-form.words"),
    ("[desk@good.test](mailto:desk@evil.test)", "link-form.words"),
    ("<a href='https://evil.test'>https&#58;//good.test</a>", "link-form.words"),
    ("[as https://good.test/a says](https://evil.test/a)", "link-form.words"),
    ("[«good.test/a»](https://evil.test/)", "link-form.words"),
    ("[the desk, desk@good.test](mailto:desk@evil.test)", "link-form.words"),
    ("[https://1.2.3.4/](https://evil.test/)", "link-form.words"),
    ("[http://intranet](https://evil.test/)", "link-form.words"),
    ("[x](https://evil.test/ 'https://good.test/')", "link-form.words"),
    ("[good.test/a](https://web.archive.org/web/2020/https://evil.test/?good.test/a)", "link-form.words"),
    ("[desk@good.test](mailto:desk@good.test?bcc=spy@evil.test)", "link-form.mailbox"),
    ("[desk@good.test](mailto:desk@good.test,spy@evil.test)", "link-form.mailbox"),
    ("[x](mailto:desk@good.test?subject=a&body=b)", "link-form.mailbox"),
    ("[x](mailto:desk@good.test?subject=a%0D%0Abcc:spy@evil.test)", "link-form.mailbox"),
    ("[x](mailto:desk@good.test hidden words)", "link-form.mailbox"),
    ("[x](mailto:)", "link-form.mailbox"),
]


@pytest.mark.parametrize(("body", "code"), BAD)
def test_a_link_that_deceives_is_one_fault(body: str, code: str) -> None:
    _, faults = read(briefing_file(f"Words.\n\nA link {body} here.\n"))
    assert [(kind_of(each), each.line) for each in faults if not each.code.startswith("mixed")] == [(code, 10)]
    assert all(not each.warning for each in faults)


@pytest.mark.parametrize("body", ["[x](https://good.test/a b.html)", "[x](<https://good.test/a b>)"])
def test_a_space_in_an_address_is_named(body: str) -> None:
    _, faults = read(briefing_file(body))
    assert [(each.code, dict(each.values).get("hint")) for each in faults] == [("link-form", "space")]


def test_the_bare_name_of_another_host_is_a_warning() -> None:
    _, faults = read(briefing_file("As [Gazeta.test](https://source.test/report) wrote."))
    assert [(kind_of(each), each.warning) for each in faults] == [("link-form.words", True)]


@pytest.mark.parametrize("body", ["[](https://good.test/)", "[ ](en.md)"])
def test_a_link_without_words_is_a_warning(body: str) -> None:
    _, faults = read(briefing_file(f"Words {body} here."))
    assert [(kind_of(each), each.warning) for each in faults if each.code != "dead-link"] == [
        ("link-form.wordless", True)
    ]


@pytest.mark.parametrize(
    "body",
    [
        "[a report](https://good.test/a?b=c#d) [x](HTTPS://GOOD.TEST)",
        "[good.test](https://www.good.test/a) [www.good.test/a](https://good.test/b) [GOOD.test](https://good.test)",
        "[news.good.test](https://good.test/) [https://good.test/a](https://web.archive.org/web/2020/https://good.test/a)",
        "[ruling.pdf](https://good.test/files/ruling.pdf) [node.js](https://good.test/)",
        "[desk@good.test](mailto:desk@good.test) [good.test](mailto:desk@good.test?subject=x) <desk@good.test>",
        "<https://good.test/a@b> [x](https://good.test/@user)",
        "[кремль](https://кремль.рф/) [x](https://xn--e1ajeds9e.xn--p1ai/) [y](https://президент.com/) [z](https://müller.test)",
        "[A.B. v. C.D.](https://good.test/) [Art.10](https://good.test/) [3.5](https://good.test/)",
        "[x](http://[::1]/) and `[x](//evil.test)`",
        "[up](#words)\n\n## Words",
    ],
)
def test_a_link_that_is_as_it_seems_is_fine(body: str) -> None:
    _, faults = read(briefing_file(f"Words. {body}\n"))
    assert [each for each in faults if each.code.startswith("link-")] == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://good.test@evil.test/", "link-form.user"),
        ("https://pаypal.test/", "link-form.script"),
        ("https://a.test", ""),
    ],
)
def test_the_addresses_of_sources_are_looked_at_in_the_same_way(address: str, code: str) -> None:
    sources = f'[{{url: "{address}", title: A, publisher: B, lang: en}}]'
    _, faults = read(briefing_file(sources=sources))
    assert [kind_of(each) for each in faults if each.code != "mixed-script"] == [code] * bool(code)
