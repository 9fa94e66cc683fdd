import GRDBSQLite

extension StoreError {
    /// SQLite's own messages name tables, columns and constraints, never values.
    init(sqlite code: Int32, message: String, statement: String) {
        // "UNIQUE constraint failed: lead.organization, lead.name"
        let constraint = message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? message
        switch code {
        case uniqueKey, primaryKey, rowKey:
            self = .duplicate(constraint: constraint)
            return
        default: break
        }
        switch code & 0xFF {
        case SQLITE_CONSTRAINT: self = .violated(constraint: constraint)
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOMEM,
            SQLITE_READONLY:
            self = .unavailable("sqlite \(code): \(message)")
        default: self = .failed("sqlite \(code): \(message) — in: \(statement)")
        }
    }
}

// The header spells these with macros that Swift can't read.
private let uniqueKey: Int32 = SQLITE_CONSTRAINT | 8 << 8
private let primaryKey: Int32 = SQLITE_CONSTRAINT | 6 << 8
private let rowKey: Int32 = SQLITE_CONSTRAINT | 10 << 8
