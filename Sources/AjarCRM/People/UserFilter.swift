import AjarCore
import AjarResource
import AjarStore

/// Filters by user take the ids of users and of groups, which stand for their members (reference 2.4).
enum UserFilter {
    /// A condition on a column that holds a user's id. Nothing given means: nobody's.
    static func condition(_ column: String, _ text: String, _ context: ReadContext) throws -> SQL {
        if text.isEmpty { return "\(name: column) IS NULL" }
        let ids = text.split(separator: ",").map(\.trimmed)
        guard ids.count <= 1000 else {
            throw AjarError.badRequest("\(column)__in takes no more than 1000 values.")
        }
        guard !ids.contains(where: { $0.utf8.contains(0) }) else {
            throw AjarError.invalid(column, "Invalid value.")
        }
        let groups = ids.filter { $0.hasPrefix("group_") }
        let users = ids.filter { !$0.hasPrefix("group_") }
        guard !groups.isEmpty, context.resources.byPath["group"] != nil else {
            return "\(name: column) IN (\(list: users))"
        }
        return """
            (\(name: column) IN (\(list: users)) OR \(name: column) IN (
                SELECT user_id FROM crm_group_member
                WHERE organization = \(context.organization) AND group_id IN (\(list: groups))))
            """
    }
}
