/// Bytes in, responses out, however the network cut them. Bounded in every dimension.
package struct ResponseParser: Sendable {
    private var framer = ResponseFramer()

    package init() {}

    /// What the running command may answer. Counts from the next response on.
    package var limits: ResponseLimits {
        get { framer.limits }
        set { framer.limits = newValue }
    }

    /// What was received, but belongs to no response that was given out.
    package var unreadBytes: Int { framer.unreadBytes }
    package var hasWholeResponse: Bool { framer.hasNext }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) { framer.append(bytes) }

    package mutating func append(_ bytes: some Sequence<UInt8>) {
        Array(bytes).withUnsafeBytes { framer.append($0) }
    }

    /// The next whole response, or nil until more bytes are there.
    package mutating func next() throws(IMAPSyntaxError) -> IMAPResponse? {
        if let raw = framer.take() { return try Self.response(raw) }
        if let failure = framer.failure { throw failure }
        return nil
    }

    private static func response(_ raw: RawResponse) throws(IMAPSyntaxError) -> IMAPResponse {
        var cursor = GrammarCursor(raw)
        if cursor.take("+") {
            // Some servers leave the space away when they have nothing to say.
            _ = cursor.take(" ")
            return .continuation(ResponseText(&cursor))
        }
        if cursor.take("*") {
            try cursor.expect(" ")
            return .untagged(try ServerData(&cursor))
        }
        let tag: String = try cursor.atom(maximumLength: 32)
        try cursor.expect(" ")
        guard let condition = IMAPResponse.Condition(rawValue: try cursor.atom().lowercased()) else {
            throw .malformed
        }
        guard cursor.take(" ") || cursor.isAtEnd else { throw .malformed }
        return .tagged(tag, condition, ResponseText(&cursor))
    }
}

extension ServerData {
    init(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        if let byte = cursor.peek, byte.isDigit {
            self = try Self.numbered(&cursor)
            return
        }
        let keyword: String = try cursor.atom(maximumLength: 64).uppercased()
        if let notice = Notice(rawValue: keyword.lowercased()) {
            guard cursor.take(" ") || cursor.isAtEnd else { throw .malformed }
            self = .notice(notice, ResponseText(&cursor))
            return
        }
        switch keyword {
        case "CAPABILITY": self = .capability(try IMAPCapabilities(&cursor))
        case "ENABLED": self = .enabled(try IMAPCapabilities(&cursor).names)
        case "LIST", "LSUB": self = .list(try ListedMailbox(&cursor))
        case "STATUS": self = .status(try MailboxStatus(&cursor))
        case "FLAGS":
            try cursor.expect(" ")
            self = .flags(try cursor.flags())
        case "SEARCH": self = .search(try SearchResult(search: &cursor))
        case "ESEARCH": self = .search(try SearchResult(extended: &cursor))
        case "VANISHED": self = try Self.vanished(&cursor)
        // ID, NAMESPACE, and whatever nobody asked for.
        case _: self = .other(keyword)
        }
    }

    /// `12 EXISTS`
    private static func numbered(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> ServerData {
        let number = Int(try cursor.number(as: UInt32.self))
        try cursor.expect(" ")
        let keyword: String = try cursor.atom(maximumLength: 64).uppercased()
        switch keyword {
        case "EXISTS": return .exists(number)
        case "RECENT": return .recent(number)
        case "EXPUNGE": return .expunge(number)
        case "FETCH":
            try cursor.expect(" ")
            return .fetch(try FetchData(sequenceNumber: number, &cursor))
        case _: return .other(keyword)
        }
    }

    private static func vanished(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> ServerData {
        try cursor.expect(" ")
        var isEarlier = false
        if cursor.peek == UInt8(ascii: "(") {
            try cursor.skipValue()
            try cursor.expect(" ")
            isEarlier = true
        }
        return .vanished(UIDSet(try cursor.uidRanges()), isEarlier: isEarlier)
    }
}
