import AjarCore
import AjarResource
import AjarStore

/// Makes SQL of what a query asks of leads. Each part names `lead`, so that it fits into statements with
/// other tables.
struct LeadConditions {
    private let context: ReadContext
    /// How many smart views deep: a view may name views.
    private let depth: Int

    init(_ context: ReadContext, depth: Int = 0) {
        self.context = context
        self.depth = depth
    }

    /// The conditions that all have to be met. Those that stand alone may be asked of an index.
    func conditions(_ node: QueryNode) throws -> [Condition] {
        switch node {
        case .all, .field("sort", _, _): []
        case .and(let parts): try all(Self.wordy(parts))
        case .word(let text), .phrase(let text): [LeadSearch.condition(text, context)]
        case .field, .related, .not, .or: [Condition(try condition(node))]
        }
    }

    /// Where each word is in many leads, the index is asked for those that have them all: they may be few.
    private func all(_ parts: [QueryNode]) throws -> [Condition] {
        var (texts, others): ([String], [Condition]) = ([], [])
        for part in parts {
            switch part {
            case .word(let text), .phrase(let text): texts.append(text)
            default: others += try conditions(part)
            }
        }
        let words = texts.map { LeadSearch.condition($0, context) }
        guard words.count > 1, try !words.contains(where: { try $0.isRare(context.reader) }) else {
            return words + others
        }
        return [LeadSearch.condition(texts, context)] + others
    }

    /// Signs between words mean nothing: `A & B`.
    private static func wordy(_ parts: [QueryNode]) -> [QueryNode] {
        let kept = parts.filter { if case .word(let text) = $0 { LeadSearch.hasWords(text) } else { true } }
        return kept.isEmpty ? parts : kept
    }

    func condition(_ node: QueryNode) throws -> SQL {
        switch node {
        case .all: return "1 = 1"
        case .word(let text), .phrase(let text): return try words(text)
        case .not(let inner): return "NOT COALESCE((\(try condition(inner))), \(QueryTable.no))"
        case .and(let parts): return "(\(try Self.wordy(parts).map(condition).joined(" AND ")))"
        case .or(let parts): return "(\(try parts.map(condition).joined(" OR ")))"
        case .related(let name, let inner):
            guard let table = QueryTable.related(name) else { return QueryTable.no }
            return owns(table.name, where: try table.condition(inner, context))
        case .field(let name, let comparison, let value): return try field(name, comparison, value)
        }
    }

    /// The lead has a row in the table that fits.
    private func owns(_ table: String, where condition: SQL) -> SQL {
        """
        lead.id IN (SELECT \(name: table).lead_id FROM \(name: table)
            WHERE \(name: table).organization = \(context.organization) AND (\(condition)))
        """
    }

    private func words(_ text: String, in column: String = "text") throws -> SQL {
        try LeadSearch.condition(text, in: column, context).nested("lead.id", context.reader)
    }

    // MARK: - Fields

    private func field(_ name: String, _ comparison: QueryComparison, _ value: QueryValue) throws -> SQL {
        if let table = Self.counted[name] { return count(table, comparison, value) }
        if name.hasPrefix("custom.") { return try custom(String(name.dropFirst(7)), comparison, value) }
        let text = value.text
        switch name {
        case "sort": return "1 = 1"
        case "slice": return slice(text)
        case "in": return try view(text)
        case "has": return try has(text)
        case "id", "lead_id": return "lead.id = \(text)"
        case "name", "company", "lead", "display_name":
            return value == .any ? "lead.name <> ''" : try words(text, in: "name")
        case "description":
            return value == .any ? "lead.description <> ''" : QueryTable.contains("lead.description", text)
        case "url": return value == .any ? "lead.url IS NOT NULL" : QueryTable.contains("lead.url", text)
        case "status", "lead_status":
            return "lead.status_id IN (\(list: try QueryTable.leadStatuses(text, context)))"
        case "created", "date_created": return moment("lead.date_created", comparison, text)
        case "updated", "date_updated": return moment("lead.date_updated", comparison, text)
        case "email_address", "email":
            return address("contact_address", "email_key", value, text.lowercased())
        case "phone", "phone_number":
            return address(
                "contact_phone", "phone", value, PhoneNumber(text)?.number ?? text.filter(\.isNumber))
        case "contact", "contact_name": return related("contact", "name", comparison, value)
        case "title": return related("contact", "title", comparison, value)
        case "note": return related("note", "note", comparison, value)
        case "opportunity_status": return related("opportunity", "status", comparison, value)
        case "direction": return related("call", "direction", comparison, value)
        case "last_called": return last("call", comparison, value)
        case "last_emailed", "last_contacted": return last("email", comparison, value)
        case "email_opened":
            let opened = owns("email", where: "email.opens <> '[]'")
            return text.lowercased() == "no" ? "NOT \(opened)" : opened
        case "city", "state", "zipcode", "country", "address_1", "address_2": return part(name, value)
        default:
            // A name that nobody knows is what people wrote.
            return try words("\(name)\(comparison.rawValue)\(text)")
        }
    }

    /// Tables whose rows a query may count.
    private static let counted: [String: String] = [
        "calls": "call", "emails": "email", "sms_messages": "sms", "notes": "note", "meetings": "meeting",
        "contacts": "contact", "opportunities": "opportunity", "tasks": "task",
    ]

