import AjarCore
import AjarResource
import Testing

@Suite struct EngineTests {
    @Test func `what is made comes back, and one event tells of it`() async throws {
        try await ThingBench.with { bench in
            let made = try await bench.ask(.post, "thing", ["name": "Ball", "weight": 3, "unknown": [1]])
            #expect(made["name"] == "Ball")
            #expect(made["shout"] == "BALL")
            #expect(made["unknown"] == .null)
            #expect(try await bench.ask(.get, "thing/\(made["id"].string ?? "")") == made)
            let events = try await bench.events()
            #expect(events.map { $0["action"] } == ["created"])
            #expect(events.first?["data"] == made)
        }
    }

    @Test func `all broken fields are told at once and nothing stays`() async throws {
        try await ThingBench.with { bench in
            await #expect(throws: AjarError.self) {
                try await bench.ask(
                    .post, "thing",
                    ["name": "much too long a name", "weight": 101, "tags": ["abc", "abcd", 5]])
            }
            do {
                _ = try await bench.ask(
                    .post, "thing", ["name": "cursed", "weight": "heavy", "tags": ["abc", "abcd", nil]])
                Issue.record("it was taken")
            } catch AjarError.invalid(let errors) {
                let fields = errors.json["field-errors"]
                #expect(Set(fields.object?.keys ?? []) == ["name", "weight", "tags"])
                #expect(Set(fields["tags"]["errors"].object?.keys ?? []) == ["1", "2"])
            }
            #expect(try await bench.ask(.get, "thing")["total_results"] == 0)
            #expect(try await bench.events().isEmpty)
        }
    }

    @Test func `a change names what it changes and leaves the rest`() async throws {
        try await ThingBench.with { bench in
            let made = try await bench.ask(.post, "thing", ["name": "Ball", "weight": 3])
            bench.clock.advance(by: .seconds(60))
            let after = try await bench.ask(.put, "thing/\(made["id"].string ?? "")", ["weight": 4])
            #expect(after["name"] == "Ball")
            #expect(after["weight"] == 4)
            let event = try await bench.events().last ?? .null
            #expect(event["action"] == "updated")
            #expect(event["changed"] == ["weight", "date_updated"])
            #expect(event["previous"]["weight"] == 3)
            _ = try await bench.ask(.put, "thing/\(made["id"].string ?? "")", ["weight": 4])
            #expect(try await bench.events().count == 2, "a change that changes nothing is no event")
        }
    }

    @Test func `updates that follow quickly are one event with the values before the first`() async throws {
        try await ThingBench.with { bench in
            let made = try await bench.ask(.post, "thing", ["name": "Ball", "weight": 1])
            let path = "thing/\(made["id"].string ?? "")"
            _ = try await bench.ask(.put, path, ["weight": 2])
            bench.clock.advance(by: .seconds(2))
            _ = try await bench.ask(.put, path, ["weight": 3, "tags": ["a"]])
            var events = try await bench.events()
            #expect(events.count == 2)
            #expect(events.last?["previous"]["weight"] == 1)
            #expect(events.last?["data"]["weight"] == 3)
            bench.clock.advance(by: .seconds(6))
            _ = try await bench.ask(.put, path, ["weight": 4])
            events = try await bench.events()
            #expect(events.count == 3)
        }
    }

    @Test func `a state changes only along its paths`() async throws {
        try await ThingBench.with { bench in
            let made = try await bench.ask(.post, "thing", ["name": "Ball", "colour": "green"])
            let path = "thing/\(made["id"].string ?? "")"
            await #expect(throws: AjarError.self) { try await bench.ask(.put, path, ["colour": "red"]) }
            #expect(try await bench.ask(.get, path)["colour"] == "green")
        }
    }

    @Test
    func `what is private is neither listed nor found by others, and what belongs to others is not changed`()
        async throws
    {
        try await ThingBench.with { bench in
            let secret = try await bench.ask(.post, "thing", ["name": "Secret"])["id"].string ?? ""
            let shared =
                try await bench.ask(.post, "thing", ["name": "Shared", "is_shared": true])["id"].string ?? ""
            let seen = try await bench.ask(.get, "thing", as: bench.bob)
            #expect(seen["data"].array?.compactMap { $0["id"].string } == [shared])
            for (path, caller) in [
                ("thing/\(secret)", bench.bob), ("thing/\(secret)", bench.eve),
                ("thing/\(shared)", bench.eve),
            ] {
                await #expect(throws: AjarError.self) { try await bench.ask(.get, path, as: caller) }
                await #expect(throws: AjarError.self) { try await bench.ask(.delete, path, as: caller) }
            }
            await #expect(throws: AjarError.self) {
                try await bench.ask(.put, "thing/\(shared)", ["name": "Mine"], as: bench.bob)
            }
            #expect(try await bench.ask(.get, "thing", as: bench.eve)["total_results"] == 0)
        }
    }

    @Test func `pages don't overlap and the last one says so`() async throws {
        try await ThingBench.with { bench in
            for number in 0..<7 {
                _ = try await bench.ask(
                    .post, "thing", ["name": .string("n\(number)"), "weight": .int(number)])
            }
            let first = try await bench.ask(.get, "thing", nil, ["_limit": "4", "_order_by": "name"])
            let second = try await bench.ask(
                .get, "thing", nil, ["_limit": "4", "_skip": "4", "_order_by": "name"])
            #expect(first["has_more"] == true)
            #expect(second["has_more"] == false)
            let names = [first, second].flatMap { $0["data"].array ?? [] }.map { $0["name"] }
            #expect(names == (0..<7).map { .string("n\($0)") })
        }
    }

    @Test func `filters and field selections do what they say, and unknown ones nothing`() async throws {
        try await ThingBench.with { bench in
            for number in 0..<4 {
                _ = try await bench.ask(
                    .post, "thing", ["name": .string("n\(number)"), "weight": .int(number)])
            }
            let query = [
                "weight__gte": "1", "weight__lt": "3", "nonsense__zz": "1", "_fields": "name,nonsense",
            ]
            let found = try await bench.ask(.get, "thing", nil, query)
            #expect(found["data"].array?.count == 2)
            #expect(found["data"].array?.first?.object?.keys == ["name"])
            for bad in [
                ["_limit": "x"], ["_limit": "51"], ["_skip": "-1"], ["date_created__gt": "last tuesday"],
            ] {
                await #expect(throws: AjarError.self) { try await bench.ask(.get, "thing", nil, bad) }
            }
        }
    }

    @Test func `_params in a body stand for the query string`() async throws {
        try await ThingBench.with { bench in
            _ = try await bench.ask(.post, "thing", ["name": "a", "weight": 1])
            _ = try await bench.ask(.post, "thing", ["name": "b", "weight": 2])
            let found = try await bench.ask(.get, "thing", ["_params": ["weight": 2]], ["weight": "1"])
            #expect(found["data"].array?.compactMap { $0["name"].string } == ["b"])
        }
    }
}
