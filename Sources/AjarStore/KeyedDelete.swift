extension Transaction {
    /// Deletes the rows of a table whose keys a statement selects as `organization` and `id`; how many they
    /// were.
    package func delete(from table: String, keys: SQL) throws -> Int {
        let keys = Dictionary(grouping: try rows(keys)) { $0.int("organization") }
        return try keys.sorted { $0.key < $1.key }.reduce(0) { deleted, part in
            deleted
                + (try execute(
                    """
                    DELETE FROM \(name: table)
                    WHERE organization = \(part.key) AND id IN (\(list: part.value.map { $0.text("id") }))
                    """))
        }
    }
}
