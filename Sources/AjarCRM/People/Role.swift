import AjarCore
import AjarResource
import AjarStore

/// What its members may do: one of the four built-in roles, or one that the organization made (reference
/// 10.7).
enum Role {
    static let permissions: Field<[String]> = Field(
        "permissions", .list(.choice(Roles.permissions), max: 100), standard: [])
    private static let name: Field<String> = Field("name", .text(max: 255), required: true, standard: "")
    private static let key: Field<String> = Field(
        "name_key", .text(), writable: .never, standard: "", shown: false)
    private static let editable: Field<Bool> = Field("editable", .bool, writable: .never, standard: true)
    private static let lookAt: Field<[String]> = Field(
        "visibility_user_lcf_ids", .list(.id("custom_field/lead"), max: 100), standard: [])
    private static let behavior: Field<LeadVisibility.Behavior?> = Field(
        "visibility_user_lcf_behavior", .choice(of: LeadVisibility.Behavior.self))

    static let resource: Resource = Resource(
        "role", model: "Role", id: .classic("role"), table: "crm_role",
        fields: [
            name, key, permissions, editable, lookAt, behavior, Plain.derived("organization_id", .text()),
            Plain.kept("position", .int()).hidden,
        ],
        manners: Manners(created: 201, deleted: 200, dates: .classic),
        permissions: Permissions(write: .permission("manage_organization")),
        // The built-in ones have the same ids everywhere and are known to clients.
        list: ListRules(
            maxLimit: 1000, order: "\"position\", \"id\"",
            scope: { query, _ in
                query.parameters["include_built_in"] == "true" ? nil : "editable = 1"
            }),
        rules: [keepBuiltIn, check, keepWhatMembersHave, Position.atTheEnd],
        loads: [loadBuiltIn])

    @Sendable private static func keepBuiltIn(_ change: inout Change, _ context: WriteContext) throws {
        guard let old = change.old, !old[editable] else { return }
        // Sending one back as it was read is no change.
        if change.isDeletion || change.changes(name)
            || (change.isGiven(permissions)
                && Set(change.new[permissions]) != Roles.builtIn[change.id.text]?.permissions)
        {
            change.refuse(sentence: "The built-in roles can't be changed.")
        }
        if !change.isDeletion { change.new = old }
    }

    @Sendable private static func check(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.new[editable] else { return }
        change.new[key] = change.new[name].lowercased()
        let taken = try context.all(
            resource, where: "name_key = \(change.new[key]) AND id <> \(change.id)", order: "position, id",
            limit: 1)
        if !taken.isEmpty { change.refuse("name", "There is a role with this name already.") }
        for id in change.new[lookAt] where change.isGiven(lookAt) {
            guard let field = try context.find(CustomField.lead, id), field[CustomField.type] == "user" else {
                change.refuse(lookAt.name, "Only custom fields of leads that hold users can be used.")
                break
            }
        }
        if change.new[permissions].contains("view_all_leads") {
            change.new[lookAt] = []
            change.new[behavior] = nil
        }
    }

    @Sendable private static func keepWhatMembersHave(_ change: inout Change, _ context: WriteContext) throws
    {
        guard change.isDeletion else { return }
        let isUsed = try context.reader.exists(
            "SELECT 1 FROM membership WHERE organization = \(context.organization) AND role_id = \(change.id) LIMIT 1"
        )
        if isUsed { change.refuse(sentence: "Members have this role, so it can't be deleted.") }
    }

    /// The permissions of the built-in roles are part of the program, not of the database.
    private static let loadBuiltIn: Load = Load(["permissions"]) { records, _ in
        for index in records.indices {
            guard let builtIn = Roles.builtIn[records[index].id.text] else { continue }
            records[index][permissions] = builtIn.permissions.sorted()
        }
    }

    /// The rows of the built-in roles in a new organization.
    static func writeBuiltIn(_ context: WriteContext) throws {
        for (position, id) in ["admin", "superuser", "user", "restricteduser"].enumerated() {
            let name = Roles.builtIn[id]?.name ?? id
            try context.transaction.execute(
                """
                INSERT INTO crm_role (organization, id, name, name_key, permissions, editable, visibility_user_lcf_ids, position)
                VALUES (\(context.organization), \(id), \(name), \(name.lowercased()), '[]', 0, '[]', \(position))
                """)
        }
    }
}
