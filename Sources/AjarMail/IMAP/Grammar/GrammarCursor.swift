/// Reads one response from left to right, token by token. RFC 9051 §9; lenient where servers are known to be
/// sloppy and nothing can go wrong, strict everywhere else.
struct GrammarCursor {
    private let pieces: [RawResponse.Piece]
    private var text: [UInt8] = []
    private var index = 0
    private var nextPiece = 0
    private var depth = 0

    /// A string of the server: quoted, as a literal, or too large to keep.
    enum Text: Sendable, Hashable {
        case bytes([UInt8])
        case omitted(Int)

        /// An omitted text reads as empty.
        var string: String {
            switch self {
            case .bytes(let bytes): ServerText.clean(bytes)
            case .omitted: ""
            }
        }
    }

    init(_ raw: RawResponse) {
        pieces = raw.pieces
        openText()
    }

    var peek: UInt8? { index < text.count ? text[index] : nil }
    var isAtEnd: Bool { index >= text.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(IMAPSyntaxError) {
        guard take(character) else { throw .malformed }
        // One space is the law; two are what some servers say.
        if character == " " { while take(" ") {} }
    }

    /// What is left of the line: the free words of a status response.
    mutating func rest() -> ArraySlice<UInt8> {
        defer { index = text.count }
        return text[index...]
    }

    // MARK: - Words and numbers

    /// Anything up to a space, a parenthesis, a bracket or a quote. Names of flags and extensions are wider
    /// than the grammar's atoms, so only what would end the token ends it.
    mutating func atom(maximumLength: Int = 1024) throws(IMAPSyntaxError) -> String {
        let start: Int = index
        while index < text.count, Self.isAtom(text[index]) { index += 1 }
        guard index > start, index - start <= maximumLength else { throw .malformed }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        switch byte {
        // Controls and space, quote, parentheses, brackets, braces, DEL.
        case 0...0x20, 0x22, 0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D, 0x7F: false
        case _: true
        }
    }

    mutating func number<Number: FixedWidthInteger>(as: Number.Type) throws(IMAPSyntaxError) -> Number {
        var value: Number = 0
        let start: Int = index
        while index < text.count, text[index].isDigit {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Number(text[index] - 0x30))
            guard !overflow, !carry else { throw .malformed }
            value = sum
            index += 1
        }
        guard index > start else { throw .malformed }
        return value
    }

    // MARK: - Strings

    /// A string, or nil for NIL.
    mutating func nilOrString() throws(IMAPSyntaxError) -> Text? {
        guard let byte = peek else { throw .malformed }
        if byte == UInt8(ascii: "\"") { return .bytes(try quoted()) }
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "~") { return try literal() }
        guard try atom().uppercased() == "NIL" else { throw .malformed }
        return nil
    }

    /// A string, or a bare word.
    mutating func astring() throws(IMAPSyntaxError) -> Text {
        guard let byte = peek else { throw .malformed }
        if byte == UInt8(ascii: "\"") { return .bytes(try quoted()) }
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "~") { return try literal() }
        let start: Int = index
        // Mailbox names may hold brackets: `[Gmail]/Sent` comes unquoted from some.
        while index < text.count, Self.isAtom(text[index]) || text[index] == 0x5B || text[index] == 0x5D {
            index += 1
        }
        guard index > start else { throw .malformed }
        return .bytes(Array(text[start..<index]))
    }

    private mutating func quoted() throws(IMAPSyntaxError) -> [UInt8] {
        index += 1
        var bytes: [UInt8] = []
        while index < text.count {
            let byte: UInt8 = text[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return bytes }
            if byte == UInt8(ascii: "\\"), index < text.count {
                bytes.append(text[index])
                index += 1
            } else {
                bytes.append(byte)
            }
        }
        throw .malformed
    }

    /// The announcement is the end of a line; the framer laid the bytes right behind it.
    private mutating func literal() throws(IMAPSyntaxError) -> Text {
        _ = take("~")
        try expect("{")
        _ = try number(as: Int.self)
        _ = take("+")
        guard take("}"), isAtEnd, nextPiece < pieces.count else { throw .malformed }
        let piece: RawResponse.Piece = pieces[nextPiece]
        nextPiece += 1
        openText()
        switch piece {
        case .literal(let bytes): return .bytes(bytes)
        case .omitted(let size): return .omitted(size)
        case .text: throw .malformed
        }
    }

    private mutating func openText() {
        (text, index) = ([], 0)
        guard nextPiece < pieces.count, case .text(let line) = pieces[nextPiece] else { return }
        text = line
        nextPiece += 1
    }

    // MARK: - Lists

    /// `(a b c)`, each element read by `body`.
    mutating func list(
        maximum: Int = ResponseLimits.maximumElements,
        _ body: (inout GrammarCursor) throws(IMAPSyntaxError) -> Void
    ) throws(IMAPSyntaxError) {
        try expect("(")
        depth += 1
        defer { depth -= 1 }
        guard depth <= ResponseLimits.maximumDepth else { throw .tooDeep }
        var count = 0
        while true {
            while take(" ") {}
            if take(")") { return }
            count += 1
            guard count <= maximum else { throw .tooManyElements }
            try body(&self)
        }
    }

    /// Reads past a word, a string or a list with all that is in it.
    mutating func skipValue() throws(IMAPSyntaxError) {
        guard let byte = peek else { throw .malformed }
        switch byte {
        case UInt8(ascii: "("):
            try list { cursor throws(IMAPSyntaxError) in try cursor.skipValue() }
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "~"):
            _ = try nilOrString()
        case _:
            _ = try atom(maximumLength: ResponseLimits().line)
        }
    }

    mutating func flags() throws(IMAPSyntaxError) -> Set<Flag> {
        var flags: Set<Flag> = []
        var count = 0
        try list { cursor throws(IMAPSyntaxError) in
            count += 1
            guard count <= ResponseLimits.maximumFlags else { throw .tooManyFlags }
            flags.insert(Flag(name: try cursor.atom(maximumLength: 255)))
        }
        return flags
    }
}
