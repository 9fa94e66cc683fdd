"""Mail that wants to run or to tell that it was opened: our own cases, by the technique that each tries.

RUN counts in the window of the page, so that one look says whether anything ran. LEAK is an address that nothing may ask.
"""
RUN = "(top.ran=(top.ran||0)+1)"
LEAK = "http://127.0.0.1:9/leak"
IMG = f'<img src=x onerror="{RUN}">'

EVENTS = """abort animationend animationstart auxclick beforecopy beforeinput beforetoggle begin blur canplay change click
contextmenu copy cut dblclick drag dragstart drop end error focus focusin hashchange input invalid keydown load loadend loadstart
message mousedown mouseenter mouseover pagehide pageshow paste play pointerdown pointerover popstate reset resize scroll
securitypolicyviolation select start submit toggle touchstart transitionend unload wheel""".split()

ELEMENTS = """a abbr applet area article audio b base bgsound blink body button canvas center details dialog div embed fieldset
font form frame frameset head header html iframe img input isindex keygen label link listing main map marquee menu meta object
ol p picture pre q s script select slot source span style summary svg table td template textarea title track u ul video xmp
x-unknown""".split()

SCHEMES = [
    f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f" javascript:{RUN}", f"\tjavascript:{RUN}", f"java\tscript:{RUN}", f"java\nscript:{RUN}",
    f"java\rscript:{RUN}", f"&#106;avascript:{RUN}", f"&#x6A;avascript:{RUN}", f"&#0000106avascript:{RUN}", f"javascript&colon;{RUN}",
    f"javascript&#58;{RUN}", f"&Tab;javascript:{RUN}", f"java&NewLine;script:{RUN}", f"&#1;javascript:{RUN}", f"&#x20;&#x0E;javascript:{RUN}",
    f"\u00a0javascript:{RUN}", f"\u200bjavascript:{RUN}", f"\ufeffjavascript:{RUN}", f"javascript\u200b:{RUN}", f"java\u0000script:{RUN}",
    f"//javascript:{RUN}", f"javascript://x%0a{RUN}", f"javascript:/*x*/{RUN}", f"feed:javascript:{RUN}", f"view-source:javascript:{RUN}",
    f"vbscript:{RUN}", f"livescript:{RUN}", f"mocha:{RUN}", f"data:text/html,<script>{RUN}</script>", "data:text/html;base64,PHNjcmlwdD50b3AucmFuPTE8L3NjcmlwdD4=",
    f"data:application/xhtml+xml,<x:script xmlns:x='http://www.w3.org/1999/xhtml'>{RUN}</x:script>", f"DATA:text/html,{RUN}",
    "blob:http://127.0.0.1/x", "filesystem:http://127.0.0.1/x", "file:///etc/passwd", f"jar:{LEAK}!/x", f"ms-its:{LEAK}",
]

# Names that would take the place of what a page's scripts ask the document for.
CLOBBERS = "attributes body children cookie createElement documentElement forms getElementById head location nodeName parentNode".split()

