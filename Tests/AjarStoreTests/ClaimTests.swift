import AjarCore
import AjarStore
import Testing

@Suite struct ClaimTests {
    private static let lease: Duration = .seconds(60)

    private func claim(_ store: Store, _ worker: String = "w", limit: Int = 10) async throws -> Claim {
        try await store.write {
            try $0.claim(queue: "greetings", worker: worker, limit: limit, lease: Self.lease)
        }
    }

    @Test(arguments: Backend.allCases)
    func `the most urgent and oldest due jobs come first`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { transaction in
                let now = transaction.now
                try transaction.enqueue(Greet(1), organization: 1, at: now - .seconds(1), priority: 5)
                try transaction.enqueue(Greet(2), organization: 1, at: now - .seconds(9), priority: 5)
                try transaction.enqueue(Greet(3), organization: 2, at: now, priority: 0)
                try transaction.enqueue(Greet(4), organization: 1, at: now + .seconds(30), priority: 0)
                try transaction.enqueue(Greet(5), organization: 1, at: now + .seconds(20), priority: 5)
                try transaction.enqueue(Greet(6), organization: 1, at: now + .seconds(10), priority: -1)
            }
            let first = try await claim(bench.store, limit: 2)
            #expect(first.jobs.map { $0.arguments["number"].int } == [3, 2])
            #expect(first.jobs.map(\.organization) == [2, 1])
            #expect(first.jobs.allSatisfy { $0.attempt == 1 && $0.maxAttempts == 3 && $0.worker == "w" })
            let second = try await claim(bench.store)
            #expect(second.jobs.map { $0.arguments["number"].int } == [1])
            #expect(second.nextRunAt == Bench.start + .seconds(10))
            #expect(try await claim(bench.store).jobs.isEmpty)
            bench.clock.advance(by: .seconds(20))
            let third = try await claim(bench.store)
            #expect(third.jobs.map { $0.arguments["number"].int } == [6, 5])
            #expect(third.nextRunAt == Bench.start + .seconds(30))
            let rows = try await bench.store.read { try $0.rows("SELECT * FROM job WHERE state = 'running'") }
            #expect(rows.count == 5)
            #expect(rows.allSatisfy { $0.moment("leased_until") != nil && $0.text("worker") == "w" })
        }
    }

    @Test(arguments: Backend.allCases)
    func `eight claimers take every job once`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { transaction in
                for number in 0..<1000 { try transaction.enqueue(Greet(number), organization: number % 3) }
            }
            let claimed = try await withThrowingTaskGroup(of: [Int].self) { group in
                for claimer in 0..<8 {
                    group.addTask {
                        var mine: [Int] = []
                        let store = claimer % 2 == 0 ? bench.store : bench.other
                        var misses = 0
                        while misses < 20 {
                            let jobs = try await claim(store, "w\(claimer)", limit: 7).jobs
                            // Others may hold what is left at this moment.
                            misses = jobs.isEmpty ? misses + 1 : 0
                            mine += jobs.compactMap { $0.arguments["number"].int }
                        }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 1000)
            #expect(Set(claimed).count == 1000)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a lane takes no more than its width, and the others come to their turn behind it`(
        _ backend: Backend
    ) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { transaction in
                for number in 0..<50 {
                    try transaction.enqueue(Greet(number), organization: 1, lane: "stalled")
                }
                for number in 50..<53 {
                    try transaction.enqueue(Greet(number), organization: 2, lane: "quick")
                }
                try transaction.enqueue(Greet(60), organization: 2)
                try transaction.enqueue(
                    Greet(70), organization: 3, at: transaction.now + .seconds(9), lane: "later")
            }
            func claim(
                _ running: [String: Int], last: String = "", limit: Int = 10
            ) async throws -> (numbers: [Int], claim: Claim) {
                let lanes = LaneLimit(width: 4, running: running, last: last)
                let claim = try await bench.store.write {
                    try $0.claim(
                        queue: "greetings", worker: "w", limit: limit, lease: Self.lease, lanes: lanes)
                }
                return (claim.jobs.compactMap { $0.arguments["number"].int }.sorted(), claim)
            }
            // The oldest ten are all of one lane: four of them, and then those that have waited behind it.
            let first = try await claim([:])
            #expect(first.numbers == [0, 1, 2, 3, 50, 51, 52])
            #expect(first.claim.nextRunAt == Bench.start + .seconds(9))
            // Nothing of the full lane, yet what has no lane isn't held up by it.
            let second = try await claim(["stalled": 4, "quick": 3], limit: 50)
            #expect(second.numbers == [60])
            #expect(try await claim(["stalled": 3]).numbers == [4])
            bench.clock.advance(by: .seconds(9))
            #expect(try await claim(["stalled": 4]).numbers == [70])
            #expect(try await claim(["stalled": 4]).numbers == [])
        }
    }

    @Test(arguments: Backend.allCases)
    func `lanes have their turn one after the other`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { transaction in
                for number in 0..<40 { try transaction.enqueue(Greet(number), organization: 1, lane: "a") }
                for lane in ["b", "c", "d"] {
                    for number in 100..<110 {
                        try transaction.enqueue(Greet(number), organization: 1, lane: lane)
                    }
                }
            }
            var last = ""
            var seen: [String] = []
            for _ in 0..<3 {
                let lanes = LaneLimit(width: 2, running: ["a": 2], last: last)
                let claim = try await bench.store.write {
                    try $0.claim(queue: "greetings", worker: "w", limit: 2, lease: Self.lease, lanes: lanes)
                }
                last = claim.lastLane
                seen += claim.jobs.map(\.lane)
            }
            #expect(seen == ["b", "b", "c", "c", "d", "d"])
        }
    }

    @Test(arguments: Backend.allCases)
    func `an outcome is recorded once, by whoever holds the job`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1, unique: "u") }
            let first = try #require(try await claim(bench.store, "a").jobs.first)
            try await bench.store.write { try $0.holds(first) }

            // Its runner falls silent, and another one gets the job.
            bench.clock.advance(by: .seconds(61))
            #expect(try await Rescuer(store: bench.store).rescue() == 1)
            await #expect(throws: LeaseLost.self) { try await bench.store.write { try $0.holds(first) } }
            let second = try #require(try await claim(bench.store, "b").jobs.first)
            #expect(second.id == first.id)
            #expect(second.attempt == 2)

            // The first one comes back late: its effect must not stay.
            await #expect(throws: LeaseLost.self) {
                try await bench.store.write { transaction in
                    try transaction.enqueue(Greet(99), organization: 1)
                    try transaction.finish(first, .done)
                }
            }
            try await bench.store.write { transaction in
                try transaction.enqueue(Greet(2), organization: 1)
                try transaction.finish(second, .done)
            }
            await #expect(throws: LeaseLost.self) {
                try await bench.store.write { try $0.finish(second, .done) }
            }
            let jobs = try await bench.store.read { try $0.rows("SELECT * FROM job ORDER BY created_at, id") }
            #expect(jobs.map { $0.json("arguments")["number"].int } == [1, 2])
            #expect(jobs.map { $0.text("state") } == ["completed", "available"])
            #expect(jobs.first?.moment("finalized_at") == bench.clock.clock.now)
            #expect(jobs.first?["worker"] == .null)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a snooze gives the attempt back, yet the hold before it is over`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            let first = try #require(try await claim(bench.store, "a").jobs.first)
            let later = Bench.start + .seconds(5)
            try await bench.store.write { try $0.finish(first, .snooze(until: later)) }
            bench.clock.advance(by: .seconds(5))
            let second = try #require(try await claim(bench.store, "b").jobs.first)
            #expect(second.attempt == first.attempt)
            #expect(second.runAt == later)
            await #expect(throws: LeaseLost.self) {
                try await bench.store.write { try $0.finish(first, .done) }
            }
            try await bench.store.write { try $0.finish(second, .done) }
        }
    }

    @Test(arguments: Backend.allCases)
    func `the last attempt that fails discards the job, and says why`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            for attempt in 1...3 {
                let job = try #require(try await claim(bench.store).jobs.first)
                #expect(job.attempt == attempt)
                #expect(job.isLastAttempt == (attempt == 3))
                try await bench.store.write {
                    try $0.finish(job, .retry(at: $0.now, reason: "no \(attempt)\0"))
                }
            }
            let row = try #require(try await bench.store.read { try $0.first("SELECT * FROM job") })
            #expect(row.text("state") == "discarded")
            #expect(row.text("last_error") == "no 3")
            #expect(try await claim(bench.store).jobs.isEmpty)
            #expect(try await bench.store.read { try $0.discardedJobs() } == 1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a job that kills its process again and again is discarded`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            var wakes = namedWakes(bench.store)
            for attempt in 1...3 {
                #expect(try await claim(bench.store).jobs.map(\.attempt) == [attempt])
                #expect(try await Rescuer(store: bench.store).rescue() == 0)
                bench.clock.advance(by: .seconds(61))
                #expect(try await Rescuer(store: bench.store).rescue() == 1)
                #expect(await wakes.next() == ["greetings"])
            }
            let row = try #require(try await bench.store.read { try $0.first("SELECT * FROM job") })
            #expect(row.text("state") == "discarded")
            #expect(row.moment("finalized_at") == bench.clock.clock.now)
        }
    }

    @Test(arguments: Backend.allCases)
    func `undo and claim race: exactly one wins`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            for round in 0..<30 {
                let key = "email \(round)"
                try await bench.store.write { _ = try $0.enqueue(Greet(round), organization: 1, unique: key) }
                async let claimed = claim(bench.other).jobs.count
                async let cancelled = bench.store.write {
                    try $0.cancelJobs(organization: 1, kind: "greet", unique: key, reason: "undo")
                }
                let (taken, undone) = try await (claimed, cancelled)
                #expect(taken + undone == 1)
                let state = try await bench.store.read {
                    try $0.jobState(organization: 1, kind: "greet", unique: key)
                }
                #expect(state == (taken == 1 ? .running : nil))
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `finals are pruned when they are old, and nothing else is`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { transaction in
                for number in 0..<2300 { try transaction.enqueue(Greet(number), organization: 1) }
                try transaction.cancelJobs(organization: 1, kind: "greet", unique: nil, reason: "over")
                try transaction.enqueue(Greet(0), organization: 1)
            }
            bench.clock.advance(by: .seconds(86_400))
            try await bench.store.write { transaction in
                try transaction.enqueue(Greet(0), organization: 1, unique: "young")
                try transaction.cancelJobs(organization: 1, kind: "greet", unique: "young", reason: "over")
            }
            let pruner = Pruner(store: bench.store)
            #expect(try await pruner.prune() == 0)
            bench.clock.advance(by: .seconds(6 * 86_400 + 1))
            #expect(try await pruner.prune() == 2300)
            #expect(try await bench.store.read { try $0.value("SELECT COUNT(*) FROM job") } == .int(2))
        }
    }

    @Test(arguments: Backend.allCases)
    func `queues are counted`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { transaction in
                for _ in 0..<3 {
                    try transaction.enqueue(Greet(1), organization: 1, at: transaction.now - .seconds(9))
                }
                try transaction.enqueue(Greet(1), organization: 1, at: transaction.now + .seconds(9))
            }
            _ = try await claim(bench.store, limit: 1)
            let counts = try await bench.store.read { try $0.jobCounts() }
            let count = try #require(counts.first)
            #expect(counts.count == 1)
            #expect((count.due, count.scheduled, count.running) == (2, 1, 1))
            #expect(count.oldestDueAge == .seconds(9))
        }
    }

    @Test(arguments: Backend.allCases)
    func `the table refuses states that can't be`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench in
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            let mistakes: [SQL] = [
                "UPDATE job SET state = 'completed'", "UPDATE job SET finalized_at = 1",
                "UPDATE job SET leased_until = 1",
                "UPDATE job SET state = 'running'", "UPDATE job SET state = 'scheduled'",
                "UPDATE job SET worker = 'w'",
            ]
            for mistake in mistakes {
                do {
                    try await bench.store.write { _ = try $0.execute(mistake) }
                    Issue.record("\(mistake) is taken")
                } catch StoreError.violated {}
            }
        }
    }
}
