import AjarCRM
import AjarCore
import AjarMail
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/palette/?q=`: what the palette finds, as JSON.
struct Palette: Sendable {
    let visitor: Visitor

    func answer() async throws -> Answer {
        guard visitor.isRead else { throw Visit.noMethod }
        if let mailbox = visitor.parameters.nonempty("lead_of") {
            let lead = try await lead(of: mailbox)
            return json(["lead_id": JSON(lead)])
        }
        let text = visitor.parameters["q"]?.trimmed ?? visitor.parameters["people"]?.trimmed ?? ""
        guard !text.isEmpty, text.utf8.count <= 200 else { return json(["data": []]) }
        let isPeople = visitor.parameters["people"] != nil
        return json(["data": .array(isPeople ? try await people(text) : try await find(text))])
    }

    private func json(_ value: JSON) -> Answer {
        var answer = Answer(status: 200, body: Array(value.text.utf8))
        answer.set(.at.cacheControl, "no-store")
        answer.set(.at.noSniff, "nosniff")
        return answer
    }

    private func leads(_ text: String) async throws -> [JSON] {
        do {
            return try await visitor.list(
                "lead",
                [
                    "query": text, "_limit": "8", "_fields": "id,display_name,status_label,contacts",
                    // From the beginning on, and without counting: nobody sees here how many there are.
                    "_after": "",
                ])
        } catch is AjarError {
            // Half a query is being typed.
            return []
        }
    }

    private func find(_ text: String) async throws -> [JSON] {
        let leads = try await leads(text)
        var found: [JSON] = leads.map { lead in
            entry(
                lead["display_name"], lead["status_label"].string ?? "Lead",
                "/lead/\(lead["id"].string ?? "")/", "leads")
        }
        let words = text.lowercased()
        for lead in leads {
            for contact in lead["contacts"].array ?? []
            where (contact["name"].string ?? "").lowercased().contains(words) {
                let place = "Person at \(lead["display_name"].string ?? "")"
                found.append(entry(contact["name"], place, "/lead/\(lead["id"].string ?? "")/", "leads"))
            }
        }
        return Array(found.prefix(12)) + (try await emails(words))
    }

    /// The latest emails that have these words in their subject.
    private func emails(_ words: String) async throws -> [JSON] {
        let latest = try await visitor.list(
            "activity/email",
            [
                "_order_by": "-activity_at", "_limit": "100",
                "_fields": "id,lead_id,subject,status,direction,sender,to",
            ])
        let fitting = latest.filter { ($0["subject"].string ?? "").lowercased().contains(words) }
        return fitting.prefix(6).map { email in
            let id = email["id"].string ?? ""
            let isDraft = email["status"].string == "draft"
            let url = isDraft ? "/compose/?email=\(id)" : "/lead/\(email["lead_id"].string ?? "")/#mail-\(id)"
            return entry(
                email["subject"], isDraft ? "Draft" : Mail.values(email)["mail_name"] as? String ?? "Email",
                url, "emails")
        }
    }

    /// Mailboxes to write to.
    private func people(_ text: String) async throws -> [JSON] {
        let words = text.lowercased()
        var found: [JSON] = []
        for lead in try await leads(text) {
            for contact in lead["contacts"].array ?? [] {
                let name = contact["name"].string ?? ""
                for address in (contact["emails"].array ?? []).compactMap({ $0["email"].string }) {
                    let place = lead["display_name"].string ?? ""
                    guard "\(name) \(address) \(place)".lowercased().contains(words) else { continue }
                    let mailbox = Self.mailbox(name, address)
                    found.append(["mailbox": .string(mailbox), "lead": .string(place), "lead_id": lead["id"]])
                }
            }
        }
        return Array(found.prefix(8))
    }

    /// A name with a sign in it that means something in a list of mailboxes is left out.
    static func mailbox(_ name: String, _ address: String) -> String {
        let isPlain = !name.isEmpty && !name.contains { ",;<>\"@()".contains($0) }
        return isPlain ? "\(name) <\(address)>" : address
    }

    private func entry(_ text: JSON, _ kind: String, _ url: String, _ icon: String) -> JSON {
        [
            "text": .string(text.string ?? "Untitled"), "kind": .string(kind), "url": .string(url),
            "icon": .string(icon),
        ]
    }

    /// The lead that somebody with this address belongs to.
    func lead(of mailbox: String) async throws -> String? {
        guard let address = try? Address(parsing: mailbox) else { return nil }
        return try await visitor.api.engine.read(visitor.session.caller) { context in
            guard let lead = context.resources.byPath["lead"] else { return nil }
            let rows = try context.reader.rows(
                """
                SELECT lead_id FROM contact_address
                WHERE organization = \(context.organization) AND email_key = \(address.folded) ORDER BY contact_id LIMIT 20
                """)
            // Only one that the caller may see.
            return try rows.map { $0.text("lead_id") }.first { try context.find(lead, $0) != nil }
        }
    }
}
