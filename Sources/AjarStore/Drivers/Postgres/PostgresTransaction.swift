import Dispatch

/// What came of one try.
enum PostgresAttempt<Result: Sendable>: Sendable {
    case done(Result)
    case failed(any Error)
    /// Nothing was done; the body may run again.
    case again(StoreError)
}

extension PostgresConnection {
    /// One consistent state for all statements of a body.
    func read<Result: Sendable>(_ body: (any Session) throws -> Result) -> PostgresAttempt<Result> {
        do { try execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") } catch {
            return Self.attempt(error)
        }
        let attempt = run(body)
        // Nobody waits for the answer: the next statement reads it first.
        endRead()
        return attempt
    }

    /// Runs a body and commits. `again` and `failed` mean that nothing was written: `resolve` finds out what
    /// became of a commit whose answer was lost, by the number of its transaction.
    func write<Result: Sendable>(
        _ body: (any Session) throws -> Result, resolve: (_ transaction: String) -> Fate
    ) -> PostgresAttempt<Result> {
        let transaction: String
        do {
            // Its number has to be known before the commit: it is asked for where it costs no extra wait.
            transaction =
                try execute("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_current_xact_id()::text") ?? ""
        } catch {
            return Self.attempt(error)
        }
        let attempt = run(body)
        guard case .done = attempt else {
            rollBack()
            return attempt
        }
        do {
            return try commit()
                ? attempt : .failed(StoreError.failed("the transaction had failed before its COMMIT"))
        } catch {
            // The server has answered: rolled back. A deferred constraint, or a deadlock at the last moment.
            if isIdle { return Self.attempt(error) }
            switch resolve(transaction) {
            case .committed: return attempt
            case .aborted: return .again(error.error)
            case .unknown:
                return .failed(
                    StoreError.unavailable("the connection was lost during a commit, whose fate is unknown"))
            }
        }
    }

    private func run<Result: Sendable>(_ body: (any Session) throws -> Result) -> PostgresAttempt<Result> {
        let session = PostgresSession(self)
        do {
            let result = try body(session)
            // A body that swallows a failure doesn't get away with half of its work.
            return session.problem.map(Self.attempt) ?? .done(result)
        } catch {
            guard let problem = session.problem, problem.kind != .failed else { return .failed(error) }
            return Self.attempt(problem)
        }
    }

    private func rollBack() {
        if isAlive { _ = try? execute("ROLLBACK") }
    }

    private static func attempt<Result>(_ problem: PostgresProblem) -> PostgresAttempt<Result> {
        switch problem.kind {
        case .failed: .failed(problem.error)
        case .again, .lost: .again(problem.error)
        }
    }
}

/// What became of a transaction whose COMMIT was sent and not answered.
enum Fate {
    case committed, aborted, unknown

    /// Asks over new connections until the server knows. A backend that still works on the commit says "in
    /// progress".
    ///
    /// After a failover to a server that had not yet received the transaction, its number means nothing
    /// there: an error, or a status that we can't check. That loss is of the set-up, not of the program.
    static func ask(
        _ transaction: String, options: PostgresDriver.Options
    ) -> (fate: Fate, connection: PostgresConnection?) {
        guard !transaction.isEmpty, transaction.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return (.unknown, nil)
        }
        let end = DispatchTime.now() + .seconds(15)
        var connection: PostgresConnection?
        while DispatchTime.now() < end {
            do throws(PostgresProblem) {
                let open = if let connection { connection } else { try PostgresConnection(options) }
                connection = open
                switch try open.execute("SELECT pg_xact_status('\(transaction)'::xid8)") {
                case "committed": return (.committed, open)
                case "aborted": return (.aborted, open)
                case "in progress": break
                default: return (.unknown, open)
                }
            } catch {
                connection = nil
                if error.kind == .failed { return (.unknown, nil) }
            }
            // This thread has nothing else to do, and the others go on.
            _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(50))
        }
        return (.unknown, nil)
    }
}
