package import AjarCore
import AjarStore

/// The fields that an organization adds to an object type: flat `custom.cf_…` members outside, one JSON
/// column inside.
package enum CustomFields {
    /// Where a record keeps them: `{"cf_…": value}`. Never shown as such.
    static let column: FieldSpec = {
        var spec = Plain("custom", .customValues, writable: .never, standard: [:]).spec
        spec.shown = false
        return spec
    }()

    /// One definition, as far as values need it.
    package struct Definition: Sendable {
        package let id: String
        package let name: String
        package let type: String
        package let choices: [String]
        package let acceptsMany: Bool
        package let isRequired: Bool
        /// Who may set it; everybody when it is empty.
        package let editableWithRoles: [String]
        /// Looks up what a text of the client stands for, such as a user's name; throws `FieldErrors.Problem`
        /// when there is none.
        package let resolve: Resolve?

        package typealias Resolve = @Sendable (String, Change, ReadContext) throws -> JSON

        package init(
            id: String, name: String, type: String, choices: [String] = [], acceptsMany: Bool = false,
            isRequired: Bool = false, editableWithRoles: [String] = [], resolve: Resolve? = nil
        ) {
            self.id = id
            self.name = name
            self.type = type
            self.choices = choices
            self.acceptsMany = acceptsMany
            self.isRequired = isRequired
            self.editableWithRoles = editableWithRoles
            self.resolve = resolve
        }

        func isEditable(by caller: Caller) -> Bool {
            editableWithRoles.isEmpty || caller.isAdmin
                || caller.roleID.map(editableWithRoles.contains) ?? (caller.userID == nil)
        }

        /// What is still a value of the field; null when nothing is.
        package func current(_ value: JSON) -> JSON {
            guard type == "choices" else { return value }
            if let items = value.array {
                let kept = items.filter { $0.string.map(choices.contains) ?? false }
                return kept.isEmpty ? .null : .array(kept)
            }
            return value.string.map(choices.contains) ?? false ? value : .null
        }
    }

    /// Reads the definitions of an object type, by id. Given by the application, which owns their table.
    package typealias Source = @Sendable (_ target: String, ReadContext) throws -> [String: Definition]

    package static func definitions(_ target: String, _ context: ReadContext) throws -> [String: Definition] {
        let key = "custom-fields:\(target)"
        if let known = context.memo[key] as? [String: Definition] { return known }
        let found = try context.resources.customFields(target, context)
        context.memo[key] = found
        return found
    }

    // MARK: - From a body

    /// `custom.cf_x`, `custom.cf_x.add`, `custom.cf_x.remove` and the older `custom.Name` and `custom: {…}` forms.
    static func read(_ body: JSONObject, _ change: inout Change, _ context: ReadContext) throws {
        var given = body.members.filter { $0.key.hasPrefix("custom.") }
        for name in ["custom", "custom_fields"] { given += body[name]?.object?.members ?? [] }
        guard !given.isEmpty, let target = change.resource.customFields?.of(change.new) else { return }
        let definitions = try definitions(target, context)
        var values = change.new[column.name].object ?? JSONObject()
        for (key, value) in given {
            let (name, operation) = split(key.hasPrefix("custom.") ? String(key.dropFirst(7)) : key)
            // An unknown field is left aside like every other unknown key.
            guard let definition = definitions[name] ?? definitions.values.first(where: { $0.name == name })
            else { continue }
            let member = "custom.\(definition.id)"
            guard definition.isEditable(by: context.caller) else {
                change.refuse(member, "Your role may not change this field.")
                continue
            }
            do {
                let current = definition.current(values[definition.id] ?? .null)
                values[definition.id] = try apply(operation, value, to: current, definition) {
                    [change] item in
                    let parsed = try FieldKind.customValue(definition).parse(item)
                    guard let resolve = definition.resolve, let text = parsed.string else { return parsed }
                    return try resolve(text, change, context)
                }
                change.given.insert(member)
            } catch let problem as FieldErrors.Problem {
                change.refuse(member, problem)
            }
        }
        let kept = values.members.filter { !$0.value.isNull && $0.value != [] }
        change.new[column.name] = .object(JSONObject(kept))
    }

    private enum Operation { case set, add, remove }

    private static func split(_ key: String) -> (String, Operation) {
        if key.hasSuffix(".add") { return (String(key.dropLast(4)), .add) }
        if key.hasSuffix(".remove") { return (String(key.dropLast(7)), .remove) }
        return (key, .set)
    }

    private static func apply(
        _ operation: Operation, _ value: JSON, to current: JSON, _ definition: Definition,
        parse: (JSON) throws -> JSON
    ) throws -> JSON {
        guard definition.acceptsMany else {
            return value.isNull || operation == .remove ? .null : try parse(value)
        }
        let held = current.array ?? (current.isNull ? [] : [current])
        switch operation {
        case .set:
            if value.isNull { return .null }
            var kept: [JSON] = []
            for item in value.array ?? [value] {
                let parsed = try parse(item)
                if !kept.contains(parsed) { kept.append(parsed) }
            }
            return .array(kept)
        case .add:
            let added = try parse(value)
            return .array(held.contains(added) ? held : held + [added])
        case .remove:
            let meant = (try? parse(value)) ?? value
            return .array(held.filter { $0 != value && $0 != meant })
        }
    }

    // MARK: - For an answer

    /// Leaves out values whose field is gone, or whose choice was removed; the row is tidied up by a job.
    static func hideStale(_ records: inout [Record], _ resource: Resource, _ context: ReadContext) throws {
        guard let target = resource.customFields, let position = resource.layout.index[column.name] else {
            return
        }
        for index in records.indices {
            guard case .object(let values) = records[index].values[position], !values.isEmpty else {
                continue
            }
            let definitions = try target.of(records[index]).map { try Self.definitions($0, context) } ?? [:]
            var kept = JSONObject()
            for (key, value) in values.members {
                guard let current = definitions[key]?.current(value), !current.isNull else { continue }
                kept.append(key, current)
            }
            records[index].values[position] = .object(kept)
        }
    }
}

