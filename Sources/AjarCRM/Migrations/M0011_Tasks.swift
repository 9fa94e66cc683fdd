import AjarStore

extension Migrations {
    /// Tasks, and what the completion of one leaves in the lead's history.
    static let tasks: Migration = Migration(
        id: "0011_tasks",
        statements: [
            """
            CREATE TABLE task (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                _type \(.textType) NOT NULL,
                lead_id \(.textType),
                contact_id \(.textType),
                assigned_to \(.textType),
                text \(.textType) NOT NULL,
                date \(.textType) NOT NULL,
                due_date \(.textType),
                is_dateless \(.integerType) NOT NULL,
                is_complete \(.integerType) NOT NULL,
                object_type \(.textType),
                object_id \(.textType),
                priority \(.textType),
                resolution \(.textType),
                email_id \(.textType),
                emails \(.textType),
                subject \(.textType),
                body_preview \(.textType),
                phone \(.textType),
                local_phone \(.textType),
                remote_phone \(.textType),
                voicemail_duration \(.integerType),
                voicemail_url \(.textType),
                attachments \(.textType) NOT NULL,
                is_new \(.integerType) NOT NULL,
                is_primary_lead_notification \(.integerType) NOT NULL,
                deduplication_key \(.textType),
                sequence_id \(.textType),
                sequence_subscription_id \(.textType),
                agent_config_id \(.textType),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id),
                CONSTRAINT task_due CHECK (is_dateless = 1 OR due_date IS NOT NULL)
            )
            """,
            "CREATE INDEX task_lead ON task (organization, lead_id, is_complete, date, id)",
            "CREATE INDEX task_assigned ON task (organization, assigned_to, is_complete, date, id)",
            "CREATE INDEX task_open ON task (organization, is_complete, date, id)",
            "CREATE INDEX task_created ON task (organization, date_created, id)",
            "CREATE INDEX task_object ON task (organization, object_id)",
            "CREATE INDEX task_email ON task (organization, email_id)",
        ]
            + activityTable(
                "task_completed",
                """
                    task_id \(.textType) NOT NULL,
                    task_text \(.textType) NOT NULL,
                    task_assigned_to \(.textType)
                """)
            + ["CREATE INDEX task_completed_task ON task_completed (organization, task_id)"])
}
