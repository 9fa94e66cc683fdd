import AjarCore
import AjarResource
import AjarStore

/// A reusable subject and body, with tags that are filled for each lead (reference 4.7).
enum EmailTemplate {
    static let name: Field<String> = Field("name", .text(max: 255), required: true, standard: "")
    static let subject: Field<String> = Field("subject", .text(max: 1000), required: true, standard: "")
    static let body: Field<String> = Field("body", .html, required: true, standard: "")

    static let resource: Resource = Resource(
        "email_template", model: "EmailTemplate", id: .classic("tmpl"), table: "email_template",
        extends: Audit.classic,
        fields: [
            name, subject, body,
            Plain("is_shared", .bool, standard: false, filter: .exact),
            Plain("is_archived", .bool, standard: false, filter: .exact),
            Plain("attachments", .list(.attachment, max: 100), standard: []),
            Plain("cc", .list(.mailbox, max: 100), standard: []),
            Plain("bcc", .list(.mailbox, max: 100), standard: []),
            Plain("unsubscribe_link_id", .text(max: 100)),
            Plain.kept("last_used_at", .timestamp), Plain.kept("last_used_by", .text()),
            Plain.kept("last_used_type", .text()),
        ],
        permissions: Permissions(
            read: .shared(flag: "is_shared", owner: "created_by"),
            write: .owner("created_by", or: "manage_team_email_templates")),
        events: .named("email_template"),
        rules: [keepAttachments])

    @Sendable private static func keepAttachments(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isGiven("attachments"), change.errors.isEmpty else { return }
        let kept = try Attachments.keep(
            change.new["attachments"].array ?? [], "attachments", &change, context)
        change.new["attachments"] = .array(kept)
    }

    // MARK: - Rendering

    static let endpoints: [Endpoint] = [
        Endpoint(.get, "email_template/{id}/render", "The template as one lead or contact would get it") {
            request, engine in
            .json(
                try await engine.read(request.caller) { context in
                    let template = try context.get(resource, request.path["id"] ?? "")
                    return try render(
                        (template[subject], template[body]), template["attachments"], request.parameters,
                        context)
                })
        },
        Endpoint(
            .post, "email_template/render", "A text that isn't kept yet, as one lead or contact would get it"
        ) { request, engine in
            .json(
                try await engine.read(request.caller) { context in
                    let body = request.body ?? JSONObject()
                    let text = (subject: body["subject"]?.string ?? "", body: body["body"]?.string ?? "")
                    guard text.subject.utf8.count <= 10_000, text.body.utf8.count <= 1_000_000 else {
                        throw AjarError.badRequest("The text is too long.")
                    }
                    let given = ["lead_id", "contact_id"].compactMap { name in
                        body[name]?.string.map { (name: name, value: $0) }
                    }
                    return try render(text, [], Parameters(given), context)
                })
        },
    ]

    /// For a lead and contact given by id, or for entry number `entry` of what a query finds; past its end
    /// `{}`.
    private static func render(
        _ text: (subject: String, body: String), _ attachments: JSON, _ parameters: Parameters,
        _ context: ReadContext
    ) throws -> JSON {
        var lead = parameters.nonempty("lead_id")
        var contact = parameters.nonempty("contact_id")
        if lead == nil, contact == nil, let query = parameters.nonempty("query") {
            let entry = parameters.nonempty("entry").flatMap { Int($0) } ?? 0
            guard (0...99).contains(entry) else {
                throw AjarError.invalid(FieldErrors("entry", "Value must be between 0 and 99."))
            }
            let byContact = parameters["mode"] == "contact"
            guard let found = try find(entry, query, byContact: byContact, context) else { return [:] }
            (lead, contact) = (found.lead, found.contact)
        }
        try check(lead: lead, contact: contact, context)
        let tags = try TemplateTags(lead: lead, contact: contact, context)
        return .object(
            JSONObject([
                ("subject", .string(tags.render(text: text.subject))),
                ("body", .string(tags.render(html: text.body))),
                ("lead_id", JSON(lead)), ("contact_id", JSON(contact)), ("attachments", attachments),
            ]))
    }

    private static func check(lead: String?, contact: String?, _ context: ReadContext) throws {
        var errors = FieldErrors()
        if let lead, try context.find(Lead.resource, lead) == nil { errors.add("lead_id", .missingObject) }
        if let contact, try context.find(Contact.resource, contact) == nil {
            errors.add("contact_id", .missingObject)
        }
        guard errors.isEmpty else { throw AjarError.invalid(errors) }
    }

    /// Leads whose first contact has an address, or all contacts that have one, in a stable order.
    private static func find(
        _ entry: Int, _ query: String, byContact: Bool, _ context: ReadContext
    ) throws -> (lead: String, contact: String)? {
        guard let condition = try LeadQuery.condition(query, context) else { return nil }
        let first: SQL =
            byContact
            ? "1 = 1"
            : """
            contact.id = (SELECT other.id FROM contact AS other WHERE other.organization = lead.organization
                AND other.lead_id = lead.id ORDER BY other.date_created, other.id LIMIT 1)
            """
        let row = try context.reader.first(
            """
            SELECT lead.id AS lead_id, contact.id AS contact_id FROM lead
            JOIN contact ON contact.organization = lead.organization AND contact.lead_id = lead.id
            WHERE lead.organization = \(context.organization) AND \(condition) AND contact.emails <> '[]' AND \(first)
            ORDER BY lead.date_created, lead.id, contact.date_created, contact.id LIMIT 1 OFFSET \(entry)
            """)
        return row.map { ($0.text("lead_id"), $0.text("contact_id")) }
    }
}
