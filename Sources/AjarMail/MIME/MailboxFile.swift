/// A file of mails, taken apart while it is read: one message (`.eml`), or many behind `From ` lines (mbox,
/// RFC 4155; with the quoting of mboxrd undone). Only one message is ever held.
package struct MailboxFile: Sendable {
    package enum Piece: Sendable, Equatable {
        case message([UInt8])
        /// It was longer than anybody sends; its bytes are gone.
        case tooLarge
    }

    private enum Form: Sendable { case unknown, single, many }

    private let limit: Int
    private var form: Form = .unknown
    /// What can't be told yet, because its line isn't over.
    private var line: [UInt8] = []
    private var message: [UInt8] = []
    private var isTooLarge = false
    private var isAfterBlank = true
    private var hasMessage = false

    package init(limit: Int = 50 << 20) { self.limit = limit }

    /// Reads on; the messages that are complete by now.
    package mutating func read(_ bytes: some Collection<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        for byte in bytes {
            line.append(byte)
            // A line without an end is no reason to hold more than a message.
            if byte == 0x0A || line.count > limit { takeLine(&pieces) }
        }
        return pieces
    }

    /// The end of the file is the end of the last message.
    package mutating func finish() -> [Piece] {
        var pieces: [Piece] = []
        if !line.isEmpty { takeLine(&pieces) }
        endMessage(&pieces)
        return pieces
    }

    private mutating func takeLine(_ pieces: inout [Piece]) {
        defer { line.removeAll(keepingCapacity: true) }
        let isSeparator = line.starts(with: Self.from)
        if form == .unknown { form = isSeparator ? .many : .single }
        if form == .many, isSeparator, isAfterBlank {
            endMessage(&pieces)
            hasMessage = true
            return
        }
        if form == .single { hasMessage = true }
        isAfterBlank = line == [0x0A] || line == [0x0D, 0x0A]
        guard !isTooLarge, message.count + line.count <= limit else {
            isTooLarge = true
            message = []
            return
        }
        let isQuoted = form == .many && line.first == 0x3E && line.drop { $0 == 0x3E }.starts(with: Self.from)
        message += isQuoted ? line.dropFirst() : line[...]
    }

    private mutating func endMessage(_ pieces: inout [Piece]) {
        if isTooLarge {
            pieces.append(.tooLarge)
        } else if hasMessage, !message.isEmpty {
            pieces.append(.message(message))
        }
        message = []
        isTooLarge = false
        hasMessage = false
        isAfterBlank = true
    }

    private static let from: [UInt8] = Array("From ".utf8)
}
