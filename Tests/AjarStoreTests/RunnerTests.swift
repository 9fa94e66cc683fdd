import AjarCore
import AjarStore
import Logging
import ServiceLifecycle
import Testing

@Suite struct RunnerTests {
    /// Runs a runner for the time of the body, then tells it to stop and waits for it.
    private func with(
        _ runner: Runner, _ body: () async throws -> Void
    ) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let services = ServiceGroup(services: [runner], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            do { try await body() } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    private func runner(
        _ bench: Bench, concurrency: Int = 8, grace: Duration = .seconds(20), other: Bool = false,
        _ workers: Workers
    ) -> Runner {
        var options = Runner.Options()
        options.concurrency = concurrency
        options.grace = grace
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return Runner(
            store: other ? bench.other : bench.store, queue: "greetings", workers: workers, options: options,
            logger: logger)
    }

    private func states(_ bench: Bench) async throws -> [String: Int] {
        let rows = try await bench.store.read {
            try $0.rows("SELECT state, COUNT(*) AS n FROM job GROUP BY state")
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.text("state"), $0.int("n")) })
    }

    @Test(arguments: Backend.allCases)
    func `two runners perform every job exactly once`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            let counter = Counter()
            var workers = Workers()
            workers.register(Greet.self) { job, _ in
                await counter.add("\(job.number)")
                return .done
            }
            try await bench.store.write { transaction in
                for number in 0..<150 { try transaction.enqueue(Greet(number), organization: 1) }
            }
            try await with(runner(bench, workers)) {
                try await with(runner(bench, other: true, workers)) {
                    // Some come while it runs: no look at the queue is due then, only the wake.
                    for number in 150..<300 {
                        try await bench.store.write { _ = try $0.enqueue(Greet(number), organization: 1) }
                    }
                    try await wait(for: "300 completed") { try await states(bench) == ["completed": 300] }
                }
            }
            let counts = await counter.counts
            #expect(counts.count == 300)
            #expect(counts.values.allSatisfy { $0 == 1 })
        }
    }

    @Test(arguments: Backend.allCases)
    func `no more run at once than allowed`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            let (now, most) = (Tally(), Tally())
            var workers = Workers()
            workers.register(Greet.self) { _, _ in
                most.raise(to: now.add(1))
                for _ in 0..<20 { await Task.yield() }
                _ = now.add(-1)
                return .done
            }
            try await bench.store.write { transaction in
                for number in 0..<100 { try transaction.enqueue(Greet(number), organization: 1) }
            }
            try await with(runner(bench, concurrency: 3, workers)) {
                try await wait(for: "100 completed") { try await states(bench) == ["completed": 100] }
            }
            #expect(most.value <= 3)
            #expect(most.value > 0)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a job is performed when it is due, and not before`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            let counter = Counter()
            var workers = Workers()
            workers.register(Greet.self) { job, claimed in
                await counter.add("\(job.number) \(claimed.attempt)")
                return claimed.runAt == Bench.start + .seconds(5)
                    ? .snooze(until: claimed.runAt + .seconds(60)) : .done
            }
            let runner = runner(bench, workers)
            try await with(runner) {
                try await bench.store.write { transaction in
                    try transaction.enqueue(Greet(1), organization: 1, at: transaction.now + .seconds(5))
                    try transaction.enqueue(Greet(2), organization: 1)
                }
                try await wait(for: "the due one") {
                    try await states(bench) == ["completed": 1, "available": 1]
                }
                #expect(await counter.counts == ["2 1": 1])
                bench.clock.advance(by: .seconds(5))
                runner.poke()
                try await wait(for: "the snooze") {
                    let row = try await bench.store.read {
                        try $0.first("SELECT run_at FROM job WHERE state = 'available'")
                    }
                    return row?.moment("run_at") == Bench.start + .seconds(65)
                }
                bench.clock.advance(by: .seconds(60))
                runner.poke()
                try await wait(for: "the end") { try await states(bench) == ["completed": 2] }
                // The snooze cost no attempt.
                #expect(await counter.counts == ["2 1": 1, "1 1": 2])
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `what throws is tried again later, and given up at the end`(_ backend: Backend) async throws {
        struct Broken: Error {}
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            let counter = Counter()
            var workers = Workers()
            workers.register(Greet.self) { _, claimed in
                await counter.add("\(claimed.attempt)")
                throw Broken()
            }
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            let runner = runner(bench, workers)
            try await with(runner) {
                for attempt in 1...3 {
                    try await wait(for: "attempt \(attempt)") {
                        try await bench.store.read {
                            try $0.exists(
                                """
                                SELECT 1 FROM job WHERE attempt = \(attempt) AND state IN ('available', 'discarded')
                                """)
                        }
                    }
                    let row = try await bench.store.read { try $0.first("SELECT * FROM job") }
                    if attempt < 3 {
                        let delay = try #require(row?.moment("run_at")) - bench.clock.clock.now
                        #expect(
                            delay >= .seconds(attempt == 1 ? 4 : 8)
                                && delay <= .seconds(attempt == 1 ? 5 : 10))
                    }
                    #expect(row?.text("last_error").contains("Broken") == true)
                    bench.clock.advance(by: .seconds(3600))
                    runner.poke()
                }
                try await wait(for: "the end") { try await states(bench) == ["discarded": 1] }
            }
            #expect(await counter.counts == ["1": 1, "2": 1, "3": 1])
        }
    }

    @Test(arguments: Backend.allCases)
    func `an unknown kind waits for a program that knows it`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            try await with(runner(bench, Workers())) {
                try await wait(for: "the snooze") {
                    try await bench.store.read {
                        try $0.exists(
                            "SELECT 1 FROM job WHERE state = 'available' AND attempt = 0 AND run_at > \(Bench.start)"
                        )
                    }
                }
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `a worker may end its job in the transaction of its effect`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations + [things]) { bench in
            var workers = Workers()
            workers.register(Greet.self) { job, claimed in
                try await bench.store.write { transaction in
                    try transaction.execute("INSERT INTO thing (id) VALUES (\("done \(job.number)"))")
                    try transaction.finish(claimed, .done)
                }
                return .recorded
            }
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            try await with(runner(bench, workers)) {
                try await wait(for: "the end") { try await states(bench) == ["completed": 1] }
            }
            #expect(try await bench.store.read { try $0.exists("SELECT 1 FROM thing WHERE id = 'done 1'") })
        }
    }

    @Test(arguments: Backend.allCases)
    func `a lease goes on while its job runs`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            let gate = Gate()
            var workers = Workers()
            workers.register(Greet.self) { _, _ in
                await gate.passed()
                return .done
            }
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            let runner = runner(bench, workers)
            try await with(runner) {
                for _ in 1...5 {
                    try await wait(for: "a lease of a minute") {
                        try await bench.store.read {
                            try $0.exists("SELECT 1 FROM job WHERE leased_until = \($0.now + .seconds(60))")
                        }
                    }
                    bench.clock.advance(by: .seconds(25))
                    runner.poke()
                }
                #expect(try await Rescuer(store: bench.store).rescue() == 0)
                gate.open()
                try await wait(for: "the end") { try await states(bench) == ["completed": 1] }
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `a runner that lost its lease stops the job and changes nothing`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations + [things]) { bench in
            let counter = Counter()
            var workers = Workers()
            workers.register(Greet.self) { _, claimed in
                await counter.add("\(claimed.attempt)")
                guard claimed.attempt == 1 else { return .done }
                // Until it is told that the job was lost.
                while !Task.isCancelled { await Task.yield() }
                await counter.add("cancelled")
                try await bench.store.write { transaction in
                    try transaction.execute("INSERT INTO thing (id) VALUES ('late')")
                    try transaction.finish(claimed, .done)
                }
                return .recorded
            }
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            let runner = runner(bench, workers)
            try await with(runner) {
                try await wait(for: "the first hold") { await counter.counts["1"] == 1 }
                // As if it had hung for longer than its lease.
                try await bench.other.write { _ = try $0.execute("UPDATE job SET leased_until = 0") }
                #expect(try await Rescuer(store: bench.other).rescue() == 1)
                bench.clock.advance(by: .seconds(25))
                runner.poke()
                try await wait(for: "the second hold") { try await states(bench) == ["completed": 1] }
                try await wait(for: "the first to be told") { await counter.counts["cancelled"] == 1 }
            }
            #expect(await counter.counts == ["1": 1, "2": 1, "cancelled": 1])
            #expect(try await bench.store.read { try !$0.exists("SELECT 1 FROM thing") })
        }
    }

    @Test(arguments: Backend.allCases)
    func `a stop lets running jobs finish and takes no new ones`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            let (gate, counter) = (Gate(), Counter())
            var workers = Workers()
            workers.register(Greet.self) { job, _ in
                await counter.add("\(job.number)")
                await gate.passed()
                return .done
            }
            let runner = runner(bench, concurrency: 1, workers)
            try await bench.store.write { transaction in
                for number in 1...2 {
                    try transaction.enqueue(
                        Greet(number), organization: 1, at: transaction.now - .seconds(3 - number))
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await with(runner) { try await wait(for: "the start") { await counter.total >= 1 } }
                }
                try await wait(for: "the start") { await counter.total >= 1 }
                runner.poke()
                gate.open()
                try await group.waitForAll()
            }
            let rows = try await bench.store.read {
                try $0.rows("SELECT state, attempt FROM job ORDER BY run_at, id")
            }
            #expect(rows.first?.text("state") == "completed")
        }
    }

    @Test(arguments: Backend.allCases)
    func `what doesn't finish in time is handed back without costing an attempt`(
        _ backend: Backend
    ) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            let (gate, counter) = (Gate(), Counter())
            var workers = Workers()
            workers.register(Greet.self) { job, _ in
                await counter.add("\(job.number)")
                // It ignores its cancellation, as a blocked system call does.
                await gate.passed()
                await counter.add("over")
                return .done
            }
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            try await with(runner(bench, grace: .zero, workers)) {
                try await wait(for: "the start") { await counter.total == 1 }
            }
            let row = try await bench.store.read { try $0.first("SELECT * FROM job") }
            #expect(row?.text("state") == "available")
            #expect(row?.int("attempt") == 0)
            gate.open()
            try await wait(for: "the late end") { await counter.counts["over"] == 1 }
            // Nobody listens to it any more.
            #expect(try await states(bench) == ["available": 1])
        }
    }
}
