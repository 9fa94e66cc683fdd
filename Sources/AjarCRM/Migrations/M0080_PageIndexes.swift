import AjarStore

extension Migrations {
    /// Orders that the pages of the web app ask for: leads by name, emails of one state by their moment.
    static let pageIndexes: Migration = Migration(
        id: "0080_page_indexes",
        statements: [
            "CREATE INDEX lead_name ON lead (organization, name, id)",
            "CREATE INDEX lead_status_name ON lead (organization, status_id, name, id)",
            "CREATE INDEX email_status_activity ON email (organization, status, activity_at, id)",
        ])
}
