import AjarCore
import AjarResource
import AjarStore

/// Where a shared custom field is used: an object type, with what holds for the field there (reference 8.2).
struct Association: Sendable {
    let fieldID: String
    let objectType: String
    let ownerID: String
    let isRequired: Bool
    let roles: [String]
    let position: Int

    private init(_ row: Row) {
        fieldID = row.text("field_id")
        objectType = row.text("object_type")
        ownerID = row.text("owner_id")
        isRequired = row.flag("required")
        roles = row.json("editable_with_roles").array?.compactMap(\.string) ?? []
        position = row.int("position")
    }

    static func of(_ schema: CustomFieldSchema, _ context: ReadContext) throws -> [Association] {
        try context.reader.rows(
            """
            SELECT * FROM custom_field_association
            WHERE organization = \(context.organization) AND object_type = \(schema.objectType) AND owner_id = \(schema.ownerID)
            ORDER BY position, field_id
            """
        ).map(Self.init)
    }

    static func of(fields ids: [String], _ context: ReadContext) throws -> [Association] {
        try context.reader.rows(
            """
            SELECT * FROM custom_field_association
            WHERE organization = \(context.organization) AND field_id IN (\(list: ids)) ORDER BY object_type, owner_id, field_id
            """
        ).map(Self.init)
    }

    static let load: Load = Load(["associations"]) { records, context in
        let all = Dictionary(grouping: try of(fields: records.map(\.id.text), context), by: \.fieldID)
        for index in records.indices {
            records[index]["associations"] = .array((all[records[index].id.text] ?? []).map(\.json))
        }
    }

    var json: JSON {
        [
            "object_type": .string(objectType),
            "custom_activity_type_id": objectType == "custom_activity_type" ? .string(ownerID) : nil,
            "custom_object_type_id": objectType == "custom_object_type" ? .string(ownerID) : nil,
            "editable_with_roles": roles.json, "required": .bool(isRequired),
        ]
    }

    // MARK: - Endpoints

    static let endpoints: [Endpoint] = {
        let base = "custom_field/shared/{field}/association"
        var all: [Endpoint] = [
            Endpoint(.post, base, "Use a shared custom field for an object type") { request, engine in
                let made = try await engine.write(request.caller) { try add(request, $0) }
                return APIAnswer(
                    status: 201, body: Array(made.json.text.utf8),
                    location: "/api/v1/custom_field/shared/\(made.fieldID)/association/\(made.path)/")
            }
        ]
        for path in ["\(base)/{kind}", "\(base)/{kind}/{owner}"] {
            all.append(
                Endpoint(.get, path, "How a shared custom field is used for an object type") {
                    request, engine in
                    .json(try await engine.read(request.caller) { try found(request, $0).json })
                })
            all.append(
                Endpoint(.put, path, "Change how a shared custom field is used") { request, engine in
                    .json(try await engine.write(request.caller) { try change(request, $0).json })
                })
            all.append(
                Endpoint(.delete, path, "Stop using a shared custom field for an object type") {
                    request, engine in
                    try await engine.write(request.caller) { try remove(request, $0) }
                    return .deleted(204)
                })
        }
        return all
    }()

    private var path: String { ownerID.isEmpty ? objectType : "\(objectType)/\(ownerID)" }

    private static func add(_ request: APIRequest, _ context: WriteContext) throws -> Association {
        let (field, before) = try editable(request, context)
        let body = request.body ?? JSONObject()
        let schema = try schema(body, context)
        let settings = try settings(body)
        let place = try CustomFieldSchema.end(target: schema.target, owner: schema.ownerID, context)
        let isNew = try context.transaction.execute(
            """
            INSERT INTO custom_field_association (organization, field_id, object_type, owner_id, editable_with_roles, required, position)
            VALUES (\(context.organization), \(field.id), \(schema.objectType), \(schema.ownerID),
                \(json: (settings.roles ?? []).json), \(settings.required ?? false), \(place))
            ON CONFLICT (organization, field_id, object_type, owner_id) DO NOTHING
            """)
        guard isNew == 1 else {
            throw AjarError.invalid("object_type", "The field is used for this object type already.")
        }
        try tell(field, before, context)
        return try found(field.id.text, schema, context)
    }

    private static func change(_ request: APIRequest, _ context: WriteContext) throws -> Association {
        let (field, before) = try editable(request, context)
        let old = try found(request, context)
        let settings = try settings(request.body ?? JSONObject())
        try context.transaction.execute(
            """
            UPDATE custom_field_association
            SET editable_with_roles = \(json: (settings.roles ?? old.roles).json), required = \(settings.required ?? old.isRequired)
            WHERE organization = \(context.organization) AND field_id = \(old.fieldID) AND object_type = \(old.objectType)
                AND owner_id = \(old.ownerID)
            """)
        try tell(field, before, context)
        return try found(request, context)
    }

