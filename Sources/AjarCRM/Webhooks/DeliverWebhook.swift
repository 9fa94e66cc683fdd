package import AjarCore
package import AjarResource
package import AjarStore

/// A promise to post one event to one subscription. The delivery row counts the attempts and knows the next
/// one.
package struct DeliverWebhook: Job {
    package static let kind: String = "webhook.deliver"
    package static let queue: String = "webhook"
    package static let maxAttempts: Int = 1_000_000

    let delivery: ID

    init(delivery: ID) { self.delivery = delivery }

    package init?(arguments: JSON) {
        guard let delivery = arguments["delivery"].string else { return nil }
        self.delivery = ID(delivery)
    }

    package var arguments: JSON { ["delivery": delivery.json] }
}

/// A promise to give all waiting deliveries of a subscription their jobs back.
package struct ResumeWebhook: Job {
    package static let kind: String = "webhook.resume"
    package static let queue: String = "webhook"

    let subscription: ID

    init(subscription: ID) { self.subscription = subscription }

    package init?(arguments: JSON) {
        guard let subscription = arguments["subscription"].string else { return nil }
        self.subscription = ID(subscription)
    }

    package var arguments: JSON { ["subscription": subscription.json] }
}

/// Posts events to whoever subscribed. A receiver may get an event twice, when we die between its answer and
/// our commit;
/// `webhook-id` is the same then. Events of one object reach a subscription in their order.
package struct WebhookSender: Sendable {
    private typealias Delivery = WebhookDelivery

    private let engine: Engine
    private let caller: WebhookCaller

    package init(engine: Engine, caller: WebhookCaller) {
        self.engine = engine
        self.caller = caller
    }

    package func perform(_ job: DeliverWebhook, _ claimed: ClaimedJob) async throws -> Outcome {
        guard let system = try await Caller.system(claimed.organization, engine.store) else {
            return .cancel(reason: "The organization is gone.")
        }
        // Nil: there is nothing to send, and the job has been ended.
        guard let call = try await engine.write(system, { try Self.prepare(job, claimed, $0) }) else {
            return .recorded
        }
        let now = engine.store.environs.clock.now
        let answer = await caller.post(call, at: now)
        let jitter = engine.store.environs.random.fraction
        try await engine.write(system) {
            try Self.record(answer, job, claimed, begun: now, jitter: jitter, $0)
        }
        return .recorded
    }

    // MARK: - 1. What will be sent

    /// Dying after this repeats it.
    private static func prepare(
        _ job: DeliverWebhook, _ claimed: ClaimedJob, _ context: WriteContext
    ) throws -> WebhookCall? {
        let transaction = context.transaction
        try transaction.holds(claimed)
        guard let delivery = try context.find(Delivery.resource, job.delivery.text, lock: true),
            delivery[Delivery.status] == .pending,
            let webhook = try context.find(Webhook.resource, delivery[Delivery.subscriptionID])
        else {
            try transaction.finish(claimed, .cancel(reason: "There is nothing to deliver any more."))
            return nil
        }
        guard webhook[Webhook.status] == .active else {
            try transaction.finish(claimed, .cancel(reason: "The webhook is paused."))
            return nil
        }
        // Locked, so that it can't end between our look and our going to sleep: its end wakes us.
        if let earlier = try neighbour(of: delivery, before: true, context) {
            let due = max(earlier[Delivery.nextAttemptAt] ?? context.now, context.now)
            try transaction.finish(claimed, .snooze(until: due + .seconds(5)))
            return nil
        }
        guard let event = try WebhookFanOut.event(delivery[Delivery.eventID], context) else {
            try end(delivery, .canceled, context)
            try transaction.finish(claimed, .cancel(reason: "The event is too old."))
            return nil
        }
        let json = EventLog.json(event, context.caller.organizationID, withData: true)
        guard try stillWanted(json, webhook, delivery, context) else {
            try end(delivery, .canceled, context)
            try transaction.finish(
                claimed, .cancel(reason: "The event is not what was subscribed to any more."))
            return nil
        }
        let sealed = try context.installation.secrets.open(
            webhook[Webhook.secret], context: WebhookKey.context(webhook.id))
        guard let key = WebhookKey(hex: sealed) else { throw SecretBox.Failure.cannotOpen }
        let payload = JSON.object(JSONObject([("event", json), ("subscription_id", webhook.id.json)]))
        return WebhookCall(
            url: webhook[Webhook.url], verifiesCertificate: webhook[Webhook.verifiesCertificate], key: key,
            id: delivery[Delivery.eventID], body: Array(payload.text.utf8))
    }

    /// An update may have been folded with others since, and is another event now. What was asked for again
    /// is sent anyway.
    private static func stillWanted(
        _ event: JSON, _ webhook: Record, _ delivery: Record, _ context: ReadContext
    ) throws -> Bool {
        guard event["action"] == "updated", delivery[Delivery.attempts].isEmpty else { return true }
        let row = try context.reader.first(
            "SELECT id, events, event_filter FROM webhook WHERE organization = \(context.organization) AND id = \(webhook.id)"
        )
        return row.map { WebhookFanOut.Subscription($0).wants(event) } ?? false
    }

    // MARK: - 2. What came of it

    /// The attempt, what follows for the subscription, and the end of the job: one commit.
    private static func record(
        _ answer: WebhookAnswer, _ job: DeliverWebhook, _ claimed: ClaimedJob, begun: Timestamp,
        jitter: Double, _ context: WriteContext
    ) throws {
        let transaction = context.transaction
        try transaction.holds(claimed)
        guard let delivery = try context.find(Delivery.resource, job.delivery.text, lock: true) else {
            return try transaction.finish(claimed, .cancel(reason: "The webhook is gone."))
        }
        let tries = delivery[Delivery.tries] + 1
        let next =
            answer.isSuccess
            ? nil : WebhookSchedule.next(after: tries, at: context.now, answer, jitter: jitter)
        let isPending = delivery[Delivery.status] == .pending
        try context.update(Delivery.resource, delivery) { delivery in
            delivery[Delivery.tries] = tries
            delivery[Delivery.attempts] = (delivery[Delivery.attempts] + [answer.json(at: begun)]).suffix(
                Delivery.keptAttempts)
            // Somebody else's answer about it, such as the end of the subscription, stays.
            guard isPending || answer.isSuccess else { return }
            delivery[Delivery.status] = answer.isSuccess ? .delivered : next == nil ? .failed : .pending
            delivery[Delivery.deliveredAt] = answer.isSuccess ? context.now : nil
            delivery[Delivery.nextAttemptAt] = next
        }
        if next == nil { try release(after: delivery, context) }
        try follow(answer, delivery[Delivery.subscriptionID], isExhausted: next == nil, context)
        try transaction.finish(claimed, next.map { isPending ? .snooze(until: $0) : .done } ?? .done)
    }

    /// What the answer means for the subscription as a whole.
    private static func follow(
        _ answer: WebhookAnswer, _ subscription: String, isExhausted: Bool, _ context: WriteContext
    ) throws {
        guard let webhook = try context.find(Webhook.resource, subscription) else { return }
        let since = webhook[Webhook.failingSince]
        if answer.isSuccess {
            guard since != nil else { return }
            try mark(subscription, failingSince: nil, context)
            try hurry(subscription, context)
        } else if answer.isGone {
            try Webhook.pause(
                subscription, reason: "The receiver said that it is gone.", dropsWaiting: true, context)
        } else if since == nil {
            try mark(subscription, failingSince: context.now, context)
        } else if let since, isExhausted, context.now - since >= WebhookSchedule.patience {
            try Webhook.pause(
                subscription, reason: "Nothing got through for three days.", dropsWaiting: false, context)
        }
    }

    /// No change that anybody made, so no trace of it in `date_updated`.
    private static func mark(_ subscription: String, failingSince: Timestamp?, _ context: WriteContext) throws
    {
        try context.transaction.execute(
            """
            UPDATE webhook SET failing_since = \(failingSince)
            WHERE organization = \(context.organization) AND id = \(subscription)
            """)
    }

    /// The receiver is back: what failed before needn't wait for its turn.
    private static func hurry(_ subscription: String, _ context: WriteContext) throws {
        let condition: SQL =
            "subscription_id = \(subscription) AND status = 'pending' AND tries > 0 AND next_attempt_at > \(context.now)"
        for delivery in try context.all(
            Delivery.resource, where: condition, order: "date_created, id", limit: 1000)
        {
            try context.update(Delivery.resource, delivery) { $0[Delivery.nextAttemptAt] = context.now }
            try WebhookDelivery.promise(delivery, at: context.now, context)
        }
    }

    // MARK: - Order

    private static func neighbour(
        of delivery: Record, before: Bool, _ context: WriteContext
    ) throws -> Record? {
        let side: SQL =
            before ? "position < \(delivery[Delivery.position])" : "position > \(delivery[Delivery.position])"
        let order: SQL = before ? "position DESC, id" : "position, id"
        let found = try context.all(
            Delivery.resource,
            where: """
                subscription_id = \(delivery[Delivery.subscriptionID]) AND object_id = \(delivery[Delivery.objectID])
                    AND status = 'pending' AND \(side)
                """,
            order: order, limit: 1)
        guard let id = found.first?.id.text else { return nil }
        // Looked at again under its lock: it may have ended meanwhile.
        guard let locked = try context.find(Delivery.resource, id, lock: true),
            locked[Delivery.status] == .pending
        else { return nil }
        return locked
    }

    /// Lets the next event of the same object go.
    private static func release(after delivery: Record, _ context: WriteContext) throws {
        guard let next = try neighbour(of: delivery, before: false, context) else { return }
        try WebhookDelivery.promise(
            next, at: max(next[Delivery.nextAttemptAt] ?? context.now, context.now), context)
    }

    private static func end(_ delivery: Record, _ status: DeliveryStatus, _ context: WriteContext) throws {
        try context.update(Delivery.resource, delivery) { delivery in
            delivery[Delivery.status] = status
            delivery[Delivery.nextAttemptAt] = nil
        }
        try release(after: delivery, context)
    }

    // MARK: - Going on after a pause

    package func resume(_ job: ResumeWebhook, _ claimed: ClaimedJob) async throws -> Outcome {
        guard let system = try await Caller.system(claimed.organization, engine.store) else {
            return .cancel(reason: "The organization is gone.")
        }
        var last = ""
        while true {
            let next: String? = try await engine.write(system) { [last] context in
                let waiting = try context.all(
                    Delivery.resource,
                    where: "subscription_id = \(job.subscription) AND status = 'pending' AND id > \(last)",
                    order: "id", limit: 500)
                for delivery in waiting {
                    try context.update(Delivery.resource, delivery) { delivery in
                        delivery[Delivery.tries] = 0
                        delivery[Delivery.nextAttemptAt] = min(
                            delivery[Delivery.nextAttemptAt] ?? context.now, context.now)
                    }
                    try WebhookDelivery.promise(delivery, at: context.now, context)
                }
                return waiting.last?.id.text
            }
            guard let next else { return .done }
            last = next
        }
    }
}

/// When a failed call is tried again: ten attempts within 75 hours, as the Standard Webhooks specification
/// advises.
enum WebhookSchedule {
    private static let delays: [Int] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

    /// After that long without any success a subscription is paused, once an event is given up.
    static let patience: Duration = .seconds(3 * 86_400)
    private static let longest: Duration = .seconds(86_400)

    /// Nil when that was the last attempt. A receiver may ask for more time, though not for more than a day.
    static func next(
        after tries: Int, at now: Timestamp, _ answer: WebhookAnswer, jitter: Double
    ) -> Timestamp? {
        guard !answer.isGone, tries > 0, tries <= delays.count else { return nil }
        let planned = Duration.seconds(Double(delays[tries - 1]) * (1 + 0.1 * jitter))
        return now + max(planned, min(answer.retryAfter ?? .zero, longest))
    }
}
