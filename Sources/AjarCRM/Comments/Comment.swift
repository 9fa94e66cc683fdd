import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// What somebody says about an object. All comments on one object are a thread; the first one makes it.
enum Comment {
    static let objectID: Field<String?> = Field(
        "object_id", .text(max: 100), writable: .onCreate, required: true, filter: .exact)
    static let objectType: Field<String> = Field("object_type", .text(), writable: .never, standard: "")
    static let threadID: Field<String> = Field(
        "thread_id", .text(), writable: .never, standard: "", filter: .exact)
    static let leadID: Field<String?> = Field("lead_id", .text(), writable: .never, shown: false)
    /// Null once it was taken back while others remain.
    static let body: Field<String?> = Field("body", .html, required: true)
    private static let mentions: Field<[String]> = Field("mentions", .json, writable: .never, standard: [])

    static let resource: Resource = Resource(
        "comment", model: "Comment", id: .short("comm"), table: "comment", extends: Audit.classic,
        fields: [objectID, objectType, threadID, leadID, body, mentions],
        manners: Manners(created: 201, deleted: 204, dates: .classic),
        permissions: Permissions(
            read: .throughLead, write: .owner("created_by", or: "manage_others_activities")),
        events: .named("comment"),
        list: ListRules(
            order: "\"date_created\", \"id\"",
            scope: { query, _ in
                let given = [objectID.name, threadID.name].filter { query.parameters.nonempty($0) != nil }
                guard given.count == 1 else {
                    throw AjarError.badRequest("Give exactly one of object_id and thread_id.")
                }
                return nil
            }),
        rules: [clean, findThread])

    @Sendable private static func clean(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isGiven(body), change.errors.isEmpty, let html = change.new[body] else { return }
        let kept = Sanitizer.richText(html)
        change.new[body] = kept
        change.new[mentions] = mentioned(in: kept)
    }

    /// The users and groups that a body names, in order.
    private static func mentioned(in html: String) -> [String] {
        var found: [String] = []
        for part in html.split(separator: "data-id=\"", omittingEmptySubsequences: false).dropFirst() {
            let id = String(part.prefix { $0 != "\"" })
            if id.hasPrefix("user_") || id.hasPrefix("group_"), !found.contains(id) { found.append(id) }
        }
        return found
    }

    /// Only what the caller may see can be commented on.
    @Sendable private static func findThread(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation, change.errors.isEmpty, let id = change.new[objectID] else { return }
        guard let thread = try CommentThread.of(id, context) else {
            return change.refuse("object", .missingObject)
        }
        change.new[threadID] = thread.id.text
        change.new[objectType] = thread[CommentThread.objectType]
        change.new[leadID] = thread[CommentThread.leadID]
    }

    static let endpoints: [Endpoint] = [
        Endpoint(.delete, "comment/{id}", "Take a comment back") { request, engine in
            try await engine.write(request.caller) { try takeBack(request.path["id"] ?? "", $0) }
            return .deleted(204)
        }
    ]

    /// The comment stays as an empty place while others remain; with the last one the whole thread goes.
    private static func takeBack(_ id: String, _ context: WriteContext) throws {
        let comment = try context.get(resource, id, lock: true)
        guard resource.permissions.delete.allows(comment, context.caller) else {
            throw AjarError.forbidden(WriteContext.noPermission)
        }
        guard let thread = try context.find(CommentThread.resource, comment[threadID], lock: true) else {
            return
        }
        let others = try context.all(
            resource, where: "thread_id = \(thread.id) AND id <> \(comment.id) AND body IS NOT NULL",
            order: "id", limit: 1)
        if others.isEmpty { return try CommentThread.remove(thread, context) }
        try context.update(resource, comment) { comment in
            comment[body] = nil
            comment[mentions] = []
        }
    }

    /// How many comments an object has, for resources that show it.
    static let summary: Load = Load(["comment_summary"]) { records, context in
        let rows = try context.reader.rows(
            """
            SELECT object_id, thread_id, COUNT(*) AS comment_count FROM comment
            WHERE organization = \(context.organization) AND body IS NOT NULL
                AND thread_id IN (
                    SELECT id FROM comment_thread
                    WHERE organization = \(context.organization) AND object_id IN (\(list: records.map(\.id.text))))
            GROUP BY object_id, thread_id ORDER BY object_id, thread_id
            """)
        let found = Dictionary(
            rows.map { ($0.text("object_id"), $0) }, uniquingKeysWith: { first, _ in first })
        for index in records.indices {
            guard let row = found[records[index].id.text] else { continue }
            records[index]["comment_summary"] = [
                "comment_count": .int(row.int("comment_count")), "thread_id": .string(row.text("thread_id")),
            ]
        }
    }
}

extension Access {
    /// What belongs to leads that the caller sees, and what belongs to none.
    static let throughLead: Access = .rows { context in
        try LeadVisibility.conditionOnLeadID(context).map { "(lead_id IS NULL OR \($0))" }
    }
}