# What one parser closes and the next one opens: text that turns into elements when it is read a second time.
MUTATIONS = [
    f"<noscript><p title=\"</noscript>{IMG}\"></noscript>",
    f"<noscript><style></noscript>{IMG}</style></noscript>",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;{IMG}\"></style></mglyph></table></mtext></math>",
    f"<form><math><mtext></form><form><mglyph><style></math>{IMG}",
    f"<svg></p><style><a id=\"</style>{IMG}\"></style></svg>",
    f"<svg><p><style><a id=\"</style>{IMG}\"></style></p></svg>",
    f"<math><annotation-xml encoding=\"text/html\"><p>{IMG}</p></annotation-xml></math>",
    f"<math><mi><mglyph><xmp></mi>{IMG}</xmp></mglyph></math>",
    f"<svg><desc><p>{IMG}</p></desc></svg>", f"<svg><title><p>{IMG}</p></title></svg>",
    f"<svg><foreignObject><p>{IMG}</p></foreignObject></svg>",
    f"<svg><foreignObject><math><mi><style></foreignObject>{IMG}</style></mi></math></foreignObject></svg>",
    f"<select><style></select>{IMG}</style></select>", f"<select><template>{IMG}</template></select>",
    f"<template><style></template>{IMG}</style></template>", f"<table><td><style></table>{IMG}</style></td></table>",
    f"<textarea></textarea>{IMG}<textarea>", f"<textarea><p title=\"</textarea>{IMG}\"></textarea>",
    f"<title><p title=\"</title>{IMG}\"></title>", f"<iframe><p title=\"</iframe>{IMG}\"></iframe>",
    f"<noembed><p title=\"</noembed>{IMG}\"></noembed>", f"<noframes><p title=\"</noframes>{IMG}\"></noframes>",
    f"<xmp><p title=\"</xmp>{IMG}\"></xmp>", f"<listing>&lt;img src=x onerror={RUN}&gt;</listing>", f"<plaintext>{IMG}",
    f"<style><p title=\"</style>{IMG}\"></style>", f"<script><p title=\"</script>{IMG}\"></script>",
    f"<!--><p>{IMG}-->", f"<!---><p>{IMG}-->", f"<!-- --!><p>{IMG}-->", f"<!--{{--!>{IMG}<!---->", f"<!-->{IMG}<!---->",
    f"<![CDATA[{IMG}]]>", f"<svg><![CDATA[</svg>{IMG}]]></svg>", f"<math><![CDATA[</math>{IMG}]]></math>",
    f"<?xml {IMG}?>", f"<?php echo '{IMG}' ?>", f"<!DOCTYPE x [<!ENTITY y '{IMG}'>]><p>&y;</p>", f"<% {IMG} %>",
    f"<a title=\"`{IMG}`\">x</a>", f"<p title='\"><img src=x onerror={RUN}>'>x</p>", f"<p title=&quot;&gt;{IMG}>x</p>",
    f"<img src=\"x` `<script>{RUN}</script>\"` `>", f"<p \"'>{IMG}", f"<<script>{RUN}//<</script>", f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror\u0000=\"{RUN}\">", f"<im\u0000g src=x onerror=\"{RUN}\">", f"<img/src=x/onerror={RUN}>", f"<img\u000csrc=x\u000conerror={RUN}>",
    f"<div><table><div>{IMG}</table></div>", f"<b><p><b><p><b>{IMG}</p></b>", "<div>" * 600 + IMG + "</div>" * 600,
    f"<form id=a><form id=b>{IMG}</form></form>", f"<a><svg><a>{IMG}</a></svg></a>", f"<option><style></option></select>{IMG}</style>",
]

