import AjarStore

extension Migrations {
    /// What a team sets up once and then works with: templates of text messages, outcomes, playbooks, links;
    /// and comments.
    static let settings: Migration = Migration(
        id: "0023_settings",
        statements: [
            // Nothing wrote to it before: it gets the id that the event log tells.
            "DROP TABLE unsubscribed_email",
            """
            CREATE TABLE unsubscribed_email (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                email \(.textType) NOT NULL,
                email_key \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                created_by \(.textType),
                PRIMARY KEY (organization, id),
                UNIQUE (organization, email_key)
            )
            """,
            "CREATE INDEX unsubscribed_email_created ON unsubscribed_email (organization, date_created, id)",
            """
            CREATE TABLE sms_template (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                text \(.textType) NOT NULL,
                is_shared \(.integerType) NOT NULL,
                status \(.textType) NOT NULL,
                attachments \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE outcome (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                description \(.textType),
                type \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE playbook (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                description \(.textType),
                summary_guidance \(.textType),
                custom_field_ids \(.textType) NOT NULL,
                outcome_ids \(.textType) NOT NULL,
                position \(.integerType) NOT NULL,
                archived_at \(.integerType),
                archived_by_id \(.textType),
                created_at \(.integerType) NOT NULL,
                updated_at \(.integerType) NOT NULL,
                created_by_id \(.textType),
                updated_by_id \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE integration_link (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                url \(.textType) NOT NULL,
                type \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE comment_thread (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                object_id \(.textType) NOT NULL,
                object_type \(.textType) NOT NULL,
                lead_id \(.textType),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                PRIMARY KEY (organization, id),
                UNIQUE (organization, object_id)
            )
            """,
            "CREATE INDEX comment_thread_lead ON comment_thread (organization, lead_id)",
            """
            CREATE TABLE comment (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                thread_id \(.textType) NOT NULL,
                object_id \(.textType) NOT NULL,
                object_type \(.textType) NOT NULL,
                lead_id \(.textType),
                body \(.textType),
                mentions \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX comment_thread_of ON comment (organization, thread_id, date_created, id)",
            "CREATE INDEX comment_lead ON comment (organization, lead_id)",
        ])
}
