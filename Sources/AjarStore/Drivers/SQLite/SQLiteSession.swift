/// The connection as one body sees it.
final class SQLiteSession: Session {
    private let connection: SQLiteConnection
    /// The first failure of a statement. It ends the transaction, whatever the body makes of it: so it is on
    /// PostgreSQL.
    private(set) var failure: StoreError?

    init(_ connection: SQLiteConnection) { self.connection = connection }

    var dialect: Dialect { .sqlite }

    func run(_ sql: SQL) throws -> (rows: [Row], changed: Int) {
        if let failure { throw failure }
        do {
            let (text, values) = dialect.render(sql)
            return try connection.run(text, values)
        } catch let error as StoreError {
            failure = error
            throw error
        }
    }
}
