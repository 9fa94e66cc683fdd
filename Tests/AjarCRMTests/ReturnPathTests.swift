import AjarCore
import AjarMail
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@testable import AjarCRM

@Suite struct ReturnPathTests {
    @Test func `a token is found in an address of its pattern and in no other`() throws {
        let path = try #require(ReturnPath(pattern: "Bounces+{token}@Example.com"))
        let token = "0123456789abcdef0123456789abcdef"
        #expect(path.token(in: try path.address(token)) == token)
        #expect(path.token(in: try Address(email: "bounces+\(token.uppercased())@EXAMPLE.COM")) == token)
        for other in [
            "bounces@example.com", "bounces+\(token)0@example.com", "bounces+\(token.dropLast())@example.com",
            "bounces+\(token.dropLast())g@example.com", "bounces+\(token)@example.org",
            "x\(token)@example.com",
        ] {
            #expect(path.token(in: try Address(email: other)) == nil, "\(other)")
        }
    }

    @Test(arguments: [
        "", "bounces@example.com", "{token}", "{token}@", "b+{token}@exa mple.com", "b@{token}.example.com",
        "{token}{token}@example.com", "\(String(repeating: "b", count: 33)){token}@example.com",
        "b+{token}@x.test\r\nRCPT TO:<a@b.test>",
    ])
    func `what is no return path is refused`(pattern: String) {
        #expect(ReturnPath(pattern: pattern) == nil)
    }

    @Test(arguments: Backend.available)
    func `each recipient gets the mail with a return path of its own, by which a report finds both`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(port, ["return_path": "bounces+{token}@acme.test"])
                let id = try await bench.send(
                    to: ["gob@bluth.test", "lucille@bluth.test"], ["bcc": ["buster@bluth.test"]])
                try await bench.workDueJobs()
                #expect(try await bench.email(id)["status"] == "sent")
                #expect(relay.mails.count == 3)
                #expect(Set(relay.mails.map(\.bytes)).count == 1)
                #expect(Set(relay.mails.compactMap(\.sender)).count == 3)
                for mail in relay.mails {
                    let sender = try #require(mail.sender)
                    let found: ReturnPath.Found? = try await bench.engine.read(bench.admin) {
                        try ReturnPath.find([sender], $0)
                    }
                    #expect(found?.email.text == id)
                    #expect(found?.recipient == mail.recipients.first?.email)
                    // Another organization learns nothing, even with the same pattern.
                    #expect(
                        try await bench.engine.read(bench.stranger) { try ReturnPath.find([sender], $0) }
                            == nil)
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a relay that is away is asked once, not once for each recipient`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await bench.mailbox(1, ["return_path": "bounces+{token}@acme.test"])
            let id = try await bench.send(to: ["gob@bluth.test", "lucille@bluth.test"])
            try await bench.workDueJobs()
            let email = try await bench.email(id)
            #expect(email["status"] == "outbox")
            #expect(email["send_attempts"].array?.count == 1)
            #expect(
                email["send_attempts"].array?.first?["recipients"] == "gob@bluth.test, lucille@bluth.test")
        }
    }

    @Test(arguments: Backend.available)
    func `an account refuses a pattern without a place for the token`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let answer = try await bench.ask(
                .post, "connected_account",
                [
                    "email": "ada@acme.test", "smtp": ["host": "127.0.0.1", "port": 1],
                    "return_path": "bounces@acme.test",
                ])
            #expect(answer.status == 400)
            #expect(answer.json["field-errors"]["return_path"] != .null)
        }
    }
}
