package import AjarCore
import AjarStore

/// One line of the event log, written in the transaction of the change that it tells of (reference 7).
package enum Event {
    /// How long further updates of the same object by the same caller go into the event of the first.
    package static let consolidation: Duration = .seconds(5)

    package static let shape: IDShape = .short("ev")
}

extension WriteContext {
    func writeEvents(_ change: Change, previous: JSON? = nil) throws {
        guard let objectType = change.resource.events.objectType?(change.new) else { return }
        let data: JSON = change.isDeletion ? .null : try json(change.new, change.resource)
        let action = change.isDeletion ? "deleted" : change.isCreation ? "created" : "updated"
        var changed: [String] = []
        var before: JSON = previous ?? [:]
        if let old = change.old, !change.isDeletion {
            (changed, before) = differences(try json(old, change.resource), data)
        }
        let event = EventRow(
            objectType: objectType, objectID: change.id.text, leadID: change.leadID, action: action,
            changedFields: changed, data: data, previousData: before)
        let isFolded = action == "updated" ? try consolidate(event) : false
        if !isFolded { try insert(event) }
        for more in change.resource.events.more(change) {
            try insert(
                EventRow(
                    objectType: objectType, objectID: change.id.text, leadID: change.leadID, action: more,
                    changedFields: [], data: data, previousData: [:]))
        }
    }

    /// An event that no resource declares, such as `lead.merged`.
    package func writeEvent(
        objectType: String, objectID: String, leadID: String?, action: String, changed: [String] = [],
        data: JSON,
        previous: JSON = [:], meta: JSONObject = JSONObject()
    ) throws {
        try insert(
            EventRow(
                objectType: objectType, objectID: objectID, leadID: leadID, action: action,
                changedFields: changed, data: data,
                previousData: previous, meta: meta))
    }

    /// The names whose values differ, and their old values.
    private func differences(_ old: JSON, _ new: JSON) -> (changed: [String], before: JSON) {
        var changed: [String] = []
        var before = JSONObject()
        let oldMembers = old.object ?? JSONObject()
        let newMembers = new.object ?? JSONObject()
        for key in newMembers.keys where oldMembers[key] != newMembers[key] {
            changed.append(key)
            before.append(key, oldMembers[key] ?? .null)
        }
        for member in oldMembers.members where newMembers[member.key] == nil {
            changed.append(member.key)
            before.append(member.key, member.value)
        }
        return (changed, .object(before))
    }

    /// Folds an update into the event of the update just before it. What it was before the first one stays.
    private func consolidate(_ event: EventRow) throws -> Bool {
        let last = try reader.first(
            """
            SELECT "id", "changed_fields", "previous_data", "date_created", "user_id" FROM "event"
            WHERE "organization" = \(organization) AND "object_id" = \(event.objectID) AND "action" = 'updated'
            ORDER BY "date_updated" DESC, "id" DESC LIMIT 1 \(.rowLock)
            """)
        guard let last, last["user_id"].text == caller.userID?.text,
            let begun = last.moment("date_created"), now - begun < Event.consolidation
        else { return false }
        var before = event.previousData.object ?? JSONObject()
        for member in last.json("previous_data").object?.members ?? [] { before[member.key] = member.value }
        let earlier = last.json("changed_fields").array?.compactMap(\.string) ?? []
        let changed = earlier + event.changedFields.filter { !earlier.contains($0) }
        try transaction.execute(
            """
            UPDATE "event" SET "date_updated" = \(now), "changed_fields" = \(json: changed.json),
                "data" = \(json: event.data), "previous_data" = \(json: .object(before))
            WHERE "organization" = \(organization) AND "id" = \(last.text("id"))
            """)
        try announce(ID(last.text("id")), event)
        return true
    }

    private func insert(_ event: EventRow) throws {
        let id = transaction.newID(Event.shape)
        var meta = JSONObject()
        if let request = caller.request {
            meta.append("request_method", .string(request.method))
            meta.append("request_path", .string(request.path))
        }
        for member in event.meta.members { meta[member.key] = member.value }
        try transaction.execute(
            """
            INSERT INTO "event" ("organization", "id", "date_created", "date_updated", "object_type", "object_id", "lead_id",
                "user_id", "action", "changed_fields", "data", "previous_data", "meta", "request_id", "api_key_id",
                "oauth_client_id", "oauth_scope")
            VALUES (\(organization), \(id), \(now), \(now), \(event.objectType), \(event.objectID), \(event.leadID),
                \(caller.userID?.text), \(event.action), \(json: event.changedFields.json), \(json: event.data),
                \(json: event.previousData), \(json: .object(meta)), \(caller.request?.id.text), \(caller.apiKeyID),
                \(caller.oauthClientID), \(caller.oauthScope))
            """)
        try announce(id, event)
    }

    private func announce(_ id: ID, _ event: EventRow) throws {
        try resources.eventWritten?(id, event, self)
    }
}

/// What is told of one change.
package struct EventRow: Sendable {
    package var objectType: String
    package var objectID: String
    package var leadID: String?
    package var action: String
    package var changedFields: [String]
    package var data: JSON
    package var previousData: JSON
    package var meta: JSONObject = JSONObject()
}

extension Change {
    /// The lead that the object is, or belongs to.
    fileprivate var leadID: String? {
        resource.path == "lead" ? id.text : new["lead_id"].string
    }
}
