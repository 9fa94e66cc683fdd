/// RFC 2045 §6.7, with two habits for relays that can't leave mail alone: a line never begins with `From `
/// (which old mail stores escape) nor with a dot (which broken relays double or drop).
enum QuotedPrintable {
    static let lineLength: Int = 76

    /// `text` has LF line ends, and so has the result.
    static func encode(_ text: some Sequence<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        for line in Array(text).split(separator: 0x0A, omittingEmptySubsequences: false) {
            encode(line: line, to: &out)
            out.append(0x0A)
        }
        out.removeLast()
        return out
    }

    private static func encode(line: ArraySlice<UInt8>, to out: inout [UInt8]) {
        var column = 0
        for index in line.indices {
            let byte: UInt8 = line[index]
            let isLast: Bool = index == line.endIndex - 1
            let isPlain: Bool = byte.isVisible && byte != 0x3D || (byte == 0x20 || byte == 0x09) && !isLast
            // A soft line break needs one column; the last byte of a line doesn't need one after it.
            let needed: Int = isPlain ? 1 : 3
            if column + needed > (isLast ? lineLength : lineLength - 1) {
                out += [0x3D, 0x0A]
                column = 0
            }
            if isPlain, !(column == 0 && (byte == 0x2E || line[index...].starts(with: fromMarker))) {
                out.append(byte)
                column += 1
            } else {
                out += [0x3D, UInt8.hexadecimalDigit(byte >> 4), UInt8.hexadecimalDigit(byte & 15)]
                column += 3
            }
        }
    }

    static let fromMarker: [UInt8] = Array("From ".utf8)
}
