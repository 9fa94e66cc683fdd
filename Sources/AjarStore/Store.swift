package import AjarCore

/// The database. Bodies are synchronous: nothing can wait inside a transaction, and nothing but rows can come
/// of it.
package struct Store: Sendable {
    package let environs: Environs
    private let driver: any Driver

    package init(driver: any Driver, environs: Environs = .system) {
        self.driver = driver
        self.environs = environs
    }

    package var dialect: Dialect { driver.dialect }

    /// Reads one consistent state.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (Reader) throws -> Result
    ) async throws -> Result {
        let now = environs.clock.now
        return try await driver.read { session in try body(Reader(session, now: now)) }
    }

    /// All or nothing, and on disk when it returns. The body may run more than once (deadlock, lost
    /// connection before the commit): `now` and the ids that it draws are the same each time, so a second run
    /// is identical.
    @discardableResult
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        let now = environs.clock.now
        let tape = IDTape(environs.random)
        let (result, wakes) = try await driver.write { session in
            tape.rewind()
            let transaction = Transaction(session, now: now, tape: tape)
            return (try body(transaction), transaction.wakes)
        }
        // A hint, never the truth: dying here costs the wait until the next look at the queue, and no more.
        if !wakes.isEmpty { driver.notify(wakes) }
        return result
    }

    /// Names of queues that may have work, from this process and from others.
    package func wakes() -> AsyncStream<Set<String>> { driver.wakes() }

    package func close() async { await driver.close() }
}

/// What a database must be able to do. Each driver is a few hundred lines.
package protocol Driver: Sendable {
    var dialect: Dialect { get }
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Session) throws -> Result
    ) async throws -> Result
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Session) throws -> Result
    ) async throws -> Result
    func notify(_ queues: Set<String>)
    func wakes() -> AsyncStream<Set<String>>
    func close() async
}

/// One open connection inside a transaction.
///
/// A statement that fails ends the transaction, on both databases: a body that catches its error can throw a
/// better one, but can't go on. What may collide says `ON CONFLICT`.
package protocol Session {
    var dialect: Dialect { get }
    /// Runs one statement; the rows it returns, and how many it changed.
    func run(_ sql: SQL) throws -> (rows: [Row], changed: Int)
}

/// What went wrong in the database, told apart as far as callers act on it.
package enum StoreError: Error, Sendable {
    /// A unique key is taken. The constraint is spelled as its columns: `lead.organization, lead.name`.
    case duplicate(constraint: String)
    /// A CHECK or NOT NULL of the schema: the last guard against a mistake of ours.
    case violated(constraint: String)
    /// Another process owns the database file.
    case inUse(String)
    /// The database is away, full or locked for too long.
    case unavailable(String)
    /// Everything else; the text names the statement, never its values.
    case failed(String)
}

extension StoreError {
    /// A NUL in a text, which one of the databases can't hold: neither takes it.
    static let nulInText: StoreError = .violated(constraint: "text without NUL")
}

/// A read transaction. Not Sendable: it can't leave the closure that it was given to.
package class Reader {
    package let now: Timestamp
    fileprivate let session: any Session

    init(_ session: any Session, now: Timestamp) {
        self.session = session
        self.now = now
    }

    package var dialect: Dialect { session.dialect }
    package func rows(_ sql: SQL) throws -> [Row] { try session.run(sql).rows }
    package func first(_ sql: SQL) throws -> Row? { try session.run(sql).rows.first }
    /// Whether a row comes back.
    package func exists(_ sql: SQL) throws -> Bool { try first(sql) != nil }
    /// The first column of the first row.
    package func value(_ sql: SQL) throws -> Value { try first(sql)?[0] ?? .null }
}

/// An open write transaction.
package final class Transaction: Reader {
    private let tape: IDTape
    fileprivate(set) var wakes: Set<String> = []

    init(_ session: any Session, now: Timestamp, tape: IDTape) {
        self.tape = tape
        super.init(session, now: now)
    }

    /// How many rows changed.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int { try session.run(sql).changed }

    package func newID(_ shape: IDShape) -> ID { tape.next(shape, at: now) }

    /// Says, once the transaction is on disk, that a queue may have work.
    package func wake(_ queue: String) { wakes.insert(queue) }
}

/// The ids of one transaction, kept so that a second run of its body draws the same.
final class IDTape: @unchecked Sendable {
    // Proven: only the body of one transaction touches it, and runs of a body follow one another.
    private let random: RandomSource
    private var drawn: [ID] = []
    private var position = 0

    init(_ random: RandomSource) { self.random = random }

    func rewind() { position = 0 }

    func next(_ shape: IDShape, at now: Timestamp) -> ID {
        defer { position += 1 }
        if position < drawn.count { return drawn[position] }
        // A tick later each time: what a transaction makes sorts in the order in which it was made.
        drawn.append(ID.make(shape, at: now + .microseconds(16 * position), random: random))
        return drawn[position]
    }
}
