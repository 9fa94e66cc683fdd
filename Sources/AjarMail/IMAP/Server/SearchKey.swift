import AjarCore

/// What SEARCH looks for. RFC 9051 §6.4.4, without what only people ask for.
indirect enum SearchKey: Sendable {
    case all([SearchKey])
    case either(SearchKey, SearchKey)
    case not(SearchKey)
    case uids(UIDSet)
    case places(UIDSet)
    case flag(Flag)
    case since(CivilDate)
    case header(String, contains: String)

    /// Keys with spaces between them, up to the end of the line or of a parenthesis.
    static func list(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> [SearchKey] {
        var keys: [SearchKey] = []
        repeat {
            guard keys.count < maximumCount else { throw .tooManyElements }
            if let key = try SearchKey(&cursor, depth: 0) { keys.append(key) }
        } while cursor.take(" ")
        return keys
    }

    private static let maximumCount: Int = 1000
    private static let maximumDepth: Int = 16

    /// Nil for what narrows nothing down.
    private init?(_ cursor: inout GrammarCursor, depth: Int) throws(IMAPSyntaxError) {
        guard depth < Self.maximumDepth else { throw .tooDeep }
        func key(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> SearchKey {
            try cursor.expect(" ")
            return try SearchKey(&cursor, depth: depth + 1) ?? .all([])
        }
        func text(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> String {
            try cursor.expect(" ")
            return try cursor.astring().string.lowercased()
        }
        if cursor.peek == UInt8(ascii: "(") {
            var keys: [SearchKey] = []
            try cursor.list(maximum: Self.maximumCount) { cursor throws(IMAPSyntaxError) in
                if let key = try SearchKey(&cursor, depth: depth + 1) { keys.append(key) }
            }
            self = .all(keys)
            return
        }
        if let byte = cursor.peek, byte.isDigit || byte == UInt8(ascii: "*") {
            self = .places(try cursor.numberSet())
            return
        }
        let word: String = try cursor.atom(maximumLength: 32).uppercased()
        switch word {
        case "ALL": return nil
        // What is compared is UTF-8, and ASCII is that, too.
        case "CHARSET":
            guard ["utf-8", "us-ascii"].contains(try text(&cursor)) else { throw .malformed }
            return nil
        case "OR": self = .either(try key(&cursor), try key(&cursor))
        case "NOT": self = .not(try key(&cursor))
        case "UID":
            try cursor.expect(" ")
            self = .uids(try cursor.numberSet())
        case "SINCE": self = .since(try Self.date(&cursor))
        case "BEFORE": self = .not(.since(try Self.date(&cursor)))
        case "HEADER": self = .header(try text(&cursor), contains: try text(&cursor))
        case "FROM", "TO", "CC", "BCC", "SUBJECT":
            self = .header(word.lowercased(), contains: try text(&cursor))
        case "KEYWORD", "UNKEYWORD":
            let flag: SearchKey = .flag(Flag(name: try text(&cursor)))
            self = word == "KEYWORD" ? flag : .not(flag)
        case _:
            let isUnset: Bool = word.hasPrefix("UN")
            guard let flag = Self.flags[isUnset ? String(word.dropFirst(2)) : word] else { throw .malformed }
            self = isUnset ? .not(.flag(flag)) : .flag(flag)
        }
    }

    private static let flags: [String: Flag] = [
        "SEEN": .seen, "ANSWERED": .answered, "FLAGGED": .flagged, "DELETED": .deleted, "DRAFT": .draft,
    ]

    private static func date(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> CivilDate {
        try cursor.expect(" ")
        let text: String = try cursor.astring().string
        guard let moment = Timestamp(internalDate: "\(text) 00:00:00 +0000") else { throw .malformed }
        return moment.date()
    }

    // MARK: - Looking

    var needsHeaders: Bool {
        switch self {
        case .header: true
        case .all(let keys): keys.contains(where: \.needsHeaders)
        case .either(let one, let other): one.needsHeaders || other.needsHeaders
        case .not(let key): key.needsHeaders
        case .uids, .places, .flag, .since: false
        }
    }

    func matches(
        _ message: FolderContents.Message, at place: Int, of count: Int, _ block: HeaderBlock
    ) -> Bool {
        switch self {
        case .all(let keys): keys.allSatisfy { $0.matches(message, at: place, of: count, block) }
        case .either(let one, let other):
            one.matches(message, at: place, of: count, block)
                || other.matches(message, at: place, of: count, block)
        case .not(let key): !key.matches(message, at: place, of: count, block)
        case .uids(let uids): uids.holds(message.uid, isLast: place == count)
        case .places(let places): places.holds(UID(clamping: place), isLast: place == count)
        case .flag(let flag): message.flags.contains(flag)
        case .since(let date): message.date.date() >= date
        case .header(let name, let text): block.contains(text, in: name)
        }
    }
}

extension UIDSet {
    /// The star of a set is the last message, whatever its number.
    func holds(_ number: UID, isLast: Bool) -> Bool {
        contains(number) || isLast && last == .max
    }
}
