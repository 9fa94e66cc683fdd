/// A GIN index on the words of the text. `simple` leaves words as they are: what language they are in, nobody
/// knows.
enum PostgresSearch: WordSearch {
    static func creation(table: String) -> [SQL] {
        [SQL(trusted: "CREATE INDEX \(table)_words ON \(table) USING gin (to_tsvector('simple', text))")]
    }

    static func selection(of column: SQL, table: String, phrase: String) -> SQL {
        "SELECT \(column) FROM \(name: table) WHERE \(condition(table, phrase))"
    }

    static func rows(table: String, phrase: String) -> SQL {
        "SELECT 1 FROM \(name: table) WHERE \(condition(table, phrase))"
    }

    /// Text and phrase are cut into words by the same parser. A phrase without any is NULL, which nothing
    /// fits.
    private static func condition(_ table: String, _ phrase: String) -> SQL {
        """
        to_tsvector('simple', \(name: table).text)
            @@ (NULLIF(phraseto_tsquery('simple', \(phrase))::TEXT, '') || ':*')::tsquery
        """
    }
}
