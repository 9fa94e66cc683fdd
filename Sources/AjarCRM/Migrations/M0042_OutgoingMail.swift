import AjarStore

extension Migrations {
    /// What an account adds to its emails, and what is seen of them afterwards.
    static let outgoingMail: Migration = Migration(
        id: "0042_outgoing_mail",
        statements: [
            "ALTER TABLE connected_account ADD COLUMN identities \(.textType) NOT NULL DEFAULT '[]'",
            "ALTER TABLE connected_account ADD COLUMN signature_html \(.textType)",
            "ALTER TABLE connected_account ADD COLUMN track_opens \(.integerType) NOT NULL DEFAULT 1",
            "ALTER TABLE connected_account ADD COLUMN track_clicks \(.integerType) NOT NULL DEFAULT 0",
            "ALTER TABLE connected_account ADD COLUMN dkim \(.textType)",
            "ALTER TABLE email ADD COLUMN clicks \(.textType) NOT NULL DEFAULT '[]'",
        ])
}