    /// The values vanish at once from all answers, and from the rows by a job.
    private static func remove(_ request: APIRequest, _ context: WriteContext) throws {
        let (field, before) = try editable(request, context)
        let old = try found(request, context)
        try context.transaction.execute(
            """
            DELETE FROM custom_field_association
            WHERE organization = \(context.organization) AND field_id = \(old.fieldID) AND object_type = \(old.objectType)
                AND owner_id = \(old.ownerID)
            """)
        let schema = CustomFieldSchema(objectType: old.objectType, ownerID: old.ownerID)
        try CustomFieldJob.enqueue(field.id, objectTypes: [schema], context)
        try tell(field, before, context)
    }

    static func removeAll(of field: ID, _ context: WriteContext) throws {
        for old in try of(fields: [field.text], context) {
            let schema = CustomFieldSchema(objectType: old.objectType, ownerID: old.ownerID)
            try CustomFieldJob.enqueue(field, objectTypes: [schema], context)
        }
        try context.transaction.execute(
            "DELETE FROM custom_field_association WHERE organization = \(context.organization) AND field_id = \(field)"
        )
    }

    // MARK: - Steps

    private static func editable(
        _ request: APIRequest, _ context: WriteContext
    ) throws -> (field: Record, before: JSON) {
        let field = try context.get(CustomField.shared, request.path["field"] ?? "", lock: true)
        guard CustomField.shared.permissions.write.allows(field, context.caller) else {
            throw AjarError.forbidden(WriteContext.noPermission)
        }
        return (field, try context.json(field, CustomField.shared)["associations"])
    }

    /// The field itself has changed, for whoever follows the event log.
    private static func tell(_ field: Record, _ before: JSON, _ context: WriteContext) throws {
        let data = try context.json(field, CustomField.shared)
        try context.writeEvent(
            objectType: "custom_fields.shared", objectID: field.id.text, leadID: nil, action: "updated",
            changed: ["associations"], data: data, previous: ["associations": before])
    }

    private static func schema(_ body: JSONObject, _ context: ReadContext) throws -> CustomFieldSchema {
        let objectType = body["object_type"] ?? .null
        guard let text = objectType.string else {
            throw AjarError.invalid("object_type", "This field is required.")
        }
        let field = [
            "custom_activity_type": "custom_activity_type_id", "custom_object_type": "custom_object_type_id",
        ][text]
        guard let field else {
            guard let schema = CustomFieldSchema(path: text) else {
                throw AjarError.invalid("object_type", "Not a valid choice.")
            }
            return schema
        }
        guard let owner = body[field]?.string else {
            throw AjarError.invalid(field, "This field is required.")
        }
        let schema = CustomFieldSchema(objectType: text, ownerID: owner)
        do { try schema.mustExist(context) } catch AjarError.notFound {
            throw AjarError.invalid(field, "Object does not exist.")
        }
        return schema
    }

    private static func settings(_ body: JSONObject) throws -> (roles: [String]?, required: Bool?) {
        var errors = FieldErrors()
        let roles = body["editable_with_roles"] ?? .null
        let required = body["required"] ?? .null
        if !roles.isNull, roles.array == nil { errors.add("editable_with_roles", .type("list")) }
        if !required.isNull, required.bool == nil { errors.add("required", .type("bool")) }
        guard errors.isEmpty else { throw AjarError.invalid(errors) }
        return (roles.array?.compactMap(\.string), required.bool)
    }

    /// By the path: `lead`, or `custom_activity_type/actitype_…` in one part or two.
    private static func found(_ request: APIRequest, _ context: ReadContext) throws -> Association {
        let path = [request.path["kind"], request.path["owner"]].compactMap(\.self).joined(separator: "/")
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        let schema = CustomFieldSchema(
            objectType: parts.first ?? "", ownerID: parts.count > 1 ? parts[1] : "")
        let field = try context.get(CustomField.shared, request.path["field"] ?? "")
        return try found(field.id.text, schema, context)
    }

    private static func found(
        _ field: String, _ schema: CustomFieldSchema, _ context: ReadContext
    ) throws -> Association {
        let all = try of(fields: [field], context)
        guard
            let found = all.first(where: {
                $0.objectType == schema.objectType && $0.ownerID == schema.ownerID
            })
        else {
            throw AjarError.notFound("The field is not used for this object type.")
        }
        return found
    }
}
