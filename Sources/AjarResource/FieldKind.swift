package import AjarCore
package import AjarStore

/// What a field may hold: how it is read from a body, kept in a column, written into an answer and filtered
/// by. One value per kind, one file per kind; a resource only names it.
package struct FieldKind: Sendable {
    /// How a value lies in its column. In a record a moment is `.int` microseconds and a flag is `.bool`.
    package enum Storage: Sendable { case text, integer, double, flag, moment, json }

    package typealias Problem = FieldErrors.Problem

    package var name: String
    package var storage: Storage
    /// The value as it is kept, or what is wrong with it. Never called with null.
    package var parse: @Sendable (JSON) throws(Problem) -> JSON
    /// A filter's text as a column value; nil when it can't be one. Nil kinds can't be filtered by.
    package var filterValue: @Sendable (String) -> Value?
    /// The JSON Schema of a value.
    package var schema: JSON
    /// The resource that an id of this kind belongs to.
    package var target: String?

    package init(
        _ name: String, storage: Storage, schema: JSON, target: String? = nil,
        filterValue: @escaping @Sendable (String) -> Value? = { .text($0) },
        parse: @escaping @Sendable (JSON) throws(Problem) -> JSON
    ) {
        self.name = name
        self.storage = storage
        self.schema = schema
        self.target = target
        self.filterValue = filterValue
        self.parse = parse
    }
}

extension FieldKind {
    var columnType: Dialect.Word {
        switch storage {
        case .text: .textType
        case .json: .textType
        case .integer, .flag, .moment: .integerType
        case .double: .doubleType
        }
    }
}

extension FieldKind.Storage {
    package func column(_ value: JSON) -> Value {
        switch (self, value) {
        case (_, .null): .null
        case (.json, _): .text(value.text)
        case (.flag, .bool(let flag)): Value(flag)
        case (_, .string(let text)): .text(text)
        case (.double, .int(let number)): .double(Double(number))
        case (_, .int(let number)): .int(number)
        case (_, .double(let number)): .double(number)
        case (_, .bool(let flag)): Value(flag)
        case (_, .array), (_, .object): .text(value.text)
        }
    }

    package func value(_ column: Value) -> JSON {
        switch (self, column) {
        case (_, .null): .null
        case (.json, .text(let text)): (try? JSONParser.parse(text)) ?? .null
        case (.flag, .int(let number)): .bool(number == 1)
        case (_, .text(let text)): .string(text)
        case (_, .int(let number)): .int(number)
        case (_, .double(let number)):
            number == number.rounded() && abs(number) < 1e15 ? .int(Int(number)) : .double(number)
        case (_, .blob): .null
        }
    }
}

extension FieldErrors.Problem {
    package static let required: Self = .text("This field is required.")
    package static let missingObject: Self = .text("Object does not exist.")
    package static let badChoice: Self = .text("Not a valid choice.")
    package static func type(_ name: String) -> Self { .text("Value must be of \(name) type.") }
}
