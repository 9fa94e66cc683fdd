/// The HTML of a mail that somebody wrote as plain text.
package enum HTMLBody {
    /// Escapes, and keeps each line: `a < b` and a second line become `a &lt; b<br>second line`.
    package static func from(text: String) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count + text.utf8.count / 16)
        var wasCarriageReturn = false
        // What is escaped is ASCII, which is never a part of anything else in UTF-8.
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): out += "&amp;".utf8
            case UInt8(ascii: "<"): out += "&lt;".utf8
            case UInt8(ascii: ">"): out += "&gt;".utf8
            case UInt8(ascii: "\r"): out += "<br>".utf8
            case UInt8(ascii: "\n"): if !wasCarriageReturn { out += "<br>".utf8 }
            default: out.append(byte)
            }
            wasCarriageReturn = byte == UInt8(ascii: "\r")
        }
        return String(decoding: out, as: UTF8.self)
    }
}
