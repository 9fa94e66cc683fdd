import AjarCore

/// What a client of our server asks for: what our own client says, and what of the rest comes for free. RFC
/// 3501, 2177, 4315, 6154, 6851.
enum ClientCommand: Sendable {
    case capability, noop, logout, idle, namespace
    case login(username: String, Secret)
    case list(pattern: String)
    case status(MailboxName)
    case select(MailboxName, isReadOnly: Bool)
    /// Leaves the folder; CLOSE removes what is marked as deleted first.
    case leave(isClose: Bool)
    case fetch(UIDSet, IMAPCommand.FetchItems, marksSeen: Bool)
    case search([SearchKey])
    case store(UIDSet, IMAPCommand.FlagChange, isSilent: Bool)
    case copy(UIDSet, MailboxName, isMove: Bool)
    case expunge(UIDSet?)
    case append(MailboxName, Set<Flag>, Timestamp?, [UInt8])

    /// With the space before its arguments, if it has any.
    init(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        let verb: String = try cursor.atom(maximumLength: 32).uppercased()
        if verb == "UID" {
            try cursor.expect(" ")
            self = try Self.numbered(&cursor)
        } else {
            self = try Self.plain(verb, &cursor)
        }
        guard cursor.isAtEnd else { throw .malformed }
    }

    private static func plain(
        _ verb: String, _ cursor: inout GrammarCursor
    ) throws(IMAPSyntaxError) -> ClientCommand {
        switch verb {
        case "CAPABILITY": return .capability
        case "NOOP", "CHECK": return .noop
        case "LOGOUT": return .logout
        case "IDLE": return .idle
        case "NAMESPACE": return .namespace
        case "CLOSE": return .leave(isClose: true)
        case "UNSELECT": return .leave(isClose: false)
        case "EXPUNGE": return .expunge(nil)
        case "LOGIN":
            let username: String = try cursor.argument().string
            return .login(username: username, Secret(try cursor.argument().string))
        case "LIST":
            _ = try cursor.argument()
            return .list(pattern: try cursor.argument().string)
        case "STATUS":
            let name: MailboxName = try cursor.mailbox()
            try cursor.expect(" ")
            try cursor.skipValue()
            return .status(name)
        case "SELECT", "EXAMINE":
            return .select(try cursor.mailbox(), isReadOnly: verb == "EXAMINE")
        case "APPEND": return try append(&cursor)
        case _: throw .malformed
        }
    }

    private static func append(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> ClientCommand {
        let name: MailboxName = try cursor.mailbox()
        try cursor.expect(" ")
        var flags: Set<Flag> = []
        var date: Timestamp?
        if cursor.peek == UInt8(ascii: "(") {
            flags = try cursor.flags()
            try cursor.expect(" ")
        }
        if cursor.peek == UInt8(ascii: "\"") {
            date = try cursor.nilOrString().flatMap { Timestamp(internalDate: $0.string) }
            try cursor.expect(" ")
        }
        guard case .bytes(let message) = try cursor.nilOrString() else { throw .malformed }
        return .append(name, flags, date, message)
    }

    // MARK: - By UID

    private static func numbered(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> ClientCommand {
        let verb: String = try cursor.atom(maximumLength: 32).uppercased()
        try cursor.expect(" ")
        if verb == "SEARCH" { return .search(try SearchKey.list(&cursor)) }
        let uids: UIDSet = try cursor.numberSet()
        switch verb {
        case "EXPUNGE": return .expunge(uids)
        case "COPY", "MOVE": return .copy(uids, try cursor.mailbox(), isMove: verb == "MOVE")
        case "STORE":
            try cursor.expect(" ")
            return try store(uids, &cursor)
        case "FETCH":
            try cursor.expect(" ")
            return try fetch(uids, &cursor)
        case _: throw .malformed
        }
    }

    private static func store(
        _ uids: UIDSet, _ cursor: inout GrammarCursor
    ) throws(IMAPSyntaxError) -> ClientCommand {
        var item: String = try cursor.atom(maximumLength: 32).uppercased()
        let isSilent: Bool = item.hasSuffix(".SILENT")
        if isSilent { item.removeLast(7) }
        try cursor.expect(" ")
        let flags: Set<Flag> = try cursor.flags()
        switch item {
        case "FLAGS": return .store(uids, .replace(flags), isSilent: isSilent)
        case "+FLAGS": return .store(uids, .add(flags), isSilent: isSilent)
        case "-FLAGS": return .store(uids, .remove(flags), isSilent: isSilent)
        case _: throw .malformed
        }
    }

    private static func fetch(
        _ uids: UIDSet, _ cursor: inout GrammarCursor
    ) throws(IMAPSyntaxError) -> ClientCommand {
        var items: IMAPCommand.FetchItems = .flags
        var marksSeen = false
        func read(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
            let item: String = try cursor.atom(maximumLength: 32).uppercased()
            switch item {
            case "UID", "FLAGS": break
            case "INTERNALDATE", "RFC822.SIZE": if items == .flags { items = .overview }
            case "BODY", "BODY.PEEK":
                items = try section(&cursor)
                marksSeen = marksSeen || item == "BODY"
            case _: throw .malformed
            }
        }
        if cursor.peek == UInt8(ascii: "(") {
            try cursor.list(maximum: 20) { cursor throws(IMAPSyntaxError) in try read(&cursor) }
        } else {
            try read(&cursor)
        }
        return .fetch(uids, items, marksSeen: marksSeen)
    }

    /// `[]`, `[HEADER]` or `[HEADER.FIELDS (DATE FROM)]`
    private static func section(
        _ cursor: inout GrammarCursor
    ) throws(IMAPSyntaxError) -> IMAPCommand.FetchItems {
        guard cursor.take("[") else { throw .malformed }
        if cursor.take("]") { return .message }
        let part: String = try cursor.atom(maximumLength: 32).uppercased()
        var names: [HeaderName] = []
        if part == "HEADER.FIELDS" {
            try cursor.expect(" ")
            try cursor.list(maximum: 100) { cursor throws(IMAPSyntaxError) in
                guard let name = try? HeaderName(try cursor.astring().string) else { throw .malformed }
                names.append(name)
            }
        } else if part != "HEADER" {
            throw .malformed
        }
        guard cursor.take("]") else { throw .malformed }
        return .headers(names)
    }
}

extension GrammarCursor {
    /// A space, and a string or word.
    fileprivate mutating func argument() throws(IMAPSyntaxError) -> Text {
        try expect(" ")
        // LIST has wildcards where words have none; the cursor takes them all the same.
        return try astring()
    }

    fileprivate mutating func mailbox() throws(IMAPSyntaxError) -> MailboxName {
        guard case .bytes(let bytes) = try argument(), bytes.count <= MailboxName.maximumLength else {
            throw .malformed
        }
        return MailboxName(wire: bytes)
    }

    /// `1:5,7,9:*`; the star is the highest number that there can be.
    mutating func numberSet() throws(IMAPSyntaxError) -> UIDSet {
        var ranges: [ClosedRange<UID>] = []
        for part in try atom(maximumLength: CommandFramer.maximumText).split(separator: ",") {
            let ends: [UID] = part.split(separator: ":").compactMap { $0 == "*" ? .max : UID($0) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2, first > 0, last > 0,
                ends.count == part.split(separator: ":").count
            else { throw .malformed }
            ranges.append(min(first, last)...max(first, last))
        }
        guard !ranges.isEmpty else { throw .malformed }
        return UIDSet(ranges)
    }
}
