package import AjarCore

/// Writes records into an answer, with the fields that were asked for (reference 2.3).
package struct Renderer: Sendable {
    private let layout: Layout
    private let positions: [Int]
    /// `"name":` for each position.
    private let keys: [[UInt8]]
    private let style: Timestamp.Style
    private let customPosition: Int?
    private let customs: Customs

    private enum Customs: Sendable { case none, all, only(Set<String>) }

    /// The names that will be written: what loads must fill.
    package let names: Set<String>

    /// `fields` is the text of `_fields`; nil asks for what a plain answer has.
    package init(_ resource: Resource, fields: String?) {
        self =
            fields == nil ? resource.plain : Renderer(resource.layout, resource.manners.dates, fields: fields)
    }

    /// `without` leaves fields out of a plain answer.
    init(
        _ layout: Layout, _ style: Timestamp.Style, fields: String?, without: Set<String> = []
    ) {
        self.layout = layout
        self.style = style
        customPosition = layout.index[CustomFields.column.name]
        let specs = layout.specs
        let asked = Set((fields ?? "").split(separator: ",").map { $0.trimmed })
        if fields == nil || asked.contains("_all") {
            let all = fields != nil
            positions = specs.indices.filter {
                all
                    ? specs[$0].name != CustomFields.column.name
                    : specs[$0].shown && !without.contains(specs[$0].name)
            }
            customs = .all
        } else {
            positions = specs.indices.filter {
                asked.contains(specs[$0].name) && specs[$0].name != CustomFields.column.name
            }
            let customNames = asked.filter { $0.hasPrefix("custom.") }.map {
                String($0.dropFirst("custom.".count))
            }
            customs = asked.contains("custom") ? .all : customNames.isEmpty ? .none : .only(Set(customNames))
        }
        keys = positions.map { position in
            var writer = JSONWriter(capacity: 32)
            writer.write(specs[position].name)
            writer.raw(":")
            return writer.bytes
        }
        var written = Set(positions.map { specs[$0].name })
        if case .none = customs {} else if customPosition != nil { written.insert(CustomFields.column.name) }
        self.names = written
    }

    package func write(_ record: Record, into writer: inout JSONWriter) {
        writer.bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, position) in zip(keys, positions) {
            if !isFirst { writer.bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            writer.raw(key)
            write(record.values[position], layout.storages[position], into: &writer)
        }
        for (name, value) in customMembers(record) {
            key(name, &isFirst, into: &writer)
            writer.write(value)
        }
        writer.bytes.append(UInt8(ascii: "}"))
    }

    /// What differs between two states of one object: the names, and their values in the old one.
    func differences(_ old: Record, _ new: Record) -> (changed: [String], before: JSONObject) {
        var changed: [String] = []
        var before = JSONObject()
        for position in positions where old.values[position] != new.values[position] {
            let spec = layout.specs[position]
            changed.append(spec.name)
            before.append(spec.name, shown(old.values[position], spec.kind.storage))
        }
        guard let customPosition, old.values[customPosition] != new.values[customPosition] else {
            return (changed, before)
        }
        let oldCustom = JSONObject(customMembers(old))
        let newCustom = JSONObject(customMembers(new))
        for member in newCustom.members where oldCustom[member.key] != member.value {
            changed.append(member.key)
            before.append(member.key, oldCustom[member.key] ?? .null)
        }
        for member in oldCustom.members where newCustom[member.key] == nil {
            changed.append(member.key)
            before.append(member.key, member.value)
        }
        return (changed, before)
    }

    func bytes(_ record: Record) -> [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        write(record, into: &writer)
        return writer.bytes
    }

    package func json(_ record: Record) -> JSON {
        var object = JSONObject()
        for position in positions {
            object.append(
                layout.specs[position].name, shown(record.values[position], layout.storages[position]))
        }
        for (name, value) in customMembers(record) { object.append(name, value) }
        return .object(object)
    }

    private func customMembers(_ record: Record) -> [(key: String, value: JSON)] {
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

    private func write(_ value: JSON, _ storage: FieldKind.Storage, into writer: inout JSONWriter) {
        guard storage == .moment, case .int(let micros) = value else { return writer.write(value) }
        writer.bytes.append(UInt8(ascii: "\""))
        writer.raw(Timestamp(micros: micros).utf8(style))
        writer.bytes.append(UInt8(ascii: "\""))
    }

    /// The value of one field as an answer shows it.
    private func shown(_ value: JSON, _ storage: FieldKind.Storage) -> JSON {
        guard storage == .moment, case .int(let micros) = value else { return value }
        return .string(Timestamp(micros: micros).text(style))
    }
}
