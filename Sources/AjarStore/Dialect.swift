/// Everything the two databases spell differently. Nothing else may differ; a new word needs a decision
/// record.
package struct Dialect: Sendable {
    package enum Word: Sendable {
        /// After a `LIMIT` in a claim: rows that somebody else holds are skipped.
        case claimLock
        /// After a `SELECT` of the record that will change: nobody else changes it meanwhile.
        case rowLock
        /// Column types of a migration.
        case integerType, doubleType, textType, blobType, jsonType
        /// A member of a JSON column as text, or NULL.
        case jsonText(column: String, key: String)
        /// The same as a number, or NULL where it is none.
        case jsonNumber(column: String, key: String)
        /// Whether a JSON column that holds a list has an element; the element is the next bind.
        case jsonHas(column: String, key: String)
        /// Keeps the rows of a table together by its key, where the database can do that.
        case tableEnding
        /// The table is its primary key's index, where the database can do that.
        case keyedTable
        /// A statement, once per database: what the guards below need.
        case guardFunction
        /// A statement that makes the database refuse every change of `status` but these, whoever asks.
        case transitionGuard(table: String, allowed: [(from: String, to: String)])
    }

    package enum Name: String, Sendable { case sqlite, postgres }

    package let name: Name
    /// What stands before the number of a value.
    private let mark: String
    /// The first placeholders, made once: every statement needs them.
    private let placeholders: [String]
    let spell: @Sendable (Word) -> String

    private init(_ name: Name, mark: String, spell: @escaping @Sendable (Word) -> String) {
        self.name = name
        self.mark = mark
        self.spell = spell
        placeholders = (0..<200).map { "\(mark)\($0)" }
    }

    private func placeholder(_ position: Int) -> String {
        position < placeholders.count ? placeholders[position] : "\(mark)\(position)"
    }

    package static let sqlite: Dialect = Dialect(
        .sqlite, mark: "?",
        spell: { word in
            switch word {
            case .claimLock, .rowLock, .tableEnding: ""
            case .guardFunction: "SELECT 1"
            case .transitionGuard(let table, let allowed):
                """
                CREATE TRIGGER \(table)_status_guard BEFORE UPDATE OF status ON \(table)
                WHEN OLD.status <> NEW.status AND (OLD.status || '>' || NEW.status) NOT IN (\(Self.pairs(allowed)))
                BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: \(table)_status_guard'); END
                """
            case .keyedTable: "WITHOUT ROWID"
            case .integerType: "INTEGER"
            case .doubleType: "REAL"
            case .textType, .jsonType: "TEXT"
            case .blobType: "BLOB"
            case .jsonText(let column, let key): "(\(column) ->> '\(Self.path(key))')"
            case .jsonNumber(let column, let key):
                "(CASE WHEN json_type(\(column), '\(Self.path(key))') IN ('integer', 'real') THEN \(column) ->> '\(Self.path(key))' END)"
            case .jsonHas(let column, let key):
                "EXISTS (SELECT 1 FROM json_each(\(column), '\(Self.path(key))') AS each WHERE each.value = "
            }
        })

    package static let postgres: Dialect = Dialect(
        .postgres, mark: "$",
        spell: { word in
            switch word {
            case .claimLock: "FOR UPDATE SKIP LOCKED"
            case .rowLock: "FOR UPDATE"
            case .integerType: "BIGINT"
            case .doubleType: "DOUBLE PRECISION"
            case .textType: "TEXT COLLATE \"C\""
            case .blobType: "BYTEA"
            case .jsonType: "JSONB"
            case .jsonText(let column, let key): "(\(column) ->> '\(Self.quoted(key))')"
            case .jsonNumber(let column, let key):
                "(CASE WHEN jsonb_typeof(\(column) -> '\(Self.quoted(key))') = 'number' "
                    + "THEN (\(column) ->> '\(Self.quoted(key))')::DOUBLE PRECISION END)"
            case .jsonHas(let column, let key):
                "EXISTS (SELECT 1 FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(\(column) -> '\(Self.quoted(key))') = 'array' "
                    + "THEN \(column) -> '\(Self.quoted(key))' ELSE jsonb_build_array(\(column) -> '\(Self.quoted(key))') END) "
                    + "AS each(value) WHERE each.value = "
            case .tableEnding, .keyedTable: ""
            case .guardFunction:
                """
                CREATE OR REPLACE FUNCTION refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF OLD.status <> NEW.status AND NOT (OLD.status || '>' || NEW.status) = ANY (TG_ARGV) THEN
                        RAISE EXCEPTION 'no change from % to %', OLD.status, NEW.status
                            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
                    END IF;
                    RETURN NEW;
                END $$
                """
            case .transitionGuard(let table, let allowed):
                """
                CREATE TRIGGER \(table)_status_guard BEFORE UPDATE OF status ON \(table)
                FOR EACH ROW EXECUTE FUNCTION refuse_transition(\(Self.pairs(allowed)))
                """
            }
        })

    private static func pairs(_ allowed: [(from: String, to: String)]) -> String {
        allowed.map { "'\($0.from)>\($0.to)'" }.joined(separator: ", ")
    }

    /// The text for one database, and its values in the order of their placeholders.
    package func render(_ sql: SQL) -> (text: String, binds: [Value]) {
        var text = ""
        text.reserveCapacity(sql.parts.count * 48)
        var binds: [Value] = []
        for part in sql.parts {
            switch part {
            case .text(let literal): text += literal
            case .bind(let value):
                binds.append(value)
                text += placeholder(binds.count)
            case .binds(let values):
                for (index, value) in values.enumerated() {
                    if index > 0 { text += ", " }
                    binds.append(value)
                    text += placeholder(binds.count)
                }
            case .word(let word): text += spell(word)
            }
        }
        return (text, binds)
    }

    /// Run first in each transaction that changes the schema: one process at a time, however long it takes.
    var migrationLock: [SQL] {
        switch name {
        case .sqlite: []  // BEGIN IMMEDIATE has the whole file
        case .postgres:
            [
                "SELECT set_config('lock_timeout', '0', TRUE), set_config('statement_timeout', '0', TRUE)",
                "SELECT pg_advisory_xact_lock(hashtext('ajar migration'), hashtext(current_schema()))",
            ]
        }
    }

    /// Keys are ids of ours; what could end the literal is taken out all the same.
    private static func quoted(_ key: String) -> String {
        key.filter { $0 != "'" && $0 != "\"" && $0 != "\\" }
    }
    private static func path(_ key: String) -> String { "$.\"\(quoted(key))\"" }
}