    private func count(_ table: String, _ comparison: QueryComparison, _ value: QueryValue) -> SQL {
        if value == .any { return owns(table, where: "1 = 1") }
        guard let number = Int(value.text) else { return QueryTable.no }
        if number == 0, comparison == .matches { return "NOT \(owns(table, where: "1 = 1"))" }
        return """
            (SELECT COUNT(*) FROM \(name: table) WHERE \(name: table).organization = lead.organization
                AND \(name: table).lead_id = lead.id)\(comparison.sql)\(number)
            """
    }

    private func has(_ text: String) throws -> SQL {
        switch text.lowercased() {
        case "addresses", "address": return "lead.addresses <> '[]'"
        case "url", "urls": return "lead.url IS NOT NULL"
        case "description": return "lead.description <> ''"
        case "email_addresses", "email_address": return owns("contact_address", where: "1 = 1")
        case "phones", "phone", "phone_numbers": return owns("contact_phone", where: "1 = 1")
        case let word:
            guard let table = Self.counted[word] ?? QueryTable.related(word)?.name else {
                return QueryTable.no
            }
            return owns(table, where: "1 = 1")
        }
    }

    private func related(
        _ relation: String, _ field: String, _ comparison: QueryComparison, _ value: QueryValue
    ) -> SQL {
        guard let table = QueryTable.related(relation),
            let condition = try? table.condition(.field(field, comparison, value), context)
        else { return QueryTable.no }
        return owns(table.name, where: condition)
    }

    private func moment(_ column: SQL, _ comparison: QueryComparison, _ text: String) -> SQL {
        QueryMoment(text, context)?.condition(column, comparison) ?? QueryTable.no
    }

    /// When it last happened. What never happened is before everything.
    private func last(_ table: String, _ comparison: QueryComparison, _ value: QueryValue) -> SQL {
        if value == .any { return owns(table, where: "1 = 1") }
        let latest: SQL = """
            (SELECT MAX(\(name: table).activity_at) FROM \(name: table)
                WHERE \(name: table).organization = lead.organization AND \(name: table).lead_id = lead.id)
            """
        return moment(latest, comparison, value.text)
    }

    private func address(_ table: String, _ column: String, _ value: QueryValue, _ key: String) -> SQL {
        if value == .any { return owns(table, where: "1 = 1") }
        guard !key.isEmpty else { return QueryTable.no }
        // A whole address is found by its key.
        if key.contains("@"), !key.hasPrefix("@") {
            return owns(table, where: "\(name: column) >= \(key) AND \(name: column) < \(key + "\u{10FFFF}")")
        }
        return owns(table, where: "\(name: column) LIKE \(LeadSearch.pattern(containing: key)) ESCAPE '\\'")
    }

    /// A part of an address, from its first letter on.
    private func part(_ name: String, _ value: QueryValue) -> SQL {
        let start = value == .any ? "" : value.text
        let text = JSON.string(start).text.dropFirst().dropLast()
        let exists = value == .any ? "_%" : ""
        let pattern = "%\"\(LeadSearch.escaped(name))\":\"\(LeadSearch.escaped(text.lowercased()))\(exists)%"
        return owns("lead_search", where: "lead_search.addresses LIKE \(pattern) ESCAPE '\\'")
    }

    // MARK: - What needs to look something up

    private func custom(_ name: String, _ comparison: QueryComparison, _ value: QueryValue) throws -> SQL {
        let known = try CustomFields.definitions("lead", context)
        let key = name.lowercased()
        guard
            let field = known[name]
                ?? known.values.first(where: { $0.name.lowercased() == key || $0.id.lowercased() == key })
        else { return QueryTable.no }
        let column = "\"lead\".\"custom\""
        let text: SQL = "\(.jsonText(column: column, key: field.id))"
        if value == .any { return "\(text) IS NOT NULL" }
        switch field.type {
        case "number":
            guard let number = Double(value.text) else { return QueryTable.no }
            return "\(.jsonNumber(column: column, key: field.id))\(comparison.sql)\(number)"
        case "date", "datetime":
            guard let moment = QueryMoment(value.text, context) else { return QueryTable.no }
            return moment.dayCondition(text, comparison, context.caller.offsetMinutes)
        default:
            if field.acceptsMany { return "\(.jsonHas(column: column, key: field.id))\(value.text))" }
            return QueryTable.contains(text, value.text)
        }
    }

    /// One of several parts that together are all: by the moment of creation, which is as good as a die.
    private func slice(_ text: String) -> SQL {
        let parts = text.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 2, (1...1000).contains(parts[1]), (0...parts[1]).contains(parts[0]) else {
            return QueryTable.no
        }
        return "lead.date_created % \(parts[1]) = \(parts[0] % parts[1])"
    }

    /// The leads of a smart view, by its name or id, where it is one of this language.
    private func view(_ name: String) throws -> SQL {
        guard depth < 3, let resource = context.resources.byPath["saved_search"] else { return QueryTable.no }
        let views = try context.all(resource, where: "1 = 1", order: "id", limit: 1000)
        guard
            let text = views.first(where: { $0.id.text == name || $0["name"].string == name })?["query"]
                .string
        else {
            return QueryTable.no
        }
        return try LeadConditions(context, depth: depth + 1).condition(try QueryParser.parse(text))
    }
}
