/// What a server can do. Names in upper case; `AUTH=` ones included. `capability-data` of RFC 9051.
package struct IMAPCapabilities: Sendable, Hashable {
    package var names: Set<String> = []

    package init(_ names: Set<String> = []) { self.names = names }

    init(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        while cursor.take(" ") {
            guard names.count < 500 else { throw .tooManyElements }
            // Two spaces, or one at the end of the line, are common.
            while cursor.take(" ") {}
            guard let byte = cursor.peek, byte != UInt8(ascii: "]") else { return }
            names.insert(try cursor.atom(maximumLength: 255).uppercased())
        }
    }

    package func has(_ name: String) -> Bool { names.contains(name) }

    package var startTLS: Bool { has("STARTTLS") }
    package var loginDisabled: Bool { has("LOGINDISABLED") }
    package var initialResponse: Bool { has("SASL-IR") }
    package var idle: Bool { has("IDLE") }
    package var move: Bool { has("MOVE") }
    package var uidPlus: Bool { has("UIDPLUS") }
    package var specialUse: Bool { has("SPECIAL-USE") }
    package var extendedList: Bool { has("LIST-EXTENDED") }
    package var extendedSearch: Bool { has("ESEARCH") }
    package var condStore: Bool { has("CONDSTORE") || quickResync }
    package var quickResync: Bool { has("QRESYNC") }
    package var identification: Bool { has("ID") }
    package var enable: Bool { has("ENABLE") }
    package var unselect: Bool { has("UNSELECT") }

    /// `AUTH=` mechanisms.
    package var authentication: Set<String> {
        Set(names.filter { $0.hasPrefix("AUTH=") }.map { String($0.dropFirst(5)) })
    }

    /// Whether a literal of that size needs no invitation. RFC 7888.
    package func takesLiteralAtOnce(size: Int) -> Bool { has("LITERAL+") || has("LITERAL-") && size <= 4096 }

    /// The largest message APPEND takes, if the server says so. RFC 7889.
    package var appendLimit: Int? {
        names.first { $0.hasPrefix("APPENDLIMIT=") }.flatMap { Int($0.dropFirst(12)) }
    }
}
