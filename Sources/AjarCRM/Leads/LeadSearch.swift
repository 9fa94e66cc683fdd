import AjarCore
import AjarResource
import AjarStore

/// The words of a lead and its contacts, folded to lower case here because the databases fold differently. A
/// query looks for words in it (reference 6.8).
enum LeadSearch {
    /// An effect of leads.
    @Sendable static func keep(_ change: Change, _ context: WriteContext) throws {
        let names = ["name", "description", "url", "addresses", "custom"]
        guard change.isCreation || change.isDeletion || names.contains(where: change.changes) else { return }
        try refresh(change.id.text, context)
    }

    /// An effect of contacts.
    @Sendable static func keepContact(_ change: Change, _ context: WriteContext) throws {
        let names = ["name", "title", "emails", "phones", "urls", "lead_id", "custom"]
        guard change.isCreation || change.isDeletion || names.contains(where: change.changes) else { return }
        let leads = Set([change.old?[Contact.leadID], change.new[Contact.leadID]].compactMap { $0 })
        for lead in leads.sorted() { try refresh(lead, context) }
    }

    private static func refresh(_ id: String, _ context: WriteContext) throws {
        guard let lead = try context.all(Lead.resource, where: "id = \(id)", order: "id").first else {
            try context.transaction.execute(
                "DELETE FROM lead_search WHERE organization = \(context.organization) AND lead_id = \(id)")
            return
        }
        let contacts = try context.all(Contact.resource, where: "lead_id = \(id)", order: "date_created, id")
        var texts = [lead[Lead.name], lead["description"].string ?? "", lead["url"].string ?? ""]
        texts += values(lead["addresses"]) + values(lead["custom"])
        for contact in contacts {
            texts += [contact[Contact.name], contact["title"].string ?? ""]
            for list in ["emails", "phones", "urls", "custom"] { texts += values(contact[list]) }
        }
        try context.transaction.execute(
            """
            INSERT INTO lead_search (organization, lead_id, name, text, addresses)
            VALUES (\(context.organization), \(id), \(folded([lead[Lead.name]])), \(folded(texts)),
                \(lead["addresses"].text.lowercased()))
            ON CONFLICT (organization, lead_id) DO UPDATE
            SET name = excluded.name, text = excluded.text, addresses = excluded.addresses
            """)
    }

    /// All texts inside a value, without the words that only say what kind of value it is.
    private static func values(_ value: JSON) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let items): items.flatMap(values)
        case .object(let object):
            object.members.filter { !["type", "label", "tz_ids"].contains($0.key) }.flatMap {
                values($0.value)
            }
        case .int(let number): [String(number)]
        case .null, .bool, .double: []
        }
    }

    /// Each text with single spaces, and behind it what begins after a sign inside a word: `gob@bluth.test`
    /// is found by
    /// `gob@`, and by `bluth.test` as well. Every word has a space before it.
    static func folded(_ texts: [String]) -> String {
        var out = ""
        for text in texts where !text.isEmpty {
            let words = text.prefix(20_000).lowercased().split(whereSeparator: \.isWhitespace)
            for word in words { out += " \(word)" }
            out += " |"
            for word in words {
                let parts = word.split { !$0.isLetter && !$0.isNumber }
                for part in parts.prefix(10) where part.startIndex > word.startIndex {
                    out += " \(word[part.startIndex...])"
                }
            }
        }
        return out
    }

    /// A pattern that finds words beginning like this. A script without spaces has no beginnings: there it is
    /// found anywhere.
    static func pattern(word: String) -> String {
        let folded = escaped(word.lowercased())
        return word.utf8.allSatisfy { $0 < 0x80 } ? "% \(folded)%" : "%\(folded)%"
    }

    /// A pattern that finds these words in this order.
    static func pattern(phrase: String) -> String {
        let words = phrase.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.utf8.allSatisfy { $0 < 0x80 } ? "% \(escaped(words))%" : "%\(escaped(words))%"
    }

    static func pattern(containing text: String) -> String { "%\(escaped(text.lowercased()))%" }

    /// What LIKE would read as a sign stands for itself.
    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    }
}
