import AjarCore

/// Why a message has no bytes.
package enum ComposeError: Error, Sendable, Equatable {
    /// One of the headers that the composer writes itself, or one that would tell hidden recipients.
    case reservedHeader(String)
    case invalidContentID
    case tooManyParts
    case tooLarge
    /// The MIME library gave nothing back: out of memory.
    case libraryFailure
}

/// A message value becomes bytes: pure, deterministic, CRLF, seven bits, no line over 998 octets.
///
/// A retry after a crash sends the same bytes again, so that a receiver can recognise the copy.
package enum Composer {
    /// No relay we know of takes more, and memory is finite.
    package static let maximumSize: Int = 150 << 20
    package static let maximumParts: Int = 500

    /// The same value is the same bytes, on every machine and after every restart.
    package static func compose(_ message: OutgoingMessage) throws(ComposeError) -> [UInt8] {
        guard message.attachments.count < maximumParts else { throw .tooManyParts }
        let size: Int = message.attachments.reduce(0) { $0 + $1.data.count } + bodySize(message)
        guard size <= maximumSize else { throw .tooLarge }
        var bytes: [UInt8] = Array(try headers(of: message).utf8)
        bytes += try BodyTree(message).bytes()
        if !bytes.hasSuffix(CRLF) { bytes += CRLF }
        return bytes
    }

    private static let CRLF: [UInt8] = [0x0D, 0x0A]

    private static func bodySize(_ message: OutgoingMessage) -> Int {
        (message.text?.utf8.count ?? 0) + (message.html?.utf8.count ?? 0)
    }

    // MARK: - Headers

    private static func headers(of message: OutgoingMessage) throws(ComposeError) -> String {
        var text = HeaderEncoding.field("Date", [String(message.date.rfc5322.dropLast(5)) + "+0000"])
        func addresses(_ name: String, _ list: [Address]) {
            guard !list.isEmpty else { return }
            text += HeaderEncoding.field(name, HeaderEncoding.pieces(addresses: list))
        }
        addresses("From", [message.from])
        addresses("Sender", message.sender.map { [$0] } ?? [])
        addresses("Reply-To", message.replyTo)
        addresses("To", message.to)
        addresses("Cc", message.cc)
        if message.to.isEmpty && message.cc.isEmpty {
            text += HeaderEncoding.field("To", ["undisclosed-recipients:;"])
        }
        let subject = HeaderValue(cleaning: message.subject)
        text += HeaderEncoding.field("Subject", HeaderEncoding.pieces(unstructured: subject.text))
        text += HeaderEncoding.field("Message-ID", [message.messageID.bracketed])
        if let inReplyTo = message.inReplyTo {
            text += HeaderEncoding.field("In-Reply-To", [inReplyTo.bracketed])
        }
        if !message.references.isEmpty {
            let references: [MessageID] =
                message.references.prefix(1) + message.references.dropFirst().suffix(49)
            text += HeaderEncoding.field("References", references.map(\.bracketed))
        }
        for header in message.extraHeaders {
            guard !isReserved(header.name) else { throw .reservedHeader(header.name.text) }
            text += HeaderEncoding.field(
                header.name.text, HeaderEncoding.pieces(unstructured: header.value.text))
        }
        return text + HeaderEncoding.field("MIME-Version", ["1.0"])
    }

    private static func isReserved(_ name: HeaderName) -> Bool {
        let folded: String = name.folded
        return reservedNames.contains(folded) || folded.hasPrefix("content-") || folded.hasPrefix("resent-")
    }

    private static let reservedNames: Set<String> = [
        "date", "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "message-id", "in-reply-to",
        "references",
        "mime-version", "received", "return-path",
    ]
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
