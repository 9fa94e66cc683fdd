import AjarCRM
import AjarCore

extension ResourcePage {
    static let statuses: ResourcePage = ResourcePage(
        "Lead statuses", intro: "Where a lead stands. New leads get the first one.",
        ResourceTopic(
            path: "status/lead", empty: "No status yet.", add: "Add a status",
            fields: [FormField("label", "Name", isRequired: true)], row: SettingsList.Row.of("label")))

    static let outcomes: ResourcePage = ResourcePage(
        "Call outcomes", intro: "How a call or a meeting ended, in your own words.",
        ResourceTopic(
            path: "outcome",
            empty: "No outcome yet. “Interested” and “Call again” are good ones to begin with.",
            add: "Add an outcome",
            fields: [
                FormField("name", "Name", isRequired: true), FormField("description", "When to choose it"),
            ],
            row: SettingsList.Row.of("name", "description")))

    static let links: ResourcePage = ResourcePage(
        "Integration links",
        intro: "Links on each lead, contact or opportunity that lead to the same one in another program.",
        ResourceTopic(
            path: "integration_link", empty: "No link yet.", add: "Add a link",
            fields: [
                FormField("name", "Name", isRequired: true),
                FormField(
                    "url", "Address",
                    hint: "With a tag where the id goes: https://billing.example.com/?customer={{ lead.id }}",
                    isRequired: true),
                FormField(
                    "type", "Shown on",
                    .choice([
                        FormField.Option("lead", "Leads"), FormField.Option("contact", "Contacts"),
                        FormField.Option("opportunity", "Opportunities"),
                    ]), value: "lead"),
            ],
            row: SettingsList.Row.of("name", "url", tag: "type")))

    static let messages: ResourcePage = ResourcePage(
        "SMS templates",
        intro: "Texts for messages, with places that are filled in for each lead: {{contact.first_name}}.",
        ResourceTopic(
            path: "sms_template", empty: "No text yet.", add: "Add a text",
            fields: [
                FormField("name", "Name", isRequired: true), FormField("text", "Text", .area),
                FormField("is_shared", "Everybody may use it", .check),
            ],
            row: SettingsList.Row.of("name", "text")))

    static let playbooks: ResourcePage = ResourcePage(
        "Playbooks", intro: "What to ask in a call or a meeting, and how to sum it up."
    ) { visitor in
        let outcomes = try await visitor.list("outcome", ["_limit": "100"]).map {
            FormField.Option($0["id"].string ?? "", $0["name"].string ?? "")
        }
        var fields = [
            FormField("name", "Name", isRequired: true), FormField("description", "When it is for", .area),
            FormField("summary_guidance", "How to sum up", .area),
        ]
        if !outcomes.isEmpty { fields.append(FormField("outcome_ids", "How it may end", .many(outcomes))) }
        return [
            ResourceTopic(
                path: "playbook", empty: "No playbook yet.", add: "Add a playbook", fields: fields,
                query: [(name: "is_archived", value: "false")],
                row: SettingsList.Row.of("name", "description"))
        ]
    }

    static let roles: ResourcePage = ResourcePage(
        "Roles",
        intro: "What members may do. The four built-in roles can’t be changed; make your own beside them.",
        ResourceTopic(
            path: "role", empty: "No role yet.", add: "Add a role",
            fields: [
                FormField("name", "Name", isRequired: true),
                FormField(
                    "permissions", "May",
                    .many(Roles.permissions.map { FormField.Option($0, Words.plain($0)) })),
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
            }))
}

// MARK: - What an organization defines itself

extension ResourcePage {
    static let fields: ResourcePage = ResourcePage(
        "Custom fields", intro: "What you want to know beside what Ajar knows anyway."
    ) { _ in
        [("lead", "On leads"), ("contact", "On contacts"), ("opportunity", "On opportunities")].map {
            fieldTopic("custom_field/\($0)", title: $1)
        }
    }

    static let activities: ResourcePage = ResourcePage(
        "Custom activities",
        intro: "What you do with customers beside emails and calls: a demo, a site visit, an audit."
    ) { visitor in
        let types = ResourceTopic(
            path: "custom_activity", empty: "No type yet.", add: "Add a type of activity",
            fields: [
                FormField("name", "Name", isRequired: true), FormField("description", "Description"),
            ],
            row: SettingsList.Row.of("name", "description"))
        return [types]
            + (try await fieldTopics(
                of: "custom_activity", "custom_field/activity", "custom_activity_type_id", visitor))
    }

    static let objects: ResourcePage = ResourcePage(
        "Custom objects",
        intro: "What your customers have that you keep track of: machines, contracts, sites."
    ) { visitor in
        let types = ResourceTopic(
            path: "custom_object_type", empty: "No type yet.", add: "Add a type of object",
            fields: [
                FormField("name", "Name of one", placeholder: "Machine", isRequired: true),
                FormField("name_plural", "Name of many", placeholder: "Machines", isRequired: true),
                FormField("description", "Description"),
            ],
            row: SettingsList.Row.of("name", "description"))
        return [types]
            + (try await fieldTopics(
                of: "custom_object_type", "custom_field/custom_object_type", "custom_object_type_id", visitor))
    }

    /// A list of fields for each type.
    private static func fieldTopics(
        of types: String, _ path: String, _ owner: String, _ visitor: Visitor
    ) async throws -> [ResourceTopic] {
        try await visitor.list(types, ["_limit": "100", "_fields": "id,name"]).map { type in
            var topic = fieldTopic(path, title: "What is known of “\(type["name"].string ?? "")”")
            topic.constants = [(name: owner, value: type["id"].string ?? "")]
            return topic
        }
    }

    private static let types: [FormField.Option] = [
        ("text", "Text"), ("textarea", "Long text"), ("number", "Number"), ("date", "Date"),
        ("datetime", "Date and time"), ("choices", "Choices"), ("user", "User"), ("contact", "Contact"),
    ].map { FormField.Option($0.0, $0.1) }

    private static func fieldTopic(_ path: String, title: String) -> ResourceTopic {
        let type = FormField("type", "Type", .choice(types), value: "text")
        let others: [FormField] = [
            FormField("choices", "Choices", .lines, hint: "One a line; for the type “Choices” only."),
            FormField("accepts_multiple_values", "More than one value", .check),
        ]
        let names = [FormField("name", "Name", isRequired: true), FormField("description", "Description")]
        // The type of a field that belongs to a type is there to stay.
        let isRetypable = !path.hasSuffix("activity") && !path.hasSuffix("object_type")
        return ResourceTopic(
            path: path, title: title, empty: "No field of your own yet.", add: "Add a field",
            fields: names + [type] + others, changing: isRetypable ? nil : names + others,
            row: { field in
                let type = field["type"].string ?? ""
                return SettingsList.Row(
                    id: "", title: field["name"].string ?? "", detail: field["description"].string ?? "",
                    tag: types.first { $0.value == type }?.label ?? type)
            })
    }
}

extension SettingsList.Row {
    /// A row that shows members of an object as they are.
    fileprivate static func of(
        _ title: String, _ detail: String? = nil, tag: String? = nil
    ) -> @Sendable (JSON) -> SettingsList.Row {
        { object in
            SettingsList.Row(
                id: "", title: object[title].string ?? "",
                detail: detail.flatMap { object[$0].string } ?? "", tag: tag.flatMap { object[$0].string })
        }
    }
}
