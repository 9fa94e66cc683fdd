import AjarCore
import AjarResource
import AjarStore

/// What a lead shows beside its own columns.
extension Lead {
    static let loadStatus: Load = Load(["status_label"]) { records, context in
        let rows = try context.reader.rows(
            "SELECT id, label FROM lead_status WHERE organization = \(context.organization)")
        let labels = Dictionary(
            rows.map { ($0.text("id"), $0.text("label")) }, uniquingKeysWith: { first, _ in first })
        for index in records.indices {
            records[index]["status_label"] = JSON(records[index][statusID].flatMap { labels[$0] })
        }
    }

    static let loadContacts: Load = Load(
        [
            "contacts", "contact_ids", "contacts_summary", "display_name", "primary_email", "primary_phone",
            "primary_address_summary",
        ]
    ) { records, context in
        let ids = records.map(\.id.text)
        var found = try context.all(
            Contact.resource, where: "lead_id IN (\(list: ids))", order: "date_created, id")
        try context.complete(&found, Contact.resource)
        let renderer = Renderer(Contact.resource, fields: nil)
        let byLead = Dictionary(grouping: found) { $0[Contact.leadID] ?? "" }
        for index in records.indices {
            let contacts = byLead[records[index].id.text] ?? []
            records[index]["contacts"] = .array(contacts.map(renderer.json))
            records[index]["contact_ids"] = .array(contacts.map(\.id.json))
            records[index]["contacts_summary"] = .string(summary(contacts))
            records[index]["display_name"] = .string(displayName(records[index], contacts))
            records[index]["primary_email"] =
                contacts.lazy.compactMap { $0["emails"].array?.first }.first ?? .null
            records[index]["primary_phone"] =
                contacts.lazy.compactMap { $0["phones"].array?.first }.first ?? .null
            records[index]["primary_address_summary"] = JSON(
                addressSummary(records[index]["addresses"].array?.first))
        }
    }

    static let loadLinks: Load = Load(["html_url"]) { records, context in
        for index in records.indices {
            records[index]["html_url"] = .string("\(context.installation.baseURL)/lead/\(records[index].id)/")
        }
    }

    /// The name, or what the first contact is called, or that there is none.
    static func displayName(_ lead: Record, _ contacts: [Record]) -> String {
        if !lead[name].isEmpty { return lead[name] }
        let first = contacts.first?["display_name"].string ?? ""
        return first.isEmpty ? "Untitled" : first
    }

    private static func summary(_ contacts: [Record]) -> String {
        guard let first = contacts.first?["display_name"].string else { return "" }
        return contacts.count == 1 ? first : "\(first) and \(contacts.count - 1) more"
    }

    private static func addressSummary(_ address: JSON?) -> String? {
        guard let address else { return nil }
        let parts = ["city", "state", "country"].compactMap { address[$0].string }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
