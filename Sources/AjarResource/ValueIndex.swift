package import AjarCore
package import AjarStore

/// A table with a row for each value of each custom field of a resource's records: (organization, field_id,
/// value, number, and the record's id). Long texts are cut in it.
package struct ValueIndex: Sendable {
    private let table: String
    private let column: String

    package init(table: String, column: String) {
        self.table = table
        self.column = column
    }

    /// Longer texts can't be told apart here.
    private static let length = 200

    /// The ids of the records with one of these values, or with one on this side of the only value; nil when
    /// the index can't tell.
    package func ids(
        _ definition: CustomFields.Definition, _ comparison: SQL?, _ values: [String], _ context: ReadContext
    ) -> SQL? {
        let isEqual = comparison == nil
        let comparison = comparison ?? " = "
        guard let first = values.first, values.allSatisfy({ !$0.isEmpty && $0.count < Self.length }) else {
            return nil
        }
        // A list has no order, and one record may have several of these values.
        guard !definition.acceptsMany || (isEqual && values.count == 1 && definition.type != "number") else {
            return nil
        }
        var condition: SQL
        if definition.type == "number" {
            let numbers = values.compactMap(Double.init)
            guard numbers.count == values.count else { return nil }
            condition =
                numbers.count == 1
                ? "\"number\"\(comparison)\(numbers[0])"
                : "\"number\" IN (\(list: numbers.map(Value.double)))"
        } else if values.count == 1 {
            condition = "\"value\"\(comparison)\(first)"
        } else {
            condition = "\"value\" IN (\(list: values))"
        }
        condition = "organization = \(context.organization) AND field_id = \(definition.id) AND \(condition)"
        return "SELECT \(name: column) AS found_id FROM \(name: table) WHERE \(condition)"
    }

    /// Writes what changed. A record that is gone has no values.
    package func keep(_ id: String, old: JSON, new: JSON, _ context: WriteContext) throws {
        guard old != new else { return }
        let (before, after) = (Self.entries(old), Self.entries(new))
        for entry in before.subtracting(after) {
            try context.transaction.execute(
                """
                DELETE FROM \(name: table) WHERE organization = \(context.organization)
                    AND field_id = \(entry.field) AND "value" = \(entry.value) AND \(name: column) = \(id)
                """)
        }
        let added = after.subtracting(before)
        guard !added.isEmpty else { return }
        let rows: [SQL] = added.map {
            "(\(context.organization), \($0.field), \($0.value), \(id), \($0.number.map(Value.double) ?? .null))"
        }
        try context.transaction.execute(
            """
            INSERT INTO \(name: table) (organization, field_id, "value", \(name: column), "number")
            VALUES \(rows.joined(", "))
            ON CONFLICT (organization, field_id, "value", \(name: column)) DO NOTHING
            """)
    }

    private struct Entry: Hashable {
        let field: String
        let value: String
        let number: Double?
    }

    private static func entries(_ values: JSON) -> Set<Entry> {
        var entries: Set<Entry> = []
        for member in values.object?.members ?? [] {
            for item in member.value.array ?? [member.value] {
                guard let text = item.string ?? item.number.map({ _ in item.text }) else { continue }
                entries.insert(
                    Entry(field: member.key, value: String(text.prefix(length)), number: item.number))
            }
        }
        return entries
    }
}
