/// The declarations of a `style` attribute that only change how a text looks: nothing is fetched, nothing
/// runs, and nothing leaves its place.
struct SafeStyle {
    let text: String

    init?(_ raw: String, properties: Set<String>) {
        // Escapes and comments are how a forbidden word is hidden; honest styles have neither.
        guard raw.utf8.count <= 8192, !raw.contains("\\"), !raw.contains("/*") else { return nil }
        var kept: [String] = []
        for declaration in raw.split(separator: ";") {
            guard let colon = declaration.firstIndex(of: ":") else { continue }
            let property: String = Self.trimmed(declaration[..<colon]).lowercased()
            let value: String = Self.trimmed(declaration[declaration.index(after: colon)...])
            guard properties.contains(property), Self.isSafe(value) else { continue }
            kept.append("\(property): \(value)")
        }
        guard !kept.isEmpty else { return nil }
        text = kept.joined(separator: "; ")
    }

    private static func isSafe(_ value: String) -> Bool {
        let isPlain: Bool =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.isASCII && UInt8(scalar.value).isDigit
                    || " #%.,()'\"!-_+/".unicodeScalars.contains(scalar)
            }
        guard isPlain else { return false }
        let folded: String = value.lowercased()
        return !forbidden.contains { folded.contains($0) }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    private static let forbidden: [String] = [
        "url", "expression", "javascript", "vbscript", "image(", "image-set", "var(", "attr(", "env(",
        "element(",
        "behavior", "binding", "fixed", "absolute", "sticky",
    ]

    /// What a person can do in an editor.
    static let richText: Set<String> = [
        "color", "background-color", "font-weight", "font-style", "font-size", "font-family",
        "text-decoration",
    ]

    /// What a designed mail needs to look like itself.
    static let mail: Set<String> = richText.union([
        "background", "border", "border-bottom", "border-bottom-color", "border-bottom-style",
        "border-bottom-width",
        "border-collapse", "border-color", "border-left", "border-left-color", "border-left-style",
        "border-left-width",
        "border-radius", "border-right", "border-right-color", "border-right-style", "border-right-width",
        "border-spacing", "border-style", "border-top", "border-top-color", "border-top-style",
        "border-top-width",
        "border-width", "clear", "direction", "display", "float", "font", "font-variant", "height",
        "letter-spacing",
        "line-height", "list-style", "list-style-type", "margin", "margin-bottom", "margin-left",
        "margin-right",
        "margin-top", "max-height", "max-width", "min-height", "min-width", "overflow-wrap", "padding",
        "padding-bottom",
        "padding-left", "padding-right", "padding-top", "table-layout", "text-align", "text-indent",
        "text-transform",
        "unicode-bidi", "vertical-align", "white-space", "width", "word-break", "word-spacing", "word-wrap",
    ])
}
