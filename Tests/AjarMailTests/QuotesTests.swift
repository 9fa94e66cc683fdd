import Testing

@testable import AjarMail

struct QuotesTests {
    struct Reply: Sendable, CustomTestStringConvertible {
        let language: String
        let header: String
        var testDescription: String { language }
    }

    static let replies: [Reply] = [
        Reply(
            language: "English", header: "On Mon, Mar 4, 2024 at 10:12 AM Ann Lee <ann@example.com> wrote:"),
        Reply(
            language: "English, wrapped",
            header: "On Monday, March 4, 2024 at 10:12:13 AM GMT+1, Ann Lee\n<ann@example.com> wrote:"),
        Reply(
            language: "English, wrapped twice",
            header: "On Monday, March 4, 2024 at 10:12:13 AM GMT+1,\nAnn Lee\n<ann@example.com> wrote:"),
        Reply(language: "German", header: "Am 04.03.2024 um 10:12 schrieb Max Mustermann <max@example.com>:"),
        Reply(
            language: "German, Gmail",
            header: "Am Mo., 4. März 2024 um 10:12 Uhr schrieb Max <max@example.com>:"),
        Reply(
            language: "French", header: "Le lun. 4 mars 2024 à 10:12, Anne <anne@example.com> a écrit\u{A0}:"),
        Reply(
            language: "Spanish", header: "El lun, 4 mar 2024 a las 10:12, Ana (<ana@example.com>) escribió:"),
        Reply(
            language: "Italian",
            header: "Il giorno lun 4 mar 2024 alle ore 10:12 Anna <anna@example.com> ha scritto:"),
        Reply(language: "Dutch", header: "Op ma 4 mrt 2024 om 10:12 schreef Jan <jan@example.com>:"),
        Reply(
            language: "Portuguese",
            header: "Em seg., 4 de mar. de 2024 às 10:12, Ana <ana@example.com> escreveu:"),
        Reply(language: "Swedish", header: "Den mån 4 mars 2024 kl 10:12 skrev Anna <anna@example.com>:"),
        Reply(language: "Danish", header: "Den man. 4. mar. 2024 kl. 10.12 skrev Anne <anne@example.com>:"),
        Reply(language: "Norwegian", header: "man. 4. mars 2024 kl. 10:12 skrev Ola <ola@example.com>:"),
        Reply(language: "Polish", header: "pon., 4 mar 2024 o 10:12 Jan <jan@example.com> napisał(a):"),
        Reply(language: "Polish, old", header: "W dniu 4.03.2024 o 10:12, Jan Kowalski pisze:"),
        Reply(language: "Russian", header: "пн, 4 мар. 2024 г. в 10:12, Анна <anna@example.com>:"),
        Reply(language: "Russian, short", header: "4 марта 2024 г., 10:12, Анна написал(а):"),
        Reply(
            language: "Finnish", header: "ma 4. maalisk. 2024 klo 10.12 Aino (aino@example.com) kirjoitti:"),
        Reply(language: "Czech", header: "po 4. 3. 2024 v 10:12 odesílatel Jan <jan@example.com> napsal:"),
        Reply(language: "Japanese", header: "2024年3月4日(月) 10:12 山田 <yamada@example.com> のメール:"),
        Reply(
            language: "Outlook",
            header:
                "From: Ann Lee <ann@example.com>\nSent: Monday, March 4, 2024 10:12\nTo: Bob\nSubject: Re: Offer"
        ),
        Reply(
            language: "Outlook, German",
            header: "Von: Ann Lee\nGesendet: Montag, 4. März 2024 10:12\nAn: Bob\nBetreff: AW: Angebot"),
        Reply(
            language: "Outlook, French",
            header: "De : Ann Lee\nEnvoyé : lundi 4 mars 2024\nÀ : Bob\nObjet : RE: Offre"),
        Reply(
            language: "Outlook, bold",
            header: "*From:* Ann Lee\n*Sent:* Monday\n*To:* Bob\n*Subject:* Re: Offer"),
        Reply(
            language: "Outlook, rule",
            header: "________________________________\nFrom: Ann\nDate: Monday\nTo: Bob\nSubject: x"),
        Reply(language: "Outlook Express", header: "-----Original Message-----\nFrom: Ann"),
        Reply(language: "Original, German", header: "----- Ursprüngliche Nachricht -----\nVon: Ann"),
    ]

    @Test(arguments: replies) func `what stands below a reply header is folded away, in every language`(
        reply: Reply
    ) {
        let own = "Thanks, that works.\n\n"
        let quoted = reply.header + "\n\n> old words\n> more\n"
        let chunks = Quotes.split(text: own + quoted)
        #expect(chunks == [Chunk(content: own, isExpanded: true), Chunk(content: quoted, isExpanded: false)])
    }

    @Test(arguments: replies) func `CRLF line ends make no difference`(reply: Reply) {
        let body: String = "Yes.\r\n" + reply.header.replacing("\n", with: "\r\n") + "\r\n> old\r\n"
        let chunks = Quotes.split(text: body)
        #expect(chunks.map(\.content).joined() == body)
        #expect(chunks.map(\.isExpanded) == [true, false])
        #expect(chunks.first?.content == "Yes.\r\n")
    }

