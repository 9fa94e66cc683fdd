import AjarCore
import AjarResource
import AjarStore

enum CustomActivityStatus: String, StringEnum { case published, draft }

/// An activity of a type that the organization defined (reference 8.3). What its type requires must be there
/// once it is published; a draft may be incomplete.
enum CustomActivity {
    static let typeID: Field<String?> = Field(
        "custom_activity_type_id", .id("custom_activity"), writable: .onCreate, required: true, filter: .id)
    static let status: Field<CustomActivityStatus> = Field(
        "status", .choice(of: CustomActivityStatus.self), standard: "published", filter: .exact)

    static let resource: Resource = Resource(
        "activity/custom", model: "CustomActivity", id: .classic("acti"), table: "custom_activity",
        extends: Activity.base("CustomActivity"),
        fields: [typeID, status, Plain("pinned", .bool, standard: false)],
        permissions: Activity.permissions,
        events: .named("activity.custom_activity"),
        list: list,
        customFields: .perType("activity", "custom_activity_type_id"),
        rules: [Activity.fillIn, CustomField.requireFields { $0.new[status] == .published }],
        loads: Activity.loads)

    /// Activities of one type are found within one lead only.
    private static let list: ListRules = {
        var rules = Activity.list
        let inherited = rules.scope
        rules.scope = { query, context in
            let names = ["custom_activity_type_id", "custom_activity_type_id__in"]
            if names.contains(where: { query.parameters.nonempty($0) != nil }),
                query.parameters.nonempty("lead_id") == nil
            {
                throw AjarError.badRequest("Filtering by custom_activity_type_id needs a lead_id.")
            }
            return try inherited?(query, context)
        }
        return rules
    }()
}
