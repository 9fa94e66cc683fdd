/// One change of the schema. Frozen once it has shipped: a mistake in it is repaired by the next one.
package struct Migration: Sendable {
    /// Sorted like the list it is in: `0007_custom_fields`.
    package let id: String
    package let statements: [SQL]

    package init(_ id: String, _ statements: [SQL]) {
        self.id = id
        self.statements = statements
    }

    package init(id: String, statements: [SQL]) { self.init(id, statements) }
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
