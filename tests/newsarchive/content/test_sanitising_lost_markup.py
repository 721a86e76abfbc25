"""What the allow-list would drop, and notes that lead nowhere, are faults."""

import pytest

from tests.newsarchive.content.brief import kind_of, values_of
from tests.newsarchive.editions import briefing_file, read

FIRST = 8  # the first line of a briefing file's body


def tag(name):
    return [("html.tag", name)]


def attribute(name):
    return [("html.attribute", name)]


def scheme(target):
    return [("link-form.scheme", target)]


CODES = (
    "html.tag",
    "html.attribute",
    "html.class",
    "link-form.scheme",
    "footnote.absent",
    "footnote.unused",
    "picture-alt",
)


def lost(source):
    _, faults = read(briefing_file(source))
    return sorted((kind_of(each), dict(each.values)["found"]) for each in faults if kind_of(each) in CODES)


LOST = [
    pytest.param("<script>alert(1)</script>", tag("script"), id="a script"),
    pytest.param("<SCRIPT src=x></SCRIPT>", tag("script"), id="a script in capitals"),
    pytest.param("`a` <![name here]> <hi> <![", tag("hi"), id="a section that is no CDATA"),
    pytest.param("Hi </name> there", tag("name"), id="the end of a name between angle brackets"),
    pytest.param("<ol start=five><li value=six>x</li></ol>", attribute("start") + attribute("value"), id="no numbers"),
    pytest.param("<time datetime='they came'>x</time>", attribute("datetime"), id="no time"),
    pytest.param("<p dir='they came'>x</p>", attribute("dir"), id="no direction"),
    pytest.param("Hi <name> there", tag("name"), id="a name between angle brackets"),
    pytest.param("<style>p{}</style>", tag("style"), id="a stylesheet"),
    pytest.param('<iframe src="https://x.example"></iframe>', tag("iframe"), id="a frame"),
    pytest.param("<svg onload=alert(1)>", tag("svg"), id="a tag's attributes go unsaid with it"),
    pytest.param("<x-y>z</x-y>", tag("x-y"), id="an element of one's own"),
    pytest.param("<p><blink>a</blink> <font>b</font></p>", tag("blink") + tag("font"), id="two tags, in order"),
    pytest.param('<img src="p.jpg" alt="a" onerror=alert(1)>', attribute("onerror"), id="an unquoted handler"),
    pytest.param('<a href="x" onClick="y">x</a>', attribute("onClick"), id="a handler in capitals, as typed"),
    pytest.param("Words.\n{: onclick=x }", attribute("onclick"), id="a handler by attr_list"),
    pytest.param('<abbr title="x > y" onclick="z">x</abbr>', attribute("onclick"), id="after a sign that ends no tag"),
    pytest.param('<a href="x" target="_blank">x</a>', attribute("target"), id="a target"),
    pytest.param('<a href="x" role="button">x</a>', attribute("role"), id="a role"),
    pytest.param('<b aria-hidden="true">x</b>', attribute("aria-hidden"), id="words for eyes alone"),
    pytest.param("<b hidden>x</b>", attribute("hidden"), id="words for programs alone"),
    pytest.param("Words.\n{: role=note }", attribute("role"), id="a role by attr_list"),
    pytest.param("<p style='color:red'>x</p>", attribute("style"), id="a style"),
    pytest.param(
        '<table><tr><td style="text-align: right; color: red">x</td></tr></table>', attribute("style"), id="of a cell"
    ),
    pytest.param("Words.\n{: .notice .x }", [("html.class", "notice"), ("html.class", "x")], id="classes by attr_list"),
    pytest.param("Words.\n{: class=flag }", [("html.class", "flag")], id="a class by its name"),
    pytest.param('*x*{: class="k" }', [("html.class", "k")], id="a class of code on other words"),
    pytest.param("<P CLASS='Notice'>x</P>", [("html.class", "Notice")], id="a class in capitals"),
    pytest.param('<span class="visually-hidden">x</span>', [("html.class", "visually-hidden")], id="hidden words"),
    pytest.param('<span class="k visually&#45;hidden">x</span>', [("html.class", "visually-hidden")], id="by number"),
    pytest.param("## A heading {.apparatus}", [("html.class", "apparatus")], id="a heading"),
    pytest.param("<details open>x</details>", attribute("open"), id="an attribute without a value"),
    pytest.param('<img src="p.jpg" alt="a" width="3">', attribute("width"), id="a width"),
    pytest.param("<q cite='javascript:x'>x</q>", attribute("cite"), id="where words are from"),
    pytest.param("[x](javascript:alert(1))", scheme("javascript:alert(1)"), id="a script as a link"),
    pytest.param('<a href="javascript:x">y</a>', scheme("javascript:x"), id="a raw link"),
    pytest.param("[x](JavaScript:alert(1))", scheme("JavaScript:alert(1)"), id="a scheme in capitals"),
    pytest.param("[x](<java script:x>)", scheme("java script:x"), id="a scheme with a space"),
    pytest.param('<a href=" javascript:x">y</a>', scheme(" javascript:x"), id="a space before the scheme"),
    pytest.param('<a href="jav&#x0A;ascript:x">y</a>', scheme("jav\nascript:x"), id="a scheme with a line feed"),
    pytest.param('<a href="jav&Tab;ascript:x">y</a>', scheme("jav\tascript:x"), id="a scheme with a tab"),
    pytest.param('<a href="&#106;avascript:x">y</a>', scheme("javascript:x"), id="a scheme by number"),
    pytest.param("[x]: javascript:y\n\n[x]", scheme("javascript:y"), id="a link by reference"),
    pytest.param("[x](vbscript:y)", scheme("vbscript:y"), id="another script"),
    pytest.param("[x](data:text/html,y)", scheme("data:text/html,y"), id="a page in a link"),
    pytest.param("![x](data:image/png;base64,AA)", scheme("data:image/png;base64,AA"), id="a picture in a link"),
    pytest.param("[x](tel:+994)", scheme("tel:+994"), id="a telephone"),
    pytest.param("[x](FTP://a.example/)", scheme("FTP://a.example/"), id="an old protocol"),
    pytest.param("[x](content:pages/a/en.md)", scheme("content:pages/a/en.md"), id="the generator's own form"),
    pytest.param("One[^1]", [("footnote.absent", "1")], id="a mark without a note"),
    pytest.param("One[^dw, p. 3]", [("footnote.absent", "dw, p. 3")], id="a comma after the id of a source"),
    pytest.param("One[^ dw] [^DW p. 3]", [("footnote.absent", " dw"), ("footnote.absent", "DW p. 3")], id="no id"),
    pytest.param("One\n\n[^a]: Note", [("footnote.unused", "a")], id="a note without a mark"),
    pytest.param(
        "One[^1]\n\n[^2]: Note",
        [("footnote.unused", "2"), ("footnote.absent", "1")],
        id="a mark and a note that miss each other",
    ),
    pytest.param("`[^1]` and[^1]", [("footnote.absent", "1")], id="a mark after code that shows one"),
    pytest.param("<!-- One[^1] <script>x</script> -->\n\nTwo.", [], id="a comment, which is not published"),
]


