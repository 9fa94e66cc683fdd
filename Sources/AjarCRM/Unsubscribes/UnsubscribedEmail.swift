import AjarCore
import AjarResource
import AjarStore

/// An address that gets no mail of campaigns any more, whatever contact it belongs to (reference 4.8).
enum UnsubscribedEmail {
    static let email: Field<String> = Field("email", .email, required: true, standard: "")
    private static let key: Field<String> = Field(
        "email_key", .text(), writable: .never, standard: "", shown: false)

    static let resource: Resource = Resource(
        "unsubscribe/email", model: "UnsubscribedEmail", id: .short("unsub"), table: "unsubscribed_email",
        fields: [
            email, key, Plain.derived("organization_id", .text()),
            Plain.kept("date_created", .timestamp), Plain.kept("created_by", .text()),
        ],
        operations: [.list, .create],
        manners: Manners(created: 201, deleted: 200, dates: .classic),
        events: .named("unsubscribed_email"),
        rules: [{ change, _ in change.new[key] = change.new[email].lowercased() }])

    /// Addresses are compared without regard to case.
    static func find(_ address: String, _ context: ReadContext) throws -> Record? {
        try context.all(resource, where: "email_key = \(address.lowercased())", order: "id", limit: 1).first
    }

    /// Whose owner has said so himself.
    static func add(_ address: String, _ context: WriteContext) throws {
        guard try find(address, context) == nil else { return }
        try context.create(resource) { record in
            record[email] = address
        }
    }

    /// Which of these addresses, folded, are unsubscribed.
    static func keys(among addresses: some Sequence<String>, _ context: ReadContext) throws -> Set<String> {
        let rows = try context.reader.rows(
            """
            SELECT email_key FROM unsubscribed_email
            WHERE organization = \(context.organization) AND email_key IN (\(list: addresses))
            """)
        return Set(rows.map { $0.text("email_key") })
    }

    static let endpoints: [Endpoint] = [
        Endpoint(.post, "unsubscribe/email", "Unsubscribe an address") { request, engine in
            let fields = request.fields
            let (isNew, id, body) = try await engine.write(request.caller) {
                [body = request.body ?? JSONObject()] context in
                let known = try body["email"]?.string.flatMap { try find($0.trimmed, context) }
                let record = try known ?? context.create(resource, body)
                return (known == nil, record.id, try context.answer(record, resource, fields: fields))
            }
            return APIAnswer(
                status: isNew ? 201 : 200, body: body,
                location: isNew ? "/api/v1/unsubscribe/email/\(id)/" : nil)
        },
        Endpoint(.delete, "unsubscribe/email/{address}", "Let an address have mail again") {
            request, engine in
            try await engine.write(request.caller) { context in
                guard let record = try find(request.path["address"] ?? "", context) else {
                    throw AjarError.noSuch(resource.model)
                }
                try context.remove(resource, record)
            }
            return .deleted(200)
        },
    ]
}
