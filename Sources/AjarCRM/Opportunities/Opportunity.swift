import AjarCore
import AjarResource
import AjarStore

/// A deal that may be made with a lead (reference 10.4).
enum Opportunity {
    static let leadID: Field<String?> = Field("lead_id", .id("lead"), writable: .onCreate, filter: .id)
    static let contactID: Field<String?> = Field("contact_id", .id("contact"), filter: .id)
    static let userID: Field<String?> = Field("user_id", .id("user"))
    static let statusID: Field<String?> = Field("status_id", .id("status/opportunity"), filter: .id)
    static let statusLabel: Field<String?> = Field("status", .text(max: 255), stored: false, shown: false)
    static let pipelineID: Field<String?> = Field("pipeline_id", .id("pipeline"), stored: false)
    static let note: Field<String> = Field("note", .text(max: 1_000_000), standard: "")
    static let confidence: Field<Int> = Field("confidence", .int(0...100), standard: 50)
    static let value: Field<Int?> = Field("value", .int(-999_999_999_999_999...999_999_999_999_999))
    static let period: Field<String> = Field(
        "value_period", .choice(["one_time", "monthly", "annual"]), standard: "one_time", filter: .id)
    static let dateWon: Field<String?> = Field("date_won", .date, filter: [.exact, .range])
    static let dateLost: Field<Timestamp?> = Field(
        "date_lost", .timestamp, writable: .never, filter: [.exact, .range])

    static let resource: Resource = Resource(
        "opportunity", model: "Opportunity", id: .classic("oppo"), table: "opportunity", extends: Audit.named,
        fields: [
            leadID, contactID, userID, statusID, statusLabel, pipelineID, note, confidence, value, period,
            dateWon, dateLost,
            Activity.attachments,
        ] + OpportunityLoads.fields,
        permissions: Permissions(
            read: .ofVisibleLeads, write: .owner("user_id", or: "manage_others_opportunities")),
        events: .named("opportunity"),
        list: OpportunityList.rules,
        customFields: "opportunity",
        rules: [chooseStatus, followStatus, Activity.keepAttachments, makeLead],
        effects: [OpportunityStatusChange.write],
        loads: OpportunityLoads.all)

    // MARK: - Rules

    /// A status is given by its id or, as clients once did, by its label; without either it is the first one
    /// of the pipeline. A pipeline alone moves an opportunity to its first status.
    @Sendable private static func chooseStatus(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty else { return }
        if change.isCreation, change.new[userID] == nil { change.new[userID] = context.caller.userID?.text }
        let pipeline = change.isGiven(pipelineID) ? change.new[pipelineID] : nil
        if change.isGiven(statusID), change.new[statusID] != nil { return }
        if change.isGiven(statusLabel), let label = change.new[statusLabel] {
            let known = try OpportunityStatus.all(context)
            let fitting = known.filter {
                $0.value.label == label && (pipeline ?? $0.value.pipelineID) == $0.value.pipelineID
            }
            guard let id = fitting.keys.min() else {
                change.refuse(
                    "status", "Not a valid choice. Add the label in your organization's customizations first."
                )
                return
            }
            change.new[statusID] = id
        } else if let old = change.old?[statusID] {
            let current = try OpportunityStatus.all(context)[old]?.pipelineID
            let moves = pipeline != nil && pipeline != current
            change.new[statusID] = moves ? try OpportunityStatus.first(of: pipeline, context) ?? old : old
        } else {
            change.new[statusID] = try OpportunityStatus.first(of: pipeline, context)
        }
        if change.new[statusID] == nil { change.refuse("status", .required) }
    }

    /// What is won is won today and for certain, unless the client says otherwise; what is lost, likewise.
    @Sendable private static func followStatus(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty, change.changes(statusID),
            let id = change.new[statusID],
            let type = try OpportunityStatus.all(context)[id]?.type
        else { return }
        switch type {
        case .active: return
        case .won:
            if change.new[dateWon] == nil {
                change.new[dateWon] = context.now.date(offsetMinutes: context.caller.offsetMinutes).text
            }
            if !change.isGiven(confidence) { change.new[confidence] = 100 }
        case .lost:
            change.new[dateLost] = context.now
            if !change.isGiven(confidence) { change.new[confidence] = 0 }
        }
    }

    /// An opportunity that comes without a lead brings one, without a name. Asked last: a refused body makes
    /// no lead.
    @Sendable private static func makeLead(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation, change.errors.isEmpty, change.new[leadID] == nil else { return }
        if let contact = change.new[contactID],
            let known = try context.find(Contact.resource, contact)?[Contact.leadID]
        {
            change.new[leadID] = known
            return
        }
        change.new[leadID] = try context.create(Lead.resource, JSONObject()).id.text
    }
}
