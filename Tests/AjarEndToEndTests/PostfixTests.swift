import AjarCore
import AjarMail
import AjarTestKit
import Foundation
import Testing

/// Against a real Postfix: TLS, sign-in, refusals, greylisting and dead lines as they really are.
@Suite(
    .enabled(
        if: AjarProcess.binary != nil && MailServers.found != nil, "no Postfix was started for the tests"))
struct PostfixTests {
    private let servers: MailServers

    init() throws { servers = try #require(MailServers.found) }

    private func address(_ mood: String) -> String {
        "\(mood)-\(UUID().uuidString.prefix(8).lowercased())@example.test"
    }

    private func send(
        to recipients: [String], port: String = "submission_port", security: String = "starttls",
        body: String = "Hello",
        until status: String
    ) async throws -> JSON {
        var email: JSON = .null
        try await AjarProcess.with(options: ["--ca-file", servers["ca_file"]]) { ajar in
            try await ajar.start()
            let id = try await ajar.send(
                through: servers.smtp(port: port, security: security), to: recipients,
                subject: "Grüße from a test", body: body)
            email = try await ajar.wait(for: status, of: id)
        }
        return email
    }

    @Test(arguments: [("submission_port", "starttls"), ("smtps_port", "tls")])
    func `an email is delivered over TLS, signed in`(port: String, security: String) async throws {
        let recipient = address("gob")
        let email = try await send(to: [recipient], port: port, security: security, until: "sent")
        let mail = try await servers.delivered(to: recipient)
        #expect(mail.subject == "Grüße from a test")
        #expect(mail.messageID?.text == email["message_ids"].array?.first?.string)
        #expect(mail.text?.contains("Hello") == true)
    }

    @Test func `a refused recipient is told in the server's words, and the others get their mail`()
        async throws
    {
        let good = address("gob")
        let bad = address("reject")
        let email = try await send(to: [good, bad], until: "sent")
        let refused = email["send_attempts"].array?.first { $0["outcome"] == "refused" } ?? .null
        #expect(refused["recipients"].string == bad)
        #expect(refused["code"] == "550")
        #expect(refused["enhanced_status"] == "5.1.1")
        #expect(refused["error_message"].string?.contains("No such mailbox") == true)
        _ = try await servers.delivered(to: good)
    }

    @Test func `an email that nobody takes becomes an error`() async throws {
        let email = try await send(to: [address("reject"), address("spam")], until: "error")
        #expect(Set((email["send_attempts"].array ?? []).compactMap { $0["code"].string }) == ["550", "554"])
        #expect(email["message_ids"] == [])
    }

    @Test(arguments: ["greylist", "drop"])
    func `what is put off or cut off is tried again and arrives once`(mood: String) async throws {
        let recipient = address(mood)
        let email = try await send(to: [recipient], until: "sent")
        _ = try await servers.delivered(to: recipient)
        #expect(servers.count(of: recipient) == 1)
        #expect((email["send_attempts"].array?.count ?? 0) >= 2)
    }

    @Test func `a line that dies in the middle of the message loses nothing`() async throws {
        let recipient = address("gob")
        let long = String(repeating: "A line that makes the message long enough to be cut.\n", count: 1000)
        _ = try await send(to: [recipient], port: "cutting_port", body: long, until: "sent")
        _ = try await servers.delivered(to: recipient)
        #expect(servers.count(of: recipient) == 1)
    }

    @Test func `a server whose certificate nobody vouches for gets no password and no mail`() async throws {
        try await AjarProcess.with { ajar in
            try await ajar.start()
            let id = try await ajar.send(through: servers.smtp(), to: [address("gob")], subject: "Secret")
            try await Condition.wait(until: "an attempt failed") {
                try await ajar.email(id)["send_attempts"].array?.isEmpty == false
            }
            let email = try await ajar.email(id)
            #expect(email["status"] == "outbox")
            #expect(email["send_attempts"].array?.first?["error_class"] == "certificate")
        }
    }

    @Test func `testing an account says whether the server lets us in`() async throws {
        try await AjarProcess.with(options: ["--ca-file", servers["ca_file"]]) { ajar in
            try await ajar.start()
            for (password, isOK) in [(servers["password"], true), ("wrong", false)] {
                var smtp = servers.smtp().object ?? JSONObject()
                smtp["password"] = .string(password)
                let account = try await ajar.post(
                    "connected_account",
                    [
                        "_type": "custom_email", "email": "rep@example.test", "name": "Rep",
                        "smtp": .object(smtp), "imap": nil,
                    ])
                let answer = try await ajar.ask(
                    "POST", "/api/v1/connected_account/\(account["id"].string ?? "")/test/", [:])
                #expect(answer.json["smtp"]["ok"] == .bool(isOK))
                #expect(!answer.json.text.contains(servers["password"]))
            }
        }
    }
}

/// The mail servers that `make test` started, as their own file describes them.
struct MailServers: Sendable {
    private let description: JSON

    static let found: MailServers? = {
        guard let path = ProcessInfo.processInfo.environment["AJAR_TEST_POSTFIX"],
            let data = FileManager.default.contents(atPath: path),
            let json = try? JSONParser.parse(Array(data))
        else { return nil }
        return MailServers(description: json)
    }()

    subscript(key: String) -> String { description[key].string ?? "" }

    var smtpPort: Int { description["submission_port"].int ?? 0 }
    /// Where Postfix hands over mail for `leads-…` addresses; nothing listens there unless a test does.
    var lmtpPort: Int { description["lmtp_port"].int ?? 0 }
    var imapPort: Int { description["imap_port"].int ?? 0 }

    func smtp(port: String = "submission_port", security: String = "starttls") -> JSON {
        [
            "host": "localhost", "port": description[port], "security": .string(security),
            "username": description["username"], "password": description["password"],
        ]
    }

    /// The first mail that lies in somebody's mailbox, as soon as one does.
    func delivered(to address: String) async throws -> ReadMessage {
        try await Condition.wait(until: "a mail lies in the mailbox", deadline: .seconds(60)) {
            count(of: address) > 0
        }
        let folder = inbox(address)
        let name = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().first ?? ""
        return try MessageReader.read(
            Array(FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()))
    }

    func count(of address: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: inbox(address)).count) ?? 0
    }

    private func inbox(_ address: String) -> String { "\(self["maildir"])/\(address)/Maildir/new" }
}
