import AjarCore
import AjarResource
import AjarStore

/// `/api_key/`: the keys that programs use in somebody's name. Everybody has own ones; an admin sees and ends all.
enum KeyEndpoints {
    static let all: [Endpoint] = [
        Endpoint(.get, "api_key", "One's own API keys; an admin's list has everybody's") { request, engine in
            .json(
                try await engine.read(request.caller) { context in
                    let rows = try context.reader.rows(
                        """
                        SELECT api_key.id, api_key.name, api_key.user_id, api_key.date_created, "user".email FROM api_key
                        JOIN "user" ON "user".id = api_key.user_id
                        WHERE api_key.organization = \(context.organization) AND api_key.revoked_at IS NULL \(own(context))
                        ORDER BY api_key.date_created, api_key.id LIMIT 1000
                        """)
                    return ["data": .array(rows.map { json($0, context.caller) }), "has_more": false]
                })
        },
        Endpoint(.post, "api_key", "Make a key; its text is in this answer and never again") {
            request, engine in
            let user = try Account.person(request.caller)
            let name = try Account.text("name", request.body, max: 100)
            return .json(
                try await engine.write(request.caller) { context in
                    let key = APIKey.make(engine.store.environs.random)
                    try APIKey.insert(
                        key, organization: context.organization, user: user, name: name, context.transaction)
                    return ["id": .string(key.id), "name": .string(name), "api_key": .string(key.text)]
                }, status: 201)
        },
        Endpoint(.delete, "api_key/{id}", "End a key for good") { request, engine in
            _ = try Account.person(request.caller)
            try await engine.write(request.caller) { context in
                let ended = try context.transaction.execute(
                    """
                    UPDATE api_key SET revoked_at = \(context.now)
                    WHERE organization = \(context.organization) AND id = \(request.path["id"] ?? "")
                        AND revoked_at IS NULL \(own(context))
                    """)
                guard ended == 1 else { throw AjarError.noSuch("ApiKey") }
            }
            return .deleted(200)
        },
    ]

    private static func own(_ context: ReadContext) -> SQL {
        context.caller.isAdmin ? "" : "AND api_key.user_id = \(context.caller.userID?.text)"
    }

    private static func json(_ row: Row, _ caller: Caller) -> JSON {
        [
            "id": .string(row.text("id")), "organization_id": caller.organizationID.json,
            "name": .string(row.text("name")),
            "user_id": .string(row.text("user_id")), "user_email": .string(row.text("email")),
            "date_created": .string(row.moment("date_created")?.text() ?? ""),
        ]
    }
}
