import GRDB
import GRDBSQLite

/// One connection in the hands of its thread. GRDB opens and prepares; stepping is done here, since every
/// request waits for it.
final class SQLiteConnection {
    private final class Prepared {
        let statement: Statement
        let handle: OpaquePointer
        let isReadOnly: Bool
        var columns = Columns([])
        var preparedTimes: Int32 = -1

        init(_ statement: Statement) {
            self.statement = statement
            handle = statement.sqliteStatement
            isReadOnly = sqlite3_stmt_readonly(handle) != 0
        }
    }

    private let database: Database
    private let handle: OpaquePointer
    private var cache = StatementCache<Prepared>(limit: 512)

    /// `database` is good inside the closure that GRDB gave it to, and so is this.
    init(_ database: Database) throws {
        guard let handle = database.sqliteConnection else {
            throw StoreError.unavailable("the database is closed")
        }
        self.database = database
        self.handle = handle
    }

    /// False once SQLite has given up the whole transaction by itself, as it does when the disk is full.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// A statement without values or rows: BEGIN and its like.
    func execute(_ text: String) throws { _ = try run(text, []) }

    func run(_ text: String, _ values: [Value]) throws -> (rows: [Row], changed: Int) {
        let prepared = try prepare(text)
        let changesBefore = sqlite3_total_changes(handle)
        defer { sqlite3_reset(prepared.handle) }
        try bind(values, to: prepared, text)
        var rows: [Row] = []
        while true {
            switch sqlite3_step(prepared.handle) {
            case SQLITE_ROW: rows.append(row(of: prepared))
            case SQLITE_DONE:
                // `sqlite3_changes` still tells of the statement before when this one can't change rows.
                let isChanged = !prepared.isReadOnly && sqlite3_total_changes(handle) != changesBefore
                return (rows, isChanged ? Int(sqlite3_changes(handle)) : 0)
            default: throw failure(text)
            }
        }
    }

    private func prepare(_ text: String) throws -> Prepared {
        if let prepared = cache.find(text) { return prepared }
        do {
            let prepared = Prepared(try database.makeStatement(sql: text))
            _ = cache.keep(prepared, for: text)
            return prepared
        } catch let error as DatabaseError {
            throw StoreError(
                sqlite: error.extendedResultCode.rawValue, message: error.message ?? "", statement: text)
        }
    }

    private func bind(_ values: [Value], to prepared: Prepared, _ text: String) throws {
        let statement = prepared.handle
        guard Int(sqlite3_bind_parameter_count(statement)) == values.count else {
            throw StoreError.failed("\(values.count) values don't fit the placeholders — in: \(text)")
        }
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(statement, position)
                case .int(let number): sqlite3_bind_int64(statement, position, Int64(number))
                case .double(let number): sqlite3_bind_double(statement, position, number)
                case .text(var string): try string.withUTF8 { try Self.bind($0, to: statement, position) }
                case .blob(let bytes):
                    bytes.withUnsafeBufferPointer { buffer in
                        buffer.count == 0
                            ? sqlite3_bind_zeroblob(statement, position, 0)
                            : sqlite3_bind_blob64(
                                statement, position, buffer.baseAddress, UInt64(buffer.count), Self.transient)
                    }
                }
            guard code == SQLITE_OK else { throw failure(text) }
        }
    }

    private static func bind(
        _ text: UnsafeBufferPointer<UInt8>, to statement: OpaquePointer, _ position: Int32
    ) throws -> Int32 {
        guard let start = text.baseAddress, !text.isEmpty else {
            return sqlite3_bind_text(statement, position, "", 0, transient)
        }
        // The other database can't hold it, and C programs would read half of it.
        guard !text.contains(0) else { throw StoreError.nulInText }
        return start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            sqlite3_bind_text64(statement, position, $0, UInt64(text.count), transient, UInt8(SQLITE_UTF8))
        }
    }

    /// SQLite copies the bytes before the call returns.
    private static let transient: sqlite3_destructor_type = unsafeBitCast(
        -1, to: sqlite3_destructor_type.self)

    private func row(of prepared: Prepared) -> Row {
        let statement = prepared.handle
        // A changed schema prepares a statement anew under our hands, with other columns perhaps.
        let preparedTimes = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, 0)
        if preparedTimes != prepared.preparedTimes {
            prepared.preparedTimes = preparedTimes
            prepared.columns = Columns(
                (0..<sqlite3_column_count(statement)).map {
                    sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? ""
                })
        }
        let count = prepared.columns.names.count
        let values = [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            for index in 0..<count {
                (buffer.baseAddress! + index).initialize(to: Self.value(statement, Int32(index)))
            }
            filled = count
        }
        return Row(columns: prepared.columns, values: values)
    }

    private static func value(_ statement: OpaquePointer, _ column: Int32) -> Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .int(Int(sqlite3_column_int64(statement, column)))
        case SQLITE_FLOAT: return .double(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            // The text first: it may change encodings, and the count is of what is there then.
            let start = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)
            return .blob(
                Array(
                    UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
            )
        default: return .null
        }
    }

    private func failure(_ text: String) -> StoreError {
        StoreError(
            sqlite: sqlite3_extended_errcode(handle),
            message: sqlite3_errmsg(handle).map { String(cString: $0) } ?? "", statement: text)
    }
}
