package import AjarCore
package import AjarResource
package import AjarStore

/// Goes through the values of a field after its type was changed, or after it went away. Answers show the new
/// state from the beginning; dying in between costs another walk over rows that are right already.
package struct CustomFieldJob: Job {
    package static let kind: String = "custom_field.rewrite"

    let fieldID: String
    let objectType: String
    let ownerID: String

    init(fieldID: String, objectType: String, ownerID: String) {
        self.fieldID = fieldID
        self.objectType = objectType
        self.ownerID = ownerID
    }

    package init?(arguments: JSON) {
        guard let field = arguments["field"].string, let objectType = arguments["object_type"].string else {
            return nil
        }
        self.init(fieldID: field, objectType: objectType, ownerID: arguments["owner"].string ?? "")
    }

    package var arguments: JSON {
        ["field": .string(fieldID), "object_type": .string(objectType), "owner": .string(ownerID)]
    }

    static func enqueue(_ field: ID, objectTypes: [CustomFieldSchema], _ context: WriteContext) throws {
        for schema in objectTypes {
            let job = CustomFieldJob(
                fieldID: field.text, objectType: schema.objectType, ownerID: schema.ownerID)
            try context.transaction.enqueue(
                job, organization: context.organization,
                unique: "\(field):\(schema.objectType):\(schema.ownerID)")
        }
    }
}

/// Does what `CustomFieldJob` promises, some rows at a time.
package struct CustomFieldRewriter: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    private static let batch = 200

    package func perform(_ job: CustomFieldJob, _ claimed: ClaimedJob) async throws -> Outcome {
        guard let caller = try await Caller.system(claimed.organization, engine.store) else {
            return .cancel(reason: "The organization is gone.")
        }
        var last = ""
        while true {
            let (next, isDone) = try await engine.write(caller) { [last] context in
                try Self.rewrite(job, after: last, context)
            }
            guard let next else { break }
            last = next
            if isDone { break }
        }
        return try await engine.write(caller) { try Self.finish(job, claimed, $0) }
    }

    private static func schema(_ job: CustomFieldJob) -> CustomFieldSchema {
        CustomFieldSchema(objectType: job.objectType, ownerID: job.ownerID)
    }

    /// The next rows that have a value; nil when there are none.
    private static func rewrite(
        _ job: CustomFieldJob, after last: String, _ context: WriteContext
    ) throws -> (next: String?, isDone: Bool) {
        let schema = schema(job)
        guard let resource = context.resources.byPath[schema.recordPath] else { return (nil, true) }
        let definition = try schema.entries(context).first { $0.field.id.text == job.fieldID }.map {
            CustomField.definition($0.field, isRequired: false, roles: [])
        }
        var condition: SQL = "organization = \(context.organization) AND id > \(last)"
        if !job.ownerID.isEmpty { condition += " AND \(name: "\(job.objectType)_id") = \(job.ownerID)" }
        let rows = try context.reader.rows(
            """
            SELECT id, custom FROM \(name: resource.table)
            WHERE \(condition) AND \(.jsonText(column: "custom", key: job.fieldID)) IS NOT NULL
            ORDER BY id LIMIT \(batch) \(.rowLock)
            """)
        for row in rows {
            guard case .object(var values) = row.json("custom"), let old = values[job.fieldID] else {
                continue
            }
            let new = try definition.map { try convert(old, $0, context) } ?? .null
            guard new != old else { continue }
            // Not in one expression: null and nothing are both written `nil`.
            if new.isNull { values[job.fieldID] = nil } else { values[job.fieldID] = new }
            try resource.customIndex?.keep(
                row.text("id"), old: row.json("custom"), new: .object(values), context)
            try context.transaction.execute(
                """
                UPDATE \(name: resource.table) SET custom = \(json: .object(values))
                WHERE organization = \(context.organization) AND id = \(row.text("id"))
                """)
        }
        return (rows.last?.text("id"), rows.count < batch)
    }

    /// The new type is in force when the last value is of it. Somebody may have asked for yet another one
    /// meanwhile.
    private static func finish(
        _ job: CustomFieldJob, _ claimed: ClaimedJob, _ context: WriteContext
    ) throws -> Outcome {
        let target = CustomField.all.first { $0.path == "custom_field/\(schema(job).target)" }
        if let target, let field = try context.find(target, job.fieldID, lock: true),
            let type = field[CustomField.convertingTo]
        {
            try context.update(target, field) { field in
                field[CustomField.type] = type
                field[CustomField.convertingTo] = nil
            }
        }
        try context.transaction.finish(claimed, .done)
        return .recorded
    }

    // MARK: - One value

    /// The value as one of the field's type; null when it can't be.
    static func convert(
        _ value: JSON, _ definition: CustomFields.Definition, _ context: ReadContext
    ) throws -> JSON {
        let items = value.array ?? [value]
        var kept: [JSON] = []
        for item in items {
            let found = convertOne(item, definition)
            if !found.isNull, !kept.contains(found) { kept.append(found) }
        }
        if definition.acceptsMany { return kept.isEmpty ? .null : .array(kept) }
        if ["text", "textarea"].contains(definition.type), kept.count > 1 {
            return .string(kept.compactMap(\.string).joined(separator: ", "))
        }
        return kept.first ?? .null
    }

    private static func convertOne(_ item: JSON, _ definition: CustomFields.Definition) -> JSON {
        var item = item
        switch definition.type {
        case "hidden": return item
        case "number":
            if let text = item.string {
                item =
                    Double(text).map { $0 == $0.rounded() && abs($0) < 1e15 ? .int(Int($0)) : .double($0) }
                    ?? .null
            }
        // References are kept as far as they are ids of that kind; a text is none.
        case "user": return item.string?.hasPrefix("user_") == true ? item : .null
        case "contact": return item.string?.hasPrefix("cont_") == true ? item : .null
        case "custom_object": return item.string?.hasPrefix("custobj_") == true ? item : .null
        default: if item.string == nil { item = .string(item.text) }
        }
        return (try? FieldKind.customValue(definition).parse(item)) ?? .null
    }
}

extension Caller {
    /// The system itself, at work for an organization; nil when that is gone.
    static func system(_ organization: Int, _ store: Store) async throws -> Caller? {
        try await store.read { reader in
            let row = try reader.first("SELECT id FROM organization WHERE organization = \(organization)")
            return row.map {
                Caller(organization: organization, organizationID: $0.id("id"), userID: nil, isAdmin: true)
            }
        }
    }
}
