import AjarCore
import AjarResource
import AjarStore

/// What every new organization begins with.
enum Standards {
    static func write(_ context: WriteContext) throws {
        try Role.writeBuiltIn(context)
        for label in [
            "Potential", "Bad Fit", "Qualified", "Customer", "Interested", "Canceled", "Not Interested",
        ] {
            try context.create(LeadStatus.resource) { $0["label"] = .string(label) }
        }
        let pipeline = try context.create(Pipeline.resource) { $0["name"] = "Sales" }
        let statuses: [(String, OpportunityStatusType)] = [
            ("Active", .active), ("Won", .won), ("Lost", .lost),
        ]
        for (label, type) in statuses {
            try context.create(OpportunityStatus.resource) { status in
                status[OpportunityStatus.label] = label
                status[OpportunityStatus.type] = type
                status[OpportunityStatus.pipelineID] = pipeline.id.text
            }
        }
    }
}
