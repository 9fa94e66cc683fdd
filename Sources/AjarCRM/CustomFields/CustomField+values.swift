import AjarCore
import AjarResource
import AjarStore

extension CustomField {
    /// What the engine needs to know of the fields of an object type. While a type is being changed, values
    /// are of the new one.
    static let definitions: CustomFields.Source = { target, context in
        guard let schema = CustomFieldSchema(path: target) else { return [:] }
        var found: [String: CustomFields.Definition] = [:]
        for entry in try schema.entries(context) {
            let definition = definition(entry.field, isRequired: entry.isRequired, roles: entry.roles)
            found[definition.id] = definition
        }
        return found
    }

    static func definition(_ field: Record, isRequired: Bool, roles: [String]) -> CustomFields.Definition {
        let type = field[convertingTo] ?? field[self.type]
        let resolve: CustomFields.Definition.Resolve? =
            switch type {
            case "user": { text, _, context in try user(text, context) }
            case "contact": { text, change, context in try contact(text, change, context) }
            case "custom_object":
                { [type = field[referenced]] text, change, context in try object(text, type, change, context)
                }
            default: nil
            }
        return CustomFields.Definition(
            id: field.id.text, name: field[name], type: type, choices: field[choices] ?? [],
            acceptsMany: field[many],
            isRequired: isRequired, editableWithRoles: roles, resolve: resolve)
    }

    /// A rule for objects whose type has fields that must be filled.
    static func requireFields(when isDue: @escaping @Sendable (Change) -> Bool) -> Rule {
        { change, context in
            guard !change.isDeletion, change.source == .client, isDue(change),
                let target = change.resource.customFields?.of(change.new)
            else { return }
            let values = change.new["custom"].object ?? JSONObject()
            for definition in try CustomFields.definitions(target, context).values where definition.isRequired
            {
                if definition.current(values[definition.id] ?? .null).isNull {
                    change.refuse("custom.\(definition.id)", .required)
                }
            }
        }
    }

    // MARK: - What a text stands for

    /// An id of somebody who is or was in the organization, or the exact name.
    private static func user(_ text: String, _ context: ReadContext) throws -> JSON {
        let member: SQL =
            "SELECT id, first_name, last_name FROM member WHERE organization = \(context.organization)"
        if try context.reader.exists("\(member) AND id = \(text)") { return .string(text) }
        let named = try context.reader.rows("\(member) ORDER BY id").first { Users.fullName($0) == text }
        guard let named else { throw FieldErrors.Problem.missingObject }
        return .string(named.text("id"))
    }

    /// A contact of the same lead.
    private static func contact(_ text: String, _ change: Change, _ context: ReadContext) throws -> JSON {
        guard let lead = leadID(change), let contact = try context.find(Contact.resource, text),
            contact[Contact.leadID] == lead
        else {
            throw FieldErrors.Problem.missingObject
        }
        return .string(text)
    }

    /// An object of the one type that the field is for, on the same lead.
    private static func object(
        _ text: String, _ type: String?, _ change: Change, _ context: ReadContext
    ) throws -> JSON {
        guard let lead = leadID(change), let object = try context.find(CustomObject.resource, text),
            object[CustomObject.leadID] == lead, object[CustomObject.typeID] == type
        else { throw FieldErrors.Problem.missingObject }
        return .string(text)
    }

    private static func leadID(_ change: Change) -> String? {
        change.resource.path == "lead" ? change.id.text : change.new["lead_id"].string
    }
}
