import AjarStore

extension Migrations {
    /// Leads, contacts, lead statuses, and the event log that tells of every change.
    static let leads: Migration = Migration(
        id: "0002_leads",
        statements: [
            """
            CREATE TABLE lead_status (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                label \(.textType) NOT NULL,
                position \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE lead (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                description \(.textType) NOT NULL,
                url \(.textType),
                status_id \(.textType) NOT NULL,
                addresses \(.textType) NOT NULL,
                source \(.textType),
                custom \(.jsonType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX lead_updated ON lead (organization, date_updated, id)",
            "CREATE INDEX lead_status_lead ON lead (organization, status_id, date_updated)",
            """
            CREATE TABLE contact (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                title \(.textType) NOT NULL,
                emails \(.textType) NOT NULL,
                phones \(.textType) NOT NULL,
                urls \(.textType) NOT NULL,
                timezone \(.textType),
                custom \(.jsonType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX contact_lead ON contact (organization, lead_id, date_created)",
            "CREATE INDEX contact_created ON contact (organization, date_created, id)",
            """
            CREATE TABLE contact_address (
                organization \(.integerType) NOT NULL,
                email_key \(.textType) NOT NULL,
                contact_id \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                PRIMARY KEY (organization, email_key, contact_id)
            )
            """,
            "CREATE INDEX contact_address_contact ON contact_address (organization, contact_id)",
            """
            CREATE TABLE unsubscribed_email (
                organization \(.integerType) NOT NULL,
                email_key \(.textType) NOT NULL,
                email \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, email_key)
            )
            """,
            """
            CREATE TABLE event (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                object_type \(.textType) NOT NULL,
                object_id \(.textType) NOT NULL,
                lead_id \(.textType),
                user_id \(.textType),
                action \(.textType) NOT NULL,
                changed_fields \(.textType) NOT NULL,
                data \(.textType) NOT NULL,
                previous_data \(.textType) NOT NULL,
                meta \(.textType) NOT NULL,
                request_id \(.textType),
                api_key_id \(.textType),
                oauth_client_id \(.textType),
                oauth_scope \(.textType),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX event_updated ON event (organization, date_updated, id)",
            "CREATE INDEX event_object ON event (organization, object_id, date_updated, id)",
            "CREATE INDEX event_lead ON event (organization, lead_id, date_updated, id)",
        ])
}
