import AjarCore
import AjarResource
import AjarStore

/// Guidance for calls and meetings: what to ask, and how to sum up.
enum Playbook {
    private static let archivedAt: Field<Timestamp?> = Field("archived_at", .timestamp, writable: .never)
    private static let archivedBy: Field<String?> = Field("archived_by_id", .text(), writable: .never)

    static let resource: Resource = Resource(
        "playbook", model: "Playbook", id: .short("playbook"), table: "playbook",
        fields: [
            Plain.derived("organization_id", .text()),
            Plain("name", .text(max: 255), required: true), Plain("description", .text(max: 10_000)),
            Plain("summary_guidance", .text(max: 100_000)),
            Plain("custom_field_ids", .list(.text(max: 100), max: 500), standard: []),
            Plain("outcome_ids", .list(.id("outcome"), max: 500), standard: []),
            Plain.kept("position", .int(), filter: .range), archivedAt, archivedBy,
            Plain.kept("created_at", .timestamp, filter: .range), Plain.kept("updated_at", .timestamp),
            Plain.kept("created_by_id", .text()), Plain.kept("updated_by_id", .text()),
        ],
        manners: Manners(created: 201, deleted: 204, dates: .classic),
        permissions: Permissions(write: .customizations),
        list: ListRules(
            order: "\"position\", \"id\"",
            filters: [
                "is_archived": { text, _ in
                    if text.isEmpty { return nil }
                    return text.lowercased() == "false" ? "archived_at IS NULL" : "archived_at IS NOT NULL"
                }
            ]),
        rules: [Position.atTheEnd, knowOutcomes])

    @Sendable private static func knowOutcomes(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isGiven("outcome_ids"), change.changes("outcome_ids") else { return }
        for id in change.new["outcome_ids"].array?.compactMap(\.string) ?? []
        where try context.find(CallOutcome.resource, id) == nil {
            change.refuse("outcome_ids", .missingObject)
        }
    }

    static let endpoints: [Endpoint] = [
        Endpoint(.post, "playbook/{id}/archive", "Put a playbook away") { request, engine in
            try await archive(true, request, engine)
        },
        Endpoint(.post, "playbook/{id}/unarchive", "Bring a playbook back") { request, engine in
            try await archive(false, request, engine)
        },
    ]

    private static func archive(
        _ isArchived: Bool, _ request: APIRequest, _ engine: Engine
    ) async throws -> APIAnswer {
        let fields = request.fields
        return APIAnswer(
            body: try await engine.write(request.caller) { context in
                let playbook = try context.get(resource, request.path["id"] ?? "", lock: true)
                guard resource.permissions.write.allows(playbook, context.caller) else {
                    throw AjarError.forbidden(WriteContext.noPermission)
                }
                let changed = try context.update(resource, playbook) { playbook in
                    playbook[archivedAt] = isArchived ? playbook[archivedAt] ?? context.now : nil
                    playbook[archivedBy] =
                        isArchived ? playbook[archivedBy] ?? context.caller.userID?.text : nil
                }
                return try context.answer(changed, resource, fields: fields)
            })
    }
}
