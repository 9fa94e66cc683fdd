import AjarCore
import AjarMail
import AjarResource

/// How the correspondent shall answer: checked, with everything that is wrong told at once.
struct CorrespondentWish: Sendable {
    private static let maximumText = 100_000

    let kind: Correspondent.Kind
    /// Nil: the usual words.
    let text: String?

    init(kind: JSON?, text: JSON?) throws(AjarError) {
        var errors = FieldErrors()
        let chosen = kind ?? .string(Correspondent.Kind.reply.rawValue)
        let known = chosen.string.flatMap(Correspondent.Kind.init)
        if known == nil {
            let names = Correspondent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            errors.add("kind", "Not one of \(names).")
        }
        let words = text?.string?.trimmed
        switch words {
        case nil where !(text ?? .null).isNull: errors.add("text", "Not a text.")
        case let words? where words.unicodeScalars.count > Self.maximumText:
            errors.add("text", "Longer than \(Self.maximumText) characters.")
        case let words? where words.utf8.contains(0): errors.add("text", "No text has a NUL in it.")
        case nil, _?: break
        }
        guard let known, errors.isEmpty else { throw .invalid(errors) }
        self.kind = known
        self.text = words.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Who a mail in the sandbox was written to, and what comes back from there: an answer, a machine's answer,
/// or the report of a mail server that knows nobody of that name.
struct Correspondent {
    enum Kind: String, Sendable, CaseIterable {
        case reply
        case autoReply = "auto_reply"
        case bounce

        /// What is said when nobody chose the words.
        var words: String {
            switch self {
            case .reply: "Thank you, that sounds good. Can we talk about it tomorrow?"
            case .autoReply: "I am out of the office until Monday and will answer then."
            case .bounce: "There is nobody of that name here"
            }
        }
    }

    /// Who wrote, and to which address answers should go.
    let author: Address
    private let answersTo: Address
    private let message: SandboxMessage
    private let read: ReadMessage
    private let recipients: [Address]

    /// Throws where nobody could answer.
    init(_ message: SandboxMessage) throws(AjarError) {
        guard let read = try? MessageReader.read(message.source), let author = read.from else {
            throw .badRequest("The message doesn't say who wrote it, so nobody can answer.")
        }
        recipients = message.recipients.compactMap { try? Address(email: $0) }
        guard !recipients.isEmpty else { throw .noSuch("SandboxMessage") }
        self.message = message
        self.read = read
        self.author = author
        answersTo = read.replyTo.first ?? author
    }

    func answer(
        _ kind: Kind, _ text: String?, messageID: MessageID, at moment: Timestamp
    ) throws -> ReceivedMail {
        let text = text ?? kind.words
        let me = sender
        if kind == .reply {
            let bytes = try letter(text + quote, "Re: ", to: answersTo, messageID, moment)
            return ReceivedMail(sender: me, recipients: [answersTo], bytes: bytes)
        }
        // RFC 3834 §4, 3464 §2: machines answer the envelope, and never a mail that has no sender there.
        guard let path = message.sender.flatMap({ try? Address(email: $0) }) else {
            throw AjarError.badRequest("The message has no envelope sender, so no machine may answer it.")
        }
        if kind == .autoReply {
            let header = ExtraHeader(try HeaderName("Auto-Submitted"), HeaderValue(cleaning: "auto-replied"))
            let bytes = try letter(text, "Automatic reply: ", to: path, messageID, moment, [header])
            return ReceivedMail(sender: nil, recipients: [path], bytes: bytes)
        }
        let report = ReportComposer(
            to: path, recipients: recipients, status: EnhancedStatus(5, 1, 1), reason: text,
            messageID: messageID, date: moment, original: message.source)
        return ReceivedMail(sender: nil, recipients: [path], bytes: report.compose())
    }

    /// The first recipient, by the name that the mail calls them.
    private var sender: Address {
        (read.to + read.cc).first { $0.folded == recipients[0].folded } ?? recipients[0]
    }

    private func letter(
        _ text: String, _ prefix: String, to: Address, _ messageID: MessageID, _ moment: Timestamp,
        _ extra: [ExtraHeader] = []
    ) throws -> [UInt8] {
        let isPrefixed = read.subject.lowercased().hasPrefix(prefix.lowercased())
        return try Composer.compose(
            OutgoingMessage(
                from: sender, to: [to], subject: (isPrefixed ? "" : prefix) + read.subject, text: text,
                messageID: messageID, inReplyTo: read.messageID,
                references: read.references + (read.messageID.map { [$0] } ?? []), date: moment,
                extraHeaders: extra))
    }

    /// What was written, as mail programs put it below an answer.
    private var quote: String {
        let lines = (read.text ?? "").prefix(10_000).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let date = (read.date ?? message.received).rfc5322
        return "\n\nOn \(date), \(author.formatted) wrote:\n" + lines.map { "> \($0)\n" }.joined()
    }
}
