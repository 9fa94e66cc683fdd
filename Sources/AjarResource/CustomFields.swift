import AjarCore
import AjarStore

/// The fields that an organization adds to an object type: flat `custom.cf_…` members outside, one JSON column inside.
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

        package init(id: String, name: String, type: String, choices: [String], acceptsMany: Bool, isRequired: Bool) {
            self.id = id
            self.name = name
            self.type = type
            self.choices = choices
            self.acceptsMany = acceptsMany
            self.isRequired = isRequired
        }
    }

    /// Reads the definitions of an object type, by id. Given by the application, which owns their table.
    package typealias Source = @Sendable (_ target: String, ReadContext) throws -> [String: Definition]

    // MARK: - From a body

    /// `custom.cf_x`, `custom.cf_x.add`, `custom.cf_x.remove` and the older `custom.Name` and `custom: {…}` forms.
    static func read(_ body: JSONObject, _ target: String, _ change: inout Change, _ context: ReadContext) throws {
        var given = body.members.filter { $0.key.hasPrefix("custom.") }.map { (String($0.key.dropFirst(7)), $0.value) }
        given += (body["custom"]?.object?.members ?? []).map { ($0.key, $0.value) }
        guard !given.isEmpty else { return }
        let definitions = try definitions(target, context)
        var values = change.new[column.name].object ?? JSONObject()
        for (key, value) in given {
            let (name, operation) = split(key)
            // An unknown field is left aside like every other unknown key.
            guard let definition = definitions[name] ?? definitions.values.first(where: { $0.name == name }) else { continue }
            do throws(FieldErrors.Problem) {
                let current = values[definition.id] ?? .null
                values[definition.id] = try apply(operation, value, to: current, definition)
                change.given.insert("custom.\(definition.id)")
            } catch {
                change.refuse("custom.\(definition.id)", error)
            }
        }
        let kept = values.members.filter { !$0.value.isNull && $0.value != [] }
        change.new[column.name] = .object(JSONObject(kept))
    }

    package static func definitions(_ target: String, _ context: ReadContext) throws -> [String: Definition] {
        let key = "custom-fields:\(target)"
        if let known = context.memo[key] as? [String: Definition] { return known }
        let found = try context.resources.customFields(target, context)
        context.memo[key] = found
        return found
    }

    private enum Operation { case set, add, remove }

    private static func split(_ key: String) -> (String, Operation) {
        if key.hasSuffix(".add") { return (String(key.dropLast(4)), .add) }
        if key.hasSuffix(".remove") { return (String(key.dropLast(7)), .remove) }
        return (key, .set)
    }

    private static func apply(
        _ operation: Operation, _ value: JSON, to current: JSON, _ definition: Definition
    ) throws(FieldErrors.Problem) -> JSON {
        let kind = FieldKind.customValue(definition)
        guard definition.acceptsMany else { return value.isNull || operation == .remove ? .null : try kind.parse(value) }
        let held = current.array ?? (current.isNull ? [] : [current])
        switch operation {
        case .set:
            if value.isNull { return .null }
            var kept: [JSON] = []
            for item in value.array ?? [value] {
                let parsed = try kind.parse(item)
                if !kept.contains(parsed) { kept.append(parsed) }
            }
            return .array(kept)
        case .add:
            let added = try kind.parse(value)
            return .array(held.contains(added) ? held : held + [added])
        case .remove:
            return .array(held.filter { $0 != value })
        }
    }

    // MARK: - In a filter

    /// `custom.cf_x=value` and its `__in`, `__gt`… forms; nil for a field that isn't there.
    static func filter(_ parameter: String, _ text: String, _ target: String, _ context: ReadContext) throws -> SQL? {
        let parts = parameter.dropFirst(7).split(separator: "__", omittingEmptySubsequences: false)
        guard let name = parts.first, parts.count <= 2,
            let definition = try definitions(target, context)[String(name)], !text.utf8.contains(0)
        else { return nil }
        let key = definition.id
        switch parts.count == 2 ? parts[1] : "" {
        case "": return condition(definition, text)
        case "in":
            let each = text.split(separator: ",").prefix(1000).map { condition(definition, $0.trimmed) }
            return each.isEmpty ? nil : "(\(each.joined(" OR ")))"
        case "gt": return compare(key, definition, " > ", text)
        case "gte": return compare(key, definition, " >= ", text)
        case "lt": return compare(key, definition, " < ", text)
        case "lte": return compare(key, definition, " <= ", text)
        default: return nil
        }
    }

    private static func condition(_ definition: Definition, _ text: String) -> SQL {
        let key = definition.id
        if text.isEmpty { return "\(.jsonText(column: "\"custom\"", key: key)) IS NULL" }
        if definition.acceptsMany { return "\(.jsonHas(column: "\"custom\"", key: key))\(text))" }
        if definition.type == "number", let number = Double(text) {
            return "\(.jsonNumber(column: "\"custom\"", key: key)) = \(number)"
        }
        return "\(.jsonText(column: "\"custom\"", key: key)) = \(text)"
    }

    private static func compare(_ key: String, _ definition: Definition, _ comparison: String, _ text: String) -> SQL? {
        let comparison = SQL(trusted: comparison)
        if definition.type == "number" {
            return Double(text).map { "\(.jsonNumber(column: "\"custom\"", key: key))\(comparison)\($0)" }
        }
        return "\(.jsonText(column: "\"custom\"", key: key))\(comparison)\(text)"
    }
}

extension FieldKind {
    /// The column of all custom values of a record.
    static let customValues: FieldKind = FieldKind("custom", storage: .json, schema: ["type": "object"]) {
        value throws(Problem) in value
    }

    /// One value of a custom field.
    static func customValue(_ definition: CustomFields.Definition) -> FieldKind {
        switch definition.type {
        case "number": .number
        case "date": .date
        case "datetime": .isoMoment
        case "choices": .choice(definition.choices)
        case "hidden": .json
        case "user", "contact", "custom_object": .id(definition.type)
        default: .text()
        }
    }

    /// A moment that is kept as the text that an answer prints.
    package static let isoMoment: FieldKind = FieldKind("datetime", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        guard case .string(let text) = value else { throw .type("basestring") }
        guard let moment = Timestamp(iso: text) else { throw .text("Invalid ISO 8601 datetime.") }
        return .string(moment.text())
    }
}
