package import AjarCore
import AjarStore

extension FieldKind {
    /// Any JSON, as it came. For what only passes through.
    package static let json: FieldKind = FieldKind(
        "json", storage: .json, schema: [:], filterValue: { _ in nil }
    ) {
        value throws(Problem) in
        guard !value.containsNUL else { throw .text("The value must not contain NUL characters.") }
        return value
    }

    /// A list of values of one kind; problems are told per element.
    package static func list(_ element: FieldKind, max: Int = 1000) -> FieldKind {
        FieldKind(
            "list", storage: .json, schema: ["type": "array", "items": element.schema],
            filterValue: { _ in nil }
        ) { value throws(Problem) in
            guard case .array(let items) = value else { throw .type("list") }
            guard items.count <= max else { throw .text("The list must have no more than \(max) elements.") }
            var kept: [JSON] = []
            var problems: [Int: Problem] = [:]
            kept.reserveCapacity(items.count)
            for (index, item) in items.enumerated() {
                do throws(Problem) {
                    guard !item.isNull else { throw .required }
                    kept.append(try element.parse(item))
                } catch {
                    problems[index] = error
                }
            }
            guard problems.isEmpty else { throw .elements(problems) }
            return .array(kept)
        }
    }

    /// An object with these members, and then `finish`, which may add what follows from them.
    package static func members(
        _ members: [Plain],
        finish: @escaping @Sendable (inout JSONObject) throws(Problem) -> Void = { _ throws(Problem) in }
    ) -> FieldKind {
        let specs = members.map(\.spec)
        let properties = JSONObject(specs.map { (key: $0.name, value: $0.kind.schema) })
        return FieldKind(
            "object", storage: .json, schema: ["type": "object", "properties": .object(properties)],
            filterValue: { _ in nil }
        ) { value throws(Problem) in
            guard case .object(let given) = value else { throw .type("dict") }
            var kept = JSONObject()
            var errors = FieldErrors()
            for spec in specs {
                let value = given[spec.name] ?? .null
                if value.isNull {
                    if spec.required {
                        errors.add(spec.name, .required)
                    } else {
                        kept.append(spec.name, spec.standard)
                    }
                    continue
                }
                do throws(Problem) { kept.append(spec.name, try spec.kind.parse(value)) } catch {
                    errors.add(spec.name, error)
                }
            }
            guard errors.isEmpty else { throw .members(errors) }
            try finish(&kept)
            return .object(kept)
        }
    }
}

extension JSON {
    /// Whether a text anywhere inside has a NUL, which one of the two databases can't keep.
    var containsNUL: Bool {
        switch self {
        case .null, .bool, .int, .double: false
        case .string(let text): text.utf8.contains(0)
        case .array(let items): items.contains(where: \.containsNUL)
        case .object(let object): object.members.contains { $0.key.utf8.contains(0) || $0.value.containsNUL }
        }
    }
}
