"""What HTML says beside its running words: nothing that readers saw is lost, nothing that they did not see is shown."""

import json

import pytest
from hypothesis import given, settings

from newsarchive.content.markdown import Converter
from newsarchive_import.account import Change, named, seen_in, unaccounted
from newsarchive_import.html_bodies import html_to_markdown
from tests.newsarchive_import.making import Links, converted, converted_with_changes
from tests.newsarchive_import.marked_html import marked_html


def _told(body):
    text, changes = converted_with_changes(body)
    return text, [(each.kind, named(each), each.reason) for each in changes]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">NAME</div>',
        '<span style="visibility: hidden">NAME</span>',
        '<p style="display:none" style="color:red">NAME</p>',
        "<p hidden>NAME</p>",
        "<p hidden>NAME",
        '<p aria-hidden="true" style="display:none">NAME <b>and</b> <a href="https://x.example">x</a></p>',
        "<template><p>NAME</p></template>",
        '<img style="display:none" src="a.jpg" alt="NAME">',
        "<!-- NAME -->",
        '<input type="hidden" value="NAME">',
        '<table style="display:none"><tr><td>NAME</table>',
    ],
)
def test_words_that_readers_never_saw_are_named_and_are_not_in_the_draft(hidden):
    text, told = _told(f"<p>One.</p>{hidden}<p>Two.</p>")
    assert text == "One.\n\nTwo."
    assert [
        ("NAME" in what or ("hidden" in hidden and "input" in hidden), reason.startswith("readers never saw"))
        for _, what, reason in told
    ] == [(True, True)]


def test_hidden_words_in_a_draft_are_found_by_the_account():
    before, after = seen_in("<p>a <b hidden>secret name</b></p>"), seen_in("<p>a secret name</p>", rendered=True)
    assert unaccounted(before, after, []).words == ("hidden, but the draft shows it: secret name",)
    assert not unaccounted(seen_in("<p>a secret name <b hidden>secret name</b></p>"), after, [])


@pytest.mark.parametrize(
    ("body", "text", "told"),
    [
        ('<p>a <img src="gone.jpg" alt="Alt" title="Tit"> b</p>', "a b", ["Alt", "Tit"]),
        (
            '<p><img src="a.jpg" alt="Alt" title="Tit"></p>',
            '<figure>\n<img alt="Alt" src="photo.jpg">\n<figcaption>Tit</figcaption>\n</figure>',
            [],
        ),
        ('<p>w <img src="a.jpg" alt="Alt" title="Tit"></p>', "w ![Alt](photo.jpg)", ["Tit"]),
        ('<p><img src="my-dog.jpg" alt="Alt" title="my_dog"></p>', "![Alt](photo.jpg)", ["my_dog"]),
        ('<p><img src="a.jpg" alt="Same" title="same"></p>', "![Same](photo.jpg)", []),
        ('<p title="PT" aria-label="AL">x <span title="ST">y</span></p>', "x y", ["PT", "AL", "ST"]),
        ('<iframe src="https://f.example/" title="IT">fall</iframe>', "<https://f.example/>", ["IT", "fall"]),
        (
            '<video src="https://f.example/" title="VT" aria-label="VL">fall</video>',
            "<https://f.example/>",
            ["VT", "VL", "fall"],
        ),
        ('<p><a href="javascript:x()" title="AT">w</a></p>', "w", ["AT"]),
        ('<p><a href="https://x.example/" title="AT">w</a></p>', '[w](https://x.example/ "AT")', []),
        (
            '<p><a href="https://x.example/" title="AT">https://x.example/</a></p>',
            '[https://x.example/](https://x.example/ "AT")',
            [],
        ),
        ('<p><a href="https://x.example/" title="w">w</a></p>', "[w](https://x.example/)", []),
        (
            "<form><p>in</p><label>LA</label><input placeholder=PH value=VA><select><optgroup label=OG><option>OP"
            "</option></optgroup></select><textarea>TA</textarea><button>BU</button><input type=submit value=SU>",
            "in",
            ["LA", "PH", "VA", "OG", "OP", "TA", "BU", "SU"],
        ),
        (
            "<form><label>LA</label><select><option>OP<option>OQ</select><textarea>TA</textarea>"
            "<fieldset><legend>LE</legend></fieldset></form>",
            "",
            ["LA", "OP", "OQ", "TA", "LE"],
        ),
        (
            "<p>a <label>L</label> <button>B</button></p><fieldset><legend>G</legend><p>p</p></fieldset>",
            "a L B\n\nG\n\np",
            ["<label>", "<button>"],
        ),
        ("<p>x</p><svg><title>ST</title><text>SX</text></svg>", "x", ["ST SX"]),
        ("<p><ruby>base<rt>read</rt></ruby> w</p>", "base (read) w", ["<ruby>"]),
        ("<p>a <blink>b</blink></p><marquee>m</marquee>", "a b\n\nm", ["<marquee>", "<blink>"]),
        (
            "<p>a <math><mi>x</mi><mtext>t</mtext></math> <x-card heading=H>c</x-card></p>",
            "a x t c",
            ["<math>", '<x-card heading="H">'],
        ),
        (
            "<p>a <math><semantics><mi>x</mi><annotation encoding=application/x-tex>T</annotation>"
            "<annotation-xml><ci>C</ci></annotation-xml></semantics></math> b</p>",
            "a x b",
            ["<annotation> T", "<annotation-xml> C"],
        ),
        ("<section><header>H</header>w<footer>F</footer><address>A</address></section>", "H\n\nw\n\nF\n\nA", []),
        ('<a name="x"></a><h2>Head</h2><p><a href="#x">to x</a></p>', "## Head {#x}\n\n[to x](#x)", []),
        ('<p><a name="x"></a><a href="#x">to x</a></p>', "to x", ["#x"]),
        (
            '<figure><img src="a.jpg" alt="A"><figcaption><p>One</p><p>Two <em>x</em></p></figcaption></figure>',
            '<figure>\n<img alt="A" src="photo.jpg">\n<figcaption>One<br>Two <em>x</em></figcaption>\n</figure>',
            [],
        ),
        (
            '<p data-tip="DT">x <a href="https://x.example/" data-original-title="OT">w</a></p>',
            "x [w](https://x.example/)",
            ["DT", "OT"],
        ),
        ('<p>w <abbr title="BT"><iframe>x</iframe></abbr></p>', "w", ["BT", "x"]),
        ("<noscript><p>NS</p></noscript><p>a</p>", "a", ["NS"]),
        ("<ul><li>a<li>b</ul>", "-   a\n-   b", []),
    ],
)
def test_words_beside_the_text_are_in_the_draft_or_named(body, text, told):
    shown, changes = _told(body)
    assert shown == text
    everything = "\n".join(what for _, what, _ in changes)
    assert [each for each in told if each not in everything] == []


