import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Crypto
import Foundation
import Testing

@Suite struct WebhookTests {
    private let leadCreated: JSON = ["object_type": "lead", "action": "created"]
    private let leadUpdated: JSON = ["object_type": "lead", "action": "updated"]
    private let leadDeleted: JSON = ["object_type": "lead", "action": "deleted"]

    @Test(arguments: Backend.available)
    func `an event goes out at once, as it is in the log and signed in both ways`(
        backend: Backend
    ) async throws {
        try await WebhookBench.with(backend) { hooks in
            let (id, key) = try await hooks.subscribe([leadCreated])
            #expect(key.count == 64)
            #expect(try await hooks.bench.get("webhook/\(id)")["signature_key"] == .null)
            let lead = try await hooks.bench.post("lead", ["name": "Bluth"])
            #expect(try await hooks.work() == 1)
            let received = try #require(hooks.receiver.received.first)
            let logged = try await hooks.bench.get(
                "event", ["object_type": "lead", "object_id": lead["id"].string ?? ""])
            let body = try JSONParser.parse(String(decoding: received.body, as: UTF8.self))
            #expect(body["subscription_id"].string == id)
            #expect(body["event"] == logged["data"].array?.first)
            #expect(received.headers["content-type"] == "application/json")

            let stamp = received.headers["close-sig-timestamp"] ?? ""
            let bytes = SymmetricKey(data: Data(hex: key))
            let close = HMAC<SHA256>.authenticationCode(
                for: Data(stamp.utf8) + Data(received.body), using: bytes)
            #expect(received.headers["close-sig-hash"] == close.map { String(format: "%02x", $0) }.joined())
            let event = body["event"]["id"].string ?? ""
            #expect(received.headers["webhook-id"] == event)
            let signed =
                Data("\(event).\(received.headers["webhook-timestamp"] ?? "").".utf8) + Data(received.body)
            let standard = Data(HMAC<SHA256>.authenticationCode(for: signed, using: bytes))
                .base64EncodedString()
            #expect(received.headers["webhook-signature"] == "v1,\(standard)")
            #expect(try await hooks.deliveries(id).first?["status"] == "delivered")
        }
    }

    @Test(arguments: Backend.available)
    func `updates go out once, when their window is over, and nobody is told what was not subscribed`(
        backend: Backend
    ) async throws {
        try await WebhookBench.with(backend) { hooks in
            let lead = try await hooks.bench.post("lead", ["name": "One"])
            _ = try await hooks.subscribe([leadUpdated])
            for name in ["Two", "Three"] {
                _ = try await hooks.bench.put("lead/\(lead["id"].string ?? "")", ["name": .string(name)])
                hooks.bench.clock.advance(by: .seconds(1))
            }
            #expect(try await hooks.work() == 0)
            _ = try await hooks.bench.post("lead", ["name": "Another"])
            try await hooks.wait(.seconds(5))
            #expect(hooks.events.count == 1)
            #expect(hooks.events.first?["previous_data"]["name"] == "One")
            #expect(hooks.events.first?["data"]["name"] == "Three")
        }
    }

