import AjarCRM
import AjarCore
import AjarResource
import AjarStore

/// A column of the list of leads: one of ours, or a custom field.
struct LeadColumn: Sendable, Equatable {
    private enum Kind: Sendable { case name, status, people, email, phone, money, moment, custom(String) }

    let name: String
    let label: String
    /// What the API calls it.
    let field: String
    private let kind: Kind
    /// How `sort:` calls it.
    let sort: String?
    let isUsual: Bool

    private init(
        _ name: String, _ label: String, _ field: String, _ kind: Kind, sort: String? = nil,
        isUsual: Bool = false
    ) {
        self.name = name
        self.label = label
        self.field = field
        self.kind = kind
        self.sort = sort
        self.isUsual = isUsual
    }

    static func == (one: LeadColumn, other: LeadColumn) -> Bool { one.name == other.name }

    static let title: LeadColumn = LeadColumn("name", "Name", "display_name", .name, sort: "name")

    private static let ours: [LeadColumn] = [
        LeadColumn("status", "Status", "status_label", .status, isUsual: true),
        LeadColumn("people", "People", "contacts", .people, isUsual: true),
        LeadColumn("email", "E-mail", "contacts", .email),
        LeadColumn("phone", "Phone", "contacts", .phone),
        LeadColumn("value", "Open value", "opportunities", .money),
        LeadColumn("created", "Created", "date_created", .moment, sort: "created"),
        LeadColumn("updated", "Changed", "date_updated", .moment, sort: "updated", isUsual: true),
    ]

    static func all(_ custom: [JSON]) -> [LeadColumn] {
        ours
            + custom.compactMap { field in
                guard let id = field["id"].string, let type = field["type"].string, type != "hidden" else {
                    return nil
                }
                return LeadColumn(id, field["name"].string ?? id, "custom.\(id)", .custom(type))
            }
    }

    var isNumber: Bool {
        switch kind {
        case .money: true
        case .custom(let type): type == "number"
        case .name, .status, .people, .email, .phone, .moment: false
        }
    }

    func cell(_ lead: JSON) -> Values {
        var cell: Values = isNumber ? ["is_number": true] : [:]
        switch kind {
        case .status: cell["tag"] = lead["status_label"].value
        case .moment: cell["at"] = Words.moment(lead[field].string)
        case .custom("date"), .custom("datetime"): cell["at"] = Words.moment(lead[field].string)
        case .name: cell["text"] = lead["display_name"].value
        case .people: cell["text"] = people(lead)
        case .email: cell["text"] = first(lead, "emails", "email")
        case .phone: cell["text"] = first(lead, "phones", "phone")
        case .money: cell["text"] = value(lead)
        case .custom: cell["text"] = LeadFact.text(lead[field])
        }
        return cell
    }

    private func people(_ lead: JSON) -> String {
        let contacts = lead["contacts"].array ?? []
        let people = contacts.prefix(2).compactMap { $0["display_name"].string ?? $0["name"].string }
        return people.joined(separator: ", ") + (contacts.count > 2 ? " and \(contacts.count - 2) more" : "")
    }

    private func first(_ lead: JSON, _ list: String, _ name: String) -> String? {
        (lead["contacts"].array ?? []).lazy.flatMap { $0[list].array ?? [] }.compactMap { $0[name].string }
            .first
    }

    private func value(_ lead: JSON) -> String? {
        let open = (lead["opportunities"].array ?? []).filter { $0["status_type"].string == "active" }
            .compactMap { $0["value"].int }
        return open.isEmpty ? nil : Words.money(open.reduce(0, +))
    }
}
