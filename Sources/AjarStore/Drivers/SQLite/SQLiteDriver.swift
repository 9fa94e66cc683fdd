import Dispatch
import Foundation
import GRDB
import Synchronization

/// SQLite inside the process: one writer, a few readers, each on a thread of its own.
package final class SQLiteDriver: Driver {
    package struct Options: Sendable {
        /// Whether a commit waits for the disk. Tests may do without.
        package var isDurable = true
        /// Readers besides the writer; each may keep a thread busy.
        package var readers = max(2, min(8, ProcessInfo.processInfo.activeProcessorCount))
        /// More bodies than this don't share a transaction.
        package var groupSize = 256
        /// Opens the file although another process owns it: for a command that reads or writes a few rows
        /// beside the server. SQLite's own locks keep them apart; wakes and leases are the owner's business.
        package var isGuest = false

        package init() {}
    }

    private struct Read: Sendable {
        let perform: @Sendable (SQLiteConnection) -> Void
        let fail: @Sendable (StoreError) -> Void
    }

    package let path: String
    private let pool: DatabasePool
    private let reads = WorkQueue<Read>()
    private let writes = WorkQueue<SQLiteWrite>()
    private let hub = WakeHub()
    private let lock: Mutex<FileLock?>
    private let isTemporary: Bool

    /// Opens or creates the file. A second process that tries gets a clear error.
    package static func open(path: String, options: Options = Options()) throws -> SQLiteDriver {
        try SQLiteDriver(path: path, options: options, isTemporary: false)
    }

    /// A database of its own that is deleted when it is closed. With `template`, it begins as a copy of that
    /// file.
    package static func temporary(template: String? = nil) throws -> SQLiteDriver {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ajar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("ajar.db").path
        if let template { try FileManager.default.copyItem(atPath: template, toPath: path) }
        var options = Options()
        options.isDurable = false
        options.readers = 2
        return try SQLiteDriver(path: path, options: options, isTemporary: true)
    }

    private init(path: String, options: Options, isTemporary: Bool) throws {
        self.path = path
        self.isTemporary = isTemporary
        lock = Mutex(options.isGuest ? nil : try FileLock(path: path + ".lock", for: path))
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(options))
            try pool.writeWithoutTransaction { database in
                // GRDB sets NORMAL, which may lose the last commits when the power fails.
                try database.execute(sql: "PRAGMA synchronous = \(options.isDurable ? "FULL" : "OFF")")
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
                try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            }
        } catch {
            throw StoreError(caught: error)
        }
        startWriter(groupSize: options.groupSize)
        for number in 1...max(1, options.readers) { startReader(number) }
    }

    deinit {
        // Threads hold the queue, not the driver: an owner that forgets `close` doesn't keep them.
        reads.close()
        writes.close()
    }

    private static func configuration(_ options: Options) -> Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = max(1, options.readers)
        configuration.foreignKeysEnabled = true
        // The owner hardly ever waits: a guest's transactions are small. A guest has to find a gap between
        // groups.
        configuration.busyMode = .timeout(options.isGuest ? 30 : 5)
        configuration.acceptsDoubleQuotedStringLiterals = false
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -16000")
            // Mapped pages would count as our memory, and a disk that fails would kill us instead of telling
            // us.
            try database.execute(sql: "PRAGMA mmap_size = 0")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            // As it is on PostgreSQL.
            try database.execute(sql: "PRAGMA case_sensitive_like = ON")
        }
        return configuration
    }

    // MARK: - Driver

    package var dialect: Dialect { .sqlite }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Session) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let read = Read(
                perform: { connection in
                    continuation.resume(with: Swift.Result { try Self.read(body, connection) })
                },
                fail: { continuation.resume(throwing: $0) })
            if !reads.push(read) { read.fail(.unavailable("the database is closed or too busy")) }
        }
    }

    private static func read<Result>(
        _ body: (any Session) throws -> Result, _ connection: SQLiteConnection
    ) throws -> Result {
        try connection.execute("BEGIN")
        defer { try? connection.execute("ROLLBACK") }
        let session = SQLiteSession(connection)
        let result = try body(session)
        if let failure = session.failure { throw failure }
        return result
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Session) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let write = SQLiteWrite(
                perform: { connection in
                    let session = SQLiteSession(connection)
                    do {
                        let result = try body(session)
                        if let failure = session.failure { throw failure }
                        return SQLiteWrite.Answer(isKept: true) { continuation.resume(returning: result) }
                    } catch {
                        return SQLiteWrite.Answer(isKept: false) { continuation.resume(throwing: error) }
                    }
                },
                fail: { continuation.resume(throwing: $0) })
            if !writes.push(write) { write.fail(.unavailable("the database is closed or too busy")) }
        }
    }

    package func notify(_ queues: Set<String>) { hub.wake(queues) }
    package func wakes() -> AsyncStream<Set<String>> { hub.listen() }

    /// What waits is finished first; afterwards the file may be opened again.
    package func close() async {
        hub.close()
        reads.close()
        writes.close()
        await reads.ended()
        await writes.ended()
        try? pool.close()
        lock.withLock { $0 = nil }
        if isTemporary {
            try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent())
        }
    }

    // MARK: - Threads

    /// Each thread borrows its connection once, for its whole life.
    private func startWriter(groupSize: Int) {
        writes.startThread("ajar.writer") { [pool, writes] in
            pool.writeWithoutTransaction { database in
                let writer = (try? SQLiteConnection(database)).map(SQLiteWriter.init)
                while let group = writes.next(atMost: groupSize) {
                    guard let writer else {
                        group.forEach { $0.fail(.unavailable("the database is closed")) }
                        continue
                    }
                    writer.run(group)
                }
            }
        }
    }

    private func startReader(_ number: Int) {
        reads.startThread("ajar.reader.\(number)") { [pool, reads] in
            while let first = reads.next() {
                var isBegun = false
                do {
                    try pool.unsafeRead { database in
                        let connection = try SQLiteConnection(database)
                        isBegun = true
                        first.perform(connection)
                        while let read = reads.next() { read.perform(connection) }
                    }
                } catch {
                    if !isBegun { first.fail(StoreError(caught: error)) }
                }
            }
        }
    }
}

extension StoreError {
    /// An error on its way out of a driver, ours or GRDB's.
    init(caught error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            self.init(
                sqlite: error.extendedResultCode.rawValue, message: error.message ?? "",
                statement: error.sql ?? "")
        default: self = .failed("\(error)")
        }
    }
}
