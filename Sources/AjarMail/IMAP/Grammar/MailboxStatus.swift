/// The answer to STATUS: what can be known of a mailbox without opening it.
package struct MailboxStatus: Sendable, Hashable {
    package var name: MailboxName
    package var messages: Int?
    package var unseen: Int?
    package var uidNext: UID?
    package var uidValidity: UInt32?
    package var highestModSeq: UInt64?

    package init(name: MailboxName) { self.name = name }

    init(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        try cursor.expect(" ")
        guard case .bytes(let bytes) = try cursor.astring() else { throw .malformed }
        var status = MailboxStatus(name: MailboxName(wire: bytes))
        try cursor.expect(" ")
        try cursor.list(maximum: 50) { cursor throws(IMAPSyntaxError) in
            let item: String = try cursor.atom(maximumLength: 64).uppercased()
            try cursor.expect(" ")
            switch item {
            case "MESSAGES": status.messages = Int(try cursor.number(as: UInt32.self))
            case "UNSEEN": status.unseen = Int(try cursor.number(as: UInt32.self))
            case "UIDNEXT": status.uidNext = try cursor.number(as: UID.self)
            case "UIDVALIDITY": status.uidValidity = try cursor.number(as: UInt32.self)
            case "HIGHESTMODSEQ": status.highestModSeq = try cursor.number(as: UInt64.self)
            case _: try cursor.skipValue()
            }
        }
        self = status
    }
}
