import AjarStore

extension Migrations {
    /// Received messages as they came, what became of them, and the bounces of what was sent.
    static let receivedMessages: Migration = Migration(
        id: "0035_messages",
        statements: [
            """
            CREATE TABLE message (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                message_key \(.textType) NOT NULL,
                source \(.blobType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, message_key)
            )
            """,
            """
            CREATE TABLE message_email (
                organization \(.integerType) NOT NULL,
                message_id \(.textType) NOT NULL,
                email_id \(.textType) NOT NULL,
                PRIMARY KEY (organization, message_id, email_id)
            )
            """,
            "CREATE INDEX message_email_email ON message_email (organization, email_id)",
            """
            CREATE TABLE email_reference (
                organization \(.integerType) NOT NULL,
                message_id \(.textType) NOT NULL,
                email_id \(.textType) NOT NULL,
                PRIMARY KEY (organization, message_id, email_id)
            )
            """,
            "CREATE INDEX email_reference_email ON email_reference (organization, email_id)",
            """
            CREATE TABLE deleted_email (
                organization \(.integerType) NOT NULL,
                message_id \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                PRIMARY KEY (organization, message_id, lead_id)
            )
            """,
            "ALTER TABLE file ADD COLUMN message_id \(.textType)",
            "ALTER TABLE file ADD COLUMN part \(.integerType)",
            "CREATE INDEX file_message ON file (organization, message_id)",
            """
            ALTER TABLE email_recipient ADD COLUMN bounce \(.textType)
                CHECK (bounce IN ('hard', 'soft', 'policy', 'complaint'))
            """,
            "ALTER TABLE email_recipient ADD COLUMN date_bounced \(.integerType)",
            "CREATE INDEX email_recipient_address ON email_recipient (organization, email, date_updated)",
            "CREATE INDEX email_account_sent ON email (organization, email_account_id, date_sent)",
            """
            CREATE TABLE bounced_address (
                organization \(.integerType) NOT NULL,
                email_key \(.textType) NOT NULL,
                kind \(.textType) NOT NULL CHECK (kind IN ('hard', 'complaint')),
                email_id \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, email_key)
            )
            """,
        ])
}
