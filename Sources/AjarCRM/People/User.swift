import AjarCore
import AjarResource
import AjarStore

/// A person who signs in. Somebody can be in several organizations, so users are listed through their
/// memberships.
enum User {
    /// Reads the view of the members of each organization; people are changed through memberships and
    /// commands.
    static let resource: Resource = Resource(
        "user", model: "User", id: .classic("user"), table: "member",
        fields: [
            Plain.kept("email", .text()),
            Plain.kept("first_name", .text()),
            Plain.kept("last_name", .text()),
            Plain.kept("phone", .text()),
            Plain.kept("image", .text()),
            Plain.kept("last_used_timezone", .text()),
            Plain.kept("date_created", .timestamp),
            Plain.kept("date_updated", .timestamp),
            Plain.derived("email_verified_at", .timestamp),
            Plain.derived("organizations", .json, standard: []),
        ],
        operations: [.list, .get],
        list: ListRules(
            maxLimit: 1000, order: "\"last_name\", \"first_name\", \"id\"",
            orders: [
                "last_name,first_name": "\"last_name\", \"first_name\", \"id\"",
                "first_name,last_name": "\"first_name\", \"last_name\", \"id\"",
            ]),
        loads: [
            Load(["organizations"]) { records, context in
                for index in records.indices {
                    records[index]["organizations"] = [context.caller.organizationID.json]
                }
            }
        ])
}
