import AjarCore
import AjarStore

extension CustomFields {
    /// `custom.cf_x=value` and its `__in`, `__gt`… forms; nil for a field that isn't there.
    static func filter(_ parameter: String, _ text: String, _ target: String, _ context: ReadContext) throws -> SQL? {
        let parts = parameter.dropFirst(7).split(separator: "__", omittingEmptySubsequences: false)
        guard let name = parts.first, parts.count <= 2,
            let definition = try definitions(target, context)[String(name)], !text.utf8.contains(0)
        else { return nil }
        switch parts.count == 2 ? parts[1] : "" {
        case "": return condition(definition, text)
        case "in":
            let each = text.split(separator: ",").prefix(1000).map { condition(definition, $0.trimmed) }
            return each.isEmpty ? nil : "(\(each.joined(" OR ")))"
        case "gt": return compare(definition, " > ", text)
        case "gte": return compare(definition, " >= ", text)
        case "lt": return compare(definition, " < ", text)
        case "lte": return compare(definition, " <= ", text)
        default: return nil
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

    private static func compare(_ definition: Definition, _ comparison: String, _ text: String) -> SQL? {
        let key = definition.id
        let comparison = SQL(trusted: comparison)
        if definition.type == "number" {
            return Double(text).map { "\(.jsonNumber(column: "\"custom\"", key: key))\(comparison)\($0)" }
        }
        return "\(.jsonText(column: "\"custom\"", key: key))\(comparison)\(text)"
    }
}
