import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// A person at a lead (reference 10.2).
enum Contact {
    static let leadID: Field<String?> = Field("lead_id", .id("lead"), filter: .id)
    static let name: Field<String> = Field("name", .text(max: 1000), standard: "")
    static let emails: Field<[JSON]> = Field("emails", .list(.contactEmail, max: 100), standard: [])
    static let phones: Field<[JSON]> = Field("phones", .list(.contactPhone, max: 100), standard: [])

    private static let own: [any FieldDeclaration] = [
        name,
        Plain("title", .text(max: 1000), standard: ""),
        emails, phones,
        Plain("urls", .list(.contactURL, max: 100), standard: []),
        Plain("timezone", .text(max: 100)),
    ]

    /// A contact inside the body of a new lead.
    static let nested: FieldKind = .members(own.map { Plain($0.spec) })

    static let resource: Resource = Resource(
        "contact", model: "Contact", id: .classic("cont"), table: "contact", extends: Audit.classic,
        fields: [leadID] + own + [
            Plain.derived("display_name", .text(), standard: ""),
            Plain.derived("timezone_source"),
            Plain.derived("lead_suggestions_operation_id"),
            Plain.derived("integration_links", .json, standard: []),
            Plain.derived("subscriptions", .json, standard: []),
            Plain.derived("recent_calls", .json, standard: []),
        ],
        permissions: Permissions(read: .ofVisibleLeads),
        events: .named("contact"),
        customFields: "contact",
        rules: [makeLead],
        effects: [keepAddresses, ContactPhones.keep, touchLead, LeadSearch.keepContact],
        loads: [loadDisplayName, loadUnsubscribed, BouncedAddress.load, IntegrationLink.load("contact")])

    // MARK: - Rules

    /// A contact that comes without a lead brings one, named after it.
    @Sendable private static func makeLead(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.new[leadID] == nil else { return }
        if let old = change.old {
            change.new[leadID] = old[leadID]
            return
        }
        guard change.errors.isEmpty else { return }
        let lead = try context.create(Lead.resource, JSONObject([("name", .string(change.new[name]))]))
        change.new[leadID] = lead.id.text
    }

    // MARK: - Effects

    /// The index of addresses by which incoming mail finds its contact.
    @Sendable private static func keepAddresses(_ change: Change, _ context: WriteContext) throws {
        guard change.isDeletion || change.changes(emails) || change.changes(leadID) else { return }
        if !change.isCreation {
            try context.transaction.execute(
                "DELETE FROM contact_address WHERE organization = \(context.organization) AND contact_id = \(change.id)"
            )
        }
        guard !change.isDeletion else { return }
        let keys = Set(change.new[emails].compactMap { $0["email"].string?.lowercased() })
        let old = Set((change.old?[emails] ?? []).compactMap { $0["email"].string?.lowercased() })
        try MailboxErrand.backfill(keys.subtracting(old).sorted(), of: change.id, context)
        for key in keys.sorted() {
            try context.transaction.execute(
                """
                INSERT INTO contact_address (organization, email_key, contact_id, lead_id)
                VALUES (\(context.organization), \(key), \(change.id), \(change.new[leadID]))
                """)
        }
    }

    /// A lead that gains or loses a contact has changed.
    @Sendable private static func touchLead(_ change: Change, _ context: WriteContext) throws {
        guard change.isCreation || change.isDeletion, let id = change.new[leadID] else { return }
        try context.transaction.execute(
            "UPDATE lead SET date_updated = \(context.now) WHERE organization = \(context.organization) AND id = \(id)"
        )
    }

    // MARK: - What is looked up

    private static let loadDisplayName: Load = Load(["display_name"]) { records, _ in
        for index in records.indices { records[index]["display_name"] = .string(displayName(records[index])) }
    }

    /// The name, else the first address, else the first number.
    static func displayName(_ contact: Record) -> String {
        if !contact[name].isEmpty { return contact[name] }
        return contact[emails].first?["email"].string ?? contact[phones].first?["phone_formatted"].string
            ?? "Unnamed"
    }

    private static let loadUnsubscribed: Load = Load(["emails"]) { records, context in
        let keys = Set(records.flatMap { $0[emails].compactMap { $0["email"].string?.lowercased() } })
        guard !keys.isEmpty else { return }
        let unsubscribed = try UnsubscribedEmail.keys(among: keys.sorted(), context)
        guard !unsubscribed.isEmpty else { return }
        for index in records.indices {
            records[index][emails] = records[index][emails].map { entry in
                guard case .object(var object) = entry else { return entry }
                object["is_unsubscribed"] = .bool(
                    unsubscribed.contains(entry["email"].string?.lowercased() ?? ""))
                return .object(object)
            }
        }
    }
}
