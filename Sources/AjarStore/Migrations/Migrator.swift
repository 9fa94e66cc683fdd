package import AjarCore

/// Brings the schema up to date. Two processes that start at once take turns.
package struct Migrator: Sendable {
    private let store: Store

    package init(_ store: Store) { self.store = store }

    package init(driver: any Driver, environs: Environs = .system) {
        store = Store(driver: driver, environs: environs)
    }

    /// Applies what is missing, in the order of the list, and returns the ids of what it applied.
    ///
    /// Each migration is one transaction with its own entry: dying between two of them loses nothing, and the
    /// next start goes on there.
    @discardableResult
    package func migrate(_ migrations: [Migration]) async throws -> [String] {
        let known = Set(migrations.map(\.id))
        let done = try await store.write { transaction in
            try Self.prepare(transaction)
            return try Self.applied(transaction)
        }
        let unknown = done.subtracting(known)
        guard unknown.isEmpty else { throw MigrationError.newerDatabase(unknown: unknown.sorted()) }

        var applied: [String] = []
        for migration in migrations where !done.contains(migration.id) {
            do {
                if try await store.write({ try Self.apply(migration, $0) }) { applied.append(migration.id) }
            } catch let error as StoreError {
                throw MigrationError.failed(id: migration.id, error)
            }
        }
        if store.dialect.name == .sqlite {
            try await store.write { [applied] transaction in
                if try !applied.isEmpty || !SQLitePlanner.isInformed(transaction) {
                    try SQLitePlanner.inform(transaction)
                }
            }
        }
        return applied
    }

    /// The ids of a list that a database still lacks; nothing is changed.
    package func pending(_ migrations: [Migration]) async throws -> [String] {
        let done = try await store.write { transaction in
            try Self.prepare(transaction)
            return try Self.applied(transaction)
        }
        return migrations.map(\.id).filter { !done.contains($0) }
    }

    private static func prepare(_ transaction: Transaction) throws {
        for statement in transaction.dialect.migrationLock { try transaction.execute(statement) }
        try transaction.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                id \(.textType) NOT NULL PRIMARY KEY,
                applied_at \(.integerType) NOT NULL
            )
            """)
    }

    /// False when another process was quicker.
    private static func apply(_ migration: Migration, _ transaction: Transaction) throws -> Bool {
        try prepare(transaction)
        let isMine = try transaction.execute(
            """
            INSERT INTO schema_migration (id, applied_at)
            VALUES (\(migration.id), \(transaction.now))
            ON CONFLICT (id) DO NOTHING
            """)
        guard isMine == 1 else { return false }
        let statements = migration.statements + migration.further(transaction.dialect)
        for statement in statements { try transaction.execute(statement) }
        return true
    }

    private static func applied(_ transaction: Transaction) throws -> Set<String> {
        Set(try transaction.rows("SELECT id FROM schema_migration").map { $0.text("id") })
    }
}
