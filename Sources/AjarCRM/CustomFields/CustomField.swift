import AjarCore
import AjarResource
import AjarStore

/// A field that an organization adds to leads, contacts, opportunities, one type of activity or object, or
/// shares between several of them (reference 8.2). All definitions lie in one table, told apart by `target`.
enum CustomField {
    static let name: Field<String> = Field("name", .text(max: 255), required: true, standard: "")
    static let type: Field<String> = Field("type", .choice(types), required: true, standard: "text")
    static let convertingTo: Field<String?> = Field("converting_to_type", .text(), writable: .never)
    static let choices: Field<[String]?> = Field("choices", .list(.text(max: 1000), max: 2000))
    static let many: Field<Bool> = Field("accepts_multiple_values", .bool, standard: false)
    static let roles: Field<[String]> = Field(
        "editable_with_roles", .list(.text(max: 100), max: 100), standard: [])
    static let required: Field<Bool> = Field("required", .bool, standard: false)
    static let referenced: Field<String?> = Field(
        "referenced_custom_type_id", .id("custom_object_type"), writable: .onCreate)
    static let position: Field<Int> = Field("position", .int(), writable: .never, standard: -1, shown: false)
    static let ownerID: Field<String> = Field(
        "owner_id", .text(), writable: .never, standard: "", shown: false)
    private static let nameKey: Field<String> = Field(
        "name_key", .text(), writable: .never, standard: "", shown: false)

    static let types: [String] = [
        "text", "textarea", "number", "date", "datetime", "choices", "user", "contact", "custom_object",
        "hidden",
    ]
    private static let takesMany: Set<String> = ["user", "choices", "contact", "custom_object"]

    static let lead: Resource = resource("lead", model: "LeadCustomField", event: "lead", isRetypable: true)
    static let contact: Resource = resource(
        "contact", model: "ContactCustomField", event: "contact", isRetypable: true)
    static let opportunity: Resource = resource(
        "opportunity", model: "OpportunityCustomField", event: "opportunity", isRetypable: true)
    static let activity: Resource = resource(
        "activity", model: "ActivityCustomField", event: "activity",
        owner: ("custom_activity_type_id", "custom_activity"))
    static let object: Resource = resource(
        "custom_object_type", model: "CustomObjectCustomField", event: "custom_object",
        owner: ("custom_object_type_id", "custom_object_type"),
        manners: Manners(created: 201, deleted: 204, dates: .classic))
    static let shared: Resource = resource(
        "shared", model: "SharedCustomField", event: "shared",
        extra: [Plain.derived("associations", .json, standard: [])], loads: [Association.load])

    static let all: [Resource] = [lead, contact, opportunity, activity, object, shared]

    private static func resource(
        _ target: String, model: String, event: String, isRetypable: Bool = false,
        owner: (field: String, target: String)? = nil,
        manners: Manners = .classic, extra: [any FieldDeclaration] = [], loads: [Load] = []
    ) -> Resource {
        var fields: [any FieldDeclaration] = [
            name, Plain("description", .text(max: 280)), choices, many, roles, referenced,
            Plain("back_reference_is_visible", .bool, standard: true), convertingTo, position, ownerID,
            nameKey,
            Plain.derived("is_shared", .bool, standard: .bool(target == "shared")),
        ]
        fields.append(
            isRetypable
                ? type
                : Field<String>("type", .choice(types), writable: .onCreate, required: true, standard: "text")
        )
        for column in ["custom_activity_type_id", "custom_object_type_id"] {
            let isOwner = owner?.field == column
            fields.append(
                Plain(
                    column, .id(owner?.target ?? ""), writable: isOwner ? .onCreate : .never,
                    required: isOwner,
                    filter: isOwner ? .id : [], shown: isOwner))
        }
        var isRequired = Plain(required.spec)
        if owner == nil { isRequired = Plain(FieldSpec.hiddenFlag("required")) }
        fields.append(isRequired)
        return Resource(
            "custom_field/\(target)", model: model, id: .classic("cf"), table: "custom_field",
            extends: Audit.classic,
            fields: fields + extra, manners: manners,
            permissions: Permissions(write: .customizations),
            events: .named("custom_fields.\(event)"),
            list: ListRules(maxLimit: 1000, order: "\"position\", \"id\""),
            constants: [("target", .text(target))],
            rules: [check, place(owner: owner?.field)],
            effects: [followUp], loads: loads)
    }

    // MARK: - Rules

    @Sendable private static func check(_ change: inout Change, _ context: WriteContext) throws {
        guard change.source == .client, !change.isDeletion, change.errors.isEmpty else { return }
        let wanted = change.new[type]
        if change.new[many], !takesMany.contains(wanted) {
            change.refuse(many.name, "A field of type \(wanted) has one value only.")
        }
        let words = change.new[choices] ?? []
        if wanted == "choices", words.isEmpty { change.refuse(choices.name, .required) }
        if Set(words).count != words.count {
            change.refuse(choices.name, "Each choice may be there once only.")
        }
        if wanted == "custom_object", change.new[referenced] == nil {
            change.refuse(referenced.name, .required)
        }
        try refuseTakenName(&change, context)
        // The old type stays until a job has gone through the values; what is written meanwhile is of the new
        // one already.
        guard let old = change.old, change.isGiven(type), wanted != old[type] || old[convertingTo] != nil
        else { return }
        change.new[type] = old[type]
        change.new[convertingTo] = wanted
    }

    /// Names are unique among the fields of one object type, whatever their case.
    private static func refuseTakenName(_ change: inout Change, _ context: WriteContext) throws {
        change.new[nameKey] = change.new[name].lowercased()
        change.new[ownerID] =
            change.new["custom_activity_type_id"].string ?? change.new["custom_object_type_id"].string ?? ""
        guard change.changes(nameKey) else { return }
        let taken = try context.all(
            change.resource,
            where:
                "owner_id = \(change.new[ownerID]) AND name_key = \(change.new[nameKey]) AND id <> \(change.id)",
            order: "id", limit: 1)
        if !taken.isEmpty { change.refuse(name.name, "There is a field with this name already.") }
    }

    /// A new field comes last among those of its object type.
    private static func place(owner: String?) -> Rule {
        { change, context in
            guard change.isCreation, change.new[position] < 0 else { return }
            change.new[position] = try CustomFieldSchema.end(
                target: change.resource.path.split(separator: "/").last.map(String.init) ?? "",
                owner: change.new[ownerID], context)
        }
    }

    // MARK: - Effects

    @Sendable private static func followUp(_ change: Change, _ context: WriteContext) throws {
        if change.isDeletion {
            try Association.removeAll(of: change.id, context)
            try CustomFieldJob.enqueue(change.id, objectTypes: CustomFieldSchema.of(change), context)
        } else if change.source == .client, !change.isCreation, change.changes(convertingTo) {
            try CustomFieldJob.enqueue(change.id, objectTypes: CustomFieldSchema.of(change), context)
        }
    }
}

extension FieldSpec {
    /// A flag that this resource doesn't have, in a table that has a column for it.
    fileprivate static func hiddenFlag(_ name: String) -> FieldSpec {
        Plain(name, .bool, writable: .never, standard: false, shown: false).spec
    }
}

extension Access {
    /// Who may change how the CRM is set up.
    static let customizations: Access = .either(
        .permission("manage_customizations"), .permission("manage_organization"))
}
