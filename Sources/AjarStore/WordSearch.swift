/// Words of a table's column `text`, found by an index of the database. The column holds words of letters and
/// digits with single spaces between; a phrase is some of them, and the last one may be a beginning.
package protocol WordSearch {
    /// Makes the index, of what the table holds now.
    static func creation(table: String) -> [SQL]
    /// Selects a column of the rows that fit; further conditions may follow after an AND.
    static func selection(of column: SQL, table: String, phrase: String) -> SQL
    /// A row for each row that fits, and nothing of it: what counting needs.
    static func rows(table: String, phrase: String) -> SQL
}

extension Dialect {
    package var search: any WordSearch.Type {
        switch name {
        case .sqlite: SQLiteSearch.self
        case .postgres: PostgresSearch.self
        }
    }
}
