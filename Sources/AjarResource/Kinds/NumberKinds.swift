import AjarCore
import AjarStore

extension FieldKind {
    /// A whole number within bounds.
    package static func int(
        _ bounds: ClosedRange<Int> = -9_007_199_254_740_991...9_007_199_254_740_991
    ) -> FieldKind {
        FieldKind(
            "int", storage: .integer,
            schema: [
                "type": "integer", "minimum": .int(bounds.lowerBound), "maximum": .int(bounds.upperBound),
            ],
            filterValue: { Int($0).map(Value.int) }
        ) { value throws(Problem) in
            let number: Int
            switch value {
            case .int(let whole): number = whole
            case .double(let real) where real == real.rounded() && abs(real) < 1e15: number = Int(real)
            case .null, .bool, .double, .string, .array, .object: throw .type("int")
            }
            guard bounds.contains(number) else {
                throw .text("Value must be between \(bounds.lowerBound) and \(bounds.upperBound).")
            }
            return .int(number)
        }
    }

    /// A number that may have a fraction.
    package static let number: FieldKind = FieldKind(
        "number", storage: .double, schema: ["type": "number"], filterValue: { Double($0).map(Value.double) }
    ) { value throws(Problem) in
        guard value.number != nil else { throw .type("numeric") }
        return value
    }

    /// A flag. In a filter only the word `false`, in any case, is false.
    package static let bool: FieldKind = FieldKind(
        "bool", storage: .flag, schema: ["type": "boolean"],
        filterValue: { Value($0.lowercased() != "false") }
    ) { value throws(Problem) in
        guard value.bool != nil else { throw .type("bool") }
        return value
    }
}
