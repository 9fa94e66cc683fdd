import Testing

@testable import AjarMail

@Suite struct LinkRewriterTests {
    private func rewrite(_ html: String) -> String {
        LinkRewriter.rewrite(html: html) { "https://t.test/?u=\($0.utf8.count)&x" }
    }

    @Test func `links to the web are replaced, and no other byte`() {
        #expect(
            rewrite(
                "<p><A class=x HREF='http://a.test/?a=1&amp;b=2'>a</A> &amp; <a href=https://b.test>b</a></p>"
            )
                == "<p><A class=x HREF='https://t.test/?u=22&amp;x'>a</A> &amp; <a href=https://t.test/?u=14&amp;x>b</a></p>"
        )
    }

    @Test(arguments: [
        "<a href=\"mailto:a@b.test\">x</a>", "<a href=\"#top\">x</a>", "<a name=http://a.test>x</a>",
        "<img src=\"http://a.test/x.png\">",
        "<!-- <a href=\"http://a.test\"> -->", "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"http://a.test", "<a href",
        "<script>'<a href=\"http://a.test\">'</script>", "",
    ])
    func `everything else stays`(html: String) {
        #expect(rewrite(html) == html)
    }
}
