package import AjarStore

/// One condition of a list. Where an index knows the rows that fit, there are two ways to a page: ask the
/// index and put in order what it knows, or walk the list in its order and test each row. Few are found
/// quickly by the first, many by the second.
package struct Condition: Sendable {
    /// Tells of one row whether it fits.
    package let test: SQL
    /// Selects the ids that fit, out of the index, each once and as `found_id`.
    let ids: SQL?
    /// A row of the index for each of them, for counting.
    let rows: SQL?

    package init(_ test: SQL) {
        self.test = test
        ids = nil
        rows = nil
    }

    package init(test: SQL, ids: SQL, rows: SQL? = nil) {
        self.test = test
        self.ids = ids
        self.rows = rows ?? ids
    }

    /// Putting so many in order takes as long as the longest walk.
    private static let few = 5000

    /// Whether the index is the quicker way to a page.
    func isRare(_ reader: Reader) throws -> Bool {
        guard let rows else { return false }
        let count: SQL = "SELECT COUNT(*) FROM (\(rows) LIMIT \(Self.few + 1)) AS found"
        return (try reader.value(count).int ?? 0) <= Self.few
    }

    /// The condition as a part of another one, on a column of ids.
    package func nested(_ id: SQL, _ reader: Reader) throws -> SQL {
        guard let ids, try isRare(reader) else { return test }
        return "\(id) IN (\(ids))"
    }
}

/// Where a list comes from: its table, or the ids that an index knows with their rows beside them.
struct ListSource {
    let tables: SQL
    let condition: SQL

    init(_ resource: Resource, _ conditions: [Condition], by index: Int?, organization: Int) {
        let table: SQL = "\(name: resource.table)"
        var parts: [SQL] = ["\(table).\"organization\" = \(organization)"]
        for (position, condition) in conditions.enumerated() where position != index {
            parts.append(condition.test)
        }
        if let ids = index.flatMap({ conditions[$0].ids }) {
            // SQLite takes tables that are joined like this in their order.
            tables = "(\(ids)) AS found CROSS JOIN \(table)"
            parts.append("\(table).\"id\" = found.found_id")
        } else {
            tables = table
        }
        condition = parts.joined(" AND ")
    }
}
