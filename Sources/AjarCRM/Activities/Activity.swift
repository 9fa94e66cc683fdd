import AjarCore
import AjarResource
import AjarStore

/// What all activities have in common: something that happened, or will, on a lead (reference 3.4, 2.4).
enum Activity {
    static let leadID: Field<String?> = Field(
        "lead_id", .id("lead"), writable: .onCreate, required: true, filter: .id)
    static let contactID: Field<String?> = Field("contact_id", .id("contact"), filter: .id)
    static let userID: Field<String?> = Field("user_id", .id("user"), filter: .id)
    static let activityAt: Field<Timestamp?> = Field("activity_at", .timestamp, filter: [.exact, .range])
    static let dateCreated: Field<Timestamp?> = Field(
        "date_created", .timestamp, writable: .onCreate, filter: [.exact, .range])
    static let createdBy: Field<String?> = Field("created_by", .text(), writable: .never, filter: .id)

    /// `type` is what `_type` says: `Email`, `Note`.
    static func base(_ type: String) -> [any FieldDeclaration] {
        var fields: [any FieldDeclaration] = Audit.named
        fields += [
            Plain.derived("_type", .text(), standard: .string(type)),
            leadID, contactID, userID, activityAt, dateCreated, createdBy,
            Plain.derived("user_name", .text()),
            Plain.derived("users", .json, standard: []),
        ]
        return fields
    }

    static let permissions: Permissions = Permissions(
        read: .ofVisibleLeads, write: .owner("user_id", or: "manage_others_activities"),
        delete: .owner("user_id", or: "manage_others_activities"))

    static let list: ListRules = ListRules(
        maxLimit: 100,
        orders: [
            "date_created": "\"date_created\", \"id\"", "-date_created": "\"date_created\" DESC, \"id\" DESC",
            "activity_at": "\"activity_at\", \"id\"", "-activity_at": "\"activity_at\" DESC, \"id\" DESC",
        ],
        filters: filters)

    static let filters: [String: ListRules.NamedFilter] = [
        "user_id": { text, context in try UserFilter.condition("user_id", text, context) },
        "user_id__in": { text, context in try UserFilter.condition("user_id", text, context) },
    ]

    /// Whose activity it is when nobody says so: the caller's, at the moment it is made, on the lead of its
    /// contact.
    @Sendable static func fillIn(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation else {
            // It happened at some moment; taking that away leaves what was known.
            if !change.isDeletion, change.new[activityAt] == nil {
                change.new[activityAt] = change.old?[activityAt]
            }
            return
        }
        if change.new[leadID] == nil, change.errors.isEmpty, let contact = change.new[contactID] {
            change.new[leadID] = try context.find(Contact.resource, contact)?[Contact.leadID]
        }
        if change.new[userID] == nil { change.new[userID] = context.caller.userID?.text }
        if change.new[activityAt] == nil { change.new[activityAt] = change.new[dateCreated] ?? context.now }
    }

    /// Files that an activity carries must be ones that were uploaded here.
    @Sendable static func keepAttachments(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.isGiven("attachments"), change.errors.isEmpty else { return }
        let kept = try Attachments.keep(
            change.new["attachments"].array ?? [], "attachments", &change, context)
        change.new["attachments"] = .array(kept)
    }

    static let attachments: Plain = Plain("attachments", .list(.attachment, max: 100), standard: [])

    /// The workflow that an activity comes from.
    static let sequence: [any FieldDeclaration] = [
        Plain.kept("sequence_id", .text()), Plain.kept("sequence_name", .text()),
        Plain.kept("sequence_subscription_id", .text()),
    ]

    static let loads: [Load] = [
        .userNames(["created_by": "created_by_name", "updated_by": "updated_by_name", "user_id": "user_name"]
        ),
        Load(["users"]) { records, _ in
            for index in records.indices {
                records[index]["users"] = .array(
                    records[index]["user_id"].isNull ? [] : [records[index]["user_id"]])
            }
        },
    ]
}
