import AjarCore
import AjarResource
import AjarStore

/// Inviting somebody, and the views that a member has pinned (reference 10.7).
extension Membership {
    static let endpoints: [Endpoint] = [
        Endpoint(.post, "membership", "Invite somebody; for OAuth apps only") { request, engine in
            guard request.caller.oauthClientID != nil else {
                throw AjarError.forbidden("Members can be added with OAuth only, not with an API key.")
            }
            let fields = request.fields
            let body = try await engine.write(request.caller) { context in
                try context.answer(
                    try invite(request.body ?? JSONObject(), context), resource, fields: fields)
            }
            return APIAnswer(body: body)
        },
        Endpoint(.get, "membership/{id}/pinned_views", "The smart views that a member has pinned") {
            request, engine in
            .json(
                try await engine.read(request.caller) { context in
                    views(try context.get(resource, request.path["id"] ?? ""))
                })
        },
        Endpoint(.put, "membership/{id}/pinned_views", "Pin smart views, in this order") { request, engine in
            .json(
                try await engine.write(request.caller) { context in
                    let member = try context.get(resource, request.path["id"] ?? "", lock: true)
                    guard resource.permissions.write.allows(member, context.caller) else {
                        throw AjarError.forbidden(WriteContext.noPermission)
                    }
                    let ids = try viewIDs(request.body ?? JSONObject(), context)
                    return views(try context.update(resource, member) { $0[pinned] = ids })
                })
        },
    ]

    private static func views(_ member: Record) -> JSON {
        [
            "saved_view_ids": member[pinned].json,
            "data": .array(member[pinned].map { ["saved_view_id": .string($0)] }),
        ]
    }

    private static func viewIDs(_ body: JSONObject, _ context: ReadContext) throws -> [String] {
        guard let given = body["saved_view_ids"] else {
            throw AjarError.invalid("saved_view_ids", "This field is required.")
        }
        guard let items = given.array, items.count <= 1000 else {
            throw AjarError.invalid("saved_view_ids", "Value must be of list type.")
        }
        var ids: [String] = []
        for item in items {
            guard let id = item.string, let views = context.resources.byPath["saved_search"],
                try context.find(views, id) != nil
            else {
                throw AjarError.invalid("saved_view_ids", "Object does not exist.")
            }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    /// A new user without a password, or one who is known from another organization.
    static func invite(_ body: JSONObject, _ context: WriteContext) throws -> Record {
        guard context.caller.may("manage_organization") else {
            throw AjarError.forbidden(WriteContext.noPermission)
        }
        var errors = FieldErrors()
        var email = ""
        do throws(FieldErrors.Problem) {
            guard let given = body["email"], !given.isNull else { throw .required }
            email = try FieldKind.email.parse(given).string ?? ""
        } catch { errors.add("email", error) }
        let roleID = body["role_id"]?.string ?? ""
        if try context.find(Role.resource, roleID) == nil {
            errors.add("role_id", roleID.isEmpty ? .required : .missingObject)
        }
        guard errors.isEmpty else { throw AjarError.invalid(errors) }
        if roleID == "admin", !context.caller.isAdmin { throw AjarError.forbidden(WriteContext.noPermission) }
        let user = try user(email, context)
        if try !context.all(resource, where: "user_id = \(user)", order: "id", limit: 1).isEmpty {
            throw AjarError.invalid("email", "There is a member with this address already.")
        }
        return try context.create(resource) { member in
            member[userID] = user
            member[role] = roleID
        }
    }

    private static func user(_ email: String, _ context: WriteContext) throws -> String {
        if let known = try context.reader.first(
            "SELECT id FROM \"user\" WHERE email_key = \(email.lowercased())")
        {
            return known.text("id")
        }
        let id = context.transaction.newID(User.resource.id)
        try context.transaction.execute(
            """
            INSERT INTO "user" (id, email, email_key, first_name, last_name, date_created, date_updated)
            VALUES (\(id), \(email), \(email.lowercased()), '', '', \(context.now), \(context.now))
            """)
        return id.text
    }
}