@pytest.mark.parametrize(("source", "expected"), LOST)
def test_what_would_be_dropped_is_found_as_it_is_typed(source, expected):
    assert lost(source) == sorted(expected)


FINE = [
    pytest.param("Plain words, a < b and c > d, 3 <4", id="less and more"),
    pytest.param("`<script>`, `<name>`, `onclick=x` and `[^1]`", id="code in a line"),
    pytest.param("```\n<script>alert(1)</script>\n[x](javascript:y) [^1]\n```", id="a block of code"),
    pytest.param("```html\n<p onclick=x>[^1]</p>\n```", id="a block of code in a named language"),
    pytest.param("    <script>[^1]</script>", id="indented code"),
    pytest.param("&lt;script&gt; &lt;a onclick=x&gt;", id="signs written out"),
    pytest.param("<!-- a comment -->\n\nWords.", id="a comment"),
    pytest.param("Words <!-- a comment --> words.", id="a comment in a line"),
    pytest.param("<!-- <script>x</script> -->\n\nWords.", id="a comment that shows a tag"),
    pytest.param("Words <!-- <b onclick=x> [^1] --> words.", id="a comment in a line that shows a handler"),
    pytest.param("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |", id="a table's alignment"),
    pytest.param("One \\[^1], two \\[^a b\\]", id="brackets behind a backslash"),
    pytest.param("One[^1]\n\n[^1]: Note", id="a footnote"),
    pytest.param("One[^a], two[^a]\n\n[^a]: Note", id="two marks of one footnote"),
    pytest.param("The ECHR.\n\n*[ECHR]: European Court", id="an abbreviation"),
    pytest.param("Words.\n{: lang=ar dir=rtl }", id="a language"),
    pytest.param("Words.\n{: #here }", id="an id"),
    pytest.param('<table><tr><td class="align-end">1</td></tr></table>', id="an aligned cell in HTML"),
    pytest.param("```python\ndef f(): pass  # x\n```", id="code with a class for each kind of word"),
    pytest.param('<q lang="ar" dir="rtl">x</q> <time datetime="2023">y</time>', id="what may be written in HTML"),
    pytest.param("<B>x</B> <BR> <br/>", id="tags in capitals, and closed ones"),
    pytest.param('[a](../b/en.md#x) [b](#part) [c](/pages/a/en.md "A title")', id="links to files"),
    pytest.param("[a](HTTPS://a.example/?b=1&c=2:3) <https://a.example/> [c](//a.example)", id="links to the web"),
    pytest.param("<a@b.example> [x](mailto:a@b.example)", id="an address for letters"),
    pytest.param('![A sea](p.jpg "A title")', id="a picture"),
    pytest.param("Term\n:   Meaning\n\n3. three\n4. four\n\n> said\n\n---", id="lists, a quotation and a rule"),
    pytest.param("A file [a:b] and at 12:30 javascript: in words", id="a scheme in words"),
]


