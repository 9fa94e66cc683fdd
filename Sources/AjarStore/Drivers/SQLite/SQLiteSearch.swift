/// FTS5 over the table's own text: the index holds no copy of it, and triggers keep it true whoever writes.
/// The table has an INTEGER PRIMARY KEY `number`, since other row numbers may change under the index.
enum SQLiteSearch: WordSearch {
    static func creation(table: String) -> [SQL] {
        let words = "\(table)_words"
        let add = "INSERT INTO \(words) (rowid, text) VALUES (new.number, new.text);"
        let remove = "INSERT INTO \(words) (\(words), rowid, text) VALUES ('delete', old.number, old.text);"
        let statements = [
            """
            CREATE VIRTUAL TABLE \(words) USING fts5 (
                text, content = '\(table)', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 0'
            )
            """,
            "CREATE TRIGGER \(words)_added AFTER INSERT ON \(table) BEGIN \(add) END",
            "CREATE TRIGGER \(words)_removed AFTER DELETE ON \(table) BEGIN \(remove) END",
            """
            CREATE TRIGGER \(words)_changed AFTER UPDATE OF text ON \(table)
            WHEN old.text <> new.text BEGIN \(remove) \(add) END
            """,
            "INSERT INTO \(words) (\(words)) VALUES ('rebuild')",
        ]
        return statements.map { SQL(trusted: $0) }
    }

    /// The index first: left to itself, SQLite would walk the table and ask the index about each row.
    static func selection(of column: SQL, table: String, phrases: [String]) -> SQL {
        let words = "\(table)_words"
        return """
            SELECT \(column) FROM \(name: words) CROSS JOIN \(name: table)
            WHERE \(name: words) MATCH \(expression(phrases)) AND \(name: table).number = \(name: words).rowid
            """
    }

    static func rows(table: String, phrases: [String], isWhole: Bool) -> SQL {
        let words = "\(table)_words"
        let sought = expression(phrases, isWhole: isWhole)
        return "SELECT 1 FROM \(name: words) WHERE \(name: words) MATCH \(sought)"
    }

    private static func expression(_ phrases: [String], isWhole: Bool = false) -> String {
        phrases.map { "\"\($0.replacing("\"", with: "\"\""))\"\(isWhole ? "" : " *")" }
            .joined(separator: " AND ")
    }
}
