package import AjarCore
import AjarStore

/// One line of the event log, written in the transaction of the change that it tells of (reference 7).
package enum Event {
    /// How long further updates of the same object by the same caller go into the event of the first.
    package static let consolidation: Duration = .seconds(5)

    package static let shape: IDShape = .short("ev")
}

extension WriteContext {
    /// Writes the events of all that changed: the last thing that a transaction does.
    package func tell() throws {
        // What hangs off an event may change objects in its turn.
        while !changes.isEmpty {
            for entry in changes.takeAll() {
                switch entry {
                case .event(let event): try insert(event)
                case .object(let change): try tell(change)
                }
            }
        }
    }

    private func tell(_ change: ChangeLog.ObjectChange) throws {
        let resource = change.resource
        let renderer = resource.told
        // Both states see the same rows beside them, so what differs are their own values.
        var states = (change.old.map { [$0] } ?? []) + (change.completed == nil ? [change.new] : [])
        try complete(&states, resource, wanted: resource.toldNames)
        var new = change.completed ?? states[states.count - 1]
        for field in resource.events.derived { new[field.name] = change.new[field.name] }
        var event = EventRow(
            objectType: change.objectType, objectID: new.id.text, leadID: resource.lead(of: new),
            action: "created",
            data: String(decoding: renderer.bytes(new), as: UTF8.self))
        if change.old != nil {
            var (changed, before) = renderer.differences(states[0], new)
            // What followed from the rest may not do so any more.
            for field in resource.events.derived where before[field.name]?.isNull ?? false {
                before[field.name] = field.make(states[0][field.source])
            }
            event.action = "updated"
            event.changedFields = changed
            event.previousData = .object(before)
            if try !consolidate(event) { try insert(event) }
        } else {
            try insert(event)
        }
        event.changedFields = []
        event.previousData = [:]
        for action in change.more {
            event.action = action
            try insert(event)
        }
    }

    /// The event of an object that is about to go, with all that it was.
    func deletion(of record: Record, _ resource: Resource) throws -> EventRow? {
        guard let objectType = resource.events.name(of: record) else { return nil }
        var records = [record]
        try complete(&records, resource, wanted: resource.toldNames)
        return EventRow(
            objectType: objectType, objectID: record.id.text, leadID: resource.lead(of: record),
            action: "deleted", data: "null", previousData: resource.told.json(records[0]))
    }

    /// An event that no resource declares, such as `lead.merged`.
    package func writeEvent(
        objectType: String, objectID: String, leadID: String?, action: String, changed: [String] = [],
        data: JSON, previous: JSON = [:], meta: JSONObject = JSONObject()
    ) throws {
        changes.add(
            EventRow(
                objectType: objectType, objectID: objectID, leadID: leadID, action: action,
                data: data.text, changedFields: changed, previousData: previous, meta: meta))
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
                "data" = \(event.data), "previous_data" = \(json: .object(before))
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
                \(caller.userID?.text), \(event.action), \(json: event.changedFields.json), \(event.data),
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
    /// The object as JSON text; `null` when it is gone.
    package var data: String
    package var changedFields: [String] = []
    package var previousData: JSON = [:]
    package var meta: JSONObject = JSONObject()
}

extension Resource {
    /// The lead that the object is, or belongs to.
    fileprivate func lead(of record: Record) -> String? {
        path == "lead" ? record.id.text : record["lead_id"].string
    }
}
