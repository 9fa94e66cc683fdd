/// The HTML of a mail that somebody wrote as plain text.
package enum HTMLBody {
    /// Escapes, and keeps each line: `a < b` and a second line become `a &lt; b<br>second line`.
    package static func from(text: String) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count + text.utf8.count / 16)
        var wasCarriageReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\r": out += "<br>"
            case "\n": out += wasCarriageReturn ? "" : "<br>"
            default: out.unicodeScalars.append(scalar)
            }
            wasCarriageReturn = scalar == "\r"
        }
        return out
    }
}
