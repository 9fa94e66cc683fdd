import AjarCore
import AjarResource
import AjarStore

/// All custom fields of one object type in their order: its own, and those that are shared with it (reference
/// 8.2).
struct CustomFieldSchema: Sendable {
    /// What associations call it: `lead`, `custom_activity_type`.
    let objectType: String
    /// The id of the activity or object type; empty for the others.
    let ownerID: String

    /// The `target` of the definitions that are its own.
    var target: String { objectType == "custom_activity_type" ? "activity" : objectType }

    /// The path of the resource whose records have the values.
    var recordPath: String {
        switch objectType {
        case "custom_activity_type": "activity/custom"
        case "custom_object_type": "custom_object"
        default: objectType
        }
    }

    private static let simple: Set<String> = ["lead", "contact", "opportunity"]

    init(objectType: String, ownerID: String) {
        self.objectType = objectType
        self.ownerID = ownerID
    }

    /// `lead`, `activity/actitype_…` or `custom_object/cotype_…`: how the engine and the schema's URL call it.
    init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case (let name?, 1) where Self.simple.contains(name): self.init(objectType: name, ownerID: "")
        case ("activity", 2): self.init(objectType: "custom_activity_type", ownerID: parts[1])
        case ("custom_object", 2): self.init(objectType: "custom_object_type", ownerID: parts[1])
        default: return nil
        }
    }

    // MARK: - Reading

    struct Entry: Sendable {
        let field: Record
        let isShared: Bool
        let isRequired: Bool
        let roles: [String]
        let position: Int
    }

    func entries(_ context: ReadContext) throws -> [Entry] {
        guard let resource = CustomField.all.first(where: { $0.path == "custom_field/\(target)" }) else {
            return []
        }
        var entries = try context.all(resource, where: "owner_id = \(ownerID)", order: "position, id").map {
            field in
            Entry(
                field: field, isShared: false, isRequired: field[CustomField.required],
                roles: field[CustomField.roles],
                position: field[CustomField.position])
        }
        let places = try Association.of(self, context)
        if !places.isEmpty {
            let shared = try context.all(
                CustomField.shared, where: "id IN (\(list: places.map(\.fieldID)))", order: "id")
            for place in places {
                guard let field = shared.first(where: { $0.id.text == place.fieldID }) else { continue }
                entries.append(
                    Entry(
                        field: field, isShared: true, isRequired: place.isRequired, roles: place.roles,
                        position: place.position))
            }
        }
        return entries.sorted { ($0.position, $0.field.id.text) < ($1.position, $1.field.id.text) }
    }

    func json(_ context: ReadContext, withChoices: Bool = true) throws -> JSON {
        .array(
            try entries(context).map { entry in
                var members =
                    try context.json(entry.field, entry.isShared ? CustomField.shared : CustomField.lead)
                    .object ?? JSONObject()
                members["associations"] = nil
                members["is_shared"] = .bool(entry.isShared)
                members["required"] = .bool(entry.isRequired)
                members["editable_with_roles"] = entry.roles.json
                if !withChoices { members["choices"] = nil }
                return .object(members)
            })
    }

    /// The place after the last one.
    static func end(target: String, owner: String, _ context: ReadContext) throws -> Int {
        let schema = CustomFieldSchema(
            objectType: target == "activity" ? "custom_activity_type" : target, ownerID: owner)
        let last = try context.reader.value(
            """
            SELECT MAX(position) FROM (
                SELECT position FROM custom_field
                WHERE organization = \(context.organization) AND target = \(target) AND owner_id = \(owner)
                UNION ALL
                SELECT position FROM custom_field_association
                WHERE organization = \(context.organization) AND object_type = \(schema.objectType) AND owner_id = \(owner)
            ) AS places
            """)
        return (last.int ?? -1) + 1
    }

    /// Where values of a field that isn't shared can be.
    static func of(_ change: Change) -> [CustomFieldSchema] {
        let target = change.resource.path.split(separator: "/").last.map(String.init) ?? ""
        if target == "shared" { return [] }
        return [
            CustomFieldSchema(
                objectType: target == "activity" ? "custom_activity_type" : target,
                ownerID: change.new[CustomField.ownerID])
        ]
    }

    // MARK: - Ordering

    /// The named ones first; the others follow in their old order.
    func reorder(_ order: [JSON], _ context: WriteContext) throws {
        let named = order.compactMap { $0.string ?? $0["id"].string }
        let entries = try entries(context)
        let known = named.filter { id in entries.contains { $0.field.id.text == id } }
        let rest = entries.map(\.field.id.text).filter { !known.contains($0) }
        for (place, id) in (known + rest).enumerated() {
            guard let entry = entries.first(where: { $0.field.id.text == id }), entry.position != place else {
                continue
            }
            if entry.isShared {
                try context.transaction.execute(
                    """
                    UPDATE custom_field_association SET position = \(place)
                    WHERE organization = \(context.organization) AND field_id = \(id) AND object_type = \(objectType)
                        AND owner_id = \(ownerID)
                    """)
            } else {
                try context.transaction.execute(
                    "UPDATE custom_field SET position = \(place) WHERE organization = \(context.organization) AND id = \(id)"
                )
            }
        }
    }

    // MARK: - Endpoints

    /// A type's id comes after a slash, so there are two forms of the path.
    static let endpoints: [Endpoint] = ["custom_field_schema/{kind}", "custom_field_schema/{kind}/{owner}"]
        .flatMap { path in
            [
                Endpoint(.get, path, "The custom fields of an object type, in order") { request, engine in
                    .json(
                        try await engine.read(request.caller) { context in
                            ["fields": try Self.found(request, context).json(context)]
                        })
                },
                Endpoint(.put, path, "Change the order of the custom fields") { request, engine in
                    .json(
                        try await engine.write(request.caller) { context in
                            let schema = try Self.found(request, context)
                            guard
                                context.caller.may("manage_customizations")
                                    || context.caller.may("manage_organization")
                            else {
                                throw AjarError.forbidden(WriteContext.noPermission)
                            }
                            guard let order = request.body?["fields"]?.array else {
                                throw AjarError.invalid("fields", "This field is required.")
                            }
                            try schema.reorder(order, context)
                            return ["fields": try schema.json(context)]
                        })
                },
            ]
        }

    private static func found(_ request: APIRequest, _ context: ReadContext) throws -> CustomFieldSchema {
        let path = [request.path["kind"], request.path["owner"]].compactMap(\.self).joined(separator: "/")
        guard let schema = CustomFieldSchema(path: path) else {
            throw AjarError.notFound("There is no such object type.")
        }
        try schema.mustExist(context)
        return schema
    }

    /// A type that isn't there, or belongs to others, has no schema.
    func mustExist(_ context: ReadContext) throws {
        switch objectType {
        case "custom_activity_type": _ = try context.get(CustomActivityType.resource, ownerID)
        case "custom_object_type": _ = try context.get(CustomObjectType.resource, ownerID)
        default: break
        }
    }
}
