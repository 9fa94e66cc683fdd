import AjarCore
import AjarResource
import AjarStore

/// The stages that opportunities of one kind go through (reference 10.6).
enum Pipeline {
    private static let name: Field<String> = Field("name", .text(max: 255), required: true, standard: "")
    private static let statuses: Field<[JSON]> = Field(
        "statuses", .list(.object, max: 200), standard: [], stored: false)

    static let resource: Resource = Resource(
        "pipeline", model: "Pipeline", id: .short("pipe"), table: "pipeline", extends: Audit.classic,
        fields: [name, statuses, Position.field],
        operations: [.list, .create, .get, .update, .delete],
        manners: Manners(created: 201, deleted: 204, dates: .classic),
        permissions: Permissions(write: .permission("manage_organization")),
        list: ListRules(maxLimit: 1000, order: "\"position\", \"id\""),
        rules: [Position.atTheEnd, Rules.unique("name"), checkStatuses, keepWhatHasStatuses],
        effects: [writeStatuses], loads: [loadStatuses])

    /// The pipeline of what names none.
    static func first(_ context: ReadContext) throws -> String? {
        try context.reader.first(
            "SELECT id FROM pipeline WHERE organization = \(context.organization) ORDER BY position, id LIMIT 1"
        )?.text("id")
    }

    @Sendable private static func checkStatuses(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.isGiven(statuses) else { return }
        let known = try OpportunityStatus.all(context)
        var problems: [Int: FieldErrors.Problem] = [:]
        for (index, status) in change.new[statuses].enumerated() {
            if let id = status["id"].string, !change.isCreation {
                if known[id] == nil { problems[index] = .missingObject }
            } else if status["label"].string?.isEmpty != false {
                problems[index] = .members(FieldErrors("label", "This field is required."))
            }
        }
        if !problems.isEmpty { change.refuse(statuses.name, .elements(problems)) }
    }

    @Sendable private static func keepWhatHasStatuses(_ change: inout Change, _ context: WriteContext) throws
    {
        guard change.isDeletion else { return }
        let isUsed = try context.reader.exists(
            "SELECT 1 FROM opportunity_status WHERE organization = \(context.organization) AND pipeline_id = \(change.id) LIMIT 1"
        )
        if isUsed { change.refuse(sentence: "The pipeline has statuses, so it can't be deleted.") }
    }

    /// The statuses that are named get their places in this pipeline, wherever they were; new ones are made.
    /// What isn't named stays behind them. A body of another pipeline, ids and all, makes a pipeline of its
    /// own.
    @Sendable private static func writeStatuses(_ change: Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.isGiven(statuses) else { return }
        let resource = OpportunityStatus.resource
        var placed: [String] = []
        for given in change.new[statuses] {
            if !change.isCreation, let id = given["id"].string {
                let status = try context.get(resource, id, lock: true)
                placed.append(
                    try context.update(resource, status) { $0[OpportunityStatus.pipelineID] = change.id.text }
                        .id.text)
            } else if case .object(var body) = given {
                body["pipeline_id"] = change.id.json
                placed.append(try context.create(resource, body).id.text)
            }
        }
        let others = try context.all(resource, where: "pipeline_id = \(change.id)", order: "position, id")
            .map(\.id.text)
        for (position, id) in (placed + others.filter { !placed.contains($0) }).enumerated() {
            guard let status = try context.find(resource, id) else { continue }
            try context.update(resource, status) { $0["position"] = .int(position) }
        }
    }

    private static let loadStatuses: Load = Load(["statuses"]) { records, context in
        let all = try context.all(OpportunityStatus.resource, where: "1 = 1", order: "position, id")
        let byPipeline = Dictionary(grouping: all) { $0[OpportunityStatus.pipelineID] ?? "" }
        for index in records.indices {
            let own = byPipeline[records[index].id.text] ?? []
            records[index][statuses] = try own.map { try context.json($0, OpportunityStatus.resource) }
        }
    }
}
