import AjarCore
package import AjarResource
import AjarStore

/// Leads as comma-separated values, a row for each contact; what an import takes in again as it is.
package struct LeadExport: Sendable {
    private static let page: Int = 200

    private let engine: Engine
    private let caller: Caller
    private let query: ListQuery

    /// The parameters are those of the list of leads.
    package init(_ parameters: Parameters, _ engine: Engine, _ caller: Caller) throws {
        guard caller.may("export") else { throw AjarError.forbidden(WriteContext.noPermission) }
        self.engine = engine
        self.caller = caller
        query = try ListQuery(parameters, Lead.resource)
    }

    /// The next leads in the order of their ids, and the last id; nil when there are no more. Each page is a
    /// read of its own, so a long download holds nothing.
    package func rows(after last: String?) async throws -> (text: String, last: String)? {
        try await engine.read(caller) { [query] context in
            let fields = try context.all(CustomField.lead, where: "1 = 1", order: "position, id")
            var condition = try context.condition(Lead.resource, query)
            if let last { condition += " AND \"id\" > \(last)" }
            var leads = try context.all(Lead.resource, where: condition, order: "\"id\"", limit: Self.page)
            guard let end = leads.last else { return last == nil ? (Self.heading(fields), "~") : nil }
            let renderer = Renderer(Lead.resource, fields: Self.fields)
            try context.completePage(&leads, Lead.resource, renderer)
            var text = last == nil ? Self.heading(fields) : ""
            for lead in leads { text += Self.lines(renderer.json(lead), fields) }
            return (text, end.id.text)
        }
    }

    private static let fields: String =
        "id,name,status_label,url,description,contacts,addresses,date_created,custom"

    private static let columns: [String] = [
        "Lead id", "Company", "Lead status", "Website", "Description", "Contact’s name", "Contact’s title",
        "E-mail address", "Phone",
        "Street", "City", "State", "Postal code", "Country", "Created",
    ]

    private static func heading(_ fields: [Record]) -> String {
        line(columns + fields.map { $0[CustomField.name] })
    }

    private static func lines(_ lead: JSON, _ fields: [Record]) -> String {
        let address = lead["addresses"].array?.first ?? .null
        let place = ["address_1", "city", "state", "zipcode", "country"].map { address[$0].string ?? "" }
        let custom = fields.map { words(lead["custom.\($0.id)"]) }
        let head = [lead["id"], lead["name"], lead["status_label"], lead["url"], lead["description"]].map(
            words)
        let contacts = lead["contacts"].array ?? []
        return (contacts.isEmpty ? [.null] : contacts).map { contact in
            let person = [
                words(contact["name"]), words(contact["title"]),
                words(contact["emails"].array?.first?["email"] ?? .null),
                words(contact["phones"].array?.first?["phone"] ?? .null),
            ]
            return line(head + person + place + [words(lead["date_created"])] + custom)
        }.joined()
    }

    private static func words(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        case .array(let items): items.map(words).joined(separator: "; ")
        case .bool, .int, .double, .object: value.text
        }
    }

    private static func line(_ fields: [String]) -> String {
        fields.map(cell).joined(separator: ",") + "\r\n"
    }

    /// What a spreadsheet would run as a formula gets an apostrophe before it: a lead's name must not run on
    /// a colleague's machine.
    private static func cell(_ text: String) -> String {
        var text = text
        if let first = text.first,
            "=@\t\r".contains(first) || ("+-".contains(first) && text.contains(where: \.isLetter))
        {
            text = "'\(text)"
        }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline || $0 == ";" }) else {
            return text
        }
        return
            "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
