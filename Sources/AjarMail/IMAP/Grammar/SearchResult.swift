/// What SEARCH or ESEARCH found. RFC 9051 §7.3.4, 3501 §7.2.5, 7162 §3.1.5.
package struct SearchResult: Sendable, Hashable {
    package var uids = UIDSet()
    package var count: Int?
    package var highestModSeq: UInt64?

    package init() {}

    /// `* SEARCH 2 84 882 (MODSEQ 917162500)`
    init(search cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        var found: [ClosedRange<UID>] = []
        while cursor.take(" ") {
            if cursor.isAtEnd { break }
            if cursor.peek == UInt8(ascii: "(") {
                try cursor.expect("(")
                guard try cursor.atom().uppercased() == "MODSEQ" else { throw .malformed }
                try cursor.expect(" ")
                highestModSeq = try cursor.number(as: UInt64.self)
                try cursor.expect(")")
                continue
            }
            guard found.count < ResponseLimits.maximumElements else { throw .tooManyElements }
            let uid: UID = try cursor.number(as: UID.self)
            guard uid > 0 else { throw .malformed }
            found.append(uid...uid)
        }
        uids = UIDSet(found)
        count = found.count
    }

    /// `* ESEARCH (TAG "A7") UID ALL 2,10:15 COUNT 7`
    init(extended cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        var items = 0
        while cursor.take(" ") {
            if cursor.isAtEnd { break }
            items += 1
            guard items <= 50 else { throw .tooManyElements }
            if cursor.peek == UInt8(ascii: "(") {
                try cursor.skipValue()
                continue
            }
            let name: String = try cursor.atom(maximumLength: 64).uppercased()
            if name == "UID" { continue }
            try cursor.expect(" ")
            switch name {
            case "ALL": uids = UIDSet(try cursor.uidRanges())
            case "COUNT": count = Int(try cursor.number(as: UInt32.self))
            case "MODSEQ": highestModSeq = try cursor.number(as: UInt64.self)
            case _: try cursor.skipValue()
            }
        }
    }
}
