import AjarCore
import AjarResource
import AjarStore

/// All comments on one object.
enum CommentThread {
    static let objectID: Field<String> = Field("object_id", .text(), writable: .never, standard: "")
    static let objectType: Field<String> = Field("object_type", .text(), writable: .never, standard: "")
    static let leadID: Field<String?> = Field("lead_id", .text(), writable: .never, shown: false)

    static let resource: Resource = Resource(
        "comment_thread", model: "CommentThread", id: .short("commthread"), table: "comment_thread",
        fields: [
            Plain.derived("organization_id", .text()), objectID, objectType, leadID,
            Plain.kept("date_created", .timestamp), Plain.kept("date_updated", .timestamp),
            Plain.kept("created_by", .text()),
            Plain.derived("comments", .json, standard: []),
        ],
        operations: [.list, .get],
        manners: .classic,
        permissions: Permissions(read: .throughLead, write: .nobody),
        events: .named("comment_thread"),
        list: ListRules(filters: [
            "ids": { text, _ in ids("id", text) }, "object_ids": { text, _ in ids("object_id", text) },
        ]),
        loads: [
            Load(["comments"]) { records, context in
                let threads = records.map(\.id.text)
                let found = try context.all(
                    Comment.resource, where: "thread_id IN (\(list: threads))", order: "date_created, id")
                let byThread = Dictionary(grouping: found) { $0[Comment.threadID] }
                for index in records.indices {
                    let comments = byThread[records[index].id.text] ?? []
                    records[index]["comments"] = .array(
                        try comments.map { try context.json($0, Comment.resource) })
                }
            }
        ])

    private static func ids(_ column: String, _ text: String) -> SQL? {
        let parts = text.split(separator: ",").prefix(1000).map { $0.trimmed }
        return text.utf8.contains(0) ? nil : "\(name: column) IN (\(list: parts))"
    }

    /// What can be commented on: activities, and what stands on its own.
    private static func isCommentable(_ resource: Resource) -> Bool {
        resource.path.hasPrefix("activity/")
            || ["lead", "contact", "opportunity", "task"].contains(resource.path)
    }

    /// The thread of an object, made now if there is none; nil when the caller can't see such an object.
    static func of(_ objectID: String, _ context: WriteContext) throws -> Record? {
        guard let prefix = objectID.split(separator: "_").first, objectID.utf8.count <= 100 else {
            return nil
        }
        for resource in context.resources.all where isCommentable(resource) && resource.id.prefix == prefix {
            guard let object = try context.find(resource, objectID),
                let type = resource.events.name(of: object)
            else { continue }
            if let known = try find(objectID, context) { return known }
            return try context.create(Self.resource) { thread in
                thread[Self.objectID] = objectID
                thread[objectType] = type
                thread[leadID] = resource.path == "lead" ? objectID : object["lead_id"].string
            }
        }
        return nil
    }

    private static func find(_ objectID: String, _ context: ReadContext) throws -> Record? {
        try context.all(resource, where: "object_id = \(objectID)", order: "id", limit: 1).first
    }

    static func remove(_ thread: Record, _ context: WriteContext) throws {
        for comment in try context.all(
            Comment.resource, where: "thread_id = \(thread.id)", order: "date_created, id")
        {
            try context.remove(Comment.resource, comment)
        }
        try context.remove(resource, thread)
    }

    /// With an object goes what was said about it.
    static func removeWithObject(_ objectID: String, _ context: WriteContext) throws {
        if let thread = try find(objectID, context) { try remove(thread, context) }
    }
}
