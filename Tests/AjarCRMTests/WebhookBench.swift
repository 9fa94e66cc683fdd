import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Synchronization

/// A workbench with a receiver of webhooks, and a worker that does what is due when it is told to.
struct WebhookBench: Sendable {
    let bench: Workbench
    let receiver: HookReceiver
    private let sender: WebhookSender

    /// By default every name leads to loopback, which may be called.
    static func with(
        _ backend: Backend, egress: Egress = Egress(allow: ["127.0.0.0/8"]),
        lookup: HostLookup = .always("127.0.0.1"),
        _ body: (WebhookBench) async throws -> Void
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await HookReceiver.with { receiver in
                let caller = WebhookCaller(egress: egress, lookup: lookup, timeout: .seconds(2))
                try await body(
                    WebhookBench(
                        bench: bench, receiver: receiver,
                        sender: WebhookSender(engine: bench.engine, caller: caller)))
            }
        }
    }

    var url: String { "http://hooks.test:\(receiver.port)/in" }

    /// A subscription of the admin; its id and key.
    func subscribe(_ events: [JSON], filter: JSON = .null) async throws -> (id: String, key: String) {
        let made = try await bench.post(
            "webhook", ["url": .string(url), "events": .array(events), "event_filter": filter])
        return (made["id"].string ?? "", made["signature_key"].string ?? "")
    }

    /// Does the jobs that are due now, and those that become due by it; how many there were.
    @discardableResult
    func work() async throws -> Int {
        var count = 0
        while true {
            let claim = try await bench.store.write {
                try $0.claim(queue: "webhook", worker: "test", limit: 50, lease: .seconds(60))
            }
            if claim.jobs.isEmpty { return count }
            for job in claim.jobs {
                count += 1
                try await perform(job)
            }
        }
    }

    private func perform(_ job: ClaimedJob) async throws {
        let outcome: Outcome
        if let work = DeliverWebhook(arguments: job.arguments), job.kind == DeliverWebhook.kind {
            outcome = try await sender.perform(work, job)
        } else if let work = ResumeWebhook(arguments: job.arguments) {
            outcome = try await sender.resume(work, job)
        } else {
            return
        }
        if case .recorded = outcome { return }
        try await bench.store.write { try $0.finish(job, outcome) }
    }

    /// Turns the clock, a step at a time, and does what becomes due.
    func wait(_ total: Duration, step: Duration = .seconds(600)) async throws {
        var left = total
        while left > .zero {
            let part = min(step, left)
            bench.clock.advance(by: part)
            try await work()
            left -= part
        }
    }

    /// What arrived, as JSON.
    var events: [JSON] {
        receiver.received.map {
            ((try? JSONParser.parse(String(decoding: $0.body, as: UTF8.self))) ?? .null)["event"]
        }
    }

    func deliveries(_ id: String) async throws -> [JSON] {
        try await bench.get("webhook/\(id)/deliveries")["data"].array ?? []
    }
}

extension HostLookup {
    static func always(_ address: String) -> HostLookup {
        HostLookup { _ in [IPAddress(address)].compactMap(\.self) }
    }
}