    @Test(arguments: [
        "Just words.\nOn Monday we wrote a lot:\n- this\n- that",
        "He wrote: let us meet.",
        "From: here\nit is nice",
        "",
        "\n\n",
        "Price: 20\nDate: 2024\nok",
        "Begin forwarded message:\n\nFrom: Ann\nDate: x\nTo: Bob\nSubject: y\n\n> quoted",
        "FYI\n\n---------- Forwarded message ---------\nFrom: Ann\nDate: Mon\nSubject: x\nTo: Bob\n\nText",
        "-------- Weitergeleitete Nachricht --------\nBetreff: x\nDatum: y\nVon: Ann\nAn: Bob",
    ])
    func `own words and forwards stay whole`(body: String) {
        #expect(Quotes.split(text: body) == [Chunk(content: body, isExpanded: true)])
    }

    @Test func `answers between quoted lines stay visible`() {
        let body = "On 2024-03-04 Ann <a@b.c> wrote:\n> first?\nyes\n> second?\nno\n"
        let chunks = Quotes.split(text: body)
        #expect(chunks.map(\.content).joined() == body)
        #expect(chunks.filter(\.isExpanded).map(\.content) == ["yes\n", "no\n"])
    }

    @Test func `an attribution takes no line of the answer with it`() {
        let body = "See you at 10:00\nOn Mon, 4 Mar 2024 Ann <a@b.c> wrote:\n> hi"
        #expect(Quotes.split(text: body).first?.content == "See you at 10:00\n")
    }

    @Test(arguments: [
        #"<div dir="ltr">Yes</div><br>|<div class="gmail_quote"><div class="gmail_attr">On Mon, Ann wrote:<br></div><blockquote class="gmail_quote">old</blockquote></div>"#,
        #"<p>Yes</p>|<blockquote type="cite"><div>On 4 Mar 2024, Ann wrote:</div>old</blockquote></body></html>"#,
        #"<p>Yes</p>|<div class="moz-cite-prefix">Am 1.1.2024 schrieb Ann:<br></div><blockquote type="cite" cite="mid:x"><p>old</p></blockquote>"#,
        #"<div>Yes</div>|<div id="appendonsend"></div><hr style="width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Ann<br><b>Sent:</b> Monday<br><b>To:</b> Bob<br><b>Subject:</b> x</div><div>old</div>"#,
        #"<p>Yes</p><div>|<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>From:</b> Ann<br><b>Sent:</b> Monday<br><b>To:</b> Bob<br><b>Subject:</b> x</p></div></div><p>old</p>"#,
        #"<p>Yes</p>|<div id="ydp1" class="yahoo_quoted"><div>On Monday, Ann wrote:</div>old</div>"#,
        #"<p>Yes</p>|<div>-----Original Message-----<br>From: Ann</div>"#,
        #"<!-- <blockquote type="cite"> --><style>a{content:"<blockquote type=cite>"}</style>Yes |<BLOCKQUOTE TYPE='CITE'>old</BLOCKQUOTE> &nbsp; "#,
    ])
    func `the marks of mail programs fold HTML quotes away`(marked: String) throws {
        let parts = marked.split(separator: "|", maxSplits: 1).map(String.init)
        let expected = [
            Chunk(content: parts[0], isExpanded: true), Chunk(content: parts[1], isExpanded: false),
        ]
        #expect(Quotes.split(html: parts.joined()) == expected)
    }

    @Test func `an answer below an HTML quote stays visible`() {
        let body = #"<blockquote type="cite">old</blockquote><p>new</p>"#
        let chunks = Quotes.split(html: body)
        #expect(chunks.map(\.content) == [#"<blockquote type="cite">old</blockquote>"#, "<p>new</p>"])
        #expect(chunks.map(\.isExpanded) == [false, true])
    }

    @Test(arguments: [
        "<p>Hello</p>", "plain", "", "<blockquote>a poem</blockquote>",
        #"<p>FYI</p><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Ann</div>text</div>"#,
        #"<p>FYI</p><blockquote type="cite"><div>Begin forwarded message:</div><br>text</blockquote>"#,
        #"<div style="border-top:solid red 1pt">A footer</div>"#,
        "<", "<!--", "<a b='", "</", "<blockquote type=\"cite",
    ])
    func `HTML without quotes is one chunk with exactly the input`(body: String) {
        #expect(Quotes.split(html: body) == [Chunk(content: body, isExpanded: true)])
    }

    @Test func `thousands of rulers and quotes are split in no time`() {
        let rulers = String(repeating: #"<div style="border-top:solid red 1pt">x</div>"#, count: 2_000)
        #expect(Quotes.split(html: rulers).map(\.content).joined() == rulers)
        let quotes = String(repeating: #"<blockquote type="cite">"#, count: 4_000) + "x"
        #expect(Quotes.split(html: quotes).map(\.content).joined() == quotes)
        let pairs = String(repeating: #"<blockquote type="cite"></blockquote>"#, count: 4_000) + "x"
        #expect(Quotes.split(html: pairs).map(\.content).joined() == pairs)
        let comments = String(repeating: "<!-- ", count: 5_000)
        #expect(Quotes.split(html: comments).map(\.content).joined() == comments)
        let lines = String(repeating: "On 2024 a@b wrote\n", count: 5_000)
        #expect(Quotes.split(text: lines).map(\.content).joined() == lines)
    }
}
