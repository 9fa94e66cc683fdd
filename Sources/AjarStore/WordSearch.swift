/// Words of a table's column `text`, found by an index of the database. The column holds words of letters and
/// digits with single spaces between; a phrase is some of them, and the last one may be a beginning.
package protocol WordSearch {
    /// Makes the index, of what the table holds now.
    static func creation(table: String) -> [SQL]
    /// Selects a column of the rows that have all phrases; further conditions may follow after an AND.
    static func selection(of column: SQL, table: String, phrases: [String]) -> SQL
    /// A row for each row that fits, and nothing of it: what counting needs. Whole words are found one by
    /// one; beginnings only when all words that begin so have been put together.
    static func rows(table: String, phrases: [String], isWhole: Bool) -> SQL
}

extension Dialect {
    package var search: any WordSearch.Type {
        switch name {
        case .sqlite: SQLiteSearch.self
        case .postgres: PostgresSearch.self
        }
    }
}
