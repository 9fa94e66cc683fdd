import AjarStore

extension Migrations {
    /// How much an account may send, what it has sent lately, and whom it leaves alone for a while.
    static let sendingPolicy: Migration = Migration(
        id: "0041_sending_policy",
        statements: [
            "ALTER TABLE connected_account ADD COLUMN sending \(.textType)",
            "ALTER TABLE email ADD COLUMN send_hold \(.textType)",
            "ALTER TABLE email ADD COLUMN send_in_recipient_timezone \(.integerType) NOT NULL DEFAULT 0",
            """
            CREATE TABLE sending_count (
                organization \(.integerType) NOT NULL,
                account_id \(.textType) NOT NULL,
                domain \(.textType) NOT NULL,
                bucket \(.integerType) NOT NULL,
                recipients \(.integerType) NOT NULL,
                PRIMARY KEY (organization, account_id, domain, bucket)
            )
            """,
            """
            CREATE TABLE sending_pace (
                organization \(.integerType) NOT NULL,
                account_id \(.textType) NOT NULL,
                domain \(.textType) NOT NULL,
                next_at \(.integerType) NOT NULL,
                strikes \(.integerType) NOT NULL,
                reason \(.textType) NOT NULL,
                PRIMARY KEY (organization, account_id, domain)
            )
            """,
        ])
}
