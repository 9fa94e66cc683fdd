import AjarCore
import AjarResource
import AjarStore

/// A lead that went from one status to another. Posting or deleting one edits the log and nothing else.
enum LeadStatusChange {
    static let oldID: Field<String?> = Field(
        "old_status_id", .id("status/lead"), writable: .onCreate, required: true, filter: .id)
    static let newID: Field<String?> = Field(
        "new_status_id", .id("status/lead"), writable: .onCreate, required: true, filter: .id)

    static let resource: Resource = Resource(
        "activity/status_change/lead", model: "LeadStatusChange", id: .classic("acti"),
        table: "lead_status_change",
        extends: Activity.base("LeadStatusChange"),
        fields: [
            oldID, newID, Plain.kept("old_status_label", .text()), Plain.kept("new_status_label", .text()),
        ],
        operations: [.list, .create, .get, .delete], permissions: Activity.permissions,
        events: .named("activity.lead_status_change"), list: Activity.list,
        rules: [Activity.fillIn, fillLabels],
        loads: Activity.loads)

    /// The labels are kept as they are now: a status may be renamed or go.
    @Sendable private static func fillLabels(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty else { return }
        for (id, label) in [(oldID, "old_status_label"), (newID, "new_status_label")] where change.changes(id)
        {
            guard let id = change.new[id] else { continue }
            change.new[label] = try context.find(LeadStatus.resource, id)?["label"] ?? .null
        }
    }

    /// An effect of leads.
    @Sendable static func write(_ change: Change, _ context: WriteContext) throws {
        guard !change.isDeletion, let old = change.old?[Lead.statusID], let new = change.new[Lead.statusID],
            old != new
        else {
            return
        }
        if let last = try context.lastStatusChange(resource, "lead_id", change.id), last[newID] == old {
            if last[oldID] == new { return try context.remove(resource, last) }
            try context.update(resource, last) { $0[newID] = new }
            return
        }
        try context.create(resource) { activity in
            activity[Activity.leadID] = change.id.text
            activity[oldID] = old
            activity[newID] = new
        }
    }
}

extension WriteContext {
    /// The change that the same user made a moment ago: the next one continues it, and one that goes back
    /// undoes it.
    func lastStatusChange(_ resource: Resource, _ column: String, _ id: ID) throws -> Record? {
        let since = now - Event.consolidation
        return try all(
            resource,
            where: """
                \(name: column) = \(id) AND date_created >= \(since)
                    AND created_by IS NOT DISTINCT FROM \(caller.userID?.text)
                """,
            order: "date_created DESC, id DESC", limit: 1
        ).first
    }
}
