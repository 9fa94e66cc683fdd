package import AjarCore

/// What FETCH, or a server on its own, tells about one message. `msg-att` of RFC 9051.
package struct FetchData: Sendable, Hashable {
    /// Its place in the mailbox right now.
    package var sequenceNumber: Int
    package var uid: UID?
    package var flags: Set<Flag>?
    package var internalDate: Timestamp?
    package var size: Int?
    package var modSeq: UInt64?
    /// What was asked for of the message: all of it, its headers, or some of them.
    package var body: Body?

    /// The bytes of a message or of a section of it.
    package enum Body: Sendable, Hashable {
        case bytes([UInt8])
        /// Larger than the command allowed.
        case omitted(size: Int)
        /// NIL: the server can't find it.
        case missing
    }

    package init(sequenceNumber: Int) { self.sequenceNumber = sequenceNumber }

    init(sequenceNumber: Int, _ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        var data = FetchData(sequenceNumber: sequenceNumber)
        try cursor.list { cursor throws(IMAPSyntaxError) in try data.readItem(&cursor) }
        self = data
    }

    private mutating func readItem(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        let item: String = try cursor.atom(maximumLength: 64).uppercased()
        let isSection: Bool = cursor.peek == UInt8(ascii: "[")
        if isSection { try cursor.skipSection() }
        try cursor.expect(" ")
        switch (item, isSection) {
        case ("UID", false): uid = try cursor.number(as: UID.self)
        case ("FLAGS", false): flags = try cursor.flags()
        case ("INTERNALDATE", false):
            internalDate = try cursor.nilOrString().flatMap { Timestamp(internalDate: $0.string) }
        case ("RFC822.SIZE", false): size = Int(try cursor.number(as: UInt32.self))
        case ("MODSEQ", false):
            try cursor.list(maximum: 1) { cursor throws(IMAPSyntaxError) in
                modSeq = try cursor.number(as: UInt64.self)
            }
        case ("BODY", true), ("RFC822", false), ("RFC822.HEADER", false):
            switch try cursor.nilOrString() {
            case .bytes(let bytes): body = .bytes(bytes)
            case .omitted(let size): body = .omitted(size: size)
            case nil: body = .missing
            }
        // ENVELOPE, BODYSTRUCTURE, BINARY and the items of extensions: read past, whatever they hold.
        case (_, _): try cursor.skipValue()
        }
    }
}

extension GrammarCursor {
    /// `[HEADER.FIELDS (DATE FROM)]<0>`
    mutating func skipSection() throws(IMAPSyntaxError) {
        try expect("[")
        var count = 0
        while !take("]") {
            count += 1
            guard count <= 200 else { throw .tooManyElements }
            if !take(" ") { try skipValue() }
        }
        guard peek == UInt8(ascii: "<") else { return }
        _ = try atom(maximumLength: 64)
    }
}
