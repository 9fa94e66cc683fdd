import AjarCore
import AjarResource
import AjarStore

/// `/session/`: the browsers in which the caller is signed in.
enum SessionEndpoints {
    static let all: [Endpoint] = [
        Endpoint(.get, "session", "One's own sessions, the latest used first") { request, engine in
            let user = try Account.person(request.caller)
            return .json(
                try await engine.read(request.caller) { context in
                    let rows = try context.reader.rows(
                        """
                        SELECT id, date_created, last_used_at FROM session
                        WHERE user_id = \(user) AND expires_at > \(context.now) AND last_used_at > \(context.now - Sessions.idle)
                        ORDER BY last_used_at DESC, id LIMIT 100
                        """)
                    return ["data": .array(rows.map(json)), "has_more": false]
                })
        },
        Endpoint(.delete, "session/{id}", "Sign out there") { request, engine in
            let user = try Account.person(request.caller)
            let id = request.path["id"] ?? ""
            guard try await engine.store.write({ try Sessions.end(id, user: user, $0) }) else {
                throw AjarError.noSuch("Session")
            }
            return .deleted(200)
        },
    ]

    private static func json(_ row: Row) -> JSON {
        [
            "id": .string(row.text("id")), "date_created": .string(row.moment("date_created")?.text() ?? ""),
            "last_used_at": .string(row.moment("last_used_at")?.text() ?? ""),
        ]
    }
}
