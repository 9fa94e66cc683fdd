import AjarStore

extension Migrations {
    /// Pipelines, their statuses, the opportunities in them, and the history of their changes.
    static let opportunities: Migration = Migration(
        id: "0012_opportunities",
        statements: [
            """
            CREATE TABLE pipeline (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                position \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE opportunity_status (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                pipeline_id \(.textType) NOT NULL,
                label \(.textType) NOT NULL,
                status_type \(.textType) NOT NULL,
                position \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                CONSTRAINT opportunity_status_type CHECK (status_type IN ('active', 'won', 'lost'))
            )
            """,
            "CREATE INDEX opportunity_status_pipeline ON opportunity_status (organization, pipeline_id, position)",
            """
            CREATE TABLE opportunity (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                contact_id \(.textType),
                user_id \(.textType),
                status_id \(.textType) NOT NULL,
                note \(.textType) NOT NULL,
                confidence \(.integerType) NOT NULL,
                value \(.integerType),
                value_period \(.textType) NOT NULL,
                date_won \(.textType),
                date_lost \(.integerType),
                attachments \(.textType) NOT NULL,
                custom \(.jsonType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id),
                CONSTRAINT opportunity_confidence CHECK (confidence BETWEEN 0 AND 100),
                CONSTRAINT opportunity_period CHECK (value_period IN ('one_time', 'monthly', 'annual'))
            )
            """,
            "CREATE INDEX opportunity_lead ON opportunity (organization, lead_id, date_created, id)",
            "CREATE INDEX opportunity_created ON opportunity (organization, date_created, id)",
            "CREATE INDEX opportunity_updated ON opportunity (organization, date_updated, id)",
            "CREATE INDEX opportunity_in_status ON opportunity (organization, status_id, date_created, id)",
            "CREATE INDEX opportunity_user ON opportunity (organization, user_id, date_created, id)",
            "CREATE INDEX opportunity_won ON opportunity (organization, date_won, id)",
        ]
            + activityTable(
                "opportunity_status_change",
                """
                    opportunity_id \(.textType) NOT NULL,
                    old_status_id \(.textType) NOT NULL,
                    old_status_label \(.textType),
                    old_status_type \(.textType),
                    old_pipeline_id \(.textType),
                    old_pipeline_name \(.textType),
                    new_status_id \(.textType) NOT NULL,
                    new_status_label \(.textType),
                    new_status_type \(.textType),
                    new_pipeline_id \(.textType),
                    new_pipeline_name \(.textType),
                    opportunity_date_won \(.textType),
                    opportunity_value \(.integerType),
                    opportunity_value_period \(.textType),
                    opportunity_confidence \(.integerType)
                """)
            + [
                """
                CREATE INDEX opportunity_status_change_of
                ON opportunity_status_change (organization, opportunity_id, date_created, id)
                """
            ])
}
