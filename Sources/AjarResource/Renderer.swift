package import AjarCore

/// Writes records into an answer, with the fields that were asked for (reference 2.3).
package struct Renderer: Sendable {
    private let layout: Layout
    private let positions: [Int]
    private let style: Timestamp.Style
    private let customPosition: Int?
    private let customs: Customs

    private enum Customs: Sendable { case none, all, only(Set<String>) }

    /// `fields` is the text of `_fields`; nil asks for what a plain answer has.
    package init(_ resource: Resource, fields: String?) {
        layout = resource.layout
        style = resource.manners.dates
        customPosition = resource.layout.index[CustomFields.column.name]
        let specs = layout.specs
        let names = Set((fields ?? "").split(separator: ",").map { $0.trimmed })
        if fields == nil || names.contains("_all") {
            let all = fields != nil
            positions = specs.indices.filter {
                all ? specs[$0].name != CustomFields.column.name : specs[$0].shown
            }
            customs = .all
            return
        }
        positions = specs.indices.filter {
            names.contains(specs[$0].name) && specs[$0].name != CustomFields.column.name
        }
        let customNames = names.filter { $0.hasPrefix("custom.") }.map {
            String($0.dropFirst("custom.".count))
        }
        customs = names.contains("custom") ? .all : customNames.isEmpty ? .none : .only(Set(customNames))
    }

    /// The names that will be written: what loads must fill.
    package var names: Set<String> {
        var names = Set(positions.map { layout.specs[$0].name })
        if case .none = customs { return names }
        if customPosition != nil { names.insert(CustomFields.column.name) }
        return names
    }

    package func write(_ record: Record, into writer: inout JSONWriter) {
        writer.bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for position in positions {
            key(layout.specs[position].name, &isFirst, into: &writer)
            write(record.values[position], layout.specs[position].kind, into: &writer)
        }
        for (name, value) in customMembers(record) {
            key(name, &isFirst, into: &writer)
            writer.write(value)
        }
        writer.bytes.append(UInt8(ascii: "}"))
    }

    package func json(_ record: Record) -> JSON {
        var object = JSONObject()
        for position in positions {
            object.append(
                layout.specs[position].name, shown(record.values[position], layout.specs[position].kind))
        }
        for (name, value) in customMembers(record) { object.append(name, value) }
        return .object(object)
    }

    private func customMembers(_ record: Record) -> [(String, JSON)] {
        guard let customPosition, case .object(let values) = record.values[customPosition] else { return [] }
        switch customs {
        case .none: return []
        case .all: return values.members.map { ("custom.\($0.key)", $0.value) }
        case .only(let names):
            return values.members.filter { names.contains($0.key) }.map { ("custom.\($0.key)", $0.value) }
        }
    }

    private func key(_ name: String, _ isFirst: inout Bool, into writer: inout JSONWriter) {
        if !isFirst { writer.bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        writer.write(name)
        writer.bytes.append(UInt8(ascii: ":"))
    }

    private func write(_ value: JSON, _ kind: FieldKind, into writer: inout JSONWriter) {
        guard kind.storage == .moment, case .int(let micros) = value else { return writer.write(value) }
        writer.bytes.append(UInt8(ascii: "\""))
        writer.raw(Timestamp(micros: micros).utf8(style))
        writer.bytes.append(UInt8(ascii: "\""))
    }

    /// The value of one field as an answer shows it.
    private func shown(_ value: JSON, _ kind: FieldKind) -> JSON {
        guard kind.storage == .moment, case .int(let micros) = value else { return value }
        return .string(Timestamp(micros: micros).text(style))
    }
}
