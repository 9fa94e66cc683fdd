import AjarCore
import AjarStore

/// What a list was asked for, checked: `_limit`, `_skip`, `_fields`, `_order_by` and the filters (reference
/// 2.1–2.4), and our own `_after`.
package struct ListQuery: Sendable {
    package let parameters: Parameters
    package let limit: Int
    package let skip: Int
    package let fields: String?
    package let order: String

    package static let maxSkip = 250_000
    private static let place = "_after"
    /// Who goes from page to page has no use for how many rows there are in all, which takes long to count.
    package var isCountable: Bool { parameters[Self.place] == nil }

    package init(_ parameters: Parameters, _ resource: Resource) throws {
        self.parameters = parameters
        let rules = resource.list
        limit = try Self.whole("_limit", parameters) ?? min(100, rules.maxLimit)
        skip = try Self.whole("_skip", parameters) ?? 0
        guard limit <= rules.maxLimit else {
            throw AjarError.badRequest(
                "The limit you set is larger than the maximum limit for this resource (max_limit = \(rules.maxLimit))."
            )
        }
        guard skip <= Self.maxSkip else {
            throw AjarError.badRequest(
                "The skip you set is larger than the maximum skip for this resource (max_skip = \(Self.maxSkip))."
            )
        }
        fields = parameters.nonempty("_fields")
        order =
            parameters["_order_by"].flatMap { rules.orders[$0] } ?? rules.orderFrom?(parameters)
            ?? rules.order
    }

    private static func whole(_ name: String, _ parameters: Parameters) throws -> Int? {
        guard let text = parameters.nonempty(name) else { return nil }
        guard let number = Int(text) else {
            throw AjarError.badRequest("\(name) must be an integer (got \"\(text.prefix(50))\" instead).")
        }
        guard number >= 0 else {
            throw AjarError.badRequest(
                "\(name) must be a non-negative integer (got \"\(text.prefix(50))\" instead).")
        }
        return number
    }

    /// The conditions of all filters that the resource takes. What it doesn't know is ignored, as clients
    /// expect.
    func conditions(_ resource: Resource, _ context: ReadContext) throws -> [Condition] {
        var conditions: [Condition] = []
        for (name, text) in parameters.pairs {
            if let named = resource.list.filters[name] {
                if let condition = try named(text, context) { conditions.append(Condition(condition)) }
            } else if name == Self.place {
                let place = try ListPlace.condition(text, order: order, resource.layout)
                conditions += place.map { [Condition($0)] } ?? []
            } else if let indexed = resource.list.indexed[name] {
                conditions += try indexed(text, context)
            } else if name.hasPrefix("custom."), let target = resource.customFields?.of(parameters) {
                if let condition = try CustomFields.filter(name, text, target, resource, context) {
                    conditions.append(condition)
                }
            } else if let condition = try Self.filter(name, text, resource.layout) {
                conditions.append(Condition(condition))
            }
        }
        return try Condition.ordered(conditions, context.reader)
    }

    /// `field`, `field__in`, `field__gt`, … as a condition on the field's column.
    private static func filter(_ parameter: String, _ text: String, _ layout: Layout) throws -> SQL? {
        let (name, suffix) = split(parameter)
        guard let spec = layout.spec(name), spec.stored else { return nil }
        switch suffix {
        case nil where spec.filter.contains(.exact): return try exact(spec, text)
        case "in" where spec.filter.contains(.anyOf): return try anyOf(spec, text)
        case "gt" where spec.filter.contains(.range): return try compare(spec, " > ", text)
        case "gte" where spec.filter.contains(.range): return try compare(spec, " >= ", text)
        case "lt" where spec.filter.contains(.range): return try compare(spec, " < ", text)
        case "lte" where spec.filter.contains(.range): return try compare(spec, " <= ", text)
        default: return nil
        }
    }

    private static func split(_ parameter: String) -> (name: String, suffix: String?) {
        let parts = parameter.split(separator: "__", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return (parameter, nil) }
        return (String(parts[0]), String(parts[1]))
    }

    /// Nothing means NULL, two quotes mean the empty text; ids may be a comma list.
    private static func exact(_ spec: FieldSpec, _ text: String) throws -> SQL {
        if text.isEmpty { return "\(name: spec.name) IS NULL" }
        if text == "\"\"" || text == "''" { return "\(name: spec.name) = ''" }
        if spec.filter.contains(.anyOf), text.contains(",") { return try anyOf(spec, text) }
        return "\(name: spec.name) = \(try value(spec, text))"
    }

    private static func anyOf(_ spec: FieldSpec, _ text: String) throws -> SQL {
        let parts = text.split(separator: ",").map { $0.trimmed }
        guard parts.count <= 1000 else {
            throw AjarError.badRequest("\(spec.name)__in takes no more than 1000 values.")
        }
        if parts.count == 1 { return "\(name: spec.name) = \(try value(spec, parts[0]))" }
        return "\(name: spec.name) IN (\(list: try parts.map { try value(spec, $0) }))"
    }

    private static func compare(_ spec: FieldSpec, _ comparison: String, _ text: String) throws -> SQL? {
        if text.isEmpty { return nil }
        return "\(name: spec.name)\(SQL(trusted: comparison))\(try value(spec, text))"
    }

    private static func value(_ spec: FieldSpec, _ text: String) throws -> Value {
        guard !text.utf8.contains(0), let value = spec.kind.filterValue(text) else {
            let problem = spec.kind.name == "timestamp" ? "Invalid ISO 8601 datetime." : "Invalid value."
            throw AjarError.invalid(spec.name, problem)
        }
        return value
    }
}

extension Substring {
    /// Without spaces at both ends.
    package var trimmed: String {
        var rest = self
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

extension String {
    /// Without spaces at both ends.
    package var trimmed: String { self[...].trimmed }
}
