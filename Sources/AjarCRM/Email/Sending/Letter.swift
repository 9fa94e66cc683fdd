import AjarCore
import AjarMail
import AjarResource
import AjarStore
import Foundation

/// An email as the bytes that go to the relay.
struct Letter: Sendable {
    private typealias Email = EmailActivity

    let sender: Address
    let source: [UInt8]
    /// Whether the bytes were made just now, and have to be kept for later attempts.
    let isNew: Bool

    /// The bytes of an earlier attempt.
    init(_ email: Record, known: [UInt8]) throws {
        sender = try Address(parsing: email[Email.sender] ?? "")
        source = known
        isNew = false
    }

    init(
        _ email: Record, _ paper: LetterPaper, now: Timestamp, _ files: FileStore, _ organization: Int
    ) async throws {
        sender = try Address(parsing: email[Email.sender] ?? "")
        let message = OutgoingMessage(
            from: sender, to: try email[Email.to].map { try Address(parsing: $0) },
            cc: try email[Email.cc].map { try Address(parsing: $0) }, subject: email[Email.subject] ?? "",
            text: email[Email.bodyText].map(paper.text), html: EmailLoads.html(of: email).map(paper.html),
            attachments: try await Self.attachments(email, files, organization),
            messageID: try MessageID(email[Email.messageID] ?? ""),
            inReplyTo: email[Email.inReplyTo].flatMap { try? MessageID($0) },
            references: email[Email.references].compactMap { try? MessageID($0) }, date: now,
            extraHeaders: paper.headers)
        let bytes = try Composer.compose(message)
        source = try paper.signer?.sign(bytes, at: now) ?? bytes
        isNew = true
    }

    private static func attachments(
        _ email: Record, _ files: FileStore, _ organization: Int
    ) async throws -> [OutgoingAttachment] {
        var attachments: [OutgoingAttachment] = []
        for attachment in email[Email.attachments] {
            let id = attachment["url"].string?.split(separator: "/").dropLast().last.map(String.init) ?? ""
            guard let bytes = try await files.bytes(organization: organization, id: id) else {
                throw AjarError.unavailable("The file \(id) of email \(email.id) can't be read.")
            }
            attachments.append(
                OutgoingAttachment(
                    filename: attachment["filename"].string ?? "file",
                    contentType: attachment["content_type"].string ?? "application/octet-stream",
                    contentID: attachment["content_id"].string,
                    isInline: attachment["content_id"].string != nil,
                    data: bytes))
        }
        return attachments
    }
}

/// What is added to an email that leaves: the signature of campaigns, the way out of them, and what is needed
/// to see whether it was read. The email as it is stored stays as it was written.
struct LetterPaper: Sendable {
    private typealias Account = ConnectedAccount

    let headers: [ExtraHeader]
    let signer: DKIMSigner?
    private let signature: String?
    private let offer: UnsubscribeOffer?
    private let links: TrackingLinks
    private let target: TrackingLinks.Target
    private let tracksOpens: Bool
    private let tracksClicks: Bool

    /// The copy that its sender keeps tells on nobody: his own look at it would count as the recipient's.
    init(_ email: Record, isCopy: Bool = false, _ context: ReadContext) throws {
        let account = try context.find(Account.resource, email[EmailActivity.emailAccountID] ?? "")
        offer = try UnsubscribeOffer(email, context)
        // Who writes by hand has the signature in what he wrote.
        signature = email.isAutomatic ? account?[Account.signatureHTML] : nil
        headers =
            try offer.map { offer in
                [
                    ExtraHeader(try HeaderName("List-Unsubscribe"), try HeaderValue("<\(offer.url)>")),
                    ExtraHeader(
                        try HeaderName("List-Unsubscribe-Post"), try HeaderValue("List-Unsubscribe=One-Click")
                    ),
                ]
            } ?? []
        signer = try account.flatMap { try DKIMSettings.signer($0, context) }
        links = TrackingLinks(context.installation)
        target = TrackingLinks.Target(organization: context.organization, email: email.id)
        let user = email[Activity.userID] ?? account?["user_id"].string
        let membership = try context.reader.first(
            """
            SELECT track_email_opens FROM membership
            WHERE organization = \(context.organization) AND user_id = \(user)
            """)
        let isAllowed = !isCopy && membership?.flag("track_email_opens") ?? true
        tracksOpens = isAllowed && account?[Account.tracksOpens] == true
        tracksClicks = isAllowed && account?[Account.tracksClicks] == true
    }

    func text(_ body: String) -> String {
        var text = body
        if let signature { text += "\n\n-- \n\(PlainText.from(html: signature))" }
        if let offer { text += "\n\n\(offer.text): \(offer.url)\n" }
        return text
    }

    func html(_ body: String) -> String {
        var html = tracksClicks ? LinkRewriter.rewrite(html: body) { links.click(target, $0) } : body
        var end = signature.map { "<br>\($0)" } ?? ""
        if let offer { end += "<p><a href=\"\(offer.url)\">\(HTMLBody.from(text: offer.text))</a></p>" }
        if tracksOpens { end += links.pixel(target) }
        guard !end.isEmpty else { return html }
        let close = html.range(of: "</body>", options: [.backwards, .caseInsensitive])
        html.insert(contentsOf: end, at: close?.lowerBound ?? html.endIndex)
        return html
    }
}
