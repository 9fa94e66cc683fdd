import AjarCore
import AjarResource
import AjarStore

/// Leads by the older string language of `query=` (reference 6.8), as one condition on the table of leads.
enum LeadQuery {
    static func conditions(_ text: String, _ context: ReadContext) throws -> [Condition] {
        try LeadConditions(context).conditions(try QueryParser.parse(text))
    }

    static func condition(_ text: String, _ context: ReadContext) throws -> SQL? {
        let node = try QueryParser.parse(text)
        return node == .all ? nil : "(\(try LeadConditions(context).condition(node)))"
    }

    /// What `sort:` asks for; the first one counts.
    static func order(_ text: String) -> String? {
        guard text.contains("sort"), let node = try? QueryParser.parse(text), let wish = sort(node) else {
            return nil
        }
        let isDescending = wish.hasPrefix("-")
        let direction = isDescending ? " DESC" : ""
        switch isDescending ? String(wish.dropFirst()) : wish {
        case "created", "date_created": return "\"date_created\"\(direction), \"id\"\(direction)"
        case "updated", "date_updated": return "\"date_updated\"\(direction), \"id\"\(direction)"
        case "name", "display_name": return "\"name\"\(direction), \"id\"\(direction)"
        default: return nil
        }
    }

    private static func sort(_ node: QueryNode) -> String? {
        switch node {
        case .field("sort", _, let value): value.text.lowercased()
        case .and(let parts): parts.lazy.compactMap(sort).first
        case .all, .word, .phrase, .field, .related, .not, .or: nil
        }
    }
}
