import AjarCore
import AjarResource
import AjarStore

/// An opportunity that went from one status to another, with what it was worth then.
enum OpportunityStatusChange {
    static let opportunityID: Field<String?> = Field(
        "opportunity_id", .id("opportunity"), writable: .onCreate, required: true, filter: .id)
    static let oldID: Field<String?> = Field(
        "old_status_id", .id("status/opportunity"), writable: .onCreate, required: true, filter: .id)
    static let newID: Field<String?> = Field(
        "new_status_id", .id("status/opportunity"), writable: .onCreate, required: true, filter: .id)

    static let resource: Resource = Resource(
        "activity/status_change/opportunity", model: "OpportunityStatusChange", id: .classic("acti"),
        table: "opportunity_status_change", extends: Activity.base("OpportunityStatusChange"),
        fields: [opportunityID, oldID, newID] + statusFields("old") + statusFields("new") + [
            Plain.kept("opportunity_date_won", .date), Plain.kept("opportunity_value", .int()),
            Plain.kept("opportunity_value_period", .text()), Plain.kept("opportunity_confidence", .int()),
            Plain.derived("opportunity_value_currency"), Plain.derived("opportunity_value_formatted"),
        ],
        operations: [.list, .create, .get, .delete], permissions: Activity.permissions,
        events: .named("activity.opportunity_status_change"), list: Activity.list,
        rules: [Activity.fillIn, fillStatuses, fillWorth], loads: Activity.loads + [loadMoney])

    private static func statusFields(_ which: String) -> [any FieldDeclaration] {
        ["status_label", "status_type", "pipeline_id", "pipeline_name"].map {
            Plain.kept("\(which)_\($0)", .text())
        }
    }

    /// Kept as they are now: a status may be renamed or go.
    @Sendable private static func fillStatuses(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty else { return }
        for (id, which) in [(oldID, "old"), (newID, "new")] where change.changes(id) {
            guard let id = change.new[id], let status = try OpportunityStatus.all(context)[id] else {
                continue
            }
            change.new["\(which)_status_label"] = .string(status.label)
            change.new["\(which)_status_type"] = .string(status.type.rawValue)
            change.new["\(which)_pipeline_id"] = .string(status.pipelineID)
            change.new["\(which)_pipeline_name"] = .string(status.pipelineName)
        }
    }

    @Sendable private static func fillWorth(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty, let id = change.new[opportunityID],
            let opportunity = try context.find(Opportunity.resource, id)
        else { return }
        for name in ["date_won", "value", "value_period", "confidence"] {
            change.new["opportunity_\(name)"] = opportunity[name]
        }
    }

    private static let loadMoney: Load = Load(["opportunity_value_currency", "opportunity_value_formatted"]) {
        records, context in
        let currency = try Money.currency(context)
        for index in records.indices {
            records[index]["opportunity_value_currency"] = .string(currency)
            records[index]["opportunity_value_formatted"] = JSON(
                Money.text(
                    records[index]["opportunity_value"].int, currency,
                    period: records[index]["opportunity_value_period"].string))
        }
    }

    /// An effect of opportunities.
    @Sendable static func write(_ change: Change, _ context: WriteContext) throws {
        guard !change.isDeletion, let old = change.old?[Opportunity.statusID],
            let new = change.new[Opportunity.statusID],
            old != new
        else { return }
        if let last = try context.lastStatusChange(resource, opportunityID.name, change.id),
            last[newID] == old
        {
            if last[oldID] == new { return try context.remove(resource, last) }
            try context.update(resource, last) { $0[newID] = new }
            return
        }
        try context.create(resource) { activity in
            activity[Activity.leadID] = change.new[Opportunity.leadID]
            activity[Activity.contactID] = change.new[Opportunity.contactID]
            activity[opportunityID] = change.id.text
            activity[oldID] = old
            activity[newID] = new
        }
    }
}
