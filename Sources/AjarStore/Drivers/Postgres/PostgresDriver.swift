import Dispatch
import Synchronization

/// PostgreSQL over libpq: a few connections, each on a thread of its own, since libpq waits.
package final class PostgresDriver: Driver {
    package struct Options: Sendable {
        /// A libpq URL or a list of its settings.
        package var url: String
        package var connections = 8
        /// The schema that holds the tables, if it isn't the server's choice.
        package var schema: String?
        package var statementTimeout: Duration = .seconds(30)
        package var lockTimeout: Duration = .seconds(10)

        package init(url: String) { self.url = url }
    }

    private struct Work: Sendable {
        let perform: @Sendable (PostgresSeat) -> Void
        let fail: @Sendable (StoreError) -> Void
    }

    private let options: Options
    private let works = WorkQueue<Work>()
    private let hub = WakeHub()
    private let listener: PostgresListener
    /// Queues that other processes haven't been told of yet. A second wake finds the first one waiting and
    /// joins it.
    private let unsaid = Mutex<Set<String>>([])

    /// Opens the pool. Fails when the server can't be reached now: a wrong address should be told at the
    /// start.
    package static func open(_ options: Options) async throws -> PostgresDriver {
        let driver = PostgresDriver(options)
        do {
            _ = try await driver.read { try $0.run("SELECT 1") }
            return driver
        } catch {
            await driver.close()
            throw error
        }
    }

    private init(_ options: Options) {
        self.options = options
        listener = PostgresListener(options, hub)
        for number in 1...max(1, options.connections) {
            works.startThread("ajar.postgres.\(number)") { [works] in
                let seat = PostgresSeat(options)
                while let work = works.next() { work.perform(seat) }
            }
        }
    }

    deinit {
        // Threads hold the queue, not the driver: an owner that forgets `close` doesn't keep them.
        works.close()
        listener.stop()
    }

    // MARK: - Driver

    package var dialect: Dialect { .postgres }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Session) throws -> Result
    ) async throws -> Result {
        try await repeating { $0.read(body) }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Session) throws -> Result
    ) async throws -> Result {
        try await repeating { $0.write(body) }
    }

    /// Tries until something came of it, at most five times. Between the tries no connection is kept.
    private func repeating<Result: Sendable>(
        _ attempt: @escaping @Sendable (PostgresSeat) -> PostgresAttempt<Result>
    ) async throws -> Result {
        var tries = 1
        while true {
            switch await once(attempt) {
            case .done(let result): return result
            case .failed(let error): throw error
            case .again(let error):
                guard tries < 5 else { throw error }
                try? await Task.sleep(for: .milliseconds(Int.random(in: 10...30) << tries))
                tries += 1
            }
        }
    }

    private func once<Result: Sendable>(
        _ attempt: @escaping @Sendable (PostgresSeat) -> PostgresAttempt<Result>
    ) async -> PostgresAttempt<Result> {
        await withCheckedContinuation { continuation in
            let work = Work(
                perform: { continuation.resume(returning: attempt($0)) },
                fail: { continuation.resume(returning: .failed($0)) })
            if !works.push(work) { work.fail(.unavailable("the database is closed or too busy")) }
        }
    }

    package func notify(_ queues: Set<String>) {
        hub.wake(queues)
        let isFirst = unsaid.withLock { unsaid in
            defer { unsaid.formUnion(queues) }
            return unsaid.isEmpty
        }
        guard isFirst, !queues.isEmpty else { return }
        // A hint: when it fails, the others look by themselves soon.
        _ = works.push(
            Work(
                perform: { [weak self] seat in self?.say(seat) },
                fail: { _ in }))
    }

    private func say(_ seat: PostgresSeat) {
        let queues = unsaid.withLock { unsaid in
            defer { unsaid = [] }
            return unsaid
        }
        guard case .success(let connection) = seat.connection() else { return }
        _ = try? connection.run(
            "SELECT pg_notify($1, $2)", [.text(listener.channel), .text(listener.payload(queues))])
    }

    package func wakes() -> AsyncStream<Set<String>> {
        listener.start()
        return hub.listen()
    }

    /// What waits is finished first.
    package func close() async {
        hub.close()
        listener.stop()
        works.close()
        await works.ended()
        await listener.ended()
    }
}

/// One place of the pool: a thread's connection, made when it is needed and again after it was lost.
final class PostgresSeat {
    private let options: PostgresDriver.Options
    private var open: PostgresConnection?
    private var nextTry = DispatchTime.now()
    private var failures = 0

    init(_ options: PostgresDriver.Options) { self.options = options }

    /// After a failure to connect, calls fail at once for a moment: waiting for the same answer helps nobody.
    func connection() -> Swift.Result<PostgresConnection, PostgresProblem> {
        if let open, open.isAlive { return .success(open) }
        open = nil
        guard DispatchTime.now() >= nextTry else { return .failure(.lost("PostgreSQL can't be reached")) }
        do throws(PostgresProblem) {
            let connection = try PostgresConnection(options)
            (open, failures) = (connection, 0)
            return .success(connection)
        } catch {
            nextTry = .now() + .milliseconds(50 << min(failures, 6))
            failures += 1
            return .failure(error)
        }
    }

    func read<Result: Sendable>(_ body: (any Session) throws -> Result) -> PostgresAttempt<Result> {
        switch connection() {
        case .failure(let problem): problem.kind == .failed ? .failed(problem.error) : .again(problem.error)
        case .success(let connection): connection.read(body)
        }
    }

    func write<Result: Sendable>(_ body: (any Session) throws -> Result) -> PostgresAttempt<Result> {
        switch connection() {
        case .failure(let problem):
            return problem.kind == .failed ? .failed(problem.error) : .again(problem.error)
        case .success(let connection):
            return connection.write(body) { transaction in
                let answer = Fate.ask(transaction, options: options)
                open = answer.connection
                return answer.fate
            }
        }
    }
}
