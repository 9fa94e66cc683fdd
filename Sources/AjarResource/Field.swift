package import AjarCore
import AjarStore

/// Who may set a field through the API.
package enum Writable: Sendable { case never, onCreate, onUpdate, always }

/// The list filters that a field takes. What it doesn't take is ignored, as clients expect.
package struct FilterOperators: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// `field=value`, a comma list for ids
    package static let exact: Self = Self(rawValue: 1)
    /// `field__in=a,b`
    package static let anyOf: Self = Self(rawValue: 2)
    /// `field__gt`, `__gte`, `__lt`, `__lte`
    package static let range: Self = Self(rawValue: 4)
    package static let id: Self = [.exact, .anyOf]
}

/// One field of a resource, as the engine sees it.
package struct FieldSpec: Sendable {
    package var name: String
    package var kind: FieldKind
    package var writable: Writable
    package var required: Bool
    /// What it is when nobody sets it, and what null means.
    package var standard: JSON
    package var filter: FilterOperators
    /// Whether it has a column. What has none is an input of rules, or is filled by a `Load`.
    package var stored: Bool
    /// Whether a plain answer has it; otherwise only `_fields` brings it.
    package var shown: Bool

    /// References are blamed without their `_id`, as the API always did.
    package var errorName: String {
        kind.target != nil && name.hasSuffix("_id") ? String(name.dropLast(3)) : name
    }
}

package protocol FieldDeclaration: Sendable {
    var spec: FieldSpec { get }
}

/// A field that Swift code reads: its type is part of it.
package struct Field<Value: FieldValue>: FieldDeclaration {
    package let spec: FieldSpec
    let number: Int

    package init(
        _ name: String, _ kind: FieldKind, writable: Writable = .always, required: Bool = false,
        standard: JSON = .null,
        filter: FilterOperators = [], stored: Bool = true, shown: Bool = true
    ) {
        number = FieldNumber.of(name)
        spec = FieldSpec(
            name: name, kind: kind, writable: writable, required: required, standard: standard,
            filter: filter,
            stored: stored, shown: shown)
    }

    package var name: String { spec.name }

    var standard: Value {
        guard let standard = Value(json: spec.standard) else {
            preconditionFailure("\(spec.name) is declared with a standard that is not of its type")
            // proven: both stand side by side in the declaration, and tests make every record.
        }
        return standard
    }
}

/// A field that no Swift code reads: it is checked, kept and answered, and that is all.
package struct Plain: FieldDeclaration {
    package var spec: FieldSpec

    package init(
        _ name: String, _ kind: FieldKind, writable: Writable = .always, required: Bool = false,
        standard: JSON = .null,
        filter: FilterOperators = [], stored: Bool = true, shown: Bool = true
    ) {
        spec = FieldSpec(
            name: name, kind: kind, writable: writable, required: required, standard: standard,
            filter: filter,
            stored: stored, shown: shown)
    }

    /// A field of another declaration, as a plain one.
    package init(_ spec: FieldSpec) { self.spec = spec }

    /// A value that a `Load` or a rule fills in; clients can't set it and it has no column.
    package static func derived(
        _ name: String, _ kind: FieldKind = .json, standard: JSON = .null, shown: Bool = true
    ) -> Plain {
        Plain(name, kind, writable: .never, standard: standard, stored: false, shown: shown)
    }

    /// A value that only the server sets, with a column of its own.
    package static func kept(
        _ name: String, _ kind: FieldKind, standard: JSON = .null, filter: FilterOperators = []
    ) -> Plain {
        Plain(name, kind, writable: .never, standard: standard, filter: filter)
    }
}

/// A Swift type that a field's value can have.
package protocol FieldValue: Sendable {
    init?(json: JSON)
    var json: JSON { get }
}

/// A closed set of words.
package protocol StringEnum: FieldValue, RawRepresentable<String>, CaseIterable, Hashable {}

extension StringEnum {
    package init?(json: JSON) {
        guard case .string(let word) = json, let value = Self(rawValue: word) else { return nil }
        self = value
    }
    package var json: JSON { .string(rawValue) }
}

extension String: FieldValue {
    package init?(json: JSON) {
        guard let value = json.string else { return nil }
        self = value
    }
    package var json: JSON { .string(self) }
}

extension Int: FieldValue {
    package init?(json: JSON) {
        guard let value = json.int else { return nil }
        self = value
    }
    package var json: JSON { .int(self) }
}

extension Double: FieldValue {
    package init?(json: JSON) {
        guard let value = json.number else { return nil }
        self = value
    }
    package var json: JSON { .double(self) }
}

extension Bool: FieldValue {
    package init?(json: JSON) {
        guard let value = json.bool else { return nil }
        self = value
    }
    package var json: JSON { .bool(self) }
}

extension JSON: FieldValue {
    package init?(json: JSON) { self = json }
    package var json: JSON { self }
}

extension Timestamp: FieldValue {
    package init?(json: JSON) {
        guard let micros = json.int else { return nil }
        self.init(micros: micros)
    }
    package var json: JSON { .int(micros) }
}

extension ID: FieldValue {
    package init?(json: JSON) {
        guard let text = json.string else { return nil }
        self.init(text)
    }
    package var json: JSON { .string(text) }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    package init?(json: JSON) {
        if json.isNull {
            self = .none
        } else if let value = Wrapped(json: json) {
            self = value
        } else {
            return nil
        }
    }
    package var json: JSON { self?.json ?? .null }
}

extension Array: FieldValue where Element: FieldValue {
    package init?(json: JSON) {
        guard let items = json.array else { return nil }
        self = items.compactMap(Element.init(json:))
    }
    package var json: JSON { .array(map(\.json)) }
}
