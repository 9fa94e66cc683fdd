import AjarCore
import AjarResource
import AjarStore

/// How opportunities are listed: filters by what their status says, sums beside the data, and groups.
enum OpportunityList {
    static let rules: ListRules = ListRules(
        maxLimit: 250, orders: orders,
        filters: [
            "user_id": { text, context in try UserFilter.condition("user_id", text, context) },
            "user_id__in": { text, context in try UserFilter.condition("user_id", text, context) },
            "status_type": byStatus { $0.type.rawValue }, "status_type__in": byStatus { $0.type.rawValue },
            "status_label": byStatus(\.label), "status_label__in": byStatus(\.label),
            "status": byStatus(\.label), "status__in": byStatus(\.label),
            "pipeline_id": byStatus(\.pipelineID), "pipeline_id__in": byStatus(\.pipelineID),
            "query": { text, context in try OpportunityQuery.condition(text, context) },
            "lead_query": { text, context in
                guard let condition = try LeadQuery.condition(text, context) else { return nil }
                return """
                    "lead_id" IN (SELECT lead.id FROM lead
                        WHERE lead.organization = \(context.organization) AND \(condition))
                    """
            },
        ],
        extras: { _, condition, context in try OpportunityTotals(condition, context).members },
        instead: { query, condition, context in try OpportunityGroups.answer(query, condition, context) })

    private static let orders: [String: String] = {
        var orders: [String: String] = [:]
        for name in ["date_created", "date_updated", "date_won", "value", "confidence"] {
            orders[name] = "\"\(name)\" ASC NULLS FIRST, \"id\""
            orders["-\(name)"] = "\"\(name)\" DESC NULLS LAST, \"id\" DESC"
        }
        return orders
    }()

    /// Statuses are few: which ones fit is found here, and the list asks for their ids.
    private static func byStatus(
        _ read: @escaping @Sendable (OpportunityStatus.Known) -> String
    ) -> ListRules.NamedFilter {
        { text, context in
            let whole = Set([text])
            let parts = Set(text.split(separator: ",").map(\.trimmed))
            let fitting = try OpportunityStatus.all(context).filter {
                whole.contains(read($0.value)) || parts.contains(read($0.value))
            }
            return "\"status_id\" IN (\(list: fitting.keys.sorted()))"
        }
    }
}
