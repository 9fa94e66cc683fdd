import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// A page over plain resources of the API: their lists, and forms that make, change and delete.
protocol ResourcePage: SettingsDesk.Page {
    var desk: SettingsDesk { get }
    var title: String { get }
    var intro: String { get }
    /// The lists of the page.
    func topics() async throws -> [ResourceTopic]
}

/// One list of a page, and what its forms have.
struct ResourceTopic: Sendable {
    let path: String
    var title: String?
    var intro: String?
    var empty: String
    var add: String?
    let fields: [FormField]
    var isDeletable: Bool = true
    /// The fields of what exists already, where they are others than those of something new.
    var changing: [FormField]?
    var query: [(name: String, value: String)] = []
    let row: @Sendable (JSON) -> SettingsList.Row
}

extension ResourcePage {
    func show() async throws -> Answer { try await show(problem: nil, [:]) }

    /// With a problem, the form is shown as it was sent.
    private func show(problem: String?, _ form: [String: String]) async throws -> Answer {
        var sections: [SettingsList.Section] = []
        for topic in try await topics() {
            let isSent = form["topic"] == topic.path
            var section = SettingsList.Section(
                title: topic.title, intro: topic.intro, rows: try await rows(topic), empty: topic.empty,
                topic: topic.path)
            if let add = topic.add {
                let isAdding = isSent && form["do"] == "create"
                let fields = isAdding ? topic.fields.holding(.object(topic.fields.read(form))) : topic.fields
                section.add = (add, "Add", fields)
                section.isOpen = isAdding
            }
            sections.append(section)
        }
        return desk.list(title, intro: intro, SettingsList(sections: sections), problem: problem)
    }

    private func rows(_ topic: ResourceTopic) async throws -> [SettingsList.Row] {
        let parameters = Parameters(topic.query + [(name: "_limit", value: "100")])
        return try await desk.visitor.get(topic.path, all: parameters)["data"].array?.map { object in
            var row = topic.row(object)
            row.id = object["id"].string ?? row.id
            if !row.isFixed {
                row.fields = (topic.changing ?? topic.fields).holding(object)
                if topic.isDeletable { row.actions = [.delete("Delete “\(row.title)”?")] }
            }
            return row
        } ?? []
    }

    func take(_ form: [String: String]) async throws -> Answer {
        guard let topic = try await topics().first(where: { $0.path == form["topic"] }) else {
            throw SettingsDesk.unknownWish
        }
        do {
            switch form["do"] {
            case "create": try await desk.visitor.post(topic.path, topic.fields.read(form))
            case "update":
                try await desk.visitor.put(
                    "\(topic.path)/\(try PathPart.checked(form["id"] ?? ""))",
                    (topic.changing ?? topic.fields).read(form))
            case "delete":
                try await desk.visitor.delete("\(topic.path)/\(try PathPart.checked(form["id"] ?? ""))")
            default: throw SettingsDesk.unknownWish
            }
        } catch let error as AjarError {
            return try await show(problem: Problem.text(error), form)
        }
        return desk.done(form["do"] == "delete" ? "deleted" : "saved")
    }
}

// MARK: - The pages

struct LeadStatusesPage: ResourcePage {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    let title = "Lead statuses"
    let intro = "Where a lead stands. New leads get the first one."

    func topics() async throws -> [ResourceTopic] {
        [
            ResourceTopic(
                path: "status/lead", empty: "No status yet.", add: "Add a status",
                fields: [FormField("label", "Name", isRequired: true)],
                row: { SettingsList.Row(id: "", title: $0["label"].string ?? "") })
        ]
    }
}

struct GroupsPage: ResourcePage {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    let title = "Groups"
    let intro = "Teams, by which lists and reports can be filtered."

    func topics() async throws -> [ResourceTopic] {
        [
            ResourceTopic(
                path: "group",
                empty: "No group yet. A group stands for its members wherever a user can be chosen.",
                add: "Add a group", fields: [FormField("name", "Name", isRequired: true)],
                row: { SettingsList.Row(id: "", title: $0["name"].string ?? "") })
        ]
    }
}

