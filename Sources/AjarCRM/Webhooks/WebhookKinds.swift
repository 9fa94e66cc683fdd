import AjarCore
import AjarResource

extension FieldKind {
    /// Which events a subscription wants: a type, an action, and perhaps a condition.
    static let subscribedEvent: FieldKind = .members([
        Plain("object_type", .text(max: 100), required: true),
        Plain("action", .text(max: 100), required: true),
        Plain("extra_filter", .eventFilter),
    ])

    static let hookURL: FieldKind = FieldKind("url", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        let text = try checkedText(value, max: 2000).trimmed
        guard HookURL(text) != nil else { throw .text("Invalid URL.") }
        return .string(text)
    }
}
