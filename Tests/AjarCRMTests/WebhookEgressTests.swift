import AjarCRM
import AjarCore
import AjarResource
import AjarTestKit
import Synchronization
import Testing

@Suite struct WebhookEgressTests {
    private let leadCreated: JSON = ["object_type": "lead", "action": "created"]

    /// What became of one event for this URL.
    private func attempt(_ hooks: WebhookBench, url: String) async throws -> JSON {
        let made = try await hooks.bench.post("webhook", ["url": .string(url), "events": [leadCreated]])
        _ = try await hooks.bench.post("lead", ["name": "x"])
        try await hooks.work()
        return try await hooks.deliveries(made["id"].string ?? "").first?["attempts"].array?.first ?? .null
    }

    @Test func `a name that changes its mind after the check is not followed`() async throws {
        let asked = Mutex(0)
        let rebinding = HostLookup { _ in
            let count = asked.withLock {
                $0 += 1
                return $0
            }
            return [IPAddress(count == 1 ? "127.0.0.2" : "127.0.0.1")].compactMap(\.self)
        }
        // Nobody listens on the address that was checked; the receiver is on the one that came later.
        try await WebhookBench.with(.sqlite, egress: Egress(allow: ["127.0.0.2/32"]), lookup: rebinding) {
            hooks in
            let attempt = try await attempt(hooks, url: hooks.url)
            #expect(attempt["status_code"] == .null)
            #expect(attempt["error"] != .null)
            #expect(asked.withLock { $0 } == 1)
            #expect(hooks.receiver.received.isEmpty)
        }
    }

    @Test(arguments: [
        "127.0.0.1", "::1", "::ffff:127.0.0.1", "10.1.2.3", "169.254.169.254", "fd00:ec2::254",
        "64:ff9b::7f00:1",
    ])
    func `a name that leads to a forbidden address is not called`(address: String) async throws {
        try await WebhookBench.with(.sqlite, egress: Egress(), lookup: .always(address)) { hooks in
            let attempt = try await attempt(hooks, url: hooks.url)
            #expect(attempt["error"] == "The host leads to an address that may not be called.")
            #expect(hooks.receiver.received.isEmpty)
        }
    }

    @Test(arguments: ["2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
    func `another spelling of loopback is loopback`(host: String) async throws {
        try await WebhookBench.with(.sqlite, egress: Egress(), lookup: .system) { hooks in
            let attempt = try await attempt(hooks, url: "http://\(host):\(hooks.receiver.port)/in")
            #expect(attempt["error"] == "The host leads to an address that may not be called.")
            #expect(hooks.receiver.received.isEmpty)
        }
    }

    @Test func `a redirect is an answer and leads nowhere`() async throws {
        try await HookReceiver.with { other in
            try await WebhookBench.with(.sqlite) { hooks in
                hooks.receiver.answer(
                    then: .init(status: 302, headers: [("location", "http://hooks.test:\(other.port)/")]))
                let attempt = try await attempt(hooks, url: hooks.url)
                #expect(attempt["status_code"] == 302)
                #expect(other.received.isEmpty)
                #expect(hooks.receiver.received.count == 1)
            }
        }
    }

    @Test func `who doesn't answer is not waited for, and a long answer is cut`() async throws {
        try await WebhookBench.with(.sqlite) { hooks in
            hooks.receiver.answer(
                [.init(isSilent: true)], then: .init(body: String(repeating: "a", count: 1_000_000)))
            let attempt = try await attempt(hooks, url: hooks.url)
            #expect(attempt["error"] == "The receiver did not answer in time.")
            try await hooks.wait(.seconds(6))
            let all = try await hooks.bench.get("webhook", ["_limit": "1"])["data"].array ?? []
            let delivery = try #require(try await hooks.deliveries(all.first?["id"].string ?? "").first)
            #expect(delivery["status"] == "delivered")
            #expect(delivery["attempts"].array?.last?["response"].string?.count == 1000)
        }
    }
}
