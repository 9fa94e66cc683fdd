/// Why bytes are not an SMTP reply.
package enum ReplyError: Error, Sendable, Hashable {
    case lineTooLong
    case tooManyLines
    /// No three digits, or something odd after them: not a mail server, or one that lost its mind.
    case malformed
    /// `250-…` continued by `550 …`.
    case codeChanged
}

/// Bytes in, replies out, however the network cut them. Never keeps more than one reply and one read.
package struct ReplyParser: Sendable {
    /// RFC 5321 §4.5.3.1.5 says 512; servers with long explanations say more.
    package static let maximumLineLength: Int = 4096
    package static let maximumLines: Int = 200

    private var buffer: [UInt8] = []
    /// Where the unread part of `buffer` begins.
    private var start = 0
    /// How far the search for a line end got, so that dripping bytes cost no second look.
    private var searched = 0
    private var code: Int?
    private var lines: [String] = []

    package init() {}

    /// What was received, but belongs to no reply that was given out.
    package var unreadBytes: Int { buffer.count - start }
    package var isInsideReply: Bool { code != nil }

    /// Bytes of the server, cut anywhere.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole reply, or nil until more bytes are there.
    package mutating func next() throws(ReplyError) -> Reply? {
        while let line = try nextLine() {
            if let reply = try consume(line) { return reply }
        }
        return nil
    }

    private mutating func nextLine() throws(ReplyError) -> ArraySlice<UInt8>? {
        guard let end = buffer[searched...].firstIndex(of: 0x0A) else {
            searched = buffer.count
            guard unreadBytes <= Self.maximumLineLength else { throw .lineTooLong }
            return nil
        }
        var line: ArraySlice<UInt8> = buffer[start..<end]
        guard line.count <= Self.maximumLineLength else { throw .lineTooLong }
        start = end + 1
        searched = start
        if line.last == 0x0D { line = line.dropLast() }
        return line
    }

    private mutating func consume(_ line: ArraySlice<UInt8>) throws(ReplyError) -> Reply? {
        guard line.count >= 3, line.prefix(3).allSatisfy(\.isDigit) else { throw .malformed }
        let code: Int = line.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard (200..<600).contains(code) else { throw .malformed }
        let separator: UInt8? = line.dropFirst(3).first
        guard separator == nil || separator == 0x20 || separator == 0x2D else { throw .malformed }
        guard self.code == nil || self.code == code else { throw .codeChanged }
        guard lines.count < Self.maximumLines else { throw .tooManyLines }
        lines.append(ServerText.clean(line.dropFirst(4)))
        guard separator != 0x2D else {
            self.code = code
            return nil
        }
        defer {
            self.code = nil
            lines = []
        }
        return reply(code)
    }

    /// Takes the enhanced status off each line; it counts only if it agrees with the code (RFC 2034 §4).
    private func reply(_ code: Int) -> Reply {
        var status: EnhancedStatus?
        let words: [String] = lines.map { line in
            let first: Substring = line.prefix { $0 != " " }
            guard let found = EnhancedStatus(first), found.category == code / 100 else { return line }
            status = status ?? found
            return String(line.dropFirst(first.count + 1))
        }
        return Reply(code: code, enhancedStatus: status, lines: words)
    }
}

/// A server's words may be shown to people and written to logs, so they lose their control characters first.
enum ServerText {
    static func clean(_ bytes: some Collection<UInt8>) -> String {
        clean(String(decoding: bytes, as: UTF8.self))
    }

    static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.isForbiddenInHeaders) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { clean.append(scalar.isForbiddenInHeaders ? " " : scalar) }
        return String(clean)
    }
}
