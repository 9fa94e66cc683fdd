import AjarCore
import AjarResource
import AjarStore

/// The fields that tell who made an object and when (reference 3.4).
enum Audit {
    static let classic: [any FieldDeclaration] = [
        Plain.derived("organization_id", .text()),
        Plain.kept("date_created", .timestamp, filter: [.exact, .range]),
        Plain.kept("date_updated", .timestamp, filter: [.exact, .range]),
        Plain.kept("created_by", .text(), filter: .id),
        Plain.kept("updated_by", .text(), filter: .id),
    ]

    static let named: [any FieldDeclaration] =
        classic + [Plain.derived("created_by_name", .text()), Plain.derived("updated_by_name", .text())]

    /// Newer resources call the same things otherwise.
    static let newer: [any FieldDeclaration] = [
        Plain.derived("organization_id", .text()),
        Plain.kept("date_created", .timestamp, filter: .range),
        Plain.kept("date_updated", .timestamp, filter: .range),
        Plain.kept("created_by_id", .text(), filter: .id),
        Plain.kept("updated_by_id", .text(), filter: .id),
    ]

    /// The names of users, looked up once for a whole page.
    static let names: Load = .userNames(["created_by": "created_by_name", "updated_by": "updated_by_name"])
}

extension Load {
    /// Fills name fields from the fields that hold the users' ids.
    static func userNames(_ pairs: [String: String]) -> Load {
        Load(Array(pairs.values)) { records, context in
            var ids: Set<String> = []
            for record in records {
                for source in pairs.keys { if let id = record[source].string { ids.insert(id) } }
            }
            let names = try Users.names(ids, context)
            for index in records.indices {
                for (source, target) in pairs {
                    records[index][target] = JSON(records[index][source].string.flatMap { names[$0] })
                }
            }
        }
    }
}
