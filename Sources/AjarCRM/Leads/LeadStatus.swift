import AjarCore
import AjarResource
import AjarStore

/// A stage that a lead is in. The first one of the list is that of a new lead.
enum LeadStatus {
    static let resource: Resource = Resource(
        "status/lead", model: "LeadStatus", id: .classic("stat"), table: "lead_status",
        fields: [
            Plain("label", .text(max: 255), required: true),
            Plain.derived("organization_id", .text()),
            Position.field,
            Plain.kept("date_created", .timestamp).hidden,
        ],
        operations: [.list, .create, .update, .delete],
        permissions: Permissions(write: .permission("manage_organization")),
        events: .named("status.lead"),
        list: ListRules(maxLimit: 1000, order: "\"position\", \"id\""),
        rules: [Position.atTheEnd, Rules.unique("label"), keepWhatLeadsHave],
        effects: [])

    @Sendable private static func keepWhatLeadsHave(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isDeletion else { return }
        let isUsed = try context.reader.exists(
            "SELECT 1 FROM lead WHERE organization = \(context.organization) AND status_id = \(change.id) LIMIT 1"
        )
        if isUsed { change.refuse(sentence: "Leads have this status, so it can't be deleted.") }
    }

    /// The status of a lead that nobody gave one.
    static func first(_ context: ReadContext) throws -> String {
        let row = try context.reader.first(
            "SELECT id FROM lead_status WHERE organization = \(context.organization) ORDER BY position, id LIMIT 1"
        )
        guard let row else {
            throw AjarError.invalid(FieldErrors("status", "The organization has no lead status."))
        }
        return row.text("id")
    }

    static func id(labelled label: String, _ context: ReadContext) throws -> String? {
        try context.reader.first(
            "SELECT id FROM lead_status WHERE organization = \(context.organization) AND label = \(label)")?
            .text("id")
    }
}

/// The place of an object in a list that people sort.
enum Position {
    static let field: Plain = Plain.kept("position", .int()).hidden

    @Sendable static func atTheEnd(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation, change.new["position"].isNull else { return }
        let last = try context.reader.value(
            "SELECT MAX(position) FROM \(name: change.resource.table) WHERE organization = \(context.organization)"
        ).int
        change.new["position"] = .int((last ?? -1) + 1)
    }
}

extension Plain {
    /// Left out of a plain answer.
    var hidden: Plain {
        var copy = self
        copy.spec.shown = false
        return copy
    }
}
