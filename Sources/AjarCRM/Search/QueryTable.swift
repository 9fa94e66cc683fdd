import AjarCore
import AjarResource
import AjarStore

/// What a query may ask of the rows of one table: `call(direction:inbound duration > 60)`.
struct QueryTable: Sendable {
    enum Column: Sendable {
        /// Words inside a text.
        case text(String)
        /// One of the words that the column knows.
        case word(String)
        case number(String)
        /// An amount that people write in whole units and the column keeps in cents.
        case money(String)
        case moment(String)
        case day(String)
        case flag(String)
        /// A person, by id, name, address or `me`.
        case user(String)
        case leadStatus(String)
        case opportunityStatus(String)
        case opportunityStatusType(String)
    }

    let name: String
    /// What a word without a field is looked for in.
    let texts: [String]
    let columns: [String: Column]

    func condition(_ node: QueryNode, _ context: ReadContext) throws -> SQL {
        switch node {
        case .all: return "1 = 1"
        case .word(let text), .phrase(let text): return anyText(text)
        case .not(let inner): return "NOT COALESCE((\(try condition(inner, context))), \(Self.no))"
        case .and(let parts): return "(\(try parts.map { try condition($0, context) }.joined(" AND ")))"
        case .or(let parts): return "(\(try parts.map { try condition($0, context) }.joined(" OR ")))"
        case .related: return Self.no
        case .field(let name, let comparison, let value):
            guard let column = columns[name] else {
                return anyText("\(name)\(comparison.rawValue)\(value.text)")
            }
            return try Self.condition(column, comparison, value, context)
        }
    }

    static let no: SQL = "(1 = 0)"

    private func anyText(_ text: String) -> SQL {
        texts.isEmpty ? Self.no : "(\(texts.map { Self.contains("\(name: $0)", text) }.joined(" OR ")))"
    }

    /// Whatever its case as far as ASCII goes, and as it is written beyond that.
    static func contains(_ column: SQL, _ text: String) -> SQL {
        let folded = LeadSearch.pattern(containing: text)
        let exact = "%\(LeadSearch.escaped(text))%"
        return "(LOWER(\(column)) LIKE \(folded) ESCAPE '\\' OR \(column) LIKE \(exact) ESCAPE '\\')"
    }

    private static func condition(
        _ column: Column, _ comparison: QueryComparison, _ value: QueryValue, _ context: ReadContext
    ) throws -> SQL {
        let name = column.name
        if value == .any { return "\(name) IS NOT NULL" }
        let text = value.text
        switch column {
        case .text: return contains(name, text)
        case .word: return "LOWER(\(name)) = \(text.lowercased())"
        case .number:
            guard let number = Double(text) else { return no }
            return "\(name)\(comparison.sql)CAST(\(number) AS DOUBLE PRECISION)"
        case .money:
            guard let number = Double(text.filter { $0.isNumber || $0 == "." || $0 == "-" }) else {
                return no
            }
            return "\(name)\(comparison.sql)CAST(\(number * 100) AS DOUBLE PRECISION)"
        case .moment: return QueryMoment(text, context)?.condition(name, comparison) ?? no
        case .day:
            return QueryMoment(text, context)?.dayCondition(name, comparison, context.caller.offsetMinutes)
                ?? no
        case .flag: return "\(name) = \(["yes", "true", "1"].contains(text.lowercased()))"
        case .user: return "\(name) IN (\(list: try people(text, context)))"
        case .leadStatus: return "\(name) IN (\(list: try leadStatuses(text, context)))"
        case .opportunityStatus:
            return
                "\(name) IN (\(list: try opportunityStatuses(context) { $0 == text || $1.label.lowercased() == text.lowercased() }))"
        case .opportunityStatusType:
            return
                "\(name) IN (\(list: try opportunityStatuses(context) { $1.type.rawValue == text.lowercased() }))"
        }
    }

    // MARK: - Names of things that are few

    static func leadStatuses(_ text: String, _ context: ReadContext) throws -> [String] {
        let rows = try context.reader.rows(
            "SELECT id, label FROM lead_status WHERE organization = \(context.organization)")
        let key = text.lowercased()
        return rows.filter { $0.text("id") == text || $0.text("label").lowercased() == key }.map {
            $0.text("id")
        }.sorted()
    }

    static func opportunityStatuses(
        _ context: ReadContext, where fits: (String, OpportunityStatus.Known) -> Bool
    ) throws -> [String] {
        try OpportunityStatus.all(context).filter { fits($0.key, $0.value) }.keys.sorted()
    }

