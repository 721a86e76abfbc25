"""The allow-list for HTML, parsed as a browser parses it."""

import re

import html5lib
import pytest

from newsarchive.content.markdown import Converter
from newsarchive.content.sanitising import ATTRIBUTES, CLASSES, TAGS, sanitise
from tests.newsarchive.editions import briefing_file, read
from tests.sites import ROOT

VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img """><script>alert("x")</script>">',
    "<img src=javascript:alert(1)>",
    '<img src="jav\tascript:alert(1)">',
    '<img src="jav&#x0A;ascript:alert(1)">',
    '<img src=" &#14; javascript:alert(1)">',
    "<img src=`javascript:alert(1)`>",
    "<img dynsrc=javascript:alert(1)>",
    "<img srcset='x' onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="&#106;&#97;&#118;&#97;script:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    "<a onmouseover=alert(1)>x</a>",
    '<a href="x" target="_blank" ping="https://evil.example">x</a>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<svg><use href="data:image/svg+xml;base64,PHN2Zz4="/></svg>',
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    '<form action="javascript:alert(1)"><input type=submit><button formaction=javascript:alert(1)>x</button></form>',
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<body onload=alert(1)>",
    "<body background=javascript:alert(1)>",
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<base href="https://evil.example/">',
    '<link rel=stylesheet href="https://evil.example/x.css">',
    "<style>@import 'https://evil.example/x.css';</style>",
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<table><tr><td style="text-align:left;background:url(//evil.example)">x</td></tr></table>',
    '<table background="javascript:alert(1)"><tr><td background=x>x</td></tr></table>',
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex action=javascript:alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<p/onclick=alert(1)>x</p>",
    "<x onclick=alert(1) contenteditable>x</x>",
    '<abbr title="x > y" onclick="alert(1)">x</abbr>',
    "<<script>alert(1)//<</script>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<q cite='javascript:alert(1)'>x</q>",
]


def elements(html):
    """Return all elements of a fragment, parsed as browsers do, with their attributes."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [(each.tag, dict(each.attrib)) for each in tree.iter() if each.tag != "DOCUMENT_FRAGMENT"]


def assert_allowed(html):
    for tag, attributes in elements(html):
        assert isinstance(tag, str), f"a comment is left: {html}"
        assert tag in TAGS, html
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        assert set(attributes) <= allowed - {"style"}, html
        for name in ("href", "src", "cite"):
            scheme = attributes.get(name, "").partition(":")[0].strip().lower()
            assert scheme not in ("javascript", "vbscript", "data"), html


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_but_the_allow_list_is_left(vector):
    assert_allowed(sanitise(f"<p>before</p>{vector}<p>after</p>"))


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_but_the_allow_list_is_left_after_all_steps_of_reading(vector):
    vector = vector.replace("\x01", "")
    found, faults = read(briefing_file(f'Before "x"\n\n{vector}\n\nAfter -- {vector} "y" word\n'))
    assert found is not None
    assert_allowed(found.html)
    # a text is published only if nothing of it was dropped
    assert found.sound is (faults == ())


def test_most_vectors_are_faults_that_stop_a_build():
    refused = [vector for vector in VECTORS if not read(briefing_file(vector.replace("\x01", "")))[0].sound]
    assert len(refused) >= 0.9 * len(VECTORS), sorted(set(VECTORS) - set(refused))


def test_there_are_enough_vectors():
    assert len(set(VECTORS)) >= 40


@pytest.mark.parametrize("tag", ["script", "style"])
def test_the_inside_of_scripts_and_styles_goes_too(tag):
    assert sanitise(f"<p>a</p><{tag}>alert(1)</{tag}>") == "<p>a</p>"


def test_the_text_inside_a_refused_tag_stays():
    assert sanitise("<p><blink>words</blink></p>") == "<p>words</p>"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<q lang="ar" dir="rtl">x</q>', '<q lang="ar" dir="rtl">x</q>'),
        ('<time datetime="2023">x</time>', '<time datetime="2023">x</time>'),
        ('<ol start="3"><li>x</li></ol>', '<ol start="3"><li>x</li></ol>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
    ],
)
def test_what_an_editor_may_write_stays(given, kept):
    assert sanitise(given) == kept


@pytest.mark.parametrize(("typed", "named"), [("left", "start"), ("center", "center"), ("right", "end")])
def test_cells_are_aligned_by_a_class(typed, named):
    html = sanitise(f'<table><tbody><tr><td style="text-align: {typed};">1</td></tr></tbody></table>')
    assert html == f'<table><tbody><tr><td class="align-{named}">1</td></tr></tbody></table>'


def test_a_class_of_an_aligned_cell_stays_and_no_other():
    html = sanitise('<table><tbody><tr><td class="x align-center" style="text-align:right">1</td></tr></tbody></table>')
    classes = next(attributes["class"] for tag, attributes in elements(html) if tag == "td")
    assert classes == "align-center"


def test_code_that_shows_an_alignment_stays_as_typed():
    html = sanitise('<p><code>&lt;td style="text-align: right;"&gt;</code></p>')
    assert html == '<p><code>&lt;td style="text-align: right;"&gt;</code></p>'


@pytest.mark.parametrize("style", ["text-align: justify", "color: red", "text-align: right; color: red"])
def test_no_other_style_stays(style):
    assert sanitise(f'<table><tbody><tr><td style="{style}">1</td></tr></tbody></table>') == (
        "<table><tbody><tr><td>1</td></tr></tbody></table>"
    )


OUTSIDE = ["https://x.example/", "http://x.example/", "HTTPS://x.example/", "//x.example/"]


@pytest.mark.parametrize("target", OUTSIDE)
def test_links_that_leave_the_site_tell_it_nothing(target):
    assert sanitise(f'<a href="{target}" title="t">x</a>') == (
        f'<a href="{target}" title="t" rel="noopener noreferrer">x</a>'
    )


@pytest.mark.parametrize("target", ["../a/en.md", "#part", "mailto:a@b.example"])
def test_links_within_the_site_have_no_rel(target):
    assert sanitise(f'<a href="{target}">x</a>') == f'<a href="{target}">x</a>'


def test_an_editors_own_rel_goes():
    assert sanitise('<a href="#a" rel="opener" target="_blank">x</a>') == '<a href="#a">x</a>'


def test_no_class_of_the_site_is_left_on_a_text():
    """A class that a style, a template or the search's script knows is a text's own only where Markdown writes it."""
    files = [*(ROOT / "theme").rglob("*.html"), *(ROOT / "theme").rglob("*.css"), *(ROOT / "plugins").rglob("*.py")]
    words = {word for path in files for word in re.findall(r"[a-z][a-z-]+", path.read_text("utf-8"))}
    allowed = {tag: classes for tag, classes in CLASSES.items() if tag in ("a", "div", "td", "th")}
    for tag in TAGS:
        typed = f'<{tag} class="{" ".join(sorted(words | CLASSES["span"]))}">x</{tag}>'
        left = re.findall('class="([^"]*)"', sanitise(f"<table>{typed}</table>" if tag != "table" else typed))
        expected = CLASSES["span"] if tag == "span" else allowed.get(tag, set())
        assert {each for found in left for each in found.split()} <= expected, tag


def test_classes_that_markdown_writes_stay():
    markup = Converter("en", "Back {}").convert("```python\nx = 1\n```\n\nA[^1]\n\n[^1]: Note\n").html
    assert set(re.findall('class="([^"]*)"', sanitise(markup))) == set(re.findall('class="([^"]*)"', markup))
