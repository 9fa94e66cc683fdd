import AjarCore
import AjarStore

extension FieldKind {
    /// One of these words.
    package static func choice(_ words: [String]) -> FieldKind {
        FieldKind(
            "choice", storage: .text, schema: ["type": "string", "enum": .array(words.map(JSON.string))]
        ) {
            value throws(Problem) in
            guard case .string(let text) = value else { throw .type("basestring") }
            guard words.contains(text) else { throw .badChoice }
            return value
        }
    }

    package static func choice<Word: StringEnum>(of type: Word.Type) -> FieldKind {
        .choice(type.allCases.map(\.rawValue))
    }

    /// The id of another object; that it exists in the same organization is looked up inside the transaction.
    package static func id(_ target: String) -> FieldKind {
        FieldKind("id", storage: .text, schema: ["type": "string"], target: target) { value throws(Problem) in
            guard case .string(let text) = value else { throw .type("basestring") }
            guard text.utf8.count <= 100, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw .missingObject
            }
            return value
        }
    }
}
