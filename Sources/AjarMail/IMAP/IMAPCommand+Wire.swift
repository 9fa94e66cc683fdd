import AjarCore

/// Bytes for the wire, in the pieces they were made of. They never describe themselves: a password may be
/// among them.
package struct IMAPWords: Sendable, Hashable {
    package var pieces: [[UInt8]] = []

    package init() {}

    package var bytes: [UInt8] { Array(pieces.joined()) }
    var count: Int { pieces.reduce(0) { $0 + $1.count } }

    mutating func add(_ text: String) {
        if pieces.isEmpty { pieces.append([]) }
        pieces[pieces.count - 1] += text.utf8
    }
}

extension IMAPWords: CustomStringConvertible {
    package var description: String { "IMAPWords(redacted)" }
}

/// A command becomes bytes: parts with an invitation of the server between them, wherever a literal needs
/// one.
struct CommandWriter {
    private(set) var parts: [IMAPWords] = [IMAPWords()]
    private let capabilities: IMAPCapabilities

    init(_ capabilities: IMAPCapabilities) { self.capabilities = capabilities }

    static func parts(of command: IMAPCommand, tag: String, _ capabilities: IMAPCapabilities) -> [IMAPWords] {
        var writer = CommandWriter(capabilities)
        writer.add("\(tag) ")
        writer.write(command)
        writer.add("\r\n")
        return writer.parts
    }

    private mutating func add(_ text: String) { parts[parts.count - 1].add(text) }

