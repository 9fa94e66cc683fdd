import GRDB

/// A copy of a database file that others are writing to.
package enum SQLiteCopy {
    /// One consistent state, page by page, in one read transaction: writers go on meanwhile, and their pages
    /// wait in the log beside the file until it ends.
    package static func make(of path: String, at destination: String) throws {
        do {
            var reading = Configuration()
            reading.readonly = true
            reading.busyMode = .timeout(30)
            let source = try DatabaseQueue(path: path, configuration: reading)
            defer { try? source.close() }
            let target = try DatabaseQueue(path: destination)
            defer { try? target.close() }
            try source.backup(to: target)
            // In the log's mode a reader would need a second file beside this one.
            try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        } catch {
            throw StoreError(caught: error)
        }
    }

    /// What is damaged, in SQLite's words; nothing when the file is sound. Reads all of it.
    package static func damage(in path: String) throws -> [String] {
        do {
            var reading = Configuration()
            reading.readonly = true
            let file = try DatabaseQueue(path: path, configuration: reading)
            defer { try? file.close() }
            let words = try file.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(10)") }
            return words == ["ok"] ? [] : words
        } catch {
            throw StoreError(caught: error)
        }
    }
}
