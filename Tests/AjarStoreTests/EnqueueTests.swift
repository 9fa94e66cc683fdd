import AjarCore
import AjarStore
import Testing

/// A job with one number.
struct Greet: Job {
    static let kind: String = "greet"
    static let queue: String = "greetings"
    static let maxAttempts: Int = 3
    let number: Int

    init(_ number: Int) { self.number = number }
    init?(arguments: JSON) {
        guard let number = arguments["number"].int else { return nil }
        self.number = number
    }
    var arguments: JSON { ["number": .int(number)] }
}

@Suite struct EnqueueTests {
    @Test(arguments: Backend.allCases)
    func `a job is a row with everything in it, and wakes its queue`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench throws in
            var wakes = namedWakes(bench.store)
            #expect(try await bench.store.write { try $0.enqueue(Greet(7), organization: 3) })
            #expect(await wakes.next() == ["greetings"])
            let row = try await bench.store.read { try $0.first("SELECT * FROM job") }
            #expect(row?.int("organization") == 3)
            #expect(row?.text("id").hasPrefix("job_") == true)
            #expect(row?.text("kind") == "greet")
            #expect(row?.text("queue") == "greetings")
            #expect(row?.text("state") == "available")
            #expect(row?.moment("run_at") == Bench.start)
            #expect(row?.int("attempt") == 0)
            #expect(row?.int("max_attempts") == 3)
            #expect(row?.json("arguments") == ["number": 7])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a body that throws promises nothing and wakes nobody`(_ backend: Backend) async throws {
        struct Refused: Error {}
        try await Bench.with(backend, migrations: JobTable.migrations) { bench throws in
            var wakes = namedWakes(bench.store)
            await #expect(throws: Refused.self) {
                try await bench.store.write { transaction in
                    try transaction.enqueue(Greet(1), organization: 1)
                    transaction.wake("never")
                    throw Refused()
                }
            }
            try await bench.store.write { $0.wake("next") }
            #expect(await wakes.next() == ["next"])
            #expect(try await bench.store.read { try !$0.exists("SELECT 1 FROM job") })
        }
    }

    @Test(arguments: Backend.allCases)
    func `of one unique key there is one unfinished job, per organization`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench throws in
            let new = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await (number % 2 == 0 ? bench.store : bench.other).write {
                            try $0.enqueue(Greet(number), organization: 1, unique: "email 5")
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(new == 1)
            try await bench.store.write { transaction throws in
                #expect(try transaction.enqueue(Greet(0), organization: 2, unique: "email 5"))
                #expect(try transaction.enqueue(Greet(0), organization: 1, unique: "email 6"))
                #expect(try transaction.enqueue(Greet(0), organization: 1))
                #expect(try transaction.enqueue(Greet(0), organization: 1))
                #expect(
                    try transaction.jobState(organization: 1, kind: "greet", unique: "email 5") == .available)
                #expect(
                    try transaction.cancelJobs(
                        organization: 1, kind: "greet", unique: "email 5", reason: "undo") == 1)
                #expect(
                    try transaction.cancelJobs(
                        organization: 1, kind: "greet", unique: "email 5", reason: "undo") == 0)
                #expect(try transaction.jobState(organization: 1, kind: "greet", unique: "email 5") == nil)
                #expect(try transaction.enqueue(Greet(0), organization: 1, unique: "email 5"))
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `a waiting job can be moved`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: JobTable.migrations) { bench throws in
            let later = Bench.start + .seconds(60)
            try await bench.store.write { transaction in
                try transaction.enqueue(Greet(0), organization: 1, at: later, unique: "a")
                try transaction.enqueue(Greet(0), organization: 1, unique: "b")
                #expect(
                    try transaction.reschedule(organization: 1, kind: "greet", unique: "a", at: Bench.start)
                        == 1)
                #expect(
                    try transaction.reschedule(organization: 2, kind: "greet", unique: "b", at: later) == 0)
                let moments = try transaction.rows("SELECT run_at FROM job").map { $0.moment("run_at") }
                #expect(moments == [Bench.start, Bench.start])
            }
        }
    }
}
