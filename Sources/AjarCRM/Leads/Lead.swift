import AjarCore
import AjarResource
import AjarStore

/// A company or person that one sells to: contacts, opportunities, tasks and activities hang off it
/// (reference 10.1).
enum Lead {
    static let name: Field<String> = Field("name", .text(max: 1000), standard: "")
    static let statusID: Field<String?> = Field("status_id", .id("status/lead"), filter: .id)
    static let statusLabel: Field<String?> = Field("status", .text(max: 255), stored: false, shown: false)

    static let values: ValueIndex = ValueIndex(table: "lead_value", column: "lead_id")

    static let resource: Resource = Resource(
        "lead", model: "Lead", id: .classic("lead"), table: "lead", extends: Audit.named,
        fields: [
            name,
            Plain("description", .text(max: 1_000_000), standard: ""),
            Plain("url", .url),
            statusID, statusLabel,
            Plain.derived("status_label", .text()),
            Plain("addresses", .list(.address, max: 100), standard: []),
            Plain(
                "contacts", .list(Contact.nested, max: 100), writable: .onCreate, standard: [], stored: false),
            Plain.derived("contact_ids", .json, standard: []),
            Plain.derived("contacts_summary", .text(), standard: ""),
            Plain.derived("display_name", .text(), standard: ""),
            Plain.derived("html_url", .text(), standard: ""),
            Plain.derived("opportunities", .json, standard: []),
            Plain.derived("tasks", .json, standard: []),
            Plain.derived("integration_links", .json, standard: []),
            Plain.derived("primary_email"), Plain.derived("primary_phone"),
            Plain.derived("primary_address_summary"),
            Plain.derived("localtime"),
            Plain.derived("recent_calls", .json, standard: []),
            Plain.derived("summaries", .json, standard: []),
            Plain.kept("source", .text(), standard: "api"),
        ] + LeadCounts.fields,
        permissions: Permissions(read: .visibleLeads, delete: .permission("delete_leads")),
        events: .named("lead"),
        list: ListRules(
            maxLimit: 200, order: "\"date_updated\" DESC, \"id\" DESC",
            orders: [
                "date_created": "\"date_created\", \"id\"",
                "-date_created": "\"date_created\" DESC, \"id\" DESC",
                "date_updated": "\"date_updated\", \"id\"",
                "-date_updated": "\"date_updated\" DESC, \"id\" DESC",
                "name": "\"name\", \"id\"", "-name": "\"name\" DESC, \"id\" DESC",
            ],
            total: .whenQueried,
            indexed: ["query": { text, context in try LeadQuery.conditions(text, context) }],
            orderFrom: { LeadQuery.order($0["query"] ?? "") }),
        customFields: "lead", customIndex: values,
        rules: [chooseStatus],
        effects: [
            CreatedActivity.write, makeContacts, LeadStatusChange.write, LeadSearch.keep, keepValues,
            Cascade.fromLead,
        ],
        loads: [loadStatus, loadContacts, loadLinks, Audit.names, IntegrationLink.load("lead")]
            + LeadEmbeds.loads)

    // MARK: - Rules

    /// A status is given by its id or by its label; without either it is the organization's first one.
    @Sendable private static func chooseStatus(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion else { return }
        if change.isGiven(statusLabel), let label = change.new[statusLabel] {
            if let id = try LeadStatus.id(labelled: label, context) {
                change.new[statusID] = id
            } else {
                change.refuse(
                    "status", "Not a valid choice. Add the label in your organization's customizations first."
                )
            }
        } else if change.new[statusID] == nil {
            change.new[statusID] = try change.old?[statusID] ?? LeadStatus.first(context)
        }
    }

    // MARK: - Effects

    /// Nested contacts of a new lead, as the client wrote them.
    @Sendable private static func makeContacts(_ change: Change, _ context: WriteContext) throws {
        guard change.isCreation, let contacts = change.input["contacts"]?.array else { return }
        for contact in contacts {
            guard case .object(var body) = contact else { continue }
            body["lead_id"] = change.id.json
            try context.create(Contact.resource, body)
        }
    }

    @Sendable private static func keepValues(_ change: Change, _ context: WriteContext) throws {
        let new: JSON = change.isDeletion ? .null : change.new["custom"]
        try values.keep(change.id.text, old: change.old?["custom"] ?? .null, new: new, context)
    }

    // MARK: - What is looked up

    private static let loadStatus: Load = Load(["status_label"]) { records, context in
        let rows = try context.reader.rows(
            "SELECT id, label FROM lead_status WHERE organization = \(context.organization)")
        let labels = Dictionary(
            rows.map { ($0.text("id"), $0.text("label")) }, uniquingKeysWith: { first, _ in first })
        for index in records.indices {
            records[index]["status_label"] = JSON(records[index][statusID].flatMap { labels[$0] })
        }
    }

    private static let loadContacts: Load = Load(
        [
            "contacts", "contact_ids", "contacts_summary", "display_name", "primary_email", "primary_phone",
            "primary_address_summary",
        ]
    ) { records, context in
        let ids = records.map(\.id.text)
        var found = try context.all(
            Contact.resource, where: "lead_id IN (\(list: ids))", order: "date_created, id")
        try context.complete(&found, Contact.resource)
        let renderer = Renderer(Contact.resource, fields: nil)
        let byLead = Dictionary(grouping: found) { $0[Contact.leadID] ?? "" }
        for index in records.indices {
            let contacts = byLead[records[index].id.text] ?? []
            records[index]["contacts"] = .array(contacts.map(renderer.json))
            records[index]["contact_ids"] = .array(contacts.map(\.id.json))
            records[index]["contacts_summary"] = .string(summary(contacts))
            records[index]["display_name"] = .string(displayName(records[index], contacts))
            records[index]["primary_email"] =
                contacts.lazy.compactMap { $0["emails"].array?.first }.first ?? .null
            records[index]["primary_phone"] =
                contacts.lazy.compactMap { $0["phones"].array?.first }.first ?? .null
            records[index]["primary_address_summary"] = JSON(
                addressSummary(records[index]["addresses"].array?.first))
        }
    }

    private static let loadLinks: Load = Load(["html_url"]) { records, context in
        for index in records.indices {
            records[index]["html_url"] = .string("\(context.installation.baseURL)/lead/\(records[index].id)/")
        }
    }

    /// The name, or what the first contact is called, or that there is none.
    static func displayName(_ lead: Record, _ contacts: [Record]) -> String {
        if !lead[name].isEmpty { return lead[name] }
        let first = contacts.first?["display_name"].string ?? ""
        return first.isEmpty ? "Untitled" : first
    }

    private static func summary(_ contacts: [Record]) -> String {
        guard let first = contacts.first?["display_name"].string else { return "" }
        return contacts.count == 1 ? first : "\(first) and \(contacts.count - 1) more"
    }

    private static func addressSummary(_ address: JSON?) -> String? {
        guard let address else { return nil }
        let parts = ["city", "state", "country"].compactMap { address[$0].string }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension FieldKind {
    /// A postal address.
    static let address: FieldKind = .members([
        Plain("label", .choice(["business", "mailing", "other"]), standard: "business"),
        Plain("address_1", .text(max: 500), standard: ""), Plain("address_2", .text(max: 500), standard: ""),
        Plain("city", .text(max: 200), standard: ""), Plain("state", .text(max: 200), standard: ""),
        Plain("zipcode", .text(max: 50), standard: ""), Plain("country", .text(max: 100), standard: ""),
    ])
}