    @Test(arguments: Backend.available)
    func `a filter decides by what the event has become`(backend: Backend) async throws {
        try await WebhookBench.with(backend) { hooks in
            let wanted: JSON = [
                "type": "field_accessor", "field": "data",
                "filter": [
                    "type": "field_accessor", "field": "name",
                    "filter": ["type": "contains", "value": "yes"],
                ],
            ]
            let event: JSON = ["object_type": "lead", "action": "updated", "extra_filter": wanted]
            let lead = try await hooks.bench.post("lead", ["name": "x"])["id"].string ?? ""
            _ = try await hooks.subscribe([event])
            for name in ["no", "yes!"] {
                _ = try await hooks.bench.put("lead/\(lead)", ["name": .string(name)])
            }
            try await hooks.wait(.seconds(6))
            #expect(hooks.events.map { $0["data"]["name"] } == ["yes!"])
            for name in ["yes again", "no more"] {
                _ = try await hooks.bench.put("lead/\(lead)", ["name": .string(name)])
            }
            try await hooks.wait(.seconds(6))
            #expect(hooks.events.count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `a receiver that is down for 75 hours gets everything afterwards, in order per object`(
        backend: Backend
    ) async throws {
        try await WebhookBench.with(backend) { hooks in
            let (id, _) = try await hooks.subscribe([leadCreated, leadUpdated, leadDeleted])
            hooks.receiver.answer(then: .init(status: 503))
            var ids: [String] = []
            for number in 0..<3 {
                ids.append(
                    try await hooks.bench.post("lead", ["name": .string("\(number)")])["id"].string ?? "")
            }
            for step in 0..<3 {
                try await hooks.wait(.seconds(10 * 3600), step: .seconds(1800))
                for lead in ids {
                    _ = try await hooks.bench.put("lead/\(lead)", ["name": .string("step \(step)")])
                }
            }
            _ = try await hooks.bench.ask(.delete, "lead/\(ids[0])")
            try await hooks.wait(.seconds(45 * 3600), step: .seconds(1800))
            #expect(try await hooks.bench.get("webhook/\(id)")["status"] == "active")
            let before = hooks.receiver.received.count
            hooks.receiver.answer()
            try await hooks.wait(.seconds(26 * 3600), step: .seconds(1800))
            let arrived = hooks.events.dropFirst(before)
            #expect(arrived.count == 13)
            for lead in ids {
                let own = arrived.filter { $0["object_id"].string == lead }
                let expected =
                    ["created", "updated", "updated", "updated"] + (lead == ids[0] ? ["deleted"] : [])
                #expect(own.map { $0["action"].string } == expected)
                #expect(
                    own.filter { $0["action"] == "updated" }.map { $0["data"]["name"] } == [
                        "step 0", "step 1", "step 2",
                    ])
            }
            #expect(try await hooks.deliveries(id).allSatisfy { $0["status"] == "delivered" })
        }
    }

    @Test(arguments: Backend.available)
    func
        `after ten attempts and three days without success the webhook is paused, and what waits goes out later`(
            backend: Backend
        ) async throws
    {
        try await WebhookBench.with(backend) { hooks in
            let (id, _) = try await hooks.subscribe([leadCreated])
            hooks.receiver.answer(then: .init(status: 500, body: "oh no"))
            _ = try await hooks.bench.post("lead", ["name": "first"])
            try await hooks.work()
            try await hooks.wait(.seconds(70 * 3600), step: .seconds(1800))
            _ = try await hooks.bench.post("lead", ["name": "second"])
            try await hooks.wait(.seconds(20 * 3600), step: .seconds(1800))
            #expect(try await hooks.bench.get("webhook/\(id)")["status"] == "paused")
            let told =
                try await hooks.bench.get("event", ["object_type": "webhook", "action": "paused"])["data"]
                .array ?? []
            #expect(told.map { $0["object_id"].string } == [id])
            let first = try #require(try await hooks.deliveries(id).last)
            #expect(first["status"] == "failed")
            #expect(first["attempts"].array?.count == 10)
            #expect(first["attempts"].array?.first?["status_code"] == 500)
            #expect(first["attempts"].array?.first?["response"] == "oh no")

            _ = try await hooks.bench.post("lead", ["name": "silent"])
            let before = hooks.receiver.received.count
            hooks.receiver.answer()
            try await hooks.wait(.seconds(30 * 3600), step: .seconds(3600))
            #expect(hooks.receiver.received.count == before)
            _ = try await hooks.bench.put("webhook/\(id)", ["status": "active"])
            try await hooks.work()
            #expect(hooks.events.dropFirst(before).map { $0["data"]["name"] } == ["second"])
            let delivery = first["id"].string ?? ""
            _ = try await hooks.bench.post("webhook/\(id)/deliveries/\(delivery)/retry", [:])
            try await hooks.work()
            #expect(hooks.events.last?["data"]["name"] == "first")
        }
    }

