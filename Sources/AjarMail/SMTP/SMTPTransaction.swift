/// What the envelope of a mail needs of a server.
package struct SMTPEnvelope: Sendable, Hashable {
    package let sender: Address
    package let recipients: [Address]
    /// As it counts for SIZE: with CRLF line ends, before dots are doubled.
    package let size: Int
    package let isEightBit: Bool
    /// A header holds raw UTF-8 (RFC 6532).
    package let hasUTF8Headers: Bool

    package init(
        sender: Address, recipients: [Address], size: Int, isEightBit: Bool = false,
        hasUTF8Headers: Bool = false
    ) {
        self.sender = sender
        self.recipients = recipients
        self.size = size
        self.isEightBit = isEightBit
        self.hasUTF8Headers = hasUTF8Headers
    }

    /// `message` with its final line ends.
    package init(sender: Address, recipients: [Address], message: [UInt8]) {
        let isEightBit: Bool = message.contains { $0 >= 0x80 }
        self.init(
            sender: sender, recipients: recipients, size: message.count, isEightBit: isEightBit,
            hasUTF8Headers: isEightBit && Self.hasUTF8Headers(message))
    }

    private static func hasUTF8Headers(_ message: [UInt8]) -> Bool {
        var lineLength = 0
        for byte in message {
            switch byte {
            case 0x0A where lineLength == 0: return false
            case 0x0A: lineLength = 0
            case 0x0D: break
            case 0x80...: return true
            case _: lineLength += 1
            }
        }
        return false
    }
}

/// One mail inside a connection: which commands, whose reply comes next, who got which answer.
struct SMTPTransaction: Sendable {
    /// More than one command at a time only with PIPELINING; bounded, so that neither side waits for the
    /// other's buffers.
    static let pipelineDepth: Int = 100
    static let chunkSize: Int = 1 << 20

    private let host: String
    private let size: Int
    private var script: [SMTPCommand] = []
    /// Which recipient each command of the script is about.
    private var recipientOfCommand: [Int?] = []
    private var decided: [RecipientOutcome?]
    private let window: Int
    private var sent = 0
    private var answeredCount = 0
    private var senderFailure: DeliveryFailure?
    private var chunkStart = 0
    var lastCommand: SMTPCommand?

    init(_ envelope: SMTPEnvelope, _ capabilities: Capabilities, host: String, needsReset: Bool) {
        self.host = host
        size = envelope.size
        window = capabilities.pipelining ? Self.pipelineDepth : 1
        decided = Array(repeating: nil, count: envelope.recipients.count)
        refuseWhatCannotTravel(envelope, capabilities)
        guard hasUndecided else { return }
        if needsReset { append(.reset) }
        let isUTF8: Bool = capabilities.smtpUTF8 && Self.needsUTF8(envelope)
        append(
            .mail(
                envelope.sender, size: capabilities.size ? envelope.size : nil,
                isEightBit: envelope.isEightBit && capabilities.eightBitMIME, isUTF8: isUTF8))
        for (index, recipient) in envelope.recipients.enumerated() where decided[index] == nil {
            append(.recipient(recipient), recipient: index)
        }
    }

    var outstanding: Int { sent - answeredCount }
    /// Somebody could still get the mail.
    var hasUndecided: Bool { decided.contains { $0 == nil } }

    var isChunked: Bool { chunkStart > 0 }

    var stage: DeliveryStage {
        switch lastCommand {
        case .mail: .mail
        case .recipient: .rcpt
        case .data, .chunk: .data
        case .none, .ehlo, .helo, .startTLS, .authPlain, .authLogin, .authXOAuth2, .authAnswer, .reset, .quit:
            .idle
        }
    }

    /// The next commands of the envelope; empty when all were sent.
    mutating func nextCommands() -> [SMTPCommand] {
        let end: Int = min(sent + window, script.count)
        let commands: [SMTPCommand] = Array(script[sent..<end])
        sent = end
        if answeredCount < end { lastCommand = script[answeredCount] }
        return commands
    }

    /// Files a reply under the command it answers, and says which one that was; nil if none was open.
    mutating func answered(_ reply: Reply) -> SMTPCommand? {
        guard outstanding > 0 else { return nil }
        let command: SMTPCommand = script[answeredCount]
        let recipient: Int? = recipientOfCommand[answeredCount]
        lastCommand = command
        answeredCount += 1
        if let recipient {
            decide(recipient, command, reply)
        } else if case .mail = command, !reply.isPositive {
            let failure = DeliveryFailure(stage: .mail, host: host, command: command.label, reply: reply)
            senderFailure = failure
            for index in decided.indices where decided[index] == nil { decided[index] = failure.outcome }
        }
        return command
    }

    private mutating func decide(_ recipient: Int, _ command: SMTPCommand, _ reply: Reply) {
        guard senderFailure == nil, !reply.isPositive else { return }
        let failure = DeliveryFailure(stage: .rcpt, host: host, command: command.label, reply: reply)
        // RFC 5321 §4.5.3.1.10: an old way to say "enough recipients for one mail"; they fit into the next
        // one.
        let isTooMany: Bool = reply.code == 552 && reply.text.lowercased().contains("too many recipients")
        decided[recipient] = isTooMany ? .deferred(failure) : failure.outcome
    }

    mutating func nextChunk() -> (range: Range<Int>, isLast: Bool)? {
        guard chunkStart < size || chunkStart == 0 else { return nil }
        let end: Int = min(chunkStart + Self.chunkSize, size)
        let range: Range<Int> = chunkStart..<end
        chunkStart = end
        lastCommand = .chunk(size: range.count, isLast: end == size)
        return (range, end == size)
    }

    /// One outcome per recipient. `otherwise` is for those that nobody refused.
    func outcomes(otherwise: RecipientOutcome?) -> [RecipientOutcome] {
        let missing: RecipientOutcome =
            otherwise
            ?? .deferred(
                DeliveryFailure(
                    stage: .rcpt, reason: .garbage, host: host, message: "The server gave no answer."))
        return decided.map { $0 ?? missing }
    }

    // MARK: - Building

    private mutating func append(_ command: SMTPCommand, recipient: Int? = nil) {
        script.append(command)
        recipientOfCommand.append(recipient)
    }

    private static func needsUTF8(_ envelope: SMTPEnvelope) -> Bool {
        envelope.hasUTF8Headers || !isPlain(envelope.sender) || envelope.recipients.contains { !isPlain($0) }
    }

    private static func isPlain(_ address: Address) -> Bool {
        address.isASCII || address.wireEmail.utf8.allSatisfy { $0 < 0x80 }
    }

    private mutating func refuseWhatCannotTravel(_ envelope: SMTPEnvelope, _ capabilities: Capabilities) {
        if let limit = capabilities.maximumSize, envelope.size > limit {
            let message = "The message has \(envelope.size) bytes; the server takes \(limit)."
            let failure = DeliveryFailure(
                stage: .mail, reason: .messageTooLarge, host: host, message: message)
            for index in decided.indices { decided[index] = .refused(failure) }
        }
        guard !capabilities.smtpUTF8 else { return }
        let isForAll: Bool = envelope.hasUTF8Headers || !Self.isPlain(envelope.sender)
        for (index, recipient) in envelope.recipients.enumerated() where isForAll || !Self.isPlain(recipient)
        {
            guard decided[index] == nil else { continue }
            let message = "The address or a header needs SMTPUTF8, which the server doesn't offer."
            decided[index] = .refused(
                DeliveryFailure(stage: .mail, reason: .smtpUTF8Unavailable, host: host, message: message))
        }
    }
}
