import AjarStore

extension Migrations {
    /// Where bounces come back to, and by which token a report names its email and recipient.
    static let returnPaths: Migration = Migration(
        id: "0040_return_paths",
        statements: [
            "ALTER TABLE connected_account ADD COLUMN return_path \(.textType)",
            "ALTER TABLE email_recipient ADD COLUMN return_token \(.textType)",
            "CREATE UNIQUE INDEX email_recipient_return_token ON email_recipient (return_token)",
        ])
}
