import AjarStore

extension Migrations {
    /// Three of the eight entries that an event had in indexes were ones that nobody looks for: mail that comes
    /// in and jobs have neither user nor request, and old events are swept by organization.
    static let eventIndexes: Migration = Migration(
        id: "0110_event_indexes",
        statements: [
            "DROP INDEX event_age",
            "DROP INDEX event_user",
            "CREATE INDEX event_user ON event (organization, user_id, date_updated, id) WHERE user_id IS NOT NULL",
            "DROP INDEX event_request",
            "CREATE INDEX event_request ON event (organization, request_id) WHERE request_id IS NOT NULL",
        ])
}
