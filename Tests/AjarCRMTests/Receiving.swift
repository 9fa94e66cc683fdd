import AjarCRM
import AjarCore
import AjarResource
import AjarTestKit

/// A mail as its bytes, with what a test wants to say about it.
struct Mail {
    var from = "Gob Bluth <gob@bluth.test>"
    var to = "ada@acme.test"
    var cc: String?
    var subject = "Offer"
    var id: String? = "one@bluth.test"
    var inReplyTo: String?
    var references: [String] = []
    var date: Timestamp = Workbench.start
    var headers = ""
    var body = "Hello Ada"

    var bytes: [UInt8] {
        var text = "From: \(from)\r\nTo: \(to)\r\nSubject: \(subject)\r\nDate: \(date.rfc5322)\r\n"
        if let cc { text += "Cc: \(cc)\r\n" }
        if let id { text += "Message-ID: <\(id)>\r\n" }
        if let inReplyTo { text += "In-Reply-To: <\(inReplyTo)>\r\n" }
        if !references.isEmpty {
            text += "References: \(references.map { "<\($0)>" }.joined(separator: "\r\n "))\r\n"
        }
        return Array("\(text)\(headers)\r\n\(body)\r\n".utf8)
    }
}

extension Workbench {
    var now: Timestamp { clock.clock.now }

    /// A lead with one contact who has the address; the lead's id.
    func lead(_ name: String, _ address: String) async throws -> String {
        try await post(
            "lead",
            ["name": .string(name), "contacts": [["name": "Gob", "emails": [["email": .string(address)]]]]])[
                "id"
            ].string ?? ""
    }

    /// Has mails arrive in the mailbox of an account, all in one transaction.
    @discardableResult
    func receive(
        _ mails: [[UInt8]], in account: String, folder: Arrival.FolderRole = .inbox, isSeen: Bool = false,
        at moment: Timestamp? = nil
    ) async throws -> [Intake] {
        let arrivals = mails.map { bytes in
            Arrival(
                source: bytes, origin: .mailbox(account: ID(account), role: folder, isSeen: isSeen),
                receivedAt: moment ?? now)
        }
        return try await take(arrivals)
    }

    @discardableResult
    func receive(
        _ mail: Mail, in account: String, folder: Arrival.FolderRole = .inbox, isSeen: Bool = false
    ) async throws -> Intake {
        try await receive([mail.bytes], in: account, folder: folder, isSeen: isSeen, at: mail.date)[0]
    }

    /// Each at the moment that its Date names.
    @discardableResult
    func receive(_ mails: [Mail], in account: String) async throws -> [Intake] {
        try await take(
            mails.map { mail in
                Arrival(
                    source: mail.bytes, origin: .mailbox(account: ID(account), role: .inbox, isSeen: false),
                    receivedAt: mail.date)
            })
    }

    func take(_ arrivals: [Arrival]) async throws -> [Intake] {
        let system = Caller(
            organization: admin.organization, organizationID: admin.organizationID, userID: nil)
        return try await engine.write(system) { try MessageIntake.take(arrivals, $0) }
    }

    /// All emails on a lead, the oldest first.
    func emails(_ lead: String) async throws -> [JSON] {
        try await get("activity/email", ["lead_id": lead, "_order_by": "activity_at"])["data"].array ?? []
    }

    func threads(_ lead: String) async throws -> [JSON] {
        try await get("activity/emailthread", ["lead_id": lead])["data"].array ?? []
    }

    func inboxTasks() async throws -> [JSON] {
        try await get("task", ["_type": "incoming_email", "is_complete": "false"])["data"].array ?? []
    }
}

extension Intake {
    var emails: [String] {
        switch self {
        case .kept(let ids), .known(let ids): ids.map(\.text)
        case .leftOut, .unreadable: []
        }
    }
}
