import AjarCore
import AjarMail
import AjarTestKit
import Foundation
import Testing

/// Mail that comes in over LMTP, into the real program.
@Suite(.enabled(if: AjarProcess.binary != nil, "the program is not built"))
struct HandOverTests {
    private static let address = "leads@crm.test"

    private static func setUp(_ ajar: AjarProcess, _ address: String) async throws {
        let me = try await ajar.ask("GET", "/api/v1/me/").json
        let organization = me["organizations"].array?.first?["id"].string ?? ""
        let set = try await ajar.ask(
            "PUT", "/api/v1/organization/\(organization)/", ["leads_email": .string(address)])
        #expect(set.status == 200)
        _ = try await ajar.post(
            "lead",
            ["name": "Bluth", "contacts": [["name": "Gob", "emails": [["email": "gob@bluth.test"]]]]])
    }

    private static func emails(_ ajar: AjarProcess) async throws -> [JSON] {
        try await ajar.ask("GET", "/api/v1/activity/email/").json["data"].array ?? []
    }

    private static func hand(_ port: Int) async throws -> String {
        let mail =
            "LHLO mx\r\nMAIL FROM:<gob@bluth.test>\r\nRCPT TO:<\(address)>\r\nDATA\r\nFrom: gob@bluth.test\r\n"
            + "To: \(address)\r\nMessage-ID: <one@bluth.test>\r\nSubject: Offer\r\n\r\nHello\r\n.\r\nQUIT\r\n"
        return try await RawConnection.exchange([mail], port: port)
    }

    @Test func `a mail whose yes was never heard comes again, and is there once`() async throws {
        let port = try AjarProcess.freePort()
        try await AjarProcess.with(options: ["--lmtp", "127.0.0.1:\(port)"]) { ajar in
            try await ajar.start()
            try await Self.setUp(ajar, Self.address)
            await ajar.kill()
            try await ajar.start(crashAt: "taken")
            let heard = (try? await Self.hand(port)) ?? ""
            #expect(!heard.contains("250 2.0.0"), "it died before it could say yes")
            try await ajar.waitForDeath()
            try await ajar.start()
            #expect(try await Self.emails(ajar).count == 1, "it was on disk")
            #expect(try await Self.hand(port).contains("250 2.0.0"))
            #expect(try await Self.emails(ajar).count == 1)
        }
    }
}

/// The same from a real Postfix, as an installation has it.
@Suite(
    .enabled(
        if: AjarProcess.binary != nil && MailServers.found != nil, "no Postfix was started for the tests"))
struct PostfixHandOverTests {
    private let servers: MailServers

    init() throws { servers = try #require(MailServers.found) }

    @Test func `Postfix hands over a hidden copy, and one that came while we were away`() async throws {
        let ajar = try AjarProcess(options: [
            "--lmtp", "127.0.0.1:\(servers.lmtpPort)", "--ca-file", servers["ca_file"],
        ])
        try await ajar.start()
        let address = "leads-\(UUID().uuidString.prefix(8).lowercased())@example.test"
        let me = try await ajar.ask("GET", "/api/v1/me/").json
        let organization = me["organizations"].array?.first?["id"].string ?? ""
        _ = try await ajar.ask(
            "PUT", "/api/v1/organization/\(organization)/", ["leads_email": .string(address)])
        _ = try await ajar.post(
            "lead",
            ["name": "Bluth", "contacts": [["name": "Gob", "emails": [["email": "gob@example.test"]]]]])

        try await send("Here", to: address)
        try await wait(for: 1, ajar)
        await ajar.kill()
        try await send("Away", to: address)
        try await ajar.start()
        try await wait(for: 2, ajar)
        let emails = try await ajar.ask("GET", "/api/v1/activity/email/").json["data"].array ?? []
        #expect(Set(emails.compactMap { $0["subject"].string }) == ["Here", "Away"])
        #expect(emails.allSatisfy { $0["status"] == "sent" && $0["direction"] == "outgoing" })
        await ajar.kill()
        try? FileManager.default.removeItem(atPath: ajar.folder)
    }

    private func wait(for count: Int, _ ajar: AjarProcess) async throws {
        try await Condition.wait(until: "\(count) emails are here", deadline: .seconds(60)) {
            try await ajar.ask("GET", "/api/v1/activity/email/").json["data"].array?.count == count
        }
    }

    /// As a co-worker's own mail program does, with the address of the organization in Bcc.
    private func send(_ subject: String, to address: String) async throws {
        let relay = Relay()
        let account = SMTPAccount(
            host: "localhost", port: servers.smtpPort, security: .starttls, username: servers["username"],
            secret: Secret(servers["password"]), additionalTrustRoots: servers["ca_file"])
        let ada = try Address(email: "ada@acme.test")
        let gob = try Address(email: "gob@example.test")
        let mail = OutgoingMessage(
            from: ada, to: [gob], subject: subject, text: "Hello",
            messageID: try MessageID("\(UUID().uuidString)@acme.test"), date: Environs.system.clock.now)
        let result = await relay.deliver(
            Delivery(
                account: account, sender: ada, recipients: [gob, try Address(email: address)],
                message: try Composer.compose(mail)))
        await relay.close()
        #expect(result.didTransmit)
    }
}
