import AjarCore
import AjarResource
import AjarStore

/// The log of everything that changed, newest first, as clients read it (reference 7.1–7.3).
enum EventLog {
    static let endpoints: [Endpoint] = [
        Endpoint(.get, "event", "What changed, newest first") { request, engine in
            let query = try Query(request.parameters)
            return .json(try await engine.read(request.caller) { try page(query, $0) })
        },
        Endpoint(.get, "event/{id}", "One event") { request, engine in
            .json(
                try await engine.read(request.caller) { context in
                    guard let row = try find(request.path["id"] ?? "", context) else {
                        throw AjarError.noSuch("Event")
                    }
                    return json(row, context.caller.organizationID, withData: showsData(row, context))
                })
        },
    ]

    static let retention: Duration = .seconds(30 * 86_400)
    /// How long everybody sees what changed; after that it is for admins.
    private static let openFor: Duration = .seconds(3600)

    // MARK: - Reading

    private static func find(_ id: String, _ context: ReadContext) throws -> Row? {
        guard id.utf8.count <= 100, !id.utf8.contains(0) else { return nil }
        return try context.reader.first("SELECT * FROM event WHERE \(try visible(context)) AND id = \(id)")
    }

    /// Those of the organization, without what belongs to leads that the caller may not see.
    private static func visible(_ context: ReadContext) throws -> SQL {
        let own: SQL = "organization = \(context.organization)"
        guard let leads = try LeadVisibility.conditionOnLeadID(context) else { return own }
        return "\(own) AND (lead_id IS NULL OR \(leads))"
    }

    private static func page(_ query: Query, _ context: ReadContext) throws -> JSON {
        var conditions: [SQL] = [try visible(context)] + query.conditions
        if let cursor = query.cursor {
            let comparison: SQL = cursor.isNewer ? " > " : " < "
            conditions.append("(date_updated, id)\(comparison)(\(cursor.moment), \(cursor.id))")
        }
        let isNewer = query.cursor?.isNewer ?? false
        let order: SQL = isNewer ? "date_updated, id" : "date_updated DESC, id DESC"
        var rows = try context.reader.rows(
            "SELECT * FROM event WHERE \(conditions.joined(" AND ")) ORDER BY \(order) LIMIT \(query.limit + 1)"
        )
        let hasMore = rows.count > query.limit
        if hasMore { rows.removeLast() }
        if isNewer { rows.reverse() }
        let hasOlder = isNewer ? true : hasMore
        let hasNewer = isNewer ? hasMore : query.cursor != nil
        let next = hasOlder ? rows.last.map { Cursor($0, isNewer: false).text } : nil
        let previous = hasNewer ? rows.first.map { Cursor($0, isNewer: true).text } : nil
        return .object(
            JSONObject([
                (
                    "data",
                    .array(
                        rows.map { json($0, context.caller.organizationID, withData: showsData($0, context)) }
                    )
                ),
                ("cursor_next", JSON(next)), ("cursor_previous", JSON(previous)),
            ]))
    }

    private static func showsData(_ row: Row, _ context: ReadContext) -> Bool {
        guard !context.caller.isAdmin, let created = row.moment("date_created") else { return true }
        return context.now - created <= openFor
    }

    /// The event as the log shows it and as webhooks carry it.
    static func json(_ row: Row, _ organization: ID, withData: Bool) -> JSON {
        let derived = derived[row.text("object_type")] ?? []
        let kept = row.json("changed_fields").array ?? []
        var changed = kept
        for field in derived
        where changed.contains(.string(field.source)) && !changed.contains(.string(field.name)) {
            changed.append(.string(field.name))
        }
        var event = JSONObject([
            ("id", .string(row.text("id"))),
            ("date_created", JSON(row.moment("date_created")?.text(.naive))),
            ("date_updated", JSON(row.moment("date_updated")?.text(.naive))),
            ("organization_id", organization.json), ("user_id", JSON(row["user_id"].text)),
            ("request_id", JSON(row["request_id"].text)), ("api_key_id", JSON(row["api_key_id"].text)),
            ("oauth_client_id", JSON(row["oauth_client_id"].text)),
            ("oauth_scope", JSON(row["oauth_scope"].text)),
            ("object_type", .string(row.text("object_type"))), ("object_id", .string(row.text("object_id"))),
            ("lead_id", JSON(row["lead_id"].text)), ("action", .string(row.text("action"))),
            ("changed_fields", .array(changed)), ("meta", row.json("meta")),
        ])
        if withData {
            event.append("data", whole(row.json("data"), derived))
            event.append("previous_data", whole(row.json("previous_data"), derived))
        }
        return .object(event)
    }

    /// With what an event doesn't keep.
    private static func whole(_ data: JSON, _ derived: [Events.Derived]) -> JSON {
        guard !derived.isEmpty, var object = data.object else { return data }
        for field in derived where object[field.name]?.isNull ?? true {
            if let source = object[field.source] { object[field.name] = field.make(source) }
        }
        return .object(object)
    }

    private static let derived: [String: [Events.Derived]] = [
        "activity.email": EmailActivity.resource.events.derived
    ]
}

extension EventLog {
    /// What a list of events was asked for.
    struct Query: Sendable {
        static let maxLimit = 50

        let limit: Int
        let cursor: Cursor?
        let conditions: [SQL]

        init(_ parameters: Parameters) throws {
            guard let limit = Int(parameters.nonempty("_limit") ?? "\(Self.maxLimit)") else {
                throw AjarError.badRequest(
                    "_limit must be an integer (got \"\(parameters["_limit"]?.prefix(50) ?? "")\" instead).")
            }
            self.limit = min(max(1, limit), Self.maxLimit)
            cursor = try parameters.nonempty("_cursor").map { text in
                guard let cursor = Cursor(text) else {
                    throw AjarError.badRequest("The _cursor is not one of ours.")
                }
                return cursor
            }
            var conditions: [SQL] = []
            for name in ["object_type", "object_id", "action", "lead_id", "user_id", "request_id"] {
                guard let text = parameters.nonempty(name), !text.utf8.contains(0) else { continue }
                conditions.append("\(name: name) = \(text)")
            }
            for (suffix, comparison) in [("lt", " < "), ("lte", " <= "), ("gt", " > "), ("gte", " >= ")] {
                guard let text = parameters.nonempty("date_updated__\(suffix)") else { continue }
                guard let moment = Timestamp(iso: text) else {
                    throw AjarError.invalid("date_updated", "Invalid ISO 8601 datetime.")
                }
                conditions.append("date_updated\(SQL(trusted: comparison))\(moment)")
            }
            self.conditions = conditions
        }
    }

    /// A place in the log between two events, and which way to go from it. New events don't move it.
    struct Cursor: Sendable {
        let isNewer: Bool
        let moment: Timestamp
        let id: String

        init(_ row: Row, isNewer: Bool) {
            self.isNewer = isNewer
            moment = row.moment("date_updated") ?? Timestamp(micros: 0)
            id = row.text("id")
        }

        init?(_ text: String) {
            let parts = text.split(separator: ".").map(String.init)
            guard parts.count == 3, ["n", "p"].contains(parts[0]), let micros = Int(parts[1], radix: 36),
                micros >= 0,
                parts[2].hasPrefix("ev_"), parts[2].utf8.count < 60,
                parts[2].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { return nil }
            isNewer = parts[0] == "p"
            moment = Timestamp(micros: micros)
            id = parts[2]
        }

        var text: String { "\(isNewer ? "p" : "n").\(String(moment.micros, radix: 36)).\(id)" }
    }
}
