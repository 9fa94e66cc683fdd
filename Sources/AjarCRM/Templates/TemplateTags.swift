import AjarCore
import AjarResource
import AjarStore
@preconcurrency import Stencil

/// The values behind the tags of a template, and the filling in of them (reference 4.7). Unknown tags become
/// nothing; a template that can't be read is left as it is, so that a typo never stops a mail.
struct TemplateTags {
    private let values: [String: Any]

    init(lead: String?, contact: String?, _ context: ReadContext) throws {
        var values: [String: Any] = [:]
        let contactRecord = try contact.flatMap { try context.find(Contact.resource, $0) }
        let leadID = lead ?? contactRecord.flatMap { $0[Contact.leadID] }
        if let leadID, let record = try context.find(Lead.resource, leadID) {
            values["lead"] = Self.members(try context.json(record, Lead.resource), target: "lead", context)
        }
        var person: Record? = contactRecord
        if person == nil, let leadID {
            person = try context.all(
                Contact.resource, where: "lead_id = \(leadID)", order: "date_created, id", limit: 1
            ).first
        }
        if let person {
            var members = Self.members(try context.json(person, Contact.resource), target: "contact", context)
            Self.addNames(person[Contact.name], to: &members)
            members["email"] = person[Contact.emails].first?["email"].string ?? ""
            members["phone"] = person[Contact.phones].first?["phone"].string ?? ""
            values["contact"] = members
        }
        if let user = context.caller.userID, let record = try context.find(User.resource, user.text) {
            var members = Self.members(
                .object(JSONObject(record.layout.specs.map { ($0.name, record[$0.name]) })), target: nil,
                context)
            members["name"] =
                "\(record["first_name"].string ?? "") \(record["last_name"].string ?? "")".trimmed
            values["user"] = members
        }
        let name = try context.reader.value(
            "SELECT name FROM organization WHERE organization = \(context.organization)")
        values["organization"] = ["name": name.text ?? ""]
        self.values = values
    }

    /// For a subject: the values as they are, on one line.
    func render(text template: String) -> String {
        fill(template, values).replacing("\r", with: " ").replacing("\n", with: " ")
    }

    /// For a text message: the values as they are, line by line.
    func render(message template: String) -> String { fill(template, values) }

    /// For a body: the values with `<`, `>`, `&` and quotes escaped.
    func render(html template: String) -> String {
        fill(template, Self.escaped(values) as? [String: Any] ?? [:])
    }

    private func fill(_ template: String, _ values: [String: Any]) -> String {
        guard template.utf8.count <= Self.maxTemplate, template.contains("{{") || template.contains("{%")
        else { return template }
        // Loops, includes and blocks are not among the tags of a template: they could run without end or read
        // files.
        let environment = Environment(loader: nil, extensions: [Self.makeTags()])
        return (try? environment.renderTemplate(string: template, context: values)) ?? template
    }

    private static let maxTemplate = 1_048_576

    private static func makeTags() -> Extension {
        let tags = Extension()
        for name in ["for", "include", "extends", "block", "filter", "now", "break", "continue"] {
            tags.registerSimpleTag(name) { _ in "" }
        }
        return tags
    }

    // MARK: - Values

    private static func addNames(_ name: String, to members: inout [String: Any]) {
        let parts = name.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
        members["first_name"] = parts.first ?? ""
        members["last_name"] = parts.dropFirst().first ?? ""
    }

    /// An object's members, with its custom fields under `custom` by id and by name.
    private static func members(_ json: JSON, target: String?, _ context: ReadContext) -> [String: Any] {
        var members: [String: Any] = [:]
        var custom: [String: Any] = [:]
        let definitions = target.flatMap { try? CustomFields.definitions($0, context) } ?? [:]
        for (key, value) in json.object?.members ?? [] {
            if key.hasPrefix("custom.") {
                let id = String(key.dropFirst(7))
                custom[id] = plain(value)
                if let name = definitions[id]?.name { custom[name] = plain(value) }
            } else {
                members[key] = plain(value)
            }
        }
        members["custom"] = custom
        return members
    }

    private static func plain(_ value: JSON) -> Any {
        switch value {
        case .null: ""
        case .bool(let flag): flag
        case .int(let number): number
        case .double(let number): number
        case .string(let text): text
        case .array(let items): items.map(plain)
        case .object(let object):
            Dictionary(object.members.map { ($0.key, plain($0.value)) }, uniquingKeysWith: { $1 })
        }
    }

    private static func escaped(_ value: Any) -> Any {
        switch value {
        case let text as String: escape(text)
        case let items as [Any]: items.map(escaped)
        case let members as [String: Any]: members.mapValues(escaped)
        default: value
        }
    }

    private static func escape(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
