import AjarCore
import AjarResource
import AjarStore

/// Somebody who may send in somebody else's name (reference 4.9). Everybody decides for oneself.
enum SendAs {
    private static let allowing: Field<String?> = Field(
        "allowing_user_id", .id("user"), writable: .onCreate, required: true, filter: .exact)
    private static let allowed: Field<String?> = Field(
        "allowed_user_id", .id("user"), writable: .onCreate, required: true, filter: .exact)

    static let resource: Resource = Resource(
        "send_as", model: "SendAs", id: .classic("sdas"), table: "send_as",
        fields: [
            allowing, allowed, Plain.derived("organization_id", .text()),
            Plain.kept("date_created", .timestamp),
        ],
        operations: [.list, .get, .create, .delete],
        manners: Manners(created: 201, deleted: 204, dates: .classic),
        permissions: Permissions(
            read: .either(
                .owner("allowing_user_id", or: "manage_organization"),
                .owner("allowed_user_id", or: "manage_organization")),
            write: .owner("allowing_user_id", or: "manage_organization")),
        list: ListRules(scope: scope),
        rules: [check])

    /// Without a filter, what the caller allows; somebody else's permissions are nobody's business.
    @Sendable private static func scope(_ query: ListQuery, _ context: ReadContext) throws -> SQL? {
        let names = [allowing.name, allowed.name].compactMap { query.parameters.nonempty($0) }
        let me = context.caller.userID?.text
        if names.isEmpty { return "allowing_user_id = \(me)" }
        for user in names where try context.find(User.resource, user) == nil {
            throw AjarError.badRequest("There is no such user in the organization.")
        }
        guard names.contains(me ?? "") || context.caller.may("manage_organization") else {
            throw AjarError.forbidden(WriteContext.noPermission)
        }
        return nil
    }

    @Sendable private static func check(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation, change.errors.isEmpty else { return }
        guard change.new[allowing] == context.caller.userID?.text else {
            return change.refuse(allowing.name, "Only the user can allow it.")
        }
        if change.new[allowing] == change.new[allowed] {
            change.refuse(allowed.name, "It must be another user.")
        }
        if try find(change.new[allowing] ?? "", change.new[allowed] ?? "", context) != nil {
            change.refuse(sentence: "The user is allowed already.")
        }
    }

    /// By what the caller may send from somebody else's mailbox; nil for one's own.
    static func allowance(from owner: String?, _ context: ReadContext) throws -> Record? {
        guard let owner, let me = context.caller.userID?.text, owner != me else { return nil }
        return try find(owner, me, context)
    }

    private static func find(_ one: String, _ other: String, _ context: ReadContext) throws -> Record? {
        try context.all(
            resource, where: "allowing_user_id = \(one) AND allowed_user_id = \(other)", order: "id", limit: 1
        ).first
    }

    static let endpoints: [Endpoint] = [
        Endpoint(.delete, "send_as", "Allow a user no longer") { request, engine in
            try await engine.write(request.caller) { context in
                let pair = [allowing.name, allowed.name].map {
                    request.parameters[$0] ?? request.body?[$0]?.string ?? ""
                }
                guard let found = try find(pair[0], pair[1], context) else {
                    throw AjarError.noSuch(resource.model)
                }
                try context.delete(resource, found.id.text)
            }
            return .deleted(204)
        },
        Endpoint(.post, "send_as/bulk", "Allow some users and others no longer") { request, engine in
            .json(
                try await engine.write(request.caller) { context in
                    guard let me = context.caller.userID?.text else { throw AjarError.unauthorized }
                    for user in try users("allowed_user_ids", request)
                    where try find(me, user, context) == nil {
                        try context.create(
                            resource,
                            JSONObject([(allowing.name, .string(me)), (allowed.name, .string(user))]))
                    }
                    for user in try users("disallowed_user_ids", request) {
                        if let found = try find(me, user, context) { try context.remove(resource, found) }
                    }
                    let left = try context.all(
                        resource, where: "allowing_user_id = \(me)", order: "date_created, id")
                    return ["data": .array(try left.map { try context.json($0, resource) })]
                })
        },
    ]

    private static func users(_ name: String, _ request: APIRequest) throws -> [String] {
        guard let given = request.body?[name], !given.isNull else { return [] }
        guard let items = given.array else { throw AjarError.invalid(name, "Value must be of list type.") }
        return items.compactMap(\.string)
    }
}