/// Whose custom fields a record has: those of one object type, or those of the type that the record itself
/// names.
package struct CustomTarget: Sendable, ExpressibleByStringLiteral {
    private let name: String
    private let typeField: String?

    package init(stringLiteral name: String) {
        self.name = name
        typeField = nil
    }

    private init(_ name: String, typeField: String?) {
        self.name = name
        self.typeField = typeField
    }

    /// `activity/actitype_…`, where the record's field holds the id after the slash.
    package static func perType(_ name: String, _ typeField: String) -> CustomTarget {
        CustomTarget(name, typeField: typeField)
    }

    package func of(_ record: Record) -> String? {
        guard let typeField else { return name }
        return record[typeField].string.map { "\(name)/\($0)" }
    }

    /// For a filter: a list of several types has no custom field in common.
    func of(_ parameters: Parameters) -> String? {
        guard let typeField else { return name }
        return parameters.nonempty(typeField).map { "\(name)/\($0)" }
    }
}

extension FieldKind {
    /// The column of all custom values of a record.
    static let customValues: FieldKind = FieldKind("custom", storage: .json, schema: ["type": "object"]) {
        value throws(Problem) in value
    }

    /// One value of a custom field. What is looked up comes as a text.
    package static func customValue(_ definition: CustomFields.Definition) -> FieldKind {
        switch definition.type {
        case "number": .number
        case "date": .date
        case "datetime": .isoMoment
        case "choices": .choice(definition.choices)
        case "hidden": .json
        default: .text()
        }
    }

    /// A moment that is kept as the text that an answer prints.
    package static let isoMoment: FieldKind = FieldKind(
        "datetime", storage: .text, schema: ["type": "string"]
    ) {
        value throws(Problem) in
        guard case .string(let text) = value else { throw .type("basestring") }
        guard let moment = Timestamp(iso: text) else { throw .text("Invalid ISO 8601 datetime.") }
        return .string(moment.text())
    }
}
