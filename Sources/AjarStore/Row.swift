package import AjarCore

/// One row of a result. Positions are quick; names are for statements that are read by people.
package struct Row: Sendable {
    package let columns: Columns
    package let values: [Value]

    package init(columns: Columns, values: [Value]) {
        self.columns = columns
        self.values = values
    }

    package subscript(position: Int) -> Value { values[position] }

    /// A column that the statement selects. Asking for another one is a mistake of the program.
    package subscript(name: String) -> Value { columns.index[name].map { values[$0] } ?? .null }

    package func text(_ name: String) -> String { self[name].text ?? "" }
    package func int(_ name: String) -> Int { self[name].int ?? 0 }
    package func flag(_ name: String) -> Bool { self[name].int == 1 }
    package func id(_ name: String) -> ID { ID(text(name)) }
    package func moment(_ name: String) -> Timestamp? { self[name].int.map(Timestamp.init(micros:)) }
    package func json(_ name: String) -> JSON {
        self[name].text.flatMap { try? JSONParser.parse($0) } ?? .null
    }
}

/// The names of a statement's columns, shared by all its rows.
package final class Columns: Sendable {
    package let names: [String]
    package let index: [String: Int]

    package init(_ names: [String]) {
        self.names = names
        index = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