VECTORS = [
    f"<svg onload=\"{RUN}\"></svg>", f"<svg><script>{RUN}</script></svg>", f"<svg><script href=\"data:text/javascript,{RUN}\"></script></svg>",
    f"<svg><animate onbegin=\"{RUN}\" attributeName=x dur=1s></svg>", f"<svg><set onbegin=\"{RUN}\" attributeName=x></svg>",
    f"<svg><a><animate attributeName=href values=\"javascript:{RUN}\"/><text y=20>x</text></a></svg>",
    f"<svg><a xlink:href=\"javascript:{RUN}\"><text y=20>x</text></a></svg>", f"<svg><use href=\"data:image/svg+xml,<svg id='x'>{IMG}</svg>#x\"/></svg>",
    f"<svg><image href=\"{LEAK}\"/></svg>", f"<svg><feImage href=\"{LEAK}\"/></svg>", f"<svg><style>@import '{LEAK}'</style></svg>",
    f"<math href=\"javascript:{RUN}\">x</math>", f"<math><maction actiontype=statusline xlink:href=\"javascript:{RUN}\">x</maction></math>",
    f"<iframe srcdoc=\"<script>{RUN}</script>\"></iframe>", f"<iframe src=\"{LEAK}\"></iframe>", f"<frameset onload=\"{RUN}\"><frame src=\"{LEAK}\"></frameset>",
    f"<object data=\"{LEAK}\"></object>", f"<object><param name=src value=\"{LEAK}\"></object>", f"<embed src=\"{LEAK}\">", f"<applet code=\"{LEAK}\"></applet>",
    f"<portal src=\"{LEAK}\"></portal>", f"<form action=\"javascript:{RUN}\"><button>x</button></form>", f"<button formaction=\"javascript:{RUN}\">x</button>",
    f"<form action=\"{LEAK}\"><input type=submit autofocus></form>", f"<input type=image src=\"{LEAK}\">", f"<isindex action=\"javascript:{RUN}\" type=image>",
    f"<base href=\"{LEAK}/\"><img src=\"x\">", f"<base href=\"javascript:{RUN}//\"><a href=\"x\">x</a>", f"<meta http-equiv=refresh content=\"0;url={LEAK}\">",
    f"<meta http-equiv=refresh content=\"0;url=javascript:{RUN}\">", f"<meta http-equiv=\"Content-Security-Policy\" content=\"script-src *\"><script>{RUN}</script>",
    f"<link rel=stylesheet href=\"{LEAK}\">", f"<link rel=prefetch href=\"{LEAK}\">", f"<link rel=preload as=image href=\"{LEAK}\">",
    f"<link rel=dns-prefetch href=\"//leak.invalid\">", f"<link rel=preconnect href=\"{LEAK}\">", f"<link rel=import href=\"{LEAK}\">", f"<link rel=icon href=\"{LEAK}\">",
    f"<link rel=modulepreload href=\"{LEAK}\">", f"<link rel=manifest href=\"{LEAK}\">", f"<style>@import '{LEAK}';</style>", f"<style>*{{background:url({LEAK})}}</style>",
    f"<style>@font-face{{font-family:x;src:url({LEAK})}}*{{font-family:x}}</style>", f"<style>p::before{{content:url({LEAK})}}</style><p>x</p>",
    f"<script src=\"{LEAK}\"></script>", f"<script>{RUN}</script>", f"<SCRIPT>{RUN}</SCRIPT>", f"<script\n>{RUN}</script\n>", f"<script type=module>{RUN}</script>",
    f"<script>{RUN}", f"<script/x>{RUN}</script>", f"<style><img src=\"</style>{IMG}\">", f"<audio src=\"{LEAK}\" autoplay></audio>", f"<video src=\"{LEAK}\" autoplay></video>",
    f"<video poster=\"{LEAK}\"></video>", f"<video><source src=x onerror=\"{RUN}\"></video>", f"<video><track default src=\"{LEAK}\"></video>", f"<bgsound src=\"{LEAK}\">",
    f"<img srcset=\"{LEAK} 1x\">", f"<img src=x srcset=\"{LEAK}\" sizes=1px>", f"<picture><source srcset=\"{LEAK}\"><img src=x></picture>", f"<img lowsrc=\"{LEAK}\">",
    f"<img dynsrc=\"{LEAK}\">", f"<img longdesc=\"{LEAK}\">", f"<img usemap=\"#m\"><map name=m><area href=\"javascript:{RUN}\"></map>", f"<image src=\"{LEAK}\">", f"<img src=\"//127.0.0.1:9/leak\">",
    f"<img src=\"\\\\127.0.0.1:9\\leak\">", f"<img src=\"HTTP://127.0.0.1:9/leak\">", f"<img src=\" {LEAK}\">", f"<img src=\"ftp://127.0.0.1:9/leak\">", f"<img src=\"{LEAK}\" onload=\"{RUN}\">",
    f"<body background=\"{LEAK}\">x</body>", f"<table background=\"{LEAK}\"><tr><td background=\"{LEAK}\">x</td></tr></table>",
    f"<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>\">", f"<img src=\"data:text/html,{IMG}\">",
    f"<a href=\"{LEAK}\" ping=\"{LEAK}\">x</a>", f"<a href=\"#\" onclick=\"{RUN}\">x</a>", f"<a target=_top href=\"javascript:{RUN}\">x</a>", f"<a href=\"x\" style=\"position:fixed;inset:0\">x</a>",
    f"<details open ontoggle=\"{RUN}\">x</details>", f"<dialog open onclose=\"{RUN}\">x</dialog>", f"<marquee onstart=\"{RUN}\">x</marquee>", f"<input autofocus onfocus=\"{RUN}\">",
    f"<p tabindex=0 autofocus onfocus=\"{RUN}\">x</p>", f"<p contenteditable onbeforeinput=\"{RUN}\">x</p>", f"<p popover id=p onbeforetoggle=\"{RUN}\">x</p>", f"<x-widget is=x-y onconnected=\"{RUN}\">x</x-widget>",
    f"<p style=\"animation:x\" onanimationstart=\"{RUN}\">x</p>", f"<p is=\"script\">{RUN}</p>", f"<template shadowrootmode=open>{IMG}</template>", f"<slot onslotchange=\"{RUN}\">x</slot>",
    f"<!--[if gte IE 4]><script>{RUN}</script><![endif]-->", f"<comment>{IMG}</comment>", f"<xml id=x><a>{IMG}</a></xml>", f"<p datasrc=\"#x\" datafld=a dataformatas=html>x</p>",
    f"<p>{{{{constructor.constructor('{RUN}')()}}}}</p>", f"<p ng-app ng-csp>{{{{x}}}}</p>", f"<p v-html=\"{RUN}\">x</p>", f"<p data-bind=\"html:{RUN}\">x</p>", f"<p hx-get=\"{LEAK}\" hx-trigger=load>x</p>",
]

