import AjarStore

extension Migrations {
    /// Emails with everything that sending one leaves behind, their threads, templates, mailboxes and files.
    static let emails: Migration = Migration(
        id: "0003_emails",
        statements: [
            """
            CREATE TABLE email (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                contact_id \(.textType),
                user_id \(.textType),
                thread_id \(.textType) NOT NULL,
                status \(.textType) NOT NULL,
                direction \(.textType) NOT NULL,
                sender \(.textType),
                "to" \(.textType) NOT NULL,
                cc \(.textType) NOT NULL,
                bcc \(.textType) NOT NULL,
                subject \(.textType),
                body_text \(.textType),
                body_html \(.textType),
                attachments \(.textType) NOT NULL,
                "references" \(.textType) NOT NULL,
                message_ids \(.textType) NOT NULL,
                message_id \(.textType),
                in_reply_to_id \(.textType),
                in_reply_to \(.textType),
                is_autoreply \(.integerType) NOT NULL,
                has_reply \(.integerType) NOT NULL,
                date_sent \(.integerType),
                date_scheduled \(.integerType),
                followup_date \(.integerType),
                activity_at \(.integerType) NOT NULL,
                email_account_id \(.textType),
                send_as_id \(.textType),
                send_generation \(.integerType) NOT NULL,
                send_phase \(.textType) NOT NULL,
                send_attempts \(.textType) NOT NULL,
                opens \(.textType) NOT NULL,
                template_id \(.textType),
                template_name \(.textType),
                bulk_email_action_id \(.textType),
                sequence_id \(.textType),
                sequence_name \(.textType),
                sequence_subscription_id \(.textType),
                followup_sequence_id \(.textType),
                followup_sequence_delay \(.integerType),
                followup_sequence_add_cc_bcc \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id),
                CONSTRAINT email_status CHECK (status IN ('inbox', 'draft', 'scheduled', 'outbox', 'sent', 'error')),
                CONSTRAINT email_phase CHECK (send_phase IN ('', 'connecting', 'transmitting')),
                CONSTRAINT email_sender CHECK (status IN ('draft', 'sent') OR sender IS NOT NULL),
                CONSTRAINT email_scheduled CHECK (status <> 'scheduled' OR date_scheduled IS NOT NULL),
                CONSTRAINT email_sent CHECK (status <> 'sent' OR date_sent IS NOT NULL),
                CONSTRAINT email_outgoing CHECK (
                    status NOT IN ('scheduled', 'outbox') OR (email_account_id IS NOT NULL AND message_id IS NOT NULL)),
                CONSTRAINT email_sending CHECK (send_phase = '' OR status = 'outbox')
            )
            """,
            "\(.guardFunction)",
            "\(.transitionGuard(table: "email", allowed: emailTransitions))",
            "CREATE INDEX email_lead ON email (organization, lead_id, date_created, id)",
            "CREATE INDEX email_created ON email (organization, date_created, id)",
            "CREATE INDEX email_thread_emails ON email (organization, thread_id, activity_at)",
            "CREATE INDEX email_status_created ON email (organization, status, date_created)",
            """
            CREATE TABLE email_message_id (
                organization \(.integerType) NOT NULL,
                message_id \(.textType) NOT NULL,
                email_id \(.textType) NOT NULL,
                PRIMARY KEY (organization, message_id, email_id)
            )
            """,
            "CREATE INDEX email_message_id_email ON email_message_id (organization, email_id)",
            """
            CREATE TABLE email_source (
                organization \(.integerType) NOT NULL,
                email_id \(.textType) NOT NULL,
                generation \(.integerType) NOT NULL,
                source \(.blobType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, email_id)
            )
            """,
            """
            CREATE TABLE email_recipient (
                organization \(.integerType) NOT NULL,
                email_id \(.textType) NOT NULL,
                generation \(.integerType) NOT NULL,
                position \(.integerType) NOT NULL,
                email \(.textType) NOT NULL,
                state \(.textType) NOT NULL CHECK (state IN ('pending', 'accepted', 'refused')),
                code \(.integerType),
                enhanced_status \(.textType),
                message \(.textType),
                attempts \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                PRIMARY KEY (organization, email_id, generation, position)
            )
            """,
            """
            CREATE TABLE email_thread (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                contact_id \(.textType),
                user_id \(.textType),
                latest_normalized_subject \(.textType) NOT NULL,
                subject_key \(.textType) NOT NULL,
                participants \(.textType) NOT NULL,
                n_emails \(.integerType) NOT NULL,
                activity_at \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX email_thread_lead ON email_thread (organization, lead_id, subject_key, activity_at)",
            "CREATE INDEX email_thread_created ON email_thread (organization, date_created, id)",
            """
            CREATE TABLE email_template (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                subject \(.textType) NOT NULL,
                body \(.textType) NOT NULL,
                is_shared \(.integerType) NOT NULL,
                is_archived \(.integerType) NOT NULL,
                attachments \(.textType) NOT NULL,
                cc \(.textType) NOT NULL,
                bcc \(.textType) NOT NULL,
                unsubscribe_link_id \(.textType),
                last_used_at \(.integerType),
                last_used_by \(.textType),
                last_used_type \(.textType),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE connected_account (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                user_id \(.textType) NOT NULL,
                _type \(.textType) NOT NULL,
                email \(.textType) NOT NULL,
                email_key \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                smtp \(.textType) NOT NULL,
                imap \(.textType),
                secrets \(.textType) NOT NULL,
                status \(.textType) NOT NULL,
                last_error \(.textType),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX connected_account_email ON connected_account (organization, email_key)",
            """
            CREATE TABLE file (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                user_id \(.textType),
                filename \(.textType) NOT NULL,
                content_type \(.textType) NOT NULL,
                size \(.integerType),
                date_created \(.integerType) NOT NULL,
                date_uploaded \(.integerType),
                is_kept \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX file_abandoned ON file (is_kept, date_created)",
        ])

    /// Every change of status that anybody may make, workers included. What a client may ask for is a part of
    /// it.
    private static let emailTransitions: [(from: String, to: String)] = [
        ("draft", "scheduled"), ("draft", "outbox"), ("scheduled", "draft"), ("scheduled", "outbox"),
        ("scheduled", "error"),
        ("outbox", "draft"), ("outbox", "sent"), ("outbox", "error"), ("error", "draft"), ("error", "outbox"),
        ("error", "scheduled"),
    ]
}
