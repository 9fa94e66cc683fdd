/// One mailbox of LIST. `mailbox-list` of RFC 9051, with the special uses of RFC 6154.
package struct ListedMailbox: Sendable, Hashable {
    /// What a mailbox is for.
    package enum Use: String, Sendable, Hashable, CaseIterable {
        case all, archive, drafts, flagged, important, junk, sent, trash
    }

    package var name: MailboxName
    /// Between the levels of the name; nil where there are none.
    package var delimiter: Character?
    /// In lower case, with their backslash.
    package var attributes: Set<String>

    package init(name: MailboxName, delimiter: Character? = nil, attributes: Set<String> = []) {
        self.name = name
        self.delimiter = delimiter
        self.attributes = attributes
    }

    init(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        try cursor.expect(" ")
        attributes = Set(try cursor.flags().map { $0.name.lowercased() })
        try cursor.expect(" ")
        delimiter = try cursor.nilOrString()?.string.first
        try cursor.expect(" ")
        guard case .bytes(let bytes) = try cursor.astring(), bytes.count <= MailboxName.maximumLength else {
            throw .malformed
        }
        name = MailboxName(wire: bytes)
        // What LIST-EXTENDED adds behind the name says nothing we use.
    }

    /// Whether it can be opened.
    package var isSelectable: Bool {
        !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent")
    }

    package var use: Use? { Use.allCases.first { attributes.contains("\\\($0.rawValue)") } }
}
