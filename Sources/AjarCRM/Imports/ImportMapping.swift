import AjarCore
import AjarResource
import AjarStore

/// Which column of a file goes where on a lead and its contact.
struct ImportMapping: Sendable {
    /// What a column can be, and the headings by which it is recognised.
    static let targets: [(name: String, label: String, headings: [String])] = [
        (
            "lead.name", "Company",
            [
                "company", "company name", "organization", "account", "account name", "lead", "lead name",
                "firma",
            ]
        ),
        ("lead.url", "Website", ["website", "url", "web", "domain", "homepage"]),
        ("lead.description", "Description", ["description", "about", "notes", "note"]),
        ("lead.status", "Lead status", ["status", "lead status", "stage"]),
        ("contact.name", "Contact’s name", ["name", "contact", "contact name", "full name", "person"]),
        ("contact.first_name", "Contact’s first name", ["first name", "firstname", "given name", "vorname"]),
        (
            "contact.last_name", "Contact’s last name",
            ["last name", "lastname", "surname", "family name", "nachname"]
        ),
        ("contact.title", "Contact’s title", ["title", "job title", "position", "role"]),
        ("contact.email", "E-mail address", ["email", "e-mail", "email address", "e-mail address", "mail"]),
        ("contact.phone", "Phone", ["phone", "phone number", "telephone", "mobile", "tel", "telefon"]),
        ("address.address_1", "Street", ["street", "address", "address 1", "address line 1"]),
        ("address.city", "City", ["city", "town", "ort"]),
        ("address.state", "State", ["state", "region", "province"]),
        ("address.zipcode", "Postal code", ["zip", "zipcode", "zip code", "postal code", "postcode", "plz"]),
        ("address.country", "Country", ["country", "country code", "land"]),
    ]

    /// A target per column; an empty one leaves the column out.
    let columns: [String]
    private let customTypes: [String: String]

    init(_ columns: [String], _ context: ReadContext) throws {
        self.columns = columns
        let fields = try context.all(CustomField.lead, where: "1 = 1", order: "position, id")
        customTypes = Dictionary(
            fields.map { ("custom.\($0.id)", $0[CustomField.type]) }, uniquingKeysWith: { $1 })
    }

    /// What is wrong with it; nil when it can be used.
    func problem() -> String? {
        let names = Set(Self.targets.map(\.name))
        for (index, column) in columns.enumerated()
        where !column.isEmpty && !names.contains(column) && customTypes[column] == nil {
            return "Column \(index + 1) can’t be “\(column)”."
        }
        let used = Set(columns)
        let naming: Set<String> = [
            "lead.name", "contact.name", "contact.first_name", "contact.last_name", "contact.email",
        ]
        return used.isDisjoint(with: naming)
            ? "A column must say who it is: a company, a name or an e-mail address." : nil
    }

    /// A guess for each heading; each target is guessed once.
    static func guess(_ headings: [String], _ context: ReadContext) throws -> [String] {
        let custom = try context.all(CustomField.lead, where: "1 = 1", order: "position, id")
        var used: Set<String> = []
        return headings.map { heading in
            let key = heading.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" }.joined(
                separator: " ")
            let known = targets.first {
                $0.headings.contains(key) || $0.label.lowercased() == key || $0.name == heading
            }?.name
            // The organization's own words come before ours.
            let own = custom.first { $0[CustomField.name].lowercased() == heading.trimmed.lowercased() }
            let target = own.map { "custom.\($0.id)" } ?? known
            guard let target, used.insert(target).inserted else { return "" }
            return target
        }
    }

    // MARK: - One row

    struct Found: Sendable {
        var lead = JSONObject()
        var contact = JSONObject()
        var email: String?
        var leadName: String { lead["name"]?.string ?? "" }
    }

    /// Nil when the row has nothing of what is mapped.
    func read(_ fields: [String]) -> Found? {
        var values: [String: String] = [:]
        for (column, field) in zip(columns, fields) where !column.isEmpty {
            let text = field.trimmed
            if !text.isEmpty, values[column] == nil { values[column] = text }
        }
        guard !values.isEmpty else { return nil }
        var found = Found()
        for name in ["name", "url", "description", "status"] {
            if let text = values["lead.\(name)"] { found.lead[name] = .string(Self.url(name, text)) }
        }
        for (name, type) in customTypes {
            if let text = values[name] { found.lead[name] = Self.custom(text, type) }
        }
        var address = JSONObject()
        for name in ["address_1", "city", "state", "zipcode", "country"] {
            if let text = values["address.\(name)"] { address[name] = .string(text) }
        }
        if !address.isEmpty { found.lead["addresses"] = [.object(address)] }
        let parts = [values["contact.first_name"], values["contact.last_name"]].compactMap { $0 }
        let name = values["contact.name"] ?? (parts.isEmpty ? nil : parts.joined(separator: " "))
        if let name { found.contact["name"] = .string(name) }
        if let title = values["contact.title"] { found.contact["title"] = .string(title) }
        if let email = values["contact.email"] {
            found.contact["emails"] = [["type": "office", "email": .string(email)]]
            found.email = email.lowercased()
        }
        if let phone = values["contact.phone"] {
            found.contact["phones"] = [["type": "office", "phone": .string(phone)]]
        }
        if found.leadName.isEmpty, let name = name ?? values["contact.email"] {
            found.lead["name"] = .string(name)
        }
        return found
    }

    private static func url(_ name: String, _ text: String) -> String {
        name == "url" && !text.contains("://") ? "https://\(text)" : text
    }

    private static func custom(_ text: String, _ type: String) -> JSON {
        guard type == "number" else { return .string(text) }
        return Int(text).map(JSON.int) ?? Double(text).map(JSON.double) ?? .string(text)
    }
}
