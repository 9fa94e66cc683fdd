import AjarCRM
import AjarCore
import AjarMail
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// How much an account sends, and when. The clock of the bench stands at 2026-09-21T14:13:20Z, a Monday.
@Suite struct SendingPolicyTests {
    @Test(arguments: Backend.available)
    func `a cap lets so many through in any hour, and the others wait visibly and lose no attempt`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(port, ["sending": ["per_hour": 2]])
                var ids: [String] = []
                for number in 0..<5 { ids.append(try await bench.send(to: ["gob\(number)@bluth.test"])) }
                try await bench.workDueJobs()
                #expect(relay.mails.count == 2)
                let held = try await emails(ids, bench).filter { $0["status"] == "outbox" }
                #expect(held.count == 3)
                for email in held {
                    #expect(email["send_hold"]["reason"] == "account_hour")
                    #expect(email["send_hold"]["limit"] == 2)
                    #expect(email["send_attempts"] == [])
                }
                #expect(try await attempts(bench) == [0, 0, 0])
                // Nobody goes before the hour is over, and two do when it is.
                bench.clock.advance(by: .seconds(3500))
                try await bench.workDueJobs()
                #expect(relay.mails.count == 2)
                bench.clock.advance(by: .seconds(700))
                try await bench.workDueJobs()
                #expect(relay.mails.count == 4)
                let sent = try await emails(ids, bench).filter { $0["status"] == "sent" }
                #expect(sent.allSatisfy { $0["send_hold"] == .null })
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a cap counts recipients, and a large mail goes to as many as there is room for`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(port, ["sending": ["per_hour": 3, "per_domain_hour": 2]])
                let id = try await bench.send(to: [
                    "a@one.test", "b@one.test", "c@one.test", "d@two.test", "e@two.test",
                ])
                try await bench.workDueJobs()
                #expect(relay.recipients == ["a@one.test", "b@one.test", "d@two.test"])
                #expect(try await bench.email(id)["status"] == "outbox")
                bench.clock.advance(by: .seconds(4200))
                try await bench.workDueJobs()
                #expect(
                    relay.recipients.sorted() == [
                        "a@one.test", "b@one.test", "c@one.test", "d@two.test", "e@two.test",
                    ])
                #expect(try await bench.email(id)["status"] == "sent")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a relay that is away uses up no room`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(1, ["sending": ["per_hour": 1]])
            let id = try await bench.send(to: ["gob@bluth.test"])
            try await bench.workDueJobs()
            #expect(try await bench.email(id)["send_attempts"].array?.count == 1)
            try await TestRelay.with { relay, port in
                _ = try await bench.put(
                    "connected_account/\(account["id"].string ?? "")",
                    [
                        "smtp": ["host": "127.0.0.1", "port": .int(port), "security": "none"]
                    ])
                bench.clock.advance(by: .seconds(61))
                try await bench.workDueJobs()
                #expect(relay.mails.count == 1)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `between two emails the account waits as long as it was told`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(port, ["sending": ["min_gap": 30]])
                for number in 0..<3 { _ = try await bench.send(to: ["gob\(number)@bluth.test"]) }
                for count in 1...3 {
                    try await bench.workDueJobs()
                    #expect(relay.mails.count == count)
                    bench.clock.advance(by: .seconds(30))
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a mailbox that is warmed up sends more each day`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(
                    port, ["sending": ["warm_up": ["started_on": "2026-09-21", "first_day": 2, "growth": 2]]])
                var ids: [String] = []
                for number in 0..<8 { ids.append(try await bench.send(to: ["gob\(number)@bluth.test"])) }
                try await bench.workDueJobs()
                #expect(relay.mails.count == 2)
                let held = try await emails(ids, bench).filter { $0["status"] == "outbox" }
                #expect(held.allSatisfy { $0["send_hold"]["reason"] == "warm_up" })
                bench.clock.advance(by: .seconds(87_000))
                try await bench.workDueJobs()
                #expect(relay.mails.count == 6)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `outside of its hours an account sends nothing, and everything when they begin`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(
                    port,
                    [
                        "sending": [
                            "windows": [["days": ["tuesday", "friday"], "from": "09:00", "to": "17:30"]],
                            "timezone": "America/New_York",
                        ]
                    ])
                let id = try await bench.send(to: ["gob@bluth.test"])
                try await bench.workDueJobs()
                let hold = try await bench.email(id)["send_hold"]
                #expect(hold["reason"] == "window")
                #expect(hold["until"].string?.hasPrefix("2026-09-22T13:00:00") == true)
                #expect(relay.mails.isEmpty)
                bench.clock.advance(by: .seconds(82_000))
                try await bench.workDueJobs()
                #expect(relay.mails.count == 1)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a server that asks for less is left alone, and nobody else's`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(port)
                relay.answer { $0.domain == "busy.test" ? .refuse(code: 450, "4.7.1 Slow down") : .accept }
                let first = try await bench.send(to: ["a@busy.test"])
                try await bench.workDueJobs()
                #expect(try await bench.email(first)["send_attempts"].array?.count == 1)
                relay.answer { _ in .accept }
                let second = try await bench.send(to: ["b@busy.test", "c@calm.test"])
                try await bench.workDueJobs()
                #expect(relay.recipients == ["c@calm.test"])
                let third = try await bench.send(to: ["d@busy.test"])
                try await bench.workDueJobs()
                let hold = try await bench.email(third)["send_hold"]
                #expect(hold["reason"] == "domain_busy")
                #expect(hold["domain"] == "busy.test")
                bench.clock.advance(by: .seconds(61))
                try await bench.workDueJobs()
                for id in [first, second, third] { #expect(try await bench.email(id)["status"] == "sent") }
                #expect(
                    relay.recipients.sorted() == ["a@busy.test", "b@busy.test", "c@calm.test", "d@busy.test"])
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a mail that waits can be taken back and edited, and then waits no more`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(port, ["sending": ["per_day": 1]])
                _ = try await bench.send(to: ["gob@bluth.test"])
                try await bench.workDueJobs()
                let id = try await bench.send(to: ["lucille@bluth.test"])
                try await bench.workDueJobs()
                #expect(try await bench.email(id)["send_hold"]["reason"] == "account_day")
                #expect(
                    try await bench.put("activity/email/\(id)", ["status": "draft"])["send_hold"] == .null)
                bench.clock.advance(by: .seconds(2 * 86_400))
                try await bench.workDueJobs()
                #expect(relay.mails.count == 1)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a policy that makes no sense is refused with everything that is wrong`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            for sending: JSON in [
                ["per_hour": 0], ["windows": [["from": "17:00", "to": "09:00"]]],
                ["windows": [["from": "9", "to": "25:00"]]],
                ["timezone": "Mars/Olympus"], ["warm_up": ["first_day": 5]], ["min_gap": -1],
            ] {
                let answer = try await bench.ask(
                    .post, "connected_account",
                    [
                        "email": "ada@acme.test", "smtp": ["host": "127.0.0.1", "port": 1],
                        "sending": sending,
                    ])
                #expect(answer.status == 400, "\(sending.text)")
                #expect(answer.json["field-errors"]["sending"] != .null, "\(sending.text)")
            }
        }
    }

    private func emails(_ ids: [String], _ bench: Workbench) async throws -> [JSON] {
        var emails: [JSON] = []
        for id in ids { emails.append(try await bench.email(id)) }
        return emails
    }

    private func attempts(_ bench: Workbench) async throws -> [Int] {
        try await bench.store.read { reader in
            try reader.rows(
                "SELECT attempt FROM job WHERE kind = 'email.send' AND state = 'available' ORDER BY id"
            ).map { $0.int("attempt") }
        }
    }
}
