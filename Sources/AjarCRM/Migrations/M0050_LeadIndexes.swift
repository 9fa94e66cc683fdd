import AjarStore

extension Migrations {
    /// What keeps lists of leads quick when there are a million: an index per order and filter, one of the
    /// words, and one of the values of custom fields.
    static let leadIndexes: Migration = Migration(
        id: "0050_lead_indexes",
        statements: [
            "CREATE INDEX lead_date_created ON lead (organization, date_created, id)",
            "DROP INDEX lead_status_lead",
            "CREATE INDEX lead_status_updated ON lead (organization, status_id, date_updated, id)",
            "CREATE INDEX lead_status_created ON lead (organization, status_id, date_created, id)",
            """
            CREATE TABLE lead_value (
                organization \(.integerType) NOT NULL,
                field_id \(.textType) NOT NULL,
                "value" \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                "number" \(.doubleType),
                PRIMARY KEY (organization, field_id, "value", lead_id)
            ) \(.keyedTable)
            """,
            """
            CREATE INDEX lead_value_number ON lead_value (organization, field_id, "number", lead_id)
            WHERE "number" IS NOT NULL
            """,
        ],
        further: { dialect in
            (dialect.name == .sqlite ? sqlite : postgres) + dialect.search.creation(table: "lead_search")
        })

    private static let sqlite: [SQL] =
        [
            """
            INSERT INTO lead_value (organization, field_id, "value", lead_id, "number")
            SELECT lead.organization, field.key, SUBSTR(item.value, 1, 200), lead.id,
                CASE WHEN item.type IN ('integer', 'real') THEN item.value END
            FROM lead, json_each(lead.custom) AS field,
                json_each(CASE field.type WHEN 'array' THEN field.value ELSE json_array(field.value) END) AS item
            WHERE item.type IN ('text', 'integer', 'real')
            ON CONFLICT DO NOTHING
            """,
            "ALTER TABLE lead_search RENAME TO lead_search_before",
            """
            CREATE TABLE lead_search (
                "number" INTEGER PRIMARY KEY,
                organization INTEGER NOT NULL,
                lead_id TEXT NOT NULL,
                name TEXT NOT NULL,
                text TEXT NOT NULL,
                addresses TEXT NOT NULL,
                UNIQUE (organization, lead_id)
            )
            """,
            """
            INSERT INTO lead_search (organization, lead_id, name, text, addresses)
            SELECT organization, lead_id, name, text, addresses FROM lead_search_before
            """,
            "DROP TABLE lead_search_before",
        ] + words

    private static let postgres: [SQL] =
        [
            """
            INSERT INTO lead_value (organization, field_id, "value", lead_id, "number")
            SELECT lead.organization, field.key, LEFT(item.value #>> '{}', 200), lead.id,
                CASE WHEN jsonb_typeof(item.value) = 'number' THEN (item.value #>> '{}')::DOUBLE PRECISION END
            FROM lead, jsonb_each(lead.custom) AS field,
                jsonb_array_elements(CASE WHEN jsonb_typeof(field.value) = 'array' THEN field.value
                    ELSE jsonb_build_array(field.value) END) AS item
            WHERE jsonb_typeof(item.value) IN ('string', 'number')
            ON CONFLICT DO NOTHING
            """
        ] + words

    /// Words begin with their organization from now on, and signs part them.
    private static let words: [SQL] = {
        func parted(_ column: String) -> String {
            let spaced = ["@", ".", "-", "_", "/", ":", ",", "(", ")", "+", "&"].reduce(column) {
                "REPLACE(\($0), '\($1)', ' ')"
            }
            // No two spaces side by side: a word would come out of nothing.
            let single = (0..<3).reduce(spaced) { text, _ in "REPLACE(\(text), '  ', ' ')" }
            return "REPLACE(\(single), ' ', ' o' || organization || 'x')"
        }
        return [
            SQL(trusted: "UPDATE lead_search SET name = \(parted("name")), text = \(parted("text"))")
        ]
    }()
}