    private static func people(_ text: String, _ context: ReadContext) throws -> [String] {
        if ["me", "current_user"].contains(text.lowercased()) {
            return context.caller.userID.map { [$0.text] } ?? []
        }
        let key = text.lowercased()
        let rows = try context.reader.rows(
            "SELECT id, email, first_name, last_name FROM member WHERE organization = \(context.organization)"
        )
        return rows.filter { row in
            [
                row.text("email").lowercased(), Users.fullName(row).lowercased(),
                row.text("first_name").lowercased(),
            ].contains(key)
                || row.text("id") == text
        }.map { $0.text("id") }.sorted()
    }
}

extension QueryTable.Column {
    fileprivate var name: SQL {
        switch self {
        case .text(let name), .word(let name), .number(let name), .money(let name), .moment(let name),
            .day(let name),
            .flag(let name), .user(let name), .leadStatus(let name), .opportunityStatus(let name),
            .opportunityStatusType(let name):
            "\(name: name)"
        }
    }
}

extension QueryComparison {
    /// As it stands between a column and a number.
    var sql: SQL { self == .matches ? " = " : SQL(trusted: " \(rawValue) ") }
}

// MARK: - The tables

extension QueryTable {
    /// The table behind a relation, by its name in a query.
    static func related(_ name: String) -> QueryTable? {
        tables[name] ?? (name.hasSuffix("s") ? tables[String(name.dropLast())] : nil)
    }

    private static let common: [String: Column] = [
        "date": .moment("activity_at"), "created": .moment("date_created"),
        "date_created": .moment("date_created"),
        "user": .user("user_id"), "user_id": .user("user_id"),
    ]

    private static func activity(_ name: String, texts: [String], _ more: [String: Column]) -> QueryTable {
        QueryTable(name: name, texts: texts, columns: common.merging(more) { $1 })
    }

    static let opportunity: QueryTable = QueryTable(
        name: "opportunity", texts: ["note"],
        columns: [
            "note": .text("note"), "status": .opportunityStatus("status_id"),
            "status_type": .opportunityStatusType("status_id"),
            "type": .opportunityStatusType("status_id"), "value": .money("value"),
            "confidence": .number("confidence"),
            "period": .word("value_period"), "value_period": .word("value_period"), "user": .user("user_id"),
            "user_id": .user("user_id"), "date_won": .day("date_won"), "close_date": .day("date_won"),
            "date": .moment("date_created"), "created": .moment("date_created"),
            "date_created": .moment("date_created"),
            "updated": .moment("date_updated"), "date_updated": .moment("date_updated"),
        ])

    private static let tables: [String: QueryTable] = [
        "call": activity(
            "call", texts: ["note"],
            [
                "direction": .word("direction"), "status": .word("status"), "duration": .number("duration"),
                "note": .text("note"),
                "disposition": .word("disposition"), "phone": .text("phone"),
            ]),
        "email": activity(
            "email", texts: ["subject", "body_text"],
            [
                "direction": .word("direction"), "status": .word("status"), "subject": .text("subject"),
                "body": .text("body_text"),
                "sender": .text("sender"), "from": .text("sender"), "to": .text("to"),
                "template": .text("template_name"),
            ]),
        "sms": activity(
            "sms", texts: ["text"],
            [
                "direction": .word("direction"), "status": .word("status"), "text": .text("text"),
            ]),
        "note": activity(
            "note", texts: ["note", "title"], ["note": .text("note"), "title": .text("title")]),
        "meeting": activity(
            "meeting", texts: ["title", "note"],
            [
                "status": .word("status"), "title": .text("title"), "date": .moment("starts_at"),
            ]),
        "status_change": activity(
            "lead_status_change", texts: [],
            [
                "old_status": .leadStatus("old_status_id"), "new_status": .leadStatus("new_status_id"),
            ]),
        "opportunity": opportunity,
        "opportunity_status_change": activity(
            "opportunity_status_change", texts: [],
            [
                "old_status": .opportunityStatus("old_status_id"),
                "new_status": .opportunityStatus("new_status_id"),
            ]),
        "task": QueryTable(
            name: "task", texts: ["text"],
            columns: [
                "text": .text("text"), "date": .day("date"), "due_date": .day("due_date"),
                "is_complete": .flag("is_complete"),
                "complete": .flag("is_complete"), "assigned_to": .user("assigned_to"),
                "user": .user("assigned_to"),
                "type": .word("_type"), "created": .moment("date_created"),
            ]),
        "contact": QueryTable(
            name: "contact", texts: ["name", "title", "emails", "phones"],
            columns: [
                "name": .text("name"), "title": .text("title"), "email": .text("emails"),
                "email_address": .text("emails"),
                "phone": .text("phones"), "url": .text("urls"), "created": .moment("date_created"),
                "date_created": .moment("date_created"), "updated": .moment("date_updated"),
            ]),
    ]
}
