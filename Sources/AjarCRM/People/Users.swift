import AjarCore
import AjarResource
import AjarStore

/// Look-ups of people that many resources need.
enum Users {
    /// Full names by id. Known for the length of a transaction.
    static func names(_ ids: Set<String>, _ context: ReadContext) throws -> [String: String] {
        guard !ids.isEmpty else { return [:] }
        var known = context.memo["user-names"] as? [String: String] ?? [:]
        let missing = ids.filter { known[$0] == nil }
        if !missing.isEmpty {
            let rows = try context.reader.rows(
                "SELECT id, first_name, last_name FROM \"user\" WHERE id IN (\(list: missing.sorted()))")
            for row in rows { known[row.text("id")] = fullName(row) }
            context.memo["user-names"] = known
        }
        return known
    }

    static func fullName(_ row: Row) -> String {
        "\(row.text("first_name")) \(row.text("last_name"))".trimmed
    }
}
