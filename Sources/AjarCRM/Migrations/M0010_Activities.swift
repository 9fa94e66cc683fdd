import AjarStore

extension Migrations {
    /// A table for each type of activity. What all of them have comes first, with the same indexes: a list of
    /// one lead, of one user, and of everything, newest first.
    static let activities: Migration = Migration(
        id: "0010_activities", statements: messages + meetings + history + contactPhones + leadSearch)

    private static let messages: [SQL] = {
        var all: [SQL] = activityTable(
            "note",
            """
                note \(.textType) NOT NULL,
                note_html \(.textType) NOT NULL,
                title \(.textType),
                pinned \(.integerType) NOT NULL,
                pinned_at \(.integerType),
                attachments \(.textType) NOT NULL
            """)
        all += activityTable(
            "call",
            """
                direction \(.textType) NOT NULL,
                status \(.textType) NOT NULL,
                disposition \(.textType),
                duration \(.integerType) NOT NULL,
                phone \(.textType),
                local_phone \(.textType),
                note \(.textType) NOT NULL,
                note_html \(.textType) NOT NULL,
                source \(.textType) NOT NULL,
                call_method \(.textType) NOT NULL,
                recording_url \(.textType),
                voicemail_url \(.textType),
                voicemail_duration \(.integerType) NOT NULL,
                outcome_id \(.textType),
                playbook_id \(.textType),
                conversation_type_id \(.textType),
                quality_info \(.textType),
                \(sequenceColumns)
            """, leadIsGiven: false)
        all += activityTable(
            "sms",
            """
                direction \(.textType) NOT NULL,
                status \(.textType) NOT NULL,
                text \(.textType),
                local_phone \(.textType),
                remote_phone \(.textType),
                source \(.textType) NOT NULL,
                template_id \(.textType),
                attachments \(.textType) NOT NULL,
                date_sent \(.integerType),
                date_scheduled \(.integerType),
                error_message \(.textType),
                cost \(.textType),
                \(sequenceColumns)
            """, leadIsGiven: false)
        all += activityTable(
            "whatsapp_message",
            """
                direction \(.textType) NOT NULL,
                external_whatsapp_message_id \(.textType) NOT NULL,
                message_markdown \(.textType) NOT NULL,
                message_html \(.textType) NOT NULL,
                local_phone \(.textType) NOT NULL,
                remote_phone \(.textType) NOT NULL,
                source \(.textType) NOT NULL,
                integration_link \(.textType),
                integration_name \(.textType),
                response_to_id \(.textType),
                attachments \(.textType) NOT NULL,
                \(sequenceColumns)
            """)
        all += [
            "CREATE INDEX whatsapp_message_external ON whatsapp_message (organization, external_whatsapp_message_id)"
        ]
        return all
    }()

    private static let meetings: [SQL] = {
        var all: [SQL] = activityTable(
            "meeting",
            """
                title \(.textType) NOT NULL,
                status \(.textType) NOT NULL,
                starts_at \(.integerType) NOT NULL,
                ends_at \(.integerType),
                location \(.textType),
                note \(.textType) NOT NULL,
                user_note \(.textType) NOT NULL,
                user_note_html \(.textType) NOT NULL,
                attendees \(.textType) NOT NULL,
                is_recurring \(.integerType) NOT NULL,
                outcome_id \(.textType),
                source \(.textType) NOT NULL,
                calendar_event_link \(.textType),
                provider_calendar_event_id \(.textType),
                provider_calendar_id \(.textType),
                provider_calendar_type \(.textType),
                integrations \(.textType) NOT NULL
            """)
        all += [
            "CREATE INDEX meeting_event ON meeting (organization, provider_calendar_event_id)",
            "CREATE INDEX meeting_start ON meeting (organization, starts_at, id)",
        ]
        return all
    }()

    /// What the server itself writes into the history of a lead, and what forms bring.
    private static let history: [SQL] = {
        var all: [SQL] = activityTable("lead_created", "source \(.textType) NOT NULL")
        all += activityTable(
            "lead_status_change",
            """
                old_status_id \(.textType) NOT NULL,
                old_status_label \(.textType),
                new_status_id \(.textType) NOT NULL,
                new_status_label \(.textType)
            """)
        all += activityTable(
            "lead_merge",
            """
                source_lead_id \(.textType) NOT NULL,
                source_lead_name \(.textType) NOT NULL,
                destination_lead_id \(.textType) NOT NULL,
                status \(.textType) NOT NULL
            """)
        all += activityTable(
            "form_submission",
            """
                form_id \(.textType) NOT NULL,
                form_configuration_id \(.textType) NOT NULL,
                form_name \(.textType),
                ip_address \(.textType),
                origin \(.textType),
                source_url \(.textType),
                source_url_normalized \(.textType),
                "values" \(.textType) NOT NULL,
                values_by_name \(.textType) NOT NULL
            """)
        all += [
            "CREATE INDEX form_submission_form ON form_submission (organization, form_id, date_created, id)"
        ]
        return all
    }()

    /// The start of every table of activities, and its indexes. A call or a message may come from a number
    /// that no lead has.
    static func activityTable(_ name: String, _ columns: SQL, leadIsGiven: Bool = true) -> [SQL] {
        let need: SQL = leadIsGiven ? " NOT NULL" : ""
        return [
            """
            CREATE TABLE \(name: name) (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                lead_id \(.textType)\(need),
                contact_id \(.textType),
                user_id \(.textType),
                activity_at \(.integerType) NOT NULL,
                \(columns),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX \(name: "\(name)_lead") ON \(name: name) (organization, lead_id, date_created, id)",
            "CREATE INDEX \(name: "\(name)_user") ON \(name: name) (organization, user_id, date_created, id)",
            "CREATE INDEX \(name: "\(name)_created") ON \(name: name) (organization, date_created, id)",
        ]
    }

    private static let sequenceColumns: SQL = """
        sequence_id \(.textType), sequence_name \(.textType), sequence_subscription_id \(.textType)
        """

    /// By these, a call or a message finds who it was with.
    private static let contactPhones: [SQL] = [
        """
        CREATE TABLE contact_phone (
            organization \(.integerType) NOT NULL,
            phone \(.textType) NOT NULL,
            contact_id \(.textType) NOT NULL,
            lead_id \(.textType) NOT NULL,
            PRIMARY KEY (organization, phone, contact_id)
        )
        """,
        "CREATE INDEX contact_phone_contact ON contact_phone (organization, contact_id)",
    ]

    /// What the words of a query are looked for in: folded by us, because the databases fold differently.
    private static let leadSearch: [SQL] = [
        """
        CREATE TABLE lead_search (
            organization \(.integerType) NOT NULL,
            lead_id \(.textType) NOT NULL,
            name \(.textType) NOT NULL,
            text \(.textType) NOT NULL,
            addresses \(.textType) NOT NULL,
            PRIMARY KEY (organization, lead_id)
        )
        """
    ]
}
