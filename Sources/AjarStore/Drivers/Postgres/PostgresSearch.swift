/// A GIN index on the words of the text, which a column `words` keeps as the database cuts them. `simple`
/// leaves words as they are: what language they are in, nobody knows.
enum PostgresSearch: WordSearch {
    /// As it was before the column of words, which a later migration adds.
    static func creation(table: String) -> [SQL] {
        [SQL(trusted: "CREATE INDEX \(table)_words ON \(table) USING gin (to_tsvector('simple', text))")]
    }

    static func selection(of column: SQL, table: String, phrases: [String]) -> SQL {
        "SELECT \(column) FROM \(name: table) WHERE \(condition(table, phrases))"
    }

    static func rows(table: String, phrases: [String], isWhole: Bool) -> SQL {
        "SELECT 1 FROM \(name: table) WHERE \(condition(table, phrases, isWhole: isWhole))"
    }

    /// Whether a statement looks for words. One plan for all words doesn't do: a few rows come quickest out
    /// of the index, and a million by reading the table.
    static func isSought(in statement: String) -> Bool { statement.contains("phraseto_tsquery") }

    /// Text and phrase are cut into words by the same parser. A phrase without any is NULL, which nothing
    /// fits.
    private static func condition(_ table: String, _ phrases: [String], isWhole: Bool = false) -> SQL {
        let ending: SQL = isWhole ? "" : " || ':*'"
        let sought: [SQL] = phrases.map {
            "(NULLIF(phraseto_tsquery('simple', \($0))::TEXT, '')\(ending))::tsquery"
        }
        return "\(name: table).words @@ (\(sought.joined(" && ")))"
    }
}
