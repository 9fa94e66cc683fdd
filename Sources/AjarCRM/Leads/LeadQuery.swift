import AjarResource
import AjarStore

/// The older string language of `query=` (reference 6.8): so far a list of words, each found in a name, a contact or an address.
enum LeadQuery {
    static func condition(_ text: String, _ context: ReadContext) throws -> SQL? {
        let words = text.split(separator: " ").prefix(20).map { $0.lowercased() }
        guard !words.isEmpty else { return nil }
        let conditions: [SQL] = words.map { word in
            let pattern = "%\(word.replacing("%", with: "").replacing("_", with: ""))%"
            return """
                (LOWER(lead.name) LIKE \(pattern) OR EXISTS (SELECT 1 FROM contact WHERE contact.organization = lead.organization
                    AND contact.lead_id = lead.id AND (LOWER(contact.name) LIKE \(pattern) OR LOWER(contact.emails) LIKE \(pattern))))
                """
        }
        return "(\(conditions.joined(" AND ")))"
    }
}
