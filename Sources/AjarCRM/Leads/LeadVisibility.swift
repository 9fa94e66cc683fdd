import AjarCore
import AjarResource
import AjarStore

/// Which leads a caller sees. Most see all of them; a role without `view_all_leads` sees those that name the
/// caller in one of the role's custom fields, and perhaps those that name nobody (reference 10.7).
enum LeadVisibility {
    enum Behavior: String, StringEnum {
        case requireAssignment = "require_assignment"
        case allowUnassigned = "allow_unassigned"
    }

    /// A condition on rows of `lead`; nil when nothing is hidden. Work of the system itself sees everything.
    static func condition(_ context: ReadContext) throws -> SQL? {
        let caller = context.caller
        guard let user = caller.userID, !caller.may("view_all_leads") else { return nil }
        let row = try context.reader.first(
            """
            SELECT visibility_user_lcf_ids, visibility_user_lcf_behavior FROM crm_role
            WHERE organization = \(context.organization) AND id = \(caller.roleID)
            """)
        let fields = row?.json("visibility_user_lcf_ids").array?.compactMap(\.string) ?? []
        let named: [SQL] = fields.map { "\(.jsonHas(column: "custom", key: $0))\(user))" }
        var parts = named
        if row?["visibility_user_lcf_behavior"].text == Behavior.allowUnassigned.rawValue {
            let empty: [SQL] = fields.map { "\(.jsonText(column: "custom", key: $0)) IS NULL" }
            parts.append(empty.isEmpty ? "1 = 1" : "(\(empty.joined(" AND ")))")
        }
        return parts.isEmpty ? "1 = 0" : "(\(parts.joined(" OR ")))"
    }

    /// The same for rows that belong to a lead.
    static func conditionOnLeadID(_ context: ReadContext) throws -> SQL? {
        let key = "visible-leads"
        if let known = context.memo[key] as? SQL { return known }
        guard let condition = try condition(context) else { return nil }
        let sql: SQL =
            "lead_id IN (SELECT lead.id FROM lead WHERE lead.organization = \(context.organization) AND \(condition))"
        context.memo[key] = sql
        return sql
    }
}

extension Access {
    /// Leads that the caller's role lets through.
    static let visibleLeads: Access = .rows { try LeadVisibility.condition($0) }
    /// What belongs to such leads.
    static let ofVisibleLeads: Access = .rows { try LeadVisibility.conditionOnLeadID($0) }
}
