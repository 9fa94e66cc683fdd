import AjarCore
import AjarResource
import AjarStore

/// A team: users that are named together (reference 10.7). In filters by user its id stands for its members.
enum Group {
    private static let name: Field<String> = Field("name", .text(max: 255), required: true, standard: "")
    private static let key: Field<String> = Field(
        "name_key", .text(), writable: .never, standard: "", shown: false)

    static let resource: Resource = Resource(
        "group", model: "Group", id: .short("group"), table: "crm_group",
        fields: [
            name, key, Plain.derived("organization_id", .text()), Plain.derived("members"),
            Plain.kept("date_created", .timestamp).hidden,
        ],
        manners: .newer,
        permissions: Permissions(write: .permission("manage_organization")),
        events: .named("group"),
        list: ListRules(maxLimit: 1000, order: "\"name_key\", \"id\""),
        rules: [nameIsUnique],
        effects: [dropMembers],
        loads: [loadMembers])

    @Sendable private static func nameIsUnique(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion else { return }
        change.new[key] = change.new[name].lowercased()
        let taken = try context.all(
            resource, where: "name_key = \(change.new[key]) AND id <> \(change.id)", order: "id", limit: 1)
        if !taken.isEmpty { change.refuse("name", "There is a group with this name already.") }
    }

    @Sendable private static func dropMembers(_ change: Change, _ context: WriteContext) throws {
        guard change.isDeletion else { return }
        try context.transaction.execute(
            "DELETE FROM crm_group_member WHERE organization = \(context.organization) AND group_id = \(change.id)"
        )
    }

    /// Lists don't tell the members.
    private static let loadMembers: Load = Load(["members"]) { records, context in
        guard context.purpose != .list else { return }
        for index in records.indices {
            let members = try members(of: records[index].id.text, context)
            records[index]["members"] = .array(members.map { ["user_id": .string($0)] })
        }
    }

    private static func members(of group: String, _ context: ReadContext) throws -> [String] {
        try context.reader.rows(
            """
            SELECT user_id FROM crm_group_member
            WHERE organization = \(context.organization) AND group_id = \(group) ORDER BY user_id
            """
        ).map { $0.text("user_id") }
    }

    // MARK: - Members

    static let endpoints: [Endpoint] = [
        Endpoint(.post, "group/{group}/member", "Add a user to a group") { request, engine in
            let user = try await engine.write(request.caller) { context in
                let group = try editable(request, context)
                guard let user = request.body?["user_id"]?.string else {
                    throw AjarError.invalid("user_id", "This field is required.")
                }
                guard try context.find(User.resource, user) != nil else {
                    throw AjarError.invalid(
                        FieldErrors(sentence: "Invalid organization members: \(user.prefix(100))"))
                }
                let added = try context.transaction.execute(
                    """
                    INSERT INTO crm_group_member (organization, group_id, user_id)
                    VALUES (\(context.organization), \(group.id), \(user))
                    ON CONFLICT (organization, group_id, user_id) DO NOTHING
                    """)
                if added == 1 { try tell(group, context) { $0.filter { $0 != user } } }
                return user
            }
            let path = "/api/v1/group/\(request.path["group"] ?? "")/member/\(user)/"
            return APIAnswer(
                status: 201, body: Array(JSON.object(JSONObject([("user_id", .string(user))])).text.utf8),
                location: path)
        },
        Endpoint(.delete, "group/{group}/member/{user}", "Take a user out of a group") { request, engine in
            try await engine.write(request.caller) { context in
                let group = try editable(request, context)
                let user = request.path["user"] ?? ""
                let removed = try context.transaction.execute(
                    """
                    DELETE FROM crm_group_member
                    WHERE organization = \(context.organization) AND group_id = \(group.id) AND user_id = \(user)
                    """)
                // Whoever isn't in the group may be taken out of it again; a stranger is nobody.
                guard try removed == 1 || context.find(User.resource, user) != nil else {
                    throw AjarError.noSuch(User.resource.model)
                }
                if removed == 1 { try tell(group, context) { ($0 + [user]).sorted() } }
            }
            return .deleted(204)
        },
    ]

    private static func editable(_ request: APIRequest, _ context: WriteContext) throws -> Record {
        let group = try context.get(resource, request.path["group"] ?? "", lock: true)
        guard resource.permissions.write.allows(group, context.caller) else {
            throw AjarError.forbidden(WriteContext.noPermission)
        }
        return group
    }

    /// The event of a changed membership. `before` makes the old members of the new ones.
    private static func tell(_ group: Record, _ context: WriteContext, before: ([String]) -> [String]) throws
    {
        let old = before(try members(of: group.id.text, context)).map {
            JSON.object(JSONObject([("user_id", .string($0))]))
        }
        try context.writeEvent(
            objectType: "group", objectID: group.id.text, leadID: nil, action: "updated",
            changed: ["members"],
            data: try context.json(group, resource), previous: ["members": .array(old)])
    }
}
