/// How a message lies between DATA and the final dot. RFC 5321 §4.5.2.
///
/// The final dot is written apart, after everything else, because from there on the server may have the mail.
package enum DotStuffing {
    /// Every CR, LF and CRLF becomes CRLF, and the text ends with one. A bare LF before a dot is how a second
    /// mail is smuggled behind the first, so none leaves this house.
    package static func normalised(_ message: [UInt8]) -> [UInt8] {
        guard !isNormal(message) else { return message }
        var lines: [UInt8] = LineEnds.lineFeeds(message)
        if lines.last != 0x0A { lines.append(0x0A) }
        return LineEnds.carriageReturns(lines)
    }

    /// Doubles the dots at line starts. Expects normal line ends; `atLineStart` carries over from block to
    /// block.
    package static func encode(_ block: ArraySlice<UInt8>, atLineStart: inout Bool) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(block.count + 64)
        for byte in block {
            if byte == 0x2E, atLineStart { out.append(0x2E) }
            out.append(byte)
            atLineStart = byte == 0x0A
        }
        return out
    }

    /// The final dot. The message before it ends with CRLF.
    package static let end: [UInt8] = Array(".\r\n".utf8)

    private static func isNormal(_ message: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in message {
            if (byte == 0x0A) != (previous == 0x0D) { return false }
            previous = byte
        }
        return previous == 0x0A
    }
}
