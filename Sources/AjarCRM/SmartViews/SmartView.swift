import AjarCore
import AjarResource
import AjarStore

/// A search that people keep and come back to (reference 6.7).
enum SmartView {
    private static let types: [String] = [
        "lead", "contact", "opportunity", "call", "email", "sms", "meeting", "note", "whatsapp_message",
        "custom_activity",
        "form_submission",
    ]
    static let name: Field<String> = Field("name", .text(max: 255), required: true, standard: "")
    static let type: Field<String> = Field(
        "type", .choice(types), writable: .onCreate, standard: "lead", filter: .id)
    /// The search in the older language of texts; null when it is a structured one.
    static let text: Field<String?> = Field("query", .text(max: 10_000))
    static let structured: Field<JSON> = Field("s_query", .json)
    static let userID: Field<String?> = Field("user_id", .text(), writable: .never, filter: .exact)

    static let resource: Resource = Resource(
        "saved_search", model: "SavedSearch", id: .classic("save"), table: "saved_search",
        extends: Audit.classic,
        fields: [
            name, type, text, structured, userID,
            Plain("description", .text(max: 1000)),
            Plain("is_shared", .bool, standard: false, filter: .exact),
            Plain("is_user_dependent", .bool, standard: false),
            Plain("selected_fields", .list(.json, max: 200)),
            Plain("shared_with", .list(.text(max: 100), max: 200), standard: []),
            Plain.derived("sharing_settings"),
        ],
        permissions: Permissions(
            read: .shared(flag: "is_shared", owner: "user_id"),
            write: .owner("user_id", or: "manage_team_smart_views")),
        events: .named("saved_search"),
        list: ListRules(
            maxLimit: 600,
            scope: { query, _ in
                let isChosen = ["type", "type__in"].contains { query.parameters.nonempty($0) != nil }
                return isChosen ? nil : "type = 'lead'"
            }),
        rules: [check])

    @Sendable private static func check(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty else { return }
        if change.isCreation { change.new[userID] = context.caller.userID?.text }
        guard change.isGiven(structured), !change.new[structured].isNull else { return }
        guard names(change.new[type], change.new[structured]["query"]) else {
            return change.refuse(
                structured.name, "The query needs a clause for the object type \(change.new[type]).")
        }
    }

    /// Whether a query says which objects it is about, itself or in one of the parts that must all hold.
    private static func names(_ type: String, _ query: JSON) -> Bool {
        switch query["type"].string {
        case "object_type": query["object_type"].string == type
        case "and": query["queries"].array?.contains { names(type, $0) } ?? false
        default: false
        }
    }
}
