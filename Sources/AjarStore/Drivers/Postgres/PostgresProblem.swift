import CPostgreSQL

/// A failure as the driver sees it: what a caller may be told, and whether another try makes sense.
struct PostgresProblem: Error {
    enum Kind {
        /// The statement is wrong, or a rule of the schema was broken.
        case failed
        /// Nothing was done, and the same may work now: a deadlock, a plan from before a migration.
        case again
        /// The connection is gone. What was open on it is rolled back by the server.
        case lost
    }

    let kind: Kind
    let error: StoreError
    var isStalePlan = false

    static func lost(_ what: String) -> PostgresProblem {
        PostgresProblem(kind: .lost, error: .unavailable(what))
    }
}

extension PostgresProblem {
    /// `statement` is told to people; messages of the server only where they can't hold a value.
    init(_ result: OpaquePointer?, on connection: OpaquePointer, statement: String) {
        guard let state = Field.sqlState.of(result) else {
            self =
                PQstatus(connection) == CONNECTION_OK
                ? PostgresProblem(kind: .failed, error: .failed("postgres gave no answer — in: \(statement)"))
                : .lost("the connection to PostgreSQL was lost")
            return
        }
        let message = Field.message.of(result) ?? ""
        switch state {
        case "23505": self.init(kind: .failed, error: .duplicate(constraint: Self.uniqueColumns(result)))
        case "23502":
            self.init(
                kind: .failed,
                error: .violated(
                    constraint: [Field.table, .column].compactMap { $0.of(result) }.joined(separator: ".")))
        case "22P05", "22021": self.init(kind: .failed, error: .nulInText)
        case "40001", "40P01": self.init(kind: .again, error: .unavailable("postgres \(state): \(message)"))
        case "0A000" where message.contains("cached plan"), "26000":
            self.init(kind: .again, error: .unavailable("postgres \(state): \(message)"), isStalePlan: true)
        case "57014", "55P03":
            self.init(kind: .failed, error: .unavailable("postgres \(state): \(message) — in: \(statement)"))
        default:
            switch state.prefix(2) {
            case "23":
                self.init(kind: .failed, error: .violated(constraint: Field.constraint.of(result) ?? message))
            case "08", "57": self.init(kind: .lost, error: .unavailable("postgres \(state): \(message)"))
            case "53", "58": self.init(kind: .failed, error: .unavailable("postgres \(state): \(message)"))
            // Messages about names and types. Those about data (class 22) would tell the data.
            case "42", "0A", "25":
                self.init(kind: .failed, error: .failed("postgres \(state): \(message) — in: \(statement)"))
            default: self.init(kind: .failed, error: .failed("postgres \(state) — in: \(statement)"))
            }
        }
    }

    /// As SQLite says it, `lead.organization, lead.name`: both databases tell callers the same.
    private static func uniqueColumns(_ result: OpaquePointer?) -> String {
        let name = Field.constraint.of(result) ?? ""
        // Key (organization, name)=(1, …) already exists. In every language the two lists look like this.
        guard let table = Field.table.of(result), let detail = Field.detail.of(result),
            let start = detail.firstIndex(of: "("), let end = detail.firstRange(of: ")=(")?.lowerBound
        else { return name }
        let columns = detail[detail.index(after: start)..<end]
        guard !columns.contains("(") else { return name }
        return columns.split(separator: ",")
            .map { "\(table).\($0.filter { $0 != " " && $0 != "\"" })" }
            .joined(separator: ", ")
    }

    /// The fields of an error, by libpq's letters.
    private enum Field: Character {
        case sqlState = "C", message = "M", detail = "D", table = "t", column = "c", constraint = "n"

        func of(_ result: OpaquePointer?) -> String? {
            guard let result, let letter = rawValue.asciiValue else { return nil }
            return PQresultErrorField(result, Int32(letter)).map { String(cString: $0) }
        }
    }
}
