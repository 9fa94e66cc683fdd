import AjarCore
import AjarResource
import AjarStore

/// Logging a meeting without a calendar, and what apps know of it.
extension Meeting {
    static let endpoints: [Endpoint] = [
        // Clients that don't know this operation are told, as ever, that there is none.
        Endpoint(.post, "activity/meeting", "Log a meeting that is in no calendar") { request, engine in
            guard let body = request.body, body[startsAt.name] != nil else { throw API.noMethod }
            let (_, answer) = try await engine.create(resource, body, fields: request.fields, request.caller)
            return APIAnswer(body: answer)
        },
        Endpoint(.post, "activity/meeting/{id}/integration", "Show what an app knows of a meeting") {
            request, engine in
            guard let app = request.caller.oauthClientID else {
                throw AjarError.forbidden("Only OAuth apps can integrate with meetings.")
            }
            let id = request.path["id"] ?? ""
            let body = request.body ?? JSONObject()
            return .json(try await engine.write(request.caller) { try integrate(id, app, body, $0) })
        },
    ]

    /// One entry per app: the first call makes it, later ones change it, an empty body leaves it.
    private static func integrate(
        _ id: String, _ app: String, _ body: JSONObject, _ context: WriteContext
    ) throws -> JSON {
        let meeting = try context.get(resource, id, lock: true)
        var all = meeting[integrations]
        let position = all.firstIndex { $0["oauth_client_id"].string == app }
        var entry =
            position.flatMap { all[$0].object }
            ?? JSONObject([
                ("id", context.transaction.newID(.short("mtgint")).json), ("oauth_client_id", .string(app)),
                ("title", ""),
                ("body", .string(RichText.empty)),
            ])
        for (name, max) in [("title", 255), ("body", 100_000)] {
            guard let value = body[name], !value.isNull else { continue }
            do throws(FieldErrors.Problem) {
                let text = try FieldKind.checkedText(value, max: max)
                entry[name] = .string(name == "body" ? RichText.clean(text) : text)
            } catch {
                var errors = FieldErrors()
                errors.add(name, error)
                throw AjarError.invalid(errors)
            }
        }
        if let position { all[position] = .object(entry) } else { all.append(.object(entry)) }
        if !body.isEmpty { try context.update(resource, meeting) { $0[integrations] = all } }
        return .object(entry)
    }
}
