import AjarCore
import AjarResource
import AjarStore

extension Load {
    /// What leads are called, looked up once for a whole page.
    static func leadNames(_ source: String = "lead_id", _ target: String = "lead_name") -> Load {
        Load([target]) { records, context in
            let names = try Lead.names(Set(records.compactMap { $0[source].string }), context)
            for index in records.indices {
                records[index][target] = JSON(records[index][source].string.flatMap { names[$0] })
            }
        }
    }

    static func contactNames(_ source: String = "contact_id", _ target: String = "contact_name") -> Load {
        Load([target]) { records, context in
            let ids = Set(records.compactMap { $0[source].string })
            guard !ids.isEmpty else { return }
            let contacts = try context.all(
                Contact.resource, where: "id IN (\(list: ids.sorted()))", order: "id")
            let names = Dictionary(
                contacts.map { ($0.id.text, Contact.displayName($0)) },
                uniquingKeysWith: { first, _ in first })
            for index in records.indices {
                records[index][target] = JSON(records[index][source].string.flatMap { names[$0] })
            }
        }
    }
}

extension Lead {
    /// What leads are called, without all else that they show.
    static func names(_ ids: Set<String>, _ context: ReadContext) throws -> [String: String] {
        guard !ids.isEmpty else { return [:] }
        let rows = try context.reader.rows(
            "SELECT id, name FROM lead WHERE organization = \(context.organization) AND id IN (\(list: ids.sorted()))"
        )
        var names = Dictionary(
            rows.map { ($0.text("id"), $0.text("name")) }, uniquingKeysWith: { first, _ in first })
        let nameless = names.filter(\.value.isEmpty).map(\.key).sorted()
        guard !nameless.isEmpty else { return names }
        let contacts = try context.all(
            Contact.resource, where: "lead_id IN (\(list: nameless))", order: "date_created, id")
        for id in nameless {
            let first = contacts.first { $0[Contact.leadID] == id }.map(Contact.displayName)
            names[id] = first ?? "Untitled"
        }
        return names
    }
}
