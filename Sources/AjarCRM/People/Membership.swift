import AjarCore
import AjarResource
import AjarStore

/// Somebody's place in the organization: the role, and settings that hold here (reference 10.7).
enum Membership {
    static let role: Field<String> = Field(
        "role_id", .id("role"), required: true, standard: "user", filter: .id)
    static let userID: Field<String> = Field(
        "user_id", .text(), writable: .never, standard: "", filter: .id)
    private static let isActive: Field<Bool> = Field(
        "is_active", .bool, writable: .onUpdate, standard: true, filter: .exact)
    static let pinned: Field<[String]> = Field(
        "pinned_views", .json, writable: .never, standard: [], shown: false)

    static let resource: Resource = Resource(
        "membership", model: "Membership", id: .classic("memb"), table: "membership",
        fields: [
            userID, role, isActive, pinned, Plain.derived("organization_id", .text()),
            Plain("title", .text(max: 255)),
            Plain("auto_record_calls", .choice(["unset", "disabled", "enabled"]), standard: "unset"),
            Plain("track_email_opens", .bool, standard: true),
            Plain.kept("date_created", .timestamp), Plain.kept("date_updated", .timestamp),
        ],
        operations: [.update, .bulkUpdate],
        permissions: Permissions(write: .owner("user_id", or: "manage_organization")),
        rules: [guardRoles],
        effects: [tellOfActivity])

    /// Nobody gives oneself a role or leaves the organization without an admin.
    @Sendable private static func guardRoles(_ change: inout Change, _ context: WriteContext) throws {
        guard change.source == .client, let old = change.old, change.errors.isEmpty else { return }
        guard change.changes(role) || change.changes(isActive) else { return }
        guard context.caller.may("manage_organization") else {
            throw AjarError.forbidden(WriteContext.noPermission)
        }
        let isAdmin = change.new[role] == "admin"
        if (isAdmin && change.changes(role)) || old[role] == "admin", !context.caller.isAdmin {
            throw AjarError.forbidden(WriteContext.noPermission)
        }
        guard old[role] == "admin", old[isActive], !isAdmin || !change.new[isActive] else { return }
        // The organization's row is the lock: of two admins who leave at the same moment, one stays.
        _ = try context.reader.first(
            "SELECT id FROM organization WHERE organization = \(context.organization) \(.rowLock)")
        let other = try context.all(
            resource, where: "role_id = 'admin' AND is_active = 1 AND id <> \(change.id)", order: "id",
            limit: 1)
        if other.isEmpty {
            change.refuse(change.changes(role) ? "role_id" : "is_active", "The organization needs an admin.")
        }
    }

    @Sendable private static func tellOfActivity(_ change: Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.isCreation || change.changes(isActive) else { return }
        try context.writeEvent(
            objectType: "membership", objectID: change.id.text, leadID: nil,
            action: change.new[isActive] ? "activated" : "deactivated",
            data: try context.json(change.new, resource))
    }
}