STYLES = [
    f"background:url({LEAK})", f"background-image:url('{LEAK}')", f"background:u\\72l({LEAK})", f"background:URL({LEAK})", f"list-style-image:url({LEAK})",
    f"border-image:url({LEAK})", f"content:url({LEAK})", f"cursor:url({LEAK}),auto", f"mask-image:url({LEAK})", f"filter:url({LEAK}#x)", f"clip-path:url({LEAK}#x)",
    f"background:image-set('{LEAK}' 1x)", f"background:-webkit-image-set(url({LEAK}) 1x)", f"background:cross-fade(url({LEAK}),red)", f"shape-outside:url({LEAK})",
    f"width:expression({RUN})", f"behavior:url({LEAK})", f"-moz-binding:url({LEAK}#x)", f"background:url(javascript:{RUN})", f"color:red;}}*{{background:url({LEAK})",
    f"background:/*x*/url({LEAK})", f"b\\61ckground:url({LEAK})", f"--x:url({LEAK});background:var(--x)", f"background:url(&quot;{LEAK}&quot;)", f"src:url({LEAK})",
    "position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:9", "position:absolute;inset:0", f"offset-path:url({LEAK}#x)", f"background:attr(title url)", f"font-family:'</style>{IMG}'",
]

CASES = (
    [(f"event {name}", f'<img src=x on{name}="{RUN}"><p on{name}="{RUN}">x</p>') for name in EVENTS]
    + [(f"element {name}", f'<{name} src=x data=x onload="{RUN}" onerror="{RUN}" onfocus="{RUN}" autofocus tabindex=0>x</{name}>') for name in ELEMENTS]
    + [(f"link {index}", f'<a id=x href="{url}">x</a>') for index, url in enumerate(SCHEMES)]
    + [(f"picture {index}", f'<img src="{url}"><iframe src="{url}"></iframe>') for index, url in enumerate(SCHEMES)]
    + [(f"name {name}", f'<form id="{name}"><input name="{name}"><a id="{name}" name="{name}">x</a></form>') for name in CLOBBERS]
    + [(f"mutation {index}", html) for index, html in enumerate(MUTATIONS)]
    + [(f"vector {index}", html) for index, html in enumerate(VECTORS)]
    + [(f"style {index}", f'<p style="{style}">x</p>') for index, style in enumerate(STYLES)]
)
