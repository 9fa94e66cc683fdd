import AjarCore
import AjarResource
import AjarStore

/// The user behind the credential, with organizations, memberships and mailboxes (reference 10.7).
enum Me {
    static let endpoints: [Endpoint] = [
        Endpoint(.get, "me", "The user behind the credential") { request, engine in
            let body = try await engine.read(request.caller) { try me($0) }
            guard let fields = request.fields, !fields.contains("_all") else { return .json(body) }
            let names = Set(fields.split(separator: ",").map(\.trimmed))
            return .json(.object(JSONObject((body.object?.members ?? []).filter { names.contains($0.key) })))
        },
        Endpoint(.get, "user/availability", "Who is on the phone right now") { request, engine in
            let body = try await engine.read(request.caller) { context in
                // Calls come with the telephone gateways; until then nobody is on one.
                let users = try context.reader.rows(
                    "SELECT id FROM member WHERE organization = \(context.organization) ORDER BY id")
                return JSON.object(
                    JSONObject([
                        (
                            "data",
                            .array(
                                users.map {
                                    [
                                        "user_id": .string($0.text("id")), "active_calls": [],
                                        "updated_at": nil,
                                    ]
                                })
                        )
                    ]))
            }
            return .json(body)
        },
    ]

    private static func me(_ context: ReadContext) throws -> JSON {
        guard let userID = context.caller.userID else { throw AjarError.unauthorized }
        let user = try context.json(try context.get(User.resource, userID.text), User.resource)
        guard case .object(var body) = user else { return user }
        let memberships = try context.reader.rows(
            """
            SELECT membership.id, membership.role_id, organization.id AS organization_id, organization.name
            FROM membership JOIN organization ON organization.organization = membership.organization
            WHERE membership.user_id = \(userID) AND membership.organization = \(context.organization)
            """)
        body["organizations"] = .array(
            memberships.map { ["id": .string($0.text("organization_id")), "name": .string($0.text("name"))] })
        body["memberships"] = .array(
            memberships.map { row in
                [
                    "id": .string(row.text("id")), "organization_id": .string(row.text("organization_id")),
                    "user_id": userID.json, "role_id": .string(row.text("role_id")),
                ]
            })
        body["email_accounts"] = .array(
            try ConnectedAccount.usable(context).map { try context.json($0, ConnectedAccount.resource) })
        return .object(body)
    }
}
