import AjarCore
import AjarResource
import AjarStore

/// A kind of activity that an organization defines, with its own fields (reference 8.3).
enum CustomActivityType {
    static let resource: Resource = Resource(
        "custom_activity", model: "CustomActivityType", id: .short("actitype"), table: "custom_activity_type",
        extends: Audit.classic, fields: CustomType.fields, manners: .newer,
        permissions: Permissions(write: .customizations),
        events: .named("custom_activity_type"),
        list: ListRules(maxLimit: 1000, order: "\"name\", \"id\""),
        rules: [Rules.unique("name"), CustomType.orderFields("custom_activity_type")],
        effects: [CustomType.removeAll("activity/custom", "activity", "custom_activity_type_id")],
        loads: [CustomType.loadFields("custom_activity_type")])
}

/// A kind of object on leads that an organization defines, with its own fields (reference 8.4).
enum CustomObjectType {
    static let resource: Resource = Resource(
        "custom_object_type", model: "CustomObjectType", id: .short("cotype"), table: "custom_object_type",
        extends: Audit.classic,
        fields: [
            Plain("name_plural", .text(max: 255), required: true),
            Plain.derived("back_reference_fields", .json, standard: []),
        ]
            + CustomType.fields,
        manners: .newer,
        permissions: Permissions(write: .customizations),
        events: .named("custom_object_type"),
        list: ListRules(maxLimit: 1000, order: "\"name\", \"id\""),
        rules: [Rules.unique("name"), CustomType.orderFields("custom_object_type")],
        effects: [CustomType.removeAll("custom_object", "custom_object_type", "custom_object_type_id")],
        loads: [CustomType.loadFields("custom_object_type"), loadBackReferences])

    /// The fields, on whatever objects, that refer to objects of the type.
    private static let loadBackReferences: Load = Load(["back_reference_fields"]) { records, context in
        for index in records.indices {
            var fields: [JSON] = []
            for resource in CustomField.all {
                for field in try context.all(
                    resource, where: "referenced_custom_type_id = \(records[index].id)", order: "position, id"
                ) {
                    fields.append(try context.json(field, resource))
                }
            }
            records[index]["back_reference_fields"] = .array(fields)
        }
    }
}

/// What activity types and object types have in common.
enum CustomType {
    static let fields: [any FieldDeclaration] = [
        Plain("name", .text(max: 255), required: true),
        Plain("description", .text(max: 1000)),
        Plain("api_create_only", .bool, standard: false),
        Plain("editable_with_roles", .list(.text(max: 100), max: 100), standard: []),
        Plain("is_archived", .bool, standard: false, filter: .exact),
        Plain.derived("fields", .json, standard: []),
    ]

    /// Its fields and those shared with it, in order; their choices are told where the fields themselves are.
    static func loadFields(_ objectType: String) -> Load {
        Load(["fields"]) { records, context in
            for index in records.indices {
                let schema = CustomFieldSchema(objectType: objectType, ownerID: records[index].id.text)
                records[index]["fields"] = try schema.json(context, withChoices: false)
            }
        }
    }

    /// `fields` in a change says their order and nothing else; in a new type it is left aside.
    static func orderFields(_ objectType: String) -> Rule {
        { change, context in
            guard !change.isDeletion, !change.isCreation, let order = change.input["fields"]?.array else {
                return
            }
            try CustomFieldSchema(objectType: objectType, ownerID: change.id.text).reorder(order, context)
        }
    }

    /// With a type go its objects and its fields, each with its own event.
    static func removeAll(_ objects: String, _ target: String, _ column: String) -> Effect {
        { change, context in
            guard change.isDeletion else { return }
            for path in [objects, "custom_field/\(target)"] {
                guard let resource = context.resources.byPath[path] else { continue }
                for record in try context.all(resource, where: "\(name: column) = \(change.id)", order: "id")
                {
                    try context.remove(resource, record)
                }
            }
            let objectType = column.dropLast(3)
            try context.transaction.execute(
                """
                DELETE FROM custom_field_association
                WHERE organization = \(context.organization) AND object_type = \(String(objectType)) AND owner_id = \(change.id)
                """)
        }
    }
}
