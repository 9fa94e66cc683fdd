/// One response as it lay on the wire: lines without their ends, and literals between them.
struct RawResponse: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case text([UInt8])
        case literal([UInt8])
        /// A literal of so many bytes that was too large to keep.
        case omitted(Int)
    }

    var pieces: [Piece] = []
    /// How many bytes it took on the wire.
    var size = 0
}

/// Cuts the bytes of a server into responses, however the network cut them before. Holds one response at
/// most, and of that no more than the limits allow.
struct ResponseFramer: Sendable {
    var limits = ResponseLimits()
    private var complete: [RawResponse] = []
    private var next = 0
    private var current = RawResponse()
    private var line: [UInt8] = []
    private var literal: [UInt8] = []
    private var textBytes = 0
    private var literalBytes = 0
    private var state: State = .line
    /// Once the bytes made no sense, nothing behind them does.
    private(set) var failure: IMAPSyntaxError?
    /// Bytes of responses that were not taken out yet.
    private(set) var unreadBytes = 0

    private enum State: Sendable {
        case line
        case literal(missing: Int)
        case omission(size: Int, missing: Int)
    }

    var hasNext: Bool { next < complete.count }

    /// The oldest whole response.
    mutating func take() -> RawResponse? {
        guard hasNext else { return nil }
        let response: RawResponse = complete[next]
        complete[next] = RawResponse()
        next += 1
        unreadBytes -= response.size
        if next == complete.count {
            complete.removeAll(keepingCapacity: false)
            next = 0
        }
        return response
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard failure == nil else { return }
        unreadBytes += bytes.count
        var rest: Slice<UnsafeRawBufferPointer> = bytes[...]
        do throws(IMAPSyntaxError) {
            while !rest.isEmpty {
                switch state {
                case .line: try readLine(&rest)
                case .literal(let missing): readLiteral(missing, &rest)
                case .omission(let size, let missing): skipLiteral(size, missing, &rest)
                }
            }
        } catch {
            failure = error
            (line, literal, current) = ([], [], RawResponse())
            state = .line
        }
    }

    // MARK: - Lines

    private mutating func readLine(_ rest: inout Slice<UnsafeRawBufferPointer>) throws(IMAPSyntaxError) {
        guard let end = rest.firstIndex(of: 0x0A) else {
            guard line.count + rest.count <= limits.line else { throw .lineTooLong }
            line.append(contentsOf: rest)
            current.size += rest.count
            rest = rest[rest.endIndex...]
            return
        }
        let part: Slice<UnsafeRawBufferPointer> = rest[..<end]
        guard line.count + part.count <= limits.line else { throw .lineTooLong }
        line.append(contentsOf: part)
        current.size += part.count + 1
        rest = rest[(end + 1)...]
        if line.last == 0x0D { line.removeLast() }
        textBytes += line.count
        guard textBytes <= limits.text else { throw .responseTooLong }
        try finishLine()
    }

    private mutating func finishLine() throws(IMAPSyntaxError) {
        let isFirst: Bool = current.pieces.isEmpty
        let size: Int? = isFirst && !Self.mayHoldLiterals(line) ? nil : try Self.announcedLiteral(line)
        current.pieces.append(.text(line))
        line = []
        guard let size else { return finishResponse() }
        guard current.pieces.count < 2 * limits.literalCount else { throw .tooManyLiterals }
        if literalBytes + size > limits.literals {
            state = .omission(size: size, missing: size)
        } else {
            literalBytes += size
            // A server that announces much and sends little shall not cost much.
            literal.reserveCapacity(min(size, 256 * 1024))
            state = .literal(missing: size)
        }
        if size == 0 { finishLiteral(.literal([])) }
    }

    private mutating func finishResponse() {
        complete.append(current)
        current = RawResponse()
        textBytes = 0
        literalBytes = 0
    }

    /// The words of a status response are free text; what looks like a literal there is none.
    private static func mayHoldLiterals(_ line: [UInt8]) -> Bool {
        guard line.starts(with: [0x2A, 0x20]) else { return false }
        let word: String = String(decoding: line[2...].prefix(8), as: UTF8.self).uppercased()
        return !["OK ", "NO ", "BAD ", "BYE ", "PREAUTH "].contains { word.hasPrefix($0) }
    }

    /// `{12}`, `{12+}` or `~{12}` at the end of a line.
    private static func announcedLiteral(_ line: [UInt8]) throws(IMAPSyntaxError) -> Int? {
        guard line.last == 0x7D, let start = line.suffix(24).lastIndex(of: 0x7B) else { return nil }
        var digits: ArraySlice<UInt8> = line[(start + 1)...].dropLast()
        if digits.last == 0x2B { digits = digits.dropLast() }
        guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        guard digits.count <= 18 else { throw .literalTooLarge }
        let size: Int = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard size <= ResponseLimits.maximumLiteralAtAll else { throw .literalTooLarge }
        return size
    }

    // MARK: - Literals

    private mutating func readLiteral(_ missing: Int, _ rest: inout Slice<UnsafeRawBufferPointer>) {
        let part: Slice<UnsafeRawBufferPointer> = rest.prefix(missing)
        literal.append(contentsOf: UnsafeRawBufferPointer(rebasing: part))
        current.size += part.count
        rest = rest[part.endIndex...]
        if part.count == missing {
            finishLiteral(.literal(literal))
        } else {
            state = .literal(missing: missing - part.count)
        }
    }

    private mutating func skipLiteral(
        _ size: Int, _ missing: Int, _ rest: inout Slice<UnsafeRawBufferPointer>
    ) {
        let part: Slice<UnsafeRawBufferPointer> = rest.prefix(missing)
        // What is thrown away must not count as waiting, or reading would stop for ever.
        unreadBytes -= part.count
        rest = rest[part.endIndex...]
        if part.count == missing {
            finishLiteral(.omitted(size))
        } else {
            state = .omission(size: size, missing: missing - part.count)
        }
    }

    private mutating func finishLiteral(_ piece: RawResponse.Piece) {
        current.pieces.append(piece)
        literal = []
        state = .line
    }
}
