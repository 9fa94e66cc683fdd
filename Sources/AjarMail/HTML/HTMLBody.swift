/// The HTML of a mail that somebody wrote as plain text.
package enum HTMLBody {
    /// Escapes, and keeps each line: `a < b` and a second line become `a &lt; b<br>second line`.
    package static func from(text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            // Counted first, and then written in place: whoever reads an email waits for this.
            var count = 0
            pieces(bytes) {
                count += $0.utf8CodeUnitCount
            } byte: { _ in
                count += 1
            }
            return String(unsafeUninitializedCapacity: count) { out in
                var end = 0
                pieces(bytes) { piece in
                    for offset in 0..<piece.utf8CodeUnitCount {
                        out[end + offset] = piece.utf8Start[offset]
                    }
                    end += piece.utf8CodeUnitCount
                } byte: { byte in
                    out[end] = byte
                    end += 1
                }
                return end
            }
        }
    }

    /// What is escaped is ASCII, which is never a part of anything else in UTF-8.
    @inline(__always)
    private static func pieces(
        _ bytes: UnsafeBufferPointer<UInt8>, piece: (StaticString) -> Void, byte: (UInt8) -> Void
    ) {
        var wasCarriageReturn = false
        for next in bytes {
            switch next {
            case UInt8(ascii: "&"): piece("&amp;")
            case UInt8(ascii: "<"): piece("&lt;")
            case UInt8(ascii: ">"): piece("&gt;")
            case UInt8(ascii: "\r"): piece("<br>")
            case UInt8(ascii: "\n"): if !wasCarriageReturn { piece("<br>") }
            default: byte(next)
            }
            wasCarriageReturn = next == UInt8(ascii: "\r")
        }
    }
}