@pytest.mark.parametrize("source", FINE)
def test_what_is_published_whole_is_left_in_peace(source):
    assert lost(source) == []


def test_there_are_enough_cases():
    assert len(LOST) >= 25
    assert len(FINE) >= 20


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("<a href='javascript:x'>y</a>", scheme("javascript:x"), id="a link in single quotes"),
        pytest.param("<a href=javascript:x>y</a>", scheme("javascript:x"), id="a link without quotes"),
        pytest.param("<p/onclick=x>y</p>", attribute("onclick"), id="a handler after a slash"),
        pytest.param("<abbr title='a onclick=b'>x</abbr>", [], id="a handler in the words of a title"),
    ],
)
def test_other_forms_of_an_attribute_are_read_as_a_browser_reads_them(source, expected):
    assert lost(source) == sorted(expected)


@pytest.mark.parametrize("source", ["<h1>Raw</h1>", "Words <h1>x</h1>"])
def test_a_raw_heading_of_the_first_level_is_a_fault_like_a_typed_one(source):
    _, faults = read(briefing_file(source))
    assert [(each.code, each.line, each.values) for each in faults] == [("heading-level", FIRST, (("found", "h1"),))]


@pytest.mark.parametrize(
    ("body", "code", "line", "values"),
    [
        ("One\n\n<script>x</script>", "html.tag", FIRST + 2, (("found", "script"),)),
        ("One\n\nTwo\n\n<SCRIPT>x</SCRIPT>", "html.tag", FIRST + 4, (("found", "script"),)),
        ('One\n\n<p onclick="x">y</p>', "html.attribute", FIRST + 2, (("found", "onclick"),)),
        ("One\ntwo [x](javascript:y)", "link-form.scheme", FIRST + 1, (("found", "javascript:y"),)),
        ("One\n\ntwo[^3]", "footnote.absent", FIRST + 2, (("found", "3"),)),
        ("One\n\n[^3]: Note", "footnote.unused", FIRST + 2, (("found", "3"),)),
        ("One\n\n![x](//e.example/p.gif)", "leaves-content.picture", FIRST + 2, (("target", "//e.example/p.gif"),)),
    ],
)
def test_reading_reports_it_as_a_fault_at_its_line(body, code, line, values):
    found, faults = read(briefing_file(body))
    assert [(kind_of(each), each.path, each.line, tuple(values_of(each).items()), each.warning) for each in faults] == [
        (code, "briefings/2023/a/en.md", line, values, False)
    ]
    assert found.sound is False


UNPAIRED = [
    pytest.param("A <b>word.\n\nAnother</b> one.", [(1, 3)], id="closed in the next paragraph"),
    pytest.param("A <em>word.", [(1, 3)], id="a tag that Markdown writes, too"),
    pytest.param("<b>a</b> <b>b</b> <b>c", [(1, 19)], id="the third of three"),
    pytest.param("- one <i>two\n- three</i>", [(1, 7)], id="in two items"),
    pytest.param("One</b> two.", [(1, 4)], id="an end without a beginning"),
    pytest.param("<div>words\n\nmore", [(1, 1)], id="a block"),
    pytest.param("*a <b>b* c</b>", [(1, 4)], id="crossed"),
    pytest.param("`<b>` <b>a</b> <br> <br/>\n\n```\n<b>\n```", [], id="code and line ends"),
    pytest.param("<div>\n<p>a\n<ul><li>b<li>c</ul>\n</div>", [], id="tags that need no end"),
    pytest.param("<details><summary>a</summary>\n\nb\n\n</details>", [], id="a block with blank lines"),
]


@pytest.mark.parametrize(("body", "expected"), UNPAIRED)
def test_tags_without_their_other_half_are_a_warning(body, expected):
    _, faults = read(briefing_file(body))
    found = [(each.line - FIRST + 1, each.column) for each in faults if kind_of(each) == "html.unpaired"]
    assert all(each.warning for each in faults if kind_of(each) == "html.unpaired")
    assert found == expected
