import AjarStore

extension Migrations {
    /// PostgreSQL keeps the words of leads as it has cut them. It looks at a row again whatever its index
    /// says, and cutting the text anew takes longer than all the rest.
    static let leadWords: Migration = Migration(
        id: "0085_lead_words",
        statements: [],
        further: { dialect in
            switch dialect.name {
            case .sqlite: []
            case .postgres:
                [
                    "DROP INDEX lead_search_words",
                    """
                    ALTER TABLE lead_search
                    ADD COLUMN words TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED
                    """,
                    "CREATE INDEX lead_search_words ON lead_search USING gin (words)",
                ]
            }
        })
}
