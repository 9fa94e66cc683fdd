/// What SQLite's planner is told of our tables.
///
/// Each key begins with the organization, and a planner that knows nothing takes equality with it for a sharp
/// condition: it then walks through all rows of a tenant to save a small sort. So we write down what a large
/// tenant looks like. The figures are the same in every installation, whatever is in it, and so are the
/// plans: what tests see is what runs (https://www.sqlite.org/queryplanner-ng.html, "stability guarantee").
enum SQLitePlanner {
    private static let rows: Int = 1_000_000
    /// Columns of few values, each of which very many rows have.
    private static let coarse: Set<String> = [
        "user_id", "status_id", "pipeline_id", "assigned_to", "created_by", "subscription_id",
        "email_account_id",
        "custom_activity_type_id", "custom_object_type_id", "field_id", "value",
    ]

    /// Dying on the way leaves the figures of before: the next start has the same transaction before it.
    static func inform(_ transaction: Transaction) throws {
        // Only a statement of its own makes the table; with the limit it looks at next to nothing.
        _ = try transaction.rows("PRAGMA analysis_limit = 1")
        try transaction.execute("ANALYZE")
        try transaction.execute("DELETE FROM sqlite_stat1")
        let columns = try transaction.rows(
            """
            SELECT tables.name AS tbl, indexes.name AS idx, indexes."unique" AS is_unique, columns.name AS col
            FROM sqlite_master AS tables
            JOIN pragma_index_list(tables.name) AS indexes
            JOIN pragma_index_info(indexes.name) AS columns
            WHERE tables.type = 'table' AND columns.name IS NOT NULL
            ORDER BY tables.name, indexes.name, columns.seqno
            """)
        let indexes = Dictionary(grouping: columns) { $0.text("idx") }
        for (name, columns) in indexes {
            let figures = figures(columns.map { $0.text("col") }, isUnique: columns[0].int("is_unique") == 1)
            try transaction.execute(
                """
                INSERT INTO sqlite_stat1 (tbl, idx, stat)
                VALUES (\(columns[0].text("tbl")), \(name), \(figures.map(String.init).joined(separator: " ")))
                """)
        }
        try transaction.execute("ANALYZE sqlite_master")
    }

    static func isInformed(_ transaction: Transaction) throws -> Bool {
        try transaction.first("SELECT 1 AS one FROM sqlite_master WHERE name = 'sqlite_stat1'") != nil
    }

    /// All rows, and then how many of them are alike in the first column, in the first two, and so on.
    private static func figures(_ columns: [String], isUnique: Bool) -> [Int] {
        var alike = rows
        var figures = [rows]
        for (position, column) in columns.enumerated() {
            switch column {
            case "organization": break
            case "id", "message_id", "email_key", "phone": alike = min(alike, 2)
            case _ where coarse.contains(column): alike = max(1, alike / 20)
            case _ where column.hasSuffix("_id") || column.hasPrefix("date_") || column.hasSuffix("_at"):
                alike = min(alike, 10)
            default: alike = max(1, alike / 10)
            }
            if isUnique, position == columns.count - 1 { alike = 1 }
            figures.append(alike)
        }
        return figures
    }
}
