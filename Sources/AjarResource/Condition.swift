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
    /// A part of these rows, of which the index has the first ones at once.
    let some: SQL?

    package init(_ test: SQL) {
        self.test = test
        (ids, rows, some) = (nil, nil, nil)
    }

    package init(test: SQL, ids: SQL, rows: SQL? = nil, some: SQL? = nil) {
        self.test = test
        self.ids = ids
        self.rows = rows ?? ids
        self.some = some
    }

    /// What all have to meet, so that the index that knows the fewest rows is the first one: counting begins
    /// with it.
    static func ordered(_ conditions: [Condition], _ reader: Reader) throws -> [Condition] {
        guard conditions.count(where: { $0.ids != nil }) > 1,
            let rare = try conditions.firstIndex(where: { try $0.isRare(reader) })
        else { return conditions }
        return [conditions[rare]] + conditions[..<rare] + conditions[(rare + 1)...]
    }

    /// Putting so many in order takes as long as the longest walk.
    private static let few = 5000

    /// Whether the index is the quicker way to a page.
    package func isRare(_ reader: Reader) throws -> Bool {
        guard let rows else { return false }
        for known in [some, rows].compactMap(\.self) {
            let count: SQL = "SELECT COUNT(*) FROM (\(known) LIMIT \(Self.few + 1)) AS found"
            if (try reader.value(count).int ?? 0) > Self.few { return false }
        }
        return true
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
            // SQLite takes tables that are joined like this in their order. PostgreSQL would rather walk the
            // list in its order and look for each row in the index; it can't look behind a limit.
            tables = """
                (SELECT found_id FROM (\(ids)) AS known LIMIT 1000000000) AS found
                CROSS JOIN \(table)
                """
            parts.append("\(table).\"id\" = found.found_id")
        } else {
            tables = table
        }
        condition = parts.joined(" AND ")
    }
}
