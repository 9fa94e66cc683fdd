import AjarCore
import AjarResource
import AjarStore

enum WebhookStatus: String, StringEnum { case active, paused }

/// A subscription: which events are posted where (reference 7.4).
enum Webhook {
    static let url: Field<String> = Field("url", .hookURL, required: true, standard: "")
    static let events: Field<[JSON]> = Field(
        "events", .list(.subscribedEvent, max: 500), required: true, standard: [])
    static let filter: Field<JSON> = Field("event_filter", .eventFilter)
    static let verifiesCertificate: Field<Bool> = Field("verify_ssl", .bool, standard: true)
    static let status: Field<WebhookStatus> = Field(
        "status", .choice(of: WebhookStatus.self), writable: .onUpdate, standard: "active")
    /// The key of the signatures, sealed. Clients see it once, when it is made.
    static let secret: Field<String> = Field("secret", .text(), writable: .never, standard: "", shown: false)
    /// Since when nothing gets through.
    static let failingSince: Field<Timestamp?> = Field(
        "failing_since", .timestamp, writable: .never, shown: false)

    static let maxSubscriptions = 40

    static let resource: Resource = Resource(
        "webhook", model: "WebhookSubscription", id: .short("whsub"), table: "webhook", extends: Audit.newer,
        fields: [url, events, filter, verifiesCertificate, status, secret, failingSince],
        manners: Manners(created: 201, deleted: 200, dates: .naive),
        permissions: Permissions(
            read: .owner("created_by_id", or: "manage_organization"),
            write: .owner("created_by_id", or: "manage_organization")),
        rules: [limitNumber, refuseForbiddenAddress, forgetFailures],
        effects: [goOn, dropDeliveries])

    @Sendable private static func limitNumber(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation else { return }
        let count =
            try context.reader.value(
                "SELECT COUNT(*) FROM webhook WHERE organization = \(context.organization)"
            ).int ?? 0
        if count >= maxSubscriptions {
            change.refuse(sentence: "An organization can have \(maxSubscriptions) webhooks.")
        }
    }

    /// A forbidden address is told at once where the URL shows it; for names each call decides.
    @Sendable private static func refuseForbiddenAddress(
        _ change: inout Change, _ context: WriteContext
    ) throws {
        guard change.isGiven(url), let parsed = HookURL(change.new[url]), let address = parsed.address else {
            return
        }
        if !context.installation.egress.mayCall(address) {
            change.refuse(url.name, "This address may not be called.")
        }
    }

    @Sendable private static func forgetFailures(_ change: inout Change, _ context: WriteContext) throws {
        if !change.isCreation, change.becomes(status, .active) { change.new[failingSince] = nil }
    }

    /// What waited while it was paused goes out now, in its old order.
    @Sendable private static func goOn(_ change: Change, _ context: WriteContext) throws {
        guard !change.isCreation, change.becomes(status, .active) else { return }
        try context.transaction.enqueue(
            ResumeWebhook(subscription: change.id), organization: context.organization, unique: change.id.text
        )
    }

    @Sendable private static func dropDeliveries(_ change: Change, _ context: WriteContext) throws {
        guard change.isDeletion else { return }
        try context.transaction.execute(
            "DELETE FROM webhook_delivery WHERE organization = \(context.organization) AND subscription_id = \(change.id)"
        )
    }

    // MARK: - Making one

    static let endpoints: [Endpoint] = [
        Endpoint(.post, "webhook", "Subscribe to events; the key of the signatures is answered this once") {
            request, engine in
            let key = WebhookKey(random: engine.store.environs.random)
            let (id, body) = try await engine.write(request.caller) { context in
                let made = try context.create(resource, request.body ?? JSONObject())
                let sealed = try context.installation.secrets.seal(
                    key.hex, context: WebhookKey.context(made.id))
                try context.transaction.execute(
                    "UPDATE webhook SET secret = \(sealed) WHERE organization = \(context.organization) AND id = \(made.id)"
                )
                var body = try context.json(made, resource).object ?? JSONObject()
                body["signature_key"] = .string(key.hex)
                return (made.id, JSON.object(body))
            }
            return APIAnswer(status: 201, body: Array(body.text.utf8), location: "/api/v1/webhook/\(id)/")
        }
    ]

    /// Ends the calls, with an event that tells why. What waits stays, unless nobody will ever take it.
    static func pause(_ id: String, reason: String, dropsWaiting: Bool, _ context: WriteContext) throws {
        guard let webhook = try context.find(resource, id, lock: true), webhook[status] == .active else {
            return
        }
        let paused = try context.update(resource, webhook) { $0[status] = .paused }
        if dropsWaiting {
            try context.transaction.execute(
                """
                UPDATE webhook_delivery SET status = 'canceled', next_attempt_at = NULL, date_updated = \(context.now)
                WHERE organization = \(context.organization) AND subscription_id = \(id) AND status = 'pending'
                """)
        }
        try context.writeEvent(
            objectType: "webhook", objectID: id, leadID: nil, action: "paused", changed: ["status"],
            data: try context.json(paused, resource), previous: ["status": "active"],
            meta: JSONObject([("reason", .string(reason))]))
    }
}
