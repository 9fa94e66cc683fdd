/// What comes after DATA, up to the final dot. Only CRLF ends a line: a mail with bare CR or LF is read to
/// its end and refused, because the next server might see the end of a mail, and the start of another, inside
/// of it.
struct DataBody: Sendable {
    private enum Place {
        case lineStart, inside, carriageReturn
        case dot, dotCarriageReturn
    }

    private let limit: Int
    private var place: Place = .lineStart
    private var bytes: [UInt8] = []
    private var isTooLarge = false
    private var hasBareLineEnd = false

    init(limit: Int) { self.limit = limit }

    /// Reads on; gives back where the body ended, or nil if it needs more.
    mutating func read(_ input: ArraySlice<UInt8>) -> Int? {
        for index in input.indices {
            if read(input[index]) { return index + 1 }
        }
        return nil
    }

    /// What was read, or why it can't be taken; then ready for the next one.
    mutating func finish() -> (bytes: [UInt8], problem: String?) {
        defer { self = DataBody(limit: limit) }
        if isTooLarge { return ([], "552 5.3.4 The message is too big") }
        if hasBareLineEnd { return ([], "550 5.6.11 Bare CR or LF in the message") }
        return (bytes, nil)
    }

    private mutating func read(_ byte: UInt8) -> Bool {
        switch place {
        case .dotCarriageReturn where byte == 0x0A:
            return true
        case .dotCarriageReturn:
            // The dot was doubled or not, the CR after it was bare.
            hasBareLineEnd = true
            append(0x0D)
            readInside(byte)
        case .dot where byte == 0x0D:
            place = .dotCarriageReturn
        case .lineStart where byte == 0x2E:
            place = .dot
        case .carriageReturn where byte == 0x0A:
            append(0x0D)
            append(0x0A)
            place = .lineStart
        case .carriageReturn:
            hasBareLineEnd = true
            append(0x0D)
            readInside(byte)
        case .dot, .lineStart, .inside:
            readInside(byte)
        }
        return false
    }

    private mutating func readInside(_ byte: UInt8) {
        if byte == 0x0D {
            place = .carriageReturn
            return
        }
        if byte == 0x0A { hasBareLineEnd = true }
        append(byte)
        place = .inside
    }

    private mutating func append(_ byte: UInt8) {
        guard bytes.count < limit else {
            isTooLarge = true
            bytes = []
            return
        }
        if !isTooLarge { bytes.append(byte) }
    }
}