    /// A quoted string where that is possible, otherwise a literal.
    private mutating func add(string bytes: [UInt8]) {
        let isQuotable: Bool = bytes.count <= 1000 && bytes.allSatisfy { (0x20...0x7E).contains($0) }
        guard isQuotable else { return add(literal: bytes) }
        let text = String(decoding: bytes, as: UTF8.self)
        add("\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"")
    }

    private mutating func add(_ text: String, asString: Void) { add(string: Array(text.utf8)) }

    private mutating func add(literal bytes: [UInt8]) {
        if capabilities.takesLiteralAtOnce(size: bytes.count) {
            add("{\(bytes.count)+}\r\n")
        } else {
            add("{\(bytes.count)}\r\n")
            parts.append(IMAPWords())
        }
        // The message itself isn't copied.
        parts[parts.count - 1].pieces += [bytes, []]
    }

    // MARK: - Commands

    private mutating func write(_ command: IMAPCommand) {
        switch command {
        case .capability, .startTLS, .noop, .logout, .idle, .unselect: add(command.label)
        case .login(let username, let secret):
            add("LOGIN ")
            add(username, asString: ())
            add(" ")
            add(secret.revealed, asString: ())
        case .authenticate(let mechanism, let initial):
            add("AUTHENTICATE \(mechanism)")
            if let initial { add(" \(initial.revealed.isEmpty ? "=" : initial.revealed)") }
        case .identify: add("ID (\"name\" \"Ajar\")")
        case .enable(let names): add("ENABLE \(names.joined(separator: " "))")
        case .list(let withUses): add("LIST \"\" \"*\"\(withUses ? " RETURN (SPECIAL-USE)" : "")")
        case .status(let name, let withModSeq):
            add("STATUS ")
            add(string: name.wire)
            add(" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY\(withModSeq ? " HIGHESTMODSEQ" : ""))")
        case .select(let name, let condStore, let readOnly):
            add(readOnly ? "EXAMINE " : "SELECT ")
            add(string: name.wire)
            if condStore { add(" (CONDSTORE)") }
        case .fetch(let uids, let items, let changedSince, let vanished):
            write(items, of: uids)
            if let changedSince { add(" (CHANGEDSINCE \(changedSince)\(vanished ? " VANISHED" : ""))") }
        case .search(let criteria, let range, let extended): write(criteria, range, extended)
        case .store(let uids, let change, let unchangedSince):
            add("UID STORE \(uids.text) ")
            if let unchangedSince { add("(UNCHANGEDSINCE \(unchangedSince)) ") }
            write(change)
        case .copy(let uids, let name), .move(let uids, let name):
            add("\(command.label) \(uids.text) ")
            add(string: name.wire)
        case .expunge(let uids): add("\(command.label)\(uids.map { " \($0.text)" } ?? "")")
        case .append(let name, let flags, let date, let message):
            add("APPEND ")
            add(string: name.wire)
            if !flags.isEmpty { add(" (\(Self.text(flags)))") }
            if let date { add(" \"\(date.internalDate)\"") }
            add(" ")
            add(literal: message)
        }
    }

    private mutating func write(_ items: IMAPCommand.FetchItems, of uids: UIDSet) {
        let modSeq: String = capabilities.condStore ? " MODSEQ" : ""
        let overview: String = "UID FLAGS INTERNALDATE RFC822.SIZE\(modSeq)"
        add("UID FETCH \(uids.text) ")
        switch items {
        case .flags: add("(UID FLAGS\(modSeq))")
        case .overview: add("(\(overview))")
        case .headers(let names):
            add("(\(overview) BODY.PEEK[HEADER.FIELDS (")
            for (index, name) in names.enumerated() {
                if index > 0 { add(" ") }
                add(name.text.uppercased())
            }
            add(")])")
        case .message: add("(\(overview) BODY.PEEK[])")
        }
    }

    private mutating func write(_ change: IMAPCommand.FlagChange) {
        switch change {
        case .add(let flags): add("+FLAGS.SILENT (\(Self.text(flags)))")
        case .remove(let flags): add("-FLAGS.SILENT (\(Self.text(flags)))")
        case .replace(let flags): add("FLAGS.SILENT (\(Self.text(flags)))")
        }
    }

    private static func text(_ flags: Set<Flag>) -> String {
        flags.map(\.name).sorted().joined(separator: " ")
    }

    // MARK: - Searching

    private mutating func write(_ criteria: [SearchCriterion], _ range: ClosedRange<Int>?, _ extended: Bool) {
        add("UID SEARCH")
        if extended { add(" RETURN (ALL)") }
        if criteria.contains(where: \.needsUTF8) { add(" CHARSET UTF-8") }
        if let range { add(" \(range.lowerBound):\(range.upperBound)") }
        for criterion in criteria.isEmpty ? [.all] : criteria {
            add(" ")
            write(criterion)
        }
    }

    private mutating func write(_ criterion: SearchCriterion) {
        switch criterion {
        case .all: add("ALL")
        case .uids(let uids): add("UID \(uids.text)")
        case .flag(let flag, let isSet): write(flag, isSet)
        case .since(let date): add("SINCE \(Self.text(date))")
        case .before(let date): add("BEFORE \(Self.text(date))")
        case .header(let name, let text):
            add("HEADER ")
            add(name.text, asString: ())
            add(" ")
            add(text, asString: ())
        case .address(let email):
            for prefix in ["OR OR FROM ", " TO ", " OR CC ", " BCC "] {
                add(prefix)
                add(email, asString: ())
            }
        }
    }

    private mutating func write(_ flag: Flag, _ isSet: Bool) {
        let system: [Flag] = [.seen, .answered, .flagged, .deleted, .draft]
        if system.contains(flag) {
            add("\(isSet ? "" : "UN")\(flag.name.dropFirst().uppercased())")
        } else {
            add("\(isSet ? "" : "UN")KEYWORD \(flag.name)")
        }
    }

    private static func text(_ date: CivilDate) -> String {
        String(Timestamp(startOf: date).internalDate.prefix { $0 != " " })
    }
}

extension SearchCriterion {
    fileprivate var needsUTF8: Bool {
        switch self {
        case .header(_, let text), .address(let text): !text.utf8.allSatisfy { $0 < 0x80 }
        case .all, .uids, .flag, .since, .before: false
        }
    }
}
