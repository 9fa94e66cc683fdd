import AjarCore
import AjarTestKit
import Testing

/// `kill -9` while webhooks are on their way, and a restart.
@Suite(.enabled(if: AjarProcess.binary != nil, "the program is not built"))
struct WebhookCrashTests {
    @Test
    func `a receiver that was down hears of everything once and in order, though the sender died twice`()
        async throws
    {
        try await HookReceiver.with { receiver in
            try await AjarProcess.with(options: ["--egress-allow", "127.0.0.0/8"]) { ajar in
                try await ajar.start()
                _ = try await ajar.post("webhook", subscription(to: receiver))
                // The first call is never answered: the sender dies with it in its hands.
                receiver.answer([.init(isSilent: true)], then: .init(status: 503))
                let first = try await ajar.post("lead", ["name": "0"])["id"].string ?? ""
                try await Condition.wait(until: "a call is on its way") { receiver.received.count == 1 }
                await ajar.kill()

                try await ajar.start()
                for number in 1..<5 { _ = try await ajar.post("lead", ["name": .string("\(number)")]) }
                let change = try await ajar.ask("PUT", "/api/v1/lead/\(first)/", ["name": "0, changed"])
                #expect(change.status == 200)
                try await Condition.wait(until: "the receiver has refused some") {
                    receiver.received.count > 3
                }
                // These are promised, and nobody has tried yet.
                for number in 5..<10 { _ = try await ajar.post("lead", ["name": .string("\(number)")]) }
                await ajar.kill()

                let before = receiver.received.count
                receiver.answer()
                try await ajar.start()
                let names = (0..<10).map(String.init) + ["0, changed"]
                try await Condition.wait(until: "everything has arrived", deadline: .seconds(60)) {
                    Set(names).isSubset(of: arrived(receiver, after: before))
                }
                let told = arrived(receiver, after: before)
                #expect(told.sorted() == names.sorted(), "each once")
                let created = try #require(told.firstIndex(of: "0"))
                let changed = try #require(told.firstIndex(of: "0, changed"))
                #expect(created < changed)
            }
        }
    }

    private func subscription(to receiver: HookReceiver) -> JSON {
        [
            "url": .string("http://127.0.0.1:\(receiver.port)/"),
            "events": [
                ["object_type": "lead", "action": "created"], ["object_type": "lead", "action": "updated"],
            ],
        ]
    }

    /// The names of the leads that the receiver was told of, in the order of its calls.
    private func arrived(_ receiver: HookReceiver, after count: Int) -> [String] {
        receiver.received.dropFirst(count).map {
            (try? JSONParser.parse($0.body))?["event"]["data"]["name"].string ?? ""
        }
    }
}
