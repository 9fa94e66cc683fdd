import AjarCore
import AjarResource
import AjarStore

enum OpportunityStatusType: String, StringEnum { case active, won, lost }

/// A stage of a pipeline. Its type goes by two names, the older one being `type` (reference 10.6).
enum OpportunityStatus {
    static let label: Field<String> = Field("label", .text(max: 255), required: true, standard: "")
    static let type: Field<OpportunityStatusType> = Field(
        "status_type", .choice(of: OpportunityStatusType.self), standard: "active", filter: .id)
    private static let oldType: Field<OpportunityStatusType> = Field(
        "type", .choice(of: OpportunityStatusType.self), standard: "active", stored: false)
    static let pipelineID: Field<String?> = Field(
        "pipeline_id", .id("pipeline"), writable: .onCreate, filter: .id)

    static let resource: Resource = Resource(
        "status/opportunity", model: "OpportunityStatus", id: .classic("stat"), table: "opportunity_status",
        fields: [
            label, type, oldType, pipelineID,
            Plain.derived("organization_id", .text()), Plain.derived("pipeline_name"),
            Position.field, Plain.kept("date_created", .timestamp).hidden,
        ],
        operations: [.list, .create, .update, .delete],
        permissions: Permissions(write: .permission("manage_organization")),
        events: .named("status.opportunity"),
        list: ListRules(maxLimit: 1000, order: order),
        rules: [chooseType, choosePipeline, Position.atTheEnd, uniqueInPipeline, keepWhatOpportunitiesHave],
        loads: [
            Load(["type"]) { records, _ in
                for index in records.indices { records[index][oldType] = records[index][type] }
            },
            Load(["pipeline_name"]) { records, context in
                let statuses = try all(context)
                for index in records.indices {
                    records[index]["pipeline_name"] = JSON(statuses[records[index].id.text]?.pipelineName)
                }
            },
        ])

    /// Pipeline by pipeline, each in its order.
    private static let order: String = """
        (SELECT p."position" FROM "pipeline" AS p WHERE p."organization" = "opportunity_status"."organization"
            AND p."id" = "opportunity_status"."pipeline_id"), "position", "id"
        """

    @Sendable private static func chooseType(_ change: inout Change, _ context: WriteContext) throws {
        if change.isGiven(oldType), !change.isGiven(type) { change.new[type] = change.new[oldType] }
    }

    @Sendable private static func choosePipeline(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation, change.errors.isEmpty, change.new[pipelineID] == nil else { return }
        change.new[pipelineID] = try Pipeline.first(context)
        if change.new[pipelineID] == nil { change.refuse("pipeline", .required) }
    }

    @Sendable private static func uniqueInPipeline(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.changes(label), let pipeline = change.new[pipelineID] else { return }
        let key = change.new[label].lowercased()
        let others = try all(context).filter { $0.key != change.id.text && $0.value.pipelineID == pipeline }
        if others.contains(where: { $0.value.label.lowercased() == key }) {
            change.refuse(label.name, "There is one with this label already.")
        }
    }

    @Sendable private static func keepWhatOpportunitiesHave(
        _ change: inout Change, _ context: WriteContext
    ) throws {
        guard change.isDeletion else { return }
        let isUsed = try context.reader.exists(
            "SELECT 1 FROM opportunity WHERE organization = \(context.organization) AND status_id = \(change.id) LIMIT 1"
        )
        if isUsed { change.refuse(sentence: "Opportunities have this status, so it can't be deleted.") }
    }

    // MARK: - For others

    struct Known {
        let label: String
        let type: OpportunityStatusType
        let pipelineID: String
        let pipelineName: String
    }

    /// All statuses of the organization, which are few.
    static func all(_ context: ReadContext) throws -> [String: Known] {
        let rows = try context.reader.rows(
            """
            SELECT opportunity_status.id, label, status_type, pipeline_id, pipeline.name FROM opportunity_status
            LEFT JOIN pipeline ON pipeline.organization = opportunity_status.organization
                AND pipeline.id = opportunity_status.pipeline_id
            WHERE opportunity_status.organization = \(context.organization)
            """)
        return Dictionary(
            rows.map { row in
                (
                    row.text("id"),
                    Known(
                        label: row.text("label"),
                        type: OpportunityStatusType(rawValue: row.text("status_type")) ?? .active,
                        pipelineID: row.text("pipeline_id"), pipelineName: row.text("name"))
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The status of an opportunity that nobody gave one.
    static func first(of pipeline: String?, _ context: ReadContext) throws -> String? {
        guard let pipeline = try pipeline ?? Pipeline.first(context) else { return nil }
        return try context.reader.first(
            """
            SELECT id FROM opportunity_status WHERE organization = \(context.organization) AND pipeline_id = \(pipeline)
            ORDER BY position, id LIMIT 1
            """)?.text("id")
    }
}
