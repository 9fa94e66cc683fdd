package import AjarCore

/// The parameters of a query string, or the `_params` of a body: names with texts.
package struct Parameters: Sendable {
    package private(set) var pairs: [(name: String, value: String)]

    package init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// The `_params` object. Lists are joined with commas: both forms mean the same.
    package init(_ object: JSONObject) {
        pairs = object.members.map { ($0.key, Self.text($0.value)) }
    }

    /// The last value given; nil when there is none.
    package subscript(name: String) -> String? { pairs.last { $0.name == name }?.value }

    /// Without the empty texts, which mean "not given" to most parameters.
    package func nonempty(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }

    private static func text(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .array(let items): items.map(text).joined(separator: ",")
        case .object: value.text
        }
    }
}