    @Test(arguments: Backend.available)
    func `410 ends the subscription, and the asked time is waited`(backend: Backend) async throws {
        try await WebhookBench.with(backend) { hooks in
            let (id, _) = try await hooks.subscribe([leadCreated])
            hooks.receiver.answer([
                .init(status: 429, headers: [("retry-after", "3600")]), .init(status: 410),
            ])
            _ = try await hooks.bench.post("lead", ["name": "x"])
            try await hooks.work()
            try await hooks.wait(.seconds(3599), step: .seconds(3599))
            #expect(hooks.receiver.received.count == 1)
            try await hooks.wait(.seconds(5))
            #expect(hooks.receiver.received.count == 2)
            #expect(try await hooks.bench.get("webhook/\(id)")["status"] == "paused")
            try await hooks.wait(.seconds(100 * 3600), step: .seconds(36_000))
            #expect(hooks.receiver.received.count == 2)
        }
    }

    @Test(arguments: Backend.available)
    func `a worker that dies with a delivery in its hands loses nothing`(backend: Backend) async throws {
        try await WebhookBench.with(backend) { hooks in
            _ = try await hooks.subscribe([leadCreated])
            _ = try await hooks.bench.post("lead", ["name": "x"])
            let store = hooks.bench.store
            let taken = try await store.write {
                try $0.claim(queue: "webhook", worker: "dead", limit: 9, lease: .seconds(60))
            }
            #expect(taken.jobs.count == 1)
            #expect(try await hooks.work() == 0)
            hooks.bench.clock.advance(by: .seconds(61))
            #expect(try await Rescuer(store: store).rescue() == 1)
            #expect(try await hooks.work() == 1)
            #expect(hooks.events.map { $0["data"]["name"] } == ["x"])
            #expect(try await hooks.work() == 0)
        }
    }

    @Test(arguments: Backend.available)
    func `what is rolled back is told to nobody`(backend: Backend) async throws {
        try await WebhookBench.with(backend) { hooks in
            _ = try await hooks.subscribe([leadCreated])
            struct Stop: Error {}
            await #expect(throws: Stop.self) {
                try await hooks.bench.engine.write(hooks.bench.admin) { context in
                    let lead = try #require(context.resources.byPath["lead"])
                    try context.create(lead, JSONObject([("name", "x")]))
                    throw Stop()
                }
            }
            #expect(try await hooks.work() == 0)
        }
    }

    @Test(arguments: Backend.available)
    func `forty subscriptions, of which others see none and cannot send our events anywhere`(
        backend: Backend
    ) async throws {
        try await WebhookBench.with(backend) { hooks in
            for _ in 0..<40 { _ = try await hooks.subscribe([leadDeleted]) }
            #expect(
                try await hooks.bench.ask(.post, "webhook", ["url": "https://x.example.test", "events": []])
                    .status == 400)
            let id =
                try await hooks.bench.get("webhook", ["_limit": "1"])["data"].array?.first?["id"].string ?? ""
            for path in ["webhook/\(id)", "webhook/\(id)/deliveries"] {
                #expect(try await hooks.bench.ask(.get, path, as: hooks.bench.stranger).status == 404)
            }
            let theirs = try await hooks.bench.ask(
                .post, "webhook", ["url": .string(hooks.url), "events": [leadCreated]],
                as: hooks.bench.stranger)
            #expect(theirs.status == 201)
            _ = try await hooks.bench.post("lead", ["name": "ours"])
            #expect(try await hooks.work() == 0)
            for bad: JSON in [
                "not a url", "ftp://x.test/", "http://user@x.test/", "http://127.0.0.1/",
                "http://[::ffff:10.0.0.1]/",
            ] {
                let answer = try await hooks.bench.ask(.put, "webhook/\(id)", ["url": bad])
                #expect(answer.json["field-errors"]["url"] != .null, "\(bad)")
            }
        }
    }
}

extension Data {
    fileprivate init(hex: String) {
        let digits = Array(hex)
        self.init(
            stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            })
    }
}
