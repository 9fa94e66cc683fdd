import AjarCore
import AjarResource
import Testing

/// What the event log is told of a transaction in which an object changes more than once.
@Suite struct ChangeLogTests {
    @Test func `what is made and changed in one transaction is told once, as it ended`() async throws {
        try await ThingBench.with { bench in
            try await bench.api.engine.write(bench.ann) { context in
                let made = try context.create(Thing.resource, JSONObject([("name", "Ball"), ("weight", 1)]))
                try context.update(Thing.resource, made) { $0["weight"] = 2 }
            }
            let events = try await bench.events()
            #expect(events.map { $0["action"] } == ["created"])
            #expect(events.first?["data"]["weight"] == 2)
            #expect(events.first?["previous"] == [:])
        }
    }

    @Test func `several changes in one transaction are one event with the values before the first`()
        async throws
    {
        try await ThingBench.with { bench in
            let made = try await bench.ask(.post, "thing", ["name": "Ball", "weight": 1])
            bench.clock.advance(by: .seconds(60))
            try await bench.api.engine.write(bench.ann) { context in
                for weight in [5, 6] {
                    let thing = try context.get(Thing.resource, made["id"].string ?? "")
                    try context.update(Thing.resource, thing) { $0["weight"] = .int(weight) }
                }
            }
            let events = try await bench.events()
            #expect(events.map { $0["action"] } == ["created", "updated"])
            #expect(events.last?["previous"]["weight"] == 1)
            #expect(events.last?["data"]["weight"] == 6)
            #expect(events.last?["changed"] == ["weight", "date_updated"])
        }
    }

    @Test func `what is made and removed in one transaction was never there`() async throws {
        try await ThingBench.with { bench in
            try await bench.api.engine.write(bench.ann) { context in
                let made = try context.create(Thing.resource, JSONObject([("name", "Ball")]))
                try context.remove(Thing.resource, made)
            }
            let events = try await bench.events()
            #expect(events.isEmpty)
        }
    }

    @Test func `a change before a removal is not told, the removal is`() async throws {
        try await ThingBench.with { bench in
            let made = try await bench.ask(.post, "thing", ["name": "Ball", "weight": 1])
            bench.clock.advance(by: .seconds(60))
            try await bench.api.engine.write(bench.ann) { context in
                let thing = try context.get(Thing.resource, made["id"].string ?? "")
                let heavier = try context.update(Thing.resource, thing) { $0["weight"] = 2 }
                try context.remove(Thing.resource, heavier)
            }
            let events = try await bench.events()
            #expect(events.map { $0["action"] } == ["created", "deleted"])
            #expect(events.last?["previous"]["weight"] == 2)
            #expect(events.last?["data"] == .null)
        }
    }

    @Test func `a transaction that fails tells nothing`() async throws {
        try await ThingBench.with { bench in
            await #expect(throws: AjarError.self) {
                try await bench.api.engine.write(bench.ann) { context in
                    try context.create(Thing.resource, JSONObject([("name", "Ball")]))
                    throw AjarError.unavailable("by the test")
                }
            }
            let events = try await bench.events()
            #expect(events.isEmpty)
        }
    }

    @Test func `what nobody is shown is no event`() async throws {
        try await ThingBench.with { bench in
            let made = try await bench.ask(.post, "thing", ["name": "Ball"])
            bench.clock.advance(by: .seconds(60))
            try await bench.api.engine.write(bench.ann) { context in
                let thing = try context.get(Thing.resource, made["id"].string ?? "")
                try context.update(Thing.resource, thing) { $0["secret"] = "42" }
            }
            let events = try await bench.events()
            #expect(events.map { $0["action"] } == ["created"])
        }
    }
}
