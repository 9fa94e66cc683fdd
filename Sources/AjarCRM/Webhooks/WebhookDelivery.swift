import AjarCore
import AjarResource
import AjarStore

enum DeliveryStatus: String, StringEnum { case pending, delivered, failed, canceled }

/// One event on its way to one subscription, with every attempt to get it there.
enum WebhookDelivery {
    static let status: Field<DeliveryStatus> = Field(
        "status", .choice(of: DeliveryStatus.self), writable: .never, standard: "pending", filter: .id)
    static let subscriptionID: Field<String> = Field(
        "subscription_id", .text(), writable: .never, standard: "", filter: .exact)
    static let eventID: Field<String> = Field(
        "event_id", .text(), writable: .never, standard: "", filter: .exact)
    static let objectID: Field<String> = Field(
        "object_id", .text(), writable: .never, standard: "", filter: .exact)
    static let position: Field<Int> = Field("position", .int(), writable: .never, standard: 0, shown: false)
    /// How many of the attempts of the schedule are used up; asking for it again starts anew.
    static let tries: Field<Int> = Field("tries", .int(), writable: .never, standard: 0, shown: false)
    static let attempts: Field<[JSON]> = Field("attempts", .json, writable: .never, standard: [])
    static let nextAttemptAt: Field<Timestamp?> = Field("next_attempt_at", .timestamp, writable: .never)
    static let deliveredAt: Field<Timestamp?> = Field("delivered_at", .timestamp, writable: .never)

    /// Reached through its subscription only.
    static let resource: Resource = Resource(
        "webhook_delivery", model: "WebhookDelivery", id: .short("whdel"), table: "webhook_delivery",
        fields: [
            Plain.derived("organization_id", .text()), subscriptionID, eventID,
            Plain.kept("object_type", .text(), filter: .exact), objectID,
            Plain.kept("action", .text(), filter: .exact), position,
            status, tries, attempts, nextAttemptAt, deliveredAt,
            Plain.kept("date_created", .timestamp, filter: .range), Plain.kept("date_updated", .timestamp),
        ],
        operations: [], manners: .newer, permissions: Permissions(write: .nobody))

    /// More attempts than this are forgotten, the oldest first.
    static let keptAttempts = 30

    static let endpoints: [Endpoint] = [
        Endpoint(.get, "webhook/{id}/deliveries", "What was delivered to a subscription, or will be") {
            request, engine in
            let id = request.path["id"] ?? ""
            let own =
                request.parameters.pairs.filter { $0.name != subscriptionID.name } + [
                    (name: subscriptionID.name, value: id)
                ]
            let query = try ListQuery(Parameters(own), resource)
            return APIAnswer(
                body: try await engine.read(request.caller) { context in
                    _ = try context.get(Webhook.resource, id)
                    return try context.list(resource, query)
                })
        },
        Endpoint(.post, "webhook/{id}/deliveries/{delivery}/retry", "Deliver an event again") {
            request, engine in
            let fields = request.fields
            return APIAnswer(
                body: try await engine.write(request.caller) { context in
                    let webhook = try context.get(Webhook.resource, request.path["id"] ?? "")
                    let delivery = try context.get(resource, request.path["delivery"] ?? "", lock: true)
                    guard delivery[subscriptionID] == webhook.id.text else {
                        throw AjarError.noSuch(resource.model)
                    }
                    guard webhook[Webhook.status] == .active else {
                        throw AjarError.conflict("The webhook is paused.")
                    }
                    return try context.answer(try again(delivery, context), resource, fields: fields)
                })
        },
    ]

    private static func again(_ delivery: Record, _ context: WriteContext) throws -> Record {
        let waiting = try context.update(resource, delivery) { delivery in
            delivery[status] = .pending
            delivery[tries] = 0
            delivery[nextAttemptAt] = context.now
            delivery["date_updated"] = context.now.json
        }
        try promise(delivery, at: context.now, context)
        return waiting
    }

    /// A job for it at this moment, whether there is one for later or none.
    static func promise(_ delivery: Record, at moment: Timestamp, _ context: WriteContext) throws {
        let isNew = try context.transaction.enqueue(
            DeliverWebhook(delivery: delivery.id), organization: context.organization, at: moment,
            unique: delivery.id.text, lane: delivery[subscriptionID])
        guard !isNew else { return }
        try context.transaction.reschedule(
            organization: context.organization, kind: DeliverWebhook.kind, unique: delivery.id.text,
            at: moment)
    }
}
