package import AjarCore

/// One object becoming another: what it was, what it will be, and what is wrong with that.
package struct Change: Sendable {
    /// Whose wish it is. A client is held to `writable` and to the transitions; the server is not.
    package enum Source: Sendable { case client, server }

    package let resource: Resource
    package let source: Source
    package let id: ID
    /// Nil when it is new.
    package let old: Record?
    package var new: Record
    /// The names that the client gave a value for, also those without a column.
    package internal(set) var given: Set<String> = []
    /// The body as it came, for rules that read more than fields.
    package internal(set) var input: JSONObject = JSONObject()
    package private(set) var errors: FieldErrors = FieldErrors()
    /// Whether the object goes away.
    package internal(set) var isDeletion: Bool = false

    package var isCreation: Bool { old == nil }

    /// Whether the field has this value now and had another one before.
    package func becomes<Value: FieldValue & Equatable>(_ field: Field<Value>, _ value: Value) -> Bool {
        !isDeletion && new[field] == value && (old.map { $0[field] != value } ?? true)
    }

    package func changes(_ name: String) -> Bool { old.map { $0[name] != new[name] } ?? !new[name].isNull }

    package func changes<Value: FieldValue>(_ field: Field<Value>) -> Bool { changes(field.name) }

    package func isGiven(_ name: String) -> Bool { given.contains(name) }

    package func isGiven<Value: FieldValue>(_ field: Field<Value>) -> Bool { given.contains(field.name) }

    /// Says what is wrong with a field; all rules are asked before the client is told.
    package mutating func refuse(_ field: String, _ message: String) { errors.add(field, message) }

    package mutating func refuse(_ field: String, _ problem: FieldErrors.Problem) {
        errors.add(field, problem)
    }

    package mutating func refuse(sentence: String) { errors.add(sentence: sentence) }

    /// The stored or derived fields whose value differs.
    var changed: [FieldSpec] {
        guard let old else { return [] }
        return new.layout.specs.indices.filter { old.values[$0] != new.values[$0] }.map {
            new.layout.specs[$0]
        }
    }
}
