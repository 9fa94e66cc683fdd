import AjarCore
import AjarStore

extension CustomFields {
    /// `custom.cf_x=value` and its `__in`, `__gt`… forms; nil for a field that isn't there.
    static func filter(
        _ parameter: String, _ text: String, _ target: String, _ resource: Resource, _ context: ReadContext
    ) throws -> Condition? {
        let parts = parameter.dropFirst(7).split(separator: "__", omittingEmptySubsequences: false)
        guard let name = parts.first, parts.count <= 2,
            let definition = try definitions(target, context)[String(name)], !text.utf8.contains(0)
        else { return nil }
        let operation = parts.count == 2 ? String(parts[1]) : ""
        let values = operation == "in" ? text.split(separator: ",").prefix(1000).map(\.trimmed) : [text]
        guard let test = test(definition, operation, text, values) else { return nil }
        guard let index = resource.customIndex,
            let ids = index.ids(definition, comparisons[operation], values, context)
        else { return Condition(test) }
        return Condition(test: test, ids: ids)
    }

    private static let comparisons: [String: SQL] = ["gt": " > ", "gte": " >= ", "lt": " < ", "lte": " <= "]

    private static func test(
        _ definition: Definition, _ operation: String, _ text: String, _ values: [String]
    ) -> SQL? {
        switch operation {
        case "": condition(definition, text)
        case "in": values.isEmpty ? nil : "(\(values.map { condition(definition, $0) }.joined(" OR ")))"
        default: comparisons[operation].flatMap { compare(definition, $0, text) }
        }
    }

    private static func condition(_ definition: Definition, _ text: String) -> SQL {
        let key = definition.id
        if text.isEmpty { return "\(.jsonText(column: "\"custom\"", key: key)) IS NULL" }
        if definition.acceptsMany { return "\(.jsonHas(column: "\"custom\"", key: key))\(text))" }
        if definition.type == "number", let number = Double(text) {
            return "\(.jsonNumber(column: "\"custom\"", key: key)) = \(number)"
        }
        return "\(.jsonText(column: "\"custom\"", key: key)) = \(text)"
    }

    private static func compare(_ definition: Definition, _ comparison: SQL, _ text: String) -> SQL? {
        let key = definition.id
        if definition.type == "number" {
            return Double(text).map { "\(.jsonNumber(column: "\"custom\"", key: key))\(comparison)\($0)" }
        }
        return "\(.jsonText(column: "\"custom\"", key: key))\(comparison)\(text)"
    }
}
