import AjarCore
import AjarStore

extension FieldKind {
    /// A moment: ISO 8601 with any offset, UTC without one.
    package static let timestamp: FieldKind = FieldKind(
        "timestamp", storage: .moment, schema: ["type": "string", "format": "date-time"],
        filterValue: { Timestamp(iso: $0).map { .int($0.micros) } }
    ) { value throws(Problem) in
        guard case .string(let text) = value else { throw .type("basestring") }
        guard let moment = Timestamp(iso: text) else { throw .text("Invalid ISO 8601 datetime.") }
        return .int(moment.micros)
    }

    /// A calendar day, `YYYY-MM-DD`; the date part of a longer text is taken.
    package static let date: FieldKind = FieldKind(
        "date", storage: .text, schema: ["type": "string", "format": "date"],
        filterValue: { CivilDate(iso: $0).map { .text($0.text) } }
    ) { value throws(Problem) in
        guard case .string(let text) = value else { throw .type("basestring") }
        guard let date = CivilDate(iso: text) else { throw .text("Could not parse datetime") }
        return .string(date.text)
    }
}
