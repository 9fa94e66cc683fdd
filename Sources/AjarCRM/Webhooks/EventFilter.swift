import AjarCore
import AjarResource

/// A condition on an event, written as a tree of nodes (reference 7.6). What is not there reads as null.
indirect enum EventFilter: Sendable {
    case equals(JSON), notEquals(JSON)
    case isNull, nonNull
    /// An element of a list, or a part of a text.
    case contains(JSON)
    case and([EventFilter]), or([EventFilter]), not(EventFilter)
    /// Descends into one member; its name is taken literally, dots and all.
    case field(String, EventFilter)
    case anyArrayValue(EventFilter)

    /// Trees come from clients: no more nodes on a path than this, and no more in all.
    static let maxDepth = 20
    static let maxNodes = 500

    init(_ json: JSON) throws(FieldErrors.Problem) {
        var left = Self.maxNodes
        self = try Self.read(json, depth: 1, left: &left)
    }

    private static func read(
        _ json: JSON, depth: Int, left: inout Int
    ) throws(FieldErrors.Problem) -> EventFilter {
        left -= 1
        guard depth <= maxDepth, left >= 0 else { throw .text("The filter is too large.") }
        guard let type = json["type"].string else { throw .text("Each node of a filter needs a type.") }
        switch type {
        case "equals": return .equals(try value(json))
        case "not_equals": return .notEquals(try value(json))
        case "is_null": return .isNull
        case "non_null": return .nonNull
        case "contains": return .contains(try value(json))
        case "and", "or":
            guard let items = json["filters"].array else {
                throw .text("A node of type \(type) needs filters.")
            }
            var filters: [EventFilter] = []
            for item in items { filters.append(try read(item, depth: depth + 1, left: &left)) }
            return type == "and" ? .and(filters) : .or(filters)
        case "not": return .not(try read(json["filter"], depth: depth + 1, left: &left))
        case "any_array_value": return .anyArrayValue(try read(json["filter"], depth: depth + 1, left: &left))
        case "field_accessor":
            guard let field = json["field"].string else { throw .text("A field_accessor needs a field.") }
            return .field(field, try read(json["filter"], depth: depth + 1, left: &left))
        default: throw .text("There is no filter of type \(type.prefix(50)).")
        }
    }

    private static func value(_ json: JSON) throws(FieldErrors.Problem) -> JSON {
        guard let value = json.object?["value"] else { throw .text("The node needs a value.") }
        return value
    }

    func matches(_ value: JSON) -> Bool {
        switch self {
        case .equals(let wanted): Self.same(value, wanted)
        case .notEquals(let wanted): !Self.same(value, wanted)
        case .isNull: value.isNull
        case .nonNull: !value.isNull
        case .contains(let wanted):
            if let items = value.array {
                items.contains { Self.same($0, wanted) }
            } else if let text = value.string, let part = wanted.string {
                part.isEmpty || text.contains(part)
            } else {
                false
            }
        case .and(let filters): filters.allSatisfy { $0.matches(value) }
        case .or(let filters): filters.contains { $0.matches(value) }
        case .not(let filter): !filter.matches(value)
        case .field(let name, let filter): filter.matches(value[name])
        case .anyArrayValue(let filter): value.array?.contains { filter.matches($0) } ?? false
        }
    }

    /// Numbers compare by their value, however they are written.
    private static func same(_ one: JSON, _ other: JSON) -> Bool {
        if let first = one.number, let second = other.number { return first == second }
        return one == other
    }
}

extension FieldKind {
    /// A filter, kept as it was written once it makes sense.
    static let eventFilter: FieldKind = FieldKind(
        "filter", storage: .json, schema: ["type": "object"], filterValue: { _ in nil }
    ) {
        value throws(Problem) in
        let kept = try FieldKind.json.parse(value)
        _ = try EventFilter(kept)
        return kept
    }
}
