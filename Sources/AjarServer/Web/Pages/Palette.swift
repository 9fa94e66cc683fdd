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
        let text = visitor.parameters["q"]?.trimmed ?? ""
        guard !text.isEmpty, text.utf8.count <= 200 else { return json(["data": []]) }
        return json(["data": .array(try await find(text))])
    }

    private func json(_ value: JSON) -> Answer {
        var answer = Answer(status: 200, body: Array(value.text.utf8))
        answer.set(.at.cacheControl, "no-store")
        answer.set(.at.noSniff, "nosniff")
        return answer
    }

    private func find(_ text: String) async throws -> [JSON] {
        let leads: [JSON]
        do {
            leads = try await visitor.list("lead", ["query": text, "_limit": "8", "_fields": "id,display_name,status_label,contacts"])
        } catch is AjarError {
            // Half a query is being typed.
            return []
        }
        var found: [JSON] = leads.map { lead in
            entry(lead["display_name"], lead["status_label"].string ?? "Lead", "/lead/\(lead["id"].string ?? "")/")
        }
        let words = text.lowercased()
        for lead in leads {
            for contact in lead["contacts"].array ?? [] where (contact["name"].string ?? "").lowercased().contains(words) {
                found.append(entry(contact["name"], "Person at \(lead["display_name"].string ?? "")", "/lead/\(lead["id"].string ?? "")/"))
            }
        }
        return found
    }

    private func entry(_ text: JSON, _ kind: String, _ url: String) -> JSON {
        ["text": .string(text.string ?? "Untitled"), "kind": .string(kind), "url": .string(url)]
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
