import AjarStore

extension Migrations {
    /// Fields, activity types and object types that an organization defines itself, and the objects of those
    /// types.
    static let customFields: Migration = Migration(
        id: "0020_custom_fields",
        statements: [
            """
            CREATE TABLE custom_field (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                target \(.textType) NOT NULL,
                owner_id \(.textType) NOT NULL,
                custom_activity_type_id \(.textType),
                custom_object_type_id \(.textType),
                name \(.textType) NOT NULL,
                name_key \(.textType) NOT NULL,
                description \(.textType),
                type \(.textType) NOT NULL,
                converting_to_type \(.textType),
                choices \(.textType),
                accepts_multiple_values \(.integerType) NOT NULL,
                editable_with_roles \(.textType) NOT NULL,
                required \(.integerType) NOT NULL,
                referenced_custom_type_id \(.textType),
                back_reference_is_visible \(.integerType) NOT NULL,
                position \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id),
                UNIQUE (organization, target, owner_id, name_key)
            )
            """,
            "CREATE INDEX custom_field_place ON custom_field (organization, target, owner_id, position, id)",
            """
            CREATE INDEX custom_field_reference ON custom_field (organization, referenced_custom_type_id)
            WHERE referenced_custom_type_id IS NOT NULL
            """,
            """
            CREATE TABLE custom_field_association (
                organization \(.integerType) NOT NULL,
                field_id \(.textType) NOT NULL,
                object_type \(.textType) NOT NULL,
                owner_id \(.textType) NOT NULL,
                editable_with_roles \(.textType) NOT NULL,
                required \(.integerType) NOT NULL,
                position \(.integerType) NOT NULL,
                PRIMARY KEY (organization, field_id, object_type, owner_id)
            )
            """,
            """
            CREATE INDEX custom_field_association_place
            ON custom_field_association (organization, object_type, owner_id, position, field_id)
            """,
            """
            CREATE TABLE custom_activity_type (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                description \(.textType),
                api_create_only \(.integerType) NOT NULL,
                editable_with_roles \(.textType) NOT NULL,
                is_archived \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE custom_activity (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                custom_activity_type_id \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                contact_id \(.textType),
                user_id \(.textType),
                status \(.textType) NOT NULL,
                pinned \(.integerType) NOT NULL,
                custom \(.jsonType) NOT NULL,
                activity_at \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX custom_activity_created ON custom_activity (organization, date_created, id)",
            "CREATE INDEX custom_activity_lead ON custom_activity (organization, lead_id, activity_at, id)",
            "CREATE INDEX custom_activity_user ON custom_activity (organization, user_id, date_created)",
            "CREATE INDEX custom_activity_of_type ON custom_activity (organization, custom_activity_type_id, id)",
            """
            CREATE TABLE custom_object_type (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                name_plural \(.textType) NOT NULL,
                description \(.textType),
                api_create_only \(.integerType) NOT NULL,
                editable_with_roles \(.textType) NOT NULL,
                is_archived \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE custom_object (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                custom_object_type_id \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                custom \(.jsonType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX custom_object_lead ON custom_object (organization, lead_id, date_created, id)",
            "CREATE INDEX custom_object_of_type ON custom_object (organization, custom_object_type_id, id)",
        ])
}
