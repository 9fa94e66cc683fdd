package import AjarCore
import AjarStore

/// The fields of a resource in their order. Positions are found once, by name, when the resource is declared.
package final class Layout: Sendable {
    package let specs: [FieldSpec]
    package let index: [String: Int]
    /// Positions that have a column, in order: what a SELECT reads and an INSERT writes.
    let stored: [Int]
    /// What a record holds before anything is known of it.
    let standards: [JSON]
    /// How the value at each position lies in its column.
    let storages: [FieldKind.Storage]
    /// The position of the field with each number; -1 for those that are elsewhere.
    private let places: [Int]

    init(_ specs: [FieldSpec]) {
        // A later declaration of a name replaces an earlier one, so that a resource can narrow what it
        // extends.
        var kept: [FieldSpec] = []
        var index: [String: Int] = [:]
        for spec in specs {
            if let position = index[spec.name] {
                kept[position] = spec
                continue
            }
            index[spec.name] = kept.count
            kept.append(spec)
        }
        self.specs = kept
        self.index = index
        stored = kept.indices.filter { kept[$0].stored }
        standards = kept.map(\.standard)
        storages = kept.map(\.kind.storage)
        let numbers = kept.map { FieldNumber.of($0.name) }
        var places = [Int](repeating: -1, count: (numbers.max() ?? -1) + 1)
        for (position, number) in numbers.enumerated() { places[number] = position }
        self.places = places
    }

    package func position<Value: FieldValue>(of field: Field<Value>) -> Int? {
        guard field.number < places.count, places[field.number] >= 0 else { return nil }
        return places[field.number]
    }

    package func spec(_ name: String) -> FieldSpec? { index[name].map { specs[$0] } }
}

/// One object: its values by position.
package struct Record: Sendable {
    package let layout: Layout
    package var values: [JSON]

    /// As empty as one before its creation.
    package init(_ layout: Layout) {
        self.layout = layout
        values = layout.standards
    }

    init(_ layout: Layout, values: [JSON]) {
        self.layout = layout
        self.values = values
    }

    /// A declared field. A record of another resource, or a value of another shape, reads as the field's
    /// standard.
    package subscript<FieldType: FieldValue>(field: Field<FieldType>) -> FieldType {
        get {
            if let position = layout.position(of: field), let value = FieldType(json: values[position]) {
                return value
            }
            return field.standard
        }
        set { if let position = layout.position(of: field) { values[position] = newValue.json } }
    }

    /// By name; null for what the resource doesn't have.
    package subscript(name: String) -> JSON {
        get { layout.index[name].map { values[$0] } ?? .null }
        set { if let position = layout.index[name] { values[position] = newValue } }
    }

    package var id: ID { ID(self["id"].string ?? "") }
}
