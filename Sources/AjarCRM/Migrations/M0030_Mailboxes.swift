import AjarStore

extension Migrations {
    /// What is known of everybody's mailboxes: who watches them, how far each folder is, and what became of
    /// each message.
    static let mailboxes: Migration = Migration(
        id: "0030_mailboxes",
        statements: [
            "ALTER TABLE connected_account ADD COLUMN sync_since \(.textType)",
            """
            CREATE TABLE mailbox_sync (
                organization \(.integerType) NOT NULL,
                account_id \(.textType) NOT NULL,
                worker \(.textType),
                leased_until \(.integerType),
                fence \(.integerType) NOT NULL,
                crashes \(.integerType) NOT NULL,
                failures \(.integerType) NOT NULL,
                is_stopped \(.integerType) NOT NULL,
                next_try \(.integerType) NOT NULL,
                last_error \(.textType),
                date_connected \(.integerType),
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, account_id),
                CHECK ((worker IS NULL) = (leased_until IS NULL))
            )
            """,
            "CREATE INDEX mailbox_sync_due ON mailbox_sync (next_try) WHERE is_stopped = 0",
            "CREATE INDEX mailbox_sync_worker ON mailbox_sync (worker) WHERE worker IS NOT NULL",
            """
            INSERT INTO mailbox_sync (
                organization, account_id, fence, crashes, failures, is_stopped, next_try, date_created)
            SELECT organization, id, 0, 0, 0, 0, 0, date_created FROM connected_account WHERE imap IS NOT NULL
            """,
            """
            CREATE TABLE mailbox_folder (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                account_id \(.textType) NOT NULL,
                wire \(.blobType) NOT NULL,
                role \(.textType) NOT NULL CHECK (role IN ('inbox', 'sent', 'archive', 'other')),
                uid_validity \(.integerType),
                last_uid \(.integerType),
                oldest_uid \(.integerType),
                is_history_complete \(.integerType) NOT NULL,
                highest_modseq \(.integerType),
                server_count \(.integerType),
                older_count \(.integerType) NOT NULL,
                gap \(.integerType) NOT NULL,
                failures \(.integerType) NOT NULL,
                next_try \(.integerType),
                last_error \(.textType),
                date_synced \(.integerType),
                date_reconciled \(.integerType),
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, account_id, wire)
            )
            """,
            """
            CREATE TABLE mailbox_message (
                organization \(.integerType) NOT NULL,
                folder_id \(.textType) NOT NULL,
                uid_validity \(.integerType) NOT NULL,
                uid \(.integerType) NOT NULL,
                message_id \(.textType),
                size \(.integerType),
                fate \(.textType) NOT NULL CHECK (fate IN ('kept', 'left_out', 'quarantined')),
                is_seen \(.integerType) NOT NULL,
                PRIMARY KEY (organization, folder_id, uid_validity, uid)
            )
            """,
            """
            CREATE INDEX mailbox_message_id ON mailbox_message (organization, message_id, folder_id)
            WHERE message_id IS NOT NULL
            """,
            """
            CREATE TABLE mailbox_errand (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                account_id \(.textType) NOT NULL,
                kind \(.textType) NOT NULL CHECK (kind IN ('append', 'archive', 'backfill')),
                subject \(.textType) NOT NULL,
                attempts \(.integerType) NOT NULL,
                next_try \(.integerType) NOT NULL,
                last_error \(.textType),
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, account_id, kind, subject)
            )
            """,
            """
            CREATE TABLE quarantined_message (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                account_id \(.textType) NOT NULL,
                folder_id \(.textType) NOT NULL,
                uid_validity \(.integerType) NOT NULL,
                uid \(.integerType) NOT NULL,
                message_id \(.textType),
                attempts \(.integerType) NOT NULL,
                is_aside \(.integerType) NOT NULL,
                reason \(.textType) NOT NULL,
                size \(.integerType),
                source \(.blobType),
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, folder_id, uid_validity, uid)
            )
            """,
            "CREATE INDEX quarantined_message_account ON quarantined_message (organization, account_id, date_created)",
        ])
}
