/// The connection as one body sees it.
final class PostgresSession: Session {
    private let connection: PostgresConnection
    /// The first failure of a statement. It ends the transaction, whatever the body makes of it.
    private(set) var problem: PostgresProblem?

    init(_ connection: PostgresConnection) { self.connection = connection }

    var dialect: Dialect { .postgres }

    func run(_ sql: SQL) throws -> (rows: [Row], changed: Int) {
        if let problem { throw problem.error }
        do {
            let (text, values) = dialect.render(sql)
            return try connection.run(text, values)
        } catch let error as PostgresProblem {
            problem = error
            throw error.error
        } catch let error as StoreError {
            problem = PostgresProblem(kind: .failed, error: error)
            throw error
        }
    }
}
