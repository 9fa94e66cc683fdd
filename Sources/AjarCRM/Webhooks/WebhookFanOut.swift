import AjarCore
import AjarResource
import AjarStore

/// Who is to be told of an event: one delivery row and one job per subscription, in the event's own
/// transaction, so that dying after the commit loses nothing.
enum WebhookFanOut {
    /// A subscription as far as the choice needs it.
    struct Subscription: Sendable {
        let id: String
        let events: [(objectType: String, action: String, filter: EventFilter?)]
        let filter: EventFilter?

        init(_ row: Row) {
            id = row.text("id")
            events = (row.json("events").array ?? []).map { event in
                let filter = event["extra_filter"]
                return (
                    event["object_type"].string ?? "", event["action"].string ?? "",
                    filter.isNull ? nil : try? EventFilter(filter)
                )
            }
            let filter = row.json("event_filter")
            self.filter = filter.isNull ? nil : try? EventFilter(filter)
        }

        func names(_ objectType: String, _ action: String) -> Bool {
            events.contains { $0.objectType == objectType && $0.action == action }
        }

        func wants(_ event: JSON) -> Bool {
            guard filter?.matches(event) ?? true else { return false }
            return events.contains { entry in
                event["object_type"].string == entry.objectType && event["action"].string == entry.action
                    && entry.filter?.matches(event) ?? true
            }
        }
    }

    static func eventWritten(_ id: ID, _ event: EventRow, _ context: WriteContext) throws {
        let named = try active(context).filter { $0.names(event.objectType, event.action) }
        guard !named.isEmpty, let row = try self.event(id.text, context) else { return }
        let json = EventLog.json(row, context.caller.organizationID, withData: true)
        for subscription in named where subscription.wants(json) {
            try promise(subscription.id, row, context)
        }
    }

    static func event(_ id: String, _ context: ReadContext) throws -> Row? {
        try context.reader.first(
            "SELECT * FROM event WHERE organization = \(context.organization) AND id = \(id)")
    }

    private static func active(_ context: ReadContext) throws -> [Subscription] {
        if let known = context.memo["webhooks"] as? [Subscription] { return known }
        let found = try context.reader.rows(
            """
            SELECT id, events, event_filter FROM webhook
            WHERE organization = \(context.organization) AND status = 'active' ORDER BY id
            """
        ).map(Subscription.init)
        context.memo["webhooks"] = found
        return found
    }

    /// Further changes are folded into an update for some seconds, so it is told when they are over, and so
    /// is a deletion. An update that is folded again has its delivery already.
    private static func promise(_ subscription: String, _ event: Row, _ context: WriteContext) throws {
        let isFinal = !["updated", "deleted"].contains(event.text("action"))
        let due = isFinal ? context.now : (event.moment("date_created") ?? context.now) + Event.consolidation
        let objectID = event.text("object_id")
        let last =
            try context.reader.value(
                """
                SELECT MAX(position) FROM webhook_delivery
                WHERE organization = \(context.organization) AND subscription_id = \(subscription) AND object_id = \(objectID)
                """
            ).int ?? 0
        let id = context.transaction.newID(WebhookDelivery.resource.id)
        let isNew = try context.transaction.execute(
            """
            INSERT INTO webhook_delivery (organization, id, subscription_id, event_id, object_type, object_id, action, position,
                status, tries, attempts, next_attempt_at, date_created, date_updated)
            VALUES (\(context.organization), \(id), \(subscription), \(event.text("id")), \(event.text("object_type")), \(objectID),
                \(event.text("action")), \(last + 1), 'pending', 0, '[]', \(due), \(context.now), \(context.now))
            ON CONFLICT (organization, subscription_id, event_id) DO NOTHING
            """)
        guard isNew == 1 else { return }
        try context.transaction.enqueue(
            DeliverWebhook(delivery: id), organization: context.organization, at: due, unique: id.text,
            lane: subscription)
    }
}
