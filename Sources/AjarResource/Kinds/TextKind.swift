package import AjarCore
import AjarStore

extension FieldKind {
    /// Text of at most `max` characters. NUL is refused: one of the two databases can't keep it.
    package static func text(max: Int = 100_000) -> FieldKind {
        FieldKind("text", storage: .text, schema: ["type": "string", "maxLength": .int(max)]) {
            value throws(Problem) in
            .string(try checkedText(value, max: max))
        }
    }

    /// HTML that is kept as it came: what is shown to people is sanitised where it is shown.
    package static let html: FieldKind = .text(max: 1_048_576)

    /// An address of a web page. A scheme is added where it is missing; the host must have a dot.
    package static let url: FieldKind = FieldKind("url", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        let text = try checkedText(value, max: 2000)
        if text.isEmpty { return .string(text) }
        let full = text.contains("://") ? text : "http://\(text)"
        guard isURL(full) else { throw .text("Invalid URL.") }
        return .string(full)
    }

    private static func isURL(_ text: String) -> Bool {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["http", "https"].contains(parts[0].lowercased()) else { return false }
        let ends: Set<Character> = ["/", "?", "#"]
        let host = parts[1].prefix { !ends.contains($0) }
        guard host.contains("."), host.first != ".", host.last != "." else { return false }
        return !text.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F }
    }

    /// A text without NUL that is not too long, or what is wrong with it.
    package static func checkedText(_ value: JSON, max: Int) throws(Problem) -> String {
        guard case .string(let text) = value else { throw .type("basestring") }
        // Characters are never more than bytes, so most texts need no counting.
        guard text.utf8.count <= max || text.unicodeScalars.count <= max else {
            throw .text("The value must be no longer than \(max) characters.")
        }
        guard !text.utf8.contains(0) else { throw .text("The value must not contain NUL characters.") }
        return text
    }
}
