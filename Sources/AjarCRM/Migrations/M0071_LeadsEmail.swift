import AjarStore

extension Migrations {
    /// Whose mail it is that comes to an address: one organization's, in the whole installation.
    static let leadsEmail: Migration = Migration(
        id: "0071_leads_email",
        statements: [
            "ALTER TABLE organization ADD COLUMN leads_email_key \(.textType)",
            "CREATE UNIQUE INDEX organization_leads_email_key ON organization (leads_email_key)",
        ])
}
