import AjarCore
import AjarResource
import AjarStore

/// An object of a type that the organization defined, on one lead for good (reference 8.4).
enum CustomObject {
    static let typeID: Field<String?> = Field(
        "custom_object_type_id", .id("custom_object_type"), writable: .onCreate, required: true, filter: .id)
    static let leadID: Field<String?> = Field(
        "lead_id", .id("lead"), writable: .onCreate, required: true, filter: .id)

    static let resource: Resource = Resource(
        "custom_object", model: "CustomObject", id: .short("custobj"), table: "custom_object",
        extends: Audit.classic,
        fields: [typeID, leadID, Plain("name", .text(max: 1000), required: true)],
        manners: Manners(created: 201, deleted: 204, dates: .classic),
        permissions: Permissions(read: .ofVisibleLeads),
        events: .named("custom_object"),
        list: ListRules(scope: { query, _ in
            guard query.parameters.nonempty("lead_id") != nil else {
                throw AjarError.badRequest("lead_id is required.")
            }
            return nil
        }),
        customFields: .perType("custom_object", "custom_object_type_id"),
        rules: [CustomField.requireFields { _ in true }])
}