struct OutcomesPage: ResourcePage {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    let title = "Call outcomes"
    let intro = "How a call or a meeting ended, in your own words."

    func topics() async throws -> [ResourceTopic] {
        [
            ResourceTopic(
                path: "outcome",
                empty: "No outcome yet. “Interested” and “Call again” are good ones to begin with.",
                add: "Add an outcome",
                fields: [
                    FormField("name", "Name", isRequired: true),
                    FormField("description", "When to choose it"),
                ],
                row: {
                    SettingsList.Row(
                        id: "", title: $0["name"].string ?? "", detail: $0["description"].string ?? "")
                })
        ]
    }
}

struct LinksPage: ResourcePage {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    let title = "Integration links"
    let intro = "Links on each lead, contact or opportunity that lead to the same one in another program."

    func topics() async throws -> [ResourceTopic] {
        let types = [
            FormField.Option("lead", "Leads"), FormField.Option("contact", "Contacts"),
            FormField.Option("opportunity", "Opportunities"),
        ]
        return [
            ResourceTopic(
                path: "integration_link", empty: "No link yet.", add: "Add a link",
                fields: [
                    FormField("name", "Name", isRequired: true),
                    FormField(
                        "url", "Address",
                        hint:
                            "With a tag where the id goes: https://billing.example.com/?customer={{ lead.id }}",
                        isRequired: true),
                    FormField("type", "Shown on", .choice(types), value: "lead"),
                ],
                row: {
                    SettingsList.Row(
                        id: "", title: $0["name"].string ?? "", detail: $0["url"].string ?? "",
                        tag: $0["type"].string)
                })
        ]
    }
}

struct RolesPage: ResourcePage {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    let title = "Roles"
    let intro = "What members may do. The four built-in roles can’t be changed; make your own beside them."

    func topics() async throws -> [ResourceTopic] {
        let permissions = Roles.permissions.map { FormField.Option($0, Words.plain($0)) }
        return [
            ResourceTopic(
                path: "role", empty: "No role yet.", add: "Add a role",
                fields: [
                    FormField("name", "Name", isRequired: true),
                    FormField("permissions", "May", .many(permissions)),
                ],
                query: [(name: "include_built_in", value: "true")],
                row: { role in
                    let count = role["permissions"].array?.count ?? 0
                    var row = SettingsList.Row(
                        id: "", title: role["name"].string ?? "",
                        detail: count == 1 ? "1 permission" : "\(count) permissions")
                    row.isFixed = role["editable"].bool == false
                    if row.isFixed { row.tag = "built in" }
                    return row
                })
        ]
    }
}

struct CustomFieldsPage: ResourcePage {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    let title = "Custom fields"
    let intro = "What you want to know beside what Ajar knows anyway."

    private static let types: [FormField.Option] = [
        ("text", "Text"), ("textarea", "Long text"), ("number", "Number"), ("date", "Date"),
        ("datetime", "Date and time"),
        ("choices", "Choices"), ("user", "User"), ("contact", "Contact"),
    ].map { FormField.Option($0.0, $0.1) }

    func topics() async throws -> [ResourceTopic] {
        let fields: [FormField] = [
            FormField("name", "Name", isRequired: true), FormField("description", "Description"),
            FormField("type", "Type", .choice(Self.types), value: "text"),
            FormField("choices", "Choices", .lines, hint: "One a line; for the type “Choices” only."),
            FormField("accepts_multiple_values", "More than one value", .check),
        ]
        return [("lead", "On leads"), ("contact", "On contacts"), ("opportunity", "On opportunities")].map {
            target, title in
            ResourceTopic(
                path: "custom_field/\(target)", title: title, empty: "No field of your own yet.",
                add: "Add a field", fields: fields,
                row: { field in
                    let type = field["type"].string ?? ""
                    return SettingsList.Row(
                        id: "", title: field["name"].string ?? "", detail: field["description"].string ?? "",
                        tag: Self.types.first { $0.value == type }?.label ?? type)
                })
        }
    }
}
