import AjarCore
import AjarResource
import AjarStore

/// The words of a lead and its contacts, cut and folded to lower case here because the databases differ in
/// both. A query looks for words in it (reference 6.8).
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
        // A lead that is being made with its contacts has no row yet, and gets it when they are all there.
        for lead in leads.sorted() where try context.reader.exists(row(lead, context)) {
            try refresh(lead, context)
        }
    }

    private static func row(_ lead: String, _ context: ReadContext) -> SQL {
        "SELECT 1 FROM lead_search WHERE organization = \(context.organization) AND lead_id = \(lead)"
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
            VALUES (\(context.organization), \(id), \(words([lead[Lead.name]], context)),
                \(words(texts, context)), \(lead["addresses"].text.lowercased()))
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

    // MARK: - Words

    /// More than anybody searches for; one of the databases takes no more than a megabyte.
    private static let maxLength: Int = 200_000

    /// The words of all texts, a space before each, and a bar between two texts so that no phrase reaches
    /// over it.
    private static func words(_ texts: [String], _ context: ReadContext) -> String {
        var out = ""
        for text in texts where out.utf8.count < maxLength {
            let words = phrase(String(text.prefix(20_000)), context)
            guard !words.isEmpty else { continue }
            out += out.isEmpty ? " \(words)" : " | \(words)"
        }
        return out
    }

    /// The words of a text with single spaces between. Each begins with its organization, so that the index
    /// of the words is one per organization, too.
    private static func phrase(_ text: String, _ context: ReadContext) -> String {
        let tenant = "o\(context.organization)x"
        var out = ""
        var isInside = false
        for character in text.lowercased() {
            let isWord = character.isLetter || character.isNumber
            // Scripts without spaces: every character is a word.
            let standsAlone =
                isWord && character.unicodeScalars.first.map { $0.value >= 0x2E80 && !isHangul($0) } ?? false
            if isWord {
                if !isInside || standsAlone { out += out.isEmpty ? tenant : " \(tenant)" }
                out.append(character)
            }
            isInside = isWord && !standsAlone
        }
        return out
    }

    private static func isHangul(_ scalar: Unicode.Scalar) -> Bool {
        (0xAC00...0xD7AF).contains(scalar.value)
    }

    /// Whether a text holds anything that can be looked for.
    static func hasWords(_ text: String) -> Bool { text.contains { $0.isLetter || $0.isNumber } }

    /// Leads with these words in this order; the last one may go on.
    static func condition(_ text: String, in column: String = "text", _ context: ReadContext) -> Condition {
        condition([text], in: column, context)
    }

    /// Leads with all of these texts.
    static func condition(
        _ texts: [String], in column: String = "text", _ context: ReadContext
    ) -> Condition {
        let phrases = texts.map { phrase($0, context) }
        guard !phrases.contains("") else { return Condition(QueryTable.no) }
        let search = context.reader.dialect.search
        let fits: [SQL] = phrases.map { "lead_search.\(name: column) LIKE \("% \($0)%")" }
        let test: SQL = """
            (SELECT \(fits.joined(" AND ")) FROM lead_search
                WHERE lead_search.organization = lead.organization AND lead_search.lead_id = lead.id)
            """
        let ids = search.selection(
            of: "lead_search.lead_id AS found_id", table: "lead_search", phrases: phrases)
        // The index doesn't know columns, nor where a text ends.
        let unsure = zip(phrases, fits).filter { column != "text" || $0.0.contains(" ") }.map(\.1)
        guard unsure.isEmpty else { return Condition(test: test, ids: ([ids] + unsure).joined(" AND ")) }
        return Condition(
            test: test, ids: ids,
            rows: search.rows(table: "lead_search", phrases: phrases, isWhole: false),
            some: search.rows(table: "lead_search", phrases: phrases, isWhole: true))
    }

    // MARK: - Patterns

    static func pattern(containing text: String) -> String { "%\(escaped(text.lowercased()))%" }

    /// What LIKE would read as a sign stands for itself.
    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    }
}
