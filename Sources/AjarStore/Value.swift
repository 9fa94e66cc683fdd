/// What a column can hold. Flags are 0 and 1, moments are microseconds: the declared kind of a field decides
/// what they mean.
package enum Value: Sendable, Hashable {
    case null
    case int(Int)
    case double(Double)
    case text(String)
    case blob([UInt8])
}

extension Value {
    package init(_ text: String?) { self = text.map(Value.text) ?? .null }
    package init(_ number: Int?) { self = number.map(Value.int) ?? .null }
    package init(_ flag: Bool) { self = .int(flag ? 1 : 0) }

    package var isNull: Bool { if case .null = self { true } else { false } }
    package var int: Int? { if case .int(let value) = self { value } else { nil } }
    package var text: String? { if case .text(let value) = self { value } else { nil } }
    package var bytes: [UInt8]? { if case .blob(let value) = self { value } else { nil } }
    package var double: Double? {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        case .null, .text, .blob: nil
        }
    }
}
