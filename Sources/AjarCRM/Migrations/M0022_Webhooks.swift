import AjarStore

extension Migrations {
    /// Subscriptions to the event log, what they were sent, and the look-ups of the log itself.
    static let webhooks: Migration = Migration(
        id: "0022_webhooks",
        statements: [
            """
            CREATE TABLE webhook (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                url \(.textType) NOT NULL,
                events \(.textType) NOT NULL,
                event_filter \(.textType),
                verify_ssl \(.integerType) NOT NULL,
                status \(.textType) NOT NULL CHECK (status IN ('active', 'paused')),
                secret \(.textType) NOT NULL,
                failing_since \(.integerType),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by_id \(.textType),
                updated_by_id \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE webhook_delivery (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                subscription_id \(.textType) NOT NULL,
                event_id \(.textType) NOT NULL,
                object_type \(.textType) NOT NULL,
                object_id \(.textType) NOT NULL,
                action \(.textType) NOT NULL,
                position \(.integerType) NOT NULL,
                status \(.textType) NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'canceled')),
                tries \(.integerType) NOT NULL,
                attempts \(.textType) NOT NULL,
                next_attempt_at \(.integerType),
                delivered_at \(.integerType),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, subscription_id, event_id),
                UNIQUE (organization, subscription_id, object_id, position),
                CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
            )
            """,
            """
            CREATE INDEX webhook_delivery_waiting ON webhook_delivery (organization, subscription_id, object_id, position)
            WHERE status = 'pending'
            """,
            "CREATE INDEX webhook_delivery_created ON webhook_delivery (organization, subscription_id, date_created, id)",
            "CREATE INDEX webhook_delivery_age ON webhook_delivery (date_created)",
            "CREATE INDEX event_type ON event (organization, object_type, date_updated, id)",
            "CREATE INDEX event_user ON event (organization, user_id, date_updated, id)",
            "CREATE INDEX event_request ON event (organization, request_id)",
            "CREATE INDEX event_age ON event (date_updated)",
        ])
}
