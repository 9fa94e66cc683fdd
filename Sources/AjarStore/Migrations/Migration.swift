/// One change of the schema. Frozen once it has shipped: a mistake in it is repaired by the next one.
package struct Migration: Sendable {
    /// Sorted like the list it is in: `0007_custom_fields`.
    package let id: String
    package let statements: [SQL]
    /// What only one of the databases needs, or needs in other words; done after the others.
    package let further: @Sendable (Dialect) -> [SQL]

    package init(
        _ id: String, _ statements: [SQL], further: @escaping @Sendable (Dialect) -> [SQL] = { _ in [] }
    ) {
        self.id = id
        self.statements = statements
        self.further = further
    }

    package init(
        id: String, statements: [SQL], further: @escaping @Sendable (Dialect) -> [SQL] = { _ in [] }
    ) {
        self.init(id, statements, further: further)
    }
}

/// Why the schema can't be brought up to date.
package enum MigrationError: Error, Sendable, CustomStringConvertible {
    case newerDatabase(unknown: [String])
    case failed(id: String, any Error)

    package var description: String {
        switch self {
        case .newerDatabase(let unknown):
            "The database was migrated by a newer version of this program (\(unknown.joined(separator: ", "))). "
                + "Start that version, or restore a backup from before the update."
        case .failed(let id, let error): "Migration \(id) failed, and nothing of it was kept: \(error)"
        }
    }
}
