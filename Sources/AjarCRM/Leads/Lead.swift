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
