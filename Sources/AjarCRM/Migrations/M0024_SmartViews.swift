import AjarStore

extension Migrations {
    /// Searches that people keep.
    static let smartViews: Migration = Migration(
        id: "0024_smart_views",
        statements: [
            """
            CREATE TABLE saved_search (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                type \(.textType) NOT NULL,
                query \(.textType),
                s_query \(.textType),
                description \(.textType),
                user_id \(.textType),
                is_shared \(.integerType) NOT NULL,
                is_user_dependent \(.integerType) NOT NULL,
                selected_fields \(.textType),
                shared_with \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX saved_search_created ON saved_search (organization, type, date_created, id)",
        ])
}