def test_a_word_of_an_attribute_that_nobody_names_is_lost():
    before, after = seen_in('<p>a <img src=x alt="gone word"></p>'), seen_in("<p>a</p>", rendered=True)
    dropped = Change("picture", "x", "dropped", "a test", takes=("picture",))
    assert unaccounted(before, after, [dropped]).words == ("gone word",)
    assert not unaccounted(before, after, [dropped._replace(what="x gone word")])


@settings(max_examples=150, deadline=None)
@given(marked_html())
def test_each_word_is_in_the_draft_or_the_report_and_hidden_ones_are_not_in_the_draft(marked):
    text, changes = html_to_markdown(marked.html, Links(), language="en")
    report = " ".join(named(each) for each in changes)
    assert [word for word in marked.seen if word not in text and word not in report] == []
    assert [word for word in marked.hidden if word in text or word not in report] == []
    converted(marked.html)  # and the account agrees


@settings(max_examples=50, deadline=None)
@given(marked_html())
def test_the_account_finds_each_word_that_no_change_would_name(marked):
    text, changes = html_to_markdown(marked.html, Links(), language="en")
    after = seen_in(Converter("en", "Back to {}").convert(text).html, rendered=True)
    for word in marked.seen:
        if word not in text:
            rest = [each for each in changes if word not in named(each)]
            assert any(word in run for run in unaccounted(seen_in(marked.html), after, rest).words)


def test_notes_of_all_kinds_stand_below_the_text():
    word = '<p>A<a href="#_ftn1" name="_ftnref1">[1]</a> b.</p><p>C.</p>'
    word += '<p><a href="#_ftnref1" name="_ftn1">[1]</a> The <i>note</i>.</p>'
    assert converted(word) == "A[^1] b.\n\nC.\n\n[^1]: The *note*."
    assert converted("<p>A[ref]a note[/ref] b ((not this)).</p>").endswith("[^1]: a note")
    assert converted("<p>A ((a whole note)).</p>") == "A[^1].\n\n[^1]: a whole note"
    stored = json.dumps([{"id": "u1", "content": "Kept <b>apart</b>"}])
    block = '<p>A<sup data-fn="u1" class="fn"><a href="#u1" id="u1-link">1</a></sup></p>'
    assert converted(block, footnotes=stored) == "A[^1]\n\n[^1]: Kept **apart**"
    twice = '<p>A<sup><a id="r" href="#n">1</a></sup> B<sup><a href="#n">1</a></sup></p>'
    twice += '<ol><li id="n">Note <a href="#r">up</a></li></ol>'
    assert converted(twice) == "A[^1] B[^1]\n\n[^1]: Note"
