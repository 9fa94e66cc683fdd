import CPostgreSQL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One connection in the hands of its thread.
final class PostgresConnection {
    private final class Prepared {
        /// Nil for a statement that is planned each time with its values.
        let name: String?
        var columns: Columns?
        init(name: String?) { self.name = name }
    }

    private let handle: OpaquePointer
    private var cache = StatementCache<Prepared>(limit: 256)
    private var preparedCount = 0

    /// Connects and sets the session up. What the URL says wins over our wishes, except for the encoding.
    init(_ options: PostgresDriver.Options) throws(PostgresProblem) {
        let settings: [(String, String)] = [
            ("application_name", "ajar"), ("connect_timeout", "5"),
            // A peer that vanished is noticed after half a minute, not after hours.
            ("keepalives_idle", "15"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
            ("dbname", options.url), ("client_encoding", "UTF8"),
        ]
        guard let handle = Self.connect(settings) else { throw .lost("libpq is out of memory") }
        self.handle = handle
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQstatus(handle) == CONNECTION_OK else {
            throw .lost("PostgreSQL can't be reached: \(String(cString: PQerrorMessage(handle)))")
        }
        try setUp(options)
    }

    /// Also after an error in `init`: the handle is set by then.
    deinit { PQfinish(handle) }

    private static func connect(_ settings: [(String, String)]) -> OpaquePointer? {
        let keys = settings.map { strdup($0.0) } + [nil]
        let values = settings.map { strdup($0.1) } + [nil]
        defer { (keys + values).forEach { free($0) } }
        return PQconnectdbParams(keys.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
    }

    private func setUp(_ options: PostgresDriver.Options) throws(PostgresProblem) {
        guard PQserverVersion(handle) >= 130_000 else {
            throw PostgresProblem(kind: .failed, error: .failed("PostgreSQL 13 or newer is needed"))
        }
        let wait = options.statementTimeout.milliseconds
        // Compiling a statement of ours takes longer than it saves, and the server forgets it at once.
        try execute(
            """
            SET jit = off;
            SET timezone = 'UTC';
            SET bytea_output = 'hex';
            SET standard_conforming_strings = ON;
            SET statement_timeout = \(wait);
            SET lock_timeout = \(options.lockTimeout.milliseconds);
            SET idle_in_transaction_session_timeout = \(wait * 2)
            """)
        if let schema = options.schema { try execute("SET search_path = \(Self.quoted(schema))") }
    }

    static func quoted(_ name: String) -> String { "\"\(name.filter { $0 != "\"" && $0 != "\0" })\"" }

    var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

    /// Whether the server has said that no transaction is open: after a COMMIT that failed, it is rolled back
    /// for sure.
    var isIdle: Bool { isAlive && PQtransactionStatus(handle) == PQTRANS_IDLE }

    var socket: Int32 { PQsocket(handle) }

    // MARK: - Statements

    /// Statements without values; the first column of the last one's first row, if it has rows.
    @discardableResult
    func execute(_ text: String) throws(PostgresProblem) -> String? {
        let result = PQexec(handle, text)
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return nil
        case PGRES_TUPLES_OK:
            guard PQntuples(result) > 0, PQgetisnull(result, 0, 0) == 0 else { return nil }
            return String(cString: PQgetvalue(result, 0, 0))
        default: throw PostgresProblem(result, on: handle, statement: text)
        }
    }

    /// The tag of a COMMIT: "ROLLBACK" when the transaction had failed before.
    func commit() throws(PostgresProblem) -> Bool {
        let result = PQexec(handle, "COMMIT")
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw PostgresProblem(result, on: handle, statement: "COMMIT")
        }
        return String(cString: PQcmdStatus(result)) == "COMMIT"
    }

    /// Ends a transaction that wrote nothing, without waiting. libpq drops what is unread before it sends the
    /// next statement.
    func endRead() {
        if isAlive { PQsendQuery(handle, "ROLLBACK") }
    }

    func run(_ text: String, _ values: [Value]) throws -> (rows: [Row], changed: Int) {
        let binds = try PostgresBinds(values)
        let prepared = try prepare(text)
        let result = binds.with { count, values, lengths, formats in
            prepared.name.map { PQexecPrepared(handle, $0, count, values, lengths, formats, 0) }
                ?? PQexecParams(handle, text, count, nil, values, lengths, formats, 0)
        }
        defer { PQclear(result) }
        guard let result else { throw PostgresProblem(nil, on: handle, statement: text) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return ([], Self.changed(result))
        case PGRES_TUPLES_OK:
            let columns = prepared.columns ?? PostgresRows.columns(result)
            prepared.columns = columns
            return (PostgresRows.read(result, columns), Self.changed(result))
        default:
            let problem = PostgresProblem(result, on: handle, statement: text)
            if problem.isStalePlan { forgetStatements() }
            throw problem
        }
    }

    private func prepare(_ text: String) throws(PostgresProblem) -> Prepared {
        if let prepared = cache.find(text) { return prepared }
        guard !PostgresSearch.isSought(in: text) else {
            let prepared = Prepared(name: nil)
            try keep(prepared, for: text)
            return prepared
        }
        preparedCount += 1
        let name = "s\(preparedCount)"
        let prepared = Prepared(name: name)
        let result = PQprepare(handle, name, text, 0, nil)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw PostgresProblem(result, on: handle, statement: text)
        }
        try keep(prepared, for: text)
        return prepared
    }

    private func keep(_ prepared: Prepared, for text: String) throws(PostgresProblem) {
        for name in cache.keep(prepared, for: text).compactMap(\.name) { try execute("DEALLOCATE \(name)") }
    }

    /// After a change of the schema. The names stay taken on the server until the session ends; new ones are
    /// other names.
    private func forgetStatements() { cache.removeAll() }

    /// "INSERT 0 3", "UPDATE 3": but a SELECT changes nothing.
    private static func changed(_ result: OpaquePointer) -> Int {
        let tag = String(cString: PQcmdStatus(result))
        guard !tag.hasPrefix("SELECT") else { return 0 }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    // MARK: - Notifications

    /// Reads what has arrived, and gives back the payloads of notifications.
    func notifications() throws(PostgresProblem) -> [String] {
        guard PQconsumeInput(handle) == 1 else { throw .lost("the connection to PostgreSQL was lost") }
        var payloads: [String] = []
        while let notification = PQnotifies(handle) {
            payloads.append(String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
        return payloads
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
