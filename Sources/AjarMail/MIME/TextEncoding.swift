import CGMime

/// How a text travels in seven bits and gets there byte for byte.
enum TextEncoding {
    /// As it is: short ASCII lines that no relay would touch.
    case plain
    case quotedPrintable
    /// For texts in which nearly every letter would need an escape.
    case base64

    /// `isAlone`: nothing follows the part, so the mail would gain a line break at its end.
    static func best(for lines: [UInt8], isAlone: Bool) -> TextEncoding {
        var escapes = 0
        for byte in lines where byte >= 0x7F || (byte < 0x20 && byte != 0x0A && byte != 0x09) { escapes += 1 }
        if escapes > 0 { return escapes * 4 > lines.count ? .base64 : .quotedPrintable }
        if isAlone, lines.last != 0x0A { return .quotedPrintable }
        let isSafe: Bool = lines.split(separator: 0x0A).allSatisfy { line in
            line.count <= HeaderEncoding.preferredLineLength && line.first != 0x2E && line.first != 0x2D
                && line.last != 0x20 && line.last != 0x09 && !line.starts(with: QuotedPrintable.fromMarker)
        }
        return isSafe ? .plain : .quotedPrintable
    }

    /// The bytes as they are handed to GMime, encoded as `inside` says; it adds CR to each line end.
    func content(_ lines: [UInt8], isAlone: Bool) -> [UInt8] {
        switch self {
        case .plain:
            return lines
        case .quotedPrintable:
            // A soft line break at the end: the line break that ends the mail is not part of the text.
            return QuotedPrintable.encode(lines) + (isAlone && lines.last != 0x0A ? [0x3D, 0x0A] : [])
        case .base64:
            return LineEnds.carriageReturns(lines)
        }
    }

    var inside: GMimeContentEncoding {
        switch self {
        case .plain: GMIME_CONTENT_ENCODING_7BIT
        case .quotedPrintable: GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
        case .base64: GMIME_CONTENT_ENCODING_DEFAULT
        }
    }

    var outside: GMimeContentEncoding {
        switch self {
        case .plain: GMIME_CONTENT_ENCODING_7BIT
        case .quotedPrintable: GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
        case .base64: GMIME_CONTENT_ENCODING_BASE64
        }
    }
}

/// CRLF, a lone CR and a lone LF all end a line. A receiver that counts only some of them could be told of a
/// second mail.
enum LineEnds {
    static func lineFeeds(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x0D) else { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var wasCarriageReturn = false
        for byte in bytes {
            if byte == 0x0D {
                out.append(0x0A)
            } else if byte != 0x0A || !wasCarriageReturn {
                out.append(byte)
            }
            wasCarriageReturn = byte == 0x0D
        }
        return out
    }

    /// Expects line feeds only.
    static func carriageReturns(_ lines: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(lines.count + lines.count / 32)
        for byte in lines {
            if byte == 0x0A { out.append(0x0D) }
            out.append(byte)
        }
        return out
    }
}
