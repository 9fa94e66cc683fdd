import AjarCore
import AjarResource
import AjarTestKit

extension Workbench {
    /// A mailbox that sends through the relay, a lead, and the email's members that all tests need.
    func mailbox(_ port: Int, _ settings: JSON = [:]) async throws -> JSON {
        var body: JSONObject = JSONObject([
            ("email", "ada@acme.test"), ("name", "Ada"),
            ("smtp", ["host": "127.0.0.1", "port": .int(port), "security": "none"]),
        ])
        for member in settings.object?.members ?? [] { body[member.key] = member.value }
        return try await post("connected_account", .object(body))
    }

    /// Puts an email into the outbox; its id.
    func send(to: [String], _ more: JSON = [:]) async throws -> String {
        let lead = try await post("lead", ["name": "Bluth"])
        var body: JSONObject = JSONObject([
            ("lead_id", lead["id"]), ("status", "outbox"), ("sender", "ada@acme.test"),
            ("to", .array(to.map(JSON.string))),
            ("subject", "Offer"), ("body_text", "Hello"),
        ])
        for member in more.object?.members ?? [] { body[member.key] = member.value }
        return try await post("activity/email", .object(body))["id"].string ?? ""
    }

    func email(_ id: String) async throws -> JSON { try await get("activity/email/\(id)") }

    /// Sends everything that is due at the moment where the clock stands.
    func workDueJobs() async throws { try await engine.sendDueEmails(installation) }
}
