package import AjarCore

/// SQL text with its values kept apart. Written once, rendered per database.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Part: Sendable {
        case text(String)
        case bind(Value)
        /// With commas between them.
        case binds([Value])
        case word(Dialect.Word)
    }

    private(set) var parts: [Part]

    package init(stringLiteral text: String) { parts = [.text(text)] }
    package init(stringInterpolation: Interpolation) { parts = stringInterpolation.parts }

    /// Text that the program itself made, such as a list of columns. Never a user's.
    package init(trusted text: String) { parts = [.text(text)] }

    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    package static func += (left: inout SQL, right: SQL) { left.parts += right.parts }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate(set) var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ text: String) { if !text.isEmpty { parts.append(.text(text)) } }
        package mutating func appendInterpolation(_ value: Value) { parts.append(.bind(value)) }
        package mutating func appendInterpolation(_ value: String) { parts.append(.bind(.text(value))) }
        package mutating func appendInterpolation(_ value: String?) {
            parts.append(.bind(value.map(Value.text) ?? .null))
        }
        package mutating func appendInterpolation(_ value: Int) { parts.append(.bind(.int(value))) }
        package mutating func appendInterpolation(_ value: Int?) {
            parts.append(.bind(value.map(Value.int) ?? .null))
        }
        package mutating func appendInterpolation(_ value: Double) { parts.append(.bind(.double(value))) }
        package mutating func appendInterpolation(_ value: Bool) { parts.append(.bind(.int(value ? 1 : 0))) }
        package mutating func appendInterpolation(_ id: ID) { parts.append(.bind(.text(id.text))) }
        package mutating func appendInterpolation(_ moment: Timestamp) {
            parts.append(.bind(.int(moment.micros)))
        }
        package mutating func appendInterpolation(_ moment: Timestamp?) {
            parts.append(.bind(moment.map { .int($0.micros) } ?? .null))
        }
        package mutating func appendInterpolation(_ bytes: [UInt8]) { parts.append(.bind(.blob(bytes))) }
        /// Stored as JSON text.
        package mutating func appendInterpolation(json value: JSON) { parts.append(.bind(.text(value.text))) }
        package mutating func appendInterpolation(_ word: Dialect.Word) { parts.append(.word(word)) }
        package mutating func appendInterpolation(_ sql: SQL) { parts += sql.parts }
        /// A table or column: quoted, and from the program, never from a user.
        package mutating func appendInterpolation(name: String) { parts.append(.text("\"\(name)\"")) }
        /// `$1, $2, …`; an empty list is `NULL`, which nothing equals.
        package mutating func appendInterpolation(list values: some Sequence<Value>) {
            let values = Array(values)
            parts.append(values.isEmpty ? .text("NULL") : .binds(values))
        }
        package mutating func appendInterpolation(list texts: some Sequence<String>) {
            appendInterpolation(list: texts.map(Value.text))
        }
    }
}

extension Sequence<SQL> {
    /// The statements with `separator` between them.
    package func joined(_ separator: SQL) -> SQL {
        var sum = SQL(trusted: "")
        var isFirst = true
        for part in self {
            if !isFirst { sum += separator }
            isFirst = false
            sum += part
        }
        return sum
    }
}
